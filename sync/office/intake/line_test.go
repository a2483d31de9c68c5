package intake_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	mathrand "math/rand/v2"
	"net"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"poploket/kiosk/fact"
	"poploket/kiosk/journal"
	"poploket/sync/courier"
	"poploket/sync/link"
	"poploket/sync/office/broker"
	"poploket/sync/office/intake"
	"poploket/sync/office/store"
	"poploket/sync/office/store/sqlite"
	"poploket/sync/replica"
	"poploket/sync/seal"
	"poploket/sync/wire"
)

// office is the real office's end: keys, store, intake and broker, on loopback.
type office struct {
	t       testing.TB
	keys    *seal.OfficeKeys
	store   *guarded
	address string

	mu     sync.Mutex
	broker *broker.Broker
	intake *intake.Intake
	stop   func()
}

// guarded is the real store with a gate before its commits.
type guarded struct {
	*sqlite.Store
	failing atomic.Int32  // so many commits fail
	gate    chan struct{} // when set, a commit waits for one value
	ingests atomic.Int32
}

func (g *guarded) Ingest(ctx context.Context, b wire.Batch, at time.Time, sign func(wire.Receipt) ([]byte, error)) (store.Standing, error) {
	g.ingests.Add(1)
	if g.failing.Add(-1) >= 0 {
		return store.Standing{}, errors.New("disk full")
	}
	if g.gate != nil {
		<-g.gate
	}
	return g.Store.Ingest(ctx, b, at, sign)
}

func newOffice(t testing.TB, units ...string) *office {
	t.Helper()
	keys, err := seal.CreateOfficeKeys(filepath.Join(t.TempDir(), "keys"), "voorhaven", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "office.db"))
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, keys: keys, store: &guarded{Store: db}, address: "127.0.0.1:0"}
	for i, u := range units {
		n := string("ACDEF"[i])
		if err := db.AddUnit(t.Context(), store.Unit{ID: u, Name: u, Prefix: "K" + n, Letter: n, Created: time.Now()}); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { o.down(); db.Close() })
	o.publish("keys", "", func(v uint64) ([]byte, error) { return keys.SignTrusted(v, time.Now(), "noor") })
	o.up()
	return o
}

// up starts the broker, on the address it had before.
func (o *office) up() {
	o.t.Helper()
	l, err := net.Listen("tcp", o.address)
	if err != nil {
		o.t.Fatal(err)
	}
	o.address = l.Addr().String()
	log := logger(o.t)
	var b *broker.Broker
	in := intake.New(intake.Options{Store: o.store, Sign: o.keys.Receipts.SignReceipt, Now: time.Now, Log: log,
		Push: func(u string, p []byte) error { return b.Push(u, p) }})
	config := o.keys.Authority.ServerConfig([]string{"127.0.0.1"}, time.Now, in.Admit)
	b, err = broker.Open(broker.Options{Listener: l, TLS: config, Backend: in, Now: time.Now, Log: log})
	if err != nil {
		o.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- b.Serve(ctx) }()
	o.mu.Lock()
	defer o.mu.Unlock()
	o.broker, o.intake = b, in
	o.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			o.t.Errorf("broker: %v", err)
		}
	})
}

func (o *office) down() { o.stop() }

func (o *office) publish(kind, unit string, sign func(version uint64) ([]byte, error)) store.Document {
	o.t.Helper()
	d, err := o.store.Publish(o.t.Context(), store.Document{Kind: kind, Unit: unit, Issued: time.Now(), By: "noor", Body: []byte(rand.Text())}, sign)
	if err != nil {
		o.t.Fatal(err)
	}
	if o.intake != nil {
		if err := o.intake.Push(o.t.Context(), unit); err != nil {
			o.t.Error(err)
		}
	}
	return d
}

func (o *office) sign(kind, unit, body string, version uint64) []byte {
	o.t.Helper()
	b, err := o.keys.Documents.SignDocument(wire.Document{Kind: kind, Unit: unit, Version: version, Issued: 1, By: "noor", Body: []byte(body)})
	if err != nil {
		o.t.Fatal(err)
	}
	return b
}

// tour publishes a tour for a unit.
func (o *office) tour(unit string) store.Document {
	return o.publish("tour", unit, func(v uint64) ([]byte, error) {
		return o.sign("tour", unit, fmt.Sprintf(`{"unit":%q,"stops":[]}`, unit), v), nil
	})
}

func (o *office) identity(unit string) *seal.Unit {
	o.t.Helper()
	dir := o.t.TempDir()
	csr, err := seal.RequestUnit(dir)
	if err != nil {
		o.t.Fatal(err)
	}
	e, err := o.keys.Enrol(csr, unit, time.Now())
	if err != nil {
		o.t.Fatal(err)
	}
	u, err := seal.SaveUnit(dir, e, time.Now())
	if err != nil {
		o.t.Fatal(err)
	}
	return u
}

