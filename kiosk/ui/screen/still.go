package screen

import (
	"poploket/kiosk/ui/theme"
	"poploket/kiosk/ui/widget"
)

// stillness is a screen of one thought: a window, lit or not, a sentence, and at most one lamp.
func (p *page) stillness(icon string, lit bool) {
	w := p.says.w
	if !p.upright {
		w = p.board.Width - 2*p.margin
	}
	arch := widget.BigWindow(p.Theme, icon, lit)
	heading := widget.Paragraph(p.Theme, widget.Text{String: p.s.Heading, Role: "heading", Weight: theme.Heading, Color: p.Ink, Align: widget.Center, Even: true}, w)
	p.left = nil
	p.say(arch)
	p.say(heading.After(p.Theme, 8, 3))
	for _, s := range p.s.Lead {
		p.say(widget.Paragraph(p.Theme, widget.Text{String: s, Role: "body", Color: p.Ink, Align: widget.Center, Even: true}, w).After(p.Theme, 4, 2))
	}
	p.notices(p.say, w, nil)
	p.says.w, p.does.x, p.does.w = w, p.says.x, w
	p.lamp()
	var keys []widget.Part
	for _, a := range p.s.More {
		keys = append(keys, widget.KeyPart(p.Theme, a, w, widget.KeyShape{Full: true}, p.face.act(a.ID)))
	}
	if len(keys) > 0 {
		above := widget.Stack(keys)
		p.above = &above
	}
	foot := p.foot(p.says)
	all := p.left
	p.left = nil
	room := foot - p.says.y
	gaps := spread(all, room)
	total := float32(0)
	for i, it := range all {
		total += it.Height + gaps[i]
	}
	top := p.says.y + max(0, round((room-total)*0.42))
	p.column(area{p.says.x, top, w, foot - top}, all, false)
}
