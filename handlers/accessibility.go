package handlers

func showAccessibility(c *Context) error { return errNotFound }
