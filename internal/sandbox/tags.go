package sandbox

import (
	"fmt"
	"slices"
	"strings"
)

func studioTagOperations() []*operation {
	return []*operation{
		{id: "getAll", method: "GET", pattern: "/v1/studios/tags", scopes: []string{"STUDIO_READ"}, handle: getAllTags},
		{id: "updateStudioTags", method: "PUT", pattern: "/v1/studios/information/tags", scopes: []string{"STUDIO_WRITE"}, handle: updateStudioTags},
		{id: "confirmActivation", method: "POST", pattern: "/v1/studios/confirmActivation", handle: confirmActivation},
	}
}

func studioTexts() map[string]text {
	return map[string]text{
		"error.tag.unknown": {"Dieses Merkmal gibt es nicht.", "There is no such tag.", "Nie ma takiej etykiety."},
	}
}

// tagsState is tags and activations.
type tagsState struct {
	Known             []studioTag `json:"known"`
	WebhooksConfirmed bool        `json:"webhooks_confirmed"`
}

func (s *tagsState) settle(st *studio, _ []Member, _ date) {
	names := "24-7 crèche parking pool sauna women-only"
	if st.Language == "de" {
		names = "24-7 damenbereich kinderbetreuung parkplatz sauna schwimmbad"
	}
	for name := range strings.FieldsSeq(names) {
		s.Known = append(s.Known, studioTag{Name: name})
	}
}

func (s *tagsState) index(*studio) error { return nil }

func getAllTags(c *call) (any, *refusal) { return slices.Clone(c.studio.Tags.Known), nil }

// updateStudioTags replaces the tags, which getStudioInformation then shows.
func updateStudioTags(c *call) (any, *refusal) {
	var want []studioTag
	if refused := c.decode(&want); refused != nil {
		return nil, refused
	}
	if want == nil { // null, or no body at all
		return nil, badRequest("error.validation.missing", "")
	}
	s := &c.studio.Tags
	carried, known := []studioTag{}, slices.Clone(s.Known)
	for i, tag := range want {
		at := fmt.Sprintf("[%d].name", i)
		switch {
		case strings.TrimSpace(tag.Name) == "":
			return nil, badRequest("error.validation.missing", at)
		case !slices.Contains(known, tag) && c.switches.OnlyKnownTags:
			return nil, badRequest("error.tag.unknown", at)
		case !slices.Contains(known, tag):
			known = append(known, tag)
		}
		if !slices.Contains(carried, tag) {
			carried = append(carried, tag)
		}
	}
	s.Known, c.studio.Information.StudioTags = known, carried
	return slices.Clone(carried), nil
}

// confirmActivation switches the webhooks on. Doing it again changes nothing.
func confirmActivation(c *call) (any, *refusal) {
	c.studio.Tags.WebhooksConfirmed = true
	return nil, nil
}
