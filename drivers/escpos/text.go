package escpos

import (
	"unicode/utf8"

	"poploket/drivers"
)

// text is one line. An inverse one is a bar across the paper.
func (e *encoder) text(b drivers.Block) {
	text := clip(b.Text, e.columns(b.Size))
	page, ok := e.pageFor(text)
	if !ok {
		e.drawn(text, nil, 0, b)
		return
	}
	if b.Inverse {
		e.bar(text, page, b)
		return
	}
	e.setAlign(b.Align)
	e.setSize(b.Size)
	e.setBold(b.Bold)
	e.setInverse(false)
	e.setPage(page)
	e.setPitch(pitchOf(b.Size))
	e.chars(text, page)
	e.put('\n')
}

// bar pads the text with blanks, which print black, to the whole width, between two black strips.
func (e *encoder) bar(text []byte, page int, b drivers.Block) {
	const edge = 8 // dots
	e.setAlign(drivers.AlignStart)
	e.setBold(b.Bold)
	e.setPage(page)
	e.setSize(b.Size)
	e.setPitch(lineHeight) // so that the lower strip follows the characters at once
	e.strip(edge)
	e.setInverse(true)
	free := e.columns(b.Size) - utf8.RuneCount(text)
	before := 0
	switch b.Align {
	case drivers.AlignCenter:
		before = free / 2
	case drivers.AlignEnd:
		before = free
	}
	e.fill(' ', before)
	e.chars(text, page)
	e.fill(' ', free-before)
	e.setInverse(false)
	e.put('\n')
	e.strip(edge)
	e.down(14)
}

// pair is a label and a value at a column of its own.
func (e *encoder) pair(b drivers.Block) {
	size := int(min(max(b.Size, 1), 3))
	indent := min(int(b.Indent), e.columns(b.Size))
	label, value := clip(b.Text, indent), clip(b.Text2, e.columns(b.Size)-indent)
	page, ok := e.pageFor(label)
	page2, ok2 := e.pageFor(value)
	if !ok || !ok2 {
		e.drawn(label, value, indent*size*cellWidth, b)
		return
	}
	e.setAlign(drivers.AlignStart)
	e.setSize(b.Size)
	e.setBold(b.Bold)
	e.setPage(page)
	e.setPitch(pitchOf(b.Size))
	e.chars(label, page)
	if gap := indent - utf8.RuneCount(label); gap > 4 {
		at := indent * size * cellWidth
		e.put(0x1B, '$', byte(at), byte(at>>8))
	} else {
		e.fill(' ', gap)
	}
	e.setPage(page2)
	e.chars(value, page2)
	e.put('\n')
}

// pageFor is the code page that has every character: none (-1) for plain ASCII, the one in force if it will do.
func (e *encoder) pageFor(text []byte) (index int, ok bool) {
	if e.covers(-1, text) {
		return -1, true
	}
	if e.page >= 0 && e.covers(e.page, text) {
		return e.page, true
	}
	for i := range e.job.Profile.CodePages {
		if e.covers(i, text) {
			return i, true
		}
	}
	return 0, false
}

func (e *encoder) covers(page int, text []byte) bool {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		i += size
		if r = printable(r); r < utf8.RuneSelf {
			continue
		}
		if page < 0 {
			return false
		}
		if _, ok := e.job.Profile.CodePages[page].Table.EncodeRune(r); !ok {
			return false
		}
	}
	return true
}

func (e *encoder) setPage(page int) {
	if page >= 0 && e.page != page {
		e.page = page
		e.put(0x1B, 't', e.job.Profile.CodePages[page].Number)
	}
}

func (e *encoder) chars(text []byte, page int) {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		i += size
		if r = printable(r); r < utf8.RuneSelf {
			e.put(byte(r))
			continue
		}
		c, _ := e.job.Profile.CodePages[page].Table.EncodeRune(r)
		e.put(c)
	}
}

// printable makes a blank of everything that could steer a printer or that has no shape: control characters, broken
// UTF-8, blanks of other widths.
func printable(r rune) rune {
	switch {
	case r < ' ' || r >= 0x7F && r <= 0xA0, r == utf8.RuneError, r == 0x202F, r >= 0x2000 && r <= 0x200F, r >= 0x2028 && r <= 0x202E, r >= 0x2060 && r <= 0x206F, r == 0xFEFF:
		return ' '
	}
	return r
}
