package flow_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"poploket/kiosk"
	"poploket/kiosk/flow"
)

func TestFaults(t *testing.T) {
	w := walk(t, engine(t), setting(), "nl").service("move").tap("start:declare", "next", "without").at("move.name")
	w.tap("next")
	if len(w.screen.Notices) != 1 || len(w.screen.Notices[0].Lines) != 2 || w.screen.Notices[0].Lines[0] != w.screen.Fields[0].Error {
		t.Fatalf("two empty fields: %+v, %+v", w.screen.Notices, w.screen.Fields)
	}
	if !w.screen.Fields[0].Focused || w.screen.Primary == nil {
		t.Errorf("the first fault has the hand, and the lamp stays: %+v", w.screen.Fields)
	}
	w.fill("firstNames", "Anna").fill("lastName", "4nna").tap("next")
	if w.screen.Fields[0].Error != "" || w.screen.Fields[1].Error == "" || !w.screen.Fields[1].Focused || w.screen.Fields[0].Value != "Anna" {
		t.Errorf("one wrong field: %+v", w.screen.Fields)
	}
	w.fill("lastName", "de Vries").tap("next").at("move.birth")
	w.fill("birthDate", "12-03").tap("next").at("move.birth")
	w.fill("birthDate", "12-03-1948").tap("next", "next").at("move.address")
	w.step(kiosk.Edit{Field: "postcode", Value: strings.Repeat("1", 200)})
	w.step(kiosk.Edit{Field: "postcode", Value: "\xff"})
	w.step(kiosk.Edit{Field: "lastName", Value: "X"})
	if w.screen.Fields[0].Value != "" {
		t.Errorf("what no field takes was kept: %+v", w.screen.Fields)
	}
	w = walk(t, engine(t), setting(), "en").service("passport").tap("start:advice", "next").at("passport.who")
	if len(w.screen.Notices) != 1 || w.screen.Notices[0].Lines[0] != "Choose who it is for." {
		t.Errorf("nothing chosen: %+v", w.screen.Notices)
	}
	w.tap("choice:me")
	if len(w.screen.Notices) != 0 {
		t.Errorf("the fault stays after choosing: %+v", w.screen.Notices)
	}
}

func TestBackKeepsAnswers(t *testing.T) {
	w := walk(t, engine(t), setting(), "nl").service("passport").tap("start:advice", "choice:teen", "next", "choice:card", "next", "back", "back").at("passport.who")
	if i := slices.IndexFunc(w.screen.Choices, func(c kiosk.Choice) bool { return c.Chosen }); i < 0 || w.screen.Choices[i].ID != "choice:teen" {
		t.Errorf("the answer is gone: %+v", w.screen.Choices)
	}
	w.tap("next", "next").at("passport.old")
	w.tap("choice:have", "back", "next").at("passport.old")
	if !slices.ContainsFunc(w.screen.Choices, func(c kiosk.Choice) bool { return c.Chosen }) {
		t.Error("what was chosen before Back is gone")
	}
	w.tap("back", "back", "back", "back", "back").at("welcome")
}

