"""What is made of a property once and then reused: its exposé as PDF, its pictures as AVIF and WebP.

Nothing is made in a prospect's click: a job makes it after the property changed, and the flow before it mails a link.
"""

import base64
import hashlib
import logging

from odoo import api, fields, models
from odoo.tools.image import image_process

from .failure import repeats_transaction
from .printing import PICTURE_FORMATS, can_write, print_html, shrunk, weasyprint
from .property import SHOWN

_logger = logging.getLogger(__name__)
# Pictures of a PDF: no network while printing, and a small file to mail
_PICTURE_WIDTH, _PICTURE_QUALITY = 1200, 80
PICTURE_SIZES = {"256": 256, "512": 512, "1024": 1024}
PICTURE_SCHEME = "picture:"


class AnfragemanagerRendition(models.Model):
    _name = "anfragemanager.rendition"
    _description = "Made of a Property"
    _rec_name = "key"

    property_id = fields.Many2one("anfragemanager.property", required=True, ondelete="cascade", index=True)
    key = fields.Char(required=True, help="What it is and a digest of all that went into it.")
    data = fields.Binary(attachment=True, required=True)

    _key_uniq = models.UniqueIndex("(property_id, key)", "This was made already.")

    @api.model
    def _get(self, prop, key):
        """Return what was made under a key as bytes, or None, also where its file is gone."""
        made = self.sudo().search([("property_id", "=", prop.id), ("key", "=", key)], limit=1)
        return base64.b64decode(made.with_context(bin_size=False).data or b"") or None

    @api.model
    def _keep(self, prop, key, data):
        made = self.sudo().search([("property_id", "=", prop.id), ("key", "=", key)], limit=1)
        if not made:
            self.sudo().create({"property_id": prop.id, "key": key, "data": base64.b64encode(data)})
        elif not made.with_context(bin_size=False).data:
            made.data = base64.b64encode(data)


