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

// EncodeReceipt is the message that carries a signed receipt; its Payload comes from MarshalReceipt.
func EncodeReceipt(m Signed) ([]byte, error) { return encode(KindReceipt, &m) }

// EncodeDocument is the message that carries a signed document; its Payload comes from MarshalDocument.
func EncodeDocument(m Signed) ([]byte, error) { return encode(KindDocument, &m) }

func DecodeHello(payload []byte) (Hello, error)       { return decode[Hello](KindHello, payload) }
func DecodeBatch(payload []byte) (Batch, error)       { return decode[Batch](KindBatch, payload) }
func DecodeStanding(payload []byte) (Standing, error) { return decode[Standing](KindStanding, payload) }
func DecodeRefused(payload []byte) (Refused, error)   { return decode[Refused](KindRefused, payload) }
func DecodePresence(payload []byte) (Presence, error) { return decode[Presence](KindPresence, payload) }

// DecodeReceipt opens the envelope only; the signature is not checked here.
func DecodeReceipt(payload []byte) (Signed, error) { return decode[Signed](KindReceipt, payload) }

// DecodeDocument opens the envelope only; the signature is not checked here.
func DecodeDocument(payload []byte) (Signed, error) { return decode[Signed](KindDocument, payload) }

// MarshalReceipt gives the bytes that are signed.
func MarshalReceipt(r Receipt) ([]byte, error) { return marshal(&r) }

// UnmarshalReceipt reads what was signed, after the signature held.
func UnmarshalReceipt(b []byte) (Receipt, error) {
	return unmarshal[Receipt](b, limits[KindReceipt])
}

// MarshalDocument gives the bytes that are signed.
func MarshalDocument(d Document) ([]byte, error) { return marshal(&d) }

// UnmarshalDocument reads what was signed, after the signature held.
func UnmarshalDocument(b []byte) (Document, error) { return unmarshal[Document](b, MaxMessage) }

// checked is a message that knows what it may hold.
type checked[M any] interface {
	*M
	check() error
}

func encode[M any, P checked[M]](k Kind, m P) ([]byte, error) {
	body, err := marshal(m)
	if err != nil {
		return nil, err
	}
	if n := headerSize + len(body); n > limits[k] {
		return nil, fmt.Errorf("encoding message of kind %d: %d bytes, at most %d", k, n, limits[k])
	}
	return append([]byte{byte(k), Version, encodingPlain}, body...), nil
}

func decode[M any, P checked[M]](want Kind, payload []byte) (M, error) {
	var zero M
	k, err := KindOf(payload)
	if err != nil {
		return zero, err
	}
	if k != want {
		return zero, fmt.Errorf("%w: kind %d, want %d", ErrMalformed, k, want)
	}
	return unmarshal[M, P](payload[headerSize:], limits[k])
}

func marshal[M any, P checked[M]](m P) ([]byte, error) {
	if err := m.check(); err != nil {
		return nil, fmt.Errorf("encoding %T: %w", *m, err)
	}
	b, err := enc.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("encoding %T: %w", *m, err)
	}
	return b, nil
}

func unmarshal[M any, P checked[M]](b []byte, limit int) (M, error) {
	var m, zero M
	if len(b) > limit {
		return zero, fmt.Errorf("%w: %d bytes, at most %d", ErrMalformed, len(b), limit)
	}
	if err := dec.Unmarshal(b, &m); err != nil {
		return zero, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if err := P(&m).check(); err != nil {
		return zero, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	return m, nil
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
