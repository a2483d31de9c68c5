package widget

import (
	"strings"
	"unicode/utf8"

	"poploket/kiosk"
	"poploket/kiosk/ui/theme"
)

// Entry is a field on the screen: its value as last shown or typed, and the caret. The visit keeps the answer; what is
// typed is shown here at once so that a slow moment never swallows a letter.
type Entry struct {
	kiosk.Field
	Caret  int // in runes
	Active bool
	touch  *Touch
}

// NewEntry starts with the caret behind the value.
func NewEntry(f kiosk.Field) *Entry {
	return &Entry{Field: f, Caret: utf8.RuneCountInString(f.Value)}
}

// Set shows a value that came from the visit. It answers whether anything changed.
func (e *Entry) Set(value string, active bool) bool {
	if e.Value == value && e.Active == active {
		return false
	}
	if e.Value != value {
		e.Value = value
		e.Caret = utf8.RuneCountInString(value)
	}
	e.Active = active
	return true
}

// Refresh draws the field anew, and nothing else.
func (e *Entry) Refresh() {
	if e.touch != nil {
		e.touch.repaint()
	}
}

// Wipe forgets the value.
func (e *Entry) Wipe() {
	e.Value, e.Caret, e.touch = "", 0, nil
}

// Insert types s at the caret and answers whether it was taken.
func (e *Entry) Insert(s string) bool {
	if e.Kind == kiosk.FieldDate {
		return e.set(dateOf(digitsOf(e.Value)+digitsOf(s)), -1)
	}
	s = admitted(e.Kind, s)
	r := []rune(e.Value)
	at := min(e.Caret, len(r))
	in := []rune(s)
	if len(in) == 0 || e.Max > 0 && len(r)+len(in) > e.Max {
		return false
	}
	return e.set(string(r[:at])+s+string(r[at:]), at+len(in))
}

// Erase takes away what stands before the caret.
func (e *Entry) Erase() bool {
	if e.Kind == kiosk.FieldDate {
		d := digitsOf(e.Value)
		return d != "" && e.set(dateOf(d[:len(d)-1]), -1)
	}
	r := []rune(e.Value)
	at := min(e.Caret, len(r))
	return at > 0 && e.set(string(r[:at-1])+string(r[at:]), at-1)
}

func (e *Entry) set(value string, caret int) bool {
	if value == e.Value {
		return false
	}
	if caret < 0 {
		caret = utf8.RuneCountInString(value)
	}
	e.Value, e.Caret = value, caret
	return true
}

// admitted is what of s a kind of field takes, from whatever keyboard.
func admitted(kind kiosk.FieldKind, s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < ' ' || r == 0x7f:
			return -1
		case kind == kiosk.FieldNumber || kind == kiosk.FieldBSN:
			if r < '0' || r > '9' {
				return -1
			}
		case kind == kiosk.FieldPhone:
			if !strings.ContainsRune("0123456789+- ", r) {
				return -1
			}
		case kind == kiosk.FieldEmail && r == ' ':
			return -1
		case kind == kiosk.FieldPostcode || kind == kiosk.FieldPlate:
			return toUpper(r)
		}
		return r
	}, s)
}

func toUpper(r rune) rune { return []rune(strings.ToUpper(string(r)))[0] }

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// dateOf sets digits as DD-MM-YYYY, as far as they go.
func dateOf(d string) string {
	d = d[:min(len(d), 8)]
	switch {
	case len(d) > 4:
		return d[:2] + "-" + d[2:4] + "-" + d[4:]
	case len(d) > 2:
		return d[:2] + "-" + d[2:]
	}
	return d
}

// FieldFits reports whether a field's words keep their size and its label one line in so little width.
func FieldFits(th *theme.Theme, f kiosk.Field, within float32) bool {
	label := Break(th, Text{String: f.Label, Role: "body", Weight: theme.Strong}, within)
	hint := Break(th, Text{String: f.Hint, Role: "small"}, within)
	return len(label.Lines) < 2 && label.Px == th.TextPx("body") && hint.Px == th.TextPx("small")
}

