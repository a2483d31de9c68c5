package mrz

import (
	"fmt"
	"time"
)

// Date is a calendar day, perhaps incomplete: a zero month or day is unknown, a zero year means that nothing is known.
type Date struct{ Year, Month, Day int }

// DateOf is the day of t in its own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, int(m), d}
}

// String is ISO 8601, as long as what is known: "1974-08-12", "1974-08", "1974" or "".
func (d Date) String() string {
	switch {
	case d.Year == 0:
		return ""
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// after compares what is known of both.
func (d Date) after(o Date) bool {
	if d.Year != o.Year {
		return d.Year > o.Year
	}
	if d.Month != o.Month {
		return d.Month > o.Month
	}
	return d.Day > o.Day
}

// expiryAhead is how many years an expiry date can lie ahead. Cards for people over 75 run for 30 years in Belgium.
const expiryAhead = 40

// birthDate puts the century to a valid YYMMDD: the latest day that is not after today. Who is over a hundred looks
// like a child here; nothing in the zone tells them apart.
func birthDate(b []byte, today Date) Date {
	d, ok := parts(b)
	if !ok {
		return Date{}
	}
	d.Year += today.Year - today.Year%100
	if d.after(today) {
		d.Year -= 100
	}
	return d
}

// expiryDate puts the century to a valid YYMMDD: the latest within expiryAhead years from today.
func expiryDate(b []byte, today Date) Date {
	d, ok := parts(b)
	if !ok {
		return Date{}
	}
	d.Year += today.Year - today.Year%100 + 100
	for d.Year > today.Year+expiryAhead {
		d.Year -= 100
	}
	return d
}

// parts splits YYMMDD; ok is false when not even the year is known.
func parts(b []byte) (d Date, ok bool) {
	y, yok := two(b[0:2])
	m, mok := two(b[2:4])
	dd, dok := two(b[4:6])
	if !yok {
		return Date{}, false
	}
	d.Year = y
	if mok {
		d.Month = m
		if dok {
			d.Day = dd
		}
	}
	return d, true
}

// realDate says whether YYMMDD is a day that can be, where "<<" stands for an unknown part (ICAO Doc 9303-3 4.8).
// Every year ending in 00 is taken for 2000, which had a 29 February.
func realDate(b []byte) bool {
	y, yok := two(b[0:2])
	m, mok := two(b[2:4])
	d, dok := two(b[4:6])
	if !yok && !unknown(b[0:2]) || !mok && !unknown(b[2:4]) || !dok && !unknown(b[4:6]) {
		return false
	}
	if mok && (m < 1 || m > 12) || dok && (d < 1 || d > 31) {
		return false
	}
	if !mok || !dok {
		return true
	}
	last := [...]int{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[m-1]
	if m == 2 && yok && y%4 != 0 {
		last = 28
	}
	return d <= last
}

func two(b []byte) (int, bool) {
	if !digit(b[0]) || !digit(b[1]) {
		return 0, false
	}
	return int(b[0]-'0')*10 + int(b[1]-'0'), true
}

func unknown(b []byte) bool { return b[0] == '<' && b[1] == '<' }
