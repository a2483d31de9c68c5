package theme

import "math"

// Panel is the display as it hangs on the unit. Width is along the x axis as mounted.
type Panel struct {
	WidthPx, HeightPx int
	WidthMM           float64
}

// The reference panels.
var (
	Portrait15  = Panel{1080, 1920, 193.5}
	Portrait21  = Panel{1080, 1920, 267.8} // 21.5 inch, 16:9
	Landscape15 = Panel{1920, 1080, 344}
)

// Portrait reports whether the panel stands upright.
func (p Panel) Portrait() bool { return p.HeightPx > p.WidthPx }

// Design is the panel's size in the millimetres the look is drawn in: the real ones divided by the look's growth on
// larger panels, which is clamp(width / 193.5 or 344, 1, 1.4).
func (p Panel) Design() (width, height float64) {
	return float64(p.WidthPx) / p.perMM(), float64(p.HeightPx) / p.perMM()
}

// PerMM is pixels per millimetre that a ruler on the glass shows.
func (p Panel) PerMM() float64 { return float64(p.WidthPx) / p.WidthMM }

// perMM is pixels per design millimetre.
func (p Panel) perMM() float64 {
	reference := 193.5
	if !p.Portrait() {
		reference = 344
	}
	return p.PerMM() * math.Min(math.Max(p.WidthMM/reference, 1), 1.4)
}

// Px is a design length in whole pixels.
func (p Panel) Px(mm float64) float32 { return float32(math.Round(mm * p.perMM())) }
