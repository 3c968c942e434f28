"""The people whose rights are tested, and the whole trail of an inquiry they want to get at."""

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user

from . import common


class AccessCase(common.FlowCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        in_company = {"company_id": cls.company.id, "company_ids": [(6, 0, cls.company.ids)]}
        cls.nobody = new_test_user(
            cls.env, login="am_nobody", groups="base.group_user,base.group_partner_manager", **in_company
        )
        cls.chief = new_test_user(cls.env, login="am_chief", groups="anfragemanager.group_manager", **in_company)
        cls.guest = new_test_user(cls.env, login="am_guest", groups="base.group_portal", **in_company)
        cls.public = cls.env.ref("base.public_user")
        cls.other_company = cls.env["res.company"].create(
            {"name": "Andere Makler GmbH", "email": "info@andere.example"}
        )
        cls.stranger = new_test_user(
            cls.env,
            login="am_stranger",
            groups="anfragemanager.group_user,base.group_partner_manager",
            company_id=cls.other_company.id,
            company_ids=[(6, 0, cls.other_company.ids)],
        )
        cls.stranger_chief = new_test_user(
            cls.env,
            login="am_stranger_chief",
            groups="anfragemanager.group_manager",
            company_id=cls.other_company.id,
            company_ids=[(6, 0, cls.other_company.ids)],
        )

    def setUp(self):
        super().setUp()
        # The whole trail of an inquiry: mail, trace, link, candidate, task.
        self.known = self.make_partner(
            name="Jördis Müller-Weiß",
            email="old@example.org",
            phone="030 2312500",
            street="Öderstr. 1",
            zip="50667",
            city="Köln",
        )
        self.inquiry = self.deliver(self.portal_mail())
        self.inquiry._submit({})
        self.assertEqual((self.inquiry.state, self.inquiry.reason), ("aborted", "duplicate"))
        self.listing = self.env["anfragemanager.listing"].create(
            {"property_id": self.property.id, "portal_id": self.portals[0].id, "external_id": "4711"}
        )
        self.rule = self.env["anfragemanager.exception"].create(
            {"name": "Rule", "mailbox_id": self.mailbox.id, "addresses": "example.net"}
        )

    def trail(self):
        """Return one record of every model that belongs to our company."""
        self.inquiry._register_opened("page")
        asked = self.inquiry._open_request("access")
        return (
            asked, self.inquiry.opening_ids,
            self.mailbox, self.inquiry.mail_id, self.inquiry, self.inquiry.trace_ids[0], self.rule,
            self.inquiry.duplicate_ids, self.inquiry.consent_ids[0], self.property, self.listing,
        )  # fmt: skip

    def rpc(self, user, records, method, *args, **kwargs):
        """Call a method as a web client does."""
        return call_kw(records.browse().with_user(user), method, [records.ids, *args], kwargs)

    def refuses(self):
        """Expect a refusal, whether for want of rights (AccessError) or for good."""
        return self.assertRaises(UserError)

    def foreign_property(self):
        return self.env["anfragemanager.property"].create(
            {
                "name": "Geheime Villa", "reference": "GEHEIM-1", "company_id": self.other_company.id,
                "marketing_type": "buy", "marketing_state": "active", "purchase_price": 9_999_999,
            }
        )  # fmt: skip
