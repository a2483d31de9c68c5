// Package kiosk holds the words of the domain: what a resident sees (Screen), does (Input) and is given (Receipt),
// where the unit stands (Stop, Setting), and how things are named (Reference, Service ids, Error codes).
//
// It is the middle of the house: standard library only, no technology, no behaviour beyond the meaning of the words.
// Rooms below it give the words life: flow decides, ui draws, voice speaks, core keeps.
package kiosk
