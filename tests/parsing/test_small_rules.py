"""Each small rule of reading by a case on either side of it: languages, values, places, references, reports, bytes."""

import json

import pytest
from build import mail, part
from cases import table

from anfragemanager.parsing import envelope, language, parse, places, references, values


@table(
    ((None, "de"), "de"), (("", "de"), "de"), (("12345", "de"), "de"), (("Ist das Haus noch frei?", "en"), "de"),
    (("Is the house still available?", "de"), "en"), (("I would like to visit the house", "de"), "en"),
    (("¿Está disponible la casa todavía?", "de"), "es"), (("Hello", "de"), "en"), (("the", "de"), "de"),
    (("the house", "de"), "en"), (("und the", "de"), "de"), (("Wohnung", "de"), "de"), (("Interessiert", "en"), "en"),
    (("with kind regards Max", "de"), "en"), (("Добрый день, квартира ещё свободна?", "de"), "ru"),
    (("Доброго дня, квартира ще вільна? Її ціна?", "de"), "uk"), (("ї", "de"), "de"),
    (("Müller ї und die Wohnung ist schön", "de"), "de"), (("مرحبا هل الشقة متاحة", "de"), "ar"),
    (("Γεια σας", "de"), "el"), (("你好", "de"), "de"), (("你好吗", "de"), "zh"),
    (("Herr 你好吗 wohnt hier in der Stadt", "de"), "de"),
    (("Bonjour, la maison est-elle encore disponible?", "de"), "fr"),
)  # fmt: skip
def test_language(given, right):
    assert language.detect(*given) == right


@table(
    ("**Max**", "Max"), ("_Max_", "Max"), ("Max |", "Max"), ("Max,", "Max"), ("Max; ", "Max"), (": Max", "Max"),
    ("Max <mailto:max@example.org>", "Max"), ("[Max](https://x.example)", "Max"), ("Max <b>", "Max <b>"),
    ('["a", "b"]', "a\nb"), ("['a']", "a"), ("[]", ""), ('["a", 1]', "a"), ('["a', '"a'), ("[Max]", "Max"),
    ("[Max", "Max"), ("[a][b]", "[a][b]"), ("a [b] c", "a [b] c"), ("\\u00d6der", "Öder"), ("\\ud83d\\ude00", "😀"),
    ("\\ud83d", "\ufffd"),
)  # fmt: skip
def test_value(given, right):
    assert values.value_of(given) == right


@table(
    (("Max\n> Muster", "Max Muster"), [(0, 12)]), (("Maximal Max", "Max"), [(8, 11)]), (("Maxi Max", "max"), [(5, 8)]),
    (("aMax Max", "Max"), [(5, 8)]), (("(Max)", "(Max)"), [(0, 5)]), (("a (Max)b", "(Max)"), [(2, 7)]),
    (("Max " * 7, "Max"), [(0, 3), (4, 7), (8, 11), (12, 15), (16, 19)]),
    (("Max und Eva", ["Eva", "Max"]), [(0, 3), (8, 11)]), (("Max " * 7, ["Max", "x"]), [(0, 3), (4, 7), (8, 11),
      (12, 15), (16, 19)]),
    (("Max", ""), []), (("Max", None), []), (("Max", 5), []),
    (("Tel 0171/123 45 68", "+49 171 1234568", True), [(4, 18)]),
    (("Tel +49 (0) 171 1234568", "+491711234568", True), [(4, 23)]),
    (("0043 1 5134567", "+43 1 5134567", True), [(0, 14)]), (("17112345689", "+49 171 1234568", True), []),
    (("123", "123", True), []), (("1234", "1234", True), [(0, 4)]),
)  # fmt: skip
def test_where_a_value_stands(given, right):
    assert places.find_places(*given) == right


@table(
    (("die Wohnung (Objekt-Nr. B-44)",), "B-44"), (("Objekt-Nr. 12 Wohnungen",), None), (("Objekt-Nr. abc",), None),
    (("Ihr Objekt B-44", True), "B-44"), (("Ihr Objekt B-44", False), None), (("Objekt-Nr.: MA-1031.",), "MA-1031"),
)  # fmt: skip
def test_number_named_as_one(given, right):
    assert references.named(*given) == right


