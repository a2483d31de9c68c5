package mrz

// Check says which kind of document a frame is and whether everything in it that can be proved holds: number and length
// of lines, the characters of each field by its kind, real dates, every check digit. The error is a FieldError.
// It allocates nothing for a valid frame and keeps nothing.
func Check(frame []byte) (Kind, error) {
	l := split(frame)
	var p problems
	lay := check(&l, &p)
	kind := Kind("")
	if lay != nil {
		kind = lay.kind
	}
	if p.n > 0 {
		return kind, p.list[0]
	}
	return kind, nil
}

// check returns the layout when it is known, and finds nothing but the lines at fault when their lengths are wrong.
func check(l *lines, p *problems) *layout {
	lay := layoutOf(l)
	if lay == nil || l.n != lay.lines {
		p.add(FieldLines, FaultLength)
		return lay
	}
	for _, line := range l.line[:l.n] {
		if len(line) != lay.width {
			p.add(FieldLines, FaultLength)
			return lay
		}
	}
	if lay.kind == DLNL {
		checkLicence(l, lay, p)
	} else {
		checkDocument(l, lay, p)
	}
	if !p.has(FaultCheck) && !p.has(FaultCharacter) { // else it can't hold and says nothing new
		var s sum
		for _, part := range lay.compositeOver {
			if !part.none() {
				s.add(l.at(part))
			}
		}
		if !s.is(l.at(lay.composite)[0]) {
			p.add(FieldComposite, FaultCheck)
		}
	}
	return lay
}

func checkDocument(l *lines, lay *layout, p *problems) {
	code := l.at(lay.code)
	switch {
	case !letter(code[0]) || !letter(code[1]) && code[1] != '<':
		p.add(FieldCode, FaultCharacter)
	case code[0] == 'V' || lay.kind == TD3 && code[0] != 'P': // a visa has other check digits
		p.add(FieldCode, FaultKind)
	}
	checkState(l.at(lay.issuer), FieldIssuer, p)
	checkNames(l.at(lay.names), p)
	checkNumber(l, lay, p)
	checkDate(l.at(lay.birth), l.at(lay.birthCheck)[0], FieldBirthDate, true, p)
	if s := l.at(lay.sex)[0]; s != 'M' && s != 'F' && s != '<' {
		p.add(FieldSex, FaultCharacter)
	}
	checkDate(l.at(lay.expiry), l.at(lay.expiryCheck)[0], FieldExpiryDate, false, p)
	checkState(l.at(lay.nationality), FieldNationality, p)

	field := FieldOptional
	if !lay.optionalCheck.none() {
		field = FieldPersonal
	}
	if !all(l.at(lay.optional), known) || !lay.optional2.none() && !all(l.at(lay.optional2), known) {
		p.add(field, FaultCharacter)
	} else if !lay.optionalCheck.none() {
		var s sum
		s.add(l.at(lay.optional))
		c := l.at(lay.optionalCheck)[0]
		empty := all(l.at(lay.optional), filler)
		if !s.is(c) && !(empty && c == '<') { // ICAO Doc 9303-4 4.2.2.2: 0 or a filler
			p.add(field, FaultCheck)
		}
	}
}

func checkLicence(l *lines, lay *layout, p *problems) {
	line := l.line[0]
	switch {
	case !digit(line[1]) && !letter(line[1]) || !digit(line[5]):
		p.add(FieldCode, FaultCharacter)
	case !all(l.at(lay.number), digit):
		p.add(FieldNumber, FaultCharacter)
	case !all(line[16:29], func(c byte) bool { return digit(c) || letter(c) }):
		p.add(FieldOptional, FaultCharacter)
	}
}

// checkState wants letters, then fillers: "NLD", "D<<".
func checkState(b []byte, f Field, p *problems) {
	n := 0
	for n < len(b) && letter(b[n]) {
		n++
	}
	switch {
	case !all(b[n:], filler):
		p.add(f, FaultCharacter)
	case n == 0:
		p.add(f, FaultEmpty)
	}
}

func checkNames(b []byte, p *problems) {
	switch {
	case !all(b, func(c byte) bool { return letter(c) || c == '<' }):
		p.add(FieldNames, FaultCharacter)
	case b[0] == '<':
		p.add(FieldNames, FaultEmpty)
	}
}

func checkNumber(l *lines, lay *layout, p *problems) {
	number, c := l.at(lay.number), l.at(lay.numberCheck)[0]
	var s sum
	switch {
	case !all(number, known):
		p.add(FieldNumber, FaultCharacter)
	case all(number, filler):
		p.add(FieldNumber, FaultEmpty)
	case c == '<' && lay.numberContinuesInOptional:
		rest := continued(l.at(lay.optional))
		if len(rest) < 2 {
			p.add(FieldNumber, FaultCheck)
			return
		}
		c = rest[len(rest)-1]
		rest = rest[:len(rest)-1]
		with := s // Belgian cards count the filler between the parts (ICAO Doc 9303-5 note j leaves it open)
		with.add(number)
		with.add([]byte{'<'})
		with.add(rest)
		s.add(number)
		s.add(rest)
		if !s.is(c) && !with.is(c) {
			p.add(FieldNumber, FaultCheck)
		}
	default:
		s.add(number)
		if !s.is(c) {
			p.add(FieldNumber, FaultCheck)
		}
	}
}

// continued is the rest of a long number and its check digit: the optional data up to the first filler.
func continued(optional []byte) []byte {
	for i, c := range optional {
		if c == '<' {
			return optional[:i]
		}
	}
	return optional
}

func checkDate(b []byte, c byte, f Field, mayBeUnknown bool, p *problems) {
	for _, ch := range b {
		if !digit(ch) && !(ch == '<' && mayBeUnknown) {
			p.add(f, FaultCharacter)
			return
		}
	}
	var s sum
	s.add(b)
	if !s.is(c) {
		p.add(f, FaultCheck)
		return
	}
	if !realDate(b) {
		p.add(f, FaultDate)
	}
}

// sum is the running check sum of ICAO Doc 9303-3 4.9: weights 7, 3, 1, digits as they are, A = 10 ... Z = 35, < = 0.
type sum struct{ total, i int }

func (s *sum) add(b []byte) {
	for _, c := range b {
		v := 0
		switch {
		case digit(c):
			v = int(c - '0')
		case letter(c):
			v = int(c-'A') + 10
		}
		switch s.i % 3 {
		case 0:
			v *= 7
		case 1:
			v *= 3
		}
		s.total += v
		s.i++
	}
}

func (s *sum) digit() byte { return '0' + byte(s.total%10) }

func (s *sum) is(c byte) bool { return s.digit() == c }

func digit(c byte) bool  { return c >= '0' && c <= '9' }
func letter(c byte) bool { return c >= 'A' && c <= 'Z' }
func filler(c byte) bool { return c == '<' }
func known(c byte) bool  { return digit(c) || letter(c) || c == '<' }

func all(b []byte, is func(byte) bool) bool {
	for _, c := range b {
		if !is(c) {
			return false
		}
	}
	return true
}
