"""A document as a form: where label and value stand, what a value is, by a form of a few lines each."""

from cases import table

from anfragemanager.parsing import form, html, layouts, lines
from anfragemanager.parsing.labels import Table, is_empty, is_of, spelt

TABLE = Table()


def read(text: str, **how) -> form.Reading:
    document = html.read(text) if text.startswith("<") else lines.from_text(text)
    return form.read(document, TABLE, **how)


def rows(*cells: str) -> str:
    """A table; the cells of a row are parted by "|"."""
    found = ("".join(f"<td>{cell}</td>" for cell in row.split("|")) for row in cells)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in found) + "</table>"


# -- labels -----------------------------------------------------------------------------------------------------------


@table(
    ("Straße / Haus-Nr.*", "strasse haus nr"), ("E-Mail (Pflichtfeld)", "e mail"), ("Teléfono", "telefono"),
    ("Gro\u0308ße", "groesse"), ("  ", ""), ("Ihr_Name", "ihr name"),
)  # fmt: skip
def test_spelling_of_a_label(given, right):
    assert spelt(given) == right


@table(
    ("Vorname", "first_name"), ("Ihr Vorname", "first_name"), ("Ihre E-Mail", "email"), ("eMail", "email"),
    ("contactName", "name"), ("text-vorname", "first_name"), ("f[input_email]", "email"), ("textarea-900", "message"),
    ("text-771", None), ("txt_vorname", "first_name"), ("field-email", "email"), ("feld_ort", "city"),
    ("your-email", "email"), ("inputEmail", "email"), ("Text Vorname", None), ("text--vorname", None),
    ("form[kunde][email]", "email"), ("form[][email]", "email"), ("email[]", "email"), ("Email-2", "email"),
    ("Telefon 12", "phone"), ("Telefon 123", None), ("Kundentelefon", None), ("Telefon (tagsüber)", "phone"),
    ("Straße (ohne Nummer)", "street"), ("Ort (Heimat)", "city"),
    ("Name des Interessenten", "name"), ("Telefon der Interessentin", "phone"), ("E-Mail für uns", "email"),
    ("Nachricht an uns", "message"), ("PLZ / Postleitzahl", "zip"), ("PLZ/Ort", "zip_city"), ("Vorname/Straße", None),
    ("Haustiere", "disclosure"), ("Haben Sie Haustiere?", "disclosure"), ("_wpnonce", "technical"),
    ("Unternehmensname", "company"),
    ("Appellativo", "salutation"), ("Località", "city"), ("Was sollten wir sonst noch wissen?", "message"),
    ("Was wissen wir?", None), ("Worum geht es?", "message_weak"),
    ("Quatsch", None), ("", None), ("x" * 91, None), ("Vorname" + " " * 80 + "x x", None),
    ("Kontakt Vorname", "first_name"), ("Nachricht von uns allen hier", None),
)  # fmt: skip
def test_field_of_a_label(given, right):
    assert TABLE.find(given) == right


def test_a_taught_label_counts_whatever_its_spelling():
    taught = Table([{"tel": ("Draht",), "first_name": ("Rufzeichen:", "*")}])
    assert [taught.find(label) for label in ("draht", "RUFZEICHEN", "*")] == ["phone", "first_name", None]


@table(
    ("k. A.", True), ("-", True), ("---", True), ("----", False), ("", True), ("keine Angabe", True), ("✓", False),
    ("0", False), ("Max", False), (" n/a ", True),
)  # fmt: skip
def test_value_of_a_field_nobody_filled_in(given, right):
    assert is_empty(given) is right


def test_language_of_a_label():
    assert is_of("Teléfono", "es")
    assert is_of("First name", "en")
    assert not is_of("Vorname", "en")


# -- one line ---------------------------------------------------------------------------------------------------------


