// Lets a website that embedded PerfectGym's Client Portal with ClientPortal.Embed
// keep its own code: the same constructor, states, methods and callbacks, on top
// of embed.js, which stands before this in the same file. What a callback is told
// holds nothing of the member. docs/embedding.md has the table of all options.
(() => {
  const home = document.currentScript?.src;
  // A state is the page that does its work here.
  const pages = {
    Login: "/signin", Registration: "/", Classes: "/classes", ClassesList: "/classes", PersonalTraining: "/appointments",
    ReservedClasses: "/bookings", Products: "/contracts", BuyProducts: "/contracts", Profile: "/profile", ProfileEdit: "/profile/contact",
    ProfilePayment: "/profile/payment", ProfileContract: "/contracts", ProfileFreeze: "/contracts", ProfilePrepaid: "/account",
    ProfileChangePassword: "/profile", ProfilePayments: "/account", ProfileFamily: "/profile",
  };
  // The first state with the page is the one that is told.
  const nameOf = (path) => {
    const at = path.split(/[?]|\/\*/)[0];
    const names = Object.keys(pages).filter((name) => pages[name] === at);
    return names[0] ?? (at.split("/").filter(Boolean)[0] || "Home");
  };
  const limit = 15e3;

  class ClientPortal {
    static State = Object.fromEntries(Object.keys(pages).map((name) => [name, name]));
    #portal;
    #signedIn;
    #path = "";
    #calls = new Set();

    constructor(element, options = {}) {
      const target = ClientPortal.#find(options);
      const told = (name, ...values) => typeof options[name] == "function" && options[name](...values);
      let connected = false;
      const state = (path) => ({ auth: !!this.#signedIn, name: nameOf(path), params: {} });
      this.#portal = window.MemberPortal.mount(element, {
        portal: target.portal,
        path: target.path,
        brand: target.brand,
        lang: options.language,
        minHeight: options.minHeight,
        offset: options.topOffset,
        nobook: options.calendarPage?.hideBookingIfNotLogged || options.calendarPage?.disableCourseEnrollment ? "1" : undefined,
        onReady: () => {
          if (connected) return;
          connected = true;
          told("onConnect");
        },
        onState: ({ signedIn }) => {
          const before = this.#signedIn;
          this.#signedIn = signedIn;
          if (signedIn && !before) told("onUserLoggedIn", this.#who());
          if (!signedIn && before) told("onUserLoggedOut", this.#who());
          this.#settle("state");
        },
        onPath: (path) => {
          const from = this.#path;
          this.#path = path;
          told("onStateChangeSuccess", { fromState: from ? state(from) : undefined, toState: state(path), isVirtual: false });
          this.#settle("path");
        },
      });
    }

    // The old address cannot lead here, so the script's own does: ?studio=slug, or a
    // slug for each of the old numbers of a branding, ?branding-3=slug, or a look of the
    // same studio, ?brand-3=name.
    static #find({ url, forceUrl, defaultState, defaultStateParams, brandingId }) {
      const own = home && new URL(home);
      const named = (name) => own?.searchParams.get(name);
      const slug = (brandingId != null && named("branding-" + brandingId)) || named("studio");
      const brand = (brandingId != null && named("brand-" + brandingId)) || undefined;
      const here = (address) => own && address && address.startsWith(own.origin + "/");
      const portal = here(url) ? url : slug ? own.origin + "/" + slug : "";
      if (!portal) throw new TypeError("ClientPortal: url of the new portal, or embed-clientportal.js?studio=…");
      if (here(forceUrl)) {
        const { pathname, search } = new URL(forceUrl);
        return { portal, brand, path: pathname + search };
      }
      const asked = defaultState || ClientPortal.#stateIn(forceUrl) || ClientPortal.#stateIn(url);
      return { portal, brand, path: ClientPortal.#pathOf(asked, defaultStateParams) };
    }

    // An old address names its state after the hash: …/ClientPortal2/#/Classes/List.
    static #stateIn(address) {
      const words = String(address ?? "").split("#/")[1]?.split("?")[0].split("/") ?? [];
      return [words.join(""), words[0]].find((name) => Object.hasOwn(pages, name ?? ""));
    }

    // The old parameters that mean something here are the day; ids of the old portal do not.
    static #pathOf(name, params) {
      const path = Object.hasOwn(pages, name ?? "") ? pages[name] : "/";
      const day = String(params?.date ?? params?.day ?? "").slice(0, 10);
      return path === "/classes" && /^\d{4}-\d\d-\d\d$/.test(day) ? path + "?day=" + day : path;
    }

    #who() {
      return { isAuthenticated: !!this.#signedIn, user: null };
    }

    // Every promise ends: the old ones could stay open for ever.
    #wait(what, done) {
      return new Promise((resolve, reject) => {
        const call = { what, done, resolve, reject };
        call.timer = setTimeout(() => {
          this.#calls.delete(call);
          reject(new Error("ClientPortal: no answer"));
        }, limit);
        this.#calls.add(call);
      });
    }

    #settle(what) {
      for (const call of this.#calls) {
        if (call.what !== what || (call.done && !call.done())) continue;
        clearTimeout(call.timer);
        this.#calls.delete(call);
        call.resolve(what === "state" ? this.#who() : {});
      }
    }

    goTo(state, params) {
      if (!Object.hasOwn(pages, state)) return Promise.reject(new TypeError("ClientPortal: no state " + state));
      const arrived = this.#wait("path");
      this.#portal.go(ClientPortal.#pathOf(state, params));
      return arrived;
    }

    // The page asks, the member signs out; the promise ends when the question is shown.
    logout() {
      const asked = this.#wait("path");
      this.#portal.signOut();
      return asked;
    }

    changeLanguage(code) {
      const spoken = this.#wait("path");
      this.#portal.setLanguage(code);
      return spoken;
    }

    isUserLoggedIn() {
      return this.#signedIn === undefined ? this.#wait("state") : Promise.resolve(this.#who());
    }

    getElement() {
      return this.#portal.frame;
    }
  }

  window.ClientPortal = ClientPortal;
  window.PerfectGym = Object.assign(window.PerfectGym || {}, { ClientPortal });
})();
