"""Mails as portals send them."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid
from pathlib import Path

SAMPLES = Path(__file__).resolve().parents[3] / "anfragemanager" / "demo" / "mails"

FEEDBACK = """<?xml version="1.0" encoding="UTF-8"?>
<openimmo_feedback><version>1.2.5</version><sender><name>ImmobilienScout24</name><datum>2025-11-10</datum></sender>
<objekt><portal_unique_id>162188779</portal_unique_id><portal_obj_id>162188779</portal_obj_id><oobj_id>{reference}</oobj_id>
<interessent><int_id>{email}</int_id><anrede>{salutation}</anrede><vorname>{first}</vorname><nachname>{last}</nachname>
<strasse>{street}</strasse><plz>{zip}</plz><ort>{city}</ort><tel>{phone}</tel><email>{email}</email>
<anfrage>{message}</anfrage></interessent></objekt></openimmo_feedback>
"""


def sample(name: str) -> bytes:
    """Return one of the sample mails as the addon ships them."""
    return (SAMPLES / f"{name}.eml").read_bytes()


def to_our_mailbox(raw: bytes) -> bytes:
    """Return a raw mail with the envelope header that mail servers add on delivery."""
    return b"Delivered-To: anfragen@makler.example\r\n" + raw


def portal_mail(email: str, **values: str) -> bytes:
    """Return an ImmobilienScout24 mail with an OpenImmo feedback of a prospect; `values` replace what is stated."""
    data = {
        "email": email,
        "reference": "MA-1024",
        "salutation": "Herr",
        "first": "Konrad",
        "last": "Adler",
        "street": "Uferweg 7",
        "zip": "10115",
        "city": "Berlin",
        "phone": "+49 30 901820",
        "message": "Ist das Haus noch frei?",
        **values,
    }
    mail = EmailMessage(policy=SMTP)
    mail["From"] = "ImmobilienScout24 <noreply@immobilienscout24.de>"
    mail["To"] = "anfragen@makler.example"
    mail["Subject"] = f"Kontaktanfrage zu Ihrer Immobilie (Objekt {data['reference']})"
    mail["Date"] = "Mon, 10 Nov 2025 09:15:00 +0100"
    mail["Message-ID"] = make_msgid(domain="fixture.invalid")
    mail.set_content("Kontaktanfrage")
    mail.add_attachment(FEEDBACK.format(**data).encode(), "application", "xml", filename="kontaktanfrage.xml")
    return mail.as_bytes()
