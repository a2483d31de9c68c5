// Package core is what the unit's core offers to its faces, both ends of the Unix socket between them.
//
// The core (Server) owns journal, devices and office link; a face (Client) owns one resident's visit. What passes in
// the clear, reader bytes one way and printer bytes the other, travels as a frame's payload: raw bytes that both ends
// overwrite, never inside the JSON header. A face can write to the journal and never read from it.
package core