func TestChange(t *testing.T) {
	w := walk(t, engine(t), setting(), "nl").service("move").toCheck(1, false).at("move.check")
	before := len(w.screen.Rows)
	w.tap("change:address").at("move.address").fill("number", "99").tap("next").at("move.check")
	if got := w.screen.Rows[3].Values; !slices.Equal(got, []string{"1234 AB, 99 A"}) {
		t.Errorf("after the change: %v", got)
	}
	w.tap("change:home", "choice:with", "back").at("move.check")
	w.tap("change:from").fill("movedOn", "31-11-2026").tap("next").at("move.from").tap("back").at("move.check")
	if got := w.screen.Rows[4].Values[0]; got != "Maandag 30 november 2026" {
		t.Errorf("a wrong change was kept: %q", got)
	}
	if len(w.screen.Rows) != before {
		t.Errorf("%d rows, before %d", len(w.screen.Rows), before)
	}
	w.tap("back").at("move.reach").tap("next").at("move.check")

	t.Run("a change that asks something new", func(t *testing.T) {
		w := walk(t, engine(t), setting(), "nl").service("parking-permit").toCheck(0, true).at("parking-permit.check")
		w.tap("change:country", "choice:be", "next").at("parking-permit.plateQuestionBE").fill("plateBE", "1abc234").tap("next").at("parking-permit.check")
		r := w.send()
		for _, a := range r.Answers {
			if a.Question == "plate" {
				t.Error("the plate of the answer before is sent too")
			}
			if a.Question == "plateBE" && a.Value != "1-ABC-234" {
				t.Errorf("plate %q", a.Value)
			}
		}
	})
	t.Run("the document", func(t *testing.T) {
		w := walk(t, engine(t), setting(), "nl").service("move").toCheck(0, true).tap("change:document").at("move.identify")
		if r, ok := effect[kiosk.UseReader](w); !ok || !r.On || r.NationalNumber {
			t.Errorf("effects %v", w.effects)
		}
		w.tap("without").at("move.name").fill("firstNames", "Bo").fill("lastName", "Smit").tap("next").at("move.birth").fill("birthDate", "1-2-2001").tap("next").at("move.check")
		if r := w.send(); r.Identity != kiosk.IdentityStated || r.Document != nil {
			t.Errorf("request %+v", r)
		}
	})
}

func TestReader(t *testing.T) {
	e := engine(t)
	w := walk(t, e, setting(), "nl").service("move").tap("start:declare").at("move.privacy")
	if !strings.Contains(strings.Join(w.screen.Lead, " "), "artikel 2.39") {
		t.Errorf("no legal basis before the reader: %v", w.screen.Lead)
	}
	w.step(kiosk.Scanned{Document: document}).at("move.privacy") // nobody asked for it
	w.tap("next").at("move.identify")
	if r, ok := effect[kiosk.UseReader](w); !ok || !r.On || r.NationalNumber {
		t.Errorf("the reader is not switched on: %v", w.effects)
	}
	w.step(kiosk.Misread{})
	if !hasNotice(w.screen, "Dat lukte niet") {
		t.Errorf("misread: %+v", w.screen.Notices)
	}
	w.step(kiosk.Misread{})
	if n := w.screen.Notices[0]; len(n.Lines) != 2 {
		t.Errorf("misread twice: %+v", n)
	}
	w.tap("help").at("help")
	if r, ok := effect[kiosk.UseReader](w); !ok || r.On {
		t.Errorf("the reader stays on: %v", w.effects)
	}
	w.tap("next").at("move.identify").step(kiosk.Scanned{Document: document}).at("move.along")
	if r, ok := effect[kiosk.UseReader](w); !ok || r.On {
		t.Errorf("the reader stays on: %v", w.effects)
	}
	w.tap("back").at("move.identify")
	if !hasNotice(w.screen, "Uw document is gelezen") || w.screen.Primary == nil {
		t.Errorf("read already: %+v", w.screen)
	}
	w.tap("scan-again")
	if w.screen.Primary != nil {
		t.Errorf("another document: %+v", w.screen)
	}
	set := setting()
	set.Reader = false
	w.step(kiosk.SettingChanged{Setting: set})
	if r, ok := effect[kiosk.UseReader](w); !ok || r.On || !hasNotice(w.screen, "De lezer werkt nu niet") {
		t.Errorf("pulled out: %v, %+v", w.effects, w.screen.Notices)
	}
	w.tap("without").at("move.name")
}

