package drivertest

import (
	"golang.org/x/text/encoding/charmap"
)

// cellWidth and cellHeight are font A of every printer of this class, in dots.
const (
	cellWidth  = 12
	cellHeight = 24
)

// tables are the code pages of the simulated printer by their number in ESC t.
var tables = map[byte]*charmap.Charmap{
	0: charmap.CodePage437, 2: charmap.CodePage850, 16: charmap.Windows1252, 18: charmap.CodePage852,
	19: charmap.CodePage858, 45: charmap.Windows1250, 48: charmap.Windows1254,
}

func (x *executor) char(c byte) {
	r := rune(c)
	if c >= 0x80 {
		r = '\uFFFD'
		if t := tables[x.table]; t != nil {
			r = t.DecodeByte(c)
		}
	}
	width := cellWidth * x.style.w
	if x.at+width > x.p.cfg.Dots { // full: the printer breaks the line itself
		x.endLine(x.pitch)
	}
	x.line = append(x.line, cell{r, x.at, x.style})
	x.at += width
}

// endLine prints what waits and moves the paper by at least advance dots.
func (x *executor) endLine(advance int) {
	line, width := x.line, x.at
	x.line, x.at = nil, 0
	if len(line) == 0 {
		if advance > 0 {
			x.feed(advance)
		}
		return
	}
	tall := 1
	for _, c := range line {
		tall = max(tall, c.style.h)
	}
	left := x.left(width)
	for _, c := range line {
		x.page.char(c, left+c.x, cellHeight*tall, x.smooth)
	}
	x.feed(max(advance, cellHeight*tall))
}
