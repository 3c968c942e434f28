"""Many inquiries for one property: limit, one task, waiting list, polite refusal, notices of changes."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

from freezegun import freeze_time
from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain
from odoo.tests import new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from . import common


@tagged("post_install", "-at_install")
class TestCrowds(common.FlowCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mailbox.write({"confirm_email": False, "collect_data": False, "duplicate_check": False})

    def inquire(self, number, **values):
        return self.deliver(
            self.portal_mail(
                number, email=f"prospect{number}@example.org", phone="", first="Anna", last=f"Nummer{number}", **values
            )
        )

    def crowd(self, action, count=4, limit=2):
        self.mailbox.write({"crowd_limit": limit, "crowd_action": action})
        found = self.env["anfragemanager.inquiry"]
        for number in range(1, count + 1):
            found |= self.inquire(number)
        return found.sorted("id")

    def job(self, name):
        self.env.ref(f"anfragemanager.cron_{name}").method_direct_trigger()
        self.env.invalidate_all()

    def tasks(self):
        return self.property.activity_ids

    # ------------------------------------------------------------------ limit

    def test_the_list_by_property_offers_no_new_property(self):
        view = self.env.ref("anfragemanager.crowd_view_list_by_property")
        arch = self.env["anfragemanager.inquiry"].get_view(view.id, "list")["arch"]
        self.assertIn('group_create="0"', arch)

    def test_above_the_limit_they_are_collected_with_one_task(self):
        inquiries = self.crowd("collect")
        self.assertEqual(inquiries.mapped("state"), ["done", "done", "aborted", "aborted"])
        self.assertEqual(set(inquiries[2:].mapped("reason")), {"collected"})
        self.assertFalse(any(inquiries.mapped("needs_person")), "the one task is what is to do")
        self.assertFalse(inquiries.activity_ids)
        self.assertEqual(len(self.tasks()), 1)
        self.assertEqual(self.tasks().user_id, self.clerk)
        self.assertFalse(self.sent_to("prospect3@example.org"))
        self.assertEqual(self.property.crowd_count, 2)
        self.assertEqual(self.found_at_once(self.property.action_view_crowd()), inquiries[2:])

    def test_a_self_disclosure_counts_only_where_it_was_asked_for_and_looked_at(self):
        first, second = self.crowd("collect")[2:]
        second.sudo().disclosure = {"Einkommen": "2500", "Personen": "2"}
        self.assertEqual(second.disclosed, 0)
        second.with_user(self.clerk).action_show_disclosure()
        self.assertEqual(second.disclosed, 0, "nobody asked for it")
        self.property.asks_disclosure = True
        self.assertEqual((first.disclosed, second.disclosed), (0, 2))
        given = self.env["anfragemanager.inquiry"].with_user(self.clerk).search([("disclosed", ">", 0)])
        self.assertEqual(given & (first | second), second)

    def test_above_the_limit_each_waits_for_approval(self):
        inquiries = self.crowd("hold", count=3)
        held = inquiries[2]
        self.assertEqual((held.state, held.reason, held.needs_person), ("aborted", "crowd", True))
        self.assertEqual(held.primary_action, "release")
        held.with_user(self.clerk).action_release()
        self.assertEqual(held.state, "done")
        self.assertTrue(self.sent_to("prospect3@example.org"))

    def test_what_is_approved_together_waits_and_is_taken_back_together(self):
        self.company.anfrage_hold_seconds = 60
        inquiries = self.crowd("collect", count=5)[2:].with_user(self.clerk)
        report = self.env["anfragemanager.mass.report"].browse(inquiries.action_release()["res_id"])
        self.assertEqual((report.done_count, report.held_count), (3, 3))
        self.work()
        self.assertFalse(self.sent_to("prospect3@example.org"), "nothing leaves the house for a minute")
        self.assertEqual((self.property.crowd_count, len(self.tasks())), (0, 0))
        undone = self.env["anfragemanager.mass.report"].browse(report.with_user(self.clerk).action_undo()["res_id"])
        self.assertEqual((undone.done_count, undone.held_count), (3, 0))
        self.assertEqual(set(inquiries.mapped("reason")), {"collected"})
        self.property.invalidate_recordset(["crowd_count"])
        self.assertEqual((self.property.crowd_count, len(self.tasks())), (3, 1), "and so is its one task")
        inquiries[:2].action_release()
        with freeze_time(fields.Datetime.now() + timedelta(seconds=61)):
            self.work()
        self.assertEqual(inquiries.mapped("state"), ["done", "done", "aborted"])
        left = self.env["anfragemanager.mass.report"].browse(inquiries.action_undo_held()["res_id"])
        self.assertEqual((left.done_count, left.refused_count), (0, 3), "each says why")

    def test_they_go_on_and_their_decisions_share_one_task(self):
        for number in range(1, 5):
            self.make_partner(name=f"Anna Nummer{number}", street="Öderstr. 1", zip="50667", city="Köln")
        self.mailbox.write({"duplicate_check": True, "on_name": "stop"})
        inquiries = self.crowd("continue")
        self.assertEqual(set(inquiries.mapped("reason")), {"duplicate"})
        self.assertEqual([len(inquiry.activity_ids) for inquiry in inquiries], [1, 1, 0, 0])
        self.assertTrue(all(inquiries.mapped("needs_person")), "they stay in the list of what is to do")
        self.assertEqual(len(self.tasks()), 1)

    def mail_of_many(self, count, email="person%s@example%s.org", headers=None):
        """Return an OpenImmo feedback that names many people."""
        self.mailbox.confirm_email = True
        raw = self.portal_mail(headers=headers or {})
        message = message_from_bytes(raw, policy=policy.SMTP)
        document = message.get_payload()[1].get_content().decode()
        head, one, tail = re.split(r"(<interessent>.*</interessent>)", document, flags=re.DOTALL)
        people = (
            one.replace("joerdis@example.org", email.replace("%s", str(number))).replace("Jördis", f"Nummer{number}")
            for number in range(count)
        )
        message.get_payload()[1].set_content(
            (head + "".join(people) + tail).encode(), "application", "xml", filename="kontakt.xml"
        )
        return message.as_bytes()

    def test_one_mail_that_names_many_strangers_has_few_mails_sent(self):
        inquiries = self.deliver(self.mail_of_many(25)).sorted("position")
        self.assertEqual(len(inquiries), 25)
        self.assertEqual(inquiries[:10].mapped("state"), ["waiting"] * 10)
        self.assertEqual(set(inquiries[10:].mapped("reason")), {"crowd"})
        self.assertEqual(len(self.automatic_mails()), 10)
        self.assertEqual((len(inquiries.activity_ids), len(self.tasks())), (0, 1), "one task for all of them")
        inquiries[10].with_user(self.clerk).action_release()
        self.assertEqual(inquiries[10].state, "waiting", "a person may let them go on")

    def test_one_mail_that_names_nobody_it_could_be_answered_to_is_few_tasks(self):
        inquiries = self.deliver(self.mail_of_many(25, email="")).sorted("position")
        self.assertEqual(len(inquiries.activity_ids), 10)
        self.assertEqual(len(self.tasks()), 1)

    def test_one_mail_that_names_many_for_a_reserved_property_is_few_tasks(self):
        self.property.marketing_state = "reserved"
        inquiries = self.deliver(self.mail_of_many(25))
        self.assertEqual(set(inquiries.mapped("reason")), {"property_inactive"})
        self.assertEqual(len(inquiries.activity_ids), 10)
        self.assertTrue(all(inquiries.mapped("needs_person")), "the list shows them all")

    def test_one_person_who_asks_often_in_one_mail_is_one(self):
        inquiries = self.deliver(self.mail_of_many(12, email="person@example.org"))
        self.assertEqual(set(inquiries.mapped("state")), {"waiting"})
        self.assertEqual(len(self.automatic_mails()), 1)

    def test_a_portal_that_is_proven_may_name_many(self):
        self.company.anfrage_trusted_authserv = "mx.testmakler.example"
        told = "mx.testmakler.example; dmarc=pass header.from=immobilienscout24.de"
        inquiries = self.deliver(self.mail_of_many(12, headers={"Authentication-Results": told}))
        self.assertEqual(inquiries.mapped("state"), ["waiting"] * 12)

    def test_the_propertys_own_limit_counts(self):
        self.property.write({"crowd_limit": 1, "crowd_action": "hold"})
        inquiries = self.crowd("collect", count=2, limit=0)
        self.assertEqual(inquiries.mapped("reason"), [False, "crowd"])

    def test_only_the_last_24_hours_count(self):
        self.mailbox.write({"crowd_limit": 1, "crowd_action": "hold"})
        self.inquire(1).date = fields.Datetime.now() - timedelta(hours=25)
        self.assertEqual(self.inquire(2).state, "done")

    def test_sorted_by_what_was_stated(self):
        inquiries = self.crowd("collect", count=3, limit=1)
        self.assertEqual(inquiries[1].completeness, 80, "all but a phone number")
        inquiries[2].write({"phone": "+49 221 1234567", "wishes": ["viewing"]})
        self.assertEqual((inquiries[2].completeness, inquiries[2].wants_viewing), (100, True))
        order = "wants_viewing desc, completeness desc, date"
        self.assertEqual(self.env["anfragemanager.inquiry"].search([("id", "in", inquiries.ids)], order=order)[0],
                         inquiries[2])  # fmt: skip

    def test_dry_run_collects_nothing_and_makes_no_task(self):
        self.mailbox.dry_run = True
        self.mailbox.write({"crowd_limit": 1, "crowd_action": "hold"})
        inquiry = self.env["anfragemanager.inquiry"].create(
            {"mailbox_id": self.mailbox.id, "property_id": self.property.id, "date": fields.Datetime.now()}
        )
        self.inquire(2)
        self.assertTrue(inquiry)
        self.assertFalse(self.tasks())

    # ------------------------------------------------------------------ waiting list

    def found_at_once(self, action):
        """Return what an action shows when it opens: its domain and the filters its context switches on."""
        search = etree.fromstring(self.env["ir.ui.view"].browse(action["search_view_id"][0]).arch)
        domain = Domain(action["domain"])
        for key in safe_eval(str(action["context"])):
            if key.startswith("search_default_"):
                for node in search.xpath("//filter[@name=$name][@domain]", name=key[len("search_default_") :]):
                    domain &= Domain(safe_eval(node.get("domain")))
        return self.env["anfragemanager.inquiry"].search(domain).sorted("id")

    def test_waiting_list_and_what_happens_when_it_is_free_again(self):
        inquiries = self.crowd("collect")
        inquiries[2:].with_user(self.clerk).action_waitlist()
        self.assertEqual(set(inquiries[2:].mapped("state")), {"done"})
        self.assertEqual((self.property.waiting_count, self.property.crowd_count), (2, 0))
        self.assertFalse(self.tasks(), "all are decided")
        action = self.property.with_user(self.clerk).action_view_waiting()
        self.assertEqual(self.found_at_once(action), inquiries[2:])
        with self.assertRaises(UserError):
            inquiries[0].with_user(self.clerk).action_leave_waitlist()
        self.property.marketing_state = "reserved"
        self.property.marketing_state = "active"
        self.assertIn("2", self.tasks().summary)
        self.assertIn(" leave_waitlist ", inquiries[2].with_user(self.clerk).possible_actions)
        inquiries[2].with_user(self.clerk).action_leave_waitlist()
        self.assertEqual(inquiries[2].reason, "collected")
        self.assertNotIn(" leave_waitlist ", inquiries[2].with_user(self.clerk).possible_actions)

    # ------------------------------------------------------------------ refusal

    def refuse(self, **values):
        self.property.marketing_state = "closed"
        action = self.property.with_user(self.clerk).action_refuse_waiting()
        wizard = self.env["anfragemanager.refuse"].with_user(self.clerk).browse(action["res_id"])
        wizard.write(values)
        wizard.action_send()
        self.job("refusals")
        return wizard

    def test_one_click_refuses_all_who_wait(self):
        inquiries = self.crowd("collect", count=5, limit=1)
        inquiries[1].with_user(self.clerk).action_waitlist()
        inquiries[2]._stop_mails(inquiries[2].address_key, "unsubscribed")
        self.assertEqual(self.property.refusable_count, 4)
        wizard = self.refuse()
        self.assertEqual((wizard.count, wizard.unreachable), (3, 1))
        refused = inquiries[1] | inquiries[3] | inquiries[4]
        self.assertEqual(set(refused.mapped("reason")), {"refused"})
        self.assertTrue(all(refused.mapped("refused_at")))
        for inquiry in refused:
            (mail,) = self.sent_to(inquiry.email)
            self.assertIn("unsubscribe", mail["headers"]["List-Unsubscribe"])
        self.assertEqual(len(self.sent_to(inquiries[0].email)), 1, "who has the exposé is not refused unasked")
        self.assertFalse(self.sent_to(inquiries[2].email))
        self.assertEqual(inquiries[2].reason, "collected", "who gets no mail stays to be seen")
        skipped = self.env["anfragemanager.refusal"].search([("inquiry_id", "=", inquiries[2].id)])
        self.assertEqual(skipped.state, "skipped")
        self.assertFalse(self.property.waiting_count)
        self.assertTrue(self.tasks(), "one is left to decide")

    def test_refusals_wait_and_are_taken_back(self):
        self.company.anfrage_hold_seconds = 60
        inquiries = self.crowd("hold", count=4, limit=1)[1:]
        self.assertTrue(all(inquiries.mapped("needs_person")))
        action = inquiries.with_user(self.clerk).action_refuse()
        wizard = self.env["anfragemanager.refuse"].with_user(self.clerk).browse(action["res_id"])
        report = self.env["anfragemanager.mass.report"].browse(wizard.action_send()["res_id"])
        self.assertEqual((report.done_count, report.held_count), (3, 3))
        self.assertFalse(any(inquiries.mapped("needs_person")), "it is decided")
        self.assertEqual(inquiries[0].with_user(self.clerk).primary_action, "undo_held")
        self.job("refusals")
        self.assertFalse(self.sent_to("prospect2@example.org"))
        inquiries[0].with_user(self.clerk).action_undo_held()
        self.assertTrue(inquiries[0].needs_person)
        report.invalidate_recordset()
        self.assertEqual(report.held_count, 2)
        with freeze_time(fields.Datetime.now() + timedelta(seconds=61)):
            self.job("refusals")
        self.assertEqual(inquiries.mapped("reason"), ["crowd", "refused", "refused"])
        self.assertFalse(self.sent_to("prospect2@example.org"))
        self.assertTrue(self.sent_to("prospect3@example.org"))
        with self.assertRaisesRegex(UserError, "carried out|No decision"):
            inquiries[1].with_user(self.clerk).action_undo_held()

    def test_who_inquired_twice_is_refused_once(self):
        self.property.crowd_limit = 1
        self.property.crowd_action = "collect"
        self.inquire(1)
        first = self.inquire(2)
        second = self.deliver(self.portal_mail(3, email="prospect2@example.org", phone="", last="Nummer2"))
        self.refuse()
        self.assertEqual(len(self.sent_to("prospect2@example.org")), 1)
        self.assertEqual(set((first | second).mapped("reason")), {"refused"})

    def test_late_ones_and_the_informed_on_request(self):
        done = self.inquire(1)
        self.send_queue()
        self.property.marketing_state = "closed"
        late = self.inquire(2)
        self.assertEqual(late.reason, "property_inactive")
        self.refuse(inquiry_ids=[Command.set((done | late).ids)])
        self.assertEqual((late.state, late.reason), ("done", "refused"))
        self.assertEqual((done.state, done.reason), ("done", False), "it stays what it was")
        self.assertTrue(done.refused_at)
        self.assertEqual(len(self.sent_to("prospect1@example.org")), 2)

    def test_dry_run_refuses_nobody(self):
        self.crowd("collect", count=2, limit=1)
        self.mailbox.dry_run = True
        self.refuse()
        self.assertFalse(self.sent_to("prospect2@example.org"))

    # ------------------------------------------------------------------ notices

    def interested(self, number=1, consent=True):
        inquiry = self.inquire(number)
        if consent:
            inquiry._put_on_record("marketing", "Offers, please", "Send", "de_DE")
        self.send_queue()
        return inquiry

    def notices(self, hours=2):
        """Let some time pass and the job run."""
        self.env.flush_all()
        for table in ("anfragemanager_property_change", "anfragemanager_notice"):
            self.env.cr.execute(f"UPDATE {table} SET create_date = create_date - interval '{hours} hours'")
        # All of a test happens in one transaction, whose time is its begin: the inquiries came before the changes.
        self.env.cr.execute(f"UPDATE anfragemanager_inquiry SET date = date - interval '{hours + 1} hours'")
        self.env.cr.execute(f"UPDATE anfragemanager_token SET create_date = create_date - interval '{hours} hours'")
        self.env.invalidate_all()
        self.job("notices")

    def told(self, number=1):
        return [mail for mail in self.sent_to(f"prospect{number}@example.org") if "TM-1024" not in mail["subject"]]

    def test_off_by_default(self):
        self.interested()
        self.property.purchase_price = 400000
        self.notices()
        self.assertFalse(self.told())
        self.assertFalse(self.env["anfragemanager.property.change"].search([("property_id", "=", self.property.id)]))

    def test_who_agreed_is_told_once_of_all_changes(self):
        self.company.anfrage_notices = True
        other = self.property.copy({"reference": "TM-2", "marketing_state": "active", "name": "Loft"})
        inquiry = self.interested()
        second = self.inquire(1, reference="TM-2", scout="4712")
        self.assertEqual(second.property_id, other)
        self.interested(2, consent=False)
        self.property.purchase_price = 430000
        self.property.purchase_price = 420000
        other.marketing_state = "reserved"
        self.notices()
        (mail,) = [mail for mail in self.told() if "Loft" in mail["body"] and "Reihenhaus" in mail["body"]]
        self.assertIn("420", mail["body"])
        self.assertNotIn("430", mail["body"])
        self.assertIn("unsubscribe", mail["headers"]["List-Unsubscribe"])
        self.assertFalse(self.told(2), "no consent")
        self.assertIn("TM-1024", "".join(inquiry.mapped("display_name")))
        before = len(self.told())
        self.notices()
        self.assertEqual(len(self.told()), before, "told once")

    def test_seldom_and_never_after_the_way_out(self):
        self.company.anfrage_notices = True
        inquiry = self.interested()
        self.property.purchase_price = 440000
        self.notices()
        self.notices()
        self.assertEqual(len(self.told()), 1)
        self.property.purchase_price = 430000
        self.notices(hours=48)
        self.assertEqual(len(self.told()), 1, "once a week")
        self.notices(hours=6 * 24)
        self.assertEqual(len(self.told()), 2)
        inquiry._stop_mails(inquiry.address_key, "unsubscribed")
        self.property.purchase_price = 420000
        self.notices(hours=8 * 24)
        self.assertEqual(len(self.told()), 2)

    def test_what_was_put_right_is_no_news(self):
        self.company.anfrage_notices = True
        self.interested()
        self.property.purchase_price = 45000
        self.property.purchase_price = 450000
        self.property.marketing_state = "reserved"
        self.property.marketing_state = "active"
        self.property.write({"price_on_request": True})
        self.notices()
        self.assertFalse(self.told())

    # ------------------------------------------------------------------ rights

    def test_another_company_sees_and_does_nothing(self):
        inquiries = self.crowd("collect", count=2, limit=1)
        self.refuse()
        refusal = self.env["anfragemanager.refusal"].search([("inquiry_id", "in", inquiries.ids)])
        other = self.env["res.company"].create({"name": "Andere Makler GmbH"})
        stranger = new_test_user(
            self.env,
            login="stranger_crowds",
            groups="anfragemanager.group_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.assertTrue(refusal.with_user(self.clerk).has_access("read"))
        self.assertFalse(refusal.with_user(stranger).has_access("read"))
        for method in ("action_waitlist", "action_refuse", "action_release"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(inquiries[1].with_user(stranger), method)()
        wizard = self.env["anfragemanager.refuse"].with_user(stranger).create({})
        with self.assertRaises(AccessError):
            wizard.inquiry_ids = [Command.set(inquiries.ids)]
            wizard.action_send()
