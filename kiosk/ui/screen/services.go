package screen

import (
	"poploket/kiosk"
	"poploket/kiosk/ui/widget"
)

// services are pages of tiles: one column upright, two columns lying. The keys that lead elsewhere stand with the
// reading, those that turn the page below the tiles.
func (p *page) services() {
	p.heading()
	p.lead()
	back, more, rest := turns(p.s)
	for _, a := range rest {
		if p.upright {
			continue
		}
		p.say(widget.KeyPart(p.Theme, a, p.says.w, widget.KeyShape{Full: true, Arrow: true}, p.face.act(a.ID)))
	}
	p.notices(p.say, p.says.w, nil)
	p.tiles()
	if p.upright {
		for _, a := range rest {
			p.doPaged(widget.KeyPart(p.Theme, a, p.does.w, widget.KeyShape{Full: true, Arrow: true}, p.face.act(a.ID)))
		}
	}
	if p.s.Pages > 1 {
		p.turns = &turnKeys{back, more}
	}
	p.explain(p.do, p.does.w)
	p.lamp()
}

// tiles are large entrances, in one or two columns.
func (p *page) tiles() {
	columns := 1
	gutter := p.Px(p.T.Gutter)
	if !p.upright && !p.Large() {
		columns = 2
	}
	each := widget.ColumnWidth(p.does.w, columns, gutter)
	var row []widget.Part
	for i, t := range p.s.Tiles {
		row = append(row, widget.TilePart(p.Theme, t, each, p.face.act(t.ID)))
		if len(row) == columns || i == len(p.s.Tiles)-1 {
			p.doPaged(widget.Columns(row, columns, gutter))
			row = nil
		}
	}
}

// turns splits further keys: those of a screen with pages that carry an arrow turn them.
func turns(s *kiosk.Screen) (back, more *kiosk.Action, rest []kiosk.Action) {
	for i := range s.More {
		a := &s.More[i]
		switch {
		case s.Pages > 1 && a.Icon == "back":
			back = a
		case s.Pages > 1 && a.Icon == "next":
			more = a
		default:
			rest = append(rest, *a)
		}
	}
	return back, more, rest
}
