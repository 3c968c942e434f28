"""Who acts when the automation acts."""

import functools
import logging

# One name for the whole flow, so that an administrator filters one logger.
logger = logging.getLogger("odoo.addons.anfragemanager.flow")


def automated(method):
    """Run a method of an inquiry or a mail as the automation of its mailbox, see `mailbox._automation_env`."""

    @functools.wraps(method)
    def run(self, *args, **kwargs):
        env = self.mailbox_id._automation_env(getattr(self, "property_id", None))
        return method(self.with_env(env), *args, **kwargs)

    return run
