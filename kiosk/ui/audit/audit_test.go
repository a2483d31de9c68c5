package audit_test

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"poploket/kiosk"
	"poploket/kiosk/ui/audit"
	"poploket/kiosk/ui/screen"
	"poploket/kiosk/ui/screen/samples"
	"poploket/kiosk/ui/theme"
	"poploket/kiosk/ui/widget"
)

// TestEveryScreenHolds lays out every sample at every size, on all panels, in both directions and with low reach.
func TestEveryScreenHolds(t *testing.T) {
	test.NewTempApp(t)
	for _, panel := range []struct {
		name string
		theme.Panel
		sizes []kiosk.TextSize
	}{{"portrait 15.6", theme.Portrait15, theme.Sizes}, {"landscape 15.6", theme.Landscape15, theme.Sizes}, {"portrait 21.5", theme.Portrait21, theme.Sizes[1:2]}} {
		face := screen.New(panel.Panel, func(kiosk.Input) {})
		w := test.NewTempWindow(t, face.Object())
		w.SetPadded(false)
		for _, size := range panel.sizes {
			for _, rtl := range []bool{false, true} {
				for _, low := range []bool{false, true} {
					look := kiosk.Look{Language: "nl", Size: size, Mode: kiosk.ModeDay, RTL: rtl, LowReach: low}
					all := samples.All(look)
					if rtl {
						all = append(all, samples.Arabic(look))
					}
					for _, s := range all {
						face.Show(s.Screen)
						for _, f := range audit.Canvas(w.Canvas(), panel.Panel) {
							t.Errorf("%s %s %s rtl=%v low=%v: %v", s.Name, panel.name, size, rtl, low, f)
						}
					}
				}
			}
		}
	}
}

// TestAuditFinds shows the audit each fault it is for.
func TestAuditFinds(t *testing.T) {
	test.NewTempApp(t)
	set, err := theme.Open(theme.Portrait15)
	if err != nil {
		t.Fatal(err)
	}
	th := set.For(kiosk.Look{})
	blank := func(*widget.Board, bool) {}
	key := func(id, label string) *widget.Touch { return &widget.Touch{ID: id, Label: label, Draw: blank} }
	for _, tt := range []struct {
		rule string
		draw func(b *widget.Board)
	}{
		{"target", func(b *widget.Board) { b.Touch(key("a", "a"), 0, 0, 60, 200) }},
		{"gap", func(b *widget.Board) {
			b.Touch(key("a", "a"), 0, 0, 200, 200)
			b.Touch(key("b", "b"), 205, 0, 200, 200)
		}},
		{"panel", func(b *widget.Board) { b.Touch(key("a", "a"), 1000, 0, 200, 200) }},
		{"label", func(b *widget.Board) { b.Touch(key("a", ""), 0, 0, 200, 200) }},
		{"primary", func(b *widget.Board) {
			for i := range 2 {
				k := key(fmt.Sprint(i), "lamp")
				k.Primary = true
				b.Touch(k, 0, float32(i)*300, 200, 200)
			}
		}},
		{"clipped", func(b *widget.Board) {
			k := key("a", "a")
			k.Draw = func(b *widget.Board, _ bool) {
				b.Text(widget.Text{String: "Bestemmingsplanwijziging", Role: "heading"}, 0, 0, 900)
			}
			b.Touch(k, 0, 0, 200, 200)
		}},
		{"covered", func(b *widget.Board) {
			b.Text(widget.Text{String: "onder", Role: "body"}, 0, 0, 900)
			b.Touch(key("a", "a"), 0, 0, 200, 200)
		}},
		{"overlap", func(b *widget.Board) {
			b.Text(widget.Text{String: "een", Role: "body"}, 0, 0, 900)
			b.Text(widget.Text{String: "twee", Role: "body"}, 0, 10, 900)
		}},
	} {
		b := widget.NewBoard(th, 1080, 1920, nil)
		tt.draw(b)
		root := &fyne.Container{Objects: b.Objects()}
		w := test.NewTempWindow(t, root)
		found := audit.Canvas(w.Canvas(), theme.Portrait15)
		hit := false
		for _, f := range found {
			hit = hit || f.Rule == tt.rule
		}
		if !hit {
			t.Errorf("%s was not found; found %v", tt.rule, found)
		}
	}
}
