package widget

import (
	"image"
	"strings"

	"poploket/kiosk"
	"poploket/kiosk/ui/theme"
)

// Keyboard types into the active entry. It keeps what belongs to the hand alone: the capital that was asked for and
// whether the upper row shows letters with marks.
type Keyboard struct {
	Kind  kiosk.FieldKind
	Words kiosk.Words
	Next  bool // there is a next field to go to

	Insert func(s string)
	Erase  func()
	Go     func() // to the next field
	Again  func() // the keyboard shows other keys now

	Capital, Marks bool
}

// keycap is one key: what it types, what it says, how many columns wide it is.
type keycap struct {
	id, label string
	spoken    string // where the label does not say it
	types     string
	columns   float32
	do        func()
	on        bool
}

const (
	rowDigits = "1234567890"
	rowMarks  = "éëèïöüáóçñ"
)

// Auto reports whether the next letter is a capital by itself: every word of a name, the first letter of a text.
func Auto(kind kiosk.FieldKind, before string) bool {
	switch kind {
	case kiosk.FieldPostcode, kiosk.FieldPlate:
		return true
	case kiosk.FieldName:
		return before == "" || strings.HasSuffix(before, " ") || strings.HasSuffix(before, "-")
	case kiosk.FieldText:
		return before == ""
	}
	return false
}

// Pad reports whether a kind is typed with digits only.
func Pad(kind kiosk.FieldKind) bool {
	switch kind {
	case kiosk.FieldNumber, kiosk.FieldPhone, kiosk.FieldDate, kiosk.FieldBSN:
		return true
	}
	return false
}

func (k *Keyboard) rows() [][]keycap {
	keys := func(s string) (row []keycap) {
		for _, r := range s {
			types := string(r)
			row = append(row, keycap{id: "key:" + types, label: strings.ToUpper(types), types: types, columns: 1})
		}
		return row
	}
	erase := keycap{id: "key:erase", label: k.Words.Erase, columns: 1, do: k.Erase}
	if Pad(k.Kind) {
		erase.columns = 10. / 3
		wide := func(row []keycap) []keycap {
			for i := range row {
				row[i].columns = 10. / 3
			}
			return row
		}
		corner := keycap{columns: 10. / 3}
		switch {
		case k.Kind == kiosk.FieldPhone:
			corner = keycap{id: "key:+", label: "+", types: "+", columns: 10. / 3}
		case k.Next && k.Words.Next != "":
			corner = keycap{id: "key:next", label: k.Words.Next, columns: 10. / 3, do: k.Go}
		}
		return [][]keycap{wide(keys("123")), wide(keys("456")), wide(keys("789")), append(append([]keycap{corner}, wide(keys("0"))...), erase)}
	}
	top := rowDigits
	marks := k.Kind == kiosk.FieldName || k.Kind == kiosk.FieldText
	if marks && k.Marks != (k.Kind == kiosk.FieldName) {
		top = rowMarks
	}
	third, fourth := "asdfghjkl'", "zxcvbnm-"
	switch k.Kind {
	case kiosk.FieldEmail:
		third, fourth = "asdfghjkl_", "zxcvbnm-"
	case kiosk.FieldPostcode, kiosk.FieldPlate:
		third = "asdfghjkl-"
		fourth = "zxcvbnm"
	}
	last := append(keys(fourth), erase)
	capitals := marks
	if capitals {
		last = append([]keycap{{id: "key:capital", label: "Aa", spoken: k.Words.Capital, columns: 1, on: k.Capital, do: func() { k.Capital = !k.Capital; k.Again() }}}, last...)
	}
	used := float32(0)
	for _, c := range last[:len(last)-1] {
		used += c.columns
	}
	last[len(last)-1].columns = 10 - used
	var foot []keycap
	add := func(c keycap) { foot = append(foot, c) }
	if marks {
		label, spoken := "é ë ï", k.Words.Marks
		if top == rowMarks {
			label, spoken = "123", k.Words.Digits
		}
		add(keycap{id: "key:marks", label: label, spoken: spoken, columns: 2, do: func() { k.Marks = !k.Marks; k.Again() }})
	}
	switch k.Kind {
	case kiosk.FieldEmail:
		add(keycap{id: "key:@", label: "@", types: "@", columns: 2})
		add(keycap{id: "key:.", label: ".", types: ".", columns: 2})
		add(keycap{id: "key:.nl", label: ".nl", types: ".nl", columns: 3})
		add(keycap{id: "key:.com", label: ".com", types: ".com", columns: 3})
	case kiosk.FieldPlate:
	default:
		add(keycap{id: "key:space", label: k.Words.Space, types: " ", columns: 5})
		if k.Kind == kiosk.FieldText {
			add(keycap{id: "key:,", label: ",", types: ",", columns: 1})
			add(keycap{id: "key:.", label: ".", types: ".", columns: 1})
		}
	}
	if k.Next && k.Words.Next != "" {
		add(keycap{id: "key:next", label: k.Words.Next, columns: 3, do: k.Go})
	}
	rows := [][]keycap{keys(top), keys("qwertyuiop"), keys(third), last}
	if len(foot) > 0 {
		used := float32(0)
		for _, c := range foot {
			used += c.columns
		}
		for i := range foot { // the wide keys share what is left
			foot[i].columns *= 10 / used
		}
		rows = append(rows, foot)
	}
	return rows
}

