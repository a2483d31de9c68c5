package mrz_test

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"poploket/drivers/mrz"
)

var today = mrz.Date{Year: 2026, Month: 11, Day: 24}

type vector struct {
	id, kind, lines, number string
	valid                   bool
}

func vectors(t testing.TB) []vector {
	t.Helper()
	f, err := os.Open("testdata/vectors.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var vs []vector
	for _, r := range rows[1:] {
		vs = append(vs, vector{id: r[0], kind: r[1], lines: r[2], valid: r[3] == "true", number: r[5]})
	}
	if len(vs) != 29 {
		t.Fatalf("%d vectors, want 29", len(vs))
	}
	return vs
}

func frame(lines string) []byte { return []byte(strings.ReplaceAll(lines, "|", "\n")) }

func TestVectors(t *testing.T) {
	for _, v := range vectors(t) {
		t.Run(v.id, func(t *testing.T) {
			kind, err := mrz.Check(frame(v.lines))
			if (err == nil) != v.valid {
				t.Fatalf("Check: %v, want valid %v", err, v.valid)
			}
			if string(kind) != v.kind {
				t.Errorf("kind %q, want %q", kind, v.kind)
			}
			d, errs := mrz.Parse(frame(v.lines), today)
			if (len(errs) == 0) != v.valid {
				t.Errorf("Parse: %v, want valid %v", errs, v.valid)
			}
			if v.valid && d.Number != v.number {
				t.Errorf("number %q, want %q", d.Number, v.number)
			}
		})
	}
}

// A unit's record of a misread has room for 64 bytes (reader.misread).
func TestFaultsAreShort(t *testing.T) {
	for _, field := range []mrz.Field{mrz.FieldLines, mrz.FieldCode, mrz.FieldIssuer, mrz.FieldNumber, mrz.FieldBirthDate, mrz.FieldExpiryDate,
		mrz.FieldSex, mrz.FieldNationality, mrz.FieldOptional, mrz.FieldPersonal, mrz.FieldNames, mrz.FieldComposite} {
		for _, fault := range []mrz.Fault{mrz.FaultCheck, mrz.FaultCharacter, mrz.FaultDate, mrz.FaultEmpty, mrz.FaultLength, mrz.FaultKind} {
			if s := (mrz.FieldError{Field: field, Fault: fault}).Error(); len(s) > 64 {
				t.Errorf("%q has %d bytes", s, len(s))
			}
		}
	}
}

func TestFirstFaultNamesTheField(t *testing.T) {
	tests := []struct{ id, want string }{
		{"A18", "check digit of the document number does not hold"},
		{"A19", "check digit of the birth date does not hold"},
		{"A20", "check digit of the expiry date does not hold"},
		{"A21", "check digit of the whole document does not hold"},
		{"A22", "check digit of the personal number does not hold"},
		{"A25", "number or length of the lines: want 3x30, 2x36, 2x44 or 1x30"},
		{"A26", "character that can't be in the document code"},
	}
	lines := map[string]string{}
	for _, v := range vectors(t) {
		lines[v.id] = v.lines
	}
	for _, tt := range tests {
		if _, err := mrz.Check(frame(lines[tt.id])); err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v, want %s", tt.id, err, tt.want)
		}
	}
}

