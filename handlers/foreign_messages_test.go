package handlers_test

func messageForeigns() []foreign { return nil }
