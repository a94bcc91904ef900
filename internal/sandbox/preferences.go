package sandbox

import (
	"fmt"
	"slices"
)

// preferencesOf is what a customer wants to hear over which channels.
func (st *studio) preferencesOf(customerID int64) []communicationPreference {
	if own := st.Communication.Preferences[customerID]; own != nil {
		return own
	}
	return st.usualPreferences()
}

// usualPreferences is the studio's matrix as customers start with it. What has to reach
// them cannot be turned off, what is advertising starts turned off.
func (st *studio) usualPreferences() []communicationPreference {
	channel := func(name string, overridable, active bool) communicationChannelPreference {
		return communicationChannelPreference{CommunicationChannel: name, CustomerOverridable: &overridable, Active: &active}
	}
	// One for which the studio has not said whether it may be changed.
	unsaid := communicationChannelPreference{CommunicationChannel: "FAX"}
	out := []communicationPreference{
		{MessageCategory: "CONTRACT", Channels: []communicationChannelPreference{channel("LETTER", false, true), channel("EMAIL", false, true)}},
		{MessageCategory: "GENERAL", Channels: []communicationChannelPreference{channel("EMAIL", true, true), channel("PHONE", true, false), unsaid}},
		{MessageCategory: "APPOINTMENT", Channels: []communicationChannelPreference{channel("EMAIL", false, true), channel("TEXT_MESSAGE", true, true)}},
		{MessageCategory: "NEWSLETTER", Channels: []communicationChannelPreference{channel("EMAIL", true, false), channel("LETTER", true, false)}},
	}
	if st.Slug == forge {
		out = append(out, communicationPreference{MessageCategory: "LOYALTY_PROGRAM", Channels: []communicationChannelPreference{channel("TEXT_MESSAGE", true, false)}})
	}
	return out
}

func getCommunicationPreferences(c *call) (any, *refusal) {
	k, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	return c.studio.preferencesOf(k.Record.ID), nil
}

func updateCommunicationPreferences(c *call) (any, *refusal) {
	k, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	var want []communicationPreference
	if refused := c.decode(&want); refused != nil {
		return nil, refused
	}
	if want == nil {
		return nil, badRequest("error.validation.missing", "")
	}
	changed, refused := wished(c.studio.preferencesOf(k.Record.ID), want, c.switches)
	if refused != nil {
		return nil, refused
	}
	c.studio.Communication.Preferences[k.Record.ID] = changed
	c.studio.emit(c.now, "CUSTOMER_COMMUNICATION_PREFERENCES_UPDATED", k.Record.ID, nil)
	return changed, nil
}

// wished is a new matrix: that of before with what a customer wants instead. Only the
// active ones of channels that the customer may override count; a request that would
// turn another is refused as a whole.
func wished(before, want []communicationPreference, sw Switches) ([]communicationPreference, *refusal) {
	type cell struct{ category, channel string }
	wishes := map[cell]*bool{}
	known := map[cell]communicationChannelPreference{}
	for _, p := range before {
		for _, ch := range p.Channels {
			known[cell{p.MessageCategory, ch.CommunicationChannel}] = ch
		}
	}
	for i, p := range want {
		if p.MessageCategory == "" {
			return nil, badRequest("error.validation.missing", fmt.Sprintf("%d.messageCategory", i))
		}
		for j, ch := range p.Channels {
			at, place := cell{p.MessageCategory, ch.CommunicationChannel}, fmt.Sprintf("%d.channels.%d.", i, j)
			have, ok := known[at]
			_, twice := wishes[at]
			switch {
			case !ok && slices.Contains(communicationChannels(), ch.CommunicationChannel):
				return nil, badRequest("error.preference.unknown", place+"communicationChannel")
			case !ok:
				return nil, badRequest("error.validation.format", place+"communicationChannel")
			case twice:
				return nil, badRequest("error.validation", place+"communicationChannel")
			case ch.Active != nil && !holds(have.CustomerOverridable) && *ch.Active != holds(have.Active):
				return nil, badRequest("error.preference.locked", place+"active")
			}
			wishes[at] = ch.Active
		}
	}
	var out []communicationPreference
	for _, p := range before {
		next := communicationPreference{MessageCategory: p.MessageCategory}
		for _, ch := range p.Channels {
			wish, named := wishes[cell{p.MessageCategory, ch.CommunicationChannel}]
			switch {
			case wish != nil && holds(ch.CustomerOverridable):
				ch.Active = wish
			case !named && sw.PreferencesReplaced && holds(ch.CustomerOverridable):
				ch.Active = new(bool)
			}
			next.Channels = append(next.Channels, ch)
		}
		out = append(out, next)
	}
	return out, nil
}

// holds tells whether an optional yes or no is there and yes.
func holds(b *bool) bool { return b != nil && *b }
