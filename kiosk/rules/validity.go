package rules

import "poploket/kiosk"

// Validity is where and when a rule holds, and who says so. A zero date is open.
type Validity struct {
	Country     string
	From, Until kiosk.Date // both included
	Source      string
}

// Holds reports whether the rule holds in a country on a day.
func (v Validity) Holds(country string, on kiosk.Date) bool {
	return v.Country == country && (v.From.Zero() || !before(on, v.From)) && (v.Until.Zero() || !before(v.Until, on))
}
