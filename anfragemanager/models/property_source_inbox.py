"""Deliveries that arrive by themselves: uploads that wait, and folders here or on a server."""

import hashlib
import os
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..openimmo import feedback
from .failure import is_collision
from .source_inbox import InboxError, LocalInbox, SftpAddress, SftpInbox
from .source_offer import StockError

_QUIET_SECONDS = 60
# Names of the folders beside the deliveries; those who look into them by FTP speak German.
_RECEIPTS = "rueckmeldung"


class AnfragemanagerPropertySource(models.Model):
    _inherit = "anfragemanager.property.source"

    folder = fields.Char(
        groups="base.group_system",
        help="A folder that is looked into every few minutes: on the server, local or mounted (/srv/openimmo), or on "
        "another one (sftp://user@host/folder). A file is taken when it has not changed for a minute, and once only.",
    )
    folder_remote = fields.Boolean(compute="_compute_folder_remote", compute_sudo=True)
    sftp_password = fields.Char("SFTP Password", groups="base.group_system", copy=False)
    sftp_private_key = fields.Text(
        "SFTP Private Key", groups="base.group_system", copy=False, help="As its file says it, without a passphrase."
    )
    sftp_host_key = fields.Char(
        "Key of the Server",
        groups="base.group_system",
        copy=False,
        help="Only a server that shows this key is asked. “Connect” fetches it; compare its fingerprint with what the "
        "operator of the server says.",
    )
    write_receipts = fields.Boolean(
        help="After each delivery a receipt (openimmo_feedback) is put into the subfolder “rueckmeldung”."
    )

    @api.depends("folder")
    def _compute_folder_remote(self):
        for source in self:
            source.folder_remote = (source.folder or "").startswith("sftp:")

    @api.constrains("folder")
    def _check_folder(self):
        for source in self.filtered("folder"):
            if source.folder_remote:
                try:
                    SftpAddress.parse(source.folder)
                except ValueError:
                    raise ValidationError(
                        self.env._(
                            "“%s” is no address of a folder. It is written sftp://user@host/folder; the password has "
                            "a field of its own.",
                            source.folder,
                        )
                    ) from None
            elif not os.path.isabs(source.folder):
                raise ValidationError(self.env._("The folder “%s” is no absolute path.", source.folder))

    def write(self, vals):
        if "folder" in vals and "sftp_host_key" not in vals:
            vals = {**vals, "sftp_host_key": False}
        return super().write(vals)

    # ------------------------------------------------------------------ the folder

    def _inbox(self):
        """The folder of this source.

        :raises InboxError: it cannot be used
        """
        self.ensure_one()
        source = self.sudo()
        if not source.folder_remote:
            return LocalInbox(source.folder)
        return SftpInbox(
            SftpAddress.parse(source.folder), source.sftp_host_key, source.sftp_password, source.sftp_private_key
        )

    def action_connect(self):
        """Try the folder; at the first time, take the key the server shows and say its fingerprint."""
        self.ensure_one()
        self.check_access("write")
        try:
            inbox = self._inbox()
            if self.folder_remote and not self.sftp_host_key:
                self.sftp_host_key, fingerprint = inbox.host_key()
                message = self.env._(
                    "The server shows the key %s. Compare it with what its operator says, then connect again.",
                    fingerprint,
                )
                return self._told(message, "warning")
            entries = inbox.entries()
        except (OSError, InboxError) as error:
            raise UserError(self._inbox_sentence(error)) from None
        return self._told(self.env._("The folder can be read; %s deliveries lie in it.", len(entries)), "success")

    @staticmethod
    def _told(message, kind):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": kind,
                "sticky": kind == "warning",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _inbox_sentence(self, error):
        """Why the folder cannot be used, for a person."""
        if not isinstance(error, InboxError):
            return self.env._("The folder cannot be read: %s", error.strerror or error)
        return {
            "library": self.env._("SFTP needs the Python package “paramiko” on the server."),
            "login": self.env._("The server refuses the user, the password or the key."),
            "unknown_host": self.env._("The key of the server was not accepted yet: open the source and connect."),
            "changed_host": self.env._(
                "The server shows another key than the one accepted (%s). Ask its operator; then clear the key and "
                "connect again.",
                error,
            ),
            "unreachable": self.env._("The server cannot be reached: %s", error),
        }[error.code]

    def _arrived(self):
        """Complete deliveries in the folder that were not carried over yet, the oldest first: ``(name, digest)``."""
        self.ensure_one()
        try:
            entries = self._inbox().entries()
        except (OSError, InboxError) as error:
            self._complain(self._inbox_sentence(error))
            return
        now = fields.Datetime.now().timestamp()
        Run = self.env["anfragemanager.property.run"].sudo()
        for entry in sorted(entries, key=lambda entry: (entry.modified, entry.name)):
            if now - entry.modified < _QUIET_SECONDS:
                continue
            said = f"{self.sudo().folder}\0{entry.name}\0{entry.size}\0{entry.modified:.6f}"
            digest = hashlib.sha256(said.encode()).hexdigest()
            if not Run.search_count([("source_id", "=", self.id), ("digest", "=", digest)], limit=1):
                yield entry.name, digest

    # ------------------------------------------------------------------ the worker

    @api.model
    def _cron_sources(self):
        """Carry over what was uploaded, then what lies in folders, then the pictures of both."""
        cron = self.env["ir.cron"]
        runs = self.env["anfragemanager.property.run"].search([("state", "=", "queued")], order="id")
        cron._commit_progress(remaining=len(runs))
        for run in runs:
            if run.try_lock_for_update().filtered_domain([("state", "=", "queued")]):
                run.source_id._carry_queued(run)
            if not cron._commit_progress(1):
                return
        for source in self.sudo().search([("folder", "!=", False), ("kind", "=", "openimmo")]):
            for name, digest in source._arrived():
                source._carry_file(name, digest)
                if not cron._commit_progress(1):
                    return
        self._load_files()

    def _carry_queued(self, run):
        with run._content() as path:
            self._next_turn(path, run.name, run=run)
        run._let_go()

    def _next_turn(self, path, name, **options):
        """The run; None when the source or one of its properties is being changed, so that the next turn takes it."""
        try:
            return self._import_path(path, name, files_later=True, **options)
        except UserError:
            return None
        except Exception as error:
            if not is_collision(error):
                raise
            self.env.cr.rollback()
            return None

    def _carry_file(self, name, digest):
        with ExitStack() as stack:
            try:
                path = stack.enter_context(self._inbox().open(name))
            except (OSError, InboxError) as error:
                self._complain(self._inbox_sentence(error))
                return
            run = self._next_turn(path, name)
        if run:
            run.sudo().write({"digest": digest, "path": name})
            run._let_go()

    @api.model
    def _load_files(self):
        """Load the pictures and documents that transfers left, the oldest first, a property at a time."""
        cron = self.env["ir.cron"]
        waiting = self.env["anfragemanager.property.run"].sudo().search([("files_left", ">", 0)], order="id")
        cron._commit_progress(remaining=sum(run.files_left for run in waiting))
        for run in waiting:
            time_left = True

            def go_on():
                nonlocal time_left
                time_left = bool(cron._commit_progress(1))
                return time_left

            run._load_files(go_on)
            if not cron._commit_progress() or not time_left:
                return

    def _write_receipt(self, run):
        """Put what became of a delivery beside it."""
        run = run.sudo()
        outcomes = [
            feedback.Outcome(line.reference or None, 1 if line.outcome == "skipped" else 0, line.detail or line.outcome)
            for line in run.line_ids
        ]
        if run.error:
            outcomes.append(feedback.Outcome(None, 2, run.error))
        try:
            with tempfile.NamedTemporaryFile() as file:
                feedback.write(file, outcomes, sender=self.company_id.name)
                file.flush()
                self._inbox().put(_RECEIPTS, f"{Path(run.path).stem}.feedback.xml", file.name)
        except (OSError, InboxError) as error:
            detail = self._inbox_sentence(error) if isinstance(error, InboxError) else error.strerror or error
            self._complain(self.env._("The receipt cannot be written: %s", detail))


