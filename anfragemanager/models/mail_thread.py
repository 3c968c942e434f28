import ast
import email
import email.policy
import logging
import re
import xmlrpc.client

from lxml import etree, html

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import html_sanitize

from ..parsing import parse
from .fetchmail_server import receipt
from .storable import title

# What a browser fetches to show an element
FETCHED = frozenset(("src", "srcset", "background", "poster", "data", "lowsrc", "dynsrc"))
_logger = logging.getLogger(__name__)


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_process(
        self, model, message, custom_values=None, save_original=False, strip_attachments=False, thread_id=None
    ):
        """Store mails for our mailboxes before Odoo's parser sees them; it raises on some and then they are lost."""
        if thread_id:
            return super().message_process(model, message, custom_values, save_original, strip_attachments, thread_id)
        Mail = self.env["anfragemanager.mail"].sudo()
        # Which mailbox a mail is for is said by its recipients, not by whoever hands it in.
        chosen = _mailbox_id(custom_values) if self.env.su and model == "anfragemanager.inquiry" else None
        raw = _as_bytes(message)
        with receipt():
            mailboxes, for_others = Mail._addressees(raw, model, chosen)
            # Anybody with an account could otherwise carry mails past the mail server and its checks of the sender.
            if mailboxes and not self.env.su and not self.env.user.has_group("anfragemanager.group_gateway"):
                raise AccessError(self.env._("Only the mail gateway hands in mails for “%s”.", mailboxes[0].name))
            for mailbox in mailboxes:
                Mail._receive(raw, mailbox)
        if mailboxes and not for_others:
            return False
        return super().message_process(model, message, custom_values, save_original, strip_attachments, thread_id)

    @api.model
    def message_route(self, message, message_dict, model=None, thread_id=None, custom_values=None):
        """Take our mailboxes out of the routes: their mails are stored already, or are stored here."""
        routes = super().message_route(message, message_dict, model, thread_id, custom_values)
        others = []
        for route in routes or []:
            route_model, route_thread, values = route[0], route[1], route[2]
            if route_model != "anfragemanager.inquiry" or route_thread:
                others.append(route)
            else:
                mailbox = self.env["anfragemanager.mailbox"].sudo()._default(_mailbox_id(values))
                if mailbox:
                    self.env["anfragemanager.mail"].sudo()._receive(message.as_bytes(), mailbox)
        return others

    @api.model
    def _anfrage_file(self, raw, answered=None):
        """File an answer or a report, which is stored already, with the document it belongs to, as Odoo's gateway does.

        Routes to our mailboxes are left out. The steps are those of `mail.thread.message_process`.

        :param answered: the inquiry it is filed with where Odoo finds no document
        :return: ``(whether it is filed, the inquiries it was filed with)``
        """
        Inquiry = self.env["anfragemanager.inquiry"]
        message = email.message_from_bytes(raw, policy=email.policy.SMTP)
        values = self.message_parse(message)
        there = self.env["mail.message"].search([("message_id", "=", values["message_id"])], limit=1)
        if there:
            # Another recipient of this system had it filed.
            return True, Inquiry.browse(there.res_id).exists() if there.model == Inquiry._name else Inquiry
        if self._detect_loop_headers(values):
            return False, Inquiry
        routes = [
            route
            for route in super().message_route(message, values) or []  # pylint: disable=super-method-mismatch
            if route[0] != "anfragemanager.inquiry" or route[1]
        ]
        if not routes and answered:
            routes = [(Inquiry._name, answered.id, None, self.env.uid, None)]
        if not routes or self._detect_loop_sender(message, values, routes):
            return False, Inquiry
        values.update(self._message_parse_post_process(message, values, routes))
        if any(route[0] == Inquiry._name for route in routes):
            values["body"] = without_remote(values["body"])
            values["attachments"] = [file._replace(fname=file_name(file.fname)) for file in values["attachments"]]
        self._message_route_process(message, values, routes)
        return True, Inquiry.browse(route[1] for route in routes if route[0] == Inquiry._name)

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """Stop the inquiries a report to Odoo's own bounce address speaks of; one to our mailboxes did so already.

        Odoo takes a notice of delay for a failure, so the report is judged by our own reader.
        """
        try:
            report = parse(email_message.as_bytes())
        except (ValueError, LookupError, TypeError, AttributeError):
            _logger.info("A delivery report could not be read; Odoo handles it alone.")
        else:
            self.env["anfragemanager.mail"].sudo()._handle_bounce(report)
        return super()._routing_handle_bounce(email_message, message_dict)


def _mailbox_id(values):
    if isinstance(values, str):
        values = ast.literal_eval(values)
    return (values or {}).get("mailbox_id")


def _as_bytes(message):
    if isinstance(message, xmlrpc.client.Binary):
        return bytes(message.data)
    return message.encode("utf-8", "surrogateescape") if isinstance(message, str) else bytes(message)


def without_remote(body):
    """Return the HTML a stranger wrote without what a browser fetches from elsewhere to show it.

    A picture on the writer's server tells when, where and by whom the mail is read. Pictures in the mail itself stay.
    """
    if not body or "<" not in body:
        return body
    # Odoo's cleaning copes with whatever is no HTML; what it leaves can be taken apart.
    tree = html.fragment_fromstring(html_sanitize(body), create_parent="div")
    for element in tree.iter(etree.Element):
        for name in FETCHED.intersection(element.attrib):
            if not element.get(name).strip().lower().startswith(("cid:", "data:image/")):
                del element.attrib[name]
        if "url" in element.get("style", "").lower() or "\\" in element.get("style", ""):
            del element.attrib["style"]
    return html_sanitize(html.tostring(tree, encoding="unicode"))


def file_name(name):
    """Return the name of a stranger's file as one that is no path and reads as what it is."""
    return re.sub(r"[\\/]+", "-", title(name or "")).lstrip(".-") or "file"
