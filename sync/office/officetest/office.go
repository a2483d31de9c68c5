// Package officetest opens an office for tests: the real store, keys, publisher and pages of the example municipality, with
// a clock that stands until a test moves it. Only units are missing; their facts are written with real keys.
package officetest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"poploket/kiosk"
	"poploket/kiosk/fact"
	"poploket/sync/office/publish"
	"poploket/sync/office/store"
	"poploket/sync/office/store/sqlite"
	"poploket/sync/office/store/storetest"
	"poploket/sync/office/web"
	"poploket/sync/seal"
)

// Municipality is the example.
var Municipality = kiosk.Municipality{ID: "voorhaven", Name: "Gemeente Voorhaven", Short: "Voorhaven", Country: "NL", Phone: "0000 123 456 (voorbeeld)",
	Hours: "maandag tot en met vrijdag, 9.00 tot 17.00 uur", Zone: "Europe/Amsterdam", Example: true}

// Services are those of the first stop.
var Services = []web.Service{
	{ID: "passport", Icon: "passport", Name: "Paspoort of ID-kaart"}, {ID: "driving-licence", Icon: "driving-licence", Name: "Rijbewijs"}, {ID: "move", Icon: "move", Name: "Verhuizing doorgeven"},
	{ID: "parking-permit", Icon: "parking-permit", Name: "Parkeervergunning"}, {ID: "special-assistance", Icon: "special-assistance", Name: "Bijzondere bijstand", Sensitive: true},
}

// Password is everybody's.
const Password = "lamp kade gracht brug"

// Office is an office under test.
type Office struct {
	T         testing.TB
	Store     store.Store
	Keys      *seal.OfficeKeys
	Web       *web.Server
	Publisher *publish.Publisher
	URL       string
	Pushed    []string // units that something was pushed to
	Logs      *Logs

	mu    sync.Mutex
	clock time.Time
}

// Push counts what a broker would bring.
func (o *Office) Push(_ context.Context, unit string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.Pushed = append(o.Pushed, unit)
	return nil
}

// Now is the office's clock.
func (o *Office) Now() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.clock
}

// Advance moves the clock.
func (o *Office) Advance(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.clock = o.clock.Add(d)
}

// Zone is the municipality's.
func Zone() *time.Location {
	z, err := time.LoadLocation(Municipality.Zone)
	if err != nil {
		panic(err)
	}
	return z
}

// Tuesday is the example's day: 24 November 2026, 10.42 on the wall.
func Tuesday() time.Time { return time.Date(2026, 11, 24, 10, 42, 0, 0, Zone()) }

// Open opens an office at Tuesday with accounts noor (planner), hana (handler), ida (auditor), admin and bob (no role),
// units bus-1 and bus-2, and four venues. change may alter what the pages are made of.
func Open(t testing.TB, change ...func(*web.Options)) *Office {
	t.Helper()
	o := &Office{T: t, clock: Tuesday(), Logs: &Logs{}}
	ctx := t.Context()
	s, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "office.db"))
	o.check(err)
	t.Cleanup(func() { o.check(s.Close()) })
	o.Store = s
	o.Keys, err = seal.CreateOfficeKeys(filepath.Join(t.TempDir(), "keys"), Municipality.ID, o.clock.AddDate(0, -1, 0))
	o.check(err)
	log := slog.New(slog.NewTextHandler(o.Logs, nil))
	o.Publisher = &publish.Publisher{Store: s, Keys: o.Keys, Push: o, Municipality: Municipality, Now: o.Now, Log: log}
	opts := web.Options{Store: s, Publisher: o.Publisher, Keys: o.Keys, Municipality: Municipality, Services: Services,
		Enrolment: web.Enrolment{Address: "kantoor.voorhaven.example:8443", Fingerprint: "3f2a"}, Now: o.Now, Random: rand.Reader, Log: log}
	for _, c := range change {
		c(&opts)
	}
	o.Web, err = web.New(opts)
	o.check(err)
	hash, err := web.HashPassword(rand.Reader, Password)
	o.check(err)
	for _, a := range []store.Account{
		{Name: "noor", Display: "Noor", Roles: []store.Role{store.RolePlanner}}, {Name: "hana", Display: "Hana", Roles: []store.Role{store.RoleHandler}},
		{Name: "ida", Display: "Ida", Roles: []store.Role{store.RoleAuditor}}, {Name: "bob", Display: "Bob"},
		{Name: "admin", Display: "Beheer", Roles: []store.Role{store.RolePlanner, store.RoleAdmin}},
	} {
		a.Hash, a.Created = hash, o.clock
		o.check(s.AddAccount(ctx, a))
	}
	for _, u := range []store.Unit{{ID: "bus-1", Name: "Bus 1", Prefix: "KD", Letter: "K"}, {ID: "bus-2", Name: "Bus 2", Prefix: "KE", Letter: "M"}} {
		u.Created = o.clock
		o.check(s.AddUnit(ctx, u))
	}
	for _, v := range []store.Venue{
		{ID: "markt", Name: "Marktplein", Address: "Marktplein 1, naast de fontein", Kind: "square", Note: "Stroom bij de fontein."},
		{ID: "bieb", Name: "Bibliotheek", Address: "Havenstraat 12", Kind: "library"},
		{ID: "linde", Name: "Zorghuis De Linde", Address: "Lindelaan 3", Kind: "care-home", Note: "Melden bij de receptie."},
		{ID: "waal", Name: "De Waal", Address: "Waalweg 40", Kind: "square"},
	} {
		o.check(s.AddVenue(ctx, v))
	}
	server := httptest.NewServer(o.Web.Handler())
	t.Cleanup(server.Close)
	o.URL = server.URL
	return o
}

