package flow

import (
	"strconv"
	"time"

	"poploket/kiosk"
	"poploket/kiosk/rules"
)

func dateOf(t time.Time) kiosk.Date { return rules.DateOf(t) }

// help promises nobody who isn't there: it says whom to look for, and whom to call.
func (e *Engine) help(s State) kiosk.Screen {
	w, m := e.words(s), s.setting.Municipality
	sc := e.base(s, "help", kiosk.KindNotice, w.Say("help.heading"))
	sc.Icon = "person"
	sc.Lead = []string{w.Say("help.here"), w.Say("help.phone", "phone", m.Phone)}
	if m.Hours != "" {
		sc.Lead = append(sc.Lead, w.Say("help.hours", "hours", m.Hours))
	}
	if s.setting.HasNext {
		sc.Lead = append(sc.Lead, e.again(s))
	}
	sc.Primary = lamp(idNext, w.Say("help.resume"))
	return sc
}

func (e *Engine) languageScreen(s State) kiosk.Screen {
	w := e.words(s)
	sc := e.base(s, "language", kiosk.KindSettings, w.Say("language.heading"))
	sc.Languages = e.languages(s)
	sc.Primary = lamp(idNext, w.Say("settings.done"))
	return sc
}

// readability is how one wants to read. What is chosen is seen at once.
func (e *Engine) readability(s State) kiosk.Screen {
	w := e.words(s)
	sc := e.base(s, "readability", kiosk.KindSettings, w.Say("readability.heading"))
	choice := func(id, label string, on bool) kiosk.Choice { return kiosk.Choice{ID: id, Label: label, Chosen: on} }
	size := kiosk.Group{Title: w.Say("readability.size")}
	for _, z := range []kiosk.TextSize{kiosk.SizeS, kiosk.SizeM, kiosk.SizeL, kiosk.SizeXL} {
		size.Choices = append(size.Choices, choice(prefixSize+string(z), w.Say("size."+string(z)), s.look.Size == z))
	}
	mode := kiosk.Group{Title: w.Say("readability.mode")}
	for _, m := range []kiosk.ColorMode{kiosk.ModeDay, kiosk.ModeWhite, kiosk.ModeBlack, kiosk.ModeDusk} {
		mode.Choices = append(mode.Choices, choice(prefixMode+string(m), w.Say("mode."+string(m)), s.look.Mode == m))
	}
	reach := kiosk.Group{Title: w.Say("readability.reach"), Choices: []kiosk.Choice{
		choice(prefixReach+"normal", w.Say("reach.normal"), !s.look.LowReach),
		choice(prefixReach+"low", w.Say("reach.low"), s.look.LowReach),
	}}
	sc.Groups = []kiosk.Group{size, mode, reach}
	sc.Primary = lamp(idNext, w.Say("settings.done"))
	return sc
}

// stopping asks once before answers are wiped.
func (e *Engine) stopping(s State) kiosk.Screen {
	w := e.words(s)
	sc := e.base(s, "stopping", kiosk.KindNotice, w.Say("stopping.heading"))
	sc.Lead = []string{w.Say("stopping.lead")}
	sc.Primary = lamp(idNext, w.Say("stopping.no"))
	sc.More = []kiosk.Action{{ID: idWipe, Label: w.Say("stopping.yes"), Icon: "stop"}}
	return sc
}

// idle asks whether somebody is there; one touch is enough to go on.
func (e *Engine) idle(s State) kiosk.Screen {
	w := e.words(s)
	sc := e.base(s, "idle", kiosk.KindIdle, w.Say("idle.heading"))
	sc.Wait = 0
	sc.Countdown = s.left
	sc.Lead = []string{w.Say("idle.lead", "n", strconv.Itoa(int(s.left/time.Second)))}
	sc.Primary = &kiosk.Action{ID: idStay, Label: w.Say("idle.stay"), Icon: "check"}
	sc.More = []kiosk.Action{{ID: idWipe, Label: w.Say("idle.wipe"), Icon: "stop"}}
	sc.Help = e.helpKey(s)
	return sc
}

func (e *Engine) goodbye(s State) kiosk.Screen {
	w := e.words(s)
	sc := e.base(s, "goodbye", kiosk.KindGoodbye, w.Say("goodbye.heading"))
	sc.Lead = []string{w.Say("goodbye.lead")}
	sc.Wait = 0
	return sc
}
