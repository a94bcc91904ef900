package handlers

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"memberportal/i18n"
	"memberportal/internal/store"
	"memberportal/pgclient"
	"memberportal/views"
)

const (
	longText  = 1000 // of a further detail, in characters; the API states no limit
	areaAfter = 60   // characters from which a text has several lines to stand on
)

// assignment is the value of one field, under a shorter name.
type assignment = pgclient.AdditionalInformationFieldAssignment

// additionalLoad is what the page is made of.
type additionalLoad struct {
	fields []pgclient.AdditionalInformationField
	values []assignment // as the API has them, in its order
	change bool
}

func (c *Context) loadAdditional() (additionalLoad, error) {
	l := additionalLoad{change: c.Studio.May("setAdditionalInformationFieldAssignments")}
	var customer pgclient.Customer
	load := c.newParts()
	need(load, &l.fields, c.Studio.AdditionalFields)
	need(load, &customer, func(ctx context.Context) (pgclient.Customer, error) {
		return c.API.GetCustomerById(ctx, c.Who.CustomerID)
	})
	err := load.wait()
	l.values = customer.AdditionalInformationFieldAssignments
	return l, err
}

// value of a field, "" where it has none.
func (l additionalLoad) value(fieldID int64) string {
	for _, v := range l.values {
		if v.AdditionalInformationFieldID == fieldID {
			return v.Value
		}
	}
	return ""
}

// showAdditional shows what the studio wants to know besides.
func showAdditional(c *Context) error {
	l, err := c.loadAdditional()
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, views.Additional(newAdditionalPage(c.page(c.Text.T("documents.fields_title"), "profile"), l, nil)))
}

// newAdditionalPage shows the values, or what was typed by the name of the input.
func newAdditionalPage(base views.Page, l additionalLoad, typed map[string]string) views.AdditionalPage {
	p := views.AdditionalPage{Page: base, Seen: valuesMark(l.values)}
	for _, f := range l.fields {
		value := l.value(f.ID)
		v, known := newAdditionalField(base.Text, f, value)
		if !known || !l.change {
			if value != "" {
				p.Fixed = append(p.Fixed, views.Row{Term: f.Name, Value: valueText(base.Text, f, value)})
			}
			continue
		}
		if typed != nil {
			v.Value = typed[v.Name]
		}
		p.Fields = append(p.Fields, v)
	}
	return p
}

// newAdditionalField is the input of a field; false for a type of a later release.
func newAdditionalField(text *i18n.Printer, f pgclient.AdditionalInformationField, value string) (views.AdditionalField, bool) {
	v := views.AdditionalField{Name: inputName(f.ID), Label: f.Name, Value: value}
	none := views.Option{Text: text.T("documents.fields_empty")}
	switch f.Type {
	case pgclient.AdditionalInformationFieldTypeBoolean:
		v.Kind = views.AdditionalYesNo
		v.Options = []views.Option{{Value: "true", Text: text.T("documents.fields_yes")}, {Value: "false", Text: text.T("documents.fields_no")}, none}
	case pgclient.AdditionalInformationFieldTypeDate:
		v.Kind = views.AdditionalDate
	case pgclient.AdditionalInformationFieldTypeList:
		v.Kind, v.Options = views.AdditionalList, []views.Option{none}
		for _, item := range f.ListItems {
			v.Options = append(v.Options, views.Option{Value: strconv.FormatInt(item.ID, 10), Text: item.Name})
		}
		if value != "" && !slices.ContainsFunc(v.Options, func(o views.Option) bool { return o.Value == value }) {
			v.Options = append(v.Options, views.Option{Value: value, Text: text.T("documents.fields_gone")})
		}
	case pgclient.AdditionalInformationFieldTypeNumeric:
		v.Kind = views.AdditionalNumber
	case pgclient.AdditionalInformationFieldTypeText:
		v.Kind = views.AdditionalText
		if utf8.RuneCountInString(value) > areaAfter || strings.Contains(value, "\n") {
			v.Kind = views.AdditionalLong
		}
	default:
		return v, false
	}
	return v, true
}

