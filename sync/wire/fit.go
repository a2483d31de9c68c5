package wire

import "poploket/kiosk/fact"

// Fit is how many of the entries, from the first, go into one batch of about size bytes; at least one if there is any.
// The largest possible entry fits a message with room to spare.
func Fit(entries []fact.Entry, size int) int {
	size = min(size, MaxMessage-1<<10)
	n := 0
	for _, e := range entries {
		size -= entrySize(e)
		if n == MaxBatch || n > 0 && size < 0 {
			break
		}
		n++
	}
	return n
}

// entrySize is an upper bound of an entry's encoding.
func entrySize(e fact.Entry) int {
	n := len(e.Fact) + len(e.Sealed) + 20
	for _, w := range e.Wraps {
		n += len(w.Recipient) + len(w.Data) + 12
	}
	return n
}
