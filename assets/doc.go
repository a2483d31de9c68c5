// Package assets embeds what the programs show and know: fonts, icons, texts, services, events, office pages.
// One file per kind of asset. No logic.
package assets
