package web

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"poploket/kiosk"
	"poploket/sync/office/store"
	"poploket/sync/wire"
)

// TokenLife is how long a code to enrol can be used.
const TokenLife = time.Hour

type tokenPage struct {
	store.Unit
	Token   string
	Expires time.Time
	Enrolment
}

// NewToken draws a code that enrols one unit, 120 bits in groups of four.
func NewToken(random io.Reader) (string, error) {
	b := make([]byte, 15)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", fmt.Errorf("drawing an enrolment code: %w", err)
	}
	s := base32.StdEncoding.EncodeToString(b)
	var groups []string
	for i := 0; i < len(s); i += 4 {
		groups = append(groups, s[i:i+4])
	}
	return strings.Join(groups, "-"), nil
}

func (s *Server) unitToken(w http.ResponseWriter, r *http.Request) error {
	u, err := s.Store.Unit(r.Context(), r.PathValue("unit"))
	if err != nil {
		return err
	}
	p := tokenPage{Unit: u, Expires: s.Now().Add(TokenLife), Enrolment: s.Enrolment}
	if p.Token, err = NewToken(s.Random); err != nil {
		return err
	}
	err = s.Store.AddToken(r.Context(), store.Token{Hash: sha256.Sum256([]byte(p.Token)), Unit: u.ID, By: person(r).Name, Created: s.Now(), Expires: p.Expires})
	if kiosk.ErrorCode(err) == kiosk.CodeRefused {
		return refuse(http.StatusConflict, "Deze eenheid is ingetrokken", "Zij kan niet opnieuw worden ingeschreven. Maak een nieuwe eenheid aan.")
	}
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, "token", "Schrijf "+u.Name+" in", p)
}

type unitForm struct {
	ID, Name, Prefix, Letter string
	Errors                   []fieldError
}

// Error is a field's error; empty when it is fine.
func (f unitForm) Error(field string) string { return stopForm{Errors: f.Errors}.Error(field) }

func (s *Server) unitNew(w http.ResponseWriter, r *http.Request) error {
	return s.show(w, r, http.StatusOK, "unit-new", "Nieuwe eenheid", unitForm{})
}

func (s *Server) unitAdd(w http.ResponseWriter, r *http.Request) error {
	if err := form(r); err != nil {
		return err
	}
	value := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	f := unitForm{ID: strings.ToLower(value("kenmerk")), Name: value("naam"), Prefix: strings.ToUpper(value("begin")), Letter: strings.ToUpper(value("letter"))}
	bad := func(field, text string) { f.Errors = append(f.Errors, fieldError{field, text}) }
	if !wire.ValidUnit(f.ID) {
		bad("kenmerk", "Kies kleine letters, cijfers en streepjes, bijvoorbeeld bus-3.")
	}
	if n := len([]rune(f.Name)); n < 2 || n > 40 {
		bad("naam", "Vul een naam in van hoogstens 40 tekens, bijvoorbeeld Bus 3.")
	}
	if _, err := kiosk.NewReference(f.Prefix, strings.NewReader("\x00\x00\x00\x00")); err != nil {
		bad("begin", "Kies twee tekens uit 34679ACDEFGHJKMNPQRTWXY.")
	}
	if len(f.Letter) != 1 || f.Letter < "A" || f.Letter > "Z" {
		bad("letter", "Kies één letter.")
	}
	if len(f.Errors) == 0 {
		err := s.Store.AddUnit(r.Context(), store.Unit{ID: f.ID, Name: f.Name, Prefix: f.Prefix, Letter: f.Letter, Created: s.Now()})
		if kiosk.ErrorCode(err) == kiosk.CodeConflict {
			bad("", "Kenmerk, begin van de nummers of letter is al van een andere eenheid.")
		} else if err != nil {
			return err
		} else {
			s.said(r, f.Name+" is toegevoegd. Schrijf haar nu in.")
			http.Redirect(w, r, "/gereedheid/"+f.ID, http.StatusSeeOther)
			return nil
		}
	}
	return s.show(w, r, http.StatusUnprocessableEntity, "unit-new", "Nieuwe eenheid", f)
}
