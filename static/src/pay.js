// Starts the vendor's payment widget. What the portal takes it to offer, which
// payment.widget_url has to name a script of:
//
//   window.paymentWidget.init({
//     userSessionToken,  // of the payment session that the page was made for
//     container,         // id of the element to draw into
//     locale, countryCode,
//     onSuccess(token),  // called once, with the payment request token
//     onCancel(),        // called when the member gives up; a widget may do without
//   })
//
// The token goes to the portal in a form. Only that takes the payment.
const box = document.getElementById("payment");
const form = document.querySelector('form:has([name="payment_request_token"])');
const fail = () => {
  box.hidden = true;
  document.getElementById("payment-failed").hidden = false;
};

// The vendor's script may come later than this one, and comes before this event or not at all.
addEventListener("DOMContentLoaded", () => {
  box.hidden = false;
  try {
    window.paymentWidget.init({
      userSessionToken: box.dataset.session,
      container: box.id,
      locale: document.documentElement.lang,
      countryCode: box.dataset.country,
      onSuccess(token) {
        if (form.elements.payment_request_token.value) return;
        form.elements.payment_request_token.value = token;
        form.querySelector("button").hidden = false;
        box.hidden = true;
        form.requestSubmit();
      },
      onCancel() {
        location.assign(document.querySelector(".back a").href);
      },
    });
  } catch {
    fail();
  }
});
