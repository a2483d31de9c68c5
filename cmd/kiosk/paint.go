package main

import (
	"context"
	"os"

	"fyne.io/fyne/v2"

	"poploket/kiosk"
	"poploket/kiosk/core"
	"poploket/kiosk/ui/screen"
	"poploket/kiosk/ui/widget"
)

// show draws a screen; the first one brings the window onto the display.
func (f *face) show(s kiosk.Screen) {
	fyne.Do(func() {
		f.drawing.Show(s)
		if f.shown {
			return
		}
		f.shown = true
		f.app.Settings().SetTheme(f.drawing.Theme())
		f.window.Show()
		f.drawing.Attach(f.window.Canvas())
	})
}

// painted tells the core when the window is on the display for the first time, and observers every time.
func (f *face) painted(ctx context.Context) {
	told := false
	for p := range f.paints {
		if !told {
			told = true
			if err := f.client.Shown(ctx); err != nil {
				f.log.Error("telling the core that the window is shown", "err", err)
			}
		}
		if !f.welcome.Load().Observe {
			continue
		}
		told := core.Paint{Display: f.display, PID: os.Getpid(), Screen: p.ID, Count: p.Count}
		fyne.DoAndWait(func() { told.Targets, told.Notices = f.targets(), f.notices() })
		if err := f.client.Paint(told); err != nil {
			f.log.Error("telling observers", "err", err)
		}
	}
}

// onPaint passes a paint on without ever holding up the painter; when many come at once the last one counts.
func (f *face) onPaint(p screen.Paint) {
	for {
		select {
		case f.paints <- p:
			return
		default:
		}
		select {
		case <-f.paints:
		default:
		}
	}
}

// notices is the boxes of the screen without their words.
func (f *face) notices() []string {
	var list []string
	for _, n := range f.drawing.Shown().Notices {
		list = append(list, string(n.Mood)+":"+n.Icon)
	}
	return list
}

// targets is what can be touched and where. Positions are pixels of the window: the drawing has one object a target.
func (f *face) targets() []core.Target {
	root, ok := f.drawing.Object().(*fyne.Container)
	if !ok {
		return nil
	}
	var targets []core.Target
	for _, o := range root.Objects {
		if t, ok := o.(*widget.Touch); ok {
			at, size := t.Position(), t.Size()
			targets = append(targets, core.Target{ID: t.ID, X: int(at.X), Y: int(at.Y), W: int(size.Width), H: int(size.Height)})
		}
	}
	return targets
}
