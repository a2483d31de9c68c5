package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"

	"poploket/cmd/internal/fleet"
	"poploket/drivers/drivertest"
)

// show starts everything for people and keeps it up until it is interrupted.
func show(ctx context.Context, o fleet.Options) error {
	f, err := fleet.Start(ctx, o)
	if err != nil {
		return err
	}
	defer f.Stop()
	fmt.Printf("\noffice    %s\n", f.WebURL)
	var names []string
	for n := range f.Logins {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		fmt.Printf("          log in as %-6s %s\n", n, f.Logins[n])
	}
	fmt.Printf("unit      %s on display %s, state in %s\n", fleet.Unit, o.Display, f.State())
	fmt.Printf("receipts  %s\n", f.Papers())
	fmt.Printf("devices   type what happens to them and Enter, as in: present td3   (help lists all)\n")
	fmt.Printf("logs      %s\n\nCtrl-C stops all of it.\n", f.Logs())
	for _, p := range []*fleet.Program{f.Office, f.Devices, f.Core} {
		go p.Keep(ctx)
	}
	go devices(f, os.Stdin)
	<-ctx.Done()
	return nil
}

// devices passes on what is typed to the simulated devices.
func devices(f *fleet.Fleet, in io.Reader) {
	for lines := bufio.NewScanner(in); lines.Scan(); {
		switch line := strings.TrimSpace(lines.Text()); line {
		case "":
		case "help":
			fmt.Print(drivertest.Commands)
		default:
			if err := f.Device(line); err != nil {
				fmt.Println(err)
			}
		}
	}
}
