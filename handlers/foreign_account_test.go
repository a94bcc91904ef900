package handlers_test

// No address of the account names anything: claims stand in forms, see TestForeignClaimsAreNotPaid.
func accountForeigns() []foreign { return nil }
