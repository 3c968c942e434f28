"""Where a message stands: in a form, in a conversation a portal relays, in a mail that was forwarded."""

from cases import table

from anfragemanager.parsing import PORTALS, Rules, form, forwarded, html, recognise, relay
from anfragemanager.parsing.drafts import Parties
from anfragemanager.parsing.labels import Table
from anfragemanager.parsing.lines import Line, from_text

TABLE = Table()
KNOWN = Rules(agents=("Anna Amt",), own_phones=("040 5553210",), own_domains=("makler.example",))
PARTIES = Parties(PORTALS, ("makler.example",))


def document(text: str):
    return html.read(text) if text.startswith("<") else from_text(text)


def read(text: str, **how) -> form.Reading:
    return form.read(document(text), TABLE, **how)


# -- forms ------------------------------------------------------------------------------------------------------------

HEAD = "Vorname: Max\nNachname: Muster\nE-Mail: max@example.org\n"
NEXT = "Nachricht:\nIst es frei?\n"


@table(
    ("Nachricht: Ist es frei?", "Ist es frei?"), (NEXT, "Ist es frei?"),
    ("Nachricht:\n\n\n\n\n\nIst es frei?", "Ist es frei?"),
    ("Nachricht:\n\n\n\n\n\n\nIst es frei?", None), ("Nachricht\nIst es frei?", "Ist es frei?"),
    ("Nachricht: a\nb\n\nc", "a\nb\n\nc"),
    ("Nachricht:", None), ("Nachricht: k. A.", None), ("Nachricht:\nTelefon: 030 1234567", None),
    ("Nachricht:\nTelefon: morgens", None),
    ("Telefon: 030 1234567\nNachricht:\nTelefon: morgens", "Telefon: morgens"),
    ("Telefon: 030 1234567\nNachricht:\nTelefon: 040 1234567", None),
    ("Nachricht:\nOrt: Kiel", None), ("Ort: Bonn\nNachricht:\nOrt: Kiel", "Ort: Kiel"),
    ("Nachricht:\nName: Eva", "Name: Eva"),
    ("Nachricht\nOrt: Kiel", None), ("Nachricht\nOrt", None), ("Nachricht: a\nNachricht: b", "a\nNachricht: b"),
    ("Anfrage: Haus\nNachricht: a", "a"), ("Anfrage: Haus", "Haus"),
    ("Frage:\nViele Grüße", "Viele Grüße"),
    # The portal or a program speaks again.
    (f"{NEXT}Zum Exposé", "Ist es frei?"), (f"{NEXT}-----Ursprüngliche Nachricht-----\nx", "Ist es frei?"),
    (f"{NEXT}[x] Newsletter", "Ist es frei?"), (f"{NEXT}[Zum Haus](https://x.example)", "Ist es frei?"),
    (f"{NEXT}Newsletter: 0", "Ist es frei?"), (f"{NEXT}consent=true", "Ist es frei?"),
    (f"{NEXT}Preis: 10", "Ist es frei?"), (f"{NEXT}Menge: 10", "Ist es frei?\nMenge: 10"),
    (f"{NEXT}-----\nx", "Ist es frei?"), ("Nachricht:\n-----\nIst es frei?\n-----\nx", "Ist es frei?"),
    (f"{NEXT}Ihr Immo-Team\nx", "Ist es frei?"),
    (f"{NEXT}Viele Grüße\nIhr Immo-Team", "Ist es frei?"),
    (f"{NEXT}Viele Grüße\nMax", "Ist es frei?\nViele Grüße\nMax"),
    (f"{NEXT}Viele Grüße\n\n\n\nIhr Immo-Team", "Ist es frei?"),
    (f"{NEXT}Viele Grüße\n\n\n\n\nMax", "Ist es frei?\nViele Grüße\n\nMax"),
    # Behind a gap.
    (f"{NEXT}\nObjekt-Nr.: MA-1", "Ist es frei?"), (f"{NEXT}\nAnbieter: Bau", "Ist es frei?"),
    (f"{NEXT}\nSelbstauskunft:\nx", "Ist es frei?"),
    (f"{NEXT}\nObjektdaten\nName: x", "Ist es frei?"), (f"{NEXT}\nWeiteres\nObjekt-Nr.: 1", "Ist es frei?"),
    (f"{NEXT}\nHallo\nObjekt-Nr.: 1", "Ist es frei?\n\nHallo"),
    (f"{NEXT}\nHallo zusammen\nObjekt-Nr.: 1", "Ist es frei?\n\nHallo zusammen"),
    (f"{NEXT}\nWeiteres.\nObjekt-Nr.: 1", "Ist es frei?\n\nWeiteres."),
    (f"{NEXT}\n{'x' * 39}\nObjekt-Nr.: 1", "Ist es frei?"),
    (f"{NEXT}\n{'x' * 40}\nObjekt-Nr.: 1", f"Ist es frei?\n\n{'x' * 40}"),
    # A consent in words is long, or has an answer; a close is the portal's where its name follows soon.
    (f"{NEXT}Ich bin einverstanden\nDanke", "Ist es frei?\nIch bin einverstanden\nDanke"),
    (f"{NEXT}Ich bin einverstanden: ja\nDanke", "Ist es frei?"),
    (f"{NEXT}Ich bin damit einverstanden, dass Sie mich auch sonntags noch anrufen\nx", "Ist es frei?"),
    (f"{NEXT}Viele Grüße\n\n\n\nBau GmbH {'x' * 70}", "Ist es frei?"),
    (f"{NEXT}Viele Grüße\n\n\n\nBau GmbH {'x' * 71}", "Ist es frei?\nViele Grüße"),
    (f"{NEXT}Viele Grüße\n\n\n\n\nBau GmbH", "Ist es frei?\nViele Grüße"),
    (f"{NEXT}\nBau GmbH, {'x' * 109}", "Ist es frei?"),
    (f"{NEXT}\nBau GmbH, {'x' * 110}", f"Ist es frei?\n\nBau GmbH, {'x' * 110}"),
    (f"{NEXT}\nKampagne: {'x' * 150}", "Ist es frei?"),
    (f"{NEXT}\nKampagne: {'x' * 151}", f"Ist es frei?\n\nKampagne: {'x' * 151}"),
    ("Telefon: 030 1234567\nNachricht:\nTelefon:\n\n040 1234567", None),
    ("Telefon: 030 1234567\nNachricht:\nTelefon:\n\n\n040 1234567", "Telefon:\n\n040 1234567"),
    # A weak label waits for a stronger one so far below.
    ("Anfrage: Haus\n" + "x\n" * 59 + "Nachricht: a", "a"),
    ("Anfrage: Haus\n" + "x\n" * 60 + "Nachricht: a", "\n".join(["Haus", *"x" * 60, "Nachricht: a"])),
    (f"{NEXT}\nDatum: heute\nUhrzeit: jetzt", "Ist es frei?"), (f"{NEXT}Datum: heute", "Ist es frei?\nDatum: heute"),
    (f"{NEXT}Datum: heute\nUhrzeit: jetzt", "Ist es frei?"),
    (f"{NEXT}IP-Adresse: 1", "Ist es frei?"), (f"{NEXT}Telefon: 030 1234567\nOrt: Kiel", "Ist es frei?"),
    (f"{NEXT}Ort: Kiel", "Ist es frei?\nOrt: Kiel"),
    (f"{NEXT}E-Mail: a@x.example", "Ist es frei?\nE-Mail: a@x.example"),
    (f"{NEXT}\nScout-ID: 123456789", "Ist es frei?"),
    (f"{NEXT}\n203.0.113.4", "Ist es frei?"),
    (f"{NEXT}\n203.0.113.4 ist schön", "Ist es frei?\n\n203.0.113.4 ist schön"),
    (f"{NEXT}\nhttps://x.example/1", "Ist es frei?"), (f"{NEXT}\n2026-11-24 08:44", "Ist es frei?"),
    (f"{NEXT}\nMozilla/5.0", "Ist es frei?"),
    (f"{NEXT}\nKampagne: Herbst", "Ist es frei?"), (f"{NEXT}\nKampagne: Herbst.", "Ist es frei?\n\nKampagne: Herbst."),
    (f"{NEXT}\nKampagne: ich", "Ist es frei?\n\nKampagne: ich"),
    (f"{NEXT}\n\nDanke\n\nKampagne: Herbst", "Ist es frei?\n\nDanke"),
    (f"{NEXT}\nKampagne: Herbst\n\nGeht das?", "Ist es frei?\n\nKampagne: Herbst\n\nGeht das?"),
    (f"{NEXT}\nBau GmbH, Kiel", "Ist es frei?"),
    (f"{NEXT}\nWir sind die\nBau GmbH, Kiel", "Ist es frei?\n\nWir sind die\nBau GmbH, Kiel"),
    (f"{NEXT}\nViele Grüße\nBau GmbH", "Ist es frei?"),
    (f"{NEXT}\nWeiteres\n\n\nObjekt-Nr.: 1", "Ist es frei?"), (f"{NEXT}\nAnbieter: Bau; Name: Anna", "Ist es frei?"),
    ("Nachricht: frei?\nPartei: drei\nEtage: zwei", "frei?"), ("Nachricht: frei?\nPartei: drei", "frei?\nPartei: drei"),
    ("Nachricht: frei?\nPartei: drei\nhallo", "frei?\nPartei: drei\nhallo"),
    ("💬 Nachricht: frei?\n🕑 Partei: drei\n💶 Etage: zwei", "frei?"),
    (f"{NEXT}\nTelefon: 0171 2345678\nSeite: https://x.example/1", "Ist es frei?"),
    (f"{NEXT}\nTelefon: abends", "Ist es frei?\n\nTelefon: abends"),
    ("Telefon: 030 1234567\n" + f"{NEXT}\nMobil: 0171 2345678", "Ist es frei?"),
    (f"{NEXT}\nDie Aufnahme finden Sie im Anhang.", "Ist es frei?"),
    ("Telefon: 030 1234567\n" + f"{NEXT}\nTelefon: 0171 2345678", "Ist es frei?\n\nTelefon: 0171 2345678"),
    (f"{NEXT}\nKampagne: Herbst\nSchlüssel: 7\n\nSeite: 3", "Ist es frei?"),
    (f"{NEXT}Kampagne: Herbst", "Ist es frei?\nKampagne: Herbst"),
    (f"{NEXT}\nSonst noch etwas?\nSeite: https://x.example/1", "Ist es frei?\n\nSonst noch etwas?"),
    (f"{NEXT}\nOrt: Kiel", "Ist es frei?"), (f"{NEXT}\nPLZ: 24114", "Ist es frei?"),
    (f"{NEXT}\nScout-ID: 123456789\nTelefon: 0171 2345678", "Ist es frei?"),
    ("Nachricht: frei?\nMeine Bitte: bald\nZweite Bitte: bald", "frei?"),
    ("Nachricht: frei?\nPartei: drei\nZum Exposé", "frei?"),
    # What only who hands it on calls it, wherever in the sentence.
    (f"{NEXT}\nIst mit dieser Einsendung etwas nicht in Ordnung?", "Ist es frei?"),
    (f"{NEXT}\nWar es das Geld wert? Rate this lead", "Ist es frei?"),
    (f"{NEXT}\nIst mit dieser Wohnung etwas nicht in Ordnung?",
     "Ist es frei?\n\nIst mit dieser Wohnung etwas nicht in Ordnung?"),
    # A heading above nothing but fields, and one above a card.
    (f"{NEXT}\nWeiteres:\nKampagne: Herbst\nEtage: zwei", "Ist es frei?"),
    (f"{NEXT}\nZu mir:\nKampagne: Herbst\nEtage: zwei", "Ist es frei?\n\nZu mir:\nKampagne: Herbst\nEtage: zwei"),
    (f"{NEXT}\nZum Haus:\nReihenhaus mit Garten\nObjekt-Nr.: MA-1", "Ist es frei?"),
    (f"{NEXT}\nZum Haus:\nReihenhaus mit Garten\nNummer MA-1",
     "Ist es frei?\n\nZum Haus:\nReihenhaus mit Garten\nNummer MA-1"),
    # One indented by a tab ends where the labels stand.
    ("Nachricht:\n\tIst es frei?\n\tGeht es?\nKopie:\n\tja", "Ist es frei?\n\tGeht es?"),
    ("Nachricht:\n Ist es frei?\nGeht es?", "Ist es frei?\nGeht es?"),
    # What it is about stands above what is said of it.
    ("Worum geht es?\nHaus am Ring\nKommentar\nGeht es?", "Geht es?"), ("Worum geht es?\nGeht es?", "Geht es?"),
    (f"{NEXT}\nWeiteres:\nKampagne: Herbst\nEtage zwei",
     "Ist es frei?\n\nWeiteres:\nKampagne: Herbst\nEtage zwei"),
)  # fmt: skip
def test_message_of_a_form(given, right):
    assert read(HEAD + given, quoted=False).message == right


