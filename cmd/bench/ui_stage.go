package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"fyne.io/fyne/v2/app"

	"poploket/cmd/internal/fleet"
	"poploket/cmd/internal/touch"
	"poploket/kiosk"
	"poploket/kiosk/catalog"
	"poploket/kiosk/core"
	"poploket/kiosk/flow"
	"poploket/kiosk/i18n"
	"poploket/kiosk/ui/theme"
	"poploket/kiosk/voice"
)

// stage is two virtual screens of the same size: the unit's and the bare program's.
type stage struct {
	dir   string
	bin   string
	exe   string
	panel theme.Panel
	names [2]string // of the X displays: the unit's, the bare program's
	swaps []*swap
	ours  *touch.Display
	bare  *touch.Display
}

// the sides of a stage.
const (
	oursSide = iota
	bareSide
)

func openStage(ctx context.Context, dir string) (*stage, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	s := &stage{dir: dir, exe: exe, bin: filepath.Dir(exe), panel: theme.Panel{WidthPx: 1080, HeightPx: 1920, WidthMM: 268}}
	for i, d := range []**touch.Display{&s.ours, &s.bare} {
		if s.names[i], err = touch.StartServer(ctx, s.panel.WidthPx, s.panel.HeightPx); err != nil {
			return nil, err
		}
		if *d, err = touch.Open(s.names[i]); err != nil {
			return nil, err
		}
	}
	app.NewWithID("poploket.bench") // measures letters for the scenes; it opens no window
	return s, nil
}

// fleet starts the whole unit with its office and devices on the unit's screen.
func (s *stage) fleet(ctx context.Context) (*fleet.Fleet, error) {
	return fleet.Start(ctx, s.options())
}

func (s *stage) options() fleet.Options {
	return fleet.Options{Bin: s.bin, Dir: filepath.Join(s.dir, "fleet"), Display: s.names[oursSide], WidthMM: s.panel.WidthMM, Baud: 19200}
}

// program starts a program of ours that ends with ctx.
func (s *stage) program(ctx context.Context, display string, args ...string) (*exec.Cmd, error) {
	log, err := os.OpenFile(filepath.Join(s.dir, "programs.log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Env = append(os.Environ(), "DISPLAY="+display, "FYNE_SCALE=1", "FYNE_DISABLE_DPI_DETECTION=1")
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting %s: %w", args[0], err)
	}
	return cmd, nil
}

// startBare starts the bare program with a scene.
func (s *stage) startBare(ctx context.Context, scene string) (*exec.Cmd, error) {
	return s.program(ctx, s.names[bareSide], s.exe, "ui-bare", scene)
}

// showBare starts it and waits until it is on its screen.
func (s *stage) showBare(ctx context.Context, scene string) (*exec.Cmd, error) {
	empty, err := picture(ctx, s.bare)
	if err != nil {
		return nil, err
	}
	cmd, err := s.startBare(ctx, scene)
	if err == nil {
		_, err = another(ctx, s.bare, empty)
	}
	return cmd, err
}

func end(cmd *exec.Cmd) {
	if cmd != nil {
		cmd.Process.Kill()
		cmd.Wait()
	}
}

// visitor walks the visit engine in the world of the running unit: it knows the screens that the face shows.
type visitor struct {
	engine *flow.Engine
	state  flow.State
	screen kiosk.Screen
}

func newVisitor(ctx context.Context, f *fleet.Fleet) (*visitor, error) {
	set, services, err := world(ctx, f)
	if err != nil {
		return nil, err
	}
	c, err := catalog.Parse(services)
	if err != nil {
		return nil, err
	}
	texts, err := i18n.Load()
	if err != nil {
		return nil, err
	}
	set.Now = time.Now()
	v := &visitor{engine: &flow.Engine{Catalog: c, Texts: texts, Silent: !voice.NewSpeaker().Available()}}
	v.state, v.screen = v.engine.Start(set, kiosk.Look{Language: set.Languages[0], Size: kiosk.SizeM, Mode: kiosk.ModeDay})
	return v, nil
}

func (v *visitor) does(inputs ...kiosk.Input) kiosk.Screen {
	for _, in := range inputs {
		v.state, v.screen, _ = v.engine.Step(v.state, in)
	}
	return v.screen
}

// world is what the core tells its faces, once everything is up. A face too many is told it like the others, then sent away.
func world(ctx context.Context, f *fleet.Fleet) (kiosk.Setting, []byte, error) {
	for range 100 {
		if err := rest(ctx, 200*time.Millisecond); err != nil {
			return kiosk.Setting{}, nil, err
		}
		if len(f.Faces()) != 2 {
			continue
		}
		set, services, err := ask(ctx, f)
		if err != nil {
			return kiosk.Setting{}, nil, err
		}
		if set.HasStop && set.Online && set.Reader && set.Printer {
			return set, services, nil
		}
	}
	return kiosk.Setting{}, nil, errors.New("the unit never has its office and its devices")
}

func ask(ctx context.Context, f *fleet.Fleet) (set kiosk.Setting, services []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	c := core.NewClient(filepath.Join(f.Dir, "run", "core.sock"), core.Hello{Role: core.RoleResident, PID: os.Getpid(), Display: f.Display})
	go c.Serve(ctx, time.Second)
	for {
		select {
		case <-ctx.Done():
			return set, services, fmt.Errorf("asking the core for its world: %w", ctx.Err())
		case e := <-c.Events():
			switch e := e.(type) {
			case core.Catalogue:
				services = e.Bytes
			case core.Setting:
				return e.Setting, services, nil
			}
		}
	}
}