// FieldPart is one box with its label, then its hint or its error, then the box: sunk into the page, a key stands out.
func FieldPart(th *theme.Theme, e *Entry, within float32, snug bool, tap func(), typed func(r rune), erase func()) Part {
	label := Break(th, Text{String: e.Label, Role: "body", Weight: theme.Strong, Color: th.Ink}, within)
	sign := th.Px(7)
	hint := Text{String: e.Hint, Role: "small", Color: th.Soft}
	hintX := float32(0)
	if e.Error != "" {
		hint = Text{String: e.Error, Role: "small", Weight: theme.Strong, Color: th.Ink}
		hintX = sign + th.Px(2.5)
	}
	below := Break(th, hint, within-hintX)
	px := th.TextPx("choice")
	box := max(th.Px(18), round(px*1.28)+th.Px(5))
	head := label.Tall() + below.Tall() + th.Px(1.5)
	if snug {
		head -= th.Px(0.9)
	}
	return Part{Height: head + box, Gap: th.Px(5), Least: th.Px(2.8), Draw: func(b *Board, x, y, w, h float32) {
		top := y + b.Lines(label, x, y, w)
		if e.Error != "" {
			b.Icon("error", b.Tones().Fault, x, round(top+(below.Height-sign)/2), sign)
		}
		b.Lines(below, x+hintX, top, w-hintX)
		e.touch = &Touch{ID: "field:" + e.ID, Label: sentence(e.Label, e.Hint, e.Error), Fast: true, Typed: typed, Erase: erase}
		e.touch.Tap = func() {
			e.Caret = caretAt(th, e, px, e.touch)
			tap()
		}
		e.touch.Draw = func(b *Board, pressed bool) {
			edge, top, line := b.Px(b.T.Stroke.Line), b.Px(1.2), b.Line
			if e.Active {
				edge, line = b.Px(b.T.Stroke.Strong), b.Palette.Icon
			}
			if e.Error != "" {
				edge, line = b.Px(b.T.Stroke.Strong), b.Fault
			}
			b.Rect(0, 0, b.Width, b.Height, b.Px(b.T.Radius.Small), line)
			b.Rect(edge, top, b.Width-2*edge, b.Height-edge-top, max(b.Px(b.T.Radius.Small)-edge, 0), b.Surface)
			b.value(e, px)
		}
		b.Touch(e.touch, x, y+h-box, w, box) // at the foot: boxes side by side stand level
	}}
}

// value draws what was typed, its end when it is too long, and the caret. It reads left to right in every language.
func (b *Board) value(e *Entry, px float32) {
	pad := b.Px(4)
	before, after := shown(b.Theme, e, px, b.Width-2*pad-b.Px(1))
	ltr := b.LTR
	b.LTR = true
	defer func() { b.LTR = ltr }()
	font := b.Font(theme.Regular, e.Value)
	middle := round((b.Height + b.Px(0.5)) / 2)
	line := Lines{Text: Text{String: e.Value, Color: b.Ink}, Px: px, Height: round(px * 1.28)}
	x := pad
	if before+after != "" {
		line.Lines = []string{before + after}
		b.Lines(line, x, middle-round(line.Height/2), b.Width)
	}
	if e.Active {
		x += Measure(before, font, px)
		for i := len(before); i > 0 && before[i-1] == ' '; i-- {
			x += Measure(" ", font, px)
		}
		b.Rect(round(x)+b.Px(0.3), middle-round(px*0.55), b.Px(0.7), round(px*1.1), 0, b.Ink)
	}
}

// shown is the value before and after the caret, cut at its start until it fits.
func shown(th *theme.Theme, e *Entry, px, room float32) (before, after string) {
	r := []rune(e.Value)
	caret := min(e.Caret, len(r))
	font := th.Font(theme.Regular, e.Value)
	from := 0
	for from < caret && Measure(string(r[from:]), font, px) > room {
		from++
	}
	return string(r[from:caret]), string(r[caret:])
}

// caretAt is the place in the value nearest to a tap.
func caretAt(th *theme.Theme, e *Entry, px float32, t *Touch) int {
	r := []rune(e.Value)
	if e.Kind == kiosk.FieldDate || t.at.X == 0 {
		return len(r)
	}
	font := th.Font(theme.Regular, e.Value)
	x := t.at.X - th.Px(4)
	best := 0
	for i := range r {
		if Measure(string(r[:i+1]), font, px)-Measure(string(r[i]), font, px)/2 < x {
			best = i + 1
		}
	}
	return best
}
