package escpos_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"poploket/drivers"
	"poploket/drivers/drivertest"
	"poploket/drivers/escpos"
	"poploket/drivers/port"
)

type rig struct {
	t        *testing.T
	sim      *drivertest.Printer
	dev      *escpos.Dev
	receipts chan drivertest.Receipt
	states   chan drivers.PrinterStatus
}

// start runs a driver against a printer, beside the other tests: most of their time is waiting for slow lines.
func start(t *testing.T, cfg drivertest.PrinterConfig) *rig {
	t.Helper()
	t.Parallel()
	return startAlone(t, cfg)
}

func startAlone(t *testing.T, cfg drivertest.PrinterConfig) *rig {
	t.Helper()
	return startUnsure(t, cfg, nil)
}

// startUnsure runs a driver against a printer that holds what a program before it left.
func startUnsure(t *testing.T, cfg drivertest.PrinterConfig, left []byte) *rig {
	t.Helper()
	r := &rig{t: t, receipts: make(chan drivertest.Receipt, 16), states: make(chan drivers.PrinterStatus, 256)}
	cfg.Path = filepath.Join(t.TempDir(), "printer")
	cfg.OnReceipt = func(rc drivertest.Receipt) { r.receipts <- rc }
	sim, err := drivertest.NewPrinter(cfg)
	if err != nil {
		t.Fatal(err)
	}
	r.sim = sim
	baud := cfg.Baud
	if baud == 0 {
		baud = 115200
	}
	r.dev = escpos.New(escpos.Config{Port: port.Config{Path: sim.Path(), Baud: baud, Flow: port.FlowXON}, Profile: escpos.Wide(), Unsure: left != nil})
	if left != nil {
		if err := os.WriteFile(sim.Path(), left, 0); err != nil {
			t.Fatal(err)
		}
		for deadline := time.Now().Add(10 * time.Second); len(sim.Received()) < len(left); time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal("the printer did not get what was left")
			}
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = r.dev.Serve(ctx, func(s drivers.PrinterStatus) { r.states <- s }) }()
	t.Cleanup(func() { cancel(); <-done; sim.Close() })
	return r
}

// until waits for a status.
func (r *rig) until(what string, is func(drivers.PrinterStatus) bool) {
	r.t.Helper()
	timeout := time.After(15 * time.Second)
	for {
		select {
		case s := <-r.states:
			if is(s) {
				return
			}
		case <-timeout:
			r.t.Fatalf("printer never was %s; it is %+v", what, r.dev.Status())
		}
	}
}

func (r *rig) ready() {
	r.t.Helper()
	r.until("ready", func(s drivers.PrinterStatus) bool { return s.State == drivers.StateReady })
}

func (r *rig) fault(f drivers.Fault) {
	r.t.Helper()
	r.until("in fault "+string(f), func(s drivers.PrinterStatus) bool { return s.Fault == f })
}

func (r *rig) print(p drivers.Paper) drivers.Result {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	return r.dev.Print(ctx, p)
}

// begin prints in the background, once so many bytes of it have arrived.
func (r *rig) begin(p drivers.Paper, arrived int) chan drivers.Result {
	r.t.Helper()
	result := make(chan drivers.Result, 1)
	go func() { result <- r.print(p) }()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		got := r.sim.Received()
		if i := bytes.Index(got, []byte("\x1b@\x1db")); i >= 0 && len(got)-i >= arrived {
			return result
		}
		if time.Now().After(deadline) {
			r.t.Fatal("the job never began")
		}
	}
}

func (r *rig) want(got drivers.Result, outcome drivers.Outcome, fault drivers.Fault) {
	r.t.Helper()
	if got.Outcome != outcome || got.Fault != fault {
		r.t.Errorf("result %+v, want %s %q", got, outcome, fault)
	}
}

