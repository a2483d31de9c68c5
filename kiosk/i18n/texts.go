// Package i18n holds the words of the unit in every language it speaks, and how that language says dates and times.
// Texts of a service stand in the service's own file. It knows no operating system locale: a visit chooses its language.
package i18n

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"poploket/assets"
)

// Source is the language every text exists in.
const Source = "nl"

// Texts are the texts of all languages.
type Texts struct {
	languages map[string]map[string]string
}

// Load reads the texts that ship with the program.
func Load() (*Texts, error) {
	sub, err := fs.Sub(assets.Texts, "texts")
	if err != nil {
		return nil, fmt.Errorf("opening the texts: %w", err)
	}
	return Read(sub)
}

// Read reads the *.json files at the root of fsys, each named by its language. A language that lacks a text, has one too
// many, or takes other arguments than the source language is an error.
func Read(fsys fs.FS) (*Texts, error) {
	names, err := fs.Glob(fsys, "*.json")
	if err != nil {
		return nil, fmt.Errorf("looking for texts: %w", err)
	}
	t := &Texts{languages: map[string]map[string]string{}}
	for _, name := range names {
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("reading texts: %w", err)
		}
		m := map[string]string{}
		if err := json.Unmarshal(b, &m); err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		t.languages[strings.TrimSuffix(name, ".json")] = m
	}
	source, ok := t.languages[Source]
	if !ok {
		return nil, fmt.Errorf("reading texts: there is no %s.json", Source)
	}
	for language, m := range t.languages {
		if err := complete(source, m); err != nil {
			return nil, fmt.Errorf("texts in %s: %w", language, err)
		}
	}
	return t, nil
}

func complete(source, m map[string]string) error {
	for _, key := range slices.Sorted(maps.Keys(source)) {
		text, ok := m[key]
		if !ok || text == "" {
			return fmt.Errorf("%q is missing", key)
		}
		if want, got := Arguments(source[key]), Arguments(text); !slices.Equal(want, got) {
			return fmt.Errorf("%q takes %v, the source takes %v", key, got, want)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(m)) {
		if _, ok := source[key]; !ok {
			return fmt.Errorf("%q stands in no other language", key)
		}
	}
	return nil
}

// Arguments are the names in braces of a text, sorted, each once.
func Arguments(text string) []string {
	var names []string
	for rest := text; ; {
		_, after, ok := strings.Cut(rest, "{")
		if !ok {
			break
		}
		name, tail, ok := strings.Cut(after, "}")
		if !ok {
			break
		}
		names = append(names, name)
		rest = tail
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Languages are the codes of the languages that are complete, sorted.
func (t *Texts) Languages() []string { return slices.Sorted(maps.Keys(t.languages)) }

// Has reports whether a language is complete.
func (t *Texts) Has(language string) bool {
	_, ok := t.languages[language]
	return ok
}

// Keys are the keys of all texts, sorted.
func (t *Texts) Keys() []string { return slices.Sorted(maps.Keys(t.languages[Source])) }

// In is the voice of one language; a language that isn't there speaks the source language.
func (t *Texts) In(language string) Words {
	if !t.Has(language) {
		language = Source
	}
	return Words{Language: language, texts: t.languages[language]}
}
