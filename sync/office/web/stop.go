package web

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"poploket/kiosk"
	"poploket/sync/office/plan"
	"poploket/sync/office/store"
)

// fieldError is what is wrong with one field, in words that say how to mend it.
type fieldError struct{ Field, Text string }

// stopForm is what was typed: it comes back as it was when something is wrong.
type stopForm struct {
	ID                        string
	Rev                       uint64
	Unit, Venue               string
	Date, Start, End          string
	Note                      string
	Chosen                    map[string]bool
	Errors                    []fieldError
	Units                     []store.Unit
	Venues                    []store.Venue
	Services                  []Service
	Back                      string // the week to go back to
	Published, Over, Conflict bool
}

// Error is a field's error; empty when it is fine.
func (f stopForm) Error(field string) string {
	for _, e := range f.Errors {
		if e.Field == field {
			return e.Text
		}
	}
	return ""
}

// stopFields are in the order in which the form has them.
var stopFields = []string{"", "eenheid", "plek", "dag", "begin", "einde", "dienst", "notitie"}

const maxNote = 300

func (s *Server) fillForm(r *http.Request, f *stopForm) (err error) {
	if f.Units, err = s.Store.Units(r.Context()); err != nil {
		return err
	}
	f.Units = slices.DeleteFunc(f.Units, func(u store.Unit) bool { return !u.Revoked.IsZero() && u.ID != f.Unit })
	if f.Venues, err = s.Store.Venues(r.Context()); err != nil {
		return err
	}
	f.Services = s.Services
	f.Back = f.Date
	if _, err := time.Parse(time.DateOnly, f.Back); err != nil {
		f.Back = s.Now().In(s.zone).Format(time.DateOnly)
	}
	return nil
}

func (s *Server) stopNew(w http.ResponseWriter, r *http.Request) error {
	f := stopForm{Unit: r.FormValue("eenheid"), Date: r.FormValue("dag"), Start: "9.30", End: "12.30", Chosen: map[string]bool{}}
	if f.Date == "" {
		f.Date = s.Now().In(s.zone).AddDate(0, 0, 1).Format(time.DateOnly)
	}
	if err := s.fillForm(r, &f); err != nil {
		return err
	}
	if f.Unit == "" && len(f.Units) > 0 {
		f.Unit = f.Units[0].ID
	}
	return s.show(w, r, http.StatusOK, "stop", "Plan een halte", f)
}

func (s *Server) formOf(st store.Stop) stopForm {
	f := stopForm{ID: st.ID, Rev: st.Rev, Unit: st.Unit, Venue: st.VenueID, Note: st.Note, Chosen: map[string]bool{}, Date: st.Start.In(s.zone).Format(time.DateOnly),
		Start: s.clock(st.Start), End: s.clock(st.End), Over: !s.Now().Before(st.End)}
	for _, id := range st.Services {
		f.Chosen[id] = true
	}
	return f
}

func (s *Server) stopEdit(w http.ResponseWriter, r *http.Request) error {
	st, err := s.Store.Stop(r.Context(), r.PathValue("stop"))
	if err != nil {
		return err
	}
	f := s.formOf(st)
	if err := s.fillForm(r, &f); err != nil {
		return err
	}
	if f.Over {
		return refuse(http.StatusConflict, "Deze halte is geweest", "Wat geweest is, verandert niet meer. Plan een nieuwe halte.")
	}
	return s.show(w, r, http.StatusOK, "stop", "Wijzig halte "+st.Venue, f)
}

// read takes what was typed and says what is wrong with it by itself.
func (s *Server) read(r *http.Request, f *stopForm) store.Stop {
	f.Unit, f.Venue, f.Note = r.PostFormValue("eenheid"), r.PostFormValue("plek"), strings.TrimSpace(r.PostFormValue("notitie"))
	f.Date, f.Start, f.End = r.PostFormValue("dag"), r.PostFormValue("begin"), r.PostFormValue("einde")
	bad := func(field, text string) { f.Errors = append(f.Errors, fieldError{field, text}) }
	st := store.Stop{Stop: kiosk.Stop{ID: f.ID, Unit: f.Unit}, VenueID: f.Venue, Note: f.Note, Rev: f.Rev, By: person(r).Name, Changed: s.Now()}
	f.Chosen = map[string]bool{}
	for _, id := range r.PostForm["dienst"] {
		f.Chosen[id] = true
	}
	for _, v := range s.Services {
		if f.Chosen[v.ID] {
			st.Services = append(st.Services, v.ID)
		}
	}
	if !slices.ContainsFunc(f.Venues, func(v store.Venue) bool { return v.ID == f.Venue }) {
		bad("plek", "Kies een plek.")
	}
	if !slices.ContainsFunc(f.Units, func(u store.Unit) bool { return u.ID == f.Unit }) {
		bad("eenheid", "Kies een eenheid.")
	}
	if _, err := time.Parse(time.DateOnly, f.Date); err != nil {
		bad("dag", "Vul een datum in, bijvoorbeeld "+s.Now().In(s.zone).AddDate(0, 0, 1).Format("02-01-2006")+".")
	} else {
		var wrong string
		if st.Start, wrong = s.localTime(f.Date, f.Start); wrong != "" {
			bad("begin", wrong)
		}
		if st.End, wrong = s.localTime(f.Date, f.End); wrong != "" {
			bad("einde", wrong)
		}
	}
	if utf8.RuneCountInString(f.Note) > maxNote {
		bad("notitie", fmt.Sprintf("De notitie is te lang: hoogstens %d tekens.", maxNote))
	}
	return st
}

