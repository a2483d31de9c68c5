package visit_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"filippo.io/age"

	"poploket/assets"
	"poploket/drivers"
	"poploket/kiosk"
	"poploket/kiosk/catalog"
	"poploket/kiosk/core"
	"poploket/kiosk/fact"
	"poploket/kiosk/flow"
	"poploket/kiosk/i18n"
	"poploket/kiosk/visit"
	"poploket/sync/seal"
)

// desk is a core that remembers what a visit asked of it.
type desk struct {
	mu     sync.Mutex
	drafts []fact.Draft
	fail   int // appends that fail before one succeeds
	papers [][]byte
	reader []bool        // each switching, on or off
	held   chan struct{} // when set, the first switching waits for it
	ended  chan kiosk.EndReason
}

func (d *desk) Reference(context.Context) (kiosk.Reference, error) {
	return kiosk.NewReference("KD", rand.Reader)
}

func (d *desk) Append(_ context.Context, drafts []fact.Draft) ([]core.Kept, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.drafts = append(d.drafts, drafts...)
	if d.fail > 0 {
		d.fail--
		return nil, errors.New("the disk did not answer")
	}
	return make([]core.Kept, len(drafts)), nil
}

func (d *desk) Print(_ context.Context, _, paper []byte, _ bool, _ int) (core.PrintResult, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.papers = append(d.papers, paper) // the visit's own buffer, to see that it is overwritten
	return core.PrintResult{Outcome: drivers.Printed}, nil
}

func (d *desk) UseReader(_ context.Context, u kiosk.UseReader) error {
	d.mu.Lock()
	held := d.held
	d.held = nil
	d.mu.Unlock()
	if held != nil {
		<-held
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.reader = append(d.reader, u.On)
	return nil
}

func (d *desk) Ended(_ context.Context, r kiosk.EndReason) error {
	d.ended <- r
	return nil
}

func (d *desk) requests() (all []fact.Draft) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, x := range d.drafts {
		if x.Kind == fact.KindRequestReceived {
			all = append(all, x)
		}
	}
	return all
}

// table is a visit under test with everything it shows.
type table struct {
	t       *testing.T
	desk    *desk
	visit   *visit.Visit
	office  *age.HybridIdentity
	screens chan kiosk.Screen
	now     kiosk.Screen
}

func sit(t *testing.T) *table {
	t.Helper()
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	b, err := catalog.Pack(assets.Services)
	if err != nil {
		t.Fatal(err)
	}
	c, err := catalog.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	s := &table{t: t, desk: &desk{ended: make(chan kiosk.EndReason, 1)}, office: id, screens: make(chan kiosk.Screen, 256)}
	s.visit = visit.New(visit.Options{
		Core: s.desk, Engine: &flow.Engine{Catalog: c, Texts: texts, Silent: true}, Random: rand.Reader, Now: time.Now,
		Welcome: func() core.Welcome {
			return core.Welcome{Unit: "bus-1", Columns: 48, Recipients: map[string]string{seal.RecipientOffice: id.Recipient().String()}}
		},
		Setting: kiosk.Setting{
			Municipality: kiosk.Municipality{ID: "voorhaven", Name: "Gemeente Voorhaven", Country: "NL", Zone: "Europe/Amsterdam", Phone: "0000 123 456 (voorbeeld)", Status: "https://voorhaven.example/s/"},
			Unit:         "bus-1", UnitName: "Bus 1", HasStop: true, Languages: []string{"nl", "en"}, Reader: true, Printer: true,
			Stop: kiosk.Stop{ID: "s1", Venue: "Marktplein", Start: now.Add(-time.Hour), End: now.Add(time.Hour), Services: []string{"move"}},
		},
		Look:   kiosk.Look{Language: "nl", Size: kiosk.SizeM, Mode: kiosk.ModeDay},
		Show:   func(sc kiosk.Screen) { s.screens <- sc },
		Failed: func(error) {},
	})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.visit.Run(ctx)
	}()
	t.Cleanup(func() { cancel(); <-done })
	return s
}

