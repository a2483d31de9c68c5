package main

import (
	"testing"

	"fyne.io/fyne/v2/test"

	"poploket/kiosk"
	"poploket/kiosk/ui/audit"
	"poploket/kiosk/ui/screen"
	"poploket/kiosk/ui/theme"
)

// TestEveryScreenOfAVisitHolds lays out what the real engine shows, in every complete language and size.
func TestEveryScreenOfAVisitHolds(t *testing.T) {
	test.NewTempApp(t)
	for _, panel := range []theme.Panel{theme.Portrait15, theme.Landscape15} {
		face := screen.New(panel, func(kiosk.Input) {})
		w := test.NewTempWindow(t, face.Object())
		w.SetPadded(false)
		for _, language := range []string{"nl", "en"} {
			for _, size := range theme.Sizes {
				seen, err := walkAll(kiosk.Look{Language: language, Size: size, Mode: kiosk.ModeDay})
				if err != nil {
					t.Fatal(err)
				}
				kinds := map[kiosk.ScreenKind]bool{}
				for _, s := range seen {
					kinds[s.Kind] = true
					face.Show(s)
					for _, f := range audit.Canvas(w.Canvas(), panel) {
						t.Errorf("%s %s %s %dx%d: %v", s.ID, language, size, panel.WidthPx, panel.HeightPx, f)
					}
				}
				if len(kinds) < 12 {
					t.Errorf("the walk in %s at %s saw only %d kinds of screen", language, size, len(kinds))
				}
			}
		}
	}
}
