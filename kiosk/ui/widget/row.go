package widget

import (
	"poploket/kiosk"
	"poploket/kiosk/ui/theme"
)

// RowPart is one line of the check-answers card: what was asked, what was answered, and the key to change it. On a wide
// board question and answer stand side by side. Tight rows are as low as the keys on them may stand.
func RowPart(th *theme.Theme, r kiosk.Row, within float32, wide, tight bool, tap func()) Part {
	pad, gap := th.Px(6.4), th.Px(4)
	keyH, icon, air := th.Px(th.T.Size["change"]), th.Px(7), th.Px(8.6)
	if wide {
		keyH, air = th.Px(th.T.Size["targetMin"]), th.Px(3.4)
	}
	word := Break(th, Text{String: r.Change.Label, Role: "body", Weight: theme.Strong, Color: th.Ink, Single: true}, within/3)
	if th.Look.Size == kiosk.SizeM || th.Look.Size == kiosk.SizeS {
		word = Break(th, Text{String: r.Change.Label, Px: th.Px(6.8), Weight: theme.Strong, Color: th.Ink, Single: true}, within/3)
	}
	keyW := th.Px(5.5) + icon + th.Px(3) + word.Width + th.Px(5.5)
	if r.Change.ID == "" {
		keyW = 0
	}
	room := within - 2*pad - gap - keyW
	side := room
	if wide {
		side = round(room * 0.3)
		room -= side + gap
	}
	label := Break(th, Text{String: r.Label, Role: "small", Color: th.Soft}, side)
	values, tall := rowValues(th, r.Values, "body", room)
	if wide && tight && tall > th.Px(th.T.Size["targetMin"]) { // two lines beside one key
		values, tall = rowValues(th, r.Values, "small", room)
	}
	stacked := tall + label.Tall()
	if wide {
		stacked = max(tall, label.Tall())
	}
	between := min(air, th.Px(5.2))
	if tight {
		air, between = min(air, th.Px(2)), th.Px(th.T.Size["gapMin"])
	}
	return Part{Height: max(stacked+air, keyH+between), Card: true, Draw: func(b *Board, x, y, w, h float32) {
		top := round(y + (h-stacked)/2)
		if wide {
			b.Lines(label, x+pad, top+round((stacked-label.Tall())/2), side)
			top += round((stacked - tall) / 2)
			at := x + pad + side + gap
			for _, l := range values {
				top += b.Lines(l, at, top, room)
			}
		} else {
			top += b.Lines(label, x+pad, top, room)
			for _, l := range values {
				top += b.Lines(l, x+pad, top, room)
			}
		}
		if keyW == 0 {
			return
		}
		under := b.Under
		b.Under = b.Surface
		b.Touch(&Touch{ID: r.Change.ID, Label: sentence(r.Change.Label, r.Label), Tap: tap, Draw: func(b *Board, pressed bool) {
			edge := b.Px(b.T.Stroke.Line)
			b.plate(pressed, b.Px(b.T.Radius.Small), edge, edge, b.Line, b.Ground)
			at := b.Px(5.5)
			b.Icon("edit", b.Tones().Window, at, round((b.Height-icon)/2), icon)
			b.Lines(word, at+icon+b.Px(3), round((b.Height-word.Tall())/2), word.Width+1)
		}}, x+w-b.Px(4.8)-keyW, round(y+(h-keyH)/2), keyW, keyH)
		b.Under = under
	}}
}

func rowValues(th *theme.Theme, values []string, role string, room float32) (lines []Lines, tall float32) {
	for _, v := range values {
		l := Break(th, Text{String: v, Role: role, Weight: theme.Strong, Color: th.Ink}, room)
		lines = append(lines, l)
		tall += l.Tall()
	}
	return lines, tall
}

// Card draws the box behind rows that follow each other; Rule is the line between two of them.
func (b *Board) Card(x, y, w, h float32) {
	b.Box(x, y, w, h, b.Px(b.T.Radius.Key), b.Px(b.T.Stroke.Line), b.Px(b.T.Stroke.Sill), b.Line, b.Surface)
}

// Rule is a hair line across a card.
func (b *Board) Rule(x, y, w float32) {
	line := b.Sill
	if b.Outlined() {
		line = b.Line
	}
	edge := b.Px(b.T.Stroke.Line)
	b.Rect(x+edge, y, w-2*edge, max(1, b.Px(b.T.Stroke.Hair)), 0, line)
}
