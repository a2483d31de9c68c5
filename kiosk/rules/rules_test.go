package rules_test

import (
	"errors"
	"testing"

	"poploket/kiosk"
	"poploket/kiosk/rules"
)

func date(t *testing.T, s string) kiosk.Date {
	t.Helper()
	d, err := rules.ParseDate(s)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return d
}

func TestBSN(t *testing.T) {
	for _, s := range []string{"999991802", "999992971", "999994086", "999995492", "999999321", "100600505", "999990408", "000000152", "111222333", "123456782"} {
		if got, err := rules.BSN(s); err != nil || got != s {
			t.Errorf("BSN(%s) = %q, %v", s, got, err)
		}
	}
	if got, err := rules.BSN("10060050"); err == nil {
		t.Errorf("eight digits that fail: %q", got)
	}
	if got, err := rules.BSN("00000152"); err != nil || got != "000000152" {
		t.Errorf("eight digits are padded left: %q, %v", got, err)
	}
	for _, s := range []string{"", "123456789", "000000000", "00000000", "99999180", "9999918020", "99999180a", "１２３４５６７８２"} {
		if got, err := rules.BSN(s); err == nil {
			t.Errorf("BSN(%q) = %q, want an error", s, got)
		}
	}
}

func TestINSZ(t *testing.T) {
	for _, s := range []string{"85.07.30-033-28", "85073003328", "00.00.01-003-64"} {
		if _, err := rules.INSZ(s); err != nil {
			t.Errorf("INSZ(%s): %v", s, err)
		}
	}
	// Born from 2000 on, and BIS numbers with month +20 and +40, computed by the definition.
	for _, nine := range []struct {
		digits string
		since  bool
	}{{"010203004", true}, {"852730033", false}, {"854730033", false}, {"852000033", false}, {"854000033", false}} {
		n := 0
		for _, r := range nine.digits {
			n = n*10 + int(r-'0')
		}
		if nine.since {
			n += 2_000_000_000
		}
		check := 97 - n%97
		s := nine.digits + string(rune('0'+check/10)) + string(rune('0'+check%10))
		if _, err := rules.INSZ(s); err != nil {
			t.Errorf("INSZ(%s): %v", s, err)
		}
	}
	for _, s := range []string{"", "85073003329", "8507300332", "85133003328", "85.07.99-033-28", "850730033ab"} {
		if _, err := rules.INSZ(s); err == nil {
			t.Errorf("INSZ(%q) passes", s)
		}
	}
}

func TestBirthDeadline(t *testing.T) {
	tests := []struct{ name, country, born, want string }{
		{"Monday", "NL", "2026-11-23", "2026-11-26"},
		{"Tuesday", "NL", "2026-11-24", "2026-11-27"},
		{"Wednesday", "NL", "2026-11-25", "2026-11-30"},
		{"Thursday", "NL", "2026-11-26", "2026-11-30"},
		{"Friday", "NL", "2026-11-27", "2026-12-01"},
		{"Saturday", "NL", "2026-11-28", "2026-12-01"},
		{"Sunday", "NL", "2026-11-29", "2026-12-02"},
		{"Good Friday is equated: Wednesday before Easter", "NL", "2026-04-01", "2026-04-07"},
		{"Christmas Eve, with the decree's 2 January far away", "NL", "2026-12-24", "2026-12-29"},
		{"New Year's Eve, with 2 January equated by decree", "NL", "2025-12-31", "2026-01-06"},
		{"before King's day on Monday", "NL", "2026-04-24", "2026-04-29"},
		{"before Ascension, with the Friday equated", "NL", "2026-05-13", "2026-05-19"},
		{"Belgium, fifteen days", "BE", "2026-11-24", "2026-12-09"},
		{"Belgium, ends on a Saturday", "BE", "2026-11-27", "2026-12-14"},
		{"Belgium, ends at Christmas", "BE", "2026-12-10", "2026-12-28"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := rules.BirthDeadline(tt.country, date(t, tt.born))
			if err != nil || rules.ISO(got) != tt.want {
				t.Errorf("born %s: got %s, %v, want %s", tt.born, rules.ISO(got), err, tt.want)
			}
		})
	}
	if _, err := rules.BirthDeadline("FR", date(t, "2026-11-24")); err == nil {
		t.Error("a country without a rule answers")
	}
	if _, err := rules.BirthDeadline("NL", kiosk.Date{Year: 2026, Month: 2, Day: 30}); err == nil {
		t.Error("a day that does not exist answers")
	}
}

