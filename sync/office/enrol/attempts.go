package enrol

import (
	"sync"
	"time"
)

// Limits of attempts per minute: of one host, and of all together.
const (
	perHost = 10
	perAll  = 120
)

// attempts counts requests by the minute. Hosts are forgotten with their minute, so its memory is bounded by perAll.
type attempts struct {
	mu     sync.Mutex
	minute int64
	all    int
	hosts  map[string]int
}

func newAttempts() *attempts { return &attempts{hosts: map[string]int{}} }

func (a *attempts) allow(host string, now time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if m := now.Unix() / 60; m != a.minute {
		a.minute, a.all = m, 0
		clear(a.hosts)
	}
	if a.all >= perAll || a.hosts[host] >= perHost {
		return false
	}
	a.all++
	a.hosts[host]++
	return true
}
