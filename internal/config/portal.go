package config

import (
	"net/netip"
	"net/url"
	"time"
)

func (r *reader) config(data []byte) *Config {
	root, ok := r.parse(data)
	if !ok {
		return nil
	}
	m := r.mapping(root, Config{})
	c := &Config{
		Listen:         optional(m, "listen", ":8080", text, address),
		AdminListen:    optional(m, "admin_listen", "127.0.0.1:9090", text, address),
		PublicURL:      required(m, "public_url", text, publicURL),
		Database:       optional(m, "database", "file:portal.db", text, database),
		Spool:          optional(m, "spool", "spool", text, folder),
		Mail:           mail(m.requiredSection("mail", Mail{})),
		Keys:           each(m, "keys", "needs at least one key; "+newKey, key, func(k []byte) string { return string(k) }),
		TrustedProxies: each(m, "trusted_proxies", "", network, netip.Prefix.String),
		Sessions:       sessions(m.section("sessions", Sessions{})),
		Retention:      retention(m.section("retention", Retention{})),
	}
	if c.Listen == c.AdminListen && c.Listen != "" {
		r.fault(m.at("admin_listen"), "must differ from listen: metrics are not for the public")
	}
	c.Studios = r.studios(m.list("studios", "needs at least one studio"), c.PublicURL)
	return c
}

// studios reads every studio, and reports slugs and hostnames that two of
// them share.
func (r *reader) studios(elements []value, public *url.URL) []Studio {
	var studios []Studio
	slugs, hosts := map[string]int{}, map[string]int{}
	for i, element := range elements {
		m := r.mapping(element, Studio{})
		s := studio(m)
		studios = append(studios, s)
		if first, twice := slugs[s.Slug]; twice {
			r.fault(m.at("slug"), "is the slug of studios[%d] already", first)
		} else if s.Slug != "" {
			slugs[s.Slug] = i
		}
		for _, host := range s.Hosts {
			if first, twice := hosts[host]; twice {
				r.fault(m.at("hosts"), "“%s” is a host of studios[%d] already", host, first)
			}
			hosts[host] = i
			if public != nil && host == public.Hostname() {
				r.fault(m.at("hosts"), "“%s” is the host of public_url, which all studios share", host)
			}
		}
	}
	return studios
}

func mail(m mapping) Mail {
	return Mail{
		SMTP: required(m, "smtp", text, smtpURL),
		From: required(m, "from", text, sender),
	}
}

func sessions(m mapping) Sessions {
	s := Sessions{
		Absolute:           optional(m, "absolute", 12*time.Hour, text, lifetime),
		Idle:               optional(m, "idle", time.Hour, text, lifetime),
		RememberedAbsolute: optional(m, "remembered_absolute", 30*24*time.Hour, text, lifetime),
		RememberedIdle:     optional(m, "remembered_idle", 14*24*time.Hour, text, lifetime),
	}
	ordered := func(shortKey string, short time.Duration, longKey string, long time.Duration) {
		if short > long && long > 0 {
			m.fault(m.at(shortKey), "%s (%s) must not be longer than %s (%s)", shortKey, plainDuration(short), longKey, plainDuration(long))
		}
	}
	ordered("idle", s.Idle, "absolute", s.Absolute)
	ordered("remembered_idle", s.RememberedIdle, "remembered_absolute", s.RememberedAbsolute)
	ordered("absolute", s.Absolute, "remembered_absolute", s.RememberedAbsolute)
	return s
}

func retention(m mapping) Retention {
	return Retention{
		Activity:     optional(m, "activity", 180*24*time.Hour, text, retained),
		Declarations: optional(m, "declarations", 3*365*24*time.Hour, text, retained),
	}
}
