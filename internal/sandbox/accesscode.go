package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"
	"time"
)

func accessCodeOperations() []*operation {
	return []*operation{{
		id: "getCustomerAccessCode", method: "GET", pattern: "/v1/customers/{customerId}/access-code",
		scopes: []string{"CUSTOMER_READ"}, handle: getCustomerAccessCode,
	}}
}

func accessCodeTexts() map[string]text {
	return map[string]text{
		"error.accessCode.disabled": {"Dieses Studio gibt keine Zugangscodes aus.", "This studio does not issue access codes.", "To studio nie wydaje kodów dostępu."},
	}
}

// A door code changes each minute and opens for the minute after that as well, so
// that one that was just read never is too old for the door.
const (
	accessCodeTurn = time.Minute
	accessCodeLife = 2 * time.Minute
)

type customerAccessCode struct {
	Format    string `json:"format"`
	ExpiresAt string `json:"expiresAt,omitempty"`
	Content   string `json:"content"`
}

// doorCode is the code that a customer's door reads at a time, and its end. It
// begins with zeros, which a client that takes it for a number would lose.
func (st *studio) doorCode(customerID int64, now time.Time) (content string, ends time.Time) {
	turn := now.UTC().Truncate(accessCodeTurn)
	mac := hmac.New(sha256.New, []byte(strconv.FormatUint(st.Seed, 16)))
	_, _ = fmt.Fprintf(mac, "door %d %d", customerID, turn.Unix()) // never fails
	return fmt.Sprintf("00%017d", binary.BigEndian.Uint64(mac.Sum(nil))%1e17), turn.Add(accessCodeLife)
}

func getCustomerAccessCode(c *call) (any, *refusal) {
	k, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	if enabled := c.studio.Information.AccessCodeConfiguration.Enabled; enabled == nil || !*enabled {
		return nil, &refusal{status: c.switches.AccessCodeOffStatus, code: "error.accessCode.disabled"}
	}
	content, ends := c.studio.doorCode(k.Record.ID, c.now)
	code := customerAccessCode{Format: "QR_CODE", Content: content}
	if c.switches.AccessCodeExpires {
		code.ExpiresAt = ends.Format(time.RFC3339)
	}
	return code, nil
}

// decideAccessCodes switches the studio's door codes on or off.
func (st *studio) decideAccessCodes(d decision) (bool, error) {
	if st.Information.StudioID != d.id {
		return false, nil
	}
	// A new value: an answer on its way out may still hold the old one.
	st.Information.AccessCodeConfiguration.Enabled = &d.accept
	return true, nil
}
