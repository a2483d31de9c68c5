package flow_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"poploket/assets"
	"poploket/kiosk"
	"poploket/kiosk/catalog"
	"poploket/kiosk/flow"
	"poploket/kiosk/i18n"
)

// noonOf is a Tuesday in winter, 10.42 in Voorhaven.
var noonOf = time.Date(2026, 11, 24, 9, 42, 0, 0, time.UTC)

func engine(t *testing.T) *flow.Engine {
	t.Helper()
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	c, err := catalog.Load(assets.Services)
	if err != nil {
		t.Fatal(err)
	}
	return &flow.Engine{Catalog: c, Texts: texts}
}

func setting() kiosk.Setting {
	return kiosk.Setting{
		Municipality: kiosk.Municipality{ID: "voorhaven", Name: "Gemeente Voorhaven", Short: "Voorhaven", Country: "NL",
			Phone: "0000 123 456 (voorbeeld)", Hours: "maandag tot en met vrijdag, 9.00 tot 17.00 uur", Zone: "Europe/Amsterdam", Example: true},
		Unit: "bus-1", UnitName: "Bus 1", HasStop: true,
		Stop: kiosk.Stop{ID: "s1", Unit: "bus-1", Venue: "Marktplein", Start: noonOf.Add(-time.Hour), End: noonOf.Add(6 * time.Hour),
			Services: []string{"passport", "driving-licence", "move", "parking-permit", "special-assistance"}},
		Next:    kiosk.Stop{ID: "s2", Unit: "bus-1", Venue: "Marktplein", Start: noonOf.AddDate(0, 0, 7), End: noonOf.AddDate(0, 0, 7).Add(5 * time.Hour)},
		HasNext: true, Tour: 7, Catalogue: 48, Online: true, Reader: true, Printer: true, Languages: []string{"nl", "en"}, Now: noonOf,
	}
}

// walker is a visit with what it saw.
type walker struct {
	t       *testing.T
	engine  *flow.Engine
	state   flow.State
	screen  kiosk.Screen
	effects []kiosk.Effect // of the last step
	seen    []kiosk.Screen
}

func walk(t *testing.T, e *flow.Engine, set kiosk.Setting, lang string) *walker {
	w := &walker{t: t, engine: e}
	w.state, w.screen = e.Start(set, kiosk.Look{Language: lang, Size: kiosk.SizeM, Mode: kiosk.ModeDay})
	w.seen = append(w.seen, w.screen)
	return w
}

func (w *walker) step(in kiosk.Input) *walker {
	w.t.Helper()
	w.state, w.screen, w.effects = w.engine.Step(w.state, in)
	w.seen = append(w.seen, w.screen)
	return w
}

// tap presses a key that must be there.
func (w *walker) tap(ids ...string) *walker {
	w.t.Helper()
	for _, id := range ids {
		if !slices.Contains(keys(w.screen), id) {
			w.t.Fatalf("on %s: no key %q among %v", w.screen.ID, id, keys(w.screen))
		}
		w.step(kiosk.Act{ID: id})
	}
	return w
}

func (w *walker) at(id string) *walker {
	w.t.Helper()
	if w.screen.ID != id {
		w.t.Fatalf("on %s, want %s", w.screen.ID, id)
	}
	return w
}

func (w *walker) fill(field, value string) *walker {
	w.t.Helper()
	w.step(kiosk.Edit{Field: field, Value: value})
	for _, f := range w.screen.Fields {
		if f.ID == field && f.Value == value {
			return w
		}
	}
	w.t.Fatalf("on %s: field %s does not hold what was typed", w.screen.ID, field)
	return w
}

func effect[T kiosk.Effect](w *walker) (T, bool) {
	for _, e := range w.effects {
		if x, ok := e.(T); ok {
			return x, true
		}
	}
	var none T
	return none, false
}

// keys are the ids of all that can be pressed.
func keys(s kiosk.Screen) (ids []string) {
	for _, a := range []*kiosk.Action{s.Primary, s.Explain, s.Left, s.Help, s.Right} {
		if a != nil {
			ids = append(ids, a.ID)
		}
	}
	for _, a := range slices.Concat(s.More, s.Tools, s.Languages) {
		ids = append(ids, a.ID)
	}
	for _, x := range s.Tiles {
		ids = append(ids, x.ID)
	}
	for _, c := range s.Choices {
		ids = append(ids, c.ID)
	}
	for _, g := range s.Groups {
		for _, c := range g.Choices {
			ids = append(ids, c.ID)
		}
	}
	for _, r := range s.Rows {
		ids = append(ids, r.Change.ID)
	}
	for _, n := range s.Notices {
		if n.Action != nil {
			ids = append(ids, n.Action.ID)
		}
	}
	return ids
}

