package main

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"poploket/drivers/mrz"
)

// mrzResult is the contract of `kioskctl mrz`; fields are only ever added.
type mrzResult struct {
	Kind           string   `json:"kind"` // TD1, TD2, TD3, DL-NL, or "" when it can't be told
	Valid          bool     `json:"valid"`
	DocumentNumber string   `json:"documentNumber"`
	Issuer         string   `json:"issuer"`
	Surname        string   `json:"surname"`
	GivenNames     string   `json:"givenNames"`
	BirthDate      string   `json:"birthDate"`  // YYYY-MM-DD, shorter where the document does not say
	ExpiryDate     string   `json:"expiryDate"` // YYYY-MM-DD
	Nationality    string   `json:"nationality"`
	Sex            string   `json:"sex"`
	Errors         []string `json:"errors"` // "birthDate: check digit of the birth date does not hold"
}

// readMRZ checks the lines of one document on stdin. The technician sees what the document says; nothing is kept.
func readMRZ(args []string, in io.Reader, out, errs io.Writer) int {
	if len(args) > 0 {
		fmt.Fprintln(errs, "usage: kioskctl mrz  (lines of one document on stdin)")
		return exitUsage
	}
	src, err := io.ReadAll(io.LimitReader(in, 4096))
	if err != nil {
		fmt.Fprintf(errs, "kioskctl mrz: reading stdin: %v\n", err)
		return exitNo
	}
	var buf [mrz.MaxFrame]byte
	d, wrong := mrz.Parse(buf[:mrz.Tidy(buf[:], src)], mrz.DateOf(time.Now()))
	res := mrzResult{
		Kind: string(d.Kind), Valid: len(wrong) == 0, DocumentNumber: d.Number, Issuer: d.Issuer,
		Surname: d.Surname, GivenNames: d.GivenNames, BirthDate: d.BirthDate.String(), ExpiryDate: d.ExpiryDate.String(),
		Nationality: d.Nationality, Sex: d.Sex, Errors: []string{},
	}
	for _, e := range wrong {
		res.Errors = append(res.Errors, string(e.Field)+": "+e.Error())
		fmt.Fprintf(errs, "%s: %v\n", e.Field, e)
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(res); err != nil {
		fmt.Fprintf(errs, "kioskctl mrz: %v\n", err)
		return exitNo
	}
	if !res.Valid {
		return exitNo
	}
	return exitOK
}
