package storetest

import (
	"bytes"
	"errors"
	"sync"
	"testing"
	"time"

	"poploket/kiosk"
	"poploket/kiosk/fact"
	"poploket/sync/office/store"
	"poploket/sync/wire"
)

// epoch lies above the signed range, as half of all random ones do.
const epoch = 0xfedcba9876543210

func journal(t *testing.T) *Journal { return NewJournal(t, "bus-1", epoch, Now) }

func ingest(t *testing.T, s store.Store, b wire.Batch) store.Standing {
	t.Helper()
	return must[store.Standing](t)(s.Ingest(t.Context(), b, Now.Add(time.Hour), Sign))
}

func testIngest(t *testing.T, s store.Store) {
	ctx := t.Context()
	fleet(t, s)
	if st := must[store.Standing](t)(s.Standing(ctx, "bus-1", epoch)); st.Through != 0 || st.Receipt != nil {
		t.Fatalf("got %+v of an unknown epoch", st)
	}
	j := journal(t)
	a := j.Add(fact.UnitStarted{Reason: "clean"}, nil)
	b, _, subject := j.Request("move", "KD")
	st := ingest(t, s, j.Batch(a, b))
	var r wire.Receipt
	ok(t, fact.Decode(st.Receipt, &r))
	hash := fact.HashOf(b.Fact)
	if st.Through != 2 || st.Hash != hash || r.Unit != "bus-1" || r.Epoch != epoch || r.Through != 2 || !bytes.Equal(r.Hash, hash[:]) || r.Wall != Now.Add(time.Hour).UnixNano() {
		t.Fatalf("got standing %+v, receipt %+v", st, r)
	}
	if again := must[store.Standing](t)(s.Standing(ctx, "bus-1", epoch)); again.Through != 2 || !bytes.Equal(again.Receipt, st.Receipt) || !again.At.Equal(st.At) {
		t.Fatalf("got %+v, want what Ingest gave", again)
	}
	e := must[fact.Entry](t)(s.Entry(ctx, store.FactID{Unit: "bus-1", Epoch: epoch, Seq: 2}))
	if !bytes.Equal(e.Fact, b.Fact) || !bytes.Equal(e.Sealed, b.Sealed) || len(e.Wraps) != 2 || e.Wraps[0].Recipient != "office" || !bytes.Equal(e.Wraps[1].Data, b.Wraps[1].Data) {
		t.Fatal("the stored entry is not what came")
	}
	must[fact.Fact](t)(fact.Verify(e))
	ingest(t, s, j.Batch(j.Printed(subject, kiosk.PrintDone)))
	if es := must[[]fact.Entry](t)(s.Dossier(ctx, subject)); len(es) != 2 || !bytes.Equal(es[0].Fact, b.Fact) || es[1].Sealed != nil {
		t.Fatalf("got a dossier of %d facts, want 2", len(es))
	}
	_, err := s.Entry(ctx, store.FactID{Unit: "bus-1", Epoch: epoch, Seq: 9})
	wantCode(t, err, kiosk.CodeNotFound)
	if c := must[store.Contact](t)(s.Contact(ctx, "bus-1")); !c.Seen.Equal(Now.Add(time.Hour)) {
		t.Fatalf("last contact %v, want the time of the batch", c.Seen)
	}
	_, err = s.Ingest(ctx, NewJournal(t, "bus-9", 1, Now).Batch(), Now, Sign)
	wantCode(t, err, kiosk.CodeNotFound)
}

