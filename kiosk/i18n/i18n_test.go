package i18n_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"poploket/kiosk"
	"poploket/kiosk/i18n"
)

func load(t *testing.T) *i18n.Texts {
	t.Helper()
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

func TestWords(t *testing.T) {
	texts := load(t)
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 24, 9, 2, 0, 0, time.UTC).In(zone)
	nl, en := texts.In("nl"), texts.In("en")
	for _, tt := range []struct{ name, got, want string }{
		{"day", nl.Day(at), "dinsdag 24 november 2026"},
		{"day in English", en.Day(at), "Tuesday 24 November 2026"},
		{"clock", nl.Clock(at), "10.02 uur"},
		{"clock in English", en.Clock(at), "10:02"},
		{"hours", nl.Hours(at, at.Add(6*time.Hour)), "10.02 tot 16.02 uur"},
		{"hours in English", en.Hours(at, at.Add(6*time.Hour)), "10:02 to 16:02"},
		{"date", nl.Date(kiosk.Date{Year: 1948, Month: 3, Day: 12}), "12 maart 1948"},
		{"month", nl.Date(kiosk.Date{Year: 1948, Month: 3}), "maart 1948"},
		{"year", nl.Date(kiosk.Date{Year: 1948}), "1948"},
		{"nothing", nl.Date(kiosk.Date{}), "onbekend"},
		{"arguments", nl.Say("step", "n", "2", "of", "4"), "Stap 2 van 4"},
		{"an argument in braces is not filled in again", nl.Say("step", "n", "{of}", "of", "4"), "Stap {of} van 4"},
		{"no such key", nl.Say("no.such.key"), "no.such.key"},
		{"no such language", texts.In("xx").Say("key.help"), "Hulp"},
		{"own name", i18n.Name("uk"), "Українська"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, tt.got, tt.want)
		}
	}
	if got := texts.Languages(); !slices.Equal(got, []string{"en", "nl"}) {
		t.Errorf("languages %v", got)
	}
}

func TestIncomplete(t *testing.T) {
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	for name, files := range map[string]fstest.MapFS{
		"no source":       {"en.json": file(`{"a":"x"}`)},
		"missing":         {"nl.json": file(`{"a":"x","b":"y"}`), "en.json": file(`{"a":"x"}`)},
		"empty":           {"nl.json": file(`{"a":"x"}`), "en.json": file(`{"a":""}`)},
		"one too many":    {"nl.json": file(`{"a":"x"}`), "en.json": file(`{"a":"x","b":"y"}`)},
		"other arguments": {"nl.json": file(`{"a":"x {n}"}`), "en.json": file(`{"a":"x {m}"}`)},
		"no JSON":         {"nl.json": file(`{"a":`)},
	} {
		if _, err := i18n.Read(files); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

// TestPlain holds every text to fifteen words a sentence, and to the words that are never said.
func TestPlain(t *testing.T) {
	texts := load(t)
	for _, lang := range texts.Languages() {
		w := texts.In(lang)
		for _, key := range texts.Keys() {
			text := w.Say(key)
			for _, sentence := range strings.FieldsFunc(text, func(r rune) bool { return r == '.' || r == '?' || r == '!' || r == ':' }) {
				if n := len(strings.Fields(sentence)); n > 15 {
					t.Errorf("%s %s: %d words in %q", lang, key, n, sentence)
				}
			}
			for _, never := range []string{"systeem", "sessie", "succesvol", "session", "successfully", "error", "foutcode", "\u2066"} {
				if strings.Contains(strings.ToLower(text), never) {
					t.Errorf("%s %s says %q", lang, key, never)
				}
			}
		}
	}
}

// TestEveryTextIsUsed reads the source of the rooms that speak: a text is used when its key stands there, or the
// beginning of its key up to a dot, or, for what rules find, its end.
func TestEveryTextIsUsed(t *testing.T) {
	literals := map[string]bool{}
	for _, room := range []string{"../flow", "../rules", "../voice", "."} {
		collect(t, room, literals)
	}
	texts := load(t)
	for _, key := range texts.Keys() {
		family := key[:strings.LastIndex(key, ".")+1]
		rule, isProblem := strings.CutPrefix(key, "problem.")
		if !literals[key] && !literals[family] && !(isProblem && literals[rule]) {
			t.Errorf("%q is said nowhere", key)
		}
	}
	if len(literals) < 100 {
		t.Fatalf("only %d literals found: the sources moved", len(literals))
	}
}

func collect(t *testing.T, dir string, into map[string]bool) {
	t.Helper()
	files, err := fs.Glob(os.DirFS(dir), "*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), dir+"/"+name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if s, err := strconv.Unquote(lit.Value); err == nil {
					into[s] = true
				}
			}
			return true
		})
	}
}
