package theme_test

import (
	"math"
	"testing"

	"poploket/kiosk"
	"poploket/kiosk/ui/theme"
)

func TestContrastTableHolds(t *testing.T) {
	tokens, err := theme.Load()
	if err != nil {
		t.Fatal(err)
	}
	if len(tokens.Contrast) < 30 {
		t.Fatalf("contrast table has %d rows", len(tokens.Contrast))
	}
	for _, row := range tokens.Contrast {
		for _, mode := range theme.Modes {
			p := tokens.Palettes[mode]
			front, ok1 := p.Role(row.Front)
			ground, ok2 := p.Role(row.Ground)
			if !ok1 || !ok2 {
				t.Fatalf("%s on %s: unknown role", row.Front, row.Ground)
			}
			got := theme.Ratio(front, ground)
			if want := row.Ratio[mode]; math.Abs(got-want) > 0.01 {
				t.Errorf("%s: %s on %s = %.2f, table says %.2f", mode, row.Front, row.Ground, got, want)
			}
			least := 3.0
			switch {
			case row.Text && mode == kiosk.ModeDusk:
				least = 7
			case row.Text:
				least = 10
			case row.Front == "focusOut" && mode == kiosk.ModeWhite:
				continue // its inner ring carries it there
			}
			if got < least {
				t.Errorf("%s: %s on %s = %.2f, want at least %.0f", mode, row.Front, row.Ground, got, least)
			}
		}
	}
}

func TestPanelScale(t *testing.T) {
	for _, tt := range []struct {
		name  string
		panel theme.Panel
		mm    float64
		want  float32
	}{
		{"15.6 portrait", theme.Portrait15, 15, 84},
		{"21.5 portrait shows the same pixels", theme.Portrait21, 15, 84},
		{"15.6 landscape", theme.Landscape15, 26, 145},
		{"4k 21.5 doubles", theme.Panel{WidthPx: 2160, HeightPx: 3840, WidthMM: 267.8}, 15, 167},
		{"growth stops at 1.4", theme.Panel{WidthPx: 1080, HeightPx: 1920, WidthMM: 400}, 100, 378},
		{"never below 1", theme.Panel{WidthPx: 800, HeightPx: 1280, WidthMM: 150}, 15, 80},
	} {
		if got := tt.panel.Px(tt.mm); got != tt.want {
			t.Errorf("%s: %.1f mm = %.0f px, want %.0f", tt.name, tt.mm, got, tt.want)
		}
	}
}

func TestEveryIconDraws(t *testing.T) {
	set, err := theme.Open(theme.Portrait15)
	if err != nil {
		t.Fatal(err)
	}
	th := set.For(kiosk.Look{})
	for _, name := range []string{"passport", "person", "next", "saved-here", "special-assistance", "parking-permit"} {
		if !theme.HasIcon(name) {
			t.Errorf("no icon %s", name)
		}
		img := th.Draw(name, th.Tones().Window, 84)
		inked := 0
		for y := range 84 {
			for x := range 84 {
				if _, _, _, a := img.At(x, y).RGBA(); a > 0x8000 {
					inked++
				}
			}
		}
		if inked < 200 {
			t.Errorf("%s: %d pixels drawn", name, inked)
		}
	}
	if theme.HasIcon("nonsense") {
		t.Error("an icon for nonsense")
	}
}

func TestParseRefusesWhatIsMissing(t *testing.T) {
	if _, err := theme.Parse([]byte(`{"color":{"day":{}}}`)); err == nil {
		t.Error("parsed tokens without colours")
	}
	if _, err := theme.Parse([]byte(`{`)); err == nil {
		t.Error("parsed half a file")
	}
}
