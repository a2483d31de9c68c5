package screen

import (
	"poploket/kiosk"
	"poploket/kiosk/ui/widget"
)

// settings are the language, or how one wants to read: titled groups of keys of which one is lit. What is chosen is
// seen at once, because the screen itself is drawn that way.
func (p *page) settings() {
	p.heading()
	p.lead()
	p.notices(p.say, p.says.w, nil)
	if len(p.s.Languages) > 0 {
		p.languages()
	}
	p.tiles()
	p.choices()
	for _, g := range p.s.Groups {
		p.group(g)
	}
	p.keys()
	p.explain(p.do, p.does.w)
	p.lamp()
}

// group is one row of choices with its title, two in a row where the words need the room.
func (p *page) group(g kiosk.Group) {
	gutter := p.Px(3)
	columns := 2
	roomy := p.upright && !p.Look.LowReach
	if !roomy {
		columns = min(len(g.Choices), 4)
		if p.Large() {
			columns = min(columns, 3)
		}
	}
	each := widget.ColumnWidth(p.does.w, columns, gutter)
	var parts []widget.Part
	for _, c := range g.Choices {
		parts = append(parts, widget.SmallChoice(p.Theme, c, each, roomy, p.face.act(c.ID)))
	}
	p.doPaged(widget.Titled(title(p, g.Title, p.does.w), widget.Grid(parts, columns, gutter, p.Px(2.8)), p.Px(2)).After(p.Theme, 5, 2))
}

// languages are large keys, each with the name of a language in its own script.
func (p *page) languages() {
	gutter := p.Px(4)
	columns := 2
	each := widget.ColumnWidth(p.does.w, columns, gutter)
	var row []widget.Part
	for i, a := range p.s.Languages {
		c := kiosk.Choice{ID: a.ID, Label: a.Label, Chosen: a.On}
		row = append(row, widget.SmallChoice(p.Theme, c, each, true, p.face.act(a.ID)))
		if len(row) == columns || i == len(p.s.Languages)-1 {
			p.doPaged(widget.Columns(row, columns, gutter))
			row = nil
		}
	}
}