@table(
    ("Name: Max", [("name", "Max")]), ("Name：Max", [("name", "Max")]), ("• Name: Max", [("name", "Max")]),
    ("*Name:* Max", [("name", "Max")]), ("Name:", [("name", "")]), ("Name", [("name", "")]),
    ("[Name] Max", [("name", "Max")]),
    ("[Name]: Max", [("name", "Max")]), ("[]: Max", []), ("[Max] Muster", []),
    ("Interessent:in: Max", [("name", "Max")]),
    ("Name | Max", [("name", "Max")]), ("Name\tMax", [("name", "Max")]), ("Name  Max", [("name", "Max")]),
    ("Name = Max", [("name", "Max")]), ("Name ..... Max", [("name", "Max")]), ("Name => Max", [("name", "Max")]),
    ("Name → Max", [("name", "Max")]), ("Name - Max", [("name", "Max")]), ("Name Max", []),
    ("Name\x1f Max", [("name", "Max")]), ("Name.\x1f Max", []), ("Quatsch\x1f Max", []),
    ("Vorname Max", [("first_name", "Max")]), ("Vorname max", []), ("Vorname Max Uwe Paul Fritz", []),
    ("Vorname Max.", []), ("E-Mail max@example.org", [("email", "max@example.org")]), ("E-Mail an Max", []),
    ("PLZ 12345", [("zip", "12345")]), ("PLZ 123456", []), ("PLZ D-12345", [("zip", "D-12345")]),
    ("Telefon 030 123456", [("phone", "030 123456")]), ("Telefon unter 030", []),
    ("Name: Max; E-Mail: max@example.org", [("name", "Max"), ("email", "max@example.org")]),
    ("Name: Max E-Mail: max@example.org Telefon: 030 1",
     [("name", "Max"), ("email", "max@example.org"), ("phone", "030 1")]),
    ("Name: Max e-mail: max@example.org", [("name", "Max e-mail: max@example.org")]),
    ("Name: Max, e-mail: max@example.org", [("name", "Max"), ("email", "max@example.org")]),
    ("Anfrage von heute Name: Max E-Mail: m@x.example", [("name", "Max"), ("email", "m@x.example")]),
    ("Es gilt Name: Max", []),
    ("Objekt-Nr.: 1 Nachricht: Hallo Name: x", [("property_ref", "1"), ("message", "Hallo Name: x")]),
    ("Name: Max Nachricht: [a] b;", [("name", "Max"), ("message", "[a] b;")]),
    ("Nachricht: Hallo; Name: x", [("message", "Hallo; Name: x")]), ("Nachricht: https://x.example/a", []),
    ("Name://x", []), ("Nachricht: siehe https://x.example/a", [("message", "siehe https://x.example/a")]),
    ("Von: Max <max@example.org>", [("name", "Max <max@example.org>")]), ("Von: Max", []),
    ("Von: Averbeck-Holtkamp", [("name", "Averbeck-Holtkamp")]), ("Von: Montagmorgen", []),
    ("Von: 8-12", []), (": Max", []),
    ("Wie heißen Sie?", [("name", "")]), ("Wie geht es Ihnen?", []), ("", []), ("***", []), ("Wohin: Max", []),
    ("xName] Max", []),
    ("[Name] Max", [("name", "Max")]), ("[Wohin] Max", []), ("[Name Max", []), ("[] Max", []),
)  # fmt: skip
def test_pairs_of_a_line(given, right):
    assert [(pair.name, pair.value) for pair in layouts.of_line(given, TABLE)] == right


@table(
    ("Name:", True), ("Name", False), ("*Name:*", True), ("Name: Max", True), ("Haben Sie Haustiere?", True),
    ("Name Max", None), ("Name\x1f Max", True), ("Name\x1f", False),
)  # fmt: skip
def test_only_a_label_ends_with_a_colon(given, right):
    pairs = layouts.of_line(given, TABLE)
    assert (pairs[0].colon if pairs else None) is right


# -- labels and values of a form --------------------------------------------------------------------------------------


