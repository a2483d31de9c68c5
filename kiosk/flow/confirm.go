package flow

import (
	"poploket/kiosk"
)

// busyScreen is a still sentence while the request becomes durable. Only help is possible.
func (e *Engine) busyScreen(s State) kiosk.Screen {
	sv, _ := e.doing(s)
	w := e.words(s)
	sc := e.base(s, sv.ID+".busy", kiosk.KindBusy, w.Say("busy.heading"))
	sc.Lead = []string{w.Say("busy.lead")}
	sc.Help = e.helpKey(s)
	return sc
}

// confirm says what was received, under which number, how it stands and what happens now.
func (e *Engine) confirm(s State) kiosk.Screen {
	sv, a := e.doing(s)
	w, lang := e.words(s), s.look.Language
	at := s.sent.At.In(s.zone())
	sc := e.base(s, sv.ID+".confirm", kiosk.KindConfirm, a.Done.In(lang))
	sc.Ticket = &kiosk.Ticket{Label: w.Say("ticket.label"), Reference: s.sent.Reference.Grouped(),
		Lines: []string{capital(w.Day(at)), w.Say("ticket.time", "time", w.Clock(at))}, QR: s.sent.StatusURL}
	sc.Notices = append(sc.Notices, e.stands(s))
	paperBox, more := e.paperBox(s)
	if paperBox != nil && paperBox.Mood == kiosk.MoodFault && len(e.codeLines(s)) > 0 { // without paper and telephone: to write down
		sc.Ticket.Lines = append(sc.Ticket.Lines, w.Say("ticket.code", "code", grouped(s.sent.Code)))
	}
	switch {
	case paperBox == nil:
	case more != nil: // a question stands first
		sc.Notices = append([]kiosk.Notice{*paperBox}, sc.Notices...)
	default:
		sc.Notices = append(sc.Notices, *paperBox)
	}
	sc.Notices = append(sc.Notices, e.notices(s, "confirm")...)
	sc.More = more
	sc.NumbersTitle = a.NextTitle.In(lang)
	sc.Numbers = e.nextLines(s)
	if a.Class == kiosk.ClassCapture {
		if s.paper.state == paperDone {
			sc.Numbers = append([]string{w.Say("confirm.take")}, sc.Numbers...)
		}
		sc.Numbers = append(sc.Numbers, w.Say("confirm.question", "phone", together(s.setting.Municipality.Phone)))
	}
	sc.Primary = &kiosk.Action{ID: idDone, Label: w.Say("key.done"), Icon: "check"}
	sc.Left = e.copyKey(s)
	return sc
}

// stands is the box about where the request is at this moment. What the paper says besides, the numbered lines say here.
func (e *Engine) stands(s State) kiosk.Notice {
	_, a := e.doing(s)
	w := e.words(s)
	bar, _, strong := e.standing(s)
	n := kiosk.Notice{Mood: kiosk.MoodInfo, Icon: "saved-here", Title: w.Say("confirm.kept")}
	switch {
	case e.list(s):
		n.Title, n.Lines = bar, e.said(s, a.Next)
		n.Icon = "info"
		if a.Class == kiosk.ClassOnline {
			n.Mood, n.Icon = kiosk.MoodLimit, "warning"
		}
		return n
	case s.received:
		n.Mood, n.Icon, n.Title = kiosk.MoodOK, "check", w.Say("confirm.received")
	case s.setting.Online:
		n.Lines = []string{w.Say("confirm.sending")}
	default:
		n.Lines = []string{w.Say("state.offline") + " " + w.Say("state.later")}
	}
	if strong != "" {
		n.Lines = append(n.Lines, strong)
	}
	return n
}

// paperBox tells the truth about the paper, and what can be done about it.
func (e *Engine) paperBox(s State) (*kiosk.Notice, []kiosk.Action) {
	w := e.words(s)
	p := s.paper
	printing, kept := w.Say("paper.printing"), w.Say("paper.kept")
	if e.list(s) {
		printing, kept = w.Say("paper.printing.list"), w.Say("paper.kept.list")
	}
	switch {
	case p.state == paperPrinting:
		return &kiosk.Notice{Mood: kiosk.MoodInfo, Icon: "print", Title: printing}, nil
	case p.state == paperDone && e.list(s):
		return &kiosk.Notice{Mood: kiosk.MoodOK, Icon: "check", Title: w.Say("paper.list"), Lines: []string{w.Say("paper.where")}}, nil
	case p.state == paperUnknown && !p.settled:
		more := []kiosk.Action{{ID: idPaperOK, Label: w.Say("paper.yes"), Icon: "check"}}
		if s.setting.Printer {
			more = append(more, kiosk.Action{ID: idCopy, Label: w.Say("paper.no"), Icon: "print"})
		}
		return &kiosk.Notice{Mood: kiosk.MoodLimit, Icon: "receipt", Title: w.Say("paper.asked")}, more
	case p.state == paperFailed || p.state == paperNone && !s.setting.Printer:
		title := "paper.failed"
		if p.reason == kiosk.FaultPaper {
			title = "paper.empty"
		}
		return &kiosk.Notice{Mood: kiosk.MoodFault, Icon: "paper-out", Title: w.Say(title), Lines: []string{kept, w.Say("paper.write")}}, nil
	}
	return nil, nil
}

// list reports whether the paper is a list to take along and no proof of receipt.
func (e *Engine) list(s State) bool {
	_, a := e.doing(s)
	return a.Class != kiosk.ClassCapture
}

// copyKey asks for paper: the first one when none exists, else a copy. It is there while the printer can.
func (e *Engine) copyKey(s State) *kiosk.Action {
	w := e.words(s)
	switch {
	case !s.setting.Printer || s.paper.state == paperPrinting || s.paper.state == paperUnknown && !s.paper.settled:
		return nil
	case s.paper.exists:
		return &kiosk.Action{ID: idCopy, Label: w.Say("key.copy"), Icon: "copy"}
	}
	return &kiosk.Action{ID: idCopy, Label: w.Say("key.print"), Icon: "print"}
}
