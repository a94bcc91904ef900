package sandbox

import (
	"slices"
	"strconv"
)

// getCustomers lists members or prospects, by id. The offset is the id of the last
// entry; lastOffsetId is its old name and yields to offset.
func getCustomers(c *call) (any, *refusal) {
	format := c.query.Get("cardNumberFormat")
	if refused := c.cardNumberFormat(format); refused != nil {
		return nil, refused
	}
	status := c.query.Get("customerStatus")
	switch status {
	case "":
		status = "MEMBER"
	case "MEMBER", "PROSPECT":
	default:
		return nil, badRequest("error.validation.format", "customerStatus")
	}
	w, refused := c.window(100, 50, 500)
	if refused != nil {
		return nil, refused
	}
	if text := c.query.Get("lastOffsetId"); text != "" && c.query.Get("offset") == "" {
		last, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, badRequest("error.validation.format", "lastOffsetId")
		}
		w.offset = last
	}
	out := slice[customerJSON]{Result: []customerJSON{}, Offset: strconv.FormatInt(w.offset, 10)}
	at, found := slices.BinarySearchFunc(c.studio.ordered, w.offset, byID)
	if found {
		at++
	}
	for _, k := range c.studio.ordered[at:] {
		if k.Record.Status != status {
			continue
		}
		if len(out.Result) == w.size {
			out.HasNext = true
			break
		}
		out.Result = append(out.Result, c.recordOf(k, format))
		out.Offset = strconv.FormatInt(k.Record.ID, 10)
	}
	return out, nil
}
