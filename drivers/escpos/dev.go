package escpos

import (
	"context"
	"errors"
	"io/fs"
	"sync"
	"sync/atomic"
	"time"

	"poploket/drivers"
	"poploket/drivers/port"
)

// Config is one printer.
type Config struct {
	Port    port.Config
	Profile Profile
	Face    *Face // for what the printer's code pages lack; nil leaves gaps
	// Unsure says that a program before this one may have died in the middle of a job: its piece of paper is cut off before
	// the first one of ours.
	Unsure bool
}

// Dev is a printer on a serial line.
type Dev struct {
	cfg    Config
	slot   chan struct{} // holds one token: whoever has it may send
	status atomic.Pointer[drivers.PrinterStatus]
	note   sync.Mutex // orders calls of on
	on     func(drivers.PrinterStatus)

	mu      sync.Mutex
	conn    *conn // nil while the line is closed or the printer says nothing
	process bool  // the printer was seen to answer GS ( H
	probed  bool
	unsure  bool // a job ended without confirmation: a piece of it may hang in the printer
	ids     uint32
}

var _ drivers.Printer = (*Dev)(nil)

// New makes a printer on a line that is opened by Serve.
func New(cfg Config) *Dev {
	d := &Dev{cfg: cfg, slot: make(chan struct{}, 1), unsure: cfg.Unsure}
	d.status.Store(&drivers.PrinterStatus{State: drivers.StateAbsent, Fault: drivers.FaultAbsent})
	d.slot <- struct{}{}
	return d
}

// Status implements drivers.Printer.
func (d *Dev) Status() drivers.PrinterStatus { return *d.status.Load() }

// set makes s the status and tells about a change.
func (d *Dev) set(s drivers.PrinterStatus) {
	d.note.Lock()
	defer d.note.Unlock()
	if *d.status.Load() == s {
		return
	}
	d.status.Store(&s)
	if d.on != nil {
		d.on(s)
	}
}

// Serve implements drivers.Printer.
func (d *Dev) Serve(ctx context.Context, on func(drivers.PrinterStatus)) error {
	d.note.Lock()
	d.on = on
	d.note.Unlock()
	return port.Serve(ctx, d.cfg.Port, d.use, func(err error) {
		fault := drivers.PrinterStatus{State: drivers.StateFault, Fault: drivers.FaultOther}
		if errors.Is(err, port.ErrGone) || errors.Is(err, fs.ErrNotExist) {
			fault = drivers.PrinterStatus{State: drivers.StateAbsent, Fault: drivers.FaultAbsent}
		}
		d.set(fault)
	})
}

// use serves one plugging-in.
func (d *Dev) use(ctx context.Context, l *port.Line) error {
	if err := l.Flush(); err != nil {
		return err
	}
	c := newConn(l, d.reported)
	lost := make(chan error, 1)
	go func() { lost <- c.listen() }()
	defer func() {
		d.mu.Lock()
		d.conn, d.probed = nil, false
		d.mu.Unlock()
	}()
	watching := make(chan struct{})
	go func() { defer close(watching); d.watch(ctx, c) }()
	err := <-lost
	<-watching
	return err
}

// reported takes a status from a printer that is in use; while it is brought up, adopt takes it.
func (d *Dev) reported(c *conn, s drivers.PrinterStatus) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.conn == c {
		d.set(s)
	}
}

func (d *Dev) adopt(c *conn) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.conn = c
	d.set(c.status())
}

// interval is between two looks at an idle printer. It finds one that was switched off and on, which forgot to report
// by itself.
const interval = time.Second

// watch brings the printer up and looks after it until the line is lost.
func (d *Dev) watch(ctx context.Context, c *conn) {
	missed := 0
	for wait := time.Duration(0); ; wait = interval {
		select {
		case <-c.gone:
			return
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		select {
		case <-d.slot:
		default: // a job is running, which listens for itself
			continue
		}
		if d.look(ctx, c, missed) {
			missed = 0
		} else if missed++; missed == 2 {
			d.quiet(c)
		}
		d.slot <- struct{}{}
	}
}

// quiet notes a printer that does not answer. What it last said of its paper or cover is worth more.
func (d *Dev) quiet(c *conn) {
	select {
	case <-c.gone:
		return
	default:
	}
	d.mu.Lock()
	d.conn, d.probed = nil, false
	d.mu.Unlock()
	switch d.Status().Fault {
	case drivers.FaultNone, drivers.FaultAbsent, drivers.FaultOther:
		d.set(drivers.PrinterStatus{State: drivers.StateFault, Fault: drivers.FaultTimeout})
	}
}

// answerTime is how long an idle printer may take to answer, once the question has passed the line.
const answerTime = 500 * time.Millisecond

// look asks the printer how it is, has it report by itself from now on, and finds out what it can. Offline printers
// answer DLE EOT alone.
func (d *Dev) look(ctx context.Context, c *conn, missed int) bool {
	c.forget()
	if missed%4 == 3 && c.send(make([]byte, zeros), time.Second) != nil { // some answer nothing within an image
		return false
	}
	if err := c.ask(); err != nil {
		return false
	}
	if _, err := c.await(ctx, answerTime+d.onWire(zeros), isLast); err != nil {
		return false
	}
	if c.status().Fault != drivers.FaultNone {
		d.adopt(c)
		return true // offline: nothing else is executed now
	}
	d.mu.Lock()
	probed := d.probed
	d.mu.Unlock()
	if !d.report(ctx, c, !probed) {
		return false
	}
	if !probed {
		id := d.nextID()
		if c.send(processID(id), time.Second) != nil {
			return false
		}
		_, err := c.await(ctx, answerTime, isProcess(id))
		if err != nil && !errors.Is(err, errNoAnswer) {
			return false
		}
		d.mu.Lock()
		d.process, d.probed = err == nil, true
		d.mu.Unlock()
	}
	d.adopt(c)
	return true
}

// zeros is how many are sent at a time to fill half an image, and maxZeros how many at all: a whole receipt as an image.
const (
	zeros    = 1024
	maxZeros = 96 << 10
)

// report has the printer report by itself, after a reset where its settings are not known. One that is online and does not hangs in half an image, left by a job that was
// cut short: zeros fill it.
func (d *Dev) report(ctx context.Context, c *conn, reset bool) bool {
	on := []byte{0x1B, '@', 0x1D, 'a', 0xFF}
	if !reset {
		on = on[2:]
	}
	limit := answerTime
	for sent := 0; sent <= maxZeros; sent += zeros {
		if c.send(on, stallTime) != nil {
			return false
		}
		_, err := c.await(ctx, limit, isStatus)
		if err == nil {
			return true
		}
		if !errors.Is(err, errNoAnswer) || c.send(make([]byte, zeros), stallTime) != nil {
			return false
		}
		limit = d.onWire(zeros) + 100*time.Millisecond
	}
	return false
}

// onWire is how long so many bytes take.
func (d *Dev) onWire(n int) time.Duration {
	return time.Duration(n) * 10 * time.Second / time.Duration(max(d.cfg.Port.Baud, 1))
}

// nextID is a fresh process id. Its letters A to P can't be mistaken for the first byte of an automatic status.
func (d *Dev) nextID() (id [4]byte) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ids++
	for i, n := len(id)-1, d.ids; i >= 0; i, n = i-1, n>>4 {
		id[i] = "ABCDEFGHIJKLMNO@"[n&15]
	}
	return id
}

// processID is GS ( H fn 48: answer with id when everything before it is on paper.
func processID(id [4]byte) []byte {
	return append([]byte{0x1D, '(', 'H', 6, 0, '0', '0'}, id[:]...)
}
