package store

import (
	"fmt"
	"time"

	"poploket/kiosk"
	"poploket/kiosk/fact"
)

// LinkDevice is the name under which a unit's way to the office stands among its devices.
const LinkDevice = "link"

// Change is what one fact does to the views; the zero Change is nothing.
type Change struct {
	Request  *Request           // a new one; Online is for the store to fill from the link's state
	Printed  kiosk.PrintOutcome // of a receipt for the dossier Subject
	Subject  []byte
	Device   *Device
	Incident *Incident
	Applied  string // kind of a document that took effect on the unit
	Version  uint64 // its version; versions in force only grow
}

// Project is the one meaning of facts for the office's views. It depends on the fact and its time of arrival only, so that
// rebuilding gives the identical result. Kinds and versions it does not know change nothing.
func Project(f fact.Fact, arrived time.Time) (Change, error) {
	wall := time.Unix(0, f.Wall).UTC()
	incident := func(kind IncidentKind, format string, args ...any) Change {
		return Change{Incident: &Incident{Unit: f.Unit, Kind: kind, Detail: fmt.Sprintf(format, args...), First: wall, Last: wall, Count: 1}}
	}
	if s, ok := fact.Lookup(f.Kind); !ok || s.Version != f.KindVersion {
		return Change{}, nil
	}
	switch f.Kind {
	case fact.KindRequestReceived:
		b, err := fact.BodyOf[fact.RequestReceived](f)
		return Change{Request: &Request{
			Fact: FactID{f.Unit, f.Epoch, f.Seq}, Subject: f.Subject, Reference: kiosk.Reference(b.Reference), CodeHash: b.CodeHash,
			Service: b.Service, Action: b.Action, Class: kiosk.OfflineClass(b.Class), Identity: kiosk.IdentityLevel(b.Identity),
			Language: b.Language, Stop: f.Stop, Received: wall, Arrived: arrived.UTC(), Status: StatusReceived,
		}}, err
	case fact.KindReceiptPrinted:
		b, err := fact.BodyOf[fact.ReceiptPrinted](f)
		return Change{Printed: kiosk.PrintOutcome(b.Outcome), Subject: f.Subject}, err
	case fact.KindDeviceChanged:
		b, err := fact.BodyOf[fact.DeviceChanged](f)
		c := Change{}
		if b.State != "ready" {
			c = incident(IncidentDevice, "%s %s %s", b.Device, b.State, b.Fault)
		}
		c.Device = &Device{Unit: f.Unit, Name: b.Device, State: b.State, Fault: b.Fault, Since: wall}
		return c, err
	case fact.KindLinkChanged:
		b, err := fact.BodyOf[fact.LinkChanged](f)
		state := "offline"
		if b.Online {
			state = "online"
		}
		return Change{Device: &Device{Unit: f.Unit, Name: LinkDevice, State: state, Since: wall}}, err
	case fact.KindReaderMisread:
		b, err := fact.BodyOf[fact.ReaderMisread](f)
		detail := b.Field
		if b.Document != "" {
			detail += " (" + b.Document + ")"
		}
		return incident(IncidentMisread, "%s", detail), err
	case fact.KindDocumentApplied:
		b, err := fact.BodyOf[fact.DocumentApplied](f)
		return Change{Applied: b.Document, Version: b.Version}, err
	case fact.KindDocumentRefused:
		b, err := fact.BodyOf[fact.DocumentRefused](f)
		return incident(IncidentDocument, "%s %d: %s", b.Document, b.Version, b.Reason), err
	case fact.KindFactQuarantined:
		b, err := fact.BodyOf[fact.FactQuarantined](f)
		return incident(IncidentQuarantine, "seq %d: %s", b.Seq, b.Reason), err
	}
	return Change{}, nil
}
