package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"poploket/cmd/internal/fleet"
)

// proof is summary.json.
type proof struct {
	Reference      string  `json:"reference"` // as printed
	Service        string  `json:"service"`
	Stop           string  `json:"stop"`
	ReceiptPrinted bool    `json:"receiptPrinted"` // confirmed by the printer
	Committed      bool    `json:"committed"`      // in the unit's journal
	OfficeReceipt  bool    `json:"officeReceipt"`  // signed by the office, kept by the unit
	ReceiptBytes   int     `json:"receiptBytes"`
	Screens        int     `json:"screens"`
	Seconds        seconds `json:"seconds"`
}

type seconds struct {
	StartToFirstScreen  float64 `json:"startToFirstScreen"`
	SendToDurable       float64 `json:"sendToDurable"`
	SendToLastByte      float64 `json:"sendToLastByte"`
	SendToOfficeReceipt float64 `json:"sendToOfficeReceipt"`
}

// once is one whole visit and what it leaves behind.
type once struct {
	*fleet.Fleet
	out   string
	desk  *fleet.Desk
	proof proof
}

// venue and services are those of the stop that is planned.
const venue, venueName = "markt", "Marktplein"

var services = []string{"passport", "driving-licence", "move", "parking-permit", "special-assistance"}

// visit plans a stop, walks a visit at it, and waits until the office has it.
func visit(ctx context.Context, o fleet.Options, out string) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	for _, old := range []string{o.Dir, filepath.Join(out, "screens")} {
		if err := os.RemoveAll(old); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(filepath.Join(out, "screens"), 0o755); err != nil {
		return err
	}
	o.Unplanned = true
	begin := time.Now()
	f, err := fleet.Start(ctx, o)
	if err != nil {
		return err
	}
	defer f.Stop()
	v := &once{Fleet: f, out: out}
	v.proof.Seconds.StartToFirstScreen = f.FirstPaint.Sub(f.Core.Started).Seconds()
	fmt.Printf("%-28s %6.1f s\n", "everything is up", time.Since(begin).Seconds())
	if v.desk, err = f.OpenDesk(ctx); err != nil {
		return fmt.Errorf("step browser: %w", err)
	}
	defer v.desk.Close()
	for _, step := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"plan a stop", v.plan}, {"visit", v.walk}, {"send", v.send}, {"receipt", v.check}, {"office shows the arrival", v.arrival}, {"end of the visit", v.end},
	} {
		begin := time.Now()
		if err := step.do(ctx); err != nil {
			return errors.Join(fmt.Errorf("step %s: %w", step.name, err), v.shot("failed"))
		}
		fmt.Printf("%-28s %6.1f s\n", step.name, time.Since(begin).Seconds())
	}
	b, err := json.MarshalIndent(v.proof, "", "  ")
	if err != nil {
		return err
	}
	fmt.Printf("%s\n", b)
	return os.WriteFile(filepath.Join(out, "summary.json"), append(b, '\n'), 0o644)
}

// plan is the fleet admin: a stop of today, from the next minute on, and another in two weeks, published. The unit shows
// it within seconds.
func (v *once) plan(ctx context.Context) error {
	if err := v.shot("no-stop"); err != nil {
		return err
	}
	if err := v.desk.LogIn("noor", v.Logins["noor"]); err != nil {
		return err
	}
	start, end, err := today(ctx, time.Now)
	if err != nil {
		return err
	}
	if err := v.desk.PlanStop(venue, start, end, services); err != nil {
		return err
	}
	again := time.Date(start.Year(), start.Month(), start.Day()+14, 9, 30, 0, 0, start.Location())
	if err := v.desk.PlanStop(venue, again, again.Add(7*time.Hour), services); err != nil {
		return err
	}
	if err := v.desk.Publish("Vandaag en over twee weken"); err != nil {
		return err
	}
	v.proof.Stop = venueName
	_, err = v.Resident.Until(ctx, "the stop on the unit's screen", 20*time.Second, func(p fleet.Paint) bool { return p.Screen == "welcome" && p.Has("service:move") })
	return err
}

// walk answers everything up to the check.
func (v *once) walk(ctx context.Context) error {
	return v.Run(ctx, fleet.Move, v.shot)
}

