package store

import (
	"context"
	"time"

	"poploket/sync/wire"
)

// Unit is one pop-up town hall as the office knows it.
type Unit struct {
	ID      string // "bus-1"; names topics and certificates
	Name    string // "Bus 1"
	Prefix  string // two characters that begin its references: "KD"
	Letter  string // of its tickets
	Created time.Time

	Enrolled time.Time // when its key was last put in force; zero until it has a certificate
	Serial   string    // of the certificate in force, lower-case hex
	NotAfter time.Time // when that certificate ends
	Key      []byte    // recipient of documents sealed to the unit; nil when it gave none
	Revoked  time.Time // zero unless refused for ever
}

// Replaced reports whether a later enrolment took the place of a certificate made at issued: whoever holds the key of that
// one, on a stolen disk perhaps, is the unit no more. Certificates tell whole seconds.
func (u Unit) Replaced(issued time.Time) bool { return issued.Before(u.Enrolled.Truncate(time.Second)) }

// Certificate is what an enrolment or renewal puts in force.
type Certificate struct {
	Serial   string
	NotAfter time.Time
	Key      []byte // the unit's document recipient; may be nil
}

// Token lets one unit enrol once. Only its hash is kept.
type Token struct {
	Hash    [32]byte
	Unit    string
	By      string // account that made it
	Created time.Time
	Expires time.Time
}

// Contact is what the office last heard of a unit, apart from facts.
type Contact struct {
	Online    bool
	Seen      time.Time // last sign of life of any kind; zero for never
	Changed   time.Time // since when Online has its value
	Build     string
	Epoch     uint64
	Last      uint64            // newest seq on the unit, by its own last hello
	Receipted uint64            // through which the unit holds a receipt
	Documents map[string]uint64 // kind -> version in force on the unit, by its last hello and the facts since
	Drift     time.Duration     // unit's clock minus the office's, at the last hello
}

// IncidentKind classes what went wrong at the border of a unit.
type IncidentKind string

const (
	IncidentConnection IncidentKind = "connection" // a peer was refused: unknown or revoked certificate, foreign topic
	IncidentBatch      IncidentKind = "batch"      // facts could not be taken: gap, damage, fork
	IncidentDocument   IncidentKind = "document"   // the unit refused a document
	IncidentMisread    IncidentKind = "misread"    // the reader could not read a document
	IncidentDevice     IncidentKind = "device"     // a device went away or reported a fault
	IncidentQuarantine IncidentKind = "quarantine" // the unit set a fact apart for a person to look at
)

// Incident is something an operator should see. Detail names the fault and never a person. Equal incidents within one hour
// are one row with a count, so that a flood can't fill the store.
type Incident struct {
	Unit   string // empty when the peer is unknown
	Kind   IncidentKind
	Detail string // at most 200 bytes are kept
	First  time.Time
	Last   time.Time
	Count  int
}

// Units knows the fleet, who of it may connect, and when it was last heard.
type Units interface {
	// AddUnit adds u; conflict when the id, prefix or letter is taken.
	AddUnit(ctx context.Context, u Unit) error
	// Unit is one unit by id; not-found.
	Unit(ctx context.Context, id string) (Unit, error)
	// Units is the fleet by id.
	Units(ctx context.Context) ([]Unit, error)
	// RevokeUnit refuses the unit from now on. Doing it twice keeps the first time.
	RevokeUnit(ctx context.Context, id string, at time.Time) error

	// AddToken keeps a fresh token; earlier unused tokens of the same unit stop working.
	AddToken(ctx context.Context, t Token) error
	// Enrol uses up the token with this hash and puts in force what issue gives, all or nothing. key is SHA-256 of the
	// public key that asks: until it expires, a used token works again for the same key, so that an answer lost on the way
	// is no dead end. Unknown, expired and foreign tokens, and revoked units, are refused alike.
	Enrol(ctx context.Context, token, key [32]byte, at time.Time, issue func(Unit) (Certificate, error)) (Unit, error)
	// Renew puts another certificate in force for an enrolled unit; refused when it is revoked.
	Renew(ctx context.Context, id string, c Certificate) error

	// Hello records what a unit said when it connected.
	Hello(ctx context.Context, h wire.Hello, at time.Time) error
	// Presence records that a unit came or went.
	Presence(ctx context.Context, unit string, p wire.Presence, at time.Time) error
	// Seen records a sign of life that is neither.
	Seen(ctx context.Context, unit string, at time.Time) error
	// Contact is what was last heard; the zero Contact when nothing ever was.
	Contact(ctx context.Context, unit string) (Contact, error)
	// ResetPresence marks every unit gone: the office just started and nobody is connected.
	ResetPresence(ctx context.Context, at time.Time) error

	// AddIncident records one incident at i.Last (First and Count are the store's).
	AddIncident(ctx context.Context, i Incident) error
	// Incidents are the newest first, of one unit (empty: of unknown peers), since a time.
	Incidents(ctx context.Context, unit string, since time.Time, limit int) ([]Incident, error)
}
