package drivers

import "context"

// Reader is a device that reads identity documents.
type Reader interface {
	// Serve runs the device until ctx ends; it survives unplugging and garbage. It calls on in order, from one
	// goroutine. The bytes of a Frame are overwritten when on returns.
	Serve(ctx context.Context, on func(ReaderEvent)) error
}

// ReaderEvent is a state change, a document, or a document that could not be read.
type ReaderEvent struct {
	State State  // always set
	Frame []byte // machine readable lines joined by '\n', check digits proved; nil when there is none
	Kind  string // TD1, TD2, TD3 or DL-NL, for a Frame; for a misread when its lines tell
	Fault string // a misread: which field, never its content: "check digit of the birth date"
	Cause string // why the state is not ready, for an operator; "" when the device is just not there
}

// State is whether a device can be used, seen from the unit.
type State string

const (
	StateAbsent State = "absent" // no such port, or unplugged
	StateReady  State = "ready"
	StateFault  State = "fault" // there, but not usable; the status says why
)
