package screen_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"poploket/kiosk"
	"poploket/kiosk/ui/screen"
	"poploket/kiosk/ui/screen/samples"
	"poploket/kiosk/ui/theme"
	"poploket/kiosk/ui/widget"
)

// stage is a face in a test window, with what it sent.
type stage struct {
	t    *testing.T
	face *screen.Face
	win  fyne.Window
	sent []kiosk.Input
	now  time.Time
}

func newStage(t *testing.T, panel theme.Panel) *stage {
	t.Helper()
	test.NewTempApp(t)
	s := &stage{t: t, now: time.Unix(1000, 0)}
	s.face = screen.New(panel, func(in kiosk.Input) { s.sent = append(s.sent, in) })
	s.face.Guard.Now, s.face.Guard.Hold = func() time.Time { return s.now }, 0
	s.win = test.NewTempWindow(t, s.face.Object())
	s.win.SetPadded(false)
	s.win.Resize(fyne.NewSize(float32(panel.WidthPx), float32(panel.HeightPx)))
	s.face.Attach(s.win.Canvas())
	return s
}

func sample(t *testing.T, look kiosk.Look, name string) kiosk.Screen {
	t.Helper()
	for _, s := range samples.All(look) {
		if s.Name == name {
			return s.Screen
		}
	}
	t.Fatalf("no sample %s", name)
	return kiosk.Screen{}
}

func (s *stage) touches() (out []*widget.Touch) {
	for _, o := range s.face.Object().(*fyne.Container).Objects {
		if t, ok := o.(*widget.Touch); ok {
			out = append(out, t)
		}
	}
	return out
}

func (s *stage) touch(id string) *widget.Touch {
	s.t.Helper()
	for _, t := range s.touches() {
		if t.ID == id {
			return t
		}
	}
	s.t.Fatalf("nothing to touch named %q", id)
	return nil
}

// tap taps a key a second later.
func (s *stage) tap(id string) {
	s.t.Helper()
	s.now = s.now.Add(time.Second)
	test.Tap(s.touch(id))
}

// words is every text on the glass.
func (s *stage) words() string {
	var b strings.Builder
	for _, o := range test.LaidOutObjects(s.face.Object()) {
		if t, ok := o.(*canvas.Text); ok {
			b.WriteString(t.Text + "\n")
		}
	}
	return b.String()
}

func TestTapSendsAct(t *testing.T) {
	s := newStage(t, theme.Portrait15)
	s.face.Show(sample(t, kiosk.Look{}, "07-choices"))
	for _, id := range []string{"family", "next", "explain", "help", "stop", "back", "tool:language"} {
		s.sent = nil
		s.tap(id)
		if want := []kiosk.Input{kiosk.Act{ID: id}}; !slices.Equal(s.sent, want) {
			t.Errorf("tap on %s sent %v", id, s.sent)
		}
	}
}

// News from the unit may draw the screen anew while a finger is on a key; another screen takes nothing of the finger's.
func TestAKeyDrawnAnewUnderTheFingerIsTapped(t *testing.T) {
	s := newStage(t, theme.Portrait15)
	choices := sample(t, kiosk.Look{}, "07-choices")
	news, other := choices, choices
	news.Notices = []kiosk.Notice{{Mood: kiosk.MoodInfo, Icon: "info", Title: "Nieuws"}}
	other.ID = "another"
	for _, tt := range []struct {
		name string
		then kiosk.Screen
		want int
	}{{"news", news, 1}, {"another screen", other, 0}} {
		s.face.Show(choices)
		s.now, s.sent = s.now.Add(time.Second), nil
		s.touch("next").MouseDown(nil)
		s.face.Show(tt.then)
		s.now = s.now.Add(time.Second)
		s.touch("next").MouseUp(nil)
		if len(s.sent) != tt.want {
			t.Errorf("%s: sent %v, want %d", tt.name, s.sent, tt.want)
		}
	}
}

func TestUnmeantTapsAreKept(t *testing.T) {
	s := newStage(t, theme.Portrait15)
	s.face.Show(sample(t, kiosk.Look{}, "07-choices"))
	next := s.touch("next")
	for _, tt := range []struct {
		after time.Duration
		want  int
	}{
		{200 * time.Millisecond, 0}, // the screen has just changed
		{400 * time.Millisecond, 1},
		{600 * time.Millisecond, 1}, // the second half of a double tap
		{1000 * time.Millisecond, 2},
	} {
		s.now = time.Unix(1000, 0).Add(tt.after)
		test.Tap(next)
		if len(s.sent) != tt.want {
			t.Errorf("after %v: %d taps were taken, want %d", tt.after, len(s.sent), tt.want)
		}
	}
}

