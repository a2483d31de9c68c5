package rules

import "strings"

// BSN holds a Dutch citizen service number to its test (11-proef): 9·d1 + 8·d2 + … + 2·d8 − d9 is a multiple of 11.
// Eight digits are padded left. It returns nine digits. A number of an organisation (RSIN) passes the same test, and a
// number that passes need not exist.
func BSN(s string) (string, error) {
	c := strings.NewReplacer(" ", "", ".", "", "-", "").Replace(s)
	if len(c) == 8 {
		c = "0" + c
	}
	if len(c) != 9 || !digits(c) {
		return "", problem("bsn", "want nine digits, or eight")
	}
	sum := 0
	for i := range 8 {
		sum += (9 - i) * int(c[i]-'0')
	}
	sum -= int(c[8] - '0')
	switch {
	case c == "000000000":
		return "", problem("bsn", "all zeros is no number")
	case sum%11 != 0:
		return "", problem("bsn", "fails the 11-test: the digits don't belong together")
	}
	return c, nil
}
