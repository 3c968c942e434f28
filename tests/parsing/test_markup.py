"""From markup to lines and elements: each rule of HTML, text and XML by the smallest input that shows it."""

import pytest

from anfragemanager.parsing import feedback, html, lines, markup, mime

# -- HTML -------------------------------------------------------------------------------------------------------------


def seen(source: str) -> list[str]:
    return [line.text.replace(lines.MARK, "¦") for line in html.read(source).lines]


@pytest.mark.parametrize(
    ("source", "right"),
    [
        ("one<br>two", ["one", "two"]),
        ("one<br/><br/>two", ["one", "", "two"]),
        ("<br>one", ["one"]),
        ("<p>one</p><p>two</p>", ["one", "", "two"]),
        ("<p>one<p>two", ["one", "", "two"]),
        ("<div>one</div><div>two</div>", ["one", "two"]),
        ("<div>one</div> <div> two\n\tthree </div>", ["one", "two three"]),
        ("<h3>one</h3>two", ["one", "", "two"]),
        ("one<hr>two", ["one", "----", "", "two"]),
        ("<hr>one", ["one"]),
        ("<p>a</p><td>b</td>", ["a", "", "b"]),
        ("<p>a</p><tr>b", ["a", "b"]),
        ("<table><tr><td><p>a</p></td>b</tr></table>", ["a", "", "b"]),
        ("<b>Name</b> Max<br>", ["Name¦ Max"]),
        ("<b><i>Name</i></b> Max<br>", ["Name¦ Max"]),
        ("<b></b>Max<br>", ["Max"]),
        ("a&amp;b&nbsp;c<br>", ["a&b c"]),
        ("a<!-- b -->c<br>", ["ac"]),
        ("a<!-- b", ["a"]),
        ("<style>a</style>b<br>", ["b"]),
        ("<style>a<br>b", ["a", "b"]),
        ("<title>a</title><script>b</script>c<br>", ["c"]),
        ("<SCRIPT>b</Script>c<br>", ["c"]),
        ("a < b<br>", ["a < b"]),
        ("a <3 b<br>", ["a <3 b"]),
        ("<!DOCTYPE html>a<br>", ["a"]),
        ("<ul><li>a</li><li>b</li></ul>", ["a", "b"]),
        ("<pre>a\n  b\n\nc</pre>", ["a", "b", "", "c"]),
        ("<pre>a\n\n\nb</pre>", ["a", "", "", "b"]),
        ("<pre>a</pre> b\n c<br>", ["a", "", "b c"]),
        ("</pre>a\nb<br>", ["a b"]),
        # Without a tag that breaks lines the line ends of the source do.
        ("<b>a</b>\nb &amp; ü\r\nc", ["a", "b & ü", "c"]),
        ("<b>a</b>\nb<br>", ["a¦ b"]),
        ("a <b> </b>b<br>", ["a ¦b"]),
        ("<div></div>", []),
        ("", []),
        # An empty line stands within one cell.
        ("<table><tr><td>a</td><td><br>b</td></tr></table>", ["a", "b"]),
        ("<table><tr><td>a</td></tr><tr><td><br>b</td></tr></table>", ["a", "b"]),
        ("<table><tr><td>a<br><br>b</td></tr></table>", ["a", "", "b"]),
        ("<svg/>a<svg>b<svg>c</svg>d</svg>e<br>", ["ae"]),
        ("<style>a</style><div hidden>b</div>", ["a", "b"]),
    ],
)
def test_lines_of_html(source, right):
    assert seen(source) == right


@pytest.mark.parametrize(
    ("source", "right"),
    [
        ('<div style="display:none">a</div>b<br>', ["b"]),
        ('<div style="DISPLAY : none">a<div>x</div>c</div>b<br>', ["b"]),
        ('<span style="visibility: hidden">a</span>b<br>', ["b"]),
        ('<p style="mso-hide:all">a</p>b<br>', ["b"]),
        ("<div hidden>a</div>b<br>", ["b"]),
        ('<div hidden="">a</div>b<br>', ["b"]),
        ('<div class="hidden">a</div>b<br>', ["a", "b"]),
        # An element without an end hides nothing but itself.
        ('<img style="display:none">b<br>', ["b"]),
        ('<div style="display:none"/>b<br>', ["b"]),
        ('<body style="display:none">b<br>', ["b"]),
        # Where all is hidden nothing is.
        ('<div style="display:none">a</div>', ["a"]),
    ],
)
def test_what_style_hides_is_not_read(source, right):
    assert seen(source) == right


