import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";

// Not "scroll" itself: scripts and anchors cause it too.
const HUMAN_EVENTS = ["pointermove", "pointerdown", "wheel", "touchstart", "keydown"];

/**
 * Gallery of the exposé page, and the note that a person opened it. The page works without it: the pictures are a
 * strip that scrolls, and each links to its large version.
 */
export class Expose extends Interaction {
    static selector = ".o_expose";
    dynamicContent = {
        ".o_expose_previous": {"t-on-click": () => this.turn(-1)},
        ".o_expose_next": {"t-on-click": () => this.turn(1)},
        ".o_expose_thumbs a": {"t-on-click.prevent": (ev) => this.show(this.thumbs.indexOf(ev.currentTarget))},
        ".o_expose_slides": {"t-on-scroll": this.throttled(this.markCurrent)},
        ".o_expose_slide a": {"t-on-click.prevent": this.enlarge},
        ".o_expose_lightbox": {"t-on-click": () => this.lightbox.close()},
    };

    setup() {
        this.strip = this.el.querySelector(".o_expose_slides");
        this.thumbs = [...this.el.querySelectorAll(".o_expose_thumbs a")];
        this.lightbox = this.el.querySelector(".o_expose_lightbox");
        this.openedNoted = false;
    }

    start() {
        for (const arrow of this.el.querySelectorAll(".o_expose_arrow")) {
            arrow.hidden = false;
        }
        if (this.thumbs.length) {
            this.markCurrent();
        }
        for (const name of HUMAN_EVENTS) {
            this.addListener(document, name, (ev) => this.noteOpened(ev), {passive: true, capture: true});
        }
    }

    get current() {
        return Math.round(this.strip.scrollLeft / this.strip.clientWidth);
    }

    turn(step) {
        this.show((this.current + step + this.thumbs.length) % this.thumbs.length);
    }

    show(index) {
        this.strip.scrollTo({left: index * this.strip.clientWidth, behavior: "smooth"});
    }

    markCurrent() {
        this.thumbs.forEach((thumb, index) => thumb.classList.toggle("active", index === this.current));
    }

    enlarge(ev) {
        const picture = this.lightbox.querySelector("img");
        picture.src = ev.currentTarget.href;
        picture.alt = ev.currentTarget.querySelector("img").alt;
        this.lightbox.showModal();
    }

    /** Mail scanners open links and run scripts, but nobody moves a pointer there. */
    noteOpened(ev) {
        if (this.openedNoted || !ev.isTrusted || document.visibilityState !== "visible") {
            return;
        }
        this.openedNoted = true;
        fetch(this.el.dataset.openedUrl, {
            method: "POST",
            body: new URLSearchParams({csrf_token: odoo.csrf_token}),
            keepalive: true,
        }).catch(() => {});
    }
}

registry.category("public.interactions").add("anfragemanager.expose", Expose);
