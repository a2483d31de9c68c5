package flow_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"poploket/kiosk"
)

// TestServices walks every service to its confirmation: in both languages, with and without a document, with every
// option that the n-th answer gives, online and offline.
func TestServices(t *testing.T) {
	e := engine(t)
	for _, sv := range e.Catalog.Services {
		for _, lang := range []string{"nl", "en"} {
			for _, online := range []bool{true, false} {
				for n := range 4 {
					t.Run(fmt.Sprintf("%s/%s/online=%v/%d", sv.ID, lang, online, n), func(t *testing.T) {
						set := setting()
						set.Online = online
						w := walk(t, e, set, lang).service(sv.ID).toCheck(n, n%2 == 0)
						r := w.send()
						if r.Service != sv.ID || r.Language != lang || r.Sensitive != sv.Sensitive || r.Class != sv.Actions[0].Class {
							t.Errorf("request %+v does not say what was sent", r)
						}
						if p, ok := effect[kiosk.Print](w); !ok || p.Copy {
							t.Errorf("no receipt is printed: %v", w.effects)
						}
						w.step(kiosk.Printed{Outcome: kiosk.PrintDone})
						audit(t, w)
						w.tap("done").at("goodbye")
						if end, ok := effect[kiosk.End](w); !ok || end.Reason != kiosk.EndDone {
							t.Errorf("pressing done: %v", w.effects)
						}
					})
				}
			}
		}
	}
}

// audit holds every screen a walk saw to the rules of the look.
func audit(t *testing.T, w *walker) {
	t.Helper()
	headings := map[string]string{}
	for _, s := range w.seen {
		if s.Heading == "" || s.Sign.Name == "" || s.Look.Language == "" {
			t.Errorf("%s: heading %q, sign %+v", s.ID, s.Heading, s.Sign)
		}
		if other, ok := headings[s.Heading]; ok && other != s.ID {
			t.Errorf("%s and %s have the heading %q", s.ID, other, s.Heading)
		}
		headings[s.Heading] = s.ID
		if s.Kind != kiosk.KindGoodbye && (s.Help == nil || s.Help.Label == "") {
			t.Errorf("%s: no help", s.ID)
		}
		if slices.Contains([]kiosk.ScreenKind{kiosk.KindServices, kiosk.KindTopic, kiosk.KindIdentify, kiosk.KindQuestion, kiosk.KindCheck, kiosk.KindNotice, kiosk.KindSettings}, s.Kind) && (s.Left == nil || s.Left.ID != "back") {
			t.Errorf("%s: no way back", s.ID)
		}
		if slices.Contains([]kiosk.ScreenKind{kiosk.KindWelcome, kiosk.KindTopic, kiosk.KindQuestion, kiosk.KindCheck, kiosk.KindNotice, kiosk.KindConfirm, kiosk.KindSettings}, s.Kind) && s.Primary == nil {
			t.Errorf("%s: no lamp", s.ID)
		}
		if s.Kind == kiosk.KindQuestion && s.Explain == nil {
			t.Errorf("%s: no other words", s.ID)
		}
		auditWords(t, s)
		auditKeys(t, s)
	}
}

// auditWords: at most 60 words of prose, and 15 in a sentence; nothing is a key of a text, nothing unfilled.
func auditWords(t *testing.T, s kiosk.Screen) {
	t.Helper()
	lines := prose(s)
	total := 0
	for _, l := range lines {
		total += wordsIn(l)
		for _, sentence := range strings.FieldsFunc(l, func(r rune) bool { return r == '?' || r == '!' || r == ':' }) {
			for _, part := range strings.Split(sentence, ". ") {
				if n := wordsIn(part); n > 15 {
					t.Errorf("%s: %d words in %q", s.ID, n, part)
				}
			}
		}
		if strings.ContainsAny(l, "{}") {
			t.Errorf("%s: not filled in: %q", s.ID, l)
		}
	}
	limit := 60
	if s.Kind == kiosk.KindConfirm { // it is the paper on the glass
		limit = 95
	}
	if total > limit {
		t.Errorf("%s: %d words, at most %d: %q", s.ID, total, limit, lines)
	}
}