@table(
    ("HH 3021 a", ["HH 3021", "HH 3021 a", "3021", "3021 a"]), ("MA-1031/2", ["MA-1031/2", "MA-1031"]),
    ("AB/1234", ["AB/1234", "1234"]), ("A/1", []), ("12", []), ("123", ["123"]), ("a1, b2", []), ("x" * 31 + "1", []),
    ("x" * 29 + "1", ["x" * 29 + "1"]), ("*MA-1031*", ["MA-1031"]), ("MA-1031 https://x.example/4711", ["MA-1031"]),
    ("a b c d 5 e", ["b c d 5", "c d 5 e"]),
)  # fmt: skip
def test_what_may_be_a_number(given, right):
    assert references.tokens(given) == right


@table(
    (["2024/109-3"], ["2024/109"]), (["1234-5"], ["1234"]), (["MA-1"], []), (["abcd-1"], []), (["12345"], []),
)  # fmt: skip
def test_number_without_what_a_portal_appended(given, right):
    assert references.cut(given) == right


@table(
    ("https://www.immobilienscout24.de/expose/162188779", ["162188779"]),
    ("https://www.kleinanzeigen.de/s-anzeige/x/2412345678-196-3331", ["2412345678"]), ("https://x.example/a", []),
)  # fmt: skip
def test_number_in_an_address(given, right):
    assert references.in_url(given) == right


def test_pieces_of_an_address_that_may_be_a_number():
    found = references.slug_tokens("https://x.example/immobilie/ma-1042-bungalow?a=9999")
    assert found == ["ma-1042", "ma-1042-bungalow", "1042", "1042-bungalow"]
    assert references.slug_tokens("https://1234.example/12/ab") == []


@table(
    ("MA-1031", True), ("123456", True), ("123456789012", True), ("12345", False), ("1234567890123", False),
    ("abc", False), ("MA 1", False), ("a@1", False), ("01.02.2024", False), ("120m2", False), ("450.000", False),
)  # fmt: skip
def test_plausible_number(given, right):
    assert bool(references.is_plausible(given)) is right


@table(
    ("MA-1", True), ("A-1", True), ("ABC1", True), ("WHG33", True), ("123456", True), ("12345", False), ("A1", False),
    ("1-2", False),
)  # fmt: skip
def test_number_that_needs_no_word_before_it(given, right):
    assert references.is_strong(given) is right


@table(
    (["MA-1031", "ma 1031"], ["MA-1031"]), (["MA-1031", "MA-1031-2"], ["MA-1031-2"]), (["1031", "MA-1031"],
     ["MA-1031"]),
    (["1031", "MA1032"], ["1031", "MA1032"]),
)  # fmt: skip
def test_number_within_another(given, right):
    assert references.without_parts(given) == right


# ------------------------------------------------------------------ bytes

HEAD = b"Message-ID: <a@x>\nFrom: a@x\nSubject: s\nDate: d\n\n"


@pytest.mark.parametrize("length", [0, 1, 5, envelope._PIECE - 1, envelope._PIECE, envelope._PIECE + 1])
def test_the_same_mail_whatever_its_line_ends(length):
    body = b"x" * length + b"\ny\n" + b"z" * 10 + b"\n"
    plain = HEAD + body
    assert envelope.identity(plain) == envelope.identity(plain.replace(b"\n", b"\r\n"))
    assert envelope.identity(plain) == envelope.identity(plain + b"\r\n \n\n" + b" " * 5000)
    assert envelope.identity(plain)[0] != envelope.identity(HEAD + body.replace(b"y", b"Y"))[0]
    assert envelope.identity(plain)[0] != envelope.identity(HEAD + b" " + body)[0]


def test_only_what_identifies_a_mail_counts():
    found = envelope.identity(HEAD + b"text")
    assert found[1] == "<a@x>"
    assert envelope.identity(b"Received: by y\nDelivered-To: b@y\n" + HEAD + b"text") == found
    for old, new in ((b"<a@x>", b"<b@x>"), (b"From: a", b"From: b"), (b"Subject: s", b"Subject: t"), (b": d", b": e")):
        assert envelope.identity(HEAD.replace(old, new) + b"text")[0] != found[0]
    assert envelope.identity(HEAD.replace(b"<a@x>", b"a@x") + b"text")[1] is None
    assert envelope.identity(b"")[1] is None