def test_a_field_nobody_knows_is_told_beside_the_message_where_there_is_a_form():
    found = read(f"{HEAD}{NEXT}\nKampagne: Herbst\n203.0.113.4\nOrt: Kiel\nStraße: Ring 1", quoted=False)
    assert (found.message, found.disclosure) == ("Ist es frei?", {"Kampagne": "Herbst"})
    few = read(f"Name: Max\n{NEXT}\nKampagne: Herbst\n\nBau GmbH, Kiel", quoted=False)
    assert (few.message, few.disclosure) == ("Ist es frei?\n\nKampagne: Herbst\n\nBau GmbH, Kiel", {})


def test_a_check_box_below_a_message_is_ticked_all_the_same():
    found = read(f"{HEAD}{NEXT}[x] Besichtigung\n[ ] Rückruf", quoted=False)
    assert (found.message, found.wishes) == ("Ist es frei?", ["viewing"])


KIEL = "Name: Max\nOrt: Kiel\n"
OTHERS = "Ort: Kiel\nPLZ: 24114\n"


@table(
    (f"{KIEL}{NEXT}\nBau GmbH, Kiel", "Ist es frei?\n\nBau GmbH, Kiel"),
    (f"{KIEL}PLZ: 24114\n{NEXT}\nBau GmbH, Kiel", "Ist es frei?"),
    (f"{KIEL}{NEXT}\nKampagne: Herbst", "Ist es frei?\n\nKampagne: Herbst"),
    (f"{KIEL}PLZ: 24114\n{NEXT}\nKampagne: Herbst", "Ist es frei?"),
    (f"Name: Max\n{OTHERS}{NEXT}\nNachname: Eva\nE-Mail: a@x.example",
     "Ist es frei?\n\nNachname: Eva\nE-Mail: a@x.example"),
    (f"Name: Max\n{OTHERS}{NEXT}\nName: Eva\nE-Mail: a@x.example",
     "Ist es frei?\n\nName: Eva\nE-Mail: a@x.example"),
    (f"Vorname: Max\n{OTHERS}{NEXT}\nVorname: Eva\nE-Mail: a@x.example",
     "Ist es frei?\n\nVorname: Eva\nE-Mail: a@x.example"),
    (f"Vorname: Max\n{OTHERS}{NEXT}\nNachname: Eva\nE-Mail: a@x.example", "Ist es frei?"),
    (f"Vorname: Max\n{OTHERS}{NEXT}\nName: Eva\nE-Mail: a@x.example", "Ist es frei?"),
    (f"Nachname: Max\n{OTHERS}{NEXT}\nName: Eva\nE-Mail: a@x.example",
     "Ist es frei?\n\nName: Eva\nE-Mail: a@x.example"),
)  # fmt: skip
def test_what_a_form_has_asked_before_it_does_not_ask_below_the_message(given, right):
    assert read(given, quoted=False).message == right


