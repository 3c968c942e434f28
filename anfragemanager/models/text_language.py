"""Which language a text on a page is in: what the agency wrote in its own is read out as such on a foreign page."""

from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _anfrage_houses(self):
        """Return the companies that have prospects, by the order of their mailboxes."""
        every_mailbox = self.env["anfragemanager.mailbox"].with_context(active_test=False)
        return every_mailbox.search([("company_id", "!=", False)]).company_id

    def _anfrage_home_lang(self):
        """Return the code of the language the agency writes in, or False without a mailbox."""
        mailbox = self.env["anfragemanager.mailbox"].search([("company_id", "=", self.id)], limit=1)
        return mailbox._lang_code() if mailbox else False

    def _anfrage_language_of(self, prop=None, mailbox=None):
        """Return a function that tells the language of a text on a page in the language of the context.

        :param prop: the property of the page
        :param mailbox: whose wording the page shows
        :return: gives the value of HTML's ``lang``, or None where the text is in the language of the page
        """
        home, shown = self._anfrage_home_lang(), self.env.context.get("lang")
        if not home or home == shown:
            return lambda text: None
        own = set(prop._anfrage_own_texts()) if prop else set()
        own |= _untranslated(self, home) | (_untranslated(mailbox.with_env(self.env), home) if mailbox else set())
        tag = home.replace("_", "-").partition("@")[0]
        return lambda text: tag if text and str(text) in own else None


def _untranslated(record, home):
    """Return the texts of a record that read the same in the language of the context and at home."""
    names = [name for name, field in record._fields.items() if field.translate is True and _ours(name)]
    other = record.with_context(lang=home)
    return {record[name] for name in names if record[name] and record[name] == other[name]}


def _ours(name):
    return name.startswith(("anfrage_", "wording_"))


class AnfragemanagerProperty(models.Model):
    _inherit = "anfragemanager.property"

    def _anfrage_own_texts(self):
        """Return the texts of the exposé, which are in the agency's language: they are not translated."""
        self.ensure_one()
        names = [name for name, field in self._fields.items() if field.type in ("char", "text") and field.store]
        return [*filter(None, (self[name] for name in names)), *self.image_ids.mapped("name"),
                *self._expose_documents().mapped("name")]  # fmt: skip
