package flow

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"poploket/kiosk"
	"poploket/kiosk/catalog"
	"poploket/kiosk/i18n"
	"poploket/kiosk/rules"
)

func (e *Engine) words(s State) i18n.Words { return e.Texts.In(s.look.Language) }

// shown is an answer as it reads on the check screen.
func (e *Engine) shown(s State, q *catalog.Question) []string {
	lang := s.look.Language
	var lines []string
	switch q.Kind {
	case catalog.KindFields:
		lines = e.fieldLines(s, q)
	default:
		for _, id := range split(s.answers[q.ID]) {
			for _, o := range q.Options {
				if o.ID == id {
					lines = append(lines, o.Label.In(lang))
				}
			}
		}
	}
	if len(lines) == 0 && len(q.None) > 0 {
		return []string{q.None.In(lang)}
	}
	return lines
}

// fieldLines puts what was filled in into the lines of the question, or each on a line of its own.
func (e *Engine) fieldLines(s State, q *catalog.Question) (lines []string) {
	var args []string
	for _, f := range q.Fields {
		text := ""
		if v := s.answers[f.ID]; v != "" {
			text = e.fieldText(s, f, v)
		}
		args = append(args, f.ID, text)
		if len(q.Lines) == 0 && text != "" {
			lines = append(lines, text)
		}
	}
	for _, l := range q.Lines {
		if text := strings.Join(strings.Fields(i18n.Fill(l, args...)), " "); text != "" {
			lines = append(lines, text)
		}
	}
	return lines
}

// fieldText is one value for people: dates in words, a birth date without its weekday.
func (e *Engine) fieldText(s State, f catalog.Field, v string) string {
	d, err := rules.ParseDate(v)
	if f.Kind != kiosk.FieldDate || err != nil {
		return v
	}
	w := e.words(s)
	if f.Rule == "birth-date" {
		return w.Date(d)
	}
	return capital(w.Day(rules.Noon(d)))
}

// capital is a text with its first letter as a capital.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