@table(
    ("Name: Max", {"name": "Max"}), ("Name:\nMax", {"name": "Max"}), ("Name:\n\n\nMax", {"name": "Max"}),
    ("Name:\n\n\n\nMax", {}), ("Name\nMax", {"name": "Max"}), ("Name:\nE-Mail: a@x.example", {"email": "a@x.example"}),
    ("Name:\nE-Mail:\na@x.example", {"email": "a@x.example"}), ("Name:\n-----\nMax", {}),
    ("Name:\n[x] Max", {"name": "Max"}), ("Anrede\n☐ Frau\n☒ Herr\nOrt: Kiel", {"salutation": "Herr", "city": "Kiel"}),
    ("Ort:\n[ ] Kiel\n[ ] Bonn\nName: Max", {"name": "Max"}),
    ("Name:\nOrt\nBonn", {"name": "Ort", }), ("Name\nOrt\nBonn", {"city": "Bonn"}),
    ("--- Name ---\nMax", {"name": "Max"}), ("Anrede:\nFrau", {"salutation": "Frau"}),
    ("Anrede\nTitel\nName: Eva", {"name": "Eva"}),
    ("Name: Max\nName: Eva", {"name": "Max"}), ("Name: k. A.\nName: Eva", {"name": "Eva"}),
    ("Telefon: 030 1234567\nTelefon: 040 1234567", {"phone": "030 1234567", "phone_2": "040 1234567"}),
    ("Telefon: 030 1234567\nTelefon: 030 1234567", {"phone": "030 1234567"}), ("Telefon: morgens", {}),
    ("E-Mail: max@example.org gern", {"email": "max@example.org"}),
    ("E-Mail: max(at)example.org", {"email": "max@example.org"}),
    ("E-Mail: keine", {}), ("Name: Max <max@example.org>", {"name": "Max", "email": "max@example.org"}),
    ("E-Mail: a@x.example\nName: Max <b@x.example>", {"name": "Max", "email": "a@x.example"}),
    ("Name: Max (Tel.: 0171 1234567)", {"name": "Max", "phone": "0171 1234567"}), ("Name: " + "x" * 151, {}),
    ("Name: Max, Telefon 0171 1234567", {"name": "Max", "phone": "0171 1234567"}),
    ("Name: Herr", {"salutation": "Herr"}), ("Name: Herr Max", {"name": "Herr Max"}), ("Titel: Dr.", {"title": "Dr."}),
    ("Titel: Helle Wohnung", {}), ("Anrede: Wohnung", {}),
    ("Name:\nMax Muster\nAm Ring 1\n24114 Kiel\n", {"name": "Max Muster", "address": "Am Ring 1\n24114 Kiel"}),
    ("Name:\nMax Muster\nAm Ring 1\n", {"name": "Max Muster"}),
    ("Name: Max\nAdresse:\nAm Ring 1\n24114 Kiel\nhallo", {"name": "Max", "address": "Am Ring 1\n24114 Kiel\nhallo"}),
    ("Name: Max\nAdresse:\nAm Ring 1, 24114 Kiel\nhallo", {"name": "Max", "address": "Am Ring 1, 24114 Kiel"}),
    ("Name: Max\nAdresse: Am Ring 1\n24114 Kiel\n", {"name": "Max", "address": "Am Ring 1\n24114 Kiel"}),
    ("Name: Max\nAdresse: Am Ring 1\nhier\n", {"name": "Max", "address": "Am Ring 1"}),
    ("Name: Max\nAdresse: Am Ring 1\nhttps://x.example/24\n", {"name": "Max", "address": "Am Ring 1"}),
    ("Name: Max\nAdresse: Am Ring 1\n" + "x1 " * 21 + "\n", {"name": "Max", "address": "Am Ring 1"}),
    ("Name: Max\nAdresse: Ring 1\nb2\nc3\nd4\ne5\nf6\ng7\n", {"name": "Max", "address": "Ring 1\nb2\nc3\nd4\ne5\nf6"}),
    ("Name: Max\nAdresse: Ring 1\nb2\nc3\nd4\n", {"name": "Max", "address": "Ring 1\nb2\nc3\nd4"}),
    ("Name: Max\nStraße: Am Ring\n              1", {"name": "Max", "street": "Am Ring 1"}),
    ("Name: Max\nStraße: Am Ring\n     1", {"name": "Max", "street": "Am Ring"}),
    ("Name: Max\nStraße: Am Ring\n      Ort: Kiel", {"name": "Max", "street": "Am Ring", "city": "Kiel"}),
    ("Ort: Kiel\nName: Max", {"name": "Max", "city": "Kiel"}),
    ("Ort: Kiel\nName: Max\nOrt: Bonn", {"name": "Max", "city": "Bonn"}),
    ("Objekt:\nHaus\nOrt: Kiel\nName: Max", {"name": "Max"}),
    ("Name: Max\nObjekt: -\nOrt: Kiel", {"name": "Max", "city": "Kiel"}),
    ("Name: Max\nObjekt:\n\n\n\n\nOrt: Kiel", {"name": "Max"}),
    ("Objekt:\nHaus\nOrt: Kiel\nName: Max\nOrt: Bonn", {"name": "Max", "city": "Bonn"}),
    ("Kontaktart: E-Mail", {"preferred_contact": "E-Mail"}), ("Fax: 030 1234567", {}),
    # What ends with a colon as well is the next label, known or not.
    ("Firma:\nAbteilung:\nName: Max", {"name": "Max"}), ("Firma:\nBau und Wohnen\nName: Max",
                                                          {"company": "Bau und Wohnen", "name": "Max"}),
    ("Firma\nBau: Wohnen\nName: Max", {"company": "Bau: Wohnen", "name": "Max"}),
)  # fmt: skip
def test_values_of_a_form(given, right):
    assert read(given).values == right


