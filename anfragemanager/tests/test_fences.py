"""Nobody moves a record to where they have no say: Odoo checks its rules before a change, not what comes of it."""

import contextlib

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from . import common


@tagged("post_install", "-at_install")
class TestFences(common.FlowCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.env["res.company"].create({"name": "Fremde Makler GmbH"})
        cls.chief = new_test_user(
            cls.env, login="fenced_chief", groups="anfragemanager.group_manager",
            company_id=cls.company.id, company_ids=[(6, 0, cls.company.ids)],
        )  # fmt: skip
        cls.ours = cls.stock(cls.company, cls.property, cls.mailbox)
        mailbox = cls.env["anfragemanager.mailbox"].create(
            {"name": "Fremd", "company_id": cls.elsewhere.id, "alias_name": "fremd-test", "user_id": cls.env.uid}
        )
        prop = cls.env["anfragemanager.property"].create(
            {"name": "Fremdes Haus", "reference": "FR-1", "company_id": cls.elsewhere.id}
        )
        cls.theirs = cls.stock(cls.elsewhere, prop, mailbox)

    @classmethod
    def stock(cls, company, prop, mailbox):
        """Return one record of each model that people change, of one company: ``{model: record}``."""
        portal = cls.portals[:1]
        source = cls.env["anfragemanager.property.source"].create(
            {"name": "Quelle", "company_id": company.id, "user_id": cls.env.uid}
        )
        process = cls.env["anfragemanager.process"].create({"name": "Ablauf", "company_id": company.id})
        values = {
            "image": {"name": "Bild", "property_id": prop.id, "image_1920": cls.PIXEL},
            "listing": {"property_id": prop.id, "portal_id": portal.id, "external_id": f"5551{company.id:05}"},
            "exception": {"name": "Regel", "mailbox_id": mailbox.id, "effect": "stop", "addresses": "x@example.org"},
            "mail": {"mailbox_id": mailbox.id, "fingerprint": f"fence-{company.id}", "raw_size": 1},
            "stop": {"company_id": company.id, "address_key": f"{company.id:064}", "why": "person"},
        }
        made = {
            f"anfragemanager.{name}": cls.env[f"anfragemanager.{name}"].create(vals) for name, vals in values.items()
        }
        made |= {record._name: record for record in (prop, mailbox, source, process)}
        return {**made, "res.company": company}

    PIXEL = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.sql_db")
    def test_no_record_is_moved_to_another_company(self):
        moved = []
        for user in (self.clerk, self.chief):
            for name, record in self.ours.items():
                own = record.with_user(user)
                if name == "res.company" or not own.has_access("write"):
                    continue
                for field in own._fields.values():
                    target = self.theirs.get(field.comodel_name) if field.type == "many2one" else None
                    if target is None or not field.store or field.name in ("create_uid", "write_uid"):
                        continue
                    savepoint = self.env.cr.savepoint(flush=False)
                    with contextlib.suppress(AccessError, UserError):
                        call_kw(own.browse(), "write", [record.ids, {field.name: target.id}], {})
                        self.env.flush_all()
                        moved.append((user.login, name, field.name))
                    savepoint.close(rollback=True)
                    self.env.invalidate_all()
        self.assertEqual(moved, [])

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_nothing_made_or_filled_in_names_what_is_foreign(self):
        """Odoo shows the name of whatever a record names, with all rights: a dialog would tell who asks elsewhere."""
        mailbox = self.theirs["anfragemanager.mailbox"]
        inquiry = self.env["anfragemanager.inquiry"].create({"mailbox_id": mailbox.id, "email": "x@example.net"})
        foreign = self.theirs | {inquiry._name: inquiry}
        tried = set()
        for user in (self.clerk, self.chief):
            for name in filter(lambda name: name.startswith("anfragemanager."), self.env.registry):
                model = self.env[name].with_user(user)
                if model._abstract or not model.has_access("create"):
                    continue
                for field in model._fields.values():
                    target = foreign.get(field.comodel_name) if field.type == "many2one" else None
                    if target is None or field.name in ("create_uid", "write_uid"):
                        continue
                    values = {field.name: target.id}
                    with self.subTest(name, field=field.name, user=user.login):
                        with self.assertRaises(AccessError):
                            call_kw(model, "create", [values], {})
                        with self.assertRaises(AccessError):
                            call_kw(model, "onchange", [[], values, [field.name], {"display_name": {}}], {})
                        tried.add(name)
        self.assertLessEqual({"anfragemanager.assign", "anfragemanager.rehearsal", "anfragemanager.inquiry"}, tried)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_what_is_foreign_is_not_hidden_in_a_part_of_a_form(self):
        mail = self.theirs["anfragemanager.mail"]
        line = self.env["anfragemanager.recognize.line"].with_user(self.clerk)
        dialog = self.env["anfragemanager.recognize"].with_user(self.clerk)
        inner = {"wizard_id": {"id": False, "mail_id": mail.id}}
        with self.assertRaises(AccessError):
            call_kw(line, "onchange", [[], inner, ["wizard_id"], {"display_name": {}}], {})
        lines = {"line_ids": [[0, "virtual_1", inner]]}
        with self.assertRaises(AccessError):
            call_kw(dialog, "onchange", [[], lines, ["line_ids"], {"display_name": {}}], {})

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_nothing_foreign_comes_in_as_one_of_many_or_with_the_context(self):
        """By number every prospect's name and address would be told: a form begins with what its caller says."""
        mailbox = self.theirs["anfragemanager.mailbox"]
        inquiry = self.env["anfragemanager.inquiry"].create({"mailbox_id": mailbox.id, "email": "x@example.net"})
        foreign = self.theirs | {inquiry._name: inquiry}
        tried = set()
        for name in filter(lambda name: name.startswith("anfragemanager."), self.env.registry):
            model = self.env[name].with_user(self.clerk)
            if model._abstract or not model.has_access("create"):
                continue
            for field in model._fields.values():
                target = foreign.get(field.comodel_name) if field.relational else None
                if target is None or field.name in ("create_uid", "write_uid"):
                    continue
                many = field.type != "many2one"
                spec = {field.name: {}, "display_name": {}}
                context = {f"default_{field.name}": [(6, 0, target.ids)] if many else target.id}
                values = [([], {}, context)]
                if many:
                    links = [[4, target.id, False]], [[6, 0, target.ids]], [[1, target.id, {}]]
                    values += [([field.name], {field.name: commands}, {}) for commands in links]
                    values.append(([], {}, {f"default_{field.name}": target.ids}))
                for names, form, said in values:
                    with self.subTest(name, field=field.name, form=form, context=said), self.assertRaises(AccessError):
                        call_kw(model, "onchange", [[], form, names, spec], {"context": said})
                tried.add((name, field.type))
        self.assertLessEqual(
            {("anfragemanager.block", "many2many"), ("anfragemanager.assign", "many2one")}, tried, "the test is alive"
        )

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_form_of_an_opportunity_tells_nothing_foreign(self):
        self.clerk.group_ids += self.env.ref("sales_team.group_sale_salesman")
        lead = self.env["crm.lead"].with_user(self.clerk)
        target = self.theirs["anfragemanager.property"]
        spec = {"anfrage_property_id": {"fields": {"display_name": {}}}}
        attempts = [({}, [], {"default_anfrage_property_id": target.id})]
        attempts += [
            ({"anfrage_property_id": said}, ["anfrage_property_id"], {}) for said in (target.id, {"id": target.id})
        ]
        for form, names, context in attempts:
            with self.subTest(form=form), self.assertRaises(AccessError):
                call_kw(lead, "onchange", [[], form, names, spec], {"context": context})
        own = {"default_anfrage_property_id": self.property.id}
        answer = call_kw(lead, "onchange", [[], {}, [], spec], {"context": own})
        self.assertEqual(answer["value"]["anfrage_property_id"]["id"], self.property.id)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_activity_tells_no_name_of_what_is_foreign(self):
        mailbox = self.theirs["anfragemanager.mailbox"]
        inquiry = self.env["anfragemanager.inquiry"].create({"mailbox_id": mailbox.id, "last_name": "Geheimrat"})
        for record, told in ((inquiry, False), (self.theirs["anfragemanager.property"], False), (self.property, True)):
            activity = self.env["mail.activity"].with_user(self.clerk)
            form = {"res_model": record._name, "res_id": record.id}
            answer = call_kw(activity, "onchange", [[], form, ["res_id"], {"res_id": {}, "res_name": {}}], {})
            self.assertEqual(bool(answer["value"].get("res_name")), told, record)
