package views

// PrivacyPage is everything a member can know and decide about what is kept.
type PrivacyPage struct {
	Page
	Sessions        []SessionRow
	SessionsMissing bool
	Kept            []Row  // what the portal itself keeps, and how long
	PreferencesTo   string // where consent is withdrawn; "" where the studio gave no scope for it
	ActivityTo      string
}

// SessionRow is one signed-in device.
type SessionRow struct {
	Device     string // "Firefox, Android"
	Since      string // "Signed in on 12 June 2026, 10:00"
	Used       string // "Last used …"
	Remembered bool   // stays signed in when the browser is closed
	Current    bool   // the one that asks
	EndTo      string // where its button posts; "" for the one that asks, which signs out
	EndLabel   string // of the button, with the device, for those who only hear it
}

// ActivityPage is what was done through the portal.
type ActivityPage struct {
	Page
	Entries      []ActivityEntry
	Kept         string // how long it is kept
	Position     string // "21 to 40 of 500", "" where all are shown
	Newer, Older string // addresses, "" for none
}

// ActivityEntry is one thing that was done.
type ActivityEntry struct {
	What, About    string // "Book a class", "Indoor Cycling · Mon 15 June, 18:00"
	When, DateTime string // in the studio's zone
	State          Chip   // "Done", "Requested", "Refused", "Not confirmed"
	Note           string // why, where that is known
	Changes        []ChangedRow
	To, ToText     string // a way on, "" for none
}

// AccessibilityPage is the studio's statement.
type AccessibilityPage struct {
	Page
	Law     string // what it is made to meet, in a sentence
	Checked string // how much of it tests check
	Checks  []Row  // what is checked, with the success criteria
	Gaps    []string
	Date    string
	Body    *EnforcementBody // whom to complain to; nil where there is none
}

// EnforcementBody is an authority.
type EnforcementBody struct {
	Name, Address string
	Email, Web    string // "" for none
	Lang          string // of its name; "" for the page's
}
