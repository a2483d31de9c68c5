package flow

import (
	"slices"
	"strings"
	"unicode/utf8"

	"poploket/kiosk"
	"poploket/kiosk/i18n"
)

// The names of actions that are not of a service.
const (
	idNext      = "next"
	idBack      = "back"
	idHelp      = "help"
	idStop      = "stop"
	idStay      = "stay"
	idWipe      = "wipe"
	idDone      = "done"
	idSend      = "send"
	idCopy      = "copy"
	idPaperOK   = "paper:ok"
	idWithout   = "without"
	idExplain   = "explain"
	idServices  = "services"
	idLanguage  = "language"
	idReadable  = "readability"
	idSpeak     = "speak"
	idPageBack  = "page:back"
	idPageMore  = "page:more"
	idScanAgain = "scan-again"

	prefixService  = "service:"
	prefixStart    = "start:"
	prefixChoice   = "choice:"
	prefixChange   = "change:"
	prefixLanguage = "language:"
	prefixSize     = "size:"
	prefixMode     = "mode:"
	prefixReach    = "reach:"
)

// act does what a key of the screen that is shown says.
func (e *Engine) act(s State, id string) (State, []kiosk.Effect) {
	if !offers(e.screen(s), id) {
		return s, nil
	}
	s.touched = true
	if s.left > 0 {
		s.left = 0
		if id == idStay {
			return s, nil
		}
	}
	switch id {
	case idBack:
		return e.goBack(s), nil
	case idHelp:
		if s.at.kind == atHelp {
			return s, nil
		}
		screen := e.helpScreen(s)
		return s.to(place{kind: atHelp}), []kiosk.Effect{kiosk.CallHelp{Screen: screen}}
	case idStop:
		if s.sent != nil || !s.entered() {
			return e.end(s, e.endReason(s, kiosk.EndStopped))
		}
		return s.to(place{kind: atStopping}), nil
	case idWipe:
		return e.end(s, e.endReason(s, kiosk.EndStopped))
	case idDone:
		return e.end(s, kiosk.EndDone)
	case idLanguage:
		return s.to(place{kind: atLanguage}), nil
	case idReadable:
		return s.to(place{kind: atReadability}), nil
	case idSpeak:
		s.look.Voice = !s.look.Voice
		return s, nil
	case idExplain:
		return s.to(place{kind: atExplain, question: s.at.question}), nil
	case idServices:
		s.page = 0
		return s.to(place{kind: atServices}), nil
	case idPageBack:
		s.page--
		return s, nil
	case idPageMore:
		s.page++
		return s, nil
	case idCopy:
		return e.print(s)
	case idPaperOK:
		s.paper.settled = true
		return s, nil
	case idNext, idWithout, idScanAgain, idSend:
		return e.goOn(s, id)
	}
	if before, after, ok := strings.Cut(id, ":"); ok {
		return e.choose(s, before+":", after), nil
	}
	s.focus = id // an error leads to its field
	return s, nil
}

// choose does what a key with an object says.
func (e *Engine) choose(s State, what, which string) State {
	switch what {
	case prefixService:
		sv := e.Catalog.Service(which)
		return s.begin(which, sv.Actions[0].ID).to(place{kind: atTopic})
	case prefixStart:
		if s.action != which {
			s = s.begin(s.service, which)
		}
		return e.first(s)
	case prefixChoice:
		return e.pick(s, which)
	case prefixChange:
		s.changing = true
		if which == "document" {
			return s.to(place{kind: atIdentify})
		}
		return s.to(place{kind: atQuestion, question: which})
	case prefixLanguage:
		s.look.Language, s.look.RTL = which, i18n.RTL(which)
		s.faults = nil // they were said in another language
	case prefixSize:
		s.look.Size = kiosk.TextSize(which)
	case prefixMode:
		s.look.Mode = kiosk.ColorMode(which)
	case prefixReach:
		s.look.LowReach = which == "low"
	}
	return s
}

// endReason is why the visit ends: who has sent something is done.
func (e *Engine) endReason(s State, why kiosk.EndReason) kiosk.EndReason {
	if s.sent != nil {
		return kiosk.EndDone
	}
	return why
}

// helpScreen names the screen on which help was called, for a fact that anybody may read: a sensitive service keeps its
// name.
func (e *Engine) helpScreen(s State) string {
	if sv, _ := e.doing(s); sv != nil && sv.Sensitive {
		return string(s.at.kind)
	}
	return e.screen(s).ID
}

// goBack keeps what was filled in when it is right.
func (e *Engine) goBack(s State) State {
	if s.at.kind == atQuestion {
		if tried, ok := e.commit(s); ok {
			s = tried
		}
	}
	return s.back()
}

// edit takes what is typed into a field of the question that is shown.
func (e *Engine) edit(s State, in kiosk.Edit) State {
	if s.at.kind != atQuestion || s.left > 0 || !utf8.ValidString(in.Value) {
		return s
	}
	_, a := e.doing(s)
	for _, f := range a.Question(s.at.question).Fields {
		if f.ID == in.Field && utf8.RuneCountInString(in.Value) <= f.Max {
			s.touched = true
			s.focus = f.ID
			return s.typed(f.ID, in.Value)
		}
	}
	return s
}

// offers reports whether a screen has a key with that id.
func offers(sc kiosk.Screen, id string) bool {
	has := func(a *kiosk.Action) bool { return a != nil && a.ID == id }
	for _, a := range []*kiosk.Action{sc.Primary, sc.Explain, sc.Left, sc.Help, sc.Right} {
		if has(a) {
			return true
		}
	}
	for _, list := range [][]kiosk.Action{sc.More, sc.Tools, sc.Languages} {
		if slices.ContainsFunc(list, func(a kiosk.Action) bool { return a.ID == id }) {
			return true
		}
	}
	choice := func(c kiosk.Choice) bool { return c.ID == id }
	return slices.ContainsFunc(sc.Tiles, func(t kiosk.Tile) bool { return t.ID == id }) ||
		slices.ContainsFunc(sc.Choices, choice) ||
		slices.ContainsFunc(sc.Rows, func(r kiosk.Row) bool { return r.Change.ID == id }) ||
		slices.ContainsFunc(sc.Groups, func(g kiosk.Group) bool { return slices.ContainsFunc(g.Choices, choice) }) ||
		slices.ContainsFunc(sc.Notices, func(n kiosk.Notice) bool { return has(n.Action) })
}
