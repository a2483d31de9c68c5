package screen

import (
	"strings"

	"poploket/kiosk"
	"poploket/kiosk/ui/theme"
	"poploket/kiosk/ui/widget"
)

func upper(s string) string { return strings.ToUpper(s) }

// page is one drawing in the making.
type page struct {
	*theme.Theme
	face *Face
	way
	overflow bool // even so it did not fit
	s        *kiosk.Screen
	board    *widget.Board
	upright  bool
	margin   float32
	says     area // where reading stands
	does     area // where hands go; upright it is the same as says
	left     []item
	right    []item
	turns    *turnKeys    // the visit's own pages
	above    *widget.Part // at the foot, above the primary: the keyboard
	primary  *widget.Part
}

// way is what a page does to fit.
type way struct {
	snug  bool // less air
	tight bool // what can be spared is left out, the rest smaller
	pages bool // lists may be turned
}

// area is a column of the page.
type area struct{ x, y, w, h float32 }

// item is a part in a column; those that are paged give way when not all have room. A title stays with what follows.
type item struct {
	widget.Part
	paged  bool
	title  bool
	fields []string // ids of the fields in it
}

func newPage(f *Face, look kiosk.Look, how way) *page {
	th := f.set.For(look)
	w, h := float32(f.set.Panel.WidthPx), float32(f.set.Panel.HeightPx)
	p := &page{Theme: th, face: f, way: how, s: &f.shown, board: widget.NewBoard(th, w, h, f.Guard), upright: f.set.Panel.Portrait()}
	p.margin = th.Px(th.T.Margin.Landscape)
	top, bottom := th.Px(th.T.Size["signLandscape"]), h-widget.CounterHeight(th, p.counter(), p.upright)
	if p.upright {
		p.margin = th.Px(th.T.Margin.Portrait)
		top = th.Px(th.T.Size["signPortrait"])
		air := th.Px(8)
		if how.snug {
			air = th.Px(5)
		}
		p.says = area{p.margin, top + air, w - 2*p.margin, 0}
		p.says.h = bottom - th.Px(7.3) - p.says.y
		p.does = p.says
		if th.Look.LowReach {
			p.does.y = round(h / 2)
			p.does.h = p.says.y + p.says.h - p.does.y
		}
		return p
	}
	left := th.Px(th.T.Left)
	between := th.Px(11)
	above, below := th.Px(7.5), th.Px(4.5)
	if how.snug {
		above = th.Px(4)
	}
	p.says = area{p.margin, top + above, left, bottom - top - above - below}
	p.does = area{p.margin + left + between, p.says.y, w - 2*p.margin - left - between, p.says.h}
	return p // low reach: a lying panel is low as a whole, its keys stand at the foot
}

func (p *page) counter() widget.Counter {
	c := widget.Counter{Left: p.s.Left, Help: p.s.Help, Right: p.s.Right, Foot: p.s.Foot}
	if p.s.Look.LowReach {
		c.Tools = p.s.Tools
		if p.s.Explain != nil && p.upright {
			c.Tools = append(append([]kiosk.Action(nil), c.Tools...), *p.s.Explain)
		}
	}
	return c
}

// draw composes the kind and lays it out: sign, window, counter, in reading order.
func (p *page) draw() {
	b := p.board
	b.Rect(0, 0, b.Width, b.Height, 0, p.Ground)
	if p.s.Kind == kiosk.KindWelcome {
		p.welcome()
	} else {
		p.sign()
		p.compose()
		p.arrange()
	}
	b.CounterBar(p.counter(), p.upright, p.face.act)
}

func (p *page) sign() {
	tools := p.s.Tools
	if p.s.Look.LowReach {
		tools = nil
	}
	p.board.SignBar(p.s.Sign, tools, p.upright, p.face.act)
}

func (p *page) compose() {
	switch p.s.Kind {
	case kiosk.KindServices:
		p.services()
	case kiosk.KindIdentify:
		p.identify()
	case kiosk.KindQuestion:
		p.question()
	case kiosk.KindCheck:
		p.check()
	case kiosk.KindBusy:
		p.busy()
	case kiosk.KindConfirm:
		p.confirm()
	case kiosk.KindSettings:
		p.settings()
	case kiosk.KindIdle:
		p.idle()
	case kiosk.KindGoodbye:
		p.goodbye()
	default: // topics, too
		p.notice()
	}
}

// say adds a part to where reading stands, do to where hands go.
func (p *page) say(part widget.Part)      { p.left = append(p.left, item{Part: part}) }
func (p *page) sayPaged(part widget.Part) { p.left = append(p.left, item{Part: part, paged: true}) }
func (p *page) do(part widget.Part)       { p.right = append(p.right, item{Part: part}) }
func (p *page) doPaged(part widget.Part)  { p.right = append(p.right, item{Part: part, paged: true}) }

