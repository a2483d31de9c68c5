package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
)

const portsUsage = "ports                 list the serial ports with the devices behind them"

// serialPort is one port as the system knows it.
type serialPort struct {
	device string // /dev/ttyUSB0
	stable string // /dev/serial/by-id/..., which stays when the device is plugged elsewhere
	usb    string // "04b8:0202"
	what   string // maker and product as the device says
	serial string
	driver string
}

func listPorts(args []string, _ io.Reader, out, errs io.Writer) int {
	if len(args) > 0 {
		fmt.Fprintln(errs, "usage: kioskctl ports")
		return exitUsage
	}
	return showPorts("/", out, errs)
}

func showPorts(root string, out, errs io.Writer) int {
	ports, err := findPorts(root)
	if err != nil {
		fmt.Fprintf(errs, "kioskctl ports: %v\n", err)
		return exitNo
	}
	if len(ports) == 0 {
		fmt.Fprintln(errs, "no serial ports: is the device plugged in and switched on?")
		return exitNo
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "PORT\tUSB\tDEVICE\tSERIAL\tDRIVER\tSTABLE NAME (use this one)")
	for _, p := range ports {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", p.device, dash(p.usb), dash(p.what), dash(p.serial), dash(p.driver), dash(p.stable))
	}
	if err := w.Flush(); err != nil {
		fmt.Fprintf(errs, "kioskctl ports: %v\n", err)
		return exitNo
	}
	return exitOK
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// findPorts reads sysfs below root. A device that is being unplugged may be half gone; what is left is shown.
func findPorts(root string) ([]serialPort, error) {
	class := filepath.Join(root, "sys/class/tty")
	entries, err := os.ReadDir(class)
	if err != nil {
		return nil, fmt.Errorf("reading what ports there are: %w", err)
	}
	stable := stableNames(root)
	var ports []serialPort
	for _, e := range entries {
		name := e.Name()
		dev, err := filepath.EvalSymlinks(filepath.Join(class, name, "device"))
		if err != nil || !strings.HasPrefix(name, "tty") {
			continue // a console or a pseudo-terminal
		}
		if strings.HasPrefix(name, "ttyS") && sysText(filepath.Join(class, name, "type")) == "0" {
			continue // a port the board does not have
		}
		p := serialPort{device: "/dev/" + name, stable: stable[name]}
		if driver, err := filepath.EvalSymlinks(filepath.Join(dev, "driver")); err == nil {
			p.driver = filepath.Base(driver)
		}
		for dir := dev; len(dir) > len(root); dir = filepath.Dir(dir) {
			if vendor := sysText(filepath.Join(dir, "idVendor")); vendor != "" {
				p.usb = vendor + ":" + sysText(filepath.Join(dir, "idProduct"))
				p.what = strings.TrimSpace(sysText(filepath.Join(dir, "manufacturer")) + " " + sysText(filepath.Join(dir, "product")))
				p.serial = sysText(filepath.Join(dir, "serial"))
				break
			}
		}
		ports = append(ports, p)
	}
	slices.SortFunc(ports, func(a, b serialPort) int { return strings.Compare(a.device, b.device) })
	return ports, nil
}

// stableNames maps the port's name now to its name below /dev/serial/by-id.
func stableNames(root string) map[string]string {
	names := map[string]string{}
	dir := filepath.Join(root, "dev/serial/by-id")
	entries, err := os.ReadDir(dir)
	if err != nil {
		return names // without udev there are none
	}
	for _, e := range entries {
		if target, err := os.Readlink(filepath.Join(dir, e.Name())); err == nil {
			names[filepath.Base(target)] = "/dev/serial/by-id/" + e.Name()
		}
	}
	return names
}

// sysText is a line of sysfs, which devices fill: only printable characters of it.
func sysText(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, 256))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return ' '
		}
		return r
	}, string(b)))
}