def cells(source: str) -> list[tuple[str, int, int]]:
    return [(line.text, line.row, line.cell) for line in html.read(source).lines]


ROW = "<table><tr><td>a<td>b</td></tr></table>"


@pytest.mark.parametrize(
    ("source", "right"),
    [
        (ROW, [("a", 1, 0), ("b", 1, 1)]),
        ("<table><tr><th>a</th><td>b<br>c</td></tr><tr><td>d</td></tr></table>",
         [("a", 1, 0), ("b", 1, 1), ("c", 1, 1), ("d", 2, 0)]),
        ("<table><td>a</td><td>b</td></table>", [("a", 1, 0), ("b", 1, 1)]),
        ("x" + ROW + "y", [("x", 0, 0), ("a", 1, 0), ("b", 1, 1), ("", 0, 0), ("y", 0, 0)]),
        ("<table><tr><td>a</td><td>" + ROW + "</td><td>c</td></tr></table>",
         [("a", 1, 0), ("a", 2, 0), ("b", 2, 1), ("c", 1, 2)]),
        ("<table><tr><td>a</td></tr>b</table>", [("a", 1, 0), ("b", 0, 0)]),
        ("<td>a</td><td>b</td>", [("a", 0, 0), ("b", 0, 0)]),
        ("<table><tr>x<td>a</td></tr></table>", [("x", 1, 0), ("a", 1, 0)]),
        ("<table><tr><td>a</td><td>" + ROW + "z</td></tr></table>",
         [("a", 1, 0), ("a", 2, 0), ("b", 2, 1), ("z", 1, 1)]),
        ("</table></tr>" + ROW, [("a", 1, 0), ("b", 1, 1)]),
        ("<table><tr><td><p>a</p></td><td><p>b</p></td></tr></table>", [("a", 1, 0), ("b", 1, 1)]),
    ],
)  # fmt: skip
def test_cells_of_html(source, right):
    assert [line for line in cells(source) if line[0]] == [line for line in right if line[0]]


def test_cells_of_a_row_are_counted():
    assert html.read("<table><tr><td>a<td></td><td>b</tr><tr><td>c</tr></table>").cells == {1: 3, 2: 1}


@pytest.mark.parametrize(
    ("source", "right"),
    [
        ('<a href="https://x.example/a?b=1&amp;c=2">x</a>', ["https://x.example/a?b=1&c=2"]),
        ("<a href='https://x.example'>x</a>", ["https://x.example"]),
        ("<a href=https://x.example>x</a>", ["https://x.example"]),
        ('<a HREF = " HTTPS://x.example ">x</a>', ["HTTPS://x.example"]),
        ('<a href="#top">x</a><a href="">y</a><a name="z">z</a>', []),
        ('<a href="mailto:max@example.org">x</a>', []),
    ],
)
def test_links_of_html(source, right):
    assert html.read(source).links == right


