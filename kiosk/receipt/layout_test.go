package receipt_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"poploket/drivers"
	"poploket/kiosk"
	"poploket/kiosk/receipt"
)

func example() kiosk.Receipt {
	return kiosk.Receipt{
		Municipality: "Gemeente Voorhaven", Place: "Stadhuis op bezoek, Marktplein", Title: "Bewijs van ontvangst", Service: "Verhuizing",
		RefLabel: "Uw nummer", Reference: "KDE4T7P",
		Facts: [][2]string{{"Ontvangen", "dinsdag 24 november 2026 om 10.42 uur"}, {"Naam", "A. de V."}, {"Verhuist op", "maandag 30 november 2026"}},
		State: "Veilig bewaard", StateText: []string{"Er was geen verbinding. Uw melding staat veilig in deze zuil. Wij sturen hem vanzelf door."},
		StateStrong: "De datum van vandaag telt.", NextTitle: "Wat gebeurt er nu?",
		Next:         []string{"U krijgt een brief, uiterlijk dinsdag 1 december.", "Is er iets niet goed? Dan bellen wij u.", "U hoeft nu niets te doen."},
		ContactTitle: "Vraag? Een mens helpt u.", Contact: []string{"Bel 0000 123 456 (voorbeeld), ma-vr 9-17 uur.", "Of kom langs: dinsdag 8 december, Marktplein."},
		QR: "https://voorhaven.example/s/KDE4T7P?c=7f3a9c21", QRText: "Scan de code, of noem uw nummer.",
		CodeText: []string{"Of kijk op voorhaven.example/s", "Vul daar uw nummer in, en code 7F3A9\u00a0C21DE"},
		Foot:     [][2]string{{"Bus", "1"}, {"bon", "0231"}, {"catalogus", "48.2"}, {"regels", "12"}}, FootText: "Dit is nog geen besluit. Bewaar deze bon.",
		Language: "nl",
	}
}

// lines are the texts of a paper with their style in front.
func lines(p drivers.Paper) string {
	var b strings.Builder
	for _, block := range p.Blocks {
		switch block.Kind {
		case drivers.BlockText:
			b.WriteString(strings.Repeat("#", int(block.Size)))
			if block.Bold {
				b.WriteString("!")
			}
			if block.Inverse {
				b.WriteString("=")
			}
			if block.Align == drivers.AlignCenter {
				b.WriteString("^")
			}
			b.WriteString(" " + string(block.Text))
		case drivers.BlockPair:
			b.WriteString(strings.Repeat("#", int(block.Size)) + " " + string(block.Text) + strings.Repeat(" ", int(block.Indent)-len(block.Text)) + string(block.Text2))
		case drivers.BlockRule:
			b.WriteString("---")
		case drivers.BlockFeed:
		case drivers.BlockQR:
			b.WriteString("[QR]")
		case drivers.BlockImage:
			b.WriteString("[image]")
		case drivers.BlockCut:
			b.WriteString("[cut]")
		}
		b.WriteString("\n")
	}
	return b.String()
}

const wide = `[image]
#!^ Gemeente Voorhaven
#^ Stadhuis op bezoek, Marktplein
---
## Bewijs van ontvangst
## Verhuizing

# Uw nummer
###! KDE 4T7 P

# Ontvangen       dinsdag 24 november 2026 om
#                 10.42 uur
# Naam            A. de V.
# Verhuist op     maandag 30 november 2026

##=^ Veilig bewaard
# Er was geen verbinding. Uw melding staat veilig
# in deze zuil. Wij sturen hem vanzelf door.
#! De datum van vandaag telt.
---
#! Wat gebeurt er nu?
# 1  U krijgt een brief, uiterlijk dinsdag
#    1 december.
# 2  Is er iets niet goed? Dan bellen wij u.
# 3  U hoeft nu niets te doen.
---
#! Vraag? Een mens helpt u.
# Bel 0000 123 456 (voorbeeld), ma-vr 9-17 uur.
# Of kom langs: dinsdag 8 december, Marktplein.

[QR]

#^ Scan de code, of noem uw nummer.
#^ Of kijk op voorhaven.example/s
#^ Vul daar uw nummer in, en code 7F3A9 C21DE
---
# Bus 1    bon 0231    catalogus 48.2    regels 12
# Dit is nog geen besluit. Bewaar deze bon.
[cut]
`

func TestLayout(t *testing.T) {
	if got := lines(receipt.Layout(example(), 48)); got != wide {
		t.Errorf("got\n%s\nwant\n%s", got, wide)
	}
}

func TestEverythingFits(t *testing.T) {
	long := example()
	long.Service = strings.Repeat("Verhuisvergunningsaanvraag", 4)
	long.Facts = append(long.Facts, [2]string{"Een heel lang opschrift", strings.Repeat("woord ", 30)})
	for _, r := range []kiosk.Receipt{example(), long} {
		for _, large := range []bool{false, true} {
			for _, columns := range []int{42, 48} {
				r.Large = large
				for _, b := range receipt.Layout(r, columns).Blocks {
					if b.Kind != drivers.BlockText && b.Kind != drivers.BlockPair {
						continue
					}
					width := utf8.RuneCount(b.Text)
					if b.Kind == drivers.BlockPair {
						if width > int(b.Indent) {
							t.Errorf("label %q is wider than %d", b.Text, b.Indent)
						}
						width = int(b.Indent) + utf8.RuneCount(b.Text2)
					}
					if width*int(b.Size) > columns {
						t.Errorf("large %v: %q at size %d is wider than %d", large, b.Text, b.Size, columns)
					}
				}
			}
		}
	}
}

func TestLargeIsDouble(t *testing.T) {
	r := example()
	r.Large = true
	for _, b := range receipt.Layout(r, 48).Blocks {
		if b.Kind == drivers.BlockText && b.Size < 2 {
			t.Errorf("%q at size %d", b.Text, b.Size)
		}
	}
	if got := lines(receipt.Layout(r, 48)); !strings.Contains(got, "7F3A9 C21DE") {
		t.Errorf("the code is in pieces:\n%s", got)
	}
}

func TestCopySaysSo(t *testing.T) {
	r := example()
	r.CopyText = "Kopie"
	got := lines(receipt.Layout(r, 48))
	if !strings.Contains(got, "##=^ Kopie\n#! Veilig bewaard\n") || strings.Count(got, "=") != 1 {
		t.Errorf("copy:\n%s", got)
	}
}

func TestNothingStandsForNothing(t *testing.T) {
	got := lines(receipt.Layout(kiosk.Receipt{Title: "Bewijs"}, 48))
	if strings.Contains(got, "---\n---") || strings.Contains(got, "\n\n") || strings.Contains(got, "# \n") {
		t.Errorf("empty parts:\n%s", got)
	}
}

func TestReferenceStandsInOnePiece(t *testing.T) {
	p := receipt.Layout(example(), 48)
	if b := p.Append(make([]byte, 0, p.Size())); !bytes.Contains(b, []byte("KDE 4T7 P")) {
		t.Error("the reference is in pieces")
	}
}
