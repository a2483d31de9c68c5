package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// catalogue is assets/events/events.json.
type catalogue struct {
	Format int     `json:"format"`
	Events []event `json:"events"`
}

// event is one kind of fact in its newest version.
type event struct {
	Number  uint16  `json:"number"`
	Version uint8   `json:"version"`
	Name    string  `json:"name"`
	Meaning string  `json:"meaning"`
	Subject bool    `json:"subject"`
	Sealed  bool    `json:"sealed"`
	Opens   bool    `json:"opens"`
	Fields  []field `json:"fields"`
}

// field is one entry of a clear body.
type field struct {
	Key       int      `json:"key"`
	Name      string   `json:"name"`
	Type      string   `json:"type"` // code, text, reference, bytes, uint or bool
	Max       int      `json:"max"`  // bytes of a text
	Size      int      `json:"size"` // of bytes, exactly
	Values    []string `json:"values"`
	Optional  bool     `json:"optional"`
	EmptyWhen string   `json:"emptyWhen"` // a bool field that, when true, forbids this one
	Meaning   string   `json:"meaning"`
}

var (
	eventName = regexp.MustCompile(`^[a-z]+\.[a-z]+$`)
	fieldName = regexp.MustCompile(`^[a-z][a-zA-Z]*$`)
)

// parse reads and checks the catalogue. Its errors name the event and field to mend.
func parse(b []byte) (catalogue, error) {
	var c catalogue
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		return c, fmt.Errorf("reading the event catalogue: %w", err)
	}
	if c.Format != 1 {
		return c, fmt.Errorf("event catalogue format %d: this generator knows 1", c.Format)
	}
	names := map[string]bool{}
	for i, e := range c.Events {
		if int(e.Number) != i+1 {
			return c, fmt.Errorf("event %s: number %d, want %d: numbers count up and are never used again", e.Name, e.Number, i+1)
		}
		if !eventName.MatchString(e.Name) || names[e.Name] {
			return c, fmt.Errorf("event %d: name %q must be new and of the form thing.happened", e.Number, e.Name)
		}
		names[e.Name] = true
		if err := e.check(); err != nil {
			return c, fmt.Errorf("event %s: %w", e.Name, err)
		}
	}
	return c, nil
}

func (e event) check() error {
	if e.Version == 0 || e.Meaning == "" {
		return fmt.Errorf("version and meaning are needed")
	}
	if (e.Sealed || e.Opens) && !e.Subject {
		return fmt.Errorf("only a kind with a subject can be sealed or open a dossier")
	}
	last, names := 0, map[string]bool{}
	for _, f := range e.Fields {
		if f.Key <= last || f.Key > 23 {
			return fmt.Errorf("field %s: key %d must rise and stay within one byte of CBOR (23)", f.Name, f.Key)
		}
		if !fieldName.MatchString(f.Name) || names[f.Name] || f.Meaning == "" {
			return fmt.Errorf("field %d: needs a new camelCase name and a meaning", f.Key)
		}
		last, names[f.Name] = f.Key, true
		if err := f.check(e); err != nil {
			return fmt.Errorf("field %s: %w", f.Name, err)
		}
	}
	return nil
}

func (f field) check(e event) error {
	switch f.Type {
	case "code", "reference", "uint":
	case "bool":
		if !f.Optional {
			return fmt.Errorf("a bool is optional: absent is false")
		}
	case "text":
		if f.Max < 1 || f.Max > 256 {
			return fmt.Errorf("a text needs max from 1 to 256 bytes")
		}
	case "bytes":
		if f.Size < 1 || f.Size > 64 {
			return fmt.Errorf("bytes need a size from 1 to 64")
		}
	default:
		return fmt.Errorf("type %q is not code, text, reference, bytes, uint or bool", f.Type)
	}
	if len(f.Values) > 0 && f.Type != "code" {
		return fmt.Errorf("only a code has values")
	}
	if f.EmptyWhen != "" && !slices.ContainsFunc(e.Fields, func(o field) bool { return o.Name == f.EmptyWhen && o.Type == "bool" }) {
		return fmt.Errorf("emptyWhen names no bool field")
	}
	return nil
}

// goName makes UnitStarted of unit.started and CodeHash of codeHash.
func goName(s string) string {
	var b strings.Builder
	for _, part := range strings.Split(s, ".") {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return b.String()
}
