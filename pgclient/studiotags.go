package pgclient

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
)

// GetAll returns the tags that a studio can carry; since release 1.11.0. The name is
// the API's.
func (c *Client) GetAll(ctx context.Context) ([]StudioTag, error) {
	tags, err := get[tagList](ctx, c, "getAll", "/v1/studios/tags", nil)
	return tags, err
}

// UpdateStudioTags replaces the tags of the studio and returns those it has now; since
// release 1.11.0. No tags take all away.
func (c *Client) UpdateStudioTags(ctx context.Context, tags []StudioTag) ([]StudioTag, error) {
	if tags == nil {
		tags = []StudioTag{} // null would be no list
	}
	now, err := send[tagList](ctx, c, "updateStudioTags", http.MethodPut, "/v1/studios/information/tags", tags)
	return now, err
}

// ConfirmActivation switches the webhooks of the studio on.
func (c *Client) ConfirmActivation(ctx context.Context) error {
	return act(ctx, c, "confirmActivation", http.MethodPost, "/v1/studios/confirmActivation", nil)
}

// tagList reads tags. That they come as a list was concluded from the documentation's
// wording, so it also takes a single tag, and an object that holds the list.
type tagList []StudioTag

func (l *tagList) UnmarshalJSON(data []byte) error {
	if data = bytes.TrimSpace(data); bytes.HasPrefix(data, []byte("[")) {
		var tags []StudioTag
		if err := json.Unmarshal(data, &tags); err != nil {
			return errors.New("the tags are no tags")
		}
		*l = slices.DeleteFunc(tags, func(t StudioTag) bool { return t.Name == "" })
		return nil
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal(data, &object); err != nil || object == nil {
		return errors.New("the tags are neither a list nor an object")
	}
	if _, single := object["name"]; single {
		return l.UnmarshalJSON(slices.Concat([]byte("["), data, []byte("]")))
	}
	for _, name := range []string{"studioTags", "tags", "result"} {
		if list := bytes.TrimSpace(object[name]); bytes.HasPrefix(list, []byte("[")) {
			return l.UnmarshalJSON(list)
		}
	}
	return errors.New("there are no tags")
}
