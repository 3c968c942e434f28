"""An upgrade keeps what earlier versions stored: the old state is built, the script is run, the data are looked at."""

import base64
from pathlib import Path

from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools import SQL

from . import common

SCRIPTS = Path(__file__).resolve().parent.parent / "migrations"
BEFORE = "19.0.1.0.0"


def script(name):
    """Return a migration script as a module."""
    [path] = SCRIPTS.glob(f"*/{name}.py")
    return load_script(str(path), name)


@tagged("post_install", "-at_install")
class TestUpgrade(common.FlowCase):
    def upgrade(self, name):
        self.env.flush_all()
        script(name).migrate(self.env.cr, BEFORE)
        self.env.invalidate_all()

    def columns(self, table):
        self.env.cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
        return {name for (name,) in self.env.cr.fetchall()}

    def make_old(self, mails):
        """Keep mails as 19.0.1.0.0 did: base64 text in a column of their own row."""
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE anfragemanager_mail ADD COLUMN raw bytea")
        for mail in mails:
            self.env.cr.execute(
                "UPDATE anfragemanager_mail SET raw = %s, raw_size = 0 WHERE id = %s",
                [base64.b64encode(mail._bytes()), mail.id],
            )
            self.env.cr.execute("DELETE FROM anfragemanager_mail_content WHERE mail_id = %s", [mail.id])
        self.env.invalidate_all()

    def test_received_mails_are_carried_over_as_they_came(self):
        raws = [
            self.portal_mail(1),
            bytes(range(256)) * 9000,  # more than two pieces
            b"From: a@b.example\r\n\r\nGr\xfc\xdfe\r\n",
        ]
        mails = self.env["anfragemanager.mail"]
        for number, raw in enumerate(raws):
            mails += mails.create(
                {"mailbox_id": self.mailbox.id, "fingerprint": f"old {number}", "raw": base64.b64encode(raw)}
            )
        self.make_old(mails)
        self.assertFalse(any(mail._bytes() for mail in mails), "the old state")
        late = mails.create(
            {"mailbox_id": self.mailbox.id, "fingerprint": "late", "raw": base64.b64encode(b"Subject: late\r\n\r\n")}
        )

        self.upgrade("post-10-mail_content")

        for mail, raw in zip(mails, raws, strict=True):
            self.assertEqual(mail._bytes(), raw)
            self.assertEqual(mail.raw_size, len(raw))
            self.assertEqual(base64.b64decode(mail.raw), raw)
        self.assertEqual(late._bytes(), b"Subject: late\r\n\r\n")
        self.assertNotIn("raw", self.columns("anfragemanager_mail"))

    def test_many_mails_are_carried_over_in_batches(self):
        module = script("post-10-mail_content")
        mails = self.env["anfragemanager.mail"].create(
            [
                {"mailbox_id": self.mailbox.id, "fingerprint": f"old {n}", "raw": base64.b64encode(b"%d" % (n + 1))}
                for n in range(7)
            ]
        )
        self.make_old(mails)
        module.BATCH = 3
        module.migrate(self.env.cr, BEFORE)
        self.env.invalidate_all()
        self.assertEqual([mail._bytes() for mail in mails], [b"%d" % (n + 1) for n in range(7)])

    def test_an_upgrade_without_the_old_column_changes_nothing(self):
        self.receive(self.portal_mail())
        mail = self.env["anfragemanager.mail"].search([("mailbox_id", "=", self.mailbox.id)])
        before = mail._bytes()
        self.upgrade("post-10-mail_content")
        self.assertEqual(mail._bytes(), before)

    def test_renamed_models_keep_their_records(self):
        module = script("pre-10-renamed")
        reference, image = self.property.reference, {"name": "Garten", "property_id": self.property.id}
        image = self.env["anfragemanager.image"].create(image)
        self.property.message_post(body="Besichtigt")
        lead = self.env["crm.lead"].create({"name": "Alt", "anfrage_property_id": self.property.id})
        partner = self.env["res.partner"].create({"name": "Alt", "anfrage_salutation": "mrs"})
        self.env.flush_all()
        messages = len(self.property.message_ids)
        before = {table: self.columns(table) for table in ("anfragemanager_property", "crm_lead", "res_partner")}
        for old, new in module.MODELS.items():
            module.rename_model(self.env.cr, new, old)
        for model, old, new in module.FIELDS:
            module.rename_field(self.env.cr, model, new, old)
        self.assertFalse(self.columns("anfragemanager_property"), "the old state")
        self.assertIn("salutation", self.columns("res_partner"))

        self.upgrade("pre-10-renamed")

        self.assertEqual({table: self.columns(table) for table in before}, before)
        self.assertEqual(self.property.reference, reference)
        self.assertEqual(self.property.image_ids, image)
        self.assertEqual(len(self.property.message_ids), messages)
        self.assertEqual(lead.anfrage_property_id, self.property)
        self.assertEqual(partner.anfrage_salutation, "mrs")
        self.assertFalse(self.columns("real_estate_property"))

    def test_a_model_of_another_addon_is_left_alone(self):
        module = script("pre-10-renamed")
        module.rename_model(self.env.cr, "anfragemanager.listing", "real.estate.listing")
        self.env.cr.execute("UPDATE ir_model_data SET module = 'other' WHERE name = 'model_real_estate_listing'")
        module.migrate(self.env.cr, BEFORE)
        self.assertTrue(self.columns("real_estate_listing"))

    def test_needless_indexes_go(self):
        names = script("post-30-indexes").NEEDLESS
        for name in names:
            table, _two, rest = name.partition("__")
            parts = map(SQL.identifier, (name, table, rest.removesuffix("_index")))
            self.env.cr.execute(SQL("CREATE INDEX IF NOT EXISTS %s ON %s (%s)", *parts))
        self.upgrade("post-30-indexes")
        self.env.cr.execute("SELECT indexname FROM pg_indexes WHERE indexname = ANY(%s)", [list(names)])
        self.assertFalse(self.env.cr.fetchall())

    def test_a_refusal_nobody_changed_says_how_it_stands_with_the_property(self):
        template = self.env.ref("anfragemanager.mail_template_refusal")
        old = "<p><t t-if=\"object.property_id.marketing_type in ('rent', 'lease')\">Let.</t></p>"
        for writer, kept in ((self.clerk, True), (self.env.ref("base.user_root"), False)):
            for lang in ("en_US", "de_DE"):
                template.with_user(writer).sudo().with_context(lang=lang).body_html = old
            self.env.flush_all()
            self.env.cr.execute("UPDATE mail_template SET write_uid = %s WHERE id = %s", [writer.id, template.id])
            self.env.invalidate_all()
            self.upgrade("post-10-refusal")
            for lang in ("en_US", "de_DE"):
                body = template.with_context(lang=lang).body_html
                self.assertEqual("_refusal_told" not in body, kept, (writer.login, lang))
        self.assertIn("Vielen Dank", template.with_context(lang="de_DE").body_html.replace("vielen", "Vielen"))