// sheet is what the tests fill in, by field.
var sheet = map[string]string{
	"firstNames": "Anna", "lastName": "de Vries", "birthDate": "12-03-1948", "postcode": "1234ab", "number": "12", "addition": "A",
	"movedOn": "30-11-2026", "phoneNumber": "0612345678", "emailAddress": "naam@voorbeeld.nl",
	"plate": "G123BB", "plateBE": "1ABC234", "plateOther": "B AB 123", "costDate": "20-11-2026",
}

var document = kiosk.Document{Kind: "TD1", Issuer: "NLD", Number: "SPECI2014", Surname: "DE VRIES", GivenNames: "ANNA MARIA",
	BirthDate: kiosk.Date{Year: 1948, Month: 3, Day: 12}, ExpiryDate: kiosk.Date{Year: 2030, Month: 1, Day: 1}, NationalNumber: "999991802"}

// service goes to a service's topic by the services screen, whatever leads the welcome screen.
func (w *walker) service(id string) *walker {
	w.t.Helper()
	w.tap("services")
	for !slices.Contains(keys(w.screen), "service:"+id) {
		w.tap("page:more")
	}
	return w.tap("service:" + id)
}

// answer answers the question that is shown with the n-th option, or from the sheet.
func (w *walker) answer(n int) *walker {
	w.t.Helper()
	if len(w.screen.Choices) > 0 {
		if !w.screen.Multi || n > 0 {
			w.tap(w.screen.Choices[min(n, len(w.screen.Choices)-1)].ID)
		}
	}
	for _, f := range w.screen.Fields {
		v, ok := sheet[f.ID]
		if !ok {
			w.t.Fatalf("on %s: nothing to fill in for %s", w.screen.ID, f.ID)
		}
		w.fill(f.ID, v)
	}
	return w.tap("next")
}

// toCheck goes on until everything is answered, with the n-th option everywhere.
func (w *walker) toCheck(n int, scan bool) *walker {
	w.t.Helper()
	for range 40 {
		switch w.screen.Kind {
		case kiosk.KindTopic:
			w.tap(w.screen.Primary.ID)
		case kiosk.KindNotice:
			w.tap("next")
		case kiosk.KindIdentify:
			if scan {
				w.step(kiosk.Scanned{Document: document})
			} else {
				w.tap("without")
			}
		case kiosk.KindQuestion:
			before := w.screen.ID
			if w.answer(n); w.screen.ID == before {
				w.t.Fatalf("stays on %s: %+v", before, w.screen.Notices)
			}
		case kiosk.KindCheck:
			return w
		default:
			w.t.Fatalf("came to %s", w.screen.ID)
		}
	}
	w.t.Fatal("no check screen after 40 steps")
	return w
}

// send sends, and keeps the request.
func (w *walker) send() kiosk.Request {
	w.t.Helper()
	w.tap("send")
	s, ok := effect[kiosk.Submit](w)
	if !ok || w.screen.Kind != kiosk.KindBusy {
		w.t.Fatalf("sending: on %s, effects %v", w.screen.ID, w.effects)
	}
	w.step(kiosk.Submitted{Reference: "KDE4T7P", Code: "ACDEFGHJKM", StatusURL: "https://voorbeeld.example/s/KDE4T7P/ACDEFGHJKM", At: noonOf, ReceiptNo: 231})
	if w.screen.Kind != kiosk.KindConfirm {
		w.t.Fatalf("after sending: on %s", w.screen.ID)
	}
	return s.Request
}

// prose is everything a screen says in sentences.
func prose(s kiosk.Screen) []string {
	lines := append([]string{s.Heading}, s.Lead...)
	for _, n := range s.Notices {
		lines = append(append(lines, n.Title), n.Lines...)
	}
	return append(lines, s.Numbers...)
}

func wordsIn(s string) int { return len(strings.Fields(s)) }
