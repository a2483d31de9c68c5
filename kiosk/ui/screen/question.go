package screen

import (
	"poploket/kiosk"
	"poploket/kiosk/ui/widget"
)

// question is one question: choices, or fields with the keyboard that fills them. What is wrong stands above.
func (p *page) question() {
	p.heading()
	p.lead()
	errors := func(n kiosk.Notice) bool { return n.Mood == kiosk.MoodFault }
	if !(p.pages && p.tight && p.Large() && !p.upright && len(p.s.Fields) > 0) { // there the field alone says it, in its letters
		p.notices(p.say, p.says.w, errors)
	}
	if len(p.s.Fields) > 0 {
		p.fields()
	} else {
		p.choices()
		p.tiles()
	}
	p.notices(p.doPaged, p.does.w, func(n kiosk.Notice) bool { return !errors(n) })
	p.keys()
	if p.upright {
		p.explain(p.do, p.does.w)
	} else {
		p.explain(p.say, p.says.w)
	}
	if len(p.s.Fields) > 0 {
		p.typewriter()
	}
	p.lamp()
}

// choices are the answers: one column, or two on a lying panel when there are many.
func (p *page) choices() {
	columns := 1
	if !p.upright && len(p.s.Choices) > 3 && !p.Large() {
		columns = 2
	}
	gutter := p.Px(p.T.Gutter)
	each := widget.ColumnWidth(p.does.w, columns, gutter)
	var row []widget.Part
	for i, c := range p.s.Choices {
		row = append(row, widget.ChoicePart(p.Theme, c, each, p.face.act(c.ID)))
		if len(row) == columns || i == len(p.s.Choices)-1 {
			p.doPaged(widget.Columns(row, columns, gutter))
			row = nil
		}
	}
}

// fields stand with the reading: the hand is at the keyboard. Short ones stand side by side.
func (p *page) fields() {
	gutter := p.Px(p.T.Gutter)
	half := widget.ColumnWidth(p.says.w, 2, gutter)
	for i := 0; i < len(p.s.Fields); i++ {
		one := p.s.Fields[i]
		if i+1 < len(p.s.Fields) {
			if two := p.s.Fields[i+1]; two.Beside && widget.FieldFits(p.Theme, one, half) && widget.FieldFits(p.Theme, two, half) {
				p.sayPaged(widget.Columns([]widget.Part{p.field(one, half), p.field(two, half)}, 2, gutter))
				p.left[len(p.left)-1].fields = []string{one.ID, two.ID}
				i++
				continue
			}
		}
		p.sayPaged(p.field(one, p.says.w))
		p.left[len(p.left)-1].fields = []string{one.ID}
	}
}

func (p *page) field(fd kiosk.Field, width float32) widget.Part {
	f, id := p.face, fd.ID
	e := widget.NewEntry(fd)
	e.Active = id == f.typing
	f.entries = append(f.entries, e)
	return widget.FieldPart(p.Theme, e, width, p.snug, func() { f.into(id) }, func(r rune) { f.focusType(id, string(r)) }, func() { f.focusErase(id) })
}

// typewriter is the keyboard for the active field, always in the same place above the lamp.
func (p *page) typewriter() {
	f := p.face
	e := f.active()
	if e == nil {
		return
	}
	if f.keyboard == nil || f.keyboard.Kind != e.Kind {
		f.keyboard = &widget.Keyboard{Kind: e.Kind}
	}
	k := f.keyboard
	k.Words, k.Next = p.s.Words, len(p.s.Fields) > 1
	k.Insert, k.Erase, k.Go, k.Again = f.insert, f.erase, f.next, f.draw
	part := widget.KeyboardPart(p.Theme, k, p.does.w)
	p.above = &part
}
