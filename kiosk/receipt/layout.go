// Package receipt lays out what a resident takes home: the content of a kiosk.Receipt as blocks for a printer of so many
// columns, in the form of the house (80 mm paper). It knows nothing of printers; a driver turns blocks into bytes.
package receipt

import (
	"strconv"

	"poploket/drivers"
	"poploket/kiosk"
)

// qrSide is the side of the QR code in millimetres: read by any telephone at arm's length.
const qrSide = 36

// Layout lays r out for a printer with that many columns at normal size. A Large receipt has everything at double size,
// so half the columns.
func Layout(r kiosk.Receipt, columns int) drivers.Paper {
	l := layout{columns: columns, size: 1}
	if r.Large {
		l.size = 2
	}
	l.head(r)
	l.rule()
	l.lines(r.Title, drivers.Block{Size: l.larger()})
	l.lines(r.Service, drivers.Block{Size: l.larger()})
	l.feed()
	l.lines(r.RefLabel, drivers.Block{Size: l.size})
	l.lines(r.Reference.Grouped(), drivers.Block{Size: 3, Bold: true})
	l.feed()
	l.facts(r.Facts)
	l.feed()
	l.state(r)
	l.rule()
	l.lines(r.NextTitle, drivers.Block{Size: l.size, Bold: true})
	l.numbered(r.Next)
	l.rule()
	l.lines(r.ContactTitle, drivers.Block{Size: l.size, Bold: true})
	for _, s := range r.Contact {
		l.lines(s, drivers.Block{Size: l.size})
	}
	l.code(r)
	l.rule()
	l.foot(r)
	l.add(drivers.Block{Kind: drivers.BlockCut})
	return drivers.Paper{Columns: columns, Blocks: l.blocks}
}

// layout grows blocks from top to bottom.
type layout struct {
	columns int
	size    byte // of plain text
	blocks  []drivers.Block
}

func (l *layout) add(b drivers.Block) { l.blocks = append(l.blocks, b) }

// larger is one step above plain text.
func (l *layout) larger() byte { return l.size + 1 }

// room is how many characters of a size stand on a line.
func (l *layout) room(size byte) int { return l.columns / int(size) }

// feed leaves a line white; rule draws the line of the house across. Neither follows nothing or itself.
func (l *layout) feed() { l.separate(drivers.Block{Kind: drivers.BlockFeed, Size: 1}) }

func (l *layout) rule() { l.separate(drivers.Block{Kind: drivers.BlockRule, Size: 3}) }

func (l *layout) separate(b drivers.Block) {
	n := len(l.blocks)
	if n == 0 {
		return
	}
	switch l.blocks[n-1].Kind {
	case drivers.BlockRule:
	case drivers.BlockFeed:
		l.blocks[n-1] = b
	default:
		l.add(b)
	}
}

// lines adds text in the style of b, broken to fit.
func (l *layout) lines(s string, b drivers.Block) {
	b.Kind = drivers.BlockText
	for _, line := range wrap(s, l.room(b.Size)) {
		b.Text = []byte(line)
		l.add(b)
	}
}

func (l *layout) head(r kiosk.Receipt) {
	width, rows := mark()
	l.add(drivers.Block{Kind: drivers.BlockImage, Align: drivers.AlignCenter, Indent: uint16(width), Text: rows})
	l.lines(r.Municipality, drivers.Block{Size: l.size, Bold: true, Align: drivers.AlignCenter})
	l.lines(r.Place, drivers.Block{Size: l.size, Align: drivers.AlignCenter})
}

// facts stand as label and value side by side where that leaves the value enough room, else one below the other.
func (l *layout) facts(facts [][2]string) {
	room, indent := l.room(l.size), 16
	for _, f := range facts {
		indent = max(indent, width(f[0])+2)
	}
	if room-indent < 24 {
		for _, f := range facts {
			l.lines(f[0], drivers.Block{Size: l.size})
			l.lines(f[1], drivers.Block{Size: l.size, Bold: true})
		}
		return
	}
	for _, f := range facts {
		label := f[0]
		for _, value := range wrap(f[1], room-indent) {
			l.add(drivers.Block{Kind: drivers.BlockPair, Size: l.size, Indent: uint16(indent), Text: []byte(label), Text2: []byte(value)})
			label = ""
		}
	}
}

// state is the bar that says how things stand, and what that means. On a copy the bar says so, and the state follows.
func (l *layout) state(r kiosk.Receipt) {
	bar := r.State
	if r.CopyText != "" {
		bar = r.CopyText
	}
	for _, line := range wrap(bar, l.room(2)) {
		l.add(drivers.Block{Kind: drivers.BlockText, Size: 2, Align: drivers.AlignCenter, Inverse: true, Text: []byte(line)})
	}
	if r.CopyText != "" {
		l.lines(r.State, drivers.Block{Size: l.size, Bold: true})
	}
	for _, s := range r.StateText {
		l.lines(s, drivers.Block{Size: l.size})
	}
	l.lines(r.StateStrong, drivers.Block{Size: l.size, Bold: true})
}

func (l *layout) numbered(items []string) {
	const hang = 3
	for i, s := range items {
		lead := strconv.Itoa(i + 1)
		for _, line := range wrap(s, l.room(l.size)-hang) {
			for width(lead) < hang {
				lead += " "
			}
			l.add(drivers.Block{Kind: drivers.BlockText, Size: l.size, Text: []byte(lead + line)})
			lead = ""
		}
	}
}

func (l *layout) code(r kiosk.Receipt) {
	if r.QR == "" {
		return
	}
	l.feed()
	l.add(drivers.Block{Kind: drivers.BlockQR, Align: drivers.AlignCenter, Size: qrSide, Text: []byte(r.QR)})
	l.feed()
	l.lines(r.QRText, drivers.Block{Size: l.size, Align: drivers.AlignCenter})
	for _, s := range r.CodeText {
		l.lines(s, drivers.Block{Size: l.size, Align: drivers.AlignCenter})
	}
}

// foot is what a clerk needs to find the paper's origin, spread over the line where it fits.
func (l *layout) foot(r kiosk.Receipt) {
	var parts []string
	for _, f := range r.Foot {
		parts = append(parts, f[0]+" "+f[1])
	}
	for _, line := range spread(parts, l.room(l.size)) {
		l.add(drivers.Block{Kind: drivers.BlockText, Size: l.size, Text: []byte(line)})
	}
	l.lines(r.FootText, drivers.Block{Size: l.size})
}
