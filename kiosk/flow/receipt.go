package flow

import (
	"fmt"
	"strings"

	"poploket/kiosk"
	"poploket/kiosk/catalog"
)

// publicName is a service's name for paper and for eyes behind the visitor.
func publicName(sv *catalog.Service, lang string) string {
	if sv.Sensitive {
		return sv.Neutral.In(lang)
	}
	if len(sv.Noun) > 0 {
		return sv.Noun.In(lang)
	}
	return sv.Short.In(lang)
}

// receipt is the paper, in final words.
func (e *Engine) receipt(s State, isCopy bool) kiosk.Receipt {
	sv, a := e.doing(s)
	w, lang := e.words(s), s.look.Language
	at := s.sent.At.In(s.zone())
	r := kiosk.Receipt{
		Municipality: s.setting.Municipality.Name,
		Place:        w.Say("receipt.place", "venue", s.setting.Stop.Venue),
		Title:        a.Paper.In(lang),
		Service:      publicName(sv, lang),
		RefLabel:     w.Say("ticket.label"),
		Reference:    s.sent.Reference,
		Facts:        [][2]string{{w.Say("receipt.date"), w.Day(at)}, {w.Say("receipt.time"), w.Clock(at)}},
		NextTitle:    a.NextTitle.In(lang),
		ContactTitle: w.Say("receipt.contact"),
		Contact:      e.contact(s),
		QR:           s.sent.StatusURL,
		QRText:       w.Say("receipt.qr"),
		CodeText:     e.codeLines(s),
		Foot:         e.foot(s),
		Large:        s.look.Size == kiosk.SizeL || s.look.Size == kiosk.SizeXL,
		Language:     lang,
		Printed:      s.sent.At,
	}
	if !s.setting.HasStop {
		r.Place = w.Say("sign.visit")
	}
	if name := e.maskedName(s); name != "" {
		r.Facts = append(r.Facts, [2]string{w.Say("receipt.name"), name})
	}
	r.State, r.StateText, r.StateStrong = e.standing(s)
	r.Next = e.nextLines(s)
	if isCopy {
		r.CopyText = w.Say("receipt.copy")
	}
	if sv.Example {
		r.FootText = w.Say("receipt.example")
	}
	return r
}

// codeLines say how to look without scanning: the page's address, and the code it asks for beside the number.
func (e *Engine) codeLines(s State) []string {
	w := e.words(s)
	page, found := strings.CutSuffix(s.sent.StatusURL, "/"+string(s.sent.Reference)+"/"+s.sent.Code)
	if !found || s.sent.Code == "" {
		return nil
	}
	_, page, _ = strings.Cut(page, "://")
	return []string{w.Say("receipt.page", "page", page), w.Say("receipt.code", "code", grouped(s.sent.Code))}
}

// grouped is a code in fives, which stay on one line.
func grouped(code string) string {
	var parts []string
	for len(code) > 5 {
		parts, code = append(parts, code[:5]), code[5:]
	}
	return strings.Join(append(parts, code), "\u00a0")
}

// standing is how the request stands at the moment of the paper.
func (e *Engine) standing(s State) (bar string, text []string, strong string) {
	_, a := e.doing(s)
	w := e.words(s)
	switch {
	case a.Class == kiosk.ClassOnline:
		return w.Say("state.draft"), append([]string{w.Say("state.draft.text")}, e.said(s, a.Next)...), ""
	case a.Class == kiosk.ClassAutonomous:
		return w.Say("state.list"), e.said(s, a.Next), ""
	case s.online:
		bar, text = w.Say("state.received"), []string{w.Say("state.received.text")}
	default:
		bar, text = w.Say("state.kept"), []string{w.Say("state.offline"), w.Say("state.later")}
	}
	if e.identityOpen(s) {
		text = append(text, w.Say("state.identity"))
	}
	if a.Counts(e.visible(s)) {
		strong = w.Say("state.counts")
	}
	return bar, text, strong
}

// identityOpen reports whether the action needs more certainty about the person than was reached.
func (e *Engine) identityOpen(s State) bool {
	_, a := e.doing(s)
	if a.Document == nil || a.Document.Needs == "" {
		return false
	}
	return a.Document.Needs == kiosk.IdentityVerified || !s.scanned
}

// visible are the facts with the answers that count.
func (e *Engine) visible(s State) catalog.Facts {
	_, a := e.doing(s)
	_, f, _ := a.Asked(s.facts())
	return f
}

// contact says who helps, and when the unit is here again.
func (e *Engine) contact(s State) []string {
	w, m := e.words(s), s.setting.Municipality
	lines := []string{w.Say("receipt.phone", "phone", m.Phone)}
	if m.Hours != "" {
		lines = append(lines, m.Hours)
	}
	if s.setting.HasNext {
		lines = append(lines, e.again(s))
	}
	return lines
}

// again is the next stop here, in words.
func (e *Engine) again(s State) string {
	w, z := e.words(s), s.zone()
	from, to := s.setting.Next.Start.In(z), s.setting.Next.End.In(z)
	return w.Say("receipt.again", "day", w.Day(from), "hours", together(w.Hours(from, to)))
}

// together keeps words on one line.
func together(s string) string { return strings.ReplaceAll(s, " ", "\u00a0") }

// foot is what a clerk needs to find where the paper comes from.
func (e *Engine) foot(s State) [][2]string {
	w := e.words(s)
	unit, number := s.setting.UnitName, ""
	if i := strings.LastIndex(unit, " "); i > 0 {
		unit, number = unit[:i], unit[i+1:]
	}
	foot := [][2]string{{unit, number}}
	if s.sent.ReceiptNo > 0 {
		foot = append(foot, [2]string{w.Say("receipt.number"), fmt.Sprintf("%04d", s.sent.ReceiptNo)})
	}
	return append(foot, [2]string{w.Say("receipt.catalogue"), fmt.Sprint(s.setting.Catalogue)})
}
