package enrol_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"poploket/kiosk"
	"poploket/sync/identity"
	"poploket/sync/office/enrol"
	"poploket/sync/office/store"
	"poploket/sync/office/store/sqlite"
	"poploket/sync/seal"
	"poploket/sync/seal/sealtest"
)

// door is a real office's door on loopback, with a clock that a test can move.
type door struct {
	t       testing.TB
	keys    *seal.OfficeKeys
	store   *sqlite.Store
	address string
	clock   atomic.Int64
}

func (d *door) now() time.Time { return time.Unix(0, d.clock.Load()) }

func (d *door) pass(by time.Duration) { d.clock.Add(int64(by)) }

const token = "ABCD-EFGH-IJKL-MNOP-QRST-UVWX"

func open(t testing.TB) *door {
	t.Helper()
	d := &door{t: t}
	d.clock.Store(time.Now().UnixNano())
	var err error
	if d.keys, err = seal.CreateOfficeKeys(filepath.Join(t.TempDir(), "keys"), "voorhaven", d.now()); err != nil {
		t.Fatal(err)
	}
	if d.store, err = sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "office.db")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.store.Close() })
	for i, id := range []string{"bus-1", "bus-2"} {
		n := string("AC"[i])
		if err := d.store.AddUnit(t.Context(), store.Unit{ID: id, Name: id, Prefix: "K" + n, Letter: n, Created: d.now()}); err != nil {
			t.Fatal(err)
		}
	}
	_, err = d.store.Publish(t.Context(), store.Document{Kind: seal.KindKeys, Issued: d.now(), By: "noor", Body: []byte("{}")},
		func(v uint64) ([]byte, error) { return d.keys.SignTrusted(v, d.now(), "noor") })
	if err != nil {
		t.Fatal(err)
	}
	d.grant(token, "bus-1")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d.address = l.Addr().String()
	s := enrol.New(enrol.Options{Store: d.store, Keys: d.keys, Hosts: []string{"127.0.0.1"}, Broker: "mqtts://127.0.0.1:8883",
		Now: d.now, Log: slog.New(slog.DiscardHandler)})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("door: %v", err)
		}
	})
	return d
}

func (d *door) grant(token, unit string) {
	d.t.Helper()
	err := d.store.AddToken(d.t.Context(), store.Token{Hash: sha256.Sum256([]byte(token)), Unit: unit, By: "noor", Created: d.now(), Expires: d.now().Add(time.Hour)})
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *door) slip() identity.Slip {
	return identity.Slip{Office: "https://" + d.address, Token: token, CAHash: d.keys.Authority.Fingerprint()}
}

func TestEnrol(t *testing.T) {
	d := open(t)
	dir := filepath.Join(t.TempDir(), "identity")
	slip := d.slip()
	slip.Token = " abcdefgh ijkl-mnop-qrstuvwx" // as people type it
	slip.Office = d.address
	slip.Unit = "bus-1"
	got, err := identity.Enrol(t.Context(), dir, slip, d.now)
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := identity.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if loaded.ID != "bus-1" || loaded.Municipality != "voorhaven" || loaded.Broker != "mqtts://127.0.0.1:8883" || loaded.Server != "127.0.0.1" ||
		loaded.Office != "https://"+d.address || !loaded.Root.Equal(d.keys.RootPublic) {
		t.Errorf("loaded %+v", loaded)
	}
	if got.Certificate.Leaf.SerialNumber.Cmp(loaded.Certificate.Leaf.SerialNumber) != 0 {
		t.Error("another certificate was loaded than was given")
	}
	if k, _, err := seal.OpenTrusted(loaded.Keys, loaded.Root, "bus-1"); err != nil || k.Municipality != "voorhaven" {
		t.Errorf("keys document: %+v, %v", k, err)
	}
	info, err := os.Stat(filepath.Join(dir, "unit.key"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the unit's key: %v, %v, want mode 0600", info.Mode(), err)
	}
	u, err := d.store.Unit(t.Context(), "bus-1")
	if err != nil || u.Serial != loaded.Certificate.Leaf.SerialNumber.Text(16) || !u.NotAfter.Equal(loaded.Certificate.Leaf.NotAfter) {
		t.Errorf("the office knows %+v, %v", u, err)
	}

	// An answer that got lost can be asked for again, by the same key only.
	if _, err := identity.Enrol(t.Context(), dir, slip, d.now); err != nil {
		t.Errorf("again with the same key: %v", err)
	}
	_, err = identity.Enrol(t.Context(), t.TempDir(), slip, d.now)
	if kiosk.ErrorCode(err) != kiosk.CodeRefused || !strings.Contains(err.Error(), "not valid") {
		t.Errorf("a used token with another key: %v", err)
	}
}

func TestEnrolRefuses(t *testing.T) {
	tests := []struct {
		name   string
		change func(*door, *identity.Slip)
		want   string
	}{
		{"an unknown token", func(_ *door, s *identity.Slip) { s.Token = "AAAA-BBBB" }, "not valid"},
		{"an empty token", func(_ *door, s *identity.Slip) { s.Token = "" }, "not valid"},
		{"an expired token", func(d *door, _ *identity.Slip) { d.pass(2 * time.Hour) }, "not valid"},
		{"a token for another unit", func(_ *door, s *identity.Slip) { s.Unit = "bus-2" }, "for another unit"},
		{"a replaced token", func(d *door, _ *identity.Slip) { d.grant("AAAA-BBBB", "bus-1") }, "not valid"},
		{"a revoked unit", func(d *door, _ *identity.Slip) {
			if err := d.store.RevokeUnit(d.t.Context(), "bus-1", d.now()); err != nil {
				d.t.Fatal(err)
			}
		}, "not valid"},
		{"another authority than on the slip", func(_ *door, s *identity.Slip) { s.CAHash[0] ^= 1 }, "fingerprint"},
		{"an address that is none", func(_ *door, s *identity.Slip) { s.Office = "http://127.0.0.1" }, "want https://HOST:PORT"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := open(t)
			slip := d.slip()
			tt.change(d, &slip)
			dir := filepath.Join(t.TempDir(), "identity")
			_, err := identity.Enrol(t.Context(), dir, slip, d.now)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got %v, want %q in it", err, tt.want)
			}
			if strings.Contains(err.Error(), token) {
				t.Errorf("the error shows the token: %v", err)
			}
			if _, err := identity.Load(dir); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("an identity was written: %v", err)
			}
			u, err := d.store.Unit(t.Context(), "bus-1")
			if err != nil || !u.Enrolled.IsZero() {
				t.Errorf("the office enrolled it: %+v, %v", u, err)
			}
		})
	}
}

