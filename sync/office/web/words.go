package web

import (
	"fmt"
	"strings"
	"time"
)

var (
	weekdays    = [...]string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"}
	months      = [...]string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}
	shortMonths = [...]string{"jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"}
)

// clock is a time as people say it: "9.30".
func (s *Server) clock(t time.Time) string {
	t = t.In(s.zone)
	return fmt.Sprintf("%d.%02d", t.Hour(), t.Minute())
}

// span is "9.30 – 16.30".
func (s *Server) span(from, to time.Time) string { return s.clock(from) + " – " + s.clock(to) }

// day is "dinsdag 24 november", with the year when it is not this one.
func (s *Server) day(t time.Time) string {
	t = t.In(s.zone)
	d := fmt.Sprintf("%s %d %s", weekdays[t.Weekday()], t.Day(), months[t.Month()-1])
	if t.Year() != s.Now().In(s.zone).Year() {
		d += fmt.Sprintf(" %d", t.Year())
	}
	return d
}

// shortDay is "di 24 nov".
func (s *Server) shortDay(t time.Time) string {
	t = t.In(s.zone)
	return fmt.Sprintf("%s %d %s", weekdays[t.Weekday()][:2], t.Day(), shortMonths[t.Month()-1])
}

// moment is a point in time near now: "10.12", "gisteren 10.12", "di 24 nov 10.12".
func (s *Server) moment(t time.Time) string {
	if t.IsZero() {
		return "nooit"
	}
	switch days := s.daysAgo(t); {
	case days == 0:
		return s.clock(t)
	case days == 1:
		return "gisteren " + s.clock(t)
	default:
		return s.shortDay(t) + " " + s.clock(t)
	}
}

// ago says how long ago something was: "zojuist", "4 minuten geleden", then the moment.
func (s *Server) ago(t time.Time) string {
	switch d := s.Now().Sub(t); {
	case t.IsZero():
		return "nog nooit"
	case d < time.Minute:
		return "zojuist"
	case d < time.Hour:
		return many(int(d/time.Minute), "minuut", "minuten") + " geleden"
	case s.daysAgo(t) == 0:
		return "vandaag " + s.clock(t)
	}
	return s.moment(t)
}

// daysAgo counts midnights in the municipality's time.
func (s *Server) daysAgo(t time.Time) int { return midnights(t.In(s.zone), s.Now().In(s.zone)) }

func midnights(a, b time.Time) int {
	ua := time.Date(a.Year(), a.Month(), a.Day(), 0, 0, 0, 0, time.UTC)
	ub := time.Date(b.Year(), b.Month(), b.Day(), 0, 0, 0, 0, time.UTC)
	return int(ub.Sub(ua) / (24 * time.Hour))
}

func many(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

// length is a duration in words: "20 minuten", "2 uur", "1 uur en 15 minuten".
func length(d time.Duration) string {
	h, m := int(d/time.Hour), int(d%time.Hour/time.Minute)
	var parts []string
	if h > 0 {
		parts = append(parts, fmt.Sprintf("%d uur", h))
	}
	if m > 0 || h == 0 {
		parts = append(parts, many(m, "minuut", "minuten"))
	}
	return strings.Join(parts, " en ")
}

// upper makes the first letter a capital.
func upper(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// neutral stands for a service whose name is personal.
const neutral = "Persoonlijk onderwerp"

// service is a service by id; what the office doesn't know any more keeps its id as its name.
func (s *Server) service(id string) Service {
	if id == "" {
		return Service{Icon: "lock", Name: neutral, Sensitive: true}
	}
	for _, v := range s.Services {
		if v.ID == id {
			return v
		}
	}
	return Service{ID: id, Icon: "more", Name: id}
}

// languageWord names a language of a visit.
func languageWord(tag string) string {
	names := map[string]string{"nl": "Nederlands", "en": "Engels", "fr": "Frans", "de": "Duits", "tr": "Turks", "pl": "Pools", "uk": "Oekraïens", "ar": "Arabisch", "fa": "Farsi"}
	if n := names[tag]; n != "" {
		return n
	}
	return tag
}
