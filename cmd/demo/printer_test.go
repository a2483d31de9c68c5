package main_test

import (
	"regexp"
	"strings"
	"testing"

	"poploket/cmd/internal/fleet"
)

// printerFaults: a request is kept whatever becomes of its paper. The screen says the truth and has reference and code,
// paper comes only when somebody asks for it, and what was perhaps on paper before is marked as a copy.
func printerFaults(t *testing.T, s *stand) {
	s.play(t, toReader)
	s.lay(t, "td3")
	s.device(t, "paper out")
	s.play(t, answers)
	before := len(s.papers(t))
	e := s.send(t)
	confirms := func(what string, fits func(fleet.Paint) bool) {
		t.Helper()
		s.until(t, what, func(p fleet.Paint) bool { return p.Screen == "move.confirm" && fits(p) })
	}
	papers := func(want int) []string {
		t.Helper()
		got := s.papers(t)[before:]
		if len(got) != want {
			t.Fatalf("%d papers of this visit, want %d", len(got), want)
		}
		return got
	}

	noPaper := func(p fleet.Paint) bool { return has(p, "fault:paper-out") && !p.Has("copy") }
	confirms("the word that there is no paper", noPaper)
	s.device(t, "unplug printer")
	s.device(t, "paper ok")
	confirms("the word that there is no printer", noPaper)
	if e.Printed != "" {
		t.Errorf("the journal says %q of a paper that nobody tried", e.Printed)
	}

	s.device(t, "plug printer")
	confirms("a key for the paper", func(p fleet.Paint) bool { return p.Has("copy") })
	papers(0)
	s.play(t, "tap copy")
	s.kept(t, "the paper", printed("printed"))
	first := papers(1)[0]
	if !strings.Contains(first, e.Reference.Grouped()) || copyBar.MatchString(first) {
		t.Errorf("the first paper: reference %s there: %v, marked as a copy: %v", e.Reference.Grouped(), strings.Contains(first, e.Reference.Grouped()), copyBar.MatchString(first))
	}
	s.code(t, first)

	s.device(t, "paper out")
	confirms("the end of the paper", func(p fleet.Paint) bool { return !p.Has("copy") })
	s.device(t, "paper ok")
	confirms("paper again", func(p fleet.Paint) bool { return p.Has("copy") })
	papers(1)

	s.device(t, "deaf on") // and nobody knows yet
	s.play(t, "tap copy")
	s.kept(t, "the job that did not begin", printed("failed"))
	confirms("the word that it failed", func(p fleet.Paint) bool { return has(p, "fault:paper-out") })
	s.device(t, "deaf off")
	confirms("a key for another one", func(p fleet.Paint) bool { return p.Has("copy") })
	papers(1)

	s.device(t, "paper after 300")
	s.play(t, "tap copy")
	s.kept(t, "the paper's end in the middle", printed("unknown"))
	confirms("the question about the paper", func(p fleet.Paint) bool { return has(p, "limit:receipt") && p.Has("paper:ok") })
	s.device(t, "paper ok")
	confirms("a key for another one", func(p fleet.Paint) bool { return p.Has("copy") })
	papers(1)

	s.device(t, "unplug printer after 300")
	s.play(t, "tap copy")
	confirms("the question about the paper", func(p fleet.Paint) bool { return has(p, "limit:receipt") && p.Has("paper:ok") && !p.Has("copy") })
	s.device(t, "plug printer")
	confirms("a key for another one", func(p fleet.Paint) bool { return p.Has("copy") })
	s.whole(t)
	n := len(papers(2)) // the piece that the paper's end cut short came off before this job
	s.play(t, "tap copy")
	s.kept(t, "the copy", printed("printed"))
	all := papers(n + 2) // and the one the cord cut short before that one
	last := all[len(all)-1]
	if strings.Count(last, e.Reference.Grouped()) != 1 || !copyBar.MatchString(last) {
		t.Errorf("the copy: reference %d times, marked: %v", strings.Count(last, e.Reference.Grouped()), copyBar.MatchString(last))
	}
	confirms("the word that there is paper", func(p fleet.Paint) bool { return !has(p, "limit:receipt") && !has(p, "fault:paper-out") })
	s.kept(t, "the office's receipt", receipted)
	s.arrived(t, e)
	s.done(t)
	papers(n + 2)
}

// address finds what the printer is told to put into its QR code (GS ( k, function 180).
var address = regexp.MustCompile(`\x1d\(k..1P0(http[^\x1d]+)\x1d`)

// code checks that the screen has the code of the paper.
func (s *stand) code(t *testing.T, paper string) {
	t.Helper()
	m := address.FindStringSubmatch(paper)
	if m == nil {
		t.Fatal("the paper has no code")
	}
	w, h := s.Screen.Size()
	img, err := s.Screen.Image(0, 0, w, h)
	if err != nil {
		t.Fatal(err)
	}
	if there, err := fleet.ShowsCode(img, m[1]); err != nil || !there {
		t.Errorf("the screen shows no code of %s (%v)", m[1], err)
	}
	if wrong, err := fleet.ShowsCode(img, m[1]+"0"); err != nil || wrong {
		t.Errorf("another code is found as well (%v): the search is no good", err)
	}
}