@table(
    (rows("Name|Max"), {"name": "Max"}),
    (rows("Name:|Max", "E-Mail:|a@x.example"), {"name": "Max", "email": "a@x.example"}),
    (rows("Name|:|Max"), {"name": "Max"}),
    (rows("Name|Max|E-Mail|a@x.example"), {"name": "Max", "email": "a@x.example"}),
    (rows("Name|E-Mail", "Max|a@x.example"), {"name": "Max", "email": "a@x.example"}),
    (rows("Name|E-Mail", "|a@x.example"), {"email": "a@x.example"}),
    (rows("Name|E-Mail|Ort", "Max|a@x.example"), {}),
    (rows("Name:|E-Mail:"), {}), (rows("Name:|Ort"), {"name": "Ort"}),
    (rows("Name:|E-Mail:", "Max|a@x.example"), {"name": "Max", "email": "a@x.example"}),
    (rows("Name|E-Mail:", "Max|a@x.example"), {"name": "Max", "email": "a@x.example"}),
    (rows("Nachname:|Ort", "Lieblingsfarbe|rot"), {"last_name": "Ort"}),
    (rows("Frage|Antwort", "Name|Max"), {"name": "Max"}),
    (rows("Name|", "Max|"), {}),
    (rows("Name", "Max"), {"name": "Max"}), (rows("Name:", "E-Mail:", "a@x.example"), {"email": "a@x.example"}),
    (rows("Name|", "E-Mail|a@x.example"), {"email": "a@x.example"}),
    (rows("Name|Max<br>Am Ring 1<br>24114 Kiel"), {"name": "Max", "address": "Am Ring 1\n24114 Kiel"}),
    ("<p>Name: Max</p><p>Adresse:</p><p>Am Ring 1</p>" + rows("24114 Kiel|x"), {"name": "Max", "address": "Am Ring 1"}),
    (rows("x|Name: Max"), {"name": "Max"}),
    (rows("Name: Max|E-Mail: a@x.example"), {"name": "Max", "email": "a@x.example"}),
    (rows("Name|E-Mail:|a@x.example"), {"email": "a@x.example"}), (rows("Anrede|Titel|Name|Eva"), {"name": "Eva"}),
    (rows("Name|Ort", "Max|Kiel") + rows("E-Mail|a@x.example"),
     {"name": "Max", "city": "Kiel", "email": "a@x.example"}),
    ("<dl><dt>Name</dt><dd>Max</dd><dt>E-Mail</dt><dd>a@x.example</dd></dl>", {"name": "Max", "email": "a@x.example"}),
    ('<p>E-Mail: <a href="mailto:a@x.example"></a>schreiben</p>', {"email": "a@x.example"}),
    ('<p>E-Mail:</p><p><a href="mailto:a@x.example">schreiben</a></p>', {"email": "a@x.example"}),
    ("<p>Name:</p>" + rows("Max|"), {"name": "Max"}),
    ("<p>Name:</p>" + rows("E-Mail|a@x.example"), {"email": "a@x.example"}),
)  # fmt: skip
def test_values_of_a_table(given, right):
    assert read(given).values == right


