package kiosk_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"poploket/kiosk"
)

const alphabet = "34679ACDEFGHJKMNPQRTWXY"

func TestReference(t *testing.T) {
	for range 500 {
		r, err := kiosk.NewReference("KD", rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := kiosk.ParseReference(strings.ToLower(r.Grouped())); err != nil || again != r {
			t.Fatalf("%s read back: %s, %v", r.Grouped(), again, err)
		}
		findsSlips(t, string(r))
	}
	for _, prefix := range []string{"", "K", "KDE", "K0", "kd"} {
		if r, err := kiosk.NewReference(prefix, rand.Reader); err == nil {
			t.Errorf("prefix %q gives %s", prefix, r)
		}
	}
	if _, err := kiosk.NewReference("KD", bytes.NewReader(nil)); err == nil {
		t.Error("a reference without randomness")
	}
	for _, s := range []string{"", "KDE4T7", "KDE4T7PP", "KDE4T70", strings.Repeat(" ", 100), "ΚDE4T7P"} {
		if _, err := kiosk.ParseReference(s); !errors.Is(err, kiosk.ErrReference) {
			t.Errorf("%q: %v", s, err)
		}
	}
	if got := kiosk.Reference("short").Grouped(); got != "short" {
		t.Errorf("grouped %q", got)
	}
}

// findsSlips: no single wrong character and no swap of neighbours passes.
func findsSlips(t *testing.T, r string) {
	t.Helper()
	for i := range len(r) {
		for _, c := range alphabet {
			if byte(c) == r[i] {
				continue
			}
			if wrong := r[:i] + string(c) + r[i+1:]; passes(wrong) {
				t.Fatalf("%s for %s passes", wrong, r)
			}
		}
		if i > 0 && r[i] != r[i-1] {
			if wrong := r[:i-1] + string(r[i]) + string(r[i-1]) + r[i+1:]; passes(wrong) {
				t.Fatalf("%s for %s passes", wrong, r)
			}
		}
	}
}

func passes(s string) bool {
	_, err := kiosk.ParseReference(s)
	return err == nil
}

func FuzzParseReference(f *testing.F) {
	f.Add("KDE 4T7 P")
	f.Fuzz(func(t *testing.T, s string) {
		r, err := kiosk.ParseReference(s)
		if err != nil {
			return
		}
		if again, err := kiosk.ParseReference(r.Grouped()); err != nil || again != r {
			t.Errorf("%q gives %s, then %s, %v", s, r, again, err)
		}
	})
}

func TestStatusCode(t *testing.T) {
	seen := map[string]bool{}
	for range 200 {
		c, err := kiosk.NewStatusCode(rand.Reader)
		if err != nil || len(c) != 10 || strings.Trim(c, alphabet) != "" || seen[c] {
			t.Fatalf("code %q, %v", c, err)
		}
		seen[c] = true
	}
}

func TestTour(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 0, 0, 0, zone) }
	tour := kiosk.Tour{Stops: []kiosk.Stop{
		{ID: "a", Venue: "Marktplein", Start: at(24, 10), End: at(24, 12)},
		{ID: "b", Venue: "Bibliotheek", Start: at(24, 14), End: at(24, 16)},
		{ID: "c", Venue: "Marktplein", Start: at(26, 10), End: at(26, 12)},
	}}
	for _, tt := range []struct {
		name string
		now  time.Time
		want string
		ok   bool
	}{
		{"before the first, same day", at(24, 0), "a", true},
		{"the evening before", at(23, 23), "a", false},
		{"during", at(24, 11), "a", true},
		{"at its end", at(24, 12), "b", true},
		{"after the last of the day", at(24, 16), "c", false},
		{"late on the day, in UTC another day", time.Date(2026, 11, 25, 23, 30, 0, 0, time.UTC), "c", true},
		{"after everything", at(27, 0), "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if s, ok := tour.At(tt.now, zone); s.ID != tt.want || ok != tt.ok {
				t.Errorf("got %q, %v, want %q, %v", s.ID, ok, tt.want, tt.ok)
			}
		})
	}
	if n, ok := tour.Next(tour.Stops[0]); !ok || n.ID != "c" {
		t.Errorf("next at the same venue: %q, %v", n.ID, ok)
	}
	if n, ok := tour.Next(tour.Stops[1]); ok {
		t.Errorf("next where there is none: %q", n.ID)
	}
}

func TestError(t *testing.T) {
	cause := errors.New("disk full")
	err := fmt.Errorf("outer: %w", kiosk.Errorf(kiosk.CodeUnavailable, "keeping a request: %w", cause))
	if kiosk.ErrorCode(err) != kiosk.CodeUnavailable || !errors.Is(err, cause) || kiosk.ErrorCode(nil) != "" || kiosk.ErrorCode(cause) != kiosk.CodeInternal {
		t.Errorf("codes: %q, %q, %q", kiosk.ErrorCode(err), kiosk.ErrorCode(nil), kiosk.ErrorCode(cause))
	}
}
