package catalog_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"poploket/assets"
	"poploket/kiosk"
	"poploket/kiosk/catalog"
)

func source(t testing.TB, id string) string {
	t.Helper()
	b, err := fs.ReadFile(assets.Services, "services/"+id+".json")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func packed(t *testing.T) []byte {
	t.Helper()
	b, err := catalog.Pack(assets.Services)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPack(t *testing.T) {
	b := packed(t)
	c, err := catalog.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, s := range c.Services {
		ids = append(ids, s.ID)
	}
	if want := []string{"driving-licence", "move", "parking-permit", "passport", "special-assistance"}; !slices.Equal(ids, want) {
		t.Errorf("services %v, want %v", ids, want)
	}
	// The same services in another layout give the same bytes.
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(source(t, "passport"))); err != nil {
		t.Fatal(err)
	}
	one, err := catalog.Pack(fstest.MapFS{"passport.json": {Data: []byte(source(t, "passport"))}})
	if err != nil {
		t.Fatal(err)
	}
	two, err := catalog.Pack(fstest.MapFS{"passport.json": {Data: compact.Bytes()}})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(one, two) {
		t.Error("layout changes the packed bytes")
	}
	for name, bad := range map[string][]byte{
		"white space": append([]byte(" "), b...),
		"a tail":      append(slices.Clone(b), '1'),
		"half":        b[:len(b)/2],
		"nothing":     nil,
		"no services": []byte(`{"format":1,"services":[]}`),
		"null":        []byte(`{"format":1,"services":[null]}`),
		"format 2":    bytes.Replace(b, []byte(`"format":1`), []byte(`"format":2`), 1),
		"too large":   make([]byte, catalog.MaxBytes+1),
	} {
		if _, err := catalog.Parse(bad); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

// TestRefused breaks a service in one place each, and wants file, line and reason.
func TestRefused(t *testing.T) {
	for _, tt := range []struct{ name, from, to, path, reason string }{
		{"condition on a later answer", `"when": "!scanned"`, `"when": "a.home == \"own\""`, "actions[0].questions[0].when", "no answer of an earlier question"},
		{"condition never true", `a.home == \"with\"`, `a.home == \"boat\"`, "actions[0].next[2].when", `is never "boat"`},
		{"condition that isn't one", `"when": "!scanned"`, `"when": "scanned +"`, "actions[0].questions[0].when", "condition"},
		{"condition that is a number", `"when": "!scanned"`, `"when": "1+1"`, "actions[0].questions[0].when", "condition"},
		{"whole answers", `"when": "!scanned"`, `"when": "len(a) > 0"`, "actions[0].questions[0].when", "condition"},
		{"text missing in English", `"nl": "Verhuizen", "en": "Moving"`, `"nl": "Verhuizen"`, "short", `no text in "en"`},
		{"argument that isn't known", `"Begin"`, `"Begin {name}"`, "actions[0].start.nl", "{name} is not known here"},
		{"rule that isn't one", `"rule": "postcode"`, `"rule": "postcod"`, "actions[0].questions[3].fields[0].rule", "is no rule"},
		{"class", `"class": "O2"`, `"class": "O4"`, "actions[0].class", "want one of"},
		{"kind of field", `"kind": "postcode"`, `"kind": "slider"`, "actions[0].questions[3].fields[0].kind", "want one of"},
		{"key that isn't known", `"minutes": 4`, `"minuts": 4`, "", `unknown field "minuts"`},
		{"key twice", `"minutes": 4`, `"minutes": 4, "minutes": 5`, "actions[0].minutes", "stands twice"},
		{"wrong type", `"minutes": 4`, `"minutes": "four"`, "minutes", "is a string"},
		{"id twice", `"id": "lastName"`, `"id": "firstNames"`, "actions[0].questions[0].fields[1].id", "stands twice"},
		{"id of another file", `"id": "move"`, `"id": "moved"`, "id", "the file's name says"},
		{"field without limit", `"max": 7,`, `"max": 0,`, "actions[0].questions[3].fields[0].max", "want 1 to 200"},
		{"nothing explained", `"explain": [{"nl": "Met uw naam`, `"explain": [], "hint": [{"nl": "Met uw naam`, "", "is a array"},
		{"broken JSON", `"actions": [`, `"actions": [[`, "", ""},
		{"notice on no screen", `"on": ["check", "confirm"]`, `"on": ["chek", "confirm"]`, "actions[0].notices[0].on[0]", "no question of this action"},
		{"control character", `"Begin"`, `"Begin\u0007"`, "actions[0].start.nl", "can't be shown"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			good := source(t, "move")
			if !strings.Contains(good, tt.from) {
				t.Fatalf("the service has no %s", tt.from)
			}
			bad := strings.Replace(good, tt.from, tt.to, 1)
			_, err := catalog.Pack(fstest.MapFS{"move.json": {Data: []byte(bad)}, "passport.json": {Data: []byte(source(t, "passport"))}})
			var fe *catalog.FileError
			if !errors.As(err, &fe) {
				t.Fatalf("got %v, want a FileError", err)
			}
			if fe.File != "move.json" || fe.Line < 1 {
				t.Errorf("file %q, line %d", fe.File, fe.Line)
			}
			if tt.path != "" && !strings.HasSuffix(fe.Path, tt.path) || !strings.Contains(fe.Reason, tt.reason) {
				t.Errorf("got %v, want path %q, reason %q", fe, tt.path, tt.reason)
			}
			if first := 1 + strings.Count(good[:strings.Index(good, tt.from)], "\n"); tt.path != "" && fe.Line < first-1 {
				t.Errorf("line %d, the fault is on line %d", fe.Line, first)
			}
		})
	}
}

func TestPrivacyIsNeeded(t *testing.T) {
	var s map[string]any
	if err := json.Unmarshal([]byte(source(t, "move")), &s); err != nil {
		t.Fatal(err)
	}
	delete(s["actions"].([]any)[0].(map[string]any), "privacy")
	b, _ := json.Marshal(s)
	_, err := catalog.Pack(fstest.MapFS{"move.json": {Data: b}})
	if err == nil || !strings.Contains(err.Error(), "asks something personal") {
		t.Errorf("got %v", err)
	}
}

func TestFolder(t *testing.T) {
	for name, f := range map[string]fstest.MapFS{
		"empty":        {},
		"no JSON":      {"move.txt": {Data: []byte("x")}},
		"larger":       {"move.json": {Data: make([]byte, catalog.MaxFile+1)}},
		"nested":       {"move.json": {Data: []byte(strings.Repeat("[", 100_000))}},
		"no object":    {"move.json": {Data: []byte("7")}},
		"empty object": {"move.json": {Data: []byte("{}")}},
	} {
		if _, err := catalog.Load(f); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

// TestContent holds that every icon is there, and every sentence has at most fifteen words.
func TestContent(t *testing.T) {
	c, err := catalog.Load(assets.Services)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range c.Services {
		if _, err := os.Stat("../../assets/icons/" + s.Icon + ".svg"); err != nil {
			t.Errorf("%s: %v", s.ID, err)
		}
		if !s.Example {
			t.Errorf("%s does not say that it is an example", s.ID)
		}
	}
	var walk func(where string, v any)
	walk = func(where string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, x := range v {
				walk(where+"."+k, x)
			}
		case []any:
			for _, x := range v {
				walk(where, x)
			}
		case string:
			for _, part := range strings.FieldsFunc(v, func(r rune) bool { return r == '?' || r == '!' || r == '.' }) {
				if n := len(strings.Fields(part)); n > 15 && (strings.HasSuffix(where, ".nl") || strings.HasSuffix(where, ".en")) {
					t.Errorf("%s: %d words in %q", where, n, part)
				}
			}
		}
	}
	for _, s := range c.Services {
		var v any
		if err := json.Unmarshal([]byte(source(t, s.ID)), &v); err != nil {
			t.Fatal(err)
		}
		walk(s.ID, v)
	}
}

func TestAsked(t *testing.T) {
	c, err := catalog.Parse(packed(t))
	if err != nil {
		t.Fatal(err)
	}
	a := c.Service("parking-permit").Action("apply")
	f := catalog.Facts{Country: "NL", Answers: map[string]string{}}
	ids := func(f catalog.Facts) (list []string, known bool) {
		asked, _, known := a.Asked(f)
		for _, q := range asked {
			list = append(list, q.ID)
		}
		return list, known
	}
	if list, known := ids(f); known || !slices.Contains(list, "name") || slices.Contains(list, "plateQuestion") {
		t.Errorf("nothing answered: %v, known %v", list, known)
	}
	f.Scanned = true
	f.Answers = map[string]string{"country": "be", "plate": "G-123-BB"}
	list, known := ids(f)
	if !known || slices.Contains(list, "name") || !slices.Contains(list, "plateQuestionBE") || slices.Contains(list, "plateQuestion") {
		t.Errorf("Belgian plate: %v, known %v", list, known)
	}
	if _, visible, _ := a.Asked(f); visible.Answers["plate"] != "" {
		t.Error("the answer to a question that is not asked counts")
	}
	if c.Service("none") != nil || c.Service("move").Action("none") != nil || a.Question("none") != nil {
		t.Error("what isn't there is found")
	}
	if got := c.Service("move").Actions[0].Class; got != kiosk.ClassCapture {
		t.Errorf("class %s", got)
	}
}

// FuzzParse holds that Parse never panics, and that what it takes is canonical.
func FuzzParse(f *testing.F) {
	b, err := catalog.Pack(fstest.MapFS{"passport.json": {Data: []byte(source(f, "passport"))}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"format":1,"services":[null]}`))
	f.Add([]byte(`{"format":1,"services":[{"id":"x","actions":[{"questions":[null],"next":[{"when":"days(a.x)>0"}]}]}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := catalog.Parse(b)
		if err != nil {
			return
		}
		again, err := c.Bytes()
		if err != nil || !bytes.Equal(again, b) {
			t.Errorf("taken, but packs to other bytes: %v", err)
		}
	})
}
