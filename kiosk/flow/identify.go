package flow

import (
	"poploket/kiosk"
)

// privacy says what happens with data before anything is asked.
func (e *Engine) privacy(s State) kiosk.Screen {
	sv, a := e.doing(s)
	w, lang := e.words(s), s.look.Language
	sc := e.base(s, sv.ID+".privacy", kiosk.KindNotice, w.Say("privacy.heading"))
	sc.Icon = "lock"
	sc.Lead = []string{
		w.Say("privacy.purpose", "purpose", a.Privacy.Purpose.In(lang)),
		w.Say("privacy.basis", "basis", a.Privacy.Basis.In(lang)),
		w.Say("privacy.here"),
		a.Privacy.Keep.In(lang),
	}
	sc.Primary = lamp(idNext, w.Say("key.next"))
	return sc
}

// identify asks for the document; going on without it is always there.
func (e *Engine) identify(s State) kiosk.Screen {
	sv, _ := e.doing(s)
	w := e.words(s)
	sc := e.base(s, sv.ID+".identify", kiosk.KindIdentify, w.Say("identify.heading"))
	without := kiosk.Action{ID: idWithout, Label: w.Say("identify.without"), Icon: "next"}
	switch {
	case s.scanned:
		sc.Notices = []kiosk.Notice{{Mood: kiosk.MoodOK, Icon: "check", Title: w.Say("identify.read"), Lines: []string{w.Say("identify.take")}}}
		sc.Primary = lamp(idNext, w.Say("key.next"))
		sc.More = []kiosk.Action{{ID: idScanAgain, Label: w.Say("identify.again"), Icon: "redo"}, without}
	case !s.setting.Reader:
		sc.Notices = []kiosk.Notice{{Mood: kiosk.MoodLimit, Icon: "warning", Title: w.Say("identify.absent"), Lines: []string{w.Say("identify.absent.text")}}}
		sc.Primary = lamp(idWithout, w.Say("identify.without"))
	default:
		if s.misread == 0 { // else the box says how to lay it
			sc.Lead = []string{w.Say("identify.lead"), w.Say("identify.optional")}
		}
		sc.More = []kiosk.Action{without}
	}
	if s.misread > 0 && s.setting.Reader {
		n := kiosk.Notice{Mood: kiosk.MoodFault, Icon: "error", Title: w.Say("identify.misread"), Lines: []string{w.Say("identify.misread.text")}}
		if s.misread > 1 {
			n.Lines = append(n.Lines, w.Say("identify.misread.more"))
		}
		sc.Notices = append(sc.Notices, n)
	}
	return sc
}
