package main_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"poploket/cmd/internal/fleet"
)

// planted is what the resident of these tests shows and types, in every form a program may give it.
var planted = []string{"ZWAARDVEGHERS", "Zwaardveghers", "zwaardveghers", "QUIRIJNTJE", "Quirijntje", "XK7R2P9W4", "9873XW", "9873 XW", "9873xw"}

// passport is a specimen with the planted name and number, made with correct check digits (ICAO Doc 9303-4 4.2).
func passport() string {
	fill := func(s string, n int) string { return s + strings.Repeat("<", n-len(s)) }
	number, birth, expiry, personal := "XK7R2P9W4", "710406", "310830", fill("", 14)
	number, birth, expiry, personal = number+digit(number), birth+digit(birth), expiry+digit(expiry), personal+"0"
	return fill("P<NLDZWAARDVEGHERS<<QUIRIJNTJE", 44) + "|" +
		number + "NLD" + birth + "F" + expiry + personal + digit(number+birth+expiry+personal)
}

// digit is the check digit of a field (ICAO Doc 9303-3 4.9).
func digit(field string) string {
	sum := 0
	for i, c := range field {
		v := 0
		switch {
		case c >= '0' && c <= '9':
			v = int(c - '0')
		case c >= 'A' && c <= 'Z':
			v = int(c-'A') + 10
		}
		sum += v * [...]int{7, 3, 1}[i%3]
	}
	return string(rune('0' + sum%10))
}

// nothingRemains: two seconds after the end of a visit nothing of its resident is left on the unit.
func nothingRemains(t *testing.T, s *stand) {
	s.plant(t)
	s.play(t, strings.Replace(answers, "1234ab", "9873xw", 1))
	s.remembers(t)
	s.send(t)
	s.kept(t, "the printer's word", printed("printed"))
	s.done(t)
	s.forgot(t)
}

// nothingRemainsOfAStop: the same of a visit that was broken off at its check.
func nothingRemainsOfAStop(t *testing.T, s *stand) {
	s.plant(t)
	s.play(t, strings.Replace(answers, "1234ab", "9873xw", 1))
	s.remembers(t)
	face := s.Resident.Paint().PID
	s.play(t, "tap stop\nuntil wipe\ntap wipe")
	s.freshFace(t, face)
	s.forgot(t)
}

func (s *stand) plant(t *testing.T) {
	t.Helper()
	s.play(t, toReader)
	s.lay(t, passport())
}

// remembers checks that the search finds the visit while it lasts, or finding nothing later would prove nothing.
func (s *stand) remembers(t *testing.T) {
	t.Helper()
	found, err := fleet.Remains([]int{s.Resident.Paint().PID}, nil, planted)
	if err != nil {
		t.Fatal(err)
	}
	for _, needle := range []string{"ZWAARDVEGHERS", "XK7R2P9W4", "9873XW"} {
		if !strings.Contains(strings.ToUpper(strings.Join(found, "\n")), needle) {
			t.Errorf("%s is not found in the face of the visit: the search is no good", needle)
		}
	}
}

// forgot searches every process of the unit, and everything the unit and its programs write.
func (s *stand) forgot(t *testing.T) {
	t.Helper()
	s.welcome(t)
	time.Sleep(2 * time.Second) // the promise: gone within two seconds
	pids := append(s.Faces(), s.Core.PID())
	if len(pids) < 2 {
		t.Fatalf("processes of the unit: %v", pids)
	}
	found, err := fleet.Remains(pids, []string{s.State(), s.Logs(), filepath.Join(s.Dir, "run"), s.Papers()}, planted)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		t.Error("still there: " + f)
	}
}
