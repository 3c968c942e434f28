"""From bytes to parts and text: each rule of headers, parts and charsets by the smallest input that shows it."""

import base64
import binascii

import pytest

from anfragemanager.parsing import charsets, headers, mime

# -- parts ------------------------------------------------------------------------------------------------------------


def multi(*parts: str, boundary: str = "b", head: str | None = None, end: str = "--b--\n") -> bytes:
    head = f'Content-Type: multipart/mixed; boundary="{boundary}"' if head is None else head
    return (f"Subject: x\n{head}\n\n" + "".join(f"--{boundary}\n{part}\n" for part in parts) + end).encode()


def nested(levels: int) -> bytes:
    inner = "\ninnermost"
    for level in range(levels):
        inner = f'Content-Type: multipart/mixed; boundary="b{level}"\n\n--b{level}\n{inner}\n--b{level}--'
    return f"Subject: x\n{inner}".encode()


@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: x\n\nText",
        b"Subject: x\r\n\r\nText",
        b"Subject: x\r\rText",
        b"\n \t\nSubject: x\n\nText",
        b"\xef\xbb\xbfSubject: x\n\nText",
        b"From max Mon Nov 10\nSubject: x\n\nText",
        b">From max Mon Nov 10\nSubject: x\n\nText",
        "\ufeffSubject: x\n\nText".encode("utf-16-le"),
        "\ufeffSubject: x\n\nText".encode("utf-16-be"),
    ],
)
def test_however_a_mail_is_stored_its_head_and_body_are_told_apart(raw):
    message = mime.read(raw)
    assert (message.header("subject"), message.plain.strip()) == ("x", "Text")


@pytest.mark.parametrize(
    ("head", "fields", "text"),
    [
        ("A: 1\nB: 2\n\nText", {"a": ["1"], "b": ["2"]}, "Text"),
        ("A: 1\n 2\n\t3\nB: 4\n\nText", {"a": ["1 2\t3"], "b": ["4"]}, "Text"),
        ("A: 1\nA: 2\n\nText", {"a": ["1", "2"]}, "Text"),
        ("A : 1\n\nText", {"a": ["1"]}, "Text"),
        ("A:\n\nText", {"a": [""]}, "Text"),
        ("A: 1", {"a": ["1"]}, ""),
        ("A: 1\n 2", {"a": ["1 2"]}, ""),
        # A line that is no header: skipped where it has a colon, the body where it has none.
        ("A: 1\nB b: 2\nC: 3\n\nText", {"a": ["1"], "c": ["3"]}, "Text"),
        ("A: 1\nText without a gap\n\nText", {"a": ["1"]}, "Text without a gap\n\nText"),
        ("No header\nA: 1\n\nText", {}, "No header\nA: 1\n\nText"),
    ],
)
def test_head_of_a_mail(head, fields, text):
    message = mime.read(head.encode())
    assert (message.fields, message.plain) == (fields, text)


@pytest.mark.parametrize(
    ("raw", "texts"),
    [
        (multi("\none", "\ntwo"), ["one", "two"]),
        (multi("\none", "\ntwo", end=""), ["one", "two\n"]),
        (multi("\none", end="--b--\nepilogue\n--b\n\nthree\n"), ["one"]),
        (multi("\none", head="Content-Type: multipart/mixed"), ["one"]),
        (multi("\none", head="Content-Type: multipart/mixed; boundary=other"), ["one"]),
        (multi("\n--bb\none"), ["--bb\none"]),
        (multi("\none", end="--b-- \t\n"), ["one"]),
        (multi("Content-Type: text/plain\n\none"), ["one"]),
        (multi(""), [""]),
        (b"Content-Type: multipart/mixed\n\nno boundary at all", ["no boundary at all"]),
    ],
)
def test_children_of_a_multipart(raw, texts):
    assert [part.text() for part in mime.read(raw).parts] == texts


@pytest.mark.parametrize(
    "raw",
    [
        multi("\none", "Content-Type: text/html; x=y;\n charset=utf-8\n\n<p>two</p>"),
        multi("\none --b\n", "\n"),
        multi("Content-Type: message/rfc822\n\n\nSubject: inner\n\nText", boundary="a"),
        multi("Content-Transfer-Encoding: quoted-printable\n\none=\n two"),
        multi("\none", head="Content-Type: multipart/mixed"),
        nested(3),
    ],
)
def test_kind_of_line_end_makes_no_difference(raw):
    def told(message):
        texts = [part.text() for part in message.parts]
        return message.fields, texts, [told(inner) for inner in message.attached], message.warnings

    assert told(mime.read(raw.replace(b"\n", b"\r\n"))) == told(mime.read(raw))


