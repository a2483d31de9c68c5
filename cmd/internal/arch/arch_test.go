// Package arch holds the house to its rules: which room may import which, and which programs may link a window system.
package arch

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// arrows says what each room may import of ours. The longest matching room counts; "x/..." is x and everything below.
// assets may be imported by every program, and by rooms that are named here.
var arrows = map[string][]string{
	"kiosk":              {},
	"kiosk/fact":         {"kiosk"},
	"kiosk/fact/gen":     {},
	"kiosk/rules":        {"kiosk"},
	"kiosk/i18n":         {"kiosk", "assets"}, // the texts ship with the program
	"kiosk/voice":        {"kiosk", "kiosk/i18n"},
	"kiosk/catalog":      {"kiosk", "kiosk/rules", "kiosk/i18n"},
	"kiosk/flow":         {"kiosk", "kiosk/rules", "kiosk/i18n", "kiosk/catalog", "kiosk/answer"},
	"kiosk/receipt":      {"kiosk", "drivers"}, // from the words of a receipt to the words of a paper
	"kiosk/config":       {"kiosk"},
	"kiosk/journal":      {"kiosk", "kiosk/fact"},
	"kiosk/core":         {"kiosk", "kiosk/fact", "kiosk/journal", "kiosk/queue", "drivers"},
	"kiosk/visit":        {"kiosk", "kiosk/fact", "kiosk/flow", "kiosk/core", "kiosk/receipt", "kiosk/voice", "kiosk/i18n", "kiosk/catalog", "drivers", "drivers/mrz", "sync/seal"},
	"kiosk/ui/...":       {"kiosk", "kiosk/ui/...", "kiosk/visit", "kiosk/flow", "kiosk/i18n", "kiosk/voice", "kiosk/core", "kiosk/catalog", "assets"},
	"drivers":            {},
	"drivers/...":        {"drivers", "drivers/port", "drivers/mrz"},
	"drivers/drivertest": {"drivers", "drivers/port", "drivers/mrz"},
	"sync/wire":          {"kiosk", "kiosk/fact"},
	"sync/seal":          {"kiosk", "kiosk/fact", "sync/wire"},
	"sync/seal/sealtest": {"sync/seal"},
	"sync/replica":       {"kiosk", "kiosk/fact", "sync/wire"},
	"sync/link":          {"kiosk", "kiosk/fact", "sync/wire"},
	"sync/courier":       {"kiosk", "kiosk/fact", "sync/wire", "sync/replica", "sync/link", "sync/seal"},
	"sync/identity":      {"kiosk", "sync/wire", "sync/seal"},
	"sync/office/...":    {"kiosk", "kiosk/fact", "kiosk/catalog", "kiosk/rules", "kiosk/answer", "kiosk/i18n", "sync/...", "assets"},
	"assets/...":         {},
	"cmd/internal/arch":  {},
	"cmd/...":            {"..."},
}

// fyneRooms are the only ones that may depend on Fyne, directly or not.
var fyneRooms = []string{"kiosk/ui/...", "cmd/kiosk", "cmd/gallery", "cmd/bench"}

type pkg struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

func TestArrows(t *testing.T) {
	for _, p := range load(t) {
		room := strings.TrimPrefix(p.ImportPath, "poploket/")
		rule, ok := ruleFor(room)
		if !ok {
			t.Errorf("room %s stands in no rule: add it to the house, with its reason", room)
			continue
		}
		for _, imp := range p.Imports {
			if to, ours := strings.CutPrefix(imp, "poploket/"); ours && !slices.ContainsFunc(arrows[rule], func(a string) bool { return matches(a, to) }) {
				t.Errorf("%s imports %s, which its rule %q does not allow", room, to, rule)
			}
		}
		if slices.Contains(p.Deps, "fyne.io/fyne/v2") && !slices.ContainsFunc(fyneRooms, func(a string) bool { return matches(a, room) }) {
			t.Errorf("%s depends on Fyne", room)
		}
	}
}

func TestTopLevel(t *testing.T) {
	allowed := []string{"cmd", "kiosk", "drivers", "sync", "assets", "docs", "go.mod", "go.sum", "build.sh", "README.md", "LICENSE", ".gitignore", ".ci"}
	out, err := exec.Command("git", "-C", root(t), "ls-files").Output()
	if err != nil {
		t.Fatalf("listing the tracked files: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		if top, _, _ := strings.Cut(strings.TrimSpace(line), "/"); !slices.Contains(allowed, top) {
			t.Errorf("%q is no room of the house", top)
		}
	}
}

// ruleFor is the longest key of arrows that fits room.
func ruleFor(room string) (string, bool) {
	best := ""
	for k := range arrows {
		if matches(k, room) && (len(k) > len(best) || k == room) && best != room {
			best = k
		}
	}
	return best, best != ""
}

func matches(pattern, room string) bool {
	if prefix, ok := strings.CutSuffix(pattern, "..."); ok {
		return room == strings.TrimSuffix(prefix, "/") || strings.HasPrefix(room, prefix)
	}
	return pattern == room
}

func load(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,Deps", "./...")
	cmd.Dir = root(t)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []pkg
	for d := json.NewDecoder(bufio.NewReader(bytes.NewReader(out))); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
