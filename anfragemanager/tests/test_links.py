"""A link proves the address it was mailed to and nothing else; what goes out protects who gets it."""

from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged

from . import common


@tagged("post_install", "-at_install")
class TestLinks(common.FlowCase):
    """Through the flow, without pages."""

    def waiting(self, number=1, **values):
        return self.deliver(self.portal_mail(number, **values))

    def yesterday(self):
        """Let a day pass for what was sent so far."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE anfragemanager_token SET create_date = create_date - interval '25 hours'")
        self.env.invalidate_all()

    def test_spellings_of_an_address_wait_together(self):
        first = self.waiting(email="vic.tim@gmail.com")
        second = self.waiting(2, email="victim+1@googlemail.com")
        self.assertEqual((second.state, second.bundle_id), ("waiting", first))
        self.assertEqual(len(self.automatic_mails()), 1)

    def test_a_stranger_is_asked_once_a_day(self):
        first = self.waiting()
        self.assertEqual(len(self.automatic_mails()), 1)
        first._stop_by_person()
        second = self.waiting(2)
        self.assertEqual((second.state, second.reason), ("aborted", "rate_limited"))
        self.assertTrue(second.activity_ids, "a person sees it")
        self.assertEqual(len(self.automatic_mails()), 1)

    def test_one_office_is_not_flooded_and_nothing_is_lost(self):
        states = [self.waiting(number, email=f"colleague{number}@office.example").state for number in range(30)]
        asked = states.count("waiting")
        self.assertTrue(1 < asked < self.company.anfrage_limit_domain)
        held = self.env["anfragemanager.inquiry"].search([("reason", "=", "rate_limited")])
        self.assertEqual(len(held), 30 - asked)
        self.assertTrue(all(held.mapped("next_try")), "they go out by themselves")
        self.assertFalse(held.activity_ids)

    def test_asking_one_office_holds_up_no_expose_of_who_is_known_there(self):
        self.make_partner(name="Jördis Müller-Weiß", email="joerdis@office.example")
        for number in range(20):
            self.waiting(number, email=f"invented{number}@office.example")
        self.assertEqual(self.waiting(20, email="joerdis@office.example").state, "done")

    def test_a_public_provider_starves_nobody(self):
        states = [self.waiting(number, email=f"prospect{number}@gmx.de").state for number in range(30)]
        self.assertEqual(states.count("waiting"), 30)

    def test_known_contact_gets_a_handful_and_one_expose_of_a_property_a_day(self):
        self.make_partner(name="Jördis Müller-Weiß", email="joerdis@example.org")
        first, second = self.waiting(), self.waiting(2)
        self.assertEqual((first.state, second.state), ("done", "done"))
        self.assertFalse(second.token_ids)
        self.assertIn("send_expose", second._possible_actions(), "a person can send it again")
        self.assertIn(first.display_name, second.trace_ids.filtered(lambda line: line.step == "expose").note)
        for number in range(3, 20):
            self.property.copy({"reference": f"TM-{number}", "marketing_state": "active"})
            self.waiting(number, reference=f"TM-{number}", scout=f"9{number:08}")
        self.assertLessEqual(len(self.automatic_mails()), self.company.anfrage_limit_address)
        self.yesterday()
        self.assertTrue(self.waiting(30).token_ids, "the next day is another day")

    def test_portal_mail_without_proof_asks_even_whom_we_know(self):
        self.make_partner(name="Jördis Müller-Weiß", email="joerdis@example.org")
        self.env["anfragemanager.mail"].create(
            [
                {
                    "mailbox_id": self.mailbox.id,
                    "raw": b"eA==",
                    "fingerprint": f"checked-{number}",
                    "state": "processed",
                    "kind": "other",
                    "sender_check": "pass",
                    "portal_id": self.env.ref("anfragemanager.portal_immoscout24").id,
                }
                for number in range(8)
            ]
        )
        # Letters and forms of whoever likes are checked by nobody and say nothing of how portals' mails come in.
        for number in range(20):
            self.receive(self.text_mail("Hallo", "Guten Tag, wie geht es?", number=number))
        self.work_off()
        inquiry = self.waiting()
        self.assertEqual((inquiry.state, inquiry.partner_id.id), ("waiting", False))
        (mail,) = self.automatic_mails()
        self.assertNotIn("/expose", self.link_in(mail))
        self.mailbox.write({"confirm_email": False, "collect_data": False})
        other = self.waiting(2, email="unknown@example.org")
        self.assertEqual((other.state, other.reason), ("aborted", "unproven"))

    def test_bundle_of_different_people_is_asked_who_it_is(self):
        leader = self.waiting(first="Mallory", last="Angreifer", street="Fremdweg 1", city="Anderswo")
        self.waiting(2)
        asked = {field["name"]: field["value"] for field in leader._page_values()["fields_asked"]}
        for name in ("first_name", "last_name", "street", "city"):
            self.assertEqual(asked[name], "", name)
        _values, errors = leader._read_form({})
        self.assertLessEqual({"first_name", "last_name", "street", "city"}, set(errors))

    def test_what_the_prospect_corrects_is_traced(self):
        inquiry = self.waiting(last="Mueler")
        self.confirm(inquiry, last_name="Müller")
        self.assertEqual(inquiry.partner_id.last_name, "Müller")
        self.assertIn("Mueler → Müller", "\n".join(inquiry.trace_ids.filtered("note").mapped("note")))

    def confirm(self, inquiry, **form):
        values, errors = inquiry._read_form(form)
        self.assertFalse(errors)
        inquiry._submit(values)

    # ------------------------------------------------------------------ who may inject

    def test_only_the_gateway_hands_in_mails(self):
        raw = self.portal_mail().decode()
        colleague = new_test_user(self.env, login="am_colleague", groups="base.group_user")
        for user in (colleague, self.clerk):
            with self.assertRaises(AccessError):
                call_kw(self.env["mail.thread"].with_user(user), "message_process", [False, raw], {})
        self.assertFalse(self.env["anfragemanager.mail"].search([("mailbox_id", "=", self.mailbox.id)]))
        gateway = new_test_user(self.env, login="am_gateway", groups="base.group_user,anfragemanager.group_gateway")
        call_kw(self.env["mail.thread"].with_user(gateway), "message_process", [False, raw], {})
        self.assertEqual(len(self.env["anfragemanager.mail"].search([("mailbox_id", "=", self.mailbox.id)])), 1)

    def test_what_a_clerk_enters_mails_nobody_by_itself(self):
        values = {"mailbox_id": self.mailbox.id, "email": "victim@example.org", "property_id": self.property.id}
        inquiry = self.env["anfragemanager.inquiry"].with_user(self.clerk).create(values)
        self.work()
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "on_hold"))
        self.assertFalse(self.automatic_mails())
        inquiry.with_user(self.clerk).action_retry()
        self.assertEqual(len(self.automatic_mails()), 1)

    def test_clerk_moves_nothing_to_another_mailbox(self):
        inquiry = self.waiting()
        with self.assertRaises(AccessError):
            inquiry.with_user(self.clerk).mailbox_id = self.mailbox.copy()
