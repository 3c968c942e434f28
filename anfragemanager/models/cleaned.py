"""The history's copy of an automatic mail: cleaned as Odoo cleans it, but once for all mails of one form.

Odoo takes each mail apart and cleans every tag of it anew, which takes longer than all else that is done for a mail.
Mails of one template differ in their texts, hardly in their tags. So what cleaning makes of the tags is kept, and the
texts are put in. A text without a tag in it, between tags, cannot become one.
"""

import re
from html import escape, unescape

from lxml import etree
from lxml import html as lxml_html

from odoo import api, fields, models
from odoo.tools import html_sanitize, ormcache

# With quotes that end; what is no tag to this is left to Odoo.
_TAG = re.compile(r"""(<[^<>"']*(?:"[^"<>]*"[^<>"']*|'[^'<>]*'[^<>"']*)*>)""")
# Stand for a text; characters of no language.
_HOLE, _END = "\ue000", "\ue001"
_NUMBERED = re.compile("\ue000([0-9]+)\ue001")
# Odoo marks what looks like a quotation or a signature, and nobody knows what becomes of signs that are none.
_UNUSUAL = re.compile(r"[<\x00-\x08\x0b-\x1f\x7f]|(?:^|\n)[ \t]*(?:>|&gt;|&#|--)")
# What stands in these is no text.
_RAW = frozenset(
    ("script", "style", "textarea", "title", "xmp", "noscript", "noembed", "noframes", "iframe", "plaintext")
)


class MailMessage(models.Model):
    _inherit = "mail.message"

    @api.model
    def _anfrage_cleaned(self, body, **options):
        """Return what `html_sanitize` makes of the body of an automatic mail.

        :param str body: HTML
        :param options: of `html_sanitize`
        """
        parts = _TAG.split(body)
        texts = parts[::2]
        if _HOLE in body or _END in body or any(map(_UNUSUAL.search, texts)):
            return html_sanitize(body, **options)
        shape = "".join(_HOLE if number % 2 == 0 and part.strip() else part for number, part in enumerate(parts))
        pieces = self._anfrage_shape(shape, tuple(sorted(options.items())))
        if pieces is None:
            return html_sanitize(body, **options)
        texts = [_normalised(text) for text in texts if text.strip()]
        return "".join(texts[piece] if isinstance(piece, int) else piece for piece in pieces)

    @api.model
    @ormcache("shape", "options", cache="templates")
    def _anfrage_shape(self, shape, options):
        """Return what cleaning makes of a mail's tags: pieces of HTML and between them the numbers of its texts.

        None where a text would not stay a text between tags.
        """
        numbers = iter(range(shape.count(_HOLE)))
        cleaned = html_sanitize(re.sub(_HOLE, lambda _hole: f"{_HOLE}{next(numbers)}{_END}", shape), **dict(options))
        pieces = [int(part) if number % 2 else part for number, part in enumerate(_NUMBERED.split(cleaned))]
        return pieces if _texts_of(cleaned) == pieces[1::2] else None


def _texts_of(cleaned):
    """Return the numbers that stand between tags, in their order."""
    found = []
    for event, element in etree.iterwalk(lxml_html.fragment_fromstring(cleaned, create_parent=True), ("start", "end")):
        if not isinstance(element.tag, str):
            text = element.tail if event == "end" else ""
        elif event == "start":
            text = element.text if element.tag not in _RAW else ""
        else:
            text = element.tail
        found += map(int, _NUMBERED.findall(text or ""))
    return found


def _normalised(text):
    """Return a text between tags as it is after Odoo read and wrote it."""
    return escape(unescape(text), quote=False).replace("\xa0", "&nbsp;")


class _Body(fields.Html):
    """A body that is cleaned as any other, with less effort where it is an automatic mail's."""

    def _convert(self, value, record, validate):
        if value and validate and self.sanitize and record.env.context.get("anfrage_compiled_once"):
            return record._anfrage_cleaned(
                str(value),
                silent=True,
                sanitize_tags=self.sanitize_tags,
                sanitize_attributes=self.sanitize_attributes,
                sanitize_style=self.sanitize_style,
                sanitize_form=self.sanitize_form,
                sanitize_conditional_comments=self.sanitize_conditional_comments,
                output_method=self.sanitize_output_method,
                strip_style=self.strip_style,
                strip_classes=self.strip_classes,
            )
        return super()._convert(value, record, validate)


class MailMessageBody(models.Model):
    _inherit = "mail.message"

    body = _Body()
