package theme

import (
	"image"
	"image/color"

	"github.com/srwiley/rasterx"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// scanner fills the paths of a drawing in flat colours. rasterx has one that goes over the whole picture for every path:
// two seconds for the quay. This one touches each path's own box only.
type scanner struct {
	into   *image.RGBA // its rectangle is the part of the drawing that is wanted
	raster vector.Rasterizer
	color  image.Uniform
	path   []step
	extent fixed.Rectangle26_6
}

// step is one point of a path: the pen is moved or draws a line there.
type step struct {
	to   fixed.Point26_6
	line bool
}

var _ rasterx.Scanner = (*scanner)(nil)

func (s *scanner) Start(a fixed.Point26_6) { s.add(step{to: a}) }
func (s *scanner) Line(b fixed.Point26_6)  { s.add(step{to: b, line: true}) }

func (s *scanner) add(p step) {
	box := fixed.Rectangle26_6{Min: p.to, Max: p.to}
	if len(s.path) > 0 { // Union would drop a box without area
		box.Min.X, box.Min.Y = min(box.Min.X, s.extent.Min.X), min(box.Min.Y, s.extent.Min.Y)
		box.Max.X, box.Max.Y = max(box.Max.X, s.extent.Max.X), max(box.Max.Y, s.extent.Max.Y)
	}
	s.extent, s.path = box, append(s.path, p)
}

// Draw fills the path.
func (s *scanner) Draw() {
	e := s.extent
	box := image.Rect(e.Min.X.Floor(), e.Min.Y.Floor(), e.Max.X.Ceil(), e.Max.Y.Ceil()).Intersect(s.into.Rect)
	if box.Empty() {
		return
	}
	s.raster.Reset(box.Dx(), box.Dy())
	for _, p := range s.path {
		x, y := float32(p.to.X)/64-float32(box.Min.X), float32(p.to.Y)/64-float32(box.Min.Y)
		if p.line {
			s.raster.LineTo(x, y)
		} else {
			s.raster.MoveTo(x, y)
		}
	}
	s.raster.Draw(s.into, box, &s.color, image.Point{})
}

func (s *scanner) Clear()                             { s.path = s.path[:0] }
func (s *scanner) GetPathExtent() fixed.Rectangle26_6 { return s.extent }

// SetColor takes the flat colours of our drawings; a gradient would be left as the colour before.
func (s *scanner) SetColor(c any) {
	if flat, ok := c.(color.Color); ok {
		s.color.C = flat
	}
}

// The picture's bounds are those of into, the winding rule is the rasteriser's.
func (s *scanner) SetBounds(int, int)      {}
func (s *scanner) SetWinding(bool)         {}
func (s *scanner) SetClip(image.Rectangle) {}