// localTime reads a time of day, as "9.30", "09:30" or "930", on a date in the municipality's time. When the clock is set
// forward, some don't exist. Its errors are for people.
func (s *Server) localTime(date, clock string) (time.Time, string) {
	m := clockForm.FindStringSubmatch(strings.TrimSpace(clock))
	if m == nil {
		return time.Time{}, "Vul een tijd in, bijvoorbeeld 9.30."
	}
	if len(m[1]) == 1 {
		m[1] = "0" + m[1]
	}
	if m[2] == "" {
		m[2] = "00"
	}
	clock = m[1] + ":" + m[2]
	t, err := time.ParseInLocation("2006-01-02 15:04", date+" "+clock, s.zone)
	if err != nil {
		return time.Time{}, "Vul een tijd in tussen 0.00 en 23.59."
	}
	if t.Format("15:04") != clock {
		return time.Time{}, "Deze tijd bestaat niet op deze dag: de klok gaat dan een uur vooruit."
	}
	return t.UTC(), ""
}

var clockForm = regexp.MustCompile(`^([0-9]{1,2})[.:]?([0-9]{2})?$`)

// planError carries conflicts out of the store's transaction.
type planError struct{ conflicts []plan.Conflict }

func (e *planError) Error() string { return "the stop can't stand as it is" }

func (s *Server) stopSave(w http.ResponseWriter, r *http.Request) error {
	if err := form(r); err != nil {
		return err
	}
	f := stopForm{ID: r.PathValue("stop")}
	title, status := "Plan een halte", http.StatusUnprocessableEntity
	var before *store.Stop
	if f.ID != "" {
		st, err := s.Store.Stop(r.Context(), f.ID)
		if err != nil {
			return err
		}
		title, before = "Wijzig halte "+st.Venue, &st
		if _, err := fmt.Sscan(r.PostFormValue("versie"), &f.Rev); err != nil {
			f.Rev = 0
		}
	}
	if err := s.fillForm(r, &f); err != nil {
		return err
	}
	st := s.read(r, &f)
	if st.Start.IsZero() || st.End.IsZero() {
		if len(st.Services) == 0 {
			f.Errors = append(f.Errors, fieldError{"dienst", s.conflict(plan.Conflict{Kind: plan.NoServices}).Text})
		}
	} else if len(f.Errors) > 0 { // say the rest at once, too
		f.Errors = append(f.Errors, s.conflicts(plan.Check(st, before, nil, s.bounds, s.Now()))...)
	}
	if len(f.Errors) == 0 {
		if f.ID == "" {
			id, err := s.newID("halte-")
			if err != nil {
				return err
			}
			st.ID = id
		}
		saved, err := s.Store.SaveStop(r.Context(), st, func(others []store.Stop) error {
			if cs := plan.Check(st, before, others, s.bounds, s.Now()); len(cs) > 0 {
				return &planError{cs}
			}
			return nil
		})
		var wrong *planError
		switch {
		case errors.As(err, &wrong):
			f.Errors = s.conflicts(wrong.conflicts)
		case kiosk.ErrorCode(err) == kiosk.CodeConflict:
			f.Conflict, status = true, http.StatusConflict
			f.Errors = []fieldError{{"", "Iemand anders heeft deze halte intussen gewijzigd. Open de halte opnieuw: wat u hier invulde staat nog in dit formulier."}}
		case err != nil:
			return err
		default:
			s.said(r, fmt.Sprintf("Bewaard als concept: %s, %s %s. Bewoners zien het pas na publiceren.", saved.Venue, s.shortDay(saved.Start), s.span(saved.Start, saved.End)))
			http.Redirect(w, r, "/week?dag="+saved.Start.In(s.zone).Format(time.DateOnly)+"&halte="+saved.ID, http.StatusSeeOther)
			return nil
		}
	}
	slices.SortStableFunc(f.Errors, func(a, b fieldError) int {
		return slices.Index(stopFields, a.Field) - slices.Index(stopFields, b.Field)
	})
	if err := s.fillForm(r, &f); err != nil {
		return err
	}
	return s.show(w, r, status, "stop", title, f)
}

