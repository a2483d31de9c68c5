package main_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"poploket/cmd/internal/fleet"
)

// readerFaults: whatever a reader sends, the visit goes on, and a good document afterwards is read.
func readerFaults(t *testing.T, s *stand) {
	s.play(t, toReader)
	before := anonymous(t, s.Core.PID())
	for _, bad := range []string{"garbage", "garbage 20000", "flood", "flood 8388608"} {
		s.device(t, bad)
		if p := s.Resident.Paint(); p.Screen != "move.identify" {
			t.Fatalf("%s from the reader leads to screen %q", bad, p.Screen)
		}
	}
	if grown := anonymous(t, s.Core.PID()) - before; grown > 4<<10 {
		t.Errorf("the core's memory grew by %d kB while 9 MB of noise came in", grown)
	}

	misread := func(p fleet.Paint) bool { return p.Screen == "move.identify" && has(p, "fault:error") }
	if misread(s.Resident.Paint()) {
		t.Error("noise is shown as a document that was misread")
	}
	s.repeat(t, "half td3", "the word that half a document can't be read", misread)
	s.device(t, "badcheck td3")
	s.until(t, "the word that a document was misread", misread)
	s.eventually(t, "the misread field in the unit's log", func() bool {
		return strings.Contains(s.log(t, "unit"), "check digit of the birth date")
	})
	s.shows(t, "/gereedheid/"+fleet.Unit, "Document niet gelezen", "de regels zijn niet compleet (TD3)", "controlecijfer van de geboortedatum klopt niet (TD3)")
	for _, personal := range []string{"BRUIJN", "SPECI20212", "650310", "6503101"} {
		if page, err := s.Page(t.Context(), "admin", "/gereedheid/"+fleet.Unit); err != nil || strings.Contains(page, personal) {
			t.Errorf("the office's page of the unit has %q, %v", personal, err)
		}
		if strings.Contains(s.log(t, "unit"), personal) {
			t.Errorf("the unit's log has %q", personal)
		}
	}

	s.device(t, "unplug reader")
	s.until(t, "the word that the reader is gone", func(p fleet.Paint) bool {
		return p.Screen == "move.identify" && has(p, "limit:warning") && p.Has("without")
	})
	s.device(t, "plug reader")
	s.until(t, "the reader again", func(p fleet.Paint) bool { return p.Screen == "move.identify" && !has(p, "limit:warning") })
	s.lay(t, "td3")
	s.play(t, answers)
	s.send(t)
	s.kept(t, "the printer's word", printed("printed"))
	s.done(t)
}

// anonymous is the memory of a process that is no file, in kB.
func anonymous(t *testing.T, pid int) (kb int) {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(b), "RssAnon:")
	if _, err := fmt.Sscan(rest, &kb); err != nil {
		t.Fatal(err)
	}
	return kb
}
