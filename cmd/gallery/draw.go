package main

import (
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"poploket/kiosk"
	"poploket/kiosk/ui/screen"
	"poploket/kiosk/ui/screen/samples"
	"poploket/kiosk/ui/theme"
)

type options struct {
	out   string
	only  []string
	quick bool
}

// picture is one screen on one panel.
type picture struct {
	name  string
	panel theme.Panel
	s     kiosk.Screen
}

// draw writes the pictures and the page, and answers how many there are.
func draw(o options) (int, error) {
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return 0, fmt.Errorf("making the gallery's folder: %w", err)
	}
	test.NewApp()
	defer test.NewApp()
	var names []string
	all, err := pictures(o)
	if err != nil {
		return 0, err
	}
	for _, p := range all {
		if !wanted(p.name, o.only) {
			continue
		}
		if err := save(filepath.Join(o.out, p.name+".png"), render(p)); err != nil {
			return 0, err
		}
		names = append(names, p.name)
	}
	return len(names), writeIndex(o.out, names)
}

func wanted(name string, only []string) bool {
	for _, part := range only {
		if strings.Contains(name, part) {
			return true
		}
	}
	return len(only) == 0
}

// looks are the ways of reading that are shown.
func looks(quick bool) []kiosk.Look {
	if quick {
		return []kiosk.Look{{Language: "nl", Size: kiosk.SizeM, Mode: kiosk.ModeDay}}
	}
	var out []kiosk.Look
	for _, size := range theme.Sizes {
		out = append(out, kiosk.Look{Language: "nl", Size: size, Mode: kiosk.ModeDay})
	}
	for _, mode := range theme.Modes[1:] {
		out = append(out, kiosk.Look{Language: "nl", Size: kiosk.SizeM, Mode: mode})
	}
	return append(out,
		kiosk.Look{Language: "nl", Size: kiosk.SizeXL, Mode: kiosk.ModeBlack},
		kiosk.Look{Language: "nl", Size: kiosk.SizeM, Mode: kiosk.ModeDay, LowReach: true})
}

// walked are the looks in which whole visits are shown; the others show one screen of each kind.
func walked(look kiosk.Look) bool {
	return look.Mode == kiosk.ModeDay && look.Size == kiosk.SizeM && !look.LowReach || look.Mode == kiosk.ModeBlack && look.Size == kiosk.SizeXL
}

func pictures(o options) ([]picture, error) {
	var out []picture
	for _, panel := range []struct {
		name string
		theme.Panel
	}{{"portrait", theme.Portrait15}, {"landscape", theme.Landscape15}} {
		for _, look := range looks(o.quick) {
			suffix := fmt.Sprintf("%s-%s-%s", panel.name, look.Size, look.Mode)
			if look.LowReach {
				suffix += "-low"
			}
			if walked(look) {
				for _, language := range []string{"nl", "en"} {
					look.Language = language
					seen, err := walkAll(look)
					if err != nil {
						return nil, err
					}
					for i, s := range seen {
						out = append(out, picture{fmt.Sprintf("%s-%02d-%s-%s", language, i+1, s.ID, suffix), panel.Panel, s})
					}
				}
				look.Language = "nl"
			}
			for _, s := range samples.All(look) {
				out = append(out, picture{"sample-" + s.Name + "-" + suffix, panel.Panel, s.Screen})
			}
			ar := samples.Arabic(look)
			out = append(out, picture{"ar-" + ar.Name + "-" + suffix, panel.Panel, ar.Screen})
		}
	}
	return out, nil
}

func render(p picture) image.Image {
	f := screen.New(p.panel, func(kiosk.Input) {})
	w := test.NewWindow(f.Object())
	defer w.Close()
	w.SetPadded(false)
	f.Show(p.s)
	w.Resize(fyne.NewSize(float32(p.panel.WidthPx), float32(p.panel.HeightPx)))
	return w.Canvas().Capture()
}

func save(path string, img image.Image) error {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("writing a picture: %w", err)
	}
	enc := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := enc.Encode(f, img); err != nil {
		f.Close()
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return f.Close()
}
