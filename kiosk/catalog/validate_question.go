package catalog

import (
	"fmt"
	"slices"
	"strings"

	"poploket/kiosk"
	"poploket/kiosk/rules"
)

// scope is what conditions may name: the values of the questions so far, with their options.
type scope map[string][]string

func (v *validator) questions(at string, a *Action) scope {
	known := scope{}
	v.count(at+".questions", len(a.Questions), maxList)
	ids := map[string]bool{OnTopic: true, OnCheck: true, OnConfirm: true}
	for i, q := range a.Questions {
		path := fmt.Sprintf("%s.questions[%d]", at, i)
		if q == nil {
			v.wrong(path, "is null")
			continue
		}
		v.id(path+".id", q.ID, false)
		if ids[q.ID] {
			v.wrong(path+".id", "%q stands twice or is kept for a screen", q.ID)
		}
		ids[q.ID] = true
		oneOf(v, path+".kind", q.Kind, KindChoice, KindMulti, KindFields)
		v.text(path+".heading", q.Heading, true)
		v.text(path+".label", q.Label, true)
		v.text(path+".hint", q.Hint, false)
		v.texts(path+".explain", q.Explain, true)
		q.when = v.when(path+".when", q.When, known)
		v.answers(path, q, known)
	}
	return known
}

// answers checks options or fields of a question and adds them to what later conditions know.
func (v *validator) answers(path string, q *Question, known scope) {
	v.count(path+".options", len(q.Options), maxList)
	v.count(path+".fields", len(q.Fields), 6)
	if q.Kind == KindFields {
		if len(q.Fields) == 0 || len(q.Options) > 0 {
			v.wrong(path+".fields", "a question of this kind has fields and no options")
		}
		var names []string
		for i := range q.Fields {
			v.field(fmt.Sprintf("%s.fields[%d]", path, i), &q.Fields[i], known)
			names = append(names, q.Fields[i].ID)
		}
		optional := !slices.ContainsFunc(q.Fields, func(f Field) bool { return !f.Optional })
		v.text(path+".none", q.None, optional)
		for i, l := range q.Lines {
			v.text(fmt.Sprintf("%s.lines[%d]", path, i), Text{"nl": l, "en": l}, true, names...)
		}
		return
	}
	if len(q.Options) < 1 || len(q.Fields) > 0 {
		v.wrong(path+".options", "a question of this kind has options and no fields")
	}
	v.text(path+".error", q.Error, q.Kind == KindChoice || !q.Optional)
	v.text(path+".none", q.None, q.Kind == KindMulti && q.Optional)
	if _, ok := known[q.ID]; ok {
		v.wrong(path+".id", "%q stands twice", q.ID)
	}
	options := []string{}
	for i := range q.Options {
		o := &q.Options[i]
		at := fmt.Sprintf("%s.options[%d]", path, i)
		v.id(at+".id", o.ID, true)
		if slices.Contains(options, o.ID) {
			v.wrong(at+".id", "%q stands twice", o.ID)
		}
		options = append(options, o.ID)
		v.text(at+".label", o.Label, true)
		v.text(at+".note", o.Note, false)
		o.when = v.when(at+".when", o.When, known)
	}
	known[q.ID] = options
}

func (v *validator) field(at string, f *Field, known scope) {
	v.id(at+".id", f.ID, false)
	if _, ok := known[f.ID]; ok {
		v.wrong(at+".id", "%q stands twice", f.ID)
	}
	known[f.ID] = nil
	oneOf(v, at+".kind", f.Kind, kiosk.FieldText, kiosk.FieldName, kiosk.FieldPostcode, kiosk.FieldNumber, kiosk.FieldPlate,
		kiosk.FieldPhone, kiosk.FieldEmail, kiosk.FieldDate)
	v.text(at+".label", f.Label, true)
	v.text(at+".hint", f.Hint, false)
	if f.Max < 1 || f.Max > 200 {
		v.wrong(at+".max", "is %d, want 1 to 200", f.Max)
	}
	if f.Rule != "" && !rules.Known(f.Rule) {
		v.wrong(at+".rule", "%q is no rule, want one of %s", f.Rule, strings.Join(rules.Names(), " "))
	}
}

// fields are the boxes of a question that may be null in a broken file.
func (q *Question) fields() []Field {
	if q == nil {
		return nil
	}
	return q.Fields
}