class AnfragemanagerPropertyRun(models.Model):
    _inherit = "anfragemanager.property.run"

    path = fields.Char(readonly=True, groups="base.group_system", help="Its file in the folder it arrived in.")

    def _keep(self, content):
        """Keep an upload until the worker has done all of it.

        :param bytes content: the delivery
        """
        self.ensure_one()
        self.attachment_id = self.env["ir.attachment"].create(
            {"name": self.name, "raw": content, "res_model": self._name, "res_id": self.id}
        )
        self.env.ref("anfragemanager.cron_property_sources")._trigger()

    def _content(self):
        """Context manager: the delivery as a path on this machine, as long as it is kept.

        :raises OSError, InboxError: it is gone
        """
        self.ensure_one()
        run = self.sudo()
        return run.source_id._inbox().open(run.path) if run.path else run._uploaded()

    @contextmanager
    def _uploaded(self):
        with tempfile.NamedTemporaryFile(suffix=Path(self.name).suffix) as file:
            if not self.attachment_id:
                raise FileNotFoundError(2, "", self.name)
            file.write(self.attachment_id.raw or b"")
            file.flush()
            yield file.name

    def _load_files(self, go_on):
        """Load what is left of this run; see :meth:`property_sync._load`."""
        self.ensure_one()
        source = self.source_id
        try:
            with ExitStack() as stack:
                stock = source._stock_of(self, stack)
                self.env["anfragemanager.property.sync"]._load(self, stock, go_on)
        except (OSError, InboxError, StockError) as error:
            reason = source._inbox_sentence(error) if isinstance(error, (OSError, InboxError)) else str(error)
            self._add_detail(
                self.env["anfragemanager.property"],
                "",
                self.env._("The pictures of %(count)s properties could not be loaded and come with the next delivery. "
                           "%(reason)s", count=self.files_left, reason=reason),
            )  # fmt: skip
            self.files_pending = []
        self._let_go()

    def _let_go(self):
        """Once nothing of a delivery is needed any more: the receipt, and the upload goes."""
        self.ensure_one()
        run = self.sudo()
        if run.state == "queued" or run.files_left:
            return
        if run.path and run.source_id.write_receipts:
            run.source_id._write_receipt(run)
        run.attachment_id.unlink()
