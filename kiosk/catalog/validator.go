package catalog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// validator collects what is wrong with one file. It knows where every value stands.
type validator struct {
	file  string
	lines map[string]int
	found []error
}

// maxFound is after how many faults the rest is not looked for.
const maxFound = 20

func (v *validator) err() error { return errors.Join(v.found...) }

// wrong notes a fault at a path.
func (v *validator) wrong(path, format string, args ...any) {
	if len(v.found) >= maxFound {
		return
	}
	line := 0
	for p := path; ; {
		if l, ok := v.lines[p]; ok {
			line = l
			break
		}
		if p == "" {
			break
		}
		p = parent(p)
	}
	v.found = append(v.found, &FileError{File: v.file, Line: line, Path: path, Reason: fmt.Sprintf(format, args...)})
}

// parent is the path of what holds a value.
func parent(path string) string {
	return path[:max(0, strings.LastIndexAny(path, ".["))]
}

// decode reads b into to: no unknown keys, no key twice, one value.
func (v *validator) decode(b []byte, to any) bool {
	lines, err := positions(b)
	v.lines = lines
	if err != nil {
		var fe *FileError
		if errors.As(err, &fe) {
			fe.File = v.file
		}
		v.found = append(v.found, err)
		return false
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(to); err != nil {
		var te *json.UnmarshalTypeError
		if errors.As(err, &te) {
			line := 1 + bytes.Count(b[:min(int(te.Offset), len(b))], []byte("\n"))
			v.found = append(v.found, &FileError{File: v.file, Line: line, Path: te.Field, Reason: "is a " + te.Value + ", want " + te.Type.String()})
			return false
		}
		line := 0
		if key, ok := strings.CutPrefix(err.Error(), `json: unknown field "`); ok {
			line = v.lineOfKey(strings.TrimSuffix(key, `"`))
		}
		v.found = append(v.found, &FileError{File: v.file, Line: line, Reason: strings.TrimPrefix(err.Error(), "json: ")})
		return false
	}
	return true
}

// lineOfKey is the first line on which a key stands.
func (v *validator) lineOfKey(key string) int {
	line := 0
	for path, l := range v.lines {
		if path == key || strings.HasSuffix(path, "."+key) {
			if line == 0 || l < line {
				line = l
			}
		}
	}
	return line
}

// id checks a stable name; words is true where conditions use it as a name.
func (v *validator) id(path, id string, dashes bool) {
	ok := id != "" && len(id) <= 40 && id[0] >= 'a' && id[0] <= 'z'
	for _, r := range id {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
		case r == '-' && dashes:
		case r >= 'A' && r <= 'Z' && !dashes:
		default:
			ok = false
		}
	}
	if !ok {
		v.wrong(path, "%q is no name: want a small letter first, then letters, digits%s, at most 40", id, map[bool]string{true: ", dashes"}[dashes])
	}
}

// text checks that a text exists in every language, in a sensible length, with known arguments.
func (v *validator) text(path string, t Text, required bool, args ...string) {
	if len(t) == 0 {
		if required {
			v.wrong(path, "is missing")
		}
		return
	}
	for _, l := range Languages {
		if strings.TrimSpace(t[l]) == "" {
			v.wrong(path, "has no text in %q", l)
		}
	}
	for l, s := range t {
		if len(l) < 2 || len(l) > 12 {
			v.wrong(path, "%q is no language", l)
		}
		if len(s) > maxText {
			v.wrong(path+"."+l, "has %d bytes, at most %d are allowed", len(s), maxText)
		}
		if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\uFFFD' }) {
			v.wrong(path+"."+l, "holds a character that can't be shown")
		}
		for rest := s; ; {
			_, after, ok := strings.Cut(rest, "{")
			if !ok {
				break
			}
			name, tail, ok := strings.Cut(after, "}")
			if !ok || !slices.Contains(args, name) {
				v.wrong(path+"."+l, "{%s} is not known here", name)
				break
			}
			rest = tail
		}
	}
}

func (v *validator) texts(path string, ts []Text, required bool, args ...string) {
	if required && len(ts) == 0 {
		v.wrong(path, "is missing")
	}
	v.count(path, len(ts), maxList)
	for i, t := range ts {
		v.text(fmt.Sprintf("%s[%d]", path, i), t, true, args...)
	}
}

func (v *validator) count(path string, n, limit int) {
	if n > limit {
		v.wrong(path, "has %d entries, at most %d are allowed", n, limit)
	}
}

// oneOf checks a word of a fixed set.
func oneOf[T ~string](v *validator, path string, got T, want ...T) {
	if !slices.Contains(want, got) {
		v.wrong(path, "is %q, want one of %v", got, want)
	}
}
