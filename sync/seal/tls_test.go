package seal_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"poploket/sync/seal"
)

func enrol(t testing.TB, k *seal.OfficeKeys, unit string, at time.Time) *seal.Unit {
	t.Helper()
	dir := t.TempDir()
	csr, err := seal.RequestUnit(dir)
	if err != nil {
		t.Fatal(err)
	}
	e, err := k.Enrol(csr, unit, at)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := seal.SaveUnit(dir, e, at); err != nil {
		t.Fatal(err)
	}
	u, err := seal.OpenUnit(dir)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func clock(at time.Time) func() time.Time { return func() time.Time { return at } }

// talk makes one TLS connection over a real socket and returns both ends' errors.
func talk(t testing.TB, server, client *tls.Config) (serverErr, clientErr error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	done := make(chan error, 1)
	go func() {
		c, err := l.Accept()
		if err != nil {
			done <- err
			return
		}
		s := tls.Server(c, server)
		defer s.Close()
		err = s.Handshake()
		if err == nil {
			_, err = s.Write([]byte("hello"))
		}
		done <- err
	}()
	d := tls.Dialer{Config: client}
	c, err := d.Dial("tcp", l.Addr().String())
	if err == nil {
		_, err = io.ReadAll(c)
		c.Close()
	}
	return <-done, err
}

func TestUnitAndOfficeKnowEachOther(t *testing.T) {
	k, _ := office(t)
	u := enrol(t, k, "bus-1", now)
	if u.ID != "bus-1" || u.Municipality != "voorhaven" {
		t.Fatalf("unit is %q of %q", u.ID, u.Municipality)
	}
	var admitted string
	admit := func(unit string, _ *x509.Certificate) error { admitted = unit; return nil }
	server := k.Authority.ServerConfig([]string{"127.0.0.1", "office.example"}, clock(now), admit)
	s, c := talk(t, server, u.ClientConfig("office.example", clock(now)))
	if s != nil || c != nil || admitted != "bus-1" {
		t.Errorf("server %v, client %v, admitted %q", s, c, admitted)
	}
}

func TestWhoIsRefused(t *testing.T) {
	k, _ := office(t)
	other, _ := office(t)
	u := enrol(t, k, "bus-1", now)
	anyone := func(string, *x509.Certificate) error { return nil }
	server := k.Authority.ServerConfig([]string{"127.0.0.1"}, clock(now), anyone)
	late := now.Add(seal.CertificateLife + time.Hour)
	for _, c := range []struct {
		name           string
		server, client *tls.Config
	}{
		{"unit of another office", server, func() *tls.Config {
			c := enrol(t, other, "bus-1", now).ClientConfig("127.0.0.1", clock(now))
			c.RootCAs = u.ClientConfig("", clock(now)).RootCAs
			return c
		}()},
		{"no certificate", server, func() *tls.Config {
			c := u.ClientConfig("127.0.0.1", clock(now))
			c.Certificates = nil
			return c
		}()},
		{"revoked", k.Authority.ServerConfig([]string{"127.0.0.1"}, clock(now), func(string, *x509.Certificate) error { return errors.New("revoked") }),
			u.ClientConfig("127.0.0.1", clock(now))},
		{"expired", k.Authority.ServerConfig([]string{"127.0.0.1"}, clock(late), anyone), u.ClientConfig("127.0.0.1", clock(late))},
	} {
		if s, _ := talk(t, c.server, c.client); s == nil {
			t.Errorf("%s: the office let it in", c.name)
		}
	}
	for _, c := range []struct {
		name   string
		client *tls.Config
	}{
		{"another office", enrol(t, other, "bus-1", now).ClientConfig("127.0.0.1", clock(now))},
		{"another name", u.ClientConfig("elsewhere.example", clock(now))},
	} {
		if _, err := talk(t, server, c.client); err == nil {
			t.Errorf("%s: the unit trusted it", c.name)
		}
	}
}

func TestServerCertificateRenewsItself(t *testing.T) {
	k, _ := office(t)
	at := now
	server := k.Authority.ServerConfig([]string{"127.0.0.1"}, func() time.Time { return at }, func(string, *x509.Certificate) error { return nil })
	first, err := server.GetCertificate(nil)
	if err != nil {
		t.Fatal(err)
	}
	if same, err := server.GetCertificate(nil); err != nil || same != first {
		t.Errorf("a fresh certificate was replaced: %v", err)
	}
	at = now.Add(seal.CertificateLife * 3 / 4)
	if next, err := server.GetCertificate(nil); err != nil || next == first {
		t.Errorf("an old certificate was kept: %v", err)
	}
}

func TestEnrolmentIsPinned(t *testing.T) {
	k, _ := office(t)
	other, _ := office(t)
	server := k.Authority.EnrolConfig([]string{"127.0.0.1"}, clock(now))
	if s, c := talk(t, server, seal.PinnedConfig(k.Authority.Fingerprint(), "127.0.0.1", clock(now))); s != nil || c != nil {
		t.Errorf("right fingerprint: %v, %v", s, c)
	}
	if _, c := talk(t, server, seal.PinnedConfig(other.Authority.Fingerprint(), "127.0.0.1", clock(now))); c == nil || !strings.Contains(c.Error(), "fingerprint") {
		t.Errorf("wrong fingerprint: %v", c)
	}
	// A thief who shows the public certificate of the right authority beside a certificate of their own.
	thief := other.Authority.EnrolConfig([]string{"127.0.0.1"}, clock(now))
	get := thief.GetCertificate
	thief.GetCertificate = func(h *tls.ClientHelloInfo) (*tls.Certificate, error) {
		c, err := get(h)
		c.Certificate = [][]byte{c.Certificate[0], k.Authority.Certificate.Raw}
		return c, err
	}
	if _, c := talk(t, thief, seal.PinnedConfig(k.Authority.Fingerprint(), "127.0.0.1", clock(now))); c == nil {
		t.Error("the unit trusted a certificate its authority never signed")
	}
}

func TestRequestsAreChecked(t *testing.T) {
	k, _ := office(t)
	csr, err := seal.RequestUnit(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, unit := range []string{"", "Bus 1", "bus/1", "../x", strings.Repeat("a", 64)} {
		if _, err := k.Enrol(csr, unit, now); err == nil {
			t.Errorf("unit %q got a certificate", unit)
		}
	}
	csr[len(csr)-1] ^= 1
	if _, err := k.Enrol(csr, "bus-1", now); err == nil {
		t.Error("a request with a broken signature got a certificate")
	}
	if _, err := k.Enrol([]byte("x"), "bus-1", now); err == nil {
		t.Error("garbage got a certificate")
	}
}

func TestUnitKeepsItsKeyAndRefusesAnothersCertificate(t *testing.T) {
	k, _ := office(t)
	dir := t.TempDir()
	a, err := seal.RequestUnit(dir)
	if err != nil {
		t.Fatal(err)
	}
	b, err := seal.RequestUnit(dir)
	if err != nil {
		t.Fatal(err)
	}
	ca, err := x509.ParseCertificateRequest(a)
	if err != nil {
		t.Fatal(err)
	}
	cb, err := x509.ParseCertificateRequest(b)
	if err != nil {
		t.Fatal(err)
	}
	if string(ca.RawSubjectPublicKeyInfo) != string(cb.RawSubjectPublicKeyInfo) {
		t.Error("asking twice made two keys")
	}
	foreign, err := seal.RequestUnit(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	e, err := k.Enrol(foreign, "bus-1", now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := seal.SaveUnit(dir, e, now); err == nil || !strings.Contains(err.Error(), "another key") {
		t.Errorf("got %v", err)
	}
	if _, err := seal.OpenUnit(dir); err == nil || !strings.Contains(err.Error(), "enrol") {
		t.Errorf("a refused certificate was kept: %v", err)
	}
}
