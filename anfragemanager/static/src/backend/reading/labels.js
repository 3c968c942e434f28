import {_t} from "@web/core/l10n/translation";

/** Words for the keys under which the reader reports what it found in a mail. */
export const FIELD_LABELS = {
    property_refs: _t("Property numbers"),
    salutation: _t("Salutation"),
    title: _t("Academic title"),
    first_name: _t("First name"),
    last_name: _t("Last name"),
    company: _t("Company"),
    email: _t("E-mail"),
    email_is_alias: _t("Hidden by the portal"),
    phone: _t("Phone"),
    mobile: _t("Mobile"),
    street: _t("Street"),
    zip: _t("ZIP"),
    city: _t("City"),
    country: _t("Country"),
    message: _t("Message"),
    wishes: _t("Wishes"),
    preferred_contact: _t("Preferred contact"),
    language: _t("Language"),
    disclosure: _t("Self-disclosure"),
    external_id: _t("Portal's ID"),
};

const WORDS = {
    xml: _t("XML data"),
    html: _t("formatted text"),
    text: _t("text"),
    subject: _t("subject"),
    header: _t("mail header"),
    pattern: _t("recognised without a label"),
    email: _t("E-mail"),
    phone: _t("Phone"),
    mobile: _t("Mobile"),
    fax: _t("Fax"),
    letter: _t("Letter"),
    viewing: _t("Viewing"),
    callback: _t("Call back"),
    details: _t("Details"),
    mr: _t("Mr."),
    mrs: _t("Ms."),
    family: _t("Family"),
    diverse: _t("Diverse"),
};
// Only these hold words of ours; all other values are the prospect's own.
const WORDED = ["wishes", "preferred_contact", "salutation", "origin"];

export const fieldLabel = (key) => FIELD_LABELS[key] || key;

/** Return a read value as text; a company's salutation and unknown words stay as they are. */
export function valueText(key, value) {
    const word = (item) => (WORDED.includes(key) && Object.hasOwn(WORDS, item) ? WORDS[item] : item);
    if (Array.isArray(value)) {
        return value.map(word).join(", ");
    }
    if (value && typeof value === "object") {
        return Object.entries(value)
            .map(([label, text]) => `${label}: ${text}`)
            .join("\n");
    }
    if (value === true) {
        return _t("Yes");
    }
    return value ? String(word(value)) : "";
}
