package main

import (
	"time"

	"poploket/drivers/mrz"
	"poploket/kiosk"
	"poploket/kiosk/core"
)

// read makes a document of what the reader saw. The lines come proved; they are overwritten here, and from now on live
// as strings in a process that ends with the visit.
func read(e core.Scanned, now time.Time) kiosk.Input {
	defer clear(e.Frame)
	d, errs := mrz.Parse(e.Frame, mrz.DateOf(now))
	if len(errs) > 0 {
		return kiosk.Misread{}
	}
	return kiosk.Scanned{Document: kiosk.Document{
		Kind: string(d.Kind), Issuer: d.Issuer, Number: d.Number, Surname: d.Surname, GivenNames: d.GivenNames,
		NationalNumber: d.NationalNumber(),
		BirthDate:      kiosk.Date(d.BirthDate), ExpiryDate: kiosk.Date(d.ExpiryDate),
	}}
}
