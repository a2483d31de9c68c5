package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRules(t *testing.T) {
	for _, tt := range []struct {
		args      string
		code      int
		out, errs string
	}{
		{"rules bsn 999991802", exitOK, "", ""},
		{"rules bsn 00000152", exitOK, "", ""},
		{"rules bsn 123456789", exitNo, "", "11-test"},
		{"rules bsn abc", exitNo, "", "nine digits"},
		{"rules insz 85.07.30-033-28", exitOK, "", ""},
		{"rules insz 85073003329", exitNo, "", "last two digits"},
		{"rules birth-deadline --country NL 2026-11-27", exitOK, "2026-12-01\n", ""},
		{"rules birth-deadline 2026-11-27 --country NL", exitOK, "2026-12-01\n", ""},
		{"rules birth-deadline --country BE 2026-11-27", exitOK, "2026-12-14\n", ""},
		{"rules birth-deadline --country NL 2031-01-06", exitOK, "2031-01-09\n", "2026 to 2028 only"},
		{"rules birth-deadline --country NL 2026-02-30", exitNo, "", "no such day"},
		{"rules birth-deadline --country FR 2026-11-27", exitNo, "", "no rule"},
		{"rules bsn", exitUsage, "", "usage"},
		{"rules", exitUsage, "", "usage"},
	} {
		t.Run(tt.args, func(t *testing.T) {
			var out, errs bytes.Buffer
			code := run(strings.Fields(tt.args), nil, &out, &errs)
			if code != tt.code || out.String() != tt.out || !strings.Contains(errs.String(), tt.errs) || tt.errs == "" && errs.Len() > 0 {
				t.Errorf("exit %d, out %q, errors %q", code, out.String(), errs.String())
			}
		})
	}
}

func TestConfigCheck(t *testing.T) {
	good, err := os.ReadFile("../../assets/services/passport.json")
	if err != nil {
		t.Fatal(err)
	}
	check := func(dir string) (int, string, string) {
		var out, errs bytes.Buffer
		code := run([]string{"config", "check", dir}, nil, &out, &errs)
		return code, out.String(), errs.String()
	}
	if code, out, errs := check("../../assets/services"); code != exitOK || !strings.Contains(out, "move: ") || errs != "" {
		t.Errorf("the services that ship: exit %d, %q, %q", code, out, errs)
	}
	dir := t.TempDir()
	bad := bytes.Replace(good, []byte(`"O3"`), []byte(`"O9"`), 1)
	if err := os.WriteFile(filepath.Join(dir, "passport.json"), bad, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, errs := check(dir); code != exitNo || out != "" || !strings.Contains(errs, "passport.json:10: actions[0].class") {
		t.Errorf("a broken service: exit %d, %q, %q", code, out, errs)
	}
	if code, _, errs := check(filepath.Join(dir, "none")); code != exitNo || errs == "" {
		t.Errorf("no such folder: exit %d, %q", code, errs)
	}
	if code, _, _ := check(filepath.Join(dir, "passport.json")); code != exitNo {
		t.Errorf("a file that is no unit's configuration: exit %d", code)
	}
}