@pytest.mark.parametrize(
    ("source", "mail", "tel", "is_link"),
    [
        ('<a href="mailto:max%40example.org?subject=x">schreiben</a>', "max@example.org", None, False),
        ('<a href="MAILTO:a@x.example">a</a> <a href="mailto:b@x.example">b</a>', "a@x.example", None, False),
        ('<a href="tel:+49%20171">anrufen</a> <a href="tel:2">b</a>', None, "+49 171", False),
        ('<a href="https://x.example">Zum Objekt</a>', None, None, True),
        ('<b><a href="https://x.example"> Zum Objekt </a></b>', None, None, True),
        ('Mehr: <a href="https://x.example">Zum Objekt</a>', None, None, False),
        ('<a href="https://x.example">Zum Objekt</a> hier', None, None, False),
        ('<a href="https://x.example">www.x.example</a>', None, None, False),
        ('<a href="https://x.example">max@example.org</a>', None, None, False),
        # A gateway takes targets away; what has a name is a place in the text.
        ("<a>Zum Objekt</a>", None, None, True),
        ('<a style="color:red">Zum Objekt</a>', None, None, True),
        ('<a name="_MailOriginal">Zum Objekt</a>', None, None, False),
        ('<a id="top">Zum Objekt</a>', None, None, False),
    ],
)
def test_what_a_line_links_to(source, mail, tel, is_link):
    (line,) = html.read(f"<div>{source}</div>").lines
    assert (line.mail, line.tel, line.is_link) == (mail, tel, is_link)


def test_a_link_belongs_to_its_own_line():
    found = html.read('<div><a href="mailto:a@x.example">a</a></div><div>b</div>').lines
    assert [line.mail for line in found] == ["a@x.example", None]


def test_depth_of_quoting():
    source = "a<blockquote>b<blockquote>c</blockquote>d</blockquote></blockquote>e<br>"
    assert [(line.text, line.quoted) for line in html.read(source).lines if line.text] == [
        ("a", 0), ("b", 1), ("c", 2), ("d", 1), ("e", 0)]  # fmt: skip


def test_blocks_hold_their_lines():
    found = html.read("<div>a<p>b</p>c</div><section>d</section>").lines
    a, b, c, d = (next(line for line in found if line.text == text) for text in "abcd")
    assert [line.block.tag for line in (a, b, c, d)] == ["div", "p", "div", "section"]
    assert a.block is c.block is b.block.parent
    assert lines.is_within(b.block, a.block)
    assert not lines.is_within(d.block, a.block)
    assert lines.common(b.block, a.block) is a.block
    assert lines.common(b.block, d.block) is None
    assert (a.block.depth, b.block.depth, d.block.depth) == (1, 2, 1)


def test_a_paragraph_ends_where_the_next_begins_and_a_stray_end_closes_nothing():
    found = [line for line in html.read("<div></p><p>a<p>b</span></td>c</div>d<br>").lines if line.text]
    assert [line.block and line.block.tag for line in found] == ["p", "p", "p", None]
    assert found[0].block is not found[1].block
    assert found[0].block.parent is found[1].block.parent


# -- text -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("a", ("a", 0, False)), ("> a", ("a", 1, False)), (">> a", ("a", 2, False)), ("> > a", ("a", 2, False)),
        (" >a", ("a", 1, False)), ("  > a", ("  > a", 0, False)), ("a > b", ("a > b", 0, False)),
        ("a  ", ("a", 0, False)),
        ("[Im Browser ansehen](https://x.example)", ("[Im Browser ansehen](https://x.example)", 0, True)),
        ("Hier: [ansehen](https://x.example)", ("Hier: [ansehen](https://x.example)", 0, False)),
    ],
)  # fmt: skip
def test_line_of_text(text, right):
    (line,) = lines.from_text(text).lines
    assert (line.text, line.quoted, line.is_link) == right


def test_lines_beyond_the_limit_are_left_and_named(monkeypatch):
    monkeypatch.setattr(lines, "MAX_LINES", 3)
    assert [(len(found.lines), found.is_cut) for found in map(lines.from_text, ("a\nb\nc", "a\nb\nc\nd"))] == [
        (3, False), (3, True)]  # fmt: skip


def test_cells_of_a_row_are_one_line_of_text():
    source = "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td></td><td>d</td></tr></table>e<br>"
    assert html.read(source).text().split("\n") == ["a b", "c d", "e"]


# -- XML --------------------------------------------------------------------------------------------------------------

