package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestGeneratedFilesAreCurrent(t *testing.T) {
	c, err := load("../../..")
	if err != nil {
		t.Fatal(err)
	}
	for path, render := range outputs {
		want, err := render(c)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		got, err := os.ReadFile(filepath.Join("../../..", path))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what the event catalogue says: run go generate ./kiosk/fact", path)
		}
	}
}

func TestParseNamesWhatToMend(t *testing.T) {
	event := func(fields string) string {
		return `{"format":1,"events":[{"number":1,"version":1,"name":"a.b","meaning":"m","fields":[` + fields + `]}]}`
	}
	for _, c := range []struct{ name, in, want string }{
		{"format", `{"format":2,"events":[]}`, "format 2"},
		{"unknown word", `{"format":1,"event":[]}`, "unknown field"},
		{"number", `{"format":1,"events":[{"number":2,"version":1,"name":"a.b","meaning":"m"}]}`, "want 1"},
		{"name", `{"format":1,"events":[{"number":1,"version":1,"name":"A","meaning":"m"}]}`, "thing.happened"},
		{"key order", event(`{"key":2,"name":"a","type":"code","meaning":"m"},{"key":1,"name":"b","type":"code","meaning":"m"}`), "must rise"},
		{"type", event(`{"key":1,"name":"a","type":"float","meaning":"m"}`), `type "float"`},
		{"size", event(`{"key":1,"name":"a","type":"bytes","meaning":"m"}`), "need a size"},
		{"sealed without subject", `{"format":1,"events":[{"number":1,"version":1,"name":"a.b","meaning":"m","sealed":true}]}`, "subject"},
	} {
		_, err := parse([]byte(c.in))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want one with %q", c.name, err, c.want)
		}
	}
}
