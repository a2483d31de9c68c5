package link_test

import (
	"testing"
	"time"

	"poploket/sync/link"
)

func TestOpenChecksItsOptions(t *testing.T) {
	tests := []struct {
		name string
		o    link.Options
	}{
		{"no broker", link.Options{Unit: "bus-1"}},
		{"no TLS scheme", link.Options{Unit: "bus-1", Broker: "tcp://127.0.0.1:1883"}},
		{"no port", link.Options{Unit: "bus-1", Broker: "mqtts://127.0.0.1"}},
		{"no unit", link.Options{Broker: "mqtts://127.0.0.1:8883"}},
		{"no TLS", link.Options{Unit: "bus-1", Broker: "mqtts://127.0.0.1:8883", Now: time.Now}},
	}
	for _, tt := range tests {
		if _, err := link.Open(tt.o); err == nil {
			t.Errorf("%s: opened", tt.name)
		}
	}
}