func (s *Server) newID(prefix string) (string, error) {
	b := make([]byte, 6)
	if _, err := io.ReadFull(s.Random, b); err != nil {
		return "", fmt.Errorf("drawing an id: %w", err)
	}
	return prefix + hex.EncodeToString(b), nil
}

func (s *Server) conflicts(cs []plan.Conflict) (es []fieldError) {
	for _, c := range cs {
		es = append(es, s.conflict(c))
	}
	return es
}

// conflict puts a conflict into words.
func (s *Server) conflict(c plan.Conflict) fieldError {
	hour := func(d time.Duration) string { return fmt.Sprintf("%d.%02d", int(d.Hours()), int(d.Minutes())%60) }
	switch c.Kind {
	case plan.EndBeforeStart:
		return fieldError{"einde", "Het einde ligt voor het begin. Maak het einde later dan " + s.clock(c.Stop.Start) + " uur."}
	case plan.TooShort:
		return fieldError{"einde", "Een halte duurt minstens " + length(c.Limit) + "."}
	case plan.TooLong:
		return fieldError{"einde", "Een halte duurt hoogstens " + length(c.Limit) + "."}
	case plan.TooEarly:
		return fieldError{"begin", "Een halte begint niet voor " + hour(c.Limit) + " uur."}
	case plan.TooLate:
		return fieldError{"einde", "Een halte eindigt uiterlijk om " + hour(c.Limit) + " uur."}
	case plan.InPast:
		return fieldError{"dag", "Dit ligt in het verleden. Kies een dag en tijd die nog komen."}
	case plan.TooFar:
		return fieldError{"dag", "Zo ver vooruit kan niet: plan tot en met " + s.day(c.At) + "."}
	case plan.NoServices:
		return fieldError{"dienst", "Kies minstens één dienst."}
	case plan.Overlap:
		return fieldError{"begin", fmt.Sprintf("Dezelfde eenheid staat dan al op %s, van %s tot %s uur. Dat overlapt %s.",
			c.Other.Venue, s.clock(c.Other.Start), s.clock(c.Other.End), length(c.Limit))}
	}
	return fieldError{"", string(c.Kind)}
}

type dropPage struct {
	store.Stop
	UnitName  string
	Published bool
}

func (s *Server) stopDrop(w http.ResponseWriter, r *http.Request) error {
	st, err := s.Store.Stop(r.Context(), r.PathValue("stop"))
	if err != nil {
		return err
	}
	u, err := s.Store.Unit(r.Context(), st.Unit)
	if err != nil {
		return err
	}
	published, err := s.Store.Published(r.Context(), time.Time{}, time.Time{})
	if err != nil {
		return err
	}
	p := dropPage{Stop: st, UnitName: u.Name, Published: slices.ContainsFunc(published, func(o store.Stop) bool { return o.ID == st.ID })}
	if !s.Now().Before(st.End) {
		return refuse(http.StatusConflict, "Deze halte is geweest", "Wat geweest is, verandert niet meer.")
	}
	return s.show(w, r, http.StatusOK, "drop", "Haal halte weg", p)
}

func (s *Server) stopDelete(w http.ResponseWriter, r *http.Request) error {
	if err := form(r); err != nil {
		return err
	}
	st, err := s.Store.Stop(r.Context(), r.PathValue("stop"))
	if err != nil {
		return err
	}
	if !s.Now().Before(st.End) {
		return refuse(http.StatusConflict, "Deze halte is geweest", "Wat geweest is, verandert niet meer.")
	}
	var rev uint64
	if _, err := fmt.Sscan(r.PostFormValue("versie"), &rev); err != nil {
		return refuse(http.StatusBadRequest, "Dit formulier kunnen wij niet lezen", "Open de halte opnieuw en probeer het nog eens.")
	}
	if err := s.Store.DeleteStop(r.Context(), st.ID, rev); kiosk.ErrorCode(err) == kiosk.CodeConflict {
		return refuse(http.StatusConflict, "Iemand anders heeft deze halte intussen gewijzigd", "Kijk er opnieuw naar voor u hem weghaalt.")
	} else if err != nil {
		return err
	}
	s.said(r, fmt.Sprintf("Weggehaald uit het concept: %s, %s.", st.Venue, s.shortDay(st.Start)))
	http.Redirect(w, r, "/week?dag="+st.Start.In(s.zone).Format(time.DateOnly), http.StatusSeeOther)
	return nil
}
