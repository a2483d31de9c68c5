package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func TestMRZ(t *testing.T) {
	tests := []struct {
		name, in string
		code     int
		want     mrzResult
	}{
		{"passport", "P<NLDDE<BRUIJN<<WILLEKE<LISELOTTE<<<<<<<<<<<\nSPECI20212NLD6503101F3108309<<<<<<<<<<<<<<<0\n", exitOK, mrzResult{
			Kind: "TD3", Valid: true, DocumentNumber: "SPECI2021", Issuer: "NLD", Surname: "DE BRUIJN", GivenNames: "WILLEKE LISELOTTE",
			BirthDate: "1965-03-10", ExpiryDate: "2031-08-30", Nationality: "NLD", Sex: "F"}},
		{"licence with a Windows line end", "D1NLD15094962111659VW87Z78NB84\r\n", exitOK, mrzResult{Kind: "DL-NL", Valid: true, DocumentNumber: "5094962111", Issuer: "NLD"}},
		{"wrong check digit", "I<UTOD231458907<<<<<<<<<<<<<<<\n7408124F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<\n", exitNo, mrzResult{
			Kind: "TD1", DocumentNumber: "D23145890", Issuer: "UTO", Surname: "ERIKSSON", GivenNames: "ANNA MARIA", BirthDate: "1974-08-12",
			ExpiryDate: "2012-04-15", Nationality: "UTO", Sex: "F", Errors: []string{"birthDate: check digit of the birth date does not hold"}}},
		{"nothing", "", exitNo, mrzResult{Errors: []string{"lines: number or length of the lines: want 3x30, 2x36, 2x44 or 1x30"}}},
	}
	for _, tt := range tests {
		var out, errs bytes.Buffer
		code := run([]string{"mrz"}, strings.NewReader(tt.in), &out, &errs)
		var got mrzResult
		if err := json.Unmarshal(out.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		if got.Errors == nil {
			t.Errorf("%s: errors is null", tt.name)
		}
		wantErrors := strings.Join(tt.want.Errors, "\n")
		gotErrors := strings.Join(got.Errors, "\n")
		got.Errors, tt.want.Errors = nil, nil
		a, _ := json.Marshal(got)
		b, _ := json.Marshal(tt.want)
		if code != tt.code || !bytes.Equal(a, b) || gotErrors != wantErrors {
			t.Errorf("%s: exit %d, %s %s, want %d, %s %s", tt.name, code, a, gotErrors, tt.code, b, wantErrors)
		}
	}
}
