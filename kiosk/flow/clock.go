package flow

import (
	"time"
	_ "time/tzdata" // a machine without zone files must not print the hour of another country

	"poploket/kiosk"
	"poploket/kiosk/rules"
)

// zone is the municipality's; an unknown name is UTC, which the configuration refuses.
func (s State) zone() *time.Location {
	z, err := time.LoadLocation(s.setting.Municipality.Zone)
	if err != nil {
		return time.UTC
	}
	return z
}

func (s State) today() kiosk.Date { return rules.DateOf(s.setting.Now.In(s.zone())) }

// How long a screen may stand untouched, and how long the warning counts.
const (
	waitPersonal = 75 * time.Second
	waitPlain    = 120 * time.Second
	countdown    = 30 * time.Second
	tick         = time.Second
)

// wait is how long the screen that is shown may stand untouched.
func (s State) wait() time.Duration {
	switch {
	case !s.touched && s.at.kind == atWelcome:
		return 0
	case s.entered():
		return waitPersonal
	}
	return waitPlain
}