// auditKeys: every key has a name and a word, and no two the same name.
func auditKeys(t *testing.T, s kiosk.Screen) {
	t.Helper()
	seen := map[string]bool{}
	for _, id := range keys(s) {
		if id == "" || seen[id] {
			t.Errorf("%s: key %q stands twice or has no name", s.ID, id)
		}
		seen[id] = true
	}
	for _, a := range slices.Concat(s.More, s.Tools, s.Languages) {
		if a.Label == "" {
			t.Errorf("%s: key %q has no word", s.ID, a.ID)
		}
	}
	for _, r := range s.Rows {
		if r.Label == "" || len(r.Values) == 0 || slices.Contains(r.Values, "") {
			t.Errorf("%s: row %+v", s.ID, r)
		}
	}
}

func TestMoveIsRead(t *testing.T) {
	w := walk(t, engine(t), setting(), "nl").service("move").toCheck(0, true)
	got := map[string]string{}
	for _, r := range w.screen.Rows {
		got[r.Label] = strings.Join(r.Values, "|")
	}
	want := map[string]string{"Wie verhuist": "Anna Maria de Vries|geboren 12 maart 1948", "Wie gaat mee": "Niemand", "Nieuw adres": "1234 AB, 12 A",
		"Vanaf wanneer": "Maandag 30 november 2026", "Hoe u woont": "In een huurhuis", "Wij bereiken u": "0612345678|naam@voorbeeld.nl"}
	for label, v := range want {
		if got[label] != v {
			t.Errorf("row %s: got %q, want %q", label, got[label], v)
		}
	}
	r := w.send()
	if r.Identity != kiosk.IdentityScanned || r.Document == nil || r.Document.Surname != "DE VRIES" {
		t.Errorf("identity %s, document %v", r.Identity, r.Document)
	}
	if r.Document.NationalNumber != "" || !r.Document.ExpiryDate.Zero() || r.Document.Issuer != "" {
		t.Errorf("more than the action takes: %+v", r.Document)
	}
	answers := map[string]string{}
	for _, a := range r.Answers {
		answers[a.Question] = a.Value
	}
	if answers["movedOn"] != "2026-11-30" || answers["postcode"] != "1234 AB" || answers["home"] != "rent" {
		t.Errorf("answers %v", answers)
	}
	if _, ok := answers["firstNames"]; ok {
		t.Error("a name was asked beside the document")
	}
}

