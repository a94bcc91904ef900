package config

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCheckSVG(t *testing.T) {
	inside := func(content string) string {
		return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">` + content + `</svg>`
	}
	for name, harmless := range map[string]string{
		"plain":           inside(`<path d="M0 0"/>`),
		"gradient":        inside(`<linearGradient id="g"/><rect fill="url(#g)" style="stroke:url( '#g' )"/><use xlink:href="#g" href="#g"/>`),
		"style":           inside(`<style>.a{fill:#fff}/* it\'s by hand */.b{fill:url(#g)}</style>`),
		"style in CDATA":  inside(`<style><![CDATA[.a > .b{fill:red}]]></style>`),
		"embedded pixels": inside(`<image href="data:image/png;base64,AAAA"/>`),
		"embedded font":   inside(`<style>@font-face{font-family:x;src:url(data:font/woff2;base64,AAAA)}</style>`),
		"doctype":         `<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">` + inside(""),
		"byte order mark": "\xef\xbb\xbf" + inside(""),
		"program's notes": `<svg xmlns="http://www.w3.org/2000/svg" xmlns:i="http://www.inkscape.org/namespaces/inkscape" i:path="C:\logos (old)\x.svg"><metadata/></svg>`,
		"prefixed":        `<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:rect/></s:svg>`,
		"animation":       inside(`<animate attributeName="fill" to="red"/>`),
	} {
		require.Empty(t, checkSVG([]byte(harmless)), name)
	}
	for name, test := range map[string]struct{ svg, want string }{
		"script":            {inside(`<script>alert(1)</script>`), "holds <script>"},
		"script, capitals":  {inside(`<SCRIPT/>`), "holds <SCRIPT>"},
		"script, prefixed":  {`<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/2000/svg"><x:script/></svg>`, "holds <script>"},
		"html script":       {inside(`<x:img xmlns:x="http://www.w3.org/1999/xhtml"/>`), "holds HTML"},
		"handler":           {`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`, "attribute onload"},
		"handler, capitals": {inside(`<g OnClick="x"/>`), "attribute OnClick"},
		"foreign object":    {inside(`<foreignObject/>`), "holds <foreignObject>"},
		"iframe":            {inside(`<iframe/>`), "holds <iframe>"},
		"link":              {inside(`<a href="https://evil.example"><rect/></a>`), "outside itself"},
		"script link":       {inside(`<a xlink:href="javascript:alert(1)"/>`), "outside itself"},
		"outer picture":     {inside(`<image href="https://evil.example/x.png"/>`), "outside itself"},
		"outer use":         {inside(`<use href="other.svg#a"/>`), "outside itself"},
		"svg in svg":        {inside(`<image href="data:image/svg+xml,x"/>`), "outside itself"},
		"use of data":       {inside(`<use href="data:image/png;base64,AAAA"/>`), "outside itself"},
		"outer fill":        {inside(`<rect fill="url(https://evil.example/#a)"/>`), "url(…)"},
		"outer style":       {inside(`<rect style="fill:URL( 'https://evil.example/')"/>`), "url(…)"},
		"second url":        {inside(`<rect style="fill:url(#a);mask:url(//evil.example/)"/>`), "url(…)"},
		"import":            {inside(`<style>@import "https://evil.example/a.css";</style>`), "from outside"},
		"outer style sheet": {inside(`<style>a{fill:url(https://evil.example)}</style>`), "url(…)"},
		"commented url":     {inside(`<style>a{fill:u/**/rl(//evil.example)}</style>`), "url(…)"},
		"cut url":           {inside(`<style>a{fill:ur<!-- -->l(//evil.example)}</style>`), "url(…)"},
		"escaped url":       {inside(`<style>a{fill:\75rl(//evil.example)}</style>`), "hides"},
		"image-set":         {inside(`<style>a{fill:image-set("//evil.example" 1x)}</style>`), "from outside"},
		"animated href":     {inside(`<set attributeName="xlink:href" to="x"/>`), "animates"},
		"animated script":   {inside(`<animate attributeName="x" values="java script:alert(1)"/>`), "holds a script"},
		"base":              {inside(`<g xml:base="https://evil.example/"/>`), "xml:base"},
		"entities":          {`<!DOCTYPE svg [<!ENTITY x "y">]>` + inside("&x;"), "DOCTYPE"},
		"style sheet":       {`<?xml-stylesheet href="https://evil.example/a.css"?>` + inside(""), "processing instruction"},
		"broken":            {inside("<g>"), "well-formed"},
		"cut off":           {`<svg xmlns="http://www.w3.org/2000/svg"><g>`, "well-formed"},
		"other characters":  {`<?xml version="1.0" encoding="ISO-8859-1"?>` + inside(""), "well-formed"},
		"nothing":           {"  ", "has no <svg>"},
		"without namespace": {"<svg/>", "does not begin with"},
		"something else":    {`<html xmlns="http://www.w3.org/1999/xhtml"/>`, "does not begin with"},
	} {
		require.Contains(t, checkSVG([]byte(test.svg)), test.want, name)
	}
}