// see waits for a screen by its id that has something to touch.
func (s *table) see(id, action string) {
	s.t.Helper()
	timeout := time.After(20 * time.Second)
	for !(s.now.ID == id && (action == "" || has(s.now, action))) {
		select {
		case s.now = <-s.screens:
		case <-timeout:
			s.t.Fatalf("no screen %s with %q; the last is %s", id, action, s.now.ID)
		}
	}
}

func has(sc kiosk.Screen, action string) bool {
	for _, a := range []*kiosk.Action{sc.Primary, sc.Left, sc.Right} {
		if a != nil && a.ID == action {
			return true
		}
	}
	return slices.ContainsFunc(sc.Choices, func(c kiosk.Choice) bool { return c.ID == action }) ||
		slices.ContainsFunc(sc.Tiles, func(t kiosk.Tile) bool { return t.ID == action }) ||
		slices.ContainsFunc(sc.More, func(a kiosk.Action) bool { return a.ID == action })
}

func (s *table) act(id string) { s.visit.Input(kiosk.Act{ID: id}) }

const surname = "Zuurstokkenberg"

// answer walks a move up to the check.
func (s *table) answer() {
	s.t.Helper()
	s.see("welcome", "service:move")
	s.act("service:move")
	s.see("move.topic", "")
	s.act("start:declare")
	s.see("move.privacy", "next")
	s.act("next")
	s.see("move.identify", "without")
	s.visit.Input(kiosk.Scanned{Document: kiosk.Document{Kind: "TD3", Issuer: "NLD", Number: "SPECI2014", Surname: surname, GivenNames: "Anna", BirthDate: kiosk.Date{Year: 1948, Month: 3, Day: 12}}})
	s.see("move.along", "next")
	s.act("next")
	s.see("move.address", "next")
	s.visit.Input(kiosk.Edit{Field: "postcode", Value: "1234AB"})
	s.visit.Input(kiosk.Edit{Field: "number", Value: "12"})
	s.act("next")
	s.see("move.from", "next")
	s.visit.Input(kiosk.Edit{Field: "movedOn", Value: time.Now().Format("02-01-2006")})
	s.act("next")
	s.see("move.home", "choice:rent")
	s.act("choice:rent")
	s.act("next")
	s.see("move.reach", "next")
	s.act("next")
	s.see("move.check", "send")
}

func TestARequestIsSealedToTheOfficeAndItsPaperForgotten(t *testing.T) {
	s := sit(t)
	s.answer()
	s.act("send")
	s.see("move.confirm", "copy")
	all := s.desk.requests()
	if len(all) != 1 {
		t.Fatalf("%d requests, want 1", len(all))
	}
	d := all[0]
	if bytes.Contains(d.Body, []byte(surname)) || bytes.Contains(d.Sealed, []byte(surname)) {
		t.Error("the surname can be read in the draft")
	}
	dossier, err := seal.OpenDossier(d.KeyID, d.Wraps, s.office)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := dossier.Open(seal.Binding{Unit: "bus-1", Subject: d.Subject, Kind: d.Kind, Version: d.Version}, d.Sealed)
	if err != nil {
		t.Fatal(err)
	}
	r, err := fact.DecodeRequest(plain)
	if err != nil {
		t.Fatal(err)
	}
	if r.Service != "move" || r.Document == nil || r.Document.Surname != surname || r.Identity != kiosk.IdentityScanned {
		t.Errorf("the office opens service %q, identity %q, document %v; want the move with the scanned document", r.Service, r.Identity, r.Document != nil)
	}
	if url := s.now.Ticket.QR; url == "" || !bytes.HasPrefix([]byte(url), []byte("https://voorhaven.example/s/KD")) {
		t.Errorf("the code on the screen is %q, want the status page", url)
	}
	for _, p := range s.desk.papers {
		if !bytes.Equal(p, make([]byte, len(p))) {
			t.Error("the paper's buffer was not overwritten")
		}
	}
	if len(s.desk.papers) != 1 {
		t.Errorf("%d papers, want 1", len(s.desk.papers))
	}
}