func TestReceipt(t *testing.T) {
	e := engine(t)
	t.Run("offline", func(t *testing.T) {
		set := setting()
		set.Online = false
		w := walk(t, e, set, "nl").service("move").toCheck(0, true)
		w.send()
		p, _ := effect[kiosk.Print](w)
		r := p.Receipt
		if r.State != "Veilig bewaard" || r.StateStrong != "De datum van vandaag telt." || r.Service != "Verhuizing" || r.Reference != "KDE4T7P" {
			t.Errorf("receipt %+v", r)
		}
		if want := []string{"Of kijk op voorbeeld.example/s", "Vul daar uw nummer in, en code ACDEF\u00a0GHJKM"}; !slices.Equal(r.CodeText, want) {
			t.Errorf("without a telephone %q, want %q", r.CodeText, want)
		}
		if want := [2]string{"Naam", "A. de V."}; !slices.Contains(r.Facts, want) {
			t.Errorf("facts %v, want %v", r.Facts, want)
		}
		if got, want := fmt.Sprint(r.Foot), "[[Bus 1] [bon 0231] [catalogus 48]]"; got != want {
			t.Errorf("foot %s, want %s", got, want)
		}
		for _, planted := range []string{"Vries", "VRIES", "1948", "1234 AB,", "0612345678", "SPECI"} {
			if strings.Contains(fmt.Sprintf("%+v", r), planted) {
				t.Errorf("the receipt shows %s", planted)
			}
		}
	})
	t.Run("sensitive", func(t *testing.T) {
		w := walk(t, e, setting(), "nl").service("special-assistance").toCheck(1, false)
		for _, row := range w.screen.Rows {
			if !row.Personal {
				t.Errorf("row %s may be spoken aloud", row.Label)
			}
		}
		w.send()
		p, _ := effect[kiosk.Print](w)
		text := strings.ToLower(fmt.Sprintf("%+v %+v", p.Receipt, w.screen))
		for _, word := range []string{"bijstand", "geldzorgen"} {
			if strings.Contains(strings.ReplaceAll(text, w.screen.ID, ""), word) {
				t.Errorf("the paper or the last screen says %q", word)
			}
		}
		if p.Receipt.Service != "Melding" {
			t.Errorf("service %q", p.Receipt.Service)
		}
	})
	t.Run("no application", func(t *testing.T) {
		w := walk(t, e, setting(), "nl").service("passport").toCheck(1, false)
		r := w.send()
		p, _ := effect[kiosk.Print](w)
		if p.Receipt.State != "Nog geen aanvraag" || r.Class != kiosk.ClassOnline || r.Document != nil || r.Identity != kiosk.IdentityNone {
			t.Errorf("receipt %+v, request %+v", p.Receipt, r)
		}
		if !slices.ContainsFunc(p.Receipt.Next, func(s string) bool { return strings.Contains(s, "Het kind zelf") }) {
			t.Errorf("checklist for a child: %v", p.Receipt.Next)
		}
	})
	t.Run("large", func(t *testing.T) {
		w := walk(t, e, setting(), "nl").tap("readability", "size:XL", "next").service("passport").toCheck(0, false)
		w.send()
		if p, _ := effect[kiosk.Print](w); !p.Receipt.Large {
			t.Error("large text on the screen, small on paper")
		}
	})
}

func TestChecklists(t *testing.T) {
	e := engine(t)
	for _, tt := range []struct {
		name, service string
		choices       []string
		want, not     []string
	}{
		{"ID card at 15: no consent", "passport", []string{"teen", "card", "have", "no"}, []string{"Alle paspoorten", "Het kind zelf"}, []string{"Toestemming", "ander bewijs"}},
		{"passport at 15: consent", "passport", []string{"teen", "passport", "have", "no"}, []string{"Toestemming", "Het kind zelf"}, nil},
		{"ID card under 12: consent", "passport", []string{"child", "card", "never", "no"}, []string{"Toestemming", "Het kind zelf"}, []string{"Alle paspoorten", "ander bewijs"}},
		{"lost", "passport", []string{"me", "passport", "lost", "yes"}, []string{"ander bewijs", "Alle paspoorten"}, []string{"Toestemming"}},
		{"for another adult", "passport", []string{"other", "card", "have", "no"}, []string{"De persoon zelf"}, []string{"Het kind"}},
		{"licence at 75", "driving-licence", []string{"renew", "yes", "", "no"}, []string{"CBR", "U levert het in"}, nil},
		{"licence, lorry", "driving-licence", []string{"renew", "no", "heavy", "no"}, []string{"CBR"}, nil},
		{"first licence", "driving-licence", []string{"first", "", "no"}, []string{"geldig paspoort"}, []string{"CBR", "oude rijbewijs"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := walk(t, e, setting(), "nl").service(tt.service)
			w.tap(w.screen.Primary.ID)
			for _, c := range tt.choices {
				if c != "" {
					w.tap("choice:" + c)
				}
				w.tap("next")
			}
			w.send()
			list := strings.Join(w.screen.Numbers, "\n")
			for _, s := range tt.want {
				if !strings.Contains(list, s) {
					t.Errorf("%q is missing from %q", s, list)
				}
			}
			for _, s := range tt.not {
				if strings.Contains(list, s) {
					t.Errorf("%q should not be in %q", s, list)
				}
			}
		})
	}
}

