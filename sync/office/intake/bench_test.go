package intake_test

import (
	"crypto/rand"
	"path/filepath"
	"testing"
	"time"

	"poploket/kiosk/fact"
	"poploket/kiosk/journal"
	"poploket/sync/wire"
)

// BenchmarkBacklog is 10,000 facts of a unit that was away, from the first dial to the last receipt, with every part real.
func BenchmarkBacklog(b *testing.B) {
	const n = 10_000
	for b.Loop() {
		b.StopTimer()
		o := newOffice(b, "bus-1")
		opts, err := journal.System(filepath.Join(b.TempDir(), "journal.db"), "bus-1")
		if err != nil {
			b.Fatal(err)
		}
		j, err := journal.Open(b.Context(), opts)
		if err != nil {
			b.Fatal(err)
		}
		for range n / 100 {
			drafts := make([]fact.Draft, 100)
			for i := range drafts {
				if drafts[i], err = fact.New(rand.Reader, "resident", fact.HelpCalled{Screen: "welcome"}); err != nil {
					b.Fatal(err)
				}
			}
			if _, err := j.Append(b.Context(), drafts); err != nil {
				b.Fatal(err)
			}
		}
		u := &unit{t: b, identity: o.identity("bus-1"), journal: j, applied: make(chan wire.Document, 10)}
		b.StartTimer()
		begun := time.Now()
		u.start(o.address)
		u.receipted()
		b.ReportMetric(n/time.Since(begun).Seconds(), "facts/s")
		b.StopTimer()
		u.stop()
		o.down()
		j.Close()
		b.StartTimer()
	}
}
