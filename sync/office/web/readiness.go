package web

import (
	"fmt"
	"strings"
	"time"

	"poploket/sync/office/ready"
	"poploket/sync/office/store"
)

// fault puts a device's state into words.
func fault(name, detail string) string {
	switch detail {
	case "absent":
		return name + " niet gevonden"
	case "paper":
		return "Bonpapier is op"
	case "cover":
		return "Klep van de printer staat open"
	case "cutter":
		return "Mes van de printer zit vast"
	case "timeout":
		return name + " antwoordt niet"
	}
	return name + " meldt een fout"
}

var deviceNames = map[string]string{"reader": "Lezer", "printer": "Printer"}

// reason puts a reason into one sentence.
func (s *Server) reason(r ready.Reason) string {
	switch r.Code {
	case ready.Revoked:
		return "Ingetrokken op " + s.day(r.At) + "."
	case ready.NotEnrolled:
		return "Nog niet ingeschreven."
	case ready.NeverSeen:
		return "Ingeschreven, maar nog nooit gezien."
	case ready.CertificateEnded:
		return "Certificaat is verlopen op " + s.day(r.At) + "."
	case ready.CertificateEnds:
		return "Certificaat verloopt over " + many(-s.daysAgo(r.At), "dag", "dagen") + "."
	case ready.NoTour:
		return fmt.Sprintf("Heeft tour %d nog niet.", r.Want)
	case ready.OldTour:
		return fmt.Sprintf("Draait nog tour %d, tour %d wacht.", r.Have, r.Want)
	case ready.OldCatalogue:
		return fmt.Sprintf("Heeft diensten %d nog niet.", r.Want)
	case ready.Offline:
		return "Sinds " + s.moment(r.At) + " zonder verbinding."
	case ready.Reader, ready.Printer:
		return fault(deviceNames[string(r.Code)], r.Detail) + " sinds " + s.moment(r.At) + "."
	case ready.Clock:
		return "Klok loopt " + length(r.Drift.Abs()) + map[bool]string{true: " voor.", false: " achter."}[r.Drift > 0]
	case ready.Waiting:
		return many(int(r.Have), "feit wacht", "feiten wachten") + " op verzending."
	}
	return string(r.Code)
}

// doFirst says what helps most; empty when nothing is wrong.
func (s *Server) doFirst(u ready.Unit) string {
	_, rs := ready.Assess(u, s.Now())
	if len(rs) == 0 {
		return ""
	}
	switch rs[0].Code {
	case ready.NotEnrolled:
		return "Schrijf de eenheid in: maak hieronder een eenmalige code en voer die op de eenheid in."
	case ready.NeverSeen:
		return "Zet de eenheid aan en controleer of zij internet heeft."
	case ready.CertificateEnded:
		return "Schrijf de eenheid opnieuw in met een eenmalige code."
	case ready.CertificateEnds:
		return "Zet de eenheid aan met verbinding: zij vernieuwt haar certificaat vanzelf."
	case ready.NoTour, ready.OldTour, ready.OldCatalogue:
		return "Laat de eenheid een paar minuten aan staan met verbinding: zij haalt het vanzelf op."
	case ready.Offline:
		return "De balie werkt gewoon door en bewaart alles. Controleer de simkaart en het bereik als dit lang duurt."
	case ready.Reader:
		return "Steek de USB-kabel van de lezer opnieuw in. Helpt dat niet? Neem de reservelezer."
	case ready.Printer:
		switch rs[0].Detail {
		case "paper":
			return "Leg een nieuwe rol bonpapier in de printer."
		case "cover":
			return "Druk de klep van de printer dicht tot hij klikt."
		}
		return "Zet de printer uit en aan en controleer de kabel."
	case ready.Clock:
		return "Geef de eenheid verbinding: zij zet haar klok dan gelijk."
	}
	return ""
}

