"""What an administrator and a clerk can teach the reader, replay, and the alarm when a portal changes its layout."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from . import common

UNKNOWN_LAYOUT = """Neuer Kontakt

Wer: Vxarn Qourn
Netzpost: joerdis@example.org
Hausnr-Code: TM-1024
Textfeld: Zwei Personen, ein Hund
"""


@tagged("post_install", "-at_install")
class TestReading(common.FlowCase):
    def mail_of(self, raw):
        self.deliver(raw)
        return self.env["anfragemanager.mail"].search([("mailbox_id", "=", self.mailbox.id)], limit=1)

    def portal_of(self, domain):
        return self.env["anfragemanager.portal"].create(
            {"name": "Regionalportal", "code": "regional", "sender_domains": domain}
        )

    def test_portal_added_by_the_administrator(self):
        raw = self.text_mail(
            "Anfrage", "Vorname: Jördis\nNachname: Weiß\nE-Mail: joerdis@example.org\nObjekt-Nr.: TM-1024",
            sender="noreply@regionalportal.example",
        )  # fmt: skip
        portal = self.portal_of("regionalportal.example")
        self.mailbox.portal_ids += portal
        inquiry = self.deliver(raw)
        self.assertEqual((inquiry.portal_id, inquiry.property_id), (portal, self.property))

    def test_taught_label_is_read_by_itself_from_then_on(self):
        portal = self.portal_of("regionalportal.example")
        self.mailbox.portal_ids += portal
        raw = self.text_mail("Neuer Kontakt", UNKNOWN_LAYOUT, sender="noreply@regionalportal.example")
        mail = self.mail_of(raw)
        self.assertFalse(mail.inquiry_ids, "an unknown layout is a person's")
        wizard = Form(self.env["anfragemanager.recognize"].with_user(self.clerk).with_context(default_mail_id=mail.id))
        wizard.portal_id = portal
        fields_of = {"Wer": "name", "Netzpost": "email", "Hausnr-Code": "property_ref", "Textfeld": "message"}
        for index in range(len(wizard.line_ids)):
            with wizard.line_ids.edit(index) as line:
                field = next((field for label, field in fields_of.items() if line.text.startswith(label)), None)
                if field:
                    line.field = field
        self.assertEqual((wizard.first_name, wizard.last_name), ("Vxarn", "Qourn"))
        self.assertEqual((wizard.email, wizard.property_ref), ("joerdis@example.org", "TM-1024"))
        wizard.save().action_create()
        inquiry = mail.inquiry_ids
        self.assertEqual((inquiry.state, inquiry.property_id), ("waiting", self.property))
        self.assertEqual(set(portal.label_ids.mapped("name")), set(fields_of))
        another = UNKNOWN_LAYOUT.replace("joerdis@", "max@").replace("Vxarn Qourn", "Max Muster")
        second = self.deliver(
            self.text_mail("Neuer Kontakt", another, sender="noreply@regionalportal.example", number=2)
        )
        self.assertEqual(
            (second.email, second.last_name, second.property_id), ("max@example.org", "Muster", self.property)
        )

    def test_clerk_s_lines_are_read_as_the_reader_would(self):
        text = "Wer: Frau Dr. Anna von Stein\nWo: A-1010 Wien\nAnrede: Herrn\n"
        mail = self.mail_of(self.text_mail("Kontakt", text, sender="noreply@regionalportal.example"))
        wizard = Form(self.env["anfragemanager.recognize"].with_user(self.clerk).with_context(default_mail_id=mail.id))
        for index, (field, seen) in enumerate(
            [
                ("name", {"salutation": "mrs", "title": "Dr.", "first_name": "Anna", "last_name": "von Stein"}),
                ("zip_city", {"zip": "1010", "city": "Wien"}),
                ("salutation", {"salutation": "mr"}),
            ]
        ):
            with wizard.line_ids.edit(index) as line:
                line.field = field
            self.assertEqual({name: wizard[name] for name in seen}, seen)

    def recognizing(self, raw):
        mail = self.mail_of(raw)
        return Form(self.env["anfragemanager.recognize"].with_user(self.clerk).with_context(default_mail_id=mail.id))

    def test_who_wrote_a_letter_is_given_already(self):
        text = "Guten Tag,\nwir sprachen im Sommer über die Hausmeisterwohnung.\n\nViele Grüße\nRenate Vogt"
        wizard = self.recognizing(self.text_mail("Eine Frage", text, "R. V. <renate.vogt@example.org>"))
        self.assertEqual(wizard.email, "renate.vogt@example.org")
        self.assertEqual((wizard.first_name, wizard.last_name), ("Renate", "Vogt"))

    def test_a_machine_is_not_taken_for_who_asks(self):
        wizard = self.recognizing(self.text_mail("Neues", "Wer: jemand", "noreply@regionalportal.example"))
        self.assertFalse(wizard.email or wizard.last_name)

    def test_replay_shows_what_a_rule_would_change_and_touches_nothing(self):
        portal = self.portal_of("regionalportal.example")
        mail = self.mail_of(self.text_mail("Neuer Kontakt", UNKNOWN_LAYOUT, sender="noreply@regionalportal.example"))
        before = (mail.kind, mail.parsed, mail.write_date)
        portal.label_ids = [
            Command.create({"name": "Wer", "field": "name"}),
            Command.create({"name": "Netzpost", "field": "email"}),
            Command.create({"name": "Hausnr-Code", "field": "property_ref"}),
        ]
        wizard = self.env["anfragemanager.replay"].create({"mail_ids": [Command.set(mail.ids)]})
        wizard.action_replay()
        self.assertEqual((wizard.count_read, wizard.count_changed), (1, 1))
        self.assertIn("kind", wizard.line_ids.mapped("field"))
        self.assertEqual((mail.kind, mail.parsed, mail.write_date), before)
        self.assertFalse(mail.inquiry_ids)

    def test_replay_without_a_change_says_so(self):
        mail = self.mail_of(self.portal_mail())
        wizard = self.env["anfragemanager.replay"].create({"mail_ids": [Command.set(mail.ids)]})
        wizard.action_replay()
        self.assertEqual((wizard.count_read, wizard.count_changed), (1, 0))

    def test_replay_leaves_our_own_confirmation_mails_alone(self):
        mail = self.mail_of(self.portal_mail())
        mail.kind = "confirmation"
        mail.parsed = {**mail.parsed, "kind": "confirmation"}
        wizard = self.env["anfragemanager.replay"].create({"mail_ids": [Command.set(mail.ids)]})
        wizard.action_replay()
        self.assertEqual((wizard.count_read, wizard.count_changed, wizard.line_ids.ids), (0, 0, []))

    def test_replay_knows_what_the_agency_knows(self):
        mail = self.mail_of(self.text_mail("Frage", "Guten Tag,\nist die Wohnung TM-1024 noch frei?\nMax Muster"))
        wizard = self.env["anfragemanager.replay"].create({"mail_ids": [Command.set(mail.ids)]})
        wizard.action_replay()
        self.assertEqual((wizard.count_read, wizard.count_changed), (1, 0))

    def test_origin_lists_each_value_with_its_place(self):
        inquiry = self.deliver(self.portal_mail(email="joerdis@example.org"))
        (email,) = (row for row in inquiry.provenance if row["field"] == "email")
        self.assertEqual((email["value"], email["origin"]), ("joerdis@example.org", "xml"))
        self.assertIn("joerdis@example.org", email["place"])

    def read_mails(self, portal, complete, partial):
        for number in range(complete + partial):
            self.env["anfragemanager.mail"].create(
                {
                    "mailbox_id": self.mailbox.id,
                    "fingerprint": f"{self.env['anfragemanager.mail'].search_count([])}-{number}",
                    "state": "processed",
                    "kind": "inquiry" if number < complete else "other",
                    "portal_id": portal.id,
                    "received_at": fields.Datetime.now() - timedelta(minutes=1),
                    "parsed": {
                        "inquiries": [{"last_name": "Muster", "email": "m@example.org", "property_refs": ["1"]}]
                        if number < complete
                        else []
                    },
                }
            )

    def test_drift_raises_one_alarm_with_examples(self):
        portal = self.portal_of("regionalportal.example")
        portal.drift_window = 20
        self.read_mails(portal, complete=60, partial=2)
        portal._check_drift()
        self.assertFalse(portal.activity_ids)
        self.read_mails(portal, complete=8, partial=12)
        portal._check_drift()
        portal._check_drift()
        self.assertEqual(len(portal.activity_ids), 1)
        self.assertIn("/odoo/anfragemanager.mail/", portal.activity_ids.note)
        self.assertLess(portal.complete_recent, portal.complete_usual)

    def test_few_odd_mails_raise_no_alarm(self):
        portal = self.portal_of("regionalportal.example")
        portal.drift_window = 20
        self.read_mails(portal, complete=55, partial=5)
        self.read_mails(portal, complete=17, partial=3)
        portal._check_drift()
        self.assertFalse(portal.activity_ids)

    def test_read_again_after_a_rule_changed(self):
        portal = self.portal_of("regionalportal.example")
        self.mailbox.portal_ids += portal
        mail = self.mail_of(self.text_mail("Neuer Kontakt", UNKNOWN_LAYOUT, sender="noreply@regionalportal.example"))
        portal.label_ids = [
            Command.create({"name": "Wer", "field": "name"}),
            Command.create({"name": "Netzpost", "field": "email"}),
            Command.create({"name": "Hausnr-Code", "field": "property_ref"}),
        ]
        mail.action_read_again()
        self.assertEqual(mail.kind, "inquiry")
        self.work()
        self.assertEqual(mail.inquiry_ids.state, "waiting")

    def test_agency_at_a_public_provider_keeps_its_prospects(self):
        """Whoever writes from live.com does not own live.com: only the agency's own address is its own."""
        self.company.email = "agentur@live.com"
        inquiry = self.deliver(self.portal_mail(email="interessentin@live.com"))
        self.assertEqual(inquiry.email, "interessentin@live.com")
        self.assertNotEqual(inquiry.reason, "no_email")
        again = self.deliver(self.portal_mail(number=2, email="agentur@live.com", message="Sind wir das selbst?"))
        self.assertFalse(again.email)

    def test_number_the_agency_knows_counts_wherever_it_stands(self):
        raw = self.text_mail("Frage", "Guten Tag,\nist die Wohnung TM-1024 noch frei?\nMax Muster")
        inquiry = self.deliver(raw)
        self.assertEqual((inquiry.property_id, inquiry.email), (self.property, "max@example.org"))
        with self.assertQueryCount(2):
            known = self.env["anfragemanager.property"]._known_references(["TM1024", "XY1", "4711"], self.company)
        self.assertEqual(known, {"TM1024": self.property.id})

    def test_known_number_of_another_company_is_not_known(self):
        other = self.env["res.company"].create({"name": "Nachbar GmbH"})
        self.assertEqual(self.env["anfragemanager.property"]._known_references(["TM1024"], other), {})

    def test_unsure_mail_stops_for_a_person_with_its_reasons_and_goes_on_when_told(self):
        raw = self.text_mail("Frage", "Guten Tag,\nich suche eine Wohnung mit Balkon.\nMax Muster")
        inquiry = self.deliver(raw)
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "unsure"))
        self.assertTrue(inquiry.activity_ids, "a task for the main user")
        self.assertIn("A person asks for a property without naming it", inquiry.mail_id.evidence)
        self.assertIn(
            "Eine Person sucht eine Immobilie", inquiry.mail_id.with_context(lang="de_DE").evidence, "in plain German"
        )
        inquiry.with_user(self.clerk).action_stop()
        self.assertEqual(inquiry.reason, "manual")

    def test_owner_becomes_an_opportunity_with_a_task_and_no_answer(self):
        text = "Name: Erna Alt\nE-Mail: erna@example.org\nNachricht: Ich möchte mein Haus verkaufen.\n"
        raw = self.text_mail("Eigentümeranfrage über Ihre Webseite", text, sender="web@testmakler.example")
        mail = self.mail_of(raw)
        self.assertEqual((mail.kind, mail.inquiry_ids.ids), ("owner_lead", []))
        lead = mail.lead_id
        self.assertEqual((lead.contact_name, lead.email_from), ("Erna Alt", "erna@example.org"))
        self.assertEqual((lead.user_id, lead.activity_ids.user_id), (self.clerk, self.clerk))
        self.assertFalse(lead.team_id)
        mail.action_read_again()
        self.work()
        self.assertEqual(mail.lead_id, lead, "once, however often it is read")

    def test_owner_goes_to_who_looks_after_owners(self):
        seller = new_test_user(
            self.env, login="seller", company_id=self.company.id, company_ids=[(6, 0, self.company.ids)]
        )
        team = self.env["crm.team"].create({"name": "Einkauf", "company_id": self.company.id})
        self.mailbox.write({"owner_user_id": seller.id, "owner_team_id": team.id})
        text = "Name: %s\nE-Mail: erna@example.org\nNachricht: Ich möchte mein Haus verkaufen.\n"
        sender = {"sender": "web@testmakler.example"}
        lead = self.mail_of(self.text_mail("Eigentümeranfrage", text % "Erna Alt", **sender)).lead_id
        self.assertEqual((lead.user_id, lead.activity_ids.user_id, lead.team_id), (seller, seller, team))
        seller.active = False
        lead = self.mail_of(self.text_mail("Eigentümeranfrage", text % "Emil Alt", number=2, **sender)).lead_id
        self.assertEqual((lead.user_id, lead.activity_ids.user_id), (self.clerk, self.clerk))
        deputy = new_test_user(
            self.env, login="deputy", company_id=self.company.id, company_ids=[(6, 0, self.company.ids)]
        )
        self.mailbox.deputy_id = deputy
        self.clerk.active = False
        lead = self.mail_of(self.text_mail("Eigentümeranfrage", text % "Ella Alt", number=3, **sender)).lead_id
        self.assertEqual((lead.user_id, lead.activity_ids.user_id), (deputy, deputy))

    def test_mailbox_with_a_backlog_answers_no_old_mail_by_itself(self):
        raw = self.portal_mail(headers={}).replace(
            b"Date: " + common.TODAY.encode(), b"Date: Tue, 10 Nov 2020 09:15:00 +0100"
        )
        inquiry = self.deliver(raw)
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "too_old"))
        inquiry.with_user(self.clerk).action_continue()
        self.work()
        self.assertEqual(inquiry.state, "waiting")

    def test_old_date_of_a_wrong_clock_does_not_make_a_mail_old(self):
        raw = self.portal_mail().replace(b"Date: " + common.TODAY.encode(), b"Date: Tue, 10 Nov 2020 09:15:00 +0100")
        inquiry = self.deliver(b"Received: from a by b; " + common.TODAY.encode() + b"\r\n" + raw)
        self.assertEqual(inquiry.state, "waiting")

    def test_limit_can_be_switched_off(self):
        self.mailbox.max_age_days = 0
        raw = self.portal_mail().replace(b"Date: " + common.TODAY.encode(), b"Date: Tue, 10 Nov 2020 09:15:00 +0100")
        self.assertEqual(self.deliver(raw).state, "waiting")
