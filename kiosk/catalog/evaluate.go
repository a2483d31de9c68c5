package catalog

import "slices"

// Asked are the questions that are put to a resident as things stand, in order. known is false while answers still to
// come may add or remove one.
func (a *Action) Asked(f Facts) (asked []*Question, known bool) {
	known = true
	for _, q := range a.Questions {
		known = known && q.when.known(f.Answers)
		if q.when.holds(f) {
			asked = append(asked, q)
		}
	}
	return asked, known
}

// Offered are the options of a choice as things stand.
func (q *Question) Offered(f Facts) []Option {
	return slices.DeleteFunc(slices.Clone(q.Options), func(o Option) bool { return !o.when.holds(f) })
}

// Values are the names of the answers a question gives.
func (q *Question) Values() []string {
	if q.Kind != KindFields {
		return []string{q.ID}
	}
	var ids []string
	for _, f := range q.Fields {
		ids = append(ids, f.ID)
	}
	return ids
}

// Lines keeps the lines whose condition holds.
func Lines(lines []Line, f Facts) []Line {
	return slices.DeleteFunc(slices.Clone(lines), func(l Line) bool { return !l.when.holds(f) })
}

// NoticesOn are the notices of an action that stand on a place.
func (a *Action) NoticesOn(place string, f Facts) (ns []Notice) {
	for _, n := range a.Notices {
		if slices.Contains(n.On, place) && n.when.holds(f) {
			ns = append(ns, n)
		}
	}
	return ns
}

// Counts reports whether the day of sending has legal effect.
func (a *Action) Counts(f Facts) bool { return a.DateCounts != nil && a.DateCounts.when.holds(f) }
