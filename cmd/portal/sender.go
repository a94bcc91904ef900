package main

import (
	"context"
	"sync/atomic"

	"memberportal/internal/mail"
)

// swapSender sends with the mail settings of the present configuration.
type swapSender struct{ current atomic.Pointer[mail.Sender] }

func newSwapSender(s mail.Sender) *swapSender {
	w := &swapSender{}
	w.use(s)
	return w
}

func (w *swapSender) use(s mail.Sender) { w.current.Store(&s) }

// Send implements mail.Sender.
func (w *swapSender) Send(ctx context.Context, m mail.Message) error {
	return (*w.current.Load()).Send(ctx, m)
}

// Probe implements mail.Prober.
func (w *swapSender) Probe(ctx context.Context) error {
	if p, ok := (*w.current.Load()).(mail.Prober); ok {
		return p.Probe(ctx)
	}
	return nil
}
