import hashlib
import secrets
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import email_normalize
from odoo.tools.misc import file_path

from .source_openimmo import OpenImmoStock


class AnfragemanagerPropertySource(models.Model):
    """Where properties come from: OpenImmo deliveries, or another model of this database."""

    _name = "anfragemanager.property.source"
    _description = "Source of Properties"
    _inherit = ["anfragemanager.fenced", "mail.thread", "mail.activity.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [("openimmo", "OpenImmo"), ("model", "Another App of This Odoo")], required=True, default="openimmo"
    )
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        required=True,
        default=lambda self: self.env.user,
        check_company=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Agent of properties whose contact person is unknown here; is asked when too much would be closed.",
    )
    agent_ids = fields.One2many(
        "anfragemanager.property.source.agent",
        "source_id",
        string="Contact Persons",
        help="Users are found by their e-mail address. Only those whose address in the source is another one need a "
        "line.",
    )
    lock_edited = fields.Boolean(
        "Keep Manual Changes",
        default=True,
        help="A field somebody changes here is locked: the source no longer overwrites it. The marketing state always "
        "follows the source.",
    )
    brake_percent = fields.Integer(
        "Ask Above (%)",
        default=30,
        help="When a whole stock no longer names more than this share of the properties, a person decides whether they "
        "are closed.",
    )
    fetch_remote = fields.Boolean(
        "Fetch Linked Pictures",
        help="Some senders deliver only web addresses of their pictures. Addresses inside private networks are never "
        "asked.",
    )
    upload_digest = fields.Char(copy=False, readonly=True, groups="base.group_system")
    has_upload_key = fields.Boolean("Upload Key Exists", compute="_compute_has_upload_key", compute_sudo=True)
    run_ids = fields.One2many("anfragemanager.property.run", "source_id", string="Transfers")
    last_run_at = fields.Datetime("Last Transfer", readonly=True, copy=False)
    last_state = fields.Selection(
        [("done", "Done"), ("held", "Waits for Confirmation"), ("failed", "Failed")], readonly=True, copy=False
    )
    last_error = fields.Char(readonly=True, copy=False)
    property_count = fields.Integer("Number of Properties", compute="_compute_property_count")

    _brake_range = models.Constraint("CHECK (brake_percent BETWEEN 0 AND 100)", "The share is between 0 and 100 %.")

    @api.depends("upload_digest")
    def _compute_has_upload_key(self):
        for source in self:
            source.has_upload_key = bool(source.upload_digest)

    def _compute_property_count(self):
        counts = dict(
            self.env["anfragemanager.property"]._read_group([("source_id", "in", self.ids)], ["source_id"], ["__count"])
        )
        for source in self:
            source.property_count = counts.get(source._origin, 0)

    # ------------------------------------------------------------------ actions

    def action_view_properties(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("anfragemanager.action_property")
        return {**action, "domain": [("source_id", "=", self.id)], "context": {}}

    def action_view_runs(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("anfragemanager.action_property_run")
        return {**action, "domain": [("source_id", "=", self.id)], "context": {}}

    def action_upload(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("anfragemanager.action_property_upload")
        return {**action, "context": {"default_source_id": self.id}}

    def action_new_upload_key(self):
        """Make a key for the upload by HTTP. It is shown once; only its hash is stored."""
        self.ensure_one()
        self.check_access("write")
        secret = secrets.token_urlsafe(32)
        self.sudo().upload_digest = self._upload_digest(secret)
        wizard = self.env["anfragemanager.property.key"].create(
            {"source_id": self.id, "secret": secret, "url": f"{self.get_base_url()}/anfrage/openimmo"}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Upload Key"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_drop_upload_key(self):
        self.check_access("write")
        self.sudo().upload_digest = False

    # ------------------------------------------------------------------ transfers

    @staticmethod
    def _upload_digest(secret):
        return hashlib.sha256(secret.encode()).hexdigest()

    @api.model
    def _by_upload_key(self, secret):
        """The active source of an upload key; empty where there is none."""
        if not secret or len(secret) > 200:
            return self.browse()
        return self.sudo().search(
            [("upload_digest", "=", self._upload_digest(secret)), ("kind", "=", "openimmo")], limit=1
        )

    def _import_path(self, path, name=None, dry_run=False, **options):
        """Carry an OpenImmo delivery over.

        :param path: XML file, ZIP or folder on this machine
        :param options: see :meth:`property_sync._run`
        :return: the run
        """
        self.ensure_one()
        return self.env["anfragemanager.property.sync"]._run(
            self, self._delivered(path, dry_run), name or Path(path).name, dry_run=dry_run, **options
        )

    def _delivered(self, path, dry_run=False):
        """A delivery on this machine as a stock of offers."""
        local = self.with_company(self.company_id)
        return OpenImmoStock(local.env, path, fields.Date.context_today(self), remote=self.fetch_remote and not dry_run)

    def _stock_of(self, run, stack):
        """The stock a run was made of, opened once more.

        :param stack: ``contextlib.ExitStack`` that keeps it open
        :raises OSError, InboxError, StockError: it is gone
        """
        return self._delivered(stack.enter_context(run._content()))

    def _import_addon_file(self, path):
        """Carry a delivery that comes with an addon over, as its demo data does.

        :param str path: e.g. ``anfragemanager/demo/files/immobilien.zip``
        :raises UserError: it cannot be used
        """
        run = self._import_path(file_path(path))
        if run.error:
            raise UserError(run.error)

    def _queue(self, file, name):
        """Keep an upload until the worker carries it over; the same content twice is one transfer.

        :param file: readable in binary
        :return: the waiting or earlier run
        """
        self.ensure_one()
        content = file.read()
        digest = hashlib.sha256(content).hexdigest()
        waiting = self.env["anfragemanager.property.run"].search(
            [("source_id", "=", self.id), ("digest", "=", digest), ("state", "=", "queued")], limit=1
        )
        if waiting:
            return waiting
        run = self.env["anfragemanager.property.run"].create({"name": name, "source_id": self.id, "digest": digest})
        run._keep(content)
        return run

    def _transferred(self, run):
        """Note the outcome; a failure and a brake each ask the responsible person once."""
        self.sudo().write({"last_run_at": run.finished_at, "last_state": run.state, "last_error": run.error})
        kinds = {"failed": "anfragemanager.activity_property_failed", "held": "anfragemanager.activity_property_brake"}
        if run.state == "done":
            self.activity_feedback(list(kinds.values()))
        elif not self.activity_search([kinds[run.state]]):
            note = run.error if run.state == "failed" else self.env._(
                "%(count)s properties are no longer named by “%(name)s”. Are they gone?",
                count=run.held_count, name=run.name,
            )  # fmt: skip
            self.activity_schedule(kinds[run.state], user_id=self.user_id.id, summary=(note or "")[:250])

    def _complain(self, reason):
        if self.last_error != reason:
            self.sudo().write({"last_state": "failed", "last_error": reason})
            self.activity_schedule(
                "anfragemanager.activity_property_failed", user_id=self.user_id.id, summary=reason[:250]
            )

    def _agents(self):
        """Users by the e-mail address the source knows them under, lines before the users' own addresses.

        :return: ``{normalised address: user id}``
        """
        users = self.env["res.users"].sudo().search([("share", "=", False), ("company_ids", "in", self.company_id.ids)])
        found = {email_normalize(user.email): user.id for user in users if email_normalize(user.email or "")}
        found.update({email_normalize(line.email): line.user_id.id for line in self.agent_ids})
        return found


class AnfragemanagerPropertySourceAgent(models.Model):
    _name = "anfragemanager.property.source.agent"
    _description = "Contact Person of a Source"
    _inherit = ["anfragemanager.fenced"]
    _rec_name = "email"

    source_id = fields.Many2one("anfragemanager.property.source", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="source_id.company_id", store=True, index=True)
    email = fields.Char("E-Mail in the Source", required=True)
    user_id = fields.Many2one("res.users", required=True, ondelete="cascade", domain="[('share', '=', False)]")

    @api.constrains("email")
    def _check_email(self):
        for line in self:
            if not email_normalize(line.email):
                raise ValidationError(self.env._("“%s” is no e-mail address.", line.email))
