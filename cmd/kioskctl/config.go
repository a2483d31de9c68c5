package main

import (
	"fmt"
	"io"
	"os"

	"poploket/kiosk/catalog"
	"poploket/kiosk/config"
)

const configUsage = "config check PATH     check a unit's configuration, or a folder of services; names file, line and reason"

// checkConfig holds a unit's configuration file or a folder of services to what a unit will take.
func checkConfig(args []string, _ io.Reader, out, errs io.Writer) int {
	if len(args) != 2 || args[0] != "check" {
		fmt.Fprintln(errs, "usage: kioskctl "+configUsage)
		return exitUsage
	}
	path := args[1]
	info, err := os.Stat(path)
	if err != nil {
		fmt.Fprintf(errs, "kioskctl: config check: %v\n", err)
		return exitNo
	}
	if !info.IsDir() {
		if _, err := config.Load(path); err != nil {
			fmt.Fprintln(errs, err)
			return exitNo
		}
		fmt.Fprintf(out, "%s: fine\n", path)
		return exitOK
	}
	c, err := catalog.Load(os.DirFS(path))
	if err != nil {
		fmt.Fprintln(errs, err)
		return exitNo
	}
	for _, s := range c.Services {
		fmt.Fprintf(out, "%s: %d actions, %d questions\n", s.ID, len(s.Actions), questions(s))
	}
	return exitOK
}

func questions(s *catalog.Service) (n int) {
	for _, a := range s.Actions {
		n += len(a.Questions)
	}
	return n
}
