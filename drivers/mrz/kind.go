package mrz

// Kind is the format of a zone.
type Kind string

const (
	TD1  Kind = "TD1"   // card, 3 lines of 30
	TD2  Kind = "TD2"   // older card, 2 lines of 36
	TD3  Kind = "TD3"   // passport, 2 lines of 44
	DLNL Kind = "DL-NL" // Dutch driving licence, 1 line of 30
)

// MaxFrame is the longest frame, in bytes: three lines of 30 and two line ends.
const MaxFrame = 92

// span is a run of characters in one line; the zero span is a field the kind does not have.
type span struct{ line, from, to int }

func (s span) none() bool { return s.to == 0 }

// layout is where the fields of a kind stand, counted from 0.
type layout struct {
	kind         Kind
	lines, width int

	code, issuer, names       span
	number, numberCheck       span
	birth, birthCheck         span
	expiry, expiryCheck       span
	nationality, sex          span
	optional, optionalCheck   span // TD1: in the first line; TD3: the personal number
	optional2                 span // TD1: in the second line
	composite                 span
	compositeOver             [4]span
	numberContinuesInOptional bool // a filler for the check digit of the number says that it is longer
}

var (
	// ICAO Doc 9303-5 4.2.2
	td1 = layout{
		kind: TD1, lines: 3, width: 30,
		code: span{0, 0, 2}, issuer: span{0, 2, 5}, number: span{0, 5, 14}, numberCheck: span{0, 14, 15}, optional: span{0, 15, 30},
		birth: span{1, 0, 6}, birthCheck: span{1, 6, 7}, sex: span{1, 7, 8}, expiry: span{1, 8, 14}, expiryCheck: span{1, 14, 15},
		nationality: span{1, 15, 18}, optional2: span{1, 18, 29}, composite: span{1, 29, 30},
		names:                     span{2, 0, 30},
		compositeOver:             [4]span{{0, 5, 30}, {1, 0, 7}, {1, 8, 15}, {1, 18, 29}},
		numberContinuesInOptional: true,
	}
	// ICAO Doc 9303-6 4.2.2
	td2 = layout{
		kind: TD2, lines: 2, width: 36,
		code: span{0, 0, 2}, issuer: span{0, 2, 5}, names: span{0, 5, 36},
		number: span{1, 0, 9}, numberCheck: span{1, 9, 10}, nationality: span{1, 10, 13}, birth: span{1, 13, 19}, birthCheck: span{1, 19, 20},
		sex: span{1, 20, 21}, expiry: span{1, 21, 27}, expiryCheck: span{1, 27, 28}, optional: span{1, 28, 35}, composite: span{1, 35, 36},
		compositeOver:             [4]span{{1, 0, 10}, {1, 13, 20}, {1, 21, 35}},
		numberContinuesInOptional: true,
	}
	// ICAO Doc 9303-4 4.2.2
	td3 = layout{
		kind: TD3, lines: 2, width: 44,
		code: span{0, 0, 2}, issuer: span{0, 2, 5}, names: span{0, 5, 44},
		number: span{1, 0, 9}, numberCheck: span{1, 9, 10}, nationality: span{1, 10, 13}, birth: span{1, 13, 19}, birthCheck: span{1, 19, 20},
		sex: span{1, 20, 21}, expiry: span{1, 21, 27}, expiryCheck: span{1, 27, 28},
		optional: span{1, 28, 42}, optionalCheck: span{1, 42, 43}, composite: span{1, 43, 44},
		compositeOver: [4]span{{1, 0, 10}, {1, 13, 20}, {1, 21, 43}},
	}
	// D, configuration, NLD, version, document number, 13 random characters, check digit over the first 29.
	dlnl = layout{
		kind: DLNL, lines: 1, width: 30,
		issuer: span{0, 2, 5}, number: span{0, 6, 16}, composite: span{0, 29, 30},
		compositeOver: [4]span{{0, 0, 29}},
	}
)

// lines is a frame cut at its line ends; n may be larger than the number of lines any kind has.
type lines struct {
	line [3][]byte
	n    int
}

func split(frame []byte) (l lines) {
	start := 0
	for i := 0; i <= len(frame); i++ {
		if i < len(frame) && frame[i] != '\n' {
			continue
		}
		if l.n < len(l.line) {
			l.line[l.n] = frame[start:i]
		}
		l.n++
		start = i + 1
	}
	return l
}

func (l *lines) at(s span) []byte { return l.line[s.line][s.from:s.to] }

// layoutOf says which kind the lines are meant to be, so that an error can speak of it; nil when nobody can tell.
func layoutOf(l *lines) *layout {
	first := l.line[0]
	switch {
	case l.n == 3:
		return &td1
	case len(first) >= 5 && len(first) <= 31 && first[0] == 'D' && string(first[2:5]) == "NLD" && l.n == 1:
		return &dlnl
	case len(first) == td3.width:
		return &td3
	case len(first) == td2.width:
		return &td2
	case len(first) == td1.width:
		return &td1
	}
	return nil
}
