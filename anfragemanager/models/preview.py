"""What a mailbox's prospects see: its pages and mails with an invented prospect, made and undone in one transaction."""

from contextlib import contextmanager

from odoo import fields, models

from .property import MARKETED
from .wording_mailbox import FOR_SALE

# What is shown, and for which kind of offer
KINDS = (
    "confirmation", "expose", "gate", "account",
    "mail_confirmation", "mail_reminder", "mail_expose_sale", "mail_expose_rent", "mail_contract", "mail_access",
)  # fmt: skip


class _Undo(Exception):
    """Ends the preview."""


class AnfragemanagerMailbox(models.Model):
    _inherit = "anfragemanager.mailbox"

    def action_preview(self):
        """Open the preview of pages and mails."""
        self.ensure_one()
        self.check_access("read")
        url = f"/anfragemanager/mailbox/{self.id}/preview"
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def _preview_kinds(self):
        """Return what can be shown: ``[(kind, label)]``."""
        labels = (
            self.env._("Confirmation page"), self.env._("Exposé page"), self.env._("Contract before the exposé"),
            self.env._("Prospect's own page"), self.env._("Confirmation mail"), self.env._("Reminder"),
            self.env._("Exposé mail, sale"), self.env._("Exposé mail, rental"), self.env._("Contract mail"),
            self.env._("Copy of the data"),
        )  # fmt: skip
        return list(zip(KINDS, labels, strict=True))

    def _preview_property(self, kind, viewer):
        """Return the property a preview is about: one on the market that the viewer may see, else an invented one."""
        letting = kind == "mail_expose_rent"
        types = ("marketing_type", "not in" if letting else "in", FOR_SALE)
        Property = self.env["anfragemanager.property"]
        ours = [("company_id", "=", self.company_id.id), types]
        on_offer = [*ours, ("marketing_state", "in", MARKETED)]
        seen = Property.with_user(viewer).with_context(allowed_company_ids=viewer.company_ids.ids)
        found = seen.search(on_offer, limit=1)
        return found.with_env(self.env) or Property.create(
            {
                "name": self.env._("Flat with balcony") if letting else self.env._("House with garden"),
                "reference": f"PREVIEW-{self.id}",
                "company_id": self.company_id.id,
                "user_id": self.user_id.id,
                "marketing_type": "rent" if letting else "buy",
                "marketing_state": "active",
                "city": self.company_id.city,
            }
        )

    @contextmanager
    def _preview_inquiry(self, kind, lang):
        """Give an inquiry of an invented prospect that is undone afterwards, with all that was done with it.

        :return: ``(inquiry, secret of its link)``
        """
        self.ensure_one()
        viewer = self.env.user
        try:
            with self.env.cr.savepoint():
                mailbox = self.with_env(self._automation_env()).with_context(lang=lang)
                # Neither the dry run nor a test changes what prospects will see.
                mailbox.sudo().with_context(tracking_disable=True).write({"dry_run": False, "test_email": False})
                waits = kind == "confirmation"
                now = fields.Datetime.now()
                inquiry = mailbox.env["anfragemanager.inquiry"].create(
                    {
                        "mailbox_id": mailbox.id,
                        "property_id": mailbox._preview_property(kind, viewer).id,
                        "salutation": "mrs",
                        "first_name": "Erika",
                        "last_name": "Mustermann",
                        "email": "erika.mustermann@preview.example",
                        "lang": lang,
                        "state": "waiting" if waits else "done",
                        "next_step": "confirmation" if waits else "done",
                        "confirmed_at": False if waits else now,
                        "expose_sent_at": False if waits else now,
                        "expires_at": fields.Datetime.add(now, days=5),
                    }
                )
                if kind in ("expose", "account"):
                    inquiry.gate_passed_at = now
                _token, secret = mailbox.env["anfragemanager.token"]._issue(inquiry, "expose", 5, number=1000)
                mailbox.env.flush_all()
                yield inquiry, secret
                raise _Undo
        except _Undo:
            self.env.invalidate_all()

    def _preview_mail(self, kind, inquiry):
        """Return one of the mails as HTML."""
        mailbox = inquiry.mailbox_id
        purpose, template, days, text = {
            "mail_confirmation": ("confirmation", mailbox.confirmation_template_id, mailbox.expiry_days, ""),
            "mail_reminder": ("reminder", mailbox.reminder_template_id, mailbox.expiry_days, ""),
            "mail_expose_sale": ("expose", mailbox._expose_template(inquiry.property_id), mailbox.expose_days, ""),
            "mail_expose_rent": ("expose", mailbox._expose_template(inquiry.property_id), mailbox.expose_days, ""),
            "mail_contract": (
                "contract",
                mailbox.contract_template_id or self.env.ref("anfragemanager.mail_template_contract"),
                mailbox.expose_days,
                inquiry.with_context(lang=inquiry.lang)._gate_text(
                    inquiry.with_context(lang=inquiry.lang)._gate_values()
                ),
            ),
            "mail_access": (
                "access",
                self.env.ref("anfragemanager.mail_template_access"),
                inquiry.company_id.anfrage_disclosure_days,
                "",
            ),
        }[kind]
        message = inquiry._send(purpose, template.with_context(anfrage_text=text), days, number=1001)
        mail = inquiry.env["mail.mail"].sudo().search([("mail_message_id", "=", message.id)], limit=1)
        return mail.subject, str(mail.body_html)
