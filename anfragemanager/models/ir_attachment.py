from contextlib import suppress
from pathlib import Path

from odoo import api, models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model
    def _get_path(self, bin_data, sha):
        """Name the file of the filestore for a content, also where a full disk or a killed process left half of it.

        Odoo takes such a rest for another content of the same name and would refuse this one for ever.
        """
        rest = Path(self._full_path(f"{sha[:2]}/{sha}"))
        with suppress(OSError):
            if rest.stat().st_size < len(bin_data):
                rest.unlink()
        return super()._get_path(bin_data, sha)
