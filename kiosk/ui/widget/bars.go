package widget

import (
	"poploket/kiosk"
	"poploket/kiosk/ui/theme"
)

// SignBar is the green sign on top: mark, municipality and place, and the tools at its end. Tap gives what a tool does.
// It answers the height of the bar.
func (b *Board) SignBar(s kiosk.Sign, tools []kiosk.Action, upright bool, tap func(id string) func()) float32 {
	height := b.Px(b.T.Size["signLandscape"])
	margin := b.Px(b.T.Margin.Landscape)
	if upright {
		height, margin = b.Px(b.T.Size["signPortrait"]), b.Px(b.T.Margin.Portrait)
	}
	b.Rect(0, 0, b.Width, height, 0, b.House)
	if b.Look.Mode == kiosk.ModeBlack {
		b.Rect(0, height-b.Px(0.7), b.Width, b.Px(0.7), 0, b.HouseLine)
	}
	under := b.Under
	b.Under = b.House
	end := b.Width - margin
	toolH := b.Px(b.T.Size["tool"])
	if !upright {
		toolH = b.Px(16)
	}
	widths := make([]float32, len(tools))
	left := end
	for i, t := range tools {
		widths[i] = b.toolWidth(t, !upright)
		left -= widths[i] + b.Px(2.6)
	}
	mark := b.Px(15)
	text := margin + mark + b.Px(3.6)
	b.Image(b.Mark(mark), margin, round((height-mark)/2), mark, mark)
	room := left - text
	name := Break(b.Theme, Text{String: s.Name, Px: b.Px(6.1), Weight: theme.Strong, Color: b.OnHouse}, room)
	place := Break(b.Theme, Text{String: s.Place, Px: b.Px(5.5), Color: b.OnHouse}, room)
	if len(name.Lines) > 1 || name.Px < b.Px(6.1) || len(place.Lines) > 1 {
		place.Lines = nil
	}
	top := round((height - name.Tall() - place.Tall()) / 2)
	if len(place.Lines) == 1 {
		top -= b.Px(0.4)
	}
	top += b.Lines(name, text, top, room)
	if len(place.Lines) == 1 {
		b.Lines(place, text, top+b.Px(0.8), room)
	}
	x := left + b.Px(2.6)
	for i, t := range tools {
		b.tool(t, x, round((height-toolH)/2), widths[i], toolH, !upright, tap(t.ID))
		x += widths[i] + b.Px(2.6)
	}
	b.Under = under
	return height
}

func (b *Board) toolWidth(t kiosk.Action, beside bool) float32 {
	word := Measure(t.Label, b.Font(theme.Strong, t.Label), b.TextPx("bar"))
	if beside {
		return round(word + b.Px(4.5+8+2.5+4.5))
	}
	return max(b.Px(18.5), round(word+b.Px(4.6)))
}

// tool is a key on a bar; one that is on is turned inside out.
func (b *Board) tool(t kiosk.Action, x, y, w, h float32, beside bool, tap func()) {
	word := Break(b.Theme, Text{String: t.Label, Role: "bar", Weight: theme.Strong, Color: b.OnHouse, Single: true}, w)
	b.Touch(&Touch{ID: t.ID, Label: t.Label, Tap: tap, Draw: func(b *Board, pressed bool) {
		edge := max(2, b.Px(b.T.Stroke.Hair))
		face, tone, word := b.HouseKey, b.Tones().House, word
		if t.On != pressed {
			face, tone, word.Color = b.Palette.Help, b.Tones().Help, b.OnHelp
		}
		b.Box(0, 0, b.Width, b.Height, b.Px(b.T.Radius.Small), edge, edge, b.HouseLine, face)
		icon := b.Px(8)
		if beside {
			b.Icon(t.Icon, tone, b.Px(4.5), round((b.Height-icon)/2), icon)
			b.Lines(word, b.Px(4.5)+icon+b.Px(2.5), round((b.Height-word.Tall())/2), word.Width+1)
			return
		}
		top := round((b.Height - icon - word.Tall()) / 2)
		b.Icon(t.Icon, tone, round((b.Width-icon)/2), top, icon)
		b.Lines(word, round((b.Width-word.Width)/2), top+icon, word.Width+1)
	}}, x, y, w, h)
}

// Counter is what lies below: back, help in the middle, stop; on the welcome screen who waits and until when the unit
// is open. Tools come here when everything must be within low reach.
type Counter struct {
	Left, Help, Right *kiosk.Action
	Foot              kiosk.Foot
	Tools             []kiosk.Action
}

// CounterHeight is the height of the bar.
func CounterHeight(th *theme.Theme, c Counter, upright bool) float32 {
	switch {
	case !upright:
		return th.Px(th.T.Size["counterLandscape"])
	case len(c.Tools) > 0:
		return th.Px(th.T.Size["counterPortrait"]+22.4) + barGrowth(th)
	default:
		return th.Px(th.T.Size["counterPortrait"]) + barGrowth(th)
	}
}

