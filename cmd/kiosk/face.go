package main

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"os"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"poploket/kiosk"
	"poploket/kiosk/catalog"
	"poploket/kiosk/core"
	"poploket/kiosk/flow"
	"poploket/kiosk/i18n"
	"poploket/kiosk/ui/screen"
	"poploket/kiosk/ui/theme"
	"poploket/kiosk/visit"
	"poploket/kiosk/voice"
)

// face is the process's one window and its one visit.
type face struct {
	app     fyne.App
	window  fyne.Window
	drawing *screen.Face
	client  *core.Client
	display string
	log     *slog.Logger

	texts   *i18n.Texts
	voice   *voice.Speaker
	welcome atomic.Pointer[core.Welcome]
	setting kiosk.Setting
	catalog *catalog.Catalog
	visit   atomic.Pointer[visit.Visit] // nil until the core shows this face
	stop    context.CancelFunc

	shown  bool // the window is up; Fyne's goroutine only
	next   atomic.Pointer[kiosk.Screen]
	paints chan screen.Paint
}

// newFace makes a face that can listen; open makes its window.
func newFace(client *core.Client, display string, log *slog.Logger) (*face, error) {
	texts, err := i18n.Load()
	if err != nil {
		return nil, err
	}
	f := &face{client: client, display: display, log: log, texts: texts, voice: voice.NewSpeaker(),
		paints: make(chan screen.Paint, 1)}
	f.voice.Failed = func(err error) { log.Error("speaking", "err", err) }
	f.app = app.NewWithID("poploket.kiosk")
	return f, nil
}

// open makes the window, which Fyne takes its time for. It stays unseen until the first screen.
func (f *face) open(panel theme.Panel) {
	f.drawing = screen.New(panel, f.touched)
	f.drawing.OnPaint = f.onPaint
	f.app.Settings().SetTheme(f.drawing.Theme()) // before anything is drawn: it makes Fyne read all fonts anew
	f.window = f.app.NewWindow("Poploket")
	f.window.SetPadded(false)
	f.window.SetContent(f.drawing.Object())
	f.window.Resize(fyne.NewSize(float32(panel.WidthPx), float32(panel.HeightPx))) // the drawing has no least size of its own
	f.window.SetFullScreen(true)
}

// listen follows the core until the face ends.
func (f *face) listen(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-f.client.Events():
			f.handle(ctx, e)
		}
	}
}

func (f *face) handle(ctx context.Context, e core.Event) {
	switch e := e.(type) {
	case core.Welcomed:
		f.welcome.Store(&e.Welcome)
	case core.Catalogue:
		c, err := catalog.Parse(e.Bytes)
		if err != nil {
			f.log.Error("catalogue not taken", "err", err)
			return
		}
		f.catalog = c
		if v := f.visit.Load(); v != nil && !v.Touched() {
			f.stop()
			f.start(ctx)
		}
	case core.Setting:
		f.setting = e.Setting
		f.tell(kiosk.SettingChanged{Setting: e.Setting})
	case core.Show:
		f.begin(ctx)
	case core.Exit:
		os.Exit(0)
	case core.Scanned:
		f.tell(read(e, time.Now()))
	case core.Misread:
		f.tell(kiosk.Misread{})
	case core.Received:
		f.tell(kiosk.Received{Reference: e.Reference})
	}
}

func (f *face) tell(in kiosk.Input) {
	if v := f.visit.Load(); v != nil {
		v.Input(in)
	}
}

// begin shows the window and runs the visit. It does nothing when the visit runs already: the core came back.
func (f *face) begin(ctx context.Context) {
	if f.visit.Load() == nil && f.catalog != nil {
		f.start(ctx)
	}
}

func (f *face) start(ctx context.Context) {
	ctx, f.stop = context.WithCancel(ctx)
	v := visit.New(visit.Options{
		Core: f.client, Engine: &flow.Engine{Catalog: f.catalog, Texts: f.texts, Silent: !f.voice.Available()},
		Welcome: func() core.Welcome { return *f.welcome.Load() }, Setting: f.setting,
		Look: kiosk.Look{Language: f.setting.Languages[0], Size: kiosk.SizeM, Mode: kiosk.ModeDay},
		Show: f.show, Voice: f.voice, Random: rand.Reader, Now: time.Now,
		Failed: func(err error) { f.log.Error("visit", "err", err) },
	})
	f.visit.Store(v)
	go func() {
		if err := v.Run(ctx); err != nil && !errors.Is(err, context.Canceled) {
			f.log.Error("visit broken off", "err", err)
		}
	}()
}
