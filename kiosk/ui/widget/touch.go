package widget

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"
)

// Touch is anything that can be touched, or reached with the keyboard: one hit area with one label.
type Touch struct {
	fynewidget.BaseWidget
	ID      string // stable name: what goes back in an input, and where focus stays when a screen is drawn again
	Label   string // what the voice says
	Primary bool   // the one lamp
	Fast    bool   // a key of a keyboard: may be tapped twice in a moment

	Tap   func()
	Typed func(r rune) // runes typed while it has the focus, nil for none
	Erase func()       // backspace while it has the focus

	// Draw paints the state on a board of the touch's own size.
	Draw func(b *Board, pressed bool)

	board            *Board
	down             bool // the finger is on it
	pressed, focused bool
	at               fyne.Position // of the last tap, for a caret
}

var (
	_ fyne.Tappable     = (*Touch)(nil)
	_ fyne.Focusable    = (*Touch)(nil)
	_ fyne.Accessible   = (*Touch)(nil)
	_ desktop.Mouseable = (*Touch)(nil)
)

// Touch places t on the board and draws it.
func (b *Board) Touch(t *Touch, x, y, w, h float32) {
	t.board = &Board{Theme: b.Theme, Width: w, Height: h, Under: b.Under, LTR: b.LTR, Guard: b.Guard}
	t.ExtendBaseWidget(t)
	t.paint()
	b.Place(t, x, y, w, h)
}

// At is where the last tap fell, from the touch's left upper corner.
func (t *Touch) At() fyne.Position { return t.at }

// paint draws the state anew.
func (t *Touch) paint() {
	b := t.board
	b.objects = nil
	if t.focused {
		b.rings()
	}
	t.Draw(b, t.pressed)
}

// rings are the two rings of the focus and the gap between them and the key.
func (b *Board) rings() {
	out, in, gap := b.Px(1.1), b.Px(0.9), b.Px(0.7)
	radius := b.Px(b.T.Radius.Key)
	for _, ring := range []struct {
		by    float32
		color color.NRGBA
	}{{out + in + gap, b.FocusOut}, {in + gap, b.FocusIn}, {gap, b.Under}} {
		b.Rect(-ring.by, -ring.by, b.Width+2*ring.by, b.Height+2*ring.by, radius+ring.by, ring.color)
	}
}

func (t *Touch) repaint() {
	t.paint()
	canvas.Refresh(t)
}

// Tapped takes the tap unless the guard keeps it.
func (t *Touch) Tapped(e *fyne.PointEvent) {
	if e != nil {
		t.at = e.Position
	}
	if g := t.board.Guard; g != nil && !g.Allow(t.ID, t.Fast) {
		return
	}
	if t.Tap != nil {
		t.Tap()
	}
}

// letGo is how long a key stays pressed for the screen that the tap brings: one painting instead of two.
const letGo = 250 * time.Millisecond

// MouseDown shows the key pressed when the finger stays.
func (t *Touch) MouseDown(*desktop.MouseEvent) {
	t.down = true
	g := t.board.Guard
	if g != nil {
		g.held = t.ID
	}
	if g == nil || g.Hold == 0 {
		t.pressed = true
		t.repaint()
		return
	}
	t.later(g.Hold, func() {
		if t.down {
			t.pressed = true
			t.repaint()
		}
	})
}

// MouseUp, which comes before the tap, lets the key go: at once where it is tapped fast, else when no other screen came.
// A key that was drawn anew under the finger takes the tap itself: Fyne has forgotten it.
func (t *Touch) MouseUp(*desktop.MouseEvent) {
	g := t.board.Guard
	again := !t.down && g != nil && g.held == t.ID
	shown := t.pressed
	t.down, t.pressed = false, false
	switch {
	case !shown:
	case t.Fast || g == nil:
		t.repaint()
	default:
		t.later(letGo, func() {
			if !t.pressed {
				t.repaint()
			}
		})
	}
	if g != nil {
		g.held = ""
	}
	if again {
		t.Tapped(nil)
	}
}

// later does something unless everything is drawn anew before.
func (t *Touch) later(after time.Duration, do func()) {
	drawing := t.board.Guard.drawing
	time.AfterFunc(after, func() {
		fyne.Do(func() {
			if t.board.Guard.drawing == drawing {
				do()
			}
		})
	})
}

// FocusGained and FocusLost belong to the keyboard; a finger never leaves a ring behind.
func (t *Touch) FocusGained() { t.focused = true; t.repaint() }

// FocusLost takes the rings away.
func (t *Touch) FocusLost() { t.focused = false; t.repaint() }

// TypedRune types into a field; on a key, space is a tap.
func (t *Touch) TypedRune(r rune) {
	switch {
	case t.Typed != nil:
		t.Typed(r)
	case r == ' ':
		t.Tapped(nil)
	}
}

// TypedKey moves the focus with the arrows and taps with Enter.
func (t *Touch) TypedKey(e *fyne.KeyEvent) {
	c := fyne.CurrentApp().Driver().CanvasForObject(t)
	if c == nil {
		return
	}
	forward := fyne.KeyRight
	if t.board.Look.RTL {
		forward = fyne.KeyLeft
	}
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		t.Tapped(nil)
	case fyne.KeyBackspace:
		if t.Erase != nil {
			t.Erase()
		}
	case fyne.KeyDown, forward:
		c.FocusNext()
	case fyne.KeyUp, fyne.KeyLeft, fyne.KeyRight:
		c.FocusPrevious()
	}
}

// AccessibilityLabel is what the voice says.
func (t *Touch) AccessibilityLabel() string { return t.Label }

// AccessibilityRole is button for all.
func (t *Touch) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// Focused reports whether the rings are shown.
func (t *Touch) Focused() bool { return t.focused }

// CreateRenderer lets Fyne draw the board.
func (t *Touch) CreateRenderer() fyne.WidgetRenderer { return touchRenderer{t} }

type touchRenderer struct{ t *Touch }

func (r touchRenderer) Destroy()                     {}
func (r touchRenderer) Layout(fyne.Size)             {}
func (r touchRenderer) MinSize() fyne.Size           { return fyne.NewSize(r.t.board.Width, r.t.board.Height) }
func (r touchRenderer) Objects() []fyne.CanvasObject { return r.t.board.objects }
func (r touchRenderer) Refresh()                     {}
