package config

import "slices"

func studio(m mapping) Studio {
	s := Studio{
		Slug:         required(m, "slug", text, slug),
		Name:         required(m, "name", text, name),
		API:          api(m.requiredSection("api", API{})),
		TimeZone:     required(m, "time_zone", text, timeZone),
		Country:      required(m, "country", text, country),
		Currency:     required(m, "currency", text, currency),
		Hosts:        each(m, "hosts", "", hostname, itself),
		Languages:    each(m, "languages", "needs at least one of de, en, pl", language, itself),
		ContactEmail: required(m, "contact_email", text, mailbox),
		Brand:        brand(m.requiredSection("brand", Brand{})),
		Embed:        embed(m.section("embed", Embed{})),
		Links:        links(m.section("links", Links{})),
		Features:     features(m.section("features", Features{})),
		SEPA:         sepa(m.section("sepa", SEPA{})),
		Cancel:       cancel(m.section("cancel", Cancel{})),
		Payment:      payment(m.section("payment", Payment{})),
		Benefits:     each(m, "benefits", "", name, itself),
	}
	s.Texts = texts(m, s.Languages)
	return s
}

func api(m mapping) API {
	return API{
		BaseURL:    required(m, "base_url", text, baseURL),
		Key:        required(m, "key", text, apiKey),
		Release:    optional(m, "release", "1.8.3", text, release),
		WebhookKey: optional(m, "webhook_key", "", text, apiKey),
		PerMinute:  optional(m, "calls_per_minute", 1000, number, perMinute),
	}
}

func brand(m mapping) Brand {
	return Brand{
		Color:     required(m, "color", text, color),
		DarkColor: optional(m, "dark_color", "", text, color),
		Logo:      brandFile(m, "logo", logoFile),
		LogoDark:  brandFile(m, "logo_dark", logoFile),
		Favicon:   brandFile(m, "favicon", faviconFile),
		Font:      brandFile(m, "font_file", fontFile),
		Fonts:     optional(m, "fonts", "", text, fonts),
		Radius:    optional(m, "radius", 14, number, radius),
		Variants:  variants(m),
	}
}

func variants(m mapping) []Variant {
	var list []Variant
	for _, element := range m.list("variants", "") {
		of := m.mapping(element, Variant{})
		v := Variant{
			Name:      required(of, "name", text, variantName),
			Color:     required(of, "color", text, color),
			DarkColor: optional(of, "dark_color", "", text, color),
			Logo:      brandFile(of, "logo", logoFile),
			LogoDark:  brandFile(of, "logo_dark", logoFile),
		}
		if slices.ContainsFunc(list, func(other Variant) bool { return other.Name == v.Name && v.Name != "" }) {
			m.fault(of.at("name"), "“%s” is the name of another variant", v.Name)
		}
		list = append(list, v)
	}
	return list
}

func embed(m mapping) Embed {
	return Embed{
		Origins: each(m, "origins", "", frameOrigin, itself),
		COEP:    optional(m, "coep", false, boolean, yesNo),
	}
}

func links(m mapping) Links {
	return Links{
		Imprint: optional(m, "imprint", "", text, webAddress),
		Privacy: optional(m, "privacy", "", text, webAddress),
		Terms:   optional(m, "terms", "", text, webAddress),
	}
}

// features are on where they only show what members may know anyway, and off
// where they sell something in the studio's name.
func features(m mapping) Features {
	return Features{
		Offers:          optional(m, "offers", false, boolean, yesNo),
		Trial:           optional(m, "trial", false, boolean, yesNo),
		PublicTimetable: optional(m, "public_timetable", true, boolean, yesNo),
		Messages:        optional(m, "messages", true, boolean, yesNo),
	}
}

func sepa(m mapping) SEPA {
	s := SEPA{
		Creditor:   optional(m, "creditor", "", text, name),
		CreditorID: optional(m, "creditor_id", "", text, creditorID),
	}
	for one, other := range map[string]string{"creditor": "creditor_id", "creditor_id": "creditor"} {
		if _, there := m.entries[one]; !there {
			continue
		}
		if _, there := m.entries[other]; !there {
			m.missing(other)
		}
	}
	return s
}

func cancel(m mapping) Cancel {
	return Cancel{DefaultReason: optional(m, "default_reason", 0, number, positive)}
}

func payment(m mapping) Payment {
	return Payment{WidgetURL: optional(m, "widget_url", "", text, secureAddress)}
}

// texts reads the studio's own texts. That a key exists in the catalogue is
// for whoever has the catalogue to say.
func texts(m mapping, languages []string) map[string]map[string]string {
	entry, ok := m.entries["texts"]
	if !ok {
		return nil
	}
	all := map[string]map[string]string{}
	for lang, ofLanguage := range m.openMapping(entry).entries {
		if !contains(languages, lang) {
			m.fault(ofLanguage, "is not a language of this studio%s", didYouMean(lang, languages))
		}
		own := map[string]string{}
		for key, replacement := range m.openMapping(ofLanguage).entries {
			if !textKey.MatchString(key) {
				m.fault(replacement, "is not the key of a text, such as home.welcome")
			}
			own[key], _ = read(m.reader, replacement, text, anything)
		}
		all[lang] = own
	}
	return all
}
