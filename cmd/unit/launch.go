package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"poploket/kiosk/config"
)

// adoptWithin is how long a new core waits for faces that outlived the one before it.
const adoptWithin = time.Second

// faces starts face processes and remembers them on disk, so that a core after a crash knows whether some are alive.
type faces struct {
	unit config.Unit
	dir  string // one empty file a face, named by its process id
}

func newFaces(u config.Unit) (*faces, error) {
	f := &faces{unit: u, dir: filepath.Join(filepath.Dir(u.Socket), "faces")}
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the faces' folder: %w", err)
	}
	return f, nil
}

// adopt is how long to wait for living faces: nothing when there are none.
func (f *faces) adopt() time.Duration {
	entries, _ := os.ReadDir(f.dir)
	alive := false
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		exe, _ := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid))
		if err == nil && exe == f.unit.Face {
			alive = true
			continue
		}
		os.Remove(filepath.Join(f.dir, e.Name()))
	}
	if alive {
		return adoptWithin
	}
	return 0
}

// launch is the core's Launcher. A face outlives the core: it is in a session of its own.
func (f *faces) launch(display string, exited func(error)) error {
	d, ok := f.display(display)
	if !ok {
		return fmt.Errorf("no display %s in the configuration", display)
	}
	cmd := exec.Command(f.unit.Face, "--socket", f.unit.Socket, "--display", d.Name,
		"--panel", fmt.Sprintf("%dx%d@%g", d.WidthPx, d.HeightPx, d.WidthMM))
	cmd.Env = append(os.Environ(), "DISPLAY="+d.Name, "FYNE_SCALE=1", "FYNE_DISABLE_DPI_DETECTION=1")
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting a face: %w", err)
	}
	mark := filepath.Join(f.dir, strconv.Itoa(cmd.Process.Pid))
	os.WriteFile(mark, nil, 0o600) // only a hint: without it the next core starts faces at once
	go func() {
		err := cmd.Wait()
		os.Remove(mark)
		exited(err)
	}()
	return nil
}

func (f *faces) display(name string) (config.Display, bool) {
	for _, d := range f.unit.Displays {
		if d.Name == name {
			return d, true
		}
	}
	return config.Display{}, false
}

func (f *faces) names() []string {
	var names []string
	for _, d := range f.unit.Displays {
		names = append(names, d.Name)
	}
	return names
}
