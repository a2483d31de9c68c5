package browsertest

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

//go:embed testdata/axe.min.js
var axe string

const axeHash = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"

func TestAxeIsTheOneWeReviewed(t *testing.T) {
	if h := sha256.Sum256([]byte(axe)); hex.EncodeToString(h[:]) != axeHash {
		t.Fatalf("axe.min.js has hash %x", h)
	}
}

// violation is what axe-core found.
type violation struct {
	ID    string
	Help  string
	Nodes []struct {
		HTML           string
		FailureSummary string
	}
}

// accessible holds the page as it stands against WCAG 2.2 A and AA and axe's best practices.
func (b *browser) accessible(name string) {
	b.t.Helper()
	eval[chromedp.Void](b, axe)
	found := eval[struct {
		Passes     int
		Violations []violation
	}](b, `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"]})
		.then(r => ({Passes: r.passes.length, Violations: r.violations.map(v => ({ID: v.id, Help: v.help,
			Nodes: v.nodes.map(n => ({HTML: n.html, FailureSummary: n.failureSummary}))}))}))`)
	if found.Passes < 15 {
		b.t.Errorf("%s: only %d rules passed: was the page there?", name, found.Passes)
	}
	for _, v := range found.Violations {
		for _, n := range v.Nodes {
			b.t.Errorf("%s: %s: %s\n\t%.300s\n\t%s", name, v.ID, v.Help, n.HTML, strings.ReplaceAll(n.FailureSummary, "\n", "\n\t"))
		}
	}
}