def test_nesting_is_read_to_its_limit_and_named_beyond():
    assert mime.read(nested(mime._MAX_DEPTH)).plain == "innermost"
    deeper = mime.read(nested(mime._MAX_DEPTH + 1))
    assert (deeper.parts, len(deeper.warnings)) == ([], 1)


def test_parts_are_read_to_their_limit_and_named_beyond():
    for number, warned in ((mime.MAX_PARTS, 0), (mime.MAX_PARTS + 1, 1)):
        message = mime.read(multi(*["\none"] * number))
        assert (len(message.parts), len(message.warnings)) == (mime.MAX_PARTS, warned)


def test_attached_mails_are_read_to_their_limit_side_by_side_and_within():
    child = "Content-Type: message/rfc822\n\nSubject: inner\n\nText"
    for number, warned in ((5, 0), (6, 1)):
        message = mime.read(multi(*[child] * number))
        assert (len(message.attached), len(message.warnings)) == (5, warned)
    within = "Subject: innermost\n\nText"
    for level in range(5):
        within = f'Subject: {level}\nContent-Type: multipart/mixed; boundary="b{level}"\n\n--b{level}\n' \
                 f"Content-Type: message/rfc822\n\n{within}\n--b{level}--"  # fmt: skip
    message, depth = mime.read(within.encode()), 0
    assert len(message.warnings) == 1
    while message.attached:
        (message,), depth = message.attached, depth + 1
    assert depth == 3


@pytest.mark.parametrize(
    "part",
    [
        "Content-Type: message/rfc822\n\nSubject: inner\n\nText",
        "Content-Type: application/octet-stream; name=a.EML\n\nSubject: inner\n\nText",
        "Content-Type: message/rfc822\n\n\nSubject: inner\n\nText",
    ],
)
def test_a_mail_in_a_mail(part):
    message = mime.read(multi(part))
    assert ([inner.header("subject") for inner in message.attached], message.parts) == (["inner"], [])


@pytest.mark.parametrize("encode", [base64.encodebytes, binascii.b2a_qp, bytes])
def test_a_large_mail_in_a_mail_is_read_to_its_end(encode):
    """Behind a picture of six megabytes stands who asks."""
    inner = multi(
        "Content-Type: image/jpeg\n\n" + ("x" * 70 + "\n") * 90_000, "Content-Type: text/plain\n\nUwe fragt an"
    )
    encoding = {base64.encodebytes: "base64", binascii.b2a_qp: "quoted-printable", bytes: "8bit"}[encode]
    head = f"Subject: x\nContent-Type: message/rfc822\nContent-Transfer-Encoding: {encoding}\n\n"
    (message,) = mime.read(head.encode() + encode(inner)).attached
    assert (message.plain, message.warnings) == ("Uwe fragt an", [])


def test_what_cannot_be_read_in_an_attached_mail_is_named_by_the_whole():
    inner = multi(*["\none"] * (mime.MAX_PARTS + 1)).decode()
    assert len(mime.read(multi(f"Content-Type: message/rfc822\n\n{inner}", boundary="a")).warnings) == 1


def test_parts_of_a_digest_are_mails():
    message = mime.read(multi("\nSubject: inner\n\nText", head='Content-Type: multipart/digest; boundary="b"'))
    assert [inner.header("subject") for inner in message.attached] == ["inner"]


@pytest.mark.parametrize(
    ("head", "described"),
    [
        ("Content-Type: TEXT/HTML; charset=x", ("text/html", "", "", "")),
        ("Content-Type: text", ("text/plain", "", "", "")),
        ("Content-Type: text/x; name=a.txt", ("text/x", "", "a.txt", "")),
        (
            "Content-Type: text/x; name=a.txt\nContent-Disposition: ATTACHMENT; filename=b.txt",
            ("text/x", "attachment", "b.txt", ""),
        ),
        ("Content-Transfer-Encoding: Base64 ; x", ("text/plain", "", "", "base64")),
    ],
)
def test_description_of_a_part(head, described):
    (part,) = mime.read(multi(f"{head}\n\nx")).parts
    assert (part.type, part.disposition, part.filename, part.encoding) == described


