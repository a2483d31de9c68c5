// Command devsim puts simulated devices on pseudo-terminals: an ID reader and a receipt printer, with their faults on
// command. Commands are lines on stdin and on the control socket; "help" lists them. Every receipt that is cut is
// written as bytes and as a picture.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"poploket/drivers/drivertest"
)

func main() {
	cfg := drivertest.TableConfig{}
	flag.StringVar(&cfg.Dir, "dir", "", "directory that gets the lines reader and printer")
	flag.StringVar(&cfg.Out, "out", "", "directory that gets receipt-NNN.bin and .png")
	flag.IntVar(&cfg.Baud, "baud", 19200, "pace of the printer's line")
	control := flag.String("control", "", "unix socket for commands, besides stdin")
	flag.Parse()
	if cfg.Dir == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, cfg, *control, os.Stdin, os.Stdout); err != nil {
		slog.Error("devsim", "error", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, cfg drivertest.TableConfig, control string, in io.Reader, out io.Writer) error {
	cfg.OnReceipt = func(_ drivertest.Receipt, bin, png string) { fmt.Fprintln(out, "receipt", bin, png) }
	cfg.OnError = func(err error) { slog.Error("keeping a receipt", "error", err) }
	table, err := drivertest.NewTable(cfg)
	if err != nil {
		return err
	}
	defer table.Close()
	fmt.Fprintln(out, "reader", table.Reader.Path())
	fmt.Fprintln(out, "printer", table.Printer.Path())
	if control != "" {
		l, err := listen(control)
		if err != nil {
			return err
		}
		defer l.Close()
		go accept(l, table)
	}
	go obey(table, in, out)
	<-ctx.Done()
	return nil
}

// listen replaces a socket that was left behind.
func listen(path string) (net.Listener, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("opening the control socket: %w", err)
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("opening the control socket: %w", err)
	}
	return l, nil
}

func accept(l net.Listener, table *drivertest.Table) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer c.Close()
			obey(table, c, c)
		}()
	}
}

// obey does what the lines say and answers each with ok or what is wrong.
func obey(table *drivertest.Table, in io.Reader, out io.Writer) {
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		switch {
		case line == "":
		case line == "help":
			fmt.Fprint(out, drivertest.Commands)
		default:
			if err := table.Do(line); err != nil {
				fmt.Fprintln(out, "error:", err)
			} else {
				fmt.Fprintln(out, "ok")
			}
		}
	}
}
