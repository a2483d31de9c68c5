// Package visit is one resident's visit in a face: it feeds the pure flow with touches, documents, time and results,
// does what the flow asks of the world, and ends. It is the sole owner of personal data in memory; nothing of it
// outlives the process, and the process ends with the visit.
package visit

import (
	"context"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"poploket/kiosk"
	"poploket/kiosk/core"
	"poploket/kiosk/fact"
	"poploket/kiosk/flow"
)

// Core is what a visit asks of the unit's core.
type Core interface {
	Reference(ctx context.Context) (kiosk.Reference, error)
	Append(ctx context.Context, drafts []fact.Draft) ([]core.Kept, error)
	Print(ctx context.Context, subject, paper []byte, isCopy bool, number int) (core.PrintResult, error)
	UseReader(ctx context.Context, u kiosk.UseReader) error
	Ended(ctx context.Context, reason kiosk.EndReason) error
}

// Voice reads a screen aloud; every new screen or action stops what is being said.
type Voice interface {
	Say(screen kiosk.Screen)
	Stop()
}

// Options is what a visit is made of.
type Options struct {
	Core    Core
	Engine  *flow.Engine
	Welcome func() core.Welcome // what the core last said of the unit
	Setting kiosk.Setting
	Look    kiosk.Look
	Show    func(kiosk.Screen) // draws; must not wait, nor call the visit. Never called twice at once
	Voice   Voice              // nil when the unit has none
	Random  io.Reader
	Now     func() time.Time
	// Failed hears what went wrong around the visit, for the log. It never holds personal data.
	Failed func(error)
}

// Visit is one visit.
type Visit struct {
	Options
	inputs  chan kiosk.Input
	results chan kiosk.Input
	effects chan []kiosk.Effect  // of touches that were taken
	reader  chan kiosk.UseReader // the newest wish, until the core was told
	timer   *time.Timer
	running atomic.Bool
	touched atomic.Bool
	ended   bool

	stepping sync.Mutex // of state, screen and Setting
	state    flow.State
	screen   kiosk.Screen

	mu      sync.Mutex
	attempt *attempt // a request that is not known to be durable
	sent    *sent    // the request that is, for its papers
}

// New makes a visit; Run runs it.
func New(o Options) *Visit {
	return &Visit{Options: o, inputs: make(chan kiosk.Input, 64), results: make(chan kiosk.Input, 8), effects: make(chan []kiosk.Effect, 8), reader: make(chan kiosk.UseReader, 1)}
}

// Input hands the visit a touch, a document or news. It drops input that comes faster than a person can mean it.
func (v *Visit) Input(in kiosk.Input) {
	select {
	case v.inputs <- in:
	default:
	}
}

// Take is Input for the goroutine that draws: the answer has been shown when it returns. What the answer asks of the world
// is done by Run.
func (v *Visit) Take(in kiosk.Input) {
	if !v.running.Load() {
		v.Input(in)
		return
	}
	if effects := v.step(in); len(effects) > 0 {
		v.effects <- effects
	}
}

// Run shows the welcome screen and goes on until the visit ends or ctx does.
func (v *Visit) Run(ctx context.Context) error {
	v.timer = time.NewTimer(time.Hour)
	defer v.timer.Stop()
	reading, leave := context.WithCancel(ctx)
	defer leave()
	go v.switchReader(reading)
	v.start()
	defer v.running.Store(false)
	for !v.ended {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case in := <-v.inputs:
			v.do(ctx, v.step(in))
		case in := <-v.results:
			v.do(ctx, v.step(in))
		case effects := <-v.effects:
			v.do(ctx, effects)
		case <-v.timer.C:
			v.do(ctx, v.step(nil))
		}
	}
	return nil
}

func (v *Visit) start() {
	v.stepping.Lock()
	defer v.stepping.Unlock()
	v.running.Store(true)
	v.Setting.Now = v.Now()
	v.state, v.screen = v.Engine.Start(v.Setting, v.Look)
	v.present(kiosk.Screen{}, true)
}

// Touched reports whether somebody has begun this visit. Until then it may be replaced by one with newer documents.
func (v *Visit) Touched() bool { return v.touched.Load() }

// elapsed is what the passing of the timer means on the screen of this moment.
func (v *Visit) elapsed() kiosk.Input {
	if v.screen.Countdown > 0 {
		return kiosk.Tick{}
	}
	return kiosk.Idle{}
}

// step tells the flow the time, then what happened; nil is the passing of the time. It answers what the flow asks.
func (v *Visit) step(in kiosk.Input) []kiosk.Effect {
	v.stepping.Lock()
	defer v.stepping.Unlock()
	if in == nil {
		in = v.elapsed()
	}
	changed, isSetting := in.(kiosk.SettingChanged)
	if isSetting {
		v.Setting = changed.Setting
	}
	v.Setting.Now = v.Now()
	before := v.screen
	var effects, more []kiosk.Effect
	v.state, v.screen, effects = v.Engine.Step(v.state, kiosk.SettingChanged{Setting: v.Setting})
	if !isSetting {
		v.state, v.screen, more = v.Engine.Step(v.state, in)
		effects = append(effects, more...)
	}
	byHand := touched(in)
	if byHand {
		v.touched.Store(true)
	}
	v.present(before, byHand)
	return effects
}

// touched reports whether somebody is there.
func touched(in kiosk.Input) bool {
	switch in.(type) {
	case kiosk.Act, kiosk.Edit, kiosk.Scanned, kiosk.Misread:
		return true
	}
	return false
}

// present draws and speaks the screen and starts the time it may stand untouched. News from the unit does not make it
// start again.
func (v *Visit) present(before kiosk.Screen, touched bool) {
	v.Show(v.screen)
	fresh := v.screen.ID != before.ID
	if v.Voice != nil {
		if touched || fresh {
			v.Voice.Stop()
		}
		if v.screen.Look.Voice && (fresh || !before.Look.Voice) {
			v.Voice.Say(v.screen)
		}
	}
	switch {
	case v.screen.Countdown > 0:
		v.timer.Reset(time.Second)
	case v.screen.Wait == 0:
		v.timer.Stop()
	case touched || fresh:
		v.timer.Reset(v.screen.Wait)
	}
}
