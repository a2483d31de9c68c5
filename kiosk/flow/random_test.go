package flow_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"poploket/kiosk"
	"poploket/kiosk/flow"
)

// TestRandomWalk presses, types, scans and unplugs at random for 20,000 steps: nothing panics, every screen keeps the
// rules, and every screen has a way on. A failure names its seed.
func TestRandomWalk(t *testing.T) {
	const seed, steps = 20261124, 20_000
	e := engine(t)
	r := rand.New(rand.NewPCG(seed, 1))
	visited := map[string]int{}
	w := fresh(t, e, r)
	longest := 0
	for n := range steps {
		in := anything(r, w.screen)
		w.state, w.screen, w.effects = e.Step(w.state, in)
		visited[w.screen.ID]++
		if why := dead(w.screen); why != "" {
			t.Fatalf("seed %d, step %d, after %#v: %s", seed, n, in, why)
		}
		auditKeys(t, w.screen)
		if t.Failed() {
			t.Fatalf("seed %d, step %d, after %#v", seed, n, in)
		}
		if n%100 == 0 {
			longest = max(longest, len(fmt.Sprintf("%+v", w.state)))
		}
		if w.screen.Kind == kiosk.KindGoodbye {
			w = fresh(t, e, r)
		}
	}
	for _, id := range []string{"move.confirm", "passport.confirm", "driving-licence.confirm", "parking-permit.confirm", "special-assistance.confirm",
		"help", "language", "readability", "stopping", "idle", "goodbye", "closed", "move.name.explain"} {
		if visited[id] == 0 {
			t.Errorf("never came to %s", id)
		}
	}
	if longest > 20_000 {
		t.Errorf("a state grew to %d characters", longest)
	}
}

func fresh(t *testing.T, e *flow.Engine, r *rand.Rand) *walker {
	w := walk(t, e, anySetting(r), []string{"nl", "en"}[r.IntN(2)])
	w.seen = nil
	return w
}

func anySetting(r *rand.Rand) kiosk.Setting {
	set := setting()
	set.Online, set.Reader, set.Printer = r.IntN(2) == 0, r.IntN(4) > 0, r.IntN(3) > 0
	set.HasStop = r.IntN(12) > 0
	if r.IntN(6) == 0 {
		set.Municipality.Country = "BE"
	}
	return set
}

// anything is an input of any kind, most often one that the screen invites.
func anything(r *rand.Rand, s kiosk.Screen) kiosk.Input {
	switch n := r.IntN(100); {
	case n < 2:
		return kiosk.SettingChanged{Setting: anySetting(r)}
	case n < 3:
		return kiosk.Act{ID: []string{"", "next", "choice:x", "change:document", "service:none", "start:", "back", "copy", "wipe"}[r.IntN(9)]}
	case n < 4:
		return kiosk.Idle{}
	case n < 5:
		return kiosk.Misread{}
	case n < 8:
		return kiosk.Scanned{Document: document}
	case n < 14 && s.Kind == kiosk.KindIdle:
		return kiosk.Tick{}
	case n < 30 && s.Kind == kiosk.KindBusy || n == 9:
		return kiosk.Submitted{Reference: "KDE4T7P", StatusURL: "https://voorbeeld.example/", At: noonOf}
	case n == 10:
		return kiosk.SubmitFailed{}
	case n == 11:
		return kiosk.Received{Reference: "KDE4T7P"}
	case n == 12:
		return kiosk.Printed{Outcome: []kiosk.PrintOutcome{kiosk.PrintDone, kiosk.PrintFailed, kiosk.PrintUnknown}[r.IntN(3)]}
	case n < 45 && len(s.Fields) > 0:
		f := s.Fields[r.IntN(len(s.Fields))]
		v := sheet[f.ID]
		if r.IntN(8) == 0 {
			v = []string{"", "?", "31-02-2026", "\x00", "9999"}[r.IntN(5)]
		}
		return kiosk.Edit{Field: f.ID, Value: v}
	case n < 75 && s.Primary != nil:
		return kiosk.Act{ID: s.Primary.ID}
	}
	ids := keys(s)
	// A visitor seldom stops: else no walk comes far.
	if r.IntN(4) > 0 {
		ids = slices.DeleteFunc(ids, func(id string) bool { return id == "stop" || id == "wipe" || id == "back" })
	}
	if len(ids) == 0 {
		return kiosk.Tick{}
	}
	return kiosk.Act{ID: ids[r.IntN(len(ids))]}
}

// dead says why a screen leads nowhere.
func dead(s kiosk.Screen) string {
	if s.Kind == kiosk.KindGoodbye {
		return ""
	}
	if s.Help == nil {
		return s.ID + " has no help"
	}
	if s.Kind == kiosk.KindBusy || s.ID == "closed" {
		return ""
	}
	if s.Primary == nil && len(s.More) == 0 && len(s.Tiles) == 0 {
		return s.ID + " has no way on"
	}
	if s.Wait == 0 && s.Right != nil {
		return s.ID + " stands for ever"
	}
	if len(s.Choices) == 0 && len(s.Fields) == 0 && s.Kind == kiosk.KindQuestion {
		return s.ID + " asks nothing"
	}
	return ""
}
