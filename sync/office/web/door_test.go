package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"poploket/sync/office/officetest"
	"poploket/sync/office/web"
)

func TestLogin(t *testing.T) {
	o := officetest.Open(t)
	c := newClient(t, o)
	if a := c.get("/week"); a.status != http.StatusSeeOther || a.header.Get("Location") != "/inloggen?naar=%2Fweek" {
		t.Fatalf("a stranger got %d to %q", a.status, a.header.Get("Location"))
	} else if a.header.Get("Set-Cookie") != "" {
		t.Fatal("a stranger got a session, which would fill the store")
	}
	c.post("/inloggen", url.Values{"naam": {"noor"}, "wachtwoord": {"verkeerd"}}).want(t, http.StatusUnauthorized, "horen niet bij elkaar")
	c.post("/inloggen", url.Values{"naam": {"niemand"}, "wachtwoord": {"verkeerd"}}).want(t, http.StatusUnauthorized, "horen niet bij elkaar")
	a := c.post("/inloggen", url.Values{"naam": {" Noor "}, "wachtwoord": {officetest.Password}, "naar": {"/week"}}).want(t, http.StatusSeeOther)
	cookie := a.header.Get("Set-Cookie")
	if a.header.Get("Location") != "/week" || !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Lax") {
		t.Fatalf("got %q, cookie %q", a.header.Get("Location"), cookie)
	}
	c.get("/week").want(t, http.StatusOK, "Week 48", "Noor")
	c.post("/uitloggen", nil).want(t, http.StatusSeeOther)
	c.get("/week").want(t, http.StatusSeeOther)
}

func TestLoginLeadsNowhereElse(t *testing.T) {
	o := officetest.Open(t)
	for _, to := range []string{"//example.org/", "https://example.org/", `/\example.org`, "example.org", "/x\r\nSet-Cookie: a=b", "/\t/example.org", "/" + strings.Repeat("x", 300)} {
		a := newClient(t, o).post("/inloggen", url.Values{"naam": {"noor"}, "wachtwoord": {officetest.Password}, "naar": {to}})
		if got := a.header.Get("Location"); got != "/" {
			t.Errorf("%q led to %q", to, got)
		}
	}
}

func TestSessionsEnd(t *testing.T) {
	o := officetest.Open(t)
	c := as(t, o, "noor")
	o.Advance(59 * time.Minute)
	c.get("/week").want(t, http.StatusOK)
	// scs counts idleness on the real clock; what the store forgets is on ours
	o.Advance(11 * time.Hour)
	c.get("/week").want(t, http.StatusSeeOther)
}

func TestLoginWaitsGrow(t *testing.T) {
	o := officetest.Open(t)
	c := newClient(t, o)
	wrong := func() answer { return c.post("/inloggen", url.Values{"naam": {"noor"}, "wachtwoord": {"verkeerd"}}) }
	for range 4 {
		wrong().want(t, http.StatusUnauthorized)
	}
	wrong().want(t, http.StatusTooManyRequests, "Wacht 1 seconde")
	c.post("/inloggen", url.Values{"naam": {"noor"}, "wachtwoord": {officetest.Password}}).want(t, http.StatusTooManyRequests)
	for _, wait := range []int{1, 2, 4, 8} {
		o.Advance(time.Duration(wait) * time.Second)
		wrong().want(t, http.StatusUnauthorized)
		if a := wrong().want(t, http.StatusTooManyRequests); a.header.Get("Retry-After") != fmt.Sprint(wait*2) {
			t.Fatalf("after waiting %d s: Retry-After %s, want %d", wait, a.header.Get("Retry-After"), wait*2)
		}
	}
	c.post("/inloggen", url.Values{"naam": {"hana"}, "wachtwoord": {officetest.Password}}).want(t, http.StatusSeeOther)
	o.Advance(16 * time.Second)
	newClient(t, o).post("/inloggen", url.Values{"naam": {"noor"}, "wachtwoord": {officetest.Password}}).want(t, http.StatusSeeOther)
}

// Guesses that come all at once are counted like those that come one after the other.
func TestLoginWaitsGrowForManyAtOnce(t *testing.T) {
	o := officetest.Open(t)
	c := newClient(t, o)
	answers := make(chan int)
	for range 20 {
		go func() {
			answers <- c.post("/inloggen", url.Values{"naam": {"noor"}, "wachtwoord": {"verkeerd"}}).status
		}()
	}
	tried := 0
	for range 20 {
		if <-answers == http.StatusUnauthorized {
			tried++
		}
	}
	if tried > 5 { // three are free, the fourth makes wait, and two are looked at together
		t.Errorf("%d of 20 guesses were looked at, want 5 or less", tried)
	}
}

