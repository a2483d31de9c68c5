package replica

import (
	"fmt"
	"time"

	"poploket/sync/wire"
)

// phase is how far a conversation is.
type phase uint8

const (
	away     phase = iota // waiting to dial
	dialing               //
	greeting              // hello is sent, nothing heard
	talking               // the office stands where we know
	stopped               // connected, but the ends contradict each other
)

// span is one batch under way.
type span struct{ first, last uint64 }

// Unit is the unit's end, for one epoch of its journal at a time. The zero value is of no use; see NewUnit.
type Unit struct {
	pace  Pace
	epoch uint64
	left  uint64 // the epoch spoken of before, whose answers may still come

	last      uint64 // newest seq in the journal
	receipted uint64 // through which a receipt is kept

	phase    phase
	wake     time.Duration // when to dial, in phase away
	failures int           // in a row, without any progress

	next     uint64 // first seq not yet sent on this connection
	sending  bool   // a Send is not yet answered
	flight   [MaxWindow]span
	flying   int
	repaired uint64 // seq the office last asked for again; it need not ask twice

	online  bool          // a hello was answered on this connection
	greeted bool          // a hello is not yet answered
	heard   time.Duration // last word of the office, or when an answer began to be owed
}

// NewUnit is a unit that is about to dial.
func NewUnit(pace Pace, epoch, last, receipted uint64) Unit {
	pace.Window = min(max(pace.Window, 1), MaxWindow)
	return Unit{pace: pace, epoch: epoch, last: last, receipted: receipted}
}

// Online reports whether the office answered on this connection.
func (u Unit) Online() bool { return u.online }

// Stopped reports whether the epoch's facts wait for a person.
func (u Unit) Stopped() bool { return u.phase == stopped }

// Wake is when the machine wants a Tick; ok is false when only events move it.
func (u Unit) Wake() (at time.Duration, ok bool) {
	switch {
	case u.phase == away:
		return u.wake, true
	case u.phase == dialing:
		return 0, false
	case u.owed():
		return u.heard + u.pace.Answer, true
	}
	return u.heard + u.pace.Quiet, true
}

// owed reports whether the office should be saying something.
func (u Unit) owed() bool { return u.greeted || u.flying > 0 }

// Step is the machine. u is not changed.
func (u Unit) Step(m Moment, ev Event) (Unit, []Effect) {
	t := turn{Unit: u, Moment: m}
	switch ev := ev.(type) {
	case Tick:
		t.tick()
	case Connected:
		if t.phase == dialing {
			t.phase = greeting
			t.greet()
		}
	case Lost:
		if t.phase != away {
			t.retreat()
		}
	case Appended:
		t.last = max(t.last, ev.Last)
	case Turned:
		t.turnTo(ev)
	case Sent:
		t.sent(ev)
	case Stood:
		t.stood(ev)
	case Receipt:
		t.listen()
		t.receipt(ev)
	case Heard:
		t.listen()
	case Refused:
		t.listen()
		t.refused(ev.Refused)
	case Unreadable:
		if t.phase == talking {
			t.stop(Damaged, ev.Seq, "the unit's own journal can't be read there")
		}
	}
	t.fill()
	return t.Unit, t.effects
}

// turn is one step under way.
type turn struct {
	Unit
	Moment
	effects []Effect
}

func (t *turn) do(e Effect) { t.effects = append(t.effects, e) }

func (t *turn) tick() {
	wake, ok := t.Wake()
	switch {
	case !ok || t.At < wake:
	case t.phase == away:
		t.phase = dialing
		t.do(Dial{})
	case t.owed():
		t.do(Hangup{Why: fmt.Sprintf("no answer from the office for %v", t.pace.Answer)})
		t.retreat()
	default:
		t.greet()
	}
}

// greet says hello; the answer is owed from now on.
func (t *turn) greet() {
	t.greeted = true
	t.heard = t.At
	t.do(Greet{Epoch: t.epoch, Last: t.last, Receipted: t.receipted})
}

// retreat forgets the connection and stays away for a while.
func (t *turn) retreat() {
	t.failures++
	t.phase = away
	t.wake = t.At + t.pace.wait(t.failures, t.Random)
	t.online, t.greeted = false, false
	t.rest()
}

// rest forgets what is under way.
func (t *turn) rest() { t.sending, t.flying, t.repaired = false, 0, 0 }

// turnTo goes over to another epoch, on the same connection if there is one.
func (t *turn) turnTo(ev Turned) {
	t.left = t.epoch
	t.epoch, t.last, t.receipted = ev.Epoch, ev.Last, ev.Receipted
	t.rest()
	if t.phase != away && t.phase != dialing {
		t.phase = greeting
		t.greet()
	}
}

