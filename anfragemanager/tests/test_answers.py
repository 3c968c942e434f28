"""What prospects answer to our mails reaches a person, with their inquiry, and is silenced by nothing."""

from datetime import timedelta
from email.header import Header

from odoo import fields
from odoo.tests import tagged

from . import common

PROSPECT = "Jördis Müller-Weiß <joerdis@example.org>"
SEES_IT = "Guten Tag,\ndanke für das Exposé. Wann kann ich das Haus TM-1024 besichtigen?\nJördis Müller-Weiß"
TAKES_IT = "Guten Tag,\nich nehme das Haus! Haben Sie auch etwas in Ehrenfeld, wie TM-1024?\nJördis Müller-Weiß"


@tagged("post_install", "-at_install")
class TestAnswers(common.FlowCase):
    def setUp(self):
        super().setUp()
        self.contact = self.make_partner(name="Jördis Müller-Weiß", email="joerdis@example.org")
        self.inquiry = self.deliver(self.portal_mail())
        (self.expose,) = self.sent_to("joerdis@example.org")

    def answer(self, text, subject="AW: Exposé", number=1, sender=PROSPECT, **headers):
        before = self.env["anfragemanager.mail"].search([]).ids
        self.deliver(self.text_mail(subject, text, sender, number, **headers))
        return self.env["anfragemanager.mail"].search([("id", "not in", before)])

    def to_the_expose(self, text, **values):
        return self.answer(text, In_Reply_To=self.expose["message_id"], **values)

    def verdicts(self):
        return self.env["anfragemanager.verdict"].search([("company_id", "=", self.company.id)])

    def assert_filed(self, mail, inquiry=None):
        inquiry = inquiry or self.inquiry
        self.assertEqual((mail.kind, mail.about_id), ("reply", inquiry))
        self.assertFalse(mail.inquiry_ids, "an answer is no inquiry of its own")
        message = inquiry.message_ids.filtered(lambda one: one.message_type == "email")[:1]
        self.assertEqual(message.author_id, inquiry.partner_id)
        self.assertIn(self.env.ref("anfragemanager.activity_answer"), inquiry.activity_ids.activity_type_id)

    # ------------------------------------------------------------------ where it is filed

    def test_an_answer_about_the_property_belongs_to_its_inquiry(self):
        mail = self.to_the_expose(SEES_IT)
        self.assert_filed(mail)
        self.assertIn("besichtigen", self.inquiry.message_ids[0].body)
        self.assertEqual(self.inquiry.activity_ids.user_id, self.property.user_id)

    def test_an_answer_is_known_by_an_id_that_was_written_as_encoded_words(self):
        coded = Header(self.expose["message_id"], "utf-8", maxlinelen=60, header_name="In-Reply-To").encode()
        self.assertIn("=?utf-8?", coded)
        raw = self.text_mail("AW: Exposé", TAKES_IT, PROSPECT).replace(
            b"\r\nDate:", b"\r\nIn-Reply-To: %s\r\nDate:" % coded.encode(), 1
        )
        self.assertFalse(self.deliver(raw))
        self.assert_filed(self.env["anfragemanager.mail"].search([("mailbox_id", "=", self.mailbox.id)], limit=1))

    def test_an_answer_without_its_id_is_known_by_the_subject_of_our_mail(self):
        exposes = self.inquiry.expose_sent_at
        subject = f"Re: {self.expose['subject']}"
        mail = self.answer("Guten Tag,\nvielen Dank für das Exposé TM-1024. Passt Dienstag?\nJördis", subject)
        self.assert_filed(mail)
        self.assertEqual(len(self.sent_to("joerdis@example.org")), 1, "nothing is sent again")
        self.assertEqual(self.inquiry.expose_sent_at, exposes)

    def test_an_answer_to_the_confirmation_mail_leaves_the_inquiry_waiting(self):
        other = self.deliver(self.portal_mail(2, email="neu@example.org", first="Nele", last="Neu"))
        (asked,) = self.sent_to("neu@example.org")
        mail = self.answer(
            "Ja, ich suche ein Haus wie TM-1024. Was muss ich tun?", "Re: Bitte", sender="Nele Neu <neu@example.org>",
            In_Reply_To=asked["message_id"],
        )  # fmt: skip
        self.assertEqual((mail.kind, mail.about_id, other.state), ("reply", other, "waiting"))
        self.assertIn(self.env.ref("anfragemanager.activity_answer"), other.activity_ids.activity_type_id)

    def test_an_answer_that_another_recipient_has_too_is_a_task_all_the_same(self):
        model_id = self.env["ir.model"]._get_id("crm.lead")
        self.env["mail.alias"].create(
            {"alias_name": "sales-test", "alias_domain_id": self.alias_domain.id, "alias_model_id": model_id}
        )
        raw = self.text_mail("AW: Exposé", SEES_IT, PROSPECT, In_Reply_To=self.expose["message_id"])
        self.receive(raw.replace(b"To: anfragen-test@", b"To: sales-test@testmakler.example, anfragen-test@"))
        self.work()
        mail = self.env["anfragemanager.mail"].search([("mailbox_id", "=", self.mailbox.id)], limit=1)
        self.assertEqual((mail.kind, mail.about_id), ("reply", self.inquiry))
        self.assertIn(self.env.ref("anfragemanager.activity_answer"), self.inquiry.activity_ids.activity_type_id)

    def test_answers_one_after_the_other_are_one_task(self):
        self.to_the_expose(SEES_IT)
        self.to_the_expose(TAKES_IT, number=2)
        self.assertEqual(len(self.inquiry.activity_ids), 1)
        self.assertIn("Ehrenfeld", self.inquiry.activity_ids.note)

    def test_a_new_answer_is_new_where_an_older_one_still_waits(self):
        self.to_the_expose(SEES_IT)
        (task,) = self.inquiry.activity_ids
        task.date_deadline = fields.Date.today() - timedelta(days=5)
        first = task.summary
        self.to_the_expose(TAKES_IT, number=2)
        self.assertEqual(task.state, "today")
        self.assertNotEqual(task.summary, first)
        note = task.note
        self.assertLess(note.index("Ehrenfeld"), note.index("besichtigen"), "the latest above what was not read yet")

    def test_the_task_holds_what_was_written_and_not_what_is_quoted(self):
        text = f"{SEES_IT}\n\n> Image [9]\n> \n> Sehr geehrte Frau Müller-Weiß,\n> hier ist Ihr Exposé.\n> Image [10]"
        self.to_the_expose(text)
        note = self.inquiry.activity_ids.note
        self.assertIn("besichtigen", note)
        for quoted in ("Image", "hier ist", "&gt;"):
            self.assertNotIn(quoted, note)

    def test_the_subject_of_our_mail_from_a_stranger_is_no_answer(self):
        mail = self.answer(SEES_IT, f"Re: {self.expose['subject']}", sender="Fremd <fremd@example.org>")
        self.assertFalse(mail.about_id)
        self.assertTrue(mail.inquiry_ids)

    def test_a_portal_that_answers_in_its_subject_brings_an_inquiry(self):
        raw = self.portal_mail(2).replace(b"Subject: Kontakt", b"Subject: Re: Kontakt")
        self.assertTrue(self.deliver(raw))

    def test_an_out_of_office_note_is_no_answer(self):
        mail = self.to_the_expose("Ich bin bis 4. Dezember im Urlaub.", Auto_Submitted="auto-replied")
        self.assertEqual(mail.kind, "auto_reply")
        self.assertFalse(self.inquiry.activity_ids)

    def test_an_answer_that_asks_for_deletion_is_a_task_of_its_inquiry(self):
        mail = self.to_the_expose("Bitte löschen Sie meine Daten.")
        self.assertEqual((mail.kind, mail.about_id, mail.needs_review), ("other", self.inquiry, False))
        self.assertIn(self.env.ref("anfragemanager.activity_answer"), self.inquiry.activity_ids.activity_type_id)

    def test_another_answer_of_a_prospect_belongs_to_the_latest_inquiry(self):
        mail = self.answer("Gern, bis dann!", "Re: Dienstag")
        self.assert_filed(mail)

    def test_an_answer_of_a_prospect_belongs_to_the_inquiry_of_the_property_it_names(self):
        self.property.copy({"reference": "TM-2000", "marketing_state": "active"})
        latest = self.deliver(self.portal_mail(2, reference="TM-2000", scout="162188780"))
        self.assertEqual(latest.property_id.reference, "TM-2000")
        self.assertEqual(self.answer("Gern, bis dann!", "Re: Besichtigung Objekt TM-1024").about_id, self.inquiry)
        self.assertEqual(self.answer("Gern, bis dann!", "Re: Dienstag", 2).about_id, latest)

    def test_an_answer_that_belongs_nowhere_is_looked_at(self):
        mail = self.answer("Danke, so machen wir es.", "Re: Sommerfest", sender="Otto Ohne <otto@example.org>")
        self.assertEqual((mail.kind, mail.needs_review, mail.review_reason), ("reply", True, "stray"))
        mail.with_user(self.clerk).action_is_no_inquiry()
        self.assertFalse(mail.needs_review or self.verdicts())

    def test_a_colleagues_answer_is_not(self):
        mail = self.answer("Danke.", "Re: Sommerfest", sender="Sabine Klerk <clerk@testmakler.example>")
        self.assertEqual((mail.kind, mail.needs_review), ("reply", False))
        self.clerk.email = "sabine@provider.example"
        mail = self.to_the_expose("Ja, gern.", number=2, sender="Sabine Klerk <sabine@provider.example>")
        self.assertEqual(mail.about_id, self.inquiry)
        self.assertFalse(self.inquiry.activity_ids)

    def test_what_only_pretends_to_be_a_colleagues_is_not_filed_as_theirs(self):
        told = "mx.testmakler.example; spf=pass smtp.mailfrom=evil.example; dmarc=fail header.from=testmakler.example"
        before = self.inquiry.message_ids
        for number, text in enumerate(("Ja, gern.", "Bitte löschen Sie meine Daten."), start=2):
            mail = self.to_the_expose(
                text, number=number, sender="Sabine Klerk <clerk@testmakler.example>", Authentication_Results=told
            )
            self.assertEqual((mail.sender_check, mail.needs_review), ("fail", True))
        self.assertEqual(self.inquiry.message_ids, before, "nobody says anything in a colleague's name")

    def test_who_may_ask_is_shown_as_the_contact_who_is_known(self):
        known = self.make_partner(name="Max Muster", email="max@example.org")
        text = "Guten Tag,\nich suche eine Wohnung mit Balkon.\nMax Muster"
        mail = self.answer(text, "Wohnung", sender="max@example.org")
        inquiry = mail.inquiry_ids
        self.assertEqual((inquiry.state, inquiry.reason, inquiry.partner_id), ("aborted", "unsure", known))
        self.assertNotIn("create_address", inquiry._possible_actions())
        inquiry.with_user(self.clerk).action_is_no_inquiry()
        self.assertNotIn("create_address", inquiry._possible_actions())
        self.assertTrue(self.verdicts(), "that a contact writes makes nobody a prospect")

    # ------------------------------------------------------------------ what is learned

    def test_nothing_is_learned_from_an_answer(self):
        mail = self.answer(SEES_IT, "Re: Termin", sender="Otto Ohne <otto@example.org>")
        self.assertTrue(any(row["class"] == "reply" for row in mail.parsed["evidence"]))
        if mail.inquiry_ids:
            mail.inquiry_ids.with_user(self.clerk).action_is_no_inquiry()
        else:
            mail.with_user(self.clerk).action_is_no_inquiry()
        self.assertFalse(self.verdicts())

    def test_nothing_is_learned_of_a_prospects_mails(self):
        mail = self.answer("Liebe Frau Klerk, wir laden Sie herzlich zum Sommerfest ein.", "Einladung")
        mail.with_user(self.clerk).action_is_no_inquiry()
        self.assertFalse(self.verdicts())

    def learned(self, subject, sender="joerdis@example.org"):
        self.env["anfragemanager.verdict"].create(
            {
                "company_id": self.company.id,
                "sender": sender,
                "subject": subject,
                "is_inquiry": False,
                "mail_id": self.inquiry.mail_id.id,
            }
        )

    def test_what_was_learned_silences_no_answer(self):
        self.learned("exposé")
        self.assert_filed(self.to_the_expose(TAKES_IT))

    def test_what_was_learned_silences_no_prospect(self):
        self.learned("rückruf")
        mail = self.answer("Rufen Sie mich bitte an, es ist wegen gestern.", "Rückruf")
        self.assertFalse(mail.is_judged)
        self.assertTrue(mail.needs_review or mail.about_id or mail.inquiry_ids)

    def test_what_was_learned_silences_no_answer_from_another_address(self):
        self.learned("exposé", "kind@example.org")
        mail = self.to_the_expose("Wir nehmen es!\nKind", sender="Kind <kind@example.org>")
        self.assertEqual((mail.kind, mail.about_id), ("reply", self.inquiry))

    def test_the_button_says_what_is_learned(self):
        question = self.env["anfragemanager.inquiry"]._actions()["is_no_inquiry"][2]
        self.assertIn("same subject", question)
