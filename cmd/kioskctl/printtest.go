package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"time"

	"poploket/drivers"
	"poploket/drivers/escpos"
	"poploket/drivers/port"
)

const printTestUsage = "print-test --port P   print a test paper and say whether it is really out"

// printTest prints a paper and reports what the printer itself said of it.
func printTest(args []string, _ io.Reader, out, errs io.Writer) int {
	flags := flag.NewFlagSet("print-test", flag.ContinueOnError)
	flags.SetOutput(errs)
	path := flags.String("port", "", "serial port, best a name from kioskctl ports")
	baud := flags.Int("baud", 19200, "speed of the line, as set on the printer")
	flow := flags.String("flow", "xoff", "flow control: none, rts or xoff")
	columns := flags.Int("columns", 48, "characters a line: 48 or 42")
	if err := flags.Parse(args); err != nil {
		return exitUsage
	}
	profile := escpos.Wide()
	flows := map[string]port.Flow{"none": port.FlowNone, "rts": port.FlowRTS, "xoff": port.FlowXON}
	f, known := flows[*flow]
	if *columns == 42 {
		profile = escpos.Narrow()
	}
	if *path == "" || flags.NArg() > 0 || !known || *columns != profile.Columns {
		fmt.Fprintln(errs, "usage: kioskctl print-test --port P [--baud 19200] [--flow none|rts|xoff] [--columns 48|42]")
		return exitUsage
	}
	face, err := escpos.GoFace()
	if err != nil {
		fmt.Fprintf(errs, "kioskctl print-test: %v\n", err)
		return exitNo
	}
	cfg := port.Config{Path: *path, Baud: *baud, Flow: f}
	if l, err := port.Open(cfg); err != nil { // the cause, which a status does not carry
		fmt.Fprintf(errs, "kioskctl print-test: %v\n", err)
		return exitNo
	} else if err := l.Close(); err != nil {
		fmt.Fprintf(errs, "kioskctl print-test: %v\n", err)
		return exitNo
	}
	dev := escpos.New(escpos.Config{Port: cfg, Profile: profile, Face: face})
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	heard := make(chan drivers.PrinterStatus, 16)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = dev.Serve(ctx, func(s drivers.PrinterStatus) {
			select {
			case heard <- s:
			default:
			}
		})
	}()
	select { // the first word from the printer, good or bad
	case <-heard:
	case <-time.After(10 * time.Second):
	}
	res := dev.Print(ctx, testPaper(profile, *path, *baud, time.Now()))
	near := dev.Status().NearEnd
	cancel()
	<-done
	return reportPrint(res, near, out)
}

// reportPrint says how it ended and what to do.
func reportPrint(res drivers.Result, nearEnd bool, out io.Writer) int {
	switch res.Outcome {
	case drivers.Printed:
		how := "the printer processed everything in order (it has no process ids)"
		if res.Proof {
			how = "the printer confirmed it by process id"
		}
		fmt.Fprintf(out, "PRINTED  %d bytes; %s\n", res.Bytes, how)
		if nearEnd {
			fmt.Fprintln(out, "note: the roll is nearly empty")
		}
		return exitOK
	case drivers.Failed:
		fmt.Fprintf(out, "FAILED  nothing was printed: %s\n", hint(res.Fault))
	default:
		fmt.Fprintf(out, "UNKNOWN  %d bytes were sent and not confirmed; look at the paper: %s\n", res.Bytes, hint(res.Fault))
	}
	return exitNo
}

func hint(f drivers.Fault) string {
	switch f {
	case drivers.FaultAbsent:
		return "the printer is not connected; check the cable and kioskctl ports"
	case drivers.FaultPaper:
		return "out of paper; put in a roll, printed side down"
	case drivers.FaultCover:
		return "the cover is open; close it until it clicks"
	case drivers.FaultCutter:
		return "the cutter is stuck; switch the printer off, open the cover, free the paper"
	case drivers.FaultTimeout:
		return "the printer does not answer; is it switched on, and are --baud and --flow as set on the printer?"
	}
	return "the printer reports a fault; its own light says which"
}

// testPaper shows what a receipt needs: every width, bold, the bar, letters of five languages, a code, the cut.
func testPaper(p escpos.Profile, path string, baud int, now time.Time) drivers.Paper {
	ruler := make([]byte, p.Columns)
	for i := range ruler {
		ruler[i] = '0' + byte((i+1)%10)
	}
	text := func(size byte, s string) drivers.Block {
		return drivers.Block{Kind: drivers.BlockText, Size: size, Text: []byte(s)}
	}
	return drivers.Paper{Columns: p.Columns, Blocks: []drivers.Block{
		text(2, "Printer test"),
		{Kind: drivers.BlockPair, Size: 1, Indent: 8, Text: []byte("Port"), Text2: []byte(path)},
		{Kind: drivers.BlockPair, Size: 1, Indent: 8, Text: []byte("Line"), Text2: fmt.Appendf(nil, "%d baud, %d columns", baud, p.Columns)},
		{Kind: drivers.BlockPair, Size: 1, Indent: 8, Text: []byte("Time"), Text2: now.AppendFormat(nil, "2006-01-02 15:04")},
		{Kind: drivers.BlockRule, Size: 3},
		{Kind: drivers.BlockText, Size: 1, Text: ruler},
		{Kind: drivers.BlockText, Size: 3, Bold: true, Text: []byte("KDE 4T7 P")},
		text(1, "één café, naïef, Straße, garçon, € 12,50"),
		text(1, "Łódź, zażółć gęślą jaźń"),
		text(1, "Iğdır, İstanbul, şöyle"),
		text(1, "Київ, Ελλάδα (drawn)"),
		{Kind: drivers.BlockText, Size: 2, Align: drivers.AlignCenter, Inverse: true, Text: []byte("Test")},
		{Kind: drivers.BlockFeed, Size: 1},
		{Kind: drivers.BlockQR, Size: 30, Align: drivers.AlignCenter, Text: []byte("poploket printer test")},
		{Kind: drivers.BlockFeed, Size: 1},
		{Kind: drivers.BlockText, Size: 1, Align: drivers.AlignCenter, Text: []byte("Is every line whole and the code sharp?")},
		{Kind: drivers.BlockCut},
	}}
}
