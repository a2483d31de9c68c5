package flow

import (
	"slices"
	"strings"
	"unicode/utf8"

	"poploket/kiosk"
)

// particles stand before a surname and keep a small letter.
var particles = []string{"de", "den", "der", "het", "'t", "in", "la", "le", "op", "te", "ten", "ter", "van", "vande", "vanden", "vander", "von", "d'", "el", "al"}

// fullName is a name from a document as people write it; documents write in capitals.
func fullName(d kiosk.Document) string {
	return strings.TrimSpace(titled(d.GivenNames) + " " + titled(d.Surname))
}

func titled(s string) string {
	words := strings.Fields(strings.ToLower(s))
	for i, w := range words {
		if slices.Contains(particles, w) && len(words) > 1 {
			continue
		}
		parts := strings.Split(w, "-")
		for j, p := range parts {
			parts[j] = capital(p)
		}
		words[i] = strings.Join(parts, "-")
	}
	return strings.Join(words, " ")
}

// masked is a name that only its bearer recognises: "A. de V.".
func masked(given, surname string) string {
	out := initial(given)
	for _, w := range strings.Fields(surname) {
		if low := strings.ToLower(w); slices.Contains(particles, low) {
			out = append(out, low)
			continue
		}
		out = append(out, initial(w)...)
		break
	}
	return strings.Join(out, " ")
}

func initial(s string) []string {
	r, _ := utf8.DecodeRuneInString(strings.TrimSpace(s))
	if r == utf8.RuneError {
		return nil
	}
	return []string{strings.ToUpper(string(r)) + "."}
}

// maskedName is the visitor's name for paper, "" when no name is known.
func (e *Engine) maskedName(s State) string {
	if s.scanned {
		return masked(s.document.GivenNames, s.document.Surname)
	}
	return masked(s.answers["firstNames"], s.answers["lastName"])
}
