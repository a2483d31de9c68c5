package core_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"poploket/drivers"
	"poploket/kiosk"
	"poploket/kiosk/core"
	"poploket/kiosk/fact"
)

// memory is a journal that keeps drafts in memory, each once.
type memory struct {
	mu      sync.Mutex
	drafts  []fact.Draft
	epoch   uint64
	through map[uint64]uint64 // receipted, by epoch
}

func (m *memory) Append(_ context.Context, drafts []fact.Draft) ([]core.Kept, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var kept []core.Kept
next:
	for _, d := range drafts {
		for i, k := range m.drafts {
			if string(k.ID) == string(d.ID) {
				kept = append(kept, core.Kept{Epoch: m.epoch, Seq: uint64(i + 1)})
				continue next
			}
		}
		m.drafts = append(m.drafts, d)
		kept = append(kept, core.Kept{Epoch: m.epoch, Seq: uint64(len(m.drafts))})
	}
	return kept, nil
}

func (m *memory) Receipted(epoch, seq uint64) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return seq <= m.through[epoch]
}

func (m *memory) ReferenceFree(context.Context, kiosk.Reference) (bool, error) { return true, nil }

func (m *memory) kinds() (ks []fact.Kind) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, d := range m.drafts {
		ks = append(ks, d.Kind)
	}
	return ks
}

type printer struct {
	result drivers.Result
	seen   chan string   // first block's text of each job
	block  chan struct{} // when set, a job waits for it
}

func (p *printer) Serve(ctx context.Context, on func(drivers.PrinterStatus)) error { return nil }
func (p *printer) Status() drivers.PrinterStatus                                   { return drivers.PrinterStatus{} }
func (p *printer) Print(ctx context.Context, paper drivers.Paper) drivers.Result {
	p.seen <- string(paper.Blocks[0].Text)
	if p.block != nil {
		<-p.block
	}
	return p.result
}

type reader struct {
	mu     sync.Mutex
	on, nn bool
}

func (r *reader) Enable(on bool)             { r.mu.Lock(); r.on = on; r.mu.Unlock() }
func (r *reader) NationalNumber(wanted bool) { r.mu.Lock(); r.nn = wanted; r.mu.Unlock() }
func (r *reader) state() (on, national bool) { r.mu.Lock(); defer r.mu.Unlock(); return r.on, r.nn }

type unit struct {
	*core.Server
	opts    core.Options
	journal *memory
	printer *printer
	reader  *reader
	faces   chan string // displays a face was launched for
}

func start(t *testing.T, ctx context.Context, dir string) *unit {
	t.Helper()
	u := prepare(dir)
	go u.Serve(ctx)
	return u
}

func prepare(dir string) *unit {
	u := &unit{journal: &memory{}, printer: &printer{seen: make(chan string, 8)}, reader: &reader{}, faces: make(chan string, 8)}
	u.opts = core.Options{Socket: filepath.Join(dir, "run", "core.sock"), Displays: []string{":1"}, Observe: true, Prefix: "KD",
		Journal: u.journal, Printer: u.printer, Reader: u.reader, Unit: core.Unit{ID: "bus-1", Name: "Bus 1"},
		Launch: func(d string, _ func(error)) error { u.faces <- d; return nil },
		Log:    slog.New(slog.DiscardHandler), Now: time.Now}
	u.Server = core.NewServer(u.opts)
	u.SetWelcome(core.Welcome{Unit: "bus-1", Columns: 48})
	return u
}

func face(t *testing.T, ctx context.Context, u *unit, role core.Role) *core.Client {
	t.Helper()
	c := core.NewClient(u.opts.Socket, core.Hello{Role: role, Display: ":1"})
	go c.Serve(ctx, time.Minute)
	return c
}

func await[E core.Event](t *testing.T, c *core.Client) E {
	t.Helper()
	timeout := time.After(10 * time.Second)
	for {
		select {
		case e := <-c.Events():
			if want, ok := e.(E); ok {
				return want
			}
		case <-timeout:
			t.Fatalf("no %T in time", *new(E))
		}
	}
}

