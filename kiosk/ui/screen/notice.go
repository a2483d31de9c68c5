package screen

import (
	"poploket/kiosk/ui/theme"
	"poploket/kiosk/ui/widget"
)

// notice is text and a way on: what happens with my data, what a word means, who comes to help.
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
