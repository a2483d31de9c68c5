package main_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"poploket/cmd/internal/fleet"
	"poploket/cmd/internal/touch"
)

// stand is a whole Poploket of real programs, with somebody at its screen. Its core is started again whenever it ends.
type stand struct {
	*fleet.Fleet
	ledger *fleet.Ledger
}

func open(t *testing.T) *stand {
	t.Helper()
	display, err := touch.StartServer(t.Context(), 1080, 1920)
	if err != nil {
		t.Fatal(err)
	}
	f, err := fleet.Start(t.Context(), fleet.Options{Bin: bin, Dir: t.TempDir(), Display: display, Baud: 19200})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Stop)
	go f.Core.Keep(t.Context())
	s := &stand{Fleet: f}
	if s.ledger, err = f.Ledger(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.ledger.Close() })
	return s
}

// The demonstration's visit in pieces: to the reader, and from the first question to the check.
var toReader, answers, _ = strings.Cut(string(fleet.Move), "device present td3")

// within is the patience for what a busy machine does in a moment.
const within = 30 * time.Second

func (s *stand) play(t *testing.T, script string) {
	t.Helper()
	if err := s.Run(t.Context(), fleet.Script(script), nil); err != nil {
		s.tell(t)
		t.Fatal(err)
	}
}

// tell shows the end of the unit's log beside a failure.
func (s *stand) tell(t *testing.T) {
	t.Helper()
	log := s.log(t, "unit")
	t.Logf("the unit's log ends with\n%s", log[max(0, len(log)-1500):])
}

func (s *stand) device(t *testing.T, command string) {
	t.Helper()
	if err := s.Device(command); err != nil {
		t.Fatal(err)
	}
}

func (s *stand) until(t *testing.T, what string, fits func(fleet.Paint) bool) fleet.Paint {
	t.Helper()
	p, err := s.Resident.Until(t.Context(), what, within, fits)
	if err != nil {
		s.tell(t)
		t.Fatalf("%v and notices %q", err, p.Notices)
	}
	return p
}

// fresh brings a new visit to the screen, whatever a test before left there.
func (s *stand) fresh(t *testing.T) {
	t.Helper()
	if p := s.Resident.Paint(); p.Screen != "welcome" {
		syscall.Kill(p.PID, syscall.SIGKILL)
	}
	s.welcome(t)
}

func (s *stand) welcome(t *testing.T) fleet.Paint {
	t.Helper()
	return s.until(t, "a fresh welcome screen", func(p fleet.Paint) bool { return p.Screen == "welcome" && p.Has("service:move") })
}

// lay lays a document on the reader until it is read.
func (s *stand) lay(t *testing.T, document string) {
	t.Helper()
	s.repeat(t, "present "+document, "the first question", func(p fleet.Paint) bool { return p.Screen == "move.along" })
}

// repeat does something to a device until the screen shows it: what follows noise at once is lost with it, and people lay
// a document again too.
func (s *stand) repeat(t *testing.T, command, what string, fits func(fleet.Paint) bool) {
	t.Helper()
	var err error
	for range 5 {
		s.device(t, command)
		if _, err = s.Resident.Until(t.Context(), what, within/10, fits); err == nil {
			return
		}
	}
	s.tell(t)
	t.Fatalf("after %q: %v", command, err)
}

// send sends what stands on the check screen and waits for the word that it is kept.
func (s *stand) send(t *testing.T) fleet.Entry {
	t.Helper()
	n := len(s.requests(t))
	s.play(t, "see move.check\ntap send\nsee move.confirm")
	all := s.requests(t)
	if len(all) != n+1 {
		t.Fatalf("%d requests after sending, want %d", len(all), n+1)
	}
	return all[n]
}

func (s *stand) requests(t *testing.T) []fleet.Entry {
	t.Helper()
	all, err := s.ledger.Requests(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// kept waits until the newest request is as wanted.
func (s *stand) kept(t *testing.T, what string, fits func(fleet.Entry) bool) {
	t.Helper()
	if _, err := s.ledger.Until(t.Context(), what, 2*within, fits); err != nil {
		s.tell(t)
		t.Fatalf("%v: %+v", err, s.requests(t))
	}
}

func printed(outcome string) func(fleet.Entry) bool {
	return func(e fleet.Entry) bool { return e.Printed == outcome }
}

func receipted(e fleet.Entry) bool { return e.Receipted }

// arrived checks that the office shows a request once.
func (s *stand) arrived(t *testing.T, e fleet.Entry) {
	t.Helper()
	page, err := s.Page(t.Context(), "hana", "/aanvragen")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(page, ">"+e.Reference.Grouped()+"<"); n != 1 {
		t.Errorf("the office shows request %s %d times, want once", e.Reference, n)
	}
}

// shows waits until a page of the office holds all texts.
func (s *stand) shows(t *testing.T, path string, texts ...string) {
	t.Helper()
	var page string
	s.eventually(t, strings.Join(texts, ", ")+" on "+path, func() bool {
		var err error
		if page, err = s.Page(t.Context(), "admin", path); err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			if !strings.Contains(page, text) {
				return false
			}
		}
		return true
	})
}

func (s *stand) eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !is() {
		select {
		case <-ctx.Done():
			s.tell(t)
			t.Fatalf("waited for %s", what)
		case <-tick.C:
		}
	}
}

// papers are the bytes of what was cut off so far.
func (s *stand) papers(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(s.Papers(), "*.bin"))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(b))
	}
	return all
}

func (s *stand) log(t *testing.T, program string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(s.Logs(), program+".log"))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// whole checks the unit's journal with the technician's tool, while the unit runs.
func (s *stand) whole(t *testing.T) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), filepath.Join(bin, "kioskctl"), "journal", "verify", filepath.Join(s.State(), "journal.db")).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "is whole") {
		t.Errorf("kioskctl journal verify: %v: %s", err, out)
	}
}

// done ends the visit; the next resident finds a fresh face.
func (s *stand) done(t *testing.T) {
	t.Helper()
	before := s.Resident.Paint().PID
	s.play(t, "tap done")
	s.freshFace(t, before)
}

func (s *stand) freshFace(t *testing.T, before int) {
	t.Helper()
	s.until(t, "another face", func(p fleet.Paint) bool { return p.PID != before && p.Screen == "welcome" })
	s.eventually(t, "the end of the face before", func() bool {
		_, err := os.Readlink("/proc/" + strconv.Itoa(before) + "/exe")
		return err != nil
	})
}

// has reports whether the screen shows a box of this mood and icon.
func has(p fleet.Paint, notice string) bool { return slices.Contains(p.Notices, notice) }

// copyBar is the inverse bar of a copy: GS B 1, then the word among blanks.
var copyBar = regexp.MustCompile(`\x1dB\x01[^\n]*Kopie`)