func TestSettings(t *testing.T) {
	w := walk(t, engine(t), setting(), "nl").tap("language:en").at("welcome")
	if w.screen.Heading != "How can we help?" || w.screen.Look.Language != "en" {
		t.Errorf("welcome in English: %q", w.screen.Heading)
	}
	w.service("move").tap("start:declare", "next", "without").fill("firstNames", "Anna").tap("language").at("language")
	w.tap("language:nl", "next").at("move.name")
	if w.screen.Heading != "Hoe heet u?" || w.screen.Fields[0].Value != "Anna" {
		t.Errorf("the language changed what was typed: %+v", w.screen)
	}
	w.tap("readability", "size:L", "mode:black", "reach:low", "next").at("move.name")
	want := kiosk.Look{Language: "nl", Size: kiosk.SizeL, Mode: kiosk.ModeBlack, LowReach: true}
	if w.screen.Look != want || w.screen.Fields[0].Value != "Anna" || w.screen.Sign.Name != "Voorhaven" {
		t.Errorf("look %+v, want %+v", w.screen.Look, want)
	}
	if w.tap("speak"); !w.screen.Look.Voice {
		t.Error("read aloud does not start")
	}
	w.tap("explain").at("move.name.explain").tap("speak").tap("back").at("move.name")
	if w.screen.Fields[0].Value != "Anna" {
		t.Error("other words cost the answer")
	}

	t.Run("pages", func(t *testing.T) {
		w := walk(t, engine(t), setting(), "nl").tap("readability", "size:XL", "next", "services")
		if len(w.screen.Tiles) != 3 || w.screen.PageText != "Blad 1 van 2" {
			t.Fatalf("%d tiles, %q", len(w.screen.Tiles), w.screen.PageText)
		}
		w.tap("page:more")
		if len(w.screen.Tiles) != 2 || w.screen.Page != 2 {
			t.Errorf("second page: %d tiles", len(w.screen.Tiles))
		}
		w.tap("page:back", "service:passport").at("passport.topic")
	})
	t.Run("silent unit", func(t *testing.T) {
		e := engine(t)
		e.Silent = true
		if w := walk(t, e, setting(), "nl"); slices.Contains(keys(w.screen), "speak") {
			t.Error("offers to read aloud without a voice")
		}
	})
}

func TestHelp(t *testing.T) {
	w := walk(t, engine(t), setting(), "nl").service("move").tap("start:declare", "help").at("help")
	if c, ok := effect[kiosk.CallHelp](w); !ok || c.Screen != "move.privacy" {
		t.Errorf("effects %v", w.effects)
	}
	if text := strings.Join(w.screen.Lead, " "); !strings.Contains(text, "0000 123 456 (voorbeeld)") || !strings.Contains(text, "9.00 tot 17.00") {
		t.Errorf("nobody to call: %q", text)
	}
	w.tap("help")
	if _, ok := effect[kiosk.CallHelp](w); ok {
		t.Error("calls again from the help screen itself")
	}
	w.tap("back").at("move.privacy")
	w = walk(t, engine(t), setting(), "nl").service("special-assistance").tap("start:notify", "next", "without", "help")
	if c, _ := effect[kiosk.CallHelp](w); strings.Contains(c.Screen, "assist") {
		t.Errorf("the call for help names a sensitive service: %q", c.Screen)
	}
}

func TestStop(t *testing.T) {
	e := engine(t)
	w := walk(t, e, setting(), "nl")
	if w.step(kiosk.Act{ID: "stop"}).at("welcome"); len(w.effects) > 0 {
		t.Errorf("nothing to stop: %v", w.effects)
	}
	w.tap("services", "stop").at("goodbye")
	if end, ok := effect[kiosk.End](w); !ok || end.Reason != kiosk.EndStopped {
		t.Errorf("stop with nothing entered: %v", w.effects)
	}
	w = walk(t, e, setting(), "nl").service("passport").tap("start:advice", "choice:me", "stop").at("stopping").tap("next").at("passport.who")
	w.tap("stop", "wipe").at("goodbye")
	if end, ok := effect[kiosk.End](w); !ok || end.Reason != kiosk.EndStopped {
		t.Errorf("stop with something entered: %v", w.effects)
	}
}

