package handlers

import (
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"memberportal/i18n"
	"memberportal/internal/iban"
	"memberportal/internal/phone"
	"memberportal/internal/signin"
	"memberportal/pgclient"
	"memberportal/views"
)

// longest is how many characters a field may have at most.
func longest(field string) int {
	switch field {
	case "email":
		return 254
	case "phonePrivate", "phonePrivateMobile", "phoneBusiness", "phoneBusinessMobile", "iban", "bic":
		return 40
	case "zipCode", "houseNumber", "provinceCode", "portal", "stairway", "floor", "door":
		return 20
	}
	return 100
}

// cleaned is what was typed without what cannot be seen and without blanks around it.
func cleaned(typed string) string {
	typed = strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError:
			return -1
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, typed)
	return strings.Join(strings.Fields(typed), " ")
}

// checker looks at what was typed and brings it into the form in which it is sent.
// A value on record that was not touched is sent as it is, whatever it looks like.
type checker struct {
	text    *i18n.Printer
	kind    dataKind
	from    values
	to      values // changed on the way
	country string // of the studio
	today   pgclient.Date
	errors  []views.FieldError
}

func (c *checker) fail(field, key string) {
	c.errors = append(c.errors, views.FieldError{Field: field, Text: c.text.T(key)})
}

// check returns the values to send, and what has to be mended.
func (c *checker) check() (values, []views.FieldError) {
	for _, name := range c.kind.fields() {
		value := c.to[name]
		if value == c.from[name] && (value != "" || !slices.Contains(c.kind.required(), name)) {
			continue
		}
		switch {
		case value == "" && slices.Contains(c.kind.required(), name):
			c.fail(name, missingKey(name))
		case value == "" && name == "email" && c.from["email"] != "":
			c.fail(name, "profile.email_missing")
		case utf8.RuneCountInString(value) > longest(name):
			c.errors = append(c.errors, views.FieldError{Field: name, Text: c.text.N("profile.too_long", longest(name))})
		case value != "":
			c.form(name, value)
		}
	}
	return c.to, c.errors
}

// form checks what has a form of its own.
func (c *checker) form(name, value string) {
	switch name {
	case "email":
		if !signin.ValidEmail(value) {
			c.fail(name, "signin.email_invalid")
		}
	case "phonePrivate", "phonePrivateMobile", "phoneBusiness", "phoneBusinessMobile":
		if formatted, ok := phone.Format(value, c.country); ok {
			c.to[name] = formatted
		} else {
			c.fail(name, "profile.phone_invalid")
		}
	case "countryCode", "countryOfBirth":
		if c.text.CountryName(value) == "" {
			c.fail(name, "profile.country_missing")
		}
	case "gender":
		if !slices.Contains(genders(), value) {
			c.fail(name, "profile.gender_missing")
		}
	case "customerTitle":
		if !slices.Contains(titles(), value) {
			c.fail(name, "profile.title_missing")
		}
	case "dateOfBirth":
		c.birth(value)
	case "iban":
		c.account(value)
	case "bic":
		if bic, ok := iban.BIC(value); ok {
			c.to[name] = bic
		} else {
			c.fail(name, "profile.bic_invalid")
		}
	}
}

func (c *checker) birth(value string) {
	born, err := pgclient.ParseDate(value)
	switch {
	case err != nil:
		c.fail("dateOfBirth", "profile.birth_invalid")
	case c.today.Before(born) || c.today.Year-born.Year > 130:
		c.fail("dateOfBirth", "profile.birth_impossible")
	}
}

func (c *checker) account(value string) {
	plain, err := iban.Parse(value)
	switch {
	case err == nil:
		c.to["iban"] = plain
	case errors.Is(err, iban.ErrCountry):
		c.fail("iban", "profile.iban_country")
	case errors.Is(err, iban.ErrLength):
		c.fail("iban", "profile.iban_length")
	case errors.Is(err, iban.ErrChecksum):
		c.fail("iban", "profile.iban_checksum")
	default:
		c.fail("iban", "profile.iban_form")
	}
}

func (k dataKind) required() []string {
	switch k {
	case dataAddress:
		return []string{"street", "zipCode", "city", "countryCode"}
	case dataMaster:
		return []string{"firstName", "lastName", "gender", "dateOfBirth", "customerTitle"}
	case dataPayment:
		return k.fields()
	}
	return nil
}

// missingKey says what to enter.
func missingKey(field string) string {
	if key, ok := map[string]string{
		"street": "profile.street_missing", "zipCode": "profile.zip_missing", "city": "profile.city_missing", "countryCode": "profile.country_missing",
		"firstName": "profile.first_name_missing", "lastName": "profile.last_name_missing", "gender": "profile.gender_missing",
		"dateOfBirth": "profile.birth_missing", "customerTitle": "profile.title_missing",
		"accountHolder": "profile.holder_missing", "iban": "profile.iban_missing", "bic": "profile.bic_missing", "bankName": "profile.bank_missing",
	}[field]; ok {
		return key
	}
	return "profile.value_missing"
}

func genders() []string {
	return []string{string(pgclient.GenderFemale), string(pgclient.GenderMale), string(pgclient.GenderUnisex)}
}

func titles() []string {
	return []string{string(pgclient.CustomerTitleNone), string(pgclient.CustomerTitleDr), string(pgclient.CustomerTitleProf)}
}
