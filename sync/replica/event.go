package replica

import (
	"poploket/kiosk/fact"
	"poploket/sync/wire"
)

// Event is something that happened to the unit's end.
type Event interface{ event() }

// Tick is the passing of time; wanted at Unit.Wake.
type Tick struct{}

// Connected says that a dial succeeded and messages can be sent.
type Connected struct{}

// Lost says that a dial failed or the connection ended.
type Lost struct{}

// Appended says how far the journal reaches now.
type Appended struct{ Last uint64 }

// Turned says that it is another epoch's turn: a new one began, the one before is the office's whole, or it is stopped and
// must not hold up the others.
type Turned struct{ Epoch, Last, Receipted uint64 }

// Sent answers Send: the facts First to Last went onto the connection, as one batch.
type Sent struct{ First, Last uint64 }

// Stood is the office's answer to a hello. Proof is the receipt it carried, if its signature held.
type Stood struct {
	wire.Standing
	Proof *Receipt
}

// Receipt is a receipt for this unit whose signature held. Mine is the hash of the unit's own fact at Through; zero when
// it has none.
type Receipt struct {
	wire.Receipt
	Mine fact.Hash
}

// Heard is any other word of the office.
type Heard struct{}

// Refused is the office's word that it could not take a batch.
type Refused struct{ wire.Refused }

// Unreadable says that the unit's own journal can't be read at Seq.
type Unreadable struct{ Seq uint64 }

func (Tick) event()       {}
func (Connected) event()  {}
func (Lost) event()       {}
func (Appended) event()   {}
func (Turned) event()     {}
func (Sent) event()       {}
func (Stood) event()      {}
func (Receipt) event()    {}
func (Heard) event()      {}
func (Refused) event()    {}
func (Unreadable) event() {}

// Effect is something the unit's end asks of the world.
type Effect interface{ effect() }

// Dial opens a connection. The answer is Connected or Lost.
type Dial struct{}

// Hangup ends the connection; no Lost is expected for it.
type Hangup struct{ Why string }

// Greet sends a hello with these figures.
type Greet struct{ Epoch, Last, Receipted uint64 }

// Send reads facts of the epoch from First on, as many as make a batch, and sends them. The answer is Sent, or Lost.
type Send struct{ Epoch, First uint64 }

// Keep stores the receipt: everything through it is the office's now.
type Keep struct{ wire.Receipt }

// Tell brings something to people's attention. It is given once, not at every turn.
type Tell struct {
	Trouble Trouble
	Seq     uint64 // the fact it is about; 0 for none
	Detail  string // for an operator
}

func (Dial) effect()   {}
func (Hangup) effect() {}
func (Greet) effect()  {}
func (Send) effect()   {}
func (Keep) effect()   {}
func (Tell) effect()   {}

// Trouble is a contradiction that no machine can settle.
type Trouble string

const (
	OfficeAhead  Trouble = "office-ahead"  // it has facts this journal has not: a restored backup under an old epoch
	OfficeBehind Trouble = "office-behind" // it lost facts it had receipted; they are sent again
	OtherEpoch   Trouble = "other-epoch"   // it speaks of another epoch
	Forked       Trouble = "forked"        // it has other facts under the same names: two journals use one name
	Damaged      Trouble = "damaged"       // a fact can't be read, or does not follow from the one before
	Aside        Trouble = "aside"         // a fact was stored without a part that does not fit its hash
	Misfit       Trouble = "misfit"        // the office can't read our messages
)
