package widget

import (
	"image/color"
	"strconv"

	"poploket/kiosk"
	"poploket/kiosk/ui/theme"
)

func digits(n int) string { return strconv.Itoa(n) }

// mood is the stroke, face and sign of a state.
func mood(th *theme.Theme, m kiosk.Mood) (stroke, face color.NRGBA, icon string) {
	switch m {
	case kiosk.MoodOK:
		return th.OK, th.OKBg, "done"
	case kiosk.MoodLimit:
		return th.Limit, th.LimitBg, "warning"
	case kiosk.MoodFault:
		return th.Fault, th.FaultBg, "error"
	default:
		return th.Info, th.InfoBg, "info"
	}
}

// NoticePart is a box that says how things stand: a sign, a word, what it means. Without a title it is a plain line
// beside its sign. With a tap the whole box leads to what it speaks of.
func NoticePart(th *theme.Theme, n kiosk.Notice, within float32, tight bool, tap func()) Part {
	stroke, face, icon := mood(th, n.Mood)
	if n.Icon != "" {
		icon = n.Icon
	}
	boxed := n.Title != ""
	pad, gap, size := th.Px(6), th.Px(5.4), th.Px(13)
	if !boxed {
		pad, gap, size = 0, th.Px(4), th.Px(11)
	}
	if (th.Large() || tight) && boxed {
		pad, gap = th.Px(4.5), th.Px(4)
	}
	air := th.Px(4.8)
	if tight {
		air = th.Px(2.8)
	}
	room := within - 2*pad - gap - size
	var lines []Lines
	tall := float32(0)
	add := func(t Text) {
		l := Break(th, t, room)
		lines = append(lines, l)
		tall += l.Tall()
	}
	if boxed {
		add(Text{String: n.Title, Role: "body", Weight: theme.Strong, Color: th.Ink})
	}
	for _, s := range n.Lines {
		role := "body"
		if !boxed || tight {
			role = "small"
		}
		add(Text{String: s, Role: role, Color: th.Ink})
	}
	draw := func(b *Board, x, y, w, h float32) {
		if boxed {
			edge := b.Px(b.T.Stroke.Line)
			b.Box(x, y, w, h, b.Px(b.T.Radius.Key), edge, edge, stroke, face)
		}
		tone := theme.Tone{Stroke: stroke}
		b.Icon(icon, tone, x+pad, round(y+(h-size)/2), size)
		top := round(y + (h-tall)/2)
		for _, l := range lines {
			top += b.Lines(l, x+pad+size+gap, top, room)
		}
	}
	p := Part{Height: max(tall, size) + 2*air, Gap: th.Px(4), Least: th.Px(2), Draw: draw}
	if !boxed {
		p.Height = max(tall, size)
	}
	if tap != nil && n.Action != nil {
		p.Height = max(p.Height, th.Px(th.T.Size["targetMin"]))
		p.Least = th.Px(2.8)
		p.Draw = func(b *Board, x, y, w, h float32) {
			b.Touch(&Touch{ID: n.Action.ID, Label: sentence(append([]string{n.Title}, n.Lines...)...), Tap: tap, Draw: func(b *Board, pressed bool) {
				draw(b, 0, 0, b.Width, b.Height)
			}}, x, y, w, h)
		}
	}
	return p
}
