"""Small questions about a text, each with the cases on either side of it: endings, phrases, concepts, names."""

import pytest
from cases import table

from anfragemanager.parsing import PORTALS, Rules, concepts, ending, recognise
from anfragemanager.parsing.drafts import Parties
from anfragemanager.parsing.labels import Table
from anfragemanager.parsing.lines import Block, Line, from_text
from anfragemanager.parsing.phrases import Phrases

TABLE = Table()


# -- where a message ends ---------------------------------------------------------------------------------------------


@table(
    ("*Max*", "Max"), ("📞 0171", "0171"), ("☑ ja", "☑ ja"), ("→ hier", "hier"), ("ä", "ä"), ("\x1fMax\t", "Max"),
    ("👤✉ Max", "Max"),
)  # fmt: skip
def test_line_without_its_decoration(given, right):
    assert ending.plain(given) == right


@table(
    ("----", True), ("---", True), ("--", True), ("-- ", True), ("___", True), ("==", False), ("====", True),
    ("- - -", True), ("-", False), ("--- x ---", False), ("", False),
)  # fmt: skip
def test_rule_across_the_page(given, right):
    assert ending.is_rule(given) is right


@table(
    ("Viele Grüße", "", ), ("Viele Grüße, Max Muster", "Max Muster"), ("LG Max.", "Max"), ("MfG", ""), ("Max", ""),
    ("Mit freundlichen Grüßen – Max", "Max"), ("Kind regards, Max", "Max"),
    ("Viele Grüße " + "x" * 60, ""), ("Viele Grüße " + "x" * 48, ""), ("Viele Grüße " + "x" * 47, "x" * 47),
)  # fmt: skip
def test_what_stands_behind_a_close(given, right):
    assert ending.behind_closing(given) == right


@table(
    (("Ihr Immo-Team", True), True), (("Ihr Immo-Team", False), True), (("Dein Nachbar", True), False),
    (("Müller Immobilien GmbH", False), True), (("Müller Immobilien GmbH", True), False),
    (("Max Muster", False), False),
    (("Ihr Team " + "x" * 60, True), False), (("Ihr " + "x" * 50 + "-Team", True), True),
    (("Ihr " + "x" * 51 + "-Team", True), False), (("Ihr Team von der Bank hat angerufen, danke", True), False),
)  # fmt: skip
def test_signature_of_a_company(given, right):
    assert ending.is_team(*given) is right


def test_how_long_a_consent_and_the_line_of_a_program_may_be():
    assert ending.is_consent("Ich bin einverstanden ".ljust(399, "x"))
    assert not ending.is_consent("Ich bin einverstanden ".ljust(400, "x"))
    assert ending.is_program("Von meinem iPhone gesendet ".ljust(299, "x"))
    assert not ending.is_program("Von meinem iPhone gesendet ".ljust(300, "x"))


@table(
    ('"a"', True), ('""', False), ('"', False), ("„a“", True), ("„a", False), ("»a«", True), ("a", False), ("", False),
)  # fmt: skip
def test_all_that_was_said_stands_in_quotation_marks(given, right):
    assert ending.is_quoted(given.split("\n")) is right


@table(
    ("Ist das frei. Danke.", True), ("Viele Grüße", True), ("Ich komme", True), ("Helle Wohnung", False),
    ("Eine helle Wohnung mit Garten.", True), ("3 Zimmer, 80 m².", False), ("3 Zimmer mit Garten.", True),
    ("450 € und 80 m²!", False), ("Danke!", True), ("Gern …", True), ("(danke)", True),
)  # fmt: skip
def test_words_of_a_person_or_facts_of_a_listing(given, right):
    assert ending.speaks(given) is right


@table(
    (["„Ist es frei?“"], True), (['"Ist es', 'frei?"'], True), (["»Ja«"], True), (["«Ja»"], True), (["“Ja”"], True),
    (["„Ja»"], False), (["Ja"], False), (['""'], False), (['"'], False), ([""], False), (["„Ja”"], True),
)  # fmt: skip
def test_all_of_it_was_said(given, right):
    assert ending.is_quoted(given) is right