func TestTheSpareTakesTheDisplayWhenAVisitEnds(t *testing.T) {
	ctx := t.Context()
	u := start(t, ctx, t.TempDir())
	<-u.faces // the core starts the first face
	first := face(t, ctx, u, core.RoleResident)
	await[core.Show](t, first)
	if err := first.Shown(ctx); err != nil {
		t.Fatal(err)
	}
	<-u.faces // and a spare once it is shown
	second := face(t, ctx, u, core.RoleResident)
	await[core.Setting](t, second)
	if err := first.Ended(ctx, kiosk.EndDone); err != nil {
		t.Fatal(err)
	}
	await[core.Show](t, second)
	if err := second.Shown(ctx); err != nil {
		t.Fatal(err)
	}
	await[core.Exit](t, first)
	<-u.faces
	if got := u.journal.kinds(); len(got) != 1 || got[0] != fact.KindVisitEnded {
		t.Errorf("facts = %v, want one visit.ended", got)
	}
}

func TestADocumentReachesOnlyTheFaceThatAsked(t *testing.T) {
	ctx := t.Context()
	u := start(t, ctx, t.TempDir())
	c := face(t, ctx, u, core.RoleResident)
	await[core.Show](t, c)
	frame := []byte("P<UTOERIKSSON")
	u.ReaderEvent(ctx, drivers.ReaderEvent{State: drivers.StateReady, Frame: frame, Kind: "TD3"})
	if err := c.UseReader(ctx, kiosk.UseReader{On: true, NationalNumber: true}); err != nil {
		t.Fatal(err)
	}
	if on, nn := u.reader.state(); !on || !nn {
		t.Errorf("reader on, national number = %v, %v; want both", on, nn)
	}
	u.ReaderEvent(ctx, drivers.ReaderEvent{State: drivers.StateReady, Frame: []byte("I<UTO"), Kind: "TD1"})
	if got := await[core.Scanned](t, c); got.Kind != "TD1" || string(got.Frame) != "I<UTO" {
		t.Errorf("scanned = %+v, want the frame sent after the reader was asked for", got)
	}
	u.ReaderEvent(ctx, drivers.ReaderEvent{State: drivers.StateReady, Fault: "check digit of the birth date", Kind: "TD3"})
	await[core.Misread](t, c)
}

func TestAFaceThatGoesGivesTheReaderBack(t *testing.T) {
	ctx := t.Context()
	u := start(t, ctx, t.TempDir())
	sub, stop := context.WithCancel(ctx)
	c := face(t, sub, u, core.RoleResident)
	await[core.Show](t, c)
	if err := c.UseReader(ctx, kiosk.UseReader{On: true}); err != nil {
		t.Fatal(err)
	}
	stop()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		if on, _ := u.reader.state(); !on {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the reader is still on")
		}
	}
}

func TestPrintOverwritesThePaper(t *testing.T) {
	ctx := t.Context()
	u := prepare(t.TempDir())
	u.printer.result = drivers.Result{Outcome: drivers.Printed}
	go u.Serve(ctx)
	c := face(t, ctx, u, core.RoleResident)
	await[core.Show](t, c)
	paper := drivers.Paper{Columns: 48, Blocks: []drivers.Block{{Kind: drivers.BlockText, Text: []byte("hallo")}}}
	subject := make([]byte, 16)
	got, err := c.Print(ctx, subject, paper.Append(nil), true, 7)
	if err != nil || got.Outcome != drivers.Printed {
		t.Fatalf("print = %+v, %v; want printed", got, err)
	}
	if text := <-u.printer.seen; text != "hallo" {
		t.Errorf("printed %q, want hallo", text)
	}
	if _, err := c.Print(ctx, subject, []byte{0, 48, 99}, false, 8); kiosk.ErrorCode(err) != kiosk.CodeInvalid {
		t.Errorf("damaged paper: error %v, want code invalid", err)
	}
}

