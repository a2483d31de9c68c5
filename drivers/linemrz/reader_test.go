package linemrz_test

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"poploket/drivers"
	"poploket/drivers/drivertest"
	"poploket/drivers/linemrz"
	"poploket/drivers/port"
)

const (
	td1     = "IDBEL000000387<2899<<<<<<<<<<<|9502286F3001064BEL950228998741|SPECIMEN<<SPECIMEN<<<<<<<<<<<<"
	td2     = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<|D231458907UTO7408122F1204159<<<<<<<6"
	td3     = "P<NLDDE<BRUIJN<<WILLEKE<LISELOTTE<<<<<<<<<<<|SPECI20142NLD6503101F2403096999999990<<<<<84"
	licence = "D1NLD15094962111659VW87Z78NB84"
)

// event is a copy of what the driver said, made while it was valid.
type event struct {
	drivers.ReaderEvent
	frame string
}

type rig struct {
	t      *testing.T
	sim    *drivertest.Reader
	dev    *linemrz.Reader
	events chan event
}

func start(t *testing.T) *rig {
	sim, err := drivertest.NewReader(filepath.Join(t.TempDir(), "reader"))
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, sim: sim, dev: linemrz.New(port.Config{Path: sim.Path(), Baud: 9600}), events: make(chan event, 64)}
	r.dev.Enable(true)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	var kept []byte
	go func() {
		defer close(done)
		_ = r.dev.Serve(ctx, func(ev drivers.ReaderEvent) {
			if ev.Frame == nil && strings.Trim(string(kept), "\x00") != "" {
				t.Errorf("the last frame was not overwritten")
			}
			if ev.Frame != nil {
				kept = ev.Frame
			}
			r.events <- event{ev, string(ev.Frame)}
		})
	}()
	t.Cleanup(func() {
		cancel()
		<-done
		sim.Close()
		if strings.Trim(string(kept), "\x00") != "" {
			t.Errorf("the last frame was left behind")
		}
	})
	r.want(event{ReaderEvent: drivers.ReaderEvent{State: drivers.StateReady}})
	return r
}

func (r *rig) next() event {
	r.t.Helper()
	select {
	case ev := <-r.events:
		return ev
	case <-time.After(5 * time.Second):
		r.t.Fatal("no event")
		panic("unreachable")
	}
}

func (r *rig) want(want event) {
	r.t.Helper()
	got := r.next()
	if got.State != want.State || got.frame != want.frame || got.Kind != want.Kind || got.Fault != want.Fault {
		r.t.Errorf("got %+v, want %+v", got, want)
	}
}

func document(kind, lines string) event {
	return event{ReaderEvent: drivers.ReaderEvent{State: drivers.StateReady, Kind: kind}, frame: strings.ReplaceAll(lines, "|", "\n")}
}

func misread(kind, fault string) event {
	return event{ReaderEvent: drivers.ReaderEvent{State: drivers.StateReady, Kind: kind, Fault: fault}}
}

func TestEveryKindInEveryFraming(t *testing.T) {
	framings := map[string]drivertest.Framing{
		"CR":             {},
		"LF":             {LineEnd: "\n"},
		"CRLF":           {LineEnd: "\r\n"},
		"STX ETX":        {Before: "\x02", After: "\x03"},
		"one run":        {OneRun: true},
		"STX one run":    {Before: "\x02", OneRun: true, After: "\x03"},
		"byte by byte":   {LineEnd: "\r\n", Chunk: 1},
		"odd pieces":     {Chunk: 7, Pace: time.Millisecond},
		"with AIM noise": {Before: "\x00\x7f\r\n"},
	}
	docs := []struct{ kind, lines string }{{"TD1", td1}, {"TD2", td2}, {"TD3", td3}, {"DL-NL", licence}}
	for name, framing := range framings {
		t.Run(name, func(t *testing.T) {
			r := start(t)
			r.dev.NationalNumber(true)
			r.sim.Framing = framing
			for _, d := range docs {
				r.sim.Present(d.lines)
				r.want(document(d.kind, d.lines))
			}
		})
	}
}

func TestTwoDocumentsInOnePiece(t *testing.T) {
	r := start(t)
	r.dev.NationalNumber(true)
	r.sim.Send([]byte(strings.ReplaceAll(td3+"|"+td1+"|"+licence+"|"+td2+"|", "|", "\r\n")))
	r.want(document("TD3", td3))
	r.want(document("TD1", td1))
	r.want(document("DL-NL", licence))
	r.want(document("TD2", td2))
}

