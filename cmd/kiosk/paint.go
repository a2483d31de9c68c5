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

// show takes a screen from the visit and has it drawn.
func (f *face) show(s kiosk.Screen) {
	f.next.Store(&s)
	fyne.Do(f.draw)
}

// touched tells the visit of a touch, on Fyne's goroutine, and draws the answer before Fyne paints what the touch did to
// the old screen: a painting goes over the whole window, and two take twice as long.
func (f *face) touched(in kiosk.Input) {
	if v := f.visit.Load(); v != nil {
		v.Take(in)
		f.draw()
	}
}

// draw draws the newest screen, unless that was done; the first one brings the window onto the display.
func (f *face) draw() {
	s := f.next.Swap(nil)
	if s == nil {
		return
	}
	f.drawing.Show(*s)
	if !f.shown {
		f.shown = true
		f.window.Show()
		f.drawing.Attach(f.window.Canvas())
	}
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