func TestIdle(t *testing.T) {
	w := walk(t, engine(t), setting(), "nl").step(kiosk.Idle{}).at("welcome")
	w.tap("services")
	if w.screen.Wait != 120*time.Second {
		t.Errorf("wait %v", w.screen.Wait)
	}
	w.tap("back").service("move").toCheck(0, true)
	if w.screen.Wait != 75*time.Second {
		t.Errorf("wait with personal data %v", w.screen.Wait)
	}
	w.step(kiosk.Idle{}).at("idle")
	if w.screen.Countdown != 30*time.Second || !strings.Contains(w.screen.Lead[0], "30 seconden") {
		t.Errorf("%v, %v", w.screen.Countdown, w.screen.Lead)
	}
	w.step(kiosk.SettingChanged{Setting: setting()}).at("idle")
	w.step(kiosk.Tick{}).tap("stay").at("move.check").step(kiosk.Tick{}).at("move.check")
	w.step(kiosk.Idle{}).tap("help").at("help").tap("next").at("move.check").step(kiosk.Idle{})
	for range 29 {
		w.step(kiosk.Tick{}).at("idle")
	}
	w.step(kiosk.Tick{}).at("goodbye")
	if end, ok := effect[kiosk.End](w); !ok || end.Reason != kiosk.EndIdle {
		t.Errorf("effects %v", w.effects)
	}
	w.step(kiosk.Act{ID: "help"}).step(kiosk.Scanned{Document: document}).step(kiosk.SettingChanged{Setting: setting()}).at("goodbye")

	t.Run("a submission that ends under the warning", func(t *testing.T) {
		w := walk(t, engine(t), setting(), "nl").service("move").toCheck(0, true).tap("send").step(kiosk.Idle{}).at("idle")
		w.step(kiosk.Submitted{Reference: "KDE4T7P", At: noonOf}).at("idle").tap("stay").at("move.confirm")
	})
}

func TestPaper(t *testing.T) {
	e := engine(t)
	sent := func(t *testing.T, set kiosk.Setting) *walker {
		w := walk(t, e, set, "nl").service("move").toCheck(0, true)
		w.send()
		return w
	}
	t.Run("printed, then a copy", func(t *testing.T) {
		w := sent(t, setting())
		if !hasNotice(w.screen, "Uw bon wordt geprint") || w.screen.Left != nil {
			t.Errorf("while printing: %+v", w.screen)
		}
		w.step(kiosk.Printed{Outcome: kiosk.PrintDone})
		if w.screen.Numbers[0] != "Pak uw bon. Hij komt onder het scherm." || w.screen.Left.Label != "Kopie" {
			t.Errorf("printed: %v, %+v", w.screen.Numbers, w.screen.Left)
		}
		w.tap("copy")
		if p, ok := effect[kiosk.Print](w); !ok || !p.Copy || p.Receipt.CopyText != "Kopie" {
			t.Errorf("copy: %+v", w.effects)
		}
	})
	t.Run("out of paper, then refilled", func(t *testing.T) {
		w := sent(t, setting())
		out := setting()
		out.Printer, out.PrinterFault = false, kiosk.FaultPaper
		w.step(kiosk.SettingChanged{Setting: out}).step(kiosk.Printed{Outcome: kiosk.PrintFailed, Reason: kiosk.FaultPaper})
		if !hasNotice(w.screen, "Het papier is op") || w.screen.Left != nil || w.screen.Ticket.QR == "" {
			t.Errorf("out of paper: %+v", w.screen)
		}
		w.step(kiosk.SettingChanged{Setting: setting()})
		if w.screen.Left == nil || w.screen.Left.Label != "Printen" {
			t.Fatalf("refilled: %+v", w.screen.Left)
		}
		w.tap("copy")
		if p, _ := effect[kiosk.Print](w); p.Copy {
			t.Error("the first paper is marked as a copy")
		}
	})
	t.Run("unknown", func(t *testing.T) {
		w := sent(t, setting()).step(kiosk.Printed{Outcome: kiosk.PrintUnknown, Reason: kiosk.FaultTimeout})
		if !hasNotice(w.screen, "Is uw bon goed geprint?") {
			t.Errorf("%+v", w.screen.Notices)
		}
		yes := *w
		yes.tap("paper:ok")
		if hasNotice(yes.screen, "Is uw bon goed geprint?") || yes.screen.Left.Label != "Kopie" {
			t.Errorf("after yes: %+v", yes.screen)
		}
		w.tap("copy")
		if p, _ := effect[kiosk.Print](w); !p.Copy {
			t.Error("what is perhaps on paper already is not marked as a copy")
		}
	})
	t.Run("no printer", func(t *testing.T) {
		set := setting()
		set.Printer, set.PrinterFault = false, kiosk.FaultAbsent
		w := sent(t, set)
		if _, ok := effect[kiosk.Print](w); ok || !hasNotice(w.screen, "Printen lukte niet") {
			t.Errorf("%v, %+v", w.effects, w.screen.Notices)
		}
	})
}

