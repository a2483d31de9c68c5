package screen

import "poploket/kiosk/ui/widget"

// confirm says what was received, under which number, how it stands and what happens now.
func (p *page) confirm() {
	p.say(widget.Received(p.Theme, p.s.Heading, p.says.w))
	p.lead(false)
	if t := p.s.Ticket; t != nil {
		p.do(widget.TicketPart(p.Theme, *t, p.does.w).After(p.Theme, 5.5, 2))
	}
	if p.upright {
		p.notices(p.doPaged, p.does.w, nil)
	} else {
		p.notices(p.sayPaged, p.says.w, nil)
	}
	p.numbers(p.doPaged, p.does.w)
	p.keys(p.do, p.does.w, true)
	p.lamp()
}
