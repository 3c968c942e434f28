"""What the tests of the flow share: one mailbox, one property, and mails handed to the real mail gateway."""

import re
from datetime import datetime, timezone
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from odoo.tests import TransactionCase, new_test_user
from odoo.tools import email_normalize

from odoo.addons.mail.tests.common import MailCase

# One moment for all mails of a run: a mailbox does not answer old ones, and the same mail must stay the same.
TODAY = format_datetime(datetime.now(timezone.utc))

FEEDBACK = """<?xml version="1.0" encoding="UTF-8"?>
<openimmo_feedback><version>1.2.5</version>
<sender><name>ImmobilienScout24</name><datum>2026-11-10</datum></sender>
<objekt><portal_unique_id>{scout}</portal_unique_id><portal_obj_id>{scout}</portal_obj_id><oobj_id>{reference}</oobj_id>
<interessent><int_id>1</int_id><anrede>{salutation}</anrede><vorname>{first}</vorname><nachname>{last}</nachname>
{address}{phone}{email}<anfrage>{message}</anfrage></interessent></objekt></openimmo_feedback>
"""


class FlowCase(MailCase, TransactionCase):
    """A mailbox of one company with an active property; mails go through `message_process` as an MTA's would."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={"lang": "en_US"})
        cls.env["res.lang"]._activate_lang("de_DE")
        cls.company = cls.env["res.company"].create({"name": "Testmakler GmbH", "email": "info@testmakler.example"})
        cls.company.country_id = cls.env.ref("base.de")
        # What a clerk decides is carried out at once; test_hold.py waits.
        cls.company.anfrage_hold_seconds = 0
        cls.alias_domain = cls.env["mail.alias.domain"].create({"name": "testmakler.example"})
        cls.company.alias_domain_id = cls.alias_domain
        cls.clerk = new_test_user(
            cls.env,
            login="clerk_flow",
            groups="anfragemanager.group_user,base.group_partner_manager",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
            name="Sabine Klerk",
            email="clerk@testmakler.example",
        )
        cls.portals = cls.env["anfragemanager.portal"].search([])
        cls.mailbox = cls.env["anfragemanager.mailbox"].create(
            {
                "dry_run": False,
                "name": "Test mailbox",
                "company_id": cls.company.id,
                "alias_name": "anfragen-test",
                "user_id": cls.clerk.id,
                "lang": "de_DE",
            }
        )
        cls.property = cls.env["anfragemanager.property"].create(
            {
                "name": "Reihenhaus mit Garten",
                "reference": "TM-1024",
                "company_id": cls.company.id,
                "user_id": cls.clerk.id,
                "marketing_type": "buy",
                "marketing_state": "active",
                "purchase_price": 450000,
                "zip": "50667",
                "city": "Köln",
            }
        )
        cls.worker = cls.env["anfragemanager.worker"]

    def setUp(self):
        super().setUp()
        # Receiving commits in a transaction of its own; in test mode that is a savepoint of this one.
        self.enterContext(self.enter_registry_test_mode())
        self.enterContext(self.mock_mail_gateway(mail_unlink_sent=True))
        # What a demo left in the queue is not to be sent in here.
        self.env["mail.mail"].search([("state", "=", "outgoing")]).state = "cancel"

    # ------------------------------------------------------------------ mails

    def portal_mail(self, number=1, **values):
        """Return a raw IS24 mail with an OpenImmo feedback; `values` replace what the prospect stated."""
        data = {
            "reference": "TM-1024",
            "scout": "162188779",
            "salutation": "Frau",
            "first": "Jördis",
            "last": "Müller-Weiß",
            "email": "joerdis@example.org",
            "phone": "+49 30 2312500",
            "street": "Öderstraße 1",
            "zip": "50667",
            "city": "Köln",
            "message": "Ist das Haus noch frei?",
            "sender": "ImmobilienScout24 <noreply@immobilienscout24.de>",
            "headers": {},
            **values,
        }
        data["address"] = "".join(
            f"<{tag}>{data[name]}</{tag}>"
            for name, tag in (("street", "strasse"), ("zip", "plz"), ("city", "ort"))
            if data[name]
        )
        data["phone"] = f"<tel>{data['phone']}</tel>" if data["phone"] else ""
        data["email"] = f"<email>{data['email']}</email>" if data["email"] else ""
        message = EmailMessage(policy=SMTP)
        message["From"] = data["sender"]
        message["To"] = "anfragen-test@testmakler.example"
        message["Subject"] = f"Kontaktanfrage (Objekt  {data['reference']})"
        message["Message-ID"] = f"<{self._testMethodName}-{number}@fixture.invalid>"
        message["Date"] = TODAY
        for name, value in data["headers"].items():
            message[name] = value
        message.set_content("Anfrage")
        message.add_attachment(FEEDBACK.format(**data).encode(), "application", "xml", filename="kontakt.xml")
        return message.as_bytes()

    def text_mail(self, subject, text, sender="Max Muster <max@example.org>", number=1, **headers):
        """Return a raw plain text mail."""
        message = EmailMessage(policy=SMTP)
        message["From"] = sender
        message["To"] = "anfragen-test@testmakler.example"
        message["Subject"] = subject
        message["Message-ID"] = f"<{self._testMethodName}-text-{number}@fixture.invalid>"
        message["Date"] = TODAY
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content(text)
        return message.as_bytes()

    def receive(self, raw):
        """Hand a raw mail to the gateway; nothing is read yet."""
        return self.env["mail.thread"].message_process(False, raw)

    def work(self):
        """Let the worker do what is due."""
        # What one lane read may be another one's to carry on; where nothing is due a lane does nothing.
        for turn in range(2):
            for lane in range(self.worker._lanes()):
                if not (turn or lane) or self.anything_due():
                    self.worker._lane_job(lane).method_direct_trigger()
        self.env.invalidate_all()

    def work_off(self):
        """Let the worker do all that is due: Odoo ends a job after some seconds, and on a slow machine much is left."""
        left = None
        while (due := self.count_due()) and due != left:
            left = due
            self.work()

    def anything_due(self):
        models = ("anfragemanager.mail", "anfragemanager.inquiry")
        return any(self.env[name].search_count(self.worker._due(name), limit=1) for name in models)

    def count_due(self):
        models = ("anfragemanager.mail", "anfragemanager.inquiry")
        return sum(self.env[name].search_count(self.worker._due(name)) for name in models)

    def deliver(self, raw):
        """Receive a mail, let the worker run, and return the inquiries of the mail."""
        before = self.env["anfragemanager.mail"].search([]).ids
        self.receive(raw)
        self.work()
        mail = self.env["anfragemanager.mail"].search([("id", "not in", before)])
        return mail.inquiry_ids

    def send_queue(self):
        """Let Odoo send its queued mails to the mocked wire."""
        self.env["mail.mail"].process_email_queue()

    def sent_to(self, address):
        """Return the mails that went over the wire to an address."""
        self.send_queue()
        return [mail for mail in self._mails if address in mail["email_to"]]

    def automatic_mails(self):
        """Return every mail that went to somebody who is no user of this system."""
        self.send_queue()
        own = set(self.env["res.users"].search([]).mapped("email_normalized"))
        return [mail for mail in self._mails if not {email_normalize(to) for to in mail["email_to"]} <= own]

    def link_in(self, mail):
        """Return the path of the link in a sent mail."""
        return re.search(r"/anfrage/[A-Za-z0-9_-]{20,}(?:/expose)?", mail["body"])[0]

    def make_partner(self, **values):
        return self.env["res.partner"].create({"company_id": self.company.id, **values})
