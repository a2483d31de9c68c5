package receipt

import (
	"strings"
	"unicode"
)

// wrap breaks s at blanks into lines of at most room columns; a longer word is cut, a no-break space holds, and a short
// last word takes the one before it along. An empty s has no lines.
func wrap(s string, room int) []string {
	if room < 1 {
		return nil
	}
	words := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' })
	lines := fill(words, room)
	if n, last := len(lines), len(words)-1; n > 1 && last >= n && lines[n-1] == words[last] && width(words[last]) < room/4 {
		words[last-1] += noBreak + words[last]
		if try := fill(words[:last], room); len(try) == n {
			lines = try
		}
	}
	for i := range lines {
		lines[i] = strings.ReplaceAll(lines[i], noBreak, " ")
	}
	return lines
}

const noBreak = "\u00a0"

// fill sets words on lines, as many on each as it takes.
func fill(words []string, room int) []string {
	var lines []string
	line := ""
	for _, word := range words {
		if line != "" && width(line)+1+width(word) <= room {
			line += " " + word
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for width(word) > room {
			head, tail := cut(word, room)
			lines, word = append(lines, head), tail
		}
		line = word
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// spread puts parts on lines, as far apart as they get.
func spread(parts []string, room int) []string {
	var lines []string
	for len(parts) > 0 {
		n, used := 1, width(parts[0])
		for n < len(parts) && used+2+width(parts[n]) <= room {
			used += 2 + width(parts[n])
			n++
		}
		free := room - used + 2*(n-1)
		var b strings.Builder
		for i, p := range parts[:n] {
			if i > 0 {
				gap := free / (n - i)
				free -= gap
				b.WriteString(strings.Repeat(" ", gap))
			}
			b.WriteString(p)
		}
		lines = append(lines, b.String())
		parts = parts[n:]
	}
	return lines
}

// cut splits s after room columns.
func cut(s string, room int) (head, tail string) {
	w := 0
	for i, r := range s {
		if w += runeWidth(r); w > room && i > 0 {
			return s[:i], s[i:]
		}
	}
	return s, ""
}

// width is how many columns s takes.
func width(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

func runeWidth(r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0 // stands on the character before it
	}
	return 1
}
