from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..contact.addresses import read_address, read_place
from ..contact.emails import is_no_reply
from ..contact.names import read_name
from ..contact.salutations import salutation
from ..models.label import TEACHABLE
from ..parsing.ending import signed_by
from ..parsing.labels import Table

MAX_LINES = 80


class AnfragemanagerRecognize(models.TransientModel):
    """“This is an inquiry”: a clerk reads what the reader could not, and may teach it a label on the way."""

    _name = "anfragemanager.recognize"
    _inherit = ["anfragemanager.prospect", "anfragemanager.fenced"]
    _description = "Recognise an Inquiry"

    mail_id = fields.Many2one("anfragemanager.mail", required=True, ondelete="cascade")
    portal_id = fields.Many2one("anfragemanager.portal", required=True)
    line_ids = fields.One2many("anfragemanager.recognize.line", "wizard_id")
    property_ref = fields.Char(string="Property Number")
    property_id = fields.Many2one("anfragemanager.property")

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        mail = self.env["anfragemanager.mail"].browse(values.get("mail_id"))
        if mail:
            values["portal_id"] = (mail.portal_id or self.env["anfragemanager.portal"]._for_code(None)).id
            values |= self._written_by(mail)
            values["line_ids"] = [Command.create({"text": line}) for line in _lines(mail.text)]
        return values

    @api.model
    def _written_by(self, mail):
        """Return who wrote a person's mail, by its sender and the name below it; nothing of portals and colleagues."""
        if (mail.portal_id.code or "website") != "website" or mail._is_colleagues() or is_no_reply(mail.sender or ""):
            return {}
        signed = read_name(signed_by(mail.text or ""))
        return {
            "email": mail.sender,
            "salutation": signed.salutation,
            "title": signed.title,
            "first_name": signed.first_name,
            "last_name": signed.last_name,
        }

    @api.onchange("line_ids")
    def _onchange_line_ids(self):
        """Fill the form with the values of the lines a field was chosen for."""
        for line in self.line_ids:
            target = {"property_ref": "property_ref", "portal_ref": "property_ref", "company": "company_name"}.get(
                line.field, line.field
            )
            if target == "name":
                self._fill(read_name(line.value), salutation="salutation", title="title", first_name="first_name",
                           last_name="last_name", company_name="company")  # fmt: skip
            elif target == "salutation":
                self.salutation = salutation(line.value)
            elif target == "zip_city":
                self._fill(read_place(line.value), zip="zip", city="city")
            elif target == "address":
                self._fill(read_address(line.value), street="street", zip="zip", city="city")
            elif target and target in self._fields:
                self[target] = line.value

    def _fill(self, read, **sources):
        """Take over what was found in a line: ``field=attribute of what was read``."""
        for name, source in sources.items():
            if found := getattr(read, source):
                self[name] = found

    def action_create(self):
        """Create the inquiry, save the taught labels at the portal, and carry the inquiry through the flow."""
        self.ensure_one()
        self.mail_id.check_access("read")
        if not (self.email or self.phone or self.mobile or self.last_name):
            raise UserError(self.env._("Please enter at least a name, an e-mail address or a phone number."))
        if self.property_id:
            self.property_id.check_access("read")
        self._teach()
        inquiry = self.env["anfragemanager.inquiry"].create(
            {
                "mailbox_id": self.mail_id.mailbox_id.id,
                "mail_id": self.mail_id.id,
                "position": max(self.mail_id.inquiry_ids.mapped("position"), default=-1) + 1,
                "portal_id": self.portal_id.id,
                "date": self.mail_id.received_at,
                "property_refs": [self.property_ref] if self.property_ref else [],
                "property_id": self.property_id.id,
                "lang": self.mail_id.mailbox_id.lang,
                **self._prospect_values(),
            }
        )
        inquiry.sudo()._recognized()
        return {
            "type": "ir.actions.act_window",
            "res_model": "anfragemanager.inquiry",
            "res_id": inquiry.id,
            "view_mode": "form",
        }

    def _teach(self):
        Label, builtin = self.env["anfragemanager.label"].sudo(), Table()
        for line in self.line_ids.filtered(lambda line: line.field and line.label and line.teach):
            known = Label.search([("portal_id", "=", self.portal_id.id), ("name", "=ilike", line.label)], limit=1)
            self._check_free(line, known.field or builtin.find(line.label))
            if known:
                known.field = line.field
            else:
                Label.create({"portal_id": self.portal_id.id, "name": line.label, "field": line.field})

    def _check_free(self, line, announces):
        """What is read by itself already is read so for every company of this system: a clerk adds, and turns nothing
        round."""
        fields_of_labels = dict(TEACHABLE)
        if announces not in fields_of_labels or announces == line.field:
            return
        if not self.env.user._anfrage_speaks_for_all():
            raise UserError(
                self.env._(
                    "“%(label)s” announces “%(field)s” already. Only an administrator changes that; leave “Remember” "
                    "unticked for this mail.",
                    label=line.label,
                    field=dict(line._fields["field"]._description_selection(self.env))[announces],
                )
            )


class AnfragemanagerRecognizeLine(models.TransientModel):
    """One line of the mail: which label it holds, which value, and what that is."""

    _name = "anfragemanager.recognize.line"
    _description = "Line of a Mail"
    _inherit = ["anfragemanager.fenced"]

    wizard_id = fields.Many2one("anfragemanager.recognize", required=True, ondelete="cascade")
    text = fields.Char(required=True)
    field = fields.Selection(TEACHABLE, string="Is")
    label = fields.Char(compute="_compute_parts", store=True, readonly=False)
    value = fields.Char(compute="_compute_parts", store=True, readonly=False)
    teach = fields.Boolean(string="Remember", default=True, help="Read this label by itself from now on.")

    @api.depends("text")
    def _compute_parts(self):
        for line in self:
            label, separator, value = (line.text or "").partition(":")
            if not separator:
                label, separator, value = (line.text or "").partition("\t")
            plausible = separator and len(label) <= 60
            line.label = label.strip() if plausible else False
            line.value = (value if plausible else line.text or "").strip()


def _lines(text):
    """Return the lines a clerk chooses from; a label alone on its line is joined with the value below it."""
    lines = [line.strip() for line in (text or "").splitlines() if line.strip()][: MAX_LINES * 2]
    joined, skip = [], False
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if skip:
            skip = False
            continue
        if line.endswith(":") and following and not following.endswith(":"):
            line, skip = f"{line} {following}", True
        joined.append(line[:500])
    return joined[:MAX_LINES]
