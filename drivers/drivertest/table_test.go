package drivertest_test

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"poploket/drivers/drivertest"
)

func TestTableKeepsReceipts(t *testing.T) {
	kept := make(chan [2]string, 1)
	out := filepath.Join(t.TempDir(), "out")
	table, err := drivertest.NewTable(drivertest.TableConfig{Dir: t.TempDir(), Out: out, OnError: func(err error) { t.Error(err) },
		OnReceipt: func(_ drivertest.Receipt, bin, png string) { kept <- [2]string{bin, png} }})
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	open(t, table.Printer.Path()).say("\x1b@KDE 4T7 P\n\x1dV\x42\x00")
	names := <-kept
	b, err := os.ReadFile(names[0])
	if err != nil || !bytes.Contains(b, []byte("KDE 4T7 P")) {
		t.Errorf("bytes %q, %v", b, err)
	}
	f, err := os.Open(names[1])
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := png.Decode(f); err != nil {
		t.Error(err)
	}
}

func TestCommands(t *testing.T) {
	table, err := drivertest.NewTable(drivertest.TableConfig{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	reader := open(t, table.Reader.Path())
	file := filepath.Join(t.TempDir(), "document")
	if err := os.WriteFile(file, []byte("D1NLD15094962111659VW87Z78NB84\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ command, want string }{
		{"present licence", "D1NLD15094962111659VW87Z78NB84\r"},
		{"present " + file, "D1NLD15094962111659VW87Z78NB84\r"},
		{"present A<|B<", "A<\rB<\r"},
		{"badcheck licence", "D1NLD16094962111659VW87Z78NB84\r"},
		{"half td2", "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\rD231458907UT"},
		{"flood 3", "<<<"},
	}
	for _, tt := range tests {
		if err := table.Do(tt.command); err != nil {
			t.Errorf("%s: %v", tt.command, err)
			continue
		}
		reader.hear(tt.want)
	}
	for _, command := range []string{"", "paper out", "paper ok", "paper after 100", "cover open 10ms", "cover close", "cutter jam", "cutter free", "hold on",
		"hold off", "deaf on", "deaf off", "slow 3", "slow 1", "power off", "power on", "unplug reader", "plug reader", "garbage 10"} {
		if err := table.Do(command); err != nil {
			t.Errorf("%s: %v", command, err)
		}
	}
	for _, command := range []string{"paper", "paper sideways", "present", "present /nowhere/document", "paper after much", "paper ok 3s"} {
		if err := table.Do(command); err == nil {
			t.Errorf("%s: no error", command)
		}
	}
}

func TestUnpluggedForAWhile(t *testing.T) {
	table, err := drivertest.NewTable(drivertest.TableConfig{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	if err := table.Do("unplug printer 50ms"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(table.Printer.Path()); err == nil {
		t.Error("the line is still there")
	}
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		if _, err := os.Stat(table.Printer.Path()); err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the line did not come back")
		}
	}
	h := open(t, table.Printer.Path())
	h.say(askAll)
	h.hear("\x12\x12\x12\x12")
}
