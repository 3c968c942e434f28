"""What an inquiry asks of the database. Who raises a figure has a reason; who lowers one writes it down here."""

from odoo import sql_db
from odoo.tests import tagged

from . import common

# Statements from the mail handed in to the exposé queued, a worker's turns included.
KNOWN = 110
UNKNOWN = 160


@tagged("post_install", "-at_install")
class TestCost(common.FlowCase):
    def counted(self, number, **values):
        """Return an inquiry carried through, and how many statements that took."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = sql_db.sql_counter
        self.receive(self.portal_mail(number, **values))
        for lane in range(self.worker._lanes()):
            self.worker._lane_job(lane).method_direct_trigger()
        inquiry = self.env["anfragemanager.inquiry"].search([("mailbox_id", "=", self.mailbox.id)], limit=1)
        if inquiry.state == "waiting":
            inquiry._submit({"salutation": "mrs"})
        self.env.flush_all()
        return inquiry, sql_db.sql_counter - before

    def cost(self, **values):
        """Return the statements of an inquiry when all that is kept in memory is there."""
        costs = []
        for number in range(3):
            who = {name: value[number] for name, value in values.items()}
            inquiry, count = self.counted(number, **who)
            self.assertEqual(inquiry.state, "done")
            costs.append(count)
        return min(costs)

    def test_of_a_known_prospect(self):
        emails = [f"known{number}@example.org" for number in range(3)]
        for email in emails:
            self.make_partner(name="Jördis Müller-Weiß", email=email)
        self.assertLessEqual(self.cost(email=emails), KNOWN)

    def test_of_an_unknown_one(self):
        people = {
            "first": ("Anna", "Bernd", "Clara"),
            "last": ("Vogel", "Kaiser", "Wolfram"),
            "email": ("anna.vogel@example.org", "kaiser@example.net", "cw@example.com"),
            "street": ("Feldweg 3", "Am Markt 11", "Hafenstraße 7"),
            "zip": ("20095", "80331", "04109"),
            "city": ("Hamburg", "München", "Leipzig"),
            "phone": ("+49 40 1234567", "+49 89 7654321", "+49 341 5552200"),
        }
        self.assertLessEqual(self.cost(**people), UNKNOWN)
