package browsertest

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"poploket/sync/office/officetest"
)

// A planner's morning: log in, plan a stop, get it wrong in the ways people do, put it right, publish it.
func TestPlannersMorning(t *testing.T) {
	o := officetest.Open(t)
	o.Enrol("bus-1")
	o.Plan("wo", "bus-1", "bieb", "2026-11-25", "13:00", "16:00")
	o.Publish()
	b := open(t, o)
	b.visit("/week")
	if got := b.text("h1"); got != "Inloggen" {
		t.Fatalf("a stranger sees %q", got)
	}
	b.login("noor")
	if got := b.text("h1"); got != "Week 48" {
		t.Fatalf("after logging in: %q", got)
	}
	b.visit("/haltes/nieuw?dag=2026-11-25&eenheid=bus-1")
	b.pick("#plek", "markt")
	b.fill("#begin", "12.00")
	b.fill("#einde", "9.30")
	b.fill("#notitie", "stroom bij de fontein")
	b.press(".form .primary")
	b.says(".summary", "Het einde ligt voor het begin. Maak het einde later dan 12.00 uur.", "Kies minstens één dienst.", "Er is niets bewaard")
	b.photo("stop-errors")
	if got := eval[string](b, "document.querySelector('#notitie').value + document.querySelector('#begin').value + document.querySelector('#plek').value"); got != "stroom bij de fontein12.00markt" {
		t.Fatalf("what was typed is now %q", got)
	}
	b.do(chromedp.Click(chromedp.CSS(`.summary a[href="#einde"]`)))
	if got := eval[string](b, "document.activeElement.id"); got != "einde" {
		t.Fatalf("the error leads to %q", got)
	}
	b.fill("#einde", "13.20")
	b.do(chromedp.Click(chromedp.CSS(`input[value="move"]`)), chromedp.Click(chromedp.CSS(`input[value="passport"]`)))
	b.press(".form .primary")
	b.says(".summary", "Dezelfde eenheid staat dan al op Bibliotheek, van 13.00 tot 16.00 uur. Dat overlapt 20 minuten.")
	b.photo("stop-overlap")
	if n := drafts(t, o); n != 1 {
		t.Fatalf("%d stops, want only the one that was there", n)
	}
	b.fill("#begin", "9.30")
	b.fill("#einde", "12.00")
	b.press(".form .primary")
	b.says(".said", "Bewaard als concept: Marktplein, wo 25 nov 9.30 – 12.00.")
	b.says(".stop.lit", "Marktplein", "Nieuw")
	b.photo("week-saved")
	b.press(".bar .primary")
	b.says(".diff", "Nieuw", "Marktplein", "Bus 1, woensdag 25 november, 9.30 – 12.00")
	b.press(".form .primary")
	b.says(".fielderror", "Schrijf kort waarom u publiceert.")
	b.fill("#waarom", "markt erbij")
	b.press(".form .primary")
	b.says(".said", "Gepubliceerd: 1 wijziging voor 1 eenheid.")
	b.says(".big", "Er is geen verschil.")
	b.photo("published")
	if len(o.Pushed) == 0 {
		t.Fatal("nothing was brought to the unit")
	}
}

// Everything can be done by keys alone, and focus is always seen.
func TestKeysAlone(t *testing.T) {
	o := officetest.Open(t)
	b := open(t, o)
	b.login("noor")
	b.visit("/week")
	b.do(chromedp.KeyEvent("\t"))
	if got := eval[string](b, "document.activeElement.textContent"); got != "Naar de inhoud" {
		t.Fatalf("the first key leads to %q", got)
	}
	b.visit("/haltes/nieuw?dag=2026-11-27&eenheid=bus-1")
	eval[chromedp.Void](b, "document.querySelector('#plek').focus()")
	b.do(chromedp.KeyEvent("Mark"))
	seen := 0
	for range 30 {
		b.do(chromedp.KeyEvent("\t"))
		if eval[bool](b, `(() => { const e = document.activeElement, s = [e, e.closest(".choice")].filter(Boolean).map(x => getComputedStyle(x)); return s.some(c => c.outlineStyle !== "none" && parseFloat(c.outlineWidth) >= 2) })()`) {
			seen++
		} else {
			t.Errorf("no focus is seen on %s", eval[string](b, "document.activeElement.outerHTML.slice(0, 120)"))
		}
		if eval[bool](b, `document.activeElement.value === "move"`) {
			b.do(chromedp.KeyEvent(" "))
			break
		}
	}
	if seen < 5 {
		t.Fatalf("focus moved through %d controls only", seen)
	}
	eval[chromedp.Void](b, "document.querySelector('.form .primary').focus()")
	if _, err := chromedp.RunResponse(b.ctx, chromedp.KeyEvent("\r")); err != nil {
		t.Fatal(err)
	}
	b.says(".said", "Bewaard als concept: Marktplein, vr 27 nov 9.30 – 12.30.")
}

func drafts(t *testing.T, o *officetest.Office) int {
	t.Helper()
	ss, err := o.Store.Stops(t.Context(), time.Time{}, time.Time{})
	check(t, err)
	return len(ss)
}

// says checks what a person reads at a place.
func (b *browser) says(place string, texts ...string) {
	b.t.Helper()
	got := strings.Join(strings.Fields(b.text(place)), " ")
	for _, text := range texts {
		if !strings.Contains(got, text) {
			b.t.Fatalf("%s doesn't say %q but %q", place, text, got)
		}
	}
}

// pick chooses from a list.
func (b *browser) pick(list, value string) {
	b.t.Helper()
	b.set(list, value)
}
