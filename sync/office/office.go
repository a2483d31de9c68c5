// Package office is the fleet office as one value: store, keys, broker, enrolment door and web pages, wired together. The
// command runs it; the demonstration and the end-to-end tests build the very same.
package office

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"poploket/kiosk"
	"poploket/kiosk/catalog"
	"poploket/sync/office/broker"
	"poploket/sync/office/enrol"
	"poploket/sync/office/intake"
	"poploket/sync/office/plan"
	"poploket/sync/office/publish"
	"poploket/sync/office/store"
	"poploket/sync/office/store/sqlite"
	"poploket/sync/office/web"
	"poploket/sync/seal"
)

// Config is what an office needs to know. Dir, Municipality (or Example), Catalogue and Log have no default.
type Config struct {
	Dir          string // its state: office.db, keys
	Web          string // where pages are served: "127.0.0.1:8080"
	MQTT         string // where units connect: "127.0.0.1:8883"
	Enrol        string // where units get their certificate: "127.0.0.1:8443"
	Hosts        []string
	Municipality kiosk.Municipality
	Catalogue    []byte // the services, as catalog.Pack gives them
	// AdminPassword is the first administrator's; drawn when empty. It matters on the first start only.
	AdminPassword string
	// Example adds the example's units, venues, accounts and stops, with a stop of today for bus-1.
	Example bool
	// Unplanned leaves the example's stops out: somebody plans them.
	Unplanned bool
	Public    string // address of the pages as residents know it: "https://poploket.voorhaven.example"; that of Web when empty
	Proxy     bool   // a TLS proxy stands in front of Web
	Now       func() time.Time
	Random    io.Reader
	Log       *slog.Logger
}

// Login is an account whose password may be shown: made just now, or an example.
type Login struct{ Name, Password, Role string }

// Main is a running office.
type Main struct {
	conf      Config
	Store     store.Store
	Keys      *seal.OfficeKeys
	Publisher *publish.Publisher
	Logins    []Login

	broker  *broker.Broker
	door    *enrol.Server
	http    *http.Server
	web     net.Listener
	enrol   net.Listener
	closers []io.Closer
}

// Open opens or makes the office in conf.Dir and takes its addresses; Run lets people and units in.
func Open(ctx context.Context, conf Config) (_ *Main, err error) {
	if conf.Now == nil {
		conf.Now = time.Now
	}
	if conf.Random == nil {
		conf.Random = rand.Reader
	}
	if len(conf.Hosts) == 0 {
		conf.Hosts = []string{"127.0.0.1", "localhost"}
	}
	example, err := readExample()
	if err != nil {
		return nil, err
	}
	if conf.Example {
		conf.Municipality = example.Municipality
	}
	m := &Main{conf: conf}
	defer func() {
		if err != nil {
			err = errors.Join(err, m.Close())
		}
	}()
	if err := os.MkdirAll(conf.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the office's folder: %w", err)
	}
	s, err := sqlite.Open(ctx, filepath.Join(conf.Dir, "office.db"))
	if err != nil {
		return nil, err
	}
	m.Store, m.closers = s, append(m.closers, s)
	if err := m.openKeys(); err != nil {
		return nil, err
	}
	if err := m.connect(); err != nil {
		return nil, err
	}
	if err := m.Store.ResetPresence(ctx, conf.Now()); err != nil {
		return nil, fmt.Errorf("starting: %w", err)
	}
	if err := m.firstAdmin(ctx); err != nil {
		return nil, err
	}
	if _, err := m.Publisher.TrustedKeys(ctx, "kantoor"); err != nil {
		return nil, err
	}
	if _, err := m.Publisher.Catalogue(ctx, "kantoor", "bij de start van het kantoor", conf.Catalogue); err != nil {
		return nil, err
	}
	if conf.Example {
		if err := m.addExample(ctx, example); err != nil {
			return nil, fmt.Errorf("adding the example: %w", err)
		}
	}
	return m, nil
}

// openKeys opens the office's keys; the first start draws them.
func (m *Main) openKeys() (err error) {
	dir := filepath.Join(m.conf.Dir, "keys")
	if m.Keys, err = seal.OpenOfficeKeys(dir); errors.Is(err, fs.ErrNotExist) {
		m.Keys, err = seal.CreateOfficeKeys(dir, m.conf.Municipality.ID, m.conf.Now())
	}
	if err != nil {
		return err
	}
	if m.Keys.Municipality != m.conf.Municipality.ID {
		return fmt.Errorf("the keys in %s are of municipality %q, not of %q", dir, m.Keys.Municipality, m.conf.Municipality.ID)
	}
	return nil
}

