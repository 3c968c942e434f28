import base64
import io
import zipfile
from urllib.parse import quote

from odoo import http
from odoo.http import content_disposition, request

from .pages import ID, IMAGE_FIELDS, ProspectPages, number_in, page_route, phone_link

# Notes of one link within an hour; a person has no more to open.
OPENINGS_PER_HOUR = 60
# What is declared at the gate
BOXES = ("start_early", "lose_right")


def zipped(files):
    """Return files as one ZIP; names that occur twice are numbered.

    :param files: ``[(name, base64)]``
    :rtype: bytes
    """
    target, names = io.BytesIO(), set()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, content) in enumerate(files, start=1):
            # A name is no path: whoever unpacks it must not be led elsewhere.
            plain = name.replace("/", "-").replace("\\", "-").lstrip(".") or str(number)
            archive.writestr(f"{number}-{plain}" if plain in names else plain, base64.b64decode(content))
            names.add(plain)
    return target.getvalue()


class ExposeController(ProspectPages):
    """The exposé page behind the link of an exposé mail, its pictures and its files."""

    @page_route("/anfrage/<string:token>/expose")
    def expose(self, token, **_params):
        inquiry = self._linked(token).inquiry_id
        if inquiry and inquiry._expose_released() and inquiry._gate_open() and inquiry.property_id._expose_available():
            return self._gate(inquiry, token)
        prop, refusal = self._released_property(token)
        if refusal:
            return refusal
        mailbox = inquiry.mailbox_id
        values = {
            **self._expose_values(prop, token),
            "mailbox": mailbox,
            "contract": inquiry._contract_stands(),
            "closing_text": mailbox._wording("expose"),
            "images": [
                (caption, formats)
                for (_record, caption), formats in zip(prop._expose_images(), prop._picture_formats(), strict=True)
            ],
            "documents": [(document.name, document.file_size) for document in prop._expose_documents()],
            "pdf_offered": prop._expose_pdf_offered(),
            "no_contract": prop.env.context.get("anfrage_no_contract")
            and prop.company_id._anfrage_contract_wording("no_contract"),
            "script": True,
        }
        return self._page("anfragemanager.expose_page", prop._company(), prop._expose_text("name"), values)

    @page_route("/anfrage/<string:token>/gate", ("POST",))
    def gate_submit(self, token, **form):
        """The prospect concludes the brokerage contract that opens the exposé."""
        inquiry = self._linked(token).inquiry_id
        if not inquiry:
            return self._not_found()
        if inquiry._expose_released() and inquiry._gate_open() and inquiry.property_id._expose_available():
            if refusal := self._refusal(form, inquiry.company_id, token):
                return self._gate(inquiry, token, **refusal)
            missing = [name for name in BOXES if form.get(name) != "1"]
            if missing:
                errors = dict.fromkeys(missing, request.env._("Please tick this box."))
                return self._gate(inquiry, token, form=form, errors=errors, status=422)
            lang = request.env.context["lang"]
            inquiry._pass_gate(inquiry._gate_values(), lang, self._technical(inquiry.company_id))
        return self._private(request.redirect(f"/anfrage/{quote(token, safe='')}/expose{self._query()}", code=303))

    def _gate(self, inquiry, token, status=200, **state):
        gate = inquiry._gate_values()
        values = {
            "property": inquiry.property_id,
            "base": f"/anfrage/{quote(token, safe='')}",
            "gate": gate,
            "labels": {name: gate[name].rstrip(".") for name in BOXES},
            "address": f"/anfrage/{quote(token, safe='')}/expose",
            "captchas": inquiry.company_id._anfrage_captchas(),
            **state,
        }
        title = request.env._("Your brokerage contract")
        return self._page("anfragemanager.gate_page", inquiry.company_id, title, values, status)

    @page_route("/anfrage/<string:token>/expose.pdf")
    def expose_pdf(self, token, **_params):
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

    @http.route(
        f"/anfragemanager/property/<{ID}:property_id>/expose.pdf",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def property_pdf(self, property_id, **_params):
        """The exposé for those who work with it, printed on demand with their own rights."""
        prop = request.env["anfragemanager.property"].browse(property_id).exists()
        if not prop or not prop.has_access("read"):
            return request.not_found()
        html, records, _key = prop._expose_print()
        pdf = prop._expose_pdf_possible() and prop._expose_printed(html, prop._print_pictures(records))
        if not pdf:
            return request.not_found()
        disposition = content_disposition(prop._expose_filename(), "inline")
        return request.make_response(pdf, [("Content-Type", "application/pdf"), ("Content-Disposition", disposition)])

    @page_route("/anfrage/<string:token>/document/<string:index>")
    def expose_document(self, token, index):
        prop, refusal = self._released_property(token)
        if refusal:
            return refusal
        number, documents = number_in(index), prop._expose_documents()
        if number is None or number >= len(documents):
            return self._not_found()
        try:
            stream = request.env["ir.binary"]._get_stream_from(documents[number], "raw")
            # Never shown in the browser: an uploaded HTML or SVG file would run with this site's cookies.
            return self._private(stream.get_response(as_attachment=True, immutable=False))
        except OSError:
            return self._not_found()  # Its file is gone, or the server cannot read it now.

    @page_route("/anfrage/<string:token>/documents.zip")
    def expose_documents_zip(self, token, **_params):
        """All documents of the exposé, and its PDF if there is one, as one file."""
        prop, refusal = self._released_property(token)
        if refusal:
            return refusal
        files = prop._expose_files(pdf=True, documents=True, make=False)
        if not files:
            return self._not_found()
        name = content_disposition(prop._expose_filename().removesuffix(".pdf") + ".zip")
        headers = [("Content-Type", "application/zip"), ("Content-Disposition", name)]
        return self._private(request.make_response(zipped(files), headers))

    @page_route("/anfrage/<string:token>/image/<string:index>")
    def expose_image(self, token, index, size="1024", form=None, **_params):
        prop, refusal = self._released_property(token)
        if refusal:
            return refusal
        number, images = number_in(index), prop._expose_images()
        if number is None or number >= len(images) or size not in IMAGE_FIELDS:
            return self._not_found()
        return self._picture(prop, images[number][0], size, form)

    @page_route("/anfrage/<string:token>/agent")
    def expose_agent(self, token):
        """The portrait of the contact person."""
        prop, refusal = self._linked_property(token)
        if refusal:
            return refusal
        if not prop._agent().image_128:
            return self._not_found()
        stream = request.env["ir.binary"]._get_image_stream_from(prop._agent(), "image_128")
        return self._private(stream.get_response(as_attachment=False, immutable=False), cache="max-age=3600")

    @page_route("/anfrage/<string:token>/opened", ("POST",))
    def expose_opened(self, token, **form):
        """Called by the page itself when a person pressed something on it or read for a while; scanners do not."""
        if not self._genuine(form):
            return self._private(request.make_response("", status=400))
        inquiry = self._linked(token).inquiry_id
        if not inquiry or not inquiry._expose_visible():
            return self._not_found()
        if request.env["anfragemanager.attempt"]._allowed("opened", token, OPENINGS_PER_HOUR):
            inquiry._register_opened(form.get("what", "page"), number_in(form.get("index", "")))
        return self._private(request.make_response("", status=204))

    def _released_property(self, secret):
        """The property behind a link whose exposé may be seen, in the language of the page.

        :return: ``(property, None)``, or ``(None, response)`` when there is nothing to show
        """
        prop, refusal = self._linked_property(secret)
        if refusal:
            return None, refusal
        if not prop._expose_available():
            values = self._expose_values(prop, secret)
            title = request.env._("No longer available")
            return None, self._page("anfragemanager.expose_unavailable", prop._company(), title, values, status=410)
        return prop, None

    def _linked_property(self, secret):
        inquiry = self._linked(secret).inquiry_id
        if not inquiry:
            return None, self._not_found()
        if not inquiry._expose_released():
            address = f"/anfrage/{quote(secret, safe='')}{self._query()}"
            return None, self._private(request.redirect(address, code=302))
        if inquiry._expose_closed():
            title = request.env._("This exposé is closed")
            text = request.env._("You withdrew from the contract; we have closed the exposé.")
            return None, self._message(inquiry.company_id, "clock", title, text, good=False, status=410)
        if inquiry._gate_open():
            # Whatever it is, the way leads through the gate.
            address = f"/anfrage/{quote(secret, safe='')}/expose{self._query()}"
            return None, self._private(request.redirect(address, code=302))
        return inquiry._property_shown(), None

    def _expose_values(self, prop, secret):
        agent = prop._agent().partner_id
        company = prop._company()
        phone = agent.phone or company.phone or ""
        email = agent.email or company.email or ""
        return {
            "property": prop,
            "agent": prop._agent(),
            "base": f"/anfrage/{quote(secret, safe='')}",
            "phone": phone,
            "phone_link": phone_link(phone),
            "email": email,
            "email_link": f"mailto:{quote(email, safe='@')}?subject={quote(prop.display_name)}",
        }
