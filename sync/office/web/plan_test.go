package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"poploket/kiosk"
	"poploket/sync/office/officetest"
	"poploket/sync/office/store"
)

func regexpFind(t *testing.T, expr, body string) string {
	t.Helper()
	m := regexp.MustCompile(expr).FindStringSubmatch(body)
	if m == nil {
		t.Fatalf("no %s in\n%s", expr, plain(body))
	}
	return m[1]
}

func stopForm(change url.Values) url.Values {
	f := url.Values{"eenheid": {"bus-1"}, "plek": {"markt"}, "dag": {"2026-11-25"}, "begin": {"9.30"}, "einde": {"12.00"}, "dienst": {"move", "passport"}, "notitie": {"sleutel"}}
	for k, v := range change {
		f[k] = v
	}
	return f
}

func drafts(t *testing.T, o *officetest.Office) []store.Stop {
	t.Helper()
	ss, err := o.Store.Stops(t.Context(), time.Time{}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return ss
}

func TestPlanAStop(t *testing.T) {
	o := officetest.Open(t)
	c := as(t, o, "noor")
	c.get("/haltes/nieuw?dag=2026-11-25&eenheid=bus-1").want(t, http.StatusOK, "Plan een halte", "Marktplein, Marktplein 1, naast de fontein")
	a := c.post("/haltes/nieuw", stopForm(nil)).want(t, http.StatusSeeOther)
	ss := drafts(t, o)
	if len(ss) != 1 || a.header.Get("Location") != "/week?dag=2026-11-25&halte="+ss[0].ID {
		t.Fatalf("%d stops, sent to %s", len(ss), a.header.Get("Location"))
	}
	s := ss[0]
	if s.Unit != "bus-1" || s.Venue != "Marktplein" || s.By != "noor" || s.Note != "sleutel" || fmt.Sprint(s.Services) != "[passport move]" ||
		!s.Start.Equal(time.Date(2026, 11, 25, 8, 30, 0, 0, time.UTC)) || !s.End.Equal(time.Date(2026, 11, 25, 11, 0, 0, 0, time.UTC)) {
		t.Fatalf("got %+v", s)
	}
	c.get(a.header.Get("Location")).want(t, http.StatusOK, "Bewaard als concept: Marktplein, wo 25 nov 9.30 – 12.00", "Nieuw, nog niet gepubliceerd", "1 wijziging")
}

func TestTimesAsPeopleTypeThem(t *testing.T) {
	o := officetest.Open(t)
	c := as(t, o, "noor")
	for i, v := range []struct{ from, to, want string }{{"9.30", "12.00", "9.30 – 12.00"}, {"09:30", "12:15", "9.30 – 12.15"}, {"930", "1200", "9.30 – 12.00"}, {"9", "12", "9.00 – 12.00"}} {
		day := fmt.Sprintf("2026-12-%02d", i+1)
		to := c.post("/haltes/nieuw", stopForm(url.Values{"dag": {day}, "begin": {v.from}, "einde": {v.to}})).want(t, http.StatusSeeOther).header.Get("Location")
		c.get(to).want(t, http.StatusOK, v.want)
	}
}

func TestStopErrors(t *testing.T) {
	o := officetest.Open(t)
	o.Plan("other", "bus-1", "bieb", "2026-11-26", "13:00", "16:00")
	c := as(t, o, "noor")
	for _, v := range []struct {
		name   string
		change url.Values
		want   string
	}{
		{"end before start", url.Values{"begin": {"12.00"}, "einde": {"9.30"}}, "Het einde ligt voor het begin. Maak het einde later dan 12.00 uur."},
		{"no length", url.Values{"einde": {"9.30"}}, "Het einde ligt voor het begin."},
		{"overlap", url.Values{"dag": {"2026-11-26"}, "begin": {"9.30"}, "einde": {"13.20"}}, "Dezelfde eenheid staat dan al op Bibliotheek, van 13.00 tot 16.00 uur. Dat overlapt 20 minuten."},
		{"past", url.Values{"dag": {"2026-11-23"}}, "Dit ligt in het verleden."},
		{"earlier today", url.Values{"dag": {"2026-11-24"}}, "Dit ligt in het verleden."},
		{"too early", url.Values{"begin": {"5.30"}}, "begint niet voor 6.00 uur"},
		{"too late", url.Values{"einde": {"23.30"}}, "eindigt uiterlijk om 23.00 uur"},
		{"too short", url.Values{"einde": {"9.40"}}, "duurt minstens 15 minuten"},
		{"too far", url.Values{"dag": {"2036-01-01"}}, "Zo ver vooruit kan niet"},
		{"no services", url.Values{"dienst": {}}, "Kies minstens één dienst."},
		{"unknown service", url.Values{"dienst": {"bribe"}}, "Kies minstens één dienst."},
		{"no venue", url.Values{"plek": {""}}, "Kies een plek."},
		{"unknown venue", url.Values{"plek": {"maan"}}, "Kies een plek."},
		{"unknown unit", url.Values{"eenheid": {"bus-9"}}, "Kies een eenheid."},
		{"no date", url.Values{"dag": {""}}, "Vul een datum in"},
		{"29 February", url.Values{"dag": {"2027-02-29"}}, "Vul een datum in"},
		{"no time", url.Values{"begin": {""}}, "Vul een tijd in"},
		{"25 o'clock", url.Values{"begin": {"25.00"}}, "tussen 0.00 en 23.59"},
		{"words", url.Values{"einde": {"middag"}}, "Vul een tijd in"},
		{"the hour that isn't", url.Values{"dag": {"2027-03-28"}, "begin": {"2.30"}}, "Deze tijd bestaat niet op deze dag"},
	} {
		t.Run(v.name, func(t *testing.T) {
			a := c.post("/haltes/nieuw", stopForm(v.change)).want(t, http.StatusUnprocessableEntity, "Er is niets bewaard", v.want)
			if !strings.Contains(a.body, ">sleutel</textarea>") || v.change["dag"] == nil && !strings.Contains(a.body, `value="2026-11-25"`) {
				t.Fatal("what was typed is gone")
			}
			if n := len(drafts(t, o)); n != 1 {
				t.Fatalf("%d stops are saved, want only the one that was", n)
			}
		})
	}
	c.post("/haltes/nieuw", url.Values{}).want(t, http.StatusUnprocessableEntity, "Kies een plek.", "Kies een eenheid.", "Vul een datum in", "Kies minstens één dienst.")
}

func TestEditAndDelete(t *testing.T) {
	o := officetest.Open(t)
	o.Plan("a", "bus-1", "markt", "2026-11-25", "09:30", "12:00")
	o.Plan("old", "bus-1", "markt", "2026-11-23", "09:30", "12:00")
	c, other := as(t, o, "noor"), as(t, o, "admin")
	a := c.get("/haltes/a").want(t, http.StatusOK, "Wijzig halte Marktplein")
	rev := regexpFind(t, `name="versie" value="(\d+)"`, a.body)
	if !strings.Contains(a.body, `value="9.30"`) || !strings.Contains(a.body, `value="move" checked`) {
		t.Fatal("the form doesn't show the stop as it is")
	}
	other.post("/haltes/a", stopForm(url.Values{"versie": {rev}, "einde": {"13.00"}})).want(t, http.StatusSeeOther)
	c.post("/haltes/a", stopForm(url.Values{"versie": {rev}, "einde": {"14.00"}})).want(t, http.StatusConflict, "Iemand anders heeft deze halte intussen gewijzigd")
	c.post("/haltes/a/weg", url.Values{"versie": {rev}}).want(t, http.StatusConflict, "intussen gewijzigd")
	rev = regexpFind(t, `name="versie" value="(\d+)"`, c.get("/haltes/a/weg").want(t, http.StatusOK, "nog niet gepubliceerd").body)
	c.post("/haltes/a/weg", url.Values{"versie": {rev}}).want(t, http.StatusSeeOther)
	c.get("/haltes/a").want(t, http.StatusNotFound)
	c.get("/haltes/old").want(t, http.StatusConflict, "is geweest")
	c.post("/haltes/old/weg", url.Values{"versie": {"1"}}).want(t, http.StatusConflict, "is geweest")
	if ss := drafts(t, o); len(ss) != 1 || ss[0].ID != "old" {
		t.Fatalf("got %+v", ss)
	}
}

func TestPublish(t *testing.T) {
	o := officetest.Open(t)
	a := o.Plan("a", "bus-1", "markt", "2026-11-25", "09:30", "12:00")
	c := as(t, o, "noor")
	page := c.get("/publiceren").want(t, http.StatusOK, "1 wijziging", "Nieuw Marktplein Bus 1, woensdag 25 november, 9.30 – 12.00", "Wie merkt dit? Bus 1 is nog niet ingeschreven")
	rev := regexpFind(t, `name="versie" value="(\d+)"`, page.body)
	c.post("/publiceren", url.Values{"versie": {rev}, "waarom": {" "}}).want(t, http.StatusUnprocessableEntity, "Schrijf kort waarom")
	a.Note = "anders"
	if _, err := o.Store.SaveStop(t.Context(), a, func([]store.Stop) error { return nil }); err != nil {
		t.Fatal(err)
	}
	c.post("/publiceren", url.Values{"versie": {rev}, "waarom": {"week 48"}}).want(t, http.StatusConflict, "intussen gewijzigd. Er is niets gepubliceerd")
	if len(o.Pushed) != 0 {
		t.Fatalf("pushed to %v", o.Pushed)
	}
	rev = regexpFind(t, `name="versie" value="(\d+)"`, c.get("/publiceren").body)
	c.post("/publiceren", url.Values{"versie": {rev}, "waarom": {"week 48"}}).want(t, http.StatusSeeOther)
	c.get("/publiceren").want(t, http.StatusOK, "Gepubliceerd: 1 wijziging voor 1 eenheid.", "Er is geen verschil", "Bus 1 nog niet ingeschreven onderweg", "noor week 48 Bus 1: tour 1")
	if fmt.Sprint(o.Pushed) != "[bus-1]" {
		t.Fatalf("pushed to %v", o.Pushed)
	}
	docs, err := o.Store.Current(t.Context(), "bus-1")
	if err != nil || len(docs) != 1 || docs[0].By != "noor" || docs[0].Why != "week 48" {
		t.Fatalf("got %+v, %v", docs, err)
	}
	c.post("/haltes/a", stopForm(url.Values{"versie": {"2"}, "plek": {"bieb"}, "begin": {"10.00"}, "dienst": {"move", "parking-permit"}})).want(t, http.StatusSeeOther)
	c.get("/publiceren").want(t, http.StatusOK, "Verplaatst Bibliotheek", "Plek: was Marktplein", "Tijd: was wo 25 nov 9.30 – 12.00", "Erbij: Parkeervergunning", "Niet meer: Paspoort of ID-kaart")
	c.post("/haltes/a/weg", url.Values{"versie": {"3"}}).want(t, http.StatusSeeOther)
	c.get("/publiceren").want(t, http.StatusOK, "Vervalt Marktplein")
	c.get("/week?dag=2026-11-25").want(t, http.StatusOK, "Vervalt 9.30 – 12.00 Marktplein")
}

func TestPublishRefusesWhatCannotStand(t *testing.T) {
	o := officetest.Open(t)
	o.Plan("a", "bus-1", "markt", "2026-11-25", "09:30", "12:00")
	o.Plan("b", "bus-1", "bieb", "2026-11-25", "11:00", "13:00") // as an older program may have let it through
	c := as(t, o, "noor")
	a := c.get("/publiceren").want(t, http.StatusOK, "Zo kan het niet", "Marktplein, wo 25 nov: Dezelfde eenheid staat dan al op Bibliotheek, van 11.00 tot 13.00 uur")
	if strings.Contains(a.body, "waarom") {
		t.Fatal("the form to publish is there")
	}
	rev, err := o.Store.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c.post("/publiceren", url.Values{"versie": {fmt.Sprint(rev)}, "waarom": {"toch"}}).want(t, http.StatusUnprocessableEntity, "Zo kan het niet")
	if len(o.Pushed) != 0 {
		t.Fatal("published anyway")
	}
}

func TestWeeks(t *testing.T) {
	o := officetest.Open(t)
	c := as(t, o, "noor")
	for day, want := range map[string]string{
		"2026-11-24": "Week 48 23 t/m 29 november 2026", "2026-12-31": "Week 53 28 december 2026 t/m 3 januari 2027", "2027-01-04": "Week 1 4 t/m 10 januari 2027",
		"2027-03-28": "Week 12 22 t/m 28 maart 2027", "2026-10-25": "Week 43 19 t/m 25 oktober 2026", "2028-02-29": "Week 9 28 februari t/m 5 maart 2028",
	} {
		c.get("/week?dag="+day).want(t, http.StatusOK, want)
	}
	for _, day := range []string{"gisteren", "2026-13-01", "0001-01-01", "9999-12-31", "%00"} {
		c.get("/week?dag="+day).want(t, http.StatusNotFound)
	}
	// a stop on the day with 25 hours stands on that day, at the hours on the wall
	o.Plan("w", "bus-1", "markt", "2027-10-31", "09:00", "12:00")
	c.get("/week?dag=2027-10-31&halte=w").want(t, http.StatusOK, "9.00 – 12.00", "zondag 31 oktober 2027")
}

func TestVenues(t *testing.T) {
	o := officetest.Open(t)
	c := as(t, o, "noor")
	c.post("/plekken", url.Values{"naam": {"M"}, "adres": {""}, "soort": {"maan"}}).want(t, http.StatusUnprocessableEntity, "Vul een naam in", "Vul een adres in", "Kies een soort")
	c.post("/plekken", url.Values{"naam": {"Marktplein"}, "adres": {"Marktplein 1"}, "soort": {"square"}}).want(t, http.StatusUnprocessableEntity, "al een plek met deze naam")
	c.post("/plekken", url.Values{"naam": {"Haven 80"}, "adres": {"Kade 80"}, "soort": {"other"}}).want(t, http.StatusSeeOther)
	c.get("/plekken").want(t, http.StatusOK, "Toegevoegd: Haven 80.", "Kade 80")
}

// Whatever people type comes back as text, in every field and on every page that shows it.
func TestHostileHTML(t *testing.T) {
	o := officetest.Open(t)
	const evil = `"'><script>alert(1)</script><img src=x onerror=alert(2)>`
	c := as(t, o, "admin")
	check := func(where string, a answer) {
		t.Helper()
		if strings.Contains(a.body, "<script") || strings.Contains(a.body, "<img src=x") || strings.Contains(a.body, `"'>`) {
			t.Errorf("%s: what was typed is in the page as HTML", where)
		}
	}
	check("log-in", newClient(t, o).post("/inloggen", url.Values{"naam": {evil}, "wachtwoord": {evil}, "naar": {"/" + evil}}))
	check("new stop", c.post("/haltes/nieuw", stopForm(url.Values{"eenheid": {evil}, "plek": {evil}, "dag": {evil}, "begin": {evil}, "einde": {evil}, "dienst": {evil}, "notitie": {evil}})))
	check("venue", c.post("/plekken", url.Values{"naam": {evil}, "adres": {evil}, "soort": {evil}, "notitie": {evil}}))
	check("unit", c.post("/gereedheid/nieuw", url.Values{"kenmerk": {evil}, "naam": {evil}, "begin": {evil}, "letter": {evil}}))
	check("account", c.post("/mensen", url.Values{"naam": {evil}, "roepnaam": {evil}, "rol": {evil}}))
	check("status", c.post("/s", url.Values{"nummer": {evil}, "code": {evil}}))
	check("status address", c.get("/s/"+url.PathEscape(evil)))
	check("week", c.get("/week?halte="+url.QueryEscape(evil)))

	if err := o.Store.AddVenue(t.Context(), store.Venue{ID: "kwaad", Name: evil, Address: evil, Kind: evil, Note: evil}); err != nil {
		t.Fatal(err)
	}
	if err := o.Store.AddUnit(t.Context(), store.Unit{ID: "bus-9", Name: evil, Prefix: "KF", Letter: "F"}); err != nil {
		t.Fatal(err)
	}
	st := store.Stop{Stop: kiosk.Stop{ID: "kwaad", Unit: "bus-9", Start: o.Now().Add(time.Hour), End: o.Now().Add(3 * time.Hour), Services: []string{evil}}, VenueID: "kwaad", Note: evil, By: evil}
	if _, err := o.Store.SaveStop(t.Context(), st, func([]store.Stop) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if err := o.Store.AddIncident(t.Context(), store.Incident{Unit: "bus-9", Kind: store.IncidentBatch, Detail: evil, Last: o.Now()}); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/week?halte=kwaad", "/haltes/kwaad", "/haltes/kwaad/weg", "/publiceren", "/plekken", "/gereedheid/bus-9", "/haltes/nieuw"} {
		check(path, c.get(path).want(t, http.StatusOK, evil))
	}
}
