package seal

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"sync"
	"time"
)

// ServerConfig is the office's end of the link: TLS 1.3, a unit's certificate of this authority required. admit is
// asked on every connection, so that a revoked unit is out at once; its error refuses the unit. The server's own
// certificate is made here and renewed before it ends. Session tickets are off: in Go they carry the client's
// certificate and are no smaller than a full handshake.
func (a *Authority) ServerConfig(hosts []string, now func() time.Time, admit func(unit string, c *x509.Certificate) error) *tls.Config {
	c := a.config(hosts, now)
	c.ClientAuth, c.ClientCAs = tls.RequireAndVerifyClientCert, pool(a.Certificate)
	c.VerifyConnection = func(s tls.ConnectionState) error {
		if len(s.PeerCertificates) == 0 {
			return errors.New("no client certificate")
		}
		municipality, unit, err := UnitFromCert(s.PeerCertificates[0])
		if err != nil {
			return err
		}
		if municipality != a.Municipality {
			return fmt.Errorf("certificate is of municipality %q", municipality)
		}
		return admit(unit, s.PeerCertificates[0])
	}
	return c
}

// EnrolConfig is the office's end of an enrolment: no client certificate yet, and the authority's own certificate in
// the chain so that the unit can hold it against the fingerprint on its enrolment slip.
func (a *Authority) EnrolConfig(hosts []string, now func() time.Time) *tls.Config {
	return a.config(hosts, now, a.Certificate.Raw)
}

func (a *Authority) config(hosts []string, now func() time.Time, extra ...[]byte) *tls.Config {
	var mu sync.Mutex
	var current *tls.Certificate
	return &tls.Config{
		MinVersion: tls.VersionTLS13, SessionTicketsDisabled: true, Time: now,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			mu.Lock()
			defer mu.Unlock()
			if current == nil || NeedsRenewal(current.Leaf, now()) {
				c, err := a.server(hosts, now())
				if err != nil {
					return nil, err
				}
				c.Certificate = append(c.Certificate, extra...)
				current = c
			}
			return current, nil
		},
	}
}

// NeedsRenewal reports whether two thirds of a certificate's life are over.
func NeedsRenewal(c *x509.Certificate, now time.Time) bool {
	return now.After(c.NotAfter.Add(-c.NotAfter.Sub(c.NotBefore) / 3))
}

// PinnedConfig is the unit's end of an enrolment: it trusts the server when an authority with this fingerprint vouches
// for it under serverName.
func PinnedConfig(fingerprint [32]byte, serverName string, now func() time.Time) *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS13, ServerName: serverName, Time: now,
		InsecureSkipVerify: true, // VerifyConnection verifies, against the fingerprint instead of the system's authorities
		VerifyConnection: func(s tls.ConnectionState) error {
			for _, c := range s.PeerCertificates {
				if got := sha256.Sum256(c.Raw); bytes.Equal(got[:], fingerprint[:]) {
					_, err := s.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: pool(c), DNSName: serverName, CurrentTime: now()})
					return err
				}
			}
			return errors.New("the office's authority doesn't have the fingerprint of the enrolment slip")
		},
	}
}

func pool(c *x509.Certificate) *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(c)
	return p
}