func TestHolidays(t *testing.T) {
	for _, tt := range []struct {
		country, day string
		want         bool
	}{
		{"NL", "2026-04-03", true}, {"NL", "2026-04-06", true}, {"NL", "2026-04-27", true}, {"NL", "2025-04-26", true}, {"NL", "2025-04-27", false},
		{"NL", "2013-04-30", true}, {"NL", "2026-05-05", true}, {"NL", "2026-05-14", true}, {"NL", "2026-05-25", true}, {"NL", "2026-12-26", true},
		{"NL", "2026-07-21", false}, {"BE", "2026-07-21", true}, {"BE", "2026-11-11", true}, {"BE", "2026-04-03", false}, {"BE", "2026-12-26", false},
	} {
		if got := rules.Holiday(tt.country, date(t, tt.day)); got != tt.want {
			t.Errorf("%s on %s: got %v", tt.country, tt.day, got)
		}
	}
	for year, want := range map[int]string{2024: "2024-03-31", 2026: "2026-04-05", 2027: "2027-03-28", 2038: "2038-04-25"} {
		if got := rules.ISO(rules.Easter(year)); got != want {
			t.Errorf("Easter %d: got %s, want %s", year, got, want)
		}
	}
	for _, day := range []string{"2026-01-02", "2026-05-15", "2027-05-07", "2028-04-28", "2028-05-26"} {
		if rules.WorkingDay("NL", date(t, day)) {
			t.Errorf("%s is equated by decree", day)
		}
	}
	if e, err := rules.Decree(); err != nil || e.Source == "" {
		t.Errorf("the decree names no source: %v", err)
	}
}

func TestMoveWindow(t *testing.T) {
	for _, tt := range []struct {
		country, moved, today string
		want                  rules.MoveState
	}{
		{"NL", "2026-11-30", "2026-11-01", rules.MoveEarly},
		{"NL", "2026-11-30", "2026-11-02", rules.MoveOpen},
		{"NL", "2026-11-30", "2026-12-05", rules.MoveOpen},
		{"NL", "2026-11-30", "2026-12-06", rules.MoveLate},
		{"BE", "2026-11-30", "2026-11-29", rules.MoveEarly},
		{"BE", "2026-11-30", "2026-12-10", rules.MoveOpen},
		{"BE", "2026-11-30", "2026-12-11", rules.MoveLate},
	} {
		w, err := rules.MoveWindow(tt.country, date(t, tt.moved))
		if got := w.On(date(t, tt.today)); err != nil || got != tt.want {
			t.Errorf("%s moved %s, on %s: got %s, %v, want %s", tt.country, tt.moved, tt.today, got, err, tt.want)
		}
	}
	if _, err := rules.MoveWindow("FR", date(t, "2026-11-30")); err == nil {
		t.Error("a country without a rule answers")
	}
}

func TestAge(t *testing.T) {
	for _, tt := range []struct {
		born  kiosk.Date
		on    string
		want  int
		known bool
	}{
		{kiosk.Date{Year: 2008, Month: 2, Day: 29}, "2026-02-28", 17, true},
		{kiosk.Date{Year: 2008, Month: 2, Day: 29}, "2026-03-01", 18, true},
		{kiosk.Date{Year: 2008, Month: 2, Day: 29}, "2028-02-29", 20, true},
		{kiosk.Date{Year: 2014, Month: 11, Day: 24}, "2026-11-23", 11, true},
		{kiosk.Date{Year: 2014, Month: 11, Day: 24}, "2026-11-24", 12, true},
		{kiosk.Date{Year: 1948}, "2026-11-24", 77, false},
		{kiosk.Date{Year: 1948, Month: 3}, "2026-11-24", 78, true},
		{kiosk.Date{Year: 1948, Month: 11}, "2026-11-24", 77, false},
		{kiosk.Date{Year: 1948, Month: 12}, "2026-11-24", 77, true},
		{kiosk.Date{}, "2026-11-24", 0, false},
	} {
		if got, known := rules.Age(tt.born, date(t, tt.on)); got != tt.want || known != tt.known {
			t.Errorf("born %v on %s: got %d, %v, want %d, %v", tt.born, tt.on, got, known, tt.want, tt.known)
		}
	}
}

