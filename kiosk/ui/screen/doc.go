// Package screen draws any kiosk.Screen: one skeleton per kind, upright and lying panels, both reading directions, four
// text sizes. It holds nothing of the visit but which key is pressed, which field the hand is in, and which page of a
// list is open where large text does not leave room for all of it.
//
// Nothing scrolls. A page gives up its gaps first, then its rows go on pages.
package screen
