package config

import (
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// address is host:port to listen on; the host may be empty, for all.
func address(s string) (string, string) {
	host, port, err := net.SplitHostPort(s)
	if err != nil || !validPort(port) {
		return "", "{} is not an address to listen on, such as \":8080\" or \"127.0.0.1:9090\""
	}
	if host != "" && !validHost(host) {
		return "", "{} is not an address to listen on: the host is not one"
	}
	return s, ""
}

func validPort(port string) bool {
	_, err := strconv.ParseUint(port, 10, 16)
	return err == nil
}

var hostPattern = regexp.MustCompile(`^(?i)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$`)

func validHost(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	return len(host) <= 253 && hostPattern.MatchString(host)
}

// loopback hosts never leave the machine, so they may do without TLS.
func loopback(host string) bool {
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.IsLoopback()
	}
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}

// web parses an http or https address without credentials.
func web(s string) (*url.URL, string) {
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || !validHost(u.Hostname()) || u.Opaque != "" ||
		strings.HasSuffix(u.Host, ":") || (u.Port() != "" && !validPort(u.Port())) {
		return nil, "{} is not an address, such as https://www.example.com"
	}
	if u.User != nil {
		return nil, "must hold no user or password"
	}
	return u, ""
}

// secure parses an address that must be https, except on this machine.
func secure(s string) (*url.URL, string) {
	u, complaint := web(s)
	if complaint != "" {
		return nil, complaint
	}
	if u.Scheme != "https" && !loopback(u.Hostname()) {
		return nil, "{} must begin with https://; only on this machine (localhost, 127.0.0.1) may it be http://"
	}
	return u, ""
}

func bare(u *url.URL) bool {
	return (u.Path == "" || u.Path == "/") && u.RawQuery == "" && !u.ForceQuery && u.Fragment == ""
}

func publicURL(s string) (*url.URL, string) {
	u, complaint := secure(s)
	if complaint != "" {
		return nil, complaint
	}
	if !bare(u) {
		return nil, "{} must be scheme and host alone, without a path"
	}
	return &url.URL{Scheme: u.Scheme, Host: strings.ToLower(u.Host)}, ""
}

func baseURL(s string) (string, string) {
	u, complaint := secure(s)
	if complaint != "" {
		return "", complaint
	}
	if u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return "", "{} must have no query and no fragment"
	}
	return strings.TrimRight(s, "/"), ""
}

// webAddress is a page of the studio's own website.
func webAddress(s string) (string, string) {
	if _, complaint := web(s); complaint != "" {
		return "", complaint
	}
	return s, ""
}

func secureAddress(s string) (string, string) {
	if _, complaint := secure(s); complaint != "" {
		return "", complaint
	}
	return s, ""
}

// frameOrigin is compared character by character with what a browser sends,
// so it must be written as browsers write it.
func frameOrigin(s string) (string, string) {
	if strings.Contains(s, "*") {
		return "", "{} is a pattern; list every origin as it is"
	}
	u, complaint := secure(s)
	if complaint != "" {
		return "", complaint
	}
	exact := u.Scheme + "://" + strings.ToLower(u.Host)
	if u.Scheme == "https" {
		exact = strings.TrimSuffix(exact, ":443")
	} else {
		exact = strings.TrimSuffix(exact, ":80")
	}
	if exact != s {
		return "", "{} is not an origin: it is scheme, host and, where it is not the usual one, port" + suggestion + "“" + exact + "”?"
	}
	return s, ""
}

// hostname is one the studio's members open the portal under.
func hostname(s string) (string, string) {
	if _, err := netip.ParseAddr(s); err == nil || !hostPattern.MatchString(s) || len(s) > 253 {
		return "", "{} is not a hostname, such as members.example.com, without scheme and port"
	}
	if s != strings.ToLower(s) {
		return "", "{} must be in lower case"
	}
	return s, ""
}

// database may hold a password: complaints say nothing of its content.
func database(s string) (string, string) {
	if path, ok := strings.CutPrefix(s, "file:"); ok {
		if path == "" || strings.HasPrefix(path, "?") {
			return "", "names no file, such as file:portal.db"
		}
		return s, ""
	}
	if !strings.HasPrefix(s, "postgres://") && !strings.HasPrefix(s, "postgresql://") {
		return "", "must begin with file: (SQLite) or postgres://"
	}
	u, err := url.Parse(s)
	if err != nil || (u.Host == "" && !u.Query().Has("host")) {
		return "", "is not an address such as postgres://user:password@host/database; special characters of the password are written %40 for @, %2F for /"
	}
	return s, ""
}

// folder is the path of one, relative to where the program is started, as the database is.
func folder(s string) (string, string) {
	if strings.ContainsRune(s, 0) || strings.TrimSpace(s) == "" {
		return "", "names no folder, such as spool"
	}
	return filepath.Clean(s), ""
}

// smtpURL may hold a password: complaints say nothing of its content.
func smtpURL(s string) (string, string) {
	const form = "smtp://user:password@mail.example.com:587"
	u, err := url.Parse(s)
	if err != nil {
		return "", "is not an address such as " + form + "; special characters of the password are written %40 for @, %2F for /"
	}
	if u.Scheme != "smtp" && u.Scheme != "smtps" {
		return "", "must begin with smtp:// (STARTTLS) or smtps:// (TLS from the start)"
	}
	if !validHost(u.Hostname()) || (u.Port() != "" && !validPort(u.Port())) || !bare(u) {
		return "", "is not an address such as " + form
	}
	if u.User != nil {
		if password, _ := u.User.Password(); password == "" || u.User.Username() == "" {
			return "", "must hold user and password, or neither"
		}
	}
	return s, ""
}
