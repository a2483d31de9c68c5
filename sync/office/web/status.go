package web

import (
	"crypto/subtle"
	"net/http"
	"strings"

	"poploket/kiosk"
	"poploket/kiosk/fact"
	"poploket/sync/office/store"
)

// statusPage is what a resident sees of a request: where it stands and what happens next. Nothing on it is personal, not
// even the service: who finds the paper learns nothing.
type statusPage struct {
	Reference string // as typed, for the form
	Grouped   string
	Code      string
	Error     string
	Asked     bool // the form only
	Request   *store.Request
	UnitName  string
}

// robots keeps these pages out of every index; a code must not leave in a Referer.
func robots(w http.ResponseWriter) { w.Header().Set("X-Robots-Tag", "noindex, nofollow, noarchive") }

func (s *Server) statusAsk(w http.ResponseWriter, r *http.Request) error {
	robots(w)
	p := statusPage{Reference: r.PathValue("reference"), Asked: true}
	if ref, err := kiosk.ParseReference(p.Reference); err == nil {
		p.Grouped = ref.Grouped()
	} else if len(p.Reference) > 32 {
		p.Reference = ""
	}
	return s.show(w, r, http.StatusOK, "status", "Hoe staat het met uw aanvraag?", p)
}

func (s *Server) statusFind(w http.ResponseWriter, r *http.Request) error {
	robots(w)
	if err := form(r); err != nil {
		return err
	}
	reference := r.PathValue("reference")
	if v := r.PostFormValue("nummer"); v != "" {
		reference = v
	}
	return s.statusAnswer(w, r, reference, r.PostFormValue("code"))
}

func (s *Server) statusShow(w http.ResponseWriter, r *http.Request) error {
	robots(w)
	return s.statusAnswer(w, r, r.PathValue("reference"), r.PathValue("code"))
}

// statusAnswer looks alike for a wrong code, an unknown reference and one that is no reference.
func (s *Server) statusAnswer(w http.ResponseWriter, r *http.Request, reference, code string) error {
	if len(reference) > 32 || len(code) > 64 {
		reference, code = "", ""
	}
	ref, parseErr := kiosk.ParseReference(reference)
	code = strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(code))
	client, now := s.client(r), s.Now()
	limits := []limit{{"client " + client, 10}}
	if parseErr == nil {
		limits = append(limits, limit{"reference " + string(ref), 20})
	}
	p := statusPage{Reference: reference}
	if wait := s.status.wait(now, limits...); wait > 0 {
		p.Error = "Er is te vaak geprobeerd. Wacht " + waitWords(wait) + " en probeer het dan opnieuw."
		return s.show(w, r, http.StatusTooManyRequests, "status", "Even wachten", p)
	}
	found, err := s.Store.ByReference(r.Context(), ref)
	if err != nil {
		return err
	}
	want := fact.StatusCodeHash(ref, code)
	for i, q := range found {
		if parseErr == nil && code != "" && subtle.ConstantTimeCompare(q.CodeHash, want) == 1 {
			p.Request, p.Grouped = &found[i], ref.Grouped()
		}
	}
	if p.Request == nil {
		s.status.failed(now, limits...)
		p.Error = "Bij dit nummer en deze code vinden wij nu niets. Controleer beide op uw bon. Klopt het? Dan is uw aanvraag nog onderweg: " +
			"zonder verbinding bewaart de balie hem, tot hij verstuurd kan worden. Kijk later nog eens."
		return s.show(w, r, http.StatusNotFound, "status", "Nu niets gevonden", p)
	}
	u, err := s.Store.Unit(r.Context(), p.Request.Fact.Unit)
	if err != nil {
		return err
	}
	p.UnitName = u.Name
	return s.show(w, r, http.StatusOK, "status", "Uw aanvraag is ontvangen", p)
}
