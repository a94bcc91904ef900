package handlers

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"time"
	"unicode"

	"memberportal/i18n"
	"memberportal/pgclient"
	"memberportal/views/export"
)

// exportColumns is the most columns of a table: more do not fit a sheet of paper.
const exportColumns = 5

// newExportFile is an export in words: every part of it, in the order of a profile. It
// knows no part by its fields, so that nothing is left out that it was not told of.
func newExportFile(text *i18n.Printer, data *exportData) export.FilePage {
	p := export.FilePage{
		Text: text, Title: text.T("takeout.title", "studio", data.About.Studio),
		Intro: text.T("takeout.intro", "number", idText(data.About.CustomerID), "when", dayAndTime(text, data.About.CreatedAt)),
	}
	headings := map[string]string{}
	add := func(origin, key string, raw json.RawMessage) {
		headings[origin] = text.T(key)
		if raw == nil {
			return
		}
		v := parsedJSON(raw)
		if origin == "getClassBookingsByCustomerId" {
			v = withTitles(v, data.classes)
		}
		s := export.Section{Heading: text.T(key), Origin: origin, Empty: said(v) == nil}
		if !s.Empty {
			s.Values = exportValues(text, said(v))
		}
		p.Sections = append(p.Sections, s)
	}
	for _, part := range exportOrder() {
		add(part[0], part[1], data.API[part[0]])
	}
	for _, part := range portalParts() {
		add(part.name, part.heading, data.Portal[part.name])
	}
	for _, g := range data.Missing {
		key := "takeout.gap_unavailable"
		if g.Reason == gapNotShared {
			key = "takeout.gap_not_shared"
		}
		p.Missing = append(p.Missing, text.T(key, "part", headings[g.Part]))
	}
	return p
}

// withTitles names the classes of bookings, of which the API tells the numbers alone.
func withTitles(v any, titles map[string]string) any {
	list, _ := v.([]any)
	for i, entry := range list {
		object, _ := entry.(jsonObject)
		for _, f := range object {
			number, ok := f.value.(json.Number)
			if title := titles[number.String()]; ok && f.name == "classId" && title != "" {
				list[i] = append(jsonObject{{"title", title}}, object...)
			}
		}
	}
	return v
}

// A JSON value as it was written: objects keep the order of their fields.
type (
	jsonObject []jsonField
	jsonField  struct {
		name  string
		value any // nil, bool, json.Number, string, []any, jsonObject
	}
)

// parsedJSON reads a value; what is none is nil.
func parsedJSON(raw json.RawMessage) any {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	v, err := nextJSON(d)
	if err != nil {
		return nil
	}
	return v
}

func nextJSON(d *json.Decoder) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		object := jsonObject{}
		for d.More() {
			name, err := d.Token()
			if err != nil {
				return nil, err
			}
			value, err := nextJSON(d)
			if err != nil {
				return nil, err
			}
			text, _ := name.(string)
			object = append(object, jsonField{text, value})
		}
		_, err := d.Token()
		return object, err
	case json.Delim('['):
		list := []any{}
		for d.More() {
			value, err := nextJSON(d)
			if err != nil {
				return nil, err
			}
			list = append(list, value)
		}
		_, err := d.Token()
		return list, err
	}
	return token, nil
}

// said is a value without what says nothing: null, "", empty lists and objects, and
// links that died minutes after they were made. nil where nothing is left.
func said(v any) any {
	switch v := v.(type) {
	case string:
		if strings.TrimSpace(v) == "" {
			return nil
		}
	case []any:
		var list []any
		for _, entry := range v {
			if entry = said(entry); entry != nil {
				list = append(list, entry)
			}
		}
		if list == nil {
			return nil
		}
		return list
	case jsonObject:
		var object jsonObject
		for _, f := range v {
			if f.name == "url" || strings.HasSuffix(f.name, "Url") {
				continue
			}
			if f.value = said(f.value); f.value != nil {
				object = append(object, f)
			}
		}
		if object == nil {
			return nil
		}
		return object
	}
	return v
}

// exportValues shows a value that said something.
func exportValues(text *i18n.Printer, v any) export.Values {
	var out export.Values
	switch v := v.(type) {
	case jsonObject:
		for _, f := range v {
			label := exportLabel(text, f.name)
			if value, ok := exportText(text, f.name, f.value); ok {
				out.Rows = append(out.Rows, export.Row{Term: label, Value: value})
				continue
			}
			g := export.Group{Heading: label, Values: exportValues(text, f.value)}
			if g.Values.Table != nil {
				g.Values.Table.Heading, g.Heading = g.Heading, ""
			}
			out.Groups = append(out.Groups, g)
		}
	case []any:
		if out.Table = exportTable(text, v); out.Table != nil {
			return out
		}
		for _, entry := range v {
			out.Groups = append(out.Groups, export.Group{Heading: exportName(entry), Values: exportValues(text, entry)})
		}
	default:
		if value, ok := exportText(text, "", v); ok {
			out.Rows = []export.Row{{Value: value}}
		}
	}
	return out
}

