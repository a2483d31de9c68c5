package main

import (
	"fmt"
	"strings"
	"time"

	"poploket/assets"
	"poploket/kiosk"
	"poploket/kiosk/catalog"
	"poploket/kiosk/flow"
	"poploket/kiosk/i18n"
)

// visit walks the real engine through the example catalogue and keeps every new screen: what residents see, in the words
// they see it.
type visit struct {
	engine *flow.Engine
	state  flow.State
	screen kiosk.Screen
	seen   []kiosk.Screen
	ids    map[string]bool
}

// tenOClock is a Tuesday at the Marktplein.
var tenOClock = time.Date(2026, 11, 24, 9, 42, 0, 0, time.UTC)

func setting() kiosk.Setting {
	stop := kiosk.Stop{ID: "s1", Unit: "bus-1", Venue: "Marktplein", Start: tenOClock.Add(-102 * time.Minute), End: tenOClock.Add(6*time.Hour - 12*time.Minute),
		Services: []string{"passport", "driving-licence", "move", "parking-permit", "special-assistance"}}
	next := stop
	next.Start, next.End = stop.Start.AddDate(0, 0, 7), stop.End.AddDate(0, 0, 7)
	return kiosk.Setting{
		Municipality: kiosk.Municipality{ID: "voorhaven", Name: "Gemeente Voorhaven", Short: "Voorhaven", Country: "NL",
			Phone: "0000 123 456 (voorbeeld)", Hours: "maandag tot en met vrijdag, 9.00 tot 17.00 uur", Zone: "Europe/Amsterdam", Example: true},
		Unit: "bus-1", UnitName: "Bus 1", HasStop: true, Stop: stop, Next: next, HasNext: true,
		Tour: 7, Catalogue: 48, Reader: true, Printer: true, Languages: []string{"nl", "en"}, Now: tenOClock,
	}
}

// walkAll is every screen that a visit to each service passes, once, in a language.
func walkAll(look kiosk.Look) ([]kiosk.Screen, error) {
	texts, err := i18n.Load()
	if err != nil {
		return nil, err
	}
	services, err := catalog.Load(assets.Services)
	if err != nil {
		return nil, err
	}
	v := &visit{engine: &flow.Engine{Catalog: services, Texts: texts}, ids: map[string]bool{}}
	for _, sv := range services.Services {
		v.start(look)
		if v.has("services") {
			v.tap("services")
		}
		for !v.has("service:"+sv.ID) && v.has("page:more") {
			v.tap("page:more")
		}
		v.through("service:" + sv.ID)
		if v.screen.Kind != kiosk.KindConfirm {
			return nil, fmt.Errorf("a visit for %s ends on %s and not with a confirmation", sv.ID, v.screen.ID)
		}
	}
	v.asides(look)
	return v.seen, nil
}

func (v *visit) start(look kiosk.Look) {
	v.state, v.screen = v.engine.Start(setting(), look)
	v.keep("")
}

func (v *visit) step(in kiosk.Input) {
	v.state, v.screen, _ = v.engine.Step(v.state, in)
	v.keep("")
}

func (v *visit) tap(id string) { v.step(kiosk.Act{ID: id}) }

// keep notes a screen that was not seen before, or another state of one.
func (v *visit) keep(variant string) {
	id := v.screen.ID + variant
	if len(v.screen.Notices) > 0 && v.screen.Notices[0].Mood == kiosk.MoodFault {
		id += "-fault"
	}
	if v.screen.Page > 1 {
		id += fmt.Sprint("-page", v.screen.Page)
	}
	if !v.ids[id] {
		v.ids[id] = true
		s := v.screen
		s.ID = id
		v.seen = append(v.seen, s)
	}
}

// has reports whether the screen that is shown offers a key.
func (v *visit) has(id string) bool {
	for _, a := range append(append([]kiosk.Action(nil), v.screen.More...), v.screen.Tools...) {
		if a.ID == id {
			return true
		}
	}
	for _, t := range v.screen.Tiles {
		if t.ID == id {
			return true
		}
	}
	return v.screen.Primary != nil && v.screen.Primary.ID == id
}

