package storetest

import (
	"testing"
	"time"

	"poploket/kiosk"
	"poploket/sync/office/store"
)

func testAccounts(t *testing.T, s store.Store) {
	ctx := t.Context()
	ok(t, s.AddAccount(ctx, store.Account{Name: "noor", Display: "Noor", Hash: "$argon2id$1", Roles: []store.Role{store.RolePlanner, store.RoleAdmin}, Created: Now}))
	wantCode(t, s.AddAccount(ctx, store.Account{Name: "noor", Display: "Nog een Noor"}), kiosk.CodeConflict)
	ok(t, s.SetHash(ctx, "noor", "$argon2id$2"))
	wantCode(t, s.SetHash(ctx, "ida", "x"), kiosk.CodeNotFound)
	a := must[store.Account](t)(s.Account(ctx, "noor"))
	if a.Display != "Noor" || a.Hash != "$argon2id$2" || len(a.Roles) != 2 || a.Roles[1] != store.RoleAdmin || !a.Created.Equal(Now) {
		t.Fatalf("got %+v", a)
	}
	_, err := s.Account(ctx, "Noor")
	wantCode(t, err, kiosk.CodeNotFound)
	if as := must[[]store.Account](t)(s.Accounts(ctx)); len(as) != 1 {
		t.Fatalf("got %+v", as)
	}
}

func testSessions(t *testing.T, s store.Store) {
	ctx := t.Context()
	find := func(token string, at time.Time) (string, bool) {
		t.Helper()
		b, found, err := s.Session(ctx, token, at)
		ok(t, err)
		return string(b), found
	}
	if _, found := find("a", Now); found {
		t.Fatal("found a session that never was")
	}
	ok(t, s.SaveSession(ctx, "a", []byte("one"), Now.Add(time.Hour)))
	ok(t, s.SaveSession(ctx, "a", []byte("two"), Now.Add(2*time.Hour)))
	ok(t, s.SaveSession(ctx, "b", []byte("b"), Now.Add(time.Hour)))
	if b, found := find("a", Now.Add(time.Hour)); !found || b != "two" {
		t.Fatalf("got %q, %v", b, found)
	}
	if _, found := find("b", Now.Add(time.Hour)); found {
		t.Fatal("found a session that ended")
	}
	ok(t, s.SweepSessions(ctx, Now.Add(time.Hour)))
	if _, found := find("b", Now); found {
		t.Fatal("an ended session was not swept")
	}
	ok(t, s.EndSession(ctx, "a"))
	ok(t, s.EndSession(ctx, "a"))
	if _, found := find("a", Now); found {
		t.Fatal("found a session after its end")
	}
}

func testLooks(t *testing.T, s store.Store) {
	ctx := t.Context()
	fact := store.FactID{Unit: "bus-1", Epoch: epoch, Seq: 7}
	for i, why := range []string{"eerste", "tweede", "derde"} {
		ok(t, s.AddLook(ctx, store.Look{At: Now.Add(time.Duration(i) * time.Minute), Who: "hana", Reason: why, Activity: "request.open", Fact: fact, Reference: "KDE4T7P"}))
	}
	ls := must[[]store.Look](t)(s.Looks(ctx, store.LookFilter{Limit: 2}))
	if len(ls) != 2 || ls[0].Reason != "derde" || ls[0].Fact != fact || ls[0].Who != "hana" || ls[0].Reference != "KDE4T7P" || ls[0].Activity != "request.open" || !ls[0].At.Equal(Now.Add(2*time.Minute)) {
		t.Fatalf("got %+v", ls)
	}
	if ls = must[[]store.Look](t)(s.Looks(ctx, store.LookFilter{Before: ls[1].ID})); len(ls) != 1 || ls[0].Reason != "eerste" {
		t.Fatalf("got %+v", ls)
	}
	other := fact
	other.Seq = 8
	if ls = must[[]store.Look](t)(s.Looks(ctx, store.LookFilter{Fact: other})); len(ls) != 0 {
		t.Fatalf("got %+v of a fact nobody looked at", ls)
	}
	if ls = must[[]store.Look](t)(s.Looks(ctx, store.LookFilter{Fact: fact})); len(ls) != 3 {
		t.Fatalf("got %+v", ls)
	}
}
