package screen

import (
	"poploket/kiosk/ui/theme"
	"poploket/kiosk/ui/widget"
)

// welcome is the lit window itself: the quay at dusk with this stop's name, its main services, the lamp, an
// appointment, and the languages.
func (p *page) welcome() {
	if p.upright {
		p.welcomeUpright()
	} else {
		p.welcomeLying()
	}
}

func (p *page) welcomeUpright() {
	b := p.board
	p.say(widget.HeadingPart(p.Theme, p.s.Heading, p.says.w, p.tight))
	p.lead()
	p.entrances(p.says.w)
	p.welcomeRest(p.says.w)
	items := append(p.left, p.right...)
	foot := p.says.y + p.says.h
	sign := p.Px(p.T.Size["signPortrait"])
	banner := widget.Break(p.Theme, widget.Text{String: p.s.Banner, Role: "heading", Weight: theme.Heading, Color: p.OnHouse, Single: true}, p.says.w)
	hours := widget.Break(p.Theme, widget.Text{String: p.s.Hours, Role: "barKey", Weight: theme.Strong, Color: p.LitText, Single: true}, p.says.w)
	least := sign + p.Px(4) + banner.Tall() + hours.Tall() + p.Px(4)
	want := float32(0)
	for i, it := range items {
		want += it.Height
		if i > 0 {
			want += it.Gap
		}
	}
	house := foot - want - p.Px(5)
	if usual := p.Px(136.5); house > usual { // the scene takes what few languages leave, but for some air
		house = max(usual, min(house-p.Px(9), p.Px(172)))
	}
	if p.Outlined() { // no scene: no empty wall either
		house = min(house, least)
	}
	more := min(p.Px(6), (foot-house-p.Px(4)-want)/float32(len(items))) // air between the keys, and below them
	for i := range items {
		items[i].Gap += max(0, more)
	}
	if house < least {
		if house = min(least, foot-need(items)-p.Px(4)); house < least {
			banner.Lines, hours.Lines = nil, nil
			house = sign
		}
	}
	b.Rect(0, 0, b.Width, house, 0, p.House)
	space := house - sign - p.Px(4.5) - banner.Tall() - p.Px(1)
	if below := space - hours.Tall(); theme.SceneFits(b.Width, below) || !theme.SceneFits(b.Width, space) {
		space = below
	} else { // the counter says until when
		hours.Lines = nil
	}
	if scene, ok := p.Scene(b.Width, house, space); ok {
		h := scene.Size().Height
		b.Place(scene, 0, house-h, b.Width, h)
	}
	p.sign()
	y := sign + p.Px(4.5)
	y += b.Lines(banner, p.says.x, y, p.says.w)
	b.Lines(hours, p.says.x, y, p.says.w)
	p.column(area{p.says.x, house + p.Px(4), p.says.w, foot - house - p.Px(4)}, items, false)
}

func (p *page) welcomeLying() {
	b := p.board
	top, foot := p.Px(p.T.Size["signLandscape"]), b.Height-p.Px(p.T.Size["counterLandscape"])
	wall := p.says.x + p.says.w + p.Px(5)
	b.Rect(0, top, wall, foot-top, 0, p.House)
	banner := widget.Paragraph(p.Theme, widget.Text{String: p.s.Banner, Role: "barKey", Weight: theme.Strong, Color: p.LitText}, p.says.w)
	heading := widget.Paragraph(p.Theme, widget.Text{String: p.s.Heading, Role: "heading", Weight: theme.Heading, Color: p.OnHouse, Even: true}, p.says.w)
	if p.s.Hours != "" {
		heading = widget.Stack([]widget.Part{heading, widget.Paragraph(p.Theme, widget.Text{String: p.s.Hours, Role: "small", Color: p.OnHouse}, p.says.w).After(p.Theme, 2, 2)})
	}
	for _, s := range p.s.Lead {
		p.do(widget.Paragraph(p.Theme, widget.Text{String: s, Role: "body", Color: p.Ink}, p.does.w))
	}
	y := top + p.Px(5)
	if p.Outlined() { // nothing but the words on the wall
		y = round((top + foot - banner.Height - heading.Height) / 2)
	}
	if scene, ok := p.Scene(wall, foot-top, foot-y-banner.Height-heading.Height-p.Px(5)); ok {
		h := scene.Size().Height
		b.Place(scene, 0, foot-h, wall, h)
	}
	p.sign()
	banner.Draw(b, p.says.x, y, p.says.w, banner.Height)
	heading.Draw(b, p.says.x, y+banner.Height+p.Px(1.5), p.says.w, heading.Height)
	p.entrances(p.does.w)
	p.welcomeRest(p.does.w)
	if more := min(p.Px(2), (p.does.h-need(p.right))/float32(len(p.right)+1)); more > 0 {
		for i := range p.right {
			p.right[i].Gap += more
		}
	}
	p.column(p.does, p.right, p.Look.LowReach)
}

// entrances are the stop's main services: four in a row, or wide ones in two columns where the words need the room and
// where no scene takes it.
func (p *page) entrances(width float32) {
	n := min(len(p.s.Tiles), 4)
	if n == 0 {
		return
	}
	gutter := p.Px(3.2)
	each := widget.ColumnWidth(width, n, gutter)
	wide := n < 3 || p.upright && p.Outlined() || !p.upright && !p.snug && len(p.s.Languages) <= 4
	var parts []widget.Part
	for _, t := range p.s.Tiles {
		part, fits := widget.SmallTile(p.Theme, t, each, p.face.act(t.ID))
		parts, wide = append(parts, part), wide || !fits
	}
	if wide {
		n = min(n, 2)
		each, parts = widget.ColumnWidth(width, n, gutter), nil
		for _, t := range p.s.Tiles {
			parts = append(parts, widget.TilePart(p.Theme, t, each, p.face.act(t.ID)))
		}
	}
	p.do(widget.Grid(parts, n, gutter, p.Px(3.2)).After(p.Theme, 4, 2.8))
}

// welcomeRest is the lamp, the further keys and the languages.
func (p *page) welcomeRest(width float32) {
	tall := p.T.Size["primary"]
	if p.upright {
		tall += 3 // the one large way in
	}
	if a := p.s.Primary; a != nil {
		p.do(widget.Primary(p.Theme, *a, width, tall, true, p.face.act(a.ID)).After(p.Theme, 4, 2.8))
	}
	for _, a := range p.s.More {
		p.do(widget.KeyPart(p.Theme, a, width, widget.KeyShape{Full: true, Arrow: true}, p.face.act(a.ID)).After(p.Theme, 3.2, 2.8))
	}
	if n := len(p.s.Languages); n > 0 {
		columns := min(n, 4)
		gutter := p.Px(2.8)
		each := widget.ColumnWidth(width, columns, gutter)
		px := widget.LanguagePx(p.Theme, p.s.Languages, each)
		var parts []widget.Part
		for _, a := range p.s.Languages {
			parts = append(parts, widget.Language(p.Theme, a, px, each, p.face.act(a.ID)))
		}
		p.do(widget.Grid(parts, columns, gutter, p.Px(2.8)).After(p.Theme, 4.4, 2.8))
	}
}
