package intake

import (
	"context"
	"fmt"

	"poploket/sync/seal"
	"poploket/sync/wire"
)

func isKeys(kind string) bool { return kind == seal.KindKeys }

// Push brings a unit what was published for it and it lacks, if it is connected; an empty unit is all of them. Whoever is
// away gets it with the next hello.
func (in *Intake) Push(ctx context.Context, unit string) error {
	in.mu.Lock()
	var desks []*desk
	for u, d := range in.desks {
		if unit == "" || u == unit {
			desks = append(desks, d)
		}
	}
	in.mu.Unlock()
	for _, d := range desks {
		d.mu.Lock()
		err := in.documents(ctx, d, func(string) bool { return true })
		d.mu.Unlock()
		if err != nil {
			return err
		}
	}
	return nil
}

// documents sends what the unit lacks, of the kinds wanted. Keys go first.
func (in *Intake) documents(ctx context.Context, d *desk, want func(kind string) bool) error {
	if !d.greeted {
		return nil
	}
	if _, err := in.welcome(ctx, d.unit); err != nil {
		return err
	}
	current, err := in.opts.Store.Current(ctx, d.unit)
	if err != nil {
		return fmt.Errorf("looking up the documents of %s: %w", d.unit, err)
	}
	for _, keys := range []bool{true, false} {
		for _, doc := range current {
			if isKeys(doc.Kind) != keys || !want(doc.Kind) || doc.Version <= d.has[doc.Kind] {
				continue
			}
			b, err := wire.EncodeDocument(doc.Signed)
			if err != nil {
				return fmt.Errorf("document %s version %d: %w", doc.Kind, doc.Version, err)
			}
			if err := in.opts.Push(d.unit, b); err != nil {
				return nil // gone: the next hello says what it lacks
			}
			d.has[doc.Kind] = doc.Version
		}
	}
	return nil
}
