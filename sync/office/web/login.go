package web

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"net/http"
	"strings"
	"time"

	"poploket/kiosk"
	"poploket/sync/office/store"
)

type loginPage struct {
	Name   string
	Wanted string // path to go on to
	Error  string
}

// wanted is a path of this office, or nothing: never another site's address.
func wanted(r *http.Request) string {
	w := r.FormValue("naar")
	steers := func(r rune) bool { return r <= ' ' || r == '\\' } // browsers drop tabs and line ends: "/\t/host" is another site
	if len(w) > 200 || !strings.HasPrefix(w, "/") || strings.HasPrefix(w, "//") || strings.ContainsFunc(w, steers) {
		return ""
	}
	return w
}

func (s *Server) loginAsk(w http.ResponseWriter, r *http.Request) error {
	if a, err := s.loggedIn(r); err != nil || a != nil {
		if err == nil {
			http.Redirect(w, r, "/", http.StatusSeeOther)
		}
		return err
	}
	return s.show(w, r, http.StatusOK, "login", "Inloggen", loginPage{Wanted: wanted(r)})
}

// login checks a password. Who fails waits, longer each time: for this name from this address soon, for the name from
// anywhere and for the address with any name later, so that a stranger can't lock somebody out with three tries.
func (s *Server) login(w http.ResponseWriter, r *http.Request) error {
	if err := form(r); err != nil {
		return err
	}
	name, password := strings.ToLower(strings.TrimSpace(r.PostFormValue("naam"))), r.PostFormValue("wachtwoord")
	if len(name) > 64 || len(password) > MaxPassword {
		name, password = "", ""
	}
	client, now := s.client(r), s.Now()
	limits := []limit{{"both " + client + " " + name, 3}, {"name " + name, 30}, {"client " + client, 30}}
	if wait := s.logins.wait(now, limits...); wait > 0 {
		return s.loginWait(w, r, name, wait)
	}
	account, err := s.Store.Account(r.Context(), name)
	known := err == nil
	if !known {
		if kiosk.ErrorCode(err) != kiosk.CodeNotFound {
			return err
		}
		account.Hash = s.nobody
	}
	select {
	case s.hashing <- struct{}{}: // Argon2 takes memory: a few at a time
	case <-r.Context().Done():
		return r.Context().Err()
	}
	if wait := s.logins.wait(now, limits...); wait > 0 { // many at once pass the first look
		<-s.hashing
		return s.loginWait(w, r, name, wait)
	}
	right, err := CheckPassword(account.Hash, password)
	if err == nil && (!right || !known) {
		s.logins.failed(now, limits...) // before the next one looks
	}
	<-s.hashing
	if err != nil {
		return err
	}
	if !right || !known {
		s.Log.Warn("a log-in failed", "client", client)
		return s.show(w, r, http.StatusUnauthorized, "login", "Inloggen", loginPage{Name: name, Wanted: wanted(r), Error: "Naam en wachtwoord horen niet bij elkaar. Controleer beide."})
	}
	s.logins.passed(limits[0].key)
	if err := s.enter(r, account); err != nil {
		return err
	}
	to := wanted(r)
	if to == "" {
		to = "/"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

func (s *Server) loginWait(w http.ResponseWriter, r *http.Request, name string, wait time.Duration) error {
	w.Header().Set("Retry-After", fmt.Sprint(int(math.Ceil(wait.Seconds()))))
	return s.show(w, r, http.StatusTooManyRequests, "login", "Inloggen", loginPage{Name: name, Wanted: wanted(r),
		Error: "Te vaak geprobeerd. Wacht " + waitWords(wait) + " en probeer het dan opnieuw."})
}

// enter makes the session this account's, under a fresh token.
func (s *Server) enter(r *http.Request, a store.Account) error {
	if err := s.sessions.RenewToken(r.Context()); err != nil {
		return err
	}
	s.sessions.Put(r.Context(), "account", a.Name)
	s.sessions.Put(r.Context(), "hash", hashMark(a.Hash))
	return nil
}

// hashMark ties a session to a password without keeping its hash twice.
func hashMark(hash string) string {
	h := sha256.Sum256([]byte(hash))
	return hex.EncodeToString(h[:8])
}

func waitWords(d time.Duration) string {
	if d <= time.Minute {
		return many(int(math.Ceil(d.Seconds())), "seconde", "seconden")
	}
	return many(int(math.Ceil(d.Minutes())), "minuut", "minuten")
}

func (s *Server) logout(w http.ResponseWriter, r *http.Request) error {
	if err := s.sessions.Destroy(r.Context()); err != nil {
		return err
	}
	http.Redirect(w, r, "/inloggen", http.StatusSeeOther)
	return nil
}

// home is where each role's work begins.
func (s *Server) home(w http.ResponseWriter, r *http.Request) error {
	a, to := person(r), "/week"
	switch {
	case may(a, store.RolePlanner):
	case may(a, store.RoleHandler):
		to = "/aanvragen"
	case may(a, store.RoleAdmin):
		to = "/gereedheid"
	case may(a, store.RoleAuditor):
		to = "/inzage"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
