// Command unit is the core of a pop-up town hall: the journal, the devices, the link to the office, and the socket its
// faces talk to. It links no window system and holds no key that opens a request. It may be killed at any moment.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // local time must not depend on the machine's files

	"golang.org/x/sys/unix"

	"poploket/kiosk/config"
)

func main() {
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], log); err != nil && !errors.Is(err, context.Canceled) {
		log.Error("unit ended", "err", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, log *slog.Logger) error {
	flags := flag.NewFlagSet("unit", flag.ContinueOnError)
	path := flags.String("config", "unit.json", "the unit's configuration file")
	if err := flags.Parse(args); err != nil {
		return err
	}
	conf, err := config.Load(*path)
	if err != nil {
		return err
	}
	// A program that crashes must not leave on disk what it had in memory; the faces inherit this.
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		log.Warn("core dumps can't be switched off", "err", err)
	}
	u, err := openUnit(ctx, conf, log)
	if err != nil {
		return fmt.Errorf("opening %s: %w", conf.ID, err)
	}
	return errors.Join(u.serve(ctx), u.close())
}
