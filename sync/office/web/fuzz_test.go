package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"poploket/sync/office/officetest"
)

// answers runs a form through the server without a network, as the person whose cookie it is.
func answers(o *officetest.Office, cookie, path string, form url.Values) int {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Cookie", cookie)
	w := httptest.NewRecorder()
	o.Web.Handler().ServeHTTP(w, r)
	return w.Code
}

// Whatever is typed into the form of a stop, it is saved or refused with a reason; nothing breaks.
func FuzzStopForm(f *testing.F) {
	o := officetest.Open(f)
	cookie := ""
	{
		r := httptest.NewRequest(http.MethodPost, "/inloggen", strings.NewReader(url.Values{"naam": {"noor"}, "wachtwoord": {officetest.Password}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		o.Web.Handler().ServeHTTP(w, r)
		cookie, _, _ = strings.Cut(w.Header().Get("Set-Cookie"), ";")
	}
	f.Add("bus-1", "markt", "2026-11-25", "9.30", "12.00", "move", "")
	f.Add("bus-1", "markt", "2027-03-28", "2.30", "3.30", "move", "\x00")
	f.Add("", "", "0000-00-00", "99:99", "24.00", "\xff", "é")
	f.Add("bus-1", "markt", "9999-12-31", "0", "2359", "move", "<script>")
	f.Fuzz(func(t *testing.T, unit, venue, day, from, to, service, note string) {
		code := answers(o, cookie, "/haltes/nieuw", url.Values{"eenheid": {unit}, "plek": {venue}, "dag": {day}, "begin": {from}, "einde": {to}, "dienst": {service}, "notitie": {note}})
		if code != http.StatusSeeOther && code != http.StatusUnprocessableEntity && code != http.StatusRequestEntityTooLarge {
			t.Fatalf("status %d\n%s", code, o.Logs)
		}
	})
}

// Whatever is asked of a status page, nothing is found that is not there, and nothing breaks.
func FuzzStatus(f *testing.F) {
	o := officetest.Open(f)
	f.Add("KDE4T7P", "3467ACDEFG")
	f.Add("", "")
	f.Add("kd e-4.t7\u00a0p", "\x00")
	f.Fuzz(func(t *testing.T, reference, code string) {
		o.Advance(1 << 40)
		if status := answers(o, "", "/s", url.Values{"nummer": {reference}, "code": {code}}); status != http.StatusNotFound && status != http.StatusRequestEntityTooLarge {
			t.Fatalf("status %d\n%s", status, o.Logs)
		}
	})
}
