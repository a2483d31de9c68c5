package screen

import (
	"fyne.io/fyne/v2"

	"poploket/kiosk/ui/widget"
)

// Attach lets a keyboard that is plugged in type into the active field and start the focus.
func (f *Face) Attach(c fyne.Canvas) {
	c.SetOnTypedRune(func(r rune) { f.insert(string(r)) })
	c.SetOnTypedKey(func(e *fyne.KeyEvent) {
		switch e.Name {
		case fyne.KeyBackspace:
			f.erase()
		case fyne.KeyDown, fyne.KeyRight, fyne.KeyUp, fyne.KeyLeft:
			c.FocusNext()
		case fyne.KeyReturn, fyne.KeyEnter:
			if f.shown.Primary != nil && len(f.entries) > 0 {
				f.act(f.shown.Primary.ID)()
			}
		}
	})
}

// focusedID is the key that has the keyboard's focus, so that it can have it again on the next drawing.
func (f *Face) focusedID() string {
	if c := f.canvas(); c != nil {
		if t, ok := c.Focused().(*widget.Touch); ok {
			return t.ID
		}
	}
	return ""
}

func (f *Face) refocus(id string) {
	c := f.canvas()
	if c == nil {
		return
	}
	if id != "" {
		for _, o := range f.root.Objects {
			if t, ok := o.(*widget.Touch); ok && t.ID == id {
				c.Focus(t)
				return
			}
		}
	}
	if c.Focused() != nil {
		c.Unfocus()
	}
}

func (f *Face) canvas() fyne.Canvas {
	if fyne.CurrentApp() == nil {
		return nil
	}
	return fyne.CurrentApp().Driver().CanvasForObject(f.root)
}
