package views

// DemoPage is the demo's first page: the studios and whom one can sign in as.
type DemoPage struct {
	Page
	Studios []DemoStudio
}

// DemoStudio is one of the made-up studios.
type DemoStudio struct {
	Name, To, SignIn string
	Members          []DemoMember
}

// DemoMember is a made-up member.
type DemoMember struct{ Name, Email, Number, Story string }

// DemoMailboxPage shows what was mailed, newest first.
type DemoMailboxPage struct {
	Page
	Mails []DemoMail
}

// DemoMail is one mail.
type DemoMail struct{ To, Subject, Text, HTML, At string }
