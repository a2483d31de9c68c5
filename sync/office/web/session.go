package web

import (
	"context"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"poploket/kiosk"
	"poploket/sync/office/store"
)

// Sessions end after a working day, and after an hour in which nobody did anything.
const (
	sessionLife = 10 * time.Hour
	sessionIdle = time.Hour
)

func (s *Server) newSessions() *scs.SessionManager {
	m := scs.New()
	m.Store = sessions{s.Store, s.Now}
	m.HashTokenInStore = true // who reads the file can't be who is logged in
	m.Lifetime, m.IdleTimeout = sessionLife, sessionIdle
	m.Cookie.Name = "kantoor"
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Persist = false
	if s.Proxy {
		m.Cookie.Name, m.Cookie.Secure = "__Host-kantoor", true
	}
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		s.answer("session", func(http.ResponseWriter, *http.Request) error { return err }).ServeHTTP(w, r)
	}
	return m
}

// sessions is the office's store as scs wants it.
type sessions struct {
	store store.People
	now   func() time.Time
}

func (s sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	return s.store.Session(ctx, token, s.now())
}

func (s sessions) CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error {
	return s.store.SaveSession(ctx, token, b, expiry)
}

func (s sessions) DeleteCtx(ctx context.Context, token string) error {
	return s.store.EndSession(ctx, token)
}

func (s sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

func (s sessions) Commit(token string, b []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, b, expiry)
}

func (s sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// loggedIn is the account of this session; nil for none. Roles are read anew each time: taking one away works at once.
func (s *Server) loggedIn(r *http.Request) (*store.Account, error) {
	name := s.sessions.GetString(r.Context(), "account")
	if name == "" {
		return nil, nil
	}
	a, err := s.Store.Account(r.Context(), name)
	if kiosk.ErrorCode(err) == kiosk.CodeNotFound {
		return nil, s.sessions.Destroy(r.Context())
	}
	if err != nil {
		return nil, err
	}
	if s.sessions.GetString(r.Context(), "hash") != hashMark(a.Hash) { // another password since
		return nil, s.sessions.Destroy(r.Context())
	}
	return &a, nil
}
