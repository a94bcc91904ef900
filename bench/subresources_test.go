package main

import (
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"
)

func found(t *testing.T, html string) []string {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(html))
	require.NoError(t, err)
	base, err := url.Parse("http://portal.example/studio/classes?day=2026-06-16")
	require.NoError(t, err)
	list := []string{}
	for _, s := range subresources(doc, base) {
		list = append(list, s.dest+" "+s.url.String())
	}
	return list
}

func TestSubresourcesOfAPage(t *testing.T) {
	require.Equal(t, []string{
		"style http://portal.example/studio/style.1.css",
		"image http://portal.example/studio/brand/favicon.2.svg",
		"script http://portal.example/static/portal.3.js",
		"image http://portal.example/studio/brand/logo.svg",
		"image http://portal.example/studio/brand/logo-dark.svg",
	}, found(t, `<!DOCTYPE html><html><head>
		<link rel="stylesheet" href="/studio/style.1.css"><link rel="Icon" href="brand/favicon.2.svg">
		<link rel="canonical" href="/elsewhere"><script type="module" src="/static/portal.3.js"></script></head>
		<body><picture><source srcset="brand/logo-dark.svg" media="(prefers-color-scheme:dark)"><img src="brand/logo.svg"></picture>
		<img src="/studio/brand/favicon.2.svg" alt=""><a href="/studio/bookings">not fetched</a></body></html>`))
}

func TestAPageWithoutAnIconAsksForTheUsualOne(t *testing.T) {
	require.Equal(t, []string{"image http://portal.example/favicon.ico"}, found(t, `<p>nothing else</p>`))
}

func TestWhatNoFileIsNeededFor(t *testing.T) {
	require.Empty(t, found(t, `<link rel="icon" href="data:,"><svg><use href="#sign"/></svg><img src="data:image/gif;base64,R0lGOD">`))
}

func TestThirdPartiesAndUnusualWays(t *testing.T) {
	require.Equal(t, []string{
		"image https://icons.example/i.png",
		"font https://fonts.example/f.woff2",
		"image http://portal.example/a.png",
		"iframe https://other.example/frame",
		"image http://portal.example/b.png",
		"image http://portal.example/c.png",
		"image https://cdn.example/bg.png",
		"image https://cdn.example/more.css",
	}, found(t, `<link rel="shortcut icon" href="https://icons.example/i.png"><link rel="preload" as="font" href="https://fonts.example/f.woff2">
		<img src="/a.png" srcset="/b.png 2x, /c.png 3x"><iframe src="https://other.example/frame"></iframe>
		<style>@import "https://cdn.example/more.css"; body{background:url(https://cdn.example/bg.png)}</style>`))
}

func TestAddressesInFiles(t *testing.T) {
	require.Equal(t, []string{"/a.woff2", "b.png", "c.svg", "more.css"},
		cssAddresses(`@import 'more.css';@font-face{src:url("/a.woff2")}a{background:URL( b.png )}b{mask:url('c.svg')}i{background:url(data:image/png;base64,AA)}u{filter:url(#f)}`))
	require.Equal(t, []string{"./a.js", "./b.js", "./c.js"},
		jsAddresses(`import x from"./a.js";import "./b.js";const d=await import('./c.js');const important="text"`))
}