func TestTypingRefreshesOnlyTheField(t *testing.T) {
	s := newStage(t, theme.Portrait15)
	sc := sample(t, kiosk.Look{}, "08-address")
	sc.Fields[0].Value = ""
	s.face.Show(sc)
	before := s.touches()
	for _, key := range []string{"key:1", "key:2", "key:2", "key:4"} {
		s.tap(key)
	}
	want := []kiosk.Input{kiosk.Edit{Field: "postcode", Value: "1"}, kiosk.Edit{Field: "postcode", Value: "12"},
		kiosk.Edit{Field: "postcode", Value: "122"}, kiosk.Edit{Field: "postcode", Value: "1224"}}
	if !slices.Equal(s.sent, want) {
		t.Fatalf("sent %v, want %v", s.sent, want)
	}
	echo := func(v string) {
		sc.Fields = slices.Clone(sc.Fields)
		sc.Fields[0].Value = v
		s.face.Show(sc)
	}
	echo("12") // the visit is behind: nothing that was typed may go
	if !strings.Contains(s.words(), "1224") {
		t.Error("a late answer took away letters")
	}
	echo("1224")
	s.tap("key:erase")
	echo("122")
	if !strings.Contains(s.words(), "122\n") {
		t.Errorf("the field does not show what is left:\n%s", s.words())
	}
	echo("9999 ZZ") // the visit may say something of its own
	if !strings.Contains(s.words(), "9999 ZZ") {
		t.Error("the visit's own value is not shown")
	}
	if !slices.Equal(before, s.touches()) {
		t.Error("typing built the screen anew")
	}
}

func TestNamesGetCapitals(t *testing.T) {
	s := newStage(t, theme.Portrait15)
	sc := sample(t, kiosk.Look{}, "11-name")
	sc.Fields[1].Value = ""
	s.face.Show(sc)
	for _, key := range []string{"key:capital", "key:d", "key:e", "key:space", "key:v", "key:marks", "key:1"} {
		s.tap(key)
	}
	if got, want := s.sent[len(s.sent)-1], (kiosk.Edit{Field: "surname", Value: "de V1"}); got != want {
		t.Errorf("typed %v, want %v", got, want)
	}
}

func TestDatesGetTheirDashes(t *testing.T) {
	s := newStage(t, theme.Portrait15)
	sc := sample(t, kiosk.Look{}, "10-date")
	sc.Fields[0].Value = ""
	s.face.Show(sc)
	for _, r := range "301120269" {
		s.tap("key:" + string(r))
	}
	if got, want := s.sent[len(s.sent)-1], (kiosk.Edit{Field: "date", Value: "30-11-2026"}); got != want {
		t.Errorf("typed %v, want %v", got, want)
	}
	s.tap("key:erase")
	if got, want := s.sent[len(s.sent)-1], (kiosk.Edit{Field: "date", Value: "30-11-202"}); got != want {
		t.Errorf("erased to %v, want %v", got, want)
	}
}

func TestKeyboardAlone(t *testing.T) {
	s := newStage(t, theme.Portrait15)
	s.face.Show(sample(t, kiosk.Look{}, "07-choices"))
	c := s.win.Canvas()
	s.now = s.now.Add(time.Second)
	for range 30 {
		c.FocusNext()
		if f, ok := c.Focused().(*widget.Touch); ok && f.ID == "family" {
			break
		}
	}
	f := c.Focused().(*widget.Touch)
	if !f.Focused() {
		t.Fatal("the choice shows no rings")
	}
	f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if want := []kiosk.Input{kiosk.Act{ID: "family"}}; !slices.Equal(s.sent, want) {
		t.Fatalf("Enter sent %v", s.sent)
	}
	chosen := sample(t, kiosk.Look{}, "07-choices")
	chosen.Choices = slices.Clone(chosen.Choices)
	chosen.Choices[0].Chosen, chosen.Choices[1].Chosen = false, true
	s.face.Show(chosen)
	if f, ok := c.Focused().(*widget.Touch); !ok || f.ID != "family" {
		t.Error("the focus was lost when the screen was drawn again")
	}
	f = c.Focused().(*widget.Touch)
	f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	if f, ok := c.Focused().(*widget.Touch); !ok || f.ID != "child" {
		t.Errorf("arrow down went to %v", c.Focused())
	}
}

