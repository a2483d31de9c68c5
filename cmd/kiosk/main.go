// Command kiosk is the resident's face: one window on one X display. It waits unseen until the core shows it, runs one
// visit, and ends with it. That end is the wipe.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"time"

	"poploket/kiosk/core"
	"poploket/kiosk/ui/theme"
)

// patience is how long a face waits for a core that went away. A core is back within a second or two.
const patience = 30 * time.Second

func main() {
	log := slog.New(slog.NewTextHandler(os.Stderr, nil)).With("face", os.Getpid())
	if err := run(os.Args[1:], log); err != nil {
		log.Error("face ended", "err", err)
		os.Exit(1)
	}
}

func run(args []string, log *slog.Logger) error {
	flags := flag.NewFlagSet("kiosk", flag.ContinueOnError)
	socket := flags.String("socket", "", "the core's socket")
	display := flags.String("display", os.Getenv("DISPLAY"), "name of the display, as in the unit's configuration")
	size := flags.String("panel", "1080x1920@268", "pixels and width in millimetres of the panel")
	if err := flags.Parse(args); err != nil {
		return err
	}
	panel, err := parsePanel(*size)
	if err != nil {
		return err
	}
	client := core.NewClient(*socket, core.Hello{Role: core.RoleResident, PID: os.Getpid(), Display: *display})
	f, err := newFace(client, *display, log)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		err := client.Serve(ctx, patience)
		log.Error("face ends without a core", "err", err)
		os.Exit(1) // a screen that can't keep anything must not stand there
	}()
	go f.listen(ctx)
	go f.painted(ctx)
	f.open(panel)
	f.app.Run()
	return nil
}

// parsePanel reads "1080x1920@268".
func parsePanel(s string) (theme.Panel, error) {
	var p theme.Panel
	if n, err := fmt.Sscanf(s, "%dx%d@%g", &p.WidthPx, &p.HeightPx, &p.WidthMM); n != 3 || err != nil {
		return p, fmt.Errorf("panel %q: want pixels and millimetres, as in 1080x1920@268", s)
	}
	return p, nil
}
