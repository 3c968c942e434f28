"""The copy of the data under Art. 15 GDPR: collected over all inquiries of an address, as JSON and to be read.

It is made when a person releases it, kept as long as the link in the mail is valid, and opens with that link alone.
"""

import base64
import json

from markupsafe import Markup

from odoo import fields, models
from odoo.tools import format_datetime, html2plaintext

from .printing import print_html, weasyprint
from .time_window import zone_of

# In this order; what is empty is left out.
INQUIRY_FIELDS = (
    "date", "portal_id", "property_id", "salutation", "title", "first_name", "last_name", "company_name", "email",
    "phone", "mobile", "street", "zip", "city", "country_id", "lang", "message", "wishes", "preferred_contact",
    "disclosure", "state", "reason", "confirmation_sent_at", "confirmed_at", "expose_sent_at", "expose_opened_at",
    "expose_open_count", "gate_passed_at", "gate_withdrawn_at",
)  # fmt: skip
PARTNER_FIELDS = (
    "name", "academic_title", "company_name", "email", "phone", "mobile", "street", "street2", "zip", "city",
    "country_id", "lang", "category_id", "anfrage_source_id", "create_date",
)  # fmt: skip
EVIDENCE_FIELDS = (
    "given_at", "kind", "granted", "subject", "property_number", "text", "label", "channel", "details", "message_ids",
    "ip", "user_agent", "retention_until",
)  # fmt: skip
MAIL_FIELDS = ("received_at", "sender", "subject", "text")
MESSAGE_FIELDS = ("date", "subject", "body")
NOTES = ("comment", "notification")
MAX_ROWS = 1000