func (r *rig) receipt() drivertest.Receipt {
	r.t.Helper()
	select {
	case rc := <-r.receipts:
		return rc
	case <-time.After(10 * time.Second):
		r.t.Fatal("no receipt was cut")
		panic("unreachable")
	}
}

func (r *rig) none() {
	r.t.Helper()
	select {
	case rc := <-r.receipts:
		r.t.Errorf("a receipt came out: %q", rc.Bytes)
	default:
	}
}

// paper is lines of text and a cut.
func paper(lines int, first string) drivers.Paper {
	p := drivers.Paper{Columns: 48, Blocks: []drivers.Block{{Kind: drivers.BlockText, Size: 3, Bold: true, Text: []byte(first)}}}
	for range lines {
		p.Blocks = append(p.Blocks, drivers.Block{Kind: drivers.BlockText, Size: 1, Text: []byte(strings.Repeat("0123456789ab", 4))})
	}
	p.Blocks = append(p.Blocks, drivers.Block{Kind: drivers.BlockCut})
	return p
}

func TestPrintedIsConfirmed(t *testing.T) {
	for name, cfg := range map[string]drivertest.PrinterConfig{
		"process id": {}, "ordered fence": {NoProcess: true}, "9600 baud": {Baud: 9600}, "small buffer": {Buffer: 45},
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t, cfg)
			r.ready()
			for range 2 {
				res := r.print(paper(3, "KDE 4T7 P"))
				r.want(res, drivers.Printed, drivers.FaultNone)
				if res.Proof == cfg.NoProcess {
					t.Errorf("proof %v", res.Proof)
				}
				if b := r.receipt().Bytes; !bytes.Contains(b, []byte("KDE 4T7 P")) {
					t.Errorf("bytes %q", b)
				}
			}
			r.none()
		})
	}
}

func TestFaultBeforeTheJobPrintsNothing(t *testing.T) {
	tests := []struct {
		name       string
		begin, end func(*drivertest.Printer)
		fault      drivers.Fault
	}{
		{"paper", (*drivertest.Printer).PaperOut, (*drivertest.Printer).PaperIn, drivers.FaultPaper},
		{"cover", func(p *drivertest.Printer) { p.Cover(true) }, func(p *drivertest.Printer) { p.Cover(false) }, drivers.FaultCover},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := start(t, drivertest.PrinterConfig{})
			r.ready()
			tt.begin(r.sim)
			r.fault(tt.fault)
			res := r.print(paper(3, "KDE 4T7 P"))
			r.want(res, drivers.Failed, tt.fault)
			if res.Bytes != 0 {
				t.Errorf("%d bytes were sent", res.Bytes)
			}
			tt.end(r.sim)
			r.ready()
			r.none()
			r.want(r.print(paper(3, "KDE 4T7 P")), drivers.Printed, drivers.FaultNone)
		})
	}
}

func TestPaperOutFromTheStart(t *testing.T) {
	r := start(t, drivertest.PrinterConfig{})
	r.sim.PaperOut()
	r.fault(drivers.FaultPaper)
	r.want(r.print(paper(1, "A")), drivers.Failed, drivers.FaultPaper)
	r.sim.PaperIn()
	r.ready()
	r.want(r.print(paper(1, "A")), drivers.Printed, drivers.FaultNone)
}

func TestPaperEndsInTheMiddle(t *testing.T) {
	r := start(t, drivertest.PrinterConfig{Baud: 19200})
	r.ready()
	r.sim.PaperOutAfter(300)
	res := r.print(paper(60, "FIRST"))
	r.want(res, drivers.Unknown, drivers.FaultPaper)
	if res.Bytes == 0 || res.Bytes > 2500 {
		t.Errorf("%d bytes were sent, want the job to stop when the paper ended", res.Bytes)
	}
	r.none()
	r.sim.PaperIn()
	r.ready()
	// The half receipt is cut off before the next one, which carries nothing of it.
	r.want(r.print(paper(3, "SECOND")), drivers.Printed, drivers.FaultNone)
	if half := r.receipt().Bytes; !bytes.Contains(half, []byte("FIRST")) || bytes.Contains(half, []byte("SECOND")) {
		t.Errorf("half receipt %q", half)
	}
	if next := r.receipt().Bytes; bytes.Contains(next, []byte("FIRST")) || !bytes.Contains(next, []byte("SECOND")) {
		t.Errorf("next receipt %q", next)
	}
	r.none()
}

