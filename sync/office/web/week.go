package web

import (
	"context"
	"net/http"
	"slices"
	"time"

	"poploket/sync/office/plan"
	"poploket/sync/office/ready"
	"poploket/sync/office/store"
)

// card is one stop as the week shows it.
type card struct {
	store.Stop
	Kind     plan.ChangeKind // empty: as published
	Number   int             // in the week, by unit and time
	From, To int             // grid rows: quarters of an hour since the week's first hour
	Selected bool
	Now      bool
	Over     bool
	UnitName string
	WasAt    store.Stop // for what moved: where it was published
}

// State is a card's state in one word.
func (c card) State() string {
	switch {
	case c.Kind == plan.Added:
		return "Nieuw"
	case c.Kind == plan.Moved:
		return "Verplaatst"
	case c.Kind == plan.Changed:
		return "Gewijzigd"
	case c.Kind == plan.Cancelled:
		return "Vervalt"
	case c.Over:
		return "Geweest"
	case c.Now:
		return "Nu"
	}
	return "Gepubliceerd"
}

// Tall says that there is room for the services' icons.
func (c card) Tall() bool { return c.To-c.From >= 10 }

// Draft says that it is not published as it is shown.
func (c card) Draft() bool { return c.Kind != "" }

type weekDay struct {
	Date    time.Time
	Name    string // "di 24"
	Today   bool
	Past    bool
	Weekend bool
	Query   string // "2026-11-24"
}

type weekCell struct {
	Day       weekDay
	Cards     []card
	Cancelled []card
}

type weekRow struct {
	Unit  store.Unit
	Cells []weekCell
}

type weekPage struct {
	Number        int
	Range         string
	Previous      string
	Next          string
	This          bool
	Days          []weekDay
	Rows          []weekRow
	Selected      *card
	Changes       []change
	Trouble       []unitRow // units with a stop this week that are not simply ready
	FirstHour     int
	LastQuarter   int
	LastPublished *store.Publication
}

// monday is the first midnight of t's week in the municipality's time.
func (s *Server) monday(t time.Time) time.Time {
	t = t.In(s.zone)
	return time.Date(t.Year(), t.Month(), t.Day()-(int(t.Weekday())+6)%7, 0, 0, 0, 0, s.zone)
}

func (s *Server) week(w http.ResponseWriter, r *http.Request) error {
	ctx, now := r.Context(), s.Now()
	day := now
	if q := r.FormValue("dag"); q != "" {
		var err error
		if day, err = time.ParseInLocation(time.DateOnly, q, s.zone); err != nil || day.Year() < 2000 || day.Year() > 2199 {
			return errMissing
		}
	}
	from := s.monday(day)
	to := time.Date(from.Year(), from.Month(), from.Day()+7, 0, 0, 0, 0, s.zone)
	units, err := s.Store.Units(ctx)
	if err != nil {
		return err
	}
	cards, changes, err := s.cards(ctx, units, from, to)
	if err != nil {
		return err
	}
	p := weekPage{Previous: from.AddDate(0, 0, -7).Format(time.DateOnly), Next: to.Format(time.DateOnly), This: !now.Before(from) && now.Before(to), FirstHour: 24}
	_, p.Number = from.ISOWeek()
	last := to.AddDate(0, 0, -1)
	p.Range = s.weekRange(from, last)
	today := now.In(s.zone).Format(time.DateOnly)
	for d := from; d.Before(to); d = time.Date(d.Year(), d.Month(), d.Day()+1, 0, 0, 0, 0, s.zone) {
		q := d.Format(time.DateOnly)
		p.Days = append(p.Days, weekDay{Date: d, Name: weekdays[d.Weekday()][:2] + " " + d.Format("2"), Today: q == today, Past: q < today, Weekend: d.Weekday() == time.Saturday || d.Weekday() == time.Sunday, Query: q})
	}
	p.FirstHour, p.LastQuarter = s.hours(cards)
	wanted := r.FormValue("halte")
	for _, u := range units {
		row := weekRow{Unit: u}
		for _, d := range p.Days {
			cell := weekCell{Day: d}
			for _, c := range cards {
				if c.Unit != u.ID || c.Start.In(s.zone).Format(time.DateOnly) != d.Query {
					continue
				}
				if c.Kind == plan.Cancelled {
					c.Selected = c.ID == wanted
					cell.Cancelled = append(cell.Cancelled, c)
				} else {
					c.From, c.To = s.rows(c.Stop, p.FirstHour)
					c.Selected = c.ID == wanted || wanted == "" && c.Now && p.Selected == nil
					cell.Cards = append(cell.Cards, c)
				}
				if c.Selected {
					p.Selected = &c
				}
			}
			row.Cells = append(row.Cells, cell)
		}
		p.Rows = append(p.Rows, row)
	}
	p.Changes = s.changes(changes, units)
	pubs, err := s.Store.Publications(ctx, 1)
	if err != nil {
		return err
	}
	if len(pubs) > 0 {
		p.LastPublished = &pubs[0]
	}
	if p.This {
		rows, err := s.fleet(ctx)
		if err != nil {
			return err
		}
		for _, u := range rows {
			if u.Level >= ready.Limited && u.Next != nil && u.Next.Start.Before(to) {
				p.Trouble = append(p.Trouble, u)
			}
		}
	}
	return s.show(w, r, http.StatusOK, "week", "Week "+p.Range, p)
}

