package screen

import "poploket/kiosk/ui/widget"

// check shows every answer with a key to change it, before anything is sent.
func (p *page) check() {
	tight := p.tight
	p.tight = tight && (p.upright || p.Large()) // on a lying panel the rows alone are many
	p.heading()
	p.lead()
	if !p.upright || p.Look.LowReach {
		p.notices(p.say, p.says.w, nil)
	}
	p.tight = tight
	p.rows()
	if p.upright && !p.Look.LowReach {
		p.notices(p.do, p.does.w, nil)
	}
	p.keys()
	p.explain(p.do, p.does.w)
	p.lamp()
}

// rows are the lines of one card.
func (p *page) rows() {
	for i, r := range p.s.Rows {
		part := widget.RowPart(p.Theme, r, p.does.w, !p.upright, p.tight, p.face.act(r.Change.ID))
		if i == 0 {
			part = part.After(p.Theme, 5.5, 2)
		}
		p.doPaged(part)
	}
}