func TestMoveDates(t *testing.T) {
	e := engine(t)
	to := func(t *testing.T, set kiosk.Setting, day string) *walker {
		w := walk(t, e, set, "nl").service("move")
		for w.screen.ID != "move.from" {
			if w.screen.Kind == kiosk.KindQuestion {
				if w.screen.ID == "move.address" && set.Municipality.Country == "BE" {
					w.fill("postcode", "9000").fill("number", "12").tap("next")
					continue
				}
				w.answer(0)
				continue
			}
			switch w.screen.Kind {
			case kiosk.KindIdentify:
				w.step(kiosk.Scanned{Document: document})
			default:
				w.tap(w.screen.Primary.ID)
			}
		}
		return w.fill("movedOn", day).tap("next")
	}
	t.Run("too early", func(t *testing.T) {
		w := to(t, setting(), "23-12-2026").at("move.from")
		if got, want := w.screen.Fields[0].Error, "Dit is nog te vroeg. Doorgeven kan vanaf 25 november 2026."; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if n := w.screen.Notices[0]; n.Mood != kiosk.MoodFault || n.Lines[0] != w.screen.Fields[0].Error || n.Action.ID != "movedOn" {
			t.Errorf("summary %+v", n)
		}
	})
	t.Run("late in the Netherlands", func(t *testing.T) {
		w := to(t, setting(), "01-11-2026").toCheck(0, true)
		if !hasNotice(w.screen, "U bent later dan vijf dagen") {
			t.Errorf("no honest word: %+v", w.screen.Notices)
		}
	})
	t.Run("late in Belgium", func(t *testing.T) {
		set := setting()
		set.Municipality.Country, set.Municipality.Zone = "BE", "Europe/Brussels"
		w := to(t, set, "01-11-2026").at("move.home")
		w.answer(0)
		w.fill("phoneNumber", "0470123456").tap("next").at("move.check")
		if !hasNotice(w.screen, "U bent later dan acht werkdagen") {
			t.Errorf("no honest word: %+v", w.screen.Notices)
		}
	})
	t.Run("impossible", func(t *testing.T) {
		w := to(t, setting(), "31-11-2026").at("move.from")
		if got, want := w.screen.Fields[0].Error, "Deze dag bestaat niet. Kijk de datum nog eens na."; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func hasNotice(s kiosk.Screen, title string) bool {
	return slices.ContainsFunc(s.Notices, func(n kiosk.Notice) bool { return n.Title == title })
}

func TestNoStop(t *testing.T) {
	set := setting()
	set.HasStop, set.Stop = false, kiosk.Stop{}
	w := walk(t, engine(t), set, "nl").at("closed")
	if len(w.screen.Tiles) > 0 || w.screen.Help == nil || len(w.screen.Languages) != 2 {
		t.Errorf("closed: %+v", w.screen)
	}
	set.HasStop, set.Stop = true, setting().Stop
	w.step(kiosk.SettingChanged{Setting: set}).at("welcome")
	if len(w.screen.Tiles) != 4 || w.screen.Banner != "Vandaag: Marktplein" || w.screen.Foot.RightText != "tot 16.42 uur" {
		t.Errorf("open: %+v", w.screen)
	}
	if w.screen.Wait != 0 || w.screen.Right != nil {
		t.Errorf("nothing was touched: wait %v, stop %v", w.screen.Wait, w.screen.Right)
	}
	set.Now = set.Now.Add(-2 * time.Hour)
	w.step(kiosk.SettingChanged{Setting: set})
	if w.screen.Foot.RightTitle != "Open vanaf" {
		t.Errorf("before opening: %+v", w.screen.Foot)
	}
}
