package handlers_test

// extraForeigns: what lies below a contract that is another's is not found before
// the id of the extra is looked at; TestForeignExtraOfOwnContract does that.
func extraForeigns() []foreign { return endingForeigns() }