func TestCutterJam(t *testing.T) {
	r := start(t, drivertest.PrinterConfig{})
	r.ready()
	r.sim.JamCutter()
	r.want(r.print(paper(3, "A")), drivers.Unknown, drivers.FaultCutter)
	r.fault(drivers.FaultCutter)
	r.want(r.print(paper(3, "B")), drivers.Failed, drivers.FaultCutter)
	r.sim.FreeCutter()
	r.ready()
	r.want(r.print(paper(3, "C")), drivers.Printed, drivers.FaultNone)
}

func TestUnpluggedInTheMiddle(t *testing.T) {
	r := start(t, drivertest.PrinterConfig{Baud: 9600})
	r.ready()
	result := r.begin(paper(60, "FIRST"), 500)
	r.sim.Unplug()
	r.want(<-result, drivers.Unknown, drivers.FaultAbsent)
	r.fault(drivers.FaultAbsent)
	r.want(r.print(paper(3, "X")), drivers.Failed, drivers.FaultAbsent)
	if err := r.sim.Plug(); err != nil {
		t.Fatal(err)
	}
	r.ready()
	r.none() // nothing was sent again by itself
	r.want(r.print(paper(3, "SECOND")), drivers.Printed, drivers.FaultNone)
	if half := r.receipt().Bytes; !bytes.Contains(half, []byte("FIRST")) || bytes.Contains(half, []byte("SECOND")) {
		t.Errorf("half receipt %q", half)
	}
	if next := r.receipt().Bytes; bytes.Contains(next, []byte("FIRST")) {
		t.Errorf("next receipt %q", next)
	}
}

// A program that was killed in the middle of a job leaves a piece of it in the printer.
func TestWhatADeadProgramLeftIsCutOffFirst(t *testing.T) {
	whole := escpos.Encode(escpos.Job{Paper: paper(60, "FIRST"), Profile: escpos.Wide()})
	r := startUnsure(t, drivertest.PrinterConfig{}, whole[:len(whole)/2])
	r.ready()
	r.none()
	r.want(r.print(paper(3, "SECOND")), drivers.Printed, drivers.FaultNone)
	if half := r.receipt().Bytes; !bytes.Contains(half, []byte("FIRST")) || bytes.Contains(half, []byte("SECOND")) {
		t.Errorf("half receipt %q", half)
	}
	if next := r.receipt().Bytes; bytes.Contains(next, []byte("FIRST")) {
		t.Errorf("next receipt %q", next)
	}
}

func TestUnpluggedInTheMiddleOfAnImage(t *testing.T) {
	r := start(t, drivertest.PrinterConfig{Baud: 19200})
	r.ready()
	image := drivers.Paper{Columns: 48, Blocks: []drivers.Block{
		{Kind: drivers.BlockImage, Indent: 568, Text: bytes.Repeat([]byte{0x55}, 71*200)}, {Kind: drivers.BlockCut}}}
	result := r.begin(image, 2000)
	r.sim.Unplug()
	r.want(<-result, drivers.Unknown, drivers.FaultAbsent)
	if err := r.sim.Plug(); err != nil {
		t.Fatal(err)
	}
	r.ready() // needs as many zeros as the image lacks
	r.want(r.print(paper(3, "SECOND")), drivers.Printed, drivers.FaultNone)
	r.receipt()
	if next := r.receipt().Bytes; !bytes.Contains(next, []byte("SECOND")) {
		t.Errorf("next receipt %q", next)
	}
}

