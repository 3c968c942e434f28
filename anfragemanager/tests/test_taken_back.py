"""A prospect takes an inquiry back, and somebody complains: nothing more goes out."""

from odoo.tests import tagged

from . import common

PORTAL = "ImmobilienScout24 <noreply@immobilienscout24.de>"


@tagged("post_install", "-at_install")
class TestTakenBack(common.FlowCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.anfrage_trusted_authserv = "mx.testmakler.example"

    def withdrawal(self, number=50, email="joerdis@example.org", reference="TM-1024", checked="pass"):
        text = f"Jördis Müller hat die Anfrage zu Ihrem Objekt {reference} zurückgezogen.\nE-Mail: {email}"
        verdict = f"mx.testmakler.example; dmarc={checked} header.from=immobilienscout24.de"
        return self.text_mail(
            "Jördis Müller hat die Anfrage zurückgezogen", text, sender=PORTAL, number=number,
            **({"Authentication-Results": verdict} if checked else {}),
        )  # fmt: skip

    def test_a_withdrawn_inquiry_ends(self):
        inquiry, other = self.deliver(self.portal_mail()), self.deliver(self.portal_mail(2, email="max@example.org"))
        self.deliver(self.withdrawal())
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "withdrawn"))
        self.assertFalse(inquiry.needs_person)
        self.assertEqual(other.state, "waiting", "another prospect's goes on")

    def test_one_without_proof_of_its_origin_is_for_a_person_to_judge(self):
        inquiry = self.deliver(self.portal_mail())
        self.deliver(self.withdrawal(checked=""))
        self.assertEqual(inquiry.state, "waiting", "anybody can write such a mail")
        self.assertEqual(inquiry.activity_ids.user_id, self.clerk)
        self.assertEqual(
            self.env["anfragemanager.mail"].search([("mailbox_id", "=", self.mailbox.id)], limit=1).about_id, inquiry
        )

    def test_a_forged_one_does_nothing(self):
        inquiry = self.deliver(self.portal_mail())
        self.deliver(self.withdrawal(checked="fail"))
        self.assertEqual(inquiry.state, "waiting")
        self.assertFalse(inquiry.activity_ids)

    def test_only_the_named_property_is_taken_back(self):
        self.property.copy({"reference": "TM-2000", "marketing_state": "active"})
        first = self.deliver(self.portal_mail())
        second = self.deliver(self.portal_mail(2, reference="TM-2000", scout="222222222"))
        self.deliver(self.withdrawal(reference="TM-2000"))
        self.assertEqual((first.state, second.state), ("waiting", "aborted"))

    def test_a_stranger_takes_nothing_back(self):
        inquiry = self.deliver(self.portal_mail())
        raw = self.withdrawal().replace(b"noreply@immobilienscout24.de", b"someone@evil.example")
        self.deliver(raw)
        self.assertEqual(inquiry.state, "waiting")

    def test_a_complaint_stops_mails_to_its_address_only(self):
        inquiry = self.deliver(self.portal_mail())
        self.send_queue()
        message_id = inquiry.token_ids.message_id
        for number, address in enumerate(("joerdis@example.org", "stranger@example.org"), start=1):
            self.deliver(self.complaint(address, message_id if number == 1 else "<unknown@x.example>", number))
        stops = self.env["anfragemanager.stop"].search([("company_id", "=", self.company.id)])
        self.assertEqual(stops.mapped("why"), ["complaint"], "only an address we mailed to")
        self.assertEqual((inquiry.state, inquiry.reason), ("aborted", "stop_list"))
        again = self.deliver(self.portal_mail(7))
        self.assertEqual((again.state, again.reason), ("aborted", "stop_list"))

    def complaint(self, address, message_id, number):
        return (
            "From: feedback@provider.example\r\nTo: anfragen-test@testmakler.example\r\n"
            f"Message-ID: <arf-{number}-{self._testMethodName}@fixture.invalid>\r\nSubject: FW: Your inquiry\r\n"
            'Content-Type: multipart/report; report-type=feedback-report; boundary="x"\r\nMIME-Version: 1.0\r\n\r\n'
            "--x\r\nContent-Type: text/plain\r\n\r\nThis is an email abuse report.\r\n"
            "--x\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nVersion: 1\r\n"
            f"User-Agent: X/1\r\nOriginal-Rcpt-To: <{address}>\r\n\r\n"
            "--x\r\nContent-Type: message/rfc822\r\n\r\nFrom: anfragen-test@testmakler.example\r\n"
            f"To: {address}\r\nMessage-ID: {message_id}\r\nSubject: Bitte bestätigen\r\n\r\nHallo\r\n--x--\r\n"
        ).encode()
