package rules

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Name is part of a person's name in any script.
func Name(s string) (string, error) {
	n := utf8.RuneCountInString(s)
	some := false
	for _, r := range s {
		some = some || unicode.IsLetter(r)
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune(" -'.’ʼ", r) {
			return "", problem("name", "want letters only")
		}
	}
	if !some || n > 80 {
		return "", problem("name", "want a name of 1 to 80 letters")
	}
	return s, nil
}

// Phone is a telephone number as dialled: national in the municipality's country, or with + and the country's number.
func Phone(country, s string) (string, error) {
	c := strings.NewReplacer(" ", "", "-", "", ".", "", "(", "", ")", "", "/", "").Replace(s)
	if strings.HasPrefix(c, "00") {
		c = "+" + c[2:]
	}
	bad := problem("phone", "want a telephone number of 10 digits, or + and the number of the country")
	own := map[string]string{"NL": "+31", "BE": "+32"}[country]
	if rest, ok := strings.CutPrefix(c, own); ok && own != "" {
		c = "0" + strings.TrimPrefix(rest, "0")
	}
	if rest, ok := strings.CutPrefix(c, "+"); ok {
		if !digits(rest) || len(rest) < 8 || len(rest) > 15 { // ITU-T E.164: at most 15
			return "", bad
		}
		return c, nil
	}
	if !digits(c) || c[0] != '0' {
		return "", bad
	}
	switch {
	case country == "BE" && (len(c) == 9 || len(c) == 10 && strings.HasPrefix(c, "04")): // mobile numbers have ten
	case country != "BE" && len(c) == 10:
	default:
		return "", bad
	}
	return c, nil
}

// Email is an address by form: one @, a host with a dot, at most 254 bytes (RFC 5321 4.5.3.1.3).
func Email(s string) (string, error) {
	bad := problem("email", "want an e-mail address, as in naam@voorbeeld.nl")
	local, host, ok := strings.Cut(s, "@")
	if !ok || len(s) > 254 || local == "" || len(local) > 64 || strings.Contains(host, "@") {
		return "", bad
	}
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`"(),:;<>[\]`, r) }) {
		return "", bad
	}
	labels := strings.Split(host, ".")
	for _, l := range labels {
		if l == "" || strings.HasPrefix(l, "-") || strings.HasSuffix(l, "-") {
			return "", bad
		}
	}
	if len(labels) < 2 || strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") {
		return "", bad
	}
	return s, nil
}