@table(
    ("[x] Ja", (True, "Ja")), ("[X] Ja", (True, "Ja")), ("[ ] Ja", (False, "Ja")), ("[] Ja", (False, "Ja")),
    ("☑ Ja", (True, "Ja")), ("☒ Ja", (True, "Ja")), ("☐ Ja", (False, "Ja")), ("□ Ja", (False, "Ja")),
    ("■ Ja", (True, "Ja")), ("✗ Ja", (False, "Ja")), ("- [x] Ja ", (True, "Ja")), ("(x) Ja", (True, "Ja")),
    ("( ) Ja", (False, "Ja")), ("[x]", None), ("x Ja", None), ("Ja [x]", None),
)  # fmt: skip
def test_check_box(given, right):
    assert ending.box(given) == right


OUTLOOK = "Von: Max <max@example.org>\nGesendet: Montag\nAn: x"


@table(
    ("-----Ursprüngliche Nachricht-----", True), ("Am 1.2.2025 schrieb Max:", True), ("Am Montag schrieb Max", False),
    (OUTLOOK, True), ("*Von:* Max <max@example.org>\nAn: x\n*Gesendet:* Montag", True),
    ("Von: Max <max@example.org>\nAn: x\nHallo", False), ("Von: hier\nGesendet: Montag", False),
    ("Hallo\nGesendet: Montag", False), ("From: Max <max@example.org>\nDate: Monday", True),
)  # fmt: skip
def test_where_quoted_mail_begins(given, right):
    found = from_text(given).lines
    assert ending.is_history(found[0].text, found[1:]) is right


def test_what_stands_above_quoted_mail():
    said = from_text(f"a\n> b\nc\n{OUTLOOK}\nd").lines
    assert [line.text for line in ending.unquoted(said)] == ["a", "c"]
    far = from_text("a\nVon: Max <max@example.org>\nb\nc\nd\nGesendet: Montag").lines
    assert len(ending.unquoted(far)) == 6
    near = from_text("a\nVon: Max <max@example.org>\nb\nc\nGesendet: Montag").lines
    assert [line.text for line in ending.unquoted(near)] == ["a"]


def test_what_the_markup_quotes_where_no_mail_is_quoted():
    block = Block(None, 1, "blockquote")
    said = [Line("a"), Line("b", quoted=1, block=block), Line("c", quoted=2, block=block), Line("d", quoted=1)]
    assert [line.text for line in ending.said_in_quotes(said)] == ["b"]
    assert ending.said_in_quotes([Line("Am 1.2. schrieb Max:"), *said]) == []


