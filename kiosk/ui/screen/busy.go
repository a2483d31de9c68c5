package screen

// busy is a still sentence in the middle of the window. Help is on the counter.
func (p *page) busy() {
	p.stillness("sync", false)
}
