package seal

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Enrolment is what the office answers to a unit's certificate request, at enrolment and at each renewal. JSON.
type Enrolment struct {
	Certificate string            `json:"certificate"` // PEM
	Authority   string            `json:"authority"`   // PEM
	Root        ed25519.PublicKey `json:"root"`        // base64; verifies the keys document
}

// Leaf is the unit's certificate in it.
func (e Enrolment) Leaf() (*x509.Certificate, error) {
	c, err := parseCert([]byte(e.Certificate))
	if err != nil {
		return nil, fmt.Errorf("enrolment: %w", err)
	}
	return c, nil
}

// Unit is a unit's identity towards the office.
type Unit struct {
	Municipality, ID string
	Certificate      tls.Certificate
	Authority        *x509.Certificate
	Root             ed25519.PublicKey
}

// RequestUnit gives a certificate request (PKCS #10, DER) for the unit's key in dir, which it makes where there is
// none. The key never leaves the unit.
func RequestUnit(dir string) ([]byte, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("requesting a certificate: %w", err)
	}
	path := filepath.Join(dir, "unit.key")
	key, err := readKey[*ecdsa.PrivateKey](path)
	if errors.Is(err, fs.ErrNotExist) {
		if key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err == nil {
			err = writeKey(path, key)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("requesting a certificate: %w", err)
	}
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, key)
	if err != nil {
		return nil, fmt.Errorf("requesting a certificate: %w", err)
	}
	return csr, nil
}

// SaveUnit keeps the office's answer in dir once it fits the unit's key.
func SaveUnit(dir string, e Enrolment, now time.Time) (*Unit, error) {
	key, err := readKey[*ecdsa.PrivateKey](filepath.Join(dir, "unit.key"))
	if err != nil {
		return nil, fmt.Errorf("saving the unit's certificate: %w", err)
	}
	u, err := newUnit(key, []byte(e.Certificate), []byte(e.Authority), e.Root)
	if err == nil {
		_, err = u.Certificate.Leaf.Verify(x509.VerifyOptions{Roots: pool(u.Authority), CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	}
	if err != nil {
		return nil, fmt.Errorf("saving the unit's certificate: %w", err)
	}
	for _, f := range []struct {
		name string
		data []byte
	}{{"root.pub", encodePublic(u.Root)}, {"authority.pem", encodeCert(u.Authority)}, {"unit.pem", encodeCert(u.Certificate.Leaf)}} { // the certificate last: where it is, the rest is too
		if err := writeFile(filepath.Join(dir, f.name), f.data); err != nil {
			return nil, fmt.Errorf("saving the unit's certificate: %w", err)
		}
	}
	return u, nil
}

// OpenUnit reads what SaveUnit kept. fs.ErrNotExist: the unit isn't enrolled.
func OpenUnit(dir string) (*Unit, error) {
	var parts [3][]byte
	for i, name := range []string{"unit.pem", "authority.pem", "root.pub"} {
		b, err := readFile(filepath.Join(dir, name))
		if err != nil {
			return nil, fmt.Errorf("opening the unit's identity (enrol the unit first): %w", err)
		}
		parts[i] = b
	}
	key, err := readKey[*ecdsa.PrivateKey](filepath.Join(dir, "unit.key"))
	if err != nil {
		return nil, fmt.Errorf("opening the unit's identity: %w", err)
	}
	root, err := decodePublic(parts[2])
	if err != nil {
		return nil, fmt.Errorf("opening the unit's identity: root.pub: %w", err)
	}
	u, err := newUnit(key, parts[0], parts[1], root)
	if err != nil {
		return nil, fmt.Errorf("opening the unit's identity: %w", err)
	}
	return u, nil
}

func newUnit(key *ecdsa.PrivateKey, certificate, authority []byte, root ed25519.PublicKey) (*Unit, error) {
	leaf, err := parseCert(certificate)
	if err != nil {
		return nil, fmt.Errorf("unit's certificate: %w", err)
	}
	ca, err := parseCert(authority)
	if err != nil {
		return nil, fmt.Errorf("authority's certificate: %w", err)
	}
	if !key.PublicKey.Equal(leaf.PublicKey) {
		return nil, errors.New("certificate is for another key than the unit's")
	}
	if len(root) != ed25519.PublicKeySize {
		return nil, fmt.Errorf("root key has %d bytes, want %d", len(root), ed25519.PublicKeySize)
	}
	u := &Unit{Authority: ca, Root: root, Certificate: tls.Certificate{Certificate: [][]byte{leaf.Raw}, PrivateKey: key, Leaf: leaf}}
	u.Municipality, u.ID, err = UnitFromCert(leaf)
	return u, err
}

// ClientConfig is the unit's end of the link: TLS 1.3, only the office of its own authority under serverName.
func (u *Unit) ClientConfig(serverName string, now func() time.Time) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS13, ServerName: serverName, Time: now, RootCAs: pool(u.Authority), Certificates: []tls.Certificate{u.Certificate}}
}

func encodePublic(k ed25519.PublicKey) []byte {
	return []byte(base64.StdEncoding.EncodeToString(k) + "\n")
}

func decodePublic(b []byte) (ed25519.PublicKey, error) {
	k, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(b)))
	if err != nil || len(k) != ed25519.PublicKeySize {
		return nil, errors.New("no Ed25519 public key in base64")
	}
	return k, nil
}
