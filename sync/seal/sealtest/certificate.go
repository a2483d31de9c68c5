// Package sealtest draws what tests of the link show each other: certificates, good ones and strangers'.
package sealtest

import (
	"crypto/tls"
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"
	"time"

	"poploket/sync/seal"
)

// Certificate is one of unit by an authority, with a key of its own.
func Certificate(t testing.TB, a *seal.Authority, unit string, now time.Time) tls.Certificate {
	t.Helper()
	dir := t.TempDir()
	csr, err := seal.RequestUnit(dir)
	if err != nil {
		t.Fatal(err)
	}
	c, err := a.SignUnit(csr, unit, now)
	if err != nil {
		t.Fatal(err)
	}
	key, err := os.ReadFile(filepath.Join(dir, "unit.key"))
	if err != nil {
		t.Fatal(err)
	}
	pair, err := tls.X509KeyPair(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}), key)
	if err != nil {
		t.Fatal(err)
	}
	return pair
}

// Stranger is a unit's certificate by an authority that nobody knows.
func Stranger(t testing.TB, unit string, now time.Time) tls.Certificate {
	t.Helper()
	a, err := seal.NewAuthority("voorhaven", now)
	if err != nil {
		t.Fatal(err)
	}
	return Certificate(t, a, unit, now)
}
