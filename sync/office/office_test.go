package office_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	mathrand "math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"poploket/assets"
	"poploket/kiosk"
	"poploket/kiosk/catalog"
	"poploket/kiosk/fact"
	"poploket/kiosk/journal"
	"poploket/sync/courier"
	"poploket/sync/identity"
	"poploket/sync/link"
	"poploket/sync/office"
	"poploket/sync/replica"
	"poploket/sync/seal"
	"poploket/sync/wire"
)

func config(t *testing.T, dir string) office.Config {
	t.Helper()
	services, err := catalog.Pack(assets.Services)
	if err != nil {
		t.Fatal(err)
	}
	return office.Config{Dir: dir, Web: "127.0.0.1:0", MQTT: "127.0.0.1:0", Enrol: "127.0.0.1:0", Example: true, Catalogue: services, Log: slog.New(slog.DiscardHandler)}
}

// start opens and runs an office; stop ends it as a signal would.
func start(t *testing.T, conf office.Config) (m *office.Main, stop func()) {
	t.Helper()
	m, err := office.Open(t.Context(), conf)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- m.Run(ctx) }()
	done := false
	stop = func() {
		t.Helper()
		if done {
			return
		}
		done = true
		cancel()
		if err := errors.Join(<-ended, m.Close()); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(stop)
	return m, stop
}

// browser keeps cookies and follows redirects.
type browser struct {
	t    *testing.T
	base string
	http http.Client
}

func newBrowser(t *testing.T, m *office.Main) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t: t, base: m.WebURL(), http: http.Client{Jar: jar}}
}

func (b *browser) read(resp *http.Response, err error) string {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK {
		b.t.Fatalf("%s: status %d\n%s", resp.Request.URL.Path, resp.StatusCode, body)
	}
	return string(body)
}

func (b *browser) get(path string) string { b.t.Helper(); return b.read(b.http.Get(b.base + path)) }

func (b *browser) post(path string, form url.Values) string {
	b.t.Helper()
	return b.read(b.http.PostForm(b.base+path, form))
}

func (b *browser) login(m *office.Main, name string) {
	b.t.Helper()
	for _, l := range m.Logins {
		if l.Name == name {
			b.post("/inloggen", url.Values{"naam": {name}, "wachtwoord": {l.Password}})
			return
		}
	}
	b.t.Fatalf("there is no log-in %q", name)
}

