# ruff: noqa: E501 (tables of names)
"""A second generated book, built on other principles than german_book.py.

No weight was chosen by it; what it brought to light in its first seed (first names that were too liberally held to be
short forms, first and last name exchanged after a marriage) was mended.

Here names are drawn evenly from small pools, so that namesakes abound; a third of the book lives in families of two to
five, who share a
door, often a landline, and at times one mailbox (familie.x@); towns lie in Germany, Austria and Switzerland. Errors
are a noisy
channel: every field of a query passes through it by itself, whatever became of the others, with the odds in CHANNEL. A
query is kept
if of the three ways to reach somebody (door, telephone, e-mail) at least one came through, and one of the two names.

The traps are members of families in the book who are not in it themselves.
"""

import random
from dataclasses import replace

from german_book import Query, Row

CHANNEL = {
    "mobile": {"format": 0.5, "other": 0.15, "missing": 0.3},
    "phone": {"format": 0.5, "other": 0.15, "missing": 0.3},
    "first_name": {"ocr": 0.03, "drop": 0.03, "nick": 0.10, "initial": 0.015, "missing": 0.01},
    "last_name": {"ocr": 0.05, "drop": 0.03, "sound": 0.07, "ascii": 0.15, "other": 0.04},
    "street": {"ocr": 0.06, "short": 0.3, "other": 0.12, "missing": 0.2},
    "email": {"ocr": 0.02, "other": 0.15, "missing": 0.1},
}
_FIRST = {
    "f": "Alexandra Amelie Angelika Anja Anneliese Birgit Carina Carmen Cornelia Dagmar Doris Eleonore Elfriede Elke Erika Eva Franziska Gabriele Gerda Gertrude Hannelore "
    "Heidi Helene Herta Hildegard Inge Irene Iris Isabella Jana Johanna Judith Jutta Katrin Kerstin Larissa Lena Leonie Lisa Manuela Margit Marion Marlene Martha "
    "Michaela Miriam Natascha Nina Nora Olga Patricia Paula Pia Rebecca Renate Rita Rosa Sabrina Sigrid Sonja Stefanie Theresa Valentina Verena Viktoria Yvonne",
    "m": "Adrian Albert Alexander Andreas Anton Armin Arthur August Bernhard Bruno Christian Clemens Daniel Dominik Edgar Eduard Emil Erich Erwin Eugen Felix Ferdinand "
    "Franz Friedrich Georg Gerald Gottfried Gregor Gustav Harald Heinrich Herbert Hermann Igor Jakob Johann Josef Julian Karl Kaspar Konrad Leo Leopold Lorenz Lukas "
    "Manfred Marcel Matthias Maximilian Michael Nikolaus Oliver Oskar Otto Pascal Patrick Philipp Raphael Reinhard Roland Rudolf Sebastian Siegfried Thomas Tobias Valentin",
}
_NICK = {
    "Alexandra": "Sandra", "Angelika": "Geli", "Cornelia": "Conny", "Eleonore": "Nora", "Franziska": "Franzi",
    "Gabriele": "Gabi", "Gertrude": "Trude", "Hannelore": "Hanni",
    "Helene": "Leni", "Hildegard": "Hilde", "Johanna": "Hanna", "Katrin": "Kathrin", "Manuela": "Manu",
    "Michaela": "Michi", "Patricia": "Patrizia", "Rebecca": "Rebekka",
    "Stefanie": "Stephanie", "Theresa": "Resi", "Valentina": "Vali", "Verena": "Vreni", "Viktoria": "Vicky",
    "Alexander": "Alex", "Andreas": "Andi", "Anton": "Toni",
    "Bernhard": "Bernd", "Christian": "Chris", "Clemens": "Klemens", "Dominik": "Dominic", "Eduard": "Edi",
    "Ferdinand": "Ferdi", "Friedrich": "Fritz", "Georg": "Schorsch",
    "Gustav": "Gustl", "Harald": "Harry", "Heinrich": "Heinz", "Johann": "Hans", "Josef": "Sepp", "Konrad": "Conny",
    "Leopold": "Poldi", "Lukas": "Lucas", "Manfred": "Fredi",
    "Matthias": "Hias", "Maximilian": "Max", "Michael": "Michl", "Nikolaus": "Niko", "Philipp": "Philip",
    "Raphael": "Raffael", "Rudolf": "Rudi", "Sebastian": "Wastl",
    "Siegfried": "Sigi", "Thomas": "Tommy", "Tobias": "Tobi",
}  # fmt: skip
_SYLLABLES = (
    "Acher Bran Drex Ei Fell Gru Hin Jahn Kell Lech Mar Neu Ober Pich Rai Schor Tau Unter Vog Wim Zel".split(),
    "l n r s m t".split(),
    "berger ner ler inger hauser mann egger huber meister dorfer bichler ing".split(),
)
_PLACES = [("1010", "Wien", "AT"), ("1070", "Wien", "AT"), ("5020", "Salzburg", "AT"), ("6020", "Innsbruck", "AT"), ("8010", "Graz", "AT"), ("4020", "Linz", "AT"), ("3100", "St. Pölten", "AT"),
           ("8001", "Zürich", "CH"), ("3011", "Bern", "CH"), ("4051", "Basel", "CH"), ("9000", "St. Gallen", "CH"),
           ("6003", "Luzern", "CH"), ("80331", "München", "DE"),
           ("81667", "München", "DE"), ("20146", "Hamburg", "DE"), ("04109", "Leipzig", "DE"), ("50674", "Köln", "DE"), ("70182", "Stuttgart", "DE"), ("90403", "Nürnberg", "DE")]  # fmt: skip
