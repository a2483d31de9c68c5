package rules

import (
	"fmt"

	"poploket/kiosk"
)

// MoveState is how a day relates to the days on which a move can be reported.
type MoveState string

const (
	MoveEarly   MoveState = "early" // not yet
	MoveOpen    MoveState = "open"
	MoveLate    MoveState = "late" // still reported, with consequences
	MoveUnknown MoveState = "unknown"
)

// Window is from when until when something can be done in time, both days included.
type Window struct{ Opens, Closes kiosk.Date }

// On is where a day lies.
func (w Window) On(day kiosk.Date) MoveState {
	switch {
	case before(day, w.Opens):
		return MoveEarly
	case before(w.Closes, day):
		return MoveLate
	}
	return MoveOpen
}

// moveRules by country.
var moveRules = []struct {
	Validity
	window func(moved kiosk.Date) Window
}{
	{Validity{Country: "NL", Source: "Wet basisregistratie personen art. 2.39: from four weeks before until five days after the move"},
		func(moved kiosk.Date) Window { return Window{AddDays(moved, -28), AddDays(moved, 5)} }},
	{Validity{Country: "BE", Source: "KB 16 July 1992 art. 7: within eight working days after the move"},
		func(moved kiosk.Date) Window { return Window{moved, AddWorkingDays("BE", moved, 8)} }},
}

// MoveWindow is when a move on a day can be reported in time. Reporting late in the Netherlands makes the day of
// reporting the day of the new address.
func MoveWindow(country string, moved kiosk.Date) (Window, error) {
	for _, r := range moveRules {
		if r.Holds(country, moved) {
			return r.window(moved), nil
		}
	}
	return Window{}, fmt.Errorf("no rule for reporting a move in country %q", country)
}
