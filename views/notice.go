package views

// role says how a message is announced: what went wrong interrupts.
func (t Tone) role() string {
	if t == ToneBad {
		return "alert"
	}
	return "status"
}
