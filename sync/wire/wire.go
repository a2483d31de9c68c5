// Package wire is what unit and office say to each other: messages, topics, versions and limits. It decides nothing.
package wire

import (
	"poploket/kiosk/fact"
)

// Version is the version of the messages and the first level of every topic.
const Version = 1

// Limits of one message, in bytes and facts. A longer one is refused before it is decoded.
const (
	MaxMessage = 1 << 20
	MaxSigned  = MaxMessage - headerSize // of a Signed
	MaxBatch   = 200
)

// Kind says which message a payload holds; it is the payload's first byte.
type Kind byte

const (
	KindHello    Kind = 1 // unit: here I am, this is what I have
	KindBatch    Kind = 2 // unit: facts
	KindStanding Kind = 3 // office: the answer to hello
	KindReceipt  Kind = 4 // office: facts are stored
	KindDocument Kind = 5 // office: a published document
	KindRefused  Kind = 6 // office: a batch could not be taken, and why
	KindPresence Kind = 7 // unit, retained: online or gone
)

// Hello opens a conversation after every connect.
type Hello struct {
	Unit      string            `cbor:"1,keyasint"`
	Epoch     uint64            `cbor:"2,keyasint"`
	Last      uint64            `cbor:"3,keyasint"` // newest seq on the unit
	Receipted uint64            `cbor:"4,keyasint"` // through which the unit holds the office's receipt
	Documents map[string]uint64 `cbor:"5,keyasint"` // kind -> version in force
	Wall      int64             `cbor:"6,keyasint"` // the unit's clock, UTC ns
	Build     string            `cbor:"7,keyasint,omitempty"`
}

// Standing answers a hello: through which seq of this epoch the office has everything.
type Standing struct {
	Unit    string `cbor:"1,keyasint"`
	Epoch   uint64 `cbor:"2,keyasint"`
	Through uint64 `cbor:"3,keyasint"`
	Wall    int64  `cbor:"4,keyasint"`           // the office's clock, UTC ns
	Receipt []byte `cbor:"5,keyasint,omitempty"` // the signed receipt for Through
}

// Batch is a run of facts without gaps, of one unit and epoch.
type Batch struct {
	Unit    string       `cbor:"1,keyasint"`
	Epoch   uint64       `cbor:"2,keyasint"`
	First   uint64       `cbor:"3,keyasint"`
	Entries []fact.Entry `cbor:"4,keyasint"`
}

// Receipt is the office's word that it stored everything of an epoch through a seq. Only this lets a unit forget.
type Receipt struct {
	Unit    string `cbor:"1,keyasint"`
	Epoch   uint64 `cbor:"2,keyasint"`
	Through uint64 `cbor:"3,keyasint"`
	Hash    []byte `cbor:"4,keyasint"` // of the fact at Through
	Wall    int64  `cbor:"5,keyasint"` // the office's clock at commit, UTC ns
}

// Refused says why a batch was not stored, or not whole. The unit keeps everything and tells people where it must.
type Refused struct {
	Epoch  uint64  `cbor:"1,keyasint"`
	First  uint64  `cbor:"2,keyasint"` // the first seq it is about; 0 for the message as a whole
	Want   uint64  `cbor:"3,keyasint"` // next seq the office wants; 0 when resending will not help
	Reason string  `cbor:"4,keyasint"` // for an operator; never personal
	Code   Refusal `cbor:"5,keyasint,omitempty"`
}

// Refusal is the class of a refusal: what the unit does about it.
type Refusal uint8

const (
	RefusedGap     Refusal = 1 // facts before First are missing: send again from Want
	RefusedAside   Refusal = 2 // First was stored, but a part of it does not fit its hash and was left out; all goes on
	RefusedDamaged Refusal = 3 // the fact at First is no valid fact or does not follow from the one before: the epoch ends before it
	RefusedFork    Refusal = 4 // another fact is stored under First: two journals use one name
	RefusedMessage Refusal = 5 // the message itself can't be read: version, unit or form
)

// Presence is retained on the broker; its last will says that the unit is gone.
type Presence struct {
	Online bool   `cbor:"1,keyasint"`
	Wall   int64  `cbor:"2,keyasint"`
	Build  string `cbor:"3,keyasint,omitempty"`
}

// Signed carries bytes and an Ed25519 signature over a domain string and those bytes.
type Signed struct {
	KeyID     []byte `cbor:"1,keyasint"` // first 8 bytes of SHA-256 of the public key
	Signature []byte `cbor:"2,keyasint"`
	Payload   []byte `cbor:"3,keyasint"`
}

// Document is a published document: the payload of a Signed. Kind and version are inside what is signed.
type Document struct {
	Kind    string `cbor:"1,keyasint"` // "keys", "catalogue", "tour", later "roster", "slots", "settings"
	Unit    string `cbor:"2,keyasint"` // for whom; empty: for all
	Version uint64 `cbor:"3,keyasint"` // grows by publication; an older one is refused
	Issued  int64  `cbor:"4,keyasint"` // UTC ns
	By      string `cbor:"5,keyasint"` // who published it
	Why     string `cbor:"6,keyasint,omitempty"`
	Sealed  bool   `cbor:"7,keyasint,omitempty"` // Body is sealed to the unit's document key
	Body    []byte `cbor:"8,keyasint"`           // JSON of the kind's own schema
}
