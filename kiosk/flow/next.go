package flow

import (
	"poploket/kiosk"
	"poploket/kiosk/catalog"
	"poploket/kiosk/i18n"
	"poploket/kiosk/rules"
)

// nextLines are the numbered lines of the paper: what to bring where the paper is a list, else what happens now.
func (e *Engine) nextLines(s State) []string {
	_, a := e.doing(s)
	if a.Class == kiosk.ClassCapture {
		return append(e.said(s, a.Next), e.said(s, a.Bring)...)
	}
	return e.said(s, a.Bring)
}

// said are the lines that hold, in words.
func (e *Engine) said(s State, lines []catalog.Line) (out []string) {
	w := e.words(s)
	for _, l := range catalog.Lines(lines, e.visible(s)) {
		args := []string{"phone", s.setting.Municipality.Phone}
		if l.WorkingDays > 0 || l.Weeks > 0 {
			args = append(args, "date", w.Day(rules.Noon(e.due(s, l))))
		}
		out = append(out, i18n.Fill(l.Text.In(s.look.Language), args...))
	}
	return out
}

// due is the day a line speaks of, counted from the day of sending.
func (e *Engine) due(s State, l catalog.Line) kiosk.Date {
	from := s.today()
	if s.sent != nil {
		from = rules.DateOf(s.sent.At.In(s.zone()))
	}
	if l.Weeks > 0 {
		return rules.AddDays(from, 7*l.Weeks)
	}
	return rules.AddWorkingDays(s.setting.Municipality.Country, from, l.WorkingDays)
}
