package replica_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"poploket/kiosk/fact"
	"poploket/sync/replica"
)

var (
	schedules = flag.Int("schedules", 600, "how many schedules the simulation plays")
	seed      = flag.Uint64("seed", 0, "play this one schedule only")
)

// TestSchedules plays seeded schedules of loss, repetition, disorder and crashes, then lets the network heal, and checks that
// what was receipted is stored, nothing is doubled, and both ends agree. A failing seed plays again with -seed N.
func TestSchedules(t *testing.T) {
	seen := map[string]int{}
	if *seed != 0 {
		if err := play(*seed, seen); err != nil {
			t.Fatal(err)
		}
		return
	}
	for s := uint64(1); s <= uint64(*schedules); s++ {
		if err := play(s, seen); err != nil {
			t.Fatalf("seed %d: %v", s, err)
		}
	}
	// Every path of repair must really have been walked.
	for _, what := range []string{"sent again", "duplicate dropped", "gap asked for", "gap repaired", "window full", "old receipt", "message doubled", "watchdog hung up",
		"dial failed", "store failed", "unit crashed between effects", "office crashed before commit", "office crashed after commit",
		"half-open connection", "connection cut", "office restored", "unit restored", "told office-behind", "told office-ahead", "told forked",
		"turned to another epoch", "split epoch left behind"} {
		if seen[what] == 0 {
			t.Errorf("no schedule saw: %s", what)
		}
	}
	t.Log(seen)
}

// draw is the weather of one schedule: some faults are absent, some rare, some heavy.
func draw(rng *rand.Rand) faults {
	level := func(rare, heavy float64) float64 { return []float64{0, rare, heavy}[rng.IntN(3)] }
	f := faults{
		drop: level(0.01, 0.2), double: level(0.02, 0.3), late: level(0.05, 0.5), unproven: level(0, 0.3),
		cut: level(0.02, 0.2), half: level(0.01, 0.05), unitCrash: level(0.01, 0.05), officeCrash: level(0.01, 0.1),
		crashMid: level(0.001, 0.02), failStore: level(0.01, 0.2), dialFail: level(0.1, 0.5),
	}
	switch rng.IntN(8) {
	case 0:
		f.officeRestore = 1
	case 1:
		f.unitRestore = 1
	}
	return f
}

const weather = 3 * time.Minute // of faults, before it clears up

func play(seed uint64, seen map[string]int) error {
	rng := rand.New(rand.NewPCG(seed, 1))
	w := &world{rng: rng, faults: draw(rng), seen: seen, told: map[replica.Trouble]int{}, split: map[uint64]bool{}, store: map[uint64][]fact.Entry{}}
	w.begin()
	w.boot()
	for range 30 {
		n := 1 + rng.IntN(40)
		w.at(time.Duration(rng.Int64N(int64(weather))), func() { w.append(n) })
	}
	for s := time.Second; s < weather; s += time.Second {
		w.at(s, w.storm)
	}
	restored := time.Duration(rng.Int64N(int64(weather)))
	if w.faults.officeRestore > 0 {
		w.at(restored, w.restoreOffice)
	}
	if w.faults.unitRestore > 0 {
		w.at(restored, w.restoreUnit)
	}
	if err := w.run(weather); err != nil {
		return err
	}
	w.faults = faults{}
	if w.conn != nil {
		w.conn.half = false
	}
	w.boot()
	if rng.IntN(2) == 0 {
		w.append(1)
	}
	if err := w.run(weather + 5*time.Minute); err != nil {
		return err
	}
	for trouble, n := range w.told {
		seen["told "+string(trouble)] += n
	}
	return w.agree()
}

// storm is one second of bad luck.
func (w *world) storm() {
	switch {
	case w.chance(w.faults.cut) && w.conn != nil:
		w.saw("connection cut")
		w.cut(w.conn)
	case w.chance(w.faults.half) && w.conn != nil:
		w.saw("half-open connection")
		w.conn.half = true
	case w.chance(w.faults.unitCrash):
		w.crashUnit()
	case w.chance(w.faults.officeCrash):
		w.crashOffice()
	}
}

// restoreOffice brings back an old backup of the office.
func (w *world) restoreOffice() {
	for _, b := range w.journal {
		if stored := w.store[b.epoch]; len(stored) > 0 {
			w.saw("office restored")
			w.store[b.epoch] = slices.Clone(stored[:w.rng.IntN(len(stored))])
			w.lostStore = true
		}
	}
	w.crashOffice()
}

// restoreUnit brings back an old backup of the unit under its old epoch, which nothing noticed.
func (w *world) restoreUnit() {
	if b := w.head(); len(b.facts) > 0 {
		w.saw("unit restored")
		w.restored = true
		w.crashUnit()
		b.facts = append(b.facts[:0:0], b.facts[:w.rng.IntN(len(b.facts))]...)
		b.receipted = min(b.receipted, b.last())
	}
}

// agree checks that both ends have the same, and that the unit knows it. An epoch in which they contradict each other is
// for people; it must not have held up the one after it.
func (w *world) agree() error {
	if w.split[w.head().epoch] {
		return errors.New("after the storm: facts are still written to an epoch that is stopped")
	}
	if !w.restored && len(w.journal) > 1 {
		return errors.New("after the storm: an epoch began for no reason")
	}
	for _, b := range w.journal {
		if w.split[b.epoch] {
			w.saw("split epoch left behind")
			continue
		}
		stored := w.store[b.epoch]
		if len(stored) != len(b.facts) {
			return fmt.Errorf("after the storm: stored %d of %d facts", len(stored), len(b.facts))
		}
		for i := range stored {
			if !bytes.Equal(stored[i].Fact, b.facts[i].Fact) {
				return fmt.Errorf("after the storm: fact %d differs", i+1)
			}
		}
		if b.receipted != b.last() {
			return fmt.Errorf("after the storm: receipted through %d of %d", b.receipted, b.last())
		}
	}
	return nil
}