FIELDS = ("Vorname\nMax\n\n", "Nachname\nMuster\n\n", "E-Mail\na@x.example\n\n")


@table(
    ((2, "Farbe"), False), ((3, "Farbe"), True), ((3, "Farbe der Wahl hier"), True), ((3, "Farbe!"), False),
    ((3, "Farbe der Wahl hier nun"), False), ((3, "F" + "a" * 38), True), ((3, "F" + "a" * 39), False),
    ((3, "Farbe: x y"), False), ((3, "Viele Grüße"), False), ((3, "Ich"), False),
)  # fmt: skip
def test_a_label_above_its_value_ends_a_message_in_a_form_of_such(given, right):
    count, label = given
    found = read(f"{''.join(FIELDS[:count])}Nachricht\nfrei?\n\n{label}\nrot\n\nGröße\nklein\n", quoted=False)
    assert (found.message == "frei?") is right


@table(
    (f"{HEAD}{NEXT}Mit freundlichen Grüßen\nx", "Ist es frei?"),
    (f"{HEAD}{NEXT}Viele Grüße\nx", "Ist es frei?\nViele Grüße\nx"),
    # Whoever asks closes with their name.
    (f"{HEAD}{NEXT}Mit freundlichen Grüßen\n\nMax Muster", "Ist es frei?"),
    ("<p>Nachname: Muster</p><p>Nachricht:<br>a</p><p>Mit freundlichen Grüßen<br>Max Muster</p>",
     "a\n\nMit freundlichen Grüßen\nMax Muster"),
    ("<p>Nachname: Muster</p><p>Nachricht:<br>a</p><p>Mit freundlichen Grüßen<br>Das Portal</p>", "a"),
    (f"{HEAD}{NEXT}Mit freundlichen Grüßen {'x' * 15}\nx", "Ist es frei?"),
    (f"{HEAD}{NEXT}Mit freundlichen Grüßen {'x' * 16}\nx",
     f"Ist es frei?\nMit freundlichen Grüßen {'x' * 16}\nx"),
)  # fmt: skip
def test_a_portal_s_own_close(given, right):
    assert read(given, closing_ends=True).message == right


