package replica_test

import (
	"bytes"
	"container/heap"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"poploket/kiosk/fact"
	"poploket/sync/replica"
	"poploket/sync/wire"
)

// world is a unit, an office and the network between them, all played from one seed.
type world struct {
	rng    *rand.Rand
	faults faults
	now    time.Duration
	queue  agenda
	order  int

	journal []*book // the unit's disk, oldest epoch first
	unit    *life   // nil while the unit is down
	told    map[replica.Trouble]int
	split   map[uint64]bool // epochs in which the ends contradict each other

	store   map[uint64][]fact.Entry // the office's disk, by epoch
	officeV int                     // grows with every crash of the office

	conn      *conn
	lostStore bool // the office was restored from a backup
	restored  bool // the unit was
	seen      map[string]int
	err       error
}

// book is one epoch of the unit's journal.
type book struct {
	epoch     uint64
	facts     []fact.Entry
	receipted uint64
}

func (b *book) last() uint64 { return uint64(len(b.facts)) }

// life is the unit between two crashes.
type life struct {
	machine replica.Unit
	epoch   uint64          // that it speaks of
	stopped map[uint64]bool // epochs, on this connection
	timer   int
	sent    uint64 // highest seq ever sent, to notice resends
	wanted  uint64 // seq the office last asked for
	flying  int    // batches sent since a receipt
}

// conn is one connection. A half-open one swallows everything.
type conn struct {
	closed, half bool
	office       replica.Office
	officeV      int
}

// faults are chances, per message or per second.
type faults struct {
	drop, double, late, unproven         float64 // per message
	cut, half, unitCrash, officeCrash    float64 // per second
	crashMid, failStore                  float64 // per effect, per commit
	officeRestore, unitRestore, dialFail float64 // per schedule, per schedule, per dial
}

func (w *world) chance(p float64) bool { return p > 0 && w.rng.Float64() < p }
func (w *world) saw(what string)       { w.seen[what]++ }
func (w *world) fail(format string, args ...any) {
	if w.err == nil {
		w.err = fmt.Errorf("at %v: "+format, append([]any{w.now}, args...)...)
	}
}

// append writes n facts; each holds the hash of the one before.
func (w *world) append(n int) {
	for range n {
		var prev fact.Hash
		head := w.head()
		if k := len(head.facts); k > 0 {
			prev = fact.HashOf(head.facts[k-1].Fact)
		}
		b := binary.BigEndian.AppendUint64(prev[:], w.rng.Uint64())
		head.facts = append(head.facts, fact.Entry{Fact: b})
	}
	w.look()
}

func (w *world) head() *book { return w.journal[len(w.journal)-1] }

func (w *world) begin() {
	w.journal = append(w.journal, &book{epoch: w.rng.Uint64() | 1})
}

func (w *world) book(epoch uint64) *book {
	for _, b := range w.journal {
		if b.epoch == epoch {
			return b
		}
	}
	return &book{epoch: epoch}
}

// pending is what a runner asks the journal: the oldest epoch that the office has not whole and that is not stopped.
func (w *world) pending(stopped map[uint64]bool) *book {
	for _, b := range w.journal {
		if b.receipted < b.last() && !stopped[b.epoch] {
			return b
		}
	}
	return w.head()
}

// look tells the unit how its journal stands.
func (w *world) look() {
	u := w.unit
	if u == nil {
		return
	}
	b := w.pending(u.stopped)
	if b.epoch == u.epoch {
		w.play(replica.Appended{Last: b.last()})
	} else {
		w.saw("turned to another epoch")
		u.epoch = b.epoch
		w.play(replica.Turned{Epoch: b.epoch, Last: b.last(), Receipted: b.receipted})
	}
	w.setTimer(u)
}

func (w *world) boot() {
	if w.unit == nil {
		b := w.pending(nil)
		w.unit = &life{machine: replica.NewUnit(replica.UsualPace(), b.epoch, b.last(), b.receipted), epoch: b.epoch, stopped: map[uint64]bool{}}
		w.step(replica.Tick{})
	}
}

func (w *world) crashUnit() {
	if w.unit != nil {
		w.unit = nil
		w.hangup()
		w.after(time.Duration(w.rng.IntN(10))*time.Second, w.boot)
	}
}

func (w *world) crashOffice() {
	w.officeV++
	if c := w.conn; c != nil && !c.half {
		w.after(0, func() { w.cut(c) })
	}
}

func (w *world) hangup() {
	if w.unit != nil {
		clear(w.unit.stopped)
	}
	if w.conn != nil {
		w.conn.closed = true
		w.conn = nil
	}
}

// cut ends a connection so that the unit notices.
func (w *world) cut(c *conn) {
	if c == w.conn {
		w.hangup()
		w.step(replica.Lost{})
	}
}

// step gives the unit an event, and lets it look at its journal after that, as a runner does.
func (w *world) step(ev replica.Event) {
	w.play(ev)
	w.look()
}

