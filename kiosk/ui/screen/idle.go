package screen

// idle asks whether somebody is still there: the whole lamp is one large way back.
func (p *page) idle() {
	p.stillness("clock", true)
}
