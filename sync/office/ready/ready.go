// Package ready answers one question for each unit: is it ready for its next stop? With what limits, why, and since when.
// It is pure; words are for whoever shows it.
package ready

import (
	"slices"
	"time"

	"poploket/sync/office/store"
)

// Level is the answer.
type Level int

const (
	Parked  Level = iota // no stop ahead: nothing is asked of it
	Ready                // yes
	Limited              // yes, but
	NotReady
)

// Code names a reason.
type Code string

const (
	Revoked          Code = "revoked"
	NotEnrolled      Code = "not-enrolled"
	NeverSeen        Code = "never-seen"
	CertificateEnded Code = "certificate-ended"
	CertificateEnds  Code = "certificate-ends" // At: when
	NoTour           Code = "no-tour"
	OldTour          Code = "old-tour"      // Have, Want: versions
	OldCatalogue     Code = "old-catalogue" // Have, Want
	Offline          Code = "offline"       // At: since when
	Reader           Code = "reader"        // Detail: absent or fault; At: since
	Printer          Code = "printer"       // Detail: absent, or the fault; At: since
	Clock            Code = "clock"         // Drift
	Waiting          Code = "waiting"       // Have: facts that the unit has and the office not
)

// Limits beyond which something is worth a word.
const (
	CertificateSoon = 14 * 24 * time.Hour
	DriftLimit      = 2 * time.Minute
	// OfflineGrace is how long a unit may be away before it is said; a reconnect is no news.
	OfflineGrace = 3 * time.Minute
	// Soon is how near a stop must be before something missing on a unit counts as not ready.
	Soon = 24 * time.Hour
)

// Reason is one thing that stands in the way.
type Reason struct {
	Code       Code
	Level      Level
	At         time.Time
	Detail     string
	Have, Want uint64
	Drift      time.Duration
}

// Unit is what is known of one unit.
type Unit struct {
	store.Unit
	Contact   store.Contact
	Through   uint64 // facts of the contact's epoch that the office has
	Devices   []store.Device
	Published map[string]uint64 // newest version per kind, for this unit
	Next      *store.Stop       // published: running, or the next one; nil for none
}

// Waiting is how many facts the unit had at its last word that the office doesn't have.
func (u Unit) Waiting() uint64 {
	if u.Contact.Last > u.Through {
		return u.Contact.Last - u.Through
	}
	return 0
}

// Device is the state of one device.
func (u Unit) Device(name string) (store.Device, bool) {
	i := slices.IndexFunc(u.Devices, func(d store.Device) bool { return d.Name == name })
	if i < 0 {
		return store.Device{}, false
	}
	return u.Devices[i], true
}

// Assess says how ready a unit is, the worst reason first.
func Assess(u Unit, now time.Time) (Level, []Reason) {
	var rs []Reason
	add := func(r Reason) { rs = append(rs, r) }
	switch {
	case !u.Revoked.IsZero():
		add(Reason{Code: Revoked, Level: NotReady, At: u.Revoked})
	case u.Enrolled.IsZero():
		add(Reason{Code: NotEnrolled, Level: NotReady})
	case u.Contact.Seen.IsZero():
		add(Reason{Code: NeverSeen, Level: NotReady})
	default:
		rs = connected(u, now)
	}
	slices.SortStableFunc(rs, func(a, b Reason) int { return int(b.Level) - int(a.Level) })
	level := Ready
	if len(rs) > 0 {
		level = rs[0].Level
	}
	if u.Next == nil && u.Revoked.IsZero() {
		level = Parked
	}
	return level, rs
}

// connected are the reasons of a unit that was heard at least once.
func connected(u Unit, now time.Time) (rs []Reason) {
	add := func(r Reason) { rs = append(rs, r) }
	near := u.Next != nil && u.Next.Start.Before(now.Add(Soon))
	running := u.Next != nil && !now.Before(u.Next.Start)
	switch left := u.NotAfter.Sub(now); {
	case u.NotAfter.IsZero():
	case left <= 0:
		add(Reason{Code: CertificateEnded, Level: NotReady, At: u.NotAfter})
	case left < CertificateSoon:
		add(Reason{Code: CertificateEnds, Level: Limited, At: u.NotAfter})
	}
	if want := u.Published["tour"]; want > 0 {
		switch have := u.Contact.Documents["tour"]; {
		case have == 0 && near:
			add(Reason{Code: NoTour, Level: NotReady, Want: want})
		case have == 0:
			add(Reason{Code: NoTour, Level: Limited, Want: want})
		case have < want:
			add(Reason{Code: OldTour, Level: Limited, Have: have, Want: want})
		}
	}
	if have, want := u.Contact.Documents["catalogue"], u.Published["catalogue"]; have < want {
		add(Reason{Code: OldCatalogue, Level: Limited, Have: have, Want: want})
	}
	for code, name := range map[Code]string{Reader: "reader", Printer: "printer"} {
		if d, ok := u.Device(name); ok && d.State != "ready" {
			detail := d.State
			if d.Fault != "" {
				detail = d.Fault
			}
			add(Reason{Code: code, Level: Limited, At: d.Since, Detail: detail})
		}
	}
	if !u.Contact.Online && now.Sub(u.Contact.Seen) > OfflineGrace && (near || running) {
		add(Reason{Code: Offline, Level: Limited, At: u.Contact.Seen})
	}
	if d := u.Contact.Drift; d > DriftLimit || d < -DriftLimit {
		add(Reason{Code: Clock, Level: Limited, Drift: d})
	}
	if n := u.Waiting(); n > 0 && !u.Contact.Online {
		add(Reason{Code: Waiting, Level: Ready, Have: n})
	}
	slices.SortFunc(rs, func(a, b Reason) int { // a map gave some of them in no order
		if a.Code < b.Code {
			return -1
		}
		return 1
	})
	return rs
}
