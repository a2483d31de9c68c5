package publish_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"poploket/kiosk"
	"poploket/sync/office/publish"
	"poploket/sync/office/store"
	"poploket/sync/office/store/sqlite"
	"poploket/sync/seal"
)

var now = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

// pushed is the broker's end as the publisher sees it.
type pushed struct {
	units []string
	err   error
}

func (p *pushed) Push(_ context.Context, unit string) error {
	p.units = append(p.units, unit)
	return p.err
}

func publisher(t *testing.T) (*publish.Publisher, *pushed) {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "office.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	keys, err := seal.CreateOfficeKeys(filepath.Join(t.TempDir(), "keys"), "voorhaven", now)
	if err != nil {
		t.Fatal(err)
	}
	for id, prefix := range map[string]string{"bus-1": "KD", "bus-2": "KE"} {
		if err := s.AddUnit(t.Context(), store.Unit{ID: id, Name: id, Prefix: prefix, Letter: prefix[1:]}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.AddVenue(t.Context(), store.Venue{ID: "markt", Name: "Marktplein", Address: "Marktplein 1"}); err != nil {
		t.Fatal(err)
	}
	push := &pushed{}
	return &publish.Publisher{Store: s, Keys: keys, Push: push, Municipality: kiosk.Municipality{ID: "voorhaven", Name: "Gemeente Voorhaven"},
		Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)}, push
}

func plan(t *testing.T, s store.Store, id, unit string, start time.Time) {
	t.Helper()
	d := store.Stop{Stop: kiosk.Stop{ID: id, Unit: unit, Start: start, End: start.Add(3 * time.Hour), Services: []string{"move"}}, VenueID: "markt"}
	if _, err := s.SaveStop(t.Context(), d, func([]store.Stop) error { return nil }); err != nil {
		t.Fatal(err)
	}
}

func revision(t *testing.T, s store.Store) uint64 {
	t.Helper()
	n, err := s.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestPlan(t *testing.T) {
	p, push := publisher(t)
	plan(t, p.Store, "later", "bus-1", now.Add(48*time.Hour))
	plan(t, p.Store, "next", "bus-1", now.Add(time.Hour))
	plan(t, p.Store, "old", "bus-1", now.Add(-publish.Kept-4*time.Hour))
	plan(t, p.Store, "other", "bus-2", now.Add(time.Hour))
	pub, err := p.Plan(t.Context(), "noor", "week 48", []string{"bus-1"}, []string{"nieuw"}, revision(t, p.Store))
	if err != nil {
		t.Fatal(err)
	}
	ring := p.Keys.Trusted().DocumentKeys()
	d, err := ring.OpenDocument(pub.Tours[0].Signed, "bus-1")
	if err != nil {
		t.Fatal(err)
	}
	var tour kiosk.Tour
	if err := json.Unmarshal(d.Body, &tour); err != nil {
		t.Fatal(err)
	}
	if d.Kind != publish.KindTour || d.Version != 1 || d.By != "noor" || d.Why != "week 48" || d.Issued != now.UnixNano() {
		t.Fatalf("got %+v", d)
	}
	var ids []string
	for _, s := range tour.Stops {
		ids = append(ids, s.ID)
	}
	if !slices.Equal(ids, []string{"next", "later"}) || tour.Unit != "bus-1" || tour.Municipality.Name != "Gemeente Voorhaven" ||
		tour.Stops[0].Venue != "Marktplein" || tour.Stops[0].Address != "Marktplein 1" {
		t.Fatalf("got %+v", tour)
	}
	if _, err := ring.OpenDocument(pub.Tours[0].Signed, "bus-2"); err == nil {
		t.Fatal("another unit would take bus-1's tour")
	}
	if !slices.Equal(push.units, []string{"bus-1"}) {
		t.Fatalf("pushed to %v", push.units)
	}
}

func TestPlanStaleReachesNobody(t *testing.T) {
	p, push := publisher(t)
	rev := revision(t, p.Store)
	plan(t, p.Store, "next", "bus-1", now.Add(time.Hour))
	if _, err := p.Plan(t.Context(), "noor", "", []string{"bus-1"}, nil, rev); kiosk.ErrorCode(err) != kiosk.CodeConflict {
		t.Fatalf("got %v, want a conflict", err)
	}
	if len(push.units) != 0 {
		t.Fatalf("pushed to %v", push.units)
	}
}

func TestUnitAwayIsNoError(t *testing.T) {
	p, push := publisher(t)
	push.err = errors.New("broker is closed")
	if _, err := p.Plan(t.Context(), "noor", "", []string{"bus-1"}, nil, revision(t, p.Store)); err != nil {
		t.Fatal(err)
	}
}

func TestForAll(t *testing.T) {
	p, push := publisher(t)
	clock := now
	p.Now = func() time.Time { return clock }
	for _, c := range []struct {
		name    string
		publish func() (store.Document, error)
		version uint64
		pushes  int
	}{
		{"catalogue", func() (store.Document, error) { return p.Catalogue(t.Context(), "admin", "", []byte("one")) }, 1, 1},
		{"catalogue again", func() (store.Document, error) { return p.Catalogue(t.Context(), "admin", "", []byte("one")) }, 1, 1},
		{"another catalogue", func() (store.Document, error) { return p.Catalogue(t.Context(), "admin", "", []byte("two")) }, 2, 2},
		{"keys", func() (store.Document, error) { return p.TrustedKeys(t.Context(), "admin") }, 1, 3},
		{"keys again", func() (store.Document, error) { return p.TrustedKeys(t.Context(), "admin") }, 1, 3},
	} {
		clock = clock.Add(time.Minute)
		d, err := c.publish()
		if err != nil || d.Version != c.version || len(push.units) != c.pushes {
			t.Fatalf("%s: version %d, %d pushes, %v; want %d and %d", c.name, d.Version, len(push.units), err, c.version, c.pushes)
		}
	}
	docs, err := p.Store.Current(t.Context(), "bus-1")
	if err != nil || len(docs) != 2 {
		t.Fatalf("got %d, %v", len(docs), err)
	}
	if d, err := p.Keys.Trusted().DocumentKeys().OpenDocument(docs[0].Signed, "bus-1"); err != nil || string(d.Body) != "two" || d.Version != 2 {
		t.Fatalf("got %+v, %v", d, err)
	}
	if trusted, _, err := seal.OpenTrusted(docs[1].Signed, p.Keys.RootPublic, "bus-1"); err != nil || trusted.Municipality != "voorhaven" {
		t.Fatalf("got %+v, %v", trusted, err)
	}
}
