package rules

import (
	"slices"
	"strings"
)

// Postcode is a postcode in its normal form: "1234 AB" in the Netherlands (no SA, SD, SS: PostNL gives none of these),
// "9000" in Belgium.
func Postcode(country, s string) (string, error) {
	c := compact(s)
	if country == "BE" {
		if len(c) != 4 || !digits(c) || c[0] == '0' {
			return "", problem("postcode.be", "want four digits, as in 9000")
		}
		return c, nil
	}
	if len(c) != 6 || !digits(c[:4]) || c[0] == '0' || !letters(c[4:]) {
		return "", problem("postcode.nl", "want four digits and two letters, as in 1234 AB")
	}
	if slices.Contains([]string{"SA", "SD", "SS"}, c[4:]) {
		return "", problem("postcode.nl", "no postcode ends with "+c[4:])
	}
	return c[:4] + " " + c[4:], nil
}

// HouseNumber is 1 to 99999, without leading zeros.
func HouseNumber(s string) (string, error) {
	c := strings.TrimLeft(compact(s), "0")
	if c == "" || len(c) > 5 || !digits(c) {
		return "", problem("number", "want a house number of digits")
	}
	return c, nil
}

// Addition is what follows a house number: a letter, "2 hoog", a box number.
func Addition(s string) (string, error) {
	for _, r := range s {
		if !(r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || strings.ContainsRune(" -/.", r)) {
			return "", problem("addition", "want letters and digits")
		}
	}
	return s, nil
}

// compact is s in capitals without what people put between groups.
func compact(s string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "", ".", "", "\u00a0", "").Replace(s))
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func letters(s string) bool {
	for i := range len(s) {
		if s[i] < 'A' || s[i] > 'Z' {
			return false
		}
	}
	return s != ""
}
