from lxml import etree

from odoo import api, models
from odoo.tools import ormcache


class IrQweb(models.AbstractModel):
    """Keeps what Odoo compiles of the text of a mail template.

    Odoo keeps it of views only and compiles a mail's text anew for each mail, some parts several times, which takes
    longer than all else that is done for an inquiry. What is kept depends on the text and on what Odoo's own cache of
    views depends on.
    """

    _inherit = "ir.qweb"

    def _generate_code_uncached(self, template):
        if isinstance(template, etree._Element) and self.env.context.get("anfrage_compiled_once"):
            return self._anfrage_compiled(etree.tostring(template, encoding="unicode"), template)
        return super()._generate_code_uncached(template)

    @ormcache(
        "source",
        "tuple(self.env.context.get(key) or False for key in self._get_template_cache_keys())",
        cache="templates",
    )
    def _anfrage_compiled(self, source, template):
        # pylint: disable-next=super-method-mismatch
        return super()._generate_code_uncached(template)


class MailRenderMixin(models.AbstractModel):
    _inherit = "mail.render.mixin"

    @api.model
    def _has_unsafe_expression_template_qweb(self, template_src, model, fname=None):
        """Ask once for each text whether it needs more than the values of fields, not for each mail."""
        if template_src and not fname and self.env.context.get("anfrage_compiled_once"):
            return self._anfrage_needs_code(str(template_src), model)
        return super()._has_unsafe_expression_template_qweb(template_src, model, fname)

    @api.model
    @ormcache("source", "model", cache="templates")
    def _anfrage_needs_code(self, source, model):
        # pylint: disable-next=super-method-mismatch
        return super()._has_unsafe_expression_template_qweb(source, model)