class AnfragemanagerProperty(models.Model):
    _inherit = "anfragemanager.property"

    render_due = fields.Boolean(default=True, copy=False, index=True)

    @api.model
    def _expose_pdf_possible(self):
        return weasyprint() is not None

    def _expose_print(self):
        """Return the exposé to be printed, in the language of the context.

        :return: ``(html, records of its pictures by their address, key)``; the key changes with all that is shown
        """
        self.ensure_one()
        records = dict(self._expose_print_pictures())
        values = {
            "o": self,
            "company": self.company_id,
            "agent": self.user_id,
            "pictures": [(address, caption) for address, (_record, caption) in records.items()],
            "html_lang": (self.env.context.get("lang") or "en").replace("_", "-").partition("@")[0],
        }
        html = str(self.env["ir.qweb"]._render("anfragemanager.expose_print", values))
        style = self.company_id._anfrage_print_style()
        key = f"pdf-{hashlib.sha256((html + style).encode()).hexdigest()[:32]}"
        return html, {address: record for address, (record, _caption) in records.items()}, key

    def _expose_print_pictures(self, limit=9):
        """Return the pictures of the printed exposé: address and ``(record, caption)``, the agency's logo first."""
        company = self.company_id
        if company.logo and not company.uses_default_logo:
            yield self._picture_address(company, "logo"), (company, company.name)
        for record, caption in self._expose_images()[:limit]:
            yield self._picture_address(record, "image_1920"), (record, caption)
        if self.user_id.image_256:
            yield self._picture_address(self.user_id.partner_id, "image_256"), (self.user_id, self.user_id.name)

    def _picture_address(self, record, name):
        """Return an address that changes with the picture, without reading it."""
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .search([("res_model", "=", record._name), ("res_id", "=", record.id), ("res_field", "=", name)], limit=1)
        )
        return f"{PICTURE_SCHEME}{record._name}-{record.id}-{attachment.checksum or '0'}"

    def _expose_pdf(self, make=False):
        """The exposé as PDF in the language of the context, once per version.

        :param bool make: print it when it does not exist yet; never in a prospect's click
        :return: bytes, or False where it does not exist or cannot be printed
        """
        self.ensure_one()
        if not self._expose_pdf_possible():
            return False
        html, records, key = self._expose_print()
        Rendition = self.env["anfragemanager.rendition"]
        pdf = Rendition._get(self, key)
        if pdf is None and make:
            pictures = self._print_pictures(records)
            pdf = self._expose_printed(html, pictures)
            # Without a picture whose file cannot be read it is better than nothing, but not for good.
            if all(pictures.values()):
                Rendition._keep(self, key, pdf)
        return pdf or False

    def _expose_printed(self, html, pictures):
        return print_html(html, pictures, self.company_id._anfrage_print_style())

    def _print_pictures(self, records):
        return {address: self._print_picture(record) for address, record in records.items()}

    def _print_picture(self, record):
        name = {"res.company": "logo", "res.users": "image_256"}.get(record._name, "image_1920")
        source = base64.b64decode(record.sudo().with_context(bin_size=False)[name] or b"")
        if name == "logo" or not source:
            return source
        return image_process(
            source, size=(_PICTURE_WIDTH, _PICTURE_WIDTH), quality=_PICTURE_QUALITY, output_format="JPEG"
        )

    def _expose_pdf_to_print(self, lang):
        """Whether the exposé can be printed in a language and was not yet."""
        spoken = self.with_context(lang=lang)
        return self._expose_pdf_possible() and not spoken._expose_pdf_offered()

    def _expose_pdf_offered(self):
        """Whether the exposé exists as PDF in the language of the context."""
        self.ensure_one()
        if not self._expose_pdf_possible():
            return False
        _html, _records, key = self._expose_print()
        domain = [("property_id", "=", self.id), ("key", "=", key)]
        return bool(self.env["anfragemanager.rendition"].sudo().search_count(domain, limit=1))

    def _picture_made(self, record, size, name):
        """Return one picture of the property in a format of PICTURE_FORMATS if it was made, else None."""
        address = self._picture_address(record, "image_1920")
        return self.env["anfragemanager.rendition"]._get(self, f"{name}-{size}-{address}")

    def _picture_formats(self):
        """Return which small formats each picture of the exposé exists in: ``[[name]]``, smallest first."""
        self.ensure_one()
        made = set(self.env["anfragemanager.rendition"].sudo().search([("property_id", "=", self.id)]).mapped("key"))
        addresses = [self._picture_address(record, "image_1920") for record, _caption in self._expose_images()]
        return [
            [name for name in PICTURE_FORMATS if all(f"{name}-{size}-{address}" in made for size in PICTURE_SIZES)]
            for address in addresses
        ]

    def _render(self):
        """Make what does not exist yet, and drop what nobody needs any more."""
        self.ensure_one()
        Rendition = self.env["anfragemanager.rendition"].sudo()
        wanted = set()
        if self._expose_pdf_possible():
            # With and without the commission: which one a prospect sees depends on whether a contract is concluded.
            variants = (False, True) if self.commission else (False,)
            for code, _name in self.env["res.lang"].get_installed():
                for without in variants:
                    spoken = self.with_context(lang=code, anfrage_no_contract=without)
                    spoken._expose_pdf(make=True)
                    wanted.add(spoken._expose_print()[2])
        for record, _caption in self._expose_images():
            address = self._picture_address(record, "image_1920")
            missing = []
            for name in filter(can_write, PICTURE_FORMATS):
                for size, edge in PICTURE_SIZES.items():
                    key = f"{name}-{size}-{address}"
                    wanted.add(key)
                    if not Rendition.search_count([("property_id", "=", self.id), ("key", "=", key)], limit=1):
                        missing.append((key, edge, name))
            original = base64.b64decode(record.with_context(bin_size=False).image_1024 or b"") if missing else b""
            for key, edge, name in missing:
                made = shrunk(original, edge, name)
                if made:
                    Rendition._keep(self, key, made)
        Rendition.search([("property_id", "=", self.id), ("key", "not in", sorted(wanted))]).unlink()

    @api.model
    def _cron_render(self, all_of_them=False):
        """Make PDFs and pictures of the properties on the market that changed; at night look at all of them."""
        market = [("marketing_state", "in", SHOWN)]
        properties = self.sudo().search(market if all_of_them else [*market, ("render_due", "=", True)])
        progress = self.env["ir.cron"]
        if not progress._commit_progress(remaining=len(properties)):
            return
        for prop in properties:
            prop = prop[0]  # no prefetching across commits
            try:
                with self.env.cr.savepoint():
                    prop._render()
                    prop.render_due = False
            except Exception as error:
                self.env.invalidate_all()
                if repeats_transaction(error):
                    # Somebody else makes the same or changes it now; the next run looks again.
                    _logger.info("Property %s is printed later, after %s.", prop.id, type(error).__name__)
                else:
                    # One that cannot be printed must not keep the others from it; the page then offers no PDF.
                    _logger.error("Property %s could not be printed: %s", prop.id, type(error).__name__)
                    prop.render_due = False
            if not progress._commit_progress(1):
                return

    @api.model_create_multi
    def create(self, vals_list):
        properties = super().create(vals_list)
        self._wake_printer()
        return properties

    def write(self, vals):
        if set(vals) - {"render_due"}:
            vals = {**vals, "render_due": True}
            self._wake_printer()
        return super().write(vals)

    @api.model
    def _wake_printer(self):
        job = self.env.ref("anfragemanager.cron_render", raise_if_not_found=False)
        if job:
            job.sudo()._trigger()


class AnfragemanagerImage(models.Model):
    _inherit = "anfragemanager.image"

    @api.model_create_multi
    def create(self, vals_list):
        images = super().create(vals_list)
        images._property_changed()
        return images

    def write(self, vals):
        self._property_changed()
        result = super().write(vals)
        self._property_changed()
        return result

    def unlink(self):
        self._property_changed()
        return super().unlink()

    def _property_changed(self):
        properties = self.property_id
        properties.sudo().render_due = True
        properties._wake_printer()
