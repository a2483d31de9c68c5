package fact

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"poploket/kiosk"
)

// Body is the clear body of a known kind; one of the generated structs.
type Body interface {
	FactKind() (Kind, uint8)
	check() error
}

// New drafts a fact with a fresh id. What has a subject, a sealed part or wraps gets them afterwards; Draft.Check tells
// what is missing.
func New(random io.Reader, actor string, body Body) (Draft, error) {
	k, v := body.FactKind()
	d := Draft{ID: make([]byte, 16), Kind: k, Version: v, Actor: actor}
	if err := body.check(); err != nil {
		return Draft{}, fmt.Errorf("drafting %s: %w", k, err)
	}
	if _, err := io.ReadFull(random, d.ID); err != nil {
		return Draft{}, fmt.Errorf("drafting %s: %w", k, err)
	}
	var err error
	if d.Body, err = Encode(body); err != nil {
		return Draft{}, fmt.Errorf("drafting %s: %w", k, err)
	}
	return d, nil
}

// BodyOf reads a fact's clear body as type T, which must fit its kind and version.
func BodyOf[T Body](f Fact) (T, error) {
	var b T
	if k, v := b.FactKind(); k != f.Kind || v != f.KindVersion {
		return b, fmt.Errorf("%w: %s version %d read as %s version %d", ErrDamaged, f.Kind, f.KindVersion, k, v)
	}
	if err := Decode(f.Body, &b); err != nil {
		return b, fmt.Errorf("reading %s: %w", f.Kind, err)
	}
	return b, nil
}

// readBody decodes a known kind's body and holds it against the catalogue, byte for byte. Unknown kinds and versions give
// nil: they are for somebody newer.
func readBody(k Kind, version uint8, body []byte) (Body, error) {
	b := newBody(k, version)
	if b == nil {
		return nil, nil
	}
	if err := Decode(body, b); err != nil {
		return nil, err
	}
	if err := b.check(); err != nil {
		return nil, err
	}
	again, err := Encode(b)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(again, body) {
		return nil, errors.New("body has unknown keys or isn't in deterministic form")
	}
	return b, nil
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func checkCode(name, v string, optional bool, values ...string) error {
	if v == "" && optional {
		return nil
	}
	if !isCode(v) {
		return fmt.Errorf("%s %.80q is no code: want up to 64 letters, digits, dots, dashes or underscores", name, v)
	}
	if len(values) > 0 && !slices.Contains(values, v) {
		return fmt.Errorf("%s %q is not one of %q", name, v, values)
	}
	return nil
}

func isCode(v string) bool {
	for i := range len(v) {
		c := v[i]
		word := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		if !word && (i == 0 || c != '.' && c != '-' && c != '_') {
			return false
		}
	}
	return v != "" && len(v) <= 64
}

func checkText(name, v string, optional bool, limit int) error {
	if v == "" && !optional {
		return fmt.Errorf("%s is missing", name)
	}
	if len(v) > limit || !utf8.ValidString(v) {
		return fmt.Errorf("%s has %d bytes: want UTF-8 up to %d", name, len(v), limit)
	}
	return nil
}

func checkReference(name, v string) error {
	if !kiosk.Reference(v).Valid() {
		return fmt.Errorf("%s: %w", name, kiosk.ErrReference)
	}
	return nil
}

func checkBytes(name string, v []byte, optional bool, size int) error {
	if len(v) == 0 && optional || len(v) == size {
		return nil
	}
	return fmt.Errorf("%s has %d bytes, want %d", name, len(v), size)
}

func checkEmptyWhen(name string, filled bool, flag string, on bool) error {
	if filled && on {
		return fmt.Errorf("%s must be empty when %s", name, flag)
	}
	return nil
}