func TestPowerLossInTheMiddle(t *testing.T) {
	r := start(t, drivertest.PrinterConfig{Baud: 9600})
	r.ready()
	result := r.begin(paper(40, "FIRST"), 300)
	r.sim.PowerLoss()
	r.want(<-result, drivers.Unknown, drivers.FaultTimeout)
	r.fault(drivers.FaultTimeout)
	r.sim.Power()
	r.ready()
	r.want(r.print(paper(3, "SECOND")), drivers.Printed, drivers.FaultNone)
	// It reports by itself again although it forgot to when it lost its power.
	r.sim.PaperOut()
	r.fault(drivers.FaultPaper)
}

func TestHeldForEver(t *testing.T) {
	r := start(t, drivertest.PrinterConfig{Baud: 19200})
	r.ready()
	result := r.begin(paper(200, "FIRST"), 500)
	r.sim.Hold(true)
	r.want(<-result, drivers.Unknown, drivers.FaultTimeout)
	r.sim.Hold(false)
	r.fault(drivers.FaultTimeout)
	r.ready()
	r.want(r.print(paper(3, "SECOND")), drivers.Printed, drivers.FaultNone)
}

func TestHeldForAWhile(t *testing.T) {
	r := start(t, drivertest.PrinterConfig{Baud: 38400})
	r.ready()
	result := r.begin(paper(60, "FIRST"), 500)
	drivertest.For(500*time.Millisecond, func() { r.sim.Hold(true) }, func() { r.sim.Hold(false) })
	r.want(<-result, drivers.Printed, drivers.FaultNone)
}

func TestSaysNothing(t *testing.T) {
	r := start(t, drivertest.PrinterConfig{})
	r.ready()
	r.sim.Deaf(true)
	res := r.print(paper(3, "A"))
	r.want(res, drivers.Failed, drivers.FaultTimeout)
	r.none()
	r.sim.Deaf(false)
	r.want(r.print(paper(3, "A")), drivers.Printed, drivers.FaultNone)
}

func TestGoesSilentInTheMiddle(t *testing.T) {
	r := start(t, drivertest.PrinterConfig{Baud: 9600})
	r.ready()
	result := r.begin(paper(20, "FIRST"), 100)
	r.sim.Deaf(true)
	r.want(<-result, drivers.Unknown, drivers.FaultTimeout)
	r.receipt()
	r.none()
}

func TestNearEnd(t *testing.T) {
	r := start(t, drivertest.PrinterConfig{})
	r.ready()
	r.sim.NearEnd(true)
	r.until("near the end of its paper", func(s drivers.PrinterStatus) bool { return s.NearEnd && s.State == drivers.StateReady })
	r.want(r.print(paper(1, "A")), drivers.Printed, drivers.FaultNone)
}

func TestAbsent(t *testing.T) {
	dev := escpos.New(escpos.Config{Port: port.Config{Path: filepath.Join(t.TempDir(), "nothing"), Baud: 9600}, Profile: escpos.Wide()})
	if res := dev.Print(context.Background(), paper(1, "A")); res.Outcome != drivers.Failed || res.Fault != drivers.FaultAbsent {
		t.Errorf("result %+v", res)
	}
}

func TestLineIsKeptBusy(t *testing.T) {
	const baud = 19200
	r := startAlone(t, drivertest.PrinterConfig{Baud: baud})
	r.ready()
	r.want(r.print(paper(60, "A")), drivers.Printed, drivers.FaultNone)
	rc := r.receipt()
	wire := time.Duration(len(rc.Bytes)) * 10 * time.Second / baud
	if use := float64(wire) / float64(rc.Last.Sub(rc.First)); wire < time.Second || use < 0.95 || use > 1.01 {
		t.Errorf("%d bytes, %v on the wire, line used %.3f, want 0.95 to 1", len(rc.Bytes), wire, use)
	}
}
