package store

import (
	"context"
	"fmt"
	"time"

	"poploket/kiosk/fact"
	"poploket/sync/wire"
)

// Standing is how far the office has one epoch of a unit's journal.
type Standing struct {
	Through uint64    // everything from seq 1 to here is stored; 0 for nothing
	Hash    fact.Hash // of the fact at Through
	At      time.Time // of the commit that brought it there
	Receipt []byte    // signed, as made in that transaction; nil for nothing
}

// Gap says that a batch begins after what the office has, or does not follow from it.
type Gap struct{ Want uint64 }

func (g *Gap) Error() string {
	return fmt.Sprintf("facts are missing before this batch: want seq %d first", g.Want)
}

// Fork says that a different fact is already stored under the same name. Nothing is overwritten; people must look.
type Fork struct {
	Unit       string
	Epoch, Seq uint64
}

func (f *Fork) Error() string {
	return fmt.Sprintf("a different fact is stored as %s, epoch %x, seq %d: two journals use one name", f.Unit, f.Epoch, f.Seq)
}

// Intake takes facts and gives receipts.
type Intake interface {
	// Standing is how far an epoch of a unit is stored; the zero Standing when nothing is.
	Standing(ctx context.Context, unit string, epoch uint64) (Standing, error)
	// Ingest stores the batch's facts verbatim, their sealed parts and wraps, updates the views and keeps the receipt that
	// sign makes, in one transaction. Facts already stored are skipped when their bytes are equal; the receipt never goes
	// back, and a batch that brings nothing new gets the receipt that stands.
	//
	// The caller has proved sealed parts and wraps against their hashes. Ingest itself checks that every fact carries the
	// batch's unit, epoch and seq and the hash of the fact before it.
	//
	// Errors: *Gap, *Fork, fact.ErrDamaged, not-found for an unknown unit; nothing is stored then.
	Ingest(ctx context.Context, b wire.Batch, at time.Time, sign func(wire.Receipt) ([]byte, error)) (Standing, error)
	// Entry is one stored fact with its parts; not-found.
	Entry(ctx context.Context, id FactID) (fact.Entry, error)
	// Dossier is every fact of a subject, in order of arrival.
	Dossier(ctx context.Context, subject []byte) ([]fact.Entry, error)
	// Epochs is how far each epoch of a unit is stored.
	Epochs(ctx context.Context, unit string) (map[uint64]Standing, error)
	// EraseWraps deletes every wrap of a subject's dossier keys: what they sealed can't be opened again.
	EraseWraps(ctx context.Context, subject []byte) (int, error)
}

// FactID is the name of a fact.
type FactID struct {
	Unit       string
	Epoch, Seq uint64
}