def test_a_sender_s_name_below_the_message():
    said = f"{HEAD}{NEXT}\nwohnportal.example\n"
    assert read(said, senders=frozenset(("wohnportal",)), quoted=False).message == "Ist es frei?"
    assert read(said, quoted=False).message == "Ist es frei?\n\nwohnportal.example"
    for filler, is_senders in (("x" * 188, True), ("x" * 189, False)):
        found = read(f"{HEAD}{NEXT}\nWohnportal {filler}", senders=frozenset(("wohnportal",)), quoted=False)
        assert (found.message == "Ist es frei?") is is_senders
    spoken = f"{HEAD}{NEXT}\nIch las es im Wohnportal.\n"
    assert read(spoken, senders=frozenset(("wohnportal",)), quoted=False).message.endswith("Wohnportal.")


@table(
    ("Bitte bewerten Sie die Vermittlung: https://wohnportal.example/1", "Ist es frei?"),
    ("Verdächtiges bitte an abuse@wohnportal.example!", "Ist es frei?"),
    ("Bitte senden Sie mir https://wohnportal.example/1 zu.", None),
    ("Bitte das Exposé: https://anderswo.example/1", None),
)
def test_an_address_of_the_sender_below_the_message(given, right):
    found = read(f"{HEAD}{NEXT}\n{given}\n", senders=frozenset(("wohnportal",)), quoted=False)
    assert found.message == (right or f"Ist es frei?\n\n{given}")


def test_a_card_below_the_message():
    card = "Interessent\nHerr Max Muster\nMuster Bau GmbH\nRing 1\n24114 Kiel"
    found = read(f"{NEXT}\n{card}\nTelefon: 0431 1234567")
    assert found.message == "Ist es frei?"
    assert found.values["name"] == "Herr Max Muster"
    assert read(f"{NEXT}\n{card}\nTelefon: abends").message != "Ist es frei?"


@table(
    ("name: Max\nmail: a@x.example\nort: Kiel\nnachricht:\nfrei?\nquelle: x", "frei?"),
    ("name: Max\nOrt: Kiel\nStraße: Ring 1\nnachricht:\nfrei?\nquelle: x", "frei?\nquelle: x"),
    ("name: Max\nmail: a@x.example\nnachricht:\nfrei?\nquelle: x", "frei?\nquelle: x"),
    ("name: Max\nmail: a@x.example\nort: kiel\nPLZ: 24114\nNachname: M\nStraße: R 1\nNachricht:\nfrei?\nquelle: x",
     "frei?\nquelle: x"),
)  # fmt: skip
def test_a_form_of_a_machine(given, right):
    assert read(given, quoted=False).message == right