@table(
    ("Objekt-Nr.: MA-1", (["MA-1"], [])), ("Scout-ID: 123456789", ([], ["123456789"])),
    ("Objekt-Nr.: MA-1; MA-2", (["MA-1", "MA-2"], [])),
    ("Objekt-Nr.: MA-1, MA-2", (["MA-1", "MA-2"], [])), ("Objekt-Nr.: MA-1 - Haus am See", (["MA-1"], [])),
    ("Objekt-Nr.: MA-1 (Villa)", (["MA-1"], [])), ("Objekt-Nr.: VILLA", (["VILLA"], [])),
    ("Objekt-Nr.: Villa", ([], [])),
    ("Objekt-Nr.: V", ([], [])), ("Objekt-Nr.: " + "1" * 40, (["1" * 40], [])), ("Objekt-Nr.: " + "1" * 41, ([], [])),
    ("Objekt-Nr.: MA-1\nObjekt-Nr.: MA-1", (["MA-1"], [])), ("Objekt-Nr.: Referenz: MA-1", (["MA-1"], [])),
    ("Objekt-Nr.: https://x.example/1", ([], [])), ("Objekt-Nr.: #4711.", (["4711"], [])),
    ("Objekt: MA-10", (["MA-10"], [])), ("Objekt: (MA-10)", (["MA-10"], [])), ("Objektart: MA-10", ([], [])),
    ("Objekt: Haus am See (MA-1)", (["MA-1"], [])),
    ("Objekt: Haus, Objekt-Nr. MA-1", (["MA-1"], [])), ("Objekt: Haus am See", ([], [])),
    ("Objekt: 3 Zimmer", ([], [])),
    ("Objekt: Objekt-Nr.: MA-1", (["MA-1"], [])), ("Exposé: ja", ([], [])), ("Exposé: 4711", ([], ["4711"])),
)  # fmt: skip
def test_numbers_of_a_form(given, right):
    found = read(given)
    assert (found.refs, found.portal_refs) == right


@table(
    ("Wunsch: Besichtigung", ["Besichtigung"]), ("Besichtigung: ja", ["viewing"]), ("Besichtigung: nein", []),
    ("Rückruf: x", ["callback"]), ("Wunsch:\n[x] Rückruf\n[ ] Besichtigung", ["callback"]),
    ("☑ Besichtigung", ["viewing"]),
    ("[x] Besichtigung", ["viewing"]), ("[ ] Besichtigung", []), ("[x] Ich stimme der Datenschutzerklärung zu", []),
    ("[x] Grundriss", ["Grundriss"]), ("[x] Telefon", []),
)  # fmt: skip
def test_wishes_of_a_form(given, right):
    assert read(given).wishes == right


def test_a_ticked_way_of_contact_is_the_preferred_one():
    assert read("[x] Telefon\n[x] E-Mail").values == {"preferred_contact": "Telefon"}


def test_a_wish_of_many_words_is_a_concern():
    assert "concern" not in read("Wunsch: Besichtigung").values
    assert read("Wunsch: Ist es frei?").values == {"concern": "Ist es frei?"}
    assert read("Wunsch: Ich möchte das Haus sehen").values == {"concern": "Ich möchte das Haus sehen"}
    assert read("Wunsch: " + "Grundriss " * 5).values == {"concern": ("Grundriss " * 5).strip()}


