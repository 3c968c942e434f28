// Gallery of the exposé page, and the note that a person read it. The page works without it: the pictures are a strip
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

    // Mail scanners open links and run scripts; some move a mouse and turn its wheel for a while. So neither says that a
    // person is here. A press on something does, a finger that pushes the page, or three turns of it in a good while.
    const READING = {turns: 3, apart: 10000};
    const tell = (about) =>
        fetch(page.dataset.openedUrl, {
            method: "POST",
            body: new URLSearchParams({csrf_token: page.dataset.csrf, ...about}),
            keepalive: true,
        }).catch(() => {});
    let noted = false;
    const note = () => {
        if (!noted) {
            noted = true;
            tell({what: "page"});
        }
    };
    let turns = 0;
    let last = -Infinity;
    const turned = (ev) => {
        const here = ev.isTrusted && document.visibilityState === "visible" && document.hasFocus();
        if (here && ev.timeStamp - last >= READING.apart) {
            last = ev.timeStamp;
            turns += 1;
            if (turns === READING.turns) {
                note();
            }
        }
    };
    for (const name of ["wheel", "keydown"]) {
        document.addEventListener(name, turned, {passive: true});
    }
    document.addEventListener("touchmove", (ev) => ev.isTrusted && note(), {passive: true});
    page.addEventListener("click", (ev) => {
        const pressed = ev.isTrusted && ev.target.closest("a, button");
        if (pressed) {
            note();
            if (pressed.dataset.opened) {
                tell({what: pressed.dataset.opened, index: pressed.dataset.index || ""});
            }
        }
    });
})();
