package i18n

import (
	"strconv"
	"strings"
	"time"

	"poploket/kiosk"
)

// Words are the texts of one language.
type Words struct {
	Language string
	texts    map[string]string
}

// Say is the text of a key, with arguments as pairs of name and value. A key without a text says itself, so that a
// mistake is seen on the screen and not hidden.
func (w Words) Say(key string, args ...string) string {
	text, ok := w.texts[key]
	if !ok {
		return key
	}
	return Fill(text, args...)
}

// Fill puts arguments, pairs of name and value, in the place of their names in braces.
func Fill(text string, args ...string) string {
	if len(args) == 0 {
		return text
	}
	pairs := make([]string, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		pairs = append(pairs, "{"+args[i]+"}", args[i+1])
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// Day is a day with its weekday: "dinsdag 24 november 2026".
func (w Words) Day(t time.Time) string {
	return w.Say("date.weekday", "weekday", w.Say("weekday."+strconv.Itoa(int(t.Weekday()))), "date", w.Date(kiosk.Date{Year: t.Year(), Month: int(t.Month()), Day: t.Day()}))
}

// Date is a date in words, as far as it is known: "12 maart 1948", "maart 1948", "1948".
func (w Words) Date(d kiosk.Date) string {
	year, month := strconv.Itoa(d.Year), w.Say("month."+strconv.Itoa(d.Month))
	switch {
	case d.Zero():
		return w.Say("date.unknown")
	case d.Month == 0:
		return year
	case d.Day == 0:
		return w.Say("date.month", "month", month, "year", year)
	}
	return w.Say("date.day", "day", strconv.Itoa(d.Day), "month", month, "year", year)
}

// Clock is a time of day: "10.42 uur".
func (w Words) Clock(t time.Time) string {
	return w.Say("time.clock", "hour", strconv.Itoa(t.Hour()), "minute", t.Format("04"))
}

// Hours is from when until when: "10.00 tot 16.30 uur".
func (w Words) Hours(from, to time.Time) string {
	return w.Say("time.hours", "from", strings.Fields(w.Clock(from))[0], "to", w.Clock(to))
}
