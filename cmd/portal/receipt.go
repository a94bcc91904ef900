package main

import (
	"context"
	"fmt"
	"os"

	"memberportal/internal/receipt"
)

// receiptCommand checks a receipt without a portal: "verify FILE --keys keys.json".
func receiptCommand(_ context.Context, args []string) error {
	if len(args) == 0 || args[0] != "verify" {
		fmt.Fprintln(os.Stderr, "portal receipt verify FILE --keys keys.json")
		return errUsage
	}
	set := flags("receipt verify")
	keysFile := set.String("keys", "keys.json", "the published keys, as /receipts/keys.json has them")
	// The file may stand before or after the flags.
	var files []string
	for rest := args[1:]; ; {
		if err := set.Parse(rest); err != nil {
			return errUsage
		}
		if set.NArg() == 0 {
			break
		}
		files, rest = append(files, set.Arg(0)), set.Args()[1:]
	}
	if len(files) != 1 {
		fmt.Fprintln(os.Stderr, "portal receipt verify: name one file")
		return errUsage
	}
	signed, err := os.ReadFile(files[0])
	if err != nil {
		return err
	}
	data, err := os.ReadFile(*keysFile)
	if err != nil {
		return err
	}
	keys, err := receipt.ParseKeys(data)
	if err != nil {
		return err
	}
	r, err := receipt.Verify(string(signed), keys)
	if err != nil {
		return fmt.Errorf("%s: %w", files[0], err)
	}
	fmt.Printf("%s is genuine: receipt %s of %s, arrived %s\n", files[0], r.Number, r.StudioName, r.Arrived.Format("2006-01-02 15:04:05 MST"))
	return nil
}