// exportTable is a list of objects with a few plain fields; nil for any other.
func exportTable(text *i18n.Printer, list []any) *export.Table {
	var columns []string
	index := map[string]int{}
	for _, entry := range list {
		object, ok := entry.(jsonObject)
		if !ok {
			return nil
		}
		for _, f := range object {
			if _, plain := exportText(text, f.name, f.value); !plain {
				return nil
			}
			if _, known := index[f.name]; !known {
				index[f.name] = len(columns)
				columns = append(columns, f.name)
			}
		}
	}
	if len(columns) > exportColumns {
		return nil
	}
	t := &export.Table{}
	for _, name := range columns {
		t.Head = append(t.Head, exportLabel(text, name))
	}
	for _, entry := range list {
		row := make([]string, len(columns))
		for _, f := range entry.(jsonObject) {
			row[index[f.name]], _ = exportText(text, f.name, f.value)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// exportName is what an entry of a list calls itself, "" where it does not.
func exportName(entry any) string {
	object, ok := entry.(jsonObject)
	if !ok {
		return ""
	}
	for _, want := range []string{"rateName", "title", "name", "fileName", "subject", "description"} {
		for _, f := range object {
			if name, ok := f.value.(string); ok && f.name == want {
				return name
			}
		}
	}
	return ""
}

var (
	exportDay    = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
	exportMoment = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}`)
	exportEnum   = regexp.MustCompile(`^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$`)
)

// exportText is a plain value as people read it; false for one that has parts.
func exportText(text *i18n.Printer, name string, v any) (string, bool) {
	switch v := v.(type) {
	case bool:
		if v {
			return text.T("takeout.yes"), true
		}
		return text.T("takeout.no"), true
	case json.Number:
		return v.String(), true
	case string:
		return exportWord(text, name, v), true
	case []any:
		var words []string
		for _, entry := range v {
			switch entry.(type) {
			case jsonObject, []any:
				return "", false
			}
			word, _ := exportText(text, name, entry)
			words = append(words, word)
		}
		return strings.Join(words, ", "), true
	case jsonObject:
		return exportMoney(text, v)
	}
	return "", false
}

// exportMoney is an amount with its currency, and a length of time with its unit.
func exportMoney(text *i18n.Printer, object jsonObject) (string, bool) {
	fields := map[string]string{}
	for _, f := range object {
		switch v := f.value.(type) {
		case string:
			fields[f.name] = v
		case json.Number:
			fields[f.name] = v.String()
		}
	}
	if len(object) == 2 && fields["amount"] != "" && fields["currency"] != "" {
		return text.Money(fields["amount"], fields["currency"]), true
	}
	return "", false
}

func exportWord(text *i18n.Printer, name, v string) string {
	switch {
	case name != "iban" && name != "" && shownValue(text, name, v) != v:
		return shownValue(text, name, v)
	case exportDay.MatchString(v):
		if d, err := pgclient.ParseDate(v); err == nil {
			return text.Date(d.In(text.Location()))
		}
	case exportMoment.MatchString(v):
		if t, err := time.Parse(time.RFC3339, strings.SplitN(v, "[", 2)[0]); err == nil {
			return dayAndTime(text, t)
		}
	case len(v) > 2 && exportEnum.MatchString(v) && !exportCode(name):
		if key, ok := exportWords()[v]; ok {
			return text.T(key)
		}
		return unknownText(text, v)
	}
	return v
}

// exportCode tells of a field that its capital letters are no word.
func exportCode(name string) bool {
	switch name {
	case "", "iban", "bic", "currency", "value", "referralCode", "customerNumber", "uuid", "thirdPartyId", "contractNumber", "identifier", "id", "subject", "text", "firstName", "lastName", "city", "street":
		return true
	}
	return false
}

// exportLabel names a field: in the member's language where it is known, else in the
// API's words, pulled apart.
func exportLabel(text *i18n.Printer, name string) string {
	if key, ok := exportLabels()[name]; ok {
		return text.T(key)
	}
	if label := knownLabel(text, name); label != name {
		return label
	}
	var b strings.Builder
	for i, r := range name {
		switch {
		case i == 0:
			b.WriteRune(unicode.ToUpper(r))
		case unicode.IsUpper(r):
			b.WriteRune(' ')
			b.WriteRune(unicode.ToLower(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
