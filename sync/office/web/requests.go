package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"poploket/kiosk"
	"poploket/kiosk/fact"
	"poploket/sync/office/store"
	"poploket/sync/seal"
)

// requestRow is one request as lists show it: nothing of it is personal.
type requestRow struct {
	store.Request
	Service  Service
	UnitName string
	Venue    string
	StopAt   time.Time
	Address  string // of its own page
}

// Receipt says what is known of the paper.
func (r requestRow) Receipt() pill {
	switch r.Printed {
	case kiosk.PrintDone:
		return pill{"ok", "check", "geprint"}
	case kiosk.PrintFailed:
		return pill{"limit", "paper-out", "niet geprint"}
	case kiosk.PrintUnknown:
		return pill{"limit", "warning", "onzeker"}
	}
	return pill{"plain", "minus", "geen bon"}
}

// Way says how it was sent.
func (r requestRow) Way() pill {
	if r.Online {
		return pill{"ok", "online", "online"}
	}
	return pill{"info", "saved-here", "offline bewaard"}
}

// StatusWord is where it stands.
func (r requestRow) StatusWord() pill { return pill{"ok", "check", "Ontvangen"} }

// IdentityWord says how sure the unit was.
func (r requestRow) IdentityWord() string {
	return map[kiosk.IdentityLevel]string{
		kiosk.IdentityNone: "zonder document", kiosk.IdentityStated: "zelf opgegeven",
		kiosk.IdentityScanned: "document gelezen, gezicht niet vergeleken", kiosk.IdentityVerified: "document en gezicht vergeleken",
	}[r.Identity]
}

func addressOf(id store.FactID) string {
	return fmt.Sprintf("/aanvragen/%s/%x/%d", url.PathEscape(id.Unit), id.Epoch, id.Seq)
}

// row adds what else a list says: names instead of ids. stops are what is planned or was published.
func (s *Server) row(q store.Request, names map[string]string, stops map[string]store.Stop) requestRow {
	r := requestRow{Request: q, Service: s.service(q.Service), UnitName: names[q.Fact.Unit], Address: addressOf(q.Fact)}
	if st, ok := stops[q.Stop]; ok {
		r.Venue, r.StopAt = st.Venue, st.Start
	}
	return r
}

// stopsOf finds the stops that requests name, published ones first.
func (s *Server) stopsOf(r *http.Request, qs []store.Request) (map[string]store.Stop, error) {
	stops := map[string]store.Stop{}
	if len(qs) == 0 {
		return stops, nil
	}
	from, to := qs[0].Received, qs[0].Received
	for _, q := range qs {
		if q.Received.Before(from) {
			from = q.Received
		}
		if q.Received.After(to) {
			to = q.Received
		}
	}
	// a unit may stand a little before or after its hours
	from, to = from.Add(-24*time.Hour), to.Add(24*time.Hour)
	for _, read := range []func() ([]store.Stop, error){
		func() ([]store.Stop, error) { return s.Store.Stops(r.Context(), from, to) },
		func() ([]store.Stop, error) { return s.Store.Published(r.Context(), from, to) },
	} {
		all, err := read()
		if err != nil {
			return nil, err
		}
		for _, st := range all {
			stops[st.ID] = st
		}
	}
	return stops, nil
}

const pageSize = 25

type requestsPage struct {
	Rows     []requestRow
	Total    int
	Units    []store.Unit
	Unit     string
	Service  string
	Services []Service
	Next     string // the last one of this page, for the next
	First    bool
}

func (s *Server) requests(w http.ResponseWriter, r *http.Request) error {
	f := store.RequestFilter{Unit: r.FormValue("eenheid"), Service: r.FormValue("dienst"), Limit: pageSize + 1}
	p := requestsPage{Unit: f.Unit, Service: f.Service, First: true}
	for _, v := range s.Services {
		if !v.Sensitive {
			p.Services = append(p.Services, v)
		}
	}
	if after := r.FormValue("na"); after != "" {
		id, err := parseFact(strings.Split(after, "."))
		if err != nil {
			return err
		}
		q, err := s.Store.Request(r.Context(), id)
		if err != nil {
			return err
		}
		f.After, p.First = &q, false
	}
	qs, err := s.Store.Requests(r.Context(), f)
	if err != nil {
		return err
	}
	if p.Total, err = s.Store.CountRequests(r.Context(), f); err != nil {
		return err
	}
	if len(qs) > pageSize {
		qs = qs[:pageSize]
		last := qs[pageSize-1].Fact
		p.Next = fmt.Sprintf("%s.%x.%d", last.Unit, last.Epoch, last.Seq)
	}
	if p.Units, err = s.Store.Units(r.Context()); err != nil {
		return err
	}
	stops, err := s.stopsOf(r, qs)
	if err != nil {
		return err
	}
	names := unitNames(p.Units)
	for _, q := range qs {
		p.Rows = append(p.Rows, s.row(q, names, stops))
	}
	return s.show(w, r, http.StatusOK, "requests", "Aanvragen", p)
}

// parseFact reads unit, epoch (hex) and seq.
func parseFact(parts []string) (store.FactID, error) {
	if len(parts) != 3 {
		return store.FactID{}, errMissing
	}
	epoch, err1 := strconv.ParseUint(parts[1], 16, 64)
	seq, err2 := strconv.ParseUint(parts[2], 10, 64)
	if err1 != nil || err2 != nil {
		return store.FactID{}, errMissing
	}
	return store.FactID{Unit: parts[0], Epoch: epoch, Seq: seq}, nil
}

