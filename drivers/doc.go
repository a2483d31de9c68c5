// Package drivers holds the words for devices: what a reader hands over, what a printer is given, what state a device
// is in. Standard library only. One package below it per device or protocol; they know these words and drivers/port,
// never the kiosk.
//
// Everything a resident's document or receipt says passes through here as bytes in buffers that their owner
// overwrites, never as strings: the core lives for months and must not remember anybody.
package drivers
