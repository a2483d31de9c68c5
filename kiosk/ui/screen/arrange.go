package screen

import (
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
