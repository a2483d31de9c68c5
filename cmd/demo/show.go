package main

import (
	"context"
	"fmt"
	"path/filepath"
	"sort"

	"poploket/cmd/internal/fleet"
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
	fmt.Printf("devices   echo 'present td3' | nc -U -N %s   (help lists the commands)\n", filepath.Join(o.Dir, "devices.sock"))
	fmt.Printf("logs      %s\n\nCtrl-C stops all of it.\n", f.Logs())
	for _, p := range []*fleet.Program{f.Office, f.Devices, f.Core} {
		go p.Keep(ctx)
	}
	<-ctx.Done()
	return nil
}