// send presses the one key that counts and times what follows, each by itself.
func (v *once) send(ctx context.Context) error {
	ledger, err := v.Ledger()
	if err != nil {
		return err
	}
	defer ledger.Close()
	since := func() float64 { return time.Since(v.Resident.Tapped()).Seconds() }
	g, part := errgroup.WithContext(ctx)
	g.Go(func() error {
		_, err := v.Resident.Tap(part, "send")
		return err
	})
	g.Go(func() error {
		e, err := ledger.Until(part, "the request", 20*time.Second, func(fleet.Entry) bool { return true })
		v.proof.Committed, v.proof.Seconds.SendToDurable = err == nil, since()
		v.proof.Reference, v.proof.Service = e.Reference.Grouped(), "move"
		return err
	})
	g.Go(func() error {
		_, err := ledger.Until(part, "the office's receipt", 60*time.Second, func(e fleet.Entry) bool { return e.Receipted })
		v.proof.OfficeReceipt, v.proof.Seconds.SendToOfficeReceipt = err == nil, since()
		return err
	})
	g.Go(func() error {
		e, err := ledger.Until(part, "the printer's word", 60*time.Second, func(e fleet.Entry) bool { return e.Printed != "" })
		if err == nil && e.Printed != "printed" {
			err = fmt.Errorf("the receipt is %s, not printed", e.Printed)
		}
		v.proof.ReceiptPrinted = err == nil
		return err
	})
	g.Go(func() error {
		bin, png, err := v.Paper(part, 1)
		v.proof.Seconds.SendToLastByte = since()
		if err != nil {
			return err
		}
		return v.keep(bin, png)
	})
	if err := g.Wait(); err != nil {
		return err
	}
	if _, err := v.Resident.Until(ctx, "the confirmation", 20*time.Second, func(p fleet.Paint) bool { return p.Screen == "move.confirm" && p.Has("copy") }); err != nil {
		return err
	}
	return v.shot("confirmation")
}

// keep copies the receipt's bytes and its picture beside the summary.
func (v *once) keep(bin, png string) error {
	for from, to := range map[string]string{bin: "receipt.bin", png: "receipt.png"} {
		b, err := os.ReadFile(from)
		if err == nil {
			err = os.WriteFile(filepath.Join(v.out, to), b, 0o644)
		}
		if err != nil {
			return fmt.Errorf("keeping the receipt: %w", err)
		}
	}
	return nil
}

// check holds the paper against the journal: the reference stands on it, in one piece.
func (v *once) check(context.Context) error {
	b, err := os.ReadFile(filepath.Join(v.out, "receipt.bin"))
	if err != nil {
		return err
	}
	v.proof.ReceiptBytes = len(b)
	if !bytes.Contains(b, []byte(v.proof.Reference)) {
		return fmt.Errorf("the reference %s does not stand on the receipt", v.proof.Reference)
	}
	return nil
}

// arrival is the handler of requests, who sees it come in.
func (v *once) arrival(ctx context.Context) error {
	if err := v.desk.LogOut(); err != nil {
		return err
	}
	if err := v.desk.LogIn("hana", v.Logins["hana"]); err != nil {
		return err
	}
	return v.desk.Photograph("/aanvragen", v.proof.Reference, filepath.Join(v.out, "office.png"))
}

// end is the resident who is done; the next one finds a fresh face.
func (v *once) end(ctx context.Context) error {
	before, err := v.Resident.Tap(ctx, "done")
	if err != nil {
		return err
	}
	_, err = v.Resident.Until(ctx, "a fresh face", 20*time.Second, func(p fleet.Paint) bool {
		return p.Screen == "welcome" && (p.PID != before.PID || before.Screen == "welcome")
	})
	if err != nil {
		return err
	}
	return v.shot("fresh-face")
}

func (v *once) shot(name string) error {
	v.proof.Screens++
	return v.Screen.Screenshot(filepath.Join(v.out, "screens", fmt.Sprintf("%02d-%s.png", v.proof.Screens, name)))
}

// today is from the next minute to the end of the day, in the municipality's zone. Shortly before midnight it waits for
// the new day: a stop stands within one.
func today(ctx context.Context, now func() time.Time) (start, end time.Time, err error) {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		return start, end, err
	}
	for {
		start = now().In(zone).Truncate(time.Minute).Add(time.Minute)
		if start.Sub(now()) < 10*time.Second {
			start = start.Add(time.Minute) // filling in the form takes a moment
		}
		end = time.Date(start.Year(), start.Month(), start.Day(), 23, 59, 0, 0, zone)
		from := start.Add(-2 * time.Minute)
		if from.Day() == start.Day() && end.Sub(start) >= 20*time.Minute {
			if last := start.Add(8 * time.Hour); last.Before(end) {
				end = last
			}
			return start, end, nil
		}
		fmt.Println("it is nearly midnight; waiting for the new day")
		select {
		case <-ctx.Done():
			return start, end, ctx.Err()
		case <-time.After(time.Minute):
		}
	}
}
