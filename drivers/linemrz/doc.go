// Package linemrz reads identity documents from every reader that sends the machine readable zone as plain lines over a
// serial line, as Access-IS, Honeywell, DESKO and most keyboard-free readers can be set to: ASCII, lines ended by CR, LF
// or both, or all in one run; STX and ETX around it or not.
//
// It is strict about what leaves it: a frame was proved by its check digits, national numbers are overwritten unless
// asked for, and while nobody wants a document everything is thrown away unread. It keeps at most one document, in
// buffers of fixed size that are overwritten after use; a megabyte without a line end costs nothing.
package linemrz
