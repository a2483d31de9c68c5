package screen

import "poploket/kiosk/ui/widget"

// identify asks for the document on the reader and shows how; going on without it is always there.
func (p *page) identify() {
	p.heading()
	p.lead()
	if p.upright || !p.tight {
		p.do(widget.Reader(p.Theme, p.does.w, p.identifyHeight()).After(p.Theme, 6, 3))
	}
	if p.upright || p.Large() {
		p.notices(p.tell, p.does.w, nil)
	} else {
		p.notices(p.say, p.says.w, nil)
	}
	p.numbers(p.does.w)
	p.choices()
	p.keys()
	if p.upright {
		p.explain(p.do, p.does.w)
	} else {
		p.explain(p.say, p.says.w)
	}
	p.lamp()
}

// identifyHeight is how tall the picture of the reader may be, in design millimetres.
func (p *page) identifyHeight() float64 {
	switch {
	case p.Look.LowReach || p.Large() && !p.upright || p.tight:
		return 34
	case p.upright && p.Large():
		return 62
	case p.upright && !p.snug:
		return 104
	case p.upright:
		return 72
	case !p.snug:
		return 84
	default:
		return 46
	}
}