func TestATokenMeantForAnotherUnitStaysGood(t *testing.T) {
	d := open(t)
	slip := d.slip()
	slip.Unit = "bus-2"
	if _, err := identity.Enrol(t.Context(), t.TempDir(), slip, d.now); err == nil {
		t.Fatal("bus-2 got the certificate of bus-1")
	}
	is, err := d.store.Incidents(t.Context(), "", time.Time{}, 10)
	if err != nil || len(is) != 1 || !strings.Contains(is[0].Detail, "127.0.0.1: enrolment: ") {
		t.Errorf("incidents: %+v, %v", is, err)
	}
	if _, err := identity.Enrol(t.Context(), t.TempDir(), d.slip(), d.now); err != nil {
		t.Errorf("bus-1 itself: %v", err)
	}
}

func TestAttemptsAreLimited(t *testing.T) {
	d := open(t)
	slip := d.slip()
	slip.Token = "AAAA-BBBB"
	dir := t.TempDir()
	var err error
	for range 11 {
		_, err = identity.Enrol(t.Context(), dir, slip, d.now)
	}
	if kiosk.ErrorCode(err) != kiosk.CodeUnavailable || !strings.Contains(err.Error(), "too many") {
		t.Errorf("the 11th attempt in a minute: %v", err)
	}
	d.pass(time.Minute)
	if _, err := identity.Enrol(t.Context(), dir, d.slip(), d.now); err != nil {
		t.Errorf("a minute later: %v", err)
	}
}

func TestRenew(t *testing.T) {
	d := open(t)
	dir := t.TempDir()
	first, err := identity.Enrol(t.Context(), dir, d.slip(), d.now)
	if err != nil {
		t.Fatal(err)
	}
	keeper := identity.Keeper{Dir: dir, Now: d.now, Log: slog.New(slog.DiscardHandler)}
	serial := func() string {
		t.Helper()
		id, err := identity.Load(dir)
		if err != nil {
			t.Fatal(err)
		}
		return id.Certificate.Leaf.SerialNumber.Text(16)
	}
	keeper.Look(t.Context())
	if serial() != first.Certificate.Leaf.SerialNumber.Text(16) {
		t.Error("a fresh certificate was renewed")
	}
	d.pass(seal.CertificateLife * 3 / 4)
	keeper.Look(t.Context())
	renewed := serial()
	if renewed == first.Certificate.Leaf.SerialNumber.Text(16) {
		t.Error("an ageing certificate was not renewed")
	}
	if u, err := d.store.Unit(t.Context(), "bus-1"); err != nil || u.Serial != renewed {
		t.Errorf("the office has serial %s, %v, want %s", u.Serial, err, renewed)
	}
	// The next connection shows the renewed certificate, though its TLS was made before.
	if c, err := first.LinkConfig(d.now).GetClientCertificate(nil); err != nil || c.Leaf.SerialNumber.Text(16) != renewed {
		t.Errorf("the link would show another certificate: %v", err)
	}
	if err := d.store.RevokeUnit(t.Context(), "bus-1", d.now()); err != nil {
		t.Fatal(err)
	}
	if _, err := identity.Renew(t.Context(), dir, d.now); kiosk.ErrorCode(err) != kiosk.CodeRefused {
		t.Errorf("a revoked unit renewed: %v", err)
	}
	if serial() != renewed {
		t.Error("the certificate was changed by a refused renewal")
	}
}

