package flow

import (
	"maps"
	"slices"
	"time"

	"poploket/kiosk"
	"poploket/kiosk/catalog"
)

// State is where a visit stands. It is a plain value: a copy is a visit of its own, and nothing that a State holds is
// ever changed in place.
type State struct {
	setting kiosk.Setting
	look    kiosk.Look
	touched bool // somebody was here: there is something to stop

	at    place
	trail []place       // where Back leads
	page  int           // of the services, from 0
	left  time.Duration // of the countdown; above zero it is the idle warning that shows
	over  bool

	service, action string
	answers         map[string]string // normal forms, by the name of the value
	draft           map[string]string // of the question that is shown, as typed
	faults          []fault
	focus           string // field
	changing        bool   // came from the check screen and goes back there

	scanned  bool
	document kiosk.Document // only the fields the action takes
	misread  int

	failed   bool // the unit could not keep the request
	sent     *kiosk.Submitted
	online   bool // when it was sent
	received bool
	paper    paper
}

// place is what is shown.
type place struct {
	kind     placeKind
	question string
}

type placeKind string

const (
	atWelcome     placeKind = "welcome"
	atServices    placeKind = "services"
	atTopic       placeKind = "topic"
	atPrivacy     placeKind = "privacy"
	atIdentify    placeKind = "identify"
	atQuestion    placeKind = "question"
	atCheck       placeKind = "check"
	atBusy        placeKind = "busy"
	atConfirm     placeKind = "confirm"
	atHelp        placeKind = "help"
	atLanguage    placeKind = "language"
	atReadability placeKind = "readability"
	atExplain     placeKind = "explain"
	atStopping    placeKind = "stopping"
)

// overlay reports whether a place lies over another one and changes nothing of the visit's way.
func (p place) overlay() bool {
	switch p.kind {
	case atHelp, atLanguage, atReadability, atExplain, atStopping:
		return true
	}
	return false
}

// fault is what is wrong with the answer of the question that is shown.
type fault struct {
	field string
	text  string
}

// paper is what is known of the receipt.
type paper struct {
	state   paperState
	reason  kiosk.PaperFault
	exists  bool // a receipt is on paper, perhaps: the next one is a copy
	settled bool // the resident said that it came out well
}

type paperState string

const (
	paperNone     paperState = "" // never asked for: no printer
	paperPrinting paperState = "printing"
	paperDone     paperState = "done"
	paperFailed   paperState = "failed"
	paperUnknown  paperState = "unknown"
)

// to goes to a place; Back leads here again.
func (s State) to(p place) State {
	s.trail = append(slices.Clip(s.trail), s.at)
	return s.jump(p)
}

// jump goes to a place without a way back to this one.
func (s State) jump(p place) State {
	if p.kind == atQuestion && !s.at.overlay() {
		s.draft, s.faults, s.focus = nil, nil, ""
	}
	s.at = p
	return s
}

// back goes to where the visit came from.
func (s State) back() State {
	if len(s.trail) == 0 {
		return s
	}
	last := s.trail[len(s.trail)-1]
	overlay := s.at.overlay()
	s.trail = slices.Clip(s.trail[:len(s.trail)-1])
	if !overlay {
		s.draft, s.faults, s.focus = nil, nil, ""
	}
	if last.kind == atCheck {
		s.changing = false
	}
	s.at = last
	return s
}

func (s State) answer(id, value string) State {
	m := maps.Clone(s.answers)
	if m == nil {
		m = map[string]string{}
	}
	m[id] = value
	s.answers = m
	return s
}

func (s State) typed(id, value string) State {
	m := maps.Clone(s.draft)
	if m == nil {
		m = map[string]string{}
	}
	m[id] = value
	s.draft = m
	return s
}

// value is what a field or choice holds at this moment: what was typed, or else the answer.
func (s State) value(id string) string {
	if v, ok := s.draft[id]; ok {
		return v
	}
	return s.answers[id]
}

// entered reports whether there is anything of a person to wipe.
func (s State) entered() bool {
	return len(s.answers) > 0 || len(s.draft) > 0 || s.scanned || s.sent != nil
}

// wiped is the state with everything forgotten that came from the visitor.
func (s State) wiped() State {
	return State{setting: s.setting, look: s.look, over: true}
}

// begin starts a service's action with nothing answered.
func (s State) begin(service, action string) State {
	s.service, s.action = service, action
	s.answers, s.draft, s.faults, s.focus, s.changing = nil, nil, nil, "", false
	s.scanned, s.document, s.misread, s.failed = false, kiosk.Document{}, 0, false
	return s
}

// facts are what conditions look at.
func (s State) facts() catalog.Facts {
	return catalog.Facts{Answers: s.answers, Country: s.setting.Municipality.Country, Online: s.setting.Online,
		Scanned: s.scanned, Printer: s.setting.Printer, Today: s.today()}
}
