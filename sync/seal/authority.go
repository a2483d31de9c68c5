package seal

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// Lives of certificates. A unit may be offline for weeks; it renews when two thirds are over.
const (
	CertificateLife = 120 * 24 * time.Hour
	authorityLife   = 15 * 365 * 24 * time.Hour
	clockSlack      = 24 * time.Hour // a unit's clock may run behind until it hears the office's
)

// Authority is the office's certificate authority: ECDSA P-256, for this municipality's units and its own server only.
type Authority struct {
	Municipality string // trust domain: "voorhaven"
	Certificate  *x509.Certificate
	key          *ecdsa.PrivateKey
}

var nameOfTrust = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{0,62}$`)

// NewAuthority makes a self-signed authority. municipality is lower case letters, digits, dots and dashes.
func NewAuthority(municipality string, now time.Time) (*Authority, error) {
	if !nameOfTrust.MatchString(municipality) {
		return nil, fmt.Errorf("making an authority: municipality %q must be lower case letters, digits, dots and dashes", municipality)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("making an authority: %w", err)
	}
	t := &x509.Certificate{
		Subject: pkix.Name{CommonName: "Poploket " + municipality}, URIs: []*url.URL{{Scheme: "spiffe", Host: municipality}},
		NotBefore: now.Add(-clockSlack), NotAfter: now.Add(authorityLife),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign,
	}
	a := &Authority{Municipality: municipality, key: key}
	if a.Certificate, err = sign(t, t, &key.PublicKey, key); err != nil {
		return nil, fmt.Errorf("making an authority: %w", err)
	}
	return a, nil
}

// Fingerprint is SHA-256 of the authority's certificate, for enrolment.
func (a *Authority) Fingerprint() [32]byte { return sha256.Sum256(a.Certificate.Raw) }

// SignUnit gives unit a client certificate for the key in its request (PKCS #10, DER). Whatever else the request asks
// for is ignored.
func (a *Authority) SignUnit(request []byte, unit string, now time.Time) (*x509.Certificate, error) {
	csr, err := x509.ParseCertificateRequest(request)
	if err != nil {
		return nil, fmt.Errorf("certificate for unit %s: %w", unit, err)
	}
	if err := csr.CheckSignature(); err != nil {
		return nil, fmt.Errorf("certificate for unit %s: the request isn't signed by its own key: %w", unit, err)
	}
	public, ok := csr.PublicKey.(*ecdsa.PublicKey)
	if !ok || public.Curve != elliptic.P256() {
		return nil, fmt.Errorf("certificate for unit %s: the request's key is no ECDSA P-256 key", unit)
	}
	id, err := unitURI(a.Municipality, unit)
	if err != nil {
		return nil, fmt.Errorf("certificate for a unit: %w", err)
	}
	c, err := sign(&x509.Certificate{
		Subject: pkix.Name{CommonName: unit}, URIs: []*url.URL{id},
		NotBefore: now.Add(-clockSlack), NotAfter: now.Add(CertificateLife),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}, BasicConstraintsValid: true,
	}, a.Certificate, public, a.key)
	if err != nil {
		return nil, fmt.Errorf("certificate for unit %s: %w", unit, err)
	}
	return c, nil
}

// server makes a server certificate with a key that never leaves memory.
func (a *Authority) server(hosts []string, now time.Time) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("server certificate: %w", err)
	}
	t := &x509.Certificate{
		Subject:   pkix.Name{CommonName: "Poploket office " + a.Municipality},
		NotBefore: now.Add(-clockSlack), NotAfter: now.Add(CertificateLife),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, BasicConstraintsValid: true,
	}
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else {
			t.DNSNames = append(t.DNSNames, h)
		}
	}
	c, err := sign(t, a.Certificate, &key.PublicKey, a.key)
	if err != nil {
		return nil, fmt.Errorf("server certificate: %w", err)
	}
	return &tls.Certificate{Certificate: [][]byte{c.Raw}, PrivateKey: key, Leaf: c}, nil
}

// Issued is when an authority made a certificate.
func Issued(c *x509.Certificate) time.Time { return c.NotBefore.Add(clockSlack) }

// UnitFromCert is whose certificate it is. It trusts the certificate: chains are verified by TLS.
func UnitFromCert(c *x509.Certificate) (municipality, unit string, err error) {
	if len(c.URIs) != 1 {
		return "", "", errors.New("certificate names no unit")
	}
	u := c.URIs[0]
	unit, ok := strings.CutPrefix(u.Path, "/unit/")
	if want, err := unitURI(u.Host, unit); !ok || err != nil || want.String() != u.String() {
		return "", "", errors.New("certificate names no unit")
	}
	return u.Host, unit, nil
}

var nameOfUnit = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

func unitURI(municipality, unit string) (*url.URL, error) {
	if !nameOfUnit.MatchString(unit) {
		return nil, fmt.Errorf("unit %q must be lower case letters, digits and dashes", unit)
	}
	return &url.URL{Scheme: "spiffe", Host: municipality, Path: "/unit/" + unit}, nil
}

func sign(t, parent *x509.Certificate, public *ecdsa.PublicKey, key *ecdsa.PrivateKey) (*x509.Certificate, error) {
	der, err := x509.CreateCertificate(rand.Reader, t, parent, public, key)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}
