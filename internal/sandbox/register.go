package sandbox

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// identifier is something that only one customer is meant to have beside the
// customer number: a medium that opens the door, or the UUID.
type identifier struct{ kind, value string }

// kindUUID stands beside the types of access mediums.
const kindUUID = "UUID"

// filing is under what a customer can be found. Records change in many places,
// so it is kept and compared, see refile.
type filing struct {
	number      string
	email       string
	identifiers []identifier
}

// filingOf is under what a customer is to be found. Card numbers are filed without
// leading zeros, since a number in hexadecimal does not tell how many there were.
func filingOf(r *customerJSON) filing {
	f := filing{number: r.CustomerNumber, email: strings.ToLower(r.Email), identifiers: make([]identifier, 0, len(r.AccessMediums)+1)}
	for _, m := range r.AccessMediums {
		value := m.Value
		if m.Type == mediumCard {
			value = strings.TrimLeft(value, "0")
		}
		f.identifiers = append(f.identifiers, identifier{m.Type, value})
	}
	if r.UUID != "" {
		f.identifiers = append(f.identifiers, identifier{kindUUID, r.UUID})
	}
	return f
}

// same tells whether the record is still filed under what it says. It is asked
// for each customer after a decision of the staff, so it allocates nothing.
func (f *filing) same(r *customerJSON) bool {
	if f.number != r.CustomerNumber || !strings.EqualFold(f.email, r.Email) {
		return false
	}
	ids := len(r.AccessMediums)
	if r.UUID != "" {
		ids++
	}
	if ids != len(f.identifiers) {
		return false
	}
	for i, m := range r.AccessMediums {
		value := m.Value
		if m.Type == mediumCard {
			value = strings.TrimLeft(value, "0")
		}
		if f.identifiers[i] != (identifier{m.Type, value}) {
			return false
		}
	}
	return r.UUID == "" || f.identifiers[ids-1].value == r.UUID
}

// file makes a customer findable.
func (st *studio) file(c *customer) {
	c.filed = filingOf(&c.Record)
	if c.filed.number != "" {
		st.byNumber[c.filed.number] = c
	}
	if same := st.byEmail[c.filed.email]; c.filed.email != "" && !slices.Contains(same, c) {
		st.byEmail[c.filed.email] = append(same, c)
	}
	for _, id := range c.filed.identifiers {
		st.byIdentifier[id] = append(st.byIdentifier[id], c)
	}
}

// unfile takes back what file did.
func (st *studio) unfile(c *customer) {
	if st.byNumber[c.filed.number] == c {
		delete(st.byNumber, c.filed.number)
	}
	without(st.byEmail, c.filed.email, c)
	for _, id := range c.filed.identifiers {
		without(st.byIdentifier, id, c)
	}
	c.filed = filing{}
}

// without takes a customer out of an index.
func without[K comparable](index map[K][]*customer, key K, c *customer) {
	left := slices.DeleteFunc(slices.Clone(index[key]), func(o *customer) bool { return o == c })
	if len(left) == 0 {
		delete(index, key)
		return
	}
	index[key] = left
}

// refile brings the indexes up to date after an operation may have changed the
// customer that its path names.
func (st *studio) refile(customerID string) {
	id, err := strconv.ParseInt(customerID, 10, 64)
	if err != nil {
		return
	}
	if c := st.customers[id]; c != nil && !c.filed.same(&c.Record) {
		st.unfile(c)
		st.file(c)
	}
}

// refileAll is for changes that do not tell whom they are about.
func (st *studio) refileAll() {
	for _, c := range st.ordered {
		if !c.filed.same(&c.Record) {
			st.unfile(c)
			st.file(c)
		}
	}
}

func byID(c *customer, id int64) int { return cmp.Compare(c.Record.ID, id) }

// enlist puts a customer into the list by id. New ones have the highest id; those
// who come from another studio bring theirs.
func (st *studio) enlist(c *customer) {
	at, known := slices.BinarySearchFunc(st.ordered, c.Record.ID, byID)
	if known {
		st.ordered[at] = c
		return
	}
	st.ordered = slices.Insert(st.ordered, at, c)
}

// removeCustomer takes a customer out of everything that addCustomer put them into.
func (st *studio) removeCustomer(c *customer) {
	delete(st.customers, c.Record.ID)
	if at, known := slices.BinarySearchFunc(st.ordered, c.Record.ID, byID); known {
		st.ordered = slices.Delete(st.ordered, at, at+1)
	}
	st.unfile(c)
	for _, contract := range c.Contracts {
		delete(st.contracts, contract.ID)
	}
	st.Crowd = slices.DeleteFunc(st.Crowd, func(id int64) bool { return id == c.Record.ID })
}

// nextNumber is a customer number that nobody has.
func (st *studio) nextNumber() string {
	for {
		st.Directory.Numbers++
		number := "1-" + strconv.FormatInt(60_000+st.Directory.Numbers, 10)
		if st.byNumber[number] == nil {
			return number
		}
	}
}
