package seal_test

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"

	"poploket/kiosk/fact"
	"poploket/sync/seal"
	"poploket/sync/wire"
)

func signer(t testing.TB, d seal.Domain) *seal.SigningKey {
	t.Helper()
	k, err := seal.NewSigningKey(d)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestSignature(t *testing.T) {
	k := signer(t, seal.DomainDocument)
	signed, err := k.Sign([]byte("payload"))
	if err != nil {
		t.Fatal(err)
	}
	ring := seal.NewKeyring(seal.DomainDocument, signer(t, seal.DomainDocument).Public(), k.Public())
	if got, err := ring.Verify(signed); err != nil || string(got) != "payload" {
		t.Errorf("got %q, %v", got, err)
	}
	for _, c := range []struct {
		name string
		ring seal.Keyring
		want error
	}{
		{"unknown key", seal.NewKeyring(seal.DomainDocument, signer(t, seal.DomainDocument).Public()), seal.ErrUnknownKey},
		{"no key", seal.Keyring{}, seal.ErrUnknownKey},
		{"another purpose", seal.NewKeyring(seal.DomainReceipt, k.Public()), seal.ErrSignature},
	} {
		if _, err := c.ring.Verify(signed); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
	for i := range signed {
		c := bytes.Clone(signed)
		c[i] ^= 1
		if got, err := ring.Verify(c); err == nil {
			t.Errorf("byte %d flipped: verified as %q", i, got)
		}
	}
	if _, err := ring.Verify(make([]byte, wire.MaxMessage+1)); !errors.Is(err, seal.ErrSignature) {
		t.Errorf("too long: got %v", err)
	}
}

func TestDocument(t *testing.T) {
	k := signer(t, seal.DomainDocument)
	ring := seal.NewKeyring(seal.DomainDocument, k.Public())
	want := wire.Document{Kind: "tour", Unit: "bus-1", Version: 3, Issued: 5, By: "planner", Body: []byte("{}")}
	signed, err := k.SignDocument(want)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := ring.OpenDocument(signed, "bus-1"); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := ring.OpenDocument(signed, "bus-2"); err == nil || !strings.Contains(err.Error(), `not for "bus-2"`) {
		t.Errorf("another unit's: got %v", err)
	}
	noVersion, err := k.SignDocument(wire.Document{Kind: "tour"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ring.OpenDocument(noVersion, "bus-1"); err == nil {
		t.Error("a document without version was taken")
	}
}

func TestReceipt(t *testing.T) {
	k := signer(t, seal.DomainReceipt)
	ring := seal.NewKeyring(seal.DomainReceipt, k.Public())
	h := fact.HashOf([]byte("f"))
	want := wire.Receipt{Unit: "bus-1", Epoch: 8, Through: 4, Hash: h[:], Wall: 5}
	signed, err := k.SignReceipt(want)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := ring.OpenReceipt(signed, "bus-1"); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := ring.OpenReceipt(signed, "bus-2"); err == nil {
		t.Error("another unit's receipt was taken")
	}
}

// FuzzVerify: nothing but what was signed verifies.
func FuzzVerify(f *testing.F) {
	k := signer(f, seal.DomainDocument)
	signed, err := k.SignDocument(wire.Document{Kind: "tour", Version: 1})
	if err != nil {
		f.Fatal(err)
	}
	ring := seal.NewKeyring(seal.DomainDocument, k.Public())
	payload, err := ring.Verify(signed)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(signed)
	f.Fuzz(func(t *testing.T, b []byte) {
		if got, err := ring.Verify(b); err == nil && !bytes.Equal(got, payload) {
			t.Errorf("forged %x", b)
		}
	})
}
