// What a web agency would write: buttons of its own, and a list of what it hears.
const box = document.getElementById("portal"), list = document.getElementById("heard");
for (const type of ["ready", "state", "path", "event", "height"])
  box.addEventListener("portal:" + type, ({ detail }) => {
    const line = document.createElement("li");
    line.textContent = type + (detail === undefined || detail === null ? "" : " " + JSON.stringify(detail));
    list.append(line);
    list.scrollTop = list.scrollHeight;
  });
for (const button of document.querySelectorAll("[data-go], [data-do]"))
  button.addEventListener("click", () => {
    const { go, do: call, value } = button.dataset;
    if (go) box.portal?.go(go);
    else box.portal?.[call](value);
  });
