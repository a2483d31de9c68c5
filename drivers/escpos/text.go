package escpos

import (
	"slices"
	"unicode/utf8"

	"poploket/drivers"
)

// text is one line. An inverse one is a bar across the paper.
func (e *encoder) text(b drivers.Block) {
	text := clip(b.Text, e.columns(b.Size))
	if !e.covered(text) {
		e.drawn(text, nil, 0, b)
		return
	}
	if b.Inverse {
		e.bar(text, b)
		return
	}
	e.setAlign(b.Align)
	e.setSize(b.Size)
	e.setBold(b.Bold)
	e.setPitch(pitchOf(b.Size))
	e.chars(text)
	e.put('\n')
}

// bar pads the text with blanks, which print black, to the whole width, between two black strips.
func (e *encoder) bar(text []byte, b drivers.Block) {
	const edge = 8 // dots
	e.setAlign(drivers.AlignStart)
	e.setBold(b.Bold)
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
	half := b.Align == drivers.AlignCenter && b.Size == 2 && free%2 == 1 // half a character on either side
	e.fill(' ', before)
	e.narrow(half)
	e.chars(text)
	if half {
		free--
	}
	e.fill(' ', free-before)
	e.narrow(half)
	e.setInverse(false)
	e.put('\n')
	e.strip(edge)
	e.down(14)
}

// narrow is a blank of double height and single width.
func (e *encoder) narrow(on bool) {
	if on {
		e.put(0x1D, '!', 0x01, ' ', 0x1D, '!', 0x11)
	}
}

// pair is a label and a value at a column of its own.
func (e *encoder) pair(b drivers.Block) {
	size := int(min(max(b.Size, 1), 3))
	indent := min(int(b.Indent), e.columns(b.Size))
	label, value := clip(b.Text, indent), clip(b.Text2, e.columns(b.Size)-indent)
	if !e.covered(label) || !e.covered(value) {
		e.drawn(label, value, indent*size*cellWidth, b)
		return
	}
	e.setAlign(drivers.AlignStart)
	e.setSize(b.Size)
	e.setBold(b.Bold)
	e.setPitch(pitchOf(b.Size))
	e.chars(label)
	if gap := indent - utf8.RuneCount(label); gap > 4 {
		at := indent * size * cellWidth
		e.put(0x1B, '$', byte(at), byte(at>>8))
	} else {
		e.fill(' ', gap)
	}
	e.chars(value)
	e.put('\n')
}

// covered says whether the printer has every character of text in one of its code pages.
func (e *encoder) covered(text []byte) bool {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		i += size
		if r = printable(r); r >= utf8.RuneSelf && !slices.ContainsFunc(e.job.Profile.CodePages, func(p CodePage) bool { return has(p, r) }) {
			return false
		}
	}
	return true
}

func has(p CodePage, r rune) bool {
	_, ok := p.Table.EncodeRune(r)
	return ok
}

// chars sends covered text. It changes the code page only where the one in force lacks a character, for the one that lasts
// longest.
func (e *encoder) chars(text []byte) {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r = printable(r); r < utf8.RuneSelf {
			e.put(byte(r))
			i += size
			continue
		}
		pages := e.job.Profile.CodePages
		if e.page < 0 || !has(pages[e.page], r) {
			best := 0
			for p := range pages {
				if lasts(pages[p], text[i:]) > lasts(pages[best], text[i:]) {
					best = p
				}
			}
			e.page = best
			e.put(0x1B, 't', pages[best].Number)
		}
		c, _ := pages[e.page].Table.EncodeRune(r)
		e.put(c)
		i += size
	}
}

// lasts is how many bytes of text a page covers from the start.
func lasts(p CodePage, text []byte) int {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r = printable(r); r >= utf8.RuneSelf && !has(p, r) {
			return i
		}
		i += size
	}
	return len(text)
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
