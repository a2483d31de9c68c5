// Code generated from assets/events/events.json by kiosk/fact/gen. DO NOT EDIT.

package fact

// Kinds of facts.
const (
	KindUnitStarted     Kind = 1  // unit.started
	KindStopEntered     Kind = 2  // stop.entered
	KindDocumentApplied Kind = 3  // document.applied
	KindDocumentRefused Kind = 4  // document.refused
	KindDeviceChanged   Kind = 5  // device.changed
	KindReaderMisread   Kind = 6  // reader.misread
	KindHelpCalled      Kind = 7  // help.called
	KindRequestReceived Kind = 8  // request.received
	KindReceiptPrinted  Kind = 9  // receipt.printed
	KindVisitEnded      Kind = 10 // visit.ended
	KindLinkChanged     Kind = 11 // link.changed
	KindFactQuarantined Kind = 12 // fact.quarantined
	KindEpochBegan      Kind = 13 // epoch.began
)

var specs = [...]Spec{
	{Kind: 1, Version: 1, Name: "unit.started", Subject: false, Sealed: false, Opens: false},
	{Kind: 2, Version: 1, Name: "stop.entered", Subject: false, Sealed: false, Opens: false},
	{Kind: 3, Version: 1, Name: "document.applied", Subject: false, Sealed: false, Opens: false},
	{Kind: 4, Version: 1, Name: "document.refused", Subject: false, Sealed: false, Opens: false},
	{Kind: 5, Version: 1, Name: "device.changed", Subject: false, Sealed: false, Opens: false},
	{Kind: 6, Version: 1, Name: "reader.misread", Subject: false, Sealed: false, Opens: false},
	{Kind: 7, Version: 1, Name: "help.called", Subject: false, Sealed: false, Opens: false},
	{Kind: 8, Version: 1, Name: "request.received", Subject: true, Sealed: true, Opens: true},
	{Kind: 9, Version: 1, Name: "receipt.printed", Subject: true, Sealed: false, Opens: false},
	{Kind: 10, Version: 1, Name: "visit.ended", Subject: false, Sealed: false, Opens: false},
	{Kind: 11, Version: 1, Name: "link.changed", Subject: false, Sealed: false, Opens: false},
	{Kind: 12, Version: 1, Name: "fact.quarantined", Subject: false, Sealed: false, Opens: false},
	{Kind: 13, Version: 1, Name: "epoch.began", Subject: false, Sealed: false, Opens: false},
}

// newBody is an empty clear body of a kind in its newest version; nil for others.
func newBody(k Kind, version uint8) Body {
	switch {
	case k == 1 && version == 1:
		return new(UnitStarted)
	case k == 2 && version == 1:
		return new(StopEntered)
	case k == 3 && version == 1:
		return new(DocumentApplied)
	case k == 4 && version == 1:
		return new(DocumentRefused)
	case k == 5 && version == 1:
		return new(DeviceChanged)
	case k == 6 && version == 1:
		return new(ReaderMisread)
	case k == 7 && version == 1:
		return new(HelpCalled)
	case k == 8 && version == 1:
		return new(RequestReceived)
	case k == 9 && version == 1:
		return new(ReceiptPrinted)
	case k == 10 && version == 1:
		return new(VisitEnded)
	case k == 11 && version == 1:
		return new(LinkChanged)
	case k == 12 && version == 1:
		return new(FactQuarantined)
	case k == 13 && version == 1:
		return new(EpochBegan)
	}
	return nil
}

// UnitStarted is the clear body of unit.started. The unit's core is up and its journal open.
type UnitStarted struct {
	Reason string `cbor:"1,keyasint"`           // whether the last run closed its journal
	Build  string `cbor:"2,keyasint,omitempty"` // the program's version
}

// FactKind is KindUnitStarted in version 1.
func (UnitStarted) FactKind() (Kind, uint8) { return KindUnitStarted, 1 }

func (b UnitStarted) check() error {
	return first(
		checkCode("reason", b.Reason, false, "clean", "after-crash"),
		checkText("build", b.Build, true, 64),
	)
}

// StopEntered is the clear body of stop.entered. Another stop of the tour in force is the current one.
type StopEntered struct {
	Stop string `cbor:"1,keyasint,omitempty"` // the stop's id; absent when the unit stands nowhere
}

