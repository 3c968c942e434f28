// Gallery of the exposé page, and the note that a person opened it. The page works without it: the pictures are a strip
// that scrolls, and each links to its large version.
(() => {
    "use strict";
    const page = document.querySelector("[data-opened-url]");
    if (!page) {
        return;
    }

    const strip = page.querySelector(".o_expose_slides");
    const thumbs = [...page.querySelectorAll(".o_expose_thumbs a")];
    const lightbox = page.querySelector("dialog");
    const current = () => Math.round(strip.scrollLeft / strip.clientWidth);
    const show = (index) => strip.scrollTo({left: index * strip.clientWidth});
    const mark = () => thumbs.forEach((thumb, index) => thumb.classList.toggle("active", index === current()));

    if (thumbs.length) {
        const turn = (step) => show((current() + step + thumbs.length) % thumbs.length);
        for (const [selector, step] of [
            [".o_expose_previous", -1],
            [".o_expose_next", 1],
        ]) {
            const arrow = page.querySelector(selector);
            arrow.hidden = false;
            arrow.addEventListener("click", () => turn(step));
        }
        thumbs.forEach((thumb, index) =>
            thumb.addEventListener("click", (ev) => {
                ev.preventDefault();
                show(index);
            }),
        );
        strip.addEventListener("scroll", mark, {passive: true});
        mark();
    }
    if (lightbox && lightbox.showModal) {
        for (const link of page.querySelectorAll(".o_expose_slide a")) {
            link.addEventListener("click", (ev) => {
                ev.preventDefault();
                const picture = lightbox.querySelector("img");
                picture.src = link.href;
                picture.alt = link.querySelector("img").alt;
                lightbox.showModal();
            });
        }
        lightbox.addEventListener("click", () => lightbox.close());
    }

    // Mail scanners open links and run scripts, but nobody moves a pointer there. Not "scroll": scripts cause it too.
    const tell = (about) =>
        fetch(page.dataset.openedUrl, {
            method: "POST",
            body: new URLSearchParams({csrf_token: page.dataset.csrf, ...about}),
            keepalive: true,
        }).catch(() => {});
    let noted = false;
    const note = (ev) => {
        if (noted || !ev.isTrusted || document.visibilityState !== "visible") {
            return;
        }
        noted = true;
        tell({what: "page"});
    };
    for (const name of ["pointermove", "pointerdown", "wheel", "touchstart", "keydown"]) {
        document.addEventListener(name, note, {passive: true, capture: true});
    }
    for (const link of page.querySelectorAll("[data-opened]")) {
        link.addEventListener("click", (ev) => {
            if (ev.isTrusted) {
                tell({what: link.dataset.opened, index: link.dataset.index || ""});
            }
        });
    }
})();