func inputName(fieldID int64) string { return "field-" + strconv.FormatInt(fieldID, 10) }

// valueText is a value to read.
func valueText(text *i18n.Printer, f pgclient.AdditionalInformationField, value string) string {
	switch f.Type {
	case pgclient.AdditionalInformationFieldTypeBoolean:
		switch value {
		case "true":
			return text.T("documents.fields_yes")
		case "false":
			return text.T("documents.fields_no")
		}
	case pgclient.AdditionalInformationFieldTypeDate:
		if d, err := time.ParseInLocation(time.DateOnly, value, text.Location()); err == nil {
			return text.Date(d)
		}
	case pgclient.AdditionalInformationFieldTypeList:
		for _, item := range f.ListItems {
			if strconv.FormatInt(item.ID, 10) == value {
				return item.Name
			}
		}
		return text.T("documents.fields_gone")
	}
	return value
}

// valuesTrace is what reading back a change needs.
type valuesTrace struct {
	Print string `json:"print"` // of all values
}

// saveAdditional sends all values together, since the API removes what is left out.
func saveAdditional(c *Context) error {
	if !c.Studio.May("setAdditionalInformationFieldAssignments") {
		return errNotFound
	}
	l, err := c.loadAdditional()
	if err != nil {
		return err
	}
	l.change = true
	typed := map[string]string{}
	for _, f := range l.fields {
		typed[inputName(f.ID)] = c.form(inputName(f.ID))
	}
	again := func(errs []views.FieldError) error {
		page := newAdditionalPage(c.page(c.Text.T("documents.fields_title"), "profile"), l, typed)
		page.Errors = errs
		return c.Render(http.StatusUnprocessableEntity, views.Additional(page))
	}
	if !c.freshForm() {
		return again([]views.FieldError{{Text: c.Text.T("errors.form_expired")}})
	}
	wanted, inputs, errs := newValues(c.Text, l, typed)
	if len(errs) > 0 {
		return again(errs)
	}
	now, seen, want := valuesMark(l.values), c.form("seen"), valuesMark(wanted)
	switch {
	case want == now && seen == now:
		return c.redirectSaying(c.Paths.Additional(), flash{Key: saidAdditionalUnchanged})
	case want == now:
		return c.redirectSaying(c.Paths.Additional(), flash{Key: saidAdditional}) // sent twice, or by somebody else
	case seen != now:
		return again([]views.FieldError{{Text: c.Text.T("documents.changed_meanwhile")}})
	}
	intent, err := c.writeOnce(attempt{
		action: actionSaveAdditional, target: want, details: valuesTrace{Print: want},
		send: func(ctx context.Context) (outcome, error) {
			_, err := c.API.SetAdditionalInformationFieldAssignments(ctx, c.Who.CustomerID, wanted)
			return outcome{}, err
		},
	})
	return c.conclude(intent, err, inputs, func(outcome) error {
		return c.redirectSaying(c.Paths.Additional(), flash{Key: saidAdditional})
	}, again)
}