@table(
    ("Hallo\nViele Grüße\nMax\nTel 1", (["Hallo", "Viele Grüße", "Max"], ["Max", "Tel 1"])),
    ("Hallo\nViele Grüße\n\nMax\n", (["Hallo", "Viele Grüße", "Max"], ["", "Max", ""])),
    ("Hallo\nViele Grüße\nTel 1\nMax", (["Hallo", "Viele Grüße"], ["Tel 1", "Max"])),
    ("Hallo\nViele Grüße\n" + "x" * 60, (["Hallo", "Viele Grüße"], ["x" * 60])),
    ("Hallo\n--\nMax", (["Hallo"], ["--", "Max"])), ("Hallo\nVon meinem iPhone gesendet\nMax", (["Hallo"], ["Hallo"])),
    ("Hallo\nViele Grüße\nMax\n--\nTel 1", (["Hallo", "Viele Grüße", "Max"], ["Max", "--", "Tel 1"])),
    ("Hallo\n> Zitat\nMax", (["Hallo", "Max"], ["Hallo", "Max"])),
    ("\n".join("abcdefghi"), (list("abcdefghi"), list("bcdefghi"))),
    ("Hallo\nViele Grüße\n" + "x" * 59, (["Hallo", "Viele Grüße", "x" * 59], ["x" * 59])),
    (f"Ahoj\nJan Nowak, {'x' * 48}\nTel", (["Ahoj", f"Jan Nowak, {'x' * 48}"], [f"Jan Nowak, {'x' * 48}", "Tel"])),
    (f"Ahoj\nJan Nowak, {'x' * 49}", (["Ahoj", f"Jan Nowak, {'x' * 49}"], ["Ahoj", f"Jan Nowak, {'x' * 49}"])),
    # A few words and a comma above short lines open a signature.
    ("Ahoj\n\na b c d e,\nJan\nb\nc\nd\ne",
     (["Ahoj", "", "a b c d e,", "Jan"], ["a b c d e,", *"Jan b c d e".split()])),
    ("Ahoj\n\na b c d e f,\nJan", (["Ahoj", "", "a b c d e f,", "Jan"], ["Ahoj", "", "a b c d e f,", "Jan"])),
    ("A\n\na,\nJ\nb\nc\nd\ne\nf", (["A", "", "a,", *"Jbcdef"], ["", "a,", *"Jbcdef"])),
    ("A\n\na 3,\nJan", (["A", "", "a 3,", "Jan"], ["A", "", "a 3,", "Jan"])),
    ("A\n\na,\nJan\n" + "x" * 59, (["A", "", "a,", "Jan"], ["a,", "Jan", "x" * 59])),
    ("A\n\na,\nJan\n" + "x" * 60, (["A", "", "a,", "Jan", "x" * 60], ["A", "", "a,", "Jan", "x" * 60])),
    # A rule may stand above the card of who writes; above a quoted mail it ends the letter.
    ("Ahoj\n____________\nJan Nowak\nTel 1", (["Ahoj", "Jan Nowak"], ["Jan Nowak", "Tel 1"])),
    ("Ahoj\n____________\nEva Nowak\nTel 1", (["Ahoj"], ["Ahoj"])),
    # In a language nobody knows the writer's own name ends the letter.
    ("Ahoj\nDzia,\n\nJan Nowak\nTel 1", (["Ahoj", "Dzia,", "", "Jan Nowak"], ["Jan Nowak", "Tel 1"])),
    ("Ahoj\nJ. Nowak\nTel 1", (["Ahoj", "J. Nowak"], ["J. Nowak", "Tel 1"])),
    ("Ahoj\nJ. Nowak 030 1\nTel", (["Ahoj"], ["J. Nowak 030 1", "Tel"])),
    ("Ahoj\nNowak\nTel", (["Ahoj", "Nowak", "Tel"], ["Ahoj", "Nowak", "Tel"])),
    ("Ahoj\nEva Nowak\nTel", (["Ahoj", "Eva Nowak", "Tel"], ["Ahoj", "Eva Nowak", "Tel"])),
    ("Jan Nowak\nAhoj", (["Jan Nowak", "Ahoj"], ["Jan Nowak", "Ahoj"])),
)  # fmt: skip
def test_a_letter_and_its_signature(given, right):
    body, rest = ending.letter(from_text(given).lines, lambda text: text.startswith(("Jan Nowak", "J. Nowak")))
    assert (body, [line.text for line in rest]) == right


