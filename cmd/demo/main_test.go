package main_test

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// bin has the programs, built once for all tests.
var bin string

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "poploket-bin-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	if err := build(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	bin = dir
	return m.Run()
}

// build makes the programs with the flags of the environment (GOFLAGS), as everything of this module is built.
func build(dir string) error {
	args := []string{"build", "-o", dir}
	for _, p := range []string{"unit", "kiosk", "office", "devsim", "kioskctl"} {
		args = append(args, "poploket/cmd/"+p)
	}
	if out, err := exec.Command("go", args...).CombinedOutput(); err != nil {
		return fmt.Errorf("building the programs: %w\n%s", err, out)
	}
	return nil
}

// lookAtSources makes the go command run these tests again when any source changed: it remembers what a test looked at,
// and what a program that the test started was built from it can't know.
func lookAtSources() error {
	return filepath.WalkDir(filepath.Join("..", ".."), func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && (strings.HasPrefix(e.Name(), ".git") || e.Name() == "out" || e.Name() == "bin" || e.Name() == "testdata"):
			return filepath.SkipDir
		case e.Type().IsRegular():
			_, err = os.Stat(path)
		}
		return err
	})
}