// checks are the lines of a unit's panel.
func (s *Server) checks(u ready.Unit) []check {
	good, bad := pill{"ok", "check", "goed"}, func(mood, word string) pill {
		return pill{mood, map[string]string{"limit": "warning", "fault": "stop", "info": "info", "plain": "pause"}[mood], word}
	}
	link := check{"online", "Verbinding", "laatste contact " + s.ago(u.Contact.Seen), pill{"ok", "check", "online"}}
	if !u.Contact.Online {
		link.Icon, link.Pill = "offline", bad("info", "offline")
	}
	facts := check{"sync", "Ontvangen feiten", fmt.Sprintf("tot en met nummer %d", u.Through), good}
	if u.Through == 0 {
		facts.Text, facts.Pill = "nog niets ontvangen", bad("plain", "leeg")
	}
	if n := u.Waiting(); n > 0 {
		facts.Text += ", " + many(int(n), "wacht", "wachten") + " nog daar"
		facts.Pill = bad("info", "onderweg")
	}
	list := []check{link, facts}
	for _, d := range []struct{ id, icon string }{{"reader", "reader"}, {"printer", "print"}} {
		c := check{d.icon, deviceNames[d.id], "nog niets van gehoord", bad("plain", "onbekend")}
		if v, ok := u.Device(d.id); ok {
			c.Text, c.Pill = "werkt sinds "+s.moment(v.Since), good
			if v.State != "ready" {
				detail := v.State
				if v.Fault != "" {
					detail = v.Fault
				}
				c.Text, c.Pill = strings.ToLower(fault(c.Name, detail))+" sinds "+s.moment(v.Since), bad("fault", "fout")
			}
		}
		list = append(list, c)
	}
	for _, d := range []struct{ kind, icon, name string }{{"tour", "calendar", "Tour"}, {"catalogue", "disk", "Diensten"}, {"keys", "vault", "Sleutels"}} {
		have, want := u.Contact.Documents[d.kind], u.Published[d.kind]
		c := check{d.icon, d.name, fmt.Sprintf("versie %d, gelijk aan kantoor", have), good}
		switch {
		case want == 0:
			c.Text, c.Pill = "nog niet gepubliceerd", bad("plain", "leeg")
		case have < want:
			c.Text, c.Pill = fmt.Sprintf("versie %d, kantoor heeft %d", have, want), bad("limit", "wacht")
			if have == 0 {
				c.Text = fmt.Sprintf("nog geen, kantoor heeft %d", want)
			}
		}
		list = append(list, c)
	}
	if !u.Contact.Seen.IsZero() {
		c := check{"clock", "Klok", strings.Replace(fmt.Sprintf("%.1f seconde verschil", u.Contact.Drift.Abs().Seconds()), ".", ",", 1), good}
		if d := u.Contact.Drift.Abs(); d > ready.DriftLimit {
			c.Text, c.Pill = length(d)+" verschil", bad("limit", "loopt uit")
		}
		list = append(list, c)
	}
	cert := check{"certificate", "Certificaat", "nog geen", bad("plain", "leeg")}
	if !u.NotAfter.IsZero() {
		cert.Text, cert.Pill = "nog "+many(-s.daysAgo(u.NotAfter), "dag", "dagen"), good
		switch left := u.NotAfter.Sub(s.Now()); {
		case left <= 0:
			cert.Text, cert.Pill = "verlopen op "+s.day(u.NotAfter), bad("fault", "verlopen")
		case left < ready.CertificateSoon:
			cert.Pill = bad("limit", "bijna")
		}
	}
	return append(list, cert)
}

// misread puts what a reader said of a document into Dutch; what it doesn't know it leaves as it is.
func misread(detail string) string {
	what, kind := detail, ""
	if i := strings.LastIndex(detail, " ("); i > 0 {
		what, kind = detail[:i], detail[i:]
	}
	for _, p := range []struct{ before, after, words string }{
		{"check digit of the ", "", "controlecijfer van %s klopt niet"}, {"character that can't be in the ", "", "vreemd teken in %s"},
		{"", " is not a day of the calendar", "%s is geen bestaande dag"}, {"", " is empty", "%s is leeg"},
	} {
		field, ok := strings.CutPrefix(what, p.before)
		if rest, cut := strings.CutSuffix(field, p.after); ok && cut && field != "" {
			field = strings.TrimSuffix(rest, " does not hold")
			if name := documentFields[field]; name != "" {
				return fmt.Sprintf(p.words, name) + kind
			}
		}
	}
	if strings.HasPrefix(what, "number or length of the lines") {
		return "de regels zijn niet compleet" + kind
	}
	return detail
}

// documentFields are the parts of a document that a reader names.
var documentFields = map[string]string{
	"document code": "de documentsoort", "issuer": "het land van uitgifte", "document number": "het documentnummer", "birth date": "de geboortedatum",
	"expiry date": "de vervaldatum", "sex": "het geslacht", "nationality": "de nationaliteit", "optional data": "de extra gegevens",
	"personal number": "het persoonsnummer", "names": "de namen", "whole document": "het hele document",
}

// incidentWords names an incident for people; its detail holds nothing personal.
func incidentWords(i store.Incident) (name, text, icon string) {
	switch i.Kind {
	case store.IncidentMisread:
		return "Document niet gelezen", misread(i.Detail), "reader"
	case store.IncidentConnection:
		return "Verbinding geweigerd", i.Detail, "lock"
	case store.IncidentBatch:
		return "Feiten niet aangenomen", i.Detail, "error"
	case store.IncidentDocument:
		return "Eenheid weigert document", i.Detail, "error"
	case store.IncidentQuarantine:
		return "Feit apart gezet", i.Detail, "vault"
	case store.IncidentDevice:
		parts := strings.Fields(i.Detail)
		if len(parts) < 2 {
			return "Apparaat", i.Detail, "wrench"
		}
		name := deviceNames[parts[0]]
		if name == "" {
			name = parts[0]
		}
		return "Apparaat viel uit", fault(name, parts[len(parts)-1]), "wrench"
	}
	return string(i.Kind), i.Detail, "info"
}

// nextWords is when the next stop is: "nu, tot 16.30", "vandaag 13.00", "wo 25 nov 14.00".
func (s *Server) nextWords(st store.Stop) string {
	switch {
	case !s.Now().Before(st.Start):
		return "nu, tot " + s.clock(st.End)
	case s.daysAgo(st.Start) == 0:
		return "vandaag " + s.clock(st.Start)
	case s.daysAgo(st.Start) == -1:
		return "morgen " + s.clock(st.Start)
	}
	return s.shortDay(st.Start) + " " + s.clock(st.Start)
}

// untilWords is how much time is left before a stop; empty when it runs.
func (s *Server) untilWords(st store.Stop) string {
	left := st.Start.Sub(s.Now())
	switch {
	case left <= 0:
		return ""
	case left < time.Hour:
		return "Nog " + many(int(left/time.Minute), "minuut", "minuten") + "."
	case left < 48*time.Hour:
		return fmt.Sprintf("Nog %d uur.", int(left/time.Hour))
	}
	return "Nog " + many(int(left/(24*time.Hour)), "dag", "dagen") + "."
}
