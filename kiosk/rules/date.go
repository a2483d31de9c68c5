package rules

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"poploket/kiosk"
)

// ParseDate reads a complete date as people and machines write it: "DD-MM-YYYY", with dashes, dots, slashes or spaces
// and without leading zeros, or "YYYY-MM-DD". A day that does not exist is a Problem.
func ParseDate(s string) (kiosk.Date, error) {
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("-./ ", r) })
	if len(s) > 20 || len(parts) != 3 {
		return kiosk.Date{}, problem("date.form", "want a day, a month and a year, as in 30-11-2026")
	}
	var n [3]int
	for i, p := range parts {
		v, err := strconv.ParseUint(p, 10, 16)
		if err != nil {
			return kiosk.Date{}, problem("date.form", "want a day, a month and a year in digits, as in 30-11-2026")
		}
		n[i] = int(v)
	}
	d := kiosk.Date{Year: n[2], Month: n[1], Day: n[0]}
	year := parts[2]
	if len(parts[0]) == 4 {
		d = kiosk.Date{Year: n[0], Month: n[1], Day: n[2]}
		year = parts[0]
	}
	if len(year) != 4 {
		return kiosk.Date{}, problem("date.year", "want a year of four digits")
	}
	if !Exists(d) {
		return kiosk.Date{}, problem("date.exists", "there is no such day in the calendar")
	}
	return d, nil
}

// Exists reports whether a complete date is in the calendar.
func Exists(d kiosk.Date) bool {
	return d.Year >= 1 && d.Month >= 1 && d.Month <= 12 && d.Day >= 1 && d.Day <= daysIn(d.Year, d.Month)
}

// daysIn is how many days a month has.
func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// FormatDate is "DD-MM-YYYY"; ISO is "YYYY-MM-DD".
func FormatDate(d kiosk.Date) string { return fmt.Sprintf("%02d-%02d-%04d", d.Day, d.Month, d.Year) }

// ISO is "YYYY-MM-DD".
func ISO(d kiosk.Date) string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// DateOf is the calendar day of t in its own zone.
func DateOf(t time.Time) kiosk.Date {
	y, m, d := t.Date()
	return kiosk.Date{Year: y, Month: int(m), Day: d}
}

// Noon is the middle of a day, so that adding days never meets daylight saving.
func Noon(d kiosk.Date) time.Time {
	return time.Date(d.Year, time.Month(d.Month), d.Day, 12, 0, 0, 0, time.UTC)
}

// AddDays is the day n days later.
func AddDays(d kiosk.Date, n int) kiosk.Date { return DateOf(Noon(d).AddDate(0, 0, n)) }

// DaysBetween is how many days lie from one day to another; negative when it was before.
func DaysBetween(from, to kiosk.Date) int {
	return int(Noon(to).Sub(Noon(from)).Hours() / 24)
}

// Weekday is the day of the week.
func Weekday(d kiosk.Date) time.Weekday { return Noon(d).Weekday() }

// before orders complete dates.
func before(a, b kiosk.Date) bool { return DaysBetween(a, b) > 0 }