NAMES = frozenset(("root", "a"))


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("<a>x</a>", [(False, "a", "", "x"), (True, "a", "", "")]),
        ('<ns:A b="c">x', [(False, "a", ' b="c"', "x")]),
        ("<a/>x", [(False, "a", "", "")]),
        ("y<root><a>x<z>", [(False, "root", "", ""), (False, "a", "", "x<z>")]),
        ("<a>x<!-- <a> -->y", [(False, "a", "", "xy")]),
        ("<!-- <a>x", [(False, "a", "", "x")]),
        ("<a>\x00\x0bx", [(False, "a", "", "x")]),
        ("<z>", []),
    ],
)
def test_elements_of_xml(text, right):
    assert list(markup.elements(text, NAMES)) == right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("x<br/>y", "x\ny"),
        ("x<p>y</p>z", "x\ny\nz"),
        ("</br>x", "x"),
        ("<b>x</b>", "x"),
        ("x<z>", "x<z>"),
        ("1 <3 2", "1 <3 2"),
        ("<![CDATA[x <z> &amp;]]>y", "x <z> &amp;y"),
        ("<![CDATA[<a>x</a>]]>", "<a>x</a>"),
        ("<![CDATA[x<br>y &amp;]]>", "x\ny &"),
        ("<![CDATA[x", "x"),
        ("<![CDATA[x<![CDATA[y]]>z", "xyz"),
        ("<!-- x", "x"),
        ("<?xml version='1.0'?>x", "x"),
        ("<!DOCTYPE root>x", "x"),
        ("<!DOCTYPE root [<!ENTITY b 'c'>]>x", "x"),
        ("<!doctype root", ""),
        ("&lt;&amp;uuml;&#8364;", "<ü€"),
        ("a\x00b\x01&#2;c", "abc"),
    ],
)
def test_words_of_xml(text, right):
    ((_closing, _name, _attributes, raw),) = markup.elements(f"<root>{text}", NAMES)
    assert markup.words(raw, keeps_tags=True) == right


def test_tags_of_others_are_kept_in_a_message_alone():
    assert [markup.words("x<z>y", keeps) for keeps in (True, False)] == ["x<z>y", "xy"]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("x<root>y</root>z", "<root>y</root>"), ("x<ns:Root a='b'>y</ns:Root >z", "<ns:Root a='b'>y</ns:Root >"),
        ("x<root>y", "<root>y"), ("<roots>y</roots>", None), ("</root><root>", "<root>"), ("x", None),
    ],
)  # fmt: skip
def test_document_within_a_text(text, right):
    assert markup.find(text, "root") == right


@pytest.mark.parametrize(
    ("data", "charset", "right"),
    [
        (b'<?xml version="1.0" encoding="iso-8859-2"?>\xb3', None, "ł"),
        (b'<?xml version="1.0" encoding="iso-8859-2"?>' + "ł".encode(), "iso-8859-2", "ł"),
        (b"<x>\xb3", "iso-8859-2", "ł"),
        ('<?xml version="1.0" encoding="utf-16"?>ł'.encode("utf-16-le"), None, "ł"),
    ],
)
def test_charset_of_xml(data, charset, right):
    assert markup.text_of(data, charset)[-1] == right


FOUND = b"<openimmo_feedback>"
FAR_DOWN = b"YWFh" * 6000 + b"PG9wZW5pbW1vX2ZlZWRiYWNrPg=="
BASE64 = "Content-Transfer-Encoding: base64"


@pytest.mark.parametrize(
    ("head", "body", "right"),
    [
        ("Content-Type: text/plain", FOUND, True),
        ("Content-Type: text/plain", b"nothing", False),
        ("Content-Type: application/octet-stream", b"\0".join(bytes([char]) for char in FOUND) + b"\0", True),
        ("Content-Type: image/png; name=a.png", FOUND, False),
        ("Content-Type: image/png; name=a.XML", FOUND, True),
        ("Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable", b"<openimmo_feed=\nback>", True),
        ("Content-Type: text/plain", b"<openimmo_feed=\nback>", False),
        (f"Content-Type: application/x\n{BASE64}", b"PG9wZW5pbW1vX2ZlZWRiYWNrPg==", True),
        (f"Content-Type: application/x\n{BASE64}", b"bm90aGluZw==", False),
        (f"Content-Type: text/plain\n{BASE64}", b"bm90aGluZw==", False),
        # Far down in a text it is looked for, in an attachment it would stand at the top.
        (f"Content-Type: text/plain\n{BASE64}", FAR_DOWN, True),
        (f"Content-Type: application/x\n{BASE64}", FAR_DOWN, False),
    ],
)  # fmt: skip
def test_which_part_may_hold_xml(head, body, right):
    (part,) = mime.read(f"{head}\n\n".encode() + body).parts
    assert feedback._may_hold_xml(part) is right


