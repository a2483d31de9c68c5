package storetest

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"poploket/kiosk"
	"poploket/kiosk/fact"
	"poploket/sync/office/store"
)

func testRequests(t *testing.T, s store.Store) {
	ctx := t.Context()
	fleet(t, s)
	j := journal(t)
	j.Stop = "stop-1"
	es := []fact.Entry{j.Add(fact.LinkChanged{Online: true}, nil)}
	a, ref, subject := j.Request("move", "KD")
	wall := j.Wall
	es = append(es, a, j.Printed(subject, kiosk.PrintFailed), j.Printed(subject, kiosk.PrintDone), j.Add(fact.LinkChanged{}, nil))
	b, _, _ := j.Request("", "KD")
	ingest(t, s, j.Batch(append(es, b)...))

	rs := must[[]store.Request](t)(s.ByReference(ctx, ref))
	want := store.Request{Fact: store.FactID{Unit: "bus-1", Epoch: epoch, Seq: 2}, Subject: subject, Reference: ref, CodeHash: fact.StatusCodeHash(ref, "K7M2"),
		Service: "move", Action: "report", Class: kiosk.ClassCapture, Identity: kiosk.IdentityScanned, Language: "nl", Stop: "stop-1",
		Received: wall.UTC(), Arrived: Now.Add(time.Hour), Online: true, Status: store.StatusReceived, Printed: kiosk.PrintDone}
	if len(rs) != 1 || !reflect.DeepEqual(rs[0], want) {
		t.Fatalf("got  %+v\nwant %+v", rs, want)
	}
	if r := must[store.Request](t)(s.Request(ctx, want.Fact)); !reflect.DeepEqual(r, want) {
		t.Fatalf("got %+v", r)
	}
	if rs = must[[]store.Request](t)(s.Requests(ctx, store.RequestFilter{})); len(rs) != 2 || rs[0].Service != "" || rs[0].Online || rs[0].Printed != "" {
		t.Fatalf("got %+v, want the sensitive one first, offline and not printed", rs)
	}
	_, err := s.Request(ctx, store.FactID{Unit: "bus-1", Epoch: epoch, Seq: 1})
	wantCode(t, err, kiosk.CodeNotFound)
	if rs = must[[]store.Request](t)(s.ByReference(ctx, "KDX3333")); len(rs) != 0 {
		t.Fatalf("got %+v for an unknown reference", rs)
	}
	var more []fact.Entry
	for range 70 {
		e, _, _ := j.Request("passport", "KD")
		more = append(more, e)
	}
	ingest(t, s, j.Batch(more...)) // all with one time of arrival: paging must not lose any
	seen := map[store.FactID]bool{}
	f := store.RequestFilter{Service: "passport", Limit: 30}
	for {
		page := must[[]store.Request](t)(s.Requests(ctx, f))
		if len(page) == 0 {
			break
		}
		for _, r := range page {
			seen[r.Fact] = true
		}
		f.After = &page[len(page)-1]
	}
	if n := must[int](t)(s.CountRequests(ctx, store.RequestFilter{Service: "passport"})); len(seen) != 70 || n != 70 {
		t.Fatalf("pages gave %d, count %d, want 70", len(seen), n)
	}
	if n := must[int](t)(s.CountRequests(ctx, store.RequestFilter{Unit: "bus-2"})); n != 0 {
		t.Fatalf("count for another unit %d", n)
	}
}

func testClones(t *testing.T, s store.Store) {
	fleet(t, s)
	one := journal(t)
	a, ref, _ := one.Request("move", "KD")
	ingest(t, s, one.Batch(a))
	clone := NewJournal(t, "bus-1", epoch, Now) // same random, so the same reference
	clone.Epoch = 77
	b, again, _ := clone.Request("move", "KD")
	if ref != again {
		t.Fatalf("the clone made %s, not %s", again, ref)
	}
	ingest(t, s, clone.Batch(b))
	if rs := must[[]store.Request](t)(s.ByReference(t.Context(), ref)); len(rs) != 2 {
		t.Fatalf("got %d requests, want both", len(rs))
	}
}

func testDevices(t *testing.T, s store.Store) {
	ctx := t.Context()
	fleet(t, s)
	j := journal(t)
	es := []fact.Entry{
		j.Add(fact.DeviceChanged{Device: "reader", State: "ready"}, nil),
		j.Add(fact.DeviceChanged{Device: "printer", State: "fault", Fault: "paper"}, nil),
	}
	since := j.Wall
	es = append(es, j.Add(fact.DeviceChanged{Device: "printer", State: "fault", Fault: "paper"}, nil),
		j.Add(fact.ReaderMisread{Field: "check digit of the document number", Document: "TD3"}, nil),
		j.Add(fact.ReaderMisread{Field: "check digit of the document number", Document: "TD3"}, nil),
		j.Add(fact.DocumentRefused{Document: "tour", Version: 4, Reason: "older than the one in force"}, nil))
	ingest(t, s, j.Batch(es...))
	ds := must[[]store.Device](t)(s.Devices(ctx, "bus-1"))
	if len(ds) != 2 || ds[0].Name != "printer" || ds[0].State != "fault" || ds[0].Fault != "paper" || !ds[0].Since.Equal(since) || ds[1].State != "ready" {
		t.Fatalf("got %+v", ds)
	}
	got := map[store.IncidentKind]store.Incident{}
	for _, i := range must[[]store.Incident](t)(s.Incidents(ctx, "bus-1", time.Time{}, 10)) {
		got[i.Kind] = i
	}
	if got[store.IncidentMisread].Count != 2 || got[store.IncidentMisread].Detail != "check digit of the document number (TD3)" ||
		got[store.IncidentDocument].Detail != "tour 4: older than the one in force" || got[store.IncidentDevice].Detail != "printer fault paper" {
		t.Fatalf("got %+v", got)
	}
}

func testRebuild(t *testing.T, s store.Store) {
	ctx := t.Context()
	fleet(t, s)
	ok(t, s.AddIncident(ctx, store.Incident{Unit: "bus-1", Kind: store.IncidentConnection, Detail: "foreign topic", Last: Now}))
	j := journal(t)
	var es []fact.Entry
	for i := range 30 {
		es = append(es, j.Add(fact.LinkChanged{Online: i%2 == 0}, nil))
		e, _, subject := j.Request("move", "KD")
		es = append(es, e, j.Printed(subject, kiosk.PrintDone), j.Add(fact.ReaderMisread{Field: fmt.Sprintf("field %d", i%3)}, nil))
	}
	ingest(t, s, j.Batch(es...))
	type views struct {
		Requests  []store.Request
		Devices   []store.Device
		Incidents []store.Incident
	}
	read := func() views {
		return views{must[[]store.Request](t)(s.Requests(ctx, store.RequestFilter{})), must[[]store.Device](t)(s.Devices(ctx, "bus-1")),
			must[[]store.Incident](t)(s.Incidents(ctx, "bus-1", time.Time{}, 100))}
	}
	before := read()
	ok(t, s.RebuildViews(ctx))
	if after := read(); len(before.Requests) != 30 || len(before.Incidents) != 4 || !reflect.DeepEqual(before, after) {
		t.Fatalf("rebuilding changed the views\nbefore %+v\nafter  %+v", before, after)
	}
}
