package main

import (
	"context"
	"fmt"
	"io"

	"poploket/kiosk/journal"
)

// checkJournal verifies a journal without changing it, also while a unit has it open.
func checkJournal(args []string, _ io.Reader, out, errs io.Writer) int {
	if len(args) != 2 || args[0] != "verify" {
		fmt.Fprintln(errs, "usage: kioskctl journal verify FILE")
		return exitUsage
	}
	r, err := journal.Verify(context.Background(), args[1])
	if err != nil {
		fmt.Fprintln(errs, "kioskctl:", err)
		return exitNo
	}
	for _, p := range r.Problems {
		fmt.Fprintln(errs, p)
	}
	if len(r.Problems) > 0 {
		fmt.Fprintf(errs, "journal of unit %s: %d problems in %d facts\n", r.Unit, len(r.Problems), r.Facts)
		return exitNo
	}
	fmt.Fprintf(out, "journal of unit %s is whole: %d facts in %d epochs, newest is epoch %d seq %d, %d dossier keys erased\n",
		r.Unit, r.Facts, r.Epochs, r.Epoch, r.Seq, r.Erased)
	return exitOK
}
