package config_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"poploket/kiosk"
	"poploket/kiosk/config"
)

func valid() config.Unit {
	return config.Unit{
		ID: "bus-1", Name: "Bus 1", Prefix: "KD", Municipality: kiosk.Municipality{Name: "Gemeente Voorhaven"}, Languages: []string{"nl"},
		State: "state", Socket: "run/core.sock", Face: "kiosk", Displays: []config.Display{{Name: ":0", WidthPx: 1080, HeightPx: 1920, WidthMM: 268}},
		Reader: config.Device{Port: "dev/reader", Baud: 9600}, Printer: config.Device{Port: "/dev/printer", Baud: 19200, Columns: 48},
	}
}

func TestLoad(t *testing.T) {
	b, err := json.Marshal(valid())
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "unit.json")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	u, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := u.Reader.Port, filepath.Join(dir, "dev/reader"); got != want {
		t.Errorf("reader port = %q, want %q", got, want)
	}
	if got, want := u.Printer.Port, "/dev/printer"; got != want {
		t.Errorf("printer port = %q, want %q", got, want)
	}
}

func TestParseNamesWhatIsWrong(t *testing.T) {
	for _, tt := range []struct {
		name, want string
		change     func(*config.Unit)
	}{
		{"id", "id: want", func(u *config.Unit) { u.ID = "Bus 1/../" }},
		{"prefix", "prefix: want", func(u *config.Unit) { u.Prefix = "O0" }},
		{"displays", "displays: want", func(u *config.Unit) { u.Displays = nil }},
		{"panel", "displays[0]: want", func(u *config.Unit) { u.Displays[0].WidthMM = 0 }},
		{"flow", "printer.flow: want", func(u *config.Unit) { u.Printer.Flow = "dtr" }},
		{"columns", "printer.columns: want", func(u *config.Unit) { u.Printer.Columns = 0 }},
		{"reader", "reader: want", func(u *config.Unit) { u.Reader.Baud = 0 }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			u := valid()
			tt.change(&u)
			b, err := json.Marshal(u)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := config.Parse(b); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got error %v, want %q in it", err, tt.want)
			}
		})
	}
	if _, err := config.Parse([]byte(`{"id":"bus-1","colour":"red"}`)); err == nil || !strings.Contains(err.Error(), "colour") {
		t.Errorf("unknown field: got %v", err)
	}
}

func FuzzParse(f *testing.F) {
	b, _ := json.Marshal(valid())
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) { config.Parse(b) })
}
