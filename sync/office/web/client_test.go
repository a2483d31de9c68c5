package web_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"poploket/sync/office/officetest"
)

// client is a browser without a screen: it keeps cookies and doesn't follow redirects.
type client struct {
	t    *testing.T
	url  string
	http *http.Client
}

func newClient(t *testing.T, o *officetest.Office) *client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &client{t: t, url: o.URL, http: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

func (c *client) do(r *http.Request) answer {
	c.t.Helper()
	resp, err := c.http.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, string(b)}
}

func (c *client) request(method, path string, body io.Reader) *http.Request {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.url+path, body)
	if err != nil {
		c.t.Fatal(err)
	}
	return r
}

func (c *client) get(path string) answer {
	c.t.Helper()
	return c.do(c.request(http.MethodGet, path, nil))
}

func (c *client) post(path string, form url.Values) answer {
	c.t.Helper()
	r := c.request(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return c.do(r)
}

func (c *client) login(name string) *client {
	c.t.Helper()
	a := c.post("/inloggen", url.Values{"naam": {name}, "wachtwoord": {officetest.Password}})
	if a.status != http.StatusSeeOther {
		c.t.Fatalf("log-in of %s: status %d", name, a.status)
	}
	return c
}

// as is a client that is logged in.
func as(t *testing.T, o *officetest.Office, name string) *client {
	t.Helper()
	return newClient(t, o).login(name)
}

func (a answer) want(t *testing.T, status int, texts ...string) answer {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d, want %d\n%s", a.status, status, plain(a.body))
	}
	for _, text := range texts {
		if !strings.Contains(plain(a.body), text) {
			t.Fatalf("page doesn't say %q:\n%s", text, plain(a.body))
		}
	}
	return a
}

var (
	tags   = regexp.MustCompile(`(?s)<svg.*?</svg>|<[^>]*>`)
	spaces = regexp.MustCompile(`\s+`)
)

// plain is the text of a page.
func plain(html string) string {
	return spaces.ReplaceAllString(strings.NewReplacer("&#39;", "'", "&#34;", `"`, "&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(tags.ReplaceAllString(html, " ")), " ")
}
