package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"poploket/kiosk"
	"poploket/kiosk/fact"
	"poploket/sync/office/officetest"
	"poploket/sync/office/store"
	"poploket/sync/office/store/storetest"
	"poploket/sync/wire"
)

const (
	surname = "Zandvoortse-Plantnaam"
	code    = "3467ACDEFG"
)

// received is an office with one request of each kind.
func received(t *testing.T) (o *officetest.Office, plain, sensitive kiosk.Reference) {
	t.Helper()
	o = officetest.Open(t)
	j := storetest.NewJournal(t, "bus-1", 0xfedcba9876543210, officetest.Tuesday().Add(-time.Hour))
	draw := func() kiosk.Reference {
		r, err := kiosk.NewReference("KD", j.Random())
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	plain, sensitive = draw(), draw()
	q := kiosk.Request{Service: "move", Action: "declare", Class: kiosk.ClassCapture, Identity: kiosk.IdentityScanned, Language: "nl",
		Document: &kiosk.Document{Kind: "TD3", Issuer: "NLD", Number: "SPECI2021", Surname: surname, GivenNames: "Anna", BirthDate: kiosk.Date{Year: 1965}},
		Answers:  []kiosk.Answer{{Question: "where", Label: "Waar gaat u wonen?", Value: "1234AB", Text: []string{"Havenstraat 12", "<script>alert(1)</script>"}}}}
	a := o.Request(j, q, plain, code)
	q.Service, q.Sensitive = "special-assistance", true
	b := o.Request(j, q, sensitive, code)
	o.Ingest(j, a, b)
	return o, plain, sensitive
}

func requestPath(n int) string { return fmt.Sprintf("/aanvragen/bus-1/fedcba9876543210/%d", n) }

func TestRequests(t *testing.T) {
	o, ref, sensitive := received(t)
	c := as(t, o, "hana")
	a := c.get("/aanvragen").want(t, http.StatusOK, ref.Grouped(), sensitive.Grouped(), "Verhuizing doorgeven", "Persoonlijk onderwerp", "2 ontvangen", "Bus 1")
	if strings.Contains(a.body, surname) || strings.Contains(plain(a.body), "Bijzondere bijstand") {
		t.Fatal("the list shows what is sealed")
	}
	c.get("/aanvragen?dienst=move").want(t, http.StatusOK, "1 ontvangen", ref.Grouped())
	c.get("/aanvragen?eenheid=bus-2").want(t, http.StatusOK, "Er is nog niets ontvangen dat hierbij past")
	c.get("/aanvragen?na=onzin").want(t, http.StatusNotFound)
	c.get("/aanvragen/bus-1/1/99").want(t, http.StatusNotFound)
	c.get("/aanvragen/bus-1/geen/99").want(t, http.StatusNotFound)
}

func TestOpenARequest(t *testing.T) {
	o, ref, _ := received(t)
	c := as(t, o, "hana")
	a := c.get(requestPath(1)).want(t, http.StatusOK, "Deze aanvraag is verzegeld", ref.Grouped(), "Nog niemand")
	if strings.Contains(a.body, surname) {
		t.Fatal("it is open already")
	}
	for _, form := range []url.Values{nil, {"anders": {"abc"}}, {"reden": {"zomaar"}}, {"anders": {strings.Repeat("x", 300)}}} {
		a := c.post(requestPath(1), form).want(t, http.StatusUnprocessableEntity)
		if strings.Contains(a.body, surname) {
			t.Fatalf("opened with %v", form)
		}
	}
	if ls, err := o.Store.Looks(t.Context(), store.LookFilter{}); err != nil || len(ls) != 0 {
		t.Fatalf("%d looks, %v, before anything was opened", len(ls), err)
	}
	a = c.post(requestPath(1), url.Values{"reden": {"Ik behandel deze aanvraag"}}).want(t, http.StatusOK, surname, "Paspoort SPECI2021", "1965", "Waar gaat u wonen? Havenstraat 12",
		"document gelezen, gezicht niet vergeleken", "Hana, zojuist Ik behandel deze aanvraag")
	if a.header.Get("Cache-Control") != "no-store" || strings.Contains(a.body, "<script>") {
		t.Fatalf("opened page may be kept (%q) or runs what a resident typed", a.header.Get("Cache-Control"))
	}
	c.post(requestPath(2), url.Values{"anders": {"telefoontje van de bewoner"}}).want(t, http.StatusOK, "Bijzondere bijstand")
	ls, err := o.Store.Looks(t.Context(), store.LookFilter{})
	if err != nil || len(ls) != 2 || ls[0].Reason != "telefoontje van de bewoner" || ls[1].Who != "hana" || ls[1].Reference != string(ref) || !ls[1].At.Equal(o.Now()) {
		t.Fatalf("got %+v, %v", ls, err)
	}
	audit := as(t, o, "ida").get("/inzage").want(t, http.StatusOK, ref.Grouped(), "Hana", "telefoontje van de bewoner")
	if strings.Contains(audit.body, surname) {
		t.Fatal("the audit shows what was looked at")
	}
	if logs := o.Logs.String(); strings.Contains(logs, surname) || strings.Contains(logs, string(ref)) {
		t.Fatalf("personal data in the log:\n%s", logs)
	}
}

func TestErasedRequestStaysShut(t *testing.T) {
	o, _, _ := received(t)
	q, err := o.Store.Request(t.Context(), store.FactID{Unit: "bus-1", Epoch: 0xfedcba9876543210, Seq: 1})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.Store.EraseWraps(t.Context(), q.Subject); err != nil {
		t.Fatal(err)
	}
	a := as(t, o, "hana").post(requestPath(1), url.Values{"reden": {"Ik behandel deze aanvraag"}}).want(t, http.StatusOK, "gaat niet open")
	if strings.Contains(a.body, surname) {
		t.Fatal("it opened")
	}
}

func TestStatus(t *testing.T) {
	o, ref, _ := received(t)
	c := newClient(t, o)
	for _, a := range []answer{c.get("/s/" + string(ref) + "/" + code), c.post("/s", url.Values{"nummer": {strings.ToLower(ref.Grouped())}, "code": {"3467 acdefg"}}),
		c.post("/s/"+string(ref), url.Values{"code": {code}})} {
		a.want(t, http.StatusOK, "Uw aanvraag is ontvangen", ref.Grouped(), "dinsdag 24 november", "Wat gebeurt er nu?", "0000 123 456")
		for _, secret := range []string{surname, "Verhuiz", "move", code, "Havenstraat"} {
			if strings.Contains(a.body, secret) {
				t.Errorf("the page shows %q", secret)
			}
		}
		if a.header.Get("X-Robots-Tag") == "" || a.header.Get("Cache-Control") != "no-store" || a.header.Get("Set-Cookie") != "" {
			t.Errorf("headers %v", a.header)
		}
	}
	c.get("/s/"+string(ref)).want(t, http.StatusOK, "Hoe staat het met uw aanvraag?")
	if logs := o.Logs.String(); strings.Contains(logs, code) || strings.Contains(logs, string(ref)) {
		t.Fatalf("a code or reference is in the log:\n%s", logs)
	}
}

func TestStatusTellsStrangersNothing(t *testing.T) {
	o, ref, sensitive := received(t)
	unknown, err := kiosk.NewReference("KD", strings.NewReader("\x05\x06\x07\x08"))
	if err != nil || unknown == ref || unknown == sensitive {
		t.Fatal(unknown, err)
	}
	pages := map[string]answer{}
	for name, path := range map[string]string{
		"wrong code": "/s/" + string(ref) + "/3467ACDEFF", "unknown": "/s/" + string(unknown) + "/" + code, "no reference": "/s/KDKDKDK/" + code, "a swap": "/s/" + string(sensitive) + "/" + "AAAA",
	} {
		a := newClient(t, o).get(path).want(t, http.StatusNotFound, "Bij dit nummer en deze code vinden wij nu niets")
		typed := strings.Split(path, "/")[2]
		a.body = strings.ReplaceAll(a.body, typed, "NUMMER")
		pages[name] = a
	}
	for name, a := range pages {
		if a.body != pages["unknown"].body || len(a.header) != len(pages["unknown"].header) {
			t.Errorf("%s looks different from an unknown reference", name)
		}
	}
}

func TestStatusIsRateLimited(t *testing.T) {
	o, ref, _ := received(t)
	c := newClient(t, o)
	tries := 0
	for ; tries < 40; tries++ {
		if c.get("/s/"+string(ref)+"/AAAAAAAAA"+string(rune('A'+tries%20))).status == http.StatusTooManyRequests {
			break
		}
	}
	if tries != 11 {
		t.Fatalf("stopped after %d tries, want 11", tries)
	}
	c.get("/s/"+string(ref)+"/"+code).want(t, http.StatusTooManyRequests, "te vaak geprobeerd")
	o.Advance(time.Minute)
	c.get("/s/"+string(ref)+"/"+code).want(t, http.StatusOK)
}

func TestUnits(t *testing.T) {
	o, _, _ := received(t)
	o.Plan("a", "bus-1", "markt", "2026-11-24", "09:30", "16:30")
	o.Publish()
	o.Enrol("bus-1")
	j := storetest.NewJournal(t, "bus-1", 9, officetest.Tuesday().Add(-30*time.Minute))
	o.Ingest(j, j.Add(fact.DeviceChanged{Device: "reader", State: "ready"}, nil), j.Add(fact.DeviceChanged{Device: "printer", State: "fault", Fault: "paper"}, nil),
		j.Add(fact.ReaderMisread{Field: "check digit of the document number", Document: "TD3"}, nil), j.Add(fact.ReaderMisread{Field: "check digit of the document number", Document: "TD3"}, nil))
	hello := wire.Hello{Unit: "bus-1", Epoch: 9, Last: 6, Receipted: 4, Documents: map[string]uint64{"tour": 1}, Wall: o.Now().UnixNano()}
	if err := o.Store.Hello(t.Context(), hello, o.Now()); err != nil {
		t.Fatal(err)
	}
	if err := o.Store.AddIncident(t.Context(), store.Incident{Unit: "bus-1", Kind: store.IncidentConnection, Detail: "topic of another unit", Last: o.Now()}); err != nil {
		t.Fatal(err)
	}
	c := as(t, o, "noor")
	c.get("/gereedheid/bus-1").want(t, http.StatusOK, "Marktplein nu, tot 16.30", "Met beperking", "Bonpapier is op sinds", "online", "tot en met nummer 4, 2 wachten nog daar", "versie 1, gelijk aan kantoor",
		"Document niet gelezen, 2 keer controlecijfer van het documentnummer klopt niet (TD3)", "Verbinding geweigerd topic of another unit", "Leg een nieuwe rol bonpapier in de printer.")
	c.get("/gereedheid/bus-2").want(t, http.StatusOK, "Nog niet ingeschreven.")
	c.get("/gereedheid/bus-9").want(t, http.StatusNotFound)
	o.Advance(2 * time.Hour)
	if err := o.Store.Presence(t.Context(), "bus-1", wire.Presence{}, o.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	c.get("/gereedheid/bus-1").want(t, http.StatusOK, "Sinds 11.42 zonder verbinding.", "2 feiten wachten op verzending.")
}

func TestEnrolAUnit(t *testing.T) {
	o := officetest.Open(t)
	c := as(t, o, "admin")
	c.post("/gereedheid/nieuw", url.Values{"kenmerk": {"Bus 3!"}, "naam": {"B"}, "begin": {"0O"}, "letter": {"12"}}).want(t, http.StatusUnprocessableEntity,
		"kleine letters, cijfers en streepjes", "Vul een naam in", "Kies twee tekens", "Kies één letter")
	c.post("/gereedheid/nieuw", url.Values{"kenmerk": {"bus-3"}, "naam": {"Bus 3"}, "begin": {"KD"}, "letter": {"T"}}).want(t, http.StatusUnprocessableEntity, "al van een andere eenheid")
	c.post("/gereedheid/nieuw", url.Values{"kenmerk": {"bus-3"}, "naam": {"Bus 3"}, "begin": {"kf"}, "letter": {"t"}}).want(t, http.StatusSeeOther)
	c.get("/gereedheid/bus-3").want(t, http.StatusOK, "Bus 3 is toegevoegd", "Schrijf in")
	a := c.post("/gereedheid/bus-3/inschrijven", nil).want(t, http.StatusOK, "Schrijf Bus 3 in", "kioskctl enrol", "kantoor.voorhaven.example", "3f2a")
	token := regexpFind(t, `id="code">([A-Z2-7-]+)<`, a.body)
	if len(token) != 29 || a.header.Get("Cache-Control") != "no-store" || strings.Contains(c.get("/gereedheid/bus-3").body, token) || strings.Contains(o.Logs.String(), token) {
		t.Fatalf("token %q is not shown just once", token)
	}
	if err := o.Store.RevokeUnit(t.Context(), "bus-3", o.Now()); err != nil {
		t.Fatal(err)
	}
	c.post("/gereedheid/bus-3/inschrijven", nil).want(t, http.StatusConflict, "ingetrokken")
}