@pytest.mark.parametrize(
    ("head", "warned"),
    [
        ("Content-Type: application/ms-tnef", "winmail.dat"),
        ("Content-Type: application/vnd.ms-tnef", "winmail.dat"),
        ("Content-Type: application/x; name=Winmail.dat", "winmail.dat"),
        ("Content-Type: application/pkcs7-mime", "S/MIME"),
        ("Content-Type: application/x-pkcs7-mime", "S/MIME"),
        ("Content-Type: application/x; name=smime.p7m", "S/MIME"),
        ("Content-Type: application/pgp-encrypted", "PGP"),
        ("Content-Type: application/pdf; name=a.pdf", None),
    ],
)
def test_what_cannot_be_read_is_named(head, warned):
    warnings = mime.read(multi(f"{head}\n\nx")).warnings
    assert len(warnings) == bool(warned)
    assert warned is None or warned in warnings[0]


@pytest.mark.parametrize(
    ("head", "body", "text"),
    [
        ("Content-Type: text/plain; charset=iso-8859-15", b"\xa4", "€"),
        ("Content-Type: text/html", b'<meta charset="iso-8859-15">\xa4', '<meta charset="iso-8859-15">€'),
        ("Content-Type: text/plain", b'<meta charset="iso-8859-15">\xa4', '<meta charset="iso-8859-15">¤'),
        ("Content-Transfer-Encoding: quoted-printable", b"=C3=BC=\nber", "über"),
        ("Content-Transfer-Encoding: base64", b"w7xi\nZXI=", "über"),
        ("Content-Transfer-Encoding: 8bit", "über".encode(), "über"),
        ("X: x", b"one\rtwo \x00three", "one\ntwo three"),
        ("Content-Type: text/plain; format=flowed", b"one \ntwo\nthree", "one two\nthree"),
        ("Content-Type: text/plain; format=FLOWED; delsp=YES", b"one \ntwo", "onetwo"),
        ("Content-Type: text/plain", b"one \ntwo", "one \ntwo"),
    ],
)
def test_text_of_a_part(head, body, text):
    (part,) = mime.read(multi(f"{head}\n\n")[:-7] + body + b"\n--b--").parts
    assert part.text() == text


@pytest.mark.parametrize(
    ("text", "delsp", "right"),
    [
        ("one \ntwo \nthree\nfour", False, "one two three\nfour"),
        ("one \ntwo", True, "onetwo"),
        (" from here", False, "from here"),
        ("one \n-- \nMax", False, "one -- \nMax"),
        ("one \n> two \n> three\nfour", False, "one \n> two \n> three\nfour"),
        ("> one \ntwo", False, "> one \ntwo"),
        ("one ", False, "one "),
        ("", False, ""),
    ],
)
def test_flowed_text(text, delsp, right):
    assert mime._unflow(text, delsp) == right


@pytest.mark.parametrize("encoding", ["7bit", "base64", "quoted-printable"])
def test_a_part_is_decoded_up_to_the_limit_asked_for(encoding):
    body = {"7bit": b"abcdef", "base64": b"YWJjZGVm", "quoted-printable": b"=61=62=63=64=65=66"}[encoding]
    (part,) = mime.read(multi(f"Content-Transfer-Encoding: {encoding}\n\n")[:-7] + body + b"\n--b--").parts
    assert [part.data(limit) for limit in (4, 6, 100)] == [b"abcd", b"abcdef", b"abcdef"]


@pytest.mark.parametrize(
    ("parts", "plain", "html_"),
    [
        (["Content-Type: text/plain\n\none", "Content-Type: text/html\n\n<p>two"], "one", "<p>two"),
        (["Content-Type: text/plain\n\none", "Content-Type: text/enriched\n\ntwo"], "one\ntwo", ""),
        (["Content-Type: text/plain\n\none", "Content-Disposition: attachment\n\ntwo"], "one", ""),
        (["Content-Disposition: attachment\n\ntwo"], "two", ""),
        (["Content-Type: application/pdf\n\ntwo"], "", ""),
        (["Content-Type: text/plain\n\n <DIV>two"], "", " <DIV>two"),
        (["Content-Type: text/plain\n\nx <div>two"], "x <div>two", ""),
    ],
)
def test_bodies_of_a_mail(parts, plain, html_):
    message = mime.read(multi(*parts))
    assert (message.plain, message.html) == (plain, html_)