func testIngestAgain(t *testing.T, s store.Store) {
	fleet(t, s)
	j := journal(t)
	es := []fact.Entry{j.Add(fact.UnitStarted{Reason: "clean"}, nil), j.Add(fact.VisitEnded{Reason: "done"}, nil)}
	first := j.Batch(es...)
	st := ingest(t, s, first)
	signed := 0
	again := must[store.Standing](t)(s.Ingest(t.Context(), first, Now.Add(2*time.Hour), func(r wire.Receipt) ([]byte, error) { signed++; return Sign(r) }))
	if signed != 0 || !bytes.Equal(again.Receipt, st.Receipt) || again.Through != 2 {
		t.Fatalf("a batch that came twice made %d receipts, standing %+v", signed, again)
	}
	es = append(es, j.Add(fact.VisitEnded{Reason: "idle"}, nil))
	if st = ingest(t, s, j.Batch(es...)); st.Through != 3 {
		t.Fatalf("an overlapping batch brought it to %d, want 3", st.Through)
	}
	if st = ingest(t, s, first); st.Through != 3 {
		t.Fatalf("an old batch brought the receipt to %d, want 3", st.Through)
	}
	var wg sync.WaitGroup
	e := j.Add(fact.VisitEnded{Reason: "idle"}, nil)
	for range 8 {
		wg.Go(func() {
			if st, err := s.Ingest(t.Context(), j.Batch(e), Now, Sign); err != nil || st.Through != 4 {
				t.Errorf("at the same moment: through %d, %v", st.Through, err)
			}
		})
	}
	wg.Wait()
}

func testGap(t *testing.T, s store.Store) {
	fleet(t, s)
	j := journal(t)
	a := j.Add(fact.UnitStarted{Reason: "clean"}, nil)
	ingest(t, s, j.Batch(a))
	j.Add(fact.VisitEnded{Reason: "done"}, nil)
	_, err := s.Ingest(t.Context(), j.Batch(j.Add(fact.VisitEnded{Reason: "idle"}, nil)), Now, Sign)
	var gap *store.Gap
	if !errors.As(err, &gap) || gap.Want != 2 {
		t.Fatalf("got %v, want a gap at 2", err)
	}
}

func testFork(t *testing.T, s store.Store) {
	fleet(t, s)
	one, two := journal(t), journal(t)
	ingest(t, s, one.Batch(one.Add(fact.VisitEnded{Reason: "done"}, nil)))
	stored := must[fact.Entry](t)(s.Entry(t.Context(), store.FactID{Unit: "bus-1", Epoch: epoch, Seq: 1}))
	two.Wall = two.Wall.Add(time.Hour)
	other := two.Add(fact.VisitEnded{Reason: "idle"}, nil)
	var fork *store.Fork
	_, err := s.Ingest(t.Context(), two.Batch(other), Now, Sign)
	if !errors.As(err, &fork) || fork.Seq != 1 || fork.Unit != "bus-1" || fork.Epoch != epoch {
		t.Fatalf("got %v, want a fork at 1", err)
	}
	_, err = s.Ingest(t.Context(), two.Batch(two.Add(fact.VisitEnded{Reason: "idle"}, nil)), Now, Sign)
	if !errors.As(err, &fork) || fork.Seq != 1 {
		t.Fatalf("got %v, want a fork at 1 for facts that follow another journal", err)
	}
	if now := must[fact.Entry](t)(s.Entry(t.Context(), fact1())); !bytes.Equal(now.Fact, stored.Fact) {
		t.Fatal("the stored fact was overwritten")
	}
	if st := must[store.Standing](t)(s.Standing(t.Context(), "bus-1", epoch)); st.Through != 1 {
		t.Fatalf("through %d after a fork, want 1", st.Through)
	}
}

func fact1() store.FactID { return store.FactID{Unit: "bus-1", Epoch: epoch, Seq: 1} }