// Nobody knows whether a failed append was written: trying again must offer the very same draft.
func TestSendingAgainOffersTheSameDraft(t *testing.T) {
	s := sit(t)
	s.desk.fail = 1
	s.answer()
	s.act("send")
	s.see("move.busy", "")
	s.see("move.check", "send")
	s.act("send")
	s.see("move.confirm", "copy")
	all := s.desk.requests()
	if len(all) != 2 || !bytes.Equal(all[0].ID, all[1].ID) || !bytes.Equal(all[0].Sealed, all[1].Sealed) {
		t.Errorf("got %d drafts, want the same one twice", len(all))
	}
}

func TestStopEndsTheVisit(t *testing.T) {
	s := sit(t)
	s.see("welcome", "service:move")
	if s.visit.Touched() {
		t.Error("touched before anybody was there")
	}
	s.act("service:move")
	s.see("move.topic", "stop")
	if !s.visit.Touched() {
		t.Error("not touched after a touch")
	}
	s.act("stop")
	select {
	case r := <-s.desk.ended:
		if r != kiosk.EndStopped {
			t.Errorf("ended because %q, want %q", r, kiosk.EndStopped)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("the core was not told")
	}
	s.see("goodbye", "")
}

func TestTakeShowsTheAnswerAtOnce(t *testing.T) {
	s := sit(t)
	if first := <-s.screens; first.ID != "welcome" {
		t.Fatalf("first screen = %s, want welcome", first.ID)
	}
	s.visit.Take(kiosk.Act{ID: "service:move"})
	select {
	case got := <-s.screens:
		if got.ID != "move.topic" {
			t.Errorf("screen = %s, want move.topic", got.ID)
		}
	default:
		t.Error("nothing was shown when Take returned")
	}
	s.visit.Take(kiosk.Act{ID: "stop"})
	if got := <-s.desk.ended; got != kiosk.EndStopped {
		t.Errorf("ended with %q, want %q", got, kiosk.EndStopped)
	}
	s.visit.Take(kiosk.Act{ID: "next"}) // nobody is there to take it, and nothing hangs
}

func TestNobodyThereAnyMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sit(t)
		s.answer()
		begin := time.Now()
		if r := <-s.desk.ended; r != kiosk.EndIdle {
			t.Errorf("ended because %q, want %q", r, kiosk.EndIdle)
		}
		if d := time.Since(begin); d < 80*time.Second || d > 3*time.Minute {
			t.Errorf("wiped after %v, want a minute or more to warn and twenty seconds to answer", d)
		}
		warned := 0
		for len(s.screens) > 0 {
			if s.now = <-s.screens; s.now.ID == "idle" {
				warned++
			}
		}
		if warned < 10 {
			t.Errorf("the warning was drawn %d times, want a countdown", warned)
		}
		if got := len(s.desk.requests()); got != 0 {
			t.Errorf("%d requests of somebody who went away, want none", got)
		}
	})
}

// Whoever goes back at once must not leave the reader on because the core was slow.
func TestTheReaderEndsAsItWasLastAskedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sit(t)
		held := make(chan struct{})
		s.desk.held = held
		s.see("welcome", "service:move")
		s.act("service:move")
		s.see("move.topic", "")
		s.act("start:declare")
		s.see("move.privacy", "next")
		s.act("next")
		s.see("move.identify", "without")
		s.act("back")
		s.see("move.privacy", "next")
		synctest.Wait()
		close(held)
		synctest.Wait()
		s.desk.mu.Lock()
		defer s.desk.mu.Unlock()
		if n := len(s.desk.reader); n == 0 || s.desk.reader[n-1] {
			t.Errorf("the reader was switched %v, want off at the end", s.desk.reader)
		}
	})
}
