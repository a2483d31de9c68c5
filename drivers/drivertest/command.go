package drivertest

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
)

// Commands says what Do understands.
const Commands = `present DOC      lay a document on the reader: td1, td2, td3 or licence, a file, or lines joined by |
badcheck DOC     the same with one digit misread
half DOC         the same, taken away too soon
garbage [N]      N bytes of noise from the reader
flood [N]        N characters without a line end from the reader
paper out|ok|near|after DOTS
cover open|close
cutter jam|free
hold on|off      XOFF and XON
deaf on|off      the printer prints and says nothing
slow N           N times slower than the line; slow 1 is normal
power off|on
unplug reader|printer, unplug printer after DOTS
plug reader|printer
A time at the end (paper out 3s, unplug reader 2s) mends it again after that time.
`

// Do does what one line of text says.
func (t *Table) Do(line string) error {
	words := strings.Fields(line)
	if len(words) == 0 {
		return nil
	}
	verb, args := words[0], words[1:]
	var mend time.Duration
	if n := len(args); n > 1 {
		if d, err := time.ParseDuration(args[n-1]); err == nil && verb != "slow" && d > 0 {
			mend, args = d, args[:n-1]
		}
	}
	arg := strings.Join(args, " ")
	if f, ok := t.documents()[verb]; ok {
		doc, err := Document(arg)
		if err != nil {
			return err
		}
		f(doc)
		return nil
	}
	number := func(otherwise int) int {
		if n, err := strconv.Atoi(arg); err == nil && n > 0 && n <= 64<<20 {
			return n
		}
		return otherwise
	}
	switch verb {
	case "garbage":
		t.Reader.Garbage(uint64(time.Now().UnixNano()), number(500))
		return nil
	case "flood":
		t.Reader.Flood(number(1 << 20))
		return nil
	case "slow":
		t.Printer.Slow(number(1))
		return nil
	}
	for what, after := range map[string]func(int){"paper": t.Printer.PaperOutAfter, "unplug printer": t.Printer.UnplugAfter} {
		n, ok := strings.CutPrefix(verb+" "+arg, what+" after ")
		if !ok {
			continue
		}
		dots, err := strconv.Atoi(n)
		if err != nil || dots < 0 {
			return fmt.Errorf("%s after %q: want a number of dots", what, n)
		}
		after(dots)
		return nil
	}
	f, ok := t.faults()[verb+" "+arg]
	if !ok {
		return fmt.Errorf("don't understand %q; try help", line)
	}
	if mend > 0 {
		if f.mend == nil {
			return fmt.Errorf("%q needs no mending", line)
		}
		For(mend, f.do, f.mend)
		return nil
	}
	f.do()
	return nil
}

func (t *Table) documents() map[string]func(string) {
	return map[string]func(string){"present": t.Reader.Present, "badcheck": t.Reader.BadCheck, "half": t.Reader.Half}
}

// act is something done to a device, and how it is mended.
type act struct{ do, mend func() }

func (t *Table) faults() map[string]act {
	p, r := t.Printer, t.Reader
	set := func(f func(bool), on bool) func() { return func() { f(on) } }
	plug := func(f func() error) func() { return func() { _ = f() } } // it worked when the table was set
	return map[string]act{
		"paper out":      {p.PaperOut, p.PaperIn},
		"paper ok":       {p.PaperIn, nil},
		"paper near":     {set(p.NearEnd, true), set(p.NearEnd, false)},
		"cover open":     {set(p.Cover, true), set(p.Cover, false)},
		"cover close":    {set(p.Cover, false), nil},
		"cutter jam":     {p.JamCutter, p.FreeCutter},
		"cutter free":    {p.FreeCutter, nil},
		"hold on":        {set(p.Hold, true), set(p.Hold, false)},
		"hold off":       {set(p.Hold, false), nil},
		"deaf on":        {set(p.Deaf, true), set(p.Deaf, false)},
		"deaf off":       {set(p.Deaf, false), nil},
		"power off":      {p.PowerLoss, p.Power},
		"power on":       {p.Power, nil},
		"unplug printer": {p.Unplug, plug(p.Plug)},
		"plug printer":   {plug(p.Plug), nil},
		"unplug reader":  {r.Unplug, plug(r.Plug)},
		"plug reader":    {plug(r.Plug), nil},
	}
}

// Document is the lines of a document by name (public specimens), from a file, or as they are given.
func Document(s string) (string, error) {
	switch s {
	case "td1":
		return "I<NLDSPECI20212<<<<<<<<<<<<<<<|6503101F3108022NLD<<<<<<<<<<<8|DE<BRUIJN<<WILLEKE<LISELOTTE<<", nil
	case "td2":
		return "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<|D231458907UTO7408122F1204159<<<<<<<6", nil
	case "td3":
		return "P<NLDDE<BRUIJN<<WILLEKE<LISELOTTE<<<<<<<<<<<|SPECI20212NLD6503101F3108309<<<<<<<<<<<<<<<0", nil
	case "licence":
		return "D1NLD15094962111659VW87Z78NB84", nil
	case "":
		return "", fmt.Errorf("which document? td1, td2, td3, licence, a file, or lines joined by |")
	}
	if strings.ContainsAny(s, "<|") || len(s) == 30 {
		return s, nil
	}
	f, err := os.Open(s)
	if err != nil {
		return "", fmt.Errorf("reading the document: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, 4096))
	if err != nil {
		return "", fmt.Errorf("reading the document: %w", err)
	}
	return strings.TrimSpace(string(b)), nil
}