func testDamaged(t *testing.T, s store.Store) {
	fleet(t, s)
	j := journal(t)
	a, b := j.Add(fact.UnitStarted{Reason: "clean"}, nil), j.Add(fact.VisitEnded{Reason: "done"}, nil)
	foreign := NewJournal(t, "bus-2", epoch, Now).Add(fact.UnitStarted{Reason: "clean"}, nil)
	loose := NewJournal(t, "bus-1", epoch, Now.Add(time.Minute))
	loose.Add(fact.UnitStarted{Reason: "clean"}, nil)
	unchained := loose.Add(fact.VisitEnded{Reason: "done"}, nil)
	for name, batch := range map[string]wire.Batch{
		"another unit's fact": {Unit: "bus-1", Epoch: epoch, First: 1, Entries: []fact.Entry{foreign}},
		"another epoch":       {Unit: "bus-1", Epoch: 5, First: 1, Entries: []fact.Entry{a}},
		"out of order":        {Unit: "bus-1", Epoch: epoch, First: 1, Entries: []fact.Entry{b, a}},
		"broken chain":        {Unit: "bus-1", Epoch: epoch, First: 1, Entries: []fact.Entry{a, unchained}},
		"noise":               {Unit: "bus-1", Epoch: epoch, First: 1, Entries: []fact.Entry{a, {Fact: []byte("noise")}}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.Ingest(t.Context(), batch, Now, Sign)
			if !errors.Is(err, fact.ErrDamaged) {
				t.Fatalf("got %v, want damaged", err)
			}
			if _, err := s.Entry(t.Context(), fact1()); kiosk.ErrorCode(err) != kiosk.CodeNotFound {
				t.Fatalf("half a batch was stored (%v)", err)
			}
		})
	}
}

func testUnsigned(t *testing.T, s store.Store) {
	fleet(t, s)
	j := journal(t)
	refused := errors.New("no key")
	b := j.Batch(j.Add(fact.UnitStarted{Reason: "clean"}, nil))
	_, err := s.Ingest(t.Context(), b, Now, func(wire.Receipt) ([]byte, error) { return nil, refused })
	if !errors.Is(err, refused) {
		t.Fatalf("got %v", err)
	}
	_, err = s.Entry(t.Context(), fact1())
	wantCode(t, err, kiosk.CodeNotFound)
}

func testEpochs(t *testing.T, s store.Store) {
	fleet(t, s)
	one, two := journal(t), NewJournal(t, "bus-1", 3, Now)
	ingest(t, s, one.Batch(one.Add(fact.UnitStarted{Reason: "clean"}, nil)))
	ingest(t, s, two.Batch(two.Add(fact.EpochBegan{Reason: "moved", Epoch: epoch, Seq: 1}, nil), two.Add(fact.UnitStarted{Reason: "clean"}, nil)))
	es := must[map[uint64]store.Standing](t)(s.Epochs(t.Context(), "bus-1"))
	if len(es) != 2 || es[epoch].Through != 1 || es[3].Through != 2 {
		t.Fatalf("got %+v", es)
	}
}

func testErase(t *testing.T, s store.Store) {
	fleet(t, s)
	j := journal(t)
	a, _, subject := j.Request("move", "KD")
	b, _, _ := j.Request("passport", "KD")
	ingest(t, s, j.Batch(a, b))
	if n := must[int](t)(s.EraseWraps(t.Context(), subject)); n != 2 {
		t.Fatalf("erased %d wraps, want 2", n)
	}
	e := must[fact.Entry](t)(s.Entry(t.Context(), fact1()))
	if len(e.Wraps) != 0 || !bytes.Equal(e.Fact, a.Fact) {
		t.Fatal("wraps are still there, or the fact changed")
	}
	if e := must[fact.Entry](t)(s.Entry(t.Context(), store.FactID{Unit: "bus-1", Epoch: epoch, Seq: 2})); len(e.Wraps) != 2 {
		t.Fatal("another dossier lost its wraps")
	}
	if st := ingest(t, s, j.Batch(a, b)); st.Through != 2 {
		t.Fatal("facts that come again after erasing must still be known")
	}
	if e := must[fact.Entry](t)(s.Entry(t.Context(), fact1())); len(e.Wraps) != 0 {
		t.Fatal("an erased key came back with a repeated batch")
	}
}
