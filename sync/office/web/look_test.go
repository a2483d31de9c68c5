package web_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"poploket/assets"
	"poploket/sync/office/officetest"
)

// The style sheet's colours are the look's, by name and value.
func TestColoursAreTheLooks(t *testing.T) {
	var tokens struct {
		Color struct {
			Day map[string]json.RawMessage
		}
	}
	if err := json.Unmarshal(assets.Tokens, &tokens); err != nil {
		t.Fatal(err)
	}
	css, err := fs.ReadFile(assets.Office, "office/static/office.css")
	if err != nil {
		t.Fatal(err)
	}
	root := regexp.MustCompile(`(?s):root\{(.*?)\}`).FindSubmatch(css)
	if root == nil {
		t.Fatal("no :root")
	}
	n := 0
	for _, m := range regexp.MustCompile(`--([a-zA-Z]+):(#[0-9A-F]{6})`).FindAllSubmatch(root[1], -1) {
		n++
		var want struct {
			Value string `json:"$value"`
		}
		if err := json.Unmarshal(tokens.Color.Day[string(m[1])], &want); err != nil || want.Value != string(m[2]) {
			t.Errorf("--%s is %s, the look says %q (%v)", m[1], m[2], want.Value, err)
		}
	}
	if n < 30 {
		t.Fatalf("only %d colours", n)
	}
}

// A page with all it needs stays under 250 kB over the wire, and has no script and no inline style.
func TestPagesAreLight(t *testing.T) {
	o := officetest.Open(t)
	o.Plan("a", "bus-1", "markt", "2026-11-24", "09:30", "16:30")
	c := as(t, o, "noor")
	packed := func(b string) int {
		var w bytes.Buffer
		z := gzip.NewWriter(&w)
		_, _ = z.Write([]byte(b))
		_ = z.Close()
		return w.Len()
	}
	shared := packed(c.get("/static/office.css").body)
	for _, weight := range []string{"400", "600", "700"} {
		shared += len(c.get("/static/fonts/sub-" + weight + "-latcyr.woff2").body)
	}
	for _, path := range []string{"/week", "/haltes/nieuw", "/publiceren", "/gereedheid", "/plekken", "/s"} {
		a := c.get(path).want(t, http.StatusOK)
		if n := shared + packed(a.body); n > 250_000 {
			t.Errorf("%s weighs %d bytes", path, n)
		}
		for _, inline := range []string{"<script", " style=", " onclick=", "javascript:", "<style"} {
			if strings.Contains(a.body, inline) {
				t.Errorf("%s has %s", path, inline)
			}
		}
	}
}

// Every quarter of a day has its place in the week, without a style attribute.
func TestEveryQuarterHasItsRow(t *testing.T) {
	css, err := fs.ReadFile(assets.Office, "office/static/office.css")
	if err != nil {
		t.Fatal(err)
	}
	for q := range 96 {
		for _, rule := range []string{fmt.Sprintf(".s%d{grid-row-start:%d}", q+1, q+1), fmt.Sprintf(".e%d{grid-row-end:%d}", q+2, q+2)} {
			if !bytes.Contains(css, []byte(rule)) {
				t.Errorf("no %s", rule)
			}
		}
	}
}
