"""Portal mails made from the facts, with what must be read from them: persons × portals × layouts × encodings."""

import html as markup
import random
from dataclasses import dataclass

from build import elements, feedback, mail, part

SALUTATIONS = {"Herr": "mr", "Frau": "mrs"}
FIRST = ["Jördis", "Max", "Karl-Heinz", "Zoë", "Ann-Kathrin", "Björn", "Małgorzata", "Ömer", "Anna Maria", "Seán"]
LAST = [
    "Müller-Weiß",
    "Muster",
    "von der Heide",
    "Özdemir",
    "O'Neill",
    "Groß",
    "van den Berg",
    "Ćorić",
    "zu Sayn",
    "Ng",
]
TITLES = [None, None, None, "Dr.", "Prof. Dr."]
LANDLINES = ["+49 30 2312500", "030/123456", "(0221) 99 88 77", "0049 89 1234567", "040-123 456-78"]
MOBILES = ["0171 2345678", "+49 151 23456789", "0160/1234567", "0049 (0)176 12345678"]
PLACES = [
    ("Öderstraße 1", "50667", "Köln"),
    ("Am Ring 7a", "80331", "München"),
    ("Straße des 17. Juni 135", "10623", "Berlin"),
]
MESSAGES = [
    "Guten Tag, ist das Haus noch frei?",
    "Hallo,\n\nich möchte die Wohnung gerne besichtigen.\nGeht es am Samstag?",
    "Sehr geehrte Damen und Herren,\nbitte senden Sie mir das Exposé.\n\nVorname: nicht hier\nTelefon: siehe oben",
    "Guten Tag,\nwir suchen für 2 Erwachsene & 1 Kind.\nBudget < 500.000 Euro",
]
REFS = ["MA-1024", "WE77", "12/34-B", "4711", "K_9"]
CHARSETS = ["utf-8", "utf-8", "iso-8859-1", "windows-1252"]
ENCODINGS = ["quoted-printable", "base64", "8bit"]


@dataclass(frozen=True)
class Person:
    salutation: str
    title: str | None
    first: str
    last: str
    email: str
    phone: str | None
    mobile: str | None
    place: tuple | None
    message: str | None
    ref: str

    @property
    def full(self) -> str:
        return " ".join(word for word in (self.salutation, self.title, self.first, self.last) if word)

    @property
    def expected(self) -> dict:
        street, zip_, city = self.place or (None, None, None)
        return {
            "salutation": SALUTATIONS[self.salutation],
            "title": self.title,
            "first_name": self.first,
            "last_name": self.last,
            "company": None,
            "email": self.email,
            "email_is_alias": False,
            "phone": self.phone,
            "mobile": self.mobile,
            "street": street,
            "zip": zip_,
            "city": city,
            # A German postcode and a number with Germany's dialling code.
            "country": "DE"
            if zip_ and any("49" in (number or "")[:4] for number in (self.phone, self.mobile))
            else None,
            "message": self.message,
            "language": "de",
        }


def person(rnd: random.Random, charset: str) -> Person:
    """A person whose name can be written in ``charset``."""
    while True:
        first, last = rnd.choice(FIRST), rnd.choice(LAST)
        try:
            f"{first}{last}".encode(charset)
        except UnicodeEncodeError:
            continue
        return Person(
            rnd.choice(list(SALUTATIONS)),
            rnd.choice(TITLES),
            first,
            last,
            f"person{rnd.randrange(1000)}@example.{rnd.choice(['org', 'com', 'net'])}",
            rnd.choice([*LANDLINES, None]),
            rnd.choice([*MOBILES, None]),
            rnd.choice([*PLACES, None]),
            rnd.choice(MESSAGES),
            rnd.choice(REFS),
        )


def rows(rnd: random.Random, who: Person, split_place=True) -> list[tuple[str, str]]:
    """Labels and values of a form, in words that vary."""
    pick = rnd.choice
    found = [
        (
            pick(["Objekt-Nr.", "Objektnummer", "Ihre Objektnummer", "Objekt-ID", "Externe Objekt-ID", "Kennung"]),
            who.ref,
        )
    ]
    if rnd.random() < 0.5:
        found += [
            ("Anrede", who.salutation),
            ("Vorname", " ".join(filter(None, (who.title, who.first)))),
            (pick(["Nachname", "Name", "Familienname"]), who.last),
        ]
    else:
        found += [(pick(["Name", "Vor- und Nachname", "Ihr Name", "Kontaktperson", "Absender"]), who.full)]
    found += [(pick(["E-Mail", "E-Mail-Adresse", "Email", "Ihre E-Mail", "Mail"]), who.email)]
    if who.phone:
        found += [(pick(["Telefon", "Telefonnummer", "Tel.", "Telefon (Festnetz)", "Rufnummer"]), who.phone)]
    if who.mobile:
        found += [(pick(["Mobil", "Handy", "Mobilnummer", "Mobiltelefon"]), who.mobile)]
    if who.place:
        street, zip_, city = who.place
        kind = rnd.randrange(3) if split_place else 0
        if kind == 0:
            found += [
                (pick(["Straße", "Strasse", "Straße und Hausnummer"]), street),
                ("PLZ", zip_),
                (pick(["Ort", "Stadt", "Wohnort"]), city),
            ]
        elif kind == 1:
            found += [("Straße/Nr.", street), (pick(["PLZ/Ort", "PLZ und Ort", "PLZ, Ort"]), f"{zip_} {city}")]
        else:
            found += [(pick(["Anschrift", "Adresse"]), f"{street}, {zip_} {city}")]
    return found


