// Package enrol is the office's door for units that have no certificate yet, and for those whose certificate ages: a unit
// shows a one-time token (or its present certificate) and a certificate request for the key it made, and gets its
// certificate, the office's authority, the root key, the keys document and the broker's address. It stands on a TLS listener
// of its own.
package enrol

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"poploket/kiosk"
	"poploket/sync/identity"
	"poploket/sync/office/store"
	"poploket/sync/seal"
)

// Store is the part of the office's memory that enrolment works with.
type Store interface {
	store.Units
	store.Documents
}

// Options are what the door works with.
type Options struct {
	Store  Store
	Keys   *seal.OfficeKeys
	Hosts  []string // names and addresses under which units reach the office
	Broker string   // given to the units
	Now    func() time.Time
	Log    *slog.Logger
}

// Server is the door.
type Server struct {
	opts     Options
	attempts *attempts
}

// New makes a door; Serve opens it.
func New(o Options) *Server { return &Server{opts: o, attempts: newAttempts()} }

// maxRequest is the longest request, in bytes.
const maxRequest = 16 << 10

// Serve answers on l, over TLS, until ctx ends.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	authority := x509.NewCertPool()
	authority.AddCert(s.opts.Keys.Authority.Certificate)
	config := s.opts.Keys.Authority.EnrolConfig(s.opts.Hosts, s.opts.Now)
	config.ClientAuth, config.ClientCAs = tls.VerifyClientCertIfGiven, authority // a certificate is asked for by renewal only
	config.NextProtos = []string{"http/1.1"}
	h := &http.Server{
		Handler: s.handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 20 * time.Second,
		IdleTimeout: 10 * time.Second, MaxHeaderBytes: 8 << 10, ErrorLog: slog.NewLogLogger(s.opts.Log.Handler(), slog.LevelDebug),
	}
	end := context.AfterFunc(ctx, func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if err := h.Shutdown(ctx); err != nil {
			h.Close()
		}
	})
	defer end()
	if err := h.Serve(tls.NewListener(l, config)); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving enrolments: %w", err)
	}
	return nil
}

func (s *Server) handler() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("POST "+identity.PathEnrol, s.answer(s.enrol))
	m.HandleFunc("POST "+identity.PathRenew, s.answer(s.renew))
	return m
}

// answer decodes, limits and reports; what it wraps decides.
func (s *Server) answer(decide func(*http.Request, identity.Request) (identity.Answer, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		host, _, _ := net.SplitHostPort(r.RemoteAddr)
		a, err := func() (identity.Answer, error) {
			if !s.attempts.allow(host, s.opts.Now()) {
				return identity.Answer{}, kiosk.Errorf(kiosk.CodeUnavailable, "too many attempts: wait a minute")
			}
			var q identity.Request
			if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxRequest)).Decode(&q); err != nil {
				return identity.Answer{}, kiosk.Errorf(kiosk.CodeInvalid, "the request can't be read: want JSON with token and csr")
			}
			return decide(r, q)
		}()
		if err != nil {
			s.refuse(w, r, host, err)
			return
		}
		reply(w, http.StatusOK, a)
	}
}

func (s *Server) enrol(r *http.Request, q identity.Request) (identity.Answer, error) {
	key, err := keyOf(q.CSR)
	if err != nil {
		return identity.Answer{}, err
	}
	var e seal.Enrolment
	u, err := s.opts.Store.Enrol(r.Context(), hashToken(q.Token), key, s.opts.Now(), func(u store.Unit) (c store.Certificate, err error) {
		if q.Unit != "" && q.Unit != u.ID {
			return c, kiosk.Errorf(kiosk.CodeRefused, "this enrolment token is for another unit than %.40q", q.Unit)
		}
		e, c, err = s.certify(u.ID, q.CSR)
		return c, err
	})
	if err != nil {
		return identity.Answer{}, err
	}
	s.opts.Log.Info("a unit was enrolled", "unit", u.ID, "serial", u.Serial)
	return s.complete(r.Context(), u.ID, e)
}

