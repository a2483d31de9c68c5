package main_test

import "testing"

// TestFaults plays what goes wrong in the field on one office and one unit, whose core lives through all of it but the
// tests that kill it. Every visit begins at a fresh screen.
func TestFaults(t *testing.T) {
	if err := lookAtSources(); err != nil {
		t.Fatal(err)
	}
	if testing.Short() {
		t.Skip("starts the whole line on a virtual screen")
	}
	s := open(t)
	for _, f := range []struct {
		name string
		play func(*testing.T, *stand)
	}{
		{"reader", readerFaults},
		{"printer", printerFaults},
		{"nothing remains of a visit", nothingRemains},
		{"nothing remains of a visit that was broken off", nothingRemainsOfAStop},
		{"strangers", strangers},
		{"office away", officeAway},
		{"face killed at a question", faceKilledAtQuestion},
		{"face killed after sent", faceKilledAfterSent},
		{"core killed twice in a visit", coreKilled},
	} {
		t.Run(f.name, func(t *testing.T) {
			s.fresh(t)
			f.play(t, s)
		})
	}
}