MESSAGE_LABELS = ["Nachricht", "Mitteilung", "Ihre Nachricht", "Kommentar", "Anmerkungen", "Bemerkung"]


def as_text(rnd: random.Random, who: Person) -> str:
    style = rnd.choice(["colon", "aligned", "tab", "next", "star", "dash", "nbsp"])
    label = rnd.choice(MESSAGE_LABELS)
    lines = []
    for key, value in rows(rnd, who):
        lines.append(
            {
                "colon": f"{key}: {value}",
                "aligned": f"{key + ':':<28}{value}",
                "tab": f"{key}\t{value}",
                "next": f"{key}:\n{value}",
                "star": f"*{key}:* {value}",
                "dash": f"- {key}: {value}",
                "nbsp": f"{key}:\u00a0{value}",
            }[style]
        )
    lines += [f"{label}:" if style != "tab" else label, who.message]
    intro = rnd.choice(
        ["", "Sie haben eine neue Anfrage erhalten.\n\n", "Guten Tag,\n\nüber Ihre Website kam folgende Anfrage:\n\n"]
    )
    footer = rnd.choice(
        [
            "",
            "\n\n-- \nDiese E-Mail wurde über das Kontaktformular gesendet.",
            "\n\nDiese Nachricht wurde automatisch von makler.example gesendet.",
        ]
    )
    return intro + "\n".join(lines) + footer + "\n"


def as_html(rnd: random.Random, who: Person) -> str:
    style = rnd.choice(["table", "table_th", "spacer", "dl", "ul", "p", "br", "div", "next_table"])
    pairs = [*rows(rnd, who), (rnd.choice(MESSAGE_LABELS), who.message)]
    cells = [(markup.escape(key), markup.escape(value).replace("\n", "<br>")) for key, value in pairs]
    if style == "table":
        body = "<table>" + "".join(f"<tr><td>{key}:</td><td>{value}</td></tr>" for key, value in cells) + "</table>"
    elif style == "table_th":
        body = "<table>" + "".join(f"<tr><th>{key}</th><td>{value}</td></tr>" for key, value in cells) + "</table>"
    elif style == "spacer":
        body = (
            "<table>"
            + "".join(
                f"<tr><td>&nbsp;</td><td><b>{key}</b></td><td>:</td><td>&nbsp;</td><td>{value}</td></tr>"
                for key, value in cells
            )
            + "</table>"
        )
    elif style == "dl":
        body = "<dl>" + "".join(f"<dt>{key}</dt><dd>{value}</dd>" for key, value in cells) + "</dl>"
    elif style == "ul":
        body = "<ul>" + "".join(f"<li><b>{key}:</b> {value}</li>" for key, value in cells) + "</ul>"
    elif style == "p":
        body = "".join(f"<p><strong>{key}</strong><br/>{value}</p>" for key, value in cells)
    elif style == "br":
        body = "<br>".join(f"{key}: {value}" for key, value in cells)
    elif style == "div":
        body = "".join(f"<div><span>{key}:</span><span>{value}</span></div>" for key, value in cells)
    else:
        body = "".join(
            f"<table><tr><td>{key}:</td></tr></table><table><tr><td></td><td></td><td>{value}</td></tr></table>"
            for key, value in cells
        )
    wrap = rnd.choice(["{}", '<table width="100%"><tr><td>{}</td></tr></table>', '<div style="padding:4px">{}</div>'])
    head = "<head><style>p {color: red}</style></head>"
    return f"<html>{head}<body><h2>Neue Anfrage</h2>{wrap.format(body)}</body></html>"


