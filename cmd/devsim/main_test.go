package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"poploket/drivers/drivertest"
)

func TestControlSocket(t *testing.T) {
	dir := t.TempDir()
	control := filepath.Join(dir, "control")
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	said, say := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- run(ctx, drivertest.TableConfig{Dir: dir}, control, strings.NewReader("paper out\n"), say)
	}()
	lines := bufio.NewScanner(said)
	for _, want := range []string{"reader " + filepath.Join(dir, "reader"), "printer " + filepath.Join(dir, "printer"), "ok"} {
		if !lines.Scan() || lines.Text() != want {
			t.Fatalf("said %q, want %q", lines.Text(), want)
		}
	}
	conn, err := net.DialTimeout("unix", control, 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	answers := bufio.NewScanner(conn)
	for command, want := range map[string]string{"paper ok": "ok", "present nobody": "error: reading the document", "jump": "error: don't understand"} {
		fmt.Fprintln(conn, command)
		if !answers.Scan() || !strings.HasPrefix(answers.Text(), want) {
			t.Errorf("%s: %q, want %q", command, answers.Text(), want)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
