package rules

import (
	"fmt"
	"strings"
)

// INSZ holds a Belgian national number (rijksregisternummer, or BIS number with month +20 or +40) to its check: the
// last two digits are 97 − (the first nine mod 97), with a 2 before the nine for who was born from 2000 on. Unknown
// parts of the birth date are 00. It returns eleven digits. No sex is read from the serial: it isn't one's to tell.
func INSZ(s string) (string, error) {
	c := strings.NewReplacer(" ", "", ".", "", "-", "").Replace(s)
	if len(c) != 11 || !digits(c) {
		return "", problem("insz", "want eleven digits, as in 85.07.30-033-28")
	}
	month, day := number(c[2:4]), number(c[4:6])
	switch {
	case month >= 40:
		month -= 40
	case month >= 20:
		month -= 20
	}
	if month > 12 || day > 31 {
		return "", problem("insz", fmt.Sprintf("the birth date in it has month %s and day %s", c[2:4], c[4:6]))
	}
	nine, check := number(c[:9]), number(c[9:])
	if check != 97-nine%97 && check != 97-(2_000_000_000+nine)%97 {
		return "", problem("insz", "the last two digits don't belong to the first nine")
	}
	return c, nil
}

// number is the value of digits.
func number(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}
