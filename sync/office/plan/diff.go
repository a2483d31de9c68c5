package plan

import (
	"cmp"
	"slices"

	"poploket/sync/office/store"
)

// ChangeKind is what publishing does with a stop.
type ChangeKind string

const (
	Added     ChangeKind = "added"
	Moved     ChangeKind = "moved"     // another time, place or unit
	Changed   ChangeKind = "changed"   // services or note
	Cancelled ChangeKind = "cancelled" // published and no longer in the draft
)

// Change is one difference between the draft and what is published.
type Change struct {
	Kind   ChangeKind
	Before store.Stop // zero when added
	After  store.Stop // zero when cancelled
}

// Stop is the one to show: as it will be, or as it was.
func (c Change) Stop() store.Stop {
	if c.Kind == Cancelled {
		return c.Before
	}
	return c.After
}

// Units are those whose tour changes.
func (c Change) Units() []string {
	us := []string{}
	for _, s := range []store.Stop{c.Before, c.After} {
		if s.Unit != "" && !slices.Contains(us, s.Unit) {
			us = append(us, s.Unit)
		}
	}
	return us
}

// Diff is what publishing the draft would change, in order of start.
func Diff(draft, published []store.Stop) []Change {
	was := make(map[string]store.Stop, len(published))
	for _, p := range published {
		was[p.ID] = p
	}
	var cs []Change
	for _, d := range draft {
		p, ok := was[d.ID]
		delete(was, d.ID)
		switch {
		case !ok:
			cs = append(cs, Change{Kind: Added, After: d})
		case moved(p, d):
			cs = append(cs, Change{Kind: Moved, Before: p, After: d})
		case !slices.Equal(p.Services, d.Services) || p.Note != d.Note:
			cs = append(cs, Change{Kind: Changed, Before: p, After: d})
		}
	}
	for _, p := range was {
		cs = append(cs, Change{Kind: Cancelled, Before: p})
	}
	slices.SortFunc(cs, func(a, b Change) int {
		x, y := a.Stop(), b.Stop()
		return cmp.Or(x.Start.Compare(y.Start), cmp.Compare(x.Unit, y.Unit), cmp.Compare(x.ID, y.ID))
	})
	return cs
}

func moved(a, b store.Stop) bool {
	return a.Unit != b.Unit || a.VenueID != b.VenueID || !a.Start.Equal(b.Start) || !a.End.Equal(b.End)
}
