package main

import (
	"bufio"
	"context"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"poploket/kiosk"
	"poploket/sync/identity"
)

const enrolUsage = "enrol --office URL --token T --ca-hash SHA256 [--unit ID] [--dir STATE]   give this unit its certificate; --token - reads it from stdin"

// enrolUnit makes this machine a unit of an office, with what stands on the slip that the office printed.
func enrolUnit(args []string, in io.Reader, out, errs io.Writer) int {
	fs := flag.NewFlagSet("kioskctl enrol", flag.ContinueOnError)
	fs.SetOutput(errs)
	office := fs.String("office", "", "the office's enrolment address, https://HOST:PORT")
	token := fs.String("token", "", "the one-time token; - reads one line from stdin, which leaves it out of the list of processes")
	hash := fs.String("ca-hash", "", "SHA-256 of the office's authority, 64 hexadecimal digits")
	unit := fs.String("unit", "", "the unit this machine should be; refused when the token is for another")
	dir := fs.String("dir", "/var/lib/poploket", "the unit's state folder; the identity goes into identity below it")
	if err := fs.Parse(args); err != nil {
		return exitUsage
	}
	fail := func(code int, format string, args ...any) int {
		fmt.Fprintf(errs, "kioskctl enrol: "+format+"\n", args...)
		return code
	}
	if *office == "" || *token == "" || *hash == "" || fs.NArg() > 0 {
		return fail(exitUsage, "want %s", enrolUsage)
	}
	pin, err := parseHash(*hash)
	if err != nil {
		return fail(exitUsage, "%v", err)
	}
	if *token == "-" {
		fmt.Fprint(errs, "token: ")
		line, err := bufio.NewReader(io.LimitReader(in, 256)).ReadString('\n')
		if err != nil && err != io.EOF {
			return fail(exitNo, "reading the token: %v", err)
		}
		*token = strings.TrimSpace(line)
	}
	folder := identity.Folder(*dir)
	id, err := identity.Enrol(context.Background(), folder, identity.Slip{Office: *office, Token: *token, CAHash: pin, Unit: *unit}, time.Now)
	if err != nil {
		return fail(exitNo, "%v%s", err, enrolHint(err))
	}
	fmt.Fprintf(out, "unit %s of %s is enrolled until %s; broker %s; kept in %s\n",
		id.ID, id.Municipality, id.Certificate.Leaf.NotAfter.Format("2006-01-02"), id.Broker, folder)
	return exitOK
}

// parseHash takes a SHA-256 as people copy it.
func parseHash(s string) (h [32]byte, err error) {
	s = strings.TrimPrefix(strings.ToLower(strings.NewReplacer(":", "", " ", "").Replace(s)), "sha256")
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(h) {
		return h, fmt.Errorf("--ca-hash: want the 64 hexadecimal digits from the slip")
	}
	copy(h[:], b)
	return h, nil
}

// enrolHint says what to do next.
func enrolHint(err error) string {
	switch kiosk.ErrorCode(err) {
	case kiosk.CodeRefused:
		return "\nMake a fresh token on the unit's page in the office, and check that it is for this unit."
	case kiosk.CodeUnavailable:
		return "\nWait a minute and try again with the same token."
	}
	if strings.Contains(err.Error(), "fingerprint") {
		return "\nThis is not the office of the slip, or the hash was copied wrong. Don't go on before you know which."
	}
	return ""
}
