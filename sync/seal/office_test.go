package seal_test

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"poploket/sync/seal"
)

var now = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func office(t testing.TB) (*seal.OfficeKeys, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "keys")
	k, err := seal.CreateOfficeKeys(dir, "voorhaven", now)
	if err != nil {
		t.Fatal(err)
	}
	return k, dir
}

func TestOfficeKeysSurviveReopening(t *testing.T) {
	k, dir := office(t)
	again, err := seal.OpenOfficeKeys(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !again.RootPublic.Equal(k.Root.Public()) || again.Authority.Fingerprint() != k.Authority.Fingerprint() || again.Municipality != "voorhaven" || !again.Made.Equal(now) {
		t.Error("reopened keys differ")
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if info, err := e.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v, %v, want 0600", e.Name(), info.Mode(), err)
		}
	}
	if _, err := seal.CreateOfficeKeys(dir, "voorhaven", now); err == nil {
		t.Error("existing keys were overwritten")
	}
	if _, err := seal.OpenOfficeKeys(dir + "-not"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("absent keys: got %v", err)
	}
}

func TestKeysOthersCanReadAreRefused(t *testing.T) {
	_, dir := office(t)
	path := filepath.Join(dir, "documents.key")
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.OpenOfficeKeys(dir); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("got %v", err)
	}
}

func TestTrustedKeysReachTheUnit(t *testing.T) {
	k, dir := office(t)
	signed, err := k.SignTrusted(1, now, "first start")
	if err != nil {
		t.Fatal(err)
	}
	trusted, doc, err := seal.OpenTrusted(signed, k.RootPublic, "bus-1")
	if err != nil || doc.Version != 1 {
		t.Fatalf("got version %d, %v", doc.Version, err)
	}
	for name, c := range map[string]struct {
		key  *seal.SigningKey
		ring seal.Keyring
	}{"documents": {k.Documents, trusted.DocumentKeys()}, "receipts": {k.Receipts, trusted.ReceiptKeys()}} {
		b, err := c.key.Sign([]byte("x"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.ring.Verify(b); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	recipients, err := trusted.Recipients()
	if err != nil {
		t.Fatal(err)
	}
	d, wraps, err := seal.NewDossier(rand.Reader, recipients)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := seal.OpenDossier(d.KeyID(), wraps, k.Sealing); err != nil {
		t.Errorf("the office can't open what was sealed to it: %v", err)
	}
	if _, _, err := seal.OpenTrusted(signed, k.Documents.Public(), "bus-1"); !errors.Is(err, seal.ErrUnknownKey) {
		t.Errorf("another root: got %v", err)
	}
	byDocuments, err := k.Documents.Sign([]byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := seal.OpenTrusted(byDocuments, k.RootPublic, "bus-1"); !errors.Is(err, seal.ErrUnknownKey) {
		t.Errorf("keys signed by the document key: got %v", err)
	}

	if err := os.Remove(filepath.Join(dir, "root.key")); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "recovery.age")); err != nil {
		t.Fatal(err)
	}
	safe, err := seal.OpenOfficeKeys(dir)
	if err != nil {
		t.Fatalf("with root and recovery in a safe: %v", err)
	}
	if _, err := safe.SignTrusted(2, now, "x"); err == nil || !strings.Contains(err.Error(), "root.key") {
		t.Errorf("signed without a root key: %v", err)
	}
}