@pytest.mark.parametrize(
    ("head", "sender"),
    [
        ("From: Max <max@example.org>\nSender: x@example.org", ("Max", "max@example.org")),
        ("Sender: Eva <eva@example.org>", ("Eva", "eva@example.org")),
        ("From: nobody at all", ("nobody at all", "")),
        ("X: x", ("", "")),
    ],
)
def test_sender_of_a_mail(head, sender):
    assert mime.read(f"{head}\n\nx".encode()).sender == sender


# -- header values ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ("plain", "plain"),
        ("=?utf-8?q?=C3=BCber_alles?=", "über alles"),
        ("=?UTF-8?B?w7xiZXI=?=", "über"),
        ("=?utf-8*de?Q?=C3=BC?=", "ü"),
        ("a =?utf-8?q?b?= c", "a b c"),
        ("=?utf-8?q?a?= =?utf-8?q?b?=", "ab"),
        ("=?utf-8?q?a?= x =?utf-8?q?b?=", "a x b"),
        # A character split over two words, and words of two charsets.
        ("=?utf-8?q?=C3?=\n =?utf-8?q?=BC?=", "ü"),
        ("=?iso-8859-1?q?=FC?= =?utf-8?q?=C3=BC?= =?utf-8?q?b?=", "üüb"),
        ("=?utf-8?q?=C3=BC?= =?iso-8859-1?q?=FC?=", "üü"),
        ("=?utf-8?b?w7xiZXI?=", "über"),
        ("=?utf-8?b?w7xi*ZXI=?=", "über"),
        ("=?utf-8?b?w7xiZ?=", "üb"),
        ("=?utf-8?q?open", "=?utf-8?q?open"),
    ],
)
def test_encoded_words(value, right):
    assert headers.words(value) == right


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ("max@example.org", [("", "max@example.org")]),
        ("Max Muster <MAX@Example.ORG>", [("Max Muster", "MAX@example.org")]),
        ('"Muster, Max" <max@example.org>', [("Muster, Max", "max@example.org")]),
        ('"Max \\"M\\" Muster" <max@example.org>', [('Max "M" Muster', "max@example.org")]),
        ("max@example.org (Max)", [("Max", "max@example.org")]),
        ("Max <max@example.org> (privat)", [("Max", "max@example.org")]),
        ("(a (b) c) max@example.org", [("a b c", "max@example.org")]),
        ("a@x.example, b@x.example; c@x.example", [("", f"{name}@x.example") for name in "abc"]),
        ("Team: a@x.example, b@x.example;", [("", "a@x.example"), ("", "b@x.example")]),
        ("a@x.example, Team: b@x.example;", [("", "a@x.example"), ("", "b@x.example")]),
        ('a@x.example ("Max")', [("Max", "a@x.example")]),
        ("Max <a@x.example> <b@x.example>", [("Max", "b@x.example")]),
        ("a) b@x.example", [("a", "b@x.example")]),
        ("", []),
        ("Max", []),
        ("<>", []),
        ("a@x.example:", [("", "a@x.example")]),
        ("Team: Max <a@x.example>", [("Max", "a@x.example")]),
    ],
)
def test_addresses_of_a_header(value, right):
    assert headers.addresses(value) == right


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ("A@B.Example", "A@b.example"), (" a@b.example. ", "a@b.example"), ("'a@b.example'", "a@b.example"),
        ("a@b.example.'", "a@b.example"),
    ],
)  # fmt: skip
def test_tidy_address(value, right):
    assert headers.tidy(value) == right


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ("text/plain", ("text/plain", {})),
        ('Text/HTML ; Charset="utf-8"; x=y', ("text/html", {"charset": "utf-8", "x": "y"})),
        ('a; name="x\\"y"', ("a", {"name": 'x"y'})),
        ("a; name=b; name=c", ("a", {"name": "b"})),
        ("a; name==?utf-8?q?=C3=BC?=", ("a", {"name": "ü"})),
        ("a; name*=utf-8'de'%C3%BC", ("a", {"name": "ü"})),
        ("a; name*=iso-8859-1''%FC", ("a", {"name": "ü"})),
        ("a; name*1=c; name*0=b", ("a", {"name": "bc"})),
        ("a; name*0*=utf-8''%C3; name*1*=%BC; name*2=x%20", ("a", {"name": "üx%20"})),
        ("a; name*0=it's'; name*1=x", ("a", {"name": "it's'x"})),
        ("a; name=b; name*=utf-8''c", ("a", {"name": "b"})),
        ("a; name*11=c; name*2=b", ("a", {"name": "bc"})),
        ("a; name*x=c; name*1=b", ("a", {"name*x": "c", "name": "b"})),
        ("a; name*0*=one'quote", ("a", {"name": "one'quote"})),
    ],
)
def test_parameters(value, right):
    assert headers.parameters(value) == right


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ("Mon, 10 Nov 2025 09:15:00 +0100", "2025-11-10T09:15:00+01:00"),
        ("Mon, 10 Nov 2025 09:15:00", "2025-11-10T09:15:00+00:00"),
        ("Mon, 10 Nov 2025 09:15:00 -0000", "2025-11-10T09:15:00+00:00"),
        ("Mon, 31 Feb 2025 09:15:00 +0100", None),
        ("Fri, 31 Dec 9999 23:15:00 -0100", None),
        ("", None),
    ],
)
def test_date(value, right):
    found = headers.date(value)
    assert (found and found.isoformat()) == right


