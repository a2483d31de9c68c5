// Package browsertest drives the office's pages in a real Chromium: as a planner, a handler, an admin and a resident would,
// with every page held against axe-core and photographed into out/office.
package browsertest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"poploket/sync/office/officetest"
)

// pictures is where screenshots go: out/office at the root of the module.
func pictures(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../../../../out/office")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

type browser struct {
	t   *testing.T
	ctx context.Context
	url string
	dir string
}

// open starts a browser of its own for one person.
func open(t *testing.T, o *officetest.Office) *browser {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		t.Fatal("there is no Chromium: apt-get install chromium")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Flag("lang", "nl-NL"),
		chromedp.Env("LANG=nl_NL.UTF-8", "LANGUAGE=nl"), chromedp.WindowSize(1440, 900), chromedp.Flag("force-prefers-reduced-motion", true),
		chromedp.WSURLReadTimeout(60*time.Second))
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(cancel)
	return &browser{t: t, ctx: ctx, url: o.URL, dir: pictures(t)}
}

func (b *browser) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		b.t.Fatal(err)
	}
}

// eval runs script in the page, waiting for a promise.
func eval[T any](b *browser, script string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%v in %.80s", err, script)
	}
	return v
}

func (b *browser) visit(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.url + path))
}

func (b *browser) login(name string) {
	b.t.Helper()
	b.visit("/inloggen")
	b.fill("#naam", name)
	b.fill("#wachtwoord", officetest.Password)
	b.press(".primary")
	b.see(".who form")
}

func (b *browser) logout() {
	b.t.Helper()
	b.press(".who button")
}

// fill replaces what stands in a field by keys.
func (b *browser) fill(field, value string) {
	b.t.Helper()
	b.set(field, "")
	b.do(chromedp.SendKeys(chromedp.CSS(field), value))
}

// set puts a value into a field whose keys depend on the browser's language: dates and times.
func (b *browser) set(field, value string) {
	b.t.Helper()
	eval[chromedp.Void](b, fmt.Sprintf("document.querySelector(%q).value = %q", field, value))
}

// press clicks something that leads to another page, and waits for it.
func (b *browser) press(what string) {
	b.t.Helper()
	if _, err := chromedp.RunResponse(b.ctx, chromedp.Click(chromedp.CSS(what))); err != nil {
		b.t.Fatalf("after pressing %s: %v", what, err)
	}
}

// see waits until something is visible.
func (b *browser) see(what string) {
	b.t.Helper()
	b.do(chromedp.WaitVisible(chromedp.CSS(what)))
}

// text is what a person reads at a place.
func (b *browser) text(place string) string {
	b.t.Helper()
	s, err := chromedp.Run(b.ctx, chromedp.Text(chromedp.CSS(place)))
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

// screen is a width with its height and its name in file names.
type screen struct {
	width, height int64
	name          string
}

var (
	desktop = screen{1440, 900, "desktop"}
	tablet  = screen{820, 1180, "tablet"}
	phone   = screen{390, 844, "phone"}
)

// photo takes the whole page on each screen, desktop and tablet unless told otherwise, and holds it against axe-core.
func (b *browser) photo(name string, screens ...screen) {
	b.t.Helper()
	if screens == nil {
		screens = []screen{desktop, tablet}
	}
	for _, s := range screens {
		b.size(s)
		eval[chromedp.Void](b, "document.fonts.ready.then(() => document.activeElement.blur())")
		b.accessible(name + " on a " + s.name)
		png, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
		if err != nil {
			b.t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(b.dir, name+"-"+s.name+".png"), png, 0o644); err != nil {
			b.t.Fatal(err)
		}
	}
	b.size(desktop)
}

func (b *browser) size(s screen) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(s.width, s.height))
}