// listen notes a word of the office.
func (t *turn) listen() {
	if t.phase != away && t.phase != dialing {
		t.heard = t.At
	}
}

// fill sends as long as the window is open.
func (t *turn) fill() {
	if t.phase == talking && !t.sending && t.flying < t.pace.Window && t.next <= t.last {
		t.sending = true
		t.do(Send{Epoch: t.epoch, First: t.next})
	}
}

func (t *turn) sent(ev Sent) {
	if t.phase != talking || !t.sending {
		return
	}
	t.sending = false
	if ev.First != t.next || ev.Last < ev.First {
		return // the office asked for something else meanwhile
	}
	if !t.owed() {
		t.heard = t.At
	}
	t.flight[t.flying] = span{ev.First, ev.Last}
	t.flying++
	t.next = ev.Last + 1
}

func (t *turn) stood(ev Stood) {
	if t.phase == away || t.phase == dialing || !t.greeted {
		return // late, or asked by nobody
	}
	if ev.Epoch != t.epoch && ev.Epoch == t.left {
		return // the answer to a hello for the epoch before
	}
	t.listen()
	t.greeted, t.online = false, true
	first := t.phase != talking // a stop is asked about again, as gently as silence is
	if first {
		t.phase = talking
	}
	switch {
	case ev.Epoch != t.epoch:
		t.stop(OtherEpoch, 0, fmt.Sprintf("the office answered for epoch %x, this journal is %x", ev.Epoch, t.epoch))
		return
	case ev.Through > t.last:
		t.ahead(ev.Through)
		return
	}
	before := t.receipted
	if ev.Proof != nil {
		t.receipt(*ev.Proof)
	}
	if t.phase != talking || !first {
		return
	}
	if ev.Through < before {
		t.behind(ev.Through)
	}
	// What the office claims without proof is sent again: it drops what it has and answers with a receipt.
	t.next = min(ev.Through, t.receipted) + 1
	if t.receipted == t.last {
		t.failures = 0
	}
}

func (t *turn) receipt(r Receipt) {
	if t.phase == away || t.phase == dialing || r.Epoch != t.epoch {
		return // of another time
	}
	if r.Through > t.last {
		t.ahead(r.Through)
		return
	}
	if string(r.Hash) != string(r.Mine[:]) {
		t.stop(Forked, r.Through, "the office's receipt names another fact than this journal has")
		return
	}
	n := 0
	for _, s := range t.flight[:t.flying] {
		if s.last > r.Through {
			t.flight[n] = s
			n++
		}
	}
	t.flying = n
	if t.next <= r.Through {
		t.next, t.flying = r.Through+1, 0
	}
	if r.Through > t.receipted {
		t.receipted, t.failures, t.repaired = r.Through, 0, 0
		t.do(Keep{Receipt: r.Receipt})
	}
}

func (t *turn) refused(r wire.Refused) {
	if t.phase != talking || (r.Epoch != t.epoch && r.Code != wire.RefusedMessage) {
		return
	}
	switch r.Code {
	case wire.RefusedGap:
		t.gap(r.Want)
	case wire.RefusedAside:
		t.do(Tell{Trouble: Aside, Seq: r.First, Detail: r.Reason})
	case wire.RefusedDamaged:
		t.stop(Damaged, r.First, r.Reason)
	case wire.RefusedFork:
		t.stop(Forked, r.First, r.Reason)
	case wire.RefusedMessage:
		t.stop(Misfit, r.First, r.Reason)
	}
}

// gap goes back to the seq the office wants. Every batch behind a lost one is answered like this, so only the first
// answer counts; if that did not help, the answer that stays out ends the connection.
func (t *turn) gap(want uint64) {
	if want >= t.next || want == t.repaired || t.flying > 0 && t.flight[0].first == want {
		return
	}
	if want <= t.receipted {
		t.behind(want - 1)
	}
	t.repaired = want
	t.next, t.flying = want, 0
	t.heard = t.At
}

func (t *turn) ahead(through uint64) {
	t.stop(OfficeAhead, through, fmt.Sprintf("the office has facts through %d, this journal ends at %d", through, t.last))
}

func (t *turn) behind(through uint64) {
	t.do(Tell{Trouble: OfficeBehind, Seq: through + 1, Detail: fmt.Sprintf("the office has facts through %d and once receipted %d", through, t.receipted)})
}

// stop sends no more facts on this connection and says why, once.
func (t *turn) stop(trouble Trouble, seq uint64, detail string) {
	if t.phase == stopped {
		return
	}
	t.phase = stopped
	t.rest()
	t.do(Tell{Trouble: trouble, Seq: seq, Detail: detail})
}