@table(
    ("Hallo", ("Hallo", {})), ("\n----\nHallo\n\n----\n", ("Hallo", {})), ("a\n\n\n\nb", ("a\n\nb", {})),
    ("a\n-----Ursprüngliche Nachricht-----\nb", ("a", {})), ('"Hallo"', ("Hallo", {})), ("„Hallo“", ("Hallo", {})),
    ('"a" und "b"', ('"a" und "b"', {})), ('""', ('""', {})), ('""Hallo"', ('""Hallo"', {})), ("", (None, {})),
    ("          a", ("a", {})),
    ("       a\nb", ("a\nb", {})),
    ("x\n       a", ("x\n       a", {})), ("x\n        a", ("x\na", {})),
    ("a\nHaustiere: Hund", ("a", {"Haustiere": "Hund"})),
    ("a\nHaustiere:", ("a\nHaustiere:", {})), ("a\n• Haustiere: Hund", ("a", {"Haustiere": "Hund"})),
    ("a\nMeine Haustiere sind: Hund", ("a\nMeine Haustiere sind: Hund", {})),
    ("a Weitere Daten zum Interessenten; : 1; Y: 2;", ("a", {"Y": "2"})),
    ("a Weitere Daten zum Interessenten; X: 1; Y: 2;", ("a", {"X": "1", "Y": "2"})),
    ("a\n\nHerr X hat Angaben gemacht:", ("a", {})),
    ("a\nHerr X hat Angaben gemacht:", ("a\nHerr X hat Angaben gemacht:", {})),
    ("a\n\nIch frage:", ("a\n\nIch frage:", {})),
)  # fmt: skip
def test_message_without_what_is_none(given, right):
    assert ending.clean_message(given.split("\n"), TABLE) == right


@table(
    ("Haustiere: Hund; Raucher: nein", {"Haustiere": "Hund", "Raucher": "nein"}), ("X: 1", {}),
    ("Weitere Angaben zum Interessenten: X: 1; 2; Y:; 3", {"X": "1; 2"}),
    ("Haustiere: Hund; 2", {"Haustiere": "Hund; 2"}),
    ("Haustiere", {}), ("Weitere Daten zum Interessenten; " + "x" * 61 + ": 1", {}),
    ("Weitere Daten zum Interessenten; " + "x" * 60 + ": 1", {"x" * 60: "1"}),
)  # fmt: skip
def test_self_disclosure_in_a_line(given, right):
    assert ending.disclosure_in(given, TABLE) == right


# -- phrases and concepts ---------------------------------------------------------------------------------------------


@table(
    (("haus", "das haus"), ["haus"]), (("haus", "häuser hausen"), []), (("haus*", "hausen"), ["hausen"]),
    (("*wohnung", "mietwohnung wohnung"), ["mietwohnung", "wohnung"]), (("*wohnung", "wohnungen"), []),
    (("zwei worte", "zwei  worte zwei wortes"), ["zwei  worte"]), (("# zimmer", "3 zimmer"), ["3 zimmer"]),
    (("^haus", "haus haus"), ["haus"]), (("^haus", "ein haus"), []), (("mein haus$", "mein haus."), ["mein haus."]),
    (("mein haus$", "mein haus ja"), []), (("ja (oder|und) nein", "ja und nein"), ["ja und nein"]),
    (("ein (altes )?haus", "ein haus"), ["ein haus"]), (("er … haus", "er will ein haus"), ["er will ein haus"]),
    (("er … haus", "er will. ein haus"), []), (("er … haus", "er " + "x" * 70 + " haus"), []),
    (("mein ort:", "mein ort:kiel"), ["mein ort:"]), (("er … haus", "er hat 3.5 haus"), ["er hat 3.5 haus"]),
)  # fmt: skip
def test_phrase_in_a_text(given, right):
    phrase, text = given
    assert [seen for _, seen in Phrases([(phrase, "x")]).find(text)] == right


def test_phrases_by_their_opening():
    known = Phrases([("haus", 1), ("haus am see", 2), ("^boot", 3)])
    assert sorted(payload for payload, _ in known.find("haus am see boot")) == [1, 2]
    assert (known.opens("- haus"), known.opens("im haus"), known.opens("boot"), known.opens("")) == (1, None, 3, None)
    assert (known.first("im haus"), known.first("im zelt")) == (1, None)


