// Package config is a unit's configuration file: what stands where on this unit. Everything that the office decides
// (tour, catalogue, keys) is no configuration; it comes down as signed documents.
package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"poploket/kiosk"
)

// Unit is the whole file.
type Unit struct {
	ID           string             `json:"id"`     // "bus-1": in certificates and topics
	Name         string             `json:"name"`   // "Bus 1": on paper
	Prefix       string             `json:"prefix"` // two characters that begin this unit's references
	Municipality kiosk.Municipality `json:"municipality"`
	Languages    []string           `json:"languages"` // offered, most used first
	State        string             `json:"state"`     // folder of journal and identity
	Socket       string             `json:"socket"`    // of the core
	Face         string             `json:"face"`      // program of the resident's face
	Displays     []Display          `json:"displays"`
	Reader       Device             `json:"reader"`
	Printer      Device             `json:"printer"`
	Broker       string             `json:"broker,omitempty"` // replaces the address learnt at enrolment
	Observe      bool               `json:"observe,omitempty"`
}

// Display is one screen with a resident's face.
type Display struct {
	Name     string  `json:"name"` // X display: ":0"
	WidthPx  int     `json:"widthPx"`
	HeightPx int     `json:"heightPx"`
	WidthMM  float64 `json:"widthMm"` // of the lit panel, from its data sheet
}

// Device is a serial line.
type Device struct {
	Port    string `json:"port"` // a path that stays: /dev/serial/by-id/...
	Baud    int    `json:"baud"`
	Flow    string `json:"flow,omitempty"`    // "", "rtscts" or "xonxoff"
	Columns int    `json:"columns,omitempty"` // of a printer: 48 or 42
}

// maxFile is the longest file that is read, in bytes.
const maxFile = 64 << 10

// Load reads and checks a file; relative paths in it start from its folder.
func Load(path string) (Unit, error) {
	info, err := os.Stat(path)
	if err != nil {
		return Unit{}, fmt.Errorf("reading the unit's configuration: %w", err)
	}
	if info.Size() > maxFile {
		return Unit{}, fmt.Errorf("reading the unit's configuration: %s has %d bytes, at most %d are allowed", path, info.Size(), maxFile)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return Unit{}, fmt.Errorf("reading the unit's configuration: %w", err)
	}
	u, err := Parse(b)
	if err != nil {
		return Unit{}, fmt.Errorf("%s: %w", path, err)
	}
	dir, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return Unit{}, err
	}
	for _, p := range []*string{&u.State, &u.Socket, &u.Face, &u.Reader.Port, &u.Printer.Port} {
		if *p != "" && !filepath.IsAbs(*p) {
			*p = filepath.Join(dir, *p)
		}
	}
	return u, nil
}

// Parse decodes and checks a file's bytes. Its error names every field that is wrong and what is wanted.
func Parse(b []byte) (Unit, error) {
	var u Unit
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&u); err != nil {
		return Unit{}, fmt.Errorf("decoding the unit's configuration: %w", err)
	}
	return u, u.check()
}

var unitID = regexp.MustCompile(`^[a-z][a-z0-9-]{0,30}[a-z0-9]$`)

func (u *Unit) check() error {
	var errs []error
	bad := func(field, want string) { errs = append(errs, fmt.Errorf("%s: want %s", field, want)) }
	if !unitID.MatchString(u.ID) {
		bad("id", "2 to 32 small letters, digits and dashes, as in bus-1")
	}
	if u.Name == "" || len(u.Name) > 40 {
		bad("name", "1 to 40 characters, as in Bus 1")
	}
	if _, err := kiosk.NewReference(u.Prefix, zeroes{}); err != nil {
		bad("prefix", "two characters of the reference alphabet, as in KD")
	}
	if u.Municipality.Name == "" {
		bad("municipality.name", "the municipality's name")
	}
	if len(u.Languages) == 0 {
		bad("languages", "at least one, as in nl")
	}
	for _, f := range []struct{ name, value string }{{"state", u.State}, {"socket", u.Socket}, {"face", u.Face}} {
		if f.value == "" {
			bad(f.name, "a path")
		}
	}
	if len(u.Displays) == 0 {
		bad("displays", "at least one display")
	}
	for i, d := range u.Displays {
		if d.Name == "" || d.WidthPx < 320 || d.HeightPx < 320 || d.WidthMM < 50 || d.WidthMM > 2000 {
			bad(fmt.Sprintf("displays[%d]", i), "name, widthPx, heightPx and the panel's widthMm")
		}
	}
	for _, d := range []struct {
		name string
		Device
	}{{"reader", u.Reader}, {"printer", u.Printer}} {
		if d.Port == "" || d.Baud <= 0 {
			bad(d.name, "port and baud")
		}
		if d.Flow != "" && d.Flow != "rtscts" && d.Flow != "xonxoff" {
			bad(d.name+".flow", "nothing, rtscts or xonxoff")
		}
	}
	if u.Printer.Columns != 48 && u.Printer.Columns != 42 {
		bad("printer.columns", "48 or 42")
	}
	return errors.Join(errs...)
}

// zeroes is a source of randomness for trying a prefix.
type zeroes struct{}

func (zeroes) Read(p []byte) (int, error) { clear(p); return len(p), nil }
