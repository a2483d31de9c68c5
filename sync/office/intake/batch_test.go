package intake_test

import (
	"crypto/rand"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"poploket/kiosk"
	"poploket/kiosk/fact"
	"poploket/kiosk/journal"
	"poploket/sync/office/intake"
	"poploket/sync/office/store"
	"poploket/sync/wire"
)

// answers are what a unit would hear, in short.
type answers []string

// listen is an intake of the office whose answers are written down instead of sent.
func listen(t *testing.T, o *office) (*intake.Intake, *answers) {
	t.Helper()
	var got answers
	in := intake.New(intake.Options{Store: o.store, Sign: o.keys.Receipts.SignReceipt, Now: time.Now, Log: logger(t),
		Push: func(unit string, p []byte) error {
			got = append(got, brief(t, o, p))
			return nil
		}})
	return in, &got
}

func brief(t *testing.T, o *office, p []byte) string {
	t.Helper()
	k, err := wire.KindOf(p)
	if err != nil {
		t.Fatal(err)
	}
	switch k {
	case wire.KindStanding:
		m, err := wire.DecodeStanding(p)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("stands at %d, receipt %v", m.Through, len(m.Receipt) > 0)
	case wire.KindReceipt:
		b, err := wire.DecodeReceipt(p)
		if err != nil {
			t.Fatal(err)
		}
		m, err := o.keys.Trusted().ReceiptKeys().OpenReceipt(b, "bus-1")
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("has through %d", m.Through)
	case wire.KindRefused:
		m, err := wire.DecodeRefused(p)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("refused %d at %d, want %d", m.Code, m.First, m.Want)
	}
	return fmt.Sprintf("document %d", k)
}

