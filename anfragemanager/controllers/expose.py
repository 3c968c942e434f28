import re
from urllib.parse import quote

from odoo import http
from odoo.http import content_disposition, request

# Image widths the pages use. A free choice would let anybody keep the server busy with resizing.
_IMAGE_FIELDS = {"256": "image_256", "512": "image_512", "1024": "image_1024"}
_ROUTE = {
    "type": "http",
    "auth": "public",
    "website": True,  # else the frontend layout fails, with or without the website app
    "sitemap": False,
    "multilang": False,
}


class ExposeController(http.Controller):
    """The exposé page behind the link of an exposé mail. A GET changes nothing: mail scanners open every link."""

    @http.route("/anfrage/<string:token>/expose", methods=["GET"], **_ROUTE)
    def expose(self, token):
        prop, refusal = self._released_property(token)
        if refusal:
            return refusal
        values = {
            **self._layout_values(prop, token),
            "images": [caption for _record, caption in prop._expose_images()],
            "documents": [(document.name, document.file_size) for document in prop._expose_documents()],
            "pdf_offered": prop._expose_pdf_offered(),
        }
        return self._private(request.render("anfragemanager.expose_page", values))

    @http.route("/anfrage/<string:token>/expose.pdf", methods=["GET"], **_ROUTE)
    def expose_pdf(self, token):
        prop, refusal = self._released_property(token)
        if refusal:
            return refusal
        pdf = prop._expose_pdf()
        if not pdf:
            return self._not_found()
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Length", len(pdf)),
            ("Content-Disposition", content_disposition(prop._expose_filename())),
        ]
        return self._private(request.make_response(pdf, headers))

    @http.route("/anfrage/<string:token>/document/<int:index>", methods=["GET"], **_ROUTE)
    def expose_document(self, token, index):
        prop, refusal = self._released_property(token)
        if refusal:
            return refusal
        documents = prop._expose_documents()
        if index >= len(documents):
            return self._not_found()
        stream = request.env["ir.binary"].sudo()._get_stream_from(documents[index], "raw")
        # Never shown in the browser: an uploaded HTML or SVG file would run with this site's cookies.
        return self._private(stream.get_response(as_attachment=True, immutable=False))

    @http.route("/anfrage/<string:token>/image/<int:index>", methods=["GET"], **_ROUTE)
    def expose_image(self, token, index, size="1024", **_params):
        prop, refusal = self._released_property(token)
        if refusal:
            return refusal
        images = prop._expose_images()
        if index >= len(images) or size not in _IMAGE_FIELDS:
            return self._not_found()
        stream = request.env["ir.binary"].sudo()._get_image_stream_from(images[index][0], _IMAGE_FIELDS[size])
        return self._private(stream.get_response(as_attachment=False, immutable=False), cache="max-age=3600")

    @http.route("/anfrage/<string:token>/opened", methods=["POST"], **_ROUTE)
    def expose_opened(self, token, **_params):
        """Called by the page itself after a person moved, scrolled or typed; scanners do not."""
        inquiry = request.env["anfragemanager.token"].sudo()._resolve(token).inquiry_id
        if not inquiry or not inquiry._expose_released():
            return self._not_found()
        inquiry._register_expose_opened()
        return self._private(request.make_response("", status=204))

    def _released_property(self, secret):
        """The property behind a link, in the prospect's language.

        :return: ``(property, None)``, or ``(None, response)`` when there is nothing to show
        """
        inquiry = request.env["anfragemanager.token"].sudo()._resolve(secret).inquiry_id
        if not inquiry:
            return None, self._not_found()
        if not inquiry._expose_released():
            return None, self._private(request.redirect(f"/anfrage/{quote(secret, safe='')}", code=302))
        request.update_context(lang=self._language(inquiry))
        prop = inquiry.property_id.with_context(lang=request.env.context["lang"])
        if not prop._expose_available():
            page = request.render("anfragemanager.expose_unavailable", self._layout_values(prop, secret), status=410)
            return None, self._private(page)
        return prop, None

    def _language(self, inquiry):
        """The inquiry's language if it is installed, else the company's, else the visitor's."""
        installed = {code for code, _name in request.env["res.lang"].get_installed()}
        wanted = (inquiry.lang, inquiry.company_id.partner_id.lang, request.env.context.get("lang"))
        return next((code for code in wanted if code in installed), None)

    def _layout_values(self, prop, secret):
        agent = prop.user_id.partner_id
        company = prop.company_id
        phone = agent.phone or company.phone or ""
        email = agent.email or company.email or ""
        return {
            "property": prop,
            "company": company,
            "agent": prop.user_id,
            "base": f"/anfrage/{quote(secret, safe='')}",
            "phone": phone,
            "phone_link": "tel:" + re.sub(r"[^0-9+]", "", phone),
            "email": email,
            "email_link": f"mailto:{quote(email, safe='@')}?subject={quote(prop.display_name)}",
        }

    def _not_found(self):
        """The same answer for unknown, expired and mistyped links: it must not be possible to tell them apart."""
        return self._private(request.render("anfragemanager.expose_not_found", status=404))

    def _private(self, response, cache="no-store"):
        response.headers["Cache-Control"] = f"private, {cache}"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response
