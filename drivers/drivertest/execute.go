package drivertest

import (
	"image"
)

// run executes commands from the queue until the printer is closed; after a loss of power it starts afresh.
func (p *Printer) run() {
	for {
		x := p.executor()
		for x.ok() {
			x.command()
		}
		p.mu.Lock()
		quit := p.quit
		p.mu.Unlock()
		if quit {
			return
		}
	}
}

func (p *Printer) executor() *executor {
	p.mu.Lock()
	defer p.mu.Unlock()
	x := &executor{p: p, epoch: p.epoch, page: newPage(p.cfg.Dots)}
	x.reset()
	return x
}

// executor is a printer's mind between two losses of power.
type executor struct {
	p     *Printer
	epoch int
	void  bool // power was lost, or the printer closed
	page  *page

	style  style
	align  byte
	table  byte // code page
	line   []cell
	at     int // position in the line, in dots
	pitch  int // line spacing, in dots
	smooth bool
	qr     struct {
		size, level byte
		data        []byte
	}
}

type style struct {
	w, h              int
	bold, inverse, ul bool
}

// cell is one character waiting for the line to be printed.
type cell struct {
	r     rune
	x     int
	style style
}

func (x *executor) ok() bool { return !x.void }

func (x *executor) reset() {
	x.style, x.align, x.table, x.line, x.at, x.pitch, x.smooth = style{w: 1, h: 1}, 0, 0, nil, 0, 30, false
}

// next is the next byte to execute. It waits while the printer is offline; after a loss of power it gives zeros.
func (x *executor) next() byte {
	p := x.p
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		if p.quit || p.epoch != x.epoch || p.line == nil && len(p.queue) == 0 {
			x.void = true
			return 0
		}
		if len(p.queue) > 0 && !p.f.offline() {
			c := p.queue[0]
			p.queue = p.queue[1:]
			p.wake.Broadcast()
			return c
		}
		p.wake.Wait()
	}
}

func (x *executor) word() int { lo := int(x.next()); return lo | int(x.next())<<8 }

func (x *executor) bytes(n int) []byte {
	var b []byte
	for range n {
		if x.void {
			break
		}
		b = append(b, x.next())
	}
	return b
}

// answer sends a reply of the command that is being executed.
func (x *executor) answer(b ...byte) {
	p := x.p
	p.mu.Lock()
	defer p.mu.Unlock()
	if !x.void && p.epoch == x.epoch && !p.f.deaf && !p.f.dead {
		p.say(b)
	}
}

func (x *executor) command() {
	switch c := x.next(); {
	case x.void:
	case c == '\n':
		x.endLine(x.pitch)
	case c == 0x10:
		x.real()
	case c == 0x1B:
		x.esc()
	case c == 0x1C:
		x.fs()
	case c == 0x1D:
		x.gs()
	case c >= ' ':
		x.char(c)
	}
}

// real skips a real-time command that was answered when it came in.
func (x *executor) real() {
	switch x.next() {
	case 0x04, 0x05:
		x.next()
	case 0x14:
		x.bytes(3)
	}
}

func (x *executor) esc() {
	switch c := x.next(); c {
	case '@':
		x.reset()
		if x.page.y == 0 { // a job begins here; what came before was small talk
			x.p.mu.Lock()
			x.p.drop(len(x.p.job) - len(x.p.queue) - 2)
			x.p.mu.Unlock()
		}
	case '!':
		n := x.next()
		x.style.bold, x.style.h, x.style.w, x.style.ul = n&8 != 0, 1+int(n>>4&1), 1+int(n>>5&1), n&128 != 0
	case 'E':
		x.style.bold = x.next()&1 != 0
	case '-':
		x.style.ul = x.next()&3 != 0
	case 'a':
		if n := x.next(); len(x.line) == 0 {
			x.align = n & 3
		}
	case 't':
		x.table = x.next()
	case 'J':
		x.endLine(int(x.next()))
	case 'd':
		n := int(x.next())
		x.endLine(0)
		x.feed(n * x.pitch)
	case '2':
		x.pitch = 30
	case '3':
		x.pitch = int(x.next())
	case '$':
		x.at = x.word()
	case '\\':
		x.at = min(max(x.at+int(int16(x.word())), 0), x.p.cfg.Dots)
	case 'R', 'M', ' ', 'G', 'V', '{', 'U':
		x.next()
	}
}

