package screen_test

import (
	"testing"

	"fyne.io/fyne/v2/test"

	"poploket/kiosk"
	"poploket/kiosk/ui/screen/samples"
	"poploket/kiosk/ui/theme"
)

// TestPictures holds a few screens to the pixel: one of each skeleton that differs, a second reading direction, states of
// focus and touch. When a change is meant, look at testdata/failed and copy it over the old picture.
func TestPictures(t *testing.T) {
	s := newStage(t, theme.Portrait15)
	look := kiosk.Look{Language: "nl", Size: kiosk.SizeM, Mode: kiosk.ModeDay}
	s.face.Show(samples.All(look)[0].Screen)
	test.AssertRendersToImage(t, "welcome.png", s.win.Canvas())
	s.face.Show(samples.Arabic(look).Screen)
	test.AssertRendersToImage(t, "welcome-arabic.png", s.win.Canvas())
	s.face.Show(sample(t, look, "15-confirm"))
	test.AssertRendersToImage(t, "confirm.png", s.win.Canvas())
	s.face.Show(sample(t, look, "11-name"))
	test.AssertRendersToImage(t, "keyboard.png", s.win.Canvas())
	s.face.Show(sample(t, kiosk.Look{Size: kiosk.SizeXL, Mode: kiosk.ModeBlack}, "07-choices"))
	s.win.Canvas().Focus(s.touch("family"))
	s.touch("next").MouseDown(nil)
	test.AssertRendersToImage(t, "choices-focus-pressed.png", s.win.Canvas())
}

func TestPictureLying(t *testing.T) {
	s := newStage(t, theme.Landscape15)
	s.face.Show(sample(t, kiosk.Look{Size: kiosk.SizeM, Mode: kiosk.ModeDay}, "02-services"))
	s.win.Canvas().Focus(s.touch("move"))
	s.touch("passport").MouseDown(nil)
	test.AssertRendersToImage(t, "services-lying.png", s.win.Canvas())
}
