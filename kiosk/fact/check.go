package fact

import (
	"bytes"
	"crypto/sha256"
	"fmt"
)

// Parse reads the verbatim bytes of a fact. It is strict: bounded, deterministic (encoding it again gives the same
// bytes), every fixed size right, the body a map. Kinds it doesn't know are fine; the body of a known kind must fit
// the catalogue.
func Parse(b []byte) (Fact, error) {
	f, _, err := ParseBody(b)
	return f, err
}

// ParseBody is Parse, and gives the body: a pointer to the kind's struct, nil for a kind or version it doesn't know.
func ParseBody(b []byte) (Fact, Body, error) {
	var f Fact
	if len(b) > MaxFact {
		return f, nil, fmt.Errorf("%w: %d bytes, limit %d", ErrDamaged, len(b), MaxFact)
	}
	if err := Decode(b, &f); err != nil {
		return Fact{}, nil, err
	}
	body, err := f.check()
	if err != nil {
		return Fact{}, nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	again, err := Encode(f)
	if err != nil {
		return Fact{}, nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if !bytes.Equal(again, b) {
		return Fact{}, nil, fmt.Errorf("%w: unknown header keys, or not in deterministic form", ErrDamaged)
	}
	return f, body, nil
}

// Verify parses an entry's fact and holds the sealed part and the wraps against their hashes. Either may be absent:
// erased parts are not damage. The chain is for whoever has the fact before.
func Verify(e Entry) (Fact, error) {
	f, err := Parse(e.Fact)
	if err != nil {
		return Fact{}, err
	}
	if err := f.VerifyParts(e.Sealed, e.Wraps); err != nil {
		return Fact{}, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return f, nil
}

// VerifyParts holds a sealed part and wraps, where there are any, against the fact's hashes.
func (f Fact) VerifyParts(sealed []byte, wraps []Wrap) error {
	if err := checkParts(sealed, wraps); err != nil {
		return err
	}
	if len(sealed) > 0 {
		if h := sha256.Sum256(sealed); !bytes.Equal(h[:], f.SealedHash) {
			return fmt.Errorf("sealed part doesn't fit its hash")
		}
	}
	if len(wraps) > 0 {
		h, err := HashWraps(wraps)
		if err != nil {
			return err
		}
		if !bytes.Equal(h, f.WrapsHash) {
			return fmt.Errorf("wraps don't fit their hash")
		}
	}
	return nil
}

// Check says what is wrong with a draft. Its kind must be known and have what the catalogue asks of it.
func (d Draft) Check() error {
	_, err := d.Read()
	return err
}

// Read is Check, and gives the body: a pointer to the kind's struct.
func (d Draft) Read() (Body, error) {
	s, ok := Lookup(d.Kind)
	if !ok || d.Version != s.Version {
		return nil, fmt.Errorf("%s version %d is not in the event catalogue", d.Kind, d.Version)
	}
	err := first(
		checkBytes("id", d.ID, false, 16),
		checkCode("actor", d.Actor, true),
		checkPart("subject", len(d.Subject), 16, 16, s.Subject),
		checkPart("sealed part", len(d.Sealed), 1, MaxSealed, s.Sealed),
		checkPart("key id", len(d.KeyID), 8, 8, s.Sealed),
		checkPart("list of wraps", len(d.Wraps), 1, MaxWraps, s.Opens),
		checkParts(d.Sealed, d.Wraps),
	)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	b, err := readBody(d.Kind, d.Version, d.Body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	return b, nil
}

// checkPart holds a part of a draft against whether its kind wants it.
func checkPart(name string, n, least, most int, wanted bool) error {
	switch {
	case !wanted && n > 0:
		return fmt.Errorf("a %s doesn't belong here", name)
	case wanted && n == 0:
		return fmt.Errorf("the %s is missing", name)
	case wanted && (n < least || n > most):
		return fmt.Errorf("the %s has size %d, want %d to %d", name, n, least, most)
	}
	return nil
}

func (f Fact) check() (Body, error) {
	if f.Format != Format {
		return nil, fmt.Errorf("format %d, this version reads %d", f.Format, Format)
	}
	if f.Seq == 0 || f.Kind == 0 || f.KindVersion == 0 {
		return nil, fmt.Errorf("seq, kind and kind version count from 1")
	}
	if len(f.Body) > MaxBody || len(f.Body) == 0 || f.Body[0]>>5 != 5 {
		return nil, fmt.Errorf("body is no map of up to %d bytes", MaxBody)
	}
	err := first(
		checkCode("unit", f.Unit, false),
		checkBytes("prev", f.Prev, false, 32),
		checkBytes("boot", f.Boot, false, 16),
		checkCode("stop", f.Stop, true),
		checkCode("actor", f.Actor, true),
		checkBytes("subject", f.Subject, true, 16),
		checkBytes("sealed hash", f.SealedHash, true, 32),
		checkBytes("key id", f.KeyID, true, 8),
		checkBytes("wraps hash", f.WrapsHash, true, 32),
	)
	if err != nil {
		return nil, err
	}
	if (len(f.SealedHash) > 0) != (len(f.KeyID) > 0) {
		return nil, fmt.Errorf("a sealed part and its key id belong together")
	}
	return readBody(f.Kind, f.KindVersion, f.Body)
}

func checkParts(sealed []byte, wraps []Wrap) error {
	if len(sealed) > MaxSealed {
		return fmt.Errorf("sealed part has %d bytes, limit %d", len(sealed), MaxSealed)
	}
	if len(wraps) > MaxWraps {
		return fmt.Errorf("%d wraps, limit %d", len(wraps), MaxWraps)
	}
	for _, w := range wraps {
		if !isCode(w.Recipient) || len(w.Data) == 0 || len(w.Data) > MaxWrap {
			return fmt.Errorf("a wrap needs a recipient and 1 to %d bytes", MaxWrap)
		}
	}
	return nil
}