// tell adds a part that is read but has to do with what hands do: it stands with them on a lying panel, above them on an
// upright one. It gives way to pages.
func (p *page) tell(part widget.Part) {
	if p.upright {
		p.sayPaged(part)
	} else {
		p.doPaged(part)
	}
}

// last is the item that tell added last.
func (p *page) last() *item {
	if p.upright {
		return &p.left[len(p.left)-1]
	}
	return &p.right[len(p.right)-1]
}

// heading is the step line and the heading.
func (p *page) heading() {
	if p.s.Steps > 0 && !p.tight {
		p.say(widget.Steps(p.Theme, p.s.StepText, p.s.Step, p.s.Steps, p.says.w).After(p.Theme, 0, 0))
	}
	p.say(widget.HeadingPart(p.Theme, p.s.Heading, p.says.w, p.tight).After(p.Theme, 4.6, 1))
}

// titled is the heading with its sign in a window: beside it on an upright panel, above it on a lying one.
func (p *page) titled() {
	switch {
	case p.s.Icon == "" || p.tight || !p.upright && p.Large():
		p.heading()
	case p.upright:
		p.say(widget.Windowed(p.Theme, p.s.Icon, p.s.Heading, p.says.w))
	default:
		p.say(widget.Window(p.Theme, p.s.Icon))
		p.say(widget.HeadingPart(p.Theme, p.s.Heading, p.says.w, false).After(p.Theme, 6, 3))
	}
}

// told is the text of a screen that is there to be read: a card, one thought a row.
func (p *page) told() {
	for i, s := range p.s.Lead {
		part := widget.Said(p.Theme, s, p.does.w, p.snug)
		if i == 0 {
			part = part.After(p.Theme, 6, 2.8)
		}
		p.tell(part)
	}
}

// lead is the text under the heading.
func (p *page) lead() {
	for i, s := range p.s.Lead {
		gap := 3.0
		if i == 0 {
			gap = 4
		}
		p.say(widget.Paragraph(p.Theme, widget.Text{String: s, Role: "body", Color: p.Ink}, p.says.w).After(p.Theme, gap, 1.5))
	}
}

// notices draws the boxes of one kind: those about errors lead to their field.
func (p *page) notices(add func(widget.Part), width float32, which func(kiosk.Notice) bool) {
	for _, n := range p.s.Notices {
		if which != nil && !which(n) {
			continue
		}
		var tap func()
		if n.Action != nil {
			id := n.Action.ID
			tap = p.face.act(id)
			for _, fd := range p.s.Fields {
				if fd.ID == id {
					tap = func() { p.face.into(id) }
				}
			}
		}
		if p.tight && n.Mood == kiosk.MoodFault && len(p.s.Fields) > 0 {
			n.Lines = nil // the field says it too
		}
		add(widget.NoticePart(p.Theme, n, width, p.tight, tap).After(p.Theme, 5, 2.8))
	}
}

// keys are the further keys, below each other, or in pairs on a lying panel.
func (p *page) keys() {
	columns := 1
	if !p.upright {
		columns = min(2, len(p.s.More))
	}
	gutter := p.Px(p.T.Gutter)
	var row []widget.Part
	for i, a := range p.s.More {
		row = append(row, widget.KeyPart(p.Theme, a, widget.ColumnWidth(p.does.w, columns, gutter), widget.KeyShape{Full: true, Arrow: leads(a)}, p.face.act(a.ID)))
		if len(row) == columns || i == len(p.s.More)-1 {
			p.do(widget.Columns(row, columns, gutter))
			row = nil
		}
	}
}

// leads reports whether a key leads on: one with a sign of its own does something here.
func leads(a kiosk.Action) bool { return a.Icon == "" || a.Icon == "next" }

func (p *page) explain(add func(widget.Part), width float32) {
	if a := p.s.Explain; a != nil && !(p.upright && p.Look.LowReach) { // there it lies on the counter
		add(widget.KeyPart(p.Theme, *a, width, widget.KeyShape{Low: p.snug}, p.face.act(a.ID)).After(p.Theme, 5, 2.8))
	}
}

// lamp is the primary, directly above the counter.
func (p *page) lamp() {
	if a := p.s.Primary; a != nil {
		part := widget.Primary(p.Theme, *a, p.does.w, p.primaryHeight(), false, p.face.act(a.ID))
		p.primary = &part
	}
}

// primaryHeight is the lamp's height: it grows with the letters where the panel is tall.
func (p *page) primaryHeight() float64 {
	switch {
	case p.upright && p.Look.Size == kiosk.SizeXL:
		return 33.5
	case p.upright && p.Look.Size == kiosk.SizeL:
		return 29
	case !p.upright && p.tight:
		return p.T.Size["key"]
	}
	return p.T.Size["primary"]
}

func round(v float32) float32 { return float32(int(v + 0.5)) }