@table(
    ("<table><tr><td>Nachricht</td><td>a<br>b</td></tr></table>", "a\nb"),
    ("<table><tr><td>Nachricht</td></tr><tr><td>a</td></tr></table>", "a"),
    ("<table><tr><td>Nachricht</td><td></td></tr><tr><td>Ort</td><td>Kiel</td></tr></table>", None),
    ("<table><tr><td>Nachricht</td><td>a<br>Zum Exposé</td></tr></table>", "a"),
    ("<table><tr><td>Nachricht</td><td>Zum Exposé</td></tr></table>", "Zum Exposé"),
    ("<table><tr><td>Nachricht</td><td>a</td></tr><tr><td>Nachricht</td><td>b</td></tr></table>", "a"),
    ("<p>Nachricht:</p><p>a</p><p>Ich komme.</p>", "a\n\nIch komme."),
    ("<div><p>Nachricht:</p><p>a</p></div><p>Ich komme.</p>", "a"),
    ("<div>Nachricht:</div><div>a</div><div>Ich komme.</div>", "a\nIch komme."),
    ("<h3>Nachricht</h3><p>a</p><h3>Verlauf</h3><p>b</p>", "a"),
    ("<ul><li>Nachricht: a</li><li>b c d</li></ul>", "a"),
    ("<p>Nachricht:</p><p>a</p><p>Viele Grüße</p><p>Max</p>", "a\n\nViele Grüße\n\nMax"),
    ("<p>Nachricht:</p><p>a</p><p>Drei Zimmer mit Bad</p>", "a"),
    ("<p>Nachricht:</p><p>a</p><p>Max Muster</p>", "a\n\nMax Muster"),
    ("<p>Nachricht:</p><p>a</p><p>Max Muster Meier</p>", "a"),
)  # fmt: skip
def test_message_in_markup(given, right):
    assert read(f"<p>Name: Max</p>{given}", quoted=False).message == right


@table(
    ("<p>Nachricht:</p><p>a</p><p>Ich komme.</p>", "a\n\nIch komme."),
    ("<p>Nachricht:</p><p>a</p><p>Die Wohnung ist schön.</p>", "a"),
    ("<p>Nachricht:</p><p>a</p><p>Viele Grüße</p>", "a\n\nViele Grüße"),
    ("<p>Nachname: Muster</p><p>Nachricht:</p><p>a</p><p>Familie Muster</p>", "a\n\nFamilie Muster"),
    ("<p>Nachname: Muster</p><p>Nachricht:</p><p>a</p><p>Familie Ernst</p>", "a"),
)  # fmt: skip
def test_a_portal_leaves_a_message_in_one_block(given, right):
    assert read(f"<p>Name: Max</p>{given}", quoted=True).message == right


# -- conversations ----------------------------------------------------------------------------------------------------


@table(
    ("Max über Kleinanzeigen", "Max"), ('"Max M." via immowelt', "Max M."), ("Interessent über ImmoScout24", ""),
    ("Ein Nutzer über Kleinanzeigen", ""), ("Max", None), ("Max über Facebook", None),
)  # fmt: skip
def test_the_person_in_a_display_name(given, right):
    assert relay.via(given) == right


def conversation(text: str, sender: str = "Max über Kleinanzeigen", bare: bool = False):
    draft = relay.read(document(text), "text", sender, TABLE, PARTIES, KNOWN, bare)
    return {**draft.values, **({"refs": draft.refs} if draft.refs else {})}


