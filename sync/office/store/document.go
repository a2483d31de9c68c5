package store

import (
	"context"
	"time"
)

// Document is one published document as the units get it.
type Document struct {
	Kind    string // "tour", "catalogue", "keys"
	Unit    string // empty: for all
	Version uint64
	Issued  time.Time
	By, Why string
	Signed  []byte // the wire.Signed, encoded
	Body    []byte // what is inside, for comparing
}

// Documents are versions of what units run; a published version never changes.
type Documents interface {
	// Publish draws the next version of d.Kind for d.Unit, lets sign make the signed bytes for it, and keeps both, in one
	// transaction. d.Version and d.Signed are ignored. When the newest version has the same Body, that one is returned and
	// nothing is published.
	Publish(ctx context.Context, d Document, sign func(version uint64) ([]byte, error)) (Document, error)
	// Current is the newest version of every kind that unit runs: its own and those for all.
	Current(ctx context.Context, unit string) ([]Document, error)
	// Versions is the newest version of every kind that unit runs, without the documents themselves.
	Versions(ctx context.Context, unit string) (map[string]uint64, error)
	// History is the newest versions first.
	History(ctx context.Context, kind, unit string, limit int) ([]Document, error)
}
