"""Who may change the mails to prospects: administrators their words, nobody of ours what they run."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from . import access

SECRET = "object.sudo().env['anfragemanager.inquiry'].search([]).mapped('email')"
INLINE = "{{ " + SECRET + " }}"


@tagged("post_install", "-at_install")
class TestTemplateCode(access.AccessCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = cls.env["ir.model.data"].search([("module", "=", "anfragemanager"), ("model", "=", "mail.template")])
        cls.brought = cls.env["mail.template"].browse(names.mapped("res_id"))
        # As in a database with one agency; demo data has two.
        cls.env["anfragemanager.mailbox"].search([("company_id", "!=", cls.company.id)]).write(
            {"company_id": cls.company.id}
        )
        cls.chief.company_ids = cls.company

    def test_administrator_words_every_mail_in_every_language(self):
        self.assertTrue(self.brought)
        self.env["res.lang"]._activate_lang("de_DE")
        self.env["ir.module.module"].search([("name", "=", "anfragemanager")])._update_translations(["de_DE"])
        for template in self.brought.with_user(self.chief):
            for lang in ("en_US", "de_DE"):
                with self.subTest(template.name, lang=lang):
                    spoken = template.with_context(lang=lang)
                    spoken.write({"subject": f"{spoken.subject} !", "body_html": f"{spoken.body_html}<p>Bis bald</p>"})
                    self.assertIn("Bis bald", spoken.body_html)
                    self.assertTrue(spoken.can_write)

    def test_administrator_copies_a_mail_and_moves_what_stands_in_it(self):
        copied = self.mailbox.expose_template_id.with_user(self.chief).copy({"name": "Ours"})
        copied.body_html = "<p><t t-out=\"object.property_id.name or ''\"/></p>"
        self.assertEqual(copied.create_uid, self.chief)

    def test_administrator_puts_no_code_into_a_mail(self):
        template = self.mailbox.confirmation_template_id.with_user(self.chief)
        for values in (
            {"subject": INLINE},
            {"email_cc": INLINE},
            {"lang": INLINE},
            {"body_html": f'<p t-out="{SECRET}"/>'},
            {"body_html": f'<p t-attf-title="#{{{SECRET}}}">x</p>'},
            {"body_html": f'<p t-attf-style="color: {{{{{SECRET}}}}}">x</p>'},
            {"body_html": f'<t t-set="object" t-value="{SECRET}"/>'},
            {"body_html": '<t t-call="web.login"/>'},
            {"body_html": f'<P T-OUT="{SECRET}"/>'},
        ):
            with self.subTest(values), self.assertRaises(AccessError), self.env.cr.savepoint():
                template.write(values)
            with self.subTest(values, new=True), self.assertRaises(AccessError), self.env.cr.savepoint():
                template.copy(values)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            template.update_field_translations("subject", {"en_US": INLINE})

    def test_mails_of_others_are_nobodys_of_ours_to_write(self):
        foreign = self.env["mail.template"].create(
            {"name": "Login", "model_id": self.env["ir.model"]._get_id("res.users"), "subject": "Hello"}
        )
        with self.assertRaises(AccessError):
            foreign.with_user(self.chief).subject = "x"
        for user in (self.clerk, self.nobody):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.mailbox.confirmation_template_id.with_user(user).subject = "x"

    def test_mail_that_another_company_sends_is_not_reworded(self):
        own = self.mailbox.confirmation_template_id.copy()
        mailbox = self.mailbox.copy(
            {"name": "Theirs", "company_id": self.other_company.id, "user_id": self.stranger_chief.id}
        )
        mailbox.confirmation_template_id = own
        theirs = mailbox.confirmation_template_id
        for user, template in (
            (self.stranger_chief, self.brought[0]),
            (self.chief, self.brought[0]),
            (self.chief, theirs),
        ):
            with self.subTest(user.login), self.assertRaises(AccessError):
                template.with_user(user).email_cc = "me@example.net"
        theirs.with_user(self.stranger_chief).subject = "Bitte bestätigen"
        self.chief.company_ids |= self.other_company
        self.brought[0].with_user(self.chief).subject = "Bitte bestätigen"

    def test_portals_of_all_companies_are_not_one_companys(self):
        self.mailbox.copy({"name": "Theirs", "company_id": self.other_company.id, "user_id": self.stranger_chief.id})
        portal = self.portals[0]
        label = self.env["anfragemanager.label"].create({"name": "Wer", "field": "name"})
        for user in (self.stranger_chief, self.chief):
            for record, values in (
                (portal, {"sender_domains": "evil.example"}),
                (portal, {"active": False}),
                (label, {"field": "email"}),
            ):
                with self.subTest(user.login, values=values), self.assertRaises(AccessError):
                    record.with_user(user).write(values)
            with self.subTest(user.login), self.assertRaises(AccessError):
                label.with_user(user).create({"name": "Mail", "field": "phone"})
            with self.subTest(user.login), self.assertRaises(AccessError):
                portal.with_user(user).unlink()
        self.chief.company_ids |= self.other_company
        portal.with_user(self.chief).sender_domains = "ours.example"
        label.with_user(self.chief).field = "email"
