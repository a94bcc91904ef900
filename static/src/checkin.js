// The code for the door is fetched anew before it ends, while somebody looks at
// the page. Nothing is announced, nothing moves, and an old code is not shown.
for (const box of document.querySelectorAll("[data-fresh]")) {
  let end;
  // By the clock, not by one long timer: timers sleep while a phone is locked.
  const wait = (seconds) => {
    const until = Date.now() + seconds * 1000;
    const step = () => { if (Date.now() < until) setTimeout(step, 1000); else again(); };
    step();
  };
  const shown = (seconds) => {
    end = Date.now() + seconds * 1000 + 8000;
    wait(seconds);
  };
  const again = async () => {
    if (document.hidden) return document.addEventListener("visibilitychange", again, { once: true });
    if (Date.now() > end) for (const part of box.children) part.toggleAttribute("hidden", !part.matches(".missing"));
    try {
      const answer = await fetch(location.href);
      const next = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-fresh]");
      if (next) {
        box.replaceChildren(...next.childNodes);
        shown(next.dataset.fresh);
      } else if (answer.ok) location.reload();
      else wait(5);
    } catch {
      wait(5);
    }
  };
  shown(box.dataset.fresh);
}