@pytest.mark.parametrize("phrase", ["*abc", "*abc1", "(a|b) c", "*", "# x", "a"])
def test_a_phrase_that_would_fit_anything_is_refused(phrase):
    if phrase in ("# x", "a"):
        assert Phrases([(phrase, 1)])
    else:
        with pytest.raises(ValueError, match="phrase"):
            Phrases([(phrase, 1)])


@pytest.mark.parametrize("text", ["a ~ b ~ c", "a b", "a ~ ", ""])
def test_parts_of_a_concept_that_cannot_be_joined(text):
    with pytest.raises(ValueError, match="not a way to join"):
        concepts._part(text)


@table(("a", (("a",), False)), ("a + b + c", (("a", "b", "c"), False)), ("a ~ b", (("a", "b"), True)))
def test_parts_of_a_concept(given, right):
    found = concepts._part(given)
    assert (found.concepts, found.next_to) == right


@table(
    (" ", True), (" schönes ", True), (" schönes altes ", True), (" ganz schönes altes ", False), (" und ", False),
    (" schönes, ", True),
)  # fmt: skip
def test_what_may_stand_between_two_words(given, right):
    assert concepts._is_near(given) is right


def test_one_place_for_each_concept():
    assert concepts._apart([[(0, 1), (5, 6)], [(0, 1), (3, 4)]]) == [(0, 1), (3, 4)]
    assert concepts._apart([[(0, 1)], [(0, 1)]]) == []
    assert concepts._apart([[(5, 6)], [(0, 1)]]) == [(0, 1), (5, 6)]


def test_a_place_within_another_is_shadowed():
    assert concepts._lies_in((1, 2), [(0, 3)])
    assert not any(concepts._lies_in((0, 3), [other]) for other in ((0, 3), (1, 3), (0, 2), (4, 9)))
    found = concepts.find("Wann wäre eine Besichtigung möglich?")
    assert found["question"] == "?"
    assert "question" not in concepts.find("Eine Besichtigung wäre schön.")
    assert "intent" in concepts.find("Wir wollen verkaufen.")
    assert "intent" not in concepts.find("Wann wollen Sie verkaufen?")


# -- who a name is ----------------------------------------------------------------------------------------------------

PARTIES = Parties(PORTALS, ("makler.example",))
KNOWN = Rules(agents=("Anna Amt",), own_phones=("040 5553210",), own_domains=("makler.example",))


@table(
    ("Herr Max Muster", 7), ("Max Muster", 3), ("Frau Xyrill", 4), ("Max Maria Muster Meier", 3),
    ("Schuster Martin", 3),
    ("Anna Amt", 0), ("Bau GmbH", 0), ("Max 3", 0), ("Max", 0), ("x" * 60, 0), ("Xyrill Quonk", 0), ("max muster", 0),
    ("Schöne Wohnung", 0), ("*Max Muster:*", 3), ("Hallo Max", 0), ("Max M" + "u" * 54, 3), ("Max M" + "u" * 55, 0),
    ("Herr Max Muster Muster Muster Muster", 7), ("Herr Max Muster Muster Muster Muster Muster", 0),
    ("Max aber nicht Muster", 0),
)  # fmt: skip
def test_how_likely_a_text_is_a_name(given, right):
    assert recognise.likely_name(given, KNOWN) == right


@table(
    ("030 1234567", True), ("+49 30 1234567", True), ("(030) 1234567", True), ("12345678", False),
    ("030 123456 Max", False),
    ("030", False),
)  # fmt: skip
def test_nothing_but_a_number(given, right):
    assert recognise.is_number(given) is right


@table(
    (("j.weber@x.example", "Hier ist Jana Weber"), "Jana Weber"),
    (("jana.weber@x.example", "Hier ist Jana Weber"), "Jana Weber"),
    (("weber@x.example", "Hier ist Jana Weber"), None), (("a.weber@x.example", "Hier ist Jana Weber"), None),
    (("jana@x.example", "Hier ist Jana Weber"), None), (("anna.amt@x.example", "Hier ist Anna Amt"), None),
)  # fmt: skip
def test_whose_name_makes_up_the_address(given, right):
    email, text = given
    found = recognise.name_of_address(email, ["nichts", text], KNOWN)
    assert found == (right and (right, text))


