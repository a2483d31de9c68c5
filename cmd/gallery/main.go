// Command gallery writes every screen of the resident's face as a picture: orientations, text sizes and colour modes,
// with a page that shows them side by side. Pictures come from Fyne's software painter; no display is needed.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	var o options
	flag.StringVar(&o.out, "out", filepath.Join("out", "gallery"), "folder to write to")
	only := flag.String("only", "", "only pictures whose name contains one of these, comma separated")
	flag.BoolVar(&o.quick, "quick", false, "size M in the day mode only, upright and lying")
	flag.Parse()
	if *only != "" {
		o.only = strings.Split(*only, ",")
	}
	n, err := draw(o)
	if err != nil {
		fmt.Fprintln(os.Stderr, "gallery:", err)
		os.Exit(1)
	}
	fmt.Printf("%d pictures in %s\n", n, o.out)
}
