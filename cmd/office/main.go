// Command office is the fleet office: pages for planners and handlers, the broker that units connect to, and the door where
// they get their certificates. It may be killed at any moment.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // local time must not depend on the machine's files

	"poploket/assets"
	"poploket/kiosk"
	"poploket/kiosk/catalog"
	"poploket/sync/office"
)

func main() {
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], log); err != nil && !errors.Is(err, flag.ErrHelp) {
		log.Error("the office ended", "err", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, log *slog.Logger) error {
	conf := office.Config{Log: log}
	flags := flag.NewFlagSet("office", flag.ContinueOnError)
	flags.StringVar(&conf.Dir, "dir", "office-state", "where the office keeps its state")
	flags.StringVar(&conf.Web, "web", "127.0.0.1:8080", "address of the pages")
	flags.StringVar(&conf.MQTT, "mqtt", "127.0.0.1:8883", "address for units, mutual TLS")
	flags.StringVar(&conf.Enrol, "enrol", "127.0.0.1:8443", "address where units get their certificate")
	hosts := flags.String("hosts", "127.0.0.1,localhost", "names and addresses under which units reach the office; the first is given to them")
	flags.StringVar(&conf.Public, "public", "", "address of the pages as residents know it, for the codes on receipts: https://...; that of --web without")
	flags.BoolVar(&conf.Unplanned, "unplanned", false, "the example begins without stops")
	flags.BoolVar(&conf.Proxy, "proxy", false, "a TLS proxy stands in front of the pages and sets X-Forwarded-For")
	flags.BoolVar(&conf.Example, "example", false, "be the example municipality, with units, venues, accounts and stops")
	municipality := flags.String("municipality", "", "JSON file that says who the office works for")
	password := flags.String("admin-password-file", "", "file with the first administrator's password; drawn and shown once without")
	if err := flags.Parse(args); err != nil {
		return err
	}
	conf.Hosts = strings.Split(*hosts, ",")
	var err error
	if conf.Catalogue, err = catalog.Pack(assets.Services); err != nil {
		return fmt.Errorf("packing the services: %w", err)
	}
	if !conf.Example {
		if conf.Municipality, err = readMunicipality(*municipality); err != nil {
			return err
		}
	}
	if *password != "" {
		b, err := os.ReadFile(*password)
		if err != nil {
			return fmt.Errorf("reading the administrator's password: %w", err)
		}
		conf.AdminPassword = strings.TrimRight(string(b), "\r\n")
	}
	m, err := office.Open(ctx, conf)
	if err != nil {
		return err
	}
	fmt.Printf("pages      %s\nenrolment  %s, authority %s\n", m.WebURL(), m.EnrolAddress(), m.Fingerprint())
	for _, l := range m.Logins {
		fmt.Printf("log in     %-6s %s\n", l.Name, l.Password)
	}
	return errors.Join(m.Run(ctx), m.Close())
}

func readMunicipality(path string) (kiosk.Municipality, error) {
	var m kiosk.Municipality
	if path == "" {
		return m, errors.New("who does the office work for? give --municipality FILE, or --example")
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return m, fmt.Errorf("reading the municipality: %w", err)
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return m, fmt.Errorf("reading the municipality in %s: %w", path, err)
	}
	if m.ID == "" || m.Name == "" || m.Zone == "" {
		return m, fmt.Errorf("the municipality in %s needs at least id, name and zone", path)
	}
	return m, nil
}
