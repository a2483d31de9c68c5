package replica

import "time"

// Moment is what a machine can't know by itself: how late it is, and a draw of chance.
type Moment struct {
	At     time.Duration // since any fixed point; never goes back
	Random float64       // in [0, 1)
}

// Pace is how fast and how patient a unit is.
type Pace struct {
	Window    int           // batches under way, 1 to MaxWindow
	Answer    time.Duration // without an answer that is owed for so long, the connection is given up
	Quiet     time.Duration // after so long without a word, the unit greets again to see whether anybody is there
	FirstWait time.Duration // before the second attempt to connect; doubles with every failure
	LongWait  time.Duration // the most it waits
}

// MaxWindow is the most batches that are ever under way.
const MaxWindow = 8

// UsualPace suits a mobile network.
func UsualPace() Pace {
	return Pace{Window: MaxWindow, Answer: 20 * time.Second, Quiet: 4 * time.Minute, FirstWait: time.Second, LongWait: 30 * time.Second}
}

// wait is how long to stay away after so many failures in a row: half of it is chance, so that a fleet that lost its
// office does not come back as one.
func (p Pace) wait(failures int, random float64) time.Duration {
	d := p.LongWait
	if shift := min(failures-1, 20); p.FirstWait<<shift < d {
		d = p.FirstWait << shift
	}
	return d/2 + time.Duration(random*float64(d/2))
}