func (o *Office) check(err error) {
	o.T.Helper()
	if err != nil {
		o.T.Fatal(err)
	}
}

// Plan saves a stop of the draft: day and times are the municipality's, as "2026-11-25", "09:30".
func (o *Office) Plan(id, unit, venue, day, from, to string, services ...string) store.Stop {
	o.T.Helper()
	at := func(clock string) time.Time {
		t, err := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, Zone())
		o.check(err)
		return t.UTC()
	}
	if services == nil {
		services = []string{"passport", "move"}
	}
	st, err := o.Store.SaveStop(o.T.Context(), store.Stop{Stop: kiosk.Stop{ID: id, Unit: unit, Start: at(from), End: at(to), Services: services},
		VenueID: venue, By: "noor", Changed: o.Now()}, func([]store.Stop) error { return nil })
	o.check(err)
	return st
}

// Publish publishes the draft.
func (o *Office) Publish() {
	o.T.Helper()
	rev, err := o.Store.Revision(o.T.Context())
	o.check(err)
	_, err = o.Publisher.Plan(o.T.Context(), "noor", "weekplan", []string{"bus-1", "bus-2"}, []string{"weekplan"}, rev)
	o.check(err)
}

// Enrol gives a unit a certificate of 90 days.
func (o *Office) Enrol(unit string) {
	o.T.Helper()
	token := sha256.Sum256([]byte(unit))
	o.check(o.Store.AddToken(o.T.Context(), store.Token{Hash: token, Unit: unit, By: "admin", Created: o.Now(), Expires: o.Now().Add(time.Hour)}))
	_, err := o.Store.Enrol(o.T.Context(), token, token, o.Now(), func(store.Unit) (store.Certificate, error) {
		return store.Certificate{Serial: "01", NotAfter: o.Now().AddDate(0, 0, 90)}, nil
	})
	o.check(err)
}

// Ingest brings facts in as a unit would.
func (o *Office) Ingest(j *storetest.Journal, es ...fact.Entry) {
	o.T.Helper()
	_, err := o.Store.Ingest(o.T.Context(), j.Batch(es...), o.Now(), o.Keys.Receipts.SignReceipt)
	o.check(err)
}

// Request seals a request to the office and gives the fact that carries it.
func (o *Office) Request(j *storetest.Journal, q kiosk.Request, ref kiosk.Reference, code string) fact.Entry {
	o.T.Helper()
	recipients, err := o.Keys.Trusted().Recipients()
	o.check(err)
	dossier, wraps, err := seal.NewDossier(rand.Reader, recipients)
	o.check(err)
	plain, err := fact.EncodeRequest(q)
	o.check(err)
	subject := make([]byte, 16)
	_, _ = rand.Read(subject)
	sealed, keyID, err := dossier.Seal(seal.Binding{Unit: j.Unit, Subject: subject, Kind: fact.KindRequestReceived, Version: 1}, plain)
	o.check(err)
	return j.Add(fact.Public(q, ref, code), func(f *fact.Fact, e *fact.Entry) {
		h := sha256.Sum256(sealed)
		e.Sealed, e.Wraps = sealed, wraps
		f.Subject, f.SealedHash, f.KeyID, f.Actor = subject, h[:], keyID, "resident"
		f.WrapsHash, err = fact.HashWraps(wraps)
		o.check(err)
	})
}

// Logs keeps what was logged.
type Logs struct {
	mu sync.Mutex
	b  []byte
}

func (l *Logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.b = append(l.b, p...)
	return len(p), nil
}

func (l *Logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.b)
}
