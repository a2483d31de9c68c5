package screen

import (
	"poploket/kiosk"
	"poploket/kiosk/ui/widget"
)

// confirm says what was received, under which number, how it stands and what happens now. Where it asks something (is
// the receipt good?) the question stays with its keys.
func (p *page) confirm() {
	p.say(widget.Received(p.Theme, p.s.Heading, p.says.w, p.tight))
	p.lead()
	if !p.upright && !p.Large() && p.s.Ticket != nil && len(p.s.More) == 0 {
		p.confirmLying()
		return
	}
	asked := p.asked()
	if !p.upright {
		p.notices(p.say, p.says.w, func(n kiosk.Notice) bool { return asked != nil && same(n, *asked) })
	}
	if t := p.s.Ticket; t != nil {
		p.tell(widget.TicketPart(p.Theme, *t, p.does.w, p.tight).After(p.Theme, 5.5, 2))
		p.last().paged = !p.upright || p.Large() // large letters: one thing at a time
	}
	p.notices(p.tell, p.does.w, func(n kiosk.Notice) bool { return asked == nil || !same(n, *asked) })
	p.numbers(p.does.w)
	if p.upright {
		p.notices(p.do, p.does.w, func(n kiosk.Notice) bool { return asked != nil && same(n, *asked) })
	}
	p.keys()
	p.lamp()
}

// asked is the notice that the further keys answer: the one about the receipt.
func (p *page) asked() *kiosk.Notice {
	for i := range p.s.Notices {
		if n := &p.s.Notices[i]; n.Icon == "receipt" && len(p.s.More) > 0 {
			return n
		}
	}
	return nil
}

func same(a, b kiosk.Notice) bool { return a.Title == b.Title && a.Icon == b.Icon }

// confirmLying has the ticket and what happens now side by side.
func (p *page) confirmLying() {
	p.notices(p.sayPaged, p.says.w, nil)
	gutter := p.Px(8)
	each := widget.ColumnWidth(p.does.w, 2, gutter)
	parts := []widget.Part{widget.TicketPart(p.Theme, *p.s.Ticket, each, p.tight)}
	if len(p.s.Numbers) > 0 {
		var next []widget.Part
		if p.s.NumbersTitle != "" {
			next = append(next, title(p, p.s.NumbersTitle, each))
		}
		for i, s := range p.s.Numbers {
			next = append(next, widget.Numbered(p.Theme, i+1, s, each, p.tight).After(p.Theme, 4, 2))
		}
		parts = append(parts, widget.Stack(next))
	}
	p.do(widget.Columns(parts, 2, gutter))
	p.keys()
	p.lamp()
}
