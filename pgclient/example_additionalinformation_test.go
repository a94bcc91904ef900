package pgclient_test

import (
	"context"
	"fmt"

	"memberportal/pgclient"
)

// A value of a list is the id of one of its items.
func ExampleClient_GetAdditionalInformationFields() {
	client, done := exampleAnswer("GET /v1/customers/additional-information-fields", `[{"id":5,"name":"T-shirt size","type":"LIST","listItems":[{"id":12,"name":"S"},{"id":13,"name":"M"}]}]`)
	defer done()
	customer := pgclient.Customer{AdditionalInformationFieldAssignments: []pgclient.AdditionalInformationFieldAssignment{
		{AdditionalInformationFieldID: 5, Value: "13"},
	}}
	fields, err := client.GetAdditionalInformationFields(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, a := range customer.AdditionalInformationFieldAssignments {
		for _, f := range fields {
			for _, item := range f.ListItems {
				if f.ID == a.AdditionalInformationFieldID && fmt.Sprint(item.ID) == a.Value {
					fmt.Println(f.Name, item.Name)
				}
			}
		}
	}
	// Output: T-shirt size M
}
