package handlers_test

// A token is a secret, no id; who has it may read. Foreign bookings as files
// are tested in calendar_test.go.
func calendarForeigns() []foreign { return []foreign{{prefix: "/calendar/:token"}} }
