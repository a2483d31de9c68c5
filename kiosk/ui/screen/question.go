package screen

import (
	"poploket/kiosk"
	"poploket/kiosk/ui/widget"
)

// question is one question: choices, or fields with the keyboard that fills them. What is wrong stands above.
func (p *page) question() {
	p.heading()
	p.lead(false)
	errors := func(n kiosk.Notice) bool { return n.Mood == kiosk.MoodFault }
	p.notices(p.say, p.says.w, errors)
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

// fields stand with the reading: the hand is at the keyboard.
func (p *page) fields() {
	f := p.face
	for _, fd := range p.s.Fields {
		e := widget.NewEntry(fd)
		e.Active = fd.ID == f.typing
		f.entries = append(f.entries, e)
		id := fd.ID
		p.sayPaged(widget.FieldPart(p.Theme, e, p.says.w, p.snug, func() { f.into(id) }, func(r rune) { f.focusType(id, string(r)) }, func() { f.focusErase(id) }))
	}
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
