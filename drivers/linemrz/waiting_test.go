package linemrz_test

import (
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// waiting is how many bytes were received on a terminal and not read yet.
func waiting(t *testing.T, f *os.File) int {
	t.Helper()
	n, err := unix.IoctlGetInt(int(f.Fd()), unix.TIOCINQ)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
