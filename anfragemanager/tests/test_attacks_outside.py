"""Outsiders with links, forms and mails of their own: what they do speaks for no other, and shuts nobody out."""

import re

from odoo.tests import HttpCase, tagged

from ..controllers import withdrawal
from ..models import source_files
from . import common


@tagged("post_install", "-at_install")
class TestOutsiders(common.FlowCase):
    def confirm(self, inquiry, **form):
        values, errors = inquiry._read_form(form)
        self.assertFalse(errors)
        inquiry._submit(values)
        self.work()

    # ------------------------------------------------------------------ who waits together

    def test_who_confirms_one_spelling_confirms_no_other(self):
        """Where tags are part of the name, the address with one is somebody else's."""
        attacker = self.deliver(self.portal_mail(email="joerdis+x@example.org", phone="+49 30 9999999"))
        victim = self.deliver(self.portal_mail(2))
        self.assertEqual(victim.bundle_id, attacker)
        self.send_queue()
        self._mails.clear()
        self.confirm(attacker, phone="+49 30 9999999")
        self.assertEqual(attacker.state, "done")
        self.assertFalse(victim.bundle_id or victim.confirmed_at or victim.partner_id)
        self.send_queue()
        self.assertFalse(self.sent_to("joerdis@example.org"))
        self.assertTrue(victim.activity_ids, "a person sees it: one mail a day asks a person")

    def test_who_declines_one_spelling_deletes_no_other(self):
        attacker = self.deliver(self.portal_mail(email="joerdis+x@example.org"))
        victim = self.deliver(self.portal_mail(2))
        attacker._declined()
        self.assertTrue(attacker.anonymized_at)
        self.assertFalse(victim.anonymized_at)
        self.assertEqual(victim.email, "joerdis@example.org")

    def test_spellings_of_one_mailbox_go_on_together(self):
        leader = self.deliver(self.portal_mail(email="joerdis+immo@gmail.com"))
        other = self.deliver(self.portal_mail(2, email="joer.dis@gmail.com"))
        self.confirm(leader)
        self.assertEqual((leader.state, other.state), ("done", "done"))

    def test_number_that_somebody_else_gave_is_asked_for(self):
        """Who inquires first in somebody's name must not have the agency call another number from then on."""
        attacker = self.deliver(self.portal_mail(phone="+49 30 6666666"))
        self.deliver(self.portal_mail(2, phone="030 2312500"))
        asked = {field["name"]: field["value"] for field in attacker._page_values()["fields_asked"]}
        self.assertEqual(asked.get("phone"), "")
        self.confirm(attacker, phone="030 2312500")
        self.assertEqual(attacker.partner_id.phone.replace(" ", ""), "+49302312500")

    def test_number_in_another_notation_is_the_same(self):
        first = self.deliver(self.portal_mail(phone="+49 30 2312500"))
        self.deliver(self.portal_mail(2, phone="030/2312500"))
        self.assertNotIn("phone", [field["name"] for field in first._page_values()["fields_asked"]])

    # ------------------------------------------------------------------ stopping others

    def test_mail_that_went_astray_ends_no_inquiry(self):
        """The address was corrected meanwhile: who got the first mail by mistake stops the own mails and no more."""
        inquiry = self.deliver(self.portal_mail(email="wrong@example.org"))
        inquiry.email = "joerdis@example.org"
        astray = self.env["anfragemanager.token"]._address_key("wrong@example.org")
        for why in ("not_me", "unsubscribed"):
            inquiry._stop_mails(astray, why)
            self.assertFalse(inquiry.anonymized_at)
            self.assertEqual((inquiry.state, inquiry.email), ("waiting", "joerdis@example.org"))
        self.assertTrue(self.env["anfragemanager.stop"]._stops(self.company, "wrong@example.org"))
        self.assertFalse(self.env["anfragemanager.stop"]._stops(self.company, "joerdis@example.org"))

    def test_a_flood_of_strangers_holds_up_nobody_who_is_known(self):
        self.make_partner(name="Jördis Müller-Weiß", email="joerdis@example.org")
        self.company.anfrage_limit_total = 8
        flood = [self.deliver(self.portal_mail(number, email=f"bot@evil{number}.example")) for number in range(12)]
        self.assertEqual([one.state for one in flood].count("waiting"), 6)
        self.assertEqual(self.deliver(self.portal_mail(20)).state, "done")

    def test_title_of_a_property_adds_no_line_to_a_mails_head(self):
        """Titles come with deliveries of others; a broken one must not keep the mail from being sent either."""
        self.make_partner(name="Jördis Müller-Weiß", email="joerdis@example.org")
        self.property.name = "Haus\r\nBcc: victim@example.net\r\n\r\n<b>am See\u202e\u2028"
        self.assertEqual(self.deliver(self.portal_mail()).state, "done")
        self.send_queue()
        (mail,) = self.sent_to("joerdis@example.org")
        self.assertNotRegex(mail["subject"], r"[\r\n\u2028\u202e]")
        self.assertNotIn("victim@example.net", str(mail["email_to"]))
        self.assertNotIn("<b>am", mail["body"])

    def test_whatever_a_delivery_calls_an_address_is_refused_with_a_reason(self):
        """One address that is none must not end the transfer of the others; translated ones lead inside, too."""
        for url in (
            "http://a:99999/x.jpg", "http://[::1/x.jpg", "http://a\0b/x.jpg", "https:///x.jpg", "http://127.0.0.1/x",
            "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "file:///etc/passwd",
        ):  # fmt: skip
            with self.subTest(url):
                data, reason = source_files.fetch(self.env, url)
                self.assertIsNone(data)
                self.assertIn("none of the public web", reason)


@tagged("post_install", "-at_install")
class TestOutsidersOnPages(HttpCase, common.FlowCase):
    def withdraw(self, **statement):
        self.company.anfrage_form_seconds = 0
        self.env.flush_all()
        path = f"/widerruf?company={self.company.id}"
        page = self.url_open(path).text
        hidden = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("csrf_token", "shown-at")}
        form = {"step": "confirm", "name": "Uwe", "contract": "Haus", "email": "victim@example.net"}
        return self.url_open(path, data=form | hidden | statement)

    def test_nobody_is_shut_out_from_withdrawing_by_others(self):
        key = self.env["anfragemanager.token"]._address_key("victim@example.net")
        for _turn in range(withdrawal.RECEIPTS):
            self.assertTrue(self.env["anfragemanager.attempt"]._allowed("receipt", key, withdrawal.RECEIPTS))
        # Nor does it begin anew each hour.
        self.env.flush_all()
        self.env.cr.execute("UPDATE anfragemanager_attempt SET create_date = create_date - interval '2 hours'")
        before = self.env["anfragemanager.consent"].search_count([("kind", "=", "withdrawal")])
        answer = self.withdraw(name="Vera Victim")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Vera Victim", answer.text)
        self.assertEqual(self.env["anfragemanager.consent"].search_count([("kind", "=", "withdrawal")]), before + 1)
        self.send_queue()
        self.assertFalse(self.sent_to("victim@example.net"), "the flood ends in that mailbox")

    def test_forged_proof_of_the_session_is_an_answer_not_an_error(self):
        for token in ("üo99999999999", "o", "\x00", "xo" + "9" * 30):
            self.assertEqual(self.withdraw(csrf_token=token).status_code, 422, token)
        path = f"/widerruf?company={self.company.id}"
        self.assertEqual(self.url_open(path, files={"csrf_token": ("a.txt", b"x")}).status_code, 422)
