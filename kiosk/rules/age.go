package rules

import "poploket/kiosk"

// Age is how many years a person is old on a day. Who was born on 29 February has a birthday on 1 March in other years.
// known is false when the birth date is incomplete and the answer hangs on what is missing.
func Age(born, on kiosk.Date) (years int, known bool) {
	if born.Year == 0 || !Exists(on) {
		return 0, false
	}
	years = on.Year - born.Year
	had := func(month, day int) bool { return on.Month > month || on.Month == month && on.Day >= day }
	switch {
	case born.Month == 0:
		return years - 1, false
	case born.Day == 0:
		if on.Month == born.Month {
			return years - 1, false
		}
		if on.Month < born.Month {
			years--
		}
		return years, true
	}
	month, day := born.Month, born.Day
	if month == 2 && day == 29 && daysIn(on.Year, 2) == 28 {
		month, day = 3, 1
	}
	if !had(month, day) {
		years--
	}
	return years, true
}
