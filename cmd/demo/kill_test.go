package main_test

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"poploket/cmd/internal/fleet"
)

func (s *stand) killCore(t *testing.T) {
	t.Helper()
	old := s.Core.PID()
	s.Core.Stop(syscall.SIGKILL, time.Minute)
	s.eventually(t, "another core", func() bool { return s.Core.PID() != old })
}

// coreKilled: in the middle of a question nothing that was typed is lost, and after "sent" the request is there once, its
// paper is asked about, and the visit ends as any other.
func coreKilled(t *testing.T, s *stand) {
	s.play(t, toReader)
	s.lay(t, "td3")
	before, after, ok := strings.Cut(answers, "type 1234ab")
	if !ok {
		t.Fatal("the script types no postcode")
	}
	s.play(t, before+"type 1234")
	face := s.Resident.Paint().PID
	s.killCore(t)
	s.play(t, "type ab"+after)

	n, papers := len(s.requests(t)), len(s.papers(t))
	s.play(t, "see move.check\ntap send\nsee move.confirm")
	s.killCore(t)
	p := s.until(t, "the question about the paper", func(p fleet.Paint) bool { return p.Screen == "move.confirm" && p.Has("paper:ok") && p.Has("copy") })
	if p.PID != face {
		t.Errorf("the visit is in process %d, it began in %d", p.PID, face)
	}
	s.kept(t, "the job of unknown end", printed("unknown"))
	s.play(t, "tap copy")
	s.kept(t, "the copy", printed("printed"))
	all := s.requests(t)
	if len(all) != n+1 {
		t.Fatalf("%d requests of this visit, want 1", len(all)-n)
	}
	e := all[n]
	made := s.papers(t)[papers:]
	if last := made[len(made)-1]; strings.Count(last, e.Reference.Grouped()) != 1 || !copyBar.MatchString(last) {
		t.Errorf("the copy: reference %d times, marked: %v", strings.Count(last, e.Reference.Grouped()), copyBar.MatchString(last))
	}
	s.kept(t, "the office's receipt", receipted)
	s.arrived(t, e)
	s.done(t)
	s.whole(t)
}

// faceKilledAtQuestion: the next face starts clean.
func faceKilledAtQuestion(t *testing.T, s *stand) {
	s.play(t, toReader)
	s.lay(t, "td3")
	s.play(t, "tap choice:partner\ntap next\nsee move.address\ntype 12")
	n, face := len(s.requests(t)), s.Resident.Paint().PID
	syscall.Kill(face, syscall.SIGKILL)
	s.freshFace(t, face)
	if got := len(s.requests(t)); got != n {
		t.Errorf("%d requests of a visit that sent nothing", got-n)
	}
	s.welcome(t)
	s.play(t, toReader) // and works
	s.whole(t)
}

// faceKilledAfterSent: the request is there once, its paper comes out once, and the next face starts clean.
func faceKilledAfterSent(t *testing.T, s *stand) {
	s.play(t, toReader)
	s.lay(t, "td3")
	s.play(t, answers)
	papers := len(s.papers(t))
	e := s.send(t)
	face := s.Resident.Paint().PID
	syscall.Kill(face, syscall.SIGKILL)
	s.freshFace(t, face)
	s.kept(t, "the printer's word", printed("printed"))
	if made := s.papers(t)[papers:]; len(made) != 1 || !strings.Contains(made[0], e.Reference.Grouped()) {
		t.Errorf("%d papers, want one with %s", len(made), e.Reference.Grouped())
	}
	s.kept(t, "the office's receipt", receipted)
	if all := s.requests(t); all[len(all)-1].Reference != e.Reference {
		t.Errorf("the newest request is %s, want %s", all[len(all)-1].Reference, e.Reference)
	}
	s.arrived(t, e)
	s.whole(t)
}
