package seal

import (
	"bytes"
	"crypto/cipher"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"

	"filippo.io/age"
	"golang.org/x/crypto/chacha20poly1305"

	"poploket/kiosk/fact"
)

// Names of recipients of a dossier key.
const (
	RecipientOffice   = "office"
	RecipientRecovery = "recovery"
)

// Overhead is what sealing adds, in bytes: nonce and tag.
const Overhead = chacha20poly1305.NonceSizeX + chacha20poly1305.Overhead

// ErrSealed is wrapped by errors about sealed parts that don't open.
var ErrSealed = errors.New("sealed part can't be opened")

// Dossier is a dossier's key, in memory only. Wipe it when the visit ends.
type Dossier struct {
	key    []byte
	id     []byte
	random io.Reader
}

// Binding is what a sealed part is bound to: the header fields that are fixed before the journal appends it. It can't
// be moved to another dossier, unit or kind.
type Binding struct {
	Unit    string
	Subject []byte
	Kind    fact.Kind
	Version uint8
}

// NewDossier draws a key and wraps it once for each named recipient, each in an age file of its own, so that one can be
// deleted without the others. Recipients are hybrid (ML-KEM-768 with X25519), which age advises for most uses: dossiers
// must stay closed for decades and a recording of the link can be kept until quantum computers exist. The price is about
// 1.7 kB per recipient and dossier; a sealed part costs Overhead either way.
func NewDossier(random io.Reader, recipients map[string]age.Recipient) (*Dossier, []fact.Wrap, error) {
	key := make([]byte, chacha20poly1305.KeySize)
	if _, err := io.ReadFull(random, key); err != nil {
		return nil, nil, fmt.Errorf("drawing a dossier key: %w", err)
	}
	d := &Dossier{key: key, id: keyIDOf(key), random: random}
	var wraps []fact.Wrap
	for name, r := range recipients {
		w, err := wrap(key, r)
		if err != nil {
			d.Wipe()
			return nil, nil, fmt.Errorf("wrapping a dossier key for %s: %w", name, err)
		}
		wraps = append(wraps, fact.Wrap{Recipient: name, Data: w})
	}
	if len(wraps) == 0 || len(wraps) > fact.MaxWraps {
		d.Wipe()
		return nil, nil, fmt.Errorf("wrapping a dossier key: %d recipients, want 1 to %d", len(wraps), fact.MaxWraps)
	}
	slices.SortFunc(wraps, func(a, b fact.Wrap) int { return bytes.Compare([]byte(a.Recipient), []byte(b.Recipient)) })
	return d, wraps, nil
}

// OpenDossier unwraps the key keyID with whichever of the identities fits one of the wraps.
func OpenDossier(keyID []byte, wraps []fact.Wrap, identities ...age.Identity) (*Dossier, error) {
	for _, w := range wraps {
		key, err := unwrap(w.Data, identities)
		if err != nil {
			if _, no := errors.AsType[*age.NoIdentityMatchError](err); no {
				continue
			}
			return nil, fmt.Errorf("%w: wrap for %s: %w", ErrSealed, w.Recipient, err)
		}
		d := &Dossier{key: key, id: keyIDOf(key)}
		if !bytes.Equal(d.id, keyID) {
			d.Wipe()
			return nil, fmt.Errorf("%w: wrap for %s holds another key than the fact names", ErrSealed, w.Recipient)
		}
		return d, nil
	}
	return nil, fmt.Errorf("%w: none of the %d wraps is for this identity", ErrSealed, len(wraps))
}

// KeyID names the key in facts, 8 bytes.
func (d *Dossier) KeyID() []byte { return bytes.Clone(d.id) }

// Seal encrypts plaintext, bound to b. The plaintext stays the caller's to overwrite.
func (d *Dossier) Seal(b Binding, plaintext []byte) (sealed, keyID []byte, err error) {
	aead, ad, err := d.cipher(b)
	if err != nil {
		return nil, nil, fmt.Errorf("sealing: %w", err)
	}
	out := make([]byte, chacha20poly1305.NonceSizeX, Overhead+len(plaintext))
	if _, err := io.ReadFull(d.random, out); err != nil {
		return nil, nil, fmt.Errorf("sealing: drawing a nonce: %w", err)
	}
	return aead.Seal(out, out, plaintext, ad), d.KeyID(), nil
}

// Open decrypts a sealed part. The result is personal.
func (d *Dossier) Open(b Binding, sealed []byte) ([]byte, error) {
	if len(sealed) < Overhead || len(sealed) > fact.MaxSealed {
		return nil, fmt.Errorf("%w: %d bytes", ErrSealed, len(sealed))
	}
	aead, ad, err := d.cipher(b)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSealed, err)
	}
	plain, err := aead.Open(nil, sealed[:chacha20poly1305.NonceSizeX], sealed[chacha20poly1305.NonceSizeX:], ad)
	if err != nil {
		return nil, fmt.Errorf("%w: damaged, or from another dossier or fact", ErrSealed)
	}
	return plain, nil
}

// OpenFact decrypts the sealed part of f.
func (d *Dossier) OpenFact(f fact.Fact, sealed []byte) ([]byte, error) {
	if !bytes.Equal(f.KeyID, d.id) {
		return nil, fmt.Errorf("%w: the fact names another key", ErrSealed)
	}
	return d.Open(Binding{Unit: f.Unit, Subject: f.Subject, Kind: f.Kind, Version: f.KindVersion}, sealed)
}

// Wipe overwrites the key; the dossier can't be used any more.
func (d *Dossier) Wipe() {
	clear(d.key)
	d.key = nil
}

func (d *Dossier) cipher(b Binding) (cipher.AEAD, []byte, error) {
	if d.key == nil {
		return nil, nil, errors.New("dossier key was wiped")
	}
	ad, err := fact.Encode([]any{uint8(fact.Format), b.Unit, b.Subject, uint16(b.Kind), b.Version})
	if err != nil {
		return nil, nil, err
	}
	c, err := chacha20poly1305.NewX(d.key)
	return c, ad, err
}

// keyIDOf is safe to publish: the key is random, and the hash has a purpose of its own.
func keyIDOf(key []byte) []byte {
	h := sha256.New()
	h.Write([]byte("poploket dossier key v1\x00"))
	h.Write(key)
	return h.Sum(nil)[:8]
}

func wrap(key []byte, r age.Recipient) ([]byte, error) {
	var b bytes.Buffer
	w, err := age.Encrypt(&b, r)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(key); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	if b.Len() > fact.MaxWrap {
		return nil, fmt.Errorf("%d bytes, limit %d", b.Len(), fact.MaxWrap)
	}
	return b.Bytes(), nil
}

func unwrap(data []byte, identities []age.Identity) ([]byte, error) {
	if len(data) > fact.MaxWrap {
		return nil, fmt.Errorf("%d bytes, limit %d", len(data), fact.MaxWrap)
	}
	r, err := age.Decrypt(bytes.NewReader(data), identities...)
	if err != nil {
		return nil, err
	}
	key := make([]byte, chacha20poly1305.KeySize)
	if _, err := io.ReadFull(r, key); err != nil {
		return nil, fmt.Errorf("holds no dossier key: %w", err)
	}
	if n, err := r.Read(make([]byte, 1)); n != 0 || err != io.EOF {
		return nil, errors.New("holds more than a dossier key")
	}
	return key, nil
}
