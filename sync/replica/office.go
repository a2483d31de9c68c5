package replica

import (
	"fmt"

	"poploket/sync/wire"
)

// OfficeEvent is something that happened to the office's end.
type OfficeEvent interface{ officeEvent() }

// Greeted is a unit's hello, with how far the store has the epoch it names.
type Greeted struct {
	wire.Hello
	Stored Stored
}

// Arrived is a batch.
type Arrived struct{ wire.Batch }

// Stored says how far the store has an epoch after a commit, with the signed receipt made in it. Aside are
// facts that were stored without a part that does not fit its hash.
type Stored struct {
	Through uint64
	Receipt []byte
	Aside   []Part
}

// Part is why a part of a fact was left out.
type Part struct {
	Seq    uint64
	Reason string
}

// Unstored says that nothing of a batch was stored, and whose fault that is: a refusal, or the store's own.
type Unstored struct {
	Refused *wire.Refused // nil: the store failed; the same batch may fit later
}

func (Greeted) officeEvent()  {}
func (Arrived) officeEvent()  {}
func (Stored) officeEvent()   {}
func (Unstored) officeEvent() {}

// OfficeEffect is something the office's end asks of the world.
type OfficeEffect interface{ officeEffect() }

// Store puts a batch into the store, together with the receipt for it, in one transaction. The answer is Stored or
// Unstored.
type Store struct{ wire.Batch }

// AnswerStanding tells the unit where the office stands.
type AnswerStanding struct{ wire.Standing }

// AnswerReceipt sends a receipt that is committed.
type AnswerReceipt struct{ Signed []byte }

// AnswerRefused tells the unit what could not be taken.
type AnswerRefused struct{ wire.Refused }

// Drop closes the connection without a word: the unit comes back and sends again.
type Drop struct{}

// Note brings something to the office's attention.
type Note struct {
	Trouble Trouble
	Detail  string
}

func (Store) officeEffect()          {}
func (AnswerStanding) officeEffect() {}
func (AnswerReceipt) officeEffect()  {}
func (AnswerRefused) officeEffect()  {}
func (Drop) officeEffect()           {}
func (Note) officeEffect()           {}

// Office is the office's end of one connection. It is known who speaks: the certificate says so.
//
// How far an epoch is stored is the store's to know, because more than one connection may bring facts (a stick, a link that
// is half dead); the machine remembers it only to spare the store a batch that can't fit.
type Office struct {
	unit    string
	epoch   uint64 // of the last hello; 0 before
	through uint64
}

// NewOffice is the office's end of a fresh connection of unit.
func NewOffice(unit string) Office { return Office{unit: unit} }

// Step is the machine. o is not changed.
func (o Office) Step(ev OfficeEvent) (Office, []OfficeEffect) {
	switch ev := ev.(type) {
	case Greeted:
		return o.greeted(ev)
	case Arrived:
		return o.arrived(ev.Batch)
	case Stored:
		o.through = max(o.through, ev.Through)
		effects := []OfficeEffect{AnswerReceipt{Signed: ev.Receipt}}
		for _, p := range ev.Aside {
			effects = append(effects,
				Note{Trouble: Aside, Detail: fmt.Sprintf("seq %d: %s", p.Seq, p.Reason)},
				AnswerRefused{wire.Refused{Epoch: o.epoch, First: p.Seq, Reason: p.Reason, Code: wire.RefusedAside}})
		}
		return o, effects
	case Unstored:
		return o.unstored(ev)
	}
	return o, nil
}

func (o Office) greeted(h Greeted) (Office, []OfficeEffect) {
	if h.Unit != o.unit {
		return o, o.misfit(0, fmt.Sprintf("hello of unit %s on the connection of %s", h.Unit, o.unit))
	}
	o.epoch, o.through = h.Epoch, h.Stored.Through
	effects := []OfficeEffect{AnswerStanding{wire.Standing{
		Unit: o.unit, Epoch: h.Epoch, Through: h.Stored.Through, Receipt: h.Stored.Receipt}}}
	switch {
	case h.Stored.Through > h.Last:
		effects = append(effects, Note{Trouble: OfficeAhead, Detail: fmt.Sprintf(
			"epoch %x is stored through %d, but the unit's journal ends at %d: was it restored from a backup?", h.Epoch, h.Stored.Through, h.Last)})
	case h.Stored.Through < h.Receipted:
		effects = append(effects, Note{Trouble: OfficeBehind, Detail: fmt.Sprintf(
			"epoch %x is stored through %d, but the unit holds a receipt through %d: was the office restored from a backup?", h.Epoch, h.Stored.Through, h.Receipted)})
	}
	return o, effects
}

func (o Office) arrived(b wire.Batch) (Office, []OfficeEffect) {
	switch {
	case b.Unit != o.unit:
		return o, o.misfit(b.First, fmt.Sprintf("batch of unit %s on the connection of %s", b.Unit, o.unit))
	case b.Epoch != o.epoch:
		return o, []OfficeEffect{Drop{}} // no hello named it: a fresh conversation sorts that out
	case b.First > o.through+1:
		return o, []OfficeEffect{AnswerRefused{wire.Refused{
			Epoch: b.Epoch, First: b.First, Want: o.through + 1, Reason: "facts before this batch are missing", Code: wire.RefusedGap}}}
	}
	return o, []OfficeEffect{Store{b}}
}

func (o Office) unstored(ev Unstored) (Office, []OfficeEffect) {
	if ev.Refused == nil {
		return o, []OfficeEffect{Drop{}}
	}
	effects := []OfficeEffect{AnswerRefused{*ev.Refused}}
	switch ev.Refused.Code {
	case wire.RefusedGap:
		o.through = ev.Refused.Want - 1
	case wire.RefusedFork:
		effects = append(effects, Note{Trouble: Forked, Detail: ev.Refused.Reason})
	case wire.RefusedDamaged:
		effects = append(effects, Note{Trouble: Damaged, Detail: ev.Refused.Reason})
	}
	return o, effects
}

func (o Office) misfit(first uint64, reason string) []OfficeEffect {
	return []OfficeEffect{
		AnswerRefused{wire.Refused{Epoch: o.epoch, First: first, Reason: reason, Code: wire.RefusedMessage}},
		Note{Trouble: Misfit, Detail: reason},
	}
}
