package handlers_test

// A service is the studio's: everybody may see it.
func appointmentForeigns() []foreign { return []foreign{{prefix: "/appointments/:serviceID"}} }
