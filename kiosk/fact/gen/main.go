// Command gen makes the Go types, the CDDL and the documentation of facts from the event catalogue
// assets/events/events.json. Run it with go generate ./kiosk/fact; a test asserts that its output is current.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

// source is the event catalogue, by path from the module's root.
const source = "assets/events/events.json"

// outputs are the generated files, by path from the module's root.
var outputs = map[string]func(catalogue) ([]byte, error){
	"kiosk/fact/kinds_gen.go": goSource,
	"docs/facts.cddl":         cddl,
	"docs/events.md":          markdown,
}

func main() {
	root := flag.String("root", ".", "the module's root")
	flag.Parse()
	if err := generate(*root); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func generate(root string) error {
	c, err := load(root)
	if err != nil {
		return err
	}
	for path, render := range outputs {
		b, err := render(c)
		if err != nil {
			return fmt.Errorf("rendering %s: %w", path, err)
		}
		if err := os.WriteFile(filepath.Join(root, path), b, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func load(root string) (catalogue, error) {
	b, err := os.ReadFile(filepath.Join(root, source))
	if err != nil {
		return catalogue{}, err
	}
	return parse(b)
}