func TestLastLineWithoutAnEnd(t *testing.T) {
	r := start(t)
	r.sim.Send([]byte(strings.ReplaceAll(td2, "|", "\r")))
	r.want(document("TD2", td2))
}

func TestNationalNumberNeverLeavesUnasked(t *testing.T) {
	r := start(t)
	for lines, number := range map[string]string{td3: "999999990", td1: "95022899874"} {
		r.sim.Present(lines)
		if ev := r.next(); ev.frame == "" || strings.Contains(ev.frame, number) {
			t.Errorf("%s: frame %q", number, ev.frame)
		}
	}
	r.dev.NationalNumber(true)
	r.sim.Present(td3)
	r.want(document("TD3", td3))
}

func TestWrongCheckDigitNamesTheField(t *testing.T) {
	r := start(t)
	for kind, lines := range map[string]string{"TD1": td1, "TD2": td2, "TD3": td3} {
		r.sim.BadCheck(lines)
		r.want(misread(kind, "check digit of the birth date does not hold"))
	}
	r.sim.BadCheck(licence)
	r.want(misread("DL-NL", "check digit of the whole document does not hold"))
}

func TestHalfADocumentIsAMisread(t *testing.T) {
	r := start(t)
	r.sim.Half(td3)
	r.want(misread("TD3", "number or length of the lines: want 3x30, 2x36, 2x44 or 1x30"))
	r.sim.Present(td2)
	r.want(document("TD2", td2))
}

func TestGarbageIsIgnored(t *testing.T) {
	r := start(t)
	for seed := range uint64(20) {
		r.sim.Garbage(seed, 2000)
		r.sim.Send([]byte("\r")) // the noise may end in the middle of a line
		r.sim.Present(td2)
		r.want(document("TD2", td2))
	}
}

func TestAMegabyteWithoutALineEndCostsNothing(t *testing.T) {
	r := start(t)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 256 {
		r.sim.Flood(4096)
	}
	r.sim.Send([]byte("\r"))
	r.sim.Present(td2)
	r.want(document("TD2", td2))
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 2<<20 { // the simulator's own megabyte and change
		t.Errorf("%d bytes were allocated", grown)
	}
}

func TestNothingLeavesWhileNotWanted(t *testing.T) {
	r := start(t)
	r.dev.Enable(false)
	r.sim.Present(td2)
	r.sim.Present(td3)
	waitUntilRead(t, r.sim.Path())
	r.dev.Enable(true)
	for len(r.events) == 0 { // the driver goes on dropping until a silence
		r.sim.Present(licence)
		select {
		case ev := <-r.events:
			r.events <- ev
		case <-time.After(2 * linemrz.Gap):
		}
	}
	r.want(document("DL-NL", licence))
	if len(r.events) > 0 {
		t.Errorf("also got %+v", <-r.events)
	}
}

// waitUntilRead waits until the driver took everything off the line.
func waitUntilRead(t *testing.T, path string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if n := waiting(t, f); n == 0 {
			return
		}
	}
	t.Fatal("the driver does not read")
}

func TestUnpluggedAndPluggedBack(t *testing.T) {
	r := start(t)
	for range 3 {
		r.sim.Send([]byte(td3[:60])) // in the middle of a document
		waitUntilRead(t, r.sim.Path())
		r.sim.Unplug()
		r.want(event{ReaderEvent: drivers.ReaderEvent{State: drivers.StateAbsent}})
		if err := r.sim.Plug(); err != nil {
			t.Fatal(err)
		}
		r.want(event{ReaderEvent: drivers.ReaderEvent{State: drivers.StateReady}})
		r.sim.Present(td2)
		r.want(document("TD2", td2))
	}
}

func TestAbsentFromTheStart(t *testing.T) {
	dev := linemrz.New(port.Config{Path: filepath.Join(t.TempDir(), "nothing"), Baud: 9600})
	ctx, cancel := context.WithCancel(context.Background())
	var got []drivers.ReaderEvent
	_ = dev.Serve(ctx, func(ev drivers.ReaderEvent) { got = append(got, ev); cancel() })
	if len(got) != 1 || got[0].State != drivers.StateAbsent {
		t.Errorf("got %+v, want absent", got)
	}
}