@table(
    ("Name: Max\nIhr Ansprechpartner:\nName: Anna\nTelefon: 030 1234567", {"name": "Max"}),
    ("Name: Max\nIhr Ansprechpartner:\nTelefon: 030 1234567\n\nOrt: Kiel", {"name": "Max", "city": "Kiel"}),
    ("Name: Max\nIhr Ansprechpartner:\n\nTelefon: 030 1234567\n\nOrt: Kiel", {"name": "Max", "city": "Kiel"}),
    ("Ihr Ansprechpartner:\nName: Anna\nKontaktdaten:\nName: Max", {"name": "Max"}),
    ("Ihr Ansprechpartner: Anna Amt\nName: Max", {"name": "Max"}),
    ("Ansprechpartner: Anna Amt\nTelefon: 030 1234567\n\nName: Max\nTelefon: 030 7654321",
     {"name": "Max", "phone": "030 7654321"}),
    ("Ansprechpartner: Anna Amt\nTelefon: 030 1234567\n\nName: Max", {"name": "Max", "phone": "030 1234567"}),
    ("Ansprechpartner: Anna Amt\nMobil: 0171 1234567\n\nName: Max\nMobil: 0171 7654321",
     {"name": "Max", "mobile": "0171 7654321"}),
    ("Ansprechpartner: Anna Amt\nFestnetz: 030 1234567\n\nName: Max\nFestnetz: 030 7654321",
     {"name": "Max", "landline": "030 7654321"}),
    ("Ansprechpartner: Anna Amt\nTelefon: 030 1234567\n\nName: Max\nMobil: 0171 7654321",
     {"name": "Max", "mobile": "0171 7654321"}),
    ("Ansprechpartner: Anna Amt\nTelefon: 030 1234567\n\nName: Max\nFestnetz: 030 7654321",
     {"name": "Max", "landline": "030 7654321"}),
    ("Ansprechpartner: Anna Amt\nTelefon: 030 1234567\nMobil: 0171 1234567\nTelefon: 030 5556677\n\nName: Max",
     {"name": "Max", "phone": "030 1234567", "mobile": "0171 1234567"}),
    ("Ansprechpartner: Anna Amt\nTelefon: 030 1234567\n\nAnsprechpartner: Eva Amt\nMobil: 0171 1234567\n\nName: Max",
     {"name": "Max", "phone": "030 1234567", "mobile": "0171 1234567"}),
    ("Name: Max\nAnsprechpartner: Anna Amt\nTelefon: 030 1234567", {"name": "Max", "phone": "030 1234567"}),
    ("Ansprechpartner: Anna Amt\nOrt: Kiel\n\nName: Max", {"name": "Max", "city": "Kiel"}),
    ("Name: Max\nIhr Anliegen: Bitte Grundriss schicken, danke!",
     {"name": "Max", "concern": "Bitte Grundriss schicken, danke!"}),
    ("Name: Max\nIhr Anliegen: Bitte um Rückruf", {"name": "Max"}),
    ("Ihr Anliegen: Grundriss, danke", {"concern": "Grundriss, danke"}), ("Ihr Anliegen: Grundriss", {}),
    ("Ihr Anliegen: Grundriss.", {"concern": "Grundriss."}), ("Ihr Anliegen: Grundriss!", {"concern": "Grundriss!"}),
    ("Ihr Anliegen: Nr. 5", {}), ("Ihr Anliegen: Gedankenaustausch", {}),
    ("Ihr Anliegen: Bitte melden", {"concern": "Bitte melden"}),
    ("Ihr Anliegen: Bitte umgehend", {"concern": "Bitte umgehend"}), ("Ihr Anliegen: Bitte", {}),
    ("Firma: Bau GmbH\nAnsprechpartner: Anna Amt", {"company": "Bau GmbH", "name": "Anna Amt"}),
    ("Firma: Bau GmbH\nName: Max\nAnsprechpartner: Anna Amt", {"company": "Bau GmbH", "name": "Max"}),
    ("Firma: Bau GmbH\nAnsprechpartner: im Haus", {"company": "Bau GmbH"}),
)  # fmt: skip
def test_the_agencys_block(given, right):
    assert read(given).values == right


def test_a_name_of_the_agency_is_nobody_who_asks():
    assert read("Name: Anna Amt\nName: Max", is_own=lambda text: text == "Anna Amt").values == {"name": "Max"}


@table(
    ("Selbstauskunft:\nHaustiere: Hund\nRaucher: nein", {"Haustiere": "Hund", "Raucher": "nein"}),
    ("Name: Max\nHaustiere: keine", {"Haustiere": "keine"}), ("Name: Max\nHaustiere: -", {"Haustiere": "-"}),
    ("Weitere Daten zum Interessenten; Haustiere: Hund; Lieblingsfarbe: rot; blau;",
     {"Haustiere": "Hund", "Lieblingsfarbe": "rot; blau"}),
    ("Weitere Daten zum Interessenten\nHaustiere: Hund\n\nRaucher: nein\n\n\nEinkommen: 1",
     {"Haustiere": "Hund", "Raucher": "nein", "Einkommen": "1"}),
    ("E-Mail-Alias: a@x.example", {"E-Mail-Alias": "a@x.example"}),
)  # fmt: skip
def test_self_disclosure_of_a_form(given, right):
    assert read(given).disclosure == right


def test_links_and_language_and_what_a_form_says_of_the_property():
    found = read(
        "First name: Max\nLast name: Muster\nObjekt: House\nhttps://x.example/1\nLink: https://x.example/2/\nLand: -\n"
    )
    assert (found.english, found.spanish, found.labels) == (2, 0, 5)
    assert found.links == ["https://x.example/1", "https://x.example/2/"]
    assert "House" in read("Objekt: House").about
    assert read("Betreff: House").about == ["House"]
    assert read("Name: Max\nOrt: Kiel").about == []


def test_where_a_value_was_found():
    found = read("Name: Max <a@x.example>\nOrt: Kiel\n").found
    assert found == {"name": "Name: Max", "email": "Name: a@x.example", "city": "Ort: Kiel"}
