package web

import (
	"context"
	"net/http"
	"slices"
	"time"

	"poploket/sync/office/ready"
	"poploket/sync/office/store"
)

// unitRow is one unit in the table of readiness.
type unitRow struct {
	ready.Unit
	Level   ready.Level
	Why     []string
	Running bool
}

// Pill is the answer in a word, with its icon and mood.
func (u unitRow) Pill() pill {
	switch u.Level {
	case ready.Ready:
		return pill{"ok", "check", "Klaar"}
	case ready.Limited:
		return pill{"limit", "warning", "Met beperking"}
	case ready.NotReady:
		return pill{"fault", "stop", "Niet klaar"}
	}
	return pill{"plain", "pause", "Geparkeerd"}
}

type pill struct{ Mood, Icon, Word string }

// check is one line of a unit's panel.
type check struct {
	Icon, Name, Text string
	Pill             pill
}

type incidentRow struct {
	store.Incident
	Name, Text, Icon string
}

type unitsPage struct {
	Today     string
	Rows      []unitRow
	Counts    [4]int // by level
	Selected  *unitRow
	First     string // what to do first
	Checks    []check
	Incidents []incidentRow
	Strangers []incidentRow
}

// fleet is every unit with what is known of it.
func (s *Server) fleet(ctx context.Context) ([]unitRow, error) {
	units, err := s.Store.Units(ctx)
	if err != nil {
		return nil, err
	}
	now := s.Now()
	stops, err := s.Store.Published(ctx, now, now.AddDate(0, 0, 14))
	if err != nil {
		return nil, err
	}
	var rows []unitRow
	for _, u := range units {
		v := ready.Unit{Unit: u, Published: map[string]uint64{}}
		if v.Contact, err = s.Store.Contact(ctx, u.ID); err != nil {
			return nil, err
		}
		if v.Through, err = s.through(ctx, u.ID, v.Contact.Epoch); err != nil {
			return nil, err
		}
		if v.Devices, err = s.Store.Devices(ctx, u.ID); err != nil {
			return nil, err
		}
		docs, err := s.Store.Versions(ctx, u.ID)
		if err != nil {
			return nil, err
		}
		v.Published = docs
		if i := slices.IndexFunc(stops, func(st store.Stop) bool { return st.Unit == u.ID }); i >= 0 {
			v.Next = &stops[i]
		}
		row := unitRow{Unit: v, Running: v.Next != nil && !now.Before(v.Next.Start)}
		var reasons []ready.Reason
		row.Level, reasons = ready.Assess(v, now)
		for _, r := range reasons {
			row.Why = append(row.Why, s.reason(r))
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// through is how far the office has the epoch the unit last spoke of, or else the one that arrived last.
func (s *Server) through(ctx context.Context, unit string, epoch uint64) (uint64, error) {
	st, err := s.Store.Standing(ctx, unit, epoch)
	if err != nil || st.Through > 0 {
		return st.Through, err
	}
	all, err := s.Store.Epochs(ctx, unit)
	if err != nil {
		return 0, err
	}
	var last store.Standing
	for _, e := range all {
		if e.At.After(last.At) {
			last = e
		}
	}
	return last.Through, nil
}

func (s *Server) units(w http.ResponseWriter, r *http.Request) error {
	rows, err := s.fleet(r.Context())
	if err != nil {
		return err
	}
	p := unitsPage{Rows: rows, Today: upper(s.day(s.Now())) + ", " + s.clock(s.Now()) + " uur"}
	wanted := r.PathValue("unit")
	for i, u := range rows {
		p.Counts[u.Level]++
		if u.ID == wanted || wanted == "" && (p.Selected == nil || u.Level > p.Selected.Level) {
			p.Selected = &rows[i]
		}
	}
	if wanted != "" && p.Selected == nil {
		return errMissing
	}
	since := s.Now().AddDate(0, 0, -7)
	if u := p.Selected; u != nil {
		p.First = s.doFirst(u.Unit)
		p.Checks = s.checks(u.Unit)
		if p.Incidents, err = s.incidents(r.Context(), u.ID, since); err != nil {
			return err
		}
	}
	if p.Strangers, err = s.incidents(r.Context(), "", since); err != nil {
		return err
	}
	title := "Klaar voor de volgende halte?"
	if wanted != "" {
		title = p.Selected.Name + " - gereedheid"
	}
	return s.show(w, r, http.StatusOK, "units", title, p)
}

func (s *Server) incidents(ctx context.Context, unit string, since time.Time) ([]incidentRow, error) {
	is, err := s.Store.Incidents(ctx, unit, since, 12)
	if err != nil {
		return nil, err
	}
	var rows []incidentRow
	for _, i := range is {
		row := incidentRow{Incident: i}
		row.Name, row.Text, row.Icon = incidentWords(i)
		rows = append(rows, row)
	}
	return rows, nil
}

// count is what the tabs say: units that are not simply ready, and requests.
func (s *Server) count(ctx context.Context, a *store.Account) (c counts, err error) {
	rows, err := s.fleet(ctx)
	if err != nil {
		return c, err
	}
	for _, u := range rows {
		if u.Level >= ready.Limited {
			c.Trouble++
		}
	}
	if may(a, store.RoleHandler) {
		c.Requests, err = s.Store.CountRequests(ctx, store.RequestFilter{})
	}
	return c, err
}
