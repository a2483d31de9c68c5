package flow

import (
	"slices"

	"poploket/kiosk"
	"poploket/kiosk/catalog"
	"poploket/kiosk/rules"
)

// request is what the resident sends: only what was asked, in the words that were seen.
func (e *Engine) request(s State) kiosk.Request {
	sv, a := e.doing(s)
	r := kiosk.Request{Service: sv.ID, Sensitive: sv.Sensitive, Action: a.ID, Class: a.Class, Language: s.look.Language,
		Identity: kiosk.IdentityNone}
	asked, visible, _ := a.Asked(s.facts())
	for _, q := range asked {
		r.Answers = append(r.Answers, e.answersOf(s, q, visible)...)
		if slices.ContainsFunc(q.Fields, func(f catalog.Field) bool { return f.Kind == kiosk.FieldName }) {
			r.Identity = kiosk.IdentityStated
		}
	}
	if s.scanned {
		d := s.document
		r.Document, r.Identity = &d, kiosk.IdentityScanned
	}
	return r
}

// answersOf are the answers of one question: one for a choice, one for every field that was filled in.
func (e *Engine) answersOf(s State, q *catalog.Question, visible catalog.Facts) (as []kiosk.Answer) {
	lang := s.look.Language
	if q.Kind != catalog.KindFields {
		return []kiosk.Answer{{Question: q.ID, Label: q.Label.In(lang), Value: visible.Answers[q.ID], Text: e.shown(s, q)}}
	}
	for _, f := range q.Fields {
		v := visible.Answers[f.ID]
		if v == "" {
			continue
		}
		text := e.fieldText(s, f, v)
		if d, err := rules.ParseDate(v); err == nil && f.Kind == kiosk.FieldDate {
			v = rules.ISO(d)
		}
		as = append(as, kiosk.Answer{Question: f.ID, Label: f.Label.In(lang), Value: v, Text: []string{text}})
	}
	return as
}

// submitted tells the resident, and asks for paper when there is any.
func (e *Engine) submitted(s State, in kiosk.Submitted) (State, []kiosk.Effect) {
	if !s.busy() {
		return s, nil
	}
	s.sent, s.online = &in, in.Online || s.setting.Online
	s.at, s.trail = place{kind: atConfirm}, nil
	if !s.setting.Printer {
		s.paper = paper{reason: s.setting.PrinterFault}
		return s, nil
	}
	return e.print(s)
}

// print asks for the receipt, marked as a copy when one is on paper already, perhaps.
func (e *Engine) print(s State) (State, []kiosk.Effect) {
	isCopy := s.paper.exists
	s.paper = paper{state: paperPrinting, exists: isCopy}
	return s, []kiosk.Effect{kiosk.Print{Receipt: e.receipt(s, isCopy), Copy: isCopy}}
}

// after is what is known of the paper once a job ended.
func (p paper) after(in kiosk.Printed) paper {
	if p.state != paperPrinting {
		return p
	}
	p.reason = in.Reason
	switch in.Outcome {
	case kiosk.PrintDone:
		p.state, p.exists = paperDone, true
	case kiosk.PrintFailed:
		p.state = paperFailed
	default:
		p.state, p.exists = paperUnknown, true
	}
	return p
}
