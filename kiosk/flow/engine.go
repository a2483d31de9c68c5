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

// Start is the state and screen of a visit that nobody has begun.
func (e *Engine) Start(set kiosk.Setting, look kiosk.Look) (State, kiosk.Screen) {
	s := State{setting: set, look: look, at: place{kind: atWelcome}}
	return s, e.screen(s)
}

// Step is what an input does to a visit. An input that does not belong to the screen that is shown changes nothing.
func (e *Engine) Step(s State, in kiosk.Input) (State, kiosk.Screen, []kiosk.Effect) {
	if s.over {
		return s, e.screen(s), nil
	}
	was := s.reading()
	next, effects := e.step(s, in)
	if on := next.reading(); on != was {
		effects = append([]kiosk.Effect{kiosk.UseReader{On: on, NationalNumber: on && e.takesNationalNumber(next)}}, effects...)
	}
	return next, e.screen(next), effects
}

// reading reports whether the reader is to be on.
func (s State) reading() bool { return s.at.kind == atIdentify && s.setting.Reader }

func (e *Engine) takesNationalNumber(s State) bool {
	_, a := e.doing(s)
	return a != nil && a.Document != nil && a.Document.NationalNumber
}

// doing is the service and action of the visit, nil before one was chosen.
func (e *Engine) doing(s State) (*catalog.Service, *catalog.Action) {
	sv := e.Catalog.Service(s.service)
	if sv == nil {
		return nil, nil
	}
	return sv, sv.Action(s.action)
}

func (e *Engine) step(s State, in kiosk.Input) (State, []kiosk.Effect) {
	switch in := in.(type) {
	case kiosk.SettingChanged:
		s.setting = in.Setting
	case kiosk.Act:
		return e.act(s, in.ID)
	case kiosk.Edit:
		return e.edit(s, in), nil
	case kiosk.Scanned:
		return e.scan(s, in.Document), nil
	case kiosk.Misread:
		if s.at.kind == atIdentify {
			s.misread++
			s.touched, s.left = true, 0
		}
	case kiosk.Submitted:
		return e.submitted(s, in)
	case kiosk.SubmitFailed:
		if s.busy() {
			s.failed, s.at, s.trail = true, s.checkPlace(), s.beforeBusy()
		}
	case kiosk.Received:
		if s.sent != nil && s.sent.Reference == in.Reference {
			s.received = true
		}
	case kiosk.Printed:
		s.paper = s.paper.after(in)
	case kiosk.Idle:
		if s.wait() > 0 && s.left == 0 {
			s.left = countdown
		}
	case kiosk.Tick:
		if s.left > 0 {
			if s.left -= tick; s.left <= 0 {
				return e.end(s, kiosk.EndIdle)
			}
		}
	}
	return s, nil
}

// end forgets everything and asks for the visit's end.
func (e *Engine) end(s State, why kiosk.EndReason) (State, []kiosk.Effect) {
	return s.wiped(), []kiosk.Effect{kiosk.End{Reason: why}}
}
