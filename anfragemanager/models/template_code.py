"""Administrators word the mails; what a template runs is what this addon brings, or what a template editor wrote.

Odoo fills templates in with all rights, so whoever may put code into one reads and writes everything, also of other
companies. Our administrators are therefore no template editors of Odoo's: beyond the placeholders Odoo allows
everybody they may use, copy and move about what stands in the templates of this addon.
"""

import re
from functools import cache

from lxml import etree, html

from odoo import api, models
from odoo.tools import file_open
from odoo.tools.rendering_tools import parse_inline_template

INQUIRY = "anfragemanager.inquiry"
TEMPLATES = ("anfragemanager/data/mail_template.xml", "anfragemanager/data/mail_template_further.xml")
# As QWeb takes a text with values in it apart
_VALUE = re.compile(r"#\{(.+?)\}|\{\{(.+?)\}\}", re.DOTALL)


def _code_of(elements):
    """Return what is run when elements are filled in: ``{(attribute, expression)}``."""
    code = set()
    for element in elements:
        for name, value in element.attrib.items():
            if name.startswith("t-attf-"):
                code |= {(name, (found[1] or found[2]).strip()) for found in _VALUE.finditer(value)}
            elif name.startswith("t-"):
                code.add((name, value.strip()))
    return code


def _values_of(text):
    """Return what is run when a line of text is filled in: ``{expression}``."""
    return {value.strip() for _text, value, _default in parse_inline_template(text) if value}


@cache
def _brought():
    """Return the code of this addon's own templates: ``(of bodies, of lines)``."""
    bodies, lines = set(), set()
    for path in TEMPLATES:
        with file_open(path, "rb") as file:
            tree = etree.parse(file)
        for field in tree.iterfind(".//record[@model='mail.template']/field"):
            bodies |= _code_of(field.iterdescendants(etree.Element))
            lines |= _values_of(field.text or "")
    return bodies, lines


class MailTemplate(models.Model):
    _inherit = "mail.template"

    # Odoo names the field where it asks whether somebody may save it, and none where it asks how to fill it in.

    @api.model
    def _has_unsafe_expression_template_qweb(self, template_src, model, fname=None):
        unsafe = super()._has_unsafe_expression_template_qweb(template_src, model, fname)
        if unsafe and fname and model == INQUIRY:
            body = html.fragment_fromstring(template_src, create_parent="div")
            return not _code_of(body.iter(etree.Element)) <= _brought()[0]
        return unsafe

    @api.model
    def _has_unsafe_expression_template_inline_template(self, template_txt, model, fname=None):
        unsafe = super()._has_unsafe_expression_template_inline_template(template_txt, model, fname)
        if unsafe and fname and model == INQUIRY:
            return not _values_of(str(template_txt)) <= _brought()[1]
        return unsafe
