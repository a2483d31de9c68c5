// Package web is the office in a browser: plan and publish stops, see units and requests, and the resident's status page.
// Pages are complete HTML without a line of script; every change is a form. It shows and asks; what may be and what
// follows is decided by plan, ready, publish and store.
package web

import (
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"poploket/assets"
	"poploket/kiosk"
	"poploket/sync/office/plan"
	"poploket/sync/office/publish"
	"poploket/sync/office/store"
	"poploket/sync/seal"
)

// Service is what the office needs to know of a service.
type Service struct {
	ID        string
	Icon      string // file in assets/icons
	Name      string // in Dutch
	Sensitive bool   // its name is personal: it never stands in a list beside a place and a time
}

// Enrolment is what a technician needs to bring a unit in.
type Enrolment struct {
	Address     string // host:port as units reach it
	Fingerprint string // SHA-256 of the authority's certificate, hex
}

// Options are the office's parts. All are needed except Proxy.
type Options struct {
	Store        store.Store
	Publisher    *publish.Publisher
	Keys         *seal.OfficeKeys
	Municipality kiosk.Municipality
	Services     []Service
	Enrolment    Enrolment
	Bounds       *plan.Bounds // of stops; nil for the default ones
	// Proxy says that a TLS proxy stands in front: the client's address is the last one in X-Forwarded-For, and cookies
	// travel over TLS only.
	Proxy  bool
	Now    func() time.Time
	Random io.Reader
	Log    *slog.Logger
}

// Server answers the office's and the residents' browsers.
type Server struct {
	Options
	zone     *time.Location
	bounds   plan.Bounds
	sessions *scs.SessionManager
	pages    map[string]*template.Template
	statics  http.Handler
	logins   *throttle // by account and address
	status   *throttle // by reference, and by address
	hashing  chan struct{}
	nobody   string // a hash nobody's password has, so that unknown names take as long
}

// New makes a server. It reads its pages and fails when one is broken.
func New(o Options) (*Server, error) {
	zone, err := time.LoadLocation(o.Municipality.Zone)
	if err != nil {
		return nil, fmt.Errorf("the municipality's time zone: %w", err)
	}
	s := &Server{Options: o, zone: zone, logins: newThrottle(), status: newThrottle(), hashing: make(chan struct{}, 2)}
	if s.bounds = plan.DefaultBounds(zone); o.Bounds != nil {
		s.bounds = *o.Bounds
	}
	if s.nobody, err = HashPassword(o.Random, "nobody has this one"); err != nil {
		return nil, err
	}
	if s.pages, err = s.parse(assets.Office); err != nil {
		return nil, err
	}
	if s.statics, err = s.static(); err != nil {
		return nil, err
	}
	s.sessions = s.newSessions()
	return s, nil
}

// Handler is everything under /.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /static/", s.statics)
	mux.Handle("GET /favicon.ico", s.statics)
	mux.HandleFunc("GET /healthz", s.health)

	public := func(pattern string, h handler) { mux.Handle(pattern, s.answer(pattern, h)) }
	public("GET /s", s.statusAsk)
	public("POST /s", s.statusFind)
	public("GET /s/{reference}", s.statusAsk)
	public("POST /s/{reference}", s.statusFind)
	public("GET /s/{reference}/{code}", s.statusShow)

	office := http.NewServeMux()
	page := func(pattern string, h handler, roles ...store.Role) {
		office.Handle(pattern, s.answer(pattern, s.only(roles, h)))
	}
	office.Handle("GET /inloggen", s.answer("GET /inloggen", s.loginAsk))
	office.Handle("POST /inloggen", s.answer("POST /inloggen", s.login))
	page("POST /uitloggen", s.logout)
	page("GET /{$}", s.home)
	page("GET /week", s.week)
	page("GET /haltes/nieuw", s.stopNew, store.RolePlanner)
	page("POST /haltes/nieuw", s.stopSave, store.RolePlanner)
	page("GET /haltes/{stop}", s.stopEdit, store.RolePlanner)
	page("POST /haltes/{stop}", s.stopSave, store.RolePlanner)
	page("GET /haltes/{stop}/weg", s.stopDrop, store.RolePlanner)
	page("POST /haltes/{stop}/weg", s.stopDelete, store.RolePlanner)
	page("GET /publiceren", s.publishShow, store.RolePlanner)
	page("POST /publiceren", s.publishDo, store.RolePlanner)
	page("GET /plekken", s.venues)
	page("POST /plekken", s.venueAdd, store.RolePlanner)
	page("GET /gereedheid", s.units)
	page("GET /gereedheid/nieuw", s.unitNew, store.RoleAdmin)
	page("POST /gereedheid/nieuw", s.unitAdd, store.RoleAdmin)
	page("GET /gereedheid/{unit}", s.units)
	page("POST /gereedheid/{unit}/inschrijven", s.unitToken, store.RoleAdmin)
	page("GET /aanvragen", s.requests, store.RoleHandler)
	page("GET /aanvragen/{unit}/{epoch}/{seq}", s.requestAsk, store.RoleHandler)
	page("POST /aanvragen/{unit}/{epoch}/{seq}", s.requestOpen, store.RoleHandler)
	page("GET /inzage", s.audit, store.RoleAuditor)
	page("GET /mensen", s.people, store.RoleAdmin)
	page("POST /mensen", s.personAdd, store.RoleAdmin)
	page("GET /wachtwoord", s.passwordAsk)
	page("POST /wachtwoord", s.passwordSet)
	page("/", s.missing)
	mux.Handle("/", s.sessions.LoadAndSave(office))

	return s.guard(mux)
}

// static serves style sheet, fonts and icons, which change only with the program.
func (s *Server) static() (http.Handler, error) {
	sub, err := fs.Sub(assets.Office, "office/static")
	if err != nil {
		return nil, err
	}
	files := http.FileServerFS(sub)
	fonts, err := fs.Sub(assets.Office, "office/fonts")
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	long := func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable") // its name carries a hash or a version
			h.ServeHTTP(w, r)
		})
	}
	mux.Handle("GET /static/fonts/", long(http.StripPrefix("/static/fonts/", http.FileServerFS(fonts))))
	mux.Handle("GET /static/", long(http.StripPrefix("/static/", files)))
	for address, name := range map[string]string{"/favicon.ico": "mark", "/static/quay.svg": "scene-quay-wide"} {
		picture, err := assets.Icons.ReadFile("icons/" + name + ".svg")
		if err != nil {
			return nil, err
		}
		mux.HandleFunc("GET "+address, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "image/svg+xml")
			w.Header().Set("Cache-Control", "public, max-age=86400")
			_, _ = w.Write(picture)
		})
	}
	return mux, nil
}

// health tells a supervisor whether the office can keep what it is given.
func (s *Server) health(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if err := s.Store.Healthy(r.Context()); err != nil {
		s.Log.Error("the store doesn't answer", "err", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = io.WriteString(w, "store\n")
		return
	}
	_, _ = io.WriteString(w, "ok\n")
}
