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
        parsed = (mail.parsed or {}).get("inquiries") or []
        read = parsed[self.position] if self.position < len(parsed) else {}
        origin, place = read.get("origin") or {}, read.get("place") or {}
        return {
            "subject": mail.subject or "",
            "sender": mail.sender or "",
            "date": fields.Datetime.to_string(mail.received_at),
            "text": text,
            "values": [
                {
                    "name": name,
                    "value": value,
                    "origin": origin.get(name, ""),
                    "place": place.get(name) or "",
                    "places": find_places(text, value, is_phone=name in ("phone", "mobile")),
                }
                for name, value in read.items()
                # The self-disclosure is shown only on demand, see `action_show_disclosure`.
                if value and name not in ("origin", "conflicts", "place", "disclosure", "language")
            ],
        }
