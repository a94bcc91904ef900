package sandbox

import (
	"slices"
	"strconv"
)

// identification is what a look-up names: exactly one identifier, unless the
// switches allow several, which then all have to fit.
type identification struct {
	given  map[string]string // by query parameter
	format string            // of the card number, and of those in the answer
}

// identification reads the identifiers that an operation knows from the query.
func (c *call) identification(names ...string) (identification, *refusal) {
	by := identification{given: map[string]string{}, format: c.query.Get("cardNumberFormat")}
	if refused := c.cardNumberFormat(by.format); refused != nil {
		return by, refused
	}
	for _, name := range names {
		if value := c.query.Get(name); value != "" {
			by.given[name] = value
		}
	}
	if len(by.given) == 0 || len(by.given) > 1 && c.switches.ExactlyOneIdentifier {
		return by, badRequest("error.search.exactlyOne", "")
	}
	return by, nil
}

// findCustomer returns the customer of a studio whom an identification fits, the
// one with the lowest id should there be several.
func (st *studio) findCustomer(by identification) *customer {
	var found *customer
	for _, k := range st.candidates(by) {
		st.examined++
		if k.identifiedBy(by) && (found == nil || k.Record.ID < found.Record.ID) {
			found = k
		}
	}
	return found
}

// candidates are those who have one of the identifiers, whichever is looked at first.
func (st *studio) candidates(by identification) []*customer {
	one := func(k *customer) []*customer {
		if k == nil {
			return nil
		}
		return []*customer{k}
	}
	for name, value := range by.given {
		switch name {
		case "customerNumber":
			return one(st.byNumber[value])
		case "debtorId":
			id, err := strconv.ParseInt(value, 10, 64)
			if err != nil {
				return nil
			}
			return one(st.customers[id])
		case "qrCodeUuid":
			return st.byIdentifier[identifier{kindUUID, value}]
		case "cardNumber":
			card, ok := readCard(value, by.format)
			if !ok {
				return nil
			}
			return st.byIdentifier[identifier{mediumCard, card}]
		default:
			return st.byIdentifier[identifier{mediumOf(name), value}]
		}
	}
	return nil
}

// mediumOf is the type of medium that a query parameter asks for.
func mediumOf(name string) string {
	return map[string]string{"cardNumber": mediumCard, "barcode": mediumBarcode, "pin": mediumPIN}[name]
}

// identifiedBy tells whether all given identifiers are this customer's. The id of
// a debtor is the customer's.
func (k *customer) identifiedBy(by identification) bool {
	for name, value := range by.given {
		switch name {
		case "customerNumber":
			if k.Record.CustomerNumber != value {
				return false
			}
		case "debtorId":
			if strconv.FormatInt(k.Record.ID, 10) != value {
				return false
			}
		case "qrCodeUuid":
			if k.Record.UUID != value {
				return false
			}
		default:
			if !k.hasMedium(mediumOf(name), value, by.format) {
				return false
			}
		}
	}
	return true
}

func (k *customer) hasMedium(kind, value, format string) bool {
	return slices.ContainsFunc(k.Record.AccessMediums, func(m accessMedium) bool {
		if m.Type != kind {
			return false
		}
		if kind == mediumCard {
			return cardIs(m.Value, value, format)
		}
		return m.Value == value
	})
}

func getCustomerBy(c *call) (any, *refusal) {
	by, refused := c.identification("customerNumber", "cardNumber", "barcode", "pin", "debtorId", "qrCodeUuid")
	if refused != nil {
		return nil, refused
	}
	found := c.studio.findCustomer(by)
	if found == nil {
		return nil, notFound("")
	}
	return c.recordOf(found, by.format), nil
}

func getCustomerContractsBy(c *call) (any, *refusal) {
	by, refused := c.identification("customerNumber", "cardNumber", "barcode", "pin", "debtorId", "qrCodeUuid")
	if refused != nil {
		return nil, refused
	}
	found := c.studio.findCustomer(by)
	if found == nil {
		return nil, notFound("")
	}
	return c.contractsOf(found)
}
