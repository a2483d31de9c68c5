package journal_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"poploket/kiosk"
	"poploket/kiosk/fact"
	"poploket/kiosk/journal"
)

func TestAppendWritesHeaderAndChain(t *testing.T) {
	j, path := fresh(t)
	j.SetContext("stop-1", 3, 4)
	d, _ := requestDraft(t)
	s := put(t, j, d, draftOf(t, fact.VisitEnded{Reason: "done"}))
	epoch, seq := j.Head()
	if seq != 3 || s[0].Seq != 2 || s[1].Seq != 3 || s[0].Epoch != epoch || s[0].Number != 1 || s[1].Number != 0 {
		t.Fatalf("head %d, stored %+v", seq, s)
	}
	es := entries(t, j, epoch)
	chained(t, es, fact.Hash{})
	f, err := fact.Parse(es[1].Fact)
	if err != nil {
		t.Fatal(err)
	}
	if f.Unit != "bus-1" || f.Stop != "stop-1" || f.Catalogue != 3 || f.Tour != 4 || f.Actor != "resident" || f.Wall != s[0].Wall || f.Boottime != 5e9 || fact.HashOf(es[1].Fact) != s[0].Hash {
		t.Errorf("header %+v", f)
	}
	same(t, "sealed", es[1].Sealed, d.Sealed)
	same(t, "wraps", es[1].Wraps, d.Wraps)
	if r := verified(t, path); r.Facts != 3 || r.Unit != "bus-1" || r.Seq != 3 {
		t.Errorf("report %+v", r)
	}
}

func TestRepeatedDraftsAreWrittenOnce(t *testing.T) {
	j, path := fresh(t)
	a, _ := requestDraft(t)
	b, _ := requestDraft(t)
	c := draftOf(t, fact.VisitEnded{Reason: "done"})
	first := put(t, j, a, c)
	same(t, "the same again", put(t, j, a, c), first)
	mixed := put(t, j, b, a, c, b)
	same(t, "known ones among new", mixed[1:3], first)
	same(t, "twice in one batch", mixed[3], mixed[0])
	if _, seq := j.Head(); seq != 4 || mixed[0].Seq != 4 || mixed[0].Number != 2 {
		t.Errorf("head %d, new one %+v", seq, mixed[0])
	}
	other := draftOf(t, fact.VisitEnded{Reason: "idle"})
	other.ID = a.ID
	if _, err := j.Append(t.Context(), []fact.Draft{other}); kiosk.ErrorCode(err) != kiosk.CodeConflict {
		t.Errorf("an id used for another fact: got %v", err)
	}
	verified(t, path)
}

func TestRequestsAreWrittenOnceForEver(t *testing.T) {
	j, path := fresh(t)
	d, _ := requestDraft(t)
	first := put(t, j, d)
	for range 5 { // more than the journal remembers drafts of other kinds
		var many []fact.Draft
		for range 1000 {
			many = append(many, draftOf(t, fact.VisitEnded{Reason: "done"}))
		}
		put(t, j, many...)
	}
	same(t, "much later", put(t, j, d), first)
	shut(t, j)
	j = open(t, options(path))
	same(t, "and after reopening", put(t, j, d), first)
	last := draftOf(t, fact.VisitEnded{Reason: "idle"})
	first = put(t, j, last)
	shut(t, j)
	j = open(t, options(path))
	same(t, "another kind, after reopening", put(t, j, last), first)
	again, _ := requestDraft(t)
	again.Subject = d.Subject
	if _, err := j.Append(t.Context(), []fact.Draft{again}); kiosk.ErrorCode(err) != kiosk.CodeConflict {
		t.Errorf("a second request in one dossier: got %v", err)
	}
}

func TestBatchIsAllOrNothing(t *testing.T) {
	j, path := fresh(t)
	a, ref := requestDraft(t)
	put(t, j, a)
	b, _ := requestDraft(t)
	taken := draftOf(t, fact.RequestReceived{Reference: string(ref), CodeHash: random(32), Action: "x", Class: "O2", Identity: "none", Language: "nl"})
	taken.Subject, taken.KeyID, taken.Sealed, taken.Wraps = random(16), random(8), random(9), a.Wraps
	bad := draftOf(t, fact.VisitEnded{Reason: "done"})
	bad.Body = []byte{0xa1, 0x01, 0x01}
	for name, c := range map[string]struct {
		batch []fact.Draft
		want  kiosk.Code
	}{
		"taken reference": {[]fact.Draft{b, taken}, kiosk.CodeConflict},
		"bad body":        {[]fact.Draft{b, bad}, kiosk.CodeInvalid},
		"too many":        {make([]fact.Draft, 1001), kiosk.CodeInvalid},
	} {
		if _, err := j.Append(t.Context(), c.batch); kiosk.ErrorCode(err) != c.want {
			t.Errorf("%s: got %v, want code %s", name, err, c.want)
		}
		if _, seq := j.Head(); seq != 2 {
			t.Errorf("%s: head is %d", name, seq)
		}
	}
	if s := put(t, j, b); s[0].Seq != 3 || s[0].Number != 2 {
		t.Errorf("afterwards: %+v", s)
	}
	verified(t, path)
}

