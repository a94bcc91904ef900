// Inside the studio's website: tells the page around the frame how high this
// page is and where in the portal it stands, and nothing of the member.
if (parent !== window) {
  const root = document.documentElement, { origin, pathname, search } = location;
  // A page of the portal itself, such as the one that shows how to embed it, may listen too.
  const allowed = [origin, ...(root.dataset.origins || "").split(" ")];
  let port, last;
  const send = (...message) => port?.postMessage(message);
  const measure = () => {
    const height = Math.ceil(root.getBoundingClientRect().height);
    if (!(Math.abs(height - last) < 2)) send("height", last = height);
  };
  const take = ({ data }) => {
    const [type, value] = Array.isArray(data) && data.length === 2 ? data : [];
    if (type === "viewport" && Array.isArray(value) && value.length === 2 && value.every(Number.isFinite)) {
      root.style.setProperty("--seen-top", value[0] + "px");
      root.style.setProperty("--seen-height", value[1] + "px");
    }
    if ((type === "lang" || type === "theme") && typeof value === "string" && /^[a-z]{2,5}$/.test(value)) {
      const url = new URL(location);
      url.searchParams.set(type, value);
      location.replace(url);
    }
  };
  addEventListener("message", (event) => {
    if (event.source !== parent || !allowed.includes(event.origin) || event.data !== "portal-port" || event.ports.length !== 1) return;
    port?.close();
    port = event.ports[0];
    port.onmessage = take;
    last = NaN;
    // What may be an id becomes a star; of the query only the day is said.
    const day = /\bday=\d{4}-\d\d-\d\d\b/.exec(search);
    send("path", pathname.replace(/^\/[^/]*/, "").replace(/[^/]+/g, (part) => (/^[a-z-]{1,23}$/.test(part) ? part : "*")) + (day ? "?" + day : ""));
    // The area and the studio: a page's own title may name what is the member's.
    send("title", `${document.querySelector("nav [aria-current]")?.textContent ?? ""} ${document.title.split(" · ").pop()}`.trim());
    send("state", !!document.querySelector('form[action*="/signout"]'));
    for (const { dataset } of document.querySelectorAll("[data-event]")) send("event", dataset.event);
    measure();
    // A link inside the frame led here, so what is new stands at the top.
    if (document.referrer.startsWith(origin) && performance.getEntriesByType("navigation")[0]?.type === "navigate") send("scroll-to-top", true);
  });
  new ResizeObserver(measure).observe(root);
  // Nobody else may learn that there is a portal in the frame.
  const above = location.ancestorOrigins?.[0];
  for (const to of allowed) if (to && (!above || above === to)) parent.postMessage("portal-ready", to);
}
