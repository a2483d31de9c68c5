package screen

// goodbye says that everything is wiped.
func (p *page) goodbye() {
	p.stillness("check", true)
}
