package seal_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"filippo.io/age"

	"poploket/kiosk/fact"
	"poploket/sync/seal"
)

func identity(t testing.TB) *age.HybridIdentity {
	t.Helper()
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

var binding = seal.Binding{Unit: "bus-1", Subject: bytes.Repeat([]byte{9}, 16), Kind: fact.KindRequestReceived, Version: 1}

func TestDossierOpensForEachRecipientAndNobodyElse(t *testing.T) {
	office, recovery := identity(t), identity(t)
	d, wraps, err := seal.NewDossier(rand.Reader, map[string]age.Recipient{
		seal.RecipientOffice: office.Recipient(), seal.RecipientRecovery: recovery.Recipient()})
	if err != nil {
		t.Fatal(err)
	}
	plain := []byte("surname PLANTED")
	sealed, keyID, err := d.Seal(binding, plain)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(sealed) - len(plain); got != seal.Overhead || got > 40 {
		t.Errorf("sealing adds %d bytes, want %d, at most 40", got, seal.Overhead)
	}
	if bytes.Contains(sealed, plain) {
		t.Error("sealed part holds the plaintext")
	}
	for name, id := range map[string]age.Identity{"office": office, "recovery": recovery} {
		opened, err := seal.OpenDossier(keyID, wraps, id)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got, err := opened.Open(binding, sealed); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
		f := fact.Fact{Unit: "bus-1", Subject: binding.Subject, Kind: binding.Kind, KindVersion: 1, KeyID: keyID}
		if got, err := opened.OpenFact(f, sealed); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%s: by fact: got %q, %v", name, got, err)
		}
	}
	if _, err := seal.OpenDossier(keyID, wraps, identity(t)); !errors.Is(err, seal.ErrSealed) {
		t.Errorf("stranger: got %v", err)
	}
	if _, err := seal.OpenDossier(keyID, wraps[1:], office); !errors.Is(err, seal.ErrSealed) {
		t.Errorf("office after its wrap is gone: got %v", err)
	}
	if _, err := seal.OpenDossier(make([]byte, 8), wraps, office); !errors.Is(err, seal.ErrSealed) {
		t.Errorf("another key id: got %v", err)
	}
}

func TestSealedPartStaysWhereItBelongs(t *testing.T) {
	office := identity(t)
	d, _, err := seal.NewDossier(rand.Reader, map[string]age.Recipient{"office": office.Recipient()})
	if err != nil {
		t.Fatal(err)
	}
	sealed, _, err := d.Seal(binding, []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	for name, edit := range map[string]func(*seal.Binding){
		"unit":    func(b *seal.Binding) { b.Unit = "bus-2" },
		"subject": func(b *seal.Binding) { b.Subject = bytes.Repeat([]byte{8}, 16) },
		"kind":    func(b *seal.Binding) { b.Kind++ },
		"version": func(b *seal.Binding) { b.Version++ },
	} {
		b := binding
		edit(&b)
		if _, err := d.Open(b, sealed); !errors.Is(err, seal.ErrSealed) {
			t.Errorf("moved to another %s: got %v", name, err)
		}
	}
	for i := range sealed {
		c := bytes.Clone(sealed)
		c[i] ^= 1
		if _, err := d.Open(binding, c); !errors.Is(err, seal.ErrSealed) {
			t.Errorf("byte %d flipped: got %v", i, err)
		}
		if _, err := d.Open(binding, sealed[:i]); !errors.Is(err, seal.ErrSealed) {
			t.Errorf("cut at %d: got %v", i, err)
		}
	}
	d.Wipe()
	if _, _, err := d.Seal(binding, nil); err == nil || !strings.Contains(err.Error(), "wiped") {
		t.Errorf("sealed after the wipe: %v", err)
	}
}

func TestWrapsFitTheirLimits(t *testing.T) {
	r := map[string]age.Recipient{}
	for _, n := range []string{"office", "recovery", "shift"} {
		r[n] = identity(t).Recipient()
	}
	_, wraps, err := seal.NewDossier(rand.Reader, r)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range wraps {
		if len(w.Data) > fact.MaxWrap/2 {
			t.Errorf("wrap for %s has %d bytes: too near the limit %d", w.Recipient, len(w.Data), fact.MaxWrap)
		}
	}
	if _, _, err := seal.NewDossier(rand.Reader, nil); err == nil {
		t.Error("a dossier nobody can open was made")
	}
}

// FuzzOpenDossier: hostile wraps and sealed parts are refused without a panic.
func FuzzOpenDossier(f *testing.F) {
	id := identity(f)
	d, wraps, err := seal.NewDossier(rand.Reader, map[string]age.Recipient{"office": id.Recipient()})
	if err != nil {
		f.Fatal(err)
	}
	sealed, keyID, err := d.Seal(binding, []byte("x"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(wraps[0].Data, sealed)
	f.Add([]byte("age-encryption.org/v1\n"), []byte{})
	f.Fuzz(func(t *testing.T, wrap, part []byte) {
		d, err := seal.OpenDossier(keyID, []fact.Wrap{{Recipient: "office", Data: wrap}}, id)
		if err != nil {
			return
		}
		if got, err := d.Open(binding, part); err == nil && !bytes.Equal(part, sealed) {
			t.Errorf("forged part opened: %q", got)
		}
	})
}