func TestStanding(t *testing.T) {
	set := setting()
	set.Online = false
	w := walk(t, engine(t), set, "nl").service("move").toCheck(0, true)
	w.send()
	if n := w.screen.Notices[0]; n.Title != "Veilig bewaard in deze zuil" || n.Lines[0] != "Er is nu geen verbinding. Wij sturen het straks vanzelf door." {
		t.Errorf("offline: %+v", n)
	}
	w.step(kiosk.Received{Reference: "XXX0000"})
	if w.screen.Notices[0].Mood == kiosk.MoodOK {
		t.Error("somebody else's receipt counts")
	}
	w.step(kiosk.SettingChanged{Setting: setting()})
	if n := w.screen.Notices[0]; n.Lines[0] != "Wij sturen het nu door." {
		t.Errorf("online again: %+v", n)
	}
	w.step(kiosk.Received{Reference: "KDE4T7P"})
	if n := w.screen.Notices[0]; n.Title != "Ontvangen door de gemeente" || n.Mood != kiosk.MoodOK {
		t.Errorf("received: %+v", n)
	}
	w.tap("help").tap("next").at("move.confirm").tap("stop").at("goodbye")
	if end, _ := effect[kiosk.End](w); end.Reason != kiosk.EndDone {
		t.Errorf("stop after sending is done: %v", w.effects)
	}
}

func TestSubmitFails(t *testing.T) {
	w := walk(t, engine(t), setting(), "nl").service("move").toCheck(0, true).tap("send").at("move.busy")
	if slices.Contains(keys(w.screen), "stop") || slices.Contains(keys(w.screen), "back") {
		t.Errorf("keys while busy: %v", keys(w.screen))
	}
	w.tap("help").step(kiosk.SubmitFailed{}).at("move.check")
	if !hasNotice(w.screen, "Versturen lukte niet") || len(w.screen.Rows) == 0 {
		t.Errorf("%+v", w.screen)
	}
	w.send()
}

// TestWipe plants words in every place and looks for them in everything the state still holds.
func TestWipe(t *testing.T) {
	planted := kiosk.Document{Kind: "TD1", Number: "PLANTED01", Surname: "PLANTED", GivenNames: "PLANTED", BirthDate: kiosk.Date{Year: 1948, Month: 3, Day: 12}}
	for _, way := range []string{"idle", "stop", "done"} {
		w := walk(t, engine(t), setting(), "nl").service("move").tap("start:declare", "next").step(kiosk.Scanned{Document: planted})
		w.toCheck(0, true).tap("change:address").fill("addition", "PLANTED")
		switch way {
		case "idle":
			w.step(kiosk.Idle{})
			for w.screen.Kind == kiosk.KindIdle {
				w.step(kiosk.Tick{})
			}
		case "stop":
			w.tap("stop", "wipe")
		case "done":
			w.tap("next")
			w.send()
			w.tap("done")
		}
		w.at("goodbye")
		for _, word := range []string{"PLANTED", "1948", "0612345678", "KDE4T7P", "1234 AB"} {
			if text := fmt.Sprintf("%#v %+v", w.state, w.screen); strings.Contains(text, word) {
				t.Errorf("%s: %s is still there", way, word)
			}
		}
	}
}

// TestPure holds that a step changes nothing of the state it started from.
func TestPure(t *testing.T) {
	e := engine(t)
	w := walk(t, e, setting(), "nl").service("move").tap("start:declare", "next", "without")
	kept, shown := w.state, fmt.Sprintf("%+v", w.screen.Fields)
	w.fill("firstNames", "Anna").fill("lastName", "Smit").tap("next", "back")
	_, sc, _ := e.Step(kept, kiosk.Idle{})
	_, sc2, _ := e.Step(kept, kiosk.Act{ID: "no such key"})
	if fmt.Sprintf("%+v", sc2.Fields) != shown || sc.ID != "idle" {
		t.Errorf("the old state shows %+v, want %s", sc2.Fields, shown)
	}
	var zero flow.State
	if _, sc, effects := e.Step(zero, kiosk.Act{ID: "x"}); sc.ID == "" || len(effects) > 0 {
		t.Errorf("the zero state shows %q", sc.ID)
	}
}
