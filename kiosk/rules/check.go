package rules

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"poploket/kiosk"
)

// Context is what a rule may look at beside the value.
type Context struct {
	Country string
	Today   kiosk.Date
}

// checks are the rules that a field of a service may name. Each returns the value in its normal form, or a *Problem.
func checks() map[string]func(string, Context) (string, error) {
	plain := func(f func(string) (string, error)) func(string, Context) (string, error) {
		return func(s string, _ Context) (string, error) { return f(s) }
	}
	return map[string]func(string, Context) (string, error){
		"name":         plain(Name),
		"postcode":     func(s string, c Context) (string, error) { return Postcode(c.Country, s) },
		"house-number": plain(HouseNumber),
		"addition":     plain(Addition),
		"phone":        func(s string, c Context) (string, error) { return Phone(c.Country, s) },
		"email":        plain(Email),
		"plate":        func(s string, c Context) (string, error) { return Plate(c.Country, s) },
		"plate-nl":     plain(PlateNL),
		"plate-be":     plain(PlateBE),
		"plate-other":  plain(PlateOther),
		"date":         func(s string, _ Context) (string, error) { return dated(s, nil) },
		"birth-date": func(s string, c Context) (string, error) {
			return dated(s, func(d kiosk.Date) error { return born(d, c.Today) })
		},
		"date-near": func(s string, c Context) (string, error) {
			return dated(s, func(d kiosk.Date) error { return near(d, c.Today) })
		},
		"move-date": func(s string, c Context) (string, error) {
			return dated(s, func(d kiosk.Date) error { return moveDate(d, c) })
		},
	}
}

// Known reports whether a rule exists; Names are all of them.
func Known(rule string) bool { return checks()[rule] != nil }

// Names are the names of all rules for fields, sorted.
func Names() []string { return slices.Sorted(maps.Keys(checks())) }

// Check holds a value to a rule and returns its normal form. The error is a *Problem. The empty rule takes any text
// without control characters.
func Check(rule, value string, c Context) (string, error) {
	value = strings.Join(strings.Fields(value), " ")
	if !utf8.ValidString(value) || strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\uFFFD' }) {
		return "", problem("text", "holds characters that can't be kept")
	}
	if f := checks()[rule]; f != nil {
		return f(value, c)
	}
	return value, nil
}

func dated(s string, more func(kiosk.Date) error) (string, error) {
	d, err := ParseDate(s)
	if err != nil {
		return "", err
	}
	if more != nil {
		if err := more(d); err != nil {
			return "", err
		}
	}
	return FormatDate(d), nil
}

// born holds that a living person was born on a day: not after today, and within 125 years.
func born(d, today kiosk.Date) error {
	if before(today, d) || today.Year-d.Year > 125 {
		return problem("date.birth", "is no birth date of a living person")
	}
	return nil
}

// near holds that a day lies within two years of today; further away it is a slip of the finger.
func near(d, today kiosk.Date) error {
	if n := DaysBetween(today, d); n < -731 || n > 731 {
		return problem("date.near", "lies more than two years away")
	}
	return nil
}

// moveDate holds that a move on a day may be reported already. Too late is no problem of the field: it is reported, with
// an honest word about it.
func moveDate(d kiosk.Date, c Context) error {
	if err := near(d, c.Today); err != nil {
		return err
	}
	w, err := MoveWindow(c.Country, d)
	if err == nil && w.On(c.Today) == MoveEarly {
		return problem("date.early", "a move on that day can be reported from "+ISO(w.Opens), "date", ISO(w.Opens))
	}
	return nil
}
