package catalog

import "slices"

// Asked are the questions that are put to a resident as things stand, in order. visible are the facts with only the
// answers of these, so that an answer to a question that is no longer asked has no effect. known is false while answers
// still to come may add or remove a question.
func (a *Action) Asked(f Facts) (asked []*Question, visible Facts, known bool) {
	known = true
	visible = f
	visible.Answers = map[string]string{}
	settled := map[string]bool{} // answers that are given, or will not be asked
	for _, q := range a.Questions {
		sure := q.when.known(settled)
		known = known && sure
		holds := q.when.holds(visible)
		if holds {
			asked = append(asked, q)
		}
		for _, id := range q.Values() {
			v, given := f.Answers[id]
			if holds && given {
				visible.Answers[id] = v
			}
			settled[id] = given || sure && !holds
		}
	}
	return asked, visible, known
}

// Answered reports whether a question has its answer.
func (q *Question) Answered(answers map[string]string) bool {
	for _, id := range q.Values() {
		if _, ok := answers[id]; !ok {
			return false
		}
	}
	return true
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