func TestRoles(t *testing.T) {
	o := officetest.Open(t)
	o.Plan("halte-1", "bus-1", "markt", "2026-11-25", "09:30", "12:00")
	const everybody = "noor hana ida admin bob"
	clients := map[string]*client{}
	for _, name := range strings.Fields(everybody) {
		clients[name] = as(t, o, name)
	}
	for _, c := range []struct {
		path string
		may  string
	}{
		{"/week", everybody}, {"/gereedheid", everybody}, {"/plekken", everybody}, {"/wachtwoord", everybody},
		{"/haltes/nieuw", "noor admin"}, {"/haltes/halte-1", "noor admin"}, {"/haltes/halte-1/weg", "noor admin"}, {"/publiceren", "noor admin"},
		{"/aanvragen", "hana"}, {"/inzage", "ida"}, {"/gereedheid/nieuw", "admin"}, {"/mensen", "admin"},
	} {
		for name, client := range clients {
			want := http.StatusForbidden
			if strings.Contains(c.may, name) {
				want = http.StatusOK
			}
			if a := client.get(c.path); a.status != want {
				t.Errorf("%s at %s: %d, want %d", name, c.path, a.status, want)
			}
		}
	}
	for _, c := range []struct{ path, mayNot string }{
		{"/haltes/nieuw", "hana ida bob"}, {"/haltes/halte-1", "hana ida bob"}, {"/haltes/halte-1/weg", "hana ida bob"}, {"/publiceren", "hana ida bob"}, {"/plekken", "hana ida bob"},
		{"/gereedheid/nieuw", "noor hana ida bob"}, {"/gereedheid/bus-1/inschrijven", "noor hana ida bob"}, {"/mensen", "noor hana ida bob"}, {"/aanvragen/bus-1/1/1", "noor ida admin bob"},
	} {
		for _, name := range strings.Fields(c.mayNot) {
			clients[name].post(c.path, url.Values{"naam": {"x"}}).want(t, http.StatusForbidden, "hoort niet bij uw rol")
		}
	}
}