// play gives the unit an event and carries out what it wants; it may crash between two effects.
func (w *world) play(ev replica.Event) {
	u := w.unit
	if u == nil {
		return
	}
	var effects []replica.Effect
	u.machine, effects = u.machine.Step(replica.Moment{At: w.now, Random: w.rng.Float64()}, ev)
	if u.machine.Stopped() {
		u.stopped[u.epoch] = true
	}
	for _, e := range effects {
		if w.unit != u {
			return
		}
		if w.chance(w.faults.crashMid) {
			w.saw("unit crashed between effects")
			w.crashUnit()
			return
		}
		w.carryOut(e)
	}
}

func (w *world) setTimer(u *life) {
	if w.unit != u {
		return
	}
	u.timer++
	mine := u.timer
	if at, ok := u.machine.Wake(); ok {
		w.at(at, func() {
			if w.unit == u && u.timer == mine {
				w.step(replica.Tick{})
			}
		})
	}
}

func (w *world) carryOut(e replica.Effect) {
	switch e := e.(type) {
	case replica.Dial:
		w.after(w.delay(), func() {
			if w.chance(w.faults.dialFail) {
				w.saw("dial failed")
				w.step(replica.Lost{})
				return
			}
			w.conn = &conn{office: replica.NewOffice("bus-1"), officeV: w.officeV}
			w.step(replica.Connected{})
		})
	case replica.Hangup:
		w.saw("watchdog hung up")
		w.hangup()
	case replica.Greet:
		w.up(second(wire.EncodeHello(wire.Hello{Unit: "bus-1", Epoch: e.Epoch, Last: e.Last, Receipted: e.Receipted})))
	case replica.Send:
		facts := w.book(e.Epoch).facts
		end := min(e.First-1+uint64(1+w.rng.IntN(20)), uint64(len(facts)))
		w.up(second(wire.EncodeBatch(wire.Batch{Unit: "bus-1", Epoch: e.Epoch, First: e.First, Entries: facts[e.First-1 : end]})))
		if e.First <= w.unit.sent {
			w.saw("sent again")
		}
		if e.First == w.unit.wanted {
			w.saw("gap repaired")
		}
		if w.unit.flying++; w.unit.flying == replica.MaxWindow {
			w.saw("window full")
		}
		w.unit.sent = max(w.unit.sent, end)
		w.play(replica.Sent{First: e.First, Last: end})
	case replica.Keep:
		w.keep(e)
	case replica.Tell:
		w.told[e.Trouble]++
		switch e.Trouble {
		case replica.OfficeAhead, replica.Forked, replica.Damaged:
			w.split[w.unit.epoch] = true
			if w.unit.epoch == w.head().epoch {
				w.begin()
				w.head().facts = append(w.head().facts, fact.Entry{Fact: make([]byte, 40)})
			}
		}
	}
}

// keep is where the promise is checked: what the unit may forget is stored.
func (w *world) keep(e replica.Keep) {
	b, stored := w.book(e.Epoch), w.store[e.Epoch]
	if e.Through <= b.receipted {
		w.fail("receipt went back from %d to %d", b.receipted, e.Through)
	}
	if !w.lostStore {
		if n := uint64(len(stored)); e.Through > n {
			w.fail("receipted through %d, stored through %d", e.Through, n)
		} else if !bytes.Equal(stored[e.Through-1].Fact, b.facts[e.Through-1].Fact) {
			w.fail("receipted a fact at %d that is not the one stored", e.Through)
		}
	}
	b.receipted = e.Through
}

// up and down put a message on the connection, where it may get lost, doubled or late.
func (w *world) up(b []byte) {
	c := w.conn
	w.carry(c, func() {
		if c.officeV == w.officeV {
			w.arrive(c, b)
		}
	})
}

func (w *world) down(c *conn, b []byte) {
	w.carry(c, func() {
		if c == w.conn {
			w.hear(b)
		}
	})
}

func (w *world) carry(c *conn, deliver func()) {
	if c == nil || c.half || w.chance(w.faults.drop) {
		return
	}
	w.after(w.delay(), deliver)
	if w.chance(w.faults.double) {
		w.saw("message doubled")
		w.after(2*w.delay(), deliver)
	}
}

func (w *world) delay() time.Duration {
	d := 40 * time.Millisecond
	if w.chance(w.faults.late) {
		d += time.Duration(w.rng.IntN(2000)) * time.Millisecond
	}
	return d
}

// hear is the unit's side of the wire.
func (w *world) hear(b []byte) {
	k, err := wire.KindOf(b)
	if err != nil {
		w.fail("unit got %v", err)
		return
	}
	switch k {
	case wire.KindStanding:
		m, _ := wire.DecodeStanding(b)
		ev := replica.Stood{Standing: m}
		if len(m.Receipt) > 0 && !w.chance(w.faults.unproven) {
			r := w.proved(m.Receipt)
			ev.Proof = &r
		}
		w.step(ev)
	case wire.KindReceipt:
		r := w.proved(second(wire.DecodeReceipt(b)))
		if r.Through <= w.book(r.Epoch).receipted {
			w.saw("old receipt")
		}
		if w.unit != nil {
			w.unit.flying = 0
		}
		w.step(r)
	case wire.KindRefused:
		m, _ := wire.DecodeRefused(b)
		if m.Code == wire.RefusedGap && w.unit != nil {
			w.saw("gap asked for")
			w.unit.wanted = m.Want
		}
		w.step(replica.Refused{Refused: m})
	}
}

