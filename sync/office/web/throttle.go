package web

import (
	"sync"
	"time"
)

// throttle makes who fails wait, longer each time. It lives in memory: its bound keeps a flood of names from growing it,
// and a restart forgives everybody once.
type throttle struct {
	mu   sync.Mutex
	fail map[string]failures
}

type failures struct {
	n     int
	until time.Time // nobody may try before
	last  time.Time
}

const (
	maxKeys     = 20_000
	longestWait = 15 * time.Minute
	forgetAfter = time.Hour
)

func newThrottle() *throttle { return &throttle{fail: map[string]failures{}} }

// limit is how many failures of a key are free.
type limit struct {
	key  string
	free int
}

// wait is how long the strictest of the limits asks to wait; 0 for none.
func (t *throttle) wait(now time.Time, limits ...limit) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	var wait time.Duration
	for _, l := range limits {
		wait = max(wait, t.fail[l.key].until.Sub(now))
	}
	return wait
}

// failed counts one failure for each limit. Beyond the free ones, the wait doubles from one second.
func (t *throttle) failed(now time.Time, limits ...limit) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.fail)+len(limits) > maxKeys {
		t.sweep(now)
	}
	for _, l := range limits {
		f := t.fail[l.key]
		if now.Sub(f.last) > forgetAfter {
			f = failures{}
		}
		f.n++
		f.last = now
		if over := f.n - l.free; over > 0 {
			f.until = now.Add(min(longestWait, time.Second<<min(over-1, 20)))
		}
		t.fail[l.key] = f
	}
}

// passed forgets the failures of a key.
func (t *throttle) passed(keys ...string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, k := range keys {
		delete(t.fail, k)
	}
}

// sweep drops what is old; when a flood filled the table with fresh keys, those that wait stay and the rest goes.
func (t *throttle) sweep(now time.Time) {
	for k, f := range t.fail {
		if now.Sub(f.last) > forgetAfter {
			delete(t.fail, k)
		}
	}
	if len(t.fail) < maxKeys*3/4 {
		return
	}
	for k, f := range t.fail {
		if !now.Before(f.until) {
			delete(t.fail, k)
		}
	}
	if len(t.fail) >= maxKeys {
		clear(t.fail)
	}
}
