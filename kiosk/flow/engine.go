// Package flow is the pure visit engine: a state and an input give the next state, the screen to show and what is asked
// of the world. It keeps nothing, starts nothing and knows no clock: time comes with the setting.
package flow

import (
	"poploket/kiosk"
	"poploket/kiosk/catalog"
	"poploket/kiosk/i18n"
)

// Engine is what a visit is made of besides its state.
type Engine struct {
	Catalog *catalog.Catalog
	Texts   *i18n.Texts
	Silent  bool // the unit can't read aloud; the tool isn't offered
}

// State is where a visit stands. It is a plain value: a copy is a visit of its own.
type State struct {
	setting kiosk.Setting
	look    kiosk.Look
}

// Start is the state and screen of a visit that nobody has begun.
func (e *Engine) Start(set kiosk.Setting, look kiosk.Look) (State, kiosk.Screen) {
	s := State{setting: set, look: look}
	return s, e.screen(s)
}

// Step is what an input does to a visit. An input that does not belong to the screen that is shown changes nothing.
func (e *Engine) Step(s State, in kiosk.Input) (State, kiosk.Screen, []kiosk.Effect) {
	if in, ok := in.(kiosk.SettingChanged); ok {
		s.setting = in.Setting
	}
	return s, e.screen(s), nil
}

func (e *Engine) screen(s State) kiosk.Screen {
	w := e.Texts.In(s.look.Language)
	return kiosk.Screen{ID: "welcome", Kind: kiosk.KindWelcome, Look: s.look, Heading: w.Say("welcome.heading")}
}