func TestParse(t *testing.T) {
	tests := []struct {
		name, lines string
		want        mrz.Document
	}{
		{"passport with a national number", "P<NLDDE<BRUIJN<<WILLEKE<LISELOTTE<<<<<<<<<<<|SPECI20142NLD6503101F2403096999999990<<<<<84", mrz.Document{
			Kind: mrz.TD3, Code: "P", Issuer: "NLD", Number: "SPECI2014", Surname: "DE BRUIJN", GivenNames: "WILLEKE LISELOTTE",
			BirthDate: mrz.Date{Year: 1965, Month: 3, Day: 10}, ExpiryDate: mrz.Date{Year: 2024, Month: 3, Day: 9}, Nationality: "NLD", Sex: "F", Optional: "999999990"}},
		{"long number, Belgian", "IDBEL000000387<2899<<<<<<<<<<<|9502286F3001064BEL950228998741|SPECIMEN<<SPECIMEN<<<<<<<<<<<<", mrz.Document{
			Kind: mrz.TD1, Code: "ID", Issuer: "BEL", Number: "000000387289", Surname: "SPECIMEN", GivenNames: "SPECIMEN",
			BirthDate: mrz.Date{Year: 1995, Month: 2, Day: 28}, ExpiryDate: mrz.Date{Year: 2030, Month: 1, Day: 6}, Nationality: "BEL", Sex: "F", Optional2: "95022899874"}},
		{"licence", "D1NLD15094962111659VW87Z78NB84", mrz.Document{Kind: mrz.DLNL, Code: "D", Issuer: "NLD", Number: "5094962111"}},
		{"one-letter state", "P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<|C01X0006H1D<<6408125F1710319<<<<<<<<<<<<<<<0", mrz.Document{
			Kind: mrz.TD3, Code: "P", Issuer: "D", Number: "C01X0006H", Surname: "MUSTERMANN", GivenNames: "ERIKA",
			BirthDate: mrz.Date{Year: 1964, Month: 8, Day: 12}, ExpiryDate: mrz.Date{Year: 2017, Month: 10, Day: 31}, Nationality: "D", Sex: "F"}},
	}
	for _, tt := range tests {
		got, errs := mrz.Parse(frame(tt.lines), today)
		if len(errs) > 0 || got != tt.want {
			t.Errorf("%s:\ngot  %+v %v\nwant %+v", tt.name, got, errs, tt.want)
		}
	}
	if got, _ := mrz.Parse(frame(tests[0].lines), today); got.NationalNumber() != "999999990" {
		t.Errorf("BSN %q", got.NationalNumber())
	}
	if got, _ := mrz.Parse(frame(tests[1].lines), today); got.NationalNumber() != "95022899874" {
		t.Errorf("INSZ %q", got.NationalNumber())
	}
}

// withDates makes a TD3 with right check digits around the given dates, so that only the dates decide.
func withDates(birth, expiry string) []byte {
	line2 := "L898902C36UTO" + birth + digit(birth) + "F" + expiry + digit(expiry) + "<<<<<<<<<<<<<<<"
	return []byte("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n" + line2 + digit(line2[0:10]+line2[13:20]+line2[21:43]))
}

// digit is written from ICAO Doc 9303-3 4.9 for the tests alone.
func digit(s string) string {
	const values = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	total := 0
	for i, c := range s {
		total += max(strings.IndexRune(values, c), 0) * []int{7, 3, 1}[i%3]
	}
	return string(values[total%10])
}

func TestDates(t *testing.T) {
	tests := []struct {
		birth, expiry         string
		ok                    bool
		wantBirth, wantExpiry string
	}{
		{"740812", "301231", true, "1974-08-12", "2030-12-31"},
		{"261124", "361124", true, "2026-11-24", "2036-11-24"}, // born today
		{"261125", "361124", true, "1926-11-25", "2036-11-24"}, // born tomorrow: a century ago
		{"000229", "300101", true, "2000-02-29", "2030-01-01"},
		{"010229", "300101", false, "", ""}, // 2001 had no 29 February
		{"740431", "300101", false, "", ""},
		{"741301", "300101", false, "", ""},
		{"740001", "300101", false, "", ""}, // unknown parts are fillers, not zeros
		{"7408<<", "300101", true, "1974-08", "2030-01-01"},
		{"74<<<<", "300101", true, "1974", "2030-01-01"},
		{"<<<<<<", "300101", true, "", "2030-01-01"},
		{"74<812", "300101", false, "", ""},
		{"740812", "3001<<", false, "", ""}, // an expiry date is complete
		{"740812", "950712", true, "1974-08-12", "1995-07-12"},
	}
	for _, tt := range tests {
		d, errs := mrz.Parse(withDates(tt.birth, tt.expiry), today)
		if (len(errs) == 0) != tt.ok {
			t.Errorf("%s %s: %v, want ok %v", tt.birth, tt.expiry, errs, tt.ok)
		} else if tt.ok && (d.BirthDate.String() != tt.wantBirth || d.ExpiryDate.String() != tt.wantExpiry) {
			t.Errorf("%s %s: %s %s, want %s %s", tt.birth, tt.expiry, d.BirthDate, d.ExpiryDate, tt.wantBirth, tt.wantExpiry)
		}
	}
}

