package wire

import (
	"errors"
	"fmt"

	"github.com/fxamacker/cbor/v2"
)

// A payload is a kind byte, a version byte, an encoding byte and the body: deterministic CBOR (RFC 8949 4.2.1).
// The length is checked before anything is decoded. Unknown keys are let through, so that a field can be added;
// duplicate keys, indefinite lengths, tags and trailing bytes are refused.
const (
	headerSize    = 3
	encodingPlain = 0
)

// Errors of decoding. Both mean that the bytes are no message this side can act on.
var (
	ErrMalformed = errors.New("malformed message")
	ErrVersion   = errors.New("message of another version")
)

// limits in bytes of whole payloads, by kind.
var limits = [...]int{
	KindHello:    4 << 10,
	KindBatch:    MaxMessage,
	KindStanding: 4 << 10,
	KindReceipt:  2 << 10,
	KindDocument: MaxMessage,
	KindRefused:  2 << 10,
	KindPresence: 1 << 10,
}

// KindOf checks a payload's header and length and tells what it holds.
func KindOf(payload []byte) (Kind, error) {
	if len(payload) <= headerSize {
		return 0, fmt.Errorf("%w: %d bytes", ErrMalformed, len(payload))
	}
	k := Kind(payload[0])
	if k < KindHello || k > KindPresence {
		return 0, fmt.Errorf("%w: kind %d is unknown", ErrMalformed, k)
	}
	if payload[1] != Version {
		return 0, fmt.Errorf("%w: it has %d, this side speaks %d; update the older side", ErrVersion, payload[1], Version)
	}
	if payload[2] != encodingPlain {
		return 0, fmt.Errorf("%w: encoding %d is unknown", ErrMalformed, payload[2])
	}
	if len(payload) > limits[k] {
		return 0, fmt.Errorf("%w: %d bytes, at most %d for kind %d", ErrMalformed, len(payload), limits[k], k)
	}
	return k, nil
}

func EncodeHello(m Hello) ([]byte, error)       { return encode(KindHello, &m) }
func EncodeBatch(m Batch) ([]byte, error)       { return encode(KindBatch, &m) }
func EncodeStanding(m Standing) ([]byte, error) { return encode(KindStanding, &m) }
func EncodeRefused(m Refused) ([]byte, error)   { return encode(KindRefused, &m) }
func EncodePresence(m Presence) ([]byte, error) { return encode(KindPresence, &m) }

// EncodeReceipt is the message that carries a signed receipt: the bytes of a Signed, as they are.
func EncodeReceipt(signed []byte) ([]byte, error) { return wrap(KindReceipt, signed) }

// EncodeDocument is the message that carries a signed document: the bytes of a Signed, as they are.
func EncodeDocument(signed []byte) ([]byte, error) { return wrap(KindDocument, signed) }

func DecodeHello(payload []byte) (Hello, error)       { return decode[Hello](KindHello, payload) }
func DecodeBatch(payload []byte) (Batch, error)       { return decode[Batch](KindBatch, payload) }
func DecodeStanding(payload []byte) (Standing, error) { return decode[Standing](KindStanding, payload) }
func DecodeRefused(payload []byte) (Refused, error)   { return decode[Refused](KindRefused, payload) }
func DecodePresence(payload []byte) (Presence, error) { return decode[Presence](KindPresence, payload) }

// DecodeReceipt takes the signed bytes out. What they say counts only after sync/seal opened them.
func DecodeReceipt(payload []byte) (signed []byte, err error) { return unwrap(KindReceipt, payload) }

// DecodeDocument takes the signed bytes out. What they say counts only after sync/seal opened them.
func DecodeDocument(payload []byte) (signed []byte, err error) { return unwrap(KindDocument, payload) }

// checked is a message that knows what it may hold.
type checked[M any] interface {
	*M
	check() error
}

func encode[M any, P checked[M]](k Kind, m P) ([]byte, error) {
	if err := m.check(); err != nil {
		return nil, fmt.Errorf("encoding %T: %w", *m, err)
	}
	body, err := enc.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("encoding %T: %w", *m, err)
	}
	return wrap(k, body)
}

func decode[M any, P checked[M]](want Kind, payload []byte) (M, error) {
	var m, zero M
	body, err := unwrap(want, payload)
	if err != nil {
		return zero, err
	}
	if err := dec.Unmarshal(body, &m); err != nil {
		return zero, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if err := P(&m).check(); err != nil {
		return zero, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	return m, nil
}

func wrap(k Kind, body []byte) ([]byte, error) {
	if n := headerSize + len(body); len(body) == 0 || n > limits[k] {
		return nil, fmt.Errorf("encoding a message of kind %d: %d bytes, at most %d", k, n, limits[k])
	}
	return append([]byte{byte(k), Version, encodingPlain}, body...), nil
}

func unwrap(want Kind, payload []byte) ([]byte, error) {
	k, err := KindOf(payload)
	if err != nil {
		return nil, err
	}
	if k != want {
		return nil, fmt.Errorf("%w: kind %d, want %d", ErrMalformed, k, want)
	}
	return payload[headerSize:], nil
}

var (
	enc = must(cbor.CoreDetEncOptions().EncMode())
	dec = must(cbor.DecOptions{
		DupMapKey: cbor.DupMapKeyEnforcedAPF, IndefLength: cbor.IndefLengthForbidden, TagsMd: cbor.TagsForbidden,
		MaxNestedLevels: 8, MaxArrayElements: 256, MaxMapPairs: 64, UTF8: cbor.UTF8RejectInvalid,
	}.DecMode())
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
