package store

import (
	"context"
	"time"

	"poploket/kiosk"
)

// Request is the clear side of what a resident sent. What it says is in the sealed part of its fact.
type Request struct {
	Fact      FactID
	Subject   []byte
	Reference kiosk.Reference
	CodeHash  []byte // SHA-256 of the code that opens the status page with the reference
	Service   string // empty when its name is itself sensitive
	Action    string
	Class     kiosk.OfflineClass
	Identity  kiosk.IdentityLevel
	Language  string
	Stop      string
	Received  time.Time // the unit's clock when it was durable there
	Arrived   time.Time // the office's clock at commit
	Online    bool      // by the unit's own word the office was reachable when it was sent
	Status    RequestStatus
	Printed   kiosk.PrintOutcome // of the newest receipt; empty when none was tried
}

// RequestStatus is where a request stands.
type RequestStatus string

const StatusReceived RequestStatus = "received"

// RequestFilter narrows a list; zero fields don't.
type RequestFilter struct {
	Unit    string
	Service string
	After   *Request // last one of the page before
	Limit   int      // at most 200, 50 when zero
}

// Device is the state of one device of a unit as its facts tell it.
type Device struct {
	Unit  string
	Name  string // "reader", "printer", and "link" for its way to the office
	State string // "absent", "ready", "fault"; "online" or "offline" for the link
	Fault string // why, for "fault"
	Since time.Time
}

// Views are tables over facts, updated in the transaction that stores the facts; they need no key.
type Views interface {
	// Requests are the newest first by arrival.
	Requests(ctx context.Context, f RequestFilter) ([]Request, error)
	// Request is the one in this fact; not-found.
	Request(ctx context.Context, id FactID) (Request, error)
	// ByReference is every request with this reference: one, unless a unit's journal was cloned.
	ByReference(ctx context.Context, r kiosk.Reference) ([]Request, error)
	// CountRequests counts what a filter (without After and Limit) matches.
	CountRequests(ctx context.Context, f RequestFilter) (int, error)
	// Devices of a unit by name.
	Devices(ctx context.Context, unit string) ([]Device, error)
	// RebuildViews makes the views again from the facts, with the identical result.
	RebuildViews(ctx context.Context) error
}
