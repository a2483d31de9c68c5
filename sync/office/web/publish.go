package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"poploket/kiosk"
	"poploket/sync/office/plan"
	"poploket/sync/office/publish"
	"poploket/sync/office/store"
)

// change is one difference in words.
type change struct {
	plan.Change
	UnitName string
	Lines    []string // what exactly differs
}

// Word names the change.
func (c change) Word() string {
	return map[plan.ChangeKind]string{plan.Added: "Nieuw", plan.Moved: "Verplaatst", plan.Changed: "Gewijzigd", plan.Cancelled: "Vervalt"}[c.Kind]
}

// Icon belongs to the word.
func (c change) Icon() string {
	return map[plan.ChangeKind]string{plan.Added: "plus", plan.Moved: "move-stop", plan.Changed: "edit", plan.Cancelled: "stop"}[c.Kind]
}

func (s *Server) changes(cs []plan.Change, units []store.Unit) []change {
	names := unitNames(units)
	var out []change
	for _, c := range cs {
		v := change{Change: c, UnitName: names[c.Stop().Unit]}
		b, a := c.Before, c.After
		if c.Kind == plan.Moved {
			if b.Unit != a.Unit {
				v.Lines = append(v.Lines, "Eenheid: was "+names[b.Unit])
			}
			if b.VenueID != a.VenueID {
				v.Lines = append(v.Lines, "Plek: was "+b.Venue)
			}
			if !b.Start.Equal(a.Start) || !b.End.Equal(a.End) {
				v.Lines = append(v.Lines, "Tijd: was "+s.shortDay(b.Start)+" "+s.span(b.Start, b.End))
			}
		}
		if c.Kind == plan.Moved || c.Kind == plan.Changed {
			if more := s.missingIn(a.Services, b.Services); more != "" {
				v.Lines = append(v.Lines, "Erbij: "+more)
			}
			if less := s.missingIn(b.Services, a.Services); less != "" {
				v.Lines = append(v.Lines, "Niet meer: "+less)
			}
			if a.Note != b.Note {
				v.Lines = append(v.Lines, "Notitie voor de ploeg veranderd")
			}
		}
		out = append(out, v)
	}
	return out
}

// missingIn names the services of a that b has not.
func (s *Server) missingIn(a, b []string) string {
	var names []string
	for _, id := range a {
		if !slices.Contains(b, id) {
			names = append(names, s.service(id).Name)
		}
	}
	return strings.Join(names, ", ")
}

// receiver is a unit that publications are for.
type receiver struct {
	store.Unit
	Online bool
	Seen   time.Time
	Have   uint64 // tour in force there
	Want   uint64 // newest one published
}

// Pill says whether the unit runs what was published last.
func (r receiver) Pill() pill {
	if r.Have >= r.Want {
		return pill{"ok", "check", "draait"}
	}
	return pill{"info", "sync", "onderweg"}
}

type publishPage struct {
	Changes   []change
	Receivers []receiver // whose tour changes
	Running   []receiver // who was ever published for
	Conflicts []string
	Revision  uint64
	Why       string
	Error     string
	Stale     bool
	History   []store.Publication
	UnitNames map[string]string
}

func (s *Server) publishPage(r *http.Request) (publishPage, error) {
	ctx := r.Context()
	var p publishPage
	var err error
	if p.Revision, err = s.Store.Revision(ctx); err != nil { // before the rest: what changes later makes the form stale
		return p, err
	}
	units, err := s.Store.Units(ctx)
	if err != nil {
		return p, err
	}
	draft, err := s.Store.Stops(ctx, s.Now(), time.Time{})
	if err != nil {
		return p, err
	}
	diff, err := s.diff(ctx)
	if err != nil {
		return p, err
	}
	p.Changes, p.UnitNames = s.changes(diff, units), unitNames(units)
	for _, u := range units {
		c, err := s.Store.Contact(ctx, u.ID)
		if err != nil {
			return p, err
		}
		versions, err := s.Store.Versions(ctx, u.ID)
		if err != nil {
			return p, err
		}
		v := receiver{Unit: u, Online: c.Online, Seen: c.Seen, Have: c.Documents[publish.KindTour], Want: versions[publish.KindTour]}
		if slices.ContainsFunc(diff, func(c plan.Change) bool { return slices.Contains(c.Units(), u.ID) }) {
			p.Receivers = append(p.Receivers, v)
		}
		if v.Want > 0 {
			p.Running = append(p.Running, v)
		}
	}
	for _, c := range plan.CheckAll(draft, s.bounds, s.Now()) {
		p.Conflicts = append(p.Conflicts, fmt.Sprintf("%s, %s: %s", c.Stop.Venue, s.shortDay(c.Stop.Start), s.conflict(c).Text))
	}
	p.History, err = s.Store.Publications(ctx, 10)
	return p, err
}

func (s *Server) publishShow(w http.ResponseWriter, r *http.Request) error {
	p, err := s.publishPage(r)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, "publish", "Verschil en publiceren", p)
}

func (s *Server) publishDo(w http.ResponseWriter, r *http.Request) error {
	if err := form(r); err != nil {
		return err
	}
	p, err := s.publishPage(r)
	if err != nil {
		return err
	}
	var seen uint64
	if _, err := fmt.Sscan(r.PostFormValue("versie"), &seen); err != nil {
		seen = 0
	}
	p.Why = strings.TrimSpace(r.PostFormValue("waarom"))
	status := http.StatusUnprocessableEntity
	switch n := utf8.RuneCountInString(p.Why); {
	case seen != p.Revision:
		p.Stale, status = true, http.StatusConflict
	case len(p.Changes) == 0 || len(p.Conflicts) > 0:
		// the page says so
	case n < 3:
		p.Error = "Schrijf kort waarom u publiceert."
	case n > 200:
		p.Error = "Dit is te lang: hoogstens 200 tekens."
	default:
		var lines, ids []string
		for _, c := range p.Changes {
			st := c.Stop()
			lines = append(lines, fmt.Sprintf("%s: %s, %s, %s %s", c.Word(), c.UnitName, st.Venue, s.shortDay(st.Start), s.span(st.Start, st.End)))
		}
		for _, u := range p.Receivers {
			ids = append(ids, u.ID)
		}
		_, err := s.Publisher.Plan(r.Context(), person(r).Name, p.Why, ids, lines, seen)
		if kiosk.ErrorCode(err) == kiosk.CodeConflict {
			p.Stale, status = true, http.StatusConflict
			break
		}
		if err != nil {
			return err
		}
		s.said(r, "Gepubliceerd: "+many(len(p.Changes), "wijziging", "wijzigingen")+" voor "+many(len(ids), "eenheid", "eenheden")+".")
		http.Redirect(w, r, "/publiceren", http.StatusSeeOther)
		return nil
	}
	return s.show(w, r, status, "publish", "Verschil en publiceren", p)
}
