package mail

// KindWriteReceipt is the kind of the outbox row that brings the receipt of a write by
// somebody signed in; it is written with the intent of the write.
const KindWriteReceipt = "write-receipt"

// WriteReceipt is its payload. The address is looked up when it is sent: a session
// does not know it.
type WriteReceipt struct {
	CustomerID int64 `json:"customer_id"`
}
