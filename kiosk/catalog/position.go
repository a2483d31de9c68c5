package catalog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// FileError says what is wrong in a file of a catalogue, and where.
type FileError struct {
	File   string
	Line   int    // from 1; 0 when it is about the whole file
	Path   string // "actions[0].questions[2].when"
	Reason string
}

func (e *FileError) Error() string {
	s := e.File
	if e.Line > 0 {
		s += fmt.Sprintf(":%d", e.Line)
	}
	if e.Path != "" {
		s += ": " + e.Path
	}
	return s + ": " + e.Reason
}

// positions maps the path of every value of a JSON document to its line. It refuses keys that stand twice and values
// that are nested too deep.
func positions(b []byte) (map[string]int, error) {
	p := &positioner{dec: json.NewDecoder(bytes.NewReader(b)), bytes: b, lines: map[string]int{}}
	if err := p.value("", 0); err != nil {
		return p.lines, err
	}
	if _, err := p.dec.Token(); !errors.Is(err, io.EOF) {
		return p.lines, p.fail("", "more than one JSON value")
	}
	return p.lines, nil
}

type positioner struct {
	dec   *json.Decoder
	bytes []byte
	lines map[string]int
	// The line breaks in the bytes so far, so that no byte is counted twice.
	counted int64
	breaks  int
}

// line is where the decoder stands: behind the token it gave last.
func (p *positioner) line() int {
	at := p.dec.InputOffset()
	p.breaks += bytes.Count(p.bytes[p.counted:at], []byte("\n"))
	p.counted = at
	return 1 + p.breaks
}

func (p *positioner) fail(path, reason string) error {
	return &FileError{Line: p.line(), Path: path, Reason: reason}
}

func (p *positioner) value(path string, depth int) error {
	if depth > maxDepth {
		return p.fail(path, "nested too deep")
	}
	t, err := p.dec.Token()
	if err != nil {
		return p.fail(path, "no valid JSON: "+err.Error())
	}
	p.lines[path] = p.line()
	switch t {
	case json.Delim('{'):
		return p.object(path, depth)
	case json.Delim('['):
		for i := 0; p.dec.More(); i++ {
			if err := p.value(fmt.Sprintf("%s[%d]", path, i), depth+1); err != nil {
				return err
			}
		}
		return p.close(path)
	}
	return nil
}

func (p *positioner) object(path string, depth int) error {
	seen := map[string]bool{}
	for p.dec.More() {
		t, err := p.dec.Token()
		if err != nil {
			return p.fail(path, "no valid JSON: "+err.Error())
		}
		key, _ := t.(string)
		inner := key
		if path != "" {
			inner = path + "." + key
		}
		if seen[key] {
			return p.fail(inner, "stands twice")
		}
		seen[key] = true
		if err := p.value(inner, depth+1); err != nil {
			return err
		}
	}
	return p.close(path)
}

func (p *positioner) close(path string) error {
	if _, err := p.dec.Token(); err != nil {
		return p.fail(path, "no valid JSON: "+err.Error())
	}
	return nil
}
