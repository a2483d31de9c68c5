package widget

import (
	"poploket/kiosk/ui/theme"
)

// Part is something to draw that knows its height for the width it was made for.
type Part struct {
	Height float32
	Gap    float32 // space before it, in pixels, where there is room
	Least  float32 // space before it that it needs
	Card   bool    // one row of a card: rows that follow each other share one box
	Draw   func(b *Board, x, y, w, h float32)
}

// After is the part with the space before it, in design millimetres.
func (p Part) After(th *theme.Theme, gap, least float64) Part {
	p.Gap, p.Least = th.Px(gap), th.Px(least)
	return p
}

// Paragraph is running text.
func Paragraph(th *theme.Theme, t Text, width float32) Part {
	l := Break(th, t, width)
	if n := len(l.Lines); n == 2 || n == 3 {
		t.Even = true
		l = Break(th, t, width)
	}
	return Part{Height: l.Tall(), Draw: func(b *Board, x, y, w, h float32) { b.Lines(l, x, y, w) }}
}

// HeadingPart is the one heading of a screen. Where it would take more than four lines it is set one step smaller; tight
// it is no larger than running text.
func HeadingPart(th *theme.Theme, s string, width float32, tight bool) Part {
	t := Text{String: s, Role: "heading", Weight: theme.Heading, Color: th.Ink, Even: true}
	if tight {
		t.Px = min(th.TextPx("heading"), max(th.TextPx("body"), th.Px(th.T.Text["heading"]["S"])))
	}
	l := Break(th, t, width)
	for step := len(theme.Sizes) - 1; step > 0 && len(l.Lines) > 4; step-- {
		t.Px = th.Px(th.T.Text["heading"][theme.Sizes[step-1]])
		if t.Px < l.Px {
			l = Break(th, t, width)
		}
	}
	return Part{Height: l.Tall(), Draw: func(b *Board, x, y, w, h float32) { b.Lines(l, x, y, w) }}
}

// Columns puts parts side by side, equally wide, as one part.
func Columns(parts []Part, columns int, gutter float32) Part {
	row := Part{}
	for _, p := range parts {
		row.Height = max(row.Height, p.Height)
		row.Gap, row.Least = max(row.Gap, p.Gap), max(row.Least, p.Least)
	}
	row.Draw = func(b *Board, x, y, w, h float32) {
		each := ColumnWidth(w, columns, gutter)
		for i, p := range parts {
			p.Draw(b, round(x+float32(i)*(each+gutter)), y, each, h)
		}
	}
	return row
}

// ColumnWidth is the width of one of n columns in whole pixels.
func ColumnWidth(width float32, n int, gutter float32) float32 {
	return float32(int((width - float32(n-1)*gutter) / float32(n)))
}

// Grid is rows of equally wide parts as one part.
func Grid(parts []Part, columns int, gutter, between float32) Part {
	var rows []Part
	height := float32(0)
	for from := 0; from < len(parts); from += columns {
		row := Columns(parts[from:min(from+columns, len(parts))], columns, gutter)
		if from > 0 {
			height += between
		}
		height += row.Height
		rows = append(rows, row)
	}
	return Part{Height: height, Draw: func(b *Board, x, y, w, h float32) {
		for _, r := range rows {
			r.Draw(b, x, y, w, r.Height)
			y += r.Height + between
		}
	}}
}

// Stack is parts below each other as one part, with their gaps.
func Stack(parts []Part) Part {
	height := float32(0)
	for i, p := range parts {
		if i > 0 {
			height += p.Gap
		}
		height += p.Height
	}
	return Part{Height: height, Draw: func(b *Board, x, y, w, h float32) {
		for i, p := range parts {
			if i > 0 {
				y += p.Gap
			}
			p.Draw(b, x, round(y), w, p.Height)
			y += p.Height
		}
	}}
}

// Titled is a part with its title, as one part.
func Titled(title, body Part, between float32) Part {
	return Part{Height: title.Height + between + body.Height, Draw: func(b *Board, x, y, w, h float32) {
		title.Draw(b, x, y, w, title.Height)
		body.Draw(b, x, y+title.Height+between, w, body.Height)
	}}
}
