// Puts the member portal into a page of the studio's website. It needs nothing
// but this file, sets no cookie, and works on any page, several times:
//
//   <div data-portal="https://members.example.com/studio"></div>
//   <script async src="https://members.example.com/embed.js"></script>
//
// Options and events: docs/embedding.md, embed.d.ts.
(() => {
  if (window.MemberPortal) return;
  const script = document.currentScript?.src;

  const words = {
    de: ["Mitgliederportal", "Mitgliederportal in einem neuen Tab öffnen"],
    en: ["Member portal", "Open the member portal in a new tab"],
    pl: ["Portal klubowicza", "Otwórz portal klubowicza w nowej karcie"],
  };
  // A frame that was refused loads, and says nothing: only the missing greeting tells.
  const patience = 15e3;
  // Heights beyond are a mistake of some stylesheet, and so are this many rises at a stretch.
  const highest = 2e4, steady = 20, stretch = 2e3;

  // Only what a path of the portal is made of: no other host, no scheme, no control characters.
  const sound = (path) => typeof path == "string" && path.length < 500 && /^(?!.*\/\/)\/[!-[\]-~]*$/.test(path);
  const px = (value) => Math.max(0, parseInt(value) || 0);

  const mount = (el, given = {}) => {
    el.portal?.destroy();
    const options = { ...el.dataset, ...given };
    const taken = el.localName == "iframe";
    const portal = new URL(options.portal || el.src);
    const slug = /^https?:/.test(portal.protocol) && /^\/[a-z0-9-]+/.exec(portal.pathname);
    if (!slug) throw new TypeError("data-portal: https://…/studio");
    const base = portal.origin + slug[0];
    const asked = (name) => options[name] ?? (taken ? portal.searchParams.get(name) : null);
    let lang = asked("lang"), theme = asked("theme");
    const brand = asked("brand"), nobook = asked("nobook");
    const language = words[lang || document.documentElement.lang.slice(0, 2)] || words.en;

    // The address of a page of the studio; "" for what would lead anywhere else.
    const address = (path, framed) => {
      if (!sound(path)) return "";
      if (path.startsWith(slug[0] + "/")) path = path.slice(slug[0].length);
      const url = new URL(base + path);
      if (!url.href.startsWith(base + "/")) return "";
      if (lang) url.searchParams.set("lang", lang);
      if (framed) {
        url.searchParams.set("embed", 1);
        if (theme) url.searchParams.set("theme", theme);
        if (brand) url.searchParams.set("brand", brand);
        if (nobook && nobook != "false") url.searchParams.set("nobook", 1);
      }
      return url.href;
    };
    // The page that the studio's own address asks for, in the key it has chosen.
    const wished = () => {
      const path = options.key && new URLSearchParams(location.search).get(options.key);
      return path && address(path) ? path : "";
    };

    const start = options.path && address(options.path) ? options.path : "/";
    let path = wished() || start;
    const frame = taken ? el : document.createElement("iframe");
    const least = px(options.minHeight);
    let port, met, link, height = 0, rises = [], wild, waits, looks;

    const set = (element, style) => {
      for (const name in style) element.style.setProperty(name, style[name], "important");
    };
    const tell = (type, detail) => {
      el.dispatchEvent(new CustomEvent("portal:" + type, { bubbles: true, detail }));
      options["on" + type[0].toUpperCase() + type.slice(1)]?.(detail);
    };
    const send = (type, value) => port?.postMessage([type, value]);
    const fit = (value) => {
      height = value;
      set(frame, { height: value + "px" });
      tell("height", value);
    };
    const settle = () => {
      el.querySelector("[data-skeleton]")?.remove();
      if (!taken) set(el, { "min-height": least + "px" });
    };

    const take = {
      __proto__: null,
      height(value) {
        if (typeof value != "number" || !(value >= 0) || wild) return;
        value = Math.min(highest, Math.max(40, least, Math.ceil(value)));
        if (Math.abs(value - height) < 2) return;
        const now = performance.now();
        rises = value > height ? [...rises.slice(1 - steady), now] : [];
        wild = rises.length == steady && now - rises[0] < stretch;
        fit(wild ? Math.max(least, innerHeight) : value);
      },
      title(value) {
        if (typeof value == "string" && value && value.length < 200) frame.title = value;
      },
      path(value) {
        if (!sound(value)) return;
        path = value;
        tell("path", value);
        if (!options.key) return;
        // Ids are stars, and stars lead nowhere: the address names the area.
        const shown = value.split("/*")[0], url = new URL(location);
        if (shown == start) url.searchParams.delete(options.key);
        else url.searchParams.set(options.key, shown);
        url.search = url.search.replaceAll("%2F", "/");
        if (url.href != location.href) history.replaceState(history.state, "", url);
      },
      state(value) {
        if (typeof value == "boolean") tell("state", { signedIn: value });
      },
      event(value) {
        if (["booked", "cancelled", "signup-done"].includes(value)) tell("event", value);
      },
      // Never on the first page, and only where the top has left the window.
      "scroll-to-top"(value) {
        if (value === true && met > 1 && frame.getBoundingClientRect().top < px(options.offset)) {
          set(frame, { "scroll-margin-top": px(options.offset) + "px" });
          frame.scrollIntoView({ block: "start", behavior: "instant" });
        }
      },
    };

    // What of the frame is in the window, for what has to stand there.
    const look = () => {
      looks ??= requestAnimationFrame(() => {
        looks = null;
        const { top, bottom } = frame.getBoundingClientRect();
        const from = Math.max(0, -top);
        send("viewport", [Math.round(from), Math.round(Math.max(0, Math.min(bottom, innerHeight) - top - from))]);
      });
    };

    // Every page of the portal greets anew, and is given a line of its own.
    const connect = () => {
      const line = new MessageChannel();
      let first = true;
      port?.close();
      port = line.port1;
      rises = [];
      wild = false;
      port.onmessage = ({ data }) => {
        if (!Array.isArray(data) || data.length != 2 || !take[data[0]]) return;
        if (first) {
          first = false;
          met = (met || 0) + 1;
          clearTimeout(waits);
          link?.remove();
          settle();
          look();
          tell("ready");
        }
        take[data[0]](data[1]);
      };
      frame.contentWindow.postMessage("portal-port", portal.origin, [line.port2]);
    };
    const hear = ({ data, origin, source }) => {
      if (source && source == frame.contentWindow && origin == portal.origin && data === "portal-ready") connect();
    };

    const give = () => {
      if (met) return;
      settle();
      link = document.createElement("a");
      link.href = address(path) || base + "/";
      link.target = "_blank";
      link.rel = "noopener";
      link.textContent = options.openText || language[1];
      set(link, { display: "block", padding: "12px 0" });
      frame.before(link);
      if (!height) set(frame, { height: Math.max(least, 600) + "px" });
    };
    // Lazy frames load when they come near; the wait begins then.
    const near = new IntersectionObserver(([{ isIntersecting }]) => {
      if (!isIntersecting) return;
      near.disconnect();
      waits = setTimeout(give, patience);
    }, { rootMargin: "200px" });

    const go = (to) => {
      const url = address(to, true);
      if (!url) return false;
      path = to;
      // Replaced, so that Back walks what the member did, not what the website did.
      if (met) frame.contentWindow.location.replace(url);
      else frame.src = url;
      return true;
    };
    const moved = () => {
      const to = options.key && (wished() || start);
      if (to && to != path.split("/*")[0]) go(to);
    };
    const tint = () => {
      if (theme == "light" || theme == "dark") set(frame, { "color-scheme": theme });
      else frame.style.removeProperty("color-scheme");
    };

    const before = [...el.childNodes], style = el.getAttribute("style");
    const self = {
      element: el,
      frame,
      go,
      // Nothing changes by being shown: the page asks, the member signs out.
      signOut: () => go("/signout"),
      setLanguage(value) {
        lang = value;
        send("lang", value);
      },
      setTheme(value) {
        theme = value;
        tint();
        send("theme", value);
      },
      destroy() {
        removeEventListener("message", hear);
        removeEventListener("popstate", moved);
        removeEventListener("scroll", look, true);
        removeEventListener("resize", look);
        clearTimeout(waits);
        cancelAnimationFrame(looks);
        near.disconnect();
        port?.close();
        port = null;
        link?.remove();
        if (!taken) el.replaceChildren(...before);
        if (style == null) el.removeAttribute("style");
        else el.style.cssText = style;
        delete el.portal;
      },
    };

    frame.title ||= options.title || language[0];
    // Browsers that do not know autofill complain of it.
    frame.allow ||= (document.featurePolicy?.features().includes("autofill") ? "autofill; " : "") + "clipboard-write; publickey-credentials-get; payment";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    frame.loading = "lazy";
    set(frame, { display: "block", width: "100%", border: 0, position: "relative" });
    tint();
    addEventListener("message", hear);
    addEventListener("popstate", moved);
    addEventListener("scroll", look, { capture: true, passive: true });
    addEventListener("resize", look);
    if (taken) {
      // It may have greeted before this script was there. What has another origin has loaded.
      let at = "";
      try {
        at = frame.contentWindow.location.href;
      } catch {
        connect();
      }
      if (at.startsWith(base)) connect();
      else if (wished()) go(path);
    } else {
      const room = least || 480;
      const skeleton = document.createElement("div");
      skeleton.dataset.skeleton = "";
      skeleton.ariaHidden = true;
      set(skeleton, { position: "absolute", inset: 0, display: "grid", gap: "16px", "align-content": "start", color: options.color || "inherit" });
      for (const high of [28, 72, 72, 72]) {
        const bar = skeleton.appendChild(document.createElement("div"));
        set(bar, { height: high + "px", width: high < 30 ? "40%" : "100%", background: "currentColor", opacity: 0.12, "border-radius": "14px" });
      }
      set(el, { position: "relative", "min-height": room + "px" });
      set(frame, { height: room + "px" });
      el.replaceChildren(skeleton, frame);
      frame.src = address(path, true);
    }
    near.observe(frame);
    el.portal = self;
    return self;
  };

  // Plain frames are taken over where they show the portal this script is from.
  const own = (src) => script && src && new URL(src).origin == new URL(script).origin;
  const scan = (root = document) => {
    for (const el of root.querySelectorAll('[data-portal], iframe[src*="embed=1"]')) {
      if (el.portal || !(el.dataset.portal || own(el.src))) continue;
      try {
        mount(el);
      } catch (error) {
        console.error(error);
      }
    }
  };
  window.MemberPortal = { mount, scan };
  if (document.readyState == "loading") addEventListener("DOMContentLoaded", () => scan());
  else scan();
})();
