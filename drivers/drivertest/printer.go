package drivertest

import (
	"bytes"
	"image"
	"sync"
	"time"
)

// PrinterConfig is the kind of printer that is simulated.
type PrinterConfig struct {
	Path      string
	Baud      int    // pace of the line, 10 bits a byte; 0: as fast as it comes
	Dots      int    // print width; 576 when zero
	Buffer    int    // receive buffer in bytes; 4096 when zero
	Name      string // what it calls itself; "TM-T20III" when empty
	NoProcess bool   // knows no GS ( H: confirms nothing but order
	NoQR      bool   // has no symbols of its own
	// OnReceipt is called for every cut piece of paper, from the printer's own goroutine; it may be nil.
	OnReceipt func(Receipt)
}

// Receipt is one piece of paper that was cut off.
type Receipt struct {
	Bytes       []byte      // what came over the line since the cut before
	Paper       *image.Gray // the printed dots, without margins
	First, Last time.Time   // when the first byte began to arrive and the last one had arrived, at the line's pace
}

// Printer is a simulated receipt printer.
type Printer struct {
	cfg  PrinterConfig
	line *line

	mu    sync.Mutex
	wake  *sync.Cond // something about queue or faults changed
	queue []byte     // received and not executed
	job   []byte     // received since the last cut
	wire  []passing  // when its bytes passed the line
	asb   bool       // automatic status back is on
	quit  bool
	epoch int // counts losses of power: what runs in an older one is void

	f        faults
	realTime realtime
	done     sync.WaitGroup
}

// newIdle is a printer without line and power.
func newIdle(cfg PrinterConfig) *Printer {
	if cfg.Dots == 0 {
		cfg.Dots = 576
	}
	if cfg.Buffer == 0 {
		cfg.Buffer = 4096
	}
	if cfg.Name == "" {
		cfg.Name = "TM-T20III"
	}
	p := &Printer{cfg: cfg}
	p.wake = sync.NewCond(&p.mu)
	p.f.paperLeft = -1
	return p
}

// NewPrinter plugs a printer in and switches it on.
func NewPrinter(cfg PrinterConfig) (*Printer, error) {
	p := newIdle(cfg)
	var err error
	if p.line, err = plug(cfg.Path); err != nil {
		return nil, err
	}
	p.done.Add(2)
	go func() { defer p.done.Done(); p.receive() }()
	go func() { defer p.done.Done(); p.run() }()
	return p, nil
}

// Path is the name of the line.
func (p *Printer) Path() string { return p.line.path }

// Close switches the printer off for good.
func (p *Printer) Close() {
	p.mu.Lock()
	p.quit = true
	p.wake.Broadcast()
	p.mu.Unlock()
	p.line.close()
	p.done.Wait()
}

// Received is a copy of the bytes received since the last cut.
func (p *Printer) Received() []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	return bytes.Clone(p.job)
}

// passing is some bytes on their way over the line.
type passing struct {
	n          int
	start, end time.Time
}

// drop forgets the first n bytes of the job and says when the first and the last of them passed; p.mu is held.
func (p *Printer) drop(n int) (b []byte, first, last time.Time) {
	n = max(0, min(n, len(p.job)))
	b, p.job = p.job[:n:n], append([]byte(nil), p.job[n:]...)
	for i := 0; n > 0 && len(p.wire) > 0; i++ {
		w := &p.wire[0]
		if i == 0 {
			first = w.start
		}
		took := min(n, w.n)
		part := w.end.Sub(w.start) * time.Duration(took) / time.Duration(w.n)
		last = w.start.Add(part)
		w.n, w.start, n = w.n-took, last, n-took
		if w.n == 0 {
			p.wire = p.wire[1:]
		}
	}
	return b, first, last
}

// maxJob bounds what is kept of a job that is never cut.
const maxJob = 4 << 20

// receive takes bytes off the line at its pace.
func (p *Printer) receive() {
	var f *end
	var buf [16]byte
	var due time.Time // when the bytes taken so far have passed the line
	for {
		if f == nil {
			if f = p.line.end(); f == nil {
				return
			}
			due = time.Time{}
		}
		if !p.ready() {
			return
		}
		waiting := f.waiting()
		n, err := f.Read(buf[:p.room(len(buf))])
		if err != nil {
			f = nil // unplugged; wait for the next plug
			continue
		}
		// A line that had nothing to carry begins anew; with bytes waiting it was only this program that came late.
		if now := time.Now(); !waiting || due.Before(now.Add(-250*time.Millisecond)) {
			due = now
		}
		start := due
		due = due.Add(p.pace(n))
		time.Sleep(time.Until(due))
		p.accept(buf[:n], start, due)
	}
}

// ready waits while the printer can't take bytes: its buffer is full, it is held, or it has no power.
func (p *Printer) ready() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for !p.quit && (p.f.held || len(p.queue) >= p.cfg.Buffer) {
		p.wake.Wait()
	}
	return !p.quit
}

func (p *Printer) room(n int) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return max(1, min(n, p.cfg.Buffer-len(p.queue)))
}

func (p *Printer) pace(n int) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cfg.Baud <= 0 {
		return 0
	}
	return time.Duration(n) * 10 * time.Second / time.Duration(p.cfg.Baud) * time.Duration(max(1, p.f.slow))
}

func (p *Printer) accept(b []byte, start, end time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.f.dead {
		return
	}
	for _, c := range b {
		if answer := p.realTime.put(c, &p.f); answer >= 0 && !p.f.deaf {
			p.say([]byte{byte(answer)})
		}
	}
	if len(p.job) < maxJob {
		p.job = append(p.job, b...)
		p.wire = append(p.wire, passing{len(b), start, end})
	}
	p.queue = append(p.queue, b...)
	p.wake.Broadcast()
}

// say sends to the host; p.mu is held, so answers keep their order.
func (p *Printer) say(b []byte) {
	if p.line != nil {
		p.line.write(b)
	}
}
