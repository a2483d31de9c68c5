package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"poploket/cmd/internal/fleet"
	"poploket/cmd/internal/touch"
	"poploket/kiosk"
	"poploket/kiosk/core"
)

// A case of uiTaps is tapped uiBlocks times uiBlockTaps times on each side, by turns.
const (
	uiBlocks    = 5
	uiBlockTaps = 14
)

// uiPause is the time between two taps on one side: a face takes the same key once within 500 ms, and none within 300 ms
// of a new screen.
const uiPause = 520 * time.Millisecond

// swap is two screens and the keys that lead from one to the other.
type swap struct {
	name    string
	way     fleet.Script // to the first screen, for the fleet's resident
	inputs  []kiosk.Input
	there   string
	back    string
	screens [2]kiosk.Screen
	scene   string
}

// swaps are the changes of screen that are measured: a whole other screen, the same in other words, and a choice.
func swaps(ctx context.Context, f *fleet.Fleet, s *stage) ([]*swap, error) {
	someone := kiosk.Document{Kind: "TD3", Issuer: "NLD", Number: "SPECI2021", Surname: "De Bruijn", GivenNames: "Willeke Liselotte",
		BirthDate: kiosk.Date{Year: 1965, Month: 3, Day: 10}, ExpiryDate: kiosk.Date{Year: 2031, Month: 8, Day: 2}}
	act := func(ids ...string) (all []kiosk.Input) {
		for _, id := range ids {
			all = append(all, kiosk.Act{ID: id})
		}
		return all
	}
	all := []*swap{
		{name: "screen", there: "services", back: "back"},
		{name: "language", there: "language:en", back: "language:nl"},
		{name: "choice", there: "choice:partner", back: "choice:partner",
			way:    "tap service:move\ntap start:declare\ntap next\ndevice present td3\nsee move.along",
			inputs: append(act("service:move", "start:declare", "next"), kiosk.Scanned{Document: someone})},
	}
	for _, c := range all {
		v, err := newVisitor(ctx, f)
		if err != nil {
			return nil, err
		}
		c.screens = [2]kiosk.Screen{v.does(c.inputs...), v.does(kiosk.Act{ID: c.there})}
		c.scene = filepath.Join(s.dir, c.name+".scene")
		if err := writeScene(c.scene, s.panel, c.screens); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// tapper touches one side and waits for the pixels of the other screen.
type tapper struct {
	name    string // of the side
	display *touch.Display
	at      func(there bool) (x, y int, err error)
	patch   patch
	want    [2][]byte
	there   bool
	last    time.Time
}

// tap touches and gives the ms from the press to the pixels.
func (t *tapper) tap(ctx context.Context) (float64, error) {
	x, y, err := t.at(!t.there)
	if err != nil {
		return 0, err
	}
	if err := rest(ctx, time.Until(t.last.Add(uiPause))); err != nil {
		return 0, err
	}
	t.there = !t.there
	want := t.want[0]
	if t.there {
		want = t.want[1]
	}
	t.last = time.Now()
	if err := t.display.Tap(x, y); err != nil {
		return 0, err
	}
	if err := t.patch.await(ctx, t.display, want); err != nil {
		return 0, fmt.Errorf("on %s: %w", t.name, err)
	}
	return float64(time.Since(t.last).Microseconds()) / 1000, nil
}

// learn looks at both screens and picks the patch to watch.
func (t *tapper) learn(ctx context.Context) error {
	one, err := picture(ctx, t.display)
	if err != nil {
		return err
	}
	x, y, err := t.at(true)
	if err != nil {
		return err
	}
	if err := t.display.Tap(x, y); err != nil {
		return err
	}
	if _, _, err := t.at(false); err != nil {
		return err
	}
	two, err := another(ctx, t.display, one)
	if err != nil {
		return fmt.Errorf("touching %d,%d on %s: %w", x, y, t.name, err)
	}
	t.patch = patchWhereTheyDiffer(one, two)
	t.want = [2][]byte{t.patch.of(one), t.patch.of(two)}
	t.there, t.last = true, time.Now()
	_, err = t.tap(ctx)
	return err
}

// keyOf waits until the face has painted a key of the swap and says where it is.
func (c *swap) keyOf(ctx context.Context, f *fleet.Fleet) func(there bool) (x, y int, err error) {
	return func(there bool) (int, int, error) {
		id := c.back
		if there {
			id = c.there
		}
		p, err := f.Resident.Until(ctx, "key "+id, 5*time.Second, func(p fleet.Paint) bool { return p.Has(id) })
		if err != nil {
			return 0, 0, err
		}
		i := slices.IndexFunc(p.Targets, func(t core.Target) bool { return t.ID == id })
		t := p.Targets[i]
		return t.X + t.W/2, t.Y + t.H/2, nil
	}
}

// uiTaps is ui.tap_p95: from the press of a finger to the pixels of the next screen, as seen from outside.
func uiTaps(ctx context.Context, s *stage, f *fleet.Fleet) ([]Row, error) {
	var rows []Row
	for _, c := range s.swaps {
		row, err := uiTapCase(ctx, s, f, c)
		if err != nil {
			return nil, fmt.Errorf("tapping %s: %w", c.name, err)
		}
		rows = append(rows, row)
		tell(row)
	}
	return rows, nil
}

func uiTapCase(ctx context.Context, s *stage, f *fleet.Fleet, c *swap) (Row, error) {
	bare, err := s.showBare(ctx, c.scene)
	if err != nil {
		return Row{}, err
	}
	defer end(bare)
	if err := f.Run(ctx, c.way, nil); err != nil {
		return Row{}, err
	}
	ours := &tapper{name: "unit", display: s.ours, at: c.keyOf(ctx, f)}
	base := &tapper{name: "bare", display: s.bare, at: func(bool) (int, int, error) { return 40, 40, nil }}
	var a, b [][]float64
	for _, t := range []*tapper{ours, base} {
		if err := t.learn(ctx); err != nil {
			return Row{}, err
		}
	}
	for range uiBlocks {
		var x, y []float64
		for range uiBlockTaps {
			for _, turn := range []struct {
				t  *tapper
				to *[]float64
			}{{ours, &x}, {base, &y}} {
				ms, err := turn.t.tap(ctx)
				if err != nil {
					return Row{}, err
				}
				*turn.to = append(*turn.to, ms)
				if err := rest(ctx, uiPause/4); err != nil { // this side comes to rest before the other is touched
					return Row{}, err
				}
			}
		}
		a, b = append(a, x), append(b, y)
	}
	if len(c.way) > 0 {
		err = freshFace(ctx, f)
	}
	return blockRow("ui.tap_p95/"+c.name, "ms", "bare Fyne swapping the same objects", 0.95, 1.3, a, b), err
}

// freshFace presses Stop and waits for the next face.
func freshFace(ctx context.Context, f *fleet.Fleet) error {
	p, err := f.Resident.Tap(ctx, "stop")
	if err == nil && p.Has("wipe") {
		_, err = f.Resident.Tap(ctx, "wipe")
	}
	if err != nil {
		return err
	}
	_, err = f.Resident.Until(ctx, "a fresh face", 20*time.Second, func(now fleet.Paint) bool { return now.Screen == "welcome" })
	return err
}

// blockRow compares a quantile of both sides: that of each block, and of those the median, so that what else the machine
// does for a while does not decide. P95 and Median are of all samples.
func blockRow(id, unit, baselineName string, q, limit float64, ours, base [][]float64) Row {
	of := func(blocks [][]float64) (float64, float64) {
		var each []float64
		for _, b := range blocks {
			each = append(each, quantile(b, q))
		}
		return quantile(each, 0.5), (slices.Max(each) - slices.Min(each)) / quantile(each, 0.5)
	}
	value, spread := of(ours)
	baseline, _ := of(base)
	ratio := value / baseline
	met := ratio <= limit
	all := slices.Concat(ours...)
	return Row{ID: id, Unit: unit, Ours: value, Baseline: &baseline, BaselineName: baselineName, Ratio: &ratio,
		Limit: fmt.Sprintf("ratio <= %g", limit), Met: &met, Median: quantile(all, 0.5), P95: quantile(all, 0.95),
		Spread: spread, Samples: all, BaseSamples: slices.Concat(base...)}
}