// FactKind is KindStopEntered in version 1.
func (StopEntered) FactKind() (Kind, uint8) { return KindStopEntered, 1 }

func (b StopEntered) check() error {
	return first(
		checkCode("stop", b.Stop, true),
	)
}

// DocumentApplied is the clear body of document.applied. A published document took effect on the unit.
type DocumentApplied struct {
	Document string `cbor:"1,keyasint"` // its kind: catalogue, tour, keys
	Version  uint64 `cbor:"2,keyasint"` // its version
}

// FactKind is KindDocumentApplied in version 1.
func (DocumentApplied) FactKind() (Kind, uint8) { return KindDocumentApplied, 1 }

func (b DocumentApplied) check() error {
	return first(
		checkCode("document", b.Document, false),
	)
}

// DocumentRefused is the clear body of document.refused. A published document was not taken; the one in force stays.
type DocumentRefused struct {
	Document string `cbor:"1,keyasint,omitempty"` // its kind, where it could be read
	Version  uint64 `cbor:"2,keyasint,omitempty"` // its version, where it could be read
	Reason   string `cbor:"3,keyasint"`           // for an operator
}

// FactKind is KindDocumentRefused in version 1.
func (DocumentRefused) FactKind() (Kind, uint8) { return KindDocumentRefused, 1 }

func (b DocumentRefused) check() error {
	return first(
		checkCode("document", b.Document, true),
		checkText("reason", b.Reason, false, 200),
	)
}

// DeviceChanged is the clear body of device.changed. A device came, went, or can't be used.
type DeviceChanged struct {
	Device string `cbor:"1,keyasint"`           // which
	State  string `cbor:"2,keyasint"`           // what it is now
	Fault  string `cbor:"3,keyasint,omitempty"` // why, for state fault
}

// FactKind is KindDeviceChanged in version 1.
func (DeviceChanged) FactKind() (Kind, uint8) { return KindDeviceChanged, 1 }

func (b DeviceChanged) check() error {
	return first(
		checkCode("device", b.Device, false, "reader", "printer"),
		checkCode("state", b.State, false, "absent", "ready", "fault"),
		checkCode("fault", b.Fault, true),
	)
}

// ReaderMisread is the clear body of reader.misread. A document was laid on the reader and could not be read. Which one, and what it says, stays unknown.
type ReaderMisread struct {
	Field    string `cbor:"1,keyasint"`           // the field whose check failed, never its content
	Document string `cbor:"2,keyasint,omitempty"` // the kind of document, where it could be seen
}

// FactKind is KindReaderMisread in version 1.
func (ReaderMisread) FactKind() (Kind, uint8) { return KindReaderMisread, 1 }

func (b ReaderMisread) check() error {
	return first(
		checkText("field", b.Field, false, 64),
		checkCode("document", b.Document, true, "TD1", "TD2", "TD3", "DL-NL"),
	)
}

// HelpCalled is the clear body of help.called. A resident asked for a person.
type HelpCalled struct {
	Screen string `cbor:"1,keyasint"` // where: the screen's id, or within a sensitive service only the screen's kind
}

// FactKind is KindHelpCalled in version 1.
func (HelpCalled) FactKind() (Kind, uint8) { return KindHelpCalled, 1 }

func (b HelpCalled) check() error {
	return first(
		checkCode("screen", b.Screen, false),
	)
}

// RequestReceived is the clear body of request.received. A resident's request is durable on the unit. Opens the dossier: carries the wraps of its key. Sealed: the request itself (sealed-request).
type RequestReceived struct {
	Reference string `cbor:"1,keyasint"`           // the number on the receipt, without spaces
	CodeHash  []byte `cbor:"2,keyasint"`           // SHA-256 of "poploket status code" 00 reference 00 code; opens the status page
	Service   string `cbor:"3,keyasint,omitempty"` // the service's id; absent when its name is itself sensitive
	Sensitive bool   `cbor:"4,keyasint,omitempty"` // the service's name is sealed
	Action    string `cbor:"5,keyasint,omitempty"` // the action's id within the service; absent when the service's name is sensitive, as few services have an action of that id
	Class     string `cbor:"6,keyasint"`           // the offline class
	Identity  string `cbor:"7,keyasint"`           // how sure the unit was of who stood before it
	Language  string `cbor:"8,keyasint"`           // language of the visit
}