@table(
    ("Nachricht von Max\nIst es frei?", {"first_name": "Max", "message": "Ist es frei?"}),
    ("Neue Antwort von:\n\n\nMax\nIst es frei?", {"first_name": "Max", "message": "Ist es frei?"}),
    ("Neue Antwort von:\n\n\n\nMax\nIst es frei?", {}),
    ("x\nNeue Antwort von:\nMax\nIst es frei?", {"first_name": "Max", "message": "Ist es frei?"}),
    ("<table><tr><td>Nachricht von Max</td></tr><tr><td>a</td></tr><tr><td>b</td></tr></table>",
     {"first_name": "Max", "message": "a"}),
    ("Nachricht von Max\nZum Exposé " + "x" * 120, {"first_name": "Max", "message": "Zum Exposé " + "x" * 120}),
    ("Nachricht von Eva\na\n\nNachricht von Max\nb", {"first_name": "Max", "message": "b"}),
    ("Nachricht von Eva\na", {"first_name": "Eva", "message": "a"}),
    ("Nachricht von Max (Tel.: 0171 1234567)\na", {"first_name": "Max", "mobile": "0171 1234567", "message": "a"}),
    ("Nachricht von Max 0171 1234567\na", {"first_name": "Max", "mobile": "0171 1234567", "message": "a"}),
    ("Nachricht von Max\nTel.: 0171 1234567\na", {"first_name": "Max", "mobile": "0171 1234567", "message": "a"}),
    ("Nachricht von Max\n\n(Tel: 0171 1234567)\na", {"first_name": "Max", "mobile": "0171 1234567", "message": "a"}),
    ("Nachricht von Max\na\nTel.: 0171 1234567", {"first_name": "Max", "message": "a\nTel.: 0171 1234567"}),
    ("Nachricht von Max\na\n\nTelefon: 0171 1234567\nE-Mail: a@x.example",
     {"first_name": "Max", "mobile": "0171 1234567", "email": "a@x.example", "message": "a"}),
    ("Nachricht von Max\nMobilnummer: 0171 1234567\n\nIst es frei?",
     {"first_name": "Max", "mobile": "0171 1234567", "message": "Ist es frei?"}),
    ("Nachricht von Max\nMobilnummer: 0171 1234567\nIst es frei?",
     {"first_name": "Max", "message": "Mobilnummer: 0171 1234567\nIst es frei?"}),
    ("Nachricht von Max\na\n\nTelefon: abends", {"first_name": "Max", "message": "a\n\nTelefon: abends"}),
    ("Nachricht von Max\na\nTelefon: 0171 1234567", {"first_name": "Max", "message": "a\nTelefon: 0171 1234567"}),
    ("Nachricht von Interessent\na", {"message": "a"}), ("Nachricht von " + "x" * 101 + "\na", {}),
    ("Nachricht von Max\n----\nAnzeigennummer: 123456789\na\n----\nb",
     {"first_name": "Max", "message": "a", "refs": [(1, "123456789")]}),
    ("Nachricht von Max\na\nZum Exposé\nb", {"first_name": "Max", "message": "a"}),
    ("Nachricht von Max\nZum Exposé\nb", {"first_name": "Max"}),
    ("Nachricht von Max\na\nDein Kleinanzeigen-Team\nb", {"first_name": "Max", "message": "a"}),
    ("Nachricht von Max\na\nIhr Immo-Team\nb", {"first_name": "Max", "message": "a"}),
    ("Nachricht von Max\na\nImmobilien GmbH\nb", {"first_name": "Max", "message": "a\nImmobilien GmbH\nb"}),
    ("Du hast eine Nachricht von Max zu deiner Anzeige Haus erhalten:\na", {"first_name": "Max", "message": "a"}),
    ("Du hast eine Nachricht von Max zu deiner Anzeige\nHaus erhalten:\na", {"first_name": "Max", "message": "a"}),
    ("Du hast eine Nachricht von Max zu deiner Anzeige erhalten\nb\nc\nd\n",
     {"first_name": "Max", "message": "b\nc\nd"}),
    ("x gesendet: 3394403772: Ist es frei?",
     {"first_name": "Max", "message": "Ist es frei?", "refs": [(1, "3394403772")]}),
    ("Eine Nachricht von Max Ist es frei?", {"first_name": "Max", "message": "Ist es frei?"}),
    ("x gesendet: 3394403772: (Tel.: 0171 1234567) frei?",
     {"first_name": "Max", "mobile": "0171 1234567", "message": "frei?", "refs": [(1, "3394403772")]}),
    ("x gesendet: 3394403772: Altbau mit Garten\nName: Max\nNachricht: Ist es frei?", {"refs": [(1, "3394403772")]}),
    ("x gesendet: 3394403772: Hallo!\nFrage: Ist es frei?", {"first_name": "Max",
                                                              "message": "Hallo!\nFrage: Ist es frei?",
                                                              "refs": [(1, "3394403772")]}),
    ("Ad ID: 123456", {"refs": [(1, "123456")]}), ("Anzeigennr. 12345", {}),
    ("Anzeigen-ID: 1234567\nAnzeigen-ID: 7654321", {"refs": [(1, "1234567")]}),
    ("Hallo, ist es noch frei?", {}),
)  # fmt: skip
def test_newest_part_of_a_conversation(given, right):
    assert conversation(given) == right


def test_nothing_but_a_message():
    assert conversation("Hallo, ist es noch frei?", bare=True) == {
        "first_name": "Max",
        "message": "Hallo, ist es noch frei?",
    }
    quoted = "<p>x</p><blockquote><p>Hallo, ist es noch frei?</p></blockquote>"
    assert conversation(quoted, bare=True)["message"] == "Hallo, ist es noch frei?"


# -- a message without a label ----------------------------------------------------------------------------------------


def unlabelled(text: str, taken=(), senders=()):
    found = recognise.message(document(text).lines, taken, senders)
    return found and "\n".join(found[0])


