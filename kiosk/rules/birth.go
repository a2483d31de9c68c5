package rules

import (
	"fmt"

	"poploket/kiosk"
)

// birthRules say until when a birth is declared, by country.
var birthRules = []struct {
	Validity
	last func(born kiosk.Date) kiosk.Date
}{
	{Validity{Country: "NL", From: kiosk.Date{Year: 1964, Month: 7, Day: 25},
		Source: "Burgerlijk Wetboek 1 art. 19e: three days after the day of birth; Algemene termijnenwet art. 1 and 2"}, birthNL},
	{Validity{Country: "BE", Source: "oud Burgerlijk Wetboek art. 43: fifteen days, then the next working day"}, birthBE},
}

// BirthDeadline is the last day on which a birth can be declared in time.
func BirthDeadline(country string, born kiosk.Date) (kiosk.Date, error) {
	if !Exists(born) {
		return kiosk.Date{}, problem("date.exists", "there is no such day in the calendar")
	}
	for _, r := range birthRules {
		if r.Holds(country, born) {
			return r.last(born), nil
		}
	}
	return kiosk.Date{}, fmt.Errorf("no rule for declaring a birth in country %q on %s", country, ISO(born))
}

// birthNL: the day of birth does not count, the term never ends on a Saturday, Sunday or holiday (art. 1), and a term
// of three days holds at least two working days (art. 2).
func birthNL(born kiosk.Date) kiosk.Date {
	working := 0
	for day := 1; ; day++ {
		d := AddDays(born, day)
		open := WorkingDay("NL", d)
		if open {
			working++
		}
		if day >= 3 && working >= 2 && open {
			return d
		}
	}
}

func birthBE(born kiosk.Date) kiosk.Date {
	d := AddDays(born, 15)
	for !WorkingDay("BE", d) {
		d = AddDays(d, 1)
	}
	return d
}
