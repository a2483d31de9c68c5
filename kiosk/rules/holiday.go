package rules

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"time"

	"poploket/kiosk"
)

// decree is the data about days that a Dutch decree equates with holidays.
//
//go:embed holidays.json
var decree []byte

// Equated are the days that a decree equates with holidays, and the years that it speaks about.
type Equated struct {
	Source      string
	Country     string
	From, Until int // years
	Days        []kiosk.Date
}

// Decree reads the equated days that ship with the program.
func Decree() (Equated, error) { return ParseEquated(decree) }

// ParseEquated reads equated days; all must be days of the years they are given for.
func ParseEquated(b []byte) (Equated, error) {
	var raw struct {
		Source  string   `json:"source"`
		Country string   `json:"country"`
		From    int      `json:"from"`
		Until   int      `json:"until"`
		Equated []string `json:"equated"`
	}
	if err := json.Unmarshal(b, &raw); err != nil {
		return Equated{}, fmt.Errorf("reading equated days: %w", err)
	}
	e := Equated{Source: raw.Source, Country: raw.Country, From: raw.From, Until: raw.Until}
	if e.Source == "" || e.Country == "" {
		return Equated{}, fmt.Errorf("reading equated days: source or country is missing")
	}
	for _, s := range raw.Equated {
		d, err := ParseDate(s)
		if err != nil {
			return Equated{}, fmt.Errorf("reading equated day %q: %w", s, err)
		}
		if d.Year < e.From || d.Year > e.Until {
			return Equated{}, fmt.Errorf("reading equated day %q: not in %d to %d", s, e.From, e.Until)
		}
		e.Days = append(e.Days, d)
	}
	return e, nil
}

// Holiday reports whether a day is a public holiday of a country, by the law itself: for the Netherlands art. 3 lid 1
// and 2 Algemene termijnenwet (Good Friday is equated by lid 2), for Belgium the ten of KB 18 April 1974 art. 1.
func Holiday(country string, d kiosk.Date) bool {
	fromEaster := DaysBetween(Easter(d.Year), d)
	day := [2]int{d.Month, d.Day}
	switch country {
	case "NL":
		switch day {
		case [2]int{1, 1}, [2]int{5, 5}, [2]int{12, 25}, [2]int{12, 26}:
			return true
		}
		return fromEaster == -2 || fromEaster == 1 || fromEaster == 39 || fromEaster == 50 || d == birthday(d.Year)
	case "BE":
		switch day {
		case [2]int{1, 1}, [2]int{5, 1}, [2]int{7, 21}, [2]int{8, 15}, [2]int{11, 1}, [2]int{11, 11}, [2]int{12, 25}:
			return true
		}
		return fromEaster == 1 || fromEaster == 39 || fromEaster == 50
	}
	return false
}

// birthday is the day on which the Dutch King's, before 2014 the Queen's, birthday is kept: never on a Sunday.
func birthday(year int) kiosk.Date {
	d := kiosk.Date{Year: year, Month: 4, Day: 27}
	if year < 2014 {
		d.Day = 30
	}
	if Weekday(d) == time.Sunday {
		d.Day--
	}
	return d
}

// Easter is Easter Sunday in the Gregorian calendar (Meeus/Jones/Butcher).
func Easter(year int) kiosk.Date {
	a, b, c := year%19, year/100, year%100
	d, e, f := b/4, b%4, (b+8)/25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return kiosk.Date{Year: year, Month: n / 31, Day: n%31 + 1}
}

// WorkingDay reports whether a day is no Saturday, Sunday, holiday or equated day.
func WorkingDay(country string, d kiosk.Date) bool {
	if w := Weekday(d); w == time.Saturday || w == time.Sunday {
		return false
	}
	if Holiday(country, d) {
		return false
	}
	e, err := Decree()
	if err != nil || e.Country != country {
		return true
	}
	for _, x := range e.Days {
		if x == d {
			return false
		}
	}
	return true
}

// AddWorkingDays is the n-th working day after d.
func AddWorkingDays(country string, d kiosk.Date, n int) kiosk.Date {
	for n > 0 {
		if d = AddDays(d, 1); WorkingDay(country, d) {
			n--
		}
	}
	return d
}
