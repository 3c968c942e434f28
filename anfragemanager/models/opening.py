"""What people opened of an exposé: the page, its PDF, documents. Never noted by a GET; who is a person: pages.js."""

from odoo import api, fields, models

KINDS = [("page", "Page"), ("pdf", "PDF"), ("document", "Document"), ("zip", "Everything as ZIP")]
# Notes per inquiry; more says nothing more.
MOST = 100


class AnfragemanagerOpening(models.Model):
    _name = "anfragemanager.opening"
    _description = "Opening of an Exposé"
    _inherit = ["anfragemanager.named"]
    _order = "id desc"
    _rec_name = "kind"

    inquiry_id = fields.Many2one("anfragemanager.inquiry", required=True, index=True, ondelete="cascade")
    kind = fields.Selection(KINDS, string="Opened", required=True)
    name = fields.Char(string="Document")
    opened_at = fields.Datetime(string="Time", required=True, default=fields.Datetime.now)


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    opening_ids = fields.One2many("anfragemanager.opening", "inquiry_id", string="Openings of the Exposé")
    expose_download_count = fields.Integer(
        string="Downloads", compute="_compute_expose_download_count", help="PDF and documents a person downloaded."
    )

    @api.depends("opening_ids.kind")
    def _compute_expose_download_count(self):
        groups = self.env["anfragemanager.opening"]._read_group(
            [("inquiry_id", "in", self.ids), ("kind", "!=", "page")], ["inquiry_id"], ["__count"]
        )
        counts = {inquiry.id: count for inquiry, count in groups}
        for inquiry in self:
            inquiry.expose_download_count = counts.get(inquiry.id, 0)

    def _register_opened(self, kind="page", index=None):
        """Note that a person (not a mail scanner) opened the exposé or something of it; not after an objection.

        :param str kind: see KINDS
        :param int index: which document
        """
        self.ensure_one()
        documents = self.property_id._expose_documents()
        name = documents[index].name if kind == "document" and index is not None and index < len(documents) else False
        if kind not in dict(KINDS) or (kind == "document" and not name) or self._objected():
            return
        if len(self.opening_ids) < MOST:
            self.env["anfragemanager.opening"].create({"inquiry_id": self.id, "kind": kind, "name": name})
        if kind == "page":
            self.write(
                {
                    "expose_opened_at": self.expose_opened_at or fields.Datetime.now(),
                    "expose_open_count": self.expose_open_count + 1,
                }
            )

    def _objected(self):
        """Whether the owner of the address objected to such records (Art. 21 GDPR)."""
        self.ensure_one()
        if not self.email_normalized:
            return False
        key = self.env["anfragemanager.token"]._address_key(self.email_normalized)
        domain = [("subject_key", "=", key), ("company_id", "=", self.company_id.id), ("kind", "=", "objection")]
        return bool(self.env["anfragemanager.consent"].sudo().search_count(domain, limit=1))
