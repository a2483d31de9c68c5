// Package plan is what makes sense of a draft: what can't work and why, and what would change by publishing it. It is pure:
// the same draft gives the same answer to a form, to the gate before publishing, and to whatever plans by itself.
package plan

import (
	"cmp"
	"slices"
	"time"

	"poploket/sync/office/store"
)

// Kind names what is wrong with a stop.
type Kind string

const (
	EndBeforeStart Kind = "end-before-start"
	TooShort       Kind = "too-short" // Limit: the shortest stop
	TooLong        Kind = "too-long"  // Limit: the longest stop
	TooEarly       Kind = "too-early" // Limit: since midnight
	TooLate        Kind = "too-late"  // Limit: since midnight; also a stop that goes on after midnight
	InPast         Kind = "in-past"
	TooFar         Kind = "too-far" // At: the last day that can be planned
	NoServices     Kind = "no-services"
	Overlap        Kind = "overlap" // Other: the stop it overlaps; Limit: for how long
)

// Conflict is one reason why a stop can't stand as it is.
type Conflict struct {
	Kind  Kind
	Stop  store.Stop
	Other store.Stop
	Limit time.Duration
	At    time.Time
}

// Bounds are what a municipality allows, in its own time.
type Bounds struct {
	Zone     *time.Location
	Opens    time.Duration // since midnight
	Closes   time.Duration
	Shortest time.Duration
	Longest  time.Duration
	Ahead    int // days that can be planned
}

// DefaultBounds are wide: a stop between 6.00 and 23.00 hours of at most 14, up to two years ahead.
func DefaultBounds(zone *time.Location) Bounds {
	return Bounds{Zone: zone, Opens: 6 * time.Hour, Closes: 23 * time.Hour, Shortest: 15 * time.Minute, Longest: 14 * time.Hour, Ahead: 731}
}

// Check holds one stop against the others of its unit. before is the stop as it stood, nil for a new one: what has begun
// may still end later or earlier, it may not begin at another time.
func Check(s store.Stop, before *store.Stop, others []store.Stop, b Bounds, now time.Time) []Conflict {
	var cs []Conflict
	add := func(c Conflict) {
		c.Stop = s
		cs = append(cs, c)
	}
	if len(s.Services) == 0 {
		add(Conflict{Kind: NoServices})
	}
	if !s.Start.Before(s.End) {
		add(Conflict{Kind: EndBeforeStart})
		return cs // what follows would only repeat it in other words
	}
	length := s.End.Sub(s.Start)
	start, end := s.Start.In(b.Zone), s.End.In(b.Zone)
	switch {
	case length < b.Shortest:
		add(Conflict{Kind: TooShort, Limit: b.Shortest})
	case length > b.Longest:
		add(Conflict{Kind: TooLong, Limit: b.Longest})
	}
	if clock(start) < b.Opens {
		add(Conflict{Kind: TooEarly, Limit: b.Opens})
	}
	if clock(end) > b.Closes || !sameDay(start, end) {
		add(Conflict{Kind: TooLate, Limit: b.Closes})
	}
	begun := before != nil && before.Start.Equal(s.Start)
	if !begun && s.Start.Before(now) || !now.Before(s.End) {
		add(Conflict{Kind: InPast})
	}
	if last := now.In(b.Zone).AddDate(0, 0, b.Ahead); s.Start.After(last) {
		add(Conflict{Kind: TooFar, At: last})
	}
	for _, o := range others {
		if o.ID == s.ID || o.Unit != s.Unit || !s.Start.Before(o.End) || !o.Start.Before(s.End) {
			continue
		}
		from, to := latest(s.Start, o.Start), earliest(s.End, o.End)
		add(Conflict{Kind: Overlap, Other: o, Limit: to.Sub(from)})
	}
	return cs
}

// CheckAll holds every stop that has not ended against the others: the gate before publishing. By unit and start; two stops
// that overlap are one conflict, whose Stop is the earlier one.
func CheckAll(stops []store.Stop, b Bounds, now time.Time) []Conflict {
	live := slices.DeleteFunc(slices.Clone(stops), func(s store.Stop) bool { return !now.Before(s.End) })
	slices.SortStableFunc(live, func(a, b store.Stop) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), a.Start.Compare(b.Start), cmp.Compare(a.ID, b.ID))
	})
	var cs []Conflict
	for i, s := range live {
		var near []store.Stop // what begins before s ends, and not before s
		for _, o := range live[i+1:] {
			if o.Unit != s.Unit || !o.Start.Before(s.End) {
				break
			}
			near = append(near, o)
		}
		cs = append(cs, Check(s, &s, near, b, now)...)
	}
	return cs
}

// clock is the time of day on the wall, whatever the day's length.
func clock(t time.Time) time.Duration {
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second
}

func sameDay(a, b time.Time) bool {
	return a.Year() == b.Year() && a.YearDay() == b.YearDay()
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
