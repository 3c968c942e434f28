import gzip

from odoo.http import request

from ..models.printing import on_white
from .pages import ProspectPages, page_route

# The address changes with the content.
_FOREVER = "public, max-age=31536000, immutable"
_SHORTLY = "public, max-age=60"


class PageAssets(ProspectPages):
    """The agency's style sheet and logo. Both are on the open web anyway; companies without pages have neither."""

    @page_route("/anfrage/brand/<string:company_id>/<string:digest>/pages.css")
    def style(self, company_id, digest):
        company = self._house(company_id)
        if not company:
            return request.not_found()
        style, packed = company._anfrage_style().encode(), {}
        # No proxy may be in front that does it. Only this: pages hold secrets, whose size must not tell of them.
        if "gzip" in request.httprequest.headers.get("Accept-Encoding", ""):
            style, packed = gzip.compress(style, mtime=0), {"Content-Encoding": "gzip"}
        response = self._cached(company, digest, style, "text/css; charset=utf-8")
        response.headers.update(packed | {"Vary": "Accept-Encoding"})
        return response

    @page_route("/anfrage/brand/<string:company_id>/<string:digest>/logo")
    def logo(self, company_id, digest, paper="", **_params):
        """The logo as it is, or for mails on paper of its own."""
        company = self._house(company_id)
        if not company or company.uses_default_logo:
            return request.not_found()
        stream = request.env["ir.binary"]._get_image_stream_from(company, "logo_web")
        picture = stream.read()
        shown = on_white(picture) if paper else picture
        return self._cached(company, digest, shown, stream.mimetype if shown is picture else "image/png")

    def _cached(self, company, digest, text, mimetype):
        cache = _FOREVER if digest == company.anfrage_brand_digest else _SHORTLY
        headers = [("Content-Type", mimetype), ("Cache-Control", cache), ("X-Content-Type-Options", "nosniff")]
        return request.make_response(text, headers)
