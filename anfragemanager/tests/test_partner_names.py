"""A contact's name and its parts stay together, whoever writes which of them."""

from odoo.tests import Form, TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestPartnerNames(TransactionCase):
    def person(self, **values):
        return self.env["res.partner"].create({"first_name": "Anna", "last_name": "Heide", **values})

    def test_parts_alone_make_a_name(self):
        self.assertEqual(self.person().name, "Anna Heide")
        result = self.env["res.partner"].load(["first_name", "last_name"], [["Anna", "Heide"], ["", "Schmidt"]])
        self.assertFalse(result["messages"])
        self.assertEqual(self.env["res.partner"].browse(result["ids"]).mapped("name"), ["Anna Heide", "Schmidt"])

    def test_name_follows_its_parts(self):
        person = self.person()
        person.last_name = "von der Heide"
        self.assertEqual(person.name, "Anna von der Heide")

    def test_parts_follow_the_name(self):
        person = self.person()
        person.name = "Anna Schmidt"
        self.assertEqual((person.first_name, person.last_name), ("Anna", "Schmidt"))
        self.assertEqual(person._anfrage_read_name()["last_name"], "Schmidt")
        [known] = person._anfrage_persons()
        self.assertEqual(known.last_name, "Schmidt", "the duplicate check knows the new name")

    def test_a_part_that_was_never_known_is_not_lost(self):
        person = self.env["res.partner"].create({"name": "Anna Heide"})
        person.last_name = "Schmidt"
        self.assertEqual((person.name, person.first_name), ("Anna Schmidt", "Anna"))

    def test_companies_keep_their_name(self):
        company = self.env["res.partner"].create({"name": "Heide & Söhne GmbH", "is_company": True})
        company.write({"first_name": "Anna", "last_name": "Heide"})
        self.assertEqual(company.name, "Heide & Söhne GmbH")
        self.assertEqual(company._anfrage_read_name()["last_name"], "")

    def test_clerk_renames_in_the_form(self):
        person = self.person(anfrage_salutation="mrs")
        with Form(person, "base.view_partner_form") as form:
            form.name = "Anna Schmidt"
        self.assertEqual((person.first_name, person.last_name), ("Anna", "Schmidt"))
        with Form(person, "base.view_partner_form") as form:
            form.last_name = "Heide"
        self.assertEqual(person.name, "Anna Heide")
