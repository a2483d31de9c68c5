package storetest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"poploket/kiosk"
	"poploket/sync/office/store"
)

func testDocuments(t *testing.T, s store.Store) {
	ctx := t.Context()
	fleet(t, s)
	publish := func(kind, unit, body string) store.Document {
		t.Helper()
		d := store.Document{Kind: kind, Unit: unit, Issued: Now, By: "noor", Why: "test", Body: []byte(body)}
		return must[store.Document](t)(s.Publish(ctx, d, func(v uint64) ([]byte, error) { return fmt.Appendf(nil, "%s %s %d", kind, unit, v), nil }))
	}
	if d := publish("catalogue", "", "one"); d.Version != 1 || string(d.Signed) != "catalogue  1" {
		t.Fatalf("got %+v", d)
	}
	if d := publish("catalogue", "", "one"); d.Version != 1 {
		t.Fatalf("publishing the same made version %d", d.Version)
	}
	publish("catalogue", "", "two")
	if d := publish("catalogue", "", "one"); d.Version != 3 {
		t.Fatalf("going back to an earlier body made version %d, want 3", d.Version)
	}
	publish("tour", "bus-1", "a")
	publish("tour", "bus-2", "b")
	ds := must[[]store.Document](t)(s.Current(ctx, "bus-1"))
	if len(ds) != 2 || ds[0].Kind != "catalogue" || ds[0].Version != 3 || ds[1].Kind != "tour" || ds[1].Unit != "bus-1" || string(ds[1].Body) != "a" || !ds[1].Issued.Equal(Now) {
		t.Fatalf("got %+v", ds)
	}
	if v := must[map[string]uint64](t)(s.Versions(ctx, "bus-1")); len(v) != 2 || v["catalogue"] != 3 || v["tour"] != 1 {
		t.Fatalf("got versions %v", v)
	}
	if h := must[[]store.Document](t)(s.History(ctx, "catalogue", "", 2)); len(h) != 2 || h[0].Version != 3 || h[1].Version != 2 || h[1].By != "noor" || h[1].Why != "test" {
		t.Fatalf("got %+v", h)
	}
	failed := errors.New("no key")
	if _, err := s.Publish(ctx, store.Document{Kind: "keys", Issued: Now}, func(uint64) ([]byte, error) { return nil, failed }); !errors.Is(err, failed) {
		t.Fatalf("got %v", err)
	}
	if h := must[[]store.Document](t)(s.History(ctx, "keys", "", 2)); len(h) != 0 {
		t.Fatal("an unsigned document was kept")
	}
}

func venues(t *testing.T, s store.Store) {
	t.Helper()
	ok(t, s.AddVenue(t.Context(), store.Venue{ID: "markt", Name: "Marktplein", Address: "Marktplein 1", Kind: "square", Note: "stroom bij de fontein"}))
	ok(t, s.AddVenue(t.Context(), store.Venue{ID: "bieb", Name: "Bibliotheek", Address: "Havenstraat 2", Kind: "library"}))
}

func testVenues(t *testing.T, s store.Store) {
	venues(t, s)
	vs := must[[]store.Venue](t)(s.Venues(t.Context()))
	if len(vs) != 2 || vs[0].ID != "bieb" || vs[1] != (store.Venue{ID: "markt", Name: "Marktplein", Address: "Marktplein 1", Kind: "square", Note: "stroom bij de fontein"}) {
		t.Fatalf("got %+v", vs)
	}
	wantCode(t, s.AddVenue(t.Context(), store.Venue{ID: "plein", Name: "Marktplein"}), kiosk.CodeConflict)
	wantCode(t, s.AddVenue(t.Context(), store.Venue{ID: "markt", Name: "Plein"}), kiosk.CodeConflict)
}

func draft(id, unit, venue string, from, hours int) store.Stop {
	start := Now.Truncate(time.Hour).Add(time.Duration(from) * time.Hour)
	return store.Stop{Stop: kiosk.Stop{ID: id, Unit: unit, Start: start, End: start.Add(time.Duration(hours) * time.Hour), Services: []string{"move", "passport"}},
		VenueID: venue, Note: "sleutel bij de beheerder", By: "noor", Changed: Now}
}

