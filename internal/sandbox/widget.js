// Stands in for the payment vendor's browser widget, for the demo and for tests.
//
//   window.paymentWidget.init({
//     userSessionToken,  // what opening a payment session answered
//     container,         // id of the element to draw into
//     locale,            // "de", "pl", else English
//     onSuccess(token),  // called with the payment request token
//     onCancel(),        // called when the payer gives up
//   })
//
// "Pay" asks the sandbox for the payment request token of the session, as the vendor's
// widget does when the payer has entered a card. No money is real here.
{
  const origin = new URL(document.currentScript.src).origin;
  const texts = {
    en: ["Test payment: no money moves.", "Pay", "Cancel", "That did not work."],
    de: ["Testzahlung: Es fließt kein Geld.", "Bezahlen", "Abbrechen", "Das hat nicht geklappt."],
    pl: ["Płatność testowa: bez prawdziwych pieniędzy.", "Zapłać", "Anuluj", "Nie udało się."],
  };
  window.paymentWidget = {
    init({ userSessionToken, container, locale, onSuccess, onCancel }) {
      const [say, pay, cancel, failed] = texts[String(locale).slice(0, 2)] ?? texts.en;
      const box = document.getElementById(container);
      const note = document.createElement("p");
      note.textContent = say;
      note.setAttribute("role", "status");
      const button = (text, name, act) => {
        const b = document.createElement("button");
        b.type = "button";
        b.textContent = text;
        b.className = name;
        b.addEventListener("click", act);
        return b;
      };
      const payButton = button(pay, "pay", async () => {
        payButton.disabled = true;
        try {
          const answer = await fetch(origin + "/_control/payment-request-tokens", {
            method: "POST",
            headers: { "Content-Type": "text/plain" }, // asks for no preflight
            body: JSON.stringify({ session_token: userSessionToken }),
          });
          const { payment_request_token: token } = await answer.json();
          if (!token) throw new Error();
          onSuccess(token);
        } catch {
          note.textContent = failed;
          payButton.disabled = false;
        }
      });
      const row = document.createElement("p");
      row.append(payButton, " ", button(cancel, "quiet cancel", () => onCancel?.()));
      box.replaceChildren(note, row);
      return { destroy: () => box.replaceChildren() };
    },
  };
}
