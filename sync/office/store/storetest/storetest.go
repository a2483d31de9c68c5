// Package storetest says what every implementation of store.Store must do.
package storetest

import (
	"errors"
	"testing"
	"time"

	"poploket/kiosk"
	"poploket/sync/office/store"
)

// Now is the time at which the suite plays: a Tuesday before opening.
var Now = time.Date(2026, 11, 24, 8, 0, 0, 123456789, time.UTC)

// Run holds an implementation against the contract. open gives an empty store and closes it with the test.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	for _, c := range []struct {
		name string
		run  func(*testing.T, store.Store)
	}{
		{"units", testUnits},
		{"enrolment", testEnrolment},
		{"contact", testContact},
		{"documents in force", testApplied},
		{"incidents", testIncidents},
		{"ingest", testIngest},
		{"ingest again", testIngestAgain},
		{"ingest gap", testGap},
		{"ingest fork", testFork},
		{"ingest damaged", testDamaged},
		{"ingest unsigned", testUnsigned},
		{"epochs", testEpochs},
		{"erase", testErase},
		{"requests", testRequests},
		{"clones", testClones},
		{"devices", testDevices},
		{"rebuild", testRebuild},
		{"documents", testDocuments},
		{"venues", testVenues},
		{"stops", testStops},
		{"save refused", testSaveRefused},
		{"two planners", testTwoPlanners},
		{"same moment", testSameMoment},
		{"publish plan", testPublishPlan},
		{"unpublished", testUnpublished},
		{"publish stale", testPublishStale},
		{"moved to another unit", testMovedUnit},
		{"accounts", testAccounts},
		{"sessions", testSessions},
		{"looks", testLooks},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := open(t)
			if err := s.Healthy(t.Context()); err != nil {
				t.Fatal(err)
			}
			c.run(t, s)
		})
	}
}

// fleet adds bus-1 and bus-2.
func fleet(t *testing.T, s store.Store) {
	t.Helper()
	for _, u := range []store.Unit{
		{ID: "bus-1", Name: "Bus 1", Prefix: "KD", Letter: "K", Created: Now},
		{ID: "bus-2", Name: "Bus 2", Prefix: "KE", Letter: "M", Created: Now},
	} {
		ok(t, s.AddUnit(t.Context(), u))
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		ok(t, err)
		return v
	}
}

func wantCode(t *testing.T, err error, want kiosk.Code) {
	t.Helper()
	if got := kiosk.ErrorCode(err); got != want {
		t.Fatalf("got error %v (code %q), want code %q", err, got, want)
	}
}

func testUnits(t *testing.T, s store.Store) {
	ctx := t.Context()
	fleet(t, s)
	us := must[[]store.Unit](t)(s.Units(ctx))
	if len(us) != 2 || us[0].ID != "bus-1" || us[0].Prefix != "KD" || us[1].Letter != "M" || !us[0].Created.Equal(Now) || !us[0].Enrolled.IsZero() {
		t.Fatalf("got %+v", us)
	}
	for name, u := range map[string]store.Unit{
		"id":     {ID: "bus-1", Name: "x", Prefix: "KF", Letter: "F"},
		"prefix": {ID: "bus-3", Name: "x", Prefix: "KD", Letter: "F"},
		"letter": {ID: "bus-3", Name: "x", Prefix: "KF", Letter: "K"},
	} {
		t.Run(name, func(t *testing.T) { wantCode(t, s.AddUnit(ctx, u), kiosk.CodeConflict) })
	}
	_, err := s.Unit(ctx, "bus-9")
	wantCode(t, err, kiosk.CodeNotFound)
	ok(t, s.RevokeUnit(ctx, "bus-2", Now))
	ok(t, s.RevokeUnit(ctx, "bus-2", Now.Add(time.Hour)))
	if u := must[store.Unit](t)(s.Unit(ctx, "bus-2")); !u.Revoked.Equal(Now) {
		t.Fatalf("revoked at %v, want the first time", u.Revoked)
	}
	wantCode(t, s.RevokeUnit(ctx, "bus-9", Now), kiosk.CodeNotFound)
}

func testEnrolment(t *testing.T, s store.Store) {
	ctx := t.Context()
	fleet(t, s)
	token, key, other := [32]byte{1}, [32]byte{2}, [32]byte{3}
	issue := func(u store.Unit) (store.Certificate, error) {
		return store.Certificate{Serial: "0a" + u.ID, NotAfter: Now.AddDate(0, 3, 0), Key: []byte("recipient")}, nil
	}
	enrol := func(token, key [32]byte, at time.Time) error {
		_, err := s.Enrol(ctx, token, key, at, issue)
		return err
	}
	wantCode(t, enrol(token, key, Now), kiosk.CodeRefused)
	add := func(hash [32]byte, unit string) error {
		return s.AddToken(ctx, store.Token{Hash: hash, Unit: unit, By: "admin", Created: Now, Expires: Now.Add(time.Hour)})
	}
	ok(t, add(token, "bus-1"))
	wantCode(t, add([32]byte{9}, "bus-9"), kiosk.CodeNotFound)
	wantCode(t, enrol(token, key, Now.Add(time.Hour)), kiosk.CodeRefused)

	failed := errors.New("no certificate today")
	_, err := s.Enrol(ctx, token, key, Now, func(store.Unit) (store.Certificate, error) { return store.Certificate{}, failed })
	if !errors.Is(err, failed) {
		t.Fatalf("got %v, want the issuer's own error", err)
	}
	u := must[store.Unit](t)(s.Enrol(ctx, token, key, Now, issue))
	if u.Serial != "0abus-1" || !u.Enrolled.Equal(Now) || string(u.Key) != "recipient" || !u.NotAfter.Equal(Now.AddDate(0, 3, 0)) {
		t.Fatalf("got %+v", u)
	}
	ok(t, enrol(token, key, Now.Add(time.Minute)))
	if u := must[store.Unit](t)(s.Unit(ctx, "bus-1")); !u.Enrolled.Equal(Now) {
		t.Fatalf("enrolled %v, want the first time its key was put in force", u.Enrolled)
	}
	wantCode(t, enrol(token, other, Now.Add(time.Minute)), kiosk.CodeRefused)

	first, second := [32]byte{4}, [32]byte{5}
	ok(t, add(first, "bus-2"))
	ok(t, add(second, "bus-2"))
	wantCode(t, enrol(first, key, Now), kiosk.CodeRefused)
	wantCode(t, s.Renew(ctx, "bus-2", store.Certificate{Serial: "0b"}), kiosk.CodeRefused)
	ok(t, s.Renew(ctx, "bus-1", store.Certificate{Serial: "0c", NotAfter: Now.AddDate(1, 0, 0)}))
	if u := must[store.Unit](t)(s.Unit(ctx, "bus-1")); u.Serial != "0c" || string(u.Key) != "recipient" {
		t.Fatalf("got %+v, want the new serial and the key it had", u)
	}
	ok(t, s.RevokeUnit(ctx, "bus-2", Now))
	wantCode(t, enrol(second, key, Now), kiosk.CodeRefused)
	wantCode(t, add(token, "bus-2"), kiosk.CodeRefused)
	wantCode(t, s.Renew(ctx, "bus-2", store.Certificate{Serial: "0d"}), kiosk.CodeRefused)
}
