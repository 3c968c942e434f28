"""Properties that are kept in another model of the same database."""

import base64
from contextlib import contextmanager

from odoo import fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.orm.model_classes import add_to_registry
from odoo.tests import TransactionCase, new_test_user, tagged

from . import sources as shared


class EstateProperty(models.Model):
    """The model of Odoo's own tutorial, as far as a map needs it."""

    _name = "estate.property"
    _description = "Estate"
    _module = "anfragemanager"

    name = fields.Char()
    description = fields.Text()
    postcode = fields.Char()
    expected_price = fields.Float()
    bedrooms = fields.Integer()
    living_area = fields.Integer()
    state = fields.Selection([("new", "New"), ("offer_accepted", "Accepted"), ("sold", "Sold"), ("canceled", "X")])
    user_id = fields.Many2one("res.users")
    image_1920 = fields.Binary(attachment=True)


class PropertyDetails(models.Model):
    _name = "property.details"
    _description = "Details"
    _module = "anfragemanager"

    name = fields.Char()
    property_seq = fields.Char()
    stage = fields.Selection([("draft", "Draft"), ("available", "Available"), ("booked", "Booked"), ("sold", "Sold")])
    sale_lease = fields.Selection([("for_sale", "Sale"), ("for_tenancy", "Rent")])
    tenancy_price = fields.Float()
    type = fields.Selection([("land", "Land"), ("residential", "Residential")])
    zip = fields.Char()
    country_id = fields.Many2one("res.country")


@tagged("post_install", "-at_install")
class TestModelSource(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(cls._forget)
        for model in (EstateProperty, PropertyDetails):
            add_to_registry(cls.registry, model)
        names = ["estate.property", "property.details"]
        cls.registry._setup_models__(cls.env.cr, names)
        cls.registry.init_models(cls.env.cr, names, {"module": "anfragemanager"})
        cls.company = cls.env["res.company"].create({"name": "Modellmakler", "country_id": cls.env.ref("base.de").id})
        cls.manager = new_test_user(
            cls.env,
            login="manager_model",
            groups="anfragemanager.group_manager,base.group_system",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        for name in names:
            cls.env["ir.model.access"].create(
                {
                    "name": name,
                    "model_id": cls.env["ir.model"]._get_id(name),
                    "group_id": cls.env.ref("base.group_user").id,
                    "perm_read": True,
                }
            )

    @classmethod
    def _forget(cls):
        for name in ("estate.property", "property.details"):
            cls.registry.models.pop(name, None)
        cls.registry._setup_models__(cls.env.cr, ["res.users", "res.country", "base"])
        cls.registry.clear_cache()

    def source(self, model):
        source = self.env["anfragemanager.property.source"].create(
            {
                "name": model,
                "kind": "model",
                "model_name": model,
                "company_id": self.company.id,
                "user_id": self.manager.id,
            }
        )
        source.action_sample_map()
        return source

    def estate(self, **values):
        return self.env["estate.property"].create(
            {"name": "Villa", "expected_price": 500000, "postcode": "50667", "state": "new", **values}
        )

    def found(self, reference):
        return self.env["anfragemanager.property"].search(
            [("reference", "=", str(reference)), ("company_id", "=", self.company.id)]
        )

    @contextmanager
    def carried(self, source):
        run = source.with_user(self.manager)._carry_model()
        self.assertFalse(run.error)
        yield run

    def test_the_tutorials_model(self):
        image = base64.b64encode(shared.picture("red"))
        villa = self.estate(bedrooms=3, user_id=self.manager.id, description="Hell", image_1920=image)
        never = self.estate(state="sold")
        source = self.source("estate.property")
        with self.carried(source) as run:
            self.assertEqual(run.created_count, 1)
        prop = self.found(villa.id)
        self.assertRecordValues(
            prop,
            [
                {
                    "name": "Villa",
                    "purchase_price": 500000,
                    "zip": "50667",
                    "bedrooms": 3,
                    "description": "Hell",
                    "marketing_state": "active",
                    "user_id": self.manager.id,
                    "source_record_id": villa.id,
                }
            ],
        )
        self.assertTrue(prop.image_1920)
        self.assertFalse(self.found(never.id))
        with self.carried(source) as run:
            self.assertEqual((run.unchanged_count, run.changed_count), (1, 0))
        villa.state = "offer_accepted"
        with self.carried(source):
            self.assertEqual(prop.marketing_state, "reserved")
        villa.state = "sold"
        with self.carried(source) as run:
            self.assertEqual((prop.marketing_state, run.closed_count), ("closed", 1))
        action = prop.action_open_source()
        self.assertEqual((action["res_model"], action["res_id"]), ("estate.property", villa.id))

    def test_a_deleted_record_closes_its_property(self):
        villas = self.env["estate.property"]
        for _number in range(4):
            villas |= self.estate()
        source = self.source("estate.property")
        with self.carried(source):
            gone = self.found(villas[0].id)
        villas[0].unlink()
        with self.carried(source) as run:
            self.assertEqual((gone.marketing_state, run.state), ("closed", "done"))

    def test_the_details_model(self):
        flat = self.env["property.details"].create(
            {
                "name": "Wohnung",
                "property_seq": "PD/7",
                "stage": "booked",
                "sale_lease": "for_tenancy",
                "tenancy_price": 900,
                "type": "residential",
                "country_id": self.env.ref("base.at").id,
            }
        )
        with self.carried(self.source("property.details")):
            self.assertRecordValues(
                self.found("PD/7"),
                [
                    {
                        "marketing_type": "rent",
                        "marketing_state": "reserved",
                        "cold_rent": 900,
                        "property_type": "apartment",
                        "country_id": flat.country_id.id,
                    }
                ],
            )

    def test_products(self):
        if "product.template" not in self.env:
            self.assertIn("product.template", shared_presets())
            return
        product = self.env["product.template"].create({"name": "Haus", "default_code": "P-1", "list_price": 5})
        with self.carried(self.source("product.template")):
            self.assertEqual(self.found("P-1").purchase_price, product.list_price)

    def test_a_map_is_checked_when_it_is_saved(self):
        source = self.source("estate.property")
        for path in ("nonsense", "name.more", "user_id.nonsense"):
            with self.assertRaises(ValidationError):
                source.map_ids[0].path = path
        with self.assertRaises(ValidationError):
            source.active_domain = "[('nonsense', '=', 1)]"
        with self.assertRaises(ValidationError):
            source.map_ids.filtered(lambda line: line.target == "reference").unlink()
            source._check_model()

    def test_three_records_are_shown(self):
        for number in range(4):
            self.estate(name=f"Villa <{number}>")
        source = self.source("estate.property")
        self.assertIn("Villa &lt;2&gt;", source.preview)
        self.assertNotIn("Villa &lt;3&gt;", source.preview)

    def test_the_rights_of_the_responsible_person_count(self):
        villa = self.estate()
        self.env["ir.model.access"].search([("name", "=", "estate.property")]).unlink()
        with self.assertRaises(UserError):
            self.source("estate.property")
        self.assertFalse(self.found(villa.id))

    def test_a_change_wakes_the_worker_once(self):
        villa = self.estate()
        self.source("estate.property")
        triggers = self.env["ir.cron.trigger"].search([])
        villa.name = "Neu"
        villa.name = "Neuer"
        new = self.env["ir.cron.trigger"].search([]) - triggers
        self.assertEqual(new.cron_id, self.env.ref("anfragemanager.cron_property_models"))
        self.assertEqual(len(new), 1)


def shared_presets():
    from ..models.source_model import PRESETS

    return PRESETS