func anything([]store.Stop) error { return nil }

func save(t *testing.T, s store.Store, d store.Stop) store.Stop {
	t.Helper()
	return must[store.Stop](t)(s.SaveStop(t.Context(), d, anything))
}

func testStops(t *testing.T, s store.Store) {
	ctx := t.Context()
	fleet(t, s)
	venues(t, s)
	a := save(t, s, draft("a", "bus-1", "markt", 1, 3))
	if a.Rev != 1 || a.Venue != "Marktplein" || a.Address != "Marktplein 1" || a.Services[1] != "passport" || a.By != "noor" || a.Note == "" || !a.Changed.Equal(Now) {
		t.Fatalf("got %+v", a)
	}
	save(t, s, draft("b", "bus-2", "bieb", 30, 2))
	c := draft("c", "bus-1", "bieb", 6, 2)
	c.Services = nil
	save(t, s, c)
	for _, w := range []struct {
		name     string
		from, to time.Time
		want     string
	}{
		{"everything", time.Time{}, time.Time{}, "acb"},
		{"until it starts", time.Time{}, a.Start, ""},
		{"a moment of it", a.End.Add(-1), a.End, "a"},
		{"after it ended", a.End, time.Time{}, "cb"},
	} {
		got := ""
		for _, st := range must[[]store.Stop](t)(s.Stops(ctx, w.from, w.to)) {
			got += st.ID
		}
		if got != w.want {
			t.Errorf("%s: got %q, want %q", w.name, got, w.want)
		}
	}
	var others []string
	_, err := s.SaveStop(ctx, a, func(os []store.Stop) error {
		for _, o := range os {
			others = append(others, o.ID)
		}
		return nil
	})
	ok(t, err)
	if len(others) != 1 || others[0] != "c" {
		t.Fatalf("check saw %v, want only the other stop of the same unit", others)
	}
	rev := must[uint64](t)(s.Revision(ctx))
	wantCode(t, s.DeleteStop(ctx, "a", 1), kiosk.CodeConflict)
	ok(t, s.DeleteStop(ctx, "a", 2))
	_, err = s.Stop(ctx, "a")
	wantCode(t, err, kiosk.CodeNotFound)
	wantCode(t, s.DeleteStop(ctx, "a", 2), kiosk.CodeNotFound)
	if now := must[uint64](t)(s.Revision(ctx)); now != rev+1 {
		t.Fatalf("revision %d, want %d", now, rev+1)
	}
}

func testSaveRefused(t *testing.T, s store.Store) {
	ctx := t.Context()
	fleet(t, s)
	venues(t, s)
	full := errors.New("overlaps")
	if _, err := s.SaveStop(ctx, draft("a", "bus-1", "markt", 1, 3), func([]store.Stop) error { return full }); !errors.Is(err, full) {
		t.Fatalf("got %v, want the check's own error", err)
	}
	_, err := s.SaveStop(ctx, draft("a", "bus-9", "markt", 1, 3), anything)
	wantCode(t, err, kiosk.CodeNotFound)
	if _, err = s.SaveStop(ctx, draft("a", "bus-1", "nowhere", 1, 3), anything); err == nil {
		t.Fatal("saved at an unknown venue")
	}
	gone := draft("a", "bus-1", "markt", 1, 3)
	gone.Rev = 4
	_, err = s.SaveStop(ctx, gone, anything)
	wantCode(t, err, kiosk.CodeConflict)
	if n := must[uint64](t)(s.Revision(ctx)); n != 0 || len(must[[]store.Stop](t)(s.Stops(ctx, time.Time{}, time.Time{}))) != 0 {
		t.Fatalf("something was saved: revision %d", n)
	}
}

func testTwoPlanners(t *testing.T, s store.Store) {
	fleet(t, s)
	venues(t, s)
	a := save(t, s, draft("a", "bus-1", "markt", 1, 3))
	mine, theirs := a, a
	theirs.Note = "hunne"
	save(t, s, theirs)
	mine.Note = "mijne"
	_, err := s.SaveStop(t.Context(), mine, anything)
	wantCode(t, err, kiosk.CodeConflict)
	if now := must[store.Stop](t)(s.Stop(t.Context(), "a")); now.Note != "hunne" {
		t.Fatalf("got %q: the second planner's change was overwritten", now.Note)
	}
}

