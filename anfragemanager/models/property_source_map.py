from markupsafe import Markup

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError, ValidationError

from .property_origin import SOURCED
from .source_model import PRESETS, ModelStock, alternatives, broken_step
from .source_offer import StockError

_LEFT_OUT = ("translations", "openimmo_category")


class AnfragemanagerPropertySourceMap(models.Model):
    _name = "anfragemanager.property.source.map"
    _description = "Where a Field of a Property Comes From"
    _inherit = ["anfragemanager.fenced", "anfragemanager.named"]
    _order = "source_id, sequence, id"
    _rec_name = "target"

    source_id = fields.Many2one("anfragemanager.property.source", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="source_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    target = fields.Selection("_selection_target", string="Field Here", required=True)
    path = fields.Char(
        required=True,
        help="Field of the record, or a way through its relations: partner_id.street. Several separated by | are "
        "alternatives; 'text' in quotes is taken literally.",
    )
    words = fields.Char("Translation of Values", help="E.g. sold=closed, canceled=closed, *=active")

    _once = models.UniqueIndex("(source_id, target)", "This field is in the map already.")

    @api.model
    def _selection_target(self):
        names = ["reference", *(name for name in SOURCED if name not in _LEFT_OUT)]
        described = self.env["anfragemanager.property"].fields_get(names, ["string"])
        return [(name, described[name]["string"]) for name in names if name in described]

    @api.constrains("target", "path", "words", "source_id")
    def _check_path(self):
        self.source_id._check_reader()
        for line in self:
            model = self.env.get(line.source_id.model_name)
            if model is None:
                continue
            for path in alternatives(line.path):
                step = broken_step(model, path)
                if step is not None:
                    raise ValidationError(
                        self.env._(
                            "“%(path)s”: there is no “%(step)s” that leads on in %(model)s.",
                            path=path,
                            step=step,
                            model=line.source_id.model_name,
                        )
                    )


class AnfragemanagerPropertySource(models.Model):
    """Another model of this database as the source."""

    _inherit = "anfragemanager.property.source"

    model_name = fields.Selection("_selection_model_name", string="Model")
    record_domain = fields.Char("Records", default="[]", help="Which records of the model are properties.")
    active_domain = fields.Char(
        "Actively Marketed", default="[]", help="Which of them are on the market; all others are closed here."
    )
    map_ids = fields.One2many("anfragemanager.property.source.map", "source_id", string="Field Map", copy=True)
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    @api.model
    def _selection_model_name(self):
        found = self.env["ir.model"].sudo().search([("transient", "=", False), ("abstract", "=", False)], order="name")
        return [(model.model, f"{model.name} ({model.model})") for model in found if model.model in self.env]

    @api.depends("kind", "model_name", "record_domain", "active_domain", "map_ids.path", "map_ids.words", "user_id")
    def _compute_preview(self):
        for source in self:
            source.preview = source._preview() if source.kind == "model" and source.model_name else False

    def _preview(self):
        """The first three records as they would be taken over, or what is wrong."""
        try:
            # Nobody sees more than their own rights show, whoever is entered as responsible and not saved yet.
            rows = ModelStock(self.env, self, self.env.user).preview()
        except (StockError, UserError, AccessError, ValueError, KeyError, SyntaxError, TypeError) as error:
            return Markup("<div class='alert alert-danger'>%s</div>") % str(error)
        if not rows:
            return Markup("<p class='text-muted'>%s</p>") % self.env._("No record matches.")
        lines = Markup("").join(
            Markup("<tr><th class='pe-3'>%s</th>%s</tr>")
            % (label, Markup("").join(Markup("<td class='pe-3'>%s</td>") % row[label] for row in rows))
            for label in rows[0]
        )
        return Markup("<table class='table table-sm w-auto'>%s</table>") % lines

    @api.constrains("kind", "model_name", "record_domain", "active_domain", "map_ids", "user_id")
    def _check_reader(self):
        """Whoever says what is read may not borrow somebody else's eyes for it."""
        # Constraints run as superuser: only the user tells who acts.
        if self.env.user._is_system():
            return
        for source in self.filtered(lambda source: source.kind == "model" and source.user_id != self.env.user):
            raise ValidationError(
                self.env._(
                    "What another app holds is read with the rights of the responsible person. Be that yourself, or "
                    "ask an administrator of Odoo itself to set up “%s”.",
                    source.name,
                )
            )

    @api.constrains("kind", "model_name", "record_domain", "active_domain", "map_ids")
    def _check_model(self):
        for source in self.filtered(lambda source: source.kind == "model"):
            if not source.model_name:
                raise ValidationError(self.env._("Choose the model the properties are kept in."))
            if source.model_name == "anfragemanager.property":
                raise ValidationError(self.env._("The properties cannot be their own source."))
            if not source.map_ids:
                continue
            if "reference" not in source.map_ids.mapped("target"):
                raise ValidationError(self.env._("The map needs the property number."))
            try:
                ModelStock(self.env, source).preview()
            except (StockError, AccessError, ValueError, KeyError, SyntaxError, TypeError) as error:
                raise ValidationError(self.env._("The records cannot be read like this: %s", error)) from None

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if {"active", "kind", "model_name"} & set(vals):
            self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def action_sample_map(self):
        """Fill the map with what is usual for the model, as far as the model has it."""
        self.ensure_one()
        preset = PRESETS.get(self.model_name)
        if not preset:
            raise UserError(
                self.env._("There is a sample for these models only: %(models)s.", models=", ".join(PRESETS))
            )
        model = self.env[self.model_name]
        lines = []
        for target, paths in preset["paths"].items():
            usable = [path for path in paths if broken_step(model, path) is None]
            if usable:
                lines.append(
                    {"target": target, "path": " | ".join(usable), "words": preset.get("words", {}).get(target)}
                )
        self.map_ids = [(5, 0, 0), *((0, 0, line) for line in lines)]
        self.write({"record_domain": preset["record_domain"], "active_domain": preset["active_domain"]})

    def action_carry_model(self):
        """Carry the records over now."""
        self.ensure_one()
        self.check_access("write")
        run = self._carry_model(files_later=True)
        return {
            "type": "ir.actions.act_window",
            "res_model": run._name,
            "res_id": run.id,
            "view_mode": "form",
        }

    def _carry_model(self, dry_run=False, files_later=False):
        label = dict(self._fields["model_name"]._description_selection(self.env)).get(self.model_name)
        run = self.env["anfragemanager.property.sync"]._run(
            self, self._records_stock(), label or self.model_name, dry_run=dry_run, files_later=files_later
        )
        if run.files_left:
            self.env.ref("anfragemanager.cron_property_sources").sudo()._trigger()
        return run

    def _records_stock(self):
        return ModelStock(self.with_company(self.company_id).env, self)

    def _stock_of(self, run, stack):
        return self._records_stock() if self.kind == "model" else super()._stock_of(run, stack)

    @tools.ormcache()
    def _followed_models(self):
        """Names of the models whose changes are followed."""
        return frozenset(self.sudo().search([("kind", "=", "model")]).mapped("model_name"))

    @api.model
    def _cron_models(self):
        """Compare each model that is a source with its properties; also called soon after a record was changed."""
        sources = self.search([("kind", "=", "model")])
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(sources))
        for source in sources:
            try:
                source._carry_model(files_later=True)
            except StockError as error:
                source._complain(str(error))
            except UserError:
                # Somebody carries it over by hand right now.
                continue
            if not cron._commit_progress(1):
                return


class Base(models.AbstractModel):
    _inherit = "base"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self._property_source_changed()
        return records

    def write(self, vals):
        result = super().write(vals)
        self._property_source_changed()
        return result

    def unlink(self):
        result = super().unlink()
        self._property_source_changed()
        return result

    def _property_source_changed(self):
        """Have the source compared soon after this transaction, once however much it changes."""
        if not self.env.registry.ready or self._transient:
            return
        if self._name not in self.env["anfragemanager.property.source"]._followed_models():
            return
        noted = self.env.cr.precommit.data
        if not noted.get("anfragemanager.property.source"):
            noted["anfragemanager.property.source"] = True
            self.env.ref("anfragemanager.cron_property_models").sudo()._trigger()
