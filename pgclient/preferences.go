package pgclient

// CommunicationPreference says over which channels a customer hears about one kind of
// message.
type CommunicationPreference struct {
	MessageCategory MessageCategory                  `json:"messageCategory,omitzero"`
	Channels        []CommunicationChannelPreference `json:"channels,omitzero"` // one entry per channel
}

// CommunicationChannelPreference is one channel of a CommunicationPreference.
type CommunicationChannelPreference struct {
	CommunicationChannel CommunicationChannel `json:"communicationChannel"`
	CustomerOverridable  *bool                `json:"customerOverridable,omitzero"` // whether the member may change it
	Active               *bool                `json:"active,omitzero"`
}

// MessageCategory is what a message is about.
type MessageCategory string

// The values of release 1.8.3.
const (
	MessageCategoryContract       MessageCategory = "CONTRACT"
	MessageCategoryGeneral        MessageCategory = "GENERAL"
	MessageCategoryAppointment    MessageCategory = "APPOINTMENT"
	MessageCategoryNewsletter     MessageCategory = "NEWSLETTER"
	MessageCategoryLoyaltyProgram MessageCategory = "LOYALTY_PROGRAM"
)

// CommunicationChannel is how a message travels.
type CommunicationChannel string

// The values of release 1.8.3.
const (
	CommunicationChannelLetter       CommunicationChannel = "LETTER"
	CommunicationChannelEmail        CommunicationChannel = "EMAIL"
	CommunicationChannelTextMessage  CommunicationChannel = "TEXT_MESSAGE"
	CommunicationChannelPhone        CommunicationChannel = "PHONE"
	CommunicationChannelFax          CommunicationChannel = "FAX"
	CommunicationChannelConversation CommunicationChannel = "CONVERSATION"
	CommunicationChannelChat         CommunicationChannel = "CHAT"
	CommunicationChannelOther        CommunicationChannel = "OTHER"
)
