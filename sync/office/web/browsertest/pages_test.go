package browsertest

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"poploket/kiosk"
	"poploket/kiosk/fact"
	"poploket/sync/office/officetest"
	"poploket/sync/office/store"
	"poploket/sync/office/store/storetest"
	"poploket/sync/wire"
)

// lively is an office in the middle of a week's work.
func lively(t *testing.T) *officetest.Office {
	t.Helper()
	o := officetest.Open(t)
	o.Enrol("bus-1")
	o.Enrol("bus-2")
	o.Plan("m1", "bus-1", "waal", "2026-11-23", "13:30", "16:30")
	o.Plan("m2", "bus-1", "markt", "2026-11-24", "09:30", "16:30", "passport", "driving-licence", "move", "special-assistance")
	o.Plan("m3", "bus-1", "linde", "2026-11-25", "09:30", "12:00", "passport", "move")
	o.Plan("m4", "bus-1", "bieb", "2026-11-25", "13:00", "16:00", "move", "parking-permit", "driving-licence")
	o.Plan("m5", "bus-1", "waal", "2026-11-26", "09:30", "12:00")
	o.Plan("m6", "bus-1", "linde", "2026-11-26", "13:00", "16:00")
	o.Plan("m8", "bus-1", "markt", "2026-11-28", "09:00", "13:00", "passport", "driving-licence", "move", "parking-permit")
	o.Plan("n1", "bus-2", "bieb", "2026-11-23", "09:30", "12:30")
	o.Plan("n2", "bus-2", "linde", "2026-11-24", "10:00", "12:00")
	o.Plan("n3", "bus-2", "waal", "2026-11-24", "13:00", "16:00", "move", "parking-permit")
	o.Plan("n4", "bus-2", "markt", "2026-11-25", "09:30", "12:30")
	gone := o.Plan("n6", "bus-2", "bieb", "2026-11-27", "09:30", "15:00")
	o.Publish()
	_, err := o.Publisher.TrustedKeys(t.Context(), "kantoor")
	check(t, err)
	_, err = o.Publisher.Catalogue(t.Context(), "kantoor", "", []byte("{}"))
	check(t, err)
	o.Plan("m7", "bus-1", "linde", "2026-11-27", "13:00", "19:30", "special-assistance", "move", "passport")
	st, err := o.Store.Stop(t.Context(), "n4")
	check(t, err)
	st.Start, st.End = st.Start.Add(time.Hour), st.End.Add(2*time.Hour)
	_, err = o.Store.SaveStop(t.Context(), st, func([]store.Stop) error { return nil })
	check(t, err)
	check(t, o.Store.DeleteStop(t.Context(), "n6", gone.Rev))

	j := storetest.NewJournal(t, "bus-1", 0xc0ffee, officetest.Tuesday().Add(-time.Hour))
	j.Stop = "m2"
	es := []fact.Entry{j.Add(fact.UnitStarted{Reason: "clean"}, nil), j.Add(fact.DeviceChanged{Device: "reader", State: "ready"}, nil),
		j.Add(fact.DeviceChanged{Device: "printer", State: "ready"}, nil), j.Add(fact.LinkChanged{Online: true}, nil),
		j.Add(fact.ReaderMisread{Field: "check digit of the document number", Document: "TD3"}, nil), j.Add(fact.ReaderMisread{Field: "check digit of the document number", Document: "TD3"}, nil)}
	q := kiosk.Request{Service: "move", Action: "report", Class: kiosk.ClassCapture, Identity: kiosk.IdentityScanned, Language: "nl",
		Document: &kiosk.Document{Kind: "TD3", Issuer: "NLD", Number: "SPECI2021", Surname: "De Voorbeeld", GivenNames: "Anna Sofie", BirthDate: kiosk.Date{Year: 1965, Month: 3, Day: 10}, ExpiryDate: kiosk.Date{Year: 2030, Month: 8, Day: 30}},
		Answers: []kiosk.Answer{{Question: "when", Label: "Wanneer verhuist u?", Value: "2026-12-01", Text: []string{"1 december 2026"}},
			{Question: "where", Label: "Waar gaat u wonen?", Value: "1234AB 12", Text: []string{"Havenstraat 12", "1234 AB Voorhaven"}},
			{Question: "who", Label: "Wie verhuizen er mee?", Value: "partner", Text: []string{"Mijn partner"}}}}
	es = append(es, o.Request(j, q, first, "3467ACDEFG"))
	es = append(es, j.Printed(factOf(t, es[len(es)-1]).Subject, kiosk.PrintDone))
	es = append(es, j.Add(fact.LinkChanged{}, nil))
	q.Service, q.Language = "passport", "en"
	es = append(es, o.Request(j, q, ref(t, j), "3467ACDEFG"))
	q = kiosk.Request{Service: "special-assistance", Sensitive: true, Action: "apply", Class: kiosk.ClassCapture, Identity: kiosk.IdentityNone, Language: "ar"}
	es = append(es, o.Request(j, q, ref(t, j), "3467ACDEFG"))
	es = append(es, j.Printed(factOf(t, es[len(es)-1]).Subject, kiosk.PrintFailed), j.Add(fact.DeviceChanged{Device: "printer", State: "fault", Fault: "paper"}, nil))
	o.Ingest(j, es...)
	check(t, o.Store.Hello(t.Context(), wire.Hello{Unit: "bus-1", Epoch: j.Epoch, Last: uint64(len(es)), Receipted: 10, Documents: map[string]uint64{"tour": 1, "catalogue": 1, "keys": 1}, Wall: o.Now().Add(400 * time.Millisecond).UnixNano()}, o.Now()))
	away := o.Now().Add(-25 * time.Minute)
	check(t, o.Store.Hello(t.Context(), wire.Hello{Unit: "bus-2", Epoch: 7, Last: 14, Documents: map[string]uint64{"tour": 1, "catalogue": 1, "keys": 1}, Wall: away.UnixNano()}, away))
	check(t, o.Store.Presence(t.Context(), "bus-2", wire.Presence{}, away))
	check(t, o.Store.AddIncident(t.Context(), store.Incident{Kind: store.IncidentConnection, Detail: "onbekend certificaat", Last: o.Now().Add(-2 * time.Hour)}))
	return o
}