func TestPluggedInKeyboardTypes(t *testing.T) {
	s := newStage(t, theme.Portrait15)
	sc := sample(t, kiosk.Look{}, "08-address")
	sc.Fields[0].Value = ""
	s.face.Show(sc)
	test.TypeOnCanvas(s.win.Canvas(), "12ab")
	if got, want := s.sent[len(s.sent)-1], (kiosk.Edit{Field: "postcode", Value: "12AB"}); got != want {
		t.Errorf("typed %v, want %v", got, want)
	}
}

func TestPagesTurnHere(t *testing.T) {
	s := newStage(t, theme.Portrait15)
	s.face.Show(sample(t, kiosk.Look{Size: kiosk.SizeXL}, "13-check"))
	if !strings.Contains(s.words(), "Blad 1 van") {
		t.Fatal("XL leaves room for all rows: the sample shows nothing of pages")
	}
	first := s.words()
	s.tap("page:more")
	if s.words() == first || strings.Contains(s.words(), "Mevrouw") {
		t.Error("the page did not turn")
	}
	s.tap("page:back")
	if s.words() != first {
		t.Error("turning back shows something else")
	}
	if len(s.sent) > 0 {
		t.Errorf("turning sent %v", s.sent)
	}
}

// An address stands on one page of a lying panel: its short fields side by side, their boxes level.
func TestShortFieldsStandSideBySide(t *testing.T) {
	for _, panel := range []theme.Panel{theme.Landscape15, theme.Portrait15} {
		s := newStage(t, panel)
		s.face.Show(sample(t, kiosk.Look{Size: kiosk.SizeM}, "08-address"))
		number, addition := s.touch("field:number"), s.touch("field:addition")
		if number.Position().Y != addition.Position().Y || number.Position().X >= addition.Position().X || number.Size() != addition.Size() {
			t.Errorf("house number at %v %v, addition at %v %v", number.Position(), number.Size(), addition.Position(), addition.Size())
		}
		s.tap("field:addition")
		s.tap("key:a")
		if want := (kiosk.Edit{Field: "addition", Value: "A"}); len(s.sent) != 1 || s.sent[0] != want {
			t.Errorf("sent %v, want %v", s.sent, want)
		}
		for _, k := range s.touches() {
			if k.ID == "page:more" {
				t.Error("the address has pages")
			}
			if k.ID == "key:capital" && k.Label != "Hoofdletter" {
				t.Errorf("the key Aa is spoken %q", k.Label)
			}
		}
	}
}

func TestWipeLeavesNothing(t *testing.T) {
	s := newStage(t, theme.Portrait15)
	s.face.Show(sample(t, kiosk.Look{}, "13-check"))
	if !strings.Contains(s.words(), "Vries") {
		t.Fatal("the name was never there")
	}
	s.face.Wipe()
	if got := s.words(); got != "" {
		t.Errorf("after the wipe there is %q", got)
	}
	if s.face.Shown().ID != "" {
		t.Error("the screen is remembered")
	}
}

func TestPaintedNamesTheScreen(t *testing.T) {
	s := newStage(t, theme.Portrait15)
	s.face.Show(sample(t, kiosk.Look{}, "07-choices"))
	before := s.face.Painted()
	s.win.Canvas().Capture()
	after := s.face.Painted()
	if after.ID != "move.who" || after.Count <= before.Count {
		t.Errorf("painted %v after %v", after, before)
	}
}

// TestCheapToBuild holds the budget: what a tap costs besides painting.
func TestCheapToBuild(t *testing.T) {
	for _, panel := range []theme.Panel{theme.Portrait15, theme.Landscape15} {
		s := newStage(t, panel)
		all := samples.All(kiosk.Look{Size: kiosk.SizeM})
		for _, sc := range all { // signs and measures are made once
			s.face.Show(sc.Screen)
		}
		for _, sc := range all {
			best := time.Hour
			for range 5 {
				s.face.Wipe()
				start := time.Now()
				s.face.Show(sc.Screen)
				best = min(best, time.Since(start))
			}
			if best > 5*time.Millisecond {
				t.Errorf("%s takes %v, want at most 5 ms", sc.Name, best)
			}
			if n := len(test.LaidOutObjects(s.face.Object())); n > 125 {
				t.Errorf("%s has %d objects", sc.Name, n)
			} else {
				t.Logf("%s: %v, %d objects", sc.Name, best, n)
			}
		}
	}
}
