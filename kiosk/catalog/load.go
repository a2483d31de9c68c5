package catalog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Load reads a folder of service files: every *.json at the root of fsys or, when there is none, in its only folder.
// One file that is wrong refuses the whole catalogue; all that is wrong is reported, as FileErrors joined.
func Load(fsys fs.FS) (*Catalog, error) {
	names, err := files(fsys)
	if err != nil {
		return nil, err
	}
	c := &Catalog{Format: Format}
	var wrong []error
	for _, name := range names {
		s, err := loadFile(fsys, name)
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		c.Services = append(c.Services, s)
	}
	if err := errors.Join(wrong...); err != nil {
		return nil, err
	}
	slices.SortFunc(c.Services, func(a, b *Service) int { return strings.Compare(a.ID, b.ID) })
	return c, nil
}

func files(fsys fs.FS) ([]string, error) {
	for _, pattern := range []string{"*.json", "*/*.json"} {
		names, err := fs.Glob(fsys, pattern)
		if err != nil {
			return nil, fmt.Errorf("looking for services: %w", err)
		}
		if len(names) > maxServices {
			return nil, fmt.Errorf("looking for services: %d files, at most %d are allowed", len(names), maxServices)
		}
		if len(names) > 0 {
			return names, nil
		}
	}
	return nil, errors.New("looking for services: there is no *.json in the folder")
}

// loadFile reads and checks one service; its name is the name of the file.
func loadFile(fsys fs.FS, name string) (*Service, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("reading a service: %w", err)
	}
	if info.Size() > MaxFile {
		return nil, &FileError{File: name, Reason: fmt.Sprintf("%d bytes, at most %d are allowed", info.Size(), MaxFile)}
	}
	b, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("reading a service: %w", err)
	}
	s := &Service{}
	v := &validator{file: name}
	if v.decode(b, s) {
		if want := strings.TrimSuffix(path.Base(name), ".json"); s.ID != want {
			v.wrong("id", "is %q, the file's name says %q", s.ID, want)
		}
		v.service("", s)
	}
	return s, v.err()
}

// Pack makes the one document that is published of a folder of services: canonical bytes, the same for the same
// services whatever the files' layout.
func Pack(fsys fs.FS) ([]byte, error) {
	c, err := Load(fsys)
	if err != nil {
		return nil, err
	}
	return c.Bytes()
}

// Bytes are the canonical bytes: JSON without white space, fields in the order of the types, languages sorted.
func (c *Catalog) Bytes() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(c); err != nil {
		return nil, fmt.Errorf("packing the catalogue: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Parse reads a packed catalogue. It takes canonical bytes only, and refuses the whole when anything is wrong.
func Parse(b []byte) (*Catalog, error) {
	v := &validator{file: "catalogue"}
	if len(b) > MaxBytes {
		return nil, &FileError{File: v.file, Reason: fmt.Sprintf("%d bytes, at most %d are allowed", len(b), MaxBytes)}
	}
	c := &Catalog{}
	if v.decode(b, c) {
		v.catalog(c)
	}
	if err := v.err(); err != nil {
		return nil, err
	}
	again, err := c.Bytes()
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(again, b) {
		return nil, &FileError{File: v.file, Reason: "is not in canonical form"}
	}
	return c, nil
}