func (s *Server) renew(r *http.Request, q identity.Request) (identity.Answer, error) {
	unit, issued, err := s.peer(r)
	if err != nil {
		return identity.Answer{}, err
	}
	if _, err := keyOf(q.CSR); err != nil {
		return identity.Answer{}, err
	}
	u, err := s.opts.Store.Unit(r.Context(), unit)
	if err != nil {
		return identity.Answer{}, err
	}
	if !u.Revoked.IsZero() {
		return identity.Answer{}, kiosk.Errorf(kiosk.CodeRefused, "unit %s was revoked: it gets no certificate any more", unit)
	}
	if u.Replaced(issued) {
		return identity.Answer{}, kiosk.Errorf(kiosk.CodeRefused, "the certificate of unit %s was replaced by a later enrolment", unit)
	}
	e, c, err := s.certify(unit, q.CSR)
	if err != nil {
		return identity.Answer{}, err
	}
	if err := s.opts.Store.Renew(r.Context(), unit, c); err != nil {
		return identity.Answer{}, err
	}
	s.opts.Log.Info("a unit renewed its certificate", "unit", unit, "serial", c.Serial)
	return s.complete(r.Context(), unit, e)
}

// peer is the unit whose certificate, verified by TLS, the connection has, and when that was made.
func (s *Server) peer(r *http.Request) (string, time.Time, error) {
	if len(r.TLS.VerifiedChains) == 0 {
		return "", time.Time{}, kiosk.Errorf(kiosk.CodeRefused, "renewing needs the present certificate; without one, enrol with a token")
	}
	municipality, unit, err := seal.UnitFromCert(r.TLS.PeerCertificates[0])
	if err != nil || municipality != s.opts.Keys.Municipality {
		return "", time.Time{}, kiosk.Errorf(kiosk.CodeRefused, "the certificate is of no unit of this office")
	}
	return unit, seal.Issued(r.TLS.PeerCertificates[0]), nil
}

func (s *Server) certify(unit string, csr []byte) (seal.Enrolment, store.Certificate, error) {
	e, err := s.opts.Keys.Enrol(csr, unit, s.opts.Now())
	if err != nil {
		return e, store.Certificate{}, &kiosk.Error{Code: kiosk.CodeInvalid, Message: err.Error(), Err: err}
	}
	c, err := e.Leaf()
	if err != nil {
		return e, store.Certificate{}, err
	}
	return e, store.Certificate{Serial: c.SerialNumber.Text(16), NotAfter: c.NotAfter}, nil
}

func (s *Server) complete(ctx context.Context, unit string, e seal.Enrolment) (identity.Answer, error) {
	docs, err := s.opts.Store.Current(ctx, unit)
	if err != nil {
		return identity.Answer{}, err
	}
	for _, d := range docs {
		if d.Kind == seal.KindKeys {
			return identity.Answer{Enrolment: e, Keys: d.Signed, Broker: s.opts.Broker}, nil
		}
	}
	return identity.Answer{}, errors.New("the office has published no keys document")
}

// refuse answers with what the unit's technician should know, and tells the office.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, host string, err error) {
	f := identity.Refusal{Code: kiosk.ErrorCode(err), Message: err.Error()}
	status := http.StatusForbidden
	switch f.Code {
	case kiosk.CodeInvalid:
		status = http.StatusBadRequest
	case kiosk.CodeUnavailable:
		status = http.StatusTooManyRequests
	case kiosk.CodeInternal:
		status, f.Message = http.StatusInternalServerError, "the office failed; its log says why"
	}
	s.opts.Log.Warn("an enrolment was refused", "host", host, "err", err)
	if f.Code == kiosk.CodeRefused {
		if err := s.opts.Store.AddIncident(r.Context(), store.Incident{Kind: store.IncidentConnection,
			Detail: fmt.Sprintf("%s: enrolment: %v", host, err), Last: s.opts.Now()}); err != nil {
			s.opts.Log.Error("an incident was not recorded", "err", err)
		}
	}
	reply(w, status, f)
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the peer is gone when this fails
}

// keyOf names the public key of a certificate request.
func keyOf(csr []byte) ([32]byte, error) {
	c, err := x509.ParseCertificateRequest(csr)
	if err != nil {
		return [32]byte{}, kiosk.Errorf(kiosk.CodeInvalid, "the certificate request can't be read")
	}
	return sha256.Sum256(c.RawSubjectPublicKeyInfo), nil
}

// hashToken is the hash under which the office keeps a token, however it was typed: groups of four, upper case.
func hashToken(token string) [32]byte {
	plain := strings.ToUpper(strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' {
			return -1
		}
		return r
	}, token))
	var groups []string
	for ; len(plain) > 4; plain = plain[4:] {
		groups = append(groups, plain[:4])
	}
	return sha256.Sum256([]byte(strings.Join(append(groups, plain), "-")))
}
