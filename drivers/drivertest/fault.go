package drivertest

import "time"

// faults is what is wrong with the printer now.
type faults struct {
	paperOut, nearEnd, cover, cutter bool
	paperLeft                        int // dots until the paper ends; < 0: enough
	cordLeft                         int // dots until somebody trips over the cord; 0: nobody does
	jamNext                          bool
	held, deaf, dead                 bool
	slow                             int
}

func (f *faults) offline() bool { return f.paperOut || f.cover || f.cutter }

// asb is the automatic status: four bytes (Epson, GS a).
func (f *faults) asb() []byte {
	b := []byte{0x10, 0, 0, 0}
	if f.offline() {
		b[0] |= 0x08
	}
	if f.cover {
		b[0] |= 0x20
	}
	if f.cutter {
		b[1] |= 0x08
	}
	if f.nearEnd {
		b[2] |= 0x03
	}
	if f.paperOut {
		b[2] |= 0x0C
	}
	return b
}

// realtime is the answer to DLE EOT n.
func (f *faults) realtime(n byte) byte {
	b := byte(0x12)
	switch n {
	case 1:
		if f.offline() {
			b |= 0x08
		}
	case 2:
		if f.cover {
			b |= 0x04
		}
		if f.paperOut {
			b |= 0x20
		}
		if f.cutter {
			b |= 0x40
		}
	case 3:
		if f.cutter {
			b |= 0x08
		}
	case 4:
		if f.nearEnd {
			b |= 0x0C
		}
		if f.paperOut {
			b |= 0x60
		}
	}
	return b
}

// realtime watches the incoming bytes for DLE EOT n, which is answered before anything that waits, even in the middle
// of an image.
type realtime struct{ state int }

func (r *realtime) put(c byte, f *faults) (answer int) {
	switch {
	case r.state == 2 && c >= 1 && c <= 4:
		r.state = 0
		return int(f.realtime(c))
	case r.state == 1 && c == 0x04:
		r.state = 2
	case c == 0x10:
		r.state = 1
	default:
		r.state = 0
	}
	return -1
}

// change alters faults and tells the host if it asked to be told.
func (p *Printer) change(f func(*faults)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f(&p.f)
	p.report()
	p.wake.Broadcast()
}

// report sends the automatic status; p.mu is held.
func (p *Printer) report() {
	if p.asb && !p.f.deaf && !p.f.dead {
		p.say(p.f.asb())
	}
}

// PaperOut takes the paper away.
func (p *Printer) PaperOut() { p.change(func(f *faults) { f.paperOut = true }) }

// PaperOutAfter lets the paper end after so many more dots.
func (p *Printer) PaperOutAfter(dots int) { p.change(func(f *faults) { f.paperLeft = dots }) }

// PaperIn puts in a new roll; what waits in the printer is printed.
func (p *Printer) PaperIn() {
	p.change(func(f *faults) { f.paperOut, f.nearEnd, f.paperLeft = false, false, -1 })
}

// NearEnd says that the roll is nearly empty, or not.
func (p *Printer) NearEnd(near bool) { p.change(func(f *faults) { f.nearEnd = near }) }

// Cover opens or closes the cover.
func (p *Printer) Cover(open bool) { p.change(func(f *faults) { f.cover = open }) }

// JamCutter makes the cutter jam at the next cut.
func (p *Printer) JamCutter() { p.change(func(f *faults) { f.jamNext = true }) }

// FreeCutter frees a jammed cutter.
func (p *Printer) FreeCutter() { p.change(func(f *faults) { f.cutter, f.jamNext = false, false }) }

// Hold sends XOFF and takes nothing more; releasing sends XON.
func (p *Printer) Hold(on bool) {
	p.change(func(f *faults) {
		f.held = on
		p.say([]byte{map[bool]byte{true: 0x13, false: 0x11}[on]})
	})
}

// Deaf makes the printer print and say nothing.
func (p *Printer) Deaf(on bool) { p.change(func(f *faults) { f.deaf = on }) }

// Slow makes the line n times slower than its baud rate.
func (p *Printer) Slow(n int) { p.change(func(f *faults) { f.slow = n }) }

// Unplug pulls the plug of the line; the printer keeps its power and what it received.
func (p *Printer) Unplug() { p.line.unplug() }

// UnplugAfter pulls the plug after so many more dots.
func (p *Printer) UnplugAfter(dots int) { p.change(func(f *faults) { f.cordLeft = max(1, dots) }) }

// Plug puts it back.
func (p *Printer) Plug() error { return p.line.plugIn() }

// PowerLoss takes the power away; everything received is lost and nothing is taken or said until Power.
func (p *Printer) PowerLoss() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.f.dead = true
	p.epoch++
	p.queue, p.job, p.wire, p.asb, p.realTime = nil, nil, nil, false, realtime{}
	p.wake.Broadcast()
}

// Power gives it back.
func (p *Printer) Power() { p.change(func(f *faults) { f.dead = false }) }

// For lets a fault stand for a while.
func For(d time.Duration, begin, end func()) {
	begin()
	time.AfterFunc(d, end)
}