def test_message_ids():
    assert headers.message_ids("<a@x> b <c@x>\n <a@x> <d e>") == ("<a@x>", "<c@x>")


# -- charsets ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "charset", "right"),
    [
        ("über".encode(), None, "über"),
        ("über".encode(), "iso-8859-1", "über"),
        ("über".encode("latin-1"), "iso-8859-1", "über"),
        ("über".encode("latin-1"), None, "über"),
        (b"\x80", "iso-8859-1", "€"),
        (b"\x80", "us-ascii", "€"),
        (b"\x81", None, "\x81"),
        ("łódź".encode("iso-8859-2"), "iso-8859-2", "łódź"),
        ("łódź".encode("iso-8859-2"), ' "ISO-8859-2" ', "łódź"),
        ("Łódź".encode("cp1250"), "windows-1250", "Łódź"),
        (b"\xfc", "no-such-charset", "ü"),
        (b"\xfc", "utf-16", "ü"),
        (b"\xfcx", "idna", "üx"),
        (b"\xef\xbb\xbf" + "ü".encode(), "iso-8859-1", "ü"),
        (b"\xff\xfe" + "ü".encode("utf-16-le"), None, "ü"),
        (b"\xfe\xff" + "ü".encode("utf-16-be"), None, "ü"),
        ("über".encode("utf-16-le"), None, "über"),
        ("über".encode("utf-16-be"), None, "über"),
        ("你好".encode("iso2022_jp_2"), "iso-2022-jp-2", "你好"),
        (b"+AOQ-", "utf-7", "ä"),
        (b"+AOQ-", None, "+AOQ-"),
        # One broken byte in UTF-8, and what is no UTF-8 although it says so.
        ("für über".encode() + b"\xfc" + "äöü".encode(), "utf-8", "für über\ufffdäöü"),
        (b"\xfc\xe4\xf6 a", "utf-8", "üäö a"),
        ("MÃ¼ller".encode(), None, "Müller"),
        ("MÃ¼ller Ł".encode(), None, "MÃ¼ller Ł"),
        ("Ã".encode(), None, "Ã"),
        ("Â§ 1".encode(), None, "§ 1"),
    ],
)
def test_bytes_as_text(data, charset, right):
    assert charsets.decode(data, charset) == right


@pytest.mark.parametrize(
    ("broken", "letters", "right"),
    [(3, 4, "ü"), (3, 3, "Ã¼"), (4, 20, "Ã¼"), (1, 2, "ü"), (1, 1, "Ã¼")],
)
def test_a_few_broken_bytes_break_no_other_letter(broken, letters, right):
    assert charsets.decode("ü".encode() * letters + b"\xff" * broken, "utf-8").startswith(right)


@pytest.mark.parametrize(
    ("data", "right"),
    [
        (b"a\0b\0", "utf-16-le"), (b"\0a\0b", "utf-16-be"), (b"ab", None), (b"abcdefg\0", None),
        (b"a\0\0b", None), (b"\0\0\0\0", None), (b"", None), (b"a\0b\0c\0dd", "utf-16-le"),
        (b"\0a" * 6 + b"\0\0a\0", None), (b"a\0" * 6 + b"\0\0\0a", None),
    ],
)  # fmt: skip
def test_utf16_without_a_mark(data, right):
    assert charsets._utf16(data) == right