// incident waits until one of the unit's incidents satisfies want.
func (o *office) incident(t testing.TB, unit string, want func(store.Incident) bool) {
	t.Helper()
	until(t, "an incident of unit "+unit, func() bool {
		is, err := o.store.Incidents(context.Background(), unit, time.Time{}, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range is {
			if want(i) {
				return true
			}
		}
		return false
	})
}

// through is how far the office has the unit's current epoch.
func (o *office) through(u *unit) uint64 {
	epoch, _ := u.journal.Head()
	st, err := o.store.Standing(context.Background(), "bus-1", epoch)
	if err != nil {
		o.t.Fatal(err)
	}
	return st.Through
}

// unit is the real unit's end: journal, link and courier.
type unit struct {
	t        testing.TB
	identity *seal.Unit
	journal  *journal.Journal
	courier  *courier.Courier
	applied  chan wire.Document
	stop     func()
}

var quick = replica.Pace{Window: 8, Answer: 3 * time.Second, Quiet: time.Minute, FirstWait: 20 * time.Millisecond, LongWait: 200 * time.Millisecond}

func newUnit(t testing.TB, o *office, address string) *unit {
	t.Helper()
	opts, err := journal.System(filepath.Join(t.TempDir(), "journal.db"), "bus-1")
	if err != nil {
		t.Fatal(err)
	}
	j, err := journal.Open(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	u := &unit{t: t, identity: o.identity("bus-1"), journal: j, applied: make(chan wire.Document, 100), stop: func() {}}
	t.Cleanup(func() { u.stop(); j.Close() })
	u.start(address)
	return u
}

// start lets the courier work; it is like a fresh start of the unit's program.
func (u *unit) start(address string) {
	u.t.Helper()
	log := logger(u.t)
	l, err := link.Open(link.Options{Broker: "mqtts://" + address, TLS: u.identity.ClientConfig("127.0.0.1", time.Now), Unit: "bus-1",
		Build: "test", Now: time.Now, Log: log})
	if err != nil {
		u.t.Fatal(err)
	}
	u.courier = courier.New(courier.Options{Unit: "bus-1", Build: "test", Root: u.identity.Root, Journal: u.journal, Pace: quick,
		Now: time.Now, Random: mathrand.Float64, Log: log, Applied: func(d wire.Document) { u.applied <- d },
		Dial: func(ctx context.Context) (courier.Conn, error) {
			c, err := l.Dial(ctx)
			if err != nil {
				return nil, err
			}
			return c, nil
		}})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- u.courier.Serve(ctx) }()
	u.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			u.t.Errorf("courier: %v", err)
		}
	})
}

// write appends n facts one by one.
func (u *unit) write(n int) {
	u.t.Helper()
	for range n {
		d, err := fact.New(rand.Reader, "resident", fact.HelpCalled{Screen: "welcome"})
		if err != nil {
			u.t.Fatal(err)
		}
		if _, err := u.journal.Append(context.Background(), []fact.Draft{d}); err != nil {
			u.t.Fatal(err)
		}
	}
}

// receipted waits until the office's receipt for everything is there.
func (u *unit) receipted() {
	u.t.Helper()
	until(u.t, "the receipt for everything", func() bool {
		_, through, last := u.journal.Outstanding()
		return through == last
	})
}

// same checks that the office has exactly the unit's facts of the current epoch, and nothing else.
func (o *office) same(u *unit) {
	o.t.Helper()
	epoch, last := u.journal.Head()
	if got := o.through(u); got != last {
		o.t.Errorf("the office has facts through %d, want %d", got, last)
	}
	var after uint64
	for after < last {
		es, err := u.journal.Entries(context.Background(), epoch, after, 100, 1<<20)
		if err != nil || len(es) == 0 {
			o.t.Fatalf("journal after %d: %d facts, %v", after, len(es), err)
		}
		for _, e := range es {
			after++
			got, err := o.store.Entry(context.Background(), store.FactID{Unit: "bus-1", Epoch: epoch, Seq: after})
			if err != nil || string(got.Fact) != string(e.Fact) {
				o.t.Fatalf("seq %d at the office: %v, or other bytes", after, err)
			}
		}
	}
	if _, err := o.store.Entry(context.Background(), store.FactID{Unit: "bus-1", Epoch: epoch, Seq: last + 1}); err == nil {
		o.t.Error("the office has more facts than the unit wrote")
	}
}

const patience = 20 * time.Second

// until waits for a state, with a deadline.
func until(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !ok(); {
		if time.Now().After(deadline) {
			t.Fatalf("waited %v for %s", patience, what)
		}
		time.Sleep(2 * time.Millisecond) // a poll's pace, not a wait for something to happen
	}
}

func logger(t testing.TB) *slog.Logger {
	if !testing.Verbose() {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewTextHandler(t.Output(), nil))
}

// line is a network in between that can be cut, or swallow everything.
type line struct {
	listener net.Listener
	target   func() string

	mu     sync.Mutex
	conns  []net.Conn
	silent atomic.Bool
	cuts   atomic.Int64 // cut after so many more bytes up; 0 for never
	bytes  atomic.Int64 // carried, both ways
}

func newLine(t testing.TB, target string) *line {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &line{listener: l, target: func() string { return target }}
	t.Cleanup(func() { l.Close(); p.cut() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", p.target())
			if err != nil {
				c.Close()
				continue
			}
			p.mu.Lock()
			p.conns = append(p.conns, c, far)
			p.mu.Unlock()
			go p.copy(far, c, true)
			go p.copy(c, far, false)
		}
	}()
	return p
}

func (p *line) copy(to, from net.Conn, up bool) {
	b := make([]byte, 4<<10)
	for {
		n, err := from.Read(b)
		p.bytes.Add(int64(n))
		if n > 0 && !p.silent.Load() {
			if up && p.cuts.Load() > 0 && p.cuts.Add(-int64(n)) <= 0 {
				p.cuts.Store(0)
				p.cut()
				return
			}
			if _, err := to.Write(b[:n]); err != nil {
				break
			}
		}
		if err != nil {
			break
		}
	}
	to.Close()
	io.Copy(io.Discard, from)
}

// cut resets every connection in the middle of whatever it does.
func (p *line) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.conns {
		if tcp, ok := c.(*net.TCPConn); ok {
			tcp.SetLinger(0)
		}
		c.Close()
	}
	p.conns = nil
}
