package sandbox

import (
	"slices"
	"strings"
)

func accessMediumOperations() []*operation {
	write := []string{"CUSTOMER_ACCESS_MEDIUM_WRITE"}
	return []*operation{
		{id: "addAccessMediums", method: "POST", pattern: "/v1/customers/{customerId}/access-mediums", scopes: write, handle: addAccessMedium},
		{id: "addAccessMedium", method: "PUT", pattern: "/v1/customers/{customerId}/access-medium", scopes: write, handle: addAccessMedium},
		{id: "updateAccessMediums", method: "PUT", pattern: "/v1/customers/{customerId}/access-mediums/{accessMediumId}", scopes: write, handle: updateAccessMedium},
		{id: "deleteAccessMediums", method: "DELETE", pattern: "/v1/customers/{customerId}/access-mediums/{accessMediumId}", scopes: write, handle: deleteAccessMedium},
	}
}

func accessMediumTexts() map[string]text {
	return map[string]text{
		"error.accessMedium.taken":   {"Dieses Zugangsmedium ist schon vergeben.", "This access medium is already in use.", "Ten nośnik dostępu jest już zajęty."},
		"error.accessMedium.foreign": {"Dieses Zugangsmedium wurde nicht von dieser Anbindung angelegt.", "This access medium was not created by this integration.", "Ten nośnik dostępu nie został utworzony przez tę integrację."},
	}
}

const mediumWallet = "WALLET_PASS"

type accessMediumUpdate struct {
	Value string `json:"value"`
}

// mediumValue is the rule for what can be written on a medium.
func (c *call) mediumValue(kind, value string) *refusal {
	number := kind == mediumCard || kind == mediumPIN
	switch {
	case strings.TrimSpace(value) == "":
		return badRequest("error.validation.missing", "value")
	case number && strings.Trim(value, "0123456789") != "":
		return badRequest("error.validation.format", "value")
	}
	for _, k := range c.studio.customers {
		if k.hasMedium(kind, value, "") {
			return &refusal{c.switches.TakenMediumStatus, "error.accessMedium.taken", "value"}
		}
	}
	return nil
}

// addAccessMedium serves the old operation and the new one: they differ in path and
// method alone.
func addAccessMedium(c *call) (any, *refusal) {
	k, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	var medium accessMedium
	if refused := c.decode(&medium); refused != nil {
		return nil, refused
	}
	switch medium.Type {
	case mediumCard, mediumPIN, mediumBarcode, mediumWallet:
	case "":
		return nil, badRequest("error.validation.missing", "type")
	default:
		return nil, badRequest("error.validation.format", "type")
	}
	if refused := c.mediumValue(medium.Type, medium.Value); refused != nil {
		return nil, refused
	}
	medium.ID = c.studio.newID()
	c.studio.Access.Mediums[medium.ID] = true
	c.setMediums(k, append(slices.Clone(k.Record.AccessMediums), medium))
	return medium, nil
}

// ownMedium finds the medium of a path in a customer's list. One that this
// integration did not make is none of its business.
func (c *call) ownMedium() (*customer, int, *refusal) {
	k, refused := c.customer()
	if refused != nil {
		return nil, 0, refused
	}
	id, refused := c.id("accessMediumId")
	if refused != nil {
		return nil, 0, refused
	}
	at := slices.IndexFunc(k.Record.AccessMediums, func(m accessMedium) bool { return m.ID == id })
	switch {
	case at < 0:
		return nil, 0, c.foreign("accessMediumId")
	case !c.studio.Access.Mediums[id]:
		return nil, 0, &refusal{c.switches.ForeignMediumStatus, "error.accessMedium.foreign", "accessMediumId"}
	}
	return k, at, nil
}

func updateAccessMedium(c *call) (any, *refusal) {
	k, at, refused := c.ownMedium()
	if refused != nil {
		return nil, refused
	}
	var update accessMediumUpdate
	if refused := c.decode(&update); refused != nil {
		return nil, refused
	}
	changed := k.Record.AccessMediums[at]
	if update.Value != changed.Value {
		if refused := c.mediumValue(changed.Type, update.Value); refused != nil {
			return nil, refused
		}
	}
	changed.Value = update.Value
	mediums := slices.Clone(k.Record.AccessMediums)
	mediums[at] = changed
	c.setMediums(k, mediums)
	return changed, nil
}

func deleteAccessMedium(c *call) (any, *refusal) {
	k, at, refused := c.ownMedium()
	if refused != nil {
		return nil, refused
	}
	delete(c.studio.Access.Mediums, k.Record.AccessMediums[at].ID)
	c.setMediums(k, slices.Delete(slices.Clone(k.Record.AccessMediums), at, at+1))
	return nil, nil
}

// setMediums replaces a customer's list by a new one: an answer on its way out may
// still hold the old one.
func (c *call) setMediums(k *customer, mediums []accessMedium) {
	if len(mediums) == 0 {
		mediums = nil // as it comes out of a dump
	}
	k.Record.AccessMediums = mediums
	c.studio.emit(c.now, "CUSTOMER_UPDATED", k.Record.ID, nil)
}
