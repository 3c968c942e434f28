"""Colleagues and portal users who call everything, on records of a company they have nothing to do with."""

import inspect
import json

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from . import common

QUIET = ("odoo.models", "odoo.sql_db", "odoo.addons.base.models.ir_model", "odoo.orm.models", "odoo.domains")
# What ours say of records, and what nobody outside may hear.
WORDS = ("joerdis", "müller-weiß", "oerdis", "reihenhaus mit garten", "testmakler")
# Odoo's own, which every model has and whose access rules decide.
STANDARD = {"create", "write", "unlink", "copy", "copy_data", "init"}


@tagged("post_install", "-at_install")
class TestStrangers(common.FlowCase):
    """Everything public that we give our models and Odoo's, called by those who have nothing to do with the company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domain = cls.env["mail.alias.domain"].create({"name": "fremde.example"})
        cls.elsewhere = cls.env["res.company"].create({"name": "Fremde Makler GmbH", "alias_domain_id": domain.id})
        there = {"company_id": cls.elsewhere.id, "company_ids": [(6, 0, cls.elsewhere.ids)]}
        here = {"company_id": cls.company.id, "company_ids": [(6, 0, cls.company.ids)]}
        cls.plain = new_test_user(cls.env, login="hostile_plain", groups="base.group_user", **here)
        clerk = "anfragemanager.group_user,base.group_partner_manager"
        cls.foreign_clerk = new_test_user(cls.env, login="hostile_clerk", groups=clerk, **there)
        cls.foreign_chief = new_test_user(
            cls.env, login="hostile_chief", groups="anfragemanager.group_manager", **there
        )
        cls.customer = new_test_user(cls.env, login="hostile_portal", groups="base.group_portal", **there)
        cls.chief = new_test_user(cls.env, login="hostile_own_chief", groups="anfragemanager.group_manager", **here)

    def setUp(self):
        super().setUp()
        self.inquiry = self.deliver(self.portal_mail())
        self.source = self.env["anfragemanager.property.source"].create(
            {"name": "Quelle", "company_id": self.company.id, "user_id": self.clerk.id}
        )
        self.env.flush_all()

    def strangers(self):
        return self.plain, self.customer, self.foreign_clerk, self.foreign_chief

    def our_models(self):
        return sorted(name for name in self.registry if name.startswith("anfragemanager."))

    def offered(self, name):
        """Return the public methods that our addon gives a model."""
        found = set()
        for cls in type(self.env[name]).__mro__:
            if ".anfragemanager." not in cls.__module__:
                continue
            if not name.startswith("anfragemanager.") and getattr(cls, "_name", None) != name:
                # what all models have is called once
                continue
            found |= {
                method
                for method, value in vars(cls).items()
                if not method.startswith("_") and inspect.isfunction(value) and not hasattr(value, "_ondelete")
            }
        return sorted(found - STANDARD)

    def extended_models(self):
        return sorted(name for name in self.registry if name.startswith("anfragemanager.") or self.offered(name))

    def picture(self):
        """Return what must not change: every stored table that we fill or extend, and what was sent and planned."""
        rows = {}
        for name in {*self.extended_models(), "mail.mail", "mail.message", "mail.activity", "res.partner", "crm.lead"}:
            model = self.env[name]
            if model._auto and not model._abstract and not model._transient:
                # A mail about no record is somebody's own, such as the test of an outgoing server.
                about = {
                    "mail.message": "WHERE model IS NOT NULL",
                    "mail.mail": "JOIN mail_message m ON m.id = mail_message_id WHERE m.model IS NOT NULL",
                }.get(name, "")
                every = f'SELECT md5(string_agg(t::text, chr(10) ORDER BY t.id)) FROM "{model._table}" t {about}'
                self.env.cr.execute(every)
                rows[name] = self.env.cr.fetchone()[0]
        return rows

    def of_ours(self, name, limit=20):
        """Return ids of records of our company, or of all where a model knows no company; none of an abstract model."""
        model = self.env[name].sudo().with_context(active_test=False)
        if model._abstract or model._transient:
            return []
        known = {"anfragemanager.inquiry": self.inquiry, "res.company": self.company, "res.users": self.clerk}
        if name in known:
            return known[name].ids
        domain = [("company_id", "=", self.company.id)] if "company_id" in model._fields else []
        return model.search(domain, limit=limit).ids

    def call(self, user, name, method, arguments, keep=True):
        """Call a method as a person's browser may; return ``(answer, what it tells of ours)``."""
        answer, text = None, ""
        with mute_logger(*QUIET):
            savepoint = self.env.cr.savepoint(flush=False)
            try:
                answer = call_kw(self.env(user=user, su=False)[name], method, arguments, {})
                self.env.flush_all()
                text = json.dumps(answer, default=str, ensure_ascii=False)
            except AccessError:
                # says to whom it belongs, which Odoo itself decides
                savepoint.rollback()
            except Exception as error:
                savepoint.rollback()
                text = str(error)
            savepoint.close(rollback=False)
            self.env.invalidate_all()
        return answer, [(name, method, text[:200])] if any(word in text.lower() for word in WORDS) else []

    def call_everything(self, user):
        """Call all methods as a user; return what answered with something of ours."""
        told = []
        for name in self.extended_models():
            model, ids = self.env[name], self.of_ours(name)
            for method in self.offered(name):
                function = getattr(type(model), method)
                wanted = [
                    parameter
                    for parameter in list(inspect.signature(function).parameters.values())[1:]
                    if parameter.default is parameter.empty and parameter.kind is parameter.POSITIONAL_OR_KEYWORD
                ]
                arguments = [] if getattr(function, "_api_model", False) else [ids]
                told += self.call(user, name, method, arguments + [self.inquiry.id for _one in wanted])[1]
        return told

    def dialogs(self):
        """For each dialog of ours ``(model, values)``: filled with records of our company, each choice once."""
        for name in self.our_models():
            model = self.env[name]
            if not model._transient:
                continue
            values, choices = {}, [{}]
            for field in model._fields.values():
                if getattr(field, "automatic", False) or field.readonly or (field.compute and not field.store):
                    continue
                if field.type in ("many2one", "many2many") and (ids := self.of_ours(field.comodel_name, limit=1)):
                    values[field.name] = ids[0] if field.type == "many2one" else [Command.set(ids)]
                elif field.type == "selection":
                    choices += [{field.name: value} for value in field.get_values(self.env)]
                elif field.type in ("char", "text") and field.required:
                    values[field.name] = "stranger@example.net"
            for choice in choices:
                yield name, {**values, **choice}

    def open_everything(self, user):
        """Fill in each dialog as a user and press all its buttons; return what told something of ours."""
        told = []
        for name, values in self.dialogs():
            made, said = self.call(user, name, "create", [values])
            told += said
            if not made:
                continue
            ids = [made] if isinstance(made, int) else made
            texts = [
                field.name
                for field in self.env[name]._fields.values()
                if field.type in ("char", "text", "html", "json") and field.name not in ("display_name", *values)
            ]
            for method in self.offered(name):
                told += self.call(user, name, method, [ids])[1]
            told += self.call(user, name, "read", [ids, texts])[1]
        return told

    @mute_logger("odoo.addons.anfragemanager.flow", "odoo.http")
    def test_nothing_public_changes_or_tells_anything_to_strangers(self):
        before = self.picture()
        for user in self.strangers():
            with self.subTest(user.login):
                self.assertEqual(self.call_everything(user), [])
                after = self.picture()
                self.assertEqual([name for name in before if before[name] != after[name]], [])
        self.assertTrue(self.call_everything(self.clerk), "to a colleague the same calls tell something")

    @mute_logger("odoo.addons.anfragemanager.flow", "odoo.http")
    def test_no_dialog_reaches_over_the_fence(self):
        before = self.picture()
        for user in self.strangers():
            with self.subTest(user.login):
                self.assertEqual(self.open_everything(user), [])
                after = self.picture()
                self.assertEqual([name for name in before if before[name] != after[name]], [])
        self.assertTrue(self.open_everything(self.clerk), "to a colleague the same dialogs tell something")

    def test_stranger_reads_no_field_of_ours(self):
        for user in self.strangers():
            for name in self.our_models():
                model = self.env[name]
                if model._abstract or model._transient or "company_id" not in model._fields:
                    continue
                ids = model.with_context(active_test=False).search([("company_id", "=", self.company.id)]).ids
                with self.subTest(user=user.login, model=name):
                    foreign = self.env(user=user, su=False)[name].with_context(active_test=False)
                    try:
                        self.assertFalse(foreign.search([("id", "in", ids)]))
                    except AccessError:
                        continue
                    if ids:
                        with self.assertRaises(AccessError):
                            call_kw(foreign, "read", [ids], {})
                        self.assertFalse(call_kw(foreign, "name_search", [], {"domain": [("id", "in", ids)]}))

    def test_clerk_teaches_the_reader_no_other_meaning(self):
        """The labels of a portal are read for all companies: one clerk must not garble the others' mails."""
        mail = self.inquiry.mail_id
        portal = mail.portal_id
        Dialog = self.env(user=self.clerk, su=False)["anfragemanager.recognize"]
        line = {"text": "E-Mail: x", "label": "E-Mail", "value": "x", "field": "last_name"}
        values = {"mail_id": mail.id, "portal_id": portal.id, "last_name": "X", "line_ids": [(0, 0, line)]}
        with self.assertRaises(UserError):
            Dialog.create(values).action_create()
        line.update(text="Rufname: x", label="Rufname", field="first_name")
        Dialog.create(values)._teach()
        line["field"] = "message"
        with self.assertRaises(UserError):
            Dialog.create(values)._teach()
        Dialog.create(values).with_user(self.chief)._teach()
        self.assertEqual(portal.label_ids.filtered(lambda label: label.name == "Rufname").field, "message")

    def test_responsible_person_lends_nobody_their_eyes(self):
        """Who sets up a source says what is read; with an administrator's rights that would be every secret."""
        admin = self.env.ref("base.user_admin")
        admin.company_ids |= self.company
        self.env["ir.config_parameter"].set_param("hostile.secret", "streng-geheim")
        Source = self.env(user=self.chief, su=False)["anfragemanager.property.source"]
        values = {
            "name": "Leihgabe",
            "kind": "model",
            "model_name": "ir.config_parameter",
            "company_id": self.company.id,
            "record_domain": "[('key', '=', 'hostile.secret')]",
            "map_ids": [
                (0, 0, {"target": "reference", "path": "key"}),
                (0, 0, {"target": "description", "path": "value"}),
            ],
        }
        with self.assertRaises(ValidationError):
            Source.create({**values, "user_id": admin.id})
        with self.assertRaises(ValidationError):
            Source.create({**values, "user_id": self.chief.id})
        shown = Source.new({**values, "user_id": admin.id}).preview
        self.assertNotIn("streng-geheim", shown or "")
        # One an administrator of Odoo set up may not be pointed elsewhere either.
        theirs = self.env["anfragemanager.property.source"].create({**values, "user_id": admin.id})
        with self.assertRaises(ValidationError):
            theirs.with_user(self.chief).map_ids[1].path = "key"
        with self.assertRaises(ValidationError):
            theirs.with_user(self.chief).record_domain = "[]"
        self.assertNotIn("streng-geheim", theirs.with_user(self.chief).preview or "")
