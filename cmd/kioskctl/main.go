// Command kioskctl is the technician's tool. Each subcommand has a file of its own and a stable contract:
// results on stdout, reasons on stderr, exit 0 when fine, 1 when the thing asked about is not, 2 for wrong use.
package main

import (
	"fmt"
	"io"
	"os"
)

// command is one subcommand. run gets the arguments after its name and returns the exit code.
type command struct {
	name, usage string
	run         func(args []string, in io.Reader, out, errs io.Writer) int
}

// Exit codes of every subcommand.
const (
	exitOK    = 0
	exitNo    = 1
	exitUsage = 2
)

func commands() []command {
	return []command{
		{"config", configUsage, checkConfig},
		{"enrol", enrolUsage, enrolUnit},
		{"journal", "journal verify FILE   check a unit's journal; names the places where something is wrong", checkJournal},
		{"mrz", "mrz                   check the lines of one document on stdin, print JSON", readMRZ},
		{"ports", portsUsage, listPorts},
		{"print-test", printTestUsage, printTest},
		{"rules", rulesUsage, askRules},
	}
}

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

func run(args []string, in io.Reader, out, errs io.Writer) int {
	if len(args) > 0 {
		for _, c := range commands() {
			if c.name == args[0] {
				return c.run(args[1:], in, out, errs)
			}
		}
		fmt.Fprintf(errs, "kioskctl: no command %q\n", args[0])
	}
	fmt.Fprintln(errs, "usage: kioskctl COMMAND ...")
	for _, c := range commands() {
		fmt.Fprintf(errs, "  %s\n", c.usage)
	}
	return exitUsage
}
