package widget

import (
	"poploket/kiosk"
	"poploket/kiosk/ui/theme"
)

// BigWindow is the arch as a picture: lit for good news and for somebody being there.
func BigWindow(th *theme.Theme, icon string, lit bool) Part {
	w, h := th.Px(46), th.Px(57)
	if th.Large() {
		w, h = th.Px(36), th.Px(44)
	}
	return Part{Height: h, Draw: func(b *Board, x, y, width, height float32) {
		left := round(x + (width-w)/2)
		edge, fill, tone := b.Px(b.T.Stroke.Strong), b.Unlit, b.Tones().Window
		if lit {
			fill, tone = b.Palette.Lit, b.Tones().Primary
		}
		b.Arch(left, y, w, h, edge, b.PrimaryEdge, fill)
		px := round(w * 0.56)
		b.Icon(icon, tone, round(left+(w-px)/2), round(y+(h-px)/2+h*0.04), px)
	}}
}

// Reader is the picture of what to do: a card, an arrow down, the reader.
func Reader(th *theme.Theme, within float32, height float64) Part {
	h := th.Px(height)
	return Part{Height: h, Draw: func(b *Board, x, y, w, _ float32) {
		edge := float32(0)
		if b.Outlined() {
			edge = b.Px(b.T.Stroke.Line)
		}
		b.Box(x, y, w, h, b.Px(b.T.Radius.Key), edge, edge, b.Line, b.Unlit)
		px := round(min(h*0.72, w*0.32))
		small := round(px * 0.4)
		gap := max(b.Px(5), round(px*0.12))
		at := round(x + (w-2*px-small-2*gap)/2)
		b.Icon("id-card", b.Tones().Window, at, round(y+(h-px)/2), px)
		b.Icon("next", b.Tones().Window, at+px+gap, round(y+(h-small)/2), small)
		b.Icon("reader", b.Tones().Window, at+px+gap+small+gap, round(y+(h-px)/2), px)
	}}
}

// SmallChoice is a key that is lit when it is chosen; roomy where the panel has the height for it.
func SmallChoice(th *theme.Theme, c kiosk.Choice, within float32, roomy bool, tap func()) Part {
	archW, archH, pad, gap, least, role := th.Px(9), th.Px(11.4), th.Px(3), th.Px(2.8), th.Px(19), "small"
	if roomy {
		archW, archH, pad, gap, least, role = th.Px(10.6), th.Px(13.4), th.Px(4.5), th.Px(4), th.Px(22.5), "body"
	}
	room := within - 2*pad - archW - gap
	l := Break(th, Text{String: c.Label, Role: role, Weight: theme.Strong, Color: th.Ink}, room)
	return Part{Height: max(least, l.Tall()+th.Px(5)), Gap: th.Px(4), Least: th.Px(2.8), Draw: func(b *Board, x, y, w, h float32) {
		b.Touch(&Touch{ID: c.ID, Label: sentence(c.Label, c.Note), Tap: tap, Draw: func(b *Board, pressed bool) {
			edge, sill, line, face := b.Px(b.T.Stroke.Line), b.Px(b.T.Stroke.Sill), b.Line, b.Surface
			if c.Chosen {
				edge, sill, line, face = b.Px(b.T.Stroke.Chosen), b.Px(1.8), b.Palette.Icon, b.Select
			}
			b.plate(pressed, b.Px(b.T.Radius.Key), edge, sill, line, face)
			middle := (b.Height - b.Px(1)) / 2
			b.lamp(pad, round(middle-archH/2), archW, archH, c.Chosen)
			b.Lines(l, pad+archW+gap, round(middle-l.Tall()/2), room)
		}}, x, y, w, h)
	}}
}

// Window is an unlit window with a sign: what a screen is about.
func Window(th *theme.Theme, icon string) Part {
	w, h := th.Px(windowW), th.Px(windowH)
	return Part{Height: h, Draw: func(b *Board, x, y, _, _ float32) { b.window(x, y, w, h, icon, round(w*0.64)) }}
}

// Windowed is a heading with the window of its subject beside it.
func Windowed(th *theme.Theme, icon, heading string, within float32) Part {
	w, h, gap := th.Px(windowW), th.Px(windowH), th.Px(6.6)
	l := Break(th, Text{String: heading, Role: "heading", Weight: theme.Heading, Color: th.Ink, Even: true}, within-w-gap)
	return Part{Height: max(h, l.Tall()), Draw: func(b *Board, x, y, width, height float32) {
		b.window(x, round(y+(height-h)/2), w, h, icon, round(w*0.64))
		b.Lines(l, x+w+gap, round(y+(height-l.Tall())/2), width-w-gap)
	}}
}

// The window beside a heading, in design millimetres: as large as the lit one of a confirmation.
const windowW, windowH = 26.8, 33.2

// Said is one thought on a card, in letters of an answer where there is room.
func Said(th *theme.Theme, s string, within float32, snug bool) Part {
	pad, air, role := th.Px(6.4), th.Px(9.5), "choice"
	if snug {
		air, role = th.Px(5), "body"
	}
	l := Break(th, Text{String: s, Role: role, Color: th.Ink}, within-2*pad)
	return Part{Height: l.Tall() + air, Card: true, Draw: func(b *Board, x, y, w, h float32) {
		b.Lines(l, x+pad, round(y+(h-l.Tall())/2), w-2*pad)
	}}
}