func TestOneBadAppendHarmsNoOther(t *testing.T) {
	j, path := fresh(t)
	first, ref := requestDraft(t)
	put(t, j, first)
	var wg sync.WaitGroup
	var mu sync.Mutex
	seen := map[uint64]bool{}
	for i := range 64 {
		d, _ := requestDraft(t)
		bad := i%8 == 3
		if bad {
			taken := draftOf(t, fact.RequestReceived{Reference: string(ref), CodeHash: random(32), Action: "x", Class: "O2", Identity: "none", Language: "nl"})
			d.Body = taken.Body
		}
		wg.Go(func() {
			s, err := j.Append(context.Background(), []fact.Draft{d})
			mu.Lock()
			defer mu.Unlock()
			switch {
			case bad && kiosk.ErrorCode(err) != kiosk.CodeConflict:
				t.Errorf("taken reference: got %v", err)
			case !bad && err != nil:
				t.Errorf("got %v", err)
			case !bad && seen[s[0].Seq]:
				t.Errorf("seq %d twice", s[0].Seq)
			case !bad:
				seen[s[0].Seq] = true
			}
		})
	}
	wg.Wait()
	if _, seq := j.Head(); seq != 2+56 || len(seen) != 56 {
		t.Errorf("head %d, %d stored", seq, len(seen))
	}
	verified(t, path)
}

func TestAppendSaysSo(t *testing.T) {
	j, _ := fresh(t)
	changed := j.Changed()
	select {
	case <-changed:
		t.Fatal("changed before anything was")
	default:
	}
	put(t, j, draftOf(t, fact.VisitEnded{Reason: "done"}))
	select {
	case <-changed:
	default:
		t.Error("an append didn't say so")
	}
}

func TestAfterCloseAndCancel(t *testing.T) {
	j, _ := fresh(t)
	d := draftOf(t, fact.VisitEnded{Reason: "done"})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _ = j.Append(ctx, []fact.Draft{d}) // may be written or not; repeating it is harmless
	put(t, j, d)
	if _, seq := j.Head(); seq != 2 {
		t.Errorf("head %d, want 2", seq)
	}
	shut(t, j)
	if _, err := j.Append(t.Context(), []fact.Draft{d}); err == nil || !strings.Contains(err.Error(), "closed") {
		t.Errorf("append after close: %v", err)
	}
	if err := j.Close(); err == nil {
		t.Error("a second close was fine")
	}
}

func TestEntriesAreBounded(t *testing.T) {
	j, _ := fresh(t)
	visits(t, j, 10)
	epoch, last := j.Head()
	for _, c := range []struct {
		name         string
		after        uint64
		limit, bytes int
		want         int
	}{
		{"limit", 0, 3, 1 << 30, 3},
		{"at least one", 0, 100, 1, 1},
		{"the end", last - 2, 100, 1 << 30, 2},
		{"beyond", last, 100, 1 << 30, 0},
		{"far beyond", 1 << 63, 100, 1 << 30, 0},
	} {
		es, err := j.Entries(t.Context(), epoch, c.after, c.limit, c.bytes)
		if err != nil || len(es) != c.want {
			t.Errorf("%s: got %d, %v, want %d", c.name, len(es), err, c.want)
		}
		for i, e := range es {
			if f, err := fact.Verify(e); err != nil || f.Seq != c.after+uint64(i)+1 {
				t.Errorf("%s: entry %d is seq %d, %v", c.name, i, f.Seq, err)
			}
		}
	}
	if es, err := j.Entries(t.Context(), 12345, 0, 10, 1000); err != nil || len(es) != 0 {
		t.Errorf("unknown epoch: got %d, %v", len(es), err)
	}
}

func TestRequestsView(t *testing.T) {
	j, _ := fresh(t)
	j.SetContext("stop-1", 1, 1)
	d, ref := requestDraft(t)
	if free, err := j.ReferenceFree(t.Context(), ref); err != nil || !free {
		t.Errorf("before: %v, %v", free, err)
	}
	if _, err := j.Request(t.Context(), d.Subject); kiosk.ErrorCode(err) != kiosk.CodeNotFound {
		t.Errorf("before: got %v", err)
	}
	s := put(t, j, d)[0]
	want := journal.Request{Number: 1, Epoch: s.Epoch, Seq: s.Seq, Reference: ref, Subject: d.Subject, Service: "move", Class: "O2", Stop: "stop-1", Wall: s.Wall}
	check := func(what string) {
		t.Helper()
		got, err := j.Request(t.Context(), d.Subject)
		if err != nil {
			t.Fatal(err)
		}
		same(t, what, got, want)
	}
	check("received")
	if free, err := j.ReferenceFree(t.Context(), ref); err != nil || free {
		t.Errorf("after: %v, %v", free, err)
	}
	for _, p := range []fact.ReceiptPrinted{{Outcome: "failed", Fault: "paper", Number: 1}, {Outcome: "printed", Number: 1}, {Outcome: "printed", Copy: true, Number: 1}} {
		pd := draftOf(t, p)
		pd.Subject = d.Subject
		put(t, j, pd)
	}
	want.Printed, want.Copies = kiosk.PrintDone, 1
	check("printed, with a copy")
	if err := j.PutReceipt(t.Context(), []byte("signed"), s.Epoch, s.Seq, s.Hash[:]); err != nil {
		t.Fatal(err)
	}
	want.Receipted = true
	check("receipted")
	counts, err := j.Counts(t.Context(), "stop-1")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "counts", counts, map[fact.Kind]int{fact.KindRequestReceived: 1, fact.KindReceiptPrinted: 3})
}

func TestDevicesView(t *testing.T) {
	j, _ := fresh(t)
	put(t, j, draftOf(t, fact.DeviceChanged{Device: "printer", State: "fault", Fault: "paper"}), draftOf(t, fact.DeviceChanged{Device: "reader", State: "ready"}))
	s := put(t, j, draftOf(t, fact.DeviceChanged{Device: "printer", State: "ready"}))
	ds, err := j.Devices(t.Context())
	if err != nil || len(ds) != 2 {
		t.Fatalf("got %v, %v", ds, err)
	}
	same(t, "printer", ds[0], journal.Device{Name: "printer", State: "ready", Since: s[0].Wall})
}
