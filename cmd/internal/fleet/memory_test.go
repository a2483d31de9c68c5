package fleet_test

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"poploket/cmd/internal/fleet"
)

// The search itself must be able to find something, or its silence proves nothing.
func TestRemainsFindsWhatIsThere(t *testing.T) {
	planted := append([]byte("Zuurstokken"), "berg"...) // joined at run time: the whole word is not in the binary
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "log"), append([]byte("x"), planted...), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := fleet.Remains([]int{os.Getpid()}, []string{dir}, []string{string(planted)})
	if err != nil {
		t.Fatal(err)
	}
	runtime.KeepAlive(planted)
	if len(got) < 2 {
		t.Errorf("found %q, want it in memory and in the file", got)
	}
	got, err = fleet.Remains([]int{os.Getppid()}, nil, []string{string(planted)})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 0 {
		t.Errorf("found %q in a process that never heard of it", got)
	}
}
