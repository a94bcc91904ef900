package handlers_test

func checkinForeigns() []foreign { return nil }
