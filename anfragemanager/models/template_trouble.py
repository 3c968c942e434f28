"""A mail template that cannot be filled in: which field of it, and why, in a sentence."""

from odoo import models
from odoo.exceptions import UserError

from .failure import GiveUp, describe, ends_transaction, root_of
from .storable import title

FILLED_IN = ("subject", "body_html", "email_from", "reply_to", "email_to", "email_cc", "partner_to", "lang")


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    def _queue(self, template, values):
        """Queue a mail made from a template.

        :param dict values: of the mail, they go before the template's
        :return: id of the ``mail.mail``
        :raise GiveUp: when the template cannot be filled in, so that a person mends it
        """
        try:
            mail_id = template.with_context(anfrage_compiled_once=True).send_mail(
                self.id,
                email_values=values,
                email_layout_xmlid=template.email_layout_xmlid or "anfragemanager.mail_layout",
            )
        except UserError as error:
            root = root_of(error)
            if ends_transaction(root):
                raise root from None
            raise self._template_trouble(template, root) from error
        mail = self.env["mail.mail"].browse(mail_id)
        if mail.subject != title(mail.subject):
            # No server takes a subject of two lines, and what is filled in comes from others.
            mail.subject = title(mail.subject)
        self.mailbox_id._divert(mail)
        return mail_id

    def _filled_in(self, template):
        """Return subject and body (HTML) of a template for this inquiry, in the prospect's language.

        :raise UserError: when it cannot be filled in
        """
        filled_in = template._generate_template(self.ids, ("subject", "body_html"))[self.id]
        return title(filled_in["subject"] or ""), filled_in["body_html"]

    def _template_trouble(self, template, root):
        """Find the field of a template that cannot be filled in, by filling them in one by one."""
        label, why = "", root
        for name in FILLED_IN:
            try:
                template._generate_template(self.ids, (name,))
            except UserError as error:
                label, why = template._fields[name]._description_string(self.env), root_of(error)
                break
        return GiveUp(
            self.env._(
                "The mail template “%(template)s” cannot be filled in, field “%(field)s”: %(error)s",
                template=template.name,
                field=label or self.env._("Layout"),
                error=describe(why).splitlines()[0],
            )
        )