# -- documents of prospects -------------------------------------------------------------------------------------------


def prospects(text: str, root: str = "openimmo_feedback") -> list[tuple[dict, dict]]:
    found = feedback.Document(f"<{root}>{text}</{root}>", root)
    return [(about.values, who.values) for about, who in found.prospects]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (
            "<objekt><oobj_id>A</oobj_id><interessent><nachname>x</nachname></interessent></objekt>",
            [({"oobj_id": ["A"]}, {"nachname": ["x"]})],
        ),
        # A property behind its prospect, elements outside of their parts, and open ones.
        (
            "<interessent><nachname>x</nachname></interessent><objekt><oobj_id>A</oobj_id></objekt>",
            [({"oobj_id": ["A"]}, {"nachname": ["x"]})],
        ),
        ("<oobj_id>A</oobj_id><nachname>x</nachname>", [({"oobj_id": ["A"]}, {"nachname": ["x"]})]),
        (
            "<interessent><nachname>x</nachname><oobj_id>A</oobj_id><vorname>y</vorname></interessent>",
            [({"oobj_id": ["A"]}, {"nachname": ["x"], "vorname": ["y"]})],
        ),
        ("<interessent><nachname>x<vorname>y</interessent>", [({}, {"nachname": ["x"], "vorname": ["y"]})]),
        (
            "<objekt><ort>Kiel</ort><interessent><ort>Bonn</ort></interessent><ort>Ulm</ort></objekt>",
            [({"ort": ["Kiel", "Ulm"]}, {"ort": ["Bonn"]})],
        ),
        ("<interessent><wunsch>a</wunsch><wunsch>b</wunsch></interessent>", [({}, {"wunsch": ["a", "b"]})]),
        (
            "<interessent><anfrage>a <z>b</z></anfrage><nachname>x<z>y</z></nachname></interessent>",
            [({}, {"anfrage": ["a <z>b</z>"], "nachname": ["xy"]})],
        ),
        ("<interessent><anfrage>a <name> b</interessent>", [({}, {"anfrage": ["a <name> b"]})]),
        ("<sender><name>P</name></sender><interessent></interessent>", [({}, {})]),
        ("<objekt><oobj_id>A</oobj_id></objekt>", []),
    ],
)
def test_prospects_of_a_document(text, right):
    assert prospects(text) == right


def test_each_prospect_asks_for_the_property_around_it():
    one = "<objekt><oobj_id>{0}</oobj_id><interessent><nachname>{0}</nachname></interessent></objekt>"
    found = prospects(one.format("A") + one.format("B"))
    assert [(about["oobj_id"], who["nachname"]) for about, who in found] == [(["A"], ["A"]), (["B"], ["B"])]


def test_fields_of_a_senders_own():
    field = "<feld><name>Haustiere</name><wert>Hund</wert></feld><feld><name>Auto</name><wert>nein</wert></feld>"
    text = f"<openimmo_feedback><interessent>{field}<nachname>x</nachname></interessent></openimmo_feedback>"
    ((_, who),) = feedback.Document(text, "openimmo_feedback").prospects
    assert who.extra == {"Haustiere": "Hund", "Auto": "nein"}
    assert who.values == {"nachname": ["x"]}
    assert who.first("vorname nachname") == ("nachname", "x")
    assert who.first("vorname") == ("", "")


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("<objektanfrage><i_name>x</i_name></objektanfrage>", False),
        ("<objektanfrage><i_name>x</i_name>", True),
        ("<objektanfrage><i_name>x", True),
    ],
)
def test_a_document_without_its_end(text, right):
    assert feedback.Document(text, "objektanfrage").truncated is right
