package i18n

import "time"

// In returns a printer that shows times in another zone. The zone comes with
// each timestamp of the API; nil leaves it as it is.
func (p *Printer) In(zone *time.Location) *Printer {
	if zone == nil || zone == p.location || zone.String() == p.location.String() {
		return p
	}
	q := *p
	q.location = zone
	return &q
}
