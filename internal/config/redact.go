package config

import (
	"fmt"
	"log/slog"
	"net/url"
	"strings"
)

// hidden stands where a secret is.
const hidden = "xxxxx"

// redacted is an address without user and password.
func redacted(address string) string {
	if strings.HasPrefix(address, "file:") {
		return address
	}
	u, err := url.Parse(address)
	if err != nil || u.Opaque != "" {
		return hidden
	}
	if u.RawQuery != "" {
		u.RawQuery = hidden // “?password=…” is allowed for PostgreSQL
	}
	if u.User != nil {
		u.User = url.User(hidden) // with some mail services the user is secret too
	}
	return u.String()
}

func secret(s string) string {
	if s == "" {
		return ""
	}
	return hidden
}

// String describes the configuration without its secrets.
func (c Config) String() string {
	slugs := make([]string, len(c.Studios))
	for i, studio := range c.Studios {
		slugs[i] = studio.Slug
	}
	return fmt.Sprintf("{listen:%s admin_listen:%s public_url:%s database:%s spool:%s mail:%s keys:%d trusted_proxies:%v studios:%v sessions:%+v retention:%+v}",
		c.Listen, c.AdminListen, c.PublicURL, redacted(c.Database), c.Spool, c.Mail, len(c.Keys), c.TrustedProxies, slugs, c.Sessions, c.Retention)
}

// GoString is String: %#v must not show secrets either.
func (c Config) GoString() string { return c.String() }

// LogValue implements slog.LogValuer.
func (c Config) LogValue() slog.Value { return slog.StringValue(c.String()) }

// String describes the studio without its secrets and files.
func (s Studio) String() string {
	return fmt.Sprintf("{slug:%s name:%q api:%s time_zone:%s country:%s currency:%s languages:%v}",
		s.Slug, s.Name, s.API, s.TimeZone, s.Country, s.Currency, s.Languages)
}

// GoString is String.
func (s Studio) GoString() string { return s.String() }

// LogValue implements slog.LogValuer.
func (s Studio) LogValue() slog.Value { return slog.StringValue(s.String()) }

// String describes the API without its keys.
func (a API) String() string {
	return fmt.Sprintf("{base_url:%s key:%s release:%s webhook_key:%s calls_per_minute:%d}", a.BaseURL, secret(a.Key), a.Release, secret(a.WebhookKey), a.PerMinute)
}

// GoString is String.
func (a API) GoString() string { return a.String() }

// LogValue implements slog.LogValuer.
func (a API) LogValue() slog.Value { return slog.StringValue(a.String()) }

// String describes the way of mail without its password.
func (m Mail) String() string { return fmt.Sprintf("{smtp:%s from:%s}", redacted(m.SMTP), m.From) }

// GoString is String.
func (m Mail) GoString() string { return m.String() }

// LogValue implements slog.LogValuer.
func (m Mail) LogValue() slog.Value { return slog.StringValue(m.String()) }
