package screen

import (
	"fmt"
	"slices"

	"poploket/kiosk"
	"poploket/kiosk/ui/theme"
	"poploket/kiosk/ui/widget"
)

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
	if fields := items[first].fields; len(fields) > 0 {
		p.face.into(fields[0])
		return
	}
	p.face.draw()
}

// typingItem is the item that has the active field, -1 for none.
func (p *page) typingItem(items []item) int {
	return slices.IndexFunc(items, func(it item) bool { return slices.Contains(it.fields, p.face.typing) })
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

// turnKeys turn the visit's own pages.
type turnKeys struct{ back, more *kiosk.Action }

// turner is the row that turns pages. This drawing's own pages come first; where they end the visit's pages go on.
func (p *page) turner(width float32, open, pages int, to func(page int)) widget.Part {
	words := p.s.Words
	text := fmt.Sprintf("%d / %d", open, pages)
	if words.Page != "" {
		text = fmt.Sprintf(words.Page, open, pages)
	}
	back := kiosk.Action{ID: "page:back", Label: words.Previous, Icon: "back"}
	more := kiosk.Action{ID: "page:more", Label: words.More, Icon: "next"}
	goBack, goMore := func() { to(open - 2) }, func() { to(open) }
	hasBack, hasMore := open > 1, open < pages
	if t := p.turns; t != nil {
		text = p.s.PageText
		if !hasBack && t.back != nil {
			back, goBack, hasBack = *t.back, p.face.act(t.back.ID), true
		}
		if !hasMore && t.more != nil {
			more, goMore, hasMore = *t.more, p.face.act(t.more.ID), true
		}
	}
	return pager(p.Theme, width, text, back, more, hasBack, hasMore, goBack, goMore)
}
