// Package audit walks what a face has laid out and says what a resident could not hit, read, hear or reach: targets too
// small or too near, texts cut off or over each other, anything off the panel, more than one primary, a key without a
// word, a key the keyboard cannot reach. It judges geometry, so it needs no picture and runs over every screen.
package audit

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"poploket/kiosk/ui/theme"
	"poploket/kiosk/ui/widget"
)

// Limits, in design millimetres: the look's own, which are stricter than VVSG's 12.7 and 2.54.
const (
	Target = 15.0
	Gap    = 2.6
	slack  = 1.5 // pixels lost to whole pixels
)

// Finding is one fault: which rule, and what breaks it.
type Finding struct{ Rule, What string }

func (f Finding) String() string { return f.Rule + ": " + f.What }

type box struct{ x0, y0, x1, y1 float32 }

func (b box) String() string {
	return fmt.Sprintf("(%.0f,%.0f)-(%.0f,%.0f)", b.x0, b.y0, b.x1, b.y1)
}

// meets allows the pixel that rounding costs.
func (b box) meets(o box) bool {
	return b.x0+1.5 < o.x1 && o.x0+1.5 < b.x1 && b.y0+1.5 < o.y1 && o.y0+1.5 < b.y1
}

func (b box) holds(o box, by float32) bool {
	return o.x0 >= b.x0-by && o.y0 >= b.y0-by && o.x1 <= b.x1+by && o.y1 <= b.y1+by
}

// apart is the distance between two boxes, negative where they overlap.
func (b box) apart(o box) float32 {
	return max(max(o.x0-b.x1, b.x0-o.x1), max(o.y0-b.y1, b.y0-o.y1))
}

type key struct {
	box
	*widget.Touch
}

type text struct {
	box
	s     string
	owner *widget.Touch
}

// Canvas audits what a canvas shows on a panel.
func Canvas(c fyne.Canvas, panel theme.Panel) []Finding {
	a := &auditor{panel: panel}
	a.walk(c.Content(), fyne.Position{}, nil)
	a.keysRules()
	a.textRules()
	a.focusRules(c)
	return a.found
}

type auditor struct {
	panel theme.Panel
	keys  []key
	texts []text
	found []Finding
}

func (a *auditor) report(rule, format string, args ...any) {
	a.found = append(a.found, Finding{rule, fmt.Sprintf(format, args...)})
}

func (a *auditor) walk(o fyne.CanvasObject, at fyne.Position, owner *widget.Touch) {
	if !o.Visible() {
		return
	}
	at = at.Add(o.Position())
	size := o.Size()
	b := box{at.X, at.Y, at.X + size.Width, at.Y + size.Height}
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			a.walk(child, at, owner)
		}
	case *widget.Touch:
		a.keys = append(a.keys, key{b, o})
		for _, child := range test.WidgetRenderer(o).Objects() {
			a.walk(child, at, o)
		}
	case *canvas.Text:
		// ink stands within ascender and descender, less than the line
		b.y0 += o.TextSize * 0.12
		b.y1 -= o.TextSize * 0.1
		a.texts = append(a.texts, text{b, o.Text, owner})
	case *canvas.Image:
		a.inside(b, "a picture")
	}
}

// inside wants a thing on the panel.
func (a *auditor) inside(b box, what string) {
	if !(box{0, 0, float32(a.panel.WidthPx), float32(a.panel.HeightPx)}).holds(b, 0.5) {
		a.report("panel", "%s at %v is off the panel", what, b)
	}
}

func (a *auditor) keysRules() {
	least, gap := a.panel.Px(Target)-slack, a.panel.Px(Gap)-slack
	primaries := 0
	for i, k := range a.keys {
		if w, h := k.x1-k.x0, k.y1-k.y0; w < least || h < least {
			a.report("target", "%q is %.0f x %.0f px, want %.0f", k.ID, w, h, least)
		}
		a.inside(k.box, fmt.Sprintf("%q", k.ID))
		if k.Primary {
			primaries++
		}
		if k.AccessibilityLabel() == "" {
			a.report("label", "%q has no word", k.ID)
		}
		for _, o := range a.keys[:i] {
			if d := k.apart(o.box); d < gap {
				a.report("gap", "%q and %q are %.0f px apart, want %.0f", o.ID, k.ID, d, gap)
			}
		}
	}
	if primaries > 1 {
		a.report("primary", "%d primaries, want at most one", primaries)
	}
}

func (a *auditor) textRules() {
	for i, t := range a.texts {
		a.inside(t.box, fmt.Sprintf("text %q", t.s))
		for _, k := range a.keys {
			switch {
			case k.Touch == t.owner:
				if !k.holds(t.box, 1) {
					a.report("clipped", "%q at %v does not fit its key %q %v", t.s, t.box, k.ID, k.box)
				}
			case k.meets(t.box):
				a.report("covered", "%q lies under %q", t.s, k.ID)
			}
		}
		for _, o := range a.texts[:i] {
			if t.meets(o.box) {
				a.report("overlap", "%q %v and %q %v", o.s, o.box, t.s, t.box)
			}
		}
	}
}

// focusRules wants the keyboard to reach every key once and come back to the first.
func (a *auditor) focusRules(c fyne.Canvas) {
	if len(a.keys) == 0 {
		return
	}
	before := c.Focused()
	c.Unfocus()
	seen := map[fyne.Focusable]bool{}
	for range len(a.keys) {
		c.FocusNext()
		seen[c.Focused()] = true
	}
	for _, k := range a.keys {
		if !seen[k.Touch] {
			a.report("focus", "the keyboard does not reach %q", k.ID)
		}
	}
	first := a.keys[0].Touch
	if c.FocusNext(); c.Focused() != fyne.Focusable(first) {
		a.report("focus", "the round does not come back to %q", first.ID)
	}
	c.Unfocus()
	if before != nil {
		c.Focus(before)
	}
}
