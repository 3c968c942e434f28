import base64
import tempfile

from odoo import fields, models
from odoo.exceptions import UserError

from ..models.source_export import offer, opener, provider
from ..openimmo import write_zip


class AnfragemanagerPropertyExport(models.TransientModel):
    """Properties as an OpenImmo delivery: for a portal, or for a change of software."""

    _name = "anfragemanager.property.export"
    _description = "Export Properties"
    _inherit = ["anfragemanager.fenced"]

    property_ids = fields.Many2many(
        "anfragemanager.property",
        "anfragemanager_property_export_rel",
        "export_id",
        "property_id",
        string="Properties",
        default=lambda self: self._default_property_ids(),
    )
    full = fields.Boolean("Whole Stock", help="The receiver takes everything else off the market.")
    with_files = fields.Boolean("With Pictures and Documents", default=True)
    file = fields.Binary("Delivery", readonly=True, attachment=False)
    filename = fields.Char(readonly=True)

    def _default_property_ids(self):
        if self.env.context.get("active_model") == "anfragemanager.property":
            return self.env["anfragemanager.property"].browse(self.env.context.get("active_ids", []))
        return self.env["anfragemanager.property"].search([("marketing_state", "in", ("active", "reserved"))])

    def action_export(self):
        self.ensure_one()
        properties = self.property_ids
        properties.check_access("read")
        if not properties:
            raise UserError(self.env._("Choose the properties to export."))
        if len(properties.company_id) > 1:
            raise UserError(self.env._("A delivery speaks for one company. Choose properties of one."))
        company = properties.company_id
        # Titles and texts are written as they are kept; a property in preparation has no word in OpenImmo.
        offers = (offer(prop, self.with_files) for prop in properties if prop.marketing_state != "preparation")
        with tempfile.TemporaryFile() as target:
            count = write_zip(
                target,
                offers,
                provider(company),
                full=self.full,
                email=company.email or None,
                open_attachment=opener(self.env),
            )
            if not count:
                raise UserError(self.env._("Properties in preparation are not exported."))
            target.seek(0)
            self.write({"file": base64.b64encode(target.read()), "filename": f"openimmo-{fields.Date.today()}.zip"})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Export Properties"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