// A core that dies in the middle of a job can't know what is on paper, and what was appended must be there once.
func TestACoreThatDiesCostsNothing(t *testing.T) {
	dir := t.TempDir()
	life, kill := context.WithCancel(t.Context())
	u := prepare(dir)
	u.printer.block = make(chan struct{})
	go u.Serve(life)
	c := face(t, t.Context(), u, core.RoleResident)
	await[core.Show](t, c)
	d, err := fact.New(zeroes{}, "resident", fact.HelpCalled{Screen: "welcome"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Append(t.Context(), []fact.Draft{d}); err != nil {
		t.Fatal(err)
	}
	paper := drivers.Paper{Columns: 48, Blocks: []drivers.Block{{Kind: drivers.BlockText, Text: []byte("x")}}}
	printed := make(chan core.PrintResult, 1)
	go func() {
		r, err := c.Print(t.Context(), nil, paper.Append(nil), false, 1)
		if err != nil {
			t.Error(err)
		}
		printed <- r
	}()
	<-u.printer.seen
	kill()
	repeated := make(chan error, 1)
	go func() { _, err := c.Append(t.Context(), []fact.Draft{d}); repeated <- err }()
	old := u
	old.journal.mu.Lock()
	kept := slices.Clone(old.journal.drafts)
	old.journal.mu.Unlock()
	u = prepare(dir)
	u.journal.drafts = kept
	go u.Serve(t.Context())
	if err := <-repeated; err != nil {
		t.Fatal(err)
	}
	if r := <-printed; r.Outcome != drivers.Unknown {
		t.Errorf("outcome = %q, want unknown", r.Outcome)
	}
	close(old.printer.block)
	if got := u.journal.kinds(); !slices.Equal(got, []fact.Kind{fact.KindHelpCalled, fact.KindReceiptPrinted}) {
		t.Errorf("facts = %v, want the append once and the job of unknown end", got)
	}
}

// The face with the visit stays in front when it and the spare outlive a core, whichever comes back first.
func TestASpareThatOutlivesACoreStaysASpare(t *testing.T) {
	u := prepare(t.TempDir())
	u.opts.Adopt = time.Minute
	u.Server = core.NewServer(u.opts)
	go u.Serve(t.Context())
	spare := face(t, t.Context(), u, core.RoleResident)
	await[core.Setting](t, spare)
	visit := core.NewClient(u.opts.Socket, core.Hello{Role: core.RoleResident, Display: ":1", Shown: true})
	go visit.Serve(t.Context(), time.Minute)
	await[core.Setting](t, visit)
	if err := visit.Ended(t.Context(), kiosk.EndDone); err != nil {
		t.Fatal(err)
	}
	await[core.Show](t, spare)
	if err := spare.Shown(t.Context()); err != nil {
		t.Fatal(err)
	}
	await[core.Exit](t, visit)
}

// Who comes to watch sees what is on the screen, also when it was painted before a core or while there was none.
func TestAnObserverThatComesLateSeesTheScreen(t *testing.T) {
	dir := t.TempDir()
	life, kill := context.WithCancel(t.Context())
	u := start(t, life, dir)
	c := face(t, t.Context(), u, core.RoleResident)
	await[core.Show](t, c)
	if err := c.Shown(t.Context()); err != nil {
		t.Fatal(err)
	}
	paint := core.Paint{Display: ":1", Screen: "move.confirm", Count: 7, Notices: []string{"fault:paper-out"}}
	if err := c.Paint(paint); err != nil {
		t.Fatal(err)
	}
	if err := c.UseReader(t.Context(), kiosk.UseReader{}); err != nil { // answered after the paint was taken
		t.Fatal(err)
	}
	kill()
	u = start(t, t.Context(), dir)
	if got := await[core.Painted](t, face(t, t.Context(), u, core.RoleObserver)).Paint; got.Screen != paint.Screen || got.Count != 7 || len(got.Notices) != 1 {
		t.Errorf("the late observer sees %+v, want %+v", got, paint)
	}
}

type zeroes struct{}

func (zeroes) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestHostileClients(t *testing.T) {
	ctx := t.Context()
	u := start(t, ctx, t.TempDir())
	frame := func(header string, payload uint32) []byte {
		b := binary.BigEndian.AppendUint32(nil, uint32(len(header)))
		return append(binary.BigEndian.AppendUint32(b, payload), header...)
	}
	for name, sent := range map[string][]byte{
		"speaks before hello": frame(`{"op":"append","call":2}`, 0),
		"is no JSON":          frame(`{"op":`, 0),
		"claims 4 GB":         frame(`{}`, 0xffffffff),
		"unknown role":        frame(`{"op":"hello","call":1,"body":{"role":"mayor"}}`, 0),
		"unknown display":     frame(`{"op":"hello","call":1,"body":{"role":"resident","display":":9"}}`, 0),
	} {
		t.Run(name, func(t *testing.T) {
			conn := dial(t, u.opts.Socket)
			defer conn.Close()
			conn.Write(sent)
			conn.SetReadDeadline(time.Now().Add(10 * time.Second))
			if n, err := conn.Read(make([]byte, 1)); n != 0 || err == nil {
				t.Errorf("got an answer, want the connection closed")
			} else if ne, ok := err.(net.Error); ok && ne.Timeout() {
				t.Error("connection still open")
			}
		})
	}
}

func dial(t *testing.T, socket string) net.Conn {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		conn, err := net.Dial("unix", socket)
		if err == nil {
			return conn
		}
		if time.Now().After(deadline) {
			t.Fatal(fmt.Errorf("no core: %w", err))
		}
	}
}
