package fleet

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"
)

// browser is a person at the office's pages who has no JavaScript and no pictures.
type browser struct {
	base   string
	client *http.Client
}

// Page is a page of the office as it is shown to one of the example's accounts.
func (f *Fleet) Page(ctx context.Context, account, path string) (string, error) {
	b, err := newBrowser(f.WebURL)
	if err != nil {
		return "", err
	}
	if err := b.login(ctx, account, f.Logins[account]); err != nil {
		return "", err
	}
	return b.get(ctx, path)
}

func newBrowser(base string) (*browser, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	return &browser{base: base, client: &http.Client{Jar: jar, Timeout: 30 * time.Second}}, nil
}

func (b *browser) login(ctx context.Context, name, password string) error {
	page, err := b.post(ctx, "/inloggen", url.Values{"naam": {name}, "wachtwoord": {password}})
	if err == nil && strings.Contains(page, `action="/inloggen"`) {
		err = fmt.Errorf("the office does not let %s in", name)
	}
	return err
}

// get and post give the page that comes in the end, after redirects.
func (b *browser) get(ctx context.Context, path string) (string, error) {
	return b.do(ctx, http.MethodGet, path, nil)
}

func (b *browser) post(ctx context.Context, path string, form url.Values) (string, error) {
	return b.do(ctx, http.MethodPost, path, strings.NewReader(form.Encode()))
}

func (b *browser) do(ctx context.Context, method, path string, body io.Reader) (string, error) {
	req, err := http.NewRequestWithContext(ctx, method, b.base+path, body)
	if err != nil {
		return "", err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r, err := b.client.Do(req)
	if err != nil {
		return "", err
	}
	defer r.Body.Close()
	page, err := io.ReadAll(r.Body)
	if err != nil {
		return "", err
	}
	if r.StatusCode >= 400 {
		return string(page), fmt.Errorf("%s %s: %s", method, path, r.Status)
	}
	return string(page), nil
}
