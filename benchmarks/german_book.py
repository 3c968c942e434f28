# ruff: noqa: E501 (tables of names)
"""A German address book and inquiries to match against it, from a seed.

The book. Families and single people, some with a firm: names drawn by falling frequency, real towns with their zip,
e-mail and
telephone as people have them. In a household everybody shares the address and nearly always the last name, seven in
ten the
landline, one in six the mailbox, one in twelve a mobile.

The error model. A query is a contact of the book with one to three of the changes below (weights in CHANGES), and with
the fields an
inquiry leaves out left out. At least one of address, phone and e-mail stays as it was, together with one of first and
last name:
of somebody who changed more, nobody could tell.

    umlaut      Müller, Mueller, Muller; Straße, Strasse
    typo        one slip of the keyboard in first name, last name, street, zip or town
    phonetic    Meier, Maier, Meyr; ck/k, dt/t, ph/f, tz/z, v/f, doubled letters
    short_form  Josef, Sepp; Stefanie, Steffi; Sergej, Sergey
    swapped     first and last name exchanged
    second_name a second first name added or left out
    initial     first name down to its initial
    marriage    new last name, or the new one joined to the old
    moved       new street, zip and town
    number      another house number
    new_phone   other numbers
    new_email   another address
    office      the number and the mailbox of the firm instead of the own ones
    notation    other spelling of the same: 0171/…, +49 (0)171 …, Str., upper case, a title, a blank too many

The traps (TRAPS) are people who are not in the book, though somebody like them is: spouse, son, father with Sen.,
twin, sibling,
colleague, namesake, neighbour. Whoever takes one of them for the contact in the book merges two people.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace

# In the order in which they happen to a record: first in life, then at the keyboard.
CHANGES = {
    "marriage": 6, "moved": 12, "number": 3, "new_phone": 10, "new_email": 10, "office": 4, "short_form": 10,
    "second_name": 4, "phonetic": 8, "umlaut": 10,
    "typo": 18, "initial": 2, "swapped": 5, "notation": 20,
}  # fmt: skip
TRAPS = {
    "spouse": 30,
    "son": 15,
    "namesake_son": 8,
    "father": 5,
    "twin": 14,
    "sibling": 10,
    "colleague": 8,
    "namesake": 6,
    "neighbour": 4,
}

_MALE = """Thomas Michael Andreas Stefan Christian Markus Peter Klaus Wolfgang Jürgen Hans Martin Frank Bernd Uwe
Matthias Alexander Daniel Jan
Sebastian Florian Tobias Philipp Johannes Josef Anton Franz Georg Karl Heinz Werner Manfred Helmut Gerhard Günter
Dieter Ralf Rainer Joachim Christoph
Maximilian Lukas Jonas Felix Simon Benjamin Fabian Robert Paul David Julian Moritz Jakob Friedrich Wilhelm Heinrich
Ludwig Sergej Dmitri Vladimir
Mehmet Mustafa Ali Ahmet Ivan Marko Tomasz Piotr Giuseppe Antonio Jens Sven Torsten Dirk Holger Lars Nils Tim Leon Noah
Elias Finn Luis Emil Oskar
Rüdiger Götz Jörg Björn Sören Ulrich Rudolf Siegfried Hermann Ernst Walter Alfred Kurt Hubert Norbert Reinhard Nikolaus
Benedikt Korbinian Xaver
Valentin Leopold Alois Ferdinand Konrad Wendelin Hagen Ingo Olaf Detlef Lothar Volker Hartmut Eberhard Gregor Kilian Quirin Severin Vinzenz""".split()
_FEMALE = """Sabine Susanne Petra Claudia Andrea Birgit Martina Monika Stefanie Nicole Julia Katharina Anna Maria
Christina Melanie Sandra Anja Tanja Silke
Ute Heike Kerstin Karin Ursula Renate Ingrid Helga Gisela Brigitte Elisabeth Barbara Gabriele Christine Angelika Eva
Laura Lisa Lena Sarah Johanna Sophie
Marie Hannah Mia Emma Clara Luisa Charlotte Franziska Theresa Magdalena Veronika Regina Cornelia Bettina Daniela Simone
Jasmin Vanessa Jennifer Jessica
Swetlana Olga Natalia Tatjana Irina Ayşe Fatma Emine Agnieszka Katarzyna Giulia Francesca Jördis Käthe Bärbel Margarete
Hildegard Gertrud Friederike
Henriette Antonia Josefine Mathilde Amelie Leonie Ronja Svenja Wiebke Antje Frauke Imke Dörte Gudrun Roswitha Waltraud Edeltraud Rosemarie Annemarie""".split()
_LAST = """Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein
Wolf Schröder Neumann Schwarz
Zimmermann Braun Krüger Hofmann Hartmann Lange Schmitt Werner Krause Meier Lehmann Schmid Schulze Maier Köhler Herrmann
König Walter Mayer Huber Kaiser
Fuchs Peters Lang Scholz Möller Weiß Jung Hahn Schubert Vogel Friedrich Keller Günther Frank Berger Winkler Roth Beck
Lorenz Baumann Franke Albrecht
Schuster Simon Ludwig Böhm Winter Kraus Martin Schumacher Krämer Vogt Stein Jäger Otto Sommer Groß Seidel Heinrich
Brandt Haas Schreiber Graf Dietrich
Ziegler Kuhn Pohl Engel Horn Busch Bergmann Voigt Sauer Arnold Wolff Pfeiffer Yılmaz Kaya Demir Nowak Kowalski Petrović
Rossi Nguyen Ivanov Schäffler
Weißenberger Größ Übelacker Öttinger Äckerle Strauß Hößl Süß Thoma Pfannenstiel Quandt Czerny Zwick""".split()
_HEADS = "Alten Berg Birn Brand Breit Buch Dorn Eich Eisen Erlen Feld Fichten Gold Grün Hasel Heid Hohen Holz Kalten Kirch Kron Lauter Linden Loh Mühl Neu Nuss Ober Rauch Reit Rosen Roth Sand Schön Schwarz Silber Sonn Stein Strass Tann Tal Unter Wald Wasser Weid Weiss Wies Wild Winter Zell".split()
_TAILS = "acher bach bauer beck berger brunner burger dorfer eder feld felder hammer hauer haus hofer huber kamp kofler lechner leitner maier mann meister mayr moser müller ner reiter reuter rieder schläger stätter thaler wald wieser zeller".split()
_TOWNS = [tuple(item.split(" ", 1)) for item in """10115 Berlin;10435 Berlin;12043 Berlin;13187 Berlin;20095 Hamburg;22085 Hamburg;22303 Hamburg;28195 Bremen;30159 Hannover;
30449 Hannover;33602 Bielefeld;40213 Düsseldorf;40545 Düsseldorf;44135 Dortmund;45127 Essen;48143 Münster;50667 Köln;
50733 Köln;50937 Köln;52062 Aachen;53111 Bonn;
55116 Mainz;60311 Frankfurt am Main;60486 Frankfurt am Main;64283 Darmstadt;65183 Wiesbaden;66111 Saarbrücken;
68159 Mannheim;69117 Heidelberg;70173 Stuttgart;
70565 Stuttgart;72070 Tübingen;76133 Karlsruhe;78462 Konstanz;79098 Freiburg im Breisgau;80331 München;80469 München;
81541 München;83022 Rosenheim;83646 Bad Tölz;
85049 Ingolstadt;86150 Augsburg;87435 Kempten (Allgäu);89073 Ulm;90402 Nürnberg;91054 Erlangen;93047 Regensburg;
94032 Passau;97070 Würzburg;99084 Erfurt;01067 Dresden;
01099 Dresden;04103 Leipzig;04229 Leipzig;06108 Halle (Saale);09111 Chemnitz;14467 Potsdam;18055 Rostock;24103 Kiel;
23552 Lübeck;26122 Oldenburg;38100 Braunschweig;
37073 Göttingen;34117 Kassel;82319 Starnberg;82467 Garmisch-Partenkirchen;83684 Tegernsee;
61348 Bad Homburg v. d. Höhe""".replace("\n", "").split(";")]  # fmt: skip
_AREA = {
    "1": "30",
    "2": "40",
    "3": "511",
    "4": "211",
    "5": "221",
    "6": "69",
    "7": "711",
    "8": "89",
    "9": "911",
    "0": "351",
}
_STREETS = """Hauptstraße;Schulstraße;Gartenstraße;Bahnhofstraße;Dorfstraße;Bergstraße;Birkenweg;Lindenstraße;
Kirchstraße;Waldstraße;Ringstraße;
Schillerstraße;Goethestraße;Jahnstraße;Mühlenweg;Wiesenweg;Buchenweg;Amselweg;Blumenstraße;Mozartstraße;
Friedrichstraße;Rosenweg;Beethovenstraße;
Industriestraße;Uhlandstraße;Bismarckstraße;Lessingstraße;Feldstraße;Eichenweg;Tannenweg;Poststraße;Marktplatz;
Römerstraße;Königsallee;Unter den Linden;
Am Sportplatz;An der Mühle;Straße des 17. Juni;Friedrich-Ebert-Straße;Konrad-Adenauer-Straße;Dr.-Karl-Renner-Ring;
Sankt-Anna-Platz;Käthe-Kollwitz-Straße;
Äußere Nürnberger Straße;Große Bleichen;Am Grünen Weg;Im Winkel;Zur Alten Post;Hinter der Kirche""".replace(
    "\n", ""
).split(";")
_PROVIDERS = "gmx.de web.de gmail.com t-online.de freenet.de outlook.de yahoo.de icloud.com posteo.de aol.com".split()
_FIRMS = "Elektro Bau Metall Möbel Auto Haus Garten Daten Medien Solar Holz Licht Kälte Transport Reise".split()
_FORMS = ("GmbH", "GmbH & Co. KG", "AG", "e.K.", "UG (haftungsbeschränkt)", "OHG", "KG")
_SHORT = {
    "Josef": ["Sepp", "Joseph"], "Stefanie": ["Steffi", "Stephanie"], "Sergej": ["Sergey", "Sergei"],
    "Johannes": ["Hans", "Hannes"], "Anton": ["Toni"],
    "Maximilian": ["Max"], "Alexander": ["Alex", "Sascha"], "Michael": ["Michi", "Micha", "Mike"],
    "Thomas": ["Tom", "Tommy"], "Andreas": ["Andi"],
    "Stefan": ["Stephan", "Steffen"][:1], "Christian": ["Chris", "Kristian"], "Matthias": ["Matze", "Hias", "Mathias"],
    "Georg": ["Schorsch"], "Ludwig": ["Wiggerl", "Lutz"],
    "Friedrich": ["Fritz", "Fred"], "Wilhelm": ["Willi"], "Heinrich": ["Heinz", "Heiner"],
    "Sebastian": ["Basti", "Wastl"], "Benjamin": ["Ben", "Benni"],
    "Philipp": ["Philip", "Phil"], "Joachim": ["Jochen", "Achim"], "Manfred": ["Manni"], "Günter": ["Günther"],
    "Ralf": ["Ralph"], "Rainer": ["Reiner"],
    "Nikolaus": ["Klaus", "Niklas"][:1], "Dmitri": ["Dimitri", "Dmitry", "Dima"], "Vladimir": ["Wladimir"],
    "Ulrich": ["Uli"], "Rudolf": ["Rudi"], "Torsten": ["Thorsten"],
    "Benedikt": ["Bene"], "Leopold": ["Poldi"], "Alois": ["Lois"], "Ferdinand": ["Ferdl"], "Vinzenz": ["Vincent"],
    "Detlef": ["Detlev"], "Christoph": ["Christof", "Stoffel"],
    "Susanne": ["Susi", "Sanne"], "Gabriele": ["Gabi"], "Elisabeth": ["Lisa", "Sissi", "Liesl"],
    "Katharina": ["Kathi", "Käthe"], "Christina": ["Tina", "Christine"],
    "Angelika": ["Geli"], "Ursula": ["Uschi", "Ulla"], "Brigitte": ["Gitti"], "Barbara": ["Babsi"],
    "Veronika": ["Vroni"], "Theresa": ["Resi", "Teresa"], "Magdalena": ["Leni", "Lena"],
    "Margarete": ["Gretl", "Margarethe"], "Johanna": ["Hanna"], "Franziska": ["Franzi"], "Cornelia": ["Conny"],
    "Antonia": ["Toni"], "Josefine": ["Josephine", "Fini"], "Monika": ["Moni"],
    "Daniela": ["Dani"], "Jennifer": ["Jenny"], "Swetlana": ["Svetlana"], "Natalia": ["Natalie", "Nataliya"],
    "Tatjana": ["Tatiana", "Tanja"], "Sophie": ["Sofie"], "Hannah": ["Hanna"],
    "Clara": ["Klara"], "Luisa": ["Louisa"], "Charlotte": ["Lotte"], "Friederike": ["Rike"], "Henriette": ["Jette"],
    "Mathilde": ["Tilda"], "Waltraud": ["Traudl"], "Rosemarie": ["Rosi"],
    "Gertrud": ["Trude", "Gerti"], "Hildegard": ["Hilde"], "Kerstin": ["Kersti"], "Sarah": ["Sara"], "Petra": ["Peti"],
    "Stefania": ["Steffi"], "Renate": ["Reni"],
}  # fmt: skip
# Names parents like to give together; nobody may take one for the other.
_TWINS = [("Lena", "Lea"), ("Max", "Moritz"), ("Tim", "Tom"), ("Anna", "Anne"), ("Jan", "Jens"), ("Julia", "Juliane"), ("Hans", "Hannes"), ("Kerstin", "Kirsten"),
          ("Daniel", "David"), ("Laura", "Lara"), ("Jonas", "Jonathan"), ("Marie", "Maria"), ("Mia", "Mila"),
          ("Christian", "Christoph"), ("Stefan", "Steffen"),
          ("Michael", "Michaela"), ("Andreas", "Andrea"), ("Martin", "Martina"), ("Daniel", "Daniela"), ("Paul", "Paula"), ("Simon", "Simone"), ("Luis", "Luisa")]  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One contact with the columns of the match command; firm_* are known to the generator only."""

    id: str
    salutation: str
    first_name: str
    last_name: str
    street: str
    zip: str
    city: str
    title: str = ""
    company: str = ""
    email: str = ""
    phone: str = ""
    mobile: str = ""
    country: str = "DE"
    birth_date: str = ""
    tax_id: str = ""
    female: bool = field(default=False, repr=False)
    firm: tuple[str, str, str] = field(default=("", "", ""), repr=False)

    COLUMNS = (
        "id",
        "salutation",
        "title",
        "first_name",
        "last_name",
        "company",
        "email",
        "phone",
        "mobile",
        "street",
        "zip",
        "city",
        "country",
        "birth_date",
        "tax_id",
    )

    def as_dict(self) -> dict[str, str]:
        return {column: getattr(self, column) for column in self.COLUMNS}


