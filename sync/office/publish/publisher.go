// Package publish makes what units run into signed, versioned documents: a tour per unit, the catalogue of services, the
// keys to trust. It decides neither what stands in them nor how they reach a unit.
package publish

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"poploket/kiosk"
	"poploket/sync/office/store"
	"poploket/sync/seal"
	"poploket/sync/wire"
)

// Kinds of documents.
const (
	KindTour      = "tour"
	KindCatalogue = "catalogue"
	KindKeys      = seal.KindKeys
)

// Kept is how long a stop stays in a tour after its end, so that a unit that was away still knows where it stood.
const Kept = 7 * 24 * time.Hour

// Pusher brings a unit what is published for it, when it is connected; others get it with their next hello.
type Pusher interface {
	// Push sends the current documents to a unit; an empty unit is all of them. It doesn't wait.
	Push(ctx context.Context, unit string) error
}

// Publisher signs and keeps documents, and has them brought to the units.
type Publisher struct {
	Store        store.Store
	Keys         *seal.OfficeKeys
	Push         Pusher
	Municipality kiosk.Municipality
	Now          func() time.Time
	Log          *slog.Logger
}

// Plan publishes the draft for units. changes are the lines that were shown; revision is the draft's when they were.
func (p *Publisher) Plan(ctx context.Context, by, why string, units, changes []string, revision uint64) (store.Publication, error) {
	now := p.Now()
	pub := store.Publication{At: now, By: by, Why: why, Changes: changes}
	for _, u := range units {
		pub.Tours = append(pub.Tours, store.Document{Kind: KindTour, Unit: u, Issued: now, By: by, Why: why})
	}
	pub, err := p.Store.PublishPlan(ctx, pub, revision, func(unit string, version uint64, stops []store.Stop) ([]byte, []byte, error) {
		body, err := p.tour(unit, stops, now)
		if err != nil {
			return nil, nil, err
		}
		signed, err := p.Keys.Documents.SignDocument(wire.Document{Kind: KindTour, Unit: unit, Version: version, Issued: now.UnixNano(), By: by, Why: why, Body: body})
		return body, signed, err
	})
	if err != nil {
		return store.Publication{}, fmt.Errorf("publishing the plan: %w", err)
	}
	for _, u := range units {
		p.push(ctx, u)
	}
	return pub, nil
}

func (p *Publisher) tour(unit string, stops []store.Stop, now time.Time) ([]byte, error) {
	t := kiosk.Tour{Municipality: p.Municipality, Unit: unit, Stops: []kiosk.Stop{}}
	for _, s := range stops {
		if now.Before(s.End.Add(Kept)) {
			t.Stops = append(t.Stops, s.Stop)
		}
	}
	slices.SortStableFunc(t.Stops, func(a, b kiosk.Stop) int { return a.Start.Compare(b.Start) })
	b, err := json.Marshal(t)
	if err != nil {
		return nil, fmt.Errorf("writing the tour of %s: %w", unit, err)
	}
	return b, nil
}

// Catalogue publishes the services for all units; the same bytes again publish nothing.
func (p *Publisher) Catalogue(ctx context.Context, by, why string, body []byte) (store.Document, error) {
	return p.forAll(ctx, store.Document{Kind: KindCatalogue, By: by, Why: why, Body: body}, func(d store.Document, version uint64) ([]byte, error) {
		return p.Keys.Documents.SignDocument(wire.Document{Kind: d.Kind, Version: version, Issued: d.Issued.UnixNano(), By: by, Why: why, Body: d.Body})
	})
}

// TrustedKeys publishes which keys units trust; the same keys again publish nothing. A change needs the root key.
func (p *Publisher) TrustedKeys(ctx context.Context, by string) (store.Document, error) {
	body, err := json.Marshal(p.Keys.Trusted())
	if err != nil {
		return store.Document{}, fmt.Errorf("publishing keys: %w", err)
	}
	return p.forAll(ctx, store.Document{Kind: KindKeys, By: by, Body: body}, func(d store.Document, version uint64) ([]byte, error) {
		return p.Keys.SignTrusted(version, d.Issued, by)
	})
}

func (p *Publisher) forAll(ctx context.Context, d store.Document, sign func(store.Document, uint64) ([]byte, error)) (store.Document, error) {
	d.Issued = p.Now()
	kept, err := p.Store.Publish(ctx, d, func(version uint64) ([]byte, error) { return sign(d, version) })
	if err != nil {
		return store.Document{}, fmt.Errorf("publishing the %s: %w", d.Kind, err)
	}
	if kept.Issued.Equal(d.Issued) {
		p.push(ctx, "")
	}
	return kept, nil
}

// push never fails a publication: what is kept reaches the unit with its next hello at the latest.
func (p *Publisher) push(ctx context.Context, unit string) {
	if err := p.Push.Push(ctx, unit); err != nil {
		p.Log.Warn("a published document waits for the unit's next contact", "unit", unit, "err", err)
	}
}
