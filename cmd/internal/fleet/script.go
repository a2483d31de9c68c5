package fleet

import (
	"context"
	"fmt"
	"strings"
)

// Script is a visit in one line a step:
//
//	see ID         wait for a screen
//	tap ID         touch something on it
//	field ID       go to a box to fill in, with the keyboard's own key where the panel is too low to show it
//	type TEXT      tap the keys of the on-screen keyboard
//	device COMMAND tell the simulated devices
//	until ID       wait until the screen has something to touch
//	shot NAME      take a picture
type Script string

// Move is a move reported with a document: what the demonstration shows and the tests repeat.
const Move Script = `
	see welcome
	shot welcome
	tap service:move
	see move.topic
	shot topic
	tap start:declare
	see move.privacy
	shot privacy
	tap next
	see move.identify
	shot identify
	device present td3
	see move.along
	tap choice:partner
	shot question
	tap next
	see move.address
	type 1234ab
	field number
	type 12
	shot address
	tap next
	see move.from
	type 30112026
	shot date
	tap next
	see move.home
	tap choice:rent
	shot home
	tap next
	see move.reach
	shot reach
	tap next
	see move.check
	shot check
`

// Run plays a script. shot is called for pictures; it may be nil.
func (f *Fleet) Run(ctx context.Context, s Script, shot func(name string) error) error {
	for line := range strings.Lines(string(s)) {
		verb, arg, _ := strings.Cut(strings.TrimSpace(line), " ")
		var err error
		switch verb {
		case "":
		case "see":
			_, err = f.Resident.See(ctx, arg)
		case "tap":
			_, err = f.Resident.Tap(ctx, arg)
		case "field":
			err = f.field(ctx, arg)
		case "type":
			err = f.Resident.Type(ctx, arg)
		case "until":
			_, err = f.Resident.Until(ctx, "something to touch: "+arg, screenWithin, func(p Paint) bool { return p.Has(arg) })
		case "device":
			err = f.Device(arg)
		case "shot":
			if shot != nil {
				err = shot(arg)
			}
		default:
			err = fmt.Errorf("no such step")
		}
		if err != nil {
			return fmt.Errorf("step %q: %w", strings.TrimSpace(line), err)
		}
	}
	return nil
}

func (f *Fleet) field(ctx context.Context, id string) error {
	if f.Resident.Paint().Has("field:" + id) {
		_, err := f.Resident.Tap(ctx, "field:"+id)
		return err
	}
	for range 6 {
		p, err := f.Resident.Tap(ctx, "key:next")
		if err != nil || p.Has("field:"+id) {
			return err
		}
	}
	return fmt.Errorf("there is no field %s", id)
}
