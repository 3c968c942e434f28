// Odoo's captcha on a prospect's page, only where it is configured. Nothing is loaded before somebody turns to the form.
(() => {
    "use strict";
    const scripts = {};
    const load = (url) =>
        (scripts[url] ||= new Promise((done, failed) => {
            const script = document.createElement("script");
            script.src = url;
            script.onload = done;
            script.onerror = failed;
            document.head.append(script);
        }));
    const solve = {
        async recaptcha({key, action}) {
            await load(`https://www.recaptcha.net/recaptcha/api.js?render=${encodeURIComponent(key)}`);
            const {grecaptcha} = window;
            await new Promise((ready) => grecaptcha.ready(ready));
            return grecaptcha.execute(key, {action});
        },
        async turnstile({key, action}, field) {
            await load("https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit");
            return new Promise((done, failed) => {
                const place = field.parentNode.insertBefore(document.createElement("div"), field);
                window.turnstile.render(place, {
                    sitekey: key,
                    action,
                    "response-field": false,
                    callback: done,
                    "error-callback": failed,
                });
            });
        },
    };
    for (const form of document.forms) {
        const fields = [...form.querySelectorAll("[data-captcha]")];
        if (!fields.length) {
            continue;
        }
        let sending = false;
        form.addEventListener("submit", async (ev) => {
            if (sending) {
                return;
            }
            ev.preventDefault();
            sending = true;
            const button = ev.submitter;
            for (const field of fields) {
                try {
                    field.value = await solve[field.dataset.captcha](field.dataset, field);
                } catch {
                    // The server says what to do.
                }
            }
            form.requestSubmit(button);
            sending = false;
        });
    }
})();
