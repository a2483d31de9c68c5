package widget

import (
	"image/color"

	"poploket/kiosk"
	"poploket/kiosk/ui/theme"
)

// plate is the face, edge and sill of a key. Pressed, the face sinks and the sill is gone.
func (b *Board) plate(pressed bool, radius, edge, sill float32, line, face color.NRGBA) {
	if pressed {
		face = b.Sunk
		if b.Outlined() { // sunk is the ground there: the edge tells
			edge = b.Px(b.T.Stroke.Chosen)
		}
		sill = edge
	}
	b.Box(0, 0, b.Width, b.Height, radius, edge, sill, line, face)
}

// KeyShape says how a key in the window stands.
type KeyShape struct {
	Full  bool // as wide as it may be, else as wide as its word
	Arrow bool // it leads on
	Low   bool // no higher than it must
}

// KeyPart is a key in the window: sign, word, and an arrow when it leads on. Within is the width it may take.
func KeyPart(th *theme.Theme, a kiosk.Action, within float32, shape KeyShape, tap func()) Part {
	pad, gap, icon := th.Px(8), th.Px(6), th.Px(11.5)
	if within < th.Px(130) {
		pad, gap, icon = th.Px(5), th.Px(4.5), th.Px(10.5)
	}
	small := th.Px(9)
	room := within - 2*pad
	if shape.Arrow && a.Icon == "next" {
		a.Icon = "" // one arrow is enough
	}
	if a.Icon != "" {
		room -= icon + gap
	}
	if shape.Arrow {
		room -= small + gap
	}
	l := Break(th, Text{String: a.Label, Role: "choice", Weight: theme.Strong, Color: th.Ink}, room)
	if len(l.Lines) > 2 { // a key is not for reading long
		l = Break(th, Text{String: a.Label, Role: "small", Weight: theme.Strong, Color: th.Ink}, room)
	}
	height := max(th.Px(th.T.Size["key"]), l.Tall()+th.Px(5))
	if shape.Low {
		height = max(th.Px(th.T.Size["change"]), l.Tall()+th.Px(3.4))
	}
	wide := within
	if !shape.Full {
		wide = min(within, within-room+l.Width+1)
	}
	return Part{Height: height, Gap: th.Px(4), Least: th.Px(2.8), Draw: func(b *Board, x, y, w, h float32) {
		b.Touch(&Touch{ID: a.ID, Label: a.Label, Tap: tap, Draw: func(b *Board, pressed bool) {
			b.plate(pressed, b.Px(b.T.Radius.Key), b.Px(b.T.Stroke.Line), b.Px(b.T.Stroke.Sill), b.Line, b.Surface)
			at := pad
			middle := (b.Height - b.Px(1)) / 2
			if a.Icon != "" {
				b.Icon(a.Icon, b.Tones().Window, at, round(middle-icon/2), icon)
				at += icon + gap
			}
			b.Lines(l, at, round(middle-l.Tall()/2), room+1)
			if shape.Arrow {
				b.Icon("next", b.Tones().Window, b.Width-pad-small, round(middle-small/2), small)
			}
		}}, x, y, wide, h)
	}}
}

