package fact

import (
	"bytes"
	"crypto/sha256"
	"fmt"

	"poploket/kiosk"
)

// MaxRequest is the limit of a request's sealed content, in bytes.
const MaxRequest = 64 << 10

// StatusCodeHash is RequestReceived.CodeHash. Whoever knows reference and code sees the status page; the journal and
// the office keep only this.
func StatusCodeHash(r kiosk.Reference, code string) []byte {
	h := sha256.New()
	h.Write([]byte("poploket status code\x00" + string(r) + "\x00" + code))
	return h.Sum(nil)
}

// Public is what of a request stands in the clear: request.received's body. Nothing in it tells a sensitive service.
func Public(r kiosk.Request, ref kiosk.Reference, code string) RequestReceived {
	b := RequestReceived{Reference: string(ref), CodeHash: StatusCodeHash(ref, code), Service: r.Service, Sensitive: r.Sensitive,
		Action: r.Action, Class: string(r.Class), Identity: string(r.Identity), Language: r.Language}
	if r.Sensitive {
		b.Service, b.Action = "", ""
	}
	return b
}

// EncodeRequest is the plaintext of request.received's sealed part. The result is personal: overwrite it after sealing.
func EncodeRequest(r kiosk.Request) ([]byte, error) {
	s := sealedRequest{Format: 1, Service: r.Service, Sensitive: r.Sensitive, Action: r.Action, Class: string(r.Class),
		Identity: string(r.Identity), Language: r.Language}
	if d := r.Document; d != nil {
		s.Document = &sealedDocument{Kind: d.Kind, Issuer: d.Issuer, Number: d.Number, Surname: d.Surname, GivenNames: d.GivenNames,
			Birth: packDate(d.BirthDate), Expiry: packDate(d.ExpiryDate), NationalNumber: d.NationalNumber}
	}
	for _, a := range r.Answers {
		s.Answers = append(s.Answers, sealedAnswer(a))
	}
	b, err := Encode(s)
	if err != nil {
		return nil, fmt.Errorf("encoding a request: %w", err)
	}
	if len(b) > MaxRequest {
		clear(b)
		return nil, fmt.Errorf("encoding a request: more than %d bytes of answers", MaxRequest)
	}
	return b, nil
}

// DecodeRequest reads what EncodeRequest wrote, strictly. Its errors hold nothing of the content.
func DecodeRequest(b []byte) (kiosk.Request, error) {
	var s sealedRequest
	if len(b) > MaxRequest || dec.Unmarshal(b, &s) != nil || s.Format != 1 {
		return kiosk.Request{}, fmt.Errorf("%w: no sealed request of format 1", ErrDamaged)
	}
	if again, err := Encode(s); err != nil || !bytes.Equal(again, b) {
		return kiosk.Request{}, fmt.Errorf("%w: sealed request isn't in deterministic form", ErrDamaged)
	}
	r := kiosk.Request{Service: s.Service, Sensitive: s.Sensitive, Action: s.Action, Class: kiosk.OfflineClass(s.Class),
		Identity: kiosk.IdentityLevel(s.Identity), Language: s.Language}
	if d := s.Document; d != nil {
		r.Document = &kiosk.Document{Kind: d.Kind, Issuer: d.Issuer, Number: d.Number, Surname: d.Surname, GivenNames: d.GivenNames,
			BirthDate: unpackDate(d.Birth), ExpiryDate: unpackDate(d.Expiry), NationalNumber: d.NationalNumber}
	}
	for _, a := range s.Answers {
		r.Answers = append(r.Answers, kiosk.Answer(a))
	}
	return r, nil
}

type sealedRequest struct {
	Format    uint8           `cbor:"1,keyasint"`
	Service   string          `cbor:"2,keyasint"`
	Sensitive bool            `cbor:"3,keyasint,omitempty"`
	Action    string          `cbor:"4,keyasint"`
	Class     string          `cbor:"5,keyasint"`
	Identity  string          `cbor:"6,keyasint"`
	Language  string          `cbor:"7,keyasint"`
	Document  *sealedDocument `cbor:"8,keyasint,omitempty"`
	Answers   []sealedAnswer  `cbor:"9,keyasint,omitempty"`
}

type sealedDocument struct {
	Kind           string `cbor:"1,keyasint"`
	Issuer         string `cbor:"2,keyasint"`
	Number         string `cbor:"3,keyasint"`
	Surname        string `cbor:"4,keyasint"`
	GivenNames     string `cbor:"5,keyasint"`
	Birth          [3]int `cbor:"6,keyasint"`
	Expiry         [3]int `cbor:"7,keyasint"`
	NationalNumber string `cbor:"8,keyasint,omitempty"`
}

type sealedAnswer struct {
	Question string   `cbor:"1,keyasint"`
	Label    string   `cbor:"2,keyasint"`
	Value    string   `cbor:"3,keyasint"`
	Text     []string `cbor:"4,keyasint,omitempty"`
}

func packDate(d kiosk.Date) [3]int { return [3]int{d.Year, d.Month, d.Day} }

func unpackDate(d [3]int) kiosk.Date { return kiosk.Date{Year: d[0], Month: d[1], Day: d[2]} }