// FactKind is KindRequestReceived in version 1.
func (RequestReceived) FactKind() (Kind, uint8) { return KindRequestReceived, 1 }

func (b RequestReceived) check() error {
	return first(
		checkReference("reference", b.Reference),
		checkBytes("codeHash", b.CodeHash, false, 32),
		checkCode("service", b.Service, true),
		checkEmptyWhen("service", b.Service != "", "sensitive", b.Sensitive),
		checkCode("action", b.Action, true),
		checkEmptyWhen("action", b.Action != "", "sensitive", b.Sensitive),
		checkCode("class", b.Class, false, "O1", "O2", "O3"),
		checkCode("identity", b.Identity, false, "none", "stated", "scanned", "verified"),
		checkCode("language", b.Language, false),
	)
}

// ReceiptPrinted is the clear body of receipt.printed. A print job for a dossier's receipt ended, on paper or not.
type ReceiptPrinted struct {
	Outcome string `cbor:"1,keyasint"`           // the truth about the paper; unknown is never resent by itself
	Fault   string `cbor:"2,keyasint,omitempty"` // why not
	Copy    bool   `cbor:"3,keyasint,omitempty"` // it was marked as a copy
	Number  uint64 `cbor:"4,keyasint"`           // the unit's running number of the receipt
}

// FactKind is KindReceiptPrinted in version 1.
func (ReceiptPrinted) FactKind() (Kind, uint8) { return KindReceiptPrinted, 1 }

func (b ReceiptPrinted) check() error {
	return first(
		checkCode("outcome", b.Outcome, false, "printed", "failed", "unknown"),
		checkCode("fault", b.Fault, true),
	)
}

// VisitEnded is the clear body of visit.ended. A visit ended and was wiped. Has no subject: it is counted, never tied to a dossier.
type VisitEnded struct {
	Reason string `cbor:"1,keyasint"` // crashed: the face went away by itself
}

// FactKind is KindVisitEnded in version 1.
func (VisitEnded) FactKind() (Kind, uint8) { return KindVisitEnded, 1 }

func (b VisitEnded) check() error {
	return first(
		checkCode("reason", b.Reason, false, "done", "stopped", "idle", "crashed"),
	)
}

// LinkChanged is the clear body of link.changed. The office can be reached, or not any more.
type LinkChanged struct {
	Online bool `cbor:"1,keyasint,omitempty"` // absent: offline
}

// FactKind is KindLinkChanged in version 1.
func (LinkChanged) FactKind() (Kind, uint8) { return KindLinkChanged, 1 }

func (b LinkChanged) check() error {
	return first()
}

// FactQuarantined is the clear body of fact.quarantined. A fact was set apart so that it doesn't hold up the others. A person looks at it.
type FactQuarantined struct {
	Epoch  uint64 `cbor:"1,keyasint"` // of the fact set apart
	Seq    uint64 `cbor:"2,keyasint"` // of the fact set apart
	Reason string `cbor:"3,keyasint"` // for an operator
}

// FactKind is KindFactQuarantined in version 1.
func (FactQuarantined) FactKind() (Kind, uint8) { return KindFactQuarantined, 1 }

func (b FactQuarantined) check() error {
	return first(
		checkText("reason", b.Reason, false, 200),
	)
}

// EpochBegan is the clear body of epoch.began. The journal goes on under a new epoch: first fact of a new journal, or of one that was restored or cloned.
type EpochBegan struct {
	Reason string `cbor:"1,keyasint"`           // moved: the file or the machine is not the one that wrote the last fact
	Epoch  uint64 `cbor:"2,keyasint,omitempty"` // the epoch before
	Seq    uint64 `cbor:"3,keyasint,omitempty"` // last seq of the epoch before
}

// FactKind is KindEpochBegan in version 1.
func (EpochBegan) FactKind() (Kind, uint8) { return KindEpochBegan, 1 }

func (b EpochBegan) check() error {
	return first(
		checkCode("reason", b.Reason, false, "created", "moved", "asked"),
	)
}
