package touch_test

import (
	"testing"

	"poploket/cmd/internal/touch"
)

func TestScreenshotOfAnEmptyScreen(t *testing.T) {
	name, err := touch.StartServer(t.Context(), 640, 480)
	if err != nil {
		t.Fatal(err)
	}
	d, err := touch.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if w, h := d.Size(); w != 640 || h != 480 {
		t.Errorf("size = %dx%d, want 640x480", w, h)
	}
	if err := d.Tap(10, 10); err != nil {
		t.Error(err)
	}
	img, err := d.Image(0, 0, 640, 480)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, a := img.At(639, 479).RGBA(); a != 0xffff {
		t.Errorf("last pixel is not opaque: %v", img.At(639, 479))
	}
}