func TestFieldsByKind(t *testing.T) {
	tests := []struct{ name, lines, field string }{
		{"digit in the names", "I<UTOD231458907<<<<<<<<<<<<<<<|7408122F1204159UTO<<<<<<<<<<<6|ER1KSSON<<ANNA<MARIA<<<<<<<<<<", "names"},
		{"digit in the state", "I<UT0D231458907<<<<<<<<<<<<<<<|7408122F1204159UTO<<<<<<<<<<<6|ERIKSSON<<ANNA<MARIA<<<<<<<<<<", "issuer"},
		{"digit in the nationality", "I<UTOD231458907<<<<<<<<<<<<<<<|7408122F1204159UT0<<<<<<<<<<<6|ERIKSSON<<ANNA<MARIA<<<<<<<<<<", "nationality"},
		{"letter in the birth date", "I<UTOD231458907<<<<<<<<<<<<<<<|74O8122F1204159UTO<<<<<<<<<<<6|ERIKSSON<<ANNA<MARIA<<<<<<<<<<", "birthDate"},
		{"sex", "I<UTOD231458907<<<<<<<<<<<<<<<|7408122P1204159UTO<<<<<<<<<<<6|ERIKSSON<<ANNA<MARIA<<<<<<<<<<", "sex"},
		{"no name", "I<UTOD231458907<<<<<<<<<<<<<<<|7408122F1204159UTO<<<<<<<<<<<6|<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<", "names"},
		{"no number", "I<UTO<<<<<<<<<0<<<<<<<<<<<<<<<|7408122F1204159UTO<<<<<<<<<<<6|ERIKSSON<<ANNA<MARIA<<<<<<<<<<", "documentNumber"},
		{"a visa", "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<|L898902C36UTO7408122F1204159ZE184226B<<<<<10", "documentCode"},
		{"four lines", "A|B|C|D", "lines"},
		{"nothing", "", "lines"},
	}
	for _, tt := range tests {
		_, errs := mrz.Parse(frame(tt.lines), today)
		if len(errs) == 0 || string(errs[0].Field) != tt.field {
			t.Errorf("%s: %v, want %s first", tt.name, errs, tt.field)
		}
	}
}

func TestClearNationalNumber(t *testing.T) {
	tests := []struct{ name, lines, gone, kept string }{
		{"TD3", "P<NLDDE<BRUIJN<<WILLEKE<LISELOTTE<<<<<<<<<<<|SPECI20142NLD6503101F2403096999999990<<<<<84", "999999990", "SPECI2014"},
		{"TD1 with a long number", "IDBEL000000387<2899<<<<<<<<<<<|9502286F3001064BEL950228998741|SPECIMEN<<SPECIMEN<<<<<<<<<<<<", "95022899874", "000000387<2899"},
		{"TD1 optional", "I<FINXA10000585010195<112X<<<<|9501016F2803135FIN<<<<<<<<<<<7|SPECIMEN<TRAVEL<<VILMA<SOFIA<<", "010195", "XA1000058"},
		{"licence", "D1NLD15094962111659VW87Z78NB84", "~", "5094962111"},
	}
	for _, tt := range tests {
		f := frame(tt.lines)
		kind, err := mrz.Check(f)
		if err != nil {
			t.Fatal(tt.name, err)
		}
		mrz.ClearNationalNumber(f, kind)
		if strings.Contains(string(f), tt.gone) || !strings.Contains(string(f), tt.kept) {
			t.Errorf("%s: %q", tt.name, f)
		}
		if _, err := mrz.Check(f); err != nil {
			t.Errorf("%s: cleared frame: %v", tt.name, err)
		}
		if d, _ := mrz.Parse(f, today); d.NationalNumber() != "" {
			t.Errorf("%s: national number %q left", tt.name, d.NationalNumber())
		}
	}
}

