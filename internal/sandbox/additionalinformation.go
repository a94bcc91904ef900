package sandbox

import (
	"fmt"
	"slices"
	"strconv"
)

func additionalInformationOperations() []*operation {
	return []*operation{
		{
			id: "getAdditionalInformationFields", method: "GET", pattern: "/v1/customers/additional-information-fields",
			scopes: []string{"ADDITIONAL_INFORMATION_READ"}, handle: getAdditionalInformationFields,
		},
		{
			id: "setAdditionalInformationFieldAssignments", method: "PUT", pattern: "/v1/customers/{customerId}/additional-information-field-assignments",
			scopes: []string{"ADDITIONAL_INFORMATION_WRITE"}, handle: setAdditionalInformationFieldAssignments,
		},
	}
}

func additionalInformationTexts() map[string]text {
	return map[string]text{
		"error.additionalInformation.value": {"Der Wert passt nicht zur Art des Feldes.", "The value does not fit the type of the field.", "Wartość nie pasuje do typu pola."},
		"error.additionalInformation.twice": {"Ein Feld wird zweimal genannt.", "A field is named twice.", "Pole zostało podane dwukrotnie."},
	}
}

// The types of fields.
const (
	fieldBoolean = "BOOLEAN"
	fieldDate    = "DATE"
	fieldList    = "LIST"
	fieldNumeric = "NUMERIC"
	fieldText    = "TEXT"
)

type additionalInformationField struct {
	ID           int64                           `json:"id"`
	Name         string                          `json:"name"`
	Type         string                          `json:"type"`
	Abbreviation string                          `json:"abbreviation,omitempty"`
	ListItems    []additionalInformationListItem `json:"listItems,omitempty"`
}

type additionalInformationListItem struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// fields are what the studio wants to know besides: one field of each type.
func (st *studio) fields() []additionalInformationField {
	say := func(de, en string) string {
		if st.Language == "de" {
			return de
		}
		return en
	}
	var sizes []additionalInformationListItem
	for _, size := range []string{"S", "M", "L", "XL"} {
		sizes = append(sizes, additionalInformationListItem{st.newID(), size})
	}
	fields := []additionalInformationField{
		{Type: fieldBoolean, Name: say("Fotos erlaubt", "Photos allowed"), Abbreviation: say("FE", "PA")},
		{Type: fieldDate, Name: say("Letzter Gesundheitscheck", "Last health check")},
		{Type: fieldList, Name: say("T-Shirt-Größe", "T-shirt size"), Abbreviation: "TS", ListItems: sizes},
		{Type: fieldNumeric, Name: say("Spindnummer", "Locker number"), Abbreviation: say("SP", "LN")},
		{Type: fieldText, Name: say("Notfallkontakt", "Emergency contact")},
	}
	for i := range fields {
		fields[i].ID = st.newID()
	}
	return fields
}

// fillFields gives the story of the extras a value for each field, and the regular
// some.
func (st *studio) fillFields(k *customer, story string, today date) {
	values := map[string]string{}
	switch story {
	case storyExtras:
		values = map[string]string{fieldBoolean: "true", fieldDate: today.addMonths(-2).String(), fieldNumeric: "117", fieldText: "+49 40 0000001"}
		if st.Language == "en" {
			values[fieldText] = "+44 161 4960000"
		}
		fallthrough
	case storyRegular:
		for _, f := range st.Documents.Fields {
			if f.Type == fieldList {
				values[fieldList] = strconv.FormatInt(f.ListItems[1].ID, 10)
			}
		}
	}
	for _, f := range st.Documents.Fields {
		if value := values[f.Type]; value != "" {
			k.Record.AdditionalInformationFieldAssignments = append(k.Record.AdditionalInformationFieldAssignments, additionalAssignment{f.ID, value})
		}
	}
}

func getAdditionalInformationFields(c *call) (any, *refusal) { return c.studio.Documents.Fields, nil }

func setAdditionalInformationFieldAssignments(c *call) (any, *refusal) {
	k, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	var values []additionalAssignment
	if refused := c.decode(&values); refused != nil {
		return nil, refused
	}
	if values == nil { // null is no list, and to take it for an empty one would wipe all out
		return nil, badRequest("error.validation.json", "")
	}
	if refused := c.assignable(values, ""); refused != nil {
		return nil, refused
	}
	k.Record.AdditionalInformationFieldAssignments = values
	if len(values) == 0 {
		k.Record.AdditionalInformationFieldAssignments = nil // as it comes out of a dump
	}
	c.studio.emit(c.now, "CUSTOMER_UPDATED", k.Record.ID, nil)
	return values, nil
}

// assignable is the rule for values of the studio's fields, wherever they are sent;
// path is where they stand in the request.
func (c *call) assignable(values []additionalAssignment, path string) *refusal {
	seen := map[int64]bool{}
	for i, v := range values {
		at := func(name string) string { return fmt.Sprintf("%s[%d].%s", path, i, name) }
		field := slices.IndexFunc(c.studio.Documents.Fields, func(f additionalInformationField) bool {
			return f.ID == v.AdditionalInformationFieldID
		})
		switch {
		case v.AdditionalInformationFieldID == 0:
			return badRequest("error.validation.missing", at("additionalInformationFieldId"))
		case field < 0:
			return c.foreign(at("additionalInformationFieldId"))
		case seen[v.AdditionalInformationFieldID]:
			return badRequest("error.additionalInformation.twice", at("additionalInformationFieldId"))
		case v.Value == "":
			return badRequest("error.validation.missing", at("value"))
		case !c.studio.Documents.Fields[field].takes(v.Value):
			return badRequest("error.additionalInformation.value", at("value"))
		}
		seen[v.AdditionalInformationFieldID] = true
	}
	return nil
}

// takes tells whether a value is one of the field's type.
func (f additionalInformationField) takes(value string) bool {
	switch f.Type {
	case fieldBoolean:
		return value == "true" || value == "false"
	case fieldDate:
		_, err := parseDate(value)
		return err == nil
	case fieldNumeric:
		_, err := strconv.ParseInt(value, 10, 64)
		return err == nil
	case fieldList:
		return slices.ContainsFunc(f.ListItems, func(item additionalInformationListItem) bool {
			return strconv.FormatInt(item.ID, 10) == value
		})
	}
	return true
}
