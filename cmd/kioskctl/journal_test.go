package main

import (
	"bytes"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"poploket/kiosk/fact"
	"poploket/kiosk/journal"
)

func TestJournalVerify(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	o, err := journal.System(path, "bus-1")
	if err != nil {
		t.Fatal(err)
	}
	j, err := journal.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	var drafts []fact.Draft
	for range 4 {
		d, err := fact.New(o.Random, "", fact.VisitEnded{Reason: "done"})
		if err != nil {
			t.Fatal(err)
		}
		drafts = append(drafts, d)
	}
	if _, err := j.Append(t.Context(), drafts); err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	verify := func(args ...string) (int, string, string) {
		var out, errs bytes.Buffer
		code := run(append([]string{"journal"}, args...), strings.NewReader(""), &out, &errs)
		return code, out.String(), errs.String()
	}
	if code, out, errs := verify("verify", path); code != exitOK || !strings.Contains(out, "5 facts") {
		t.Errorf("whole: exit %d, %q, %q", code, out, errs)
	}
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("DELETE FROM facts WHERE id = 3"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	if code, out, errs := verify("verify", path); code != exitNo || out != "" || !strings.Contains(errs, "seq 4: 1 facts are missing") {
		t.Errorf("damaged: exit %d, %q, %q", code, out, errs)
	}
	if code, _, errs := verify("verify", path+".none"); code != exitNo || !strings.Contains(errs, "no such file") {
		t.Errorf("absent: exit %d, %q", code, errs)
	}
	if code, _, _ := verify("check"); code != exitUsage {
		t.Errorf("wrong use: exit %d", code)
	}
}
