import base64
from urllib.parse import quote

from odoo import http
from odoo.http import content_disposition, request

from ..models.dates import plain_date
from .pages import ID, ProspectPages, page_route

FILES = {
    "pdf": ("file_pdf", "application/pdf"),
    "html": ("file_html", "text/html; charset=utf-8"),
    "json": ("file_json", "application/json"),
}


class DisclosureController(ProspectPages):
    """The copy of the data (Art. 15 GDPR) behind the link that was mailed for it, and its preview for clerks."""

    @page_route("/anfrage/<string:token>/data")
    def data(self, token, **_params):
        copy = self._copy(token)
        if not copy:
            return self._not_found()
        values = {
            "base": f"/anfrage/{quote(token, safe='')}",
            "kinds": [kind for kind, (name, _mimetype) in FILES.items() if copy[name]],
            "there": request.env._(
                "The files are there until %s. Only the link in this e-mail opens them; please do not pass it on.",
                plain_date(request.env, copy.file_until),
            ),
        }
        title = request.env._("Your data")
        return self._page("anfragemanager.data_page", copy.company_id, title, values)

    @page_route("/anfrage/<string:token>/data.<string:kind>")
    def data_file(self, token, kind):
        copy = self._copy(token)
        name, mimetype = FILES.get(kind, (None, None))
        content = copy.with_context(bin_size=False)[name] if copy and name else None
        if not content:
            return self._not_found()
        title = request.env._("My data")
        disposition = content_disposition(f"{title}.{kind}")
        headers = [("Content-Type", mimetype), ("Content-Disposition", disposition)]
        return self._private(request.make_response(base64.b64decode(content), headers))

    def _copy(self, secret):
        return self._linked(secret)._disclosed()

    @http.route(f"/anfragemanager/request/<{ID}:request_id>/preview", type="http", auth="user", methods=["GET"])
    def request_preview(self, request_id, **_params):
        """What the copy would hold, for those who may read the request and its inquiry."""
        asked = request.env["anfragemanager.request"].browse(request_id).exists()
        if not asked or not asked.has_access("read") or not asked.inquiry_id.has_access("read") or not asked.email:
            return request.not_found()
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Cache-Control", "private, no-store"),
            ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
        ]
        return request.make_response(asked._preview_html(), headers)
