package config

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
)

const (
	svgNamespace   = "http://www.w3.org/2000/svg"
	xhtmlNamespace = "http://www.w3.org/1999/xhtml"
)

// plainDoctype is what drawing programs write; one with entities of its own
// could hide what the rest of the file says.
var plainDoctype = regexp.MustCompile(`^DOCTYPE\s+svg(\s+PUBLIC\s+"[^"\[\]]*"\s+"[^"\[\]]*")?\s*$`)

// checkSVG refuses a drawing that could run or load anything when it is
// opened by its address. It returns what is wrong, "" for a harmless one.
func checkSVG(data []byte) string {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	decoder := xml.NewDecoder(bytes.NewReader(data))
	var style strings.Builder // text of the <style> at hand, which comments may cut in pieces
	inStyle := false
	rooted := false
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			if !rooted {
				return "has no <svg> element"
			}
			return ""
		}
		if err != nil {
			return "is not well-formed XML in UTF-8"
		}
		problem := ""
		switch token := token.(type) {
		case xml.StartElement:
			if !rooted && (token.Name.Local != "svg" || token.Name.Space != svgNamespace) {
				return `does not begin with <svg xmlns="` + svgNamespace + `">`
			}
			rooted = true
			problem = checkElement(token)
			inStyle = inStyle || isStyle(token.Name)
		case xml.EndElement:
			if isStyle(token.Name) {
				problem = checkStyle(style.String())
				inStyle = false
				style.Reset()
			}
		case xml.CharData:
			if inStyle {
				style.Write(token)
			}
		case xml.Directive:
			if !plainDoctype.Match(token) {
				problem = "has a DOCTYPE with declarations of its own"
			}
		case xml.ProcInst:
			if token.Target != "xml" {
				problem = "has a processing instruction, <?" + token.Target + "?>"
			}
		}
		if problem != "" {
			return problem
		}
	}
}

func isStyle(name xml.Name) bool { return strings.EqualFold(name.Local, "style") }

func checkElement(element xml.StartElement) string {
	local := strings.ToLower(element.Name.Local)
	switch local {
	case "script", "foreignobject", "iframe", "embed", "object", "audio", "video", "handler", "listener", "link", "meta", "base":
		return "holds <" + element.Name.Local + ">, which is not allowed"
	}
	if element.Name.Space == xhtmlNamespace {
		return "holds HTML, which is not allowed"
	}
	for _, attribute := range element.Attr {
		if problem := checkAttribute(local, attribute); problem != "" {
			return problem
		}
	}
	return ""
}

func checkAttribute(element string, attribute xml.Attr) string {
	if attribute.Name.Space == "xmlns" || (attribute.Name.Space == "" && attribute.Name.Local == "xmlns") {
		return ""
	}
	local := strings.ToLower(attribute.Name.Local)
	content := compact(attribute.Value)
	switch {
	case strings.HasPrefix(local, "on"):
		return "holds the attribute " + attribute.Name.Local + ", which could run a script"
	case local == "base":
		return "holds the attribute xml:base, which changes what its references mean"
	case local == "href" || local == "src":
		if !strings.HasPrefix(content, "#") && (!embeddable(content) || (element != "image" && element != "feimage")) {
			return "refers to something outside itself (" + attribute.Name.Local + " of <" + element + ">)"
		}
	case local == "attributename" && (strings.HasSuffix(content, "href") || strings.HasPrefix(content, "on")):
		return "animates the attribute " + attribute.Value
	case strings.Contains(content, "javascript:"):
		return "holds a script in the attribute " + attribute.Name.Local
	}
	if attribute.Name.Space != "" {
		return "" // a note of the drawing program to itself
	}
	return checkStyle(attribute.Value)
}

// checkStyle looks at a style sheet, a style attribute, or an attribute that
// may hold url(…), such as fill.
func checkStyle(style string) string {
	content := compact(style)
	if strings.Contains(content, "@import") || strings.Contains(content, "image-set(") || strings.Contains(content, "src(") {
		return "loads something from outside in its style"
	}
	rest := content
	for {
		_, after, found := strings.Cut(rest, "url(")
		if !found {
			break
		}
		target := strings.TrimLeft(after, `"'`)
		if !strings.HasPrefix(target, "#") && !embeddable(target) {
			return "refers to something outside itself with url(…)"
		}
		rest = after
	}
	if strings.Contains(content, `\`) && strings.ContainsAny(content, "({") {
		return `hides its style behind “\”`
	}
	return ""
}

// embeddable is content inside the address itself that cannot run: pictures
// of points, and fonts.
func embeddable(reference string) bool {
	for _, prefix := range []string{"data:image/png", "data:image/jpeg", "data:image/jpg", "data:image/gif", "data:image/webp",
		"data:font/", "data:application/font", "data:application/x-font"} {
		if strings.HasPrefix(reference, prefix) {
			return true
		}
	}
	return false
}

// compact is text in lower case without the blanks and comments browsers
// overlook.
func compact(s string) string {
	for {
		before, rest, found := strings.Cut(s, "/*")
		if !found {
			break
		}
		_, after, _ := strings.Cut(rest, "*/")
		s = before + after
	}
	return strings.ToLower(strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1
		}
		return r
	}, s))
}
