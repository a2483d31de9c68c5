package screen

import (
	"poploket/kiosk"
	"poploket/kiosk/ui/theme"
	"poploket/kiosk/ui/widget"
)

// arrange puts the composed parts on the board.
func (p *page) arrange() {
	if p.upright {
		p.arrangeUpright()
	} else {
		p.arrangeLying()
	}
}

// arrangeUpright is one column: reading above, hands below, the primary directly above the counter.
func (p *page) arrangeUpright() {
	foot := p.foot(p.says)
	if !p.Look.LowReach {
		all := p.says
		all.h = foot - all.y
		p.column(all, append(p.left, p.right...), false)
	} else {
		reading := p.says
		reading.h = foot - reading.y
		if len(p.right) > 0 {
			reading.h = min(reading.h, p.does.y-p.says.y-p.Px(4))
		}
		hands := p.does
		hands.y = max(hands.y, p.column(reading, p.left, false)+p.Px(4))
		hands.h = foot - hands.y
		p.column(hands, p.right, true)
	}
	p.drawFoot(p.says)
}

// arrangeLying is two columns: the left third says, the right two thirds do.
func (p *page) arrangeLying() {
	p.column(p.says, p.left, false)
	hands := p.does
	hands.h = p.foot(p.does) - hands.y
	p.column(hands, p.right, p.Look.LowReach)
	p.drawFoot(p.does)
}

// foot is where the column ends above what always stands at its foot: the keyboard and the primary.
func (p *page) foot(a area) float32 {
	y := a.y + a.h
	for _, part := range []*widget.Part{p.primary, p.above} {
		if part != nil {
			y -= part.Height + p.Px(4)
		}
	}
	return y
}

func (p *page) drawFoot(a area) {
	y := p.foot(a)
	for _, part := range []*widget.Part{p.above, p.primary} {
		if part != nil {
			y += p.Px(4)
			part.Draw(p.board, a.x, y, a.w, part.Height)
			y += part.Height
		}
	}
}

// column lays items out from the top of an area, or at its foot, and answers where it ended. Gaps give way first, then
// the paged items go on pages that are turned here.
func (p *page) column(a area, items []item, atFoot bool) float32 {
	if len(items) == 0 {
		return a.y
	}
	switch {
	case need(items) > a.h && p.pages:
		items = p.paged(a, items)
	case p.turns != nil && len(p.s.Tiles) > 0 && holds(items):
		turn := item{Part: p.turner(a.w, 1, 1, nil)}
		if need(append(items, turn)) > a.h && p.pages {
			items = p.paged(a, items)
		} else {
			items = append(items, turn)
		}
	}
	gaps := spread(items, a.h)
	if need(items) > a.h+1 {
		p.overflow = true
	}
	y := a.y
	if atFoot {
		total := float32(0)
		for i, it := range items {
			total += it.Height + gaps[i]
		}
		y = max(y, a.y+a.h-total)
	}
	for i := 0; i < len(items); i++ {
		y += gaps[i]
		if items[i].Card {
			y = p.card(a, items, gaps, &i, y)
			continue
		}
		items[i].Draw(p.board, a.x, round(y), a.w, items[i].Height)
		y += items[i].Height
	}
	return y
}

// card draws rows that follow each other in one box.
func (p *page) card(a area, items []item, gaps []float32, i *int, y float32) float32 {
	last := *i
	height := items[last].Height
	for last+1 < len(items) && items[last+1].Card {
		last++
		height += items[last].Height + gaps[last]
	}
	y = round(y)
	p.board.Card(a.x, y, a.w, height+p.Px(1))
	for ; ; *i++ {
		items[*i].Draw(p.board, a.x, round(y), a.w, items[*i].Height)
		y += items[*i].Height
		if *i == last {
			return y + p.Px(1)
		}
		p.board.Rule(a.x, round(y), a.w)
		y += gaps[*i+1]
	}
}

// holds reports whether a column has anything to turn.
func holds(items []item) bool {
	for _, it := range items {
		if it.paged {
			return true
		}
	}
	return false
}

