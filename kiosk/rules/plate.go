package rules

import (
	"regexp"
	"strings"
)

// sidecodes are the patterns of Dutch plates, 1 to 14 (X a letter, 9 a digit). From sidecode 4 on there are no vowels.
var sidecodes = []string{
	"XX-99-99", "99-99-XX", "99-XX-99", "XX-99-XX", "XX-XX-99", "99-XX-XX", "99-XXX-9",
	"9-XXX-99", "XX-999-X", "X-999-XX", "XXX-99-X", "X-99-XXX", "9-XX-999", "999-XX-9",
}

// Plate is a plate of the municipality's country. It checks form only; whose car it is, is checked by people.
func Plate(country, s string) (string, error) {
	if country == "BE" {
		return PlateBE(s)
	}
	return PlateNL(s)
}

// PlateNL is a Dutch plate with its dashes.
func PlateNL(s string) (string, error) {
	c := compact(s)
	if len(c) == 6 {
		for i, code := range sidecodes {
			if shown, ok := fits(c, code); ok && allowed(shown, i+1) {
				return shown, nil
			}
		}
	}
	return "", problem("plate.nl", "want a Dutch plate of six characters, as in AB-12-CD")
}

// fits puts the dashes of a sidecode into six characters.
func fits(c, code string) (string, bool) {
	var b strings.Builder
	i := 0
	for _, want := range code {
		switch want {
		case '-':
			b.WriteByte('-')
			continue
		case 'X':
			if !letters(c[i : i+1]) {
				return "", false
			}
		default:
			if !digits(c[i : i+1]) {
				return "", false
			}
		}
		b.WriteByte(c[i])
		i++
	}
	return b.String(), true
}

// allowed refuses letters that are never given out: vowels since sidecode 4, and groups with a history.
func allowed(shown string, sidecode int) bool {
	for _, group := range strings.Split(shown, "-") {
		if !letters(group) {
			continue
		}
		switch group {
		case "SA", "SD", "SS", "NSB", "GVD", "KKK", "PKK":
			return false
		}
		if sidecode >= 4 && strings.ContainsAny(group, "AEIOU") {
			return false
		}
	}
	return true
}

// beStandard are the Belgian series: 1-ABC-234 since 2010, ABC-123 and 123-ABC before.
var (
	beStandard = regexp.MustCompile(`^([0-9])([A-Z]{3})([0-9]{3})$`)
	beOld      = regexp.MustCompile(`^([A-Z]{3}|[0-9]{3})([0-9]{3}|[A-Z]{3})$`)
	bePersonal = regexp.MustCompile(`^[A-Z0-9]{1,8}$`)
)

// PlateBE is a Belgian plate: the series with their dashes, or a personal plate of one to eight characters.
func PlateBE(s string) (string, error) {
	c := compact(s)
	if m := beStandard.FindStringSubmatch(c); m != nil {
		return m[1] + "-" + m[2] + "-" + m[3], nil
	}
	if m := beOld.FindStringSubmatch(c); m != nil && letters(m[1]) != letters(m[2]) {
		return m[1] + "-" + m[2], nil
	}
	if bePersonal.MatchString(c) && strings.ContainsFunc(c, func(r rune) bool { return r >= 'A' }) {
		return c, nil
	}
	return "", problem("plate.be", "want a Belgian plate, as in 1-ABC-234")
}

// PlateOther is a plate of another country: kept as it is, in capitals.
func PlateOther(s string) (string, error) {
	if c := compact(s); len(c) < 2 || len(c) > 12 || strings.ContainsFunc(c, func(r rune) bool { return (r < '0' || r > '9') && (r < 'A' || r > 'Z') }) {
		return "", problem("plate.other", "want two to twelve letters and digits")
	}
	return strings.ToUpper(s), nil
}