// until asks again until it is so, and gives up after ten seconds.
func until(t *testing.T, what string, so func() bool) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for !so() {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain until %s", what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// The whole way: a unit gets its certificate with a code from the pages, a planner publishes a stop and the unit runs it,
// a resident's request arrives, a handler opens it, and the resident's page tells of it.
func TestAUnitsFirstDay(t *testing.T) {
	m, _ := start(t, config(t, t.TempDir()))
	ctx := t.Context()
	admin := newBrowser(t, m)
	admin.login(m, "admin")
	token := find(t, `id="code">([A-Z2-7-]+)<`, admin.post("/gereedheid/bus-1/inschrijven", nil))
	id, err := identity.Enrol(ctx, filepath.Join(t.TempDir(), "identity"), identity.Slip{Office: m.EnrolAddress(), Token: token, CAHash: m.Keys.Authority.Fingerprint(), Unit: "bus-1"}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	opts, err := journal.System(filepath.Join(t.TempDir(), "journal.db"), "bus-1")
	if err != nil {
		t.Fatal(err)
	}
	j, err := journal.Open(ctx, opts)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	line, err := link.Open(link.Options{Broker: id.Broker, TLS: id.LinkConfig(time.Now), Unit: "bus-1", Build: "test", Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	applied := make(chan wire.Document, 32)
	c := courier.New(courier.Options{Unit: "bus-1", Root: id.Root, Keys: id.Keys, Journal: j, Now: time.Now, Random: mathrand.Float64, Log: slog.New(slog.DiscardHandler),
		Dial: func(ctx context.Context) (courier.Conn, error) { return line.Dial(ctx) }, Applied: func(d wire.Document) { applied <- d },
		Pace: replica.Pace{Window: 8, Answer: 3 * time.Second, Quiet: time.Minute, FirstWait: 20 * time.Millisecond, LongWait: 200 * time.Millisecond}})
	courierCtx, stopCourier := context.WithCancel(ctx)
	served := make(chan error, 1)
	go func() { served <- c.Serve(courierCtx) }()
	defer func() { stopCourier(); <-served }()
	tour := func(version uint64) {
		t.Helper()
		until(t, fmt.Sprintf("the unit runs tour %d", version), func() bool {
			have, err := j.Versions(ctx)
			return err == nil && have["tour"] == version
		})
	}
	tour(1)

	noor := newBrowser(t, m)
	noor.login(m, "noor")
	day := time.Now().AddDate(0, 0, 5).Format(time.DateOnly)
	noor.post("/haltes/nieuw", url.Values{"eenheid": {"bus-1"}, "plek": {"linde"}, "dag": {day}, "begin": {"9.30"}, "einde": {"12.00"}, "dienst": {"move"}})
	version := find(t, `name="versie" value="(\d+)"`, noor.get("/publiceren"))
	began := time.Now()
	noor.post("/publiceren", url.Values{"versie": {version}, "waarom": {"een halte erbij"}})
	tour(2)
	t.Logf("from publishing to running it: %v", time.Since(began))

	ref := request(t, j, m.Keys, kiosk.Request{Service: "move", Action: "declare", Class: kiosk.ClassCapture, Identity: kiosk.IdentityStated, Language: "nl",
		Answers: []kiosk.Answer{{Question: "where", Label: "Waar gaat u wonen?", Value: "x", Text: []string{"Havenstraat 12"}}}}, "3467ACDEFG")
	until(t, "the office's receipt is in the journal", func() bool {
		_, through, last := j.Outstanding()
		return through == last && last > 0
	})
	hana := newBrowser(t, m)
	hana.login(m, "hana")
	list := hana.get("/aanvragen")
	if !strings.Contains(list, ref.Grouped()) {
		t.Fatal("the request isn't in the list")
	}
	path := find(t, `href="(/aanvragen/bus-1/[0-9a-f]+/\d+)"`, list)
	if opened := hana.post(path, url.Values{"reden": {"Ik behandel deze aanvraag"}}); !strings.Contains(opened, "Havenstraat 12") {
		t.Fatal("the request doesn't open")
	}
	if s := newBrowser(t, m).get("/s/" + string(ref) + "/3467ACDEFG"); !strings.Contains(s, "Uw aanvraag is ontvangen") {
		t.Fatal("the status page doesn't know the request")
	}
	if s := noor.get("/gereedheid/bus-1"); !strings.Contains(s, "online") || !strings.Contains(s, "versie 2, gelijk aan kantoor") {
		t.Fatal("the unit's page doesn't say how it is")
	}
}

func find(t *testing.T, expr, body string) string {
	t.Helper()
	found := regexp.MustCompile(expr).FindStringSubmatch(body)
	if found == nil {
		t.Fatalf("no %s on the page", expr)
	}
	return found[1]
}

// request seals a request to the office and appends it as a face does.
func request(t *testing.T, j *journal.Journal, keys *seal.OfficeKeys, q kiosk.Request, code string) kiosk.Reference {
	t.Helper()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ref, err := kiosk.NewReference("KD", rand.Reader)
	check(err)
	recipients, err := keys.Trusted().Recipients()
	check(err)
	dossier, wraps, err := seal.NewDossier(rand.Reader, recipients)
	check(err)
	plain, err := fact.EncodeRequest(q)
	check(err)
	d, err := fact.New(rand.Reader, "resident", fact.RequestReceived{Reference: string(ref), CodeHash: fact.StatusCodeHash(ref, code), Service: q.Service,
		Action: q.Action, Class: string(q.Class), Identity: string(q.Identity), Language: q.Language})
	check(err)
	subject := sha256.Sum256([]byte(ref))
	d.Subject, d.Wraps = subject[:16], wraps
	d.Sealed, d.KeyID, err = dossier.Seal(seal.Binding{Unit: "bus-1", Subject: d.Subject, Kind: d.Kind, Version: d.Version}, plain)
	check(err)
	_, err = j.Append(t.Context(), []fact.Draft{d})
	check(err)
	return ref
}

func TestStartAgain(t *testing.T) {
	dir := t.TempDir()
	m, stop := start(t, config(t, dir))
	logins, fingerprint := m.Logins, m.Fingerprint()
	if len(logins) != 4 {
		t.Fatalf("log-ins %v, want noor, hana, ida and admin", logins)
	}
	newBrowser(t, m).get("/healthz")
	stop()
	if _, err := http.Get(m.WebURL() + "/healthz"); err == nil {
		t.Fatal("the pages still answer")
	}
	m, _ = start(t, config(t, dir))
	if fmt.Sprint(m.Logins) != fmt.Sprint(logins) || m.Fingerprint() != fingerprint {
		t.Fatal("another start shows other log-ins or keys")
	}
	b := newBrowser(t, m)
	b.login(m, "noor")
	if s := b.get("/week"); !strings.Contains(s, "Marktplein") || !strings.Contains(s, "Nu open") {
		t.Fatal("bus-1 doesn't stand at its stop of today")
	}
	docs, err := m.Store.Current(t.Context(), "bus-1")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		if d.Version != 1 {
			t.Errorf("%s has version %d after a start that changed nothing", d.Kind, d.Version)
		}
	}
	info, err := os.Stat(filepath.Join(dir, "example-logins.json"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the example's passwords are open to others: %v, %v", info, err)
	}
}

// Whenever the example is started, bus-1 stands at its first stop: also before opening, late at night and on days when
// the clock is set.
func TestExampleStandsAtAnyHour(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, now := range []time.Time{
		time.Date(2026, 11, 24, 10, 42, 0, 0, zone), time.Date(2026, 11, 24, 20, 5, 0, 0, zone), time.Date(2026, 11, 25, 0, 1, 0, 0, zone),
		time.Date(2026, 11, 25, 23, 58, 0, 0, zone), time.Date(2027, 3, 28, 3, 10, 0, 0, zone), time.Date(2027, 10, 31, 2, 30, 0, 0, zone),
	} {
		conf := config(t, dir)
		conf.Now = func() time.Time { return now }
		m, err := office.Open(t.Context(), conf)
		if err != nil {
			t.Fatal(err)
		}
		stops, err := m.Store.Published(t.Context(), now, now.Add(time.Second))
		if err != nil {
			t.Fatal(err)
		}
		ok := false
		for _, s := range stops {
			ok = ok || s.Unit == "bus-1" && !now.Before(s.Start) && now.Before(s.End)
		}
		if !ok {
			t.Errorf("at %v bus-1 stands nowhere", now)
		}
		if err := m.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFirstAdministrator(t *testing.T) {
	conf := config(t, t.TempDir())
	conf.Example = false
	conf.Municipality = kiosk.Municipality{ID: "kadeburg", Name: "Gemeente Kadeburg", Zone: "Europe/Amsterdam"}
	conf.AdminPassword = "kort"
	if m, err := office.Open(t.Context(), conf); err == nil {
		_ = m.Close()
		t.Fatal("took a password of four characters")
	}
	conf.AdminPassword = "lamp kade gracht brug"
	m, stop := start(t, conf)
	newBrowser(t, m).login(m, "admin")
	if us, err := m.Store.Units(t.Context()); err != nil || len(us) != 0 {
		t.Fatalf("units %v, %v without the example", us, err)
	}
	stop()
	m, _ = start(t, conf)
	if len(m.Logins) != 0 {
		t.Fatal("the password is shown a second time")
	}
	other := conf
	other.Municipality.ID = "elders"
	if m, err := office.Open(t.Context(), other); err == nil {
		_ = m.Close()
		t.Fatal("took another municipality's keys")
	}
}

func TestOpenNeedsItsAddresses(t *testing.T) {
	m, _ := start(t, config(t, t.TempDir()))
	conf := config(t, t.TempDir())
	conf.Web = strings.TrimPrefix(m.WebURL(), "http://")
	if m, err := office.Open(t.Context(), conf); err == nil || !strings.Contains(err.Error(), "pages") {
		if err == nil {
			_ = m.Close()
		}
		t.Fatalf("got %v, want the address that is taken", err)
	}
	if _, err := os.Stat(filepath.Join(conf.Dir, "office.db")); errors.Is(err, fs.ErrNotExist) {
		t.Fatal("the store was not made: the test proves nothing")
	}
}
