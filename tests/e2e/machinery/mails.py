"""Mails as portals send them."""

import base64
import os
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid
from hashlib import sha256
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


def large_mail(number: int, size: int = 25_000_000) -> bytes:
    """Return a portal's mail with a picture, of about so many bytes."""
    attachment = base64.encodebytes(os.urandom(size * 3 // 4 * 76 // 77)).replace(b"\n", b"\r\n")
    head = (
        "From: ImmobilienScout24 <noreply@immobilienscout24.de>\r\nTo: anfragen@makler.example\r\n"
        f"Subject: Neue Anfrage zu Objekt MA-1024\r\nMessage-ID: <large-{number}@fixture.invalid>\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n'
        "--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nScout-ID:\r\n162188779\r\n\r\nAnrede:\r\nHerr\r\n"
        f"Vorname:\r\nBernd\r\nNachname:\r\nGross{number}\r\nE-Mail:\r\ngross{number}@example.org\r\n\r\n"
        "Nachricht Ihrer Interessent:innen\r\n\r\nIst das Haus noch frei?\r\n"
        "--x\r\nContent-Type: image/jpeg\r\nContent-Disposition: attachment; filename=haus.jpg\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + attachment + b"\r\n--x--\r\n"


def portal_mail(email: str, **values: str) -> bytes:
    """Return an ImmobilienScout24 mail with an OpenImmo feedback; `values` replace what is stated of the prospect.

    Name, street and number follow from the address, so that two addresses are two persons for the duplicate check.
    """
    digest = sha256(email.encode()).digest()
    syllables = ("ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "wo", "fu", "ge", "hi", "ja", "do", "pe", "zi")
    first, last, street = (
        "".join(syllables[byte % 16] for byte in digest[start : start + 4]).capitalize() for start in (0, 8, 16)
    )
    data = {
        "email": email,
        "reference": "MA-1024",
        "salutation": "Herr",
        "first": first,
        "last": last,
        "street": f"{street}weg {digest[24]}",
        "zip": f"{10000 + int.from_bytes(digest[25:27], 'big')}",
        "city": "Berlin",
        "phone": f"+49 30 {int.from_bytes(digest[4:8], 'big') % 10**7 + 10**7}",
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