// reasons are the usual ones; another can be typed.
var reasons = []string{"Ik behandel deze aanvraag", "De bewoner vraagt ernaar", "Controle door een collega"}

type requestPage struct {
	requestRow
	Reasons []string
	Reason  string
	Other   string
	Error   string
	Opened  *opened
	Locked  string // why it can't be opened
	Looks   []lookRow
}

// opened is a request in the clear. It lives for one answer.
type opened struct {
	Service  Service
	Document []line
	Answers  []line
}

type line struct {
	Label string
	Text  []string
}

func (s *Server) requestPage(r *http.Request) (requestPage, error) {
	id, err := parseFact([]string{r.PathValue("unit"), r.PathValue("epoch"), r.PathValue("seq")})
	if err != nil {
		return requestPage{}, err
	}
	q, err := s.Store.Request(r.Context(), id)
	if err != nil {
		return requestPage{}, err
	}
	units, err := s.Store.Units(r.Context())
	if err != nil {
		return requestPage{}, err
	}
	stops, err := s.stopsOf(r, []store.Request{q})
	if err != nil {
		return requestPage{}, err
	}
	p := requestPage{requestRow: s.row(q, unitNames(units), stops), Reasons: reasons}
	p.Looks, err = s.looks(r, store.LookFilter{Fact: id, Limit: 20})
	return p, err
}

func (s *Server) requestAsk(w http.ResponseWriter, r *http.Request) error {
	p, err := s.requestPage(r)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, "request", "Aanvraag "+p.Reference.Grouped(), p)
}

func (s *Server) requestOpen(w http.ResponseWriter, r *http.Request) error {
	if err := form(r); err != nil {
		return err
	}
	p, err := s.requestPage(r)
	if err != nil {
		return err
	}
	title := "Aanvraag " + p.Reference.Grouped()
	p.Reason, p.Other = r.PostFormValue("reden"), strings.TrimSpace(r.PostFormValue("anders"))
	why := p.Reason
	if !slices.Contains(reasons, why) {
		why = p.Other
	}
	switch n := utf8.RuneCountInString(why); {
	case n < 5:
		p.Error = "Kies waarom u deze aanvraag opent, of schrijf het kort op."
	case n > 200:
		p.Error = "De reden is te lang: hoogstens 200 tekens."
	}
	if p.Error != "" {
		return s.show(w, r, http.StatusUnprocessableEntity, "request", title, p)
	}
	// recorded first: a look that can't be recorded is not allowed
	err = s.Store.AddLook(r.Context(), store.Look{At: s.Now(), Who: person(r).Name, Reason: why, Activity: "request.open", Fact: p.Fact, Reference: string(p.Reference)})
	if err != nil {
		return err
	}
	if p.Opened, err = s.open(r, p.Fact); errors.Is(err, seal.ErrSealed) || errors.Is(err, fact.ErrDamaged) {
		s.Log.Warn("a request doesn't open", "unit", p.Fact.Unit, "seq", p.Fact.Seq, "err", err)
		p.Locked = "Deze aanvraag gaat niet open met de sleutel van dit kantoor. Vraag de beheerder."
	} else if err != nil {
		return err
	}
	if p.Looks, err = s.looks(r, store.LookFilter{Fact: p.Fact, Limit: 20}); err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, "request", title, p)
}

// open decrypts a request with the office's sealing identity.
func (s *Server) open(r *http.Request, id store.FactID) (*opened, error) {
	e, err := s.Store.Entry(r.Context(), id)
	if err != nil {
		return nil, err
	}
	f, err := fact.Verify(e)
	if err != nil {
		return nil, err
	}
	d, err := seal.OpenDossier(f.KeyID, e.Wraps, s.Keys.Sealing)
	if err != nil {
		return nil, err
	}
	defer d.Wipe()
	plain, err := d.OpenFact(f, e.Sealed)
	if err != nil {
		return nil, err
	}
	defer clear(plain)
	q, err := fact.DecodeRequest(plain)
	if err != nil {
		return nil, err
	}
	o := &opened{Service: s.service(q.Service)}
	if q.Document != nil {
		o.Document = documentLines(*q.Document)
	}
	for _, a := range q.Answers {
		l := line{a.Label, a.Text}
		if len(l.Text) == 0 {
			l.Text = []string{a.Value}
		}
		o.Answers = append(o.Answers, l)
	}
	return o, nil
}

func documentLines(d kiosk.Document) []line {
	kind := map[string]string{"TD1": "ID-kaart", "TD2": "ID-kaart", "TD3": "Paspoort", "DL-NL": "Rijbewijs"}[d.Kind]
	if kind == "" {
		kind = d.Kind
	}
	var ls []line
	for _, l := range []struct{ label, text string }{
		{"Document", strings.TrimSpace(kind + " " + d.Number)}, {"Uitgegeven door", d.Issuer}, {"Achternaam", d.Surname}, {"Voornamen", d.GivenNames},
		{"Geboren", dateWords(d.BirthDate)}, {"Geldig tot", dateWords(d.ExpiryDate)}, {"Burgerservicenummer", d.NationalNumber},
	} {
		if l.text != "" {
			ls = append(ls, line{l.label, []string{l.text}})
		}
	}
	return ls
}

// dateWords is "2 april 1965"; what isn't known is left out.
func dateWords(d kiosk.Date) string {
	switch {
	case d.Zero():
		return ""
	case d.Month < 1 || d.Month > 12:
		return strconv.Itoa(d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%s %d", months[d.Month-1], d.Year)
	}
	return fmt.Sprintf("%d %s %d", d.Day, months[d.Month-1], d.Year)
}