// A machine that was lost is shut out by enrolling another one in its place.
func TestAnotherMachineTakesAUnitsPlace(t *testing.T) {
	d := open(t)
	lost, fresh := t.TempDir(), t.TempDir()
	old, err := identity.Enrol(t.Context(), lost, d.slip(), d.now)
	if err != nil {
		t.Fatal(err)
	}
	d.pass(24 * time.Hour)
	slip := d.slip()
	slip.Token = "ZZZZ-EFGH-IJKL-MNOP-QRST-UVWX"
	d.grant(slip.Token, "bus-1")
	id, err := identity.Enrol(t.Context(), fresh, slip, d.now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := identity.Renew(t.Context(), lost, d.now); kiosk.ErrorCode(err) != kiosk.CodeRefused || !strings.Contains(err.Error(), "replaced") {
		t.Errorf("the lost machine renewed its certificate: %v", err)
	}
	if _, err := identity.Renew(t.Context(), fresh, d.now); err != nil {
		t.Errorf("the machine in its place: %v", err)
	}
	u, err := d.store.Unit(t.Context(), "bus-1")
	if err != nil || !u.Replaced(seal.Issued(old.Certificate.Leaf)) || u.Replaced(seal.Issued(id.Certificate.Leaf)) {
		t.Errorf("%+v, %v: want the first certificate replaced and the second not", u, err)
	}
}

// post sends bytes as nobody's client would.
func post(t testing.TB, d *door, path string, body []byte) (int, identity.Refusal) {
	t.Helper()
	c := &http.Client{Transport: &http.Transport{DisableKeepAlives: true,
		TLSClientConfig: seal.PinnedConfig(d.keys.Authority.Fingerprint(), "127.0.0.1", d.now)}}
	r, err := c.Post("https://"+d.address+path, "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	var f identity.Refusal
	if err := json.NewDecoder(r.Body).Decode(&f); err != nil {
		t.Errorf("%d: the answer is no refusal: %v", r.StatusCode, err)
	}
	return r.StatusCode, f
}

func TestRenewingNeedsACertificate(t *testing.T) {
	d := open(t)
	dir := t.TempDir()
	csr, err := seal.RequestUnit(dir)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := json.Marshal(identity.Request{CSR: csr})
	if status, f := post(t, d, identity.PathRenew, body); status != http.StatusForbidden || f.Code != kiosk.CodeRefused {
		t.Errorf("without a certificate: %d, %+v", status, f)
	}
	pair := sealtest.Stranger(t, "bus-1", d.now())
	config := seal.PinnedConfig(d.keys.Authority.Fingerprint(), "127.0.0.1", d.now)
	config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &pair, nil }
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: config}}
	if r, err := client.Post("https://"+d.address+identity.PathRenew, "application/json", bytes.NewReader(body)); err == nil {
		r.Body.Close()
		t.Errorf("with a stranger's certificate: answered %d", r.StatusCode)
	} else if !strings.Contains(err.Error(), "remote error: tls") {
		t.Errorf("with a stranger's certificate: %v, want the office's alert", err)
	}
}

func FuzzEnrol(f *testing.F) {
	d := open(f)
	csr, err := seal.RequestUnit(f.TempDir())
	if err != nil {
		f.Fatal(err)
	}
	good, _ := json.Marshal(identity.Request{Token: "AAAA", CSR: csr})
	f.Add(good)
	f.Add([]byte(`{"token":`))
	f.Add([]byte(`{"csr":"AAAA"}`))
	f.Add(bytes.Repeat([]byte(" "), 20<<10))
	f.Fuzz(func(t *testing.T, body []byte) {
		d.pass(time.Minute) // past the limit of attempts
		if status, r := post(t, d, identity.PathEnrol, body); status == http.StatusOK || status >= 500 || r.Message == "" {
			t.Errorf("answered %d, %+v", status, r)
		}
	})
}
