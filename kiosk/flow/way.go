package flow

import (
	"slices"
	"strings"

	"poploket/kiosk"
	"poploket/kiosk/catalog"
	"poploket/kiosk/rules"
)

// The way of a service: topic, what happens with data, document, questions, check, sent.

// first goes to what follows the topic.
func (e *Engine) first(s State) State {
	_, a := e.doing(s)
	if a.Privacy != nil {
		return s.to(place{kind: atPrivacy})
	}
	return e.afterPrivacy(s)
}

func (e *Engine) afterPrivacy(s State) State {
	_, a := e.doing(s)
	if a.Document != nil {
		return s.to(place{kind: atIdentify})
	}
	return e.onward(s)
}

// goOn does what the lamp says.
func (e *Engine) goOn(s State, id string) (State, []kiosk.Effect) {
	switch s.at.kind {
	case atPrivacy:
		return e.afterPrivacy(s), nil
	case atIdentify:
		switch id {
		case idScanAgain:
			s.scanned, s.document, s.misread = false, kiosk.Document{}, 0
			return s, nil
		case idWithout:
			s.scanned, s.document = false, kiosk.Document{}
		}
		s.misread = 0
		return e.onward(s), nil
	case atQuestion:
		next, ok := e.commit(s)
		if !ok {
			return next, nil
		}
		return e.onward(next), nil
	case atCheck:
		_, a := e.doing(s)
		if open := e.open(s, a); open != "" {
			return s.to(place{kind: atQuestion, question: open}), nil
		}
		s.failed = false
		return s.to(place{kind: atBusy}), []kiosk.Effect{kiosk.Submit{Request: e.request(s)}}
	default: // an overlay
		return s.back(), nil
	}
}

// onward goes to the next question, or to the check when there is none. Who changes one answer goes straight back,
// unless the change asks something new.
func (e *Engine) onward(s State) State {
	_, a := e.doing(s)
	asked, _, _ := a.Asked(s.facts())
	if s.changing {
		if open := e.open(s, a); open != "" {
			return s.to(place{kind: atQuestion, question: open})
		}
		return e.toCheck(s)
	}
	at := slices.IndexFunc(asked, func(q *catalog.Question) bool { return q.ID == s.at.question })
	if s.at.kind != atQuestion {
		at = -1
	}
	if at+1 < len(asked) {
		return s.to(place{kind: atQuestion, question: asked[at+1].ID})
	}
	if open := e.open(s, a); open != "" {
		return s.to(place{kind: atQuestion, question: open})
	}
	return e.toCheck(s)
}

// open is the first question that still wants its answer.
func (e *Engine) open(s State, a *catalog.Action) string {
	asked, _, _ := a.Asked(s.facts())
	for _, q := range asked {
		if !q.Answered(s.answers) {
			return q.ID
		}
	}
	return ""
}

// toCheck goes to the check screen: a new one, or the one the change came from.
func (e *Engine) toCheck(s State) State {
	s.changing = false
	if i := slices.Index(s.trail, s.checkPlace()); i >= 0 {
		s.trail = slices.Clip(s.trail[:i])
		return s.jump(s.checkPlace())
	}
	return s.to(s.checkPlace())
}

func (s State) checkPlace() place { return place{kind: atCheck} }

// busy reports whether a request is on its way to the journal.
func (s State) busy() bool {
	return s.at.kind == atBusy || slices.Contains(s.trail, place{kind: atBusy})
}

// beforeBusy is the trail as it was on the check screen.
func (s State) beforeBusy() []place {
	if i := slices.Index(s.trail, s.checkPlace()); i >= 0 {
		return slices.Clip(s.trail[:i])
	}
	return nil
}

// pick lights an option of the question that is shown.
func (e *Engine) pick(s State, option string) State {
	_, a := e.doing(s)
	q := a.Question(s.at.question)
	s.faults = nil
	if q.Kind == catalog.KindChoice {
		return s.typed(q.ID, option)
	}
	chosen := split(s.value(q.ID))
	if i := slices.Index(chosen, option); i >= 0 {
		chosen = slices.Delete(chosen, i, i+1)
	} else {
		chosen = append(chosen, option)
	}
	var ordered []string
	for _, o := range q.Options {
		if slices.Contains(chosen, o.ID) {
			ordered = append(ordered, o.ID)
		}
	}
	return s.typed(q.ID, strings.Join(ordered, ","))
}

func split(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}

// commit holds what was typed to the rules and makes it the answer. ok is false when something is wrong; the state then
// says what.
func (e *Engine) commit(s State) (next State, ok bool) {
	_, a := e.doing(s)
	q := a.Question(s.at.question)
	w := e.words(s)
	s.faults = nil
	if q.Kind != catalog.KindFields {
		v := s.value(q.ID)
		if v == "" && !q.Optional {
			s.faults = []fault{{text: q.Error.In(s.look.Language)}}
			return s, false
		}
		return s.answer(q.ID, v), true
	}
	next = s
	for _, f := range q.Fields {
		v := strings.TrimSpace(s.value(f.ID))
		if v == "" {
			if !f.Optional {
				s.faults = append(s.faults, fault{f.ID, w.Say("error.empty", "field", f.Label.In(s.look.Language))})
			}
			next = next.answer(f.ID, "")
			continue
		}
		normal, err := rules.Check(f.Rule, v, rules.Context{Country: s.setting.Municipality.Country, Today: s.today()})
		if err != nil {
			s.faults = append(s.faults, fault{f.ID, e.problem(s, err)})
			continue
		}
		next = next.answer(f.ID, normal)
	}
	if len(s.faults) > 0 {
		s.focus = s.faults[0].field
		return s, false
	}
	next.draft = nil
	return next, true
}

// problem is what a rule found, in the resident's words.
func (e *Engine) problem(s State, err error) string {
	w := e.words(s)
	p, ok := err.(*rules.Problem)
	if !ok {
		return w.Say("problem.text")
	}
	args := slices.Clone(p.Args)
	for i := 1; i < len(args); i += 2 {
		if d, err := rules.ParseDate(args[i]); err == nil {
			args[i] = w.Date(d)
		}
	}
	return w.Say(p.Key, args...)
}

// scan takes from a document what the action takes, and nothing else.
func (e *Engine) scan(s State, d kiosk.Document) State {
	if s.at.kind != atIdentify {
		return s
	}
	_, a := e.doing(s)
	s.touched, s.left, s.misread = true, 0, 0
	s.scanned, s.document = true, taken(a.Document, d)
	return e.onward(s)
}

// taken is a document with only the fields an action names.
func taken(rule *catalog.Document, d kiosk.Document) kiosk.Document {
	var t kiosk.Document
	for _, f := range rule.Fields {
		switch f {
		case "name":
			t.Surname, t.GivenNames = d.Surname, d.GivenNames
		case "birthDate":
			t.BirthDate = d.BirthDate
		case "number":
			t.Number = d.Number
		case "expiryDate":
			t.ExpiryDate = d.ExpiryDate
		case "kind":
			t.Kind = d.Kind
		case "issuer":
			t.Issuer = d.Issuer
		}
	}
	if rule.NationalNumber {
		t.NationalNumber = d.NationalNumber
	}
	return t
}
