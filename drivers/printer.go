package drivers

import "context"

// Printer is a device that prints receipts and tells the truth about them.
type Printer interface {
	// Serve runs the device until ctx ends; it survives unplugging. on is called at every change of status.
	Serve(ctx context.Context, on func(PrinterStatus)) error
	// Print prints one paper and waits for the printer's own confirmation. It never prints twice by itself.
	// The caller overwrites paper afterwards; Print keeps no copy of its text.
	Print(ctx context.Context, paper Paper) Result
	// Status is the last known status.
	Status() PrinterStatus
}

// PrinterStatus is what the printer last said of itself.
type PrinterStatus struct {
	State   State
	Fault   Fault
	NearEnd bool // paper is nearly out
}

// Fault is why a printer can't print.
type Fault string

const (
	FaultNone    Fault = ""
	FaultAbsent  Fault = "absent"
	FaultPaper   Fault = "paper"
	FaultCover   Fault = "cover"
	FaultCutter  Fault = "cutter"
	FaultTimeout Fault = "timeout"
	FaultOther   Fault = "other"
)

// Outcome is the truth about one paper.
type Outcome string

const (
	Printed Outcome = "printed" // confirmed by the printer after the cut
	Failed  Outcome = "failed"  // certainly not printed
	Unknown Outcome = "unknown" // some bytes left the unit and nothing was confirmed
)

// Result is how a job ended.
type Result struct {
	Outcome Outcome
	Fault   Fault
	Bytes   int  // bytes put on the line
	Proof   bool // confirmed by process id; false: by the ordered fence, which says processed
}
