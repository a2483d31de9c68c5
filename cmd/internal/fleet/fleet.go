// Package fleet starts the whole of Poploket on one machine as real programs, the way it runs in the field: an office, a
// unit's core with its faces on an X display, and simulated devices. The demonstration, the end-to-end tests and the
// benchmarks use the same one.
package fleet

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"

	"poploket/cmd/internal/touch"
	"poploket/kiosk"
	"poploket/kiosk/config"
)

// Unit is the example's unit that a fleet runs.
const Unit = "bus-1"

// Options is what a fleet is made of.
type Options struct {
	Bin       string // folder with the programs
	Dir       string // state and logs
	Display   string // X display of the unit
	WidthMM   float64
	Baud      int    // of the printer's line
	Web       string // address of the office's pages; empty takes any free port, for this and the others
	MQTT      string
	Enrol     string
	Unplanned bool // the office begins without stops: somebody plans them
}

// Fleet is a running one.
type Fleet struct {
	Options
	Screen   *touch.Display
	Resident *Resident
	WebURL   string
	Logins   map[string]string // example accounts and their passwords

	FirstPaint time.Time // of the first screen

	Office  *Program
	Devices *Program
	Core    *Program
}

// Start starts the programs, enrols the unit and waits until its face is on the display.
func Start(ctx context.Context, o Options) (_ *Fleet, err error) {
	f := &Fleet{Options: o}
	defer func() {
		if err != nil {
			f.Stop()
		}
	}()
	for _, step := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"taking addresses", f.addresses}, {"opening the display", f.display}, {"starting the office", f.startOffice},
		{"starting the devices", f.startDevices}, {"enrolling the unit", f.enrol}, {"starting the unit", f.startUnit},
		{"waiting for the first screen", f.firstScreen},
	} {
		if err := step.do(ctx); err != nil {
			return nil, fmt.Errorf("%s: %w", step.name, err)
		}
	}
	return f, nil
}

// Stop ends everything.
func (f *Fleet) Stop() {
	for _, p := range []*Program{f.Core, f.Devices, f.Office} {
		if p != nil {
			p.Stop(syscall.SIGTERM, 5*time.Second)
		}
	}
	f.endFaces()
	if f.Screen != nil {
		f.Screen.Close()
	}
}

// endFaces ends the faces, which outlive a core on purpose.
func (f *Fleet) endFaces() {
	for _, pid := range f.Faces() {
		syscall.Kill(pid, syscall.SIGKILL)
	}
}

// Faces are the process ids of the unit's faces that live, shown and spare. A core that was killed left the marks of
// those that ended since.
func (f *Fleet) Faces() []int {
	entries, _ := os.ReadDir(filepath.Join(f.Dir, "run", "faces"))
	var pids []int
	for _, e := range entries {
		var pid int
		if _, err := fmt.Sscan(e.Name(), &pid); err != nil {
			continue
		}
		if exe, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid)); err == nil && filepath.Base(exe) == "kiosk" {
			pids = append(pids, pid)
		}
	}
	return pids
}

// State is the unit's state folder, Papers the folder of the receipts, Logs that of the programs' output.
func (f *Fleet) State() string  { return filepath.Join(f.Dir, "unit") }
func (f *Fleet) Papers() string { return filepath.Join(f.Dir, "papers") }
func (f *Fleet) Logs() string   { return filepath.Join(f.Dir, "log") }

func (f *Fleet) program(name string, args ...string) *Program {
	return &Program{name: name, args: append([]string{filepath.Join(f.Bin, name)}, args...), log: filepath.Join(f.Logs(), name+".log")}
}

func (f *Fleet) addresses(context.Context) error {
	for _, a := range []*string{&f.Web, &f.MQTT, &f.Enrol} {
		if *a == "" {
			*a = "127.0.0.1:0"
		}
		l, err := net.Listen("tcp", *a)
		if err != nil {
			return fmt.Errorf("%s is taken; end the program that has it: %w", *a, err)
		}
		*a = l.Addr().String()
		defer l.Close() // only after all three are drawn: no two are the same
	}
	f.WebURL = "http://" + f.Web
	return nil
}

func (f *Fleet) display(context.Context) (err error) {
	if f.Screen, err = touch.Open(f.Display); err != nil {
		return err
	}
	if w, h := f.Screen.Size(); f.WidthMM == 0 { // the reference panels: 21.5 inch upright, 15.6 inch lying
		f.WidthMM = 268
		if w > h {
			f.WidthMM = 344
		}
	}
	return nil
}

func (f *Fleet) startOffice(ctx context.Context) error {
	args := []string{"--dir", filepath.Join(f.Dir, "office"), "--web", f.Web, "--mqtt", f.MQTT, "--enrol", f.Enrol, "--public", f.WebURL, "--example"}
	if f.Unplanned {
		args = append(args, "--unplanned")
	}
	f.Office = f.program("office", args...)
	if err := f.OpenOffice(ctx); err != nil {
		return err
	}
	b, err := os.ReadFile(filepath.Join(f.Dir, "office", "example-logins.json"))
	if err != nil {
		return err
	}
	return json.Unmarshal(b, &f.Logins)
}

// OpenOffice starts the office, for the first time or again, and waits until it answers.
func (f *Fleet) OpenOffice(ctx context.Context) error {
	if err := f.Office.Start(); err != nil {
		return err
	}
	return f.Office.until(ctx, 30*time.Second, func() bool {
		r, err := http.Get(f.WebURL + "/healthz")
		if err != nil {
			return false
		}
		r.Body.Close()
		return r.StatusCode == http.StatusOK
	})
}

