"""What the prospect sees and does on the web pages of an inquiry."""

from odoo import models
from odoo.tools import email_normalize

from ..contact.countries import may_be_postcode
from ..contact.phones import phone_key
from ..contact.text import fold
from .prospect import SALUTATIONS

# How wide the page shows a field: see pages.css.
WIDTH = {"first_name": "half", "last_name": "half", "zip": "third", "city": "rest"}


def one_line(text):
    """Return what was typed into a field as one line of printable characters."""
    return " ".join("".join(char if char.isprintable() else " " for char in str(text or "")).split())


MAX_LENGTH = {"email": 254, "phone": 40, "zip": 12, "salutation": 10}
# Stands in no name and no address, but in what machines are told to do.
CODE = frozenset("<>{}[]|\\=")
AUTOCOMPLETE = {
    "salutation": "honorific-prefix",
    "first_name": "given-name",
    "last_name": "family-name",
    "email": "email",
    "phone": "tel",
    "street": "address-line1",
    "zip": "postal-code",
    "city": "address-level2",
}


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    def _missing_fields(self):
        """Return what the web page asks for: ``[(field name, required)]``, only data the inquiry lacks.

        Known data is neither shown nor asked again, so that a link in wrong hands reveals nothing.
        """
        self.ensure_one()
        mailbox = self.mailbox_id
        if not mailbox.collect_data:
            return [("email", True)] if self.email_is_alias else []
        groups = (
            (mailbox.ask_name, ("salutation", "first_name", "last_name")),
            (mailbox.ask_phone, () if self.phone or self.mobile else ("phone",)),
            (mailbox.ask_address, ("street", "zip", "city")),
        )
        # A salutation is never worth a refusal: not everybody wants one.
        missing = [
            (name, ask == "required" and name != "salutation")
            for ask, names in groups
            if ask != "no"
            for name in names
            if not self[name] and not (self.company_name and name in ("salutation", "first_name", "last_name"))
        ]
        return ([("email", True)] if self.email_is_alias else []) + missing

    def _asked_fields(self):
        """Return the fields of the page's form: ``[(field name, required)]``, what is missing and who is meant.

        Name and town that the page is about to use are shown and can be corrected: an inquiry may name somebody else,
        by a slip of the reader or on purpose. Where inquiries that wait together name different people, it is asked.
        """
        missing = self._missing_fields()
        if not self.mailbox_id.collect_data:
            return missing
        names = {name for name, _required in missing}
        shown = [(name, True) for name in self._names_shown() if name not in names]
        order = list(AUTOCOMPLETE)
        return sorted([*missing, *shown], key=lambda field: order.index(field[0]))

    def _names_shown(self):
        """Return the known fields that tell the prospect who is meant."""
        mailbox = self.mailbox_id
        if self.email_typed or self.email_is_alias or self.company_name and not self.last_name:
            return []
        names = ["first_name", "last_name"] if mailbox.ask_name != "no" else []
        return list(dict.fromkeys([*(name for name in (*names, "city") if self[name]), *self._disputed()]))

    def _disputed(self):
        """Return the fields in which the inquiries that wait together differ."""
        inquiries = self | self.bundled_ids
        numbers = [
            {phone_key(number) for number in (one.phone, one.mobile) if number}
            for one in inquiries
            if one.phone or one.mobile
        ]
        disputed = {"phone"} if numbers and not set.intersection(*numbers) else set()
        return disputed | {
            name
            for name in ("first_name", "last_name", "street", "zip", "city")
            if len({fold(value) for value in inquiries.mapped(name) if value}) > 1
        }

    def _page_state(self):
        """Return what the web page shows: form, sent, expose, thanks, declined or closed."""
        self.ensure_one()
        if self._awaits_answer():
            return "sent" if self.submitted_at else "form"
        if self._expose_released():
            return "expose"
        if self.reason == "declined":
            return "declined"
        if self.reason == "dry_run":
            return "thanks"
        if self.state in ("expired", "ignored") or self.reason in ("manual", "by_hand") or self.anonymized_at:
            return "closed"
        return "thanks"

    def _awaits_answer(self):
        """Return whether the form of the page counts.

        It also does when a report, perhaps a forged one, said the mail came back: whoever opens the link was reached.
        """
        self.ensure_one()
        undeliverable = self.state == "aborted" and self.reason == "undeliverable"
        return self.state == "waiting" or (undeliverable and not self.confirmed_at and not self._expose_promised())

    def _page_values(self):
        """Return what the web page shows of this inquiry: nothing that the mail's recipient does not know anyway."""
        self.ensure_one()
        mailbox, company = self.mailbox_id, self.company_id
        disputed = self._disputed()
        return {
            "page_state": self._page_state(),
            "property": self.property_id,
            "company": company,
            "fields_asked": [
                self._form_field(name, required, "" if name in disputed else self[name] or "")
                for name, required in self._asked_fields()
            ],
            "disputed": bool(disputed & {"first_name", "last_name"}),
            "ask_marketing": mailbox.ask_marketing,
            "intro_text": mailbox._wording("confirmation"),
            "marketing_text": mailbox._wording("marketing"),
            "privacy_text": mailbox._wording("privacy"),
            "gated": self._gate_open(),
        }

    def _form_field(self, name, required, value="", hint=None):
        """Return a field of a form as the pages show it.

        :param str hint: stands below it
        """
        return {
            "name": name,
            "label": self._label(name),
            "required": required,
            "type": {"email": "email", "phone": "tel", "salutation": "select"}.get(name, "text"),
            "autocomplete": AUTOCOMPLETE.get(name, "on"),
            "maxlength": MAX_LENGTH.get(name, 100),
            "inputmode": "numeric" if name == "zip" else None,
            "width": WIDTH.get(name, ""),
            "options": self._salutations() if name == "salutation" else [],
            "value": value,
            "hint": hint,
            "countries": self._calling_countries() if name == "phone" else [],
            "country": self._home_country(),
        }

    def _salutations(self):
        choices = self._fields["salutation"]._description_selection(self.env)
        return [choice for choice in choices if choice[0] not in ("company", "family")]

    def _read_form(self, form):
        """Validate a submitted form.

        :param dict form: the raw form values, hostile
        :return: ``(values, errors)``: clean values of the asked fields, and per field a sentence for the prospect
        """
        self.ensure_one()
        values, errors = {}, {}
        missing, disputed = {name for name, _required in self._missing_fields()}, self._disputed()
        for name, required in self._asked_fields():
            if name not in form and name not in missing | disputed:
                continue  # shown only, and not sent back: it stays
            entry = one_line(form.get(name))
            if not entry:
                if required:
                    errors[name] = self.env._("Please fill in this field.")
                continue
            problem = self._problem_with(name, entry)
            if problem:
                errors[name] = problem
            else:
                values[name] = self._read_phone(entry, form) if name == "phone" else entry
        self._complete_town(form, values, errors)
        if self.mailbox_id.ask_marketing:
            values["marketing"] = form.get("marketing") == "1"
        return values, errors

    def _read_address(self, form):
        """Validate an address that corrects a typed one: ``(address, errors)``."""
        self.ensure_one()
        entry = str(form.get("email", "")).strip()
        problem = self._problem_with("email", entry) if entry else self.env._("Please fill in this field.")
        return entry, {"email": problem} if problem else {}

    def _address_field(self):
        return {
            "name": "email", "label": self._label("email"), "required": True, "type": "email",
            "autocomplete": "email", "maxlength": MAX_LENGTH["email"],
        }  # fmt: skip

    def _problem_with(self, name, entry):
        """Return what is wrong with one entry of the form, or None."""
        if len(entry) > MAX_LENGTH.get(name, 100):
            return self.env._("This entry is too long.")
        if name == "salutation" and entry not in dict(SALUTATIONS):
            return self.env._("Please choose one of the options.")
        if name == "email":
            email = email_normalize(entry)
            if not email or self.mailbox_id._is_own_address(email):
                return self.env._("Please enter a valid e-mail address.")
        if name == "phone" and not 6 <= sum(char.isdigit() for char in entry) <= 16:
            return self.env._("Please enter a phone number with area code.")
        if name == "zip":
            country = self.country_id or self.company_id.country_id
            if not may_be_postcode(entry, country.code):
                return self.env._("Please enter a valid postal code.")
        if name in ("first_name", "last_name", "street", "city") and not CODE.isdisjoint(entry):
            return self.env._("Please leave out signs such as < and {.")
        if name in ("first_name", "last_name") and (not any(map(str.isalpha, entry)) or "://" in entry or "@" in entry):
            return self.env._("Please enter a name.")
        if name == "street" and not any(map(str.isalpha, entry)):
            return self.env._("Please enter street and house number.")
        return None

    def _expose_released(self):
        """Return whether the holder of a link may see the exposé of this inquiry."""
        self.ensure_one()
        return bool(self.property_id and not self.anonymized_at and self._expose_promised())

    def _add_consents(self, values):
        company, mailbox = self.company_id, self.mailbox_id.with_context(lang=self.lang)
        texts = [
            ("privacy", True, mailbox._wording("privacy")),
            ("email", True, self.env._("Link in the mail to %s opened and form sent.", self.email)),
        ]
        if self.mailbox_id.ask_marketing:
            texts.append(("marketing", bool(values.get("marketing")), mailbox._wording("marketing")))
        self.env["anfragemanager.consent"].create(
            [
                {
                    "inquiry_id": self.id,
                    "company_id": company.id,
                    "kind": kind,
                    "granted": granted,
                    "text": text,
                    "channel": "page",
                }
                for kind, granted, text in texts
                if text
            ]
        )

    def _hand_consents_to(self, partner):
        consents = (self | self.bundle_id).consent_ids.filtered(lambda consent: not consent.partner_id)
        if consents:
            consents._belong_to(partner)
