package screen

import (
	"poploket/kiosk/ui/theme"
	"poploket/kiosk/ui/widget"
)

// notice is text and a way on: one service before it starts, what happens with my data, what a word means, who comes to
// help.
func (p *page) notice() {
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

// title is a small heading inside the window.
func title(p *page, s string, width float32) widget.Part {
	return widget.Paragraph(p.Theme, widget.Text{String: s, Role: "choice", Weight: theme.Strong, Color: p.Ink}, width).After(p.Theme, 6, 2)
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
		p.tell(widget.Numbered(p.Theme, i+1, s, width, false).After(p.Theme, gap, 1.4))
	}
}