@table(
    ("Max Muster interessiert sich für Ihr Haus", "Max Muster"), ("Nachricht von Max Muster:", "Max Muster"),
    ("A Max Muster le interesa tu anuncio", "Max Muster"),
    ("Nachricht von Frau Eva von Stein zu Ihrer Anzeige", "Frau Eva von Stein"),
    ("Mein Name ist Max Muster. Ich suche", "Max Muster"), ("ich bin Rentner und suche", None),
    ("Mein Name ist Anna Amt. Ist es frei?", None), ("Ich bin Max. Ist es frei?", None),
    ("Mein Name ist Max Ott. Ist es frei?", "Max Ott"),
    ("Nachricht von Anna Amt:", None), ("Nachricht von Max:", "Max"), ("Nachricht von Ihrem Interessenten:", None),
    ("Nachricht von Max Muster:" + "x" * 300, None), ("Hallo", None),
)  # fmt: skip
def test_who_is_named_in_a_sentence(given, right):
    found = recognise.name_in_sentence(["", given], KNOWN)
    assert found == (right and (right, given))


def test_only_the_first_lines_name_the_person():
    said = "Nachricht von Max Muster:"
    assert recognise.name_in_sentence([""] * 60 + [said], KNOWN) == ("Max Muster", said)
    assert recognise.name_in_sentence([""] * 61 + [said], KNOWN) is None


@table(
    ("Max Muster und", "Max Muster"), ("Herr Max von Stein in Kiel", "Herr Max von Stein"),
    ("der Herr Max", "Herr Max"),
    ("frau Max", "Max"), ("und so", ""), ("Max Muster. Ich", "Max Muster"), ("Max M. Muster", "Max M. Muster"),
    ("Max Ott. Wann", "Max Ott"), ("Li Wu. Wann", "Li Wu"), ("Frau Dr. Ott. Wann", "Frau Dr. Ott"),
    ("Prof. Eva Ott. Wann", "Prof. Eva Ott"), ("Dipl.-Ing. Max Ott. Wann", "Dipl.-Ing. Max Ott"),
    ("Max St. Pierre", "Max St. Pierre"), ("Max. Ist es", "Max"), ("A. Ott. Wann", "A. Ott"),
    ("Eva Ly. Wann", "Eva Ly"),
    ("Ed Roß. Wann", "Ed Roß"), ("Max OTT. Wann", "Max OTT"),
)  # fmt: skip
def test_the_name_among_words(given, right):
    assert recognise._capitalised(given) == right


@table(
    (("Tel. 030 1234567", True), "030 1234567"), (("Tel.: 030 1234567", True), "030 1234567"),
    (("Tel.: 030 1234567", False), None), (("Meine Nummer: 030 1234567", False), "030 1234567"),
    (("Sie erreichen mich unter 030 1234567", False), "030 1234567"), (("am 030 1234567", False), None),
    (("am 030 1234567", True), "030 1234567"), (("Fax 030 1234567", True), None), (("Tel. 040 5553210", True), None),
    (("040 5553210\n030 1234567", True), "030 1234567"), (("Viele Grüße\nTel. 030 1234567", False), None),
    (("Viele Grüße\nTel. 030 1234567", True), "030 1234567"), (("Tel. 12345", True), None),
    (("Tel. 030 1234", True), "030 1234"), (("Tel. 030 123", True), None), (("Meine Nummer ist 030 123", True), None),
    (("", True), None),
)  # fmt: skip
def test_number_among_the_words(given, right):
    found = recognise.number_in_sentence(*given, KNOWN)
    assert (found and found[0].raw) == right


