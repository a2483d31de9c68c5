package courier_test

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"poploket/kiosk/fact"
	"poploket/kiosk/journal"
	"poploket/sync/courier"
	"poploket/sync/replica"
	"poploket/sync/seal"
	"poploket/sync/wire"
)

// conn is a connection whose other end is the test.
type conn struct {
	up   chan []byte // what the unit sent
	down chan []byte
	done chan struct{}
	once sync.Once
}

func newConn() *conn {
	return &conn{up: make(chan []byte, 100), down: make(chan []byte), done: make(chan struct{})}
}

func (c *conn) Send(ctx context.Context, b []byte) error {
	select {
	case c.up <- b:
		return nil
	case <-c.done:
		return errors.New("closed")
	case <-ctx.Done():
		return ctx.Err()
	}
}
func (c *conn) Messages() <-chan []byte { return c.down }
func (c *conn) Done() <-chan struct{}   { return c.done }
func (c *conn) Err() error              { return errors.New("closed") }
func (c *conn) Close()                  { c.once.Do(func() { close(c.done) }) }

// unit is a real courier over a real journal.
type unit struct {
	t       testing.TB
	keys    *seal.OfficeKeys
	journal *journal.Journal
	courier *courier.Courier
	conns   chan *conn // every dial
	online  chan bool
	end     func()
}

const patience = 10 * time.Second

func start(t testing.TB, change func(*courier.Options)) *unit {
	t.Helper()
	keys, err := seal.CreateOfficeKeys(filepath.Join(t.TempDir(), "keys"), "voorhaven", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	signed, err := keys.SignTrusted(1, time.Now(), "noor")
	if err != nil {
		t.Fatal(err)
	}
	jo, err := journal.System(filepath.Join(t.TempDir(), "journal.db"), "bus-1")
	if err != nil {
		t.Fatal(err)
	}
	j, err := journal.Open(t.Context(), jo)
	if err != nil {
		t.Fatal(err)
	}
	u := &unit{t: t, keys: keys, journal: j, conns: make(chan *conn, 100), online: make(chan bool, 100)}
	o := courier.Options{Unit: "bus-1", Root: keys.RootPublic, Keys: signed, Journal: j, Now: time.Now, Random: func() float64 { return 0.5 },
		Log:    slog.New(slog.DiscardHandler),
		Pace:   replica.Pace{Window: 8, Answer: patience, Quiet: time.Minute, FirstWait: time.Millisecond, LongWait: 10 * time.Millisecond},
		Online: func(on bool) { u.online <- on },
		Dial: func(context.Context) (courier.Conn, error) {
			c := newConn()
			u.conns <- c
			return c, nil
		}}
	if change != nil {
		change(&o)
	}
	u.courier = courier.New(o)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- u.courier.Serve(ctx) }()
	u.end = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("courier: %v", err)
		}
	})
	t.Cleanup(func() { u.end(); j.Close() })
	return u
}

func (u *unit) dialled() *conn {
	u.t.Helper()
	select {
	case c := <-u.conns:
		return c
	case <-time.After(patience):
		u.t.Fatal("the unit did not dial")
		return nil
	}
}

// next is the unit's next message of a kind.
func (u *unit) next(c *conn, want wire.Kind) []byte {
	u.t.Helper()
	select {
	case b := <-c.up:
		if k, err := wire.KindOf(b); k != want || err != nil {
			u.t.Fatalf("sent kind %d, %v, want %d", k, err, want)
		}
		return b
	case <-time.After(patience):
		u.t.Fatalf("nothing of kind %d was sent", want)
		return nil
	}
}

// say gives the unit a message; when it took the next one it has dealt with this one.
func (u *unit) say(c *conn, b []byte) {
	u.t.Helper()
	select {
	case c.down <- b:
	case <-c.done:
		u.t.Fatal("the unit hung up")
	case <-time.After(patience):
		u.t.Fatal("the unit does not listen")
	}
}

func (u *unit) hello(c *conn) wire.Hello {
	u.t.Helper()
	h, err := wire.DecodeHello(u.next(c, wire.KindHello))
	if err != nil {
		u.t.Fatal(err)
	}
	return h
}

func (u *unit) stand(h wire.Hello) []byte {
	return encoded(u.t)(wire.EncodeStanding(wire.Standing{Unit: "bus-1", Epoch: h.Epoch}))
}

