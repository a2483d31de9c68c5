package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"poploket/kiosk"
	"poploket/sync/office/store"
)

// venueKind is a sort of place, with its icon.
type venueKind struct{ ID, Name, Icon string }

var venueKinds = []venueKind{
	{"square", "Plein of straat", "pin"}, {"library", "Bibliotheek", "library"}, {"care-home", "Zorghuis", "care-home"}, {"other", "Andere plek", "town-hall"},
}

type venuesPage struct {
	Venues              []venueRow
	Kinds               []venueKind
	Name, Address, Note string
	Kind                string
	Errors              []fieldError
}

type venueRow struct {
	store.Venue
	Sort venueKind
}

// Error is a field's error; empty when it is fine.
func (p venuesPage) Error(field string) string { return stopForm{Errors: p.Errors}.Error(field) }

func (s *Server) venuesPage(r *http.Request, p *venuesPage) error {
	vs, err := s.Store.Venues(r.Context())
	if err != nil {
		return err
	}
	for _, v := range vs {
		i := slices.IndexFunc(venueKinds, func(k venueKind) bool { return k.ID == v.Kind })
		if i < 0 {
			i = len(venueKinds) - 1
		}
		p.Venues = append(p.Venues, venueRow{v, venueKinds[i]})
	}
	p.Kinds = venueKinds
	return nil
}

func (s *Server) venues(w http.ResponseWriter, r *http.Request) error {
	p := venuesPage{Kind: "square"}
	if err := s.venuesPage(r, &p); err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, "venues", "Plekken", p)
}

func (s *Server) venueAdd(w http.ResponseWriter, r *http.Request) error {
	if err := form(r); err != nil {
		return err
	}
	value := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	p := venuesPage{Name: value("naam"), Address: value("adres"), Note: value("notitie"), Kind: value("soort")}
	check := func(field, name, v string, least, most int) {
		if n := utf8.RuneCountInString(v); n < least {
			p.Errors = append(p.Errors, fieldError{field, "Vul " + name + " in."})
		} else if n > most {
			p.Errors = append(p.Errors, fieldError{field, fmt.Sprintf("Dit is te lang: hoogstens %d tekens.", most)})
		}
	}
	check("naam", "een naam", p.Name, 2, 60)
	check("adres", "een adres", p.Address, 2, 120)
	check("notitie", "een notitie", p.Note, 0, maxNote)
	if !slices.ContainsFunc(venueKinds, func(k venueKind) bool { return k.ID == p.Kind }) {
		p.Errors = append(p.Errors, fieldError{"soort", "Kies een soort."})
	}
	if len(p.Errors) == 0 {
		id, err := s.newID("plek-")
		if err != nil {
			return err
		}
		err = s.Store.AddVenue(r.Context(), store.Venue{ID: id, Name: p.Name, Address: p.Address, Kind: p.Kind, Note: p.Note})
		if kiosk.ErrorCode(err) == kiosk.CodeConflict {
			p.Errors = append(p.Errors, fieldError{"naam", "Er is al een plek met deze naam."})
		} else if err != nil {
			return err
		} else {
			s.said(r, "Toegevoegd: "+p.Name+".")
			http.Redirect(w, r, "/plekken", http.StatusSeeOther)
			return nil
		}
	}
	if err := s.venuesPage(r, &p); err != nil {
		return err
	}
	return s.show(w, r, http.StatusUnprocessableEntity, "venues", "Plekken", p)
}
