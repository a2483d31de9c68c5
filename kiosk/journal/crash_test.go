package journal_test

import (
	"bufio"
	"context"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"poploket/kiosk"
	"poploket/kiosk/fact"
	"poploket/kiosk/journal"
)

// The test binary runs itself as a child: "append" writes and tells until it is killed, "full" writes until the disk is
// full and a while longer.
func TestMain(m *testing.M) {
	if mode := os.Getenv("JOURNAL_CHILD"); mode != "" {
		if err := child(mode, os.Getenv("JOURNAL_PATH")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func child(mode, path string) error {
	o := options(path)
	j, err := journal.Open(context.Background(), o)
	if err != nil {
		return err
	}
	var t testing.T
	if mode == "full" {
		return fillDisk(&t, j)
	}
	told := make(chan string)
	for range 4 {
		go func() {
			for {
				var batch []fact.Draft
				line := ""
				for range 3 {
					d, _ := requestDraft(&t)
					batch = append(batch, d)
				}
				stored, err := j.Append(context.Background(), batch)
				if kiosk.ErrorCode(err) == kiosk.CodeConflict {
					continue // a reference drawn before; the core would have asked
				}
				if err != nil {
					panic(err)
				}
				for i, s := range stored {
					line += fmt.Sprintf("%d %x %x\n", s.Seq, s.Hash, batch[i].Subject)
				}
				told <- line
			}
		}()
	}
	for line := range told {
		if _, err := os.Stdout.WriteString(line); err != nil {
			return err
		}
	}
	return nil
}

// fillDisk appends until a write fails, and then that nothing is half there and that it goes on when there is room again.
func fillDisk(t *testing.T, j *journal.Journal) error {
	signal.Ignore(syscall.SIGXFSZ)
	limit := func(n uint64) error {
		return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: n, Max: 1 << 40})
	}
	if err := limit(1 << 20); err != nil {
		return err
	}
	var stored, refused int
	for refused < 5 {
		a, _ := requestDraft(t)
		b, _ := requestDraft(t)
		_, err := j.Append(context.Background(), []fact.Draft{a, b})
		switch kiosk.ErrorCode(err) {
		case "":
			stored += 2
		case kiosk.CodeUnavailable:
			refused++
		case kiosk.CodeConflict: // a reference drawn before
		default:
			return err
		}
	}
	if err := limit(1 << 30); err != nil {
		return err
	}
	d, _ := requestDraft(t)
	if _, err := j.Append(context.Background(), []fact.Draft{d}); err != nil {
		return fmt.Errorf("with room again: %w", err)
	}
	if _, seq := j.Head(); seq != uint64(stored)+2 {
		return fmt.Errorf("head %d after %d appends and 2 more", seq, stored)
	}
	if err := j.Close(); err != nil {
		return err
	}
	fmt.Println("stored", stored)
	return nil
}

func runChild(t *testing.T, mode, path string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(exe, "-test.run=^$")
	c.Env = append(os.Environ(), "JOURNAL_CHILD="+mode, "JOURNAL_PATH="+path)
	c.Stderr = os.Stderr
	return c
}

func TestKilledInTheMiddleOfAppends(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	told := map[uint64][2]string{} // seq -> hash, subject
	for round := range 5 {
		c := runChild(t, "append", path)
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		n := 0
		for lines.Scan() {
			var seq uint64
			var hash, subject string
			if _, err := fmt.Sscanf(lines.Text(), "%d %s %s", &seq, &hash, &subject); err != nil || len(subject) != 32 {
				break // cut off by the kill
			}
			told[seq] = [2]string{hash, subject}
			if n++; n == 40+round*17 {
				if err := c.Process.Signal(syscall.SIGKILL); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := c.Wait(); err == nil {
			t.Fatal("the child ended by itself")
		}
	}
	j := open(t, options(path))
	if !j.AfterCrash() {
		t.Error("the journal doesn't know it was killed")
	}
	epoch, _ := j.Head()
	es := entries(t, j, epoch)
	chained(t, es, fact.Hash{})
	if len(told) < 200 || len(es) < len(told) {
		t.Fatalf("%d told, %d stored", len(told), len(es))
	}
	for seq, want := range told {
		if got := fact.HashOf(es[seq-1].Fact); hex.EncodeToString(got[:]) != want[0] {
			t.Errorf("seq %d was acknowledged and isn't what is stored", seq)
		}
		subject, err := hex.DecodeString(want[1])
		if err != nil {
			t.Fatal(err)
		}
		if r, err := j.Request(t.Context(), subject); err != nil || r.Seq != seq {
			t.Errorf("seq %d in the view: %+v, %v", seq, r, err)
		}
	}
	verified(t, path)
}

func TestFullDiskLeavesEverythingAsItWas(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	c := runChild(t, "full", path)
	out, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	var stored uint64
	if _, err := fmt.Sscanf(strings.TrimSpace(string(out)), "stored %d", &stored); err != nil || stored < 10 {
		t.Fatalf("child said %q, %v", out, err)
	}
	if r := verified(t, path); r.Facts != stored+2 {
		t.Errorf("%d facts, want %d", r.Facts, stored+2)
	}
}
