// What must hold for the layout of every page; returns a list of what does not.
(() => {
  const problems = [];
  const name = (e) => {
    const text = (e.getAttribute("aria-label") ?? e.innerText ?? "").trim().slice(0, 40);
    return e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + (e.className?.trim ? "." + e.className.trim().replace(/\s+/g, ".") : "") + (text ? ` “${text}”` : "");
  };
  const round = (n) => Math.round(n * 10) / 10;
  const size = (r) => `${round(r.width)}×${round(r.height)}`;
  const root = document.documentElement;
  const width = root.clientWidth;
  // What is kept for screen readers, or until it has the focus.
  const hidden = (e) => e.closest(".sr, .skip") || !e.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  // Rows of days scroll sideways by themselves.
  const scrolls = (e) => {
    for (let p = e; p && p !== document.body; p = p.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(p).overflowX)) return true;
    }
    return false;
  };

  // 1. The page does not scroll sideways.
  if (root.scrollWidth > width) {
    const wide = [...document.querySelectorAll("body *")].filter((e) => !scrolls(e) && !hidden(e) && e.getBoundingClientRect().right > width + 0.5);
    problems.push(`scrolls sideways: ${root.scrollWidth} > ${width}: ${wide.slice(-3).map(name).join(", ")}`);
  }

  // 2. Whatever can be pressed is large enough: 24 by 24, buttons 44 high.
  // A link in the middle of a sentence is as high as its line (WCAG 2.5.8), and
  // one that covers its row is as large as the row.
  const inSentence = (e) => {
    if (getComputedStyle(e).display !== "inline") return false;
    const block = e.closest("p, li, dd, div");
    return block.innerText.trim().length > e.innerText.trim().length;
  };
  const area = (e) => {
    const box = e.getBoundingClientRect();
    const after = getComputedStyle(e, "::after");
    if (after.content !== "none" && after.position === "absolute" && after.top === "0px" && after.bottom === "0px") return e.closest("li").getBoundingClientRect();
    if (e.matches("input[type=checkbox], input[type=radio]")) return e.closest("label").getBoundingClientRect();
    return box;
  };
  for (const e of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary")) {
    if (hidden(e) || getComputedStyle(e).pointerEvents === "none") continue;
    const r = area(e);
    if (e.matches(".btn, button:not(.link)")) {
      if (r.height < 43.9 || r.width < 43.9) problems.push(`button of ${size(r)}: ${name(e)}`);
    } else if ((r.height < 23.9 || r.width < 23.9) && !inSentence(e)) problems.push(`target of ${size(r)}: ${name(e)}`);
  }

  // 3. No text leaves the page or is cut off by what it stands in.
  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const e = node.parentElement;
    if (!node.data.trim() || e.closest("script, style, option") || hidden(e)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const fixed = !!e.closest(".nav") && getComputedStyle(e.closest(".nav")).position === "fixed";
    for (const r of range.getClientRects()) {
      if (r.width < 1) continue;
      lines.push({ e, r, fixed });
      if (!scrolls(e) && (r.right > width + 1 || r.left < -1)) problems.push(`text beyond the edge: ${name(e)}`);
      for (let p = e; p && p !== document.body; p = p.parentElement) {
        const style = getComputedStyle(p);
        if (!/hidden|clip/.test(style.overflowX + style.overflowY)) continue;
        const box = p.getBoundingClientRect();
        if (r.right > box.right + 1 || r.left < box.left - 1 || r.bottom > box.bottom + 2 || r.top < box.top - 2) problems.push(`text cut off: ${name(e)} in ${name(p)}`);
      }
    }
  }

  // 4. No text lies on another.
  const flow = lines.filter((l) => !l.fixed).sort((a, b) => a.r.top - b.r.top);
  for (let i = 0; i < flow.length; i++) {
    for (let j = i + 1; j < flow.length && flow[j].r.top < flow[i].r.bottom; j++) {
      const [a, b] = [flow[i], flow[j]];
      if (a.e.closest("details .card") !== b.e.closest("details .card")) continue; // an open menu lies on the page
      const x = Math.min(a.r.right, b.r.right) - Math.max(a.r.left, b.r.left);
      const y = Math.min(a.r.bottom, b.r.bottom) - Math.max(a.r.top, b.r.top);
      if (x > 2 && y > 0.3 * Math.min(a.r.height, b.r.height)) problems.push(`text on text: ${name(a.e)} and ${name(b.e)}`);
    }
  }

  // 5. The bar at the bottom covers nothing once the page is scrolled to its
  // end, and its own words do not run into each other.
  const bar = [...document.querySelectorAll(".nav")].find((n) => getComputedStyle(n).position === "fixed");
  if (bar) {
    const at = scrollY;
    scrollTo({ top: root.scrollHeight, behavior: "instant" });
    const top = bar.getBoundingClientRect().top;
    const last = Math.max(...lines.filter((l) => !l.fixed).map((l) => l.r.bottom + at - scrollY));
    if (last > top + 0.5) problems.push(`text under the bar: ${round(last)} > ${round(top)}`);
    if (bar.getBoundingClientRect().bottom > innerHeight + 0.5) problems.push("the bar leaves the window");
    const words = lines.filter((l) => l.fixed);
    for (const l of words) {
      const link = l.e.closest("a").getBoundingClientRect();
      if (l.r.left < link.left - 1 || l.r.right > link.right + 1) problems.push(`the bar cuts ${name(l.e)}`);
    }
    scrollTo({ top: at, behavior: "instant" });
  }
  return [...new Set(problems)];
})()
