from odoo import http
from odoo.http import content_disposition, request

from .pages import ID


class EvidenceController(http.Controller):
    """What is on record about one prospect, for those who may read the ledger."""

    @http.route(f"/anfragemanager/evidence/<{ID}:entry_id>.pdf", type="http", auth="user", methods=["GET"])
    def evidence(self, entry_id, **_params):
        entry = request.env["anfragemanager.consent"].browse(entry_id).exists()
        pdf = entry._evidence_pdf() if entry and entry.has_access("read") else None
        if not pdf:
            return request.not_found()
        title = request.env._("Evidence")
        disposition = content_disposition(f"{title}-{entry_id}.pdf", "inline")
        headers = [("Content-Type", "application/pdf"), ("Content-Disposition", disposition)]
        return request.make_response(pdf, [*headers, ("Cache-Control", "private, no-store")])
