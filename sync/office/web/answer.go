package web

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"poploket/kiosk"
	"poploket/sync/office/store"
)

// handler answers a request; what it returns becomes a page that says what is wrong and what to do.
type handler func(http.ResponseWriter, *http.Request) error

// refusal is an error with a page of its own.
type refusal struct {
	status      int
	title, help string
}

func (e *refusal) Error() string { return e.title }

func refuse(status int, title, help string) error { return &refusal{status, title, help} }

var errMissing = &refusal{http.StatusNotFound, "Deze pagina is er niet", "Misschien is het adres verkeerd, of is wat hier stond weggehaald."}

func (s *Server) missing(http.ResponseWriter, *http.Request) error { return errMissing }

// answer runs h. The log gets the pattern of the address, never the address: it can hold a code.
func (s *Server) answer(pattern string, h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store") // every page shows who is logged in, or what a code opens
		err := h(w, r)
		if err == nil {
			return
		}
		var page *refusal
		var large *http.MaxBytesError
		switch {
		case errors.As(err, &page):
		case errors.As(err, &large):
			page = &refusal{http.StatusRequestEntityTooLarge, "Dat was te veel in één keer", "Maak de tekst korter en probeer het opnieuw."}
		case kiosk.ErrorCode(err) == kiosk.CodeNotFound:
			page = errMissing
		case errors.Is(err, context.Canceled):
			return // nobody is there any more
		default:
			s.Log.Error("a page failed", "page", pattern, "err", err)
			page = &refusal{http.StatusInternalServerError, "Er ging iets mis bij ons", "Wat u invulde is niet bewaard. Probeer het over een minuut opnieuw."}
		}
		if err := s.show(w, r, page.status, "error", page.title, struct{ Title, Help string }{page.title, page.help}); err != nil {
			s.Log.Error("the error page failed", "page", pattern, "err", err)
			http.Error(w, "Er ging iets mis.", http.StatusInternalServerError)
		}
	})
}

// form reads a request's form within its limits.
func form(r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return err
		}
		return refuse(http.StatusBadRequest, "Dit formulier kunnen wij niet lezen", "Open de pagina opnieuw en probeer het nog eens.")
	}
	return nil
}

type personKey struct{}

// person is who is logged in; nil for nobody.
func person(r *http.Request) *store.Account {
	a, _ := r.Context().Value(personKey{}).(*store.Account)
	return a
}

// only lets in who is logged in and has one of the roles; no roles let everybody in who is logged in.
func (s *Server) only(roles []store.Role, h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		a, err := s.loggedIn(r)
		if err != nil {
			return err
		}
		if a == nil {
			to := "/inloggen"
			if r.Method == http.MethodGet && r.URL.Path != "/" {
				to += "?naar=" + url.QueryEscape(r.URL.Path)
			}
			http.Redirect(w, r, to, http.StatusSeeOther)
			return nil
		}
		r = r.WithContext(context.WithValue(r.Context(), personKey{}, a))
		if len(roles) > 0 && !slices.ContainsFunc(roles, func(role store.Role) bool { return may(a, role) }) {
			return withPerson(r, refuse(http.StatusForbidden, "Dit hoort niet bij uw rol", "Vraag de beheerder als u dit voor uw werk nodig hebt."), s, w)
		}
		if err := h(w, r); err != nil {
			return withPerson(r, err, s, w)
		}
		return nil
	}
}

// withPerson shows an error page to somebody who is logged in, with the tabs they know.
func withPerson(r *http.Request, err error, s *Server, w http.ResponseWriter) error {
	var page *refusal
	if kiosk.ErrorCode(err) == kiosk.CodeNotFound {
		page = errMissing
	} else if !errors.As(err, &page) {
		return err
	}
	return s.show(w, r, page.status, "error", page.title, struct{ Title, Help string }{page.title, page.help})
}

func may(a *store.Account, role store.Role) bool { return a != nil && slices.Contains(a.Roles, role) }

// frame is what every page has around its own content.
type frame struct {
	Title        string
	Tab          string
	Person       *store.Account
	Municipality kiosk.Municipality
	Counts       counts
	Said         string // what the last form did
	Page         any
}

// May is for templates: {{if .May "planner"}}.
func (f frame) May(role string) bool { return may(f.Person, store.Role(role)) }

type counts struct{ Trouble, Requests int }

// show writes a page, whole or not at all.
func (s *Server) show(w http.ResponseWriter, r *http.Request, status int, name, title string, page any) error {
	f := frame{Title: title, Tab: tabOf(name), Person: person(r), Municipality: s.Municipality, Page: page}
	if f.Person != nil {
		f.Said = s.sessions.PopString(r.Context(), "said")
		var err error
		if f.Counts, err = s.count(r.Context(), f.Person); err != nil {
			return err
		}
	}
	var b bytes.Buffer
	if err := s.pages[name].ExecuteTemplate(&b, "page", f); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // a client that went away is no error
	return nil
}

func tabOf(page string) string {
	switch page {
	case "week", "stop", "drop", "publish":
		return "week"
	case "units", "unit-new", "token":
		return "units"
	case "requests", "request":
		return "requests"
	}
	return page
}

// said leaves one sentence for the next page.
func (s *Server) said(r *http.Request, sentence string) {
	s.sessions.Put(r.Context(), "said", sentence)
}
