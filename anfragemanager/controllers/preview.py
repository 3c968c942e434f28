"""Preview of a mailbox's pages and mails, for those who may see the mailbox. Nothing of it stays."""

import re
from urllib.parse import urlencode

from odoo import http
from odoo.http import request

from ..models.preview import KINDS
from .confirmation import ConfirmationController
from .expose import ExposeController
from .pages import ID, IMAGE_FIELDS
from .prospect import ProspectController

_ROUTE = {"type": "http", "auth": "user", "methods": ["GET"]}


class PreviewController(ConfirmationController, ExposeController, ProspectController):
    @http.route(f"/anfragemanager/mailbox/<{ID}:mailbox_id>/preview", **_ROUTE)
    def mailbox_preview(self, mailbox_id, kind="confirmation", lang=None, width="390", **_params):
        mailbox = self._previewed(mailbox_id)
        if not mailbox or kind not in KINDS:
            return request.not_found()
        languages = [(code, name.rpartition(" / ")[2]) for code, name in request.env["res.lang"].get_installed()]
        lang = lang if lang in dict(languages) else mailbox._lang_code()
        chosen = {"kind": kind, "lang": lang, "width": width if width in ("390", "1200") else "390"}
        base = f"/anfragemanager/mailbox/{mailbox_id}/preview"
        values = {
            "mailbox": mailbox,
            "html_lang": (request.env.lang or "en").replace("_", "-").partition("@")[0],
            "style_url": mailbox.company_id.sudo()._anfrage_brand()["style_url"],
            "title": request.env._("Preview of %s", mailbox.name),
            "source": f"{base}/{kind}?{urlencode({'lang': lang})}",
            "width": chosen["width"],
            "choices": [
                [(f"{base}?{urlencode({**chosen, name: value})}", label, chosen[name] == value)
                 for value, label in options]
                for name, options in (
                    ("kind", mailbox._preview_kinds()),
                    ("lang", languages),
                    ("width", [("390", request.env._("Phone")), ("1200", request.env._("Computer"))]),
                )
            ],
        }  # fmt: skip
        return request.render("anfragemanager.preview_page", values)

    @http.route(f"/anfragemanager/mailbox/<{ID}:mailbox_id>/preview/<string:kind>", **_ROUTE)
    def mailbox_preview_of(self, mailbox_id, kind, lang=None, **_params):
        mailbox = self._previewed(mailbox_id)
        if not mailbox or kind not in KINDS or lang not in dict(request.env["res.lang"].get_installed()):
            return request.not_found()
        with mailbox.sudo()._preview_inquiry(kind, lang) as (inquiry, secret):
            if kind.startswith("mail_"):
                subject, html = mailbox.sudo()._preview_mail(kind, inquiry)
                response = request.make_response(html, [("Content-Type", "text/html; charset=utf-8")])
                response.headers["X-Subject"] = subject.encode("ascii", "ignore").decode()
            else:
                response = self._preview_page(kind, inquiry, secret)
                response.flatten()
            prop = inquiry.property_id
        place = f"/anfragemanager/mailbox/{mailbox_id}/preview/{prop.id}"
        html = response.get_data(as_text=True)
        # Links of the invented prospect lead nowhere; pictures come with the rights of who looks at them.
        html = html.replace(f"/anfrage/{secret}", place)
        html = re.sub(r'src="https?://[^"/]+/bild/[\w-]+"', f'src="{place}/picture"', html)
        response.set_data(html.replace(f'src="{mailbox.get_base_url()}/', 'src="/'))
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'self'; "
            "sandbox allow-same-origin"
        )
        return response

    def _preview_page(self, kind, inquiry, secret):
        if kind == "confirmation":
            self._speak(inquiry.lang)
            return self._shown(inquiry.with_context(lang=inquiry.lang), secret, languages=[])
        if kind == "gate":
            self._speak(inquiry.lang)
            return self._gate(inquiry.with_context(lang=inquiry.lang), secret, languages=[])
        return self.expose(secret) if kind == "expose" else self.account(secret)

    @http.route(
        f"/anfragemanager/mailbox/<{ID}:mailbox_id>/preview/<{ID}:property_id>/<path:what>",
        **_ROUTE,
    )
    def mailbox_preview_picture(self, mailbox_id, property_id, what, size="512", **_params):
        """The pictures of a previewed page, with the rights of who looks at it."""
        prop = request.env["anfragemanager.property"].browse(property_id).exists()
        if not self._previewed(mailbox_id) or not prop or not prop.has_access("read") or size not in IMAGE_FIELDS:
            return request.not_found()
        images = prop._expose_images()
        place, _slash, number = what.partition("/")
        index = int(number) if number.isdecimal() and len(number) < 4 else 0
        if place not in ("picture", "image") or index >= len(images):
            return request.not_found()
        return self._picture(prop, images[index][0], size)

    def _previewed(self, number):
        mailbox = request.env["anfragemanager.mailbox"].browse(number).exists()
        return mailbox if mailbox and mailbox.has_access("read") else mailbox.browse()
