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
	var f Fact
	if len(b) > MaxFact {
		return f, fmt.Errorf("%w: %d bytes, limit %d", ErrDamaged, len(b), MaxFact)
	}
	if err := Decode(b, &f); err != nil {
		return Fact{}, err
	}
	if err := f.check(); err != nil {
		return Fact{}, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	again, err := Encode(f)
	if err != nil {
		return Fact{}, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if !bytes.Equal(again, b) {
		return Fact{}, fmt.Errorf("%w: unknown header keys, or not in deterministic form", ErrDamaged)
	}
	return f, nil
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
	s, ok := Lookup(d.Kind)
	if !ok || d.Version != s.Version {
		return fmt.Errorf("%s version %d is not in the event catalogue", d.Kind, d.Version)
	}
	err := first(
		checkBytes("id", d.ID, false, 16),
		checkCode("actor", d.Actor, true),
		checkBytes("subject", d.Subject, !s.Subject, 16),
		checkBytes("key id", d.KeyID, !s.Sealed, 8),
		checkParts(d.Sealed, d.Wraps),
		checkBody(d.Kind, d.Version, d.Body),
	)
	if err != nil {
		return fmt.Errorf("%s: %w", s.Name, err)
	}
	for _, c := range []struct {
		part      string
		want, got bool
	}{
		{"subject", s.Subject, len(d.Subject) > 0},
		{"sealed part", s.Sealed, len(d.Sealed) > 0},
		{"key id", s.Sealed, len(d.KeyID) > 0},
		{"wraps", s.Opens, len(d.Wraps) > 0},
	} {
		if c.got != c.want {
			return fmt.Errorf("%s: %s %s", s.Name, c.part, map[bool]string{true: "is missing", false: "doesn't belong here"}[c.want])
		}
	}
	return nil
}

func (f Fact) check() error {
	if f.Format != Format {
		return fmt.Errorf("format %d, this version reads %d", f.Format, Format)
	}
	if f.Seq == 0 || f.Kind == 0 || f.KindVersion == 0 {
		return fmt.Errorf("seq, kind and kind version count from 1")
	}
	if len(f.Body) > MaxBody || len(f.Body) == 0 || f.Body[0]>>5 != 5 {
		return fmt.Errorf("body is no map of up to %d bytes", MaxBody)
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
		return err
	}
	if (len(f.SealedHash) > 0) != (len(f.KeyID) > 0) {
		return fmt.Errorf("a sealed part and its key id belong together")
	}
	return checkBody(f.Kind, f.KindVersion, f.Body)
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
