package web

import (
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Argon2id as OWASP advises: 19 MiB, two passes, one lane.
const (
	argonMemory = 19 << 10 // KiB
	argonTime   = 2
	argonLanes  = 1
	argonSalt   = 16
	argonHash   = 32
)

// Lengths of a password, in bytes.
const (
	MinPassword = 12
	MaxPassword = 200
)

// HashPassword gives the PHC form of a password's Argon2id hash.
func HashPassword(random io.Reader, password string) (string, error) {
	salt := make([]byte, argonSalt)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", fmt.Errorf("drawing a salt: %w", err)
	}
	h := argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonLanes, argonHash)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonLanes, b64.EncodeToString(salt), b64.EncodeToString(h)), nil
}

var errHash = errors.New("password hash is damaged")

// CheckPassword compares in constant time.
func CheckPassword(hash, password string) (bool, error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return false, errHash
	}
	var memory, time uint32
	var lanes uint8
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &time, &lanes); n != 3 || err != nil || memory > 1<<20 || time == 0 || time > 100 || lanes == 0 {
		return false, errHash
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, errHash
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(want) < 16 || len(want) > 64 {
		return false, errHash
	}
	got := argon2.IDKey([]byte(password), salt, time, memory, lanes, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

// wordAlphabet has no look-alikes, so that a password can be read from a screen or a sheet.
const wordAlphabet = "abcdefghjkmnpqrstuvwxyz23456789"

// NewPassword draws one of 80 bits: "k7mx-p2wq-9fhd-t4rc".
func NewPassword(random io.Reader) (string, error) {
	var b strings.Builder
	one := make([]byte, 1)
	for n := 0; n < 16; {
		if _, err := io.ReadFull(random, one); err != nil {
			return "", fmt.Errorf("drawing a password: %w", err)
		}
		if int(one[0]) >= 256/len(wordAlphabet)*len(wordAlphabet) { // no modulo bias
			continue
		}
		if n > 0 && n%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(wordAlphabet[int(one[0])%len(wordAlphabet)])
		n++
	}
	return b.String(), nil
}
