package fleet

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/chromedp/chromedp"
)

// Desk is somebody in the office with a real browser.
type Desk struct {
	url    string
	ctx    context.Context
	cancel context.CancelFunc
}

// OpenDesk starts a browser at the office's pages; close it with Close.
func (f *Fleet) OpenDesk(ctx context.Context) (*Desk, error) {
	path, err := exec.LookPath("chromium")
	if err != nil {
		return nil, fmt.Errorf("starting a browser: %w", err)
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Flag("lang", "nl-NL"),
		chromedp.Env("LANG=nl_NL.UTF-8", "LANGUAGE=nl"), chromedp.WindowSize(1440, 900), chromedp.WSURLReadTimeout(60*time.Second))
	ctx, stop := chromedp.NewExecAllocator(ctx, opts...)
	ctx, end := chromedp.NewContext(ctx)
	ctx, expire := context.WithTimeout(ctx, 3*time.Minute)
	return &Desk{url: f.WebURL, ctx: ctx, cancel: func() { expire(); end(); stop() }}, nil
}

// Close ends the browser.
func (d *Desk) Close() { d.cancel() }

// LogIn logs somebody in.
func (d *Desk) LogIn(name, password string) error {
	return errors.Join(d.visit("/inloggen"), d.set("#naam", name), d.set("#wachtwoord", password), d.press(".primary"))
}

// LogOut logs out.
func (d *Desk) LogOut() error { return d.press(".who button") }

// PlanStop fills in the form of a new stop for the fleet's unit at a venue, with these services.
func (d *Desk) PlanStop(venue string, start, end time.Time, services []string) error {
	err := errors.Join(d.visit("/haltes/nieuw"),
		d.eval(fmt.Sprintf(`document.querySelector('input[name=eenheid][value=%q]').checked = true`, Unit)),
		d.set("#plek", venue), d.set("#dag", start.Format("2006-01-02")), d.set("#begin", start.Format("15:04")), d.set("#einde", end.Format("15:04")))
	for _, s := range services {
		err = errors.Join(err, d.eval(fmt.Sprintf(`document.querySelector('input[name=dienst][value=%q]').checked = true`, s)))
	}
	if err := errors.Join(err, d.press(".actions .primary")); err != nil {
		return err
	}
	if says := d.text(".summary"); says != "" {
		return fmt.Errorf("the office refuses the stop: %s", says)
	}
	return nil
}

// Publish looks at the difference and publishes it.
func (d *Desk) Publish(why string) error {
	return errors.Join(d.visit("/publiceren"), d.set("#waarom", why), d.press(".actions .primary"))
}

// Photograph writes a page of the office as a picture once it holds text.
func (d *Desk) Photograph(page, text, path string) error {
	deadline := time.Now().Add(20 * time.Second)
	for {
		if err := d.visit(page); err != nil {
			return err
		}
		there, err := chromedp.Run(d.ctx, chromedp.Evaluate[bool](fmt.Sprintf(`document.body.innerText.includes(%q)`, text)))
		if err != nil {
			return err
		}
		if there {
			break
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("the office's page %s does not show %q", page, text)
		}
	}
	if err := d.eval("document.fonts.ready.then(() => document.activeElement.blur())"); err != nil {
		return err
	}
	png, err := chromedp.Run(d.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		return err
	}
	return os.WriteFile(path, png, 0o644)
}

func (d *Desk) visit(path string) error {
	return chromedp.Do(d.ctx, chromedp.Navigate(d.url+path))
}

func (d *Desk) set(field, value string) error {
	return d.eval(fmt.Sprintf("document.querySelector(%q).value = %q", field, value))
}

func (d *Desk) eval(script string) error {
	_, err := chromedp.Run(d.ctx, chromedp.Evaluate[chromedp.Void](script, chromedp.EvalAwaitPromise))
	if err != nil {
		return fmt.Errorf("in the browser: %w (%.80s)", err, script)
	}
	return nil
}

// press clicks something that leads to another page, and waits for it.
func (d *Desk) press(what string) error {
	if _, err := chromedp.RunResponse(d.ctx, chromedp.Click(chromedp.CSS(what))); err != nil {
		return fmt.Errorf("pressing %s: %w", what, err)
	}
	return nil
}

// text is what stands at a place, empty when there is no such place.
func (d *Desk) text(place string) string {
	s, _ := chromedp.Run(d.ctx, chromedp.Evaluate[string](fmt.Sprintf(`document.querySelector(%q)?.innerText ?? ""`, place)))
	return s
}
