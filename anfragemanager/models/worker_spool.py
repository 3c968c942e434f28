from odoo import api, models

from . import caretaker, spool
from .automated import logger


class AnfragemanagerWorker(models.AbstractModel):
    _inherit = "anfragemanager.worker"

    @api.model
    def _spool(self):
        return spool.folder(self.env.cr.dbname)

    @api.model
    def _take_up_spool(self):
        """Store the mails that the database once refused.

        :return: how many are left
        """
        left = 0
        for path in spool.held(self._spool()):
            mailbox_id = path.stem.partition("-")[0]
            mailbox = self.env["anfragemanager.mailbox"]._default(int(mailbox_id) if mailbox_id.isdigit() else None)
            try:
                # Deleted only when it is stored: a process killed in between receives the same mail once more.
                if mailbox and self.env["anfragemanager.mail"]._receive(path.read_bytes(), mailbox):
                    path.unlink(missing_ok=True)
                    continue
            except FileNotFoundError:
                continue  # Another process of this machine was quicker.
            except OSError as error:
                # Written by another account, or the disk is full: that holds up none of the others.
                logger.error("The mail put aside as %s cannot be taken up (%s).", path, type(error).__name__)
            left += 1
        return left

    def _register_hook(self):
        """What an earlier process of this machine put aside is taken up by this one, whatever jobs it runs.

        And no job stands still because the clock was set back.
        """
        super()._register_hook()
        caretaker.watch(self.env.cr.dbname)
