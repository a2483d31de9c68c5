package receipt

// The mark of the house in black, drawn for 104 dots: a stepped gable with a lit window and its sill. It is drawn dot by
// dot because a scaled drawing blurs its steps; these stand on even dots, which printers take at a quarter of the bytes.
const (
	markWidth  = 96 // the gable is 80 wide, in the middle
	markHeight = 86
	markBelow  = 18 // white below it
)

// mark is its rows, one bit a dot.
func mark() (wide int, rows []byte) {
	const stride = markWidth / 8
	rows = make([]byte, stride*(markHeight+markBelow))
	for y := range markHeight {
		for x := range markWidth {
			if gable(x, y) && !window(x, y) {
				rows[y*stride+x/8] |= 0x80 >> (x % 8)
			}
		}
	}
	return markWidth, rows
}

func gable(x, y int) bool {
	half := 4
	switch {
	case y >= 50:
		half = 40
	case y >= 32:
		half = 28
	case y >= 14:
		half = 16
	}
	return x >= markWidth/2-half && x < markWidth/2+half
}

func window(x, y int) bool {
	// Distances from the middle, in half dots, so that the arch is symmetrical.
	dx := 2*x + 1 - markWidth
	const radius, spring, foot = 2 * 18, 52, 70
	if y >= 74 && y < 78 { // the sill
		return dx > -2*24 && dx < 2*24
	}
	if y >= foot || dx < -radius || dx > radius {
		return false
	}
	dy := 2*(spring-y) - 1
	return y >= spring || dx*dx+dy*dy <= radius*radius
}