// barGrowth is how much taller the counter's keys are for large letters.
func barGrowth(th *theme.Theme) float32 {
	switch th.Look.Size {
	case kiosk.SizeXL:
		return th.Px(6)
	case kiosk.SizeL:
		return th.Px(3)
	}
	return 0
}

// CounterBar draws the counter at the foot of the board.
func (b *Board) CounterBar(c Counter, upright bool, tap func(id string) func()) {
	height := CounterHeight(b.Theme, c, upright)
	top := b.Height - height
	margin, sill := b.Px(b.T.Margin.Landscape), b.Px(1.2)
	if upright {
		margin, sill = b.Px(b.T.Margin.Portrait), b.Px(1.8)
	}
	if b.Outlined() {
		sill = b.Px(0.7)
	}
	b.Rect(0, top, b.Width, height, 0, b.House)
	b.Rect(0, top, b.Width, sill, 0, b.Palette.Sill)
	under := b.Under
	b.Under = b.House
	gap := b.Px(b.T.Gutter)
	keyH, keyY := b.Px(b.T.Size["key"])+barGrowth(b.Theme), top+b.Px(7.2)
	if !upright {
		keyH, keyY = b.Px(18.5), top+b.Px(4.8)
	}
	x, w := margin, b.Width-2*margin
	if n := len(c.Tools); n > 0 && upright {
		each := ColumnWidth(w, n, gap)
		for i, t := range c.Tools {
			b.tool(t, x+float32(i)*(each+gap), top+b.Px(5), each, b.Px(19), false, tap(t.ID))
		}
		keyY += b.Px(20.6)
	} else if n > 0 {
		for _, t := range c.Tools {
			wide := b.toolWidth(t, true)
			b.tool(t, x, keyY, wide, keyH, true, tap(t.ID))
			x += wide + b.Px(2.6)
			w -= wide + b.Px(2.6)
		}
	}
	each := ColumnWidth(w, 3, gap)
	place := func(i int, a *kiosk.Action, help bool) {
		if a != nil {
			b.barKey(*a, x+float32(i)*(each+gap), keyY, each, keyH, help, tap(a.ID))
		}
	}
	f := c.Foot
	if c.Left == nil {
		b.foot(f.LeftIcon, f.LeftTitle, f.LeftText, x, keyY, each, keyH, false)
	}
	place(0, c.Left, false)
	place(1, c.Help, true)
	if c.Right == nil {
		b.foot(f.RightIcon, f.RightTitle, f.RightText, x+2*(each+gap), keyY, each, keyH, true)
	}
	place(2, c.Right, false)
	b.Under = under
}

func (b *Board) barKey(a kiosk.Action, x, y, w, h float32, help bool, tap func()) {
	icon, gap := b.Px(b.T.Size["iconBar"]), b.Px(3.8)
	if a.Icon == "" {
		icon, gap = 0, 0
	}
	role := Text{String: a.Label, Role: "barKey", Weight: theme.Strong, Color: b.OnHouse, Single: true}
	word := Break(b.Theme, role, w-icon-gap-b.Px(5))
	b.Touch(&Touch{ID: a.ID, Label: a.Label, Tap: tap, Draw: func(b *Board, pressed bool) {
		line, face, tone, word := b.HouseLine, b.HouseKey, b.Tones().House, word
		if help != pressed {
			line, face, tone, word.Color = b.Palette.Help, b.Palette.Help, b.Tones().Help, b.OnHelp
		}
		if help && pressed {
			line = b.HouseLine
		}
		edge := max(2, b.Px(b.T.Stroke.Hair))
		b.Box(0, 0, b.Width, b.Height, b.Px(b.T.Radius.Key), edge, edge, line, face)
		at := round((b.Width - icon - gap - word.Width) / 2)
		b.Icon(a.Icon, tone, at, round((b.Height-icon)/2), icon)
		b.Lines(word, at+icon+gap, round((b.Height-word.Tall())/2), word.Width+1)
	}}, x, y, w, h)
}

// foot is two lines beside a sign, at the start or the end of the counter.
func (b *Board) foot(icon, title, text string, x, y, w, h float32, end bool) {
	if title == "" && text == "" {
		return
	}
	px := b.Px(b.T.Size["iconBar"])
	gap := b.Px(3.4)
	role := "small"
	if b.Large() {
		role = "bar"
	}
	one := Break(b.Theme, Text{String: title, Role: role, Weight: theme.Strong, Color: b.OnHouse, Single: true}, w-px-gap)
	two := Break(b.Theme, Text{String: text, Role: role, Color: b.OnHouse, Single: true}, w-px-gap)
	if end {
		x += w - px - gap - max(one.Width, two.Width) - 1
	}
	b.Icon(icon, b.Tones().House, x, round(y+(h-px)/2), px)
	top := round(y + (h-one.Tall()-two.Tall())/2)
	top += b.Lines(one, x+px+gap, top, one.Width+1)
	b.Lines(two, x+px+gap, top, two.Width+1)
}