def test_recipients_are_read_from_the_head_alone():
    raw = b"To: One <ONE@x.example>,\n two@x.example\nCc: c@x.example\nX-To: d@x.example\n\nTo: body@x.example\n"
    assert envelope.recipients(raw) == {"one@x.example", "two@x.example", "c@x.example"}
    assert envelope.recipients(raw.replace(b"\n", b"\r\n")) == envelope.recipients(raw)
    named = (
        b'To: "e@x.example" <a@x.example>\nDelivered-To: b@x.example\nX-Original-To: c@x.example\nBcc: d@x.example\n'
    )
    assert envelope.recipients(named) == {f"{name}@x.example" for name in "abcd"}
    assert (
        envelope.recipients(b"")
        == envelope.recipients(b"To:" + b" " * envelope.mime.MAX_HEAD + b"a@x.example")
        == set()
    )


def test_one_id_for_the_gateway_and_the_reader():
    for written, found in ((b"<a@x>", "<a@x>"), (b"x <a@x> <b@x>", "<a@x>"), (b"a@x", None), ("<ü@x>".encode(), None)):
        raw = b"Message-ID: " + written + b"\nSubject: x\n\ny"
        assert envelope.identity(raw)[1] == parse(raw).message_id == found


# ------------------------------------------------------------------ reports of mail systems


def bounced(text="", subject="Undelivered Mail Returned to Sender", attachments=(), headers=()):
    raw = mail("MAILER-DAEMON <mailer-daemon@mx.example>", subject, text=text, attachments=attachments, headers=headers)
    return [(found.address, found.permanent, found.status) for found in parse(raw).bounced_recipients]


def status(**fields):
    lines = {"Final-Recipient": "rfc822; max@example.org", "Action": "failed", "Status": "5.1.1", **fields}
    body = "Reporting-MTA: dns; mx.example\n\n" + "\n".join(f"{name.replace('_', '-')}: {value}" for name, value in
                                                            lines.items() if value)  # fmt: skip
    return part(body, "message/delivery-status", charset=None, encoding="7bit")


@pytest.mark.parametrize(
    ("fields", "right"),
    [
        ({}, [("max@example.org", True, "5.1.1")]),
        ({"Status": "4.2.2"}, [("max@example.org", False, "4.2.2")]),
        ({"Action": "delayed"}, [("max@example.org", False, "5.1.1")]),
        ({"Status": "5.1.1 (unknown)"}, [("max@example.org", True, "5.1.1")]),
        ({"Final-Recipient": "", "Original_Recipient": "rfc822;eva@example.org"}, [("eva@example.org", True, "5.1.1")]),
    ],
)
def test_status_of_a_delivery(fields, right):
    assert bounced("Sorry.", attachments=[status(**fields)]) == right


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_what_arrived_is_no_bounce(action):
    assert ("max@example.org", True, "5.1.1") not in bounced("Sorry.", attachments=[status(Action=action)])


def test_header_with_the_failed_recipients():
    failed = [("X-Failed-Recipients", "max@example.org, eva@example.org")]
    assert [found[0] for found in bounced("Sorry.", headers=failed)] == ["max@example.org", "eva@example.org"]


AMAZON = {
    "notificationType": "Bounce",
    "bounce": {
        "bounceType": "Permanent",
        "bouncedRecipients": [{"emailAddress": "max@example.org", "status": "5.1.1", "diagnosticCode": "smtp; 550"}],
    },
}


@pytest.mark.parametrize(
    ("data", "right"),
    [
        (AMAZON, [("max@example.org", True, "5.1.1")]),
        ({"Message": json.dumps(AMAZON)}, [("max@example.org", True, "5.1.1")]),
        ({**AMAZON, "bounce": {**AMAZON["bounce"], "bounceType": "Transient"}}, [("max@example.org", False, "5.1.1")]),
    ],
    ids=["plain", "in another", "for now"],
)
def test_reports_of_amazon(data, right):
    assert bounced(json.dumps(data), subject="Amazon SES Email Event Notification") == right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("<max@example.org>: 550 5.1.1 User unknown", [("max@example.org", True, "5.1.1")]),
        ("<max@example.org>: temporarily deferred 4.2.2, will retry", [("max@example.org", False, "4.2.2")]),
        ("postmaster@example.org says: <max@example.org> unknown", [("max@example.org", True, None)]),
        ("anfragen@makler.example wrote to <max@example.org>", [("max@example.org", True, None)]),
    ],
)
def test_report_in_words(text, right):
    assert bounced(f"Your message could not be delivered.\n{text}\n") == right
