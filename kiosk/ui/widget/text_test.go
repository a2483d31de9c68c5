package widget_test

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"poploket/kiosk"
	"poploket/kiosk/ui/theme"
	"poploket/kiosk/ui/widget"
)

func day(t *testing.T) *theme.Theme {
	t.Helper()
	test.NewTempApp(t)
	set, err := theme.Open(theme.Portrait15)
	if err != nil {
		t.Fatal(err)
	}
	return set.For(kiosk.Look{})
}

func TestVisualOrder(t *testing.T) {
	run := func(s string, before, after int) widget.Run {
		return widget.Run{String: s, Before: before, After: after}
	}
	for _, tt := range []struct {
		line string
		want []widget.Run
	}{
		{"مساعدة", []widget.Run{run("مساعدة", 0, 0)}},
		{"اليوم في ساحة Marktplein", []widget.Run{run("Marktplein", 0, 0), run("اليوم في ساحة", 1, 0)}},
		{"3 ينتظرون", []widget.Run{run("ينتظرون", 0, 1), run("3", 0, 0)}},
		{"الدور نحو 10:55", []widget.Run{run("10:55", 0, 0), run("الدور نحو", 1, 0)}},
	} {
		if got := widget.Visual(tt.line); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.line, got, tt.want)
		}
	}
}

func TestBreak(t *testing.T) {
	th := day(t)
	words := "Leg uw paspoort of ID-kaart op de lezer"
	for _, tt := range []struct {
		name  string
		text  widget.Text
		width float32
		lines int
	}{
		{"one line", widget.Text{String: "Hulp", Role: "body"}, 500, 1},
		{"even lines", widget.Text{String: words, Role: "heading", Weight: theme.Heading, Even: true}, 968, 2},
		{"a no-break space holds", widget.Text{String: "om 10.42\u00a0uur", Role: "body"}, 180, 2},
		{"a single line grows smaller", widget.Text{String: "Zeer lange naam van een taal", Role: "heading", Single: true}, 500, 1},
		{"nothing", widget.Text{Role: "body"}, 500, 0},
	} {
		l := widget.Break(th, tt.text, tt.width)
		if len(l.Lines) != tt.lines {
			t.Errorf("%s: %q, want %d lines", tt.name, l.Lines, tt.lines)
		}
		if l.Width > tt.width {
			t.Errorf("%s: %.0f px wide, want at most %.0f", tt.name, l.Width, tt.width)
		}
		if got := strings.Join(l.Lines, " "); got != strings.ReplaceAll(tt.text.String, "\u00a0", " ") {
			t.Errorf("%s: words became %q", tt.name, got)
		}
	}
}

func TestLongWordsAreMadeSmallerBeforeTheyAreCut(t *testing.T) {
	th := day(t)
	for _, even := range []bool{false, true} {
		l := widget.Break(th, widget.Text{String: "Een parkeervergunning aanvragen", Role: "heading", Weight: theme.Heading, Even: even}, 560)
		if !slices.ContainsFunc(l.Lines, func(s string) bool { return strings.Contains(s, "parkeervergunning") }) {
			t.Errorf("even=%v: the word was cut: %q", even, l.Lines)
		}
		if l.Px >= th.TextPx("heading") {
			t.Errorf("even=%v: still %.0f px", even, l.Px)
		}
	}
	l := widget.Break(th, widget.Text{String: strings.Repeat("m", 60), Role: "body"}, 300)
	if len(l.Lines) < 2 || l.Px < th.Px(5.2)-1 {
		t.Errorf("a monster is %q at %.0f px", l.Lines, l.Px)
	}
}

func TestEntryTakesWhatItsKindTakes(t *testing.T) {
	for _, tt := range []struct {
		kind kiosk.FieldKind
		max  int
		in   string
		want string
	}{
		{kiosk.FieldPostcode, 7, "1234 ab", "1234 AB"},
		{kiosk.FieldBSN, 9, "99x99 9001-9", "999990019"},
		{kiosk.FieldPhone, 14, "+31 (0)6", "+31 06"},
		{kiosk.FieldEmail, 40, "a b@c.nl", "ab@c.nl"},
		{kiosk.FieldDate, 10, "3a0112026", "30-11-2026"},
		{kiosk.FieldName, 3, "Anna", "Ann"},
		{kiosk.FieldText, 0, "a\tb\x00c", "abc"},
	} {
		e := widget.NewEntry(kiosk.Field{Kind: tt.kind, Max: tt.max})
		for _, r := range tt.in {
			e.Insert(string(r))
		}
		if e.Value != tt.want {
			t.Errorf("%s: %q became %q, want %q", tt.kind, tt.in, e.Value, tt.want)
		}
	}
	e := widget.NewEntry(kiosk.Field{Kind: kiosk.FieldText, Value: "Sraat"})
	e.Caret = 1
	e.Insert("t")
	if e.Value != "Straat" || e.Caret != 2 {
		t.Errorf("typed at the caret: %q, caret %d", e.Value, e.Caret)
	}
	e.Erase()
	if e.Value != "Sraat" || e.Caret != 1 {
		t.Errorf("erased at the caret: %q, caret %d", e.Value, e.Caret)
	}
}

func TestCodeIsWholeModules(t *testing.T) {
	c, err := widget.Encode("http://voorhaven.example/s/KDE4T7P?c=482913")
	if err != nil {
		t.Fatal(err)
	}
	img := c.Image(8)
	if w := img.Bounds().Dx(); w != c.Modules*8 {
		t.Errorf("%d px for %d modules of 8", w, c.Modules)
	}
}
