"""What the caller needs of a mail beside its inquiries."""

from datetime import datetime, timezone
from pathlib import Path

from build import mail, multipart, part

from anfragemanager import parsing
from anfragemanager.parsing import envelope, headers

MAILS = Path(__file__).parent / "mails"
STATUS = """Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; weg@Example.ORG
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1
 unknown user

Final-Recipient: rfc822; voll@example.org
Action: delayed
Status: 4.2.2
"""


def test_envelope_of_a_portal_mail():
    result = parsing.parse((MAILS / "kleinanzeigen_pro_openimmo.eml").read_bytes())
    assert result.message_id == "<ka-pro@fixture.invalid>"
    assert (result.from_name, result.from_address) == (
        "Kleinanzeigen Immobilien",
        "noreply-immobilien@ebay-kleinanzeigen.de",
    )
    assert result.reply_to == "joerdis@example.org"
    assert result.to == ("anfragen@makler.example",)
    assert result.date == datetime(2025, 11, 10, 8, 15, tzinfo=timezone.utc)
    assert result.subject == 'Anfrage zu Ihrer Anzeige "Reihenhaus"'


def test_bounce_names_recipients_and_the_mail_it_is_about():
    original = b"Content-Type: message/rfc822\n\nFrom: a@makler.example\nMessage-ID: <sent-1@makler.example>\n\nHallo\n"
    report = multipart(
        "report",
        [part("x", "text/plain"), part(STATUS, "message/delivery-status"), original],
        "; report-type=delivery-status",
    )
    result = parsing.parse(b"From: MAILER-DAEMON@mx.example\nTo: a@makler.example\nSubject: Undelivered\n" + report)
    assert result.kind == "bounce"
    assert [(found.address, found.permanent, found.status) for found in result.bounced_recipients] == [
        ("weg@example.org", True, "5.1.1"),
        ("voll@example.org", False, "4.2.2"),
    ]
    assert result.bounced_recipients[0].diagnostic == "smtp; 550 5.1.1 unknown user"
    assert result.bounced_message_ids == ("<sent-1@makler.example>",)


def test_bounce_without_a_report_is_read_from_its_text():
    text = "Hi. This is the qmail-send program at mx.example.\n\n<weg@example.org>:\nno mailbox\n\n"
    text += "--- Below this line is a copy of the message.\n\nMessage-ID: <2@makler.example>\nTo: x@y.example\n"
    result = parsing.parse(mail("MAILER-DAEMON@mx.example", "failure notice", text=text))
    assert [found.address for found in result.bounced_recipients] == ["weg@example.org"]
    assert result.bounced_message_ids == ("<2@makler.example>",)


def test_success_report_is_no_bounce():
    report = multipart(
        "report",
        [
            part("x", "text/plain"),
            part("Final-Recipient: rfc822; a@b.example\nAction: delivered\n", "message/delivery-status"),
        ],
    )
    assert parsing.parse(b"From: MAILER-DAEMON@mx.example\nSubject: Delivered\n" + report).kind == "auto_reply"


def test_addresses_in_every_notation():
    assert headers.addresses('"Muster, Max" <Max@EXAMPLE.org>, erika@example.org (Erika)') == [
        ("Muster, Max", "Max@example.org"),
        ("Erika", "erika@example.org"),
    ]
    assert headers.addresses("Gruppe: a@example.org, b@example.org;") == [("", "a@example.org"), ("", "b@example.org")]
    assert headers.addresses('"noreply@immobilienscout24.de" <x@evil.invalid>')[0][1] == "x@evil.invalid"
    assert headers.addresses("=?utf-8?q?J=C3=B6rdis_?= =?utf-8?q?Gro=C3=9F?= <j@example.org>") == [
        ("Jördis Groß", "j@example.org")
    ]
    assert headers.addresses("undisclosed-recipients:;") == []


def test_nonsense_date_is_no_date():
    assert headers.date("Mon, 99 Nov 2025 99:99:99 +9999") is None
    assert headers.date("10 Nov 2025 09:15:00").tzinfo is not None


def test_first_header_of_any_length_ends_no_head():
    for length in (4000, 4094, 4095, 4096, 60_000):
        raw = (
            b"X-Seal: "
            + b"(" * (length - len("X-Seal: "))
            + b"\r\nTo: anfragen@example.org\r\nSubject: x\r\n\r\nText\r\n"
        )
        assert envelope.recipients(raw) == {"anfragen@example.org"}, length
    assert envelope.recipients(b"From: a@example.org\rTo: b@example.org\r\rText") == {"b@example.org"}
