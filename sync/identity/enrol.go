package identity

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"poploket/kiosk"
	"poploket/sync/seal"
)

// Slip is what stands on a technician's enrolment slip.
type Slip struct {
	Office string   // "https://HOST:PORT", or HOST:PORT
	Token  string   // works once
	CAHash [32]byte // SHA-256 of the authority's certificate
	Unit   string   // optional: refused when the token is for another
}

// Enrol makes the unit's key in dir where there is none, and gets and keeps its identity. It can be repeated with the same
// token until that expires, as long as the key is the same. Errors of the office are a *kiosk.Error with its words.
func Enrol(ctx context.Context, dir string, s Slip, now func() time.Time) (Identity, error) {
	office, err := officeURL(s.Office)
	if err != nil {
		return Identity{}, err
	}
	csr, err := seal.RequestUnit(dir)
	if err != nil {
		return Identity{}, err
	}
	a, err := ask(ctx, office, PathEnrol, seal.PinnedConfig(s.CAHash, office.Hostname(), now), Request{Token: s.Token, Unit: s.Unit, CSR: csr})
	if err != nil {
		return Identity{}, fmt.Errorf("enrolling at %s: %w", office.Host, err)
	}
	id, err := save(dir, a, office.String(), now())
	if err != nil {
		return Identity{}, fmt.Errorf("enrolling at %s: the answer can't be used: %w", office.Host, err)
	}
	return id, nil
}

// Renew gets a fresh certificate for the unit's key over mutual TLS, and keeps it.
func Renew(ctx context.Context, dir string, now func() time.Time) (Identity, error) {
	id, err := Load(dir)
	if err != nil {
		return Identity{}, err
	}
	office, err := officeURL(id.Office)
	if err != nil {
		return Identity{}, err
	}
	csr, err := seal.RequestUnit(dir)
	if err != nil {
		return Identity{}, err
	}
	a, err := ask(ctx, office, PathRenew, id.Unit.ClientConfig(office.Hostname(), now), Request{CSR: csr})
	if err != nil {
		return Identity{}, fmt.Errorf("renewing the certificate at %s: %w", office.Host, err)
	}
	if !bytes.Equal(a.Root, id.Root) {
		return Identity{}, fmt.Errorf("renewing the certificate at %s: it answered with another root key", office.Host)
	}
	renewed, err := save(dir, a, id.Office, now())
	if err != nil {
		return Identity{}, fmt.Errorf("renewing the certificate at %s: the answer can't be used: %w", office.Host, err)
	}
	return renewed, nil
}

func officeURL(s string) (*url.URL, error) {
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.Path != "" && u.Path != "/" {
		return nil, fmt.Errorf("office %.80q: want https://HOST:PORT", s)
	}
	u.Path = ""
	return u, nil
}

// maxAnswer is the longest answer, in bytes.
const maxAnswer = 256 << 10

// ask posts one request.
func ask(ctx context.Context, office *url.URL, path string, config *tls.Config, q Request) (Answer, error) {
	body, err := json.Marshal(q)
	if err != nil {
		return Answer{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, office.JoinPath(path).String(), bytes.NewReader(body))
	if err != nil {
		return Answer{}, err
	}
	r.Header.Set("Content-Type", "application/json")
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}}
	resp, err := client.Do(r)
	if err != nil {
		return Answer{}, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return Answer{}, err
	}
	if len(b) > maxAnswer {
		return Answer{}, fmt.Errorf("the answer has more than %d bytes", maxAnswer)
	}
	if resp.StatusCode != http.StatusOK {
		var f Refusal
		if json.Unmarshal(b, &f) != nil || f.Message == "" {
			return Answer{}, fmt.Errorf("it answered %s; is this the office's enrolment address?", resp.Status)
		}
		return Answer{}, &kiosk.Error{Code: f.Code, Message: f.Message}
	}
	var a Answer
	if err := json.Unmarshal(b, &a); err != nil {
		return Answer{}, errors.New("the answer is no enrolment; is this the office's enrolment address?")
	}
	return a, nil
}
