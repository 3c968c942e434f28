// Offers the towns of a postcode while it is typed. Without it the server completes the town when the form is sent.
(() => {
    "use strict";
    const list = document.getElementById("anfrage_towns");
    const city = document.getElementById("anfrage_city");
    const zip = document.getElementById("anfrage_zip");
    if (!list || !city || !zip) {
        return;
    }
    let filled = "";
    zip.addEventListener("change", async () => {
        const code = zip.value.trim();
        if (!/^[A-Za-z -]{0,4}\d{4,5}$/.test(code)) {
            return;
        }
        try {
            const answer = await fetch(`${list.dataset.url}&zip=${encodeURIComponent(code)}`);
            const towns = answer.ok ? await answer.json() : [];
            list.replaceChildren(
                ...towns.map((town) => Object.assign(document.createElement("option"), {value: town})),
            );
            if (towns.length === 1 && (!city.value || city.value === filled)) {
                city.value = filled = towns[0];
            }
        } catch {
            // It is a help and no more.
        }
    });
})();