// history is a unit's journal of n requests with sealed parts.
func history(t *testing.T, n int) (epoch uint64, es []fact.Entry) {
	t.Helper()
	opts, err := journal.System(filepath.Join(t.TempDir(), "journal.db"), "bus-1")
	if err != nil {
		t.Fatal(err)
	}
	j, err := journal.Open(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	for range n {
		d, err := fact.New(rand.Reader, "resident", fact.RequestReceived{Reference: reference(t), CodeHash: make([]byte, 32), Service: "move",
			Action: "report", Class: "O2", Identity: "scanned", Language: "nl"})
		if err != nil {
			t.Fatal(err)
		}
		d.Subject, d.KeyID, d.Sealed = random(16), random(8), random(300)
		d.Wraps = []fact.Wrap{{Recipient: "office", Data: random(200)}}
		if _, err := j.Append(t.Context(), []fact.Draft{d}); err != nil {
			t.Fatal(err)
		}
	}
	epoch, last := j.Head()
	es, err = j.Entries(t.Context(), epoch, last-uint64(n), n, 1<<20)
	if err != nil || len(es) != n {
		t.Fatalf("%d entries, %v", len(es), err)
	}
	before, err := j.Entries(t.Context(), epoch, 0, int(last)-n, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return epoch, append(before, es...)
}

func TestBatches(t *testing.T) {
	epoch, es := history(t, 6) // seq 1 begins the epoch
	n := uint64(len(es))
	batch := func(first, last uint64, change func(es []fact.Entry)) []byte {
		t.Helper()
		part := append([]fact.Entry(nil), es[first-1:last]...)
		if change != nil {
			change(part)
		}
		b, err := wire.EncodeBatch(wire.Batch{Unit: "bus-1", Epoch: epoch, First: first, Entries: part})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	whole := fmt.Sprintf("has through %d", n)
	tests := []struct {
		name     string
		messages [][]byte
		want     answers
		incident string
	}{
		{"whole", [][]byte{batch(1, n, nil)}, answers{whole}, ""},
		{"twice, and in pieces", [][]byte{batch(1, 4, nil), batch(1, 4, nil), batch(3, n, nil), batch(2, 3, nil)},
			answers{"has through 4", "has through 4", whole, whole}, ""},
		{"too early", [][]byte{batch(1, 2, nil), batch(4, n, nil), batch(3, n, nil)}, answers{"has through 2", "refused 1 at 4, want 3", whole}, ""},
		{"a sealed part that does not fit is left out", [][]byte{batch(1, n, func(es []fact.Entry) { es[2].Sealed = random(300) })},
			answers{whole, "refused 2 at 3, want 0"}, "aside: seq 3"},
		{"wraps that do not fit are left out", [][]byte{batch(1, n, func(es []fact.Entry) { es[3].Wraps = []fact.Wrap{{Recipient: "shift", Data: random(9)}} })},
			answers{whole, "refused 2 at 4, want 0"}, "aside: seq 4"},
		{"erased parts are no damage", [][]byte{batch(1, n, func(es []fact.Entry) { es[3].Sealed, es[3].Wraps = nil, nil })}, answers{whole}, ""},
		{"a damaged fact ends it, what is before it counts", [][]byte{batch(1, n, func(es []fact.Entry) { es[4].Fact = random(90) })},
			answers{"has through 4", "refused 3 at 5, want 0"}, "damaged: seq 5"},
		{"a changed fact", [][]byte{batch(1, n, func(es []fact.Entry) {
			b := append([]byte(nil), es[3].Fact...)
			b[len(b)-1] ^= 1
			es[3].Fact = b
		})}, nil, "damaged: seq "}, // at 4 or 5, by what the byte meant
		{"facts in another order", [][]byte{batch(1, n, func(es []fact.Entry) { es[2], es[3] = es[3], es[2] })},
			answers{"has through 2", "refused 3 at 3, want 0"}, "damaged: seq 3"},
		{"the first is damaged", [][]byte{batch(1, n, func(es []fact.Entry) { es[0].Fact = random(90) })}, answers{"refused 3 at 1, want 0"}, "damaged: seq 1"},
		{"no message", [][]byte{{1, 2, 3, 4}, []byte("GET / HTTP/1.1\r\n"), nil}, answers{"refused 5 at 0, want 0", "refused 5 at 0, want 0", "refused 5 at 0, want 0"}, "misfit: "},
		{"a message of the office", [][]byte{second(wire.EncodeReceipt([]byte("x")))(t)}, answers{"refused 5 at 0, want 0"}, "misfit: "},
		{"another unit's batch", [][]byte{second(wire.EncodeBatch(wire.Batch{Unit: "bus-2", Epoch: epoch, First: 1, Entries: es}))(t)},
			answers{"refused 5 at 1, want 0"}, "misfit: batch of unit bus-2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := newOffice(t, "bus-1")
			in, got := listen(t, o)
			hello := second(wire.EncodeHello(wire.Hello{Unit: "bus-1", Epoch: epoch, Last: n, Documents: map[string]uint64{"keys": 1}}))(t)
			for _, m := range append([][]byte{hello}, tt.messages...) {
				if err := in.Receive(t.Context(), "bus-1", m); err != nil {
					t.Fatal(err)
				}
			}
			if want := append(answers{"stands at 0, receipt false"}, tt.want...); tt.want != nil && !reflect.DeepEqual(*got, want) {
				t.Errorf("got %q, want %q", *got, want)
			}
			is, err := o.store.Incidents(t.Context(), "bus-1", time.Time{}, 10)
			if err != nil {
				t.Fatal(err)
			}
			if tt.incident == "" && len(is) > 0 {
				t.Errorf("incidents %+v", is)
			}
			if tt.incident != "" && !slices.ContainsFunc(is, func(i store.Incident) bool {
				return i.Kind == store.IncidentBatch && strings.HasPrefix(i.Detail, tt.incident)
			}) {
				t.Errorf("incidents %+v, want one of %q", is, tt.incident)
			}
		})
	}
}

func TestNoAnswerWhenTheStoreFails(t *testing.T) {
	epoch, es := history(t, 2)
	o := newOffice(t, "bus-1")
	in, got := listen(t, o)
	if err := in.Receive(t.Context(), "bus-1", second(wire.EncodeHello(wire.Hello{Unit: "bus-1", Epoch: epoch, Last: 3, Documents: map[string]uint64{"keys": 1}}))(t)); err != nil {
		t.Fatal(err)
	}
	o.store.failing.Store(1)
	b := second(wire.EncodeBatch(wire.Batch{Unit: "bus-1", Epoch: epoch, First: 1, Entries: es}))(t)
	if err := in.Receive(t.Context(), "bus-1", b); err == nil {
		t.Error("a batch that was not stored was taken")
	}
	if want := (answers{"stands at 0, receipt false"}); !reflect.DeepEqual(*got, want) {
		t.Errorf("got %q, want %q", *got, want)
	}
}

func FuzzReceive(f *testing.F) {
	o := newOffice(f, "bus-1")
	hello := second(wire.EncodeHello(wire.Hello{Unit: "bus-1", Epoch: 7, Last: 3}))(f)
	f.Add(hello)
	f.Add(second(wire.EncodeBatch(wire.Batch{Unit: "bus-1", Epoch: 7, First: 1, Entries: []fact.Entry{{Fact: []byte{0xa0}}}}))(f))
	f.Fuzz(func(t *testing.T, payload []byte) {
		in := intake.New(intake.Options{Store: o.store, Sign: o.keys.Receipts.SignReceipt, Now: time.Now, Log: logger(f),
			Push: func(_ string, p []byte) error {
				if _, err := wire.KindOf(p); err != nil {
					t.Errorf("answered with %x: %v", p, err)
				}
				return nil
			}})
		if err := in.Receive(t.Context(), "bus-1", hello); err != nil {
			t.Fatal(err)
		}
		_ = in.Receive(t.Context(), "bus-1", payload) // refusing is fine, as long as it is by an answer or an error
	})
}

func second(b []byte, err error) func(testing.TB) []byte {
	return func(t testing.TB) []byte {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
}

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

func reference(t *testing.T) string {
	t.Helper()
	r, err := kiosk.NewReference("KA", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return string(r)
}