@dataclass(frozen=True)
class Query:
    """row: what is asked; truth: id of the contact it is, None for a trap or a newcomer; kind: its changes or the trap's name;
    near: id of the contact a trap resembles."""

    row: Row
    truth: str | None
    kind: str
    near: str | None = None


def _mailbox(email: str) -> str:
    """An address as Google delivers it: the dots in front of gmail.com tell none from another."""
    local, _at, domain = email.partition("@")
    return local.replace(".", "") + "@gmail.com" if domain == "gmail.com" else email


class Generator:
    """Books and queries from one seed; the same seed gives the same rows.

    :param given: mailboxes and numbers that are others' already: pass one set to generators whose people live in one
        world, for a mailbox that two of them have by chance is no namesake's, but one person's
    """

    def __init__(self, seed: int, given: set[str] | None = None) -> None:
        self.random = random.Random(seed)
        self.given = set() if given is None else given
        self._count = 0
        self._homes: dict[str, list[str]] = {}

    def book(self, size: int) -> list[Row]:
        rows: list[Row] = []
        while len(rows) < size:
            rows += self._household()
        for row in rows:
            self._homes.setdefault(row.street + row.zip, []).append(row.first_name)
        return rows[:size]

    def at_home(self, row: Row) -> list[str]:
        """The first names of everybody in the book at a row's door."""
        return self._homes.get(row.street + row.zip, [])

    def queries(self, book: list[Row], size: int, traps: float = 0.2, newcomers: float = 0.1) -> list[Query]:
        """size queries, of which the given shares are traps and people who have nothing to do with the book."""
        found = []
        for person in self.random.choices(book, k=size):
            dice = self.random.random()
            if dice < traps:
                trap = self._trap(person)
                at_home = self.at_home(trap.row if trap.row.street and trap.row.zip else person)
                # whoever has the name of another one in the same house would not be a trap but that person
                if (
                    at_home.count(trap.row.first_name) < (2 if trap.kind in ("namesake_son", "father") else 1)
                    or trap.kind == "namesake"
                ):
                    found.append(trap)
            elif dice < traps + newcomers:
                found.append(Query(self._thin_out(self._person(self._home(), None)), None, "newcomer"))
            else:
                found.append(self._altered(person))
        return found

    # people

    def _pick(self, pool: list[str]) -> str:
        """Falling frequency: the first of a pool is about ten times as frequent as the last."""
        while (place := self.random.expovariate(2.3)) >= 1:
            pass
        return pool[int(place * len(pool))]

    def _last_name(self) -> str:
        if self.random.random() < 0.5:
            return self._pick(_LAST)
        name = self.random.choice(_HEADS) + self.random.choice(_TAILS)
        if self.random.random() < 0.04:
            name = self.random.choice(("von ", "von der ", "zu ", "van ")) + name
        return name

    def _home(self) -> tuple[str, str, str]:
        zip_code, city = self.random.choice(_TOWNS)
        number = str(self.random.randint(1, 140)) + (self.random.choice("abcd") if self.random.random() < 0.1 else "")
        if self.random.random() < 0.55:
            street = self._pick(_STREETS)
        else:
            street = (
                self.random.choice(_HEADS)
                + self.random.choice(("er", ""))
                + self.random.choice(("straße", "weg", "gasse", "platz", "allee"))
            )
        return f"{street} {number}", zip_code, city

    def _landline(self, zip_code: str) -> str:
        return self._unused(lambda: f"0{_AREA[zip_code[0]]}/{self.random.randint(200000, 99999999)}")

    def _mobile(self) -> str:
        prefixes = ("151", "160", "170", "171", "172", "175", "176", "178", "179")
        return self._unused(lambda: f"0{self.random.choice(prefixes)} {self.random.randint(1000000, 99999999)}")

    def _unused(self, make: Callable[[], str]) -> str:
        """The first mailbox or number made that is nobody's yet, which it is no longer."""
        while (made := make()) in self.given:
            pass
        self.given.add(made)
        return made

    def _email(self, first: str, last: str) -> str:
        a, b = (_ascii(name).lower().replace(" ", "").replace(".", "") for name in (first, last))
        local = self.random.choice((f"{a}.{b}", f"{a}.{b}", f"{a[0]}.{b}", f"{b}.{a}", f"{a}{b}", f"{a}{self.random.randint(1, 99)}", f"{b}{self.random.randint(1950, 2004)}",
                                    f"{a}-{b}", f"{a}_{b}{self.random.randint(1, 99)}"))  # fmt: skip
        email = f"{local.strip('.')}@{self.random.choice(_PROVIDERS)}"
        if _mailbox(email) in self.given:
            email = self._unused(lambda: f"{a}.{b}{self.random.randint(1, 9999)}@{self.random.choice(_PROVIDERS)}")
        self.given.add(_mailbox(email))
        return email

    def _person(
        self, home: tuple[str, str, str], last: str | None, first: str | None = None, female: bool | None = None
    ) -> Row:
        self._count += 1
        female = self.random.random() < 0.5 if female is None else female
        first = first or self._pick(_FEMALE if female else _MALE)
        if self.random.random() < 0.04:
            first += self.random.choice(("-", " ")) + self._pick(_FEMALE if female else _MALE)
        last = last or self._last_name()
        row = Row(
            f"C{self._count}",
            ("Frau" if female else "Herr") if self.random.random() < 0.85 else "",
            first,
            last,
            *home,
            female=female,
        )
        if self.random.random() < 0.85:
            row = replace(row, email=self._email(first, last))
        if self.random.random() < 0.55:
            row = replace(row, phone=self._landline(home[1]))
        if self.random.random() < 0.65:
            row = replace(row, mobile=self._mobile())
        if self.random.random() < 0.05:
            row = replace(row, title=self.random.choice(("Dr.", "Prof. Dr.", "Dipl.-Ing.", "Dr. med.", "Mag.")))
        if self.random.random() < 0.15:
            row = self._employ(row)
        return row

    def _employ(self, row: Row) -> Row:
        name = f"{self.random.choice(_FIRMS)} {self._last_name()}"
        domain = _ascii(name).lower().replace(" ", "-") + ".de"
        firm = (f"{name} {self.random.choice(_FORMS)}", self._landline(row.zip), f"info@{domain}")
        row = replace(row, firm=firm, company=firm[0] if self.random.random() < 0.6 else "")
        if self.random.random() < 0.3:
            row = replace(row, phone=firm[1])
        if self.random.random() < 0.2:
            row = replace(
                row, email=self.random.choice((firm[2], f"{_ascii(row.last_name).lower().replace(' ', '')}@{domain}"))
            )
        return row

    def _household(self) -> list[Row]:
        home = self._home()
        one = self._person(home, None)
        if self.random.random() < 0.7:
            return [one]
        kind = self.random.choices(("spouse", "son", "twin", "sibling", "namesake_son"), (60, 15, 10, 10, 5))[0]
        other, one = self._relative(one, kind)
        return [one, other]

    def _relative(self, one: Row, kind: str) -> tuple[Row, Row]:
        """Somebody of the same household, and the person again (a twin's name must fit, a father of a namesake is Sen.)."""
        home = (one.street, one.zip, one.city)
        first, female, last = None, self.random.random() < 0.5, one.last_name
        if kind == "spouse":
            female = not one.female
            last = one.last_name if self.random.random() < 0.85 else self._last_name()
        elif kind == "son":
            female = False
            first = "Hannes" if one.first_name == "Hans" else None
        elif kind == "twin":
            names = self.random.choice(_TWINS)
            one = replace(
                one,
                first_name=names[0],
                female=names[0] in _FEMALE,
                salutation=one.salutation
                and ("Frau" if names[0] in _FEMALE or names[0].endswith(("a", "e")) else "Herr"),
            )
            first, female = names[1], names[1] in _FEMALE or names[1].endswith(("a", "e"))
        elif kind == "namesake_son":
            first, female, last = (
                one.first_name,
                one.female,
                f"{one.last_name} {self.random.choice(('jun.', 'jr.', 'Junior'))}",
            )
            if self.random.random() < 0.6:
                one = replace(one, last_name=f"{one.last_name} {self.random.choice(('sen.', 'sr.', 'Senior'))}")
        elif kind == "father":
            first, female, last = one.first_name, one.female, f"{one.last_name} sen."
        while first is None or first == one.first_name and kind not in ("namesake_son", "father"):
            first = self._pick(_FEMALE if female else _MALE)
        other = self._person(home, last, first, female)
        other = replace(other, first_name=first)
        if one.phone and self.random.random() < 0.7:
            other = replace(other, phone=one.phone)
        if one.email and self.random.random() < 0.17 and kind != "father":
            # the row with a father's mailbox is as likely his own, who leaves out "sen."
            other = replace(other, email=one.email)
        if one.mobile and kind not in ("namesake_son", "father") and self.random.random() < 0.08:
            # two of one name and one mobile are nobody's to tell apart
            other = replace(other, mobile=one.mobile)
        return other, one

    # queries

    def _trap(self, person: Row) -> Query:
        kind = self.random.choices(list(TRAPS), list(TRAPS.values()))[0]
        if kind == "twin":
            mates = [pair for pair in _TWINS if person.first_name in pair]
            if not mates:
                kind = "sibling"
            else:
                pair = self.random.choice(mates)
                first = pair[1] if pair[0] == person.first_name else pair[0]
                other = self._relative(person, "sibling")[0]
                female = first in _FEMALE or first.endswith(("a", "e"))
                other = replace(other, first_name=first, salutation=other.salutation and ("Frau" if female else "Herr"))
                return Query(self._thin_out(other), None, kind, person.id)
        if kind in ("spouse", "son", "namesake_son", "father", "sibling"):
            if kind in ("namesake_son", "father") and (
                "sen" in person.last_name.lower()
                or "j" in person.last_name[-6:].lower()
                or " s" in person.last_name.lower()
            ):
                kind = "spouse"
            other = self._relative(person, kind)[0]
        elif kind == "colleague" and person.firm[0]:
            other = self._person(self._home(), None)
            other = replace(
                other,
                company=person.firm[0],
                phone=person.firm[1],
                email=self.random.choice((other.email, person.firm[2])),
            )
        elif kind == "neighbour":
            other = self._person((person.street, person.zip, person.city), None)
        else:
            kind = "namesake"
            other = self._person(self._home(), person.last_name, person.first_name, person.female)
            other = replace(other, email=other.email if other.email != person.email else "")
        return Query(self._thin_out(other), None, kind, person.id)

    def _altered(self, person: Row) -> Query:
        row, kinds = person, []
        order = list(CHANGES)
        for kind in sorted(
            self.random.choices(order, list(CHANGES.values()), k=self.random.choice((1, 1, 2, 2, 3))), key=order.index
        ):
            changed = getattr(self, f"_change_{kind}")(row)
            if changed != row and kind not in kinds and _identifiable(person, changed):
                row, kinds = changed, [*kinds, kind]
        thin = self._thin_out(row)
        if not _identifiable(person, thin):
            thin = row
        return Query(replace(thin, id=f"Q{self._next()}"), person.id, "+".join(sorted(kinds)) or "none")

    def _next(self) -> int:
        self._count += 1
        return self._count

    def _thin_out(self, row: Row) -> Row:
        """An inquiry leaves out what its form did not ask for."""
        empty = [
            name
            for name, odds in (
                ("phone", 0.25),
                ("mobile", 0.25),
                ("salutation", 0.3),
                ("company", 0.6),
                ("email", 0.08),
                ("title", 0.5),
            )
            if self.random.random() < odds
        ]
        if self.random.random() < 0.2:
            empty += ["street", "zip", "city"]
        return replace(row, **dict.fromkeys(empty, ""))

    def _slip(self, word: str) -> str:
        """One slip: a letter left out, doubled, put in, replaced by its neighbour on the keyboard, or two exchanged."""
        if len(word) < 4:
            return word
        place = self.random.randrange(1, len(word) - 1)
        near = {
            "a": "sq",
            "e": "wr",
            "i": "uo",
            "n": "bm",
            "r": "et",
            "s": "ad",
            "t": "rz",
            "o": "ip",
            "l": "kö",
            "h": "gj",
            "m": "n",
            "u": "zi",
        }
        kind = self.random.randrange(5)
        if kind == 0:
            return word[:place] + word[place + 1 :]
        if kind == 1:
            return word[:place] + word[place] + word[place:]
        if kind == 2:
            return word[:place] + self.random.choice("aeinrstl") + word[place:]
        if kind == 3:
            return word[:place] + self.random.choice(near.get(word[place].lower(), "ex")) + word[place + 1 :]
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]

    def _change_typo(self, row: Row) -> Row:
        name = self.random.choice(("first_name", "last_name", "last_name", "street", "city", "zip"))
        if name == "zip":
            place = self.random.randrange(1, 5)
            return replace(row, zip=row.zip[:place] + str(self.random.randrange(10)) + row.zip[place + 1 :])
        if name == "street":
            street, _blank, number = row.street.rpartition(" ")
            return replace(row, street=f"{self._slip(street)} {number}")
        return replace(row, **{name: self._slip(getattr(row, name))})

    def _change_umlaut(self, row: Row) -> Row:
        style = self.random.choice(
            (_ascii, lambda text: text.translate(str.maketrans("äöüÄÖÜ", "aouAOU")).replace("ß", "s"))
        )
        return replace(
            row, **{name: style(getattr(row, name)) for name in ("first_name", "last_name", "street", "city")}
        )

    def _change_phonetic(self, row: Row) -> Row:
        swaps = [("eier", "eyer"), ("aier", "ayer"), ("eyer", "aier"), ("ck", "k"), ("dt", "t"), ("ph", "f"), ("tz", "z"), ("mann", "man"), ("ff", "f"), ("v", "f"), ("ä", "e"),
                 ("tt", "t"), ("ss", "ß"), ("ei", "ai"), ("ie", "i"), ("ah", "a"), ("th", "t"), ("d", "t"), ("x", "chs"), ("ll", "l")]  # fmt: skip
        self.random.shuffle(swaps)
        for old, new in swaps:
            if old in row.last_name[1:]:
                return replace(row, last_name=row.last_name[0] + row.last_name[1:].replace(old, new, 1))
        return row

    def _change_short_form(self, row: Row) -> Row:
        if row.first_name in _SHORT:
            return replace(row, first_name=self.random.choice(_SHORT[row.first_name]))
        full = [name for name, shorts in _SHORT.items() if row.first_name in shorts]
        return replace(row, first_name=self.random.choice(full)) if full else row

    def _change_swapped(self, row: Row) -> Row:
        return replace(row, first_name=row.last_name, last_name=row.first_name)

    def _change_second_name(self, row: Row) -> Row:
        if len(words := row.first_name.replace("-", " ").split()) > 1:
            return replace(row, first_name=words[0])
        return replace(row, first_name=f"{row.first_name} {self._pick(_FEMALE if row.female else _MALE)}")

    def _change_initial(self, row: Row) -> Row:
        return replace(row, first_name=row.first_name[0] + ".")

    def _change_marriage(self, row: Row) -> Row:
        if " " in row.last_name:
            return row
        new = self._last_name()
        return replace(
            row, last_name=self.random.choice((new, new, f"{row.last_name}-{new}", f"{new}-{row.last_name}"))
        )

    def _change_moved(self, row: Row) -> Row:
        street, zip_code, city = self._home()
        return replace(row, street=street, zip=zip_code, city=city)

    def _change_number(self, row: Row) -> Row:
        return replace(row, street=f"{row.street.rpartition(' ')[0]} {self.random.randint(1, 140)}")

    def _change_new_phone(self, row: Row) -> Row:
        return replace(row, phone=row.phone and self._landline(row.zip or "5"), mobile=row.mobile and self._mobile())

    def _change_new_email(self, row: Row) -> Row:
        return replace(row, email=self._email(row.first_name, row.last_name))

    def _change_office(self, row: Row) -> Row:
        if not row.firm[0]:
            return row
        return replace(row, company=row.firm[0], phone=row.firm[1], email=self.random.choice((row.email, row.firm[2])))

    def _change_notation(self, row: Row) -> Row:
        number = row.phone or row.mobile
        international = "+49 " + number.lstrip("0").replace("/", " ") if number else ""
        style = self.random.randrange(6)
        if style == 0 and number:
            return replace(row, **{"phone" if row.phone else "mobile": international})
        if style == 1 and number:
            return replace(row, **{"phone" if row.phone else "mobile": international.replace("+49 ", "+49 (0)")})
        if style == 2:
            return replace(row, street=row.street.replace("straße", "str.").replace("Straße", "Str."))
        if style == 3:
            return replace(row, last_name=row.last_name.upper(), first_name=row.first_name.upper())
        if style == 4:
            return replace(row, first_name=f"Dr. {row.first_name}", email=row.email.upper())
        return replace(
            row,
            first_name=f" {row.first_name.lower()} ",
            last_name=row.last_name.lower(),
            street=row.street.replace(" ", "  "),
            phone=row.mobile,
            mobile=row.phone,
        )


def _ascii(text: str) -> str:
    for old, new in (
        ("ä", "ae"),
        ("ö", "oe"),
        ("ü", "ue"),
        ("Ä", "Ae"),
        ("Ö", "Oe"),
        ("Ü", "Ue"),
        ("ß", "ss"),
        ("ş", "s"),
        ("ı", "i"),
        ("ć", "c"),
    ):
        text = text.replace(old, new)
    return text


def _identifiable(person: Row, row: Row) -> bool:
    """Address, mobile or e-mail as it was, and a first or a last name that stays whole or nearly so."""
    address = (
        row.street and row.zip and (row.zip, row.street.split()[0][:4]) == (person.zip, person.street.split()[0][:4])
    )
    contact = (row.email and row.email.lower() == person.email.lower() and not row.email.startswith("info@")) or (
        row.mobile and row.mobile == person.mobile
    )
    contact = contact or (row.phone and row.phone == person.phone and row.phone != person.firm[1])
    names = {row.first_name.strip().lower(), row.last_name.strip().lower()} & {
        person.first_name.lower(),
        person.last_name.lower(),
    }
    married = row.last_name != person.last_name and not names
    return bool((address or contact) and not married) or bool(address and contact)