// KeyboardPart is the keyboard as wide as it may be, its keys never lower than the look's.
func KeyboardPart(th *theme.Theme, k *Keyboard, within float32) Part {
	rows := k.rows()
	gap := th.Px(2.6)
	high := th.Px(th.T.Size["keyboardKey"])
	if Pad(k.Kind) {
		high = th.Px(17)
	}
	unit := (within - 9*gap) / 10
	height := float32(len(rows))*(high+gap) - gap
	return Part{Height: height, Gap: th.Px(5), Least: th.Px(3), Draw: func(b *Board, x, y, w, h float32) {
		if b.Look.RTL && !b.LTR { // the keyboard's place is mirrored, the keyboard is not
			x = b.Width - x - w
		}
		ltr := b.LTR
		b.LTR = true
		defer func() { b.LTR = ltr }()
		type place struct {
			keycap
			x, y, w float32
		}
		var places []place
		for i, row := range rows {
			at := float32(0)
			for _, c := range row {
				left := round(at * (unit + gap))
				at += c.columns
				right := round(at*(unit+gap)) - gap
				if c.id != "" {
					places = append(places, place{c, left, float32(i) * (high + gap), min(right, w) - left})
				}
			}
		}
		var faces []image.Rectangle
		var labels []string
		for _, p := range places {
			faces = append(faces, image.Rect(int(p.x), int(p.y), int(p.x+p.w), int(p.y+high)))
			if p.types != "" && len([]rune(p.label)) == 1 {
				labels = append(labels, p.label)
			} else {
				labels = append(labels, "")
			}
		}
		b.Place(b.keys(faces, labels, int(w), int(height)), x, y, w, height)
		for i, p := range places {
			b.Touch(k.touch(p.keycap, labels[i] != ""), x+p.x, y+p.y, p.w, high)
		}
	}}
}

// touch is the live key above its picture: it draws itself only while pressed or focused.
func (k *Keyboard) touch(c keycap, pictured bool) *Touch {
	t := &Touch{ID: c.id, Label: c.label, Fast: true}
	if c.spoken != "" {
		t.Label = c.spoken
	}
	t.Tap = c.do
	if c.do == nil {
		types := c.types
		t.Tap = func() { k.Insert(types) }
	}
	t.Draw = func(b *Board, pressed bool) {
		if pressed || t.focused || c.on {
			line, face := b.Line, b.Surface
			if c.on {
				face = b.Palette.Lit
			}
			b.plate(pressed, b.Px(b.T.Radius.Small), b.Px(b.T.Stroke.Line), b.Px(b.T.Stroke.Sill), line, face)
		}
		if pictured && !pressed && !t.focused {
			return
		}
		ink := b.Ink
		if c.on && !pressed {
			ink = b.OnLit
		}
		px := keyText(b.Theme)
		if !pictured {
			px = b.Px(6.1)
		}
		l := Break(b.Theme, Text{String: c.label, Px: px, Weight: theme.Strong, Color: ink, Single: true}, b.Width-b.Px(1.6))
		b.Lines(l, round((b.Width-l.Width)/2), round((b.Height-b.Px(0.8)-l.Tall())/2), l.Width+1)
	}
	return t
}

// keyText is the size of the letters on keys: they grow with the text as far as a key of 15 mm lets them.
func keyText(th *theme.Theme) float32 { return min(th.TextPx("barKey"), th.Px(9)) }
