// Comfort only: every page works without this file.
const all = (selector) => document.querySelectorAll(selector);
const clock = (n) => Math.floor(n / 60) + ":" + String(n % 60).padStart(2, "0");

// tick counts seconds down by the clock, not by the number of calls: timers
// sleep while a phone is locked.
const tick = (element, seconds, each, end) => {
  const until = Date.now() + seconds * 1000;
  const step = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    if (left > 0) {
      each(left);
      setTimeout(step, 1000);
    } else end();
  };
  step();
};

document.documentElement.classList.add("js");

// A form is sent once: the button rests until the next page, or until this one
// comes back from the history.
const rest = (form, on) => {
  for (const button of form.querySelectorAll("button")) {
    button.disabled = on;
    button.ariaBusy = on || null;
  }
};
addEventListener("submit", (event) => {
  if (!event.defaultPrevented) setTimeout(rest, 0, event.target, true);
});
addEventListener("pageshow", (event) => {
  if (event.persisted) all("form").forEach((form) => rest(form, false));
});

// Picking an entry sends the form; with the keyboard the button does, since
// there every arrow key picks one.
addEventListener("change", ({ target }) => {
  if (target.matches("select") && target.form?.matches(".auto") && !target.matches(":focus-visible")) target.form.requestSubmit();
});

// A button of the timetable stands right after the name of its class. Heard
// alone, in a list of buttons, it says both itself.
for (const control of all(".slots :is(button, .btn):not([aria-label])")) {
  const row = control.closest("li");
  control.setAttribute("aria-label", `${control.textContent} ${row.querySelector("a").textContent}, ${row.querySelector("time").textContent}`);
}

// The code reads better in groups of four. Nothing is refused here.
for (const input of all(".code"))
  input.addEventListener("input", () => {
    if (input.selectionEnd === input.value.length) input.value = input.value.replace(/\D/g, "").replace(/(\d{4})(?=\d)/g, "$1 ");
  });

for (const note of all("[data-wait]")) {
  const button = note.parentNode.querySelector("button");
  button.disabled = true;
  tick(note, note.dataset.wait, (left) => { note.textContent = clock(left); }, () => { note.remove(); button.disabled = false; });
}

for (const note of all("[data-opens]")) {
  const link = note.querySelector("a");
  const count = note.appendChild(document.createElement("b"));
  link.hidden = true;
  tick(note, note.dataset.opens, (left) => { count.textContent = note.dataset.in + " " + clock(left); }, () => { count.remove(); link.hidden = false; link.classList.add("btn"); });
}

for (const { dataset } of all("[data-renew]")) if (dataset.renew > 0) setTimeout(() => location.reload(), dataset.renew * 1000);

for (const menu of all(".menu"))
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.firstElementChild.focus();
    }
  });

// Not scrollIntoView, which moves the studio's website around a frame, too.
for (const day of all(".days [aria-current]")) {
  const days = day.parentNode;
  days.scrollLeft = day.offsetLeft - days.offsetLeft - (days.clientWidth - day.clientWidth) / 2;
}
