package web

import (
	"net/http"
	"strconv"

	"poploket/kiosk"
	"poploket/sync/office/store"
)

// lookRow is one look, with the name of who looked.
type lookRow struct {
	store.Look
	Display string
}

// Grouped is the request's reference for people.
func (l lookRow) Grouped() string { return kiosk.Reference(l.Reference).Grouped() }

func (s *Server) looks(r *http.Request, f store.LookFilter) ([]lookRow, error) {
	ls, err := s.Store.Looks(r.Context(), f)
	if err != nil {
		return nil, err
	}
	accounts, err := s.Store.Accounts(r.Context())
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, a := range accounts {
		names[a.Name] = a.Display
	}
	var rows []lookRow
	for _, l := range ls {
		row := lookRow{Look: l, Display: names[l.Who]}
		if row.Display == "" {
			row.Display = l.Who
		}
		rows = append(rows, row)
	}
	return rows, nil
}

type auditPage struct {
	Rows  []lookRow
	Next  uint64
	First bool
}

func (s *Server) audit(w http.ResponseWriter, r *http.Request) error {
	f := store.LookFilter{Limit: pageSize + 1}
	if q := r.FormValue("voor"); q != "" {
		var err error
		if f.Before, err = strconv.ParseUint(q, 10, 63); err != nil {
			return errMissing
		}
	}
	rows, err := s.looks(r, f)
	if err != nil {
		return err
	}
	p := auditPage{Rows: rows, First: f.Before == 0}
	if len(rows) > pageSize {
		p.Rows = rows[:pageSize]
		p.Next = p.Rows[pageSize-1].ID
	}
	return s.show(w, r, http.StatusOK, "audit", "Inzage", p)
}
