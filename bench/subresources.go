package main

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// subresource is a file that a browser fetches for a page.
type subresource struct {
	url  *url.URL
	dest string // as in Sec-Fetch-Dest
}

// subresources lists what a browser fetches to show a document for the first
// time, each file once. Of sources that exclude each other (pictures, icons for
// several sizes) all are listed: the goal is for the worst case. Without an icon in the
// document a browser asks for /favicon.ico.
func subresources(doc *goquery.Document, base *url.URL) []subresource {
	var list []subresource
	add := func(address, dest string) {
		u, err := base.Parse(strings.TrimSpace(address))
		if err != nil || address == "" || (u.Scheme != "http" && u.Scheme != "https") {
			return
		}
		u.Fragment = ""
		known := func(s subresource) bool { return s.url.String() == u.String() }
		if !slices.ContainsFunc(list, known) {
			list = append(list, subresource{u, dest})
		}
	}
	attributes := func(selector, attribute, dest string) {
		doc.Find(selector).Each(func(_ int, s *goquery.Selection) { add(s.AttrOr(attribute, ""), dest) })
	}
	icon := false
	doc.Find("link[href]").Each(func(_ int, s *goquery.Selection) {
		for _, rel := range strings.Fields(strings.ToLower(s.AttrOr("rel", ""))) {
			switch rel {
			case "stylesheet":
				add(s.AttrOr("href", ""), "style")
			case "icon", "apple-touch-icon", "mask-icon":
				icon = true
				add(s.AttrOr("href", ""), "image")
			case "preload", "modulepreload", "prefetch":
				as := s.AttrOr("as", "script")
				add(s.AttrOr("href", ""), as)
			case "manifest":
				add(s.AttrOr("href", ""), "manifest")
			}
		}
	})
	attributes("script[src]", "src", "script")
	attributes("img[src], input[type=image][src]", "src", "image")
	attributes("iframe[src], embed[src]", "src", "iframe")
	attributes("object[data]", "data", "object")
	attributes("video[src], audio[src], source[src], track[src]", "src", "video")
	attributes("video[poster]", "poster", "image")
	attributes("use[href]", "href", "image")
	doc.Find("img[srcset], source[srcset]").Each(func(_ int, s *goquery.Selection) {
		for candidate := range strings.SplitSeq(s.AttrOr("srcset", ""), ",") {
			if f := strings.Fields(candidate); len(f) > 0 {
				add(f[0], "image")
			}
		}
	})
	doc.Find("style").Each(func(_ int, s *goquery.Selection) {
		for _, address := range cssAddresses(s.Text()) {
			add(address, "image")
		}
	})
	if !icon {
		add("/favicon.ico", "image")
	}
	// An address within the document itself, such as <use href="#i">, is none.
	self := *base
	self.Fragment = ""
	return slices.DeleteFunc(list, func(s subresource) bool { return s.url.String() == self.String() })
}

var (
	cssURL    = regexp.MustCompile(`(?i)url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"']*))\s*\)`)
	cssImport = regexp.MustCompile(`(?i)@import\s+(?:"([^"]*)"|'([^']*)')`)
	jsImport  = regexp.MustCompile(`\b(?:import|from)\s*\(?\s*(?:"([^"]+)"|'([^']+)')`)
)

// cssAddresses lists what a stylesheet makes a browser fetch, at most.
func cssAddresses(css string) []string {
	return append(submatches(cssURL, css), submatches(cssImport, css)...)
}

// jsAddresses lists the modules a script imports.
func jsAddresses(js string) []string { return submatches(jsImport, js) }

func submatches(pattern *regexp.Regexp, text string) []string {
	var list []string
	for _, m := range pattern.FindAllStringSubmatch(text, -1) {
		for _, group := range m[1:] {
			if group = strings.TrimSpace(group); group != "" && !strings.HasPrefix(group, "data:") && !strings.HasPrefix(group, "#") {
				list = append(list, group)
			}
		}
	}
	return list
}
