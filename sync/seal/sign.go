package seal

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"poploket/kiosk/fact"
	"poploket/sync/wire"
)

// Domain is the purpose of a signature. One for one purpose never passes for another.
type Domain string

// Purposes.
const (
	DomainKeys     Domain = "poploket keys v1"
	DomainDocument Domain = "poploket document v1"
	DomainReceipt  Domain = "poploket receipt v1"
)

// Errors of signatures. ErrUnknownKey: the signer is none that is trusted for this purpose; a newer keys document may
// name it. ErrSignature: the bytes are not what was signed, or were signed for another purpose.
var (
	ErrUnknownKey = errors.New("signed with a key that isn't trusted here")
	ErrSignature  = errors.New("signature doesn't hold")
)

// KeyID is the first 8 bytes of SHA-256 of a public key.
type KeyID [8]byte

func (id KeyID) String() string { return hex.EncodeToString(id[:]) }

// KeyIDOf names a public key.
func KeyIDOf(public ed25519.PublicKey) KeyID {
	h := sha256.Sum256(public)
	return KeyID(h[:8])
}

// SigningKey signs for one purpose.
type SigningKey struct {
	private ed25519.PrivateKey
	domain  Domain
}

// NewSigningKey draws a key.
func NewSigningKey(domain Domain) (*SigningKey, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("drawing a signing key: %w", err)
	}
	return &SigningKey{private, domain}, nil
}

// Public is the public half.
func (k *SigningKey) Public() ed25519.PublicKey { return k.private.Public().(ed25519.PublicKey) }

// Sign gives the bytes of a wire.Signed around payload.
func (k *SigningKey) Sign(payload []byte) ([]byte, error) {
	id := KeyIDOf(k.Public())
	b, err := fact.Encode(wire.Signed{KeyID: id[:], Signature: ed25519.Sign(k.private, message(k.domain, payload)), Payload: payload})
	if err != nil {
		return nil, fmt.Errorf("signing: %w", err)
	}
	if len(b) > wire.MaxSigned {
		return nil, fmt.Errorf("signing: %d bytes don't fit into one message of %d", len(b), wire.MaxSigned)
	}
	return b, nil
}

// Keyring holds the public keys that are trusted for one purpose.
type Keyring struct {
	domain Domain
	keys   map[KeyID]ed25519.PublicKey
}

// NewKeyring trusts the given keys for domain.
func NewKeyring(domain Domain, public ...ed25519.PublicKey) Keyring {
	r := Keyring{domain, map[KeyID]ed25519.PublicKey{}}
	for _, p := range public {
		r.keys[KeyIDOf(p)] = p
	}
	return r
}

// Verify reads the bytes of a wire.Signed and gives its payload when a trusted key signed it for this purpose.
func (r Keyring) Verify(signed []byte) ([]byte, error) {
	var s wire.Signed
	if len(signed) > wire.MaxSigned {
		return nil, fmt.Errorf("%w: %d bytes, limit %d", ErrSignature, len(signed), wire.MaxSigned)
	}
	if err := fact.Decode(signed, &s); err != nil || len(s.KeyID) != len(KeyID{}) {
		return nil, fmt.Errorf("%w: these bytes are no signed message", ErrSignature)
	}
	id := KeyID(s.KeyID)
	public, ok := r.keys[id]
	if !ok {
		return nil, fmt.Errorf("%w: key %s for %q", ErrUnknownKey, id, r.domain)
	}
	if !ed25519.Verify(public, message(r.domain, s.Payload), s.Signature) {
		return nil, fmt.Errorf("%w: key %s for %q", ErrSignature, id, r.domain)
	}
	return s.Payload, nil
}

func message(d Domain, payload []byte) []byte {
	return append([]byte(string(d)+"\x00"), payload...)
}
