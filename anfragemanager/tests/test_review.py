"""Every mail ends where somebody sees it."""

from lxml import etree

from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestReview(common.FlowCase):
    def mail(self, raw):
        before = self.env["anfragemanager.mail"].search([]).ids
        self.deliver(raw)
        return self.env["anfragemanager.mail"].search([("id", "not in", before)])

    def number(self):
        return (
            self.env["anfragemanager.mailbox"].with_user(self.clerk).get_dashboard()["cards"][self.mailbox.id]["review"]
        )

    def test_list_and_number_mean_the_same(self):
        before = self.number()
        letter = self.mail(self.text_mail("Einladung", "Liebe Frau Klerk, wir laden Sie herzlich zum Sommerfest ein."))
        self.mail(self.portal_mail())
        self.mail(self.text_mail("Abwesend", "Ich bin im Urlaub.", number=2, Auto_Submitted="auto-replied"))
        self.assertTrue(letter.needs_review)
        self.assertEqual(self.number(), before + 1)
        found = self.env["anfragemanager.mail"].search(self.mailbox.action_view_other_mails()["domain"])
        self.assertIn(letter, found)

    def test_a_person_decides_and_can_change_it(self):
        letter = self.mail(self.text_mail("Einladung", "Liebe Frau Klerk, wir laden Sie herzlich zum Sommerfest ein."))
        letter.with_user(self.clerk).action_is_no_inquiry()
        self.assertFalse(letter.needs_review)
        letter.with_user(self.clerk).action_review_again()
        self.assertTrue(letter.needs_review)

    def test_it_is_said_what_was_decided_and_learned_with_a_way_back(self):
        letter = self.mail(self.text_mail("Einladung", "Liebe Frau Klerk, wir laden Sie herzlich zum Sommerfest ein."))
        told = letter.with_user(self.clerk).action_is_no_inquiry()
        self.assertEqual(told["params"]["mail_ids"], letter.ids)
        self.assertIn("Einladung", told["params"]["message"])
        self.assertIn("max@example.org", told["params"]["message"], "of whom it was learned")
        unknown = self.mail(self.portal_mail(number=2, reference="TM-9999", scout="999188779"))
        told = unknown.with_user(self.clerk).action_is_no_inquiry()
        self.assertNotIn("immobilienscout24", told["params"]["message"], "nothing was learned")

    def test_the_list_says_why_and_what_to_do_about_it(self):
        letter = self.mail(self.text_mail("Einladung", "Liebe Frau Klerk, wir laden Sie herzlich zum Sommerfest ein."))
        self.assertEqual(letter.review_reason, "unknown")
        unknown = self.mail(self.portal_mail(reference="TM-9999", scout="999188779"))
        self.assertEqual(unknown.review_reason, "unknown_number")
        self.assertFalse(self.mail(self.portal_mail(number=2)).review_reason)
        unknown.with_user(self.clerk).action_is_no_inquiry()
        self.assertFalse(unknown.needs_review or unknown.review_reason)
        said = self.env["anfragemanager.verdict"]._of(unknown.company_id, unknown.sender, unknown.subject)
        self.assertFalse(said, "a number nobody has says nothing of the portal's other mails")

    def test_what_is_no_inquiry_is_known_next_time(self):
        invoice = "Guten Tag,\nanbei die Abrechnung über %s Euro.\nIhre Buchhaltung"
        sender = "Haus & Grund <buchhaltung@hausundgrund.example>"
        first = self.mail(self.text_mail("Abrechnung 2026-11", invoice % 120, sender=sender))
        self.assertTrue(first.needs_review)
        first.with_user(self.clerk).action_is_no_inquiry()
        second = self.mail(self.text_mail("Abrechnung 2026-12", invoice % 130, sender=sender, number=2))
        self.assertEqual((second.kind, second.needs_review), ("other", False))
        self.assertIn("A person said that such mails are no inquiries", second.evidence)
        other = self.mail(self.text_mail("Eine Bitte", "Rufen Sie mich zurück?", sender=sender, number=3))
        self.assertTrue(other.needs_review, "another matter of the same sender")
        second.with_user(self.clerk).action_review_again()
        third = self.mail(self.text_mail("Abrechnung 2027-01", invoice % 140, sender=sender, number=4))
        self.assertTrue(third.needs_review, "it was taken back")

    def test_a_verdict_never_hides_a_clear_inquiry_and_counts_for_one_company(self):
        letter = self.mail(self.text_mail("Frage", "Liebe Frau Klerk, wann sehen wir uns?"))
        letter.with_user(self.clerk).action_is_no_inquiry()
        asked = self.mail(
            self.text_mail("Frage", "Guten Tag,\nist die Wohnung TM-1024 noch frei?\nMax Muster", number=2)
        )
        self.assertTrue(asked.inquiry_ids, "a person who wrote privately once may look for a home")
        other = self.env["res.company"].create({"name": "Nachbar GmbH"})
        self.assertFalse(self.env["anfragemanager.verdict"]._of(other, letter.sender, letter.subject))

    def test_what_may_be_an_inquiry_is_decided_at_the_inquiry_and_known_next_time(self):
        text = "Guten Tag,\nich suche eine Wohnung mit Balkon.\nMax Muster"
        first = self.mail(self.text_mail("Wohnung gesucht", text)).inquiry_ids
        self.assertEqual(first._possible_actions()[:3], ["view_mail", "is_inquiry", "is_no_inquiry"])
        first.with_user(self.clerk).action_is_no_inquiry()
        self.assertEqual((first.state, first.reason), ("aborted", "manual"))
        again = self.mail(self.text_mail("Wohnung gesucht", text + " ", number=2))
        self.assertFalse(again.inquiry_ids or again.needs_review)

    def test_what_is_an_inquiry_is_known_next_time(self):
        text = "Guten Tag,\nich suche eine Wohnung mit Balkon.\nMax Muster"
        first = self.mail(self.text_mail("Wohnung gesucht", text)).inquiry_ids
        first.with_user(self.clerk).action_continue()
        again = self.mail(self.text_mail("Wohnung gesucht", text + " ", number=2))
        self.assertIn("A person said that such mails are inquiries", again.evidence)
        self.assertFalse(again.unsure)

    def test_a_verdict_is_forgotten_with_the_last_mail_of_its_kind(self):
        first = self.mail(self.text_mail("Einladung 1", "Liebe Frau Klerk, wir laden Sie herzlich ein."))
        first.with_user(self.clerk).action_is_no_inquiry()
        second = self.mail(self.text_mail("Einladung 2", "Liebe Frau Klerk, kommen Sie gern.", number=2))
        verdict = self.env["anfragemanager.verdict"].search([("company_id", "=", self.company.id)])
        self.assertEqual(verdict.mail_id, second)
        (first | second).unlink()
        self.assertFalse(verdict.exists())

    def test_list_and_mail_say_in_german_what_to_look_for(self):
        self.env["res.lang"]._activate_lang("de_DE")
        action = self.env.ref("anfragemanager.action_mail_review").with_context(lang="de_DE")
        action.name = "Zur Durchsicht"
        opened = self.mailbox.with_context(lang="de_DE").action_view_other_mails()
        self.assertEqual(opened["name"], f"{self.mailbox.name} – Zur Durchsicht")
        form = self.env["anfragemanager.mail"].get_view(self.env.ref("anfragemanager.mail_view_form").id, "form")
        self.assertIn('name="review_reason"', form["arch"])

    def test_each_kind_has_its_number(self):
        self.mail(self.portal_mail())
        self.mail(self.text_mail("Abwesend", "Ich bin im Urlaub.", number=2, Auto_Submitted="auto-replied"))
        card = self.env["anfragemanager.mailbox"].with_user(self.clerk).get_dashboard()["cards"][self.mailbox.id]
        self.assertEqual([(kind["kind"], kind["count"]) for kind in card["kinds"]], [("inquiry", 1), ("auto_reply", 1)])
        action = self.mailbox.with_user(self.clerk).with_context(anfrage_kind="auto_reply").action_view_kind()
        found = self.env["anfragemanager.mail"].search(action["domain"])
        self.assertEqual(found.mapped("kind"), ["auto_reply"])

    def test_a_number_nobody_knows_may_be_a_lost_prospect(self):
        mail = self.mail(self.portal_mail(reference="TM-1O24", scout="999999999"))
        inquiry = mail.inquiry_ids
        self.assertEqual((inquiry.state, inquiry.reason), ("ignored", "no_property"))
        self.assertTrue(mail.needs_review)
        self.assertEqual(inquiry.activity_ids.user_id, self.clerk)
        inquiry.property_id = self.property
        inquiry._retry()
        self.assertFalse(mail.needs_review, "it found its property")
        self.mailbox.task_no_property = False
        other = self.mail(self.portal_mail(2, reference="TM-9999", scout="888888888", email="max@example.org"))
        self.assertFalse(other.inquiry_ids.activity_ids)
        self.assertTrue(other.needs_review, "seen all the same")

    def test_lists_begin_with_what_came_last_whatever_was_stored_last(self):
        views = self.env["ir.ui.view"].search(
            [("model", "=", "anfragemanager.mail"), ("type", "in", ("list", "kanban"))]
        )
        self.assertEqual(len(views), 3)
        for view in views:
            self.assertEqual(etree.fromstring(view.arch).get("default_order"), "received_at desc, id desc", view.name)
