// Types of embed.js, which puts the member portal into a studio's website.
// Every option can also be a data attribute: minHeight is data-min-height.

export {};

declare global {
  interface Window {
    MemberPortal: MemberPortalScript;
  }

  interface HTMLElement {
    /** Set while the portal stands in the element. */
    portal?: MemberPortalFrame;
  }

  /** The events bubble; the element that holds the portal dispatches them. */
  interface HTMLElementEventMap {
    "portal:ready": CustomEvent<undefined>;
    "portal:state": CustomEvent<MemberPortalState>;
    "portal:path": CustomEvent<string>;
    "portal:event": CustomEvent<MemberPortalEvent>;
    "portal:height": CustomEvent<number>;
  }

  interface MemberPortalScript {
    /**
     * Puts the portal into an element, or takes over an iframe that shows it.
     * Throws a TypeError when there is no address of a studio.
     */
    mount(element: HTMLElement, options?: MemberPortalOptions): MemberPortalFrame;
    /** Mounts everything with data-portal below root that came after the page was loaded. */
    scan(root?: ParentNode): void;
  }

  interface MemberPortalOptions {
    /** The studio's address: https://members.example.com/studio. Needed unless the element says it. */
    portal?: string;
    /** First page, below the studio's address, with its filters: "/classes?part=evening". */
    path?: string;
    /** Two letters, such as "de"; without it the member's browser decides. */
    lang?: string;
    /** Without it, or with "auto", the member's system decides. */
    theme?: MemberPortalTheme;
    /** Name of another look of the same studio, as the portal's configuration has it. */
    brand?: string;
    /** Key in the query of the website's address that names the page shown, for deep links. None by default. */
    key?: string;
    /** Name of the frame for screen readers; the portal completes it with the area shown. */
    title?: string;
    /** Colour of the place holder while the portal loads. */
    color?: string;
    /** The frame is never lower, in CSS pixels. Without it 480 are reserved until the portal is there. */
    minHeight?: number | string;
    /** Height in CSS pixels of what sticks to the top of the website. */
    offset?: number | string;
    /** "1": strangers see the timetable without a way to book. */
    nobook?: "1" | "false";
    /** Words of the link that appears when the portal cannot be shown in the frame. */
    openText?: string;

    /** A page of the portal is there and talks to this one. Called for every page. */
    onReady?(): void;
    onState?(state: MemberPortalState): void;
    /** Where in the portal the member is. Ids are stars: "/bookings/class/*". */
    onPath?(path: string): void;
    /** Something was done. Nothing says by whom, or what exactly. */
    onEvent?(event: MemberPortalEvent): void;
    /** The frame has this height now, in CSS pixels. */
    onHeight?(height: number): void;
  }

  interface MemberPortalFrame {
    readonly element: HTMLElement;
    readonly frame: HTMLIFrameElement;
    /** Shows a page of the studio; false for a path that is none. Adds nothing to the history. */
    go(path: string): boolean;
    /** Shows the page that asks whether to sign out. Only the member can. */
    signOut(): boolean;
    setLanguage(language: string): void;
    setTheme(theme: MemberPortalTheme): void;
    /** Takes the portal out and puts back what the element held before. */
    destroy(): void;
  }

  interface MemberPortalState {
    signedIn: boolean;
  }

  type MemberPortalTheme = "light" | "dark" | "auto";
  type MemberPortalEvent = "booked" | "cancelled" | "signup-done";
}
