package web

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"poploket/kiosk"
	"poploket/sync/office/store"
)

// roleWord is a role as people know it.
type roleWord struct {
	ID         store.Role
	Name, Does string
}

var roleWords = []roleWord{
	{store.RolePlanner, "Planner", "plant haltes en publiceert"}, {store.RoleHandler, "Behandelaar", "opent aanvragen"},
	{store.RoleAuditor, "Controleur", "ziet wie wat heeft ingezien"}, {store.RoleAdmin, "Beheerder", "eenheden en accounts"},
}

type personRow struct {
	store.Account
	Words []string
}

type peoplePage struct {
	Rows     []personRow
	Roles    []roleWord
	Name     string
	Display  string
	Chosen   map[string]bool
	Errors   []fieldError
	Password string // shown once
}

// Error is a field's error; empty when it is fine.
func (p peoplePage) Error(field string) string { return stopForm{Errors: p.Errors}.Error(field) }

func (s *Server) peoplePage(r *http.Request, p *peoplePage) error {
	as, err := s.Store.Accounts(r.Context())
	if err != nil {
		return err
	}
	for _, a := range as {
		row := personRow{Account: a}
		for _, w := range roleWords {
			if slices.Contains(a.Roles, w.ID) {
				row.Words = append(row.Words, w.Name)
			}
		}
		p.Rows = append(p.Rows, row)
	}
	p.Roles = roleWords
	return nil
}

func (s *Server) people(w http.ResponseWriter, r *http.Request) error {
	p := peoplePage{Chosen: map[string]bool{}}
	if err := s.peoplePage(r, &p); err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, "people", "Mensen", p)
}

var accountName = regexp.MustCompile(`^[a-z][a-z0-9.-]{1,30}$`)

func (s *Server) personAdd(w http.ResponseWriter, r *http.Request) error {
	if err := form(r); err != nil {
		return err
	}
	p := peoplePage{Name: strings.ToLower(strings.TrimSpace(r.PostFormValue("naam"))), Display: strings.TrimSpace(r.PostFormValue("roepnaam")), Chosen: map[string]bool{}}
	a := store.Account{Name: p.Name, Display: p.Display, Created: s.Now()}
	for _, role := range r.PostForm["rol"] {
		p.Chosen[role] = true
	}
	for _, role := range roleWords {
		if p.Chosen[string(role.ID)] {
			a.Roles = append(a.Roles, role.ID)
		}
	}
	if !accountName.MatchString(p.Name) {
		p.Errors = append(p.Errors, fieldError{"naam", "Kies 2 tot 31 kleine letters en cijfers, te beginnen met een letter."})
	}
	if n := utf8.RuneCountInString(p.Display); n < 1 || n > 40 {
		p.Errors = append(p.Errors, fieldError{"roepnaam", "Vul een naam in van hoogstens 40 tekens."})
	}
	if len(a.Roles) == 0 {
		p.Errors = append(p.Errors, fieldError{"rol", "Kies minstens één rol."})
	}
	status := http.StatusUnprocessableEntity
	if len(p.Errors) == 0 {
		password, err := NewPassword(s.Random)
		if err != nil {
			return err
		}
		if a.Hash, err = HashPassword(s.Random, password); err != nil {
			return err
		}
		err = s.Store.AddAccount(r.Context(), a)
		if kiosk.ErrorCode(err) == kiosk.CodeConflict {
			p.Errors = append(p.Errors, fieldError{"naam", "Deze naam bestaat al."})
		} else if err != nil {
			return err
		} else {
			status, p.Password = http.StatusOK, password
		}
	}
	if err := s.peoplePage(r, &p); err != nil {
		return err
	}
	return s.show(w, r, status, "people", "Mensen", p)
}

type passwordPage struct{ Errors []fieldError }

// Error is a field's error; empty when it is fine.
func (p passwordPage) Error(field string) string { return stopForm{Errors: p.Errors}.Error(field) }

func (s *Server) passwordAsk(w http.ResponseWriter, r *http.Request) error {
	return s.show(w, r, http.StatusOK, "password", "Wachtwoord", passwordPage{})
}

func (s *Server) passwordSet(w http.ResponseWriter, r *http.Request) error {
	if err := form(r); err != nil {
		return err
	}
	a, old, fresh := person(r), r.PostFormValue("oud"), r.PostFormValue("nieuw")
	var p passwordPage
	limits := []limit{{"both " + s.client(r) + " " + a.Name, 3}}
	if wait := s.logins.wait(s.Now(), limits...); wait > 0 {
		p.Errors = []fieldError{{"oud", "Te vaak geprobeerd. Wacht " + waitWords(wait) + "."}}
		return s.show(w, r, http.StatusTooManyRequests, "password", "Wachtwoord", p)
	}
	if len(fresh) < MinPassword || len(fresh) > MaxPassword {
		p.Errors = append(p.Errors, fieldError{"nieuw", "Kies minstens 12 tekens. Drie of vier woorden achter elkaar is sterk en makkelijk te onthouden."})
	}
	right := false
	if len(old) <= MaxPassword {
		var err error
		if right, err = CheckPassword(a.Hash, old); err != nil {
			return err
		}
	}
	if !right {
		s.logins.failed(s.Now(), limits...)
		p.Errors = append(p.Errors, fieldError{"oud", "Dit is niet uw wachtwoord van nu."})
	}
	if len(p.Errors) > 0 {
		return s.show(w, r, http.StatusUnprocessableEntity, "password", "Wachtwoord", p)
	}
	hash, err := HashPassword(s.Random, fresh)
	if err != nil {
		return err
	}
	if err := s.Store.SetHash(r.Context(), a.Name, hash); err != nil {
		return err
	}
	a.Hash = hash // other sessions of this account end: their mark no longer fits
	if err := s.enter(r, *a); err != nil {
		return err
	}
	s.said(r, "Uw wachtwoord is gewijzigd. Op andere plekken bent u uitgelogd.")
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}