// newValues are all values with what was typed, in the API's order and then that of
// the fields: what it has of fields that are not on the page stays as it is. inputs
// are the names by the reference that the API gives a value.
func newValues(text *i18n.Printer, l additionalLoad, typed map[string]string) (wanted []assignment, inputs map[string]string, errs []views.FieldError) {
	fresh := map[int64]string{} // of the fields on the page; "" for none
	for _, f := range l.fields {
		if _, known := newAdditionalField(text, f, ""); !known {
			continue
		}
		value, problem := readValue(f, l.value(f.ID), typed[inputName(f.ID)])
		if problem != "" {
			errs = append(errs, views.FieldError{Field: inputName(f.ID), Text: text.T(problem)})
		}
		fresh[f.ID] = value
	}
	inputs = map[string]string{}
	add := func(fieldID int64, value string) {
		if value == "" {
			return
		}
		if _, shown := fresh[fieldID]; shown {
			i := len(wanted)
			inputs[fmt.Sprintf("[%d].value", i)], inputs[fmt.Sprintf("%d.value", i)] = inputName(fieldID), inputName(fieldID)
		}
		wanted = append(wanted, assignment{AdditionalInformationFieldID: fieldID, Value: value})
	}
	done := map[int64]bool{}
	for _, v := range l.values {
		value, shown := fresh[v.AdditionalInformationFieldID]
		if !shown {
			value = v.Value
		}
		if !done[v.AdditionalInformationFieldID] {
			add(v.AdditionalInformationFieldID, value)
		}
		done[v.AdditionalInformationFieldID] = true
	}
	for _, f := range l.fields {
		if value, shown := fresh[f.ID]; shown && !done[f.ID] {
			add(f.ID, value)
		}
	}
	return wanted, inputs, errs
}

// readValue is what the API is sent for a typed text, and the key of what is wrong
// with it. What the member left alone is sent back as it came.
func readValue(f pgclient.AdditionalInformationField, before, typed string) (value, problem string) {
	typed = strings.TrimSpace(strings.ReplaceAll(typed, "\r\n", "\n"))
	switch typed {
	case "":
		return "", ""
	case strings.TrimSpace(strings.ReplaceAll(before, "\r\n", "\n")):
		return before, ""
	}
	switch f.Type {
	case pgclient.AdditionalInformationFieldTypeBoolean:
		if typed != "true" && typed != "false" {
			return "", "documents.fields_bad_choice"
		}
	case pgclient.AdditionalInformationFieldTypeDate:
		for _, form := range []string{time.DateOnly, "2.1.2006", "2/1/2006"} {
			if d, err := time.Parse(form, typed); err == nil && d.Year() >= 1000 {
				return d.Format(time.DateOnly), ""
			}
		}
		return "", "documents.fields_bad_date"
	case pgclient.AdditionalInformationFieldTypeList:
		if !slices.ContainsFunc(f.ListItems, func(i pgclient.AdditionalInformationListItem) bool {
			return strconv.FormatInt(i.ID, 10) == typed
		}) {
			return "", "documents.fields_bad_choice"
		}
	case pgclient.AdditionalInformationFieldTypeNumeric:
		digits := strings.TrimPrefix(strings.Join(strings.Fields(typed), ""), "+")
		if bare := strings.TrimPrefix(digits, "-"); bare == "" || len(bare) > 30 || strings.Trim(bare, "0123456789") != "" {
			return "", "documents.fields_bad_number"
		}
		return digits, ""
	default:
		if utf8.RuneCountInString(typed) > longText {
			return "", "documents.fields_long"
		}
	}
	return typed, ""
}

// valuesMark is a fingerprint of values in whatever order.
func valuesMark(values []assignment) string {
	texts := make([]string, 0, len(values))
	for _, v := range values {
		texts = append(texts, strconv.FormatInt(v.AdditionalInformationFieldID, 10)+"="+v.Value)
	}
	slices.Sort(texts)
	return fingerprint(texts...)
}

// saveAdditionalLook: the values are those that were sent.
func saveAdditionalLook(ctx context.Context, api *pgclient.Client, customerID int64, t valuesTrace) (outcome, bool, error) {
	customer, err := api.GetCustomerById(ctx, customerID)
	return outcome{}, err == nil && valuesMark(customer.AdditionalInformationFieldAssignments) == t.Print, err
}

func tellAdditional(base views.Page, intent store.Intent, o outcome) told {
	return tellPage(base, intent, o, base.Text.T("documents.fields_saved"), base.Text.T("documents.fields_not_saved"), base.Paths.Additional())
}
