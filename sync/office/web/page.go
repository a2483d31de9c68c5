package web

import (
	"crypto/sha256"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"poploket/assets"
	"poploket/kiosk"
)

// parse reads every page: its own file over the frame it names in its first line.
func (s *Server) parse(files embed.FS) (map[string]*template.Template, error) {
	icons, err := readIcons(assets.Icons)
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(files, "office/pages/*.html")
	if err != nil {
		return nil, err
	}
	style, err := files.ReadFile("office/static/office.css")
	if err != nil {
		return nil, err
	}
	version := fmt.Sprintf("%x", sha256.Sum256(style))[:12] // browsers keep a style sheet until its address changes
	funcs := template.FuncMap{
		"icon": func(name string) (template.HTML, error) {
			svg, ok := icons[name]
			if !ok {
				return "", fmt.Errorf("there is no icon %q", name)
			}
			return svg, nil
		},
		"grouped": func(r kiosk.Reference) string { return r.Grouped() },
		"service": s.service, "clock": s.clock, "span": s.span, "day": s.day, "shortDay": s.shortDay, "moment": s.moment, "ago": s.ago, "next": s.nextWords, "until": s.untilWords, "language": languageWord,
		"version": func() string { return version },
		"dict":    dict,
	}
	pages := map[string]*template.Template{}
	for _, n := range names {
		t, err := template.New("").Funcs(funcs).ParseFS(files, "office/frames/*.html", n)
		if err != nil {
			return nil, fmt.Errorf("reading page %s: %w", n, err)
		}
		pages[strings.TrimSuffix(path.Base(n), ".html")] = t
	}
	return pages, nil
}

// dict is a map from pairs, for templates within templates.
func dict(pairs ...any) (map[string]any, error) {
	m := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		k, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: key %v is no string", pairs[i])
		}
		m[k] = pairs[i+1]
	}
	return m, nil
}

var iconSize = regexp.MustCompile(`<svg [^>]*>`)

// readIcons makes each icon fit for a page: its strokes take the text's colour, its lit spot the lamp's.
func readIcons(files embed.FS) (map[string]template.HTML, error) {
	names, err := fs.Glob(files, "icons/*.svg")
	if err != nil {
		return nil, err
	}
	icons := map[string]template.HTML{}
	for _, n := range names {
		b, err := files.ReadFile(n)
		if err != nil {
			return nil, err
		}
		name := strings.TrimSuffix(path.Base(n), ".svg")
		svg := string(b)
		switch {
		case strings.HasPrefix(name, "scene-"):
			continue // a picture of its own, too large to repeat
		case name == "mark": // cream on the green sign
			svg = iconSize.ReplaceAllString(svg, `<svg class="icon mark" viewBox="0 0 48 48" aria-hidden="true" focusable="false">`)
			svg = strings.NewReplacer(`#F7F2E6`, `#0C3B32`, `#0C3B32`, `#F7F2E6`).Replace(svg)
		default:
			svg = iconSize.ReplaceAllString(svg, `<svg class="icon" viewBox="0 0 48 48" aria-hidden="true" focusable="false">`)
			svg = strings.NewReplacer(`#0C3B32`, `currentColor`, `fill="#FFC73A"`, `class="lit"`, `stroke="#FFC73A"`, `class="litline"`).Replace(svg)
		}
		icons[name] = template.HTML(svg) // from our own embedded files
	}
	return icons, nil
}
