// Package identity is who a unit is towards the office, and how it becomes that: by a one-time token at the office's door,
// and by renewing in time. What it gets is kept in one folder of the unit's state; the unit's key is made there and never
// leaves it.
package identity

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"poploket/sync/seal"
)

// Identity is an enrolled unit.
type Identity struct {
	*seal.Unit        // id, certificate, authority and root key
	Keys       []byte // the signed keys document of the enrolment
	Broker     string // "mqtts://HOST:PORT"
	Server     string // the name the broker's certificate must have
	Office     string // "https://HOST:PORT" of the office's door
	Dir        string // where all of it is kept
}

// Folder is where a unit's identity stands within its state.
func Folder(state string) string { return filepath.Join(state, "identity") }

// Names of the files beside those of seal.Unit.
const (
	fileKeys  = "keys.signed"
	fileWhere = "office.json"
)

// where is the content of office.json.
type where struct {
	Broker string `json:"broker"`
	Office string `json:"office"`
}

// Load reads the identity in dir. fs.ErrNotExist: the unit isn't enrolled.
func Load(dir string) (Identity, error) {
	id, err := load(dir)
	if err != nil {
		return Identity{}, fmt.Errorf("loading the unit's identity from %s: %w", dir, err)
	}
	return id, nil
}

func load(dir string) (Identity, error) {
	u, err := seal.OpenUnit(dir)
	if err != nil {
		return Identity{}, err
	}
	id := Identity{Unit: u, Dir: dir}
	if id.Keys, err = readFile(filepath.Join(dir, fileKeys), maxKeys); err != nil {
		return Identity{}, err
	}
	b, err := readFile(filepath.Join(dir, fileWhere), maxWhere)
	if err != nil {
		return Identity{}, err
	}
	var w where
	if err := json.Unmarshal(b, &w); err != nil {
		return Identity{}, fmt.Errorf("%s: %w", fileWhere, err)
	}
	id.Broker, id.Office = w.Broker, w.Office
	if id.Server, err = brokerHost(w.Broker); err != nil {
		return Identity{}, fmt.Errorf("%s: %w", fileWhere, err)
	}
	return id, nil
}

// LinkConfig is the TLS of the unit's end of the link. It reads the certificate anew for each connection, so that a renewed
// one is used from the next connection on.
func (id Identity) LinkConfig(now func() time.Time) *tls.Config {
	c := id.ClientConfig(id.Server, now)
	c.Certificates = nil
	c.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		u, err := seal.OpenUnit(id.Dir)
		if err != nil {
			return nil, err
		}
		return &u.Certificate, nil
	}
	return c
}

func brokerHost(broker string) (string, error) {
	u, err := url.Parse(broker)
	if err != nil || u.Scheme != "mqtts" || u.Hostname() == "" || u.Port() == "" {
		return "", fmt.Errorf("broker %.80q: want mqtts://HOST:PORT", broker)
	}
	return u.Hostname(), nil
}

// save keeps an answer in dir. The certificate comes last: where it is, the rest is too.
func save(dir string, a Answer, office string, now time.Time) (Identity, error) {
	if _, err := brokerHost(a.Broker); err != nil {
		return Identity{}, err
	}
	leaf, err := a.Leaf()
	if err != nil {
		return Identity{}, err
	}
	_, unit, err := seal.UnitFromCert(leaf)
	if err != nil {
		return Identity{}, err
	}
	if _, _, err := seal.OpenTrusted(a.Keys, a.Root, unit); err != nil {
		return Identity{}, err
	}
	b, err := json.MarshalIndent(where{Broker: a.Broker, Office: office}, "", "  ")
	if err != nil {
		return Identity{}, err
	}
	if err := errors.Join(writeFile(filepath.Join(dir, fileKeys), a.Keys), writeFile(filepath.Join(dir, fileWhere), append(b, '\n'))); err != nil {
		return Identity{}, err
	}
	if _, err := seal.SaveUnit(dir, a.Enrolment, now); err != nil {
		return Identity{}, err
	}
	return load(dir)
}

// Limits of files, in bytes.
const (
	maxKeys  = 64 << 10
	maxWhere = 4 << 10
)

func readFile(path string, limit int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() > limit {
		return nil, fmt.Errorf("%s has %d bytes, at most %d", path, info.Size(), limit)
	}
	return os.ReadFile(path)
}

// writeFile replaces a file in one step, durably.
func writeFile(path string, b []byte) error {
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, b) {
		return nil
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // gone by then when all went well
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return os.Rename(f.Name(), path) // the folder is synced by seal.SaveUnit, which comes last
}
