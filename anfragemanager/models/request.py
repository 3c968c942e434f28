"""What a prospect asks for under the law, and what becomes of it: a copy of the data, deletion, correction."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .automated import automated

KINDS = [
    ("access", "Copy of the data (Art. 15 GDPR)"),
    ("erasure", "Deletion (Art. 17 GDPR)"),
    ("correction", "Correction (Art. 16 GDPR)"),
]
STATES = [("open", "Not Settled"), ("done", "Done"), ("refused", "Refused")]


class AnfragemanagerRequest(models.Model):
    """One request of a prospect, proven by the link in a mail to the address; due within a month (Art. 12 (3))."""

    _name = "anfragemanager.request"
    _description = "Request of a Prospect"
    _inherit = ["anfragemanager.named"]
    _order = "due_on, id"
    _rec_name = "kind"

    inquiry_id = fields.Many2one("anfragemanager.inquiry", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="inquiry_id.company_id", store=True, index=True)
    kind = fields.Selection(KINDS, string="Request", required=True, readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="open", index=True)
    email = fields.Char(string="E-Mail Address", readonly=True, help="The address whose owner asked.")
    asked_at = fields.Datetime(string="Received", required=True, readonly=True, default=fields.Datetime.now)
    due_on = fields.Date(required=True, readonly=True, help="A month after it came in (Art. 12 (3) GDPR).")
    done_at = fields.Datetime(string="Settled", readonly=True)
    done_by_id = fields.Many2one(
        "res.users", string="Settled By", readonly=True, help="Empty when the system settled it."
    )
    note = fields.Text(string="Result", readonly=True)
    include_notes = fields.Boolean(
        string="With Internal Notes",
        default=True,
        help="Notes of colleagues about the prospect belong to the copy, unless they tell of other people.",
    )
    values = fields.Json(string="Corrections (Data)", readonly=True)
    values_text = fields.Text(string="Corrections", compute="_compute_values_text")
    effect = fields.Text(string="What Stays", compute="_compute_effect", help="What the law makes the agency keep.")
    activity_id = fields.Many2one("mail.activity", ondelete="set null", readonly=True)
    file_json = fields.Binary(attachment=True, readonly=True, groups="base.group_system")
    file_pdf = fields.Binary(attachment=True, readonly=True, groups="base.group_system")
    file_html = fields.Binary(attachment=True, readonly=True, groups="base.group_system")
    file_until = fields.Datetime(string="Link Valid Until", readonly=True)

    _files = models.Index("(file_until) WHERE file_until IS NOT NULL")

    @api.depends("values")
    def _compute_values_text(self):
        for request in self:
            request.values_text = "\n".join(
                f"{self.env['anfragemanager.inquiry']._label(name)}: {old or '–'} → {new}"
                for name, (old, new) in (request.values or {}).items()
            )

    @api.depends("kind", "email")
    def _compute_effect(self):
        for request in self:
            request.effect = "\n".join(request._what_stays()) if request.kind == "erasure" and request.email else False

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            asked = fields.Datetime.to_datetime(vals.setdefault("asked_at", fields.Datetime.now()))
            vals.setdefault("due_on", (asked + relativedelta(months=1)).date())
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and set(vals) - {"include_notes"}:
            raise AccessError(self.env._("A request is settled with its buttons."))
        return super().write(vals)

    # ------------------------------------------------------------------ buttons

    def action_release(self):
        """A person looked at the copy and releases it."""
        self._by_a_person("access")._release(self.env.user)
        return True

    def action_erase(self):
        """A person has the data deleted."""
        self._by_a_person("erasure")._erase(self.env.user)
        return True

    def action_apply(self):
        """A person takes the corrections over into the known contact."""
        self._by_a_person("correction")._apply_correction(self.env.user)
        return True

    def action_refuse(self):
        """A person settles the request in another way, which the history of the inquiry tells."""
        for request in self:
            request._by_a_person(request.kind)._settle("refused", self.env._("Settled by hand."), self.env.user)
        return True

    def action_preview(self):
        """Open what the copy of the data would hold."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/anfragemanager/request/{self.id}/preview", "target": "new"}

    def action_open_inquiry(self):
        self.ensure_one()
        return self.inquiry_id.get_formview_action()

    def _by_a_person(self, kind):
        """Return the one request with the rights to settle it, if the caller may change its inquiry."""
        self.ensure_one()
        self.check_access("read")
        self.inquiry_id.check_access("write")
        if self.kind != kind or self.state != "open":
            raise UserError(self.env._("This request is settled already."))
        return self.sudo()

    def _settle(self, state, note, user=None):
        activity = self.activity_id
        self.write(
            {
                "state": state,
                "note": note,
                "done_at": fields.Datetime.now(),
                "done_by_id": user.id if user else False,
                "activity_id": False,
            }
        )
        activity.exists().action_feedback(feedback=note)

    # ------------------------------------------------------------------ correction

    def _apply_correction(self, user):
        partner = self.inquiry_id.partner_id
        if not partner:
            raise UserError(self.env._("The inquiry has no contact yet. The corrections stand in the inquiry."))
        self.inquiry_id._correct_partner(partner, list(self.values or {}))
        self._settle("done", self.env._("Applied to the contact."), user)

    # ------------------------------------------------------------------ time

    @api.autovacuum
    def _gc_files(self):
        """A copy of the data is kept as long as its link is valid."""
        over = self.sudo().search([("file_until", "<", fields.Datetime.now())], limit=1000)
        over.write({"file_json": False, "file_pdf": False, "file_html": False, "file_until": False})
        return len(over), len(over) == 1000


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    request_ids = fields.One2many("anfragemanager.request", "inquiry_id", string="Requests")

    def _open_request(self, kind, **values):
        """Note a request; one that is open already stays the only one of its kind.

        :return: the request
        """
        found = self.request_ids.filtered(lambda request: request.kind == kind and request.state == "open")
        if found:
            if values.get("values"):
                found.write({"values": {**(found.values or {}), **values["values"]}})
            return found[:1]
        return (
            self.env["anfragemanager.request"]
            .sudo()
            .create({"inquiry_id": self.id, "kind": kind, "email": self.email_normalized, **values})
            .with_env(self.env)
        )

    @automated
    def _correct(self, values, text, lang):
        """The prospect states what is right: the inquiries take it over, a contact made of them, too; traced.

        A contact that was there before changes after a person looked at it.

        :param dict values: validated values of fields of the inquiry
        :param str text: what else is wrong, hostile
        """
        changed = {name: [self[name] or "", value] for name, value in values.items() if value != self[name]}
        if changed:
            lines = [f"{self._label(name)}: {old or '–'} → {new}" for name, (old, new) in changed.items()]
            note = "\n".join([self.env._("Corrected by the prospect."), *lines])
            for inquiry in self._of_same_address():
                inquiry.write({name: new for name, (_old, new) in changed.items()})
                inquiry._trace("confirmation", "ok", note=note)
        partner = self.partner_id
        own = partner and partner.email_normalized == self.email_normalized and self._made_by_inquiries(partner)
        if changed and own:
            self._correct_partner(partner, list(changed))
            changed = {}
        if not (changed and partner) and not text:
            request = self._open_request("correction", values=values and {n: ["", v] for n, v in values.items()})
            request.sudo()._settle("done", self.env._("Applied."))
            return request
        return self._open_request("correction", values=changed)

    def _of_same_address(self):
        """Return all inquiries of the same address that are not forgotten."""
        return self | self.search(
            [
                ("email_normalized", "=", self.email_normalized),
                ("company_id", "=", self.company_id.id),
                ("anonymized_at", "=", False),
                ("email_normalized", "!=", False),
            ]
        )

    def _made_by_inquiries(self, partner):
        """Whether a contact was made of an inquiry of this address, not known before."""
        return any(
            self._of_same_address().filtered(lambda other: other.partner_id == partner).mapped("partner_created")
        )

    def _correct_partner(self, partner, names):
        """Write what was corrected in the inquiry into its contact, with a note in its history."""
        stated = partner._anfrage_values(self)
        kept = {"phone", "street", "zip", "city"}.intersection(names)
        values = {name: stated[name] for name in kept}
        if {"salutation", "first_name", "last_name"}.intersection(names):
            values["name"] = stated["name"]
            values.update(partner._anfrage_name_values(self.salutation, self.title, self.first_name, self.last_name))
        written = partner._anfrage_writable(values)
        partner.write(written)
        if labels := ", ".join(self._label(name) for name in names if name in written or name not in kept):
            partner.message_post(
                body=self.env._(
                    "Corrected by the contact on the page of inquiry no. %(id)s: %(fields)s.", id=self.id, fields=labels
                )
            )
        if len(written) < len(values):
            partner.message_post(
                body=self.env._(
                    "The address stated in inquiry no. %s was not taken over: this contact has its company's.", self.id
                )
            )
