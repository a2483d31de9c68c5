package storetest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"poploket/kiosk"
	"poploket/kiosk/fact"
	"poploket/sync/office/store"
	"poploket/sync/wire"
)

func testContact(t *testing.T, s store.Store) {
	ctx := t.Context()
	fleet(t, s)
	if c := must[store.Contact](t)(s.Contact(ctx, "bus-1")); c.Online || !c.Seen.IsZero() || c.Documents != nil {
		t.Fatalf("got %+v of a unit never heard", c)
	}
	const epoch = 0xfedcba9876543210 // above the signed range
	h := wire.Hello{Unit: "bus-1", Epoch: epoch, Last: 40, Receipted: 38, Documents: map[string]uint64{"tour": 3},
		Wall: Now.Add(400 * time.Millisecond).UnixNano(), Build: strings.Repeat("é", 50)}
	ok(t, s.Hello(ctx, h, Now))
	c := must[store.Contact](t)(s.Contact(ctx, "bus-1"))
	if !c.Online || !c.Seen.Equal(Now) || !c.Changed.Equal(Now) || c.Epoch != epoch || c.Last != 40 || c.Receipted != 38 ||
		c.Documents["tour"] != 3 || c.Drift != 400*time.Millisecond || c.Build != strings.Repeat("é", 40) {
		t.Fatalf("got %+v", c)
	}
	ok(t, s.Presence(ctx, "bus-1", wire.Presence{Online: true}, Now.Add(time.Minute)))
	if c = must[store.Contact](t)(s.Contact(ctx, "bus-1")); !c.Changed.Equal(Now) || !c.Seen.Equal(Now.Add(time.Minute)) {
		t.Fatalf("got %+v: still online is no change", c)
	}
	ok(t, s.Presence(ctx, "bus-1", wire.Presence{}, Now.Add(2*time.Minute)))
	if c = must[store.Contact](t)(s.Contact(ctx, "bus-1")); c.Online || !c.Changed.Equal(Now.Add(2*time.Minute)) || c.Last != 40 {
		t.Fatalf("got %+v", c)
	}
	ok(t, s.Seen(ctx, "bus-1", Now))
	if c = must[store.Contact](t)(s.Contact(ctx, "bus-1")); !c.Seen.Equal(Now.Add(2 * time.Minute)) {
		t.Fatalf("last contact went back to %v", c.Seen)
	}
	ok(t, s.Hello(ctx, h, Now.Add(time.Hour)))
	ok(t, s.ResetPresence(ctx, Now.Add(2*time.Hour)))
	if c = must[store.Contact](t)(s.Contact(ctx, "bus-1")); c.Online || !c.Seen.Equal(Now.Add(time.Hour)) || !c.Changed.Equal(Now.Add(2*time.Hour)) {
		t.Fatalf("got %+v after a restart of the office", c)
	}
	wantCode(t, s.Hello(ctx, wire.Hello{Unit: "bus-9"}, Now), kiosk.CodeNotFound)
	wantCode(t, s.Presence(ctx, "bus-9", wire.Presence{}, Now), kiosk.CodeNotFound)
	wantCode(t, s.Seen(ctx, "bus-9", Now), kiosk.CodeNotFound)
}

func testApplied(t *testing.T, s store.Store) {
	ctx := t.Context()
	fleet(t, s)
	j := journal(t)
	ingest(t, s, j.Batch(j.Add(fact.DocumentApplied{Document: "tour", Version: 1}, nil)))
	versions := func() map[string]uint64 { return must[store.Contact](t)(s.Contact(ctx, "bus-1")).Documents }
	if v := versions(); v["tour"] != 1 {
		t.Fatalf("got %v of a unit that said so in a fact only", v)
	}
	ok(t, s.Hello(ctx, wire.Hello{Unit: "bus-1", Epoch: epoch, Documents: map[string]uint64{"tour": 4, "keys": 1}}, Now))
	ingest(t, s, j.Batch(j.Add(fact.DocumentApplied{Document: "tour", Version: 3}, nil), j.Add(fact.DocumentApplied{Document: "catalogue", Version: 2}, nil)))
	if v := versions(); v["tour"] != 4 || v["catalogue"] != 2 || v["keys"] != 1 {
		t.Fatalf("got %v: facts from before the hello must not take its word back", v)
	}
	ok(t, s.Hello(ctx, wire.Hello{Unit: "bus-1", Epoch: epoch}, Now))
	ingest(t, s, j.Batch(j.Add(fact.DocumentApplied{Document: "tour", Version: 1}, nil)))
	if v := versions(); v["tour"] != 1 || v["catalogue"] != 0 {
		t.Fatalf("got %v of a unit that was set up anew", v)
	}
}

func testIncidents(t *testing.T, s store.Store) {
	ctx := t.Context()
	fleet(t, s)
	at := time.Date(2026, 11, 24, 9, 10, 0, 0, time.UTC)
	add := func(unit, detail string, at time.Time) {
		t.Helper()
		ok(t, s.AddIncident(ctx, store.Incident{Unit: unit, Kind: store.IncidentConnection, Detail: detail, Last: at}))
	}
	for i := range 5 {
		add("", "unknown certificate", at.Add(time.Duration(i)*time.Minute))
	}
	add("", "unknown certificate", at.Add(time.Hour))
	add("bus-1", strings.Repeat("x", 500), at)
	is := must[[]store.Incident](t)(s.Incidents(ctx, "", at, 10))
	if len(is) != 2 || is[0].Count != 1 || is[1].Count != 5 || !is[1].First.Equal(at) || !is[1].Last.Equal(at.Add(4*time.Minute)) {
		t.Fatalf("got %+v, want one row per hour, the newest first", is)
	}
	if is = must[[]store.Incident](t)(s.Incidents(ctx, "", at.Add(30*time.Minute), 10)); len(is) != 1 {
		t.Fatalf("got %d since 9.40, want 1", len(is))
	}
	if is = must[[]store.Incident](t)(s.Incidents(ctx, "bus-1", at, 10)); len(is) != 1 || len(is[0].Detail) != 200 {
		t.Fatalf("got %+v, want the detail cut at 200 bytes", is)
	}
	for i := range 2100 { // a flood with a new detail each time keeps the store bounded
		add("bus-2", fmt.Sprint(i), at.Add(time.Duration(i)*time.Second))
	}
	if is = must[[]store.Incident](t)(s.Incidents(ctx, "bus-2", at, 5000)); len(is) > 2000 || is[0].Detail != "2099" {
		t.Fatalf("got %d rows, newest %q", len(is), is[0].Detail)
	}
}
