package config_test

import (
	"encoding/json"
	"net/netip"
	"net/url"
	"os"
	"reflect"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/require"

	"memberportal/internal/config"
)

func TestTheShippedSchemaIsTheProgramsOwn(t *testing.T) {
	shipped, err := os.ReadFile("../../docs/portal.schema.json")
	require.NoError(t, err)
	require.Equal(t, string(config.Schema()), string(shipped), "copy internal/config/schema.json to docs/portal.schema.json")
}

func TestSchemaAndStructsHaveTheSameKeys(t *testing.T) {
	var schema map[string]any
	require.NoError(t, json.Unmarshal(config.Schema(), &schema))
	require.Equal(t, "https://json-schema.org/draft/2020-12/schema", schema["$schema"])
	fromSchema := schemaKeys(t, "", schema)
	fromStructs := structKeys("", reflect.TypeFor[config.Config]())
	sort.Strings(fromSchema)
	sort.Strings(fromStructs)
	require.Equal(t, fromStructs, fromSchema)
	require.Greater(t, len(fromStructs), 50)
}

// schemaKeys are the paths of all properties; "[]" stands for elements of a
// list. The texts have the languages for keys and are left out below.
func schemaKeys(t *testing.T, path string, schema map[string]any) []string {
	t.Helper()
	var found []string
	if items, ok := schema["items"].(map[string]any); ok {
		return schemaKeys(t, path+"[]", items)
	}
	properties, ok := schema["properties"].(map[string]any)
	if !ok || strings.HasSuffix(path, ".texts") {
		return nil
	}
	require.Equal(t, false, schema["additionalProperties"], "%s must refuse unknown keys", path)
	for key, property := range properties {
		object, ok := property.(map[string]any)
		require.True(t, ok)
		require.NotEmpty(t, object["description"], "%s.%s has no description", path, key)
		found = append(found, path+"."+key)
		found = append(found, schemaKeys(t, path+"."+key, object)...)
	}
	return found
}

func structKeys(path string, shape reflect.Type) []string {
	leaves := []reflect.Type{reflect.TypeFor[url.URL](), reflect.TypeFor[time.Location](), reflect.TypeFor[netip.Prefix](), reflect.TypeFor[config.BrandFile]()}
	switch {
	case shape.Kind() == reflect.Pointer:
		return structKeys(path, shape.Elem())
	case shape.Kind() == reflect.Slice:
		return structKeys(path+"[]", shape.Elem())
	case shape.Kind() != reflect.Struct || slices.Contains(leaves, shape):
		return nil
	}
	var found []string
	for field := range shape.Fields() {
		key := path + "." + field.Tag.Get("yaml")
		found = append(found, key)
		found = append(found, structKeys(key, field.Type)...)
	}
	return found
}

// validate holds a file to the schema. The library knows the schemas of
// OpenAPI, of which ours uses nothing else.
func validate(t *testing.T, file string) error {
	t.Helper()
	var schema openapi3.Schema
	require.NoError(t, json.Unmarshal(config.Schema(), &schema))
	var content any
	require.NoError(t, yaml.Unmarshal([]byte(file), &content))
	encoded, err := json.Marshal(content)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(encoded, &content))
	return schema.VisitJSON(content)
}

func TestTheSchemaTakesWhatThePortalTakes(t *testing.T) {
	example, err := os.ReadFile(examplePath)
	require.NoError(t, err)
	require.NoError(t, validate(t, string(example)))
	require.NoError(t, validate(t, minimal(t)))
	require.NoError(t, validate(t, minimal(t, `"#C41"`, `"${COLOR}"`, "https://members.example.com", "${PUBLIC_URL}")))
	require.NoError(t, validate(t, minimal(t, "https://members.example.com", "http://127.0.0.1:8080")))
}

func TestTheSchemaRefusesWhatThePortalRefuses(t *testing.T) {
	for name, file := range map[string]string{
		"unknown key":     minimal(t) + "lisen: x\n",
		"unknown below":   minimal(t) + "    logo: x\n",
		"missing":         "listen: \":80\"\n",
		"slug":            minimal(t, "slug: forge", "slug: For ge"),
		"colour":          minimal(t, `"#C41"`, "green"),
		"language":        minimal(t, "[en]", "[fr]"),
		"no language":     minimal(t, "[en]", "[]"),
		"number for text": minimal(t) + "listen: 8080\n",
		"radius":          minimal(t) + "      radius: 99\n",
		"plain http":      minimal(t, "https://members", "http://members"),
		"duration":        minimal(t) + "sessions: {idle: soon}\n",
		"origin's path":   minimal(t) + "    embed: {origins: [\"https://x.example/\"]}\n",
	} {
		require.Error(t, validate(t, file), name)
		_, err := config.Parse([]byte(file), t.TempDir(), environment())
		require.Error(t, err, name)
	}
}
