package handlers

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"memberportal/i18n"
	"memberportal/internal/store"
	"memberportal/pgclient"
	"memberportal/views"
)

// preferences is the matrix of categories and channels, under a shorter name.
type preferences = []pgclient.CommunicationPreference

func (c *Context) loadPreferences() (preferences, error) {
	ctx, cancel := context.WithTimeout(c.Ctx, c.app.timing.page)
	defer cancel()
	return c.API.GetCommunicationPreferences(ctx, c.Who.CustomerID)
}

// showPreferences shows what the member hears over which channels.
func showPreferences(c *Context) error {
	matrix, err := c.loadPreferences()
	if err != nil {
		return err
	}
	page := newPreferencesPage(c.page(c.Text.T("documents.pref_title"), "profile"), matrix, c.Studio.May("updateCommunicationPreferences"), nil)
	return c.Render(http.StatusOK, views.Preferences(page))
}

// newPreferencesPage shows the matrix, with the boxes as ticked where they were
// sent. Only what exists is shown, and only what the member may change is a box.
func newPreferencesPage(base views.Page, matrix preferences, change bool, ticked func(name string) bool) views.PreferencesPage {
	text := base.Text
	p := views.PreferencesPage{Page: base, Seen: matrixMark(matrix)}
	for _, category := range matrix {
		v := views.PreferenceCategory{}
		var fixed []string
		v.Heading, v.Text = categoryText(text, category.MessageCategory)
		for _, ch := range category.Channels {
			on := holds(ch.Active)
			name := boxName(category, ch)
			if !change || name == "" {
				state := text.T("documents.pref_off")
				if on {
					state = text.T("documents.pref_on")
				}
				fixed = append(fixed, channelText(text, ch.CommunicationChannel))
				v.Fixed = append(v.Fixed, views.Row{Term: channelText(text, ch.CommunicationChannel), Value: state})
				continue
			}
			if ticked != nil {
				on = ticked(name)
			}
			p.Change = true
			v.Channels = append(v.Channels, views.PreferenceChannel{Name: name, Label: channelText(text, ch.CommunicationChannel), On: on})
		}
		if len(fixed) > 0 {
			v.FixedNote = text.T("documents.pref_fixed", "channels", text.Join(fixed...))
		}
		if len(category.Channels) > 0 {
			p.Categories = append(p.Categories, v)
		}
	}
	return p
}

// boxName is the input of a channel, "" for one that the member may not change or
// whose names cannot be those of an input.
func boxName(category pgclient.CommunicationPreference, ch pgclient.CommunicationChannelPreference) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
	a, b := string(category.MessageCategory), string(ch.CommunicationChannel)
	if !holds(ch.CustomerOverridable) || a == "" || b == "" || strings.Trim(a+b, letters) != "" {
		return ""
	}
	return a + "-" + b
}

// holds tells whether an optional yes or no is there and yes.
func holds(b *bool) bool { return b != nil && *b }

// savePreferences sends the whole matrix as it was read, with the boxes as ticked.
func savePreferences(c *Context) error {
	if !c.Studio.May("updateCommunicationPreferences") {
		return errNotFound
	}
	matrix, err := c.loadPreferences()
	if err != nil {
		return err
	}
	ticked := func(name string) bool { return c.form(name) != "" }
	again := func(errs []views.FieldError) error {
		page := newPreferencesPage(c.page(c.Text.T("documents.pref_title"), "profile"), matrix, true, ticked)
		page.Errors = errs
		return c.Render(http.StatusUnprocessableEntity, views.Preferences(page))
	}
	if !c.freshForm() {
		return again([]views.FieldError{{Text: c.Text.T("errors.form_expired")}})
	}
	wanted, inputs := newMatrix(matrix, ticked)
	now, seen, want := matrixMark(matrix), c.form("seen"), matrixMark(wanted)
	switch {
	case want == now && seen == now:
		return c.redirectSaying(c.Paths.Preferences(), flash{Key: saidPreferencesUnchanged})
	case want == now:
		return c.redirectSaying(c.Paths.Preferences(), flash{Key: saidPreferences}) // sent twice, or by somebody else
	case seen != now:
		return again([]views.FieldError{{Text: c.Text.T("documents.changed_meanwhile")}})
	}
	intent, err := c.writeOnce(attempt{
		action: actionSavePreferences, target: want, details: valuesTrace{Print: want}, changes: switchedPreferences(matrix, wanted),
		send: func(ctx context.Context) (outcome, error) {
			answer, err := c.API.UpdateCommunicationPreferences(ctx, c.Who.CustomerID, wanted)
			if err == nil && matrixMark(answer) != want {
				return outcome{Status: partly}, nil
			}
			return outcome{}, err
		},
	})
	return c.conclude(intent, err, inputs, func(o outcome) error {
		key := saidPreferences
		if o.Status == partly {
			key = saidPreferencesPartly
		}
		return c.redirectSaying(c.Paths.Preferences(), flash{Key: key})
	}, again)
}

