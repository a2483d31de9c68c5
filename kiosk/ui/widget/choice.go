package widget

import (
	"poploket/kiosk"
	"poploket/kiosk/ui/theme"
)

// ChoicePart is one answer: the whole row is the target, the arch before it is lit when it is chosen.
func ChoicePart(th *theme.Theme, c kiosk.Choice, within float32, tap func()) Part {
	pad, gap := th.Px(6), th.Px(6)
	archW, archH, least := th.Px(th.T.Size["archChoice"]), th.Px(15.4), th.Px(th.T.Size["choice"])
	if th.Look.Size == kiosk.SizeXL {
		archW, archH, least = th.Px(16.5), th.Px(20.8), th.Px(th.T.Size["choiceXL"])
	}
	if th.Look.LowReach {
		least = th.Px(th.T.Size["key"]) // half the panel must do
	}
	room := within - 2*pad - archW - gap
	label := Break(th, Text{String: c.Label, Role: "choice", Weight: theme.Strong, Color: th.Ink}, room)
	note := Break(th, Text{String: c.Note, Role: "small", Color: th.Soft}, room)
	text := label.Tall() + note.Tall()
	height := max(least, text+th.Px(6))
	return Part{Height: height, Gap: th.Px(5.2), Least: th.Px(2.8), Draw: func(b *Board, x, y, w, h float32) {
		b.Touch(&Touch{ID: c.ID, Label: sentence(c.Label, c.Note), Tap: tap, Draw: func(b *Board, pressed bool) {
			edge, sill, line, face := b.Px(b.T.Stroke.Line), b.Px(b.T.Stroke.Sill), b.Line, b.Surface
			if c.Chosen {
				edge, sill, line, face = b.Px(b.T.Stroke.Chosen), b.Px(1.8), b.Palette.Icon, b.Select
			}
			b.plate(pressed, b.Px(b.T.Radius.Key), edge, sill, line, face)
			middle := (b.Height - b.Px(1)) / 2
			b.lamp(pad, round(middle-archH/2), archW, archH, c.Chosen)
			top := round(middle - text/2)
			top += b.Lines(label, pad+archW+gap, top, room)
			b.Lines(note, pad+archW+gap, top, room)
		}}, x, y, w, h)
	}}
}

// lamp is the arch as a tick box: lit with a check, or not.
func (b *Board) lamp(x, y, w, h float32, lit bool) {
	edge := b.Px(b.T.Stroke.Line)
	if b.Outlined() {
		edge = b.Px(b.T.Stroke.Strong)
	}
	fill := b.Unlit
	if lit {
		fill = b.Palette.Lit
	}
	b.Arch(x, y, w, h, edge, b.Palette.Icon, fill)
	if lit {
		px := round(w * 0.82)
		b.Icon("check", b.Tones().Lit, round(x+(w-px)/2), round(y+(h-px)/2+h*0.04), px)
	}
}

// Received is the heading of a confirmation: a lit window beside it.
func Received(th *theme.Theme, s string, within float32, tight bool) Part {
	archW, archH, gap := th.Px(windowW), th.Px(windowH), th.Px(6.6)
	if tight {
		archW, archH = th.Px(th.T.Size["archTile"]), th.Px(25)
	}
	l := Break(th, Text{String: s, Role: "heading", Weight: theme.Heading, Color: th.Ink, Even: true}, within-archW-gap)
	return Part{Height: max(archH, l.Tall()), Draw: func(b *Board, x, y, w, h float32) {
		b.lamp(x, round(y+(h-archH)/2), archW, archH, true)
		b.Lines(l, x+archW+gap, round(y+(h-l.Tall())/2), w-archW-gap)
	}}
}

// Numbered is one step of what happens now: its number in a small arch. Where many must stand in a narrow column they are small.
func Numbered(th *theme.Theme, n int, s string, within float32, small bool) Part {
	archW, archH, gap, role := th.Px(11.8), th.Px(14.1), th.Px(4.8), "body"
	if small {
		role = "small"
	}
	l := Break(th, Text{String: s, Role: role, Color: th.Ink}, within-archW-gap)
	number := Break(th, Text{String: digits(n), Px: th.Px(6.4), Weight: theme.Strong, Color: th.Ink}, archW)
	return Part{Height: max(archH, l.Tall()), Gap: th.Px(3.6), Least: th.Px(1.2), Draw: func(b *Board, x, y, w, h float32) {
		edge := float32(0)
		if b.Outlined() {
			edge = b.Px(b.T.Stroke.Strong)
		}
		top := y
		if h > l.Tall() {
			top = round(y + (h-archH)/2)
		}
		b.Arch(x, top, archW, archH, edge, b.Line, b.Unlit)
		b.Lines(number, round(x+(archW-number.Width)/2), round(top+(archH-number.Tall())/2), number.Width+1)
		b.Lines(l, x+archW+gap, round(y+(h-l.Tall())/2), w-archW-gap)
	}}
}
