// Package store is everything the office keeps, as one interface: units and their certificates, facts and receipts, views
// over facts, the plan and what was published of it, accounts, and who looked at what.
//
// The meaning is shaped for PostgreSQL; the room sqlite implements it for the small office, storetest says what every
// implementation must do. It decides nothing about law or layout, and it never sees inside a sealed part.
//
// Times are UTC with the precision they were given (nanoseconds). Errors carry a kiosk.Code: not-found, conflict, refused or
// invalid; whatever else is internal.
package store

import (
	"context"
	"io"
)

// Store is the office's memory. All methods may be called from many goroutines; each is one transaction.
type Store interface {
	Units
	Intake
	Views
	Documents
	Plan
	People
	// Healthy proves that the store can be written to.
	Healthy(ctx context.Context) error
	io.Closer
}
