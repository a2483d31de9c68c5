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

	journal   []fact.Entry // the unit's disk
	receipted uint64       // on the unit's disk
	unit      *life        // nil while the unit is down
	told      map[replica.Trouble]int

	store   []fact.Entry // the office's disk
	officeV int          // grows with every crash of the office

	conn      *conn
	lostStore bool // the office was restored from a backup
	seen      map[string]int
	err       error
}

// life is the unit between two crashes.
type life struct {
	machine replica.Unit
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

const epoch = 0xE0

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
		if k := len(w.journal); k > 0 {
			prev = fact.HashOf(w.journal[k-1].Fact)
		}
		b := binary.BigEndian.AppendUint64(prev[:], w.rng.Uint64())
		w.journal = append(w.journal, fact.Entry{Fact: b})
	}
	w.step(replica.Appended{Last: uint64(len(w.journal))})
}

func (w *world) boot() {
	if w.unit == nil {
		w.unit = &life{machine: replica.NewUnit(replica.UsualPace(), epoch, uint64(len(w.journal)), w.receipted)}
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

// step gives the unit an event and carries out what it wants; it may crash between two effects.
func (w *world) step(ev replica.Event) {
	u := w.unit
	if u == nil {
		return
	}
	var effects []replica.Effect
	u.machine, effects = u.machine.Step(replica.Moment{At: w.now, Random: w.rng.Float64()}, ev)
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
		end := min(e.First-1+uint64(1+w.rng.IntN(20)), uint64(len(w.journal)))
		w.up(second(wire.EncodeBatch(wire.Batch{Unit: "bus-1", Epoch: epoch, First: e.First, Entries: w.journal[e.First-1 : end]})))
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
		w.step(replica.Sent{First: e.First, Last: end})
	case replica.Keep:
		w.keep(e)
	case replica.Tell:
		w.told[e.Trouble]++
	}
}

// keep is where the promise is checked: what the unit may forget is stored.
func (w *world) keep(e replica.Keep) {
	if e.Through <= w.receipted {
		w.fail("receipt went back from %d to %d", w.receipted, e.Through)
	}
	if !w.lostStore {
		if n := uint64(len(w.store)); e.Through > n {
			w.fail("receipted through %d, stored through %d", e.Through, n)
		} else if !bytes.Equal(w.store[e.Through-1].Fact, w.journal[e.Through-1].Fact) {
			w.fail("receipted a fact at %d that is not the one stored", e.Through)
		}
	}
	w.receipted = e.Through
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
		if r.Through <= w.receipted {
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
	if m.Through <= uint64(len(w.journal)) {
		r.Mine = fact.HashOf(w.journal[m.Through-1].Fact)
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
		w.officeStep(c, replica.Greeted{Hello: m, Stored: w.stored()})
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
	n := uint64(len(w.store))
	if b.First > n+1 {
		w.fail("the machine let a gap through: first %d, stored %d", b.First, n)
		return replica.Unstored{}
	}
	for i, e := range b.Entries {
		seq := b.First + uint64(i)
		if seq <= n {
			if !bytes.Equal(w.store[seq-1].Fact, e.Fact) {
				return replica.Unstored{Refused: &wire.Refused{Epoch: b.Epoch, First: seq, Code: wire.RefusedFork}}
			}
			w.saw("duplicate dropped")
			continue
		}
		var prev fact.Hash
		if seq > 1 {
			prev = fact.HashOf(w.store[seq-2].Fact)
		}
		if !bytes.Equal(e.Fact[:32], prev[:]) {
			return replica.Unstored{Refused: &wire.Refused{Epoch: b.Epoch, First: seq, Code: wire.RefusedDamaged}}
		}
		w.store = append(w.store, e)
	}
	return w.stored()
}

func (w *world) stored() replica.Stored {
	n := len(w.store)
	if n == 0 {
		return replica.Stored{}
	}
	h := fact.HashOf(w.store[n-1].Fact)
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
