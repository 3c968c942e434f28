"""The original mail beside what was read from it."""

from odoo import api, fields, models

from ..parsing.places import find_places


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    @api.readonly
    def get_reading(self):
        """Return the mail as text and what was read from it, with the place of each value, with the caller's rights.

        :return: ``{"subject", "sender", "date", "text", "values": [value]}``, False without a mail; a value has `name`,
            `value`, `origin`, `place` (line or element) and `places` (``[[start, end]]`` in characters of the text)
        """
        self.ensure_one()
        mail = self.mail_id._filtered_access("read")
        if not mail:
            return False
        text = mail.text or ""
        return {
            "subject": mail.subject or "",
            "sender": mail.sender or "",
            "date": fields.Datetime.to_string(mail.received_at),
            "text": text,
            "values": [
                {
                    "name": item["field"],
                    "value": item["value"],
                    "origin": item["origin"] or "",
                    "place": item["place"] or "",
                    "places": find_places(text, item["value"], is_phone=item["field"] in ("phone", "mobile")),
                }
                for item in self.provenance
                # The self-disclosure is shown only on demand, see `action_show_disclosure`.
                if item["value"] and item["field"] != "disclosure"
            ],
        }
