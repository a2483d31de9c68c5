package escpos

import (
	"unicode/utf8"

	"poploket/drivers"
)

// Job is what Encode makes bytes of.
type Job struct {
	Paper   drivers.Paper
	Profile Profile
	Face    *Face // draws lines that no code page covers

	BeforeCut []byte // sent before the paper is cut, and AfterCut after: the fences of the print truth
	AfterCut  []byte
}

// Encode makes the bytes of a whole job in one buffer of the exact size, which the caller overwrites after sending.
func Encode(j Job) []byte {
	e := encoder{job: j}
	e.run()
	e.out = make([]byte, 0, e.n)
	e.n = 0
	e.run()
	return e.out
}

// encoder counts in its first run and writes in its second, so that no growing buffer leaves text behind.
type encoder struct {
	job Job
	out []byte
	n   int

	align   drivers.Align
	size    byte
	bold    bool
	inverse bool
	pitch   int // line spacing, in dots
	page    int // index of the code page in force; -1: the printer's own
}

func (e *encoder) put(b ...byte) {
	e.n += len(b)
	if e.out != nil {
		e.out = append(e.out, b...)
	}
}

func (e *encoder) fill(c byte, n int) {
	for range n {
		e.put(c)
	}
}

func (e *encoder) run() {
	e.align, e.size, e.bold, e.inverse, e.pitch, e.page = drivers.AlignStart, 1, false, false, lineHeight, -1
	e.put(0x1B, '@', 0x1D, 'b', 1) // ESC @; GS b 1: smooth edges on enlarged characters
	cut := false
	for _, b := range e.job.Paper.Blocks {
		switch b.Kind {
		case drivers.BlockText:
			e.text(b)
		case drivers.BlockPair:
			e.pair(b)
		case drivers.BlockRule:
			e.rule(int(b.Size))
		case drivers.BlockFeed:
			e.feed(int(b.Size))
		case drivers.BlockQR:
			e.symbol(b)
		case drivers.BlockImage:
			e.image(b)
		case drivers.BlockCut:
			e.cut()
			cut = true
		}
	}
	if !cut {
		e.put(e.job.BeforeCut...)
		e.put(e.job.AfterCut...)
	}
}

func (e *encoder) cut() {
	e.put(e.job.BeforeCut...)
	e.put(0x1D, 'V', 66, 0) // feed to the cutter, cut but for one point
	e.put(e.job.AfterCut...)
}

// feed moves the paper by lines.
func (e *encoder) feed(lines int) {
	e.setPitch(lineHeight)
	if lines > 2 {
		e.put(0x1B, 'd', byte(lines))
		return
	}
	e.fill('\n', lines)
}

// rule draws a line across the paper, with air around it.
func (e *encoder) rule(thick int) {
	e.down(10)
	e.strip(max(thick, 1))
	e.down(14)
}

// strip is a black strip as wide as the text: an image of doubled width, and of doubled height where that fits.
func (e *encoder) strip(thick int) {
	dots, mode := e.job.Profile.Columns*cellWidth/2, byte(1)
	if thick%2 == 0 {
		thick, mode = thick/2, 3
	}
	wide := (dots + 7) / 8
	e.put(0x1D, 'v', '0', mode, byte(wide), byte(wide>>8), byte(thick), 0)
	for range thick {
		e.fill(0xFF, dots/8)
		if rest := dots % 8; rest > 0 {
			e.put(^byte(0xFF >> rest))
		}
	}
}

// setPitch sets the line spacing. Characters that are taller make their own room.
func (e *encoder) setPitch(dots int) {
	switch {
	case e.pitch == dots:
		return
	case dots == lineHeight:
		e.put(0x1B, '2')
	default:
		e.put(0x1B, '3', byte(dots))
	}
	e.pitch = dots
}

// pitchOf is the line spacing for text of a size.
func pitchOf(size byte) int {
	switch {
	case size <= 1:
		return lineHeight
	case size == 2:
		return 56
	}
	return 84
}

func (e *encoder) setAlign(a drivers.Align) {
	if e.align != a {
		e.align = a
		e.put(0x1B, 'a', byte(a))
	}
}

func (e *encoder) setSize(n byte) {
	n = min(max(n, 1), 3)
	if e.size != n {
		e.size = n
		e.put(0x1D, '!', (n-1)<<4|(n-1))
	}
}

func (e *encoder) setBold(on bool) {
	if e.bold != on {
		e.bold = on
		e.put(0x1B, 'E', flag(on))
	}
}

func (e *encoder) setInverse(on bool) {
	if e.inverse != on {
		e.inverse = on
		e.put(0x1D, 'B', flag(on))
	}
}

func flag(on bool) byte {
	if on {
		return 1
	}
	return 0
}

// columns is how many characters of a size stand in a line.
func (e *encoder) columns(size byte) int { return e.job.Profile.Columns / int(min(max(size, 1), 3)) }

// clip cuts text after n characters.
func clip(b []byte, n int) []byte {
	i := 0
	for ; i < len(b) && n > 0; n-- {
		_, size := utf8.DecodeRune(b[i:])
		i += size
	}
	return b[:i]
}
