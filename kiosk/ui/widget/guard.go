package widget

import "time"

// Guard keeps taps that were not meant: those in the moment after a screen changed, and the second half of a double tap
// (EN 301 549 5.8). The zero durations let everything through.
//
// It also knows the key under the finger while everything is drawn anew.
type Guard struct {
	Now    func() time.Time
	Settle time.Duration // after a change of screen nothing is taken
	Repeat time.Duration // the same key again within this is not taken

	Hold time.Duration // a key looks pressed only when the finger stays on it: every painting delays the answer

	changed, tapped time.Time
	last            string
	held            string
	drawing         uint64
}

// NewGuard has the look's times: 300 ms, 500 ms and 50 ms.
func NewGuard() *Guard {
	return &Guard{Now: time.Now, Settle: 300 * time.Millisecond, Repeat: 500 * time.Millisecond, Hold: 50 * time.Millisecond}
}

// Changed says that another screen is shown now.
func (g *Guard) Changed() { g.changed, g.held = g.Now(), "" }

// Drawn says that everything was drawn anew: what was drawn before is not on the glass any more.
func (g *Guard) Drawn() { g.drawing++ }

// Allow says whether a tap on the key named id counts. Keys that are meant to be tapped fast are free of Repeat.
func (g *Guard) Allow(id string, fast bool) bool {
	now := g.Now()
	if now.Sub(g.changed) < g.Settle {
		return false
	}
	if !fast && id == g.last && now.Sub(g.tapped) < g.Repeat {
		return false
	}
	g.last, g.tapped = id, now
	return true
}
