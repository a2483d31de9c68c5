package wire

import (
	"fmt"
	"strings"
)

// MaxUnit is the longest name of a unit, in bytes.
const MaxUnit = 32

// Topics of one unit. The broker's rule is that a certificate may only use its own.
func UpTopic(unit string) string       { return topicRoot + unit + "/" + string(Up) }
func DownTopic(unit string) string     { return topicRoot + unit + "/" + string(Down) }
func PresenceTopic(unit string) string { return topicRoot + unit + "/" + string(Presences) }

const topicRoot = "v1/u/"

// Channel is the last level of a topic.
type Channel string

const (
	Up        Channel = "up"       // unit to office
	Down      Channel = "dn"       // office to unit
	Presences Channel = "presence" // unit to office, retained
)

// ParseTopic takes one of the three topics apart. Anything else, wildcards included, is an error.
func ParseTopic(topic string) (unit string, c Channel, err error) {
	if len(topic) <= len(topicRoot)+MaxUnit+len("/presence") {
		rest, ok := strings.CutPrefix(topic, topicRoot)
		u, last, found := strings.Cut(rest, "/")
		if ok && found && ValidUnit(u) {
			switch c := Channel(last); c {
			case Up, Down, Presences:
				return u, c, nil
			}
		}
	}
	return "", "", fmt.Errorf("topic %.80q: want v1/u/UNIT/up, dn or presence", topic)
}

// ValidUnit reports whether id can name a unit: lower-case letters, digits and single dashes inside, as in "bus-1".
// Names stand in topics, certificates and file names, so nothing else is let through.
func ValidUnit(id string) bool {
	if len(id) == 0 || len(id) > MaxUnit {
		return false
	}
	for i := range len(id) {
		switch c := id[i]; {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
		case c == '-' && i > 0 && i < len(id)-1 && id[i-1] != '-':
		default:
			return false
		}
	}
	return true
}
