// Package port is a serial line that can be trusted: github.com/tarm/serial for opening, reading and writing, and beside
// it a control descriptor on the same tty that adds what tarm lacks. Every call ends within its time, Close within
// milliseconds whatever the device does, an unplugged device is told apart from a silent one, flow control is set after
// every opening, nobody else can open the line, and Serve opens it again when the device comes back.
//
// It knows nothing of any protocol. Buffers are the caller's; it keeps no copy.
package port