// fs skips what is for Asian characters, which this printer does not have.
func (x *executor) fs() {
	switch x.next() {
	case '(':
		x.next()
		x.bytes(x.word())
	case 'S':
		x.word()
	case '-', 'C', '!', 'W':
		x.next()
	}
}

func (x *executor) gs() {
	p := x.p
	switch c := x.next(); c {
	case '!':
		n := x.next()
		x.style.w, x.style.h = 1+int(n>>4&7), 1+int(n&7)
	case 'B':
		x.style.inverse = x.next()&1 != 0
	case 'b':
		x.smooth = x.next()&1 != 0
	case 'a':
		on := x.next() != 0
		p.mu.Lock()
		if p.epoch == x.epoch {
			p.asb = on
			p.report()
		}
		p.mu.Unlock()
	case 'I':
		switch x.next() {
		case 66:
			x.answer(append([]byte("_EPSON"), 0)...)
		case 67:
			x.answer(append([]byte("_"+p.cfg.Name), 0)...)
		default:
			x.answer(0x02)
		}
	case 'r':
		x.next()
		x.answer(0)
	case 'v':
		if x.next() == '0' {
			x.raster()
		}
	case 'V':
		if n := x.next(); n >= 65 {
			x.endLine(0)
			x.feed(int(x.next()) + cutterDistance)
		}
		x.cut()
	case '(':
		kind := x.next()
		data := x.bytes(x.word())
		switch {
		case kind == 'k':
			x.symbol(data)
		case kind == 'H' && len(data) == 6 && data[0] == 48 && data[1] == 48 && !p.cfg.NoProcess:
			x.endLine(0)
			x.answer(append(append([]byte{0x37, 0x22}, data[2:]...), 0)...)
		}
	case 'h', 'w', 'H', 'f':
		x.next()
	case 'L', 'W', 'P':
		x.word()
	}
}

// cutterDistance is from the print head to the cutter: 15 mm at 8 dots/mm.
const cutterDistance = 120

func (x *executor) cut() {
	p := x.p
	p.mu.Lock()
	if p.f.jamNext {
		p.f.jamNext, p.f.cutter = false, true
		p.report()
	}
	for p.f.offline() && !p.quit && p.epoch == x.epoch {
		p.wake.Wait()
	}
	if p.quit || p.epoch != x.epoch {
		x.void = true
		p.mu.Unlock()
		return
	}
	// What is still queued belongs to the next piece of paper.
	var r Receipt
	r.Bytes, r.First, r.Last = p.drop(len(p.job) - len(p.queue))
	p.mu.Unlock()
	r.Paper = x.page.take()
	if p.cfg.OnReceipt != nil {
		p.cfg.OnReceipt(r)
	}
}

// feed moves the paper; it may end on the way.
func (x *executor) feed(dots int) {
	x.page.feed(dots)
	p := x.p
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.f.cordLeft > 0 {
		if p.f.cordLeft -= dots; p.f.cordLeft <= 0 {
			p.f.cordLeft = 0
			go p.Unplug()
		}
	}
	if p.f.paperLeft < 0 || p.epoch != x.epoch {
		return
	}
	if p.f.paperLeft -= dots; p.f.paperLeft <= 0 {
		p.f.paperOut, p.f.paperLeft = true, -1
		p.report()
	}
}

func (x *executor) raster() {
	mode := x.next()
	wide, high := x.word(), x.word()
	w, h := 1+int(mode&1), 1+int(mode>>1&1)
	x.endLine(0)
	left := x.left(wide * 8 * w)
	dots := image.NewGray(image.Rect(0, 0, min(wide*8*w, x.p.cfg.Dots), h))
	for range high {
		row := x.bytes(wide)
		if x.void {
			return
		}
		for i := range dots.Pix {
			at := i % dots.Stride / w
			dots.Pix[i] = row[at/8] >> (7 - at%8) & 1
		}
		x.page.draw(dots, left)
		x.feed(h)
	}
}

// left is where something of this width begins, by the alignment.
func (x *executor) left(width int) int {
	free := max(0, x.p.cfg.Dots-width)
	switch x.align {
	case 1, 49:
		return free / 2
	case 2, 50:
		return free
	}
	return 0
}