func TestTidy(t *testing.T) {
	td1 := "I<UTOD231458907<<<<<<<<<<<<<<<|7408122F1204159UTO<<<<<<<<<<<6|ERIKSSON<<ANNA<MARIA<<<<<<<<<<"
	td2 := "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<|D231458907UTO7408122F1204159<<<<<<<6"
	td3 := "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<|L898902C36UTO7408122F1204159ZE184226B<<<<<10"
	join := func(s, sep string) string { return strings.ReplaceAll(s, "|", sep) }
	tests := []struct{ name, in, want string }{
		{"LF", join(td1, "\n") + "\n", td1},
		{"CR", join(td1, "\r") + "\r", td1},
		{"CRLF", join(td1, "\r\n") + "\r\n", td1},
		{"STX ETX", "\x02" + join(td3, "\r") + "\r\x03", td3},
		{"one run of 90", join(td1, ""), td1},
		{"one run of 88", join(td3, ""), td3},
		{"one run of 72", join(td2, ""), td2},
		{"licence", "D1NLD15094962111659VW87Z78NB84\r\n", "D1NLD15094962111659VW87Z78NB84"},
		{"blanks", "  " + join(td3, " \n\n  ") + "\t", td3},
		{"too much", join(td1, "\n") + "\nMORE", ""},
		{"a run too long", strings.Repeat("<", 200), ""},
	}
	for _, tt := range tests {
		dst := make([]byte, mrz.MaxFrame)
		n := mrz.Tidy(dst, []byte(tt.in))
		if got := join(tt.want, "\n"); string(dst[:n]) != got {
			t.Errorf("%s: got %q, want %q", tt.name, dst[:n], got)
		}
	}
}

func TestCheckAllocatesNothing(t *testing.T) {
	f := frame("IDBEL000000387<2899<<<<<<<<<<<|9502286F3001064BEL950228998741|SPECIMEN<<SPECIMEN<<<<<<<<<<<<")
	if n := testing.AllocsPerRun(100, func() {
		kind, _ := mrz.Check(f)
		mrz.ClearNationalNumber(f, kind)
	}); n > 0 {
		t.Errorf("%v allocations per document, want 0", n)
	}
}

func FuzzParse(f *testing.F) {
	for _, v := range vectors(f) {
		f.Add(frame(v.lines))
	}
	f.Add([]byte("\x02\r\n\x03"))
	f.Fuzz(func(t *testing.T, src []byte) {
		var buf [mrz.MaxFrame]byte
		tidy := buf[:mrz.Tidy(buf[:], src)]
		for _, b := range [][]byte{src, tidy} {
			kind, err := mrz.Check(b)
			d, errs := mrz.Parse(b, today)
			if (err == nil) != (len(errs) == 0) || d.Kind != kind {
				t.Fatalf("Check %v %v, Parse %v %v", kind, err, d.Kind, errs)
			}
			if err == nil {
				mrz.ClearNationalNumber(b, kind)
				if _, err := mrz.Check(b); err != nil {
					t.Fatalf("cleared: %v", err)
				}
			}
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	f := frame("P<NLDDE<BRUIJN<<WILLEKE<LISELOTTE<<<<<<<<<<<|SPECI20142NLD6503101F2403096999999990<<<<<84")
	for b.Loop() {
		if _, err := mrz.Check(f); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	f := frame("P<NLDDE<BRUIJN<<WILLEKE<LISELOTTE<<<<<<<<<<<|SPECI20142NLD6503101F2403096999999990<<<<<84")
	for b.Loop() {
		if _, errs := mrz.Parse(f, today); len(errs) > 0 {
			b.Fatal(errs)
		}
	}
}