// need is the least height of items; the first one's gap falls away.
func need(items []item) float32 {
	sum := float32(0)
	for i, it := range items {
		sum += it.Height
		if i > 0 {
			sum += it.Least
		}
	}
	return sum
}

// spread is the gap before each item: as wanted where there is room, else between that and the least.
func spread(items []item, room float32) []float32 {
	gaps := make([]float32, len(items))
	want, least, heights := float32(0), float32(0), float32(0)
	for i, it := range items {
		heights += it.Height
		if i > 0 {
			want += it.Gap
			least += it.Least
		}
	}
	part := float32(1)
	if heights+want > room && want > least {
		part = max(0, (room-heights-least)/(want-least))
	}
	for i, it := range items {
		if i > 0 {
			gaps[i] = it.Least + (it.Gap-it.Least)*part
		}
	}
	return gaps
}

// paged keeps the items of the page that is open and adds the keys that turn it.
func (p *page) paged(a area, items []item) []item {
	turn := p.turner(a.w, 1, 2, nil)
	room := a.h - turn.Height - turn.Least
	for _, it := range items {
		if !it.paged {
			room -= it.Height + it.Least
		}
	}
	pages := [][]int{{}}
	used := float32(0)
	for i, it := range items {
		if !it.paged {
			continue
		}
		last := len(pages) - 1
		tall := it.Height + it.Least
		if it.title && i+1 < len(items) {
			tall += items[i+1].Height + items[i+1].Least
		}
		if len(pages[last]) > 0 && used+tall > room && !(i > 0 && items[i-1].title) {
			pages = append(pages, nil)
			last++
			used = 0
		}
		pages[last] = append(pages[last], i)
		used += it.Height + it.Least
	}
	if len(pages) < 2 {
		return items
	}
	open := min(p.face.page, len(pages)-1)
	if at := p.typingItem(items); at >= 0 {
		for n, idx := range pages {
			for _, i := range idx {
				if i == at {
					open = n
				}
			}
		}
	}
	on := map[int]bool{}
	for _, i := range pages[open] {
		on[i] = true
	}
	var out []item
	lastPaged := 0
	for i, it := range items {
		if it.paged {
			lastPaged = i
		}
	}
	for i, it := range items {
		if !it.paged || on[i] {
			out = append(out, it)
		}
		if i == lastPaged {
			out = append(out, item{Part: p.turner(a.w, open+1, len(pages), func(to int) { p.turn(to, pages[to][0], items) })})
		}
	}
	return out
}

// turn opens another page; the hand goes with it to the first field there.
func (p *page) turn(to, first int, items []item) {
	p.face.page = to
	n := -1
	for i := 0; i <= first; i++ {
		if items[i].paged {
			n++
		}
	}
	if n < len(p.s.Fields) {
		p.face.into(p.s.Fields[n].ID)
		return
	}
	p.face.draw()
}

// typingItem is the paged item that is the active field, -1 for none.
func (p *page) typingItem(items []item) int {
	n := 0
	for i, it := range items {
		if !it.paged {
			continue
		}
		if n < len(p.s.Fields) && p.s.Fields[n].ID == p.face.typing {
			return i
		}
		n++
	}
	return -1
}

// pager is the row that turns pages: a key at either end, the page between them.
func pager(th *theme.Theme, width float32, text string, back, more kiosk.Action, hasBack, hasMore bool, goBack, goMore func()) widget.Part {
	gap := th.Px(3)
	each := widget.ColumnWidth(width, 3, gap)
	previous := widget.TurnKey(th, back, each, goBack)
	next := widget.TurnKey(th, more, each, goMore)
	label := widget.Break(th, widget.Text{String: text, Role: "small", Color: th.Soft, Single: true}, each)
	return widget.Part{Height: max(previous.Height, next.Height), Gap: th.Px(4), Least: th.Px(2.8), Draw: func(b *widget.Board, x, y, w, h float32) {
		if hasBack {
			previous.Draw(b, x, y, each, h)
		}
		b.Lines(label, round(x+(w-label.Width)/2), round(y+(h-label.Tall())/2), label.Width+1)
		if hasMore {
			next.Draw(b, x+w-each, y, each, h)
		}
	}}
}
