package ready_test

import (
	"slices"
	"testing"
	"time"

	"poploket/kiosk"
	"poploket/sync/office/ready"
	"poploket/sync/office/store"
)

var now = time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)

func unit(change func(*ready.Unit)) ready.Unit {
	u := ready.Unit{
		Unit:    store.Unit{ID: "bus-1", Enrolled: now.AddDate(0, -1, 0), NotAfter: now.AddDate(0, 2, 0)},
		Contact: store.Contact{Online: true, Seen: now, Last: 10, Documents: map[string]uint64{"tour": 2, "catalogue": 1}},
		Through: 10,
		Devices: []store.Device{{Name: "reader", State: "ready"}, {Name: "printer", State: "ready"}, {Name: "link", State: "offline"}},

		Published: map[string]uint64{"tour": 2, "catalogue": 1},
		Next:      &store.Stop{Stop: kiosk.Stop{Start: now.Add(time.Hour), End: now.Add(4 * time.Hour)}},
	}
	if change != nil {
		change(&u)
	}
	return u
}

func TestAssess(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*ready.Unit)
		level  ready.Level
		codes  []ready.Code
	}{
		{"all well", nil, ready.Ready, nil},
		{"not enrolled", func(u *ready.Unit) { u.Enrolled = time.Time{} }, ready.NotReady, []ready.Code{ready.NotEnrolled}},
		{"never seen", func(u *ready.Unit) { u.Contact = store.Contact{} }, ready.NotReady, []ready.Code{ready.NeverSeen}},
		{"revoked and parked", func(u *ready.Unit) { u.Revoked, u.Next = now, nil }, ready.NotReady, []ready.Code{ready.Revoked}},
		{"parked", func(u *ready.Unit) { u.Next, u.Contact.Online, u.Contact.Seen = nil, false, now.AddDate(0, 0, -3) }, ready.Parked, nil},
		{"reconnecting", func(u *ready.Unit) { u.Contact.Online, u.Contact.Seen = false, now.Add(-2*time.Minute) }, ready.Ready, nil},
		{"offline before a stop", func(u *ready.Unit) { u.Contact.Online, u.Contact.Seen = false, now.Add(-time.Hour) }, ready.Limited, []ready.Code{ready.Offline}},
		{"offline, stop far away", func(u *ready.Unit) {
			u.Contact.Online, u.Contact.Seen, u.Next.Start = false, now.Add(-time.Hour), now.AddDate(0, 0, 3)
		}, ready.Ready, nil},
		{"waiting facts", func(u *ready.Unit) { u.Contact.Online, u.Through = false, 3 }, ready.Ready, []ready.Code{ready.Waiting}},
		{"reader gone", func(u *ready.Unit) { u.Devices[0].State = "absent" }, ready.Limited, []ready.Code{ready.Reader}},
		{"paper out", func(u *ready.Unit) { u.Devices[1].State, u.Devices[1].Fault = "fault", "paper" }, ready.Limited, []ready.Code{ready.Printer}},
		{"old tour", func(u *ready.Unit) { u.Published["tour"] = 3 }, ready.Limited, []ready.Code{ready.OldTour}},
		{"no tour, stop near", func(u *ready.Unit) { delete(u.Contact.Documents, "tour") }, ready.NotReady, []ready.Code{ready.NoTour}},
		{"old catalogue", func(u *ready.Unit) { u.Published["catalogue"] = 2 }, ready.Limited, []ready.Code{ready.OldCatalogue}},
		{"clock", func(u *ready.Unit) { u.Contact.Drift = -3 * time.Minute }, ready.Limited, []ready.Code{ready.Clock}},
		{"certificate ends", func(u *ready.Unit) { u.NotAfter = now.AddDate(0, 0, 5) }, ready.Limited, []ready.Code{ready.CertificateEnds}},
		{"worst first", func(u *ready.Unit) { u.NotAfter, u.Devices[0].State = now, "absent" }, ready.NotReady, []ready.Code{ready.CertificateEnded, ready.Reader}},
	} {
		t.Run(c.name, func(t *testing.T) {
			level, rs := ready.Assess(unit(c.change), now)
			var codes []ready.Code
			for _, r := range rs {
				codes = append(codes, r.Code)
			}
			if level != c.level || !slices.Equal(codes, c.codes) {
				t.Fatalf("got %v %v, want %v %v", level, codes, c.level, c.codes)
			}
		})
	}
}

func TestFactsThatCameAfterTheHelloAreNoDebt(t *testing.T) {
	u := unit(func(u *ready.Unit) { u.Through = 25 })
	if n := u.Waiting(); n != 0 {
		t.Fatalf("%d facts waiting, want 0", n)
	}
}
