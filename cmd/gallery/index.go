package main

import (
	"fmt"
	"html/template"
	"os"
	"path/filepath"
)

var index = template.Must(template.New("index").Parse(`<!doctype html>
<html lang="nl"><meta charset="utf-8"><title>Poploket: every screen</title>
<style>
body{font:16px/1.4 sans-serif;margin:24px;background:#F7F2E6;color:#12221D}
main{display:flex;flex-wrap:wrap;gap:20px}figure{margin:0;width:300px}img{width:100%;border:1px solid #64746C}figcaption{font-size:14px}
</style>
<h1>Every screen</h1><main>
{{range .}}<figure><a href="{{.}}.png"><img loading="lazy" src="{{.}}.png" alt="{{.}}"></a><figcaption>{{.}}</figcaption></figure>
{{end}}</main></html>
`))

func writeIndex(out string, names []string) error {
	f, err := os.Create(filepath.Join(out, "index.html"))
	if err != nil {
		return fmt.Errorf("writing the gallery's page: %w", err)
	}
	if err := index.Execute(f, names); err != nil {
		f.Close()
		return fmt.Errorf("writing the gallery's page: %w", err)
	}
	return f.Close()
}
