package screen

import (
	"image"
	"reflect"
	"sync/atomic"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"poploket/kiosk"
	"poploket/kiosk/ui/theme"
	"poploket/kiosk/ui/widget"
)

// Face is the drawing of one display. All its methods belong to Fyne's main goroutine, except Painted.
type Face struct {
	// Guard keeps unmeant taps; tests and benches set their own times.
	Guard *widget.Guard
	// OnPaint, when set, hears of every paint, on Fyne's goroutine and while it paints: it must not draw.
	OnPaint func(Paint)

	set  *theme.Set
	send func(kiosk.Input)
	root *fyne.Container
	mark *canvas.Raster

	shown    kiosk.Screen
	any      bool
	entries  []*widget.Entry
	keyboard *widget.Keyboard
	typing   string // id of the field the hand is in
	page     int    // of a list that this drawing paged, from 0
	echoes   echoes

	painted atomic.Pointer[Paint]
	wanted  Paint
}

// Paint says which screen is on the glass, and how many paints there have been.
type Paint struct {
	ID    string
	Count uint64
}

// New makes the drawing for a panel. What the resident does goes to send, which is called on Fyne's goroutine and may
// call Show. It panics on a panel without size: the configuration has checked it.
func New(panel theme.Panel, send func(kiosk.Input)) *Face {
	set, err := theme.Open(panel)
	if err != nil {
		panic(err)
	}
	f := &Face{Guard: widget.NewGuard(), set: set, send: send}
	size := fyne.NewSize(float32(panel.WidthPx), float32(panel.HeightPx))
	f.root = &fyne.Container{Layout: still(size)}
	f.painted.Store(&Paint{})
	f.mark = canvas.NewRaster(func(w, h int) image.Image {
		p := f.wanted
		f.painted.Store(&p)
		if f.OnPaint != nil {
			f.OnPaint(p)
		}
		return image.NewRGBA(image.Rect(0, 0, w, h))
	})
	f.mark.Resize(fyne.NewSize(1, 1))
	f.root.Resize(size)
	return f
}

// still is the layout of absolute pixels: what was placed stays. Its size is the panel's: X refuses a window of nothing.
type still fyne.Size

func (still) Layout([]fyne.CanvasObject, fyne.Size)   {}
func (s still) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size(s) }

// Object is what a window shows.
func (f *Face) Object() fyne.CanvasObject { return f.root }

// Theme is the look of the screen that is shown, for Fyne's settings.
func (f *Face) Theme() fyne.Theme { return f.set.For(f.shown.Look).Fyne() }

// Shown is the screen last given to Show.
func (f *Face) Shown() kiosk.Screen { return f.shown }

// Painted is the screen on the glass. It may be called from anywhere.
func (f *Face) Painted() Paint { return *f.painted.Load() }

// Show draws a screen. The same screen with other values in its fields is not drawn again: only the fields are.
func (f *Face) Show(s kiosk.Screen) {
	if f.shown.ID != s.ID {
		f.echoes = nil
	}
	s.Fields = f.echoes.reconcile(s.Fields)
	same := f.any && f.shown.ID == s.ID && f.shown.Look == s.Look
	if same && sameShape(f.shown, s) {
		f.shown = s
		f.fill()
		return
	}
	if !same {
		f.page = 0
	}
	if !f.any || f.shown.ID != s.ID {
		f.Guard.Changed()
		f.typing, f.keyboard = "", nil
	}
	f.follow(s)
	f.shown, f.any = s, true
	f.draw()
}

// sameShape reports whether two values of one screen differ in nothing but what the fields hold.
func sameShape(a, b kiosk.Screen) bool {
	if len(a.Fields) != len(b.Fields) || len(a.Fields) == 0 {
		return reflect.DeepEqual(a, b)
	}
	strip := func(s kiosk.Screen) kiosk.Screen {
		fields := make([]kiosk.Field, len(s.Fields))
		copy(fields, s.Fields)
		for i := range fields {
			fields[i].Value, fields[i].Focused = "", false
		}
		s.Fields = fields
		return s
	}
	return reflect.DeepEqual(strip(a), strip(b))
}

// fill shows new values in the fields that are drawn.
func (f *Face) fill() {
	f.wanted.Count++
	for _, e := range f.entries {
		for _, fd := range f.shown.Fields {
			if fd.ID == e.ID && e.Set(fd.Value, e.ID == f.typing) {
				e.Refresh()
				f.mark.Refresh()
			}
		}
	}
}

// draw builds the whole screen and hands it to Fyne as one change.
func (f *Face) draw() {
	focused := f.focusedID()
	f.Guard.Drawn()
	p := f.compose()
	f.root.Objects = append(p.board.Objects(), f.mark)
	f.wanted = Paint{ID: f.shown.ID, Count: f.wanted.Count + 1}
	f.mark.Refresh() // everything is painted anew; refreshing the root would have lasting pictures uploaded anew
	f.refocus(focused)
}

// compose draws the page. Where it would not fit it is drawn with less air, then tight, then on pages, then in smaller letters:
// nothing is ever cut off.
func (f *Face) compose() *page {
	look := f.shown.Look
	for {
		for _, how := range []way{{}, {snug: true}, {snug: true, tight: true}, {snug: true, pages: true}, {snug: true, tight: true, pages: true}} {
			f.entries = nil
			p := newPage(f, look, how)
			p.draw()
			if !p.overflow || how.tight && how.pages && look.Size == kiosk.SizeS {
				return p
			}
		}
		look.Size = smaller(look.Size)
	}
}

func smaller(s kiosk.TextSize) kiosk.TextSize {
	switch s {
	case kiosk.SizeXL:
		return kiosk.SizeL
	case kiosk.SizeL:
		return kiosk.SizeM
	}
	return kiosk.SizeS
}

// Wipe forgets the screen and everything drawn of it.
func (f *Face) Wipe() {
	for _, e := range f.entries {
		e.Wipe()
	}
	f.entries, f.keyboard, f.typing, f.page, f.echoes = nil, nil, "", 0, nil
	f.shown, f.any = kiosk.Screen{}, false
	f.root.Objects = nil
	f.Guard.Drawn()
	f.wanted = Paint{Count: f.wanted.Count + 1}
	if c := f.canvas(); c != nil {
		c.Unfocus()
	}
	f.root.Refresh()
}

// act is the tap that sends an Act.
func (f *Face) act(id string) func() {
	return func() { f.send(kiosk.Act{ID: id}) }
}