func encoded(t testing.TB) func([]byte, error) []byte {
	return func(b []byte, err error) []byte {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
}

func (u *unit) receipt(key *seal.SigningKey, epoch, through uint64) []byte {
	u.t.Helper()
	h, _, err := u.journal.HashAt(context.Background(), epoch, through)
	if err != nil {
		u.t.Fatal(err)
	}
	return encoded(u.t)(wire.EncodeReceipt(encoded(u.t)(key.SignReceipt(wire.Receipt{Unit: "bus-1", Epoch: epoch, Through: through, Hash: h[:]}))))
}

func (u *unit) through() uint64 {
	_, through, _ := u.journal.Outstanding()
	return through
}

func TestOnlyProvedReceiptsCount(t *testing.T) {
	u := start(t, nil)
	c := u.dialled()
	h := u.hello(c)
	if h.Documents["keys"] != 1 || h.Last != 2 { // the epoch's first fact and the keys of the enrolment
		t.Errorf("hello %+v", h)
	}
	u.say(c, u.stand(h))
	u.next(c, wire.KindBatch)
	stranger, err := seal.NewSigningKey(seal.DomainReceipt)
	if err != nil {
		t.Fatal(err)
	}
	forged := u.receipt(stranger, h.Epoch, 2)
	u.say(c, forged)
	u.say(c, u.receipt(u.keys.Documents, h.Epoch, 2)) // right office, wrong purpose
	other := encoded(t)(u.keys.Receipts.SignReceipt(wire.Receipt{Unit: "bus-2", Epoch: h.Epoch, Through: 2, Hash: make([]byte, 32)}))
	u.say(c, encoded(t)(wire.EncodeReceipt(other)))
	standing := wire.Standing{Unit: "bus-1", Epoch: h.Epoch, Through: 2, Receipt: encoded(t)(wire.DecodeReceipt(forged))}
	u.say(c, encoded(t)(wire.EncodeStanding(standing)))
	u.say(c, encoded(t)(wire.EncodeStanding(wire.Standing{Unit: "bus-2", Epoch: h.Epoch})))
	if got := u.through(); got != 0 {
		t.Fatalf("receipted through %d by nobody's word", got)
	}
	u.say(c, u.receipt(u.keys.Receipts, h.Epoch, 2))
	u.say(c, forged)
	if got := u.through(); got != 2 {
		t.Errorf("receipted through %d, want 2", got)
	}
}

func TestHostileMessagesDoNoHarm(t *testing.T) {
	u := start(t, nil)
	c := u.dialled()
	h := u.hello(c)
	u.say(c, u.stand(h))
	u.next(c, wire.KindBatch)
	for _, b := range [][]byte{nil, {0}, []byte("GET / HTTP/1.1\r\n\r\n"), {4, 1, 0}, {4, 1, 0, 0xa0}, {3, 1, 0, 0xbf}, {5, 1, 0, 0xff}, {6, 1, 0, 0xa0},
		{3, 9, 0, 0xa0}, make([]byte, 2<<20), encoded(t)(wire.EncodeHello(h)), encoded(t)(wire.EncodePresence(wire.Presence{Online: true})),
		encoded(t)(wire.EncodeRefused(wire.Refused{Epoch: 1, First: 9, Want: 5, Code: wire.RefusedGap}))} {
		u.say(c, b)
	}
	u.say(c, u.receipt(u.keys.Receipts, h.Epoch, 2))
	u.say(c, nil)
	if got := u.through(); got < 2 {
		t.Errorf("receipted through %d, want 2 or more", got)
	}
}

func TestNewFactsGoUpAtOnce(t *testing.T) {
	u := start(t, nil)
	c := u.dialled()
	h := u.hello(c)
	u.say(c, u.stand(h))
	u.next(c, wire.KindBatch)
	d, err := fact.New(rand.Reader, "", fact.VisitEnded{Reason: "done"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := u.journal.Append(t.Context(), []fact.Draft{d}); err != nil {
		t.Fatal(err)
	}
	b, err := wire.DecodeBatch(u.next(c, wire.KindBatch))
	if err != nil || b.First != 3 || len(b.Entries) != 1 {
		t.Errorf("batch from %d of %d, %v", b.First, len(b.Entries), err)
	}
}

func TestOnlineMeansAnswered(t *testing.T) {
	u := start(t, nil)
	c := u.dialled()
	h := u.hello(c)
	if u.courier.Online() {
		t.Error("online before any answer")
	}
	u.say(c, u.stand(h))
	u.next(c, wire.KindBatch)
	if on := <-u.online; !on || !u.courier.Online() {
		t.Error("not online after the answer")
	}
	c.Close()
	c = u.dialled()
	if on := <-u.online; on {
		t.Error("still online after the connection ended")
	}
	u.hello(c)
	if u.courier.Online() {
		t.Error("online on a new connection before any answer")
	}
	u.end()
	select {
	case <-c.Done():
	default:
		t.Error("the connection outlives its courier")
	}
}

// full is a journal whose disk is full for a while.
type full struct {
	courier.Journal
	left atomic.Int32
}

func (f *full) PutReceipt(ctx context.Context, signed []byte, epoch, through uint64, hash []byte) error {
	if f.left.Add(-1) >= 0 {
		return errors.New("disk full")
	}
	return f.Journal.PutReceipt(ctx, signed, epoch, through, hash)
}

func TestAFullDiskIsOutlived(t *testing.T) {
	disk := &full{}
	disk.left.Store(3)
	u := start(t, func(o *courier.Options) { disk.Journal, o.Journal = o.Journal, disk })
	for i := range 4 {
		c := u.dialled()
		h := u.hello(c)
		u.say(c, u.stand(h))
		u.next(c, wire.KindBatch)
		u.say(c, u.receipt(u.keys.Receipts, h.Epoch, 2))
		if i == 3 {
			u.say(c, nil) // it took this one, so it has dealt with the receipt
		}
	}
	if got := u.through(); got != 2 {
		t.Errorf("receipted through %d, want 2", got)
	}
}

func TestCheckHasTheLastWord(t *testing.T) {
	applied := make(chan wire.Document, 1)
	u := start(t, func(o *courier.Options) {
		o.Check = func(_ context.Context, d wire.Document) error {
			if string(d.Body) == "bad" {
				return errors.New("the catalogue has no services")
			}
			return nil
		}
		o.Applied = func(d wire.Document) {
			if d.Kind == courier.KindCatalogue {
				applied <- d
			}
		}
	})
	c := u.dialled()
	h := u.hello(c)
	u.say(c, u.stand(h))
	catalogue := func(version uint64, body string) []byte {
		return encoded(t)(wire.EncodeDocument(encoded(t)(u.keys.Documents.SignDocument(wire.Document{Kind: "catalogue", Version: version, Body: []byte(body)}))))
	}
	u.say(c, catalogue(1, "good"))
	u.say(c, catalogue(2, "bad"))
	u.say(c, nil)
	if d := <-applied; d.Version != 1 || string(d.Body) != "good" {
		t.Errorf("applied %+v", d)
	}
	if v, _, err := u.journal.Document(t.Context(), "catalogue"); v != 1 || err != nil {
		t.Errorf("version %d is in force, %v, want 1", v, err)
	}
}

// A unit that was enrolled again, at this office or another, seals to the keys of that enrolment at once.
func TestTheEnrolmentsKeysAreApplied(t *testing.T) {
	for name, before := range map[string]func(o *courier.Options) []byte{
		"nothing in force": func(*courier.Options) []byte { return nil },
		"keys of another office in force": func(*courier.Options) []byte {
			other, err := seal.CreateOfficeKeys(filepath.Join(t.TempDir(), "keys"), "elders", time.Now())
			if err != nil {
				t.Fatal(err)
			}
			return encoded(t)(other.SignTrusted(1, time.Now(), "noor"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			applied := make(chan wire.Document, 4)
			u := start(t, func(o *courier.Options) {
				if signed := before(o); signed != nil {
					if err := o.Journal.PutDocument(t.Context(), courier.KindKeys, 1, signed); err != nil {
						t.Fatal(err)
					}
				}
				o.Applied = func(d wire.Document) { applied <- d }
			})
			u.dialled() // the keys come before the first dial
			select {
			case d := <-applied:
				if d.Kind != courier.KindKeys || d.Version != 1 {
					t.Errorf("applied %s version %d", d.Kind, d.Version)
				}
			default:
				t.Error("the enrolment's keys were not applied")
			}
		})
	}
}