@table(
    ("Meine Anschrift: Am Ring 1, 24114 Kiel", "Am Ring 1\n24114 Kiel"),
    ("Ich wohne hier: Ringstraße 1, 24114 Kiel", "Ringstraße 1\n24114 Kiel"),
    ("Das Haus: Am Ring 1, 24114 Kiel", None), ("Meine Anschrift: Kiel, 24114 Kiel", "24114 Kiel"),
    ("Meine Anschrift: Am Ring 1, Kiel", None),
)  # fmt: skip
def test_address_the_writer_calls_their_own(given, right):
    assert recognise.signature(["", given], [], KNOWN, PARTIES).raw.get("address") == right


def contacts(text: str, *wanted: str, **how) -> dict[str, str]:
    return recognise.contacts(from_text(text).lines, set(wanted), PARTIES, KNOWN, **how).raw


@table(
    (("max@example.org", "email"), {"email": "max@example.org"}),
    (("a@makler.example max@example.org", "email"), {"email": "max@example.org"}),
    (("Tel. 030 1234567", "phone"), {"landline": "030 1234567"}),
    (("Tel. 0171 1234567", "phone"), {"mobile": "0171 1234567"}),
    (("Fax: 030 1234567", "phone"), {}), (("Tel. 030 1234567 Fax 030 1234568", "phone"), {"landline": "030 1234567"}),
    (("Tel. 030 1234567 Fax 0171 1234567", "phone"), {"landline": "030 1234567"}),
    (("0044 7700 900256", "phone"), {"landline": "0044 7700 900256"}),
    (("Tel. 030 1234", "phone"), {"landline": "030 1234"}), (("Tel. 030 123", "phone"), {}),
    (("am 030 1234567", "phone"), {}), (("+44 7700 900256", "phone"), {"landline": "+44 7700 900256"}),
    (("Anruf: 030 1234567", "phone"), {"landline": "030 1234567"}),
    (("030 1234567", "number"), {"landline": "030 1234567"}),
    (("📞 030 1234567", "number"), {"landline": "030 1234567"}),
    (("Tel. 030 1234567", "number"), {}), (("Tel. 040 5553210", "phone"), {}), (("Tel. 123456", "phone"), {}),
    (("Max Muster\nmax@example.org", "email", "name"), {"email": "max@example.org", "name": "Max Muster"}),
    (("Max Muster\n\n\n\nmax@example.org", "email", "name"), {"email": "max@example.org", "name": "Max Muster"}),
    (("Max Muster | Kiel\nmax@example.org", "email", "name"), {"email": "max@example.org", "name": "Max Muster"}),
    (("max@example.org\nx\nMax Muster", "email", "name"), {"email": "max@example.org", "name": "Max Muster"}),
    (("max@example.org\nx\nx\nMax Muster", "email", "name"), {"email": "max@example.org", "name": "Max Muster"}),
    (("max@example.org\nx\nx\nMax Muster Meier Schmidt", "email", "name"),
     {"email": "max@example.org", "name": "Max Muster Meier Schmidt"}),
    (("Eva Weber\nHerr Max Muster\nmax@example.org", "email", "name"),
     {"email": "max@example.org", "name": "Herr Max Muster"}),
    (("Herr Max Muster\nEva Weber\nmax@example.org", "email", "name"),
     {"email": "max@example.org", "name": "Herr Max Muster"}),
    (("Max Muster", "name"), {}),
    (("Max Muster\nEva Weber\nmax@example.org", "email", "name"), {"email": "max@example.org", "name": "Max Muster"}),
    (("Max Muster | Kiel\n\nx\n\nmax@example.org", "email", "name"),
     {"email": "max@example.org", "name": "Max Muster"}),
    (("Max Muster | Kiel\n\nx\n\nx\nmax@example.org", "email", "name"), {"email": "max@example.org"}),
    (("max@example.org\nx\nMax Muster | Kiel", "email", "name"), {"email": "max@example.org", "name": "Max Muster"}),
    (("max@example.org\nx\nx\nMax Muster | Kiel", "email", "name"), {"email": "max@example.org"}),
    (("x\n" * 39 + "Herr Max Muster\n\n\n\n\n\n\nmax@example.org", "email", "name"),
     {"email": "max@example.org", "name": "Herr Max Muster"}),
    (("Herr Max Muster\n\n\n\n\n\n\nmax@example.org", "email", "name"),
     {"email": "max@example.org", "name": "Herr Max Muster"}),
    (("x\n" * 40 + "Herr Max Muster\n\n\n\n\n\n\nmax@example.org", "email", "name"), {"email": "max@example.org"}),
    (("max@example.org\nAm Ring 1\n24114 Kiel", "email", "address"),
     {"email": "max@example.org", "address": "Am Ring 1\n24114 Kiel"}),
    (("max@example.org\nAm Ring 1, 24114 Kiel", "email", "address"),
     {"email": "max@example.org", "address": "Am Ring 1\n24114 Kiel"}),
    (("max@example.org\nx\nx\nx\n24114 Kiel", "email", "address"),
     {"email": "max@example.org", "address": "24114 Kiel"}),
    (("max@example.org\nx\nx\nx\nx\n24114 Kiel", "email", "address"), {"email": "max@example.org"}),
    (("24114 Kiel\nx\nmax@example.org", "email", "address"), {"email": "max@example.org", "address": "24114 Kiel"}),
    (("24114 Kiel\nx\nx\nmax@example.org", "email", "address"), {"email": "max@example.org"}),
    (("max@example.org\n2411 Kiel", "email", "address"), {"email": "max@example.org"}),
    (("max@example.org\nRing 1\n24114 Bau GmbH", "email", "address"), {"email": "max@example.org"}),
    (("max@example.org\nImpressum\nTel. 030 1234567", "email", "phone"), {"email": "max@example.org"}),
    (("max@example.org\n" + "y" * 88 + ", 24114 Kiel", "email", "address"),
     {"email": "max@example.org", "address": "24114 Kiel"}),
    (("max@example.org\n" + "y" * 89 + ", 24114 Kiel", "email", "address"), {"email": "max@example.org"}),
    (("Impressum\nmax@example.org", "email"), {"email": "max@example.org"}),
    (("x\nImpressum\nmax@example.org", "email"), {"email": "max@example.org"}),
)  # fmt: skip
def test_ways_of_contact_without_a_label(given, right):
    assert contacts(*given) == right


