// Command demo starts all of Poploket on one machine: the office, a unit with its face, and simulated devices. With --once
// it is also the planner and the resident: it plans a stop in a real browser, walks one visit with real touches, and
// leaves proof of what happened.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	_ "time/tzdata" // local time must not depend on the machine's files

	"poploket/cmd/internal/fleet"
	"poploket/cmd/internal/touch"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "run:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("run", flag.ContinueOnError)
	once := flags.Bool("once", false, "drive one whole visit and end")
	out := flags.String("out", filepath.Join("out", "run"), "folder for state, receipts and proof")
	lying := flags.Bool("landscape", false, "a lying panel, on a virtual screen")
	if err := flags.Parse(args); err != nil {
		return err
	}
	bin, err := os.Executable()
	if err != nil {
		return err
	}
	o := fleet.Options{Bin: filepath.Dir(bin), Dir: filepath.Join(*out, "state"), Display: os.Getenv("DISPLAY"), Baud: 19200,
		Web: "127.0.0.1:8080", MQTT: "127.0.0.1:8883", Enrol: "127.0.0.1:8443"}
	if o.Display == "" || *once {
		*once = true
		w, h := 1080, 1920
		if *lying {
			w, h = h, w
		}
		if o.Display, err = touch.StartServer(ctx, w, h); err != nil {
			return err
		}
	}
	if *once {
		return visit(ctx, o, *out)
	}
	return show(ctx, o)
}
