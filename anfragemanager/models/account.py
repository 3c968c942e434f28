"""What the prospect's own page shows and takes."""

from datetime import datetime

from odoo import fields, models

from .inquiry_page import one_line
from .time_window import zone_of

MAX_TEXT = 2000
# What the prospect may correct; the address itself is proven by its link and changes with a new inquiry only.
CORRECTABLE = ("salutation", "first_name", "last_name", "phone", "street", "zip", "city")
# Shown in part only: a mail with the link may be passed on.
HALF_HIDDEN = ("phone", "street")


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    def _account_open(self):
        """Whether the link opens the prospect's own page: the address was confirmed, and nothing was forgotten."""
        self.ensure_one()
        return bool((self.confirmed_at or self.expose_sent_at) and self.email_normalized and not self.anonymized_at)

    def _mail_figures(self):
        """Return price and two figures people compare first, for the exposé mail: ``[(label, value)]``."""
        self.ensure_one()
        prop = self.property_id
        return [prop._expose_price(), *prop._expose_key_figures()[:2]] if prop else []

    def _account_values(self, base, query):
        """Return what the page shows, in the language of the context.

        :param str base: address of the link
        :param str query: keeps the chosen language
        """
        self.ensure_one()
        own = self.search(
            [
                ("email_normalized", "=", self.email_normalized),
                ("company_id", "=", self.company_id.id),
                ("anonymized_at", "=", False),
                ("property_id", "!=", False),
            ],
            limit=20,
        )
        areas = [
            self._area("question", self.env._("Your question")),
            self._area("correction", self.env._("Anything else?"), required=False),
        ]
        agreed = self.env["anfragemanager.consent"]._grants(self.company_id, self.email_normalized)
        rights = {right[0]: right for right in self._rights()}
        when = [self.env._("First wish"), self.env._("Second wish"), self.env._("Third wish")]
        return {
            "inquiries": [
                {
                    "title": inquiry.property_id.name,
                    "lang": self.company_id._anfrage_language_of(inquiry.property_id)(inquiry.property_id.name),
                    "state": inquiry._plain_state(),
                    "withdraw": f"{base}/widerruf{query}" if inquiry == self and inquiry._contract_stands() else False,
                    "gated": inquiry._gate_open(),
                    # A link opens the exposé it was made for.
                    "expose": f"{base}/expose{query}" if inquiry == self and inquiry._expose_opens() else False,
                }
                for inquiry in self._one_per_property(own).with_context(lang=self.env.context.get("lang"))
            ],
            "areas": areas,
            "question_field": areas[0],
            "correction_fields": [
                self._form_field(name, required=False, hint=self._on_record(name)) for name in CORRECTABLE
            ],
            "correction_field": areas[1],
            "viewing_fields": [
                {"name": f"wish_{number}", "label": label, "type": "datetime-local", "required": number == 1,
                 "autocomplete": "off", "maxlength": 20}
                for number, label in enumerate(when, start=1)
            ],
            # Withdrawing is as easy as agreeing (Art. 7 (3) GDPR): one of the two is offered, in the same place.
            "agreed": agreed,
            "offers": rights["marketing_off" if agreed else "marketing_on"],
            "rights": [right for name, right in rights.items() if not name.startswith("marketing_")],
        }  # fmt: skip

    def _one_per_property(self, own):
        """Keep one of each property: the inquiry of the link, else one with an exposé, else the last."""
        shown = {}
        for inquiry in own.sorted(lambda inquiry: (inquiry == self, inquiry._expose_released(), inquiry.id)):
            shown[inquiry.property_id] = inquiry
        return own.filtered(lambda inquiry: shown[inquiry.property_id] == inquiry)

    def _area(self, name, label, required=True):
        return {"name": name, "label": label, "type": "textarea", "required": required, "maxlength": MAX_TEXT}

    def _on_record(self, name):
        """Return what is on record of a field, for its owner to recognise."""
        value = self[name] or ""
        if name == "salutation":
            value = dict(self._salutations()).get(value, "")
        elif name in HALF_HIDDEN and value:
            value = f"{value[:2]}…{value[-2:]}" if len(value) > 5 else "…"
        return value or None

    def _rights(self):
        """Return what a prospect may declare: ``[(request, label of the button, wording above it)]``."""
        marketing = self.mailbox_id._wording("marketing")
        return [
            ("marketing_on", self.env._("Send me further offers"), marketing),
            ("marketing_off", self.env._("No further offers"), self.env._("I want no further offers by e-mail.")),
            (
                "object",
                self.env._("Object"),
                self.env._("I object to the recording of my opening the exposé and to the comparison of my address."),
            ),
            ("access", self.env._("Give me my data"), self.env._("I ask for a copy of the data stored about me.")),
            (
                "erasure",
                self.env._("Delete my data"),
                "\n".join(
                    [
                        self.env._("I ask for the deletion of my data. The law makes the agency keep:"),
                        *(f"• {line}" for line in self._stays_after_erasure()),
                    ]
                ),
            ),
        ]

    def _expose_opens(self):
        return self._expose_released() and self.property_id._expose_available()

    def _plain_state(self):
        """Return where the inquiry stands, in plain words for the prospect."""
        self.ensure_one()
        if self.gate_withdrawn_at:
            return self.env._("You withdrew from the contract.")
        if self.state == "waiting":
            return self.env._("We wait for your confirmation.")
        if self._expose_opens():
            if self._gate_open():
                return self.env._("The exposé opens when you have commissioned us.")
            return self.env._("The exposé is open to you.")
        if not self.property_id._is_marketed():
            return self.env._("The property is not on offer at the moment.")
        if self.state in ("expired", "ignored"):
            return self.env._("Closed.")
        return self.env._("We are working on it.")

    def _read_request(self, form):
        """Validate a form of the page.

        :param dict form: hostile
        :return: ``({"request", "shown", "text", "label"}, errors)``
        """
        self.ensure_one()
        request = str(form.get("request", ""))
        rights = {name: (label, wording) for name, label, wording in self._rights()}
        if request in rights:
            label, wording = rights[request]
            return {"request": request, "shown": wording, "text": "", "label": label}, {}
        empty = {"request": request, "shown": "", "text": "", "label": ""}
        if request == "viewing":
            wishes = [self._read_time(form.get(f"wish_{number}")) for number in (1, 2, 3)]
            now = datetime.now(zone_of(self.mailbox_id)).replace(tzinfo=None)
            errors = {
                f"wish_{number}": self.env._("Please name a time that is still to come.")
                for number, wish in enumerate(wishes, start=1)
                if wish and wish < now
            }
            if not any(wishes):
                errors = {"wish_1": self.env._("Please name at least one time.")}
            return {**empty, "text": "\n".join(f"{wish:%d.%m.%Y %H:%M}" for wish in wishes if wish)}, errors
        if request not in ("question", "correction"):
            return empty, {"question": self.env._("Please fill in this field.")}
        text = "".join(char for char in str(form.get(request, "")) if char.isprintable() or char == "\n").strip()
        if len(text) > MAX_TEXT:
            return empty, {request: self.env._("This entry is too long.")}
        if request == "correction":
            values, errors = self._read_correction(form)
            if not (values or text or errors):
                errors = {"correction": self.env._("Please tell us what is wrong.")}
            return {**empty, "text": text, "values": values}, errors
        if not text:
            return empty, {request: self.env._("Please fill in this field.")}
        return {**empty, "text": text}, {}

    def _read_correction(self, form):
        """Return ``(values, errors)``: what is right, clean, and per field a sentence for the prospect."""
        entries = {name: one_line(form.get(name)) for name in CORRECTABLE}
        problems = {name: self._problem_with(name, entry) for name, entry in entries.items() if entry}
        errors = {name: problem for name, problem in problems.items() if problem}
        if "phone" not in errors:
            entries["phone"] = self._read_phone(entries["phone"], form)
        return {name: entry for name, entry in entries.items() if entry and name not in errors}, errors

    def _read_time(self, text):
        """Return the local time of a field, or None where it holds none."""
        try:
            return fields.Datetime.to_datetime(str(text or "").replace("T", " ") + ":00")
        except ValueError:
            return None
