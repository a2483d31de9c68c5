package flow

import (
	"slices"
	"strconv"

	"poploket/kiosk"
	"poploket/kiosk/catalog"
)

// question is one question with its step, other words for it, and what is wrong with its answer.
func (e *Engine) question(s State) kiosk.Screen {
	sv, a := e.doing(s)
	w, lang := e.words(s), s.look.Language
	q := a.Question(s.at.question)
	sc := e.base(s, sv.ID+"."+q.ID, kiosk.KindQuestion, q.Heading.In(lang))
	if len(q.Hint) > 0 {
		sc.Lead = []string{q.Hint.In(lang)}
	}
	e.steps(s, &sc)
	sc.Notices = append(e.summary(s), e.notices(s, q.ID)...)
	if q.Kind == catalog.KindFields {
		sc.Fields = e.fields(s, q)
	} else {
		sc.Multi = q.Kind == catalog.KindMulti
		chosen := split(s.value(q.ID))
		for _, o := range q.Offered(e.visible(s)) {
			sc.Choices = append(sc.Choices, kiosk.Choice{ID: prefixChoice + o.ID, Label: o.Label.In(lang), Note: o.Note.In(lang), Chosen: slices.Contains(chosen, o.ID)})
		}
	}
	sc.Primary = lamp(idNext, w.Say("key.next"))
	sc.Explain = &kiosk.Action{ID: idExplain, Label: w.Say("key.explain"), Icon: "explain"}
	return sc
}

func (e *Engine) fields(s State, q *catalog.Question) (fields []kiosk.Field) {
	lang := s.look.Language
	focus := s.focus
	if focus == "" {
		focus = q.Fields[0].ID
	}
	for _, f := range q.Fields {
		field := kiosk.Field{ID: f.ID, Kind: f.Kind, Label: f.Label.In(lang), Hint: f.Hint.In(lang), Value: s.value(f.ID), Max: f.Max,
			Focused: f.ID == focus, Personal: f.Personal, Beside: f.Beside}
		for _, x := range s.faults {
			if x.field == f.ID {
				field.Error = x.text
			}
		}
		fields = append(fields, field)
	}
	return fields
}

// summary says above what is wrong, in the words that stand at the field; a tap leads there.
func (e *Engine) summary(s State) (ns []kiosk.Notice) {
	w := e.words(s)
	if len(s.faults) == 0 {
		return nil
	}
	title := w.Say("error.one")
	if len(s.faults) > 1 {
		title = w.Say("error.many", "n", strconv.Itoa(len(s.faults)))
	}
	n := kiosk.Notice{Mood: kiosk.MoodFault, Icon: "error", Title: title}
	for _, f := range s.faults {
		n.Lines = append(n.Lines, f.text)
	}
	if f := s.faults[0].field; f != "" {
		n.Action = &kiosk.Action{ID: f, Label: w.Say("error.go")}
	}
	return []kiosk.Notice{n}
}

// steps says how far the visit is, when the number of steps is known.
func (e *Engine) steps(s State, sc *kiosk.Screen) {
	_, a := e.doing(s)
	asked, _, known := a.Asked(s.facts())
	if !known {
		return
	}
	step := len(asked) + 1
	if s.at.kind == atQuestion {
		step = 1 + slices.IndexFunc(asked, func(q *catalog.Question) bool { return q.ID == s.at.question })
	}
	if step < 1 {
		return
	}
	sc.Step, sc.Steps = step, len(asked)+1
	sc.StepText = e.words(s).Say("step", "n", strconv.Itoa(sc.Step), "of", strconv.Itoa(sc.Steps))
}

// explain says the question in other words.
func (e *Engine) explain(s State) kiosk.Screen {
	sv, a := e.doing(s)
	w, lang := e.words(s), s.look.Language
	q := a.Question(s.at.question)
	sc := e.base(s, sv.ID+"."+q.ID+".explain", kiosk.KindNotice, w.Say("explain.heading", "question", q.Heading.In(lang)))
	sc.Icon = "explain"
	for _, t := range q.Explain {
		sc.Lead = append(sc.Lead, t.In(lang))
	}
	sc.Lead = append(sc.Lead, w.Say("explain.help"))
	sc.Primary = lamp(idNext, w.Say("explain.back"))
	return sc
}

// check shows every answer before anything is sent.
func (e *Engine) check(s State) kiosk.Screen {
	sv, a := e.doing(s)
	w, lang := e.words(s), s.look.Language
	sc := e.base(s, sv.ID+".check", kiosk.KindCheck, w.Say("check.heading"))
	e.steps(s, &sc)
	if s.failed {
		sc.Notices = append(sc.Notices, kiosk.Notice{Mood: kiosk.MoodFault, Icon: "error", Title: w.Say("check.failed"), Lines: []string{w.Say("check.failed.text")}})
	}
	change := func(what string) kiosk.Action {
		return kiosk.Action{ID: prefixChange + what, Label: w.Say("key.change"), Icon: "edit"}
	}
	if s.scanned {
		values := []string{fullName(s.document)}
		if !s.document.BirthDate.Zero() {
			values = append(values, w.Say("check.born", "date", w.Date(s.document.BirthDate)))
		}
		sc.Rows = append(sc.Rows, kiosk.Row{Label: a.Document.Label.In(lang), Values: values, Change: change("document"), Personal: true})
	}
	asked, _, _ := a.Asked(s.facts())
	for _, q := range asked {
		personal := sv.Sensitive || slices.ContainsFunc(q.Fields, func(f catalog.Field) bool { return f.Personal })
		sc.Rows = append(sc.Rows, kiosk.Row{Label: q.Label.In(lang), Values: e.shown(s, q), Change: change(q.ID), Personal: personal})
	}
	sc.Notices = append(sc.Notices, e.notices(s, "check")...)
	sc.Notices = append(sc.Notices, kiosk.Notice{Mood: kiosk.MoodInfo, Icon: "info", Title: a.Declare.In(lang), Lines: []string{w.Say(e.paperPromise(s))}})
	sc.Primary = lamp(idSend, a.Send.In(lang))
	return sc
}

// paperPromise says what the visitor will hold, and no more than the printer can keep.
func (e *Engine) paperPromise(s State) string {
	switch {
	case e.list(s) && s.setting.Printer:
		return "check.list"
	case e.list(s):
		return "check.list.screen"
	case s.setting.Printer:
		return "check.paper"
	}
	return "check.screen"
}
