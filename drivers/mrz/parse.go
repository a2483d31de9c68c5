package mrz

import "strings"

// Document is what a zone says, as strings. Personal.
type Document struct {
	Kind           Kind
	Code           string // "P", "I", "ID"
	Issuer         string // three letters, or one for Germany: "D"
	Number         string
	Surname        string
	GivenNames     string
	NamesTruncated bool // the names fill their field to the end: more may be printed on the document
	BirthDate      Date
	ExpiryDate     Date
	Nationality    string
	Sex            string // "M", "F" or ""
	Optional       string // TD3: the personal number; TD1 and TD2: optional data of the issuer's choice
	Optional2      string // TD1: the second optional field
}

// Parse reads a frame. Without errors every field was proved as far as check digits go; with errors the document holds
// what could be told apart, for a technician to look at, and nothing when the lines are wrong. today settles centuries.
func Parse(frame []byte, today Date) (Document, []FieldError) {
	l := split(frame)
	var p problems
	lay := check(&l, &p)
	if lay == nil {
		return Document{}, p.list[:p.n:p.n]
	}
	if p.n > 0 && p.list[0].Field == FieldLines {
		return Document{Kind: lay.kind}, p.list[:p.n:p.n]
	}
	text := func(s span) string {
		if s.none() {
			return ""
		}
		return plain(l.at(s))
	}
	d := Document{Kind: lay.kind, Issuer: text(lay.issuer), Number: text(lay.number), Nationality: text(lay.nationality)}
	if lay.kind == DLNL {
		d.Code = "D"
		return d, p.list[:p.n:p.n]
	}
	d.Code, d.Sex = text(lay.code), text(lay.sex)
	d.Optional, d.Optional2 = text(lay.optional), text(lay.optional2)
	if lay.numberContinuesInOptional && l.at(lay.numberCheck)[0] == '<' {
		optional := l.at(lay.optional)
		if rest := continued(optional); len(rest) > 1 {
			d.Number += plain(rest[:len(rest)-1])
			d.Optional = plain(optional[len(rest):])
		}
	}
	names := l.at(lay.names)
	surname, given, _ := strings.Cut(string(names), "<<")
	d.Surname, d.GivenNames = plain([]byte(surname)), plain([]byte(given))
	d.NamesTruncated = names[len(names)-1] != '<'
	if real := l.at(lay.birth); realDate(real) {
		d.BirthDate = birthDate(real, today)
	}
	if real := l.at(lay.expiry); realDate(real) {
		d.ExpiryDate = expiryDate(real, today)
	}
	return d, p.list[:p.n:p.n]
}

// NationalNumber is the Dutch BSN of documents issued until August 2021, or the Belgian national number; "" when the
// document holds none or the reader cleared it. It is not proved here.
func (d Document) NationalNumber() string {
	switch d.Issuer {
	case "NLD":
		if n, _, _ := strings.Cut(d.Optional, " "); len(n) == 9 && all([]byte(n), digit) {
			return n
		}
	case "BEL":
		if n := d.Optional2; len(n) == 11 && all([]byte(n), digit) {
			return n
		}
	}
	return ""
}

// plain turns fillers into single spaces.
func plain(b []byte) string {
	return strings.Join(strings.FieldsFunc(string(b), func(r rune) bool { return r == '<' }), " ")
}
