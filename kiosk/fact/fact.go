// Package fact is the format of the journal's entries: a header, a clear body that holds nothing personal, and by hash
// and key id a sealed part. Facts are deterministic CBOR (RFC 8949 4.2.1) with integer keys; their bytes are stored,
// hashed and sent verbatim and never re-encoded.
//
// The kinds stand in assets/events/events.json, from which the Go types of this package are generated.
package fact

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/fxamacker/cbor/v2"
)

// Format is the version of the header.
const Format = 1

// Limits of one fact, in bytes. A fact with its parts fits into one message.
const (
	MaxFact   = 16 << 10
	MaxBody   = 8 << 10
	MaxSealed = 256 << 10
	MaxWrap   = 4 << 10
	MaxWraps  = 4
)

// Hash is SHA-256 over the verbatim bytes of a fact.
type Hash = [sha256.Size]byte

// Fact is one entry of a journal.
type Fact struct {
	Format      uint8           `cbor:"1,keyasint"`
	Unit        string          `cbor:"2,keyasint"`
	Epoch       uint64          `cbor:"3,keyasint"` // random; changes after a restore or clone
	Seq         uint64          `cbor:"4,keyasint"` // from 1 within an epoch, without gaps
	Prev        []byte          `cbor:"5,keyasint"` // hash of the fact before, also over a change of epoch; zeros for the first
	Kind        Kind            `cbor:"6,keyasint"`
	KindVersion uint8           `cbor:"7,keyasint"`
	Wall        int64           `cbor:"8,keyasint"`  // UTC, nanoseconds
	Boot        []byte          `cbor:"9,keyasint"`  // boot id, 16 bytes
	Boottime    int64           `cbor:"10,keyasint"` // CLOCK_BOOTTIME, nanoseconds
	Stop        string          `cbor:"11,keyasint,omitempty"`
	Actor       string          `cbor:"12,keyasint,omitempty"` // "resident", a clerk's id, or empty for the unit itself
	Subject     []byte          `cbor:"13,keyasint,omitempty"` // dossier, 16 random bytes
	Catalogue   uint64          `cbor:"14,keyasint,omitempty"` // document versions in force
	Tour        uint64          `cbor:"15,keyasint,omitempty"`
	Body        cbor.RawMessage `cbor:"16,keyasint"`
	SealedHash  []byte          `cbor:"17,keyasint,omitempty"` // of the sealed part
	KeyID       []byte          `cbor:"18,keyasint,omitempty"` // of the dossier key, 8 bytes
	WrapsHash   []byte          `cbor:"19,keyasint,omitempty"` // over the wraps, on the fact that opens the dossier
}

// Wrap is a dossier key for one recipient, as an age file. Deleting all wraps of a key erases what it sealed.
type Wrap struct {
	Recipient string `cbor:"1,keyasint"` // "office", "recovery", "shift"
	Data      []byte `cbor:"2,keyasint"`
}

// Entry is a fact with the parts that are not in its hash but bound by it.
type Entry struct {
	Fact   []byte `cbor:"1,keyasint"`           // verbatim
	Sealed []byte `cbor:"2,keyasint,omitempty"` // nil when there is none, or erased
	Wraps  []Wrap `cbor:"3,keyasint,omitempty"`
}

// Draft is what somebody wants written: everything the journal does not add itself.
type Draft struct {
	ID      []byte // 16 random bytes; the same draft appended twice is written once
	Kind    Kind
	Version uint8
	Actor   string
	Subject []byte
	Body    []byte // deterministic CBOR of the kind's type
	Sealed  []byte
	KeyID   []byte
	Wraps   []Wrap
}

// ErrDamaged is wrapped by every error about bytes that are no valid fact or do not fit their hash.
var ErrDamaged = errors.New("damaged fact")

// HashOf is the hash of verbatim bytes.
func HashOf(b []byte) Hash { return sha256.Sum256(b) }

// HashWraps binds the wraps of a dossier key to the fact that opens it.
func HashWraps(ws []Wrap) ([]byte, error) {
	h := sha256.Sum256(AppendWraps(nil, ws))
	return h[:], nil
}

// Encode is the one encoder: deterministic CBOR.
func Encode(v any) ([]byte, error) { return enc.Marshal(v) }

// Decode is the one strict decoder: bounded, no duplicate keys, no indefinite lengths, no trailing bytes.
func Decode(b []byte, v any) error {
	if err := dec.Unmarshal(b, v); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return nil
}

var (
	enc = mustEnc(cbor.CoreDetEncOptions().EncMode())
	dec = mustDec(cbor.DecOptions{
		DupMapKey: cbor.DupMapKeyEnforcedAPF, IndefLength: cbor.IndefLengthForbidden, TagsMd: cbor.TagsForbidden,
		MaxNestedLevels: 8, MaxArrayElements: 4096, MaxMapPairs: 256, UTF8: cbor.UTF8RejectInvalid,
	}.DecMode())
)

func mustEnc(m cbor.EncMode, err error) cbor.EncMode {
	if err != nil {
		panic(err)
	}
	return m
}

func mustDec(m cbor.DecMode, err error) cbor.DecMode {
	if err != nil {
		panic(err)
	}
	return m
}
