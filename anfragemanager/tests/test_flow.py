"""Each step and each reason of the flow, with raw mails through the real mail gateway."""

import re
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestFlow(common.FlowCase):
    # ------------------------------------------------------------------ 1–3 receive, read, gate

    def test_unknown_prospect_waits_for_confirmation(self):
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual((inquiry.state, inquiry.reason), ("waiting", False))
        self.assertEqual(inquiry.property_id, self.property)
        self.assertEqual(inquiry.portal_id.code, "immoscout24")
        self.assertFalse(inquiry.partner_id)
        self.assertEqual(
            inquiry.trace_ids.mapped("step"),
            ["receive", "read", "gate", "exceptions", "known_address", "confirmation"],
        )
        (mail,) = self.sent_to("joerdis@example.org")
        self.assertIn("/anfrage/", mail["body"])

    def test_known_address_gets_the_expose_at_once(self):
        partner = self.make_partner(name="Jördis Müller-Weiß", email="Joerdis@Example.org")
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual((inquiry.state, inquiry.partner_id), ("done", partner))
        (mail,) = self.sent_to("joerdis@example.org")
        self.assertIn("Reihenhaus mit Garten", mail["subject"])
        self.assertTrue(self.link_in(mail).endswith("/expose"))
        self.assertFalse(inquiry.partner_created)

    def test_mailbox_off(self):
        self.mailbox.enabled = False
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual((inquiry.state, inquiry.reason), ("ignored", "mailbox_off"))

    def test_portal_off(self):
        self.mailbox.portal_ids -= self.env.ref("anfragemanager.portal_immoscout24")
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual((inquiry.state, inquiry.reason), ("ignored", "portal_off"))

    def test_no_property(self):
        inquiry = self.deliver(self.portal_mail(reference="XX-9", scout="999999999"))
        self.assertEqual((inquiry.state, inquiry.reason), ("ignored", "no_property"))
        self.assertIn("XX-9", inquiry.reason_note)

    def test_property_inactive(self):
        self.property.marketing_state = "reserved"
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual((inquiry.state, inquiry.reason), ("ignored", "property_inactive"))

    def test_property_hidden_from_the_main_user(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.property.user_id = False
        self.property.company_id = other
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual((inquiry.state, inquiry.reason), ("ignored", "property_hidden"))
        self.assertFalse(inquiry.property_id, "a hidden property is not named")
        self.assertNotIn("Reihenhaus", inquiry.reason_note + "".join(filter(None, inquiry.trace_ids.mapped("note"))))

    def test_colleagues_are_not_told_of_another_company_s_property_which_the_main_user_may_see(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.clerk.company_ids |= other
        self.property.write({"user_id": False, "company_id": other.id, "marketing_state": "preparation"})
        twin = self.property.copy({"reference": "TM1024", "name": "Reihenhaus am Wald"})
        for number, (reason, props) in enumerate([("ambiguous", self.property | twin), ("property_inactive", twin)]):
            inquiry = self.deliver(self.portal_mail(number))
            self.assertEqual(inquiry.reason, reason)
            told = "".join([inquiry.reason_note, *filter(None, inquiry.trace_ids.mapped("note"))])
            self.assertNotIn("Reihenhaus", told, props)
            self.property.unlink()

    def test_property_by_portal_number(self):
        self.env["anfragemanager.listing"].create(
            {
                "property_id": self.property.id,
                "portal_id": self.env.ref("anfragemanager.portal_immoscout24").id,
                "external_id": "162188779",
            }
        )
        inquiry = self.deliver(self.portal_mail(reference="unknown"))
        self.assertEqual(inquiry.property_id, self.property)

    def test_ambiguous_property_is_a_persons_choice_and_learnt(self):
        twin = self.property.copy({"reference": "TM1024", "marketing_state": "active"})
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "ambiguous"))
        self.assertEqual(inquiry.ambiguous_property_ids, self.property | twin)
        self.assertEqual(inquiry.activity_ids.user_id, self.clerk)
        wizard = (
            self.env["anfragemanager.assign"]
            .with_user(self.clerk)
            .create({"inquiry_id": inquiry.id, "what": "property", "property_id": twin.id})
        )
        wizard.action_assign()
        self.assertEqual((inquiry.state, inquiry.property_id), ("waiting", twin))
        self.assertEqual(twin.listing_ids.external_id, "162188779")
        self.assertFalse(inquiry.activity_ids)

    def form_mail(self, subject, number, message="Bitte senden Sie mir das Exposé."):
        text = (
            f"Objekt\nScout-ID:\n{number}\n\nAnrede:\nFrau\nVorname:\nJördis\nNachname:\nMüller-Weiß\nE-Mail:\n"
            f"joerdis@example.org\n\nNachricht Ihrer Interessent:innen\n\n{message}\n\nNachrichtenverlauf"
        )
        return self.text_mail(subject, text, "ImmobilienScout24 <noreply@immobilienscout24.de>")

    def listed(self, number="162188779"):
        portal = self.env.ref("anfragemanager.portal_immoscout24")
        values = {"property_id": self.property.id, "portal_id": portal.id, "external_id": number}
        self.env["anfragemanager.listing"].create(values)

    def test_portal_mail_whose_numbers_name_two_properties_waits_for_a_person(self):
        self.listed()
        other = self.property.copy({"reference": "TM-2000", "marketing_state": "reserved"})
        partner = self.make_partner(name="Jördis Müller-Weiß", email="joerdis@example.org")
        inquiry = self.deliver(self.form_mail("Neue Anfrage zu Objekt TM-2000", "162188779"))
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "ambiguous"))
        self.assertEqual(inquiry.ambiguous_property_ids, self.property | other)
        self.assertIn("162188779, TM-2000", inquiry.reason_note)
        self.assertFalse(self.sent_to(partner.email))

    def test_xml_whose_two_numbers_name_two_properties_waits_for_a_person(self):
        self.listed()
        other = self.property.copy({"reference": "TM-2000", "marketing_state": "active"})
        inquiry = self.deliver(self.portal_mail(reference="TM-2000"))
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "ambiguous"))
        self.assertEqual(inquiry.ambiguous_property_ids, self.property | other)

    def test_another_property_in_the_message_is_no_contradiction(self):
        self.listed()
        self.property.copy({"reference": "TM-2000", "marketing_state": "active"})
        message = "Ich habe bei Ihnen auch TM-2000 gesehen, dieses Haus gefällt mir besser."
        inquiry = self.deliver(self.form_mail("Neue Anfrage zu Objekt TM-1024", "162188779", message))
        self.assertEqual((inquiry.state, inquiry.property_id), ("waiting", self.property))

    def test_property_is_suggested_by_title_and_address_only_to_a_person(self):
        self.property.street = "Domstraße 12"
        raw = self.portal_mail(
            reference="", scout="", message="Ich interessiere mich für das Haus in der Domstr. 12, 50667 Köln."
        )
        inquiry = self.deliver(raw)
        self.assertEqual((inquiry.state, inquiry.reason), ("ignored", "no_property"))
        wizard = self.env["anfragemanager.assign"].with_user(self.clerk).create({"inquiry_id": inquiry.id})
        self.assertEqual(wizard.suggested_property_ids, self.property)

    # ------------------------------------------------------------------ 4 exceptions

    def exception(self, **values):
        return self.env["anfragemanager.exception"].create(
            {"name": "Rule", "mailbox_id": self.mailbox.id, "effect": "stop", **values}
        )

    def test_excluded_address(self):
        self.exception(addresses="*.example.net\nexample.org")
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "excluded_address"))

    def test_excluded_rule_by_property(self):
        self.exception(property_domain="[('purchase_price', '>', 100000)]")
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "excluded_rule"))

    def test_exception_without_expose(self):
        self.make_partner(name="Jördis", email="joerdis@example.org")
        self.exception(effect="no_expose", marketing_type="buy")
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual((inquiry.state, inquiry.reason), ("done", "no_expose"))
        self.assertFalse(self.sent_to("joerdis@example.org"))

    def test_exception_address_only(self):
        self.mailbox.write({"confirm_email": False, "collect_data": False})
        self.exception(
            effect="address_only", portal_ids=[Command.link(self.env.ref("anfragemanager.portal_immoscout24").id)]
        )
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual((inquiry.state, inquiry.reason), ("done", False))
        self.assertTrue(inquiry.partner_created)
        self.assertFalse(self.sent_to("joerdis@example.org"))

    # ------------------------------------------------------------------ 6–7 confirmation

    def confirm(self, inquiry, **form):
        values, errors = inquiry._read_form(form)
        self.assertFalse(errors)
        inquiry._submit(values)

    def test_confirmed_prospect_becomes_a_contact_and_gets_the_expose(self):
        inquiry = self.deliver(self.portal_mail())
        self.confirm(inquiry)
        self.assertEqual((inquiry.state, inquiry.reason), ("done", False))
        partner = inquiry.partner_id
        self.assertRecordValues(
            partner,
            [
                {
                    "name": "Jördis Müller-Weiß",
                    "anfrage_salutation": "mrs",
                    "first_name": "Jördis",
                    "last_name": "Müller-Weiß",
                    "email": "joerdis@example.org",
                    "phone": "+49 30 2312500",
                    "street": "Öderstraße 1",
                    "zip": "50667",
                    "city": "Köln",
                    "lang": "de_DE",
                    "user_id": self.clerk.id,
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertEqual(inquiry.consent_ids.partner_id, partner)
        self.assertEqual(len(self.sent_to("joerdis@example.org")), 2)
        record = self.env["anfragemanager.mail"].search([("kind", "=", "confirmation")])
        self.assertEqual(record.mailbox_id, self.mailbox)

    def test_confirming_twice_does_everything_once(self):
        inquiry = self.deliver(self.portal_mail())
        self.confirm(inquiry)
        inquiry._submit({})
        self.assertEqual(len(self.sent_to("joerdis@example.org")), 2)
        self.assertEqual(self.env["res.partner"].search_count([("email", "=", "joerdis@example.org")]), 1)

    def test_second_inquiry_of_the_same_address_is_bundled(self):
        other = self.property.copy({"reference": "TM-2000", "marketing_state": "active"})
        first = self.deliver(self.portal_mail())
        second = self.deliver(self.portal_mail(2, reference="TM-2000", scout="222222222"))
        self.assertEqual((second.state, second.bundle_id), ("waiting", first))
        self.assertEqual(len(self.sent_to("joerdis@example.org")), 1, "one confirmation mail for both")
        self.confirm(first)
        self.assertEqual((first.state, second.state), ("done", "done"))
        self.assertEqual(first.partner_id, second.partner_id)
        subjects = [mail["subject"] for mail in self.sent_to("joerdis@example.org")]
        self.assertEqual(len(subjects), 3)
        self.assertTrue(any(other.reference in subject for subject in subjects))

    def test_nothing_is_printed_in_the_click_for_the_bundle_either(self):
        self.mailbox.expose_pdf = True
        other = self.property.copy({"reference": "TM-2000", "marketing_state": "active"})
        first = self.deliver(self.portal_mail())
        second = self.deliver(self.portal_mail(2, reference="TM-2000", scout="222222222"))
        self.property._render()
        clicking, printed = True, []
        Property = type(other)
        print_it = Property._expose_printed

        def watched(prop, *args):
            printed.append((prop.reference, clicking))
            return print_it(prop, *args)

        with patch.object(Property, "_expose_printed", watched):
            first._submit({"first_name": "Jördis"})
            clicking = False
            self.assertTrue(first.confirmed_at, "what the prospect said stays")
            self.work()
        self.assertEqual((first.state, second.state), ("done", "done"))
        self.assertEqual(set(printed), {("TM-2000", False)})

    def test_expiry(self):
        inquiry = self.deliver(self.portal_mail())
        inquiry.expires_at = fields.Datetime.subtract(fields.Datetime.now(), hours=1)
        self.env.ref("anfragemanager.cron_maintain").method_direct_trigger()
        self.assertEqual((inquiry.state, inquiry.reason), ("expired", "not_confirmed"))

    def test_reminder_once(self):
        self.mailbox.reminder_days = 2
        inquiry = self.deliver(self.portal_mail())
        self.send_queue()
        inquiry.confirmation_sent_at = fields.Datetime.subtract(fields.Datetime.now(), days=2, hours=1)
        self.env.ref("anfragemanager.cron_maintain").method_direct_trigger()
        self.env.ref("anfragemanager.cron_maintain").method_direct_trigger()
        self.assertEqual(len(self.sent_to("joerdis@example.org")), 2)
        self.assertEqual(inquiry.state, "waiting")

    def test_nobody_is_reminded_who_wants_or_may_get_no_mail(self):
        self.mailbox.reminder_days = 2
        inquiry = self.deliver(self.portal_mail())
        self.send_queue()
        inquiry.confirmation_sent_at = fields.Datetime.subtract(fields.Datetime.now(), days=2, hours=1)
        Blacklist, Stop = self.env["mail.blacklist"], self.env["anfragemanager.stop"]
        on_stop_list = [("address_key", "=", inquiry.address_key)]
        limit = self.company.anfrage_limit_address
        for name, bar, lift in (
            (
                "blocklist",
                lambda: Blacklist._add("joerdis@example.org"),
                lambda: Blacklist._remove("joerdis@example.org"),
            ),
            (
                "stop list",
                lambda: Stop._add(self.company, inquiry.address_key, "unsubscribed"),
                lambda: Stop.search(on_stop_list).unlink(),
            ),
            (
                "limit",
                lambda: self.company.write({"anfrage_limit_address": 1}),
                lambda: self.company.write({"anfrage_limit_address": limit}),
            ),
        ):
            with self.subTest(name):
                bar()
                self.env.ref("anfragemanager.cron_maintain").method_direct_trigger()
                self.assertNotIn("reminder", inquiry.token_ids.mapped("purpose"))
                self.assertEqual(inquiry.state, "waiting", "it may be lifted before the time is up")
                lift()
        self.env.ref("anfragemanager.cron_maintain").method_direct_trigger()
        self.assertIn("reminder", inquiry.token_ids.mapped("purpose"), "nothing stands in the way any more")

    def test_declined(self):
        inquiry = self.deliver(self.portal_mail())
        inquiry._declined()
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "declined"))
        self.assertFalse(inquiry.email or inquiry.last_name or inquiry.message)

    def test_no_email(self):
        inquiry = self.deliver(self.portal_mail(email=""))
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "no_email"))
        self.assertTrue(inquiry.activity_ids)

    def test_who_has_no_address_is_called_once_the_contact_is_there(self):
        inquiry = self.deliver(self.portal_mail(email=""))
        asked = inquiry.activity_ids.summary
        shown = inquiry.with_user(self.clerk)
        shown.action_create_address()
        self.assertTrue(inquiry.partner_created)
        self.assertEqual(shown.primary_action, "done_by_hand")
        self.assertNotIn("retry", shown.possible_actions, "nothing has changed")
        standing = shown.standing
        self.assertIn("The contact is there", standing["title"])
        self.assertRegex(standing["note"], rf"^\w+: {re.escape(inquiry.phone)}$", "not a bare number")
        self.assertNotIn("create", standing["hint"])
        self.assertEqual(len(inquiry.activity_ids), 1)
        self.assertNotEqual(inquiry.activity_ids.summary, asked)
        inquiry.email = "joerdis@example.org"
        self.assertIn("retry", shown.possible_actions)

    def test_blacklisted(self):
        self.env["mail.blacklist"]._add("joerdis@example.org")
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "blacklisted"))
        self.assertFalse(self.sent_to("joerdis@example.org"))

    def test_rate_limit_per_address(self):
        self.company.anfrage_limit_address = 1
        first = self.deliver(self.portal_mail())
        first._stop_by_person()
        second = self.deliver(self.portal_mail(2))
        self.assertEqual((second.state, second.reason), ("aborted", "rate_limited"))

    def test_confirmation_by_signed_mail(self):
        self.mailbox.confirmation_transport = "mail"
        inquiry = self.deliver(self.portal_mail())
        self.confirm(inquiry)
        self.assertEqual(inquiry.state, "waiting")
        (mail,) = self.sent_to("anfragen-test@testmakler.example")
        self.receive(mail["EmailMessage"].as_bytes())
        self.work()
        self.assertEqual(inquiry.state, "done")

    def test_forged_confirmation_mail_is_kept_and_not_believed(self):
        self.mailbox.confirmation_transport = "mail"
        inquiry = self.deliver(self.portal_mail())
        block = "-----BEGIN ANFRAGE-----\n" + "AQAAAAAAAAAAabcd" * 8 + "\n-----END ANFRAGE-----"
        self.receive(self.text_mail("Confirmation", block))
        self.work()
        self.assertEqual(inquiry.state, "waiting")
        self.assertEqual(self.env["anfragemanager.mail"].search([], limit=1).kind, "other")

    # ------------------------------------------------------------------ 8 duplicate check

    def test_duplicate_becomes_a_task(self):
        partner = self.make_partner(
            name="Jördis Mueller-Weiss",
            email="old@example.org",
            phone="030/2312500",
            street="Öderstr. 1",
            zip="50667",
            city="Köln",
        )
        inquiry = self.deliver(self.portal_mail())
        self.confirm(inquiry)
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "duplicate"))
        self.assertEqual(inquiry.duplicate_ids.partner_id, partner)
        self.assertEqual(inquiry.activity_ids.user_id, self.clerk)
        inquiry.duplicate_ids.with_user(self.clerk).action_same()
        self.assertEqual((inquiry.state, inquiry.partner_id), ("done", partner))
        self.assertFalse(inquiry.activity_ids)

    def test_different_person_gets_an_own_contact(self):
        partner = self.make_partner(
            name="Jördis Müller-Weiß",
            email="old@example.org",
            phone="030 2312500",
            street="Öderstr. 1",
            zip="50667",
            city="Köln",
        )
        inquiry = self.deliver(self.portal_mail())
        self.confirm(inquiry)
        inquiry.duplicate_ids.with_user(self.clerk).action_different()
        self.assertEqual(inquiry.state, "done")
        self.assertNotEqual(inquiry.partner_id, partner)

    # ------------------------------------------------------------------ 11 processes

    def test_processes_run_once(self):
        action = self.env["ir.actions.server"].create(
            {
                "name": "Tag the contact",
                "model_id": self.env.ref("base.model_res_partner").id,
                "state": "code",
                "code": "record.write({'comment': (record.comment or '') + 'x'})",
            }
        )
        plan = self.env["mail.activity.plan"].create(
            {
                "name": "Follow up",
                "res_model": "anfragemanager.inquiry",
                "template_ids": [
                    Command.create(
                        {
                            "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
                            "summary": "Call",
                            "responsible_type": "other",
                            "responsible_id": self.clerk.id,
                        }
                    )
                ],
            }
        )
        self.mailbox.write(
            {
                "server_action_ids": [Command.link(action.id)],
                "activity_plan_id": plan.id,
                "create_opportunity": True,
                "confirm_email": False,
                "collect_data": False,
            }
        )
        inquiry = self.deliver(self.portal_mail())
        self.assertEqual(inquiry.state, "done")
        self.assertIn("x", inquiry.partner_id.comment)
        self.assertEqual(inquiry.activity_ids.summary, "Call")
        self.assertEqual(inquiry.lead_id.partner_id, inquiry.partner_id)
        self.assertEqual(inquiry.lead_id.anfrage_property_id, self.property)

    # ------------------------------------------------------------------ never answered

    def test_auto_reply_bounce_and_newsletter_are_never_answered(self):
        raws = [
            self.text_mail("Abwesenheitsnotiz: Exposé", "Ich bin nicht im Büro.", Auto_Submitted="auto-replied"),
            self.text_mail(
                "Newsletter", "Neue Angebote", number=2, Precedence="bulk", List_Unsubscribe="<mailto:x@y.de>"
            ),
        ]
        for raw in raws:
            self.assertFalse(self.deliver(raw))
        self.assertFalse(self.automatic_mails())
        mails = self.env["anfragemanager.mail"].search([("mailbox_id", "=", self.mailbox.id)])
        self.assertEqual(set(mails.mapped("kind")), {"auto_reply", "bulk"})

    def test_spoofed_portal_mail(self):
        self.company.anfrage_trusted_authserv = "mx.testmakler.example"
        raw = self.portal_mail(
            headers={
                "Authentication-Results": "mx.testmakler.example; spf=fail smtp.mailfrom=evil.example; "
                "dmarc=fail header.from=immobilienscout24.de"
            }
        )
        inquiry = self.deliver(raw)
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "spoofed"))
        self.assertFalse(self.sent_to("joerdis@example.org"))

    def test_property_gone_while_the_prospect_was_asked(self):
        """An exposé whose page says "no longer available" helps nobody: a person answers."""
        inquiry = self.deliver(self.portal_mail())
        self.property.marketing_state = "closed"
        inquiry._submit({})
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "property_inactive"))
        self.assertTrue(inquiry.needs_person)
        self.assertTrue(inquiry.partner_id, "the confirmed address is kept")
        self.assertIn(inquiry, inquiry.search(self.property._refusable()))
        self.assertEqual(len(self.sent_to("joerdis@example.org")), 1)
