package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPorts(t *testing.T) {
	root := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		p := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	link := func(name, target string) {
		t.Helper()
		p := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(target, p); err != nil {
			t.Fatal(err)
		}
	}
	var out, errs bytes.Buffer
	write("sys/class/tty/ttyS9/type", "0") // no such hardware
	link("sys/class/tty/ttyS9/device", "../../../devices/platform")
	write("sys/devices/platform/uevent", "")
	if code := showPorts(root, &out, &errs); code != exitNo || !strings.Contains(errs.String(), "plugged in") {
		t.Errorf("without ports: exit %d, %q", code, errs.String())
	}

	usb := "sys/devices/pci/usb1/1-2"
	write(usb+"/idVendor", "04b8")
	write(usb+"/idProduct", "0202")
	write(usb+"/manufacturer", "EPSON")
	write(usb+"/product", "UB-U03II\x1b[31m")
	write(usb+"/1-2:1.0/ttyUSB0/uevent", "")
	link("sys/class/tty/ttyUSB0/device", "../../../devices/pci/usb1/1-2/1-2:1.0/ttyUSB0")
	write("sys/class/tty/ptmx/dev", "5:2")
	link("dev/serial/by-id/usb-EPSON_UB-U03II-if00-port0", "../../ttyUSB0")
	out.Reset()
	if code := showPorts(root, &out, &errs); code != exitOK {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	for _, want := range []string{"/dev/ttyUSB0", "04b8:0202", "EPSON UB-U03II", "/dev/serial/by-id/usb-EPSON_UB-U03II-if00-port0"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %s in\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "ptmx") || strings.Contains(out.String(), "\x1b") {
		t.Errorf("got\n%s", out.String())
	}
}
