package port

import (
	"context"
	"time"
)

// retry is how often a missing line is tried again.
const retry = 200 * time.Millisecond

// Serve keeps a line open for as long as ctx lives: it opens cfg, calls use with the line, and when use returns closes
// it and tries again. lost is told why there is no line, once per change. Ending ctx closes the line under use.
// Serve returns ctx's error.
func Serve(ctx context.Context, cfg Config, use func(context.Context, *Line) error, lost func(error)) error {
	said := false
	for ctx.Err() == nil {
		l, err := Open(cfg)
		if err == nil {
			said = false
			err = serveOne(ctx, l, use)
		}
		if ctx.Err() != nil {
			break
		}
		if !said {
			said = true
			lost(err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(retry):
		}
	}
	return ctx.Err()
}

func serveOne(ctx context.Context, l *Line, use func(context.Context, *Line) error) error {
	defer l.Close()
	defer context.AfterFunc(ctx, func() { l.Close() })()
	return use(ctx, l)
}