func testSameMoment(t *testing.T, s store.Store) {
	fleet(t, s)
	venues(t, s)
	var saved atomic.Int32
	var wg sync.WaitGroup
	full := errors.New("taken")
	for i := range 8 {
		wg.Go(func() {
			_, err := s.SaveStop(t.Context(), draft(fmt.Sprint(i), "bus-1", "markt", 1, 3), func(others []store.Stop) error {
				if len(others) > 0 {
					return full
				}
				return nil
			})
			if err == nil {
				saved.Add(1)
			} else if !errors.Is(err, full) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if saved.Load() != 1 {
		t.Fatalf("%d of 8 overlapping stops were saved at the same moment, want 1", saved.Load())
	}
}

func publish(t *testing.T, s store.Store, units ...string) (store.Publication, error) {
	t.Helper()
	p := store.Publication{At: Now, By: "noor", Why: "week 48", Changes: []string{"Bus 1: nieuw"}}
	for _, u := range units {
		p.Tours = append(p.Tours, store.Document{Kind: "tour", Unit: u, Issued: Now, By: "noor", Why: "week 48"})
	}
	return s.PublishPlan(t.Context(), p, must[uint64](t)(s.Revision(t.Context())), func(unit string, version uint64, stops []store.Stop) ([]byte, []byte, error) {
		body := fmt.Appendf(nil, "%s %d:", unit, version)
		for _, st := range stops {
			body = append(body, (" " + st.ID)...)
		}
		return body, append([]byte("signed "), body...), nil
	})
}

func published(t *testing.T, s store.Store) (got string) {
	t.Helper()
	for _, p := range must[[]store.Stop](t)(s.Published(t.Context(), time.Time{}, time.Time{})) {
		got += p.ID + "@" + p.Unit + " "
	}
	return got
}

func testPublishPlan(t *testing.T, s store.Store) {
	ctx := t.Context()
	fleet(t, s)
	venues(t, s)
	a := save(t, s, draft("a", "bus-1", "markt", 1, 3))
	save(t, s, draft("b", "bus-2", "bieb", 1, 3))
	p := must[store.Publication](t)(publish(t, s, "bus-1"))
	if len(p.Tours) != 1 || p.Tours[0].Version != 1 || string(p.Tours[0].Body) != "bus-1 1: a" || string(p.Tours[0].Signed) != "signed bus-1 1: a" {
		t.Fatalf("got %+v", p)
	}
	if got := published(t, s); got != "a@bus-1 " {
		t.Fatalf("published %q: only bus-1 was", got)
	}
	if d := must[[]store.Document](t)(s.Current(ctx, "bus-1")); len(d) != 1 || d[0].Version != 1 || string(d[0].Signed) != "signed bus-1 1: a" || d[0].Why != "week 48" {
		t.Fatalf("got %+v", d)
	}
	a.Note = "anders"
	a = save(t, s, a)
	if got := must[[]store.Stop](t)(s.Published(ctx, time.Time{}, time.Time{})); got[0].Note == "anders" || got[0].Venue != "Marktplein" {
		t.Fatalf("a draft changed what is published: %+v", got[0])
	}
	ok(t, s.DeleteStop(ctx, "a", a.Rev))
	if got := published(t, s); got != "a@bus-1 " {
		t.Fatalf("published %q: deleting a draft must not cancel yet", got)
	}
	must[store.Publication](t)(publish(t, s, "bus-1", "bus-2"))
	if got := published(t, s); got != "b@bus-2 " {
		t.Fatalf("published %q, want only b", got)
	}
	ps := must[[]store.Publication](t)(s.Publications(ctx, 10))
	if len(ps) != 2 || ps[0].ID <= ps[1].ID || len(ps[0].Tours) != 2 || ps[0].Tours[0].Version != 2 || ps[0].Tours[1].Unit != "bus-2" || ps[1].By != "noor" ||
		ps[1].Why != "week 48" || len(ps[1].Changes) != 1 || !ps[1].At.Equal(Now) {
		t.Fatalf("got %+v", ps)
	}
}

func testUnpublished(t *testing.T, s store.Store) {
	ctx := t.Context()
	fleet(t, s)
	venues(t, s)
	same, old := save(t, s, draft("same", "bus-1", "markt", 1, 3)), save(t, s, draft("old", "bus-1", "markt", -8, 3))
	changed := map[string]store.Stop{}
	for i, id := range []string{"unit", "venue", "start", "end", "services", "note", "gone"} {
		changed[id] = save(t, s, draft(id, "bus-1", "markt", 10*(i+1), 3))
	}
	must[store.Publication](t)(publish(t, s, "bus-1"))
	for id, change := range map[string]func(*store.Stop){
		"unit": func(d *store.Stop) { d.Unit = "bus-2" }, "venue": func(d *store.Stop) { d.VenueID = "bieb" }, "note": func(d *store.Stop) { d.Note = "" },
		"start": func(d *store.Stop) { d.Start = d.Start.Add(time.Minute) }, "end": func(d *store.Stop) { d.End = d.End.Add(time.Minute) },
		"services": func(d *store.Stop) { d.Services = []string{"passport", "move"} },
	} {
		d := changed[id]
		change(&d)
		save(t, s, d)
	}
	ok(t, s.DeleteStop(ctx, "gone", changed["gone"].Rev))
	ok(t, s.DeleteStop(ctx, "old", old.Rev))
	save(t, s, same) // changed to what it was
	save(t, s, draft("new", "bus-2", "markt", 100, 2))
	names := func(ss []store.Stop) (got string) {
		for _, st := range ss {
			got += st.ID + " "
		}
		return got
	}
	d, p, err := s.Unpublished(ctx, Now)
	ok(t, err)
	if got, want := names(d), "unit venue start end services note new "; got != want {
		t.Errorf("draft: got %q, want %q", got, want)
	}
	if got, want := names(p), "unit venue start end services note gone "; got != want {
		t.Errorf("published: got %q, want %q", got, want)
	}
	if d[1].Venue != "Bibliotheek" || p[1].Venue != "Marktplein" {
		t.Errorf("the draft's venue is %q, the published one %q", d[1].Venue, p[1].Venue)
	}
	if _, p, err = s.Unpublished(ctx, time.Time{}); err != nil || names(p) != "old unit venue start end services note gone " {
		t.Errorf("ever: got %q, %v", names(p), err)
	}
}

func testPublishStale(t *testing.T, s store.Store) {
	fleet(t, s)
	venues(t, s)
	save(t, s, draft("a", "bus-1", "markt", 1, 3))
	rev := must[uint64](t)(s.Revision(t.Context()))
	save(t, s, draft("b", "bus-1", "markt", 8, 3))
	p := store.Publication{At: Now, Tours: []store.Document{{Kind: "tour", Unit: "bus-1"}}}
	_, err := s.PublishPlan(t.Context(), p, rev, func(string, uint64, []store.Stop) ([]byte, []byte, error) {
		t.Error("asked to sign a plan nobody looked at")
		return nil, nil, nil
	})
	wantCode(t, err, kiosk.CodeConflict)
	failed := errors.New("no key")
	_, err = s.PublishPlan(t.Context(), p, rev+1, func(string, uint64, []store.Stop) ([]byte, []byte, error) { return nil, nil, failed })
	if !errors.Is(err, failed) || published(t, s) != "" || len(must[[]store.Publication](t)(s.Publications(t.Context(), 9))) != 0 {
		t.Fatalf("got %v, published %q", err, published(t, s))
	}
}

func testMovedUnit(t *testing.T, s store.Store) {
	fleet(t, s)
	venues(t, s)
	a := save(t, s, draft("a", "bus-1", "markt", 1, 3))
	must[store.Publication](t)(publish(t, s, "bus-1"))
	a.Unit = "bus-2"
	save(t, s, a)
	must[store.Publication](t)(publish(t, s, "bus-2", "bus-1"))
	if got := published(t, s); got != "a@bus-2 " {
		t.Fatalf("published %q, want the stop once, with its new unit", got)
	}
}
