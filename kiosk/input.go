package kiosk

import "time"

// Input is one thing that happened to a visit: a touch, a document on the reader, the end of a job, time.
type Input interface{ input() }

// Act is a tap on an Action, Tile, Choice or Row by its ID.
type Act struct{ ID string }

// Edit is the whole new value of a field, sent at every key.
type Edit struct{ Field, Value string }

// Scanned is a document that the reader read and whose check digits hold.
type Scanned struct{ Document Document }

// Misread is a document the reader could not read; the resident tries again or goes on without.
type Misread struct{}

// Submitted says that a request is durable on the unit. Only now may the resident be told.
type Submitted struct {
	Reference Reference
	Code      string // opens the status page together with the reference
	StatusURL string // what the QR holds
	At        time.Time
	Online    bool // the office is reachable at this moment
	ReceiptNo int  // running number of the unit's receipts
}

// SubmitFailed says that the unit could not keep the request. Nothing was stored.
type SubmitFailed struct{}

// Received says that the office's signed receipt for the request came back.
type Received struct{ Reference Reference }

// Printed is the end of a print job.
type Printed struct {
	Copy    bool
	Outcome PrintOutcome
	Reason  PaperFault // why not, for Failed and Unknown
}

// SettingChanged brings the unit's surroundings as they are now.
type SettingChanged struct{ Setting Setting }

// Idle is the passing of Screen.Wait without a touch; Tick is one second of the countdown.
type Idle struct{}

// Tick is one second of a countdown.
type Tick struct{}

func (Act) input()            {}
func (Edit) input()           {}
func (Scanned) input()        {}
func (Misread) input()        {}
func (Submitted) input()      {}
func (SubmitFailed) input()   {}
func (Received) input()       {}
func (Printed) input()        {}
func (SettingChanged) input() {}
func (Idle) input()           {}
func (Tick) input()           {}

// Effect is something a visit asks of the world after a step.
type Effect interface{ effect() }

// UseReader switches the reader on or off. Wanted says whether the action's legal basis asks for the national number;
// without it the number is zeroed at the reader.
type UseReader struct{ On, NationalNumber bool }

// Submit asks to keep the request. The answer is Submitted or SubmitFailed.
type Submit struct{ Request Request }

// Print asks for the receipt on paper. The answer is Printed.
type Print struct {
	Receipt Receipt
	Copy    bool
}

// CallHelp tells the unit that a person is wanted, and at which screen.
type CallHelp struct{ Screen string }

// End asks for the visit's end: everything is wiped.
type End struct{ Reason EndReason }

func (UseReader) effect() {}
func (Submit) effect()    {}
func (Print) effect()     {}
func (CallHelp) effect()  {}
func (End) effect()       {}

// EndReason is why a visit ended; it is counted, never tied to a person.
type EndReason string

const (
	EndDone    EndReason = "done"    // the resident pressed Klaar
	EndStopped EndReason = "stopped" // the resident pressed Stop
	EndIdle    EndReason = "idle"    // nobody was there any more
)

// PrintOutcome is the truth about a piece of paper.
type PrintOutcome string

const (
	PrintDone    PrintOutcome = "printed" // the printer confirmed it
	PrintFailed  PrintOutcome = "failed"  // certainly not on paper
	PrintUnknown PrintOutcome = "unknown" // perhaps on paper; never resent by itself
)

// PaperFault is why a printer does not print.
type PaperFault string

const (
	FaultNone    PaperFault = ""
	FaultAbsent  PaperFault = "absent"  // not connected
	FaultPaper   PaperFault = "paper"   // out of paper
	FaultCover   PaperFault = "cover"   // cover open
	FaultCutter  PaperFault = "cutter"  // jammed
	FaultTimeout PaperFault = "timeout" // does not answer
	FaultOther   PaperFault = "other"
)
