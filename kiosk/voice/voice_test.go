package voice_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"poploket/kiosk"
	"poploket/kiosk/voice"
)

func key(label string) *kiosk.Action { return &kiosk.Action{ID: label, Label: label} }

var full = kiosk.Screen{
	Look: kiosk.Look{Language: "nl"}, Words: kiosk.Words{Chosen: "Gekozen"}, Sign: kiosk.Sign{Name: "Gemeente Voorhaven"}, Banner: "Vandaag: Marktplein", Heading: "Klopt alles?",
	StepText: "Stap 2 van 4", Lead: []string{"Lees rustig."}, PageText: "Blad 1 van 2",
	Fields:  []kiosk.Field{{Label: "Postcode", Hint: "Bijvoorbeeld 1234 AB", Error: "Vul uw postcode in", Value: "9999 ZZ", Personal: true}, {Label: "Datum", Value: "30-11-2026"}},
	Choices: []kiosk.Choice{{Label: "Voor mijzelf", Note: "Alleen u", Chosen: true}},
	Tiles:   []kiosk.Tile{{Action: *key("Verhuizen"), Note: "Nu doorgeven"}},
	Groups:  []kiosk.Group{{Title: "Letters", Choices: []kiosk.Choice{{Label: "Groot"}}}},
	Rows:    []kiosk.Row{{Label: "Wie", Values: []string{"Anna de Vries"}, Personal: true}, {Label: "Wie gaat mee", Values: []string{"Niemand"}}},
	Notices: []kiosk.Notice{{Mood: kiosk.MoodInfo, Title: "Veilig bewaard"}, {Mood: kiosk.MoodFault, Title: "Kijk nog eens", Lines: []string{"Vul uw postcode in"}}},
	Ticket:  &kiosk.Ticket{Label: "Uw nummer", Reference: "KDE 4T7 P"}, NumbersTitle: "Wat nu?", Numbers: []string{"Pak uw bon."},
	Foot: kiosk.Foot{RightTitle: "Open", RightText: "tot 16.30 uur"}, Languages: []kiosk.Action{*key("English")}, More: []kiosk.Action{*key("Meer")},
	Primary: key("Verder"), Explain: key("Ik snap dit niet"), Left: key("Terug"), Help: key("Hulp"), Right: key("Stop"), Tools: []kiosk.Action{*key("Taal")},
}

// TestScript: everything that is seen is heard, in reading order, and what is personal is marked.
func TestScript(t *testing.T) {
	var all []string
	for _, u := range voice.Script(full) {
		all = append(all, u.Text)
		if u.Language != "nl" {
			t.Errorf("%q in %q", u.Text, u.Language)
		}
		if personal := strings.Contains(u.Text, "9999") || strings.Contains(u.Text, "Anna") || strings.Contains(u.Text, "K, D, E"); personal != u.Personal {
			t.Errorf("%q: personal %v", u.Text, u.Personal)
		}
	}
	said := strings.Join(all, " | ")
	at := -1
	for _, want := range []string{"Gemeente Voorhaven", "Vandaag: Marktplein", "Stap 2 van 4", "Klopt alles?", "Kijk nog eens. Vul uw postcode in.", "Lees rustig.",
		"Postcode. Vul uw postcode in.", "9999 ZZ", "Verhuizen. Nu doorgeven", "Voor mijzelf. Alleen u. Gekozen", "Letters", "Groot", "Wie. Anna de Vries",
		"K, D, E, 4, T, 7, P", "Veilig bewaard", "Wat nu?", "Pak uw bon.", "Blad 1 van 2", "Open. tot 16.30 uur", "Verder", "Meer", "English", "Ik snap dit niet", "Terug", "Hulp", "Stop", "Taal"} {
		i := strings.Index(said, want)
		if i < 0 {
			t.Errorf("%q is not said", want)
		} else if i < at {
			t.Errorf("%q is said too early", want)
		}
		at = max(at, i)
	}
	if slices.ContainsFunc(voice.Script(kiosk.Screen{}), func(u voice.Utterance) bool { return u.Text != "" }) {
		t.Error("an empty screen speaks")
	}
}

// synthesiser puts a program in the way that writes down what it hears, and speaks until it is killed when slow.
func synthesiser(t *testing.T, slow bool) (heard string) {
	t.Helper()
	dir := t.TempDir()
	heard = filepath.Join(dir, "heard")
	script := "#!/bin/sh\nread -r line\necho \"$2 $line\" >> " + heard + "\n"
	if slow {
		script += "exec sleep 60\n"
	}
	if err := os.WriteFile(filepath.Join(dir, "espeak-ng"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	return heard
}

// lines waits until n lines were heard.
func lines(t *testing.T, heard string, n int) []string {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
		b, _ := os.ReadFile(heard)
		if got := strings.Split(strings.TrimSpace(string(b)), "\n"); len(b) > 0 && len(got) >= n {
			return got
		}
		if time.Now().After(deadline) {
			t.Fatalf("heard only %q", b)
		}
	}
}

func TestSpeaker(t *testing.T) {
	screen := kiosk.Screen{Look: kiosk.Look{Language: "nl"}, Heading: "Klopt alles?", Rows: []kiosk.Row{{Label: "Wie", Values: []string{"Anna"}, Personal: true}}, Help: key("Hulp")}
	t.Run("in the open", func(t *testing.T) {
		heard := synthesiser(t, false)
		s := voice.NewSpeaker()
		if !s.Available() {
			t.Fatal("the synthesiser is not found")
		}
		s.Say(screen)
		if got := lines(t, heard, 2); !slices.Equal(got, []string{"nl Klopt alles?", "nl Hulp."}) {
			t.Errorf("heard %q", got)
		}
	})
	t.Run("to headphones", func(t *testing.T) {
		heard := synthesiser(t, false)
		s := voice.NewSpeaker()
		s.Private = true
		s.Say(screen)
		if got := lines(t, heard, 3); got[1] != "nl Wie. Anna." {
			t.Errorf("heard %q", got)
		}
	})
	t.Run("a new screen stops the old one", func(t *testing.T) {
		heard := synthesiser(t, true)
		s := voice.NewSpeaker()
		s.Say(screen)
		lines(t, heard, 1)
		s.Say(kiosk.Screen{Look: kiosk.Look{Language: "en"}, Heading: "Goodbye"})
		if got := lines(t, heard, 2); got[1] != "en Goodbye." {
			t.Errorf("heard %q", got)
		}
		s.Stop()
		s.Stop()
	})
	t.Run("without a synthesiser", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		s := voice.NewSpeaker()
		s.Say(screen)
		if s.Stop(); s.Available() {
			t.Error("available without a program")
		}
	})
}