@table(
    ("Ich hätte gern mehr gewusst", "Ich hätte gern mehr gewusst"), ("Ich bin's", None), ("Das Haus ist schön", None),
    ("x\n\nIch hätte gern mehr gewusst", "Ich hätte gern mehr gewusst"), ("Ich hätte gern:", None),
    ("Umschrift:\nIch hätte gern mehr gewusst", "Ich hätte gern mehr gewusst"), ("Umschrift:", None),
    ("Sie haben eine Frage an uns", None), ("Guten Tag Eva Muster, ich frage Sie", None),
    ("Ich hätte gern mehr gewusst\n\nWann geht es?", "Ich hätte gern mehr gewusst\n\nWann geht es?"),
    ("Ich hätte gern mehr gewusst\n\nDrei Zimmer", "Ich hätte gern mehr gewusst"),
    ("Ich hätte gern mehr gewusst\n\nZum Exposé", "Ich hätte gern mehr gewusst"),
    ("Ich hätte gern mehr gewusst\n\n-----\n\nIch", "Ich hätte gern mehr gewusst"),
    ("Ich hätte gern mehr gewusst\n\nPreis: hoch.", "Ich hätte gern mehr gewusst"),
    ("Ich hätte gern mehr gewusst\n\nIch frage: wann?", "Ich hätte gern mehr gewusst\n\nIch frage: wann?"),
    ("Ich hätte es gern.\n3 Zimmer 80 m²", "Ich hätte es gern."),
    ("Ich hätte es gern.\nDanke.", "Ich hätte es gern.\nDanke."),
    ("Ich hätte es gern.\nViele Grüße\nMax", "Ich hätte es gern.\nViele Grüße\nMax"),
    ("„Ich hätte es gern.“\n\nIch sage mehr dazu.", "„Ich hätte es gern.“"),
    ("Mitschrift: Ich hätte dieses Haus sehr gern einmal von innen gesehen.",
     "Ich hätte dieses Haus sehr gern einmal von innen gesehen."),
    ("Ich bin damit einverstanden, dass Sie mich anrufen", None), ("Ich frage x", None),
    ("Ich frage xx", "Ich frage xx"),
    ("Ich " + "u" * 54 + ":\nIch hätte gern mehr gewusst", "Ich hätte gern mehr gewusst"),
    ("Ich " + "u" * 55 + ":\nIch hätte gern mehr gewusst", "Ich " + "u" * 55 + ":\nIch hätte gern mehr gewusst"),
    ("Ich hätte gern mehr gewusst\n\nDas Haus ist " + "x" * 26 + ": schön.", "Ich hätte gern mehr gewusst"),
    ("Ich hätte gern mehr gewusst\n\nDas Haus ist " + "x" * 27 + ": schön.",
     "Ich hätte gern mehr gewusst\n\nDas Haus ist " + "x" * 27 + ": schön."),
    ("Mitschrift: Kann ich es sehen???", None), ("Mitschrift: Kann ich es sehen????", "Kann ich es sehen????"),
    ("Mitschrift: Ich sehe es " + "x" * 27 + ".", None),
    ("Mitschrift: Ich sehe es " + "x" * 28 + ".", "Ich sehe es " + "x" * 28 + "."),
    ("Mitschrift: Kann ich es sehen? Wann?", "Kann ich es sehen? Wann?"), ("Mitschrift: Kann ich es sehen.", None),
    ("Mitschrift: Das Haus steht seit drei Jahren leer und wird jetzt verkauft.", None),
    ("Mitschrift: Kann ich es sehen? Wann?\nmehr", None),
    ("Max schreibt: ich hätte gern mehr gewusst", "ich hätte gern mehr gewusst"),
)  # fmt: skip
def test_the_first_block_that_speaks_as_a_person_does(given, right):
    assert unlabelled(given) == right


@table(
    ("Wann geht es?\nDanke! Eva Tolk", "Wann geht es?\nDanke! Eva Tolk"),
    ("Wann geht es?\n\nEva Tolk", "Wann geht es?\n\nEva Tolk"), ("Wann geht es?\n\nEva Kern", "Wann geht es?"),
    # Once is enough, and what heads a card is no signature.
    ("Wann geht es, fragt Tolk?\n\nEva Tolk", "Wann geht es, fragt Tolk?"),
    ("Wann geht es?\n\nEva Tolk\nRing 1", "Wann geht es?"),
    ("Wann geht es?\nTolk lobt das Haus", "Wann geht es?"),
)  # fmt: skip
def test_whoever_asks_may_sign_without_a_close(given, right):
    lines = document(given).lines
    taken = [at for at, line in enumerate(lines) if line.text == "Eva Tolk"]
    found = recognise.message(lines, taken, writer="Tolk")
    assert (found and "\n".join(found[0])) == right


def test_lines_that_are_taken_and_words_of_the_sender_are_no_message():
    said = "Ich hätte gern mehr gewusst"
    assert unlabelled(said, taken=[0]) is None
    assert unlabelled(f"{said}\n\nWohnportal, Kiel.", senders=["wohnportal"]) == said
    assert unlabelled(f"{said}\n\nIch war bei Wohnportal.", senders=["wohnportal"]).endswith("Wohnportal.")
    assert unlabelled(f"<table><tr><td>{said}</td><td>Wann geht es?</td></tr></table>") == said


@table(
    ("x" * 74 + " GmbH", {"company": "x" * 74 + " GmbH"}), ("x" * 75 + " GmbH", {}),
    ("Bau GmbH", {"company": "Bau GmbH"}), ("Bau GmbH, Amtsgericht Kiel", {}), ("Bau GmbH 24114", {}),
    ("Tel. 030 1234567", {"landline": "030 1234567"}), ("mit 030 1234567", {"landline": "030 1234567"}),
    ("Fax 030 1234567", {}),
    # What somebody is stands above where; owners have the number of their house.
    ("Kanzlei Kern\nTreuwerk GmbH", {"company": "Treuwerk GmbH"}),
    ("Treuwerk GmbH\nKanzlei Kern", {"company": "Treuwerk GmbH"}),
    ("Kanzlei Kern\nPraxis Kern", {"company": "Kanzlei Kern"}),
    ("Kanzlei Kern\n\nBank: Nordbank AG", {"company": "Kanzlei Kern"}),
    ("WEG Deichstraße 4", {"company": "WEG Deichstraße 4"}), ("Weg beim Deich 4", {}),
    ("Am Ring 1, Gartenhaus\n24114 Kiel", {"address": "Am Ring 1, Gartenhaus\n24114 Kiel"}),
    ("Am Ring, Gartenhaus\n24114 Kiel", {"address": "24114 Kiel"}),
    ("Am Ring 1, links vom alten Tor\n24114 Kiel", {"address": "24114 Kiel"}),
    ("Mobil 0171 1234567\n030 1234567", {"mobile": "0171 1234567", "landline": "030 1234567"}),
    ("Am Ring 1\n24114 Kiel", {"address": "Am Ring 1\n24114 Kiel"}),
    ("040 5553210", {"landline": "040 5553210"}), ("\n" * 15 + "Tel. 030 1234567", {}),
    ("\n" * 14 + "Tel. 030 1234567", {"landline": "030 1234567"}),
)  # fmt: skip
def test_signature_of_a_letter(given, right):
    assert recognise.signature([], from_text(given).lines, Rules(), PARTIES).raw == right


