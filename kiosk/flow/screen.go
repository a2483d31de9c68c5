package flow

import (
	"poploket/kiosk"
)

// screen is what a state shows.
func (e *Engine) screen(s State) kiosk.Screen {
	switch {
	case s.over:
		return e.goodbye(s)
	case s.left > 0:
		return e.idle(s)
	}
	var sc kiosk.Screen
	switch s.at.kind {
	case atServices:
		sc = e.services(s)
	case atTopic:
		sc = e.topic(s)
	case atPrivacy:
		sc = e.privacy(s)
	case atIdentify:
		sc = e.identify(s)
	case atQuestion:
		sc = e.question(s)
	case atCheck:
		sc = e.check(s)
	case atBusy:
		return e.busyScreen(s)
	case atConfirm:
		sc = e.confirm(s)
	case atHelp:
		sc = e.help(s)
	case atLanguage:
		sc = e.languageScreen(s)
	case atReadability:
		sc = e.readability(s)
	case atExplain:
		sc = e.explain(s)
	case atStopping:
		sc = e.stopping(s)
	default:
		sc = e.welcome(s)
	}
	return e.window(s, sc)
}

// base is a screen with what every screen has.
func (e *Engine) base(s State, id string, kind kiosk.ScreenKind, heading string) kiosk.Screen {
	return kiosk.Screen{ID: id, Kind: kind, Look: s.look, Sign: e.sign(s), Heading: heading, Words: e.drawn(s), Wait: s.wait()}
}

// window adds sign and counter: tools, back, help, stop.
func (e *Engine) window(s State, sc kiosk.Screen) kiosk.Screen {
	w := e.words(s)
	sc.Tools = e.tools(s)
	sc.Help = e.helpKey(s)
	if sc.Left == nil && len(s.trail) > 0 {
		sc.Left = &kiosk.Action{ID: idBack, Label: w.Say("key.back"), Icon: "back"}
	}
	if s.touched && s.at.kind != atStopping && !s.busy() {
		sc.Right = &kiosk.Action{ID: idStop, Label: w.Say("key.stop"), Icon: "stop"}
	}
	return sc
}

func (e *Engine) helpKey(s State) *kiosk.Action {
	return &kiosk.Action{ID: idHelp, Label: e.words(s).Say("key.help"), Icon: "person"}
}

func (e *Engine) sign(s State) kiosk.Sign {
	name := s.setting.Municipality.Name
	if s.look.Size == kiosk.SizeL || s.look.Size == kiosk.SizeXL {
		name = s.setting.Municipality.Short
	}
	place := s.setting.Stop.Venue
	if s.at.kind == atWelcome || !s.setting.HasStop {
		place = e.words(s).Say("sign.visit")
	}
	return kiosk.Sign{Name: name, Place: place}
}

func (e *Engine) drawn(s State) kiosk.Words {
	w := e.words(s)
	return kiosk.Words{Previous: w.Say("key.previous"), More: w.Say("key.more"), Page: w.Say("drawn.page"), Space: w.Say("drawn.space"),
		Erase: w.Say("drawn.erase"), Capital: w.Say("drawn.capital"), Marks: w.Say("drawn.marks"), Digits: w.Say("drawn.digits"), Next: w.Say("drawn.next"), Chosen: w.Say("spoken.chosen")}
}

// tools on the sign; the welcome screen has its languages in the window. A setting that lies over another screen is no
// place to open a third from.
func (e *Engine) tools(s State) (tools []kiosk.Action) {
	w := e.words(s)
	if !s.at.overlay() {
		if s.at.kind != atWelcome && len(e.languages(s)) > 1 {
			tools = append(tools, kiosk.Action{ID: idLanguage, Label: w.Say("tool.language"), Icon: "language"})
		}
		tools = append(tools, kiosk.Action{ID: idReadable, Label: w.Say("tool.readability"), Icon: "text-size"})
	}
	if !e.Silent {
		label, icon := w.Say("tool.speak"), "speak"
		if s.look.Voice {
			label, icon = w.Say("tool.mute"), "mute"
		}
		tools = append(tools, kiosk.Action{ID: idSpeak, Label: label, Icon: icon, On: s.look.Voice})
	}
	return tools
}

// lamp is the primary of a screen.
func lamp(id, label string) *kiosk.Action { return &kiosk.Action{ID: id, Label: label, Icon: "next"} }