_WAYS = (
    "Hauptstraße Bahnhofstraße Ringstraße Lindengasse Mühlgasse Kaiserstraße Seestrasse Dorfplatz Am Anger,Schloßallee,Obere Gasse,Langgasse,Kreuzweg,Sonnenhang".replace(
        " ", ","
    )
    .replace("Am,", "Am ")
    .replace("Obere,", "Obere ")
    .split(",")
)
_PREFIX = {"DE": ("+49", "0", "17"), "AT": ("+43", "0", "66"), "CH": ("+41", "0", "7")}
_OCR = (
    ("rn", "m"),
    ("l", "i"),
    ("m", "rn"),
    ("h", "b"),
    ("e", "c"),
    ("u", "v"),
    ("a", "o"),
    ("n", "u"),
    ("ch", "cb"),
    ("i", "j"),
)
_SOUND = (
    ("ner", "ener"),
    ("ei", "ai"),
    ("ai", "ei"),
    ("v", "f"),
    ("f", "v"),
    ("ch", "h"),
    ("tt", "t"),
    ("ck", "gg"),
    ("egg", "eck"),
    ("ll", "l"),
    ("mm", "m"),
    ("t", "th"),
    ("z", "tz"),
)


class Generator:
    """Same interface as german_book.Generator."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self._count = 0
        self._families: list[list[Row]] = []

    def book(self, size: int) -> list[Row]:
        rows: list[Row] = []
        while len(rows) < size:
            family = self._family(1 if self.random.random() < 0.67 else self.random.randint(2, 5))
            # one member stays outside to be a trap
            self._families.append(family)
            rows += family[:-1] if len(family) > 2 else family[:1] if self.random.random() < 0.5 else family
        return rows[:size]

    def queries(self, book: list[Row], size: int) -> list[Query]:
        inside = {row.id for row in book}
        outside = [
            (row, family)
            for family in self._families
            for row in family
            if row.id not in inside and any(m.id in inside for m in family)
        ]
        found: list[Query] = []
        while len(found) < size:
            if outside and self.random.random() < 0.15:
                row, family = self.random.choice(outside)
                noisy, _changes = self._send(row)
                found.append(Query(noisy, None, "relative", next(m.id for m in family if m.id in inside)))
                continue
            row = self.random.choice(book)
            noisy, changes = self._send(row)
            if self._reached(row, noisy):
                found.append(Query(noisy, row.id, "+".join(sorted(changes)) or "none"))
        return found

    def _family(self, members: int) -> list[Row]:
        zip_code, city, country = self.random.choice(_PLACES)
        street = f"{self.random.choice(_WAYS)} {self.random.randint(1, 220)}" + self.random.choice(
            ("", "", "", "/3", "A", "b")
        )
        last = "".join(self.random.choice(part) for part in _SYLLABLES)
        landline = self._number(country, mobile=False)
        mailbox = f"familie.{last.lower()}{self.random.randint(1, 99)}@aon.at" if self.random.random() < 0.15 else ""
        family: list[Row] = []
        for _ in range(members):
            sex = self.random.choice("fm")
            first = self.random.choice(
                [name for name in _FIRST[sex].split() if name not in {m.first_name for m in family}]
            )
            self._count += 1
            own = (
                f"{first[: self.random.choice((1, 20))]}{self.random.choice('._-')}{last}{self._count % 977}".lower()
                + "@"
                + self.random.choice(("gmx.at", "bluewin.ch", "gmail.com", "web.de"))
            )
            family.append(Row(
                f"H{self._count}", {"f": "Frau", "m": "Herr"}[sex] if self.random.random() < 0.6 else "", first, last, street, zip_code, city, country=country,
                email=mailbox or (own if self.random.random() < 0.9 else ""), phone=landline if self.random.random() < 0.7 else "",
                mobile=self._number(country, mobile=True) if self.random.random() < 0.75 else "", female=sex == "f",
            ))  # fmt: skip
        return family

    def _number(self, country: str, mobile: bool) -> str:
        code, trunk, start = _PREFIX[country]
        area = start + str(self.random.randint(0, 9)) if mobile else {"DE": "89", "AT": "512", "CH": "44"}[country]
        if country == "AT" and mobile:
            area = "664"
        if country == "DE" and mobile:
            area = "17" + self.random.choice("0123456789")
        rest = str(self.random.randint(1000000, 9999999))
        return self.random.choice((f"{code} {area} {rest}", f"{trunk}{area} {rest}", f"{trunk}{area}/{rest}"))

    def _send(self, row: Row) -> tuple[Row, list[str]]:
        changes = []
        self._count += 1
        noisy = replace(row, id=f"N{self._count}", salutation=row.salutation if self.random.random() < 0.5 else "")
        for name, kinds in CHANNEL.items():
            for kind, odds in kinds.items():
                if getattr(noisy, name) and self.random.random() < odds:
                    noisy = getattr(self, f"_{kind}")(noisy, name)
                    changes.append(f"{name}.{kind}")
                    break
        if self.random.random() < 0.03:
            noisy = replace(noisy, first_name=noisy.last_name, last_name=noisy.first_name)
            changes.append("swapped")
        return noisy, changes

    def _reached(self, row: Row, noisy: Row) -> bool:
        ways = (noisy.street[:4] == row.street[:4] and bool(noisy.street)) + (
            noisy.email == row.email != "" and not row.email.startswith("familie")
        )
        ways += noisy.mobile.replace("(0)", "")[-6:] == row.mobile[-6:] != ""
        names = {noisy.first_name, noisy.last_name} & {row.first_name, row.last_name}
        return (
            ways > 0
            and bool(names)
            and bool(noisy.first_name)
            and (noisy.last_name != "" and (ways > 1 or len(names) > 1 or not noisy.first_name.endswith(".")))
        )

    def _swap_in(self, row: Row, name: str, table: tuple[tuple[str, str], ...]) -> Row:
        value = getattr(row, name)
        hits = [(old, new) for old, new in table if old in value[1:]]
        if not hits:
            return row
        old, new = self.random.choice(hits)
        return replace(row, **{name: value[0] + value[1:].replace(old, new, 1)})

    def _ocr(self, row: Row, name: str) -> Row:
        return self._swap_in(row, name, _OCR)

    def _sound(self, row: Row, name: str) -> Row:
        return self._swap_in(row, name, _SOUND)

    def _drop(self, row: Row, name: str) -> Row:
        value = getattr(row, name)
        place = self.random.randrange(len(value))
        return replace(row, **{name: value[:place] + value[place + 1 :]})

    def _nick(self, row: Row, name: str) -> Row:
        return replace(row, first_name=_NICK.get(row.first_name, row.first_name))

    def _initial(self, row: Row, name: str) -> Row:
        return replace(row, first_name=row.first_name[0] + ".")

    def _missing(self, row: Row, name: str) -> Row:
        return replace(row, **({"street": "", "zip": "", "city": ""} if name == "street" else {name: ""}))

    def _ascii(self, row: Row, name: str) -> Row:
        return replace(row, **{name: getattr(row, name).upper()})

    def _short(self, row: Row, name: str) -> Row:
        return replace(row, street=row.street.replace("straße", "str.").replace("strasse", "str."))

    def _other(self, row: Row, name: str) -> Row:
        if name == "street":
            zip_code, city, country = self.random.choice(_PLACES)
            return replace(
                row,
                street=f"{self.random.choice(_WAYS)} {self.random.randint(1, 220)}",
                zip=zip_code,
                city=city,
                country=country,
            )
        if name == "last_name":
            return replace(row, last_name="".join(self.random.choice(part) for part in _SYLLABLES))
        if name == "email":
            return replace(row, email=f"{row.first_name}.{self.random.randint(100, 9999)}@outlook.com".lower())
        return replace(row, **{name: self._number(row.country, name == "mobile")})

    def _format(self, row: Row, name: str) -> Row:
        number = getattr(row, name)
        code = next(
            (code for code, _trunk, _start in _PREFIX.values() if number.startswith(code)), _PREFIX[row.country][0]
        )
        national = number.removeprefix(code).replace(" ", "").replace("/", "").lstrip("0")
        return replace(
            row,
            **{
                name: self.random.choice(
                    (
                        f"{code} (0) {national}",
                        f"00{code[1:]}{national}",
                        f"{code}-{national[:3]}-{national[3:]}",
                        f"0{national}",
                    )
                )
            },
        )