class AnfragemanagerRequest(models.Model):
    _inherit = "anfragemanager.request"

    def _release(self, user):
        """Make the copy and mail the link to it; to the address whose owner asked, and no other."""
        inquiry = self.inquiry_id.with_env(self.inquiry_id.mailbox_id._automation_env())
        if inquiry.email_normalized != self.email:
            self._settle("refused", self.env._("The inquiry has another address now."), user)
            return
        inquiry._ensure_language()
        spoken = self.with_context(lang=inquiry.lang, tz=str(zone_of(inquiry.mailbox_id)))
        data = spoken._collect()
        html = spoken._readable(data)
        days = max(self.company_id.anfrage_disclosure_days, 1)
        pdf = print_html(html, {}, "") if weasyprint() else b""
        self.write(
            {
                "file_json": base64.b64encode(spoken._as_json(data)),
                "file_html": base64.b64encode(html.encode()),
                "file_pdf": base64.b64encode(pdf) if pdf else False,
                "file_until": fields.Datetime.add(fields.Datetime.now(), days=days),
            }
        )
        number = len(inquiry.token_ids.filtered(lambda token: token.purpose == "access"))
        inquiry._send("access", self.env.ref("anfragemanager.mail_template_access"), days, number=number)
        inquiry._trace("done", "ok", note=self.env._("Copy of the data released; link mailed to the prospect."))
        self._settle("done", self.env._("Released; the link is valid for %s days.", days), user)

    # ------------------------------------------------------------------ what is kept about the address

    def _collect(self):
        """Return all that is kept about the address, in the language of the context.

        :return: ``[{"key", "title", "records": [[(name, label, value, text)]]}]``; `value` is what JSON holds, `text`
            what people read
        """
        self.ensure_one()
        inquiries = self.inquiry_id._of_same_address()
        mails = self._own_mails(inquiries)
        messages = self._messages(inquiries)
        sections = [
            ("contacts", self.env._("Contact"), self._contacts(inquiries), PARTNER_FIELDS),
            ("inquiries", self.env._("Inquiries"), inquiries, INQUIRY_FIELDS),
            ("received_mails", self.env._("E-mails received"), mails, MAIL_FIELDS),
            ("correspondence", self.env._("E-mails sent, answers and notes"), messages, MESSAGE_FIELDS),
            ("links", self.env._("Links mailed to you"), inquiries.token_ids, ("create_date", "purpose", "expires_at")),
            ("openings", self.env._("Openings of the exposé"), inquiries.opening_ids, ("opened_at", "kind", "name")),
            ("steps", self.env._("Steps of the automation"), inquiries.trace_ids,
             ("create_date", "step", "outcome", "reason")),
            ("evidence", self.env._("Evidence"), self._evidence(), EVIDENCE_FIELDS),
        ]  # fmt: skip
        return [
            {"key": key, "title": title, "records": [self._facts(record, names) for record in records[:MAX_ROWS]]}
            for key, title, records, names in sections
            if records
        ]

    def _contacts(self, inquiries):
        """Return the contacts under the address; one that bears another address is somebody else's data."""
        Partner = self.env["res.partner"].sudo().with_context(active_test=False)
        ours = [("company_id", "in", (False, self.company_id.id))]
        found = Partner.search([("email_normalized", "=", self.email), *ours])
        linked = inquiries.partner_id.filtered(lambda partner: partner.email_normalized in (False, self.email))
        return found | linked

    def _own_mails(self, inquiries):
        """Return the received mails that tell of nobody else (Art. 15 (4) GDPR)."""
        Mail = self.env["anfragemanager.mail"].sudo()
        mails = inquiries.mail_id | Mail.search([("about_id", "in", inquiries.ids)])
        return mails.filtered(lambda mail: not mail.inquiry_ids - inquiries)

    def _messages(self, inquiries):
        domain = [("model", "=", inquiries._name), ("res_id", "in", inquiries.ids), ("body", "not in", (False, ""))]
        if not self.include_notes:
            domain.append(("message_type", "not in", NOTES))
        # What the system noted names colleagues and other contacts and says nothing that the steps do not.
        domain.append(("message_type", "in", ("email", "email_outgoing", "auto_comment", "comment")))
        return self.env["mail.message"].sudo().search(domain, order="date, id")

    def _evidence(self):
        key = self.env["anfragemanager.token"]._address_key(self.email)
        domain = [("company_id", "=", self.company_id.id), ("subject_key", "=", key)]
        return self.env["anfragemanager.consent"].sudo().search(domain, order="given_at, id")

    def _facts(self, record, names):
        found = []
        for name in names:
            field = record._fields.get(name)
            value = record.sudo()[name] if field else None
            if field is None or value in (False, None, "", 0, {}, []) or (field.relational and not value):
                continue
            found.append((name, field._description_string(self.env), *self._shown(record, field, value)))
        return found

    def _shown(self, record, field, value):
        """Return a value as JSON holds it and as people read it."""
        if field.relational:
            names = ", ".join(value.sudo().mapped("display_name"))
            return names, names
        if field.type == "datetime":
            return fields.Datetime.to_string(value), format_datetime(self.env, value)
        if field.type == "date":
            return fields.Date.to_string(value), fields.Date.to_string(value)
        if field.type == "selection":
            return value, dict(field._description_selection(self.env)).get(value, value)
        if field.type == "html":
            text = html2plaintext(value)
            return text, text
        if field.type == "json":
            pairs = value.items() if isinstance(value, dict) else enumerate(value, 1)
            return value, "\n".join(f"{name}: {item}" for name, item in pairs)
        if field.type == "boolean":
            return value, self.env._("Yes")
        return value, str(value)

    def _as_json(self, data):
        """Return the copy for machines (Art. 20 GDPR)."""
        document = {
            "controller": self.company_id.name,
            "email": self.email,
            "made_at": fields.Datetime.to_string(fields.Datetime.now()),
            **{
                section["key"]: [{name: value for name, _label, value, _text in facts} for facts in section["records"]]
                for section in data
            },
        }
        return json.dumps(document, ensure_ascii=False, indent=2, default=str).encode()

    def _readable(self, data):
        """Return the copy for people, as a whole HTML document."""
        company = self.company_id.sudo().with_context(**self.env.context)
        values = {
            "company": company,
            "html_lang": (self.env.lang or "en").replace("_", "-").partition("@")[0],
            "email": self.email,
            "made_at": format_datetime(self.env, fields.Datetime.now()),
            "sections": data,
            # Our own sheet with the company's colours; nothing in it can end the element it stands in.
            "style": Markup(company._anfrage_print_style().replace("<", "")),  # noqa: S704
            "named_captchas": company._anfrage_captchas(),
        }
        return "<!DOCTYPE html>\n" + str(self.env["ir.qweb"]._render("anfragemanager.disclosure_print", values))

    def _preview_html(self):
        """Return what the copy would hold, for the person who releases it."""
        spoken = self.sudo().with_context(lang=self.env.lang)
        return spoken._readable(spoken._collect())


class AnfragemanagerToken(models.Model):
    _inherit = "anfragemanager.token"

    def _disclosed(self):
        """Return the request whose copy this link opens, or an empty one: no other link of the address does."""
        request = self.env["anfragemanager.request"].sudo()
        if self.purpose != "access":
            return request
        now = fields.Datetime.now()
        domain = [("inquiry_id", "=", self.inquiry_id.id), ("kind", "=", "access"), ("state", "=", "done")]
        found = request.search([*domain, ("file_until", ">", now), ("email", "=", self.email_normalized)], limit=1)
        return found if self.email_normalized else request


class ResCompany(models.Model):
    _inherit = "res.company"

    anfrage_disclosure_days = fields.Integer(
        string="Copy of the Data Valid for (Days)",
        default=14,
        help="How long the link to a released copy (Art. 15 GDPR) is valid; then the copy is deleted.",
    )
    anfrage_erasure_release = fields.Boolean(
        string="A Person Releases Deletions",
        help="Off: whoever asks for deletion through the link in our mail gets it at once, within what has to be kept. "
        "On: a person presses the button within a month.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    anfrage_disclosure_days = fields.Integer(related="company_id.anfrage_disclosure_days", readonly=False)
    anfrage_erasure_release = fields.Boolean(related="company_id.anfrage_erasure_release", readonly=False)