# -- forwarded --------------------------------------------------------------------------------------------------------


def inside(text: str):
    found = forwarded.find(document(text))
    return found and (found.from_name, found.from_address, found.subject, found.document.text())


MAX = ("Max", "max@example.org", "Haus", "Hallo")


@table(
    ("Von: Max <max@example.org>\nBetreff: Haus\nAn: a\n\nHallo", MAX),
    ("a\nb\n*Von:* Max <MAX@example.org>\n*Betreff:* Haus\n*An:* a\n\nHallo", MAX),
    ("Von: Max <max@example.org>\nBetreff: Haus\n\nHallo", None), ("Betreff: Haus\nAn: a\nDatum: x\n\nHallo", None),
    ("Von: Max\nBetreff: Haus\nAn: a\n\nHallo", None),
    ("Von:\nMax <max@example.org>\nBetreff:\nHaus\nAn: a\n\nHallo", MAX),
    ("Von: Max <max@example.org>\n\nBetreff: Haus\n\nAn: a\n\nHallo", MAX),
    ("Von: Max\n <max@example.org>\nBetreff: Haus\nAn: a\n\nHallo", MAX),
    ("Von: Max [mailto:max@example.org]\nBetreff: Haus\nAn: a\n\nHallo", MAX),
    ("Von: Max <mailto:max@example.org>\nBetreff: Haus\nAn: a\n\nHallo", MAX),
    ("> Von: Max <max@example.org>\n> Betreff: Haus\n> An: a\n>\n> Hallo", MAX),
    ("Von: Max <max@example.org>\nAn: a\nBetreff: Haus\nam See\nDatum: x\n\nHallo",
     ("Max", "max@example.org", "Haus am See", "Hallo")),
    ("Von: Max <max@example.org>\nAn: a\nBetreff: Haus\nHallo", ("Max", "max@example.org", "Haus", "Hallo")),
    ("Von: Max <max@example.org>\nAn: a\nBetreff: Haus\n\nVon: hier\nHallo",
     ("Max", "max@example.org", "Haus", "Von: hier\nHallo")),
    ("Von: Max <max@example.org>\nAn: a\nDatum: x\n\nHallo", ("Max", "max@example.org", "", "Hallo")), ("Hallo", None),
    ("From: Max <max@example.org>\nTo: a\nSubject: Haus\n\nHallo", MAX),
    ("Von: Max <max@example.org>\nAn: a\nBetreff: Haus\n\n\nDatum: morgen", MAX[:3] + ("Datum: morgen",)),
    ("Von: Max\nHallo\nVon: Max <max@example.org>\nAn: a\nBetreff: Haus\n\nHallo", MAX),
    ("Von: Max <max@example.org>\nAn: a\nBetreff: Haus\nam See\nDatum: x",
     ("Max", "max@example.org", "Haus am See", "")),
    ("Von: Max\nAn: a\nBetreff: x\n\nHallo\nVon: Max <max@example.org>\nAn: a\nBetreff: Haus\n\nHallo", MAX),
    ("Anlagen: 1\nPriorität: 2\nVon: Max <max@example.org>\nAn: a\nBetreff: Haus\nHallo", MAX),
    ("Von: Max <max@example.org>\nAn: a\nBetreff: Haus\n" + "Anlagen: x\n" * 27 + "Datum: x", MAX[:3] + ("Datum: x",)),
    ("Von: a\n" * 50 + "\nVon: Max <max@example.org>\nAn: a\nBetreff: Haus\n\nHallo", None),
)  # fmt: skip
def test_header_block_of_a_forwarded_mail(given, right):
    assert inside(given) == right


def test_reply_address_and_quoting_of_a_forwarded_mail():
    text = "Von: Max <max@example.org>\nAn: a\nBetreff: Haus\nAntwort an: eva@example.org\n\n> > Hallo\n> du\nich"
    found = forwarded.find(from_text(text))
    assert found.reply_to == "eva@example.org"
    assert [line.quoted for line in found.document.lines if line.text] == [1, 0, 0]
    assert forwarded._sender("Max", "max@Example.org") == ("Max", "max@example.org")
    assert forwarded._sender("Max", None) == forwarded._sender("Max", "max") == ("Max", "")
    link = [Line("Von: Max", mail="max@example.org"), Line("An: a"), Line("Betreff: x"), Line("")]
    assert forwarded._block(link, 0)[0]["from"] == ("Max", "max@example.org")


@table(
    ("---------- Forwarded message ---------", True), ("Anfang der weitergeleiteten Nachricht:", True),
    ("weitergeleitet", False),
    ("a\n" * 199 + "-----Ursprüngliche Nachricht-----", True),
    ("a\n" * 200 + "-----Ursprüngliche Nachricht-----", False),
)  # fmt: skip
def test_line_that_announces_forwarded_text(given, right):
    assert forwarded.starts_with_marker(from_text(given)) is right