// connect takes the addresses and builds what answers on them.
func (m *Main) connect() error {
	conf := m.conf
	listen := func(what, address string) (net.Listener, error) {
		l, err := net.Listen("tcp", address)
		if err != nil {
			return nil, fmt.Errorf("taking the address for %s: %w", what, err)
		}
		m.closers = append(m.closers, l)
		return l, nil
	}
	mqtt, err := listen("units", conf.MQTT)
	if err != nil {
		return err
	}
	if m.enrol, err = listen("enrolment", conf.Enrol); err != nil {
		return err
	}
	if m.web, err = listen("pages", conf.Web); err != nil {
		return err
	}
	if conf.Public == "" {
		conf.Public = m.WebURL()
	}
	conf.Municipality.Status = strings.TrimRight(conf.Public, "/") + "/s/"
	in := intake.New(intake.Options{Store: m.Store, Sign: m.Keys.Receipts.SignReceipt, Now: conf.Now, Log: conf.Log,
		Push: func(unit string, payload []byte) error { return m.broker.Push(unit, payload) }})
	m.broker, err = broker.Open(broker.Options{Listener: mqtt, TLS: m.Keys.Authority.ServerConfig(conf.Hosts, conf.Now, in.Admit), Backend: in, Now: conf.Now, Log: conf.Log})
	if err != nil {
		return err
	}
	m.Publisher = &publish.Publisher{Store: m.Store, Keys: m.Keys, Push: in, Municipality: conf.Municipality, Now: conf.Now, Log: conf.Log}
	m.door = enrol.New(enrol.Options{Store: m.Store, Keys: m.Keys, Hosts: conf.Hosts, Broker: "mqtts://" + m.reach(mqtt), Now: conf.Now, Log: conf.Log})
	services, err := servicesOf(conf.Catalogue)
	if err != nil {
		return err
	}
	bounds, err := m.bounds()
	if err != nil {
		return err
	}
	pages, err := web.New(web.Options{Bounds: bounds, Store: m.Store, Publisher: m.Publisher, Keys: m.Keys, Municipality: conf.Municipality, Services: services,
		Enrolment: web.Enrolment{Address: m.EnrolAddress(), Fingerprint: m.Fingerprint()}, Proxy: conf.Proxy, Now: conf.Now, Random: conf.Random, Log: conf.Log})
	if err != nil {
		return err
	}
	m.http = &http.Server{
		Handler: pages.Handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(conf.Log.Handler(), slog.LevelDebug),
	}
	return nil
}

// bounds are those of stops: the example can be shown at any hour.
func (m *Main) bounds() (*plan.Bounds, error) {
	zone, err := time.LoadLocation(m.conf.Municipality.Zone)
	if err != nil {
		return nil, fmt.Errorf("the municipality's time zone: %w", err)
	}
	b := plan.DefaultBounds(zone)
	if m.conf.Example {
		b.Opens, b.Closes = 0, 24*time.Hour
	}
	return &b, nil
}

// reach is a listener's address as units know it: the first host with the listener's port.
func (m *Main) reach(l net.Listener) string {
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return l.Addr().String()
	}
	return net.JoinHostPort(m.conf.Hosts[0], port)
}

// servicesOf is what the pages need of a catalogue.
func servicesOf(catalogue []byte) ([]web.Service, error) {
	c, err := catalog.Parse(catalogue)
	if err != nil {
		return nil, fmt.Errorf("reading the services: %w", err)
	}
	var list []web.Service
	for _, s := range c.Services {
		list = append(list, web.Service{ID: s.ID, Icon: s.Icon, Name: s.Short.In("nl"), Sensitive: s.Sensitive})
	}
	return list, nil
}

// WebURL is where the pages are.
func (m *Main) WebURL() string { return "http://" + m.web.Addr().String() }

// EnrolAddress is where a unit gets its certificate, host:port.
func (m *Main) EnrolAddress() string { return m.reach(m.enrol) }

// Fingerprint is SHA-256 of the authority's certificate in hex: what a unit holds the office against.
func (m *Main) Fingerprint() string {
	f := m.Keys.Authority.Fingerprint()
	return hex.EncodeToString(f[:])
}

// Token makes a one-time code that enrols a unit.
func (m *Main) Token(ctx context.Context, unit string) (string, error) {
	token, err := web.NewToken(m.conf.Random)
	if err != nil {
		return "", err
	}
	now := m.conf.Now()
	err = m.Store.AddToken(ctx, store.Token{Hash: sha256.Sum256([]byte(token)), Unit: unit, By: "kantoor", Created: now, Expires: now.Add(web.TokenLife)})
	if err != nil {
		return "", fmt.Errorf("making an enrolment code for %s: %w", unit, err)
	}
	return token, nil
}

// Run lets people and units in until ctx ends, then sees them out. An office that is killed instead loses nothing it
// gave a receipt for.
func (m *Main) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return m.broker.Serve(ctx) })
	g.Go(func() error { return m.door.Serve(ctx, m.enrol) })
	g.Go(func() error {
		if err := m.http.Serve(m.web); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serving pages: %w", err)
		}
		return nil
	})
	g.Go(func() error {
		<-ctx.Done()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if err := m.http.Shutdown(ctx); err != nil {
			return errors.Join(fmt.Errorf("closing the pages: %w", err), m.http.Close())
		}
		return nil
	})
	g.Go(func() error { return m.sweep(ctx) })
	return g.Wait()
}

// sweep removes sessions that ended, once an hour.
func (m *Main) sweep(ctx context.Context) error {
	t := time.NewTicker(time.Hour)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.C:
			if err := m.Store.SweepSessions(ctx, m.conf.Now()); err != nil {
				m.conf.Log.Error("ended sessions were not removed", "err", err)
			}
		}
	}
}

// Close closes what Open opened. Call it after Run returned.
func (m *Main) Close() error {
	var errs []error
	for i := len(m.closers) - 1; i >= 0; i-- {
		if err := m.closers[i].Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	m.closers = nil
	return errors.Join(errs...)
}
