package fleet

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"poploket/cmd/internal/touch"
	"poploket/kiosk/core"
)

// Paint is what a face has put on the display.
type Paint struct{ core.Paint }

// Has reports whether an action can be touched.
func (p Paint) Has(id string) bool { _, ok := p.target(id); return ok }

// Resident is somebody at the unit's screen: a finger that touches what the face says it has painted, and eyes that wait
// for a screen.
type Resident struct {
	Screen *touch.Display

	mu      sync.Mutex
	paint   Paint
	changed chan struct{} // closed at every paint
	since   time.Time     // when this screen came
	last    string        // what was touched last,
	answer  time.Time     // and when the screen answered
	tapped  time.Time
}

// newResident watches the faces of the core on socket until ctx ends.
func newResident(ctx context.Context, socket string, screen *touch.Display) *Resident {
	r := &Resident{Screen: screen, changed: make(chan struct{})}
	c := core.NewClient(socket, core.Hello{Role: core.RoleObserver})
	go c.Serve(ctx, time.Hour)
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case e := <-c.Events():
				if p, ok := e.(core.Painted); ok {
					r.mu.Lock()
					if p.Paint.Screen != r.paint.Screen || p.Paint.PID != r.paint.PID {
						r.since = time.Now()
					}
					r.paint = Paint{p.Paint}
					close(r.changed)
					r.changed = make(chan struct{})
					r.mu.Unlock()
				}
			}
		}
	}()
	return r
}

// Paint is what is on the screen.
func (r *Resident) Paint() Paint {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.paint
}

// errNotShown is returned when a screen did not come.
var errNotShown = errors.New("not shown in time")

// Until waits for a paint that fits.
func (r *Resident) Until(ctx context.Context, what string, within time.Duration, fits func(Paint) bool) (Paint, error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	for {
		r.mu.Lock()
		p, changed := r.paint, r.changed
		r.mu.Unlock()
		if fits(p) {
			return p, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return p, fmt.Errorf("waiting for %s: %w; the screen is %q with %s", what, errNotShown, p.Screen, p.names())
		}
	}
}

// See waits for a screen by its id.
func (r *Resident) See(ctx context.Context, id string) (Paint, error) {
	return r.Until(ctx, "screen "+id, screenWithin, func(p Paint) bool { return p.Screen == id })
}

// screenWithin is how long a screen may take on a machine that does other things too.
const screenWithin = 30 * time.Second

// settle is how long a face ignores touches after a new screen, so that a second tap does not go through.
const settle = 320 * time.Millisecond

// repeat is how long it ignores a second touch of the same key, but those of the keyboard.
const repeat = 520 * time.Millisecond

// Tap touches an action by its id and waits until something else is painted.
func (r *Resident) Tap(ctx context.Context, id string) (Paint, error) {
	before := r.Paint()
	t, ok := before.target(id)
	if !ok {
		return before, fmt.Errorf("screen %q has no %q; it has %s", before.Screen, id, before.names())
	}
	r.mu.Lock()
	ready := r.since.Add(settle)
	if id == r.last && !strings.HasPrefix(id, "key:") { // the face counts from the touch, which was before either
		ready = latest(r.since, r.answer).Add(repeat)
	}
	r.last = id
	r.mu.Unlock()
	if err := r.wait(ctx, time.Until(ready)); err != nil {
		return before, err
	}
	r.mu.Lock()
	r.tapped = time.Now()
	r.mu.Unlock()
	if err := r.Screen.Tap(t.X+t.W/2, t.Y+t.H/2); err != nil {
		return before, err
	}
	p, err := r.Until(ctx, "an answer to "+id, screenWithin, func(p Paint) bool { return p.Count != before.Count || p.PID != before.PID })
	r.mu.Lock()
	r.answer = time.Now()
	r.mu.Unlock()
	return p, err
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// Tapped is when the screen was last touched.
func (r *Resident) Tapped() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.tapped
}

// Type taps the keys of the on-screen keyboard, one after the other.
func (r *Resident) Type(ctx context.Context, text string) error {
	for _, c := range strings.ToLower(text) {
		if _, err := r.Tap(ctx, "key:"+string(c)); err != nil {
			return err
		}
	}
	return nil
}

func (r *Resident) wait(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

func (p Paint) target(id string) (core.Target, bool) {
	for _, t := range p.Targets {
		if t.ID == id {
			return t, true
		}
	}
	return core.Target{}, false
}

func (p Paint) names() string {
	var ids []string
	for _, t := range p.Targets {
		ids = append(ids, t.ID)
	}
	return strings.Join(ids, " ")
}