func (w *world) proved(b []byte) replica.Receipt {
	var m wire.Receipt
	if err := fact.Decode(b, &m); err != nil {
		w.fail("receipt: %v", err)
	}
	r := replica.Receipt{Receipt: m}
	if b := w.book(m.Epoch); m.Through <= b.last() {
		r.Mine = fact.HashOf(b.facts[m.Through-1].Fact)
	}
	return r
}

// arrive is the office's side of the wire. It may crash before or after it committed.
func (w *world) arrive(c *conn, b []byte) {
	k, err := wire.KindOf(b)
	if err != nil {
		w.fail("office got %v", err)
		return
	}
	switch k {
	case wire.KindHello:
		m, _ := wire.DecodeHello(b)
		w.officeStep(c, replica.Greeted{Hello: m, Stored: w.stored(m.Epoch)})
	case wire.KindBatch:
		m, _ := wire.DecodeBatch(b)
		w.officeStep(c, replica.Arrived{Batch: m})
	}
}

func (w *world) officeStep(c *conn, ev replica.OfficeEvent) {
	var effects []replica.OfficeEffect
	c.office, effects = c.office.Step(ev)
	for _, e := range effects {
		switch e := e.(type) {
		case replica.Store:
			if w.chance(w.faults.crashMid) {
				w.saw("office crashed before commit")
				w.crashOffice()
				return
			}
			if w.chance(w.faults.failStore) {
				w.saw("store failed")
				w.officeStep(c, replica.Unstored{})
				continue
			}
			after := w.ingest(e.Batch)
			if w.chance(w.faults.crashMid) {
				w.saw("office crashed after commit")
				w.crashOffice()
				return
			}
			w.officeStep(c, after)
		case replica.AnswerStanding:
			w.down(c, second(wire.EncodeStanding(e.Standing)))
		case replica.AnswerReceipt:
			w.down(c, second(wire.EncodeReceipt(e.Signed)))
		case replica.AnswerRefused:
			w.down(c, second(wire.EncodeRefused(e.Refused)))
		case replica.Drop:
			w.cut(c)
		}
	}
}

// ingest is the store's contract: contiguous, idempotent, never overwriting.
func (w *world) ingest(b wire.Batch) replica.OfficeEvent {
	stored := w.store[b.Epoch]
	n := uint64(len(stored))
	if b.First > n+1 {
		w.fail("the machine let a gap through: first %d, stored %d", b.First, n)
		return replica.Unstored{}
	}
	for i, e := range b.Entries {
		seq := b.First + uint64(i)
		if seq <= n {
			if !bytes.Equal(stored[seq-1].Fact, e.Fact) {
				return replica.Unstored{Refused: &wire.Refused{Epoch: b.Epoch, First: seq, Code: wire.RefusedFork}}
			}
			w.saw("duplicate dropped")
			continue
		}
		if prev := fact.Hash(e.Fact[:32]); seq > 1 && prev != fact.HashOf(stored[seq-2].Fact) {
			return replica.Unstored{Refused: &wire.Refused{Epoch: b.Epoch, First: seq, Code: wire.RefusedDamaged}}
		}
		stored = append(stored, e)
	}
	w.store[b.Epoch] = stored
	return w.stored(b.Epoch)
}

func (w *world) stored(epoch uint64) replica.Stored {
	stored := w.store[epoch]
	n := len(stored)
	if n == 0 {
		return replica.Stored{}
	}
	h := fact.HashOf(stored[n-1].Fact)
	return replica.Stored{Through: uint64(n), Receipt: second(fact.Encode(wire.Receipt{Unit: "bus-1", Epoch: epoch, Through: uint64(n), Hash: h[:]}))}
}

func second[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// agenda is what will happen, in order of time and then of planning.
type agenda []appointment

type appointment struct {
	at    time.Duration
	order int
	do    func()
}

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	return a[i].at < a[j].at || a[i].at == a[j].at && a[i].order < a[j].order
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)   { *a = append(*a, x.(appointment)) }
func (a *agenda) Pop() any {
	old := *a
	x := old[len(old)-1]
	*a = old[:len(old)-1]
	return x
}

func (w *world) at(t time.Duration, do func()) {
	w.order++
	heap.Push(&w.queue, appointment{max(t, w.now), w.order, do})
}

func (w *world) after(d time.Duration, do func()) { w.at(w.now+d, do) }

// run plays until the time, or until nothing more will happen.
func (w *world) run(until time.Duration) error {
	for len(w.queue) > 0 && w.queue[0].at <= until && w.err == nil {
		next := heap.Pop(&w.queue).(appointment)
		w.now = next.at
		next.do()
	}
	if w.err == nil && len(w.queue) == 0 {
		return errors.New("nothing more will happen: the unit fell asleep")
	}
	w.now = until
	return w.err
}