// first is the reference of the first request; its code is 3467ACDEFG.
var first = func() kiosk.Reference {
	r, err := kiosk.NewReference("KD", strings.NewReader("poploket"))
	if err != nil {
		panic(err)
	}
	return r
}()

func ref(t *testing.T, j *storetest.Journal) kiosk.Reference {
	t.Helper()
	r, err := kiosk.NewReference("KD", j.Random())
	check(t, err)
	return r
}

func factOf(t *testing.T, e fact.Entry) fact.Fact {
	t.Helper()
	f, err := fact.Parse(e.Fact)
	check(t, err)
	return f
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Every page, in the middle of a week's work, as each role sees it.
func TestPages(t *testing.T) {
	o := lively(t)
	b := open(t, o)
	b.visit("/inloggen")
	b.photo("login")
	b.login("noor")
	for name, path := range map[string]string{
		"week": "/week", "week-draft": "/week?dag=2026-11-27&halte=m7", "week-empty": "/week?dag=2027-03-01", "stop-new": "/haltes/nieuw?dag=2026-11-27&eenheid=bus-2",
		"stop-edit": "/haltes/m2", "stop-drop": "/haltes/m8/weg", "publish": "/publiceren", "units": "/gereedheid", "unit": "/gereedheid/bus-1", "venues": "/plekken",
		"forbidden": "/inzage", "missing": "/haltes/nergens", "password": "/wachtwoord",
	} {
		b.visit(path)
		b.photo(name)
	}
	b.logout()
	b.login("hana")
	b.visit("/aanvragen")
	b.photo("requests")
	b.press(".requests tbody tr:last-child .ref")
	b.photo("request-sealed")
	b.press(".form .primary")
	b.photo("request-why")
	b.do(chromedp.Click(chromedp.CSS(".choice input")))
	b.press(".form .primary")
	b.photo("request-open")
	b.logout()
	b.login("ida")
	b.photo("audit")
	b.logout()
	b.login("admin")
	b.visit("/gereedheid/nieuw")
	b.photo("unit-new")
	b.visit("/gereedheid/bus-2")
	b.press("aside form .key")
	b.photo("token")
	b.visit("/mensen")
	b.photo("people")
	b.logout()
	b.visit("/s")
	b.photo("status-ask", desktop, phone)
	b.visit("/s/" + string(first) + "/3467ACDEFG")
	b.photo("status", desktop, phone)
	b.visit("/s/" + string(first) + "/3467ACDEFF")
	b.photo("status-wrong", desktop, phone)
}