def test_an_address_of_the_service_is_nobody_s_and_a_number_beside_a_name_is_theirs():
    assert contacts("x@form.example", "email", service="form.example") == {}
    assert contacts("Max Muster 030 1234567", "phone", at=[0]) == {"landline": "030 1234567"}
    assert contacts("x\nImpressum\nMax Muster 030 1234567", "phone", at=[2]) == {"landline": "030 1234567"}
    assert contacts("Impressum Max Muster 030 1234567", "phone", at=[0]) == {"landline": "030 1234567"}
    assert contacts("Max Muster\nImpressum\nTel. 030 1234567", "phone", at=[0]) == {}


@table(("Fax: 030 1234567", {}), ("Telefax: 030 1234567", {}), ("Büro: 030 1234567", {"landline": "030 1234567"}))
def test_the_link_of_a_fax_is_no_way_to_call(given, right):
    for wanted in ("phone", "number"):
        found = recognise.contacts([Line(given, tel="0301234567")], {wanted}, PARTIES, KNOWN)
        assert found.raw == right


@pytest.mark.parametrize(
    "name",
    [
        "Max Berger jun.",
        "Anna Kern geb. Stein",
        "Herr meier",
        "Anna do Carmo",
        "Jean et Marie Dupont",
        "Lea e Luca Rossi",
    ],
)
def test_one_word_in_small_letters_makes_no_sentence_of_a_name(name):
    assert recognise.likely_name(name, Rules()) >= 3