// cards are the stops of a week, the draft and what is published laid over each other, in order of start; and every change
// that publishing would make.
func (s *Server) cards(ctx context.Context, units []store.Unit, from, to time.Time) ([]card, []plan.Change, error) {
	changes, err := s.diff(ctx)
	if err != nil {
		return nil, nil, err
	}
	stops, err := s.Store.Stops(ctx, from, to)
	if err != nil {
		return nil, nil, err
	}
	names, now := unitNames(units), s.Now()
	kind := map[string]plan.Change{}
	for _, c := range changes {
		kind[c.Stop().ID] = c
		if c.Kind == plan.Cancelled && c.Before.Start.Before(to) && from.Before(c.Before.End) {
			stops = append(stops, c.Before)
		}
	}
	slices.SortStableFunc(stops, func(a, b store.Stop) int { return a.Start.Compare(b.Start) })
	var cards []card
	for _, st := range stops {
		c := kind[st.ID]
		cards = append(cards, card{Stop: st, Kind: c.Kind, WasAt: c.Before, UnitName: names[st.Unit],
			Now: !now.Before(st.Start) && now.Before(st.End), Over: !now.Before(st.End)})
	}
	return cards, changes, nil
}

// diff is what publishing the draft would change of what is still to come.
func (s *Server) diff(ctx context.Context) ([]plan.Change, error) {
	draft, published, err := s.Store.Unpublished(ctx, s.Now())
	if err != nil {
		return nil, err
	}
	return plan.Diff(draft, published), nil
}

func unitNames(units []store.Unit) map[string]string {
	names := make(map[string]string, len(units))
	for _, u := range units {
		names[u.ID] = u.Name
	}
	return names
}

// hours is the part of the day that the week's stops need, at least 9 to 17.
func (s *Server) hours(cards []card) (first, lastQuarter int) {
	first, lastQuarter = 9, 17*4
	for _, c := range cards {
		a, b := c.Start.In(s.zone), c.End.In(s.zone)
		first = min(first, a.Hour())
		lastQuarter = max(lastQuarter, b.Hour()*4+(b.Minute()+14)/15)
	}
	return first, lastQuarter - first*4
}

// rows are a stop's grid rows: the quarters it begins and ends in. Stops that touch never share one.
func (s *Server) rows(st store.Stop, firstHour int) (int, int) {
	quarter := func(t time.Time) int { return (t.Hour()-firstHour)*4 + t.Minute()/15 }
	from, to := quarter(st.Start.In(s.zone)), quarter(st.End.In(s.zone))
	return from + 1, max(from+1, to) + 1
}

// weekRange is "23 t/m 29 november 2026".
func (s *Server) weekRange(from, last time.Time) string {
	a := from.Format("2")
	if from.Month() != last.Month() {
		a += " " + months[from.Month()-1]
	}
	if from.Year() != last.Year() {
		a += " " + from.Format("2006")
	}
	return a + " t/m " + last.Format("2") + " " + months[last.Month()-1] + " " + last.Format("2006")
}
