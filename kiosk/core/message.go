package core

import (
	"encoding/json"
	"fmt"

	"poploket/drivers"
	"poploket/kiosk"
)

// op names a message. Calls go from face to core and are answered; the others are not.
type op string

const (
	opHello     op = "hello"     // call: Hello
	opReference op = "reference" // call: a free reference -> referenceReply
	opAppend    op = "append"    // call: payload is CBOR of []fact.Draft -> []Kept
	opPrint     op = "print"     // call: payload is a drivers.Paper -> drivers.Result
	opReader    op = "reader"    // call: kiosk.UseReader
	opShown     op = "shown"     // call: the window is on the screen
	opEnded     op = "ended"     // call: the visit is over, this face may go
	opPaint     op = "paint"     // note: Paint, for observers

	opWelcome   op = "welcome"   // event: Welcome
	opSetting   op = "setting"   // event: kiosk.Setting
	opCatalogue op = "catalogue" // event: payload is the catalogue in force
	opShow      op = "show"      // event: put your window on the screen
	opExit      op = "exit"      // event: go
	opScanned   op = "scanned"   // event: scanned; payload is the machine readable lines. Personal
	opMisread   op = "misread"   // event
	opReceived  op = "received"  // event: receivedEvent
)

// header is the JSON part of every frame. It never holds personal data.
type header struct {
	Op      op              `json:"op"`
	Call    uint64          `json:"call,omitempty"`  // number of a call, repeated in its reply
	Reply   bool            `json:"reply,omitempty"` //
	Code    kiosk.Code      `json:"code,omitempty"`  // of a failed call
	Message string          `json:"message,omitempty"`
	Body    json.RawMessage `json:"body,omitempty"`
}

// Role is what a client is on the unit.
type Role string

const (
	RoleResident Role = "resident" // the face of a resident's display
	RoleObserver Role = "observer" // sees which screen is painted and where its keys are; only when the core allows it
)

// Hello introduces a client.
type Hello struct {
	Role    Role   `json:"role"`
	PID     int    `json:"pid"`
	Display string `json:"display"`
	Shown   bool   `json:"shown"` // its window is on the screen already: it outlived a core
}

// Welcome is what a face needs to know to run visits. All of it is public.
type Welcome struct {
	Unit       string            `json:"unit"`
	Recipients map[string]string `json:"recipients"` // age recipients of dossier keys: office, recovery
	Columns    int               `json:"columns"`    // of the printer
	Observe    bool              `json:"observe"`    // observers may be there: tell paints
}

// Kept is the core's word that a draft is durable.
type Kept struct {
	Epoch     uint64 `json:"epoch"`
	Seq       uint64 `json:"seq"`
	Wall      int64  `json:"wall"` // UTC ns, as in the fact
	ReceiptNo int    `json:"receiptNo,omitempty"`
}

// Paint says what a face put on the screen, so that tests wait on a state and know where to touch.
type Paint struct {
	Display string   `json:"display"`
	PID     int      `json:"pid"`
	Screen  string   `json:"screen"`
	Count   uint64   `json:"count"`
	Targets []Target `json:"targets"`
	Notices []string `json:"notices,omitempty"` // mood and icon of each box, as in "fault:paper-out"; never its words
}

// Target is where an action can be touched, in pixels of the display.
type Target struct {
	ID string `json:"id"`
	X  int    `json:"x"`
	Y  int    `json:"y"`
	W  int    `json:"w"`
	H  int    `json:"h"`
}

type referenceReply struct {
	Reference kiosk.Reference `json:"reference"`
}

type scannedEvent struct {
	Kind string `json:"kind"`
}

type receivedEvent struct {
	Reference kiosk.Reference `json:"reference"`
}

type printCall struct {
	ID      []byte `json:"id"` // of the fact that records how the job ended
	Subject []byte `json:"subject"`
	Copy    bool   `json:"copy"`
	Number  int    `json:"number"`
}

type endedCall struct {
	Reason kiosk.EndReason `json:"reason"`
}

// PrintResult is the truth about a job as the face hears it.
type PrintResult struct {
	Outcome drivers.Outcome `json:"outcome"`
	Fault   drivers.Fault   `json:"fault"`
}

func decodeHeader(b []byte) (header, error) {
	var h header
	if err := json.Unmarshal(b, &h); err != nil {
		return h, fmt.Errorf("decoding a frame's header: %w", err)
	}
	return h, nil
}

func body[T any](h header) (T, error) {
	var v T
	if err := json.Unmarshal(h.Body, &v); err != nil {
		return v, fmt.Errorf("decoding the body of %q: %w", h.Op, err)
	}
	return v, nil
}

func encodeHeader(h header, v any) ([]byte, error) {
	if v != nil {
		b, err := json.Marshal(v)
		if err != nil {
			return nil, fmt.Errorf("encoding the body of %q: %w", h.Op, err)
		}
		h.Body = b
	}
	return json.Marshal(h)
}