// Primary is the one lamp. Its word starts the line where spread, else word and sign stand in the middle.
func Primary(th *theme.Theme, a kiosk.Action, within float32, height float64, spread bool, tap func()) Part {
	icon := a.Icon
	if icon == "" {
		icon = "next"
	}
	size := th.Px(11)
	pad, gap := th.Px(8), th.Px(5.5)
	px := th.TextPx("primary")
	if spread {
		size = th.Px(13)
		px = round(px * 1.2)
	}
	room := within - 2*pad - size - gap
	l := Break(th, Text{String: a.Label, Px: px, Weight: theme.Heading, Color: th.OnPrimary, Even: true}, room)
	if spread && len(l.Lines) > 1 {
		l = Break(th, Text{String: a.Label, Role: "primary", Weight: theme.Heading, Color: th.OnPrimary, Even: true}, room)
	}
	tall := max(th.Px(height), l.Tall()+th.Px(6))
	return Part{Height: tall, Gap: th.Px(4), Least: th.Px(2.8), Draw: func(b *Board, x, y, w, h float32) {
		b.Touch(&Touch{ID: a.ID, Label: a.Label, Primary: true, Tap: tap, Draw: func(b *Board, pressed bool) {
			edge, sill, face := b.Px(b.T.Stroke.Strong), b.Px(b.T.Stroke.SillPrimary), b.Palette.Primary
			if pressed {
				sill, face = edge, b.LitText
				if b.Outlined() || b.Look.Mode == kiosk.ModeDusk {
					face = b.OnHouse
				}
			}
			b.Box(0, 0, b.Width, b.Height, b.Px(b.T.Radius.Key), edge, sill, b.PrimaryEdge, face)
			l := l
			tone := b.Tones().Primary
			if pressed && b.Look.Mode == kiosk.ModeWhite {
				l.Color, tone.Stroke = b.Ink, b.Ink
			}
			middle := (b.Height - sill + edge) / 2
			if spread {
				b.Lines(l, pad, round(middle-l.Tall()/2), room)
				b.Icon(icon, tone, b.Width-pad-size, round(middle-size/2), size)
				return
			}
			at := round((b.Width - l.Width - gap - size) / 2)
			b.Lines(l, at, round(middle-l.Tall()/2), l.Width+1)
			b.Icon(icon, tone, at+l.Width+gap, round(middle-size/2), size)
		}}, x, y, w, h)
	}}
}

// Language is a small flat key with the name of a language; the one in force is dark.
func Language(th *theme.Theme, a kiosk.Action, px, width float32, tap func()) Part {
	l := Break(th, Text{String: a.Label, Px: px, Weight: theme.Strong, Color: th.Ink, Align: Center, Single: true}, width-th.Px(3))
	return Part{Height: th.Px(th.T.Size["language"]), Gap: th.Px(2.8), Least: th.Px(2.6), Draw: func(b *Board, x, y, w, h float32) {
		b.Touch(&Touch{ID: a.ID, Label: a.Label, Tap: tap, Draw: func(b *Board, pressed bool) {
			l := l
			line, face := b.Line, b.Surface
			if a.On {
				line, face, l.Color = b.Palette.Icon, b.Palette.Icon, b.Ground
			}
			edge := b.Px(b.T.Stroke.Line)
			if pressed {
				face, l.Color, edge = b.Sunk, b.Ink, b.Px(b.T.Stroke.Chosen)
			}
			b.Box(0, 0, b.Width, b.Height, b.Px(b.T.Radius.Small), edge, edge, line, face)
			b.Lines(l, round((b.Width-l.Width)/2), round((b.Height-l.Tall())/2), l.Width+1)
		}}, x, y, w, h)
	}}
}

// LanguagePx is the size in which all names of languages fit on one line.
func LanguagePx(th *theme.Theme, languages []kiosk.Action, width float32) float32 {
	px := th.TextPx("small")
	for _, a := range languages {
		px = min(px, Break(th, Text{String: a.Label, Role: "small", Weight: theme.Strong, Single: true}, width-th.Px(3)).Px)
	}
	return px
}

// TurnKey turns a page: a sign and a word in the middle, no wider than it is given.
func TurnKey(th *theme.Theme, a kiosk.Action, width float32, tap func()) Part {
	icon, gap := th.Px(7.5), th.Px(2.6)
	l := Break(th, Text{String: a.Label, Role: "barKey", Weight: theme.Strong, Color: th.Ink, Single: true}, width-icon-gap-th.Px(6))
	return Part{Height: th.Px(17), Gap: th.Px(4), Least: th.Px(2.8), Draw: func(b *Board, x, y, w, h float32) {
		b.Touch(&Touch{ID: a.ID, Label: a.Label, Tap: tap, Draw: func(b *Board, pressed bool) {
			b.plate(pressed, b.Px(b.T.Radius.Key), b.Px(b.T.Stroke.Line), b.Px(b.T.Stroke.Sill), b.Line, b.Surface)
			at := round((b.Width - icon - gap - l.Width) / 2)
			middle := (b.Height - b.Px(1)) / 2
			before := a.Icon == "back"
			if before {
				b.Icon(a.Icon, b.Tones().Window, at, round(middle-icon/2), icon)
				at += icon + gap
			}
			b.Lines(l, at, round(middle-l.Tall()/2), l.Width+1)
			if !before {
				b.Icon(a.Icon, b.Tones().Window, at+l.Width+gap, round(middle-icon/2), icon)
			}
		}}, x, y, w, h)
	}}
}