// partly: the API answered with another matrix than the one it was sent.
const partly = "PARTLY"

// newMatrix is the matrix as read with the boxes as ticked; inputs are their names
// by the reference that the API gives them.
func newMatrix(matrix preferences, ticked func(name string) bool) (wanted preferences, inputs map[string]string) {
	inputs = map[string]string{}
	for i, category := range matrix {
		category.Channels = slices.Clone(category.Channels)
		for j, ch := range category.Channels {
			name := boxName(category, ch)
			if name == "" {
				continue
			}
			if on := ticked(name); on != holds(ch.Active) {
				category.Channels[j].Active = &on
			}
			row, column := strconv.Itoa(i), strconv.Itoa(j)
			inputs[row+".channels."+column+".active"] = name
			inputs["["+row+"].channels["+column+"].active"] = name
		}
		wanted = append(wanted, category)
	}
	return wanted, inputs
}

// matrixMark is a fingerprint of what is on and what may be changed, in whatever order.
func matrixMark(matrix preferences) string {
	var texts []string
	for _, category := range matrix {
		for _, ch := range category.Channels {
			texts = append(texts, strings.Join([]string{
				string(category.MessageCategory), string(ch.CommunicationChannel),
				strconv.FormatBool(holds(ch.CustomerOverridable)), strconv.FormatBool(holds(ch.Active)),
			}, "\x00"))
		}
	}
	slices.Sort(texts)
	return fingerprint(texts...)
}

// savePreferencesLook: the matrix is the one that was sent.
func savePreferencesLook(ctx context.Context, api *pgclient.Client, customerID int64, t valuesTrace) (outcome, bool, error) {
	matrix, err := api.GetCommunicationPreferences(ctx, customerID)
	return outcome{}, err == nil && matrixMark(matrix) == t.Print, err
}

func tellPreferences(base views.Page, intent store.Intent, o outcome) told {
	done := base.Text.T("documents.pref_saved")
	if o.Status == partly {
		done = base.Text.T("documents.pref_partly")
	}
	return tellPage(base, intent, o, done, base.Text.T("documents.pref_not_saved"), base.Paths.Preferences())
}

// categoryText is what a kind of message is called and what it is about.
func categoryText(text *i18n.Printer, c pgclient.MessageCategory) (heading, about string) {
	switch c {
	case pgclient.MessageCategoryContract:
		return text.T("documents.category_contract"), text.T("documents.category_contract_text")
	case pgclient.MessageCategoryGeneral:
		return text.T("documents.category_general"), text.T("documents.category_general_text")
	case pgclient.MessageCategoryAppointment:
		return text.T("documents.category_appointment"), text.T("documents.category_appointment_text")
	case pgclient.MessageCategoryNewsletter:
		return text.T("documents.category_newsletter"), text.T("documents.category_newsletter_text")
	case pgclient.MessageCategoryLoyaltyProgram:
		return text.T("documents.category_loyalty"), text.T("documents.category_loyalty_text")
	}
	return unknownText(text, string(c)), ""
}

// channelText is what a way is called.
func channelText(text *i18n.Printer, c pgclient.CommunicationChannel) string {
	switch c {
	case pgclient.CommunicationChannelLetter:
		return text.T("documents.channel_letter")
	case pgclient.CommunicationChannelEmail:
		return text.T("documents.channel_email")
	case pgclient.CommunicationChannelTextMessage:
		return text.T("documents.channel_text")
	case pgclient.CommunicationChannelPhone:
		return text.T("documents.channel_phone")
	case pgclient.CommunicationChannelFax:
		return text.T("documents.channel_fax")
	case pgclient.CommunicationChannelConversation:
		return text.T("documents.channel_conversation")
	case pgclient.CommunicationChannelChat:
		return text.T("documents.channel_chat")
	case pgclient.CommunicationChannelOther:
		return text.T("documents.channel_other")
	}
	return unknownText(text, string(c))
}

// unknownText makes a name of a later release readable: "PUSH_MESSAGE" is "Push message".
func unknownText(text *i18n.Printer, name string) string {
	if name == "" {
		return "–"
	}
	return text.Capital(strings.ToLower(strings.ReplaceAll(name, "_", " ")))
}
