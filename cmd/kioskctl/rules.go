package main

import (
	"fmt"
	"io"

	"poploket/kiosk/rules"
)

const rulesUsage = "rules bsn N | insz N | birth-deadline --country NL|BE YYYY-MM-DD"

// askRules holds a number to its test, or counts a legal term.
func askRules(args []string, _ io.Reader, out, errs io.Writer) int {
	switch {
	case len(args) == 2 && args[0] == "bsn":
		return verdict(errs, "bsn", func() error { _, err := rules.BSN(args[1]); return err })
	case len(args) == 2 && args[0] == "insz":
		return verdict(errs, "insz", func() error { _, err := rules.INSZ(args[1]); return err })
	case len(args) == 4 && args[0] == "birth-deadline" && args[1] == "--country":
		return birthDeadline(args[2], args[3], out, errs)
	case len(args) == 4 && args[0] == "birth-deadline" && args[2] == "--country":
		return birthDeadline(args[3], args[1], out, errs)
	}
	fmt.Fprintln(errs, "usage: kioskctl "+rulesUsage)
	return exitUsage
}

func verdict(errs io.Writer, what string, check func() error) int {
	if err := check(); err != nil {
		fmt.Fprintf(errs, "kioskctl: %s: %v\n", what, err)
		return exitNo
	}
	return exitOK
}

func birthDeadline(country, day string, out, errs io.Writer) int {
	fail := func(err error) int {
		fmt.Fprintf(errs, "kioskctl: birth-deadline: %v\n", err)
		return exitNo
	}
	born, err := rules.ParseDate(day)
	if err != nil {
		return fail(err)
	}
	last, err := rules.BirthDeadline(country, born)
	if err != nil {
		return fail(err)
	}
	if e, err := rules.Decree(); err == nil && e.Country == country && (last.Year < e.From || last.Year > e.Until) {
		fmt.Fprintf(errs, "kioskctl: note: days equated with holidays by decree are known for %d to %d only\n", e.From, e.Until)
	}
	fmt.Fprintln(out, rules.ISO(last))
	return exitOK
}