func TestCrossSite(t *testing.T) {
	o := officetest.Open(t)
	c := as(t, o, "admin")
	for name, set := range map[string]func(http.Header){
		"fetch metadata": func(h http.Header) { h.Set("Sec-Fetch-Site", "cross-site") },
		"same site only": func(h http.Header) { h.Set("Sec-Fetch-Site", "same-site") },
		"origin":         func(h http.Header) { h.Set("Origin", "https://example.org") },
	} {
		r := c.request(http.MethodPost, "/plekken", strings.NewReader(url.Values{"naam": {"Kwaad"}, "adres": {"Straat 1"}, "soort": {"square"}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		set(r.Header)
		if a := c.do(r); a.status != http.StatusForbidden || !strings.Contains(plain(a.body), "andere website") {
			t.Errorf("%s: %d", name, a.status)
		}
	}
	if vs, err := o.Store.Venues(t.Context()); err != nil || len(vs) != 4 {
		t.Fatalf("%d venues, %v", len(vs), err)
	}
}

func TestHeaders(t *testing.T) {
	o := officetest.Open(t)
	c := as(t, o, "noor")
	for _, path := range []string{"/week", "/inloggen", "/s", "/nergens", "/static/office.css", "/healthz"} {
		h := c.get(path).header
		csp := h.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "no-referrer" || h.Get("X-Frame-Options") != "DENY" {
			t.Errorf("%s: headers %v", path, h)
		}
		if !strings.HasPrefix(path, "/static") && h.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be cached: %q", path, h.Get("Cache-Control"))
		}
	}
	c.get("/healthz").want(t, http.StatusOK, "ok")
	c.get("/static/%2e%2e/example.json").want(t, http.StatusNotFound)
	c.get("/static/fonts/sub-400-latcyr.woff2").want(t, http.StatusOK)
	c.get("/favicon.ico").want(t, http.StatusOK)
}

func TestOversized(t *testing.T) {
	o := officetest.Open(t)
	c := as(t, o, "noor")
	long := strings.Repeat("x", 70<<10)
	c.post("/plekken", url.Values{"naam": {long}}).want(t, http.StatusRequestEntityTooLarge, "te veel")
	c.post("/inloggen", url.Values{"naam": {long}}).want(t, http.StatusRequestEntityTooLarge)
	c.post("/s", url.Values{"nummer": {long}}).want(t, http.StatusRequestEntityTooLarge)
	c.post("/haltes/nieuw", url.Values{"notitie": {long[:60<<10]}}).want(t, http.StatusUnprocessableEntity, "De notitie is te lang")
	r := c.request(http.MethodPost, "/plekken", strings.NewReader("naam=%zz&%"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	c.do(r).want(t, http.StatusBadRequest, "niet lezen")
}

func TestPasswordChange(t *testing.T) {
	o := officetest.Open(t)
	c, elsewhere := as(t, o, "noor"), as(t, o, "noor")
	c.post("/wachtwoord", url.Values{"oud": {"verkeerd"}, "nieuw": {"kort"}}).want(t, http.StatusUnprocessableEntity, "minstens 12 tekens", "niet uw wachtwoord van nu")
	c.post("/wachtwoord", url.Values{"oud": {officetest.Password}, "nieuw": {"een heel ander woord"}}).want(t, http.StatusSeeOther)
	c.get("/week").want(t, http.StatusOK, "Uw wachtwoord is gewijzigd")
	elsewhere.get("/week").want(t, http.StatusSeeOther)
	newClient(t, o).post("/inloggen", url.Values{"naam": {"noor"}, "wachtwoord": {officetest.Password}}).want(t, http.StatusUnauthorized)
	newClient(t, o).post("/inloggen", url.Values{"naam": {"noor"}, "wachtwoord": {"een heel ander woord"}}).want(t, http.StatusSeeOther)
}

func TestAccounts(t *testing.T) {
	o := officetest.Open(t)
	c := as(t, o, "admin")
	c.post("/mensen", url.Values{"naam": {"Joost!"}, "roepnaam": {""}}).want(t, http.StatusUnprocessableEntity, "kleine letters", "Vul een naam in", "minstens één rol")
	c.post("/mensen", url.Values{"naam": {"noor"}, "roepnaam": {"Noor"}, "rol": {"planner"}}).want(t, http.StatusUnprocessableEntity, "bestaat al")
	a := c.post("/mensen", url.Values{"naam": {"joost"}, "roepnaam": {"Joost"}, "rol": {"handler", "baas"}}).want(t, http.StatusOK, "kan inloggen als joost")
	password := regexpFind(t, `class="secret">([^<]+)<`, a.body)
	joost := newClient(t, o)
	joost.post("/inloggen", url.Values{"naam": {"joost"}, "wachtwoord": {password}}).want(t, http.StatusSeeOther)
	joost.get("/aanvragen").want(t, http.StatusOK)
	joost.get("/mensen").want(t, http.StatusForbidden)
	if strings.Contains(o.Logs.String(), password) || strings.Contains(c.get("/mensen").body, password) {
		t.Fatal("the password stands somewhere it should not")
	}
}

// Behind a proxy, who waits is the client and not the proxy; a client that makes up addresses waits all the same.
func TestProxy(t *testing.T) {
	o := officetest.Open(t, func(w *web.Options) { w.Proxy = true })
	try := func(forwarded, password string) answer {
		t.Helper()
		c := newClient(t, o)
		r := c.request(http.MethodPost, "/inloggen", strings.NewReader(url.Values{"naam": {"noor"}, "wachtwoord": {password}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-Forwarded-For", forwarded)
		return c.do(r)
	}
	for i := range 4 {
		try(fmt.Sprintf("10.0.0.%d, 192.0.2.7", i), "verkeerd").want(t, http.StatusUnauthorized)
	}
	try("10.9.9.9, 192.0.2.7", officetest.Password).want(t, http.StatusTooManyRequests)
	for i := range 3 { // one household has a whole IPv6 network
		try(fmt.Sprintf("2001:db8:0:1::%d", i), "verkeerd").want(t, http.StatusUnauthorized)
	}
	try("2001:db8:0:1:ffff::1", "verkeerd").want(t, http.StatusUnauthorized)
	try("2001:db8:0:1::9", officetest.Password).want(t, http.StatusTooManyRequests)
	a := try("192.0.2.8", officetest.Password).want(t, http.StatusSeeOther)
	if c := a.header.Get("Set-Cookie"); !strings.HasPrefix(c, "__Host-") || !strings.Contains(c, "Secure") || a.header.Get("Strict-Transport-Security") == "" {
		t.Fatalf("cookie %q, headers %v", c, a.header)
	}
}