func (f *Fleet) startDevices(ctx context.Context) error {
	f.Devices = f.program("devsim", "--dir", filepath.Join(f.Dir, "dev"), "--out", f.Papers(), "--baud", fmt.Sprint(f.Baud), "--control", f.control())
	if err := f.Devices.Start(); err != nil {
		return err
	}
	return f.Devices.until(ctx, 10*time.Second, func() bool { return f.Device("help") == nil })
}

func (f *Fleet) control() string { return filepath.Join(f.Dir, "devices.sock") }

// Device gives the simulated devices one command, as in "present td3" or "paper out".
func (f *Fleet) Device(command string) error {
	conn, err := net.Dial("unix", f.control())
	if err != nil {
		return fmt.Errorf("telling the devices %q: %w", command, err)
	}
	defer conn.Close()
	if _, err := fmt.Fprintln(conn, command); err != nil {
		return fmt.Errorf("telling the devices %q: %w", command, err)
	}
	answer, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil || strings.HasPrefix(answer, "error:") {
		return fmt.Errorf("telling the devices %q: %s %w", command, strings.TrimSpace(answer), err)
	}
	return nil
}

// slip finds what the office shows a technician: address, hash of its certificate, and the code.
var slip = [...]*regexp.Regexp{
	regexp.MustCompile(`--office (\S+)`), regexp.MustCompile(`--ca-hash ([0-9a-fA-F]+)`), regexp.MustCompile(`id="code">([^<]+)<`),
}

// enrol asks the office's page for a one-time code, as a technician would, and uses it.
func (f *Fleet) enrol(ctx context.Context) error {
	if _, err := os.Stat(filepath.Join(f.State(), "identity")); err == nil {
		return nil
	}
	b, err := newBrowser(f.WebURL)
	if err != nil {
		return err
	}
	if err := b.login(ctx, "admin", f.Logins["admin"]); err != nil {
		return err
	}
	page, err := b.post(ctx, "/gereedheid/"+Unit+"/inschrijven", nil)
	if err != nil {
		return err
	}
	var found [len(slip)]string
	for i, re := range slip {
		m := re.FindStringSubmatch(page)
		if m == nil {
			return fmt.Errorf("the office's page shows nothing like %s", re)
		}
		found[i] = m[1]
	}
	cmd := exec.CommandContext(ctx, filepath.Join(f.Bin, "kioskctl"), "enrol", "--office", found[0], "--ca-hash", found[1], "--unit", Unit, "--token", "-", "--dir", f.State())
	cmd.Stdin = strings.NewReader(found[2] + "\n")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("kioskctl enrol: %w: %s", err, out)
	}
	return nil
}

func (f *Fleet) startUnit(context.Context) error {
	w, h := f.Screen.Size()
	face, err := filepath.Abs(filepath.Join(f.Bin, "kiosk"))
	if err != nil {
		return err
	}
	dir, err := filepath.Abs(f.Dir)
	if err != nil {
		return err
	}
	conf := config.Unit{
		ID: Unit, Name: "Bus 1", Prefix: "KD", Languages: []string{"nl", "en"}, Observe: true,
		Municipality: kiosk.Municipality{ID: "voorhaven", Name: "Gemeente Voorhaven", Short: "Voorhaven", Country: "NL", Phone: "0000 123 456 (voorbeeld)", Zone: "Europe/Amsterdam", Example: true},
		State:        filepath.Join(dir, "unit"), Socket: filepath.Join(dir, "run", "core.sock"), Face: face,
		Displays: []config.Display{{Name: f.Display, WidthPx: w, HeightPx: h, WidthMM: f.WidthMM}},
		Reader:   config.Device{Port: filepath.Join(dir, "dev", "reader"), Baud: 9600},
		Printer:  config.Device{Port: filepath.Join(dir, "dev", "printer"), Baud: f.Baud, Columns: 48},
	}
	b, err := json.MarshalIndent(conf, "", "  ")
	if err != nil {
		return err
	}
	path := filepath.Join(dir, "unit.json")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		return err
	}
	f.Core = f.program("unit", "--config", path)
	return f.Core.Start()
}

func (f *Fleet) firstScreen(ctx context.Context) error {
	f.Resident = newResident(ctx, filepath.Join(f.Dir, "run", "core.sock"), f.Screen)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		select {
		case <-f.Core.Done():
			cancel() // nothing will come any more
		case <-ctx.Done():
		}
	}()
	_, err := f.Resident.Until(ctx, "the first screen", 60*time.Second, func(p Paint) bool { return p.Count > 0 })
	if err != nil {
		return fmt.Errorf("%w\n%s", err, f.Core.tail())
	}
	f.FirstPaint = time.Now()
	return nil
}

// Paper waits for the receipt with this number, from 1, and gives its bytes and its picture as files.
func (f *Fleet) Paper(ctx context.Context, number int) (bin, png string, err error) {
	bin = filepath.Join(f.Papers(), fmt.Sprintf("receipt-%03d.bin", number))
	png = strings.TrimSuffix(bin, ".bin") + ".png"
	err = f.Devices.until(ctx, 60*time.Second, func() bool {
		for _, path := range []string{bin, png} {
			if _, err := os.Stat(path); err != nil {
				return false
			}
		}
		return true
	})
	return bin, png, err
}