// through begins a service and goes to its end, answering whatever is asked.
func (v *visit) through(service string) {
	v.tap(service)
	for range 40 {
		s := v.screen
		switch {
		case s.Kind == kiosk.KindIdentify:
			v.step(kiosk.Misread{})
			v.step(kiosk.Scanned{Document: kiosk.Document{Kind: "TD1", Issuer: "NLD", Number: "SPECI2014", Surname: "VOORBEELD", GivenNames: "ANNA MARIA",
				BirthDate: kiosk.Date{Year: 1948, Month: 3, Day: 12}, ExpiryDate: kiosk.Date{Year: 2030, Month: 3, Day: 9}}})
		case s.Kind == kiosk.KindQuestion:
			v.answer(s)
		case s.Kind == kiosk.KindBusy:
			v.sent()
			return
		case s.Primary == nil || s.Kind == kiosk.KindConfirm || s.Kind == kiosk.KindWelcome:
			return
		default:
			v.tap(s.Primary.ID)
		}
	}
}

// answer first presses on with nothing, to see what is said, then fills in what holds.
func (v *visit) answer(s kiosk.Screen) {
	v.tap("explain")
	if v.screen.ID != s.ID && v.screen.Primary != nil {
		v.tap(v.screen.Primary.ID)
	}
	v.tap("next")
	if v.screen.ID != s.ID {
		return
	}
	chosen := false
	for _, c := range v.screen.Choices {
		chosen = chosen || c.Chosen
	}
	if len(s.Choices) > 0 && !chosen {
		v.tap(s.Choices[0].ID)
	}
	for _, f := range s.Fields {
		v.step(kiosk.Edit{Field: f.ID, Value: filled(f)})
	}
	v.tap("next")
}

// filled is a value that a field takes.
func filled(f kiosk.Field) string {
	switch f.Kind {
	case kiosk.FieldPostcode:
		return "1234 AB"
	case kiosk.FieldNumber:
		return "12"
	case kiosk.FieldPlate:
		return "G-123-BB"
	case kiosk.FieldPhone:
		return "0612345678"
	case kiosk.FieldEmail:
		return "a.voorbeeld@voorbeeld.example"
	case kiosk.FieldBSN:
		return "999990019"
	case kiosk.FieldDate:
		if strings.Contains(strings.ToLower(f.ID), "birth") {
			return "12-03-1948"
		}
		return "30-11-2026"
	}
	if strings.Contains(strings.ToLower(f.Label), "straat") || strings.Contains(strings.ToLower(f.ID), "street") {
		return "Voorbeeldstraat"
	}
	if strings.Contains(strings.ToLower(f.ID), "number") {
		return "12"
	}
	return "Voorbeeld"
}

// sent goes on from the busy screen to paper and receipt.
func (v *visit) sent() {
	v.step(kiosk.Submitted{Reference: "KDE4T7P", Code: "3467ACDEFG", StatusURL: "http://voorhaven.example/s/KDE4T7P/3467ACDEFG", At: tenOClock, ReceiptNo: 231})
	v.step(kiosk.Printed{Outcome: kiosk.PrintFailed, Reason: kiosk.FaultPaper})
	v.keep("-paper")
	v.tap("copy")
	v.step(kiosk.Printed{Outcome: kiosk.PrintUnknown})
	v.keep("-unknown")
	v.tap("paper:ok")
	v.step(kiosk.Received{Reference: "KDE4T7P"})
	v.keep("-received")
}

// asides are the screens beside the way: help, settings, stop, idle, goodbye, and a unit without a stop.
func (v *visit) asides(look kiosk.Look) {
	for _, id := range []string{"help", "language", "readability"} {
		v.start(look)
		v.tap("services")
		v.tap(id)
	}
	v.start(look)
	v.tap("services")
	v.step(kiosk.Idle{})
	v.start(look)
	set := setting()
	set.HasStop = false
	v.step(kiosk.SettingChanged{Setting: set})
	v.start(look)
	v.tap("services")
	v.tap("stop")
}
