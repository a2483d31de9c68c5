package kiosk

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// Reference is the human name of a request: unit (2) + 4 random characters + check character, without spaces.
// Printed and said in groups: "KDE 4T7 P".
type Reference string

// referenceAlphabet has no look-alikes (0 O, 1 I L, 2 Z, 5 S, 8 B, U V) and a prime number of characters,
// so that the weighted check finds every single wrong character and every swap of neighbours.
const referenceAlphabet = "34679ACDEFGHJKMNPQRTWXY"

// ErrReference is returned for anything that is not a reference.
var ErrReference = errors.New("not a reference: two letters for the unit, four characters and a check character, as in KDE 4T7 P")

// NewReference draws a reference for unit (two characters of the alphabet) from random.
func NewReference(unit string, random io.Reader) (Reference, error) {
	if len(unit) != 2 || !inAlphabet(unit) {
		return "", fmt.Errorf("reference prefix %q: want two characters of %s", unit, referenceAlphabet)
	}
	random4, err := draw(4, random)
	if err != nil {
		return "", fmt.Errorf("drawing a reference: %w", err)
	}
	body := []byte(unit + random4)
	return Reference(append(body, checkCharacter(body))), nil
}

// NewStatusCode draws the secret that opens a request's status page together with its reference: ten characters of the
// same alphabet, 45 bits. It stands on the paper only.
func NewStatusCode(random io.Reader) (string, error) {
	code, err := draw(10, random)
	if err != nil {
		return "", fmt.Errorf("drawing a status code: %w", err)
	}
	return code, nil
}

// draw takes n characters of the alphabet from random, each equally likely.
func draw(n int, random io.Reader) (string, error) {
	const letters = len(referenceAlphabet)
	out := make([]byte, 0, n)
	var b [1]byte
	for len(out) < n {
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return "", err
		}
		if int(b[0]) < 256/letters*letters {
			out = append(out, referenceAlphabet[int(b[0])%letters])
		}
	}
	return string(out), nil
}

// ParseReference accepts a reference as people type it: any case, spaces, dashes and dots.
func ParseReference(s string) (Reference, error) {
	if len(s) > 32 {
		return "", ErrReference
	}
	r := Reference(strings.ToUpper(strings.NewReplacer(" ", "", "-", "", ".", "", "\u00a0", "").Replace(s)))
	if !r.Valid() {
		return "", ErrReference
	}
	return r, nil
}

// Valid reports whether r is a reference in its stored form: seven characters, the check character right.
func (r Reference) Valid() bool {
	return len(r) == 7 && inAlphabet(string(r)) && checkCharacter([]byte(r[:6])) == r[6]
}

// Grouped is the form for people: "KDE 4T7 P".
func (r Reference) Grouped() string {
	if len(r) != 7 {
		return string(r)
	}
	return string(r[:3] + " " + r[3:6] + " " + r[6:])
}

func checkCharacter(body []byte) byte {
	sum := 0
	for i, c := range body {
		sum += (i + 2) * strings.IndexByte(referenceAlphabet, c)
	}
	return referenceAlphabet[sum%len(referenceAlphabet)]
}

func inAlphabet(s string) bool {
	for i := range len(s) {
		if strings.IndexByte(referenceAlphabet, s[i]) < 0 {
			return false
		}
	}
	return true
}
