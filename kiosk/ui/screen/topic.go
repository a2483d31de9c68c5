package screen

import "poploket/kiosk/ui/widget"

// topic is one service before it starts: what it is, what to bring, what happens, and the lamp that begins.
func (p *page) topic() {
	p.titled()
	p.told()
	p.notices(p.tell, p.does.w, nil)
	p.numbers(p.does.w)
	p.rows()
	p.tiles()
	p.choices()
	p.keys()
	p.explain(p.do, p.does.w)
	p.lamp()
}

// numbers are the steps of what happens, each with its number in an arch.
func (p *page) numbers(width float32) {
	if len(p.s.Numbers) == 0 {
		return
	}
	if p.s.NumbersTitle != "" {
		p.tell(title(p, p.s.NumbersTitle, width))
		p.last().title = true
	}
	for i, s := range p.s.Numbers {
		gap := 3.6
		if i == 0 {
			gap = 3
		}
		p.tell(widget.Numbered(p.Theme, i+1, s, width).After(p.Theme, gap, 1.4))
	}
}
