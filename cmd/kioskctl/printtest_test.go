package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"poploket/drivers/drivertest"
)

func TestPrintTest(t *testing.T) {
	path := filepath.Join(t.TempDir(), "printer")
	sim, err := drivertest.NewPrinter(drivertest.PrinterConfig{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer sim.Close()
	tests := []struct {
		name, want string
		do         func()
		args       []string
		code       int
	}{
		{"fine", "PRINTED", func() {}, []string{"--port", path}, exitOK},
		{"narrow", "PRINTED", func() {}, []string{"--port", path, "--columns", "42", "--flow", "none"}, exitOK},
		{"no paper", "FAILED  nothing was printed: out of paper", sim.PaperOut, []string{"--port", path}, exitNo},
		{"paper again", "PRINTED", sim.PaperIn, []string{"--port", path}, exitOK},
		{"cutter", "UNKNOWN", sim.JamCutter, []string{"--port", path}, exitNo},
		{"no such port", "", func() {}, []string{"--port", path + "x"}, exitNo},
		{"no port", "", func() {}, nil, exitUsage},
		{"odd width", "", func() {}, []string{"--port", path, "--columns", "40"}, exitUsage},
	}
	for _, tt := range tests {
		tt.do()
		var out, errs bytes.Buffer
		code := run(append([]string{"print-test"}, tt.args...), nil, &out, &errs)
		if code != tt.code || !strings.HasPrefix(out.String(), tt.want) {
			t.Errorf("%s: exit %d, %q, %q, want %d, %q", tt.name, code, out.String(), errs.String(), tt.code, tt.want)
		}
	}
}
