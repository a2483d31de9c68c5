package mrz

// ClearNationalNumber overwrites in a valid frame every field that can hold a national number: the personal number of
// TD3, the optional data of TD1 and TD2 apart from the rest of a long document number. The check digits over it are
// made anew, so that the frame stays valid and not even a digit of the number can be worked out from them.
func ClearNationalNumber(frame []byte, kind Kind) {
	lay := (*layout)(nil)
	switch kind {
	case TD1:
		lay = &td1
	case TD2:
		lay = &td2
	case TD3:
		lay = &td3
	}
	l := split(frame)
	if lay == nil || l.n != lay.lines {
		return
	}
	for _, line := range l.line[:l.n] {
		if len(line) != lay.width {
			return
		}
	}
	optional := l.at(lay.optional)
	if lay.numberContinuesInOptional && l.at(lay.numberCheck)[0] == '<' {
		optional = optional[len(continued(optional)):]
	}
	fill(optional)
	if !lay.optional2.none() {
		fill(l.at(lay.optional2))
	}
	if !lay.optionalCheck.none() {
		fill(l.at(lay.optionalCheck))
	}
	var s sum
	for _, part := range lay.compositeOver {
		if !part.none() {
			s.add(l.at(part))
		}
	}
	l.at(lay.composite)[0] = s.digit()
}

func fill(b []byte) {
	for i := range b {
		b[i] = '<'
	}
}