func TestCheck(t *testing.T) {
	today := kiosk.Date{Year: 2026, Month: 11, Day: 24}
	for _, tt := range []struct{ rule, country, in, want, key string }{
		{"postcode", "NL", "1234ab", "1234 AB", ""},
		{"postcode", "NL", " 1234 - a b", "1234 AB", ""},
		{"postcode", "NL", "1234 SS", "", "problem.postcode.nl"},
		{"postcode", "NL", "0123 AB", "", "problem.postcode.nl"},
		{"postcode", "NL", "9000", "", "problem.postcode.nl"},
		{"postcode", "BE", "9000", "9000", ""},
		{"postcode", "BE", "1234 AB", "", "problem.postcode.be"},
		{"house-number", "NL", "0012", "12", ""},
		{"house-number", "NL", "0", "", "problem.number"},
		{"house-number", "NL", "12a", "", "problem.number"},
		{"addition", "NL", "2 hoog", "2 hoog", ""},
		{"addition", "NL", "<b>", "", "problem.addition"},
		{"name", "NL", "Łukasz  van der 't Hooft-Yılmaz", "Łukasz van der 't Hooft-Yılmaz", ""},
		{"name", "NL", "محمد", "محمد", ""},
		{"name", "NL", "R2D2", "", "problem.name"},
		{"name", "NL", "--", "", "problem.name"},
		{"phone", "NL", "06-1234 5678", "0612345678", ""},
		{"phone", "NL", "+31 (0)6 12345678", "0612345678", ""},
		{"phone", "NL", "0032 470 12 34 56", "+32470123456", ""},
		{"phone", "NL", "061234567", "", "problem.phone"},
		{"phone", "NL", "112", "", "problem.phone"},
		{"phone", "BE", "0470 12 34 56", "0470123456", ""},
		{"phone", "BE", "09 123 45 67", "091234567", ""},
		{"email", "NL", "naam@voorbeeld.nl", "naam@voorbeeld.nl", ""},
		{"email", "NL", "naam@voorbeeld", "", "problem.email"},
		{"email", "NL", "a@b@c.nl", "", "problem.email"},
		{"email", "NL", "naam@.nl", "", "problem.email"},
		{"plate", "NL", "g123bb", "G-123-BB", ""},
		{"plate", "NL", "12-34-AB", "12-34-AB", ""},
		{"plate", "NL", "GA-123-B", "", "problem.plate.nl"},
		{"plate", "NL", "SS-12-34", "", "problem.plate.nl"},
		{"plate", "NL", "1-ABC-234", "", "problem.plate.nl"},
		{"plate", "BE", "1abc234", "1-ABC-234", ""},
		{"plate", "BE", "abc123", "ABC-123", ""},
		{"plate-be", "NL", "BOBBIE", "BOBBIE", ""},
		{"plate-be", "NL", "123456789", "", "problem.plate.be"},
		{"plate-other", "NL", "b ab 123", "B AB 123", ""},
		{"plate-other", "NL", "!", "", "problem.plate.other"},
		{"date", "NL", "29-02-2028", "29-02-2028", ""},
		{"date", "NL", "1.3.2027", "01-03-2027", ""},
		{"date", "NL", "29-02-2027", "", "problem.date.exists"},
		{"date", "NL", "31-11-2026", "", "problem.date.exists"},
		{"date", "NL", "00-11-2026", "", "problem.date.exists"},
		{"date", "NL", "12-03-48", "", "problem.date.year"},
		{"date", "NL", "12-03", "", "problem.date.form"},
		{"date", "NL", "-1-03-2026", "01-03-2026", ""},
		{"date", "NL", "9999999999999999", "", "problem.date.form"},
		{"birth-date", "NL", "25-11-2026", "", "problem.date.birth"},
		{"birth-date", "NL", "12-03-1848", "", "problem.date.birth"},
		{"birth-date", "NL", "24-11-2026", "24-11-2026", ""},
		{"date-near", "NL", "24-11-2036", "", "problem.date.near"},
		{"move-date", "NL", "22-12-2026", "22-12-2026", ""},
		{"move-date", "NL", "23-12-2026", "", "problem.date.early"},
		{"move-date", "NL", "01-10-2026", "01-10-2026", ""},
		{"move-date", "BE", "25-11-2026", "", "problem.date.early"},
		{"", "NL", "a\x00b", "", "problem.text"},
		{"", "NL", "a\xffb", "", "problem.text"},
	} {
		got, err := rules.Check(tt.rule, tt.in, rules.Context{Country: tt.country, Today: today})
		var p *rules.Problem
		errors.As(err, &p)
		if tt.key == "" && (err != nil || got != tt.want) || tt.key != "" && (p == nil || p.Key != tt.key) {
			t.Errorf("%s %s %q: got %q, %v, want %q %s", tt.rule, tt.country, tt.in, got, err, tt.want, tt.key)
		}
		if p != nil && len(tt.in) > 3 && p.Reason == tt.in {
			t.Errorf("%s: the problem repeats the value", tt.rule)
		}
	}
}

// FuzzCheck holds that no rule panics, and that a normal form is its own normal form.
func FuzzCheck(f *testing.F) {
	for _, s := range []string{"1234 AB", "29-02-2028", "+31 6", "G-123-BB", "1-ABC-234", "a@b.nl", "\xff"} {
		f.Add(s)
	}
	c := rules.Context{Country: "NL", Today: kiosk.Date{Year: 2026, Month: 11, Day: 24}}
	f.Fuzz(func(t *testing.T, s string) {
		for _, rule := range rules.Names() {
			got, err := rules.Check(rule, s, c)
			if err != nil {
				continue
			}
			if again, err := rules.Check(rule, got, c); err != nil || again != got {
				t.Errorf("%s %q gives %q, then %q, %v", rule, s, got, again, err)
			}
		}
	})
}
