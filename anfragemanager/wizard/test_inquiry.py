import base64
import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import format_datetime, make_msgid
from functools import cache
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.property import MARKETED

SAMPLES = Path(__file__).parent.parent / "demo" / "mails"
# The one that shows what happens to a number nobody knows.
UNKNOWN_NUMBER = "is24_unbekannte_nummer"
DEMO_NUMBER = re.compile(rb"\bMA-[01]\d{3}\b")
STOPPED = ("ignored", "aborted", "failed")
MAX_BYTES = 25 * 1024 * 1024


class AnfragemanagerTestInquiry(models.TransientModel):
    """Puts a sample or an own mail through a mailbox, as if a portal had sent it."""

    _name = "anfragemanager.test.inquiry"
    _description = "Test Inquiry"
    _inherit = ["anfragemanager.fenced"]

    def _samples(self):
        return _samples()

    def _default_sample(self):
        names = [name for name, _title in _samples()]
        return next((name for name in names if name == "is24_xml"), names[0] if names else False)

    mailbox_id = fields.Many2one("anfragemanager.mailbox", required=True, ondelete="cascade")
    source = fields.Selection(
        [("sample", "A sample mail"), ("upload", "Upload an .eml file"), ("paste", "Paste a mail")],
        required=True,
        default="sample",
    )
    sample = fields.Selection(_samples, default=lambda self: self._default_sample())
    file = fields.Binary(string="Mail File", attachment=False)
    filename = fields.Char()
    text = fields.Text(
        string="Source Text", help="The source text of a mail with its headers, or just the text of an inquiry."
    )
    own_property_id = fields.Many2one(
        "anfragemanager.property",
        string="About Your Property",
        compute="_compute_own_property_id",
        help="The samples name properties of the demo; where there are none, they ask for one of yours.",
    )
    mail_id = fields.Many2one("anfragemanager.mail", readonly=True)
    lead_id = fields.Many2one(related="mail_id.lead_id", related_sudo=False)
    mail_kind = fields.Selection(related="mail_id.kind", related_sudo=False)
    result_inquiry_ids = fields.Many2many("anfragemanager.inquiry", string="Inquiries", readonly=True)
    dry_run = fields.Boolean(related="mailbox_id.dry_run", related_sudo=False)
    stopped = fields.Boolean(compute="_compute_stopped", help="An inquiry of the mail was not carried on.")

    @api.depends("mailbox_id", "source", "sample")
    def _compute_own_property_id(self):
        Property = self.env["anfragemanager.property"]
        for wizard in self:
            mailbox = wizard.mailbox_id
            ours = [("company_id", "=", mailbox.company_id.id)]
            numbers = _numbers(wizard.sample) if wizard.source == "sample" and wizard.sample != UNKNOWN_NUMBER else ()
            asks = numbers and not Property.sudo().search_count([*ours, ("reference", "in", numbers)], limit=1)
            marketed = [*ours, ("marketing_state", "in", MARKETED), ("reference", "!=", False)]
            found = Property.search(marketed, order="id", limit=50) if asks else Property
            wizard.own_property_id = found._visible_to(mailbox.user_id)[:1] if found else found

    @api.depends("result_inquiry_ids.state", "result_inquiry_ids.reason")
    def _compute_stopped(self):
        for wizard in self:
            wizard.stopped = any(
                inquiry._would_stop() if inquiry.reason == "dry_run" else inquiry.state in STOPPED
                for inquiry in wizard.result_inquiry_ids
            )

    def action_send(self):
        """Hand the mail to the mail gateway, run the flow, and show what became of it."""
        self.ensure_one()
        self.mailbox_id.check_access("read")
        if not self.dry_run and not self.env.user.has_group("anfragemanager.group_manager"):
            raise AccessError(
                self.env._("The mailbox is live: only an administrator sends test inquiries, which have consequences.")
            )
        raw = self._raw()
        mail, inquiries = self.env["anfragemanager.worker"].sudo()._deliver(raw, self.mailbox_id.sudo())
        self.sudo().write({"mail_id": mail.id, "result_inquiry_ids": [fields.Command.set(inquiries.ids)]})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Test Inquiry"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_again(self):
        """Start over with another mail."""
        return self.mailbox_id.action_send_test_inquiry()

    def _raw(self):
        """Return the bytes to deliver; a sample gets a new identity, or it would be recognised as the same mail."""
        if self.source == "sample":
            path = SAMPLES / f"{self.sample}.eml"
            if not self.sample or path.parent != SAMPLES or not path.is_file():
                raise UserError(self.env._("Please choose a sample mail."))
            return _about(_as_new(path.read_bytes()), self.own_property_id.reference)
        if self.source == "upload":
            raw = base64.b64decode(self.file or b"")
        else:
            raw = _mail_from_text(self.text or "", self.mailbox_id.email or "anfragen@localhost")
        if not raw.strip():
            raise UserError(self.env._("There is no mail to send yet."))
        if len(raw) > MAX_BYTES:
            raise UserError(self.env._("The mail is larger than 25 MB."))
        return raw


@cache
def _samples():
    """Return ``[(file name without ending, title)]`` by title; a sample's title stands in its Comments header."""
    parser = BytesHeaderParser(policy=policy.default)
    titles = {}
    for path in SAMPLES.glob("*.eml"):
        with path.open("rb") as file:
            titles[path.stem] = str(parser.parse(file)["Comments"] or path.stem)
    return sorted(titles.items(), key=lambda item: item[1].casefold())


@cache
def _numbers(name):
    """Return the numbers of properties that a sample names."""
    path = next((path for path in SAMPLES.glob("*.eml") if path.stem == name), None)
    return tuple({found.decode() for found in DEMO_NUMBER.findall(path.read_bytes())}) if path else ()


def _as_new(raw):
    """Return a sample as if it had been sent just now: with a Message-ID and a date of its own."""
    head, sep, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    head = re.sub(
        rb"^(?:message-id|date):[^\n]*\n(?:[ \t][^\n]*\n)*", b"", head + b"\n", flags=re.IGNORECASE | re.MULTILINE
    )
    head += b"Message-ID: " + make_msgid(domain="test.invalid").encode() + b"\n"
    head += b"Date: " + format_datetime(fields.Datetime.now()).encode()
    return head + sep + body


def _about(raw, reference):
    """Return a sample as if it asked for another property, unless its number cannot stand in a mail as it is."""
    if not reference or not re.fullmatch(r"[\w./ -]+", reference, re.ASCII):
        return raw
    return DEMO_NUMBER.sub(lambda _found: reference.encode(), raw)


def _mail_from_text(text, address):
    """Return pasted text as a mail: as it is when it has headers, else as the body of a website's mail."""
    if re.match(r"\s*[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:.*\n)*?\r?\n", text[:20000]) and re.search(
        r"^(From|Subject|Received|Message-ID):", text[:20000], re.IGNORECASE | re.MULTILINE
    ):
        return text.lstrip().encode()
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = "website@test.invalid"
    message["To"] = address
    message["Subject"] = "Anfrage"
    message["Date"] = format_datetime(fields.Datetime.now())
    message["Message-ID"] = make_msgid(domain="test.invalid")
    message.set_content(text)
    return message.as_bytes()
