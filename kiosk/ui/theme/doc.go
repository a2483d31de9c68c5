// Package theme turns the look's tokens into values a drawing uses: colours by role, lengths in pixels of the panel at
// hand, fonts by weight, icons in the colours of a mode.
//
// All lengths are millimetres on a 15.6 inch panel and become whole pixels here, once. The package draws nothing.
package theme