def as_feedback(rnd: random.Random, who: Person) -> str:
    street, zip_, city = who.place or ("", "", "")
    text = who.message if rnd.random() < 0.3 else markup.escape(who.message or "", quote=False)
    values = [
        ("anrede", who.salutation),
        ("vorname", " ".join(filter(None, (who.title, who.first)))),
        ("nachname", who.last),
        ("strasse", street),
    ]
    values += [
        ("plz", zip_),
        ("ort", city),
        ("tel", who.phone or ""),
        ("mobil", who.mobile or ""),
        ("email", who.email),
        ("anfrage", text),
    ]
    return feedback([([("oobj_id", who.ref)], [values])])


def as_objektanfrage(who: Person) -> str:
    street, zip_, city = who.place or ("", "", "")
    first = " ".join(filter(None, (who.title, who.first)))
    values = [
        ("i_anrede", who.salutation),
        ("i_vorname", first),
        ("i_name", who.last),
        ("i_strasse", street),
        ("i_plz", zip_),
    ]
    values += [("i_ort", city), ("i_tel", who.phone or ""), ("i_mobil", who.mobile or ""), ("i_email", who.email)]
    values += [("i_info", markup.escape(who.message, quote=False))]
    about = f"<objekt><o_maklernr>{who.ref}</o_maklernr></objekt><interessent>{elements(values)}</interessent>"
    return f'<?xml version="1.0" encoding="ISO-8859-1"?><objektanfrage>{about}</objektanfrage>'


SENDERS = {
    "immoscout24": "ImmobilienScout24 <noreply@immobilienscout24.de>",
    "immowelt": "immowelt.de <noreply@immowelt.de>",
    "immonet": "immonet.de <noreply@immonet.de>",
    "ivd24": "IVD24 <noreply@ivd24immobilien.de>",
    "website": "WordPress <wordpress@makler.example>",
}


def example(seed: int) -> tuple[bytes, str, str, dict]:
    """``(raw, portal, format, expected fields)`` of the mail number ``seed``."""
    rnd = random.Random(seed)
    charset, encoding = rnd.choice(CHARSETS), rnd.choice(ENCODINGS)
    who = person(rnd, charset)
    portal = rnd.choice(list(SENDERS))
    layout = rnd.choice(["text", "html", "both", "alternatives", "xml", "xml_html", "xml_body", "objektanfrage"])
    how = {"charset": charset, "encoding": encoding}
    subject = rnd.choice(["Objektanfrage", "Neue Anfrage zu Ihrer Immobilie", "Kontaktanfrage für das Haus am See"])
    sender = SENDERS[portal]
    attach = [part("%PDF-1.4", "application/pdf", filename="agb.pdf", encoding="base64")] if rnd.random() < 0.2 else []
    if layout == "text":
        raw = mail(sender, subject, text=as_text(rnd, who), attachments=attach, **how)
    elif layout == "html":
        raw = mail(sender, subject, html=as_html(rnd, who), attachments=attach, **how)
    elif layout == "both":
        raw = mail(sender, subject, text="Bitte HTML-Ansicht nutzen.", html=as_html(rnd, who), **how)
    elif layout == "alternatives":
        raw = mail(sender, subject, text=as_text(rnd, who), html=as_html(rnd, who), attachments=attach, **how)
    elif layout == "xml_html":
        xml = part(as_feedback(rnd, who), "application/xml", filename="openimmo_feedback.xml", **how)
        raw = mail(sender, subject, text=as_text(rnd, who), html=as_html(rnd, who), attachments=[xml], **how)
    elif layout == "xml":
        file = rnd.choice(["openimmo_feedback.xml", "kontaktanfrage.xml", "daten.bin"])
        xml = part(
            as_feedback(rnd, who),
            rnd.choice(["text/xml", "application/xml", "application/octet-stream"]),
            filename=file,
            **how,
        )
        raw = mail(sender, subject, text="siehe Anhang", attachments=[*attach, xml], **how)
    elif layout == "xml_body":
        raw = mail(
            sender, subject, text=f"Name: {who.first}\n\n--- OpenImmo-Feedback ---\n\n{as_feedback(rnd, who)}\n", **how
        )
    else:
        xml = part(
            as_objektanfrage(who),
            "text/xml",
            filename="objektanfrage.xml",
            charset="iso-8859-1" if charset != "utf-8" else "utf-8",
            encoding="base64",
        )
        raw = mail(sender, subject, text="Anfrage", attachments=[xml], **how)
    if rnd.random() < 0.3:
        raw = raw.replace(b"\n", b"\r\n")
    format_ = {
        "xml": "openimmo_feedback",
        "xml_html": "openimmo_feedback",
        "xml_body": "openimmo_feedback",
        "objektanfrage": "immowelt_xml",
    }.get(layout, "labels")
    return raw, portal, format_, who.expected | {"property_refs": [who.ref], "disclosure": {}, "conflicts": []}
