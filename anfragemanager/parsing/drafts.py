"""What one source of a mail (its XML, its HTML, its text …) says about one prospect, in the contract's terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ..contact import addresses, names, phones
from ..contact.companies import is_company
from ..contact.countries import country_code
from ..contact.salutations import salutation
from .ending import clean_message
from .headers import tidy
from .labels import Table
from .lines import has_digit
from .portals import Portal, find, is_no_reply, is_relay
from .references import in_url
from .tables import section
from .values import EMAIL

# A postcode with the name of its place.
PLACE = re.compile(r"^(?:[A-Z]{1,2}-)?\d{4,5} [^\W\d]", re.MULTILINE)
# "Max Muster, Am Ring 1, 24114 Kiel"
_CARD = re.compile(r"([^\d,\n]+),\s+([^,\n]*\d[^,\n]*,\s+(?:[A-Z]{1,2}-)?\d{4,5} [^\W\d][^,\n]*)")
# What stands between a name and a number.
_CALLED = re.compile(r"[\s(,;|-]*(?:\b(?:tel|telefon|mobil|handy|phone)\b\.?:?)?[\s(]*$", re.IGNORECASE)
_LONGEST_CARD = 200
_CARE_OF = re.compile(r"(?:c/o|z\.\s?hd?\.|bei)\b", re.IGNORECASE)
_WISHES = section("wishes")
_PREFERRED = section("preferred_contact")
_LISTED = re.compile(r"[,;/|\n]|\s(?:und|oder|and|or|y|o)\s")
# Of the contact fields each may come from another source.
_OF_NAME = ("salutation", "title", "first_name", "last_name", "company")
CONTACT_FIELDS = (*_OF_NAME, *"email phone mobile street zip city country".split())


@dataclass(slots=True)
class Draft:
    """One source's word. ``values`` holds what it says (fields of ``Inquiry``), ``found`` where it says it.

    ``refs`` are references with a rank: 0 the agency's number, 1 the portal's, 2 from a URL, 3 further ones, 4 from the
    subject. ``truncated`` tells that the source itself is cut off.
    """

    origin: str
    values: dict[str, object] = field(default_factory=dict)
    found: dict[str, str] = field(default_factory=dict)
    refs: list[tuple[int, str]] = field(default_factory=list)
    truncated: bool = False
    own_email: str = ""

    def put(self, name: str, value: object, found: str | None = None) -> None:
        """Set a value that is not empty and not set yet."""
        if value and name not in self.values:
            self.values[name] = value
            if found:
                self.found[name] = found

    def say(self, lines: Sequence[str], table: Table, found: str | None) -> None:
        """Take the lines of a message, the self-disclosure within apart."""
        text, disclosure = clean_message(lines, table)
        self.put("message", text, found)
        self.put("disclosure", disclosure, "message")

    @property
    def stated(self) -> tuple[str, ...]:
        """The references that are given as the property's number, not those in links or sentences."""
        return tuple(ref for rank, ref in self.refs if rank <= 1)

    def refer(self, links: Iterable[str], most: int = 3) -> None:
        """Take the references in the addresses of exposés."""
        self.refs += [(2, ref) for ref in dict.fromkeys(ref for link in links for ref in in_url(link))][:most]

    @property
    def has_person(self) -> bool:
        return bool(self.values.keys() & {"first_name", "last_name", "company", "email", "phone", "mobile"})


@dataclass(frozen=True, slots=True)
class Parties:
    """Who is not the prospect: the portals and the agency itself; and ``country`` (ISO 3166 alpha-2), where a
    number without a code is one of."""

    portals: tuple[Portal, ...] = ()
    own: tuple[str, ...] = ()
    country: str = "DE"

    def email(self, text: str | None) -> tuple[str | None, bool]:
        """The first address in ``text`` behind which a prospect stands, and whether it is a portal's alias."""
        for match in EMAIL.finditer((text or "")[:2000]):
            address = tidy(match[0].removeprefix("mailto:"))
            low = address.lower()
            if self.is_own(low):
                continue
            if find(low, self.portals) is not None:
                if is_relay(low, self.portals):
                    return address, True
                continue
            if is_no_reply(low) and low.partition("@")[0] not in ("info", "kontakt", "service", "support"):
                continue
            return address, False
        return None, False

    def names_own(self, text: str | None) -> bool:
        """Whether an address in ``text`` is the agency's."""
        return any(self.is_own(match[0].lower()) for match in EMAIL.finditer((text or "")[:2000]))

    def is_own(self, address: str) -> bool:
        """Whether ``address`` (lower case) or its domain is the agency's."""
        domain = address.rpartition("@")[2]
        return any(address == own or domain == own or domain.endswith("." + own) for own in self.own)


def person(draft: Draft, raw: dict[str, str | None], parties: Parties, language: str, found: dict[str, str]) -> None:
    """Put the raw texts of name, contact and address fields into ``draft``, taken apart and normalised."""
    parts = (raw.get(part) for part in ("name", "first_name", "last_name", "salutation", "title", "company"))
    name = names.read_fields(*parts, language)
    hint = found.get("name") or found.get("last_name") or found.get("first_name")
    for part in _OF_NAME:
        draft.put(part, getattr(name, part), found.get(part) or hint)
    address, alias = parties.email(raw.get("email"))
    draft.put("email", address, found.get("email"))
    if not address and parties.names_own(raw.get("email")):
        draft.own_email = raw["email"][:300]
    if address and alias:
        draft.values["email_is_alias"] = True
    _phones(draft, raw, found, parties.country)
    _address(draft, raw, found)


def name_apart(text: str) -> dict[str, str]:
    """What a value that should be a name holds: "name", and "email", "phone", "company" and "address" where they stand
    with it (``Max Muster <max@example.org>``, ``Max (Tel.: 0171 …)``, several lines)."""
    found = {}
    if match := EMAIL.search(text):
        found["email"] = match[0]
        text = (text[: match.start()] + text[match.end() :]).strip(" <>()[],;\n-")
    first, _, below = text.partition("\n")
    if len(text) < _LONGEST_CARD and (card := _CARD.fullmatch(text)):
        first, found["address"] = card.groups()
    elif below and (PLACE.search(below) or is_company(below.partition("\n")[0])):
        lines = below.split("\n")
        numbers = [line for line in lines if not PLACE.match(line) and phones.find_phones(line)]
        if numbers:
            found["phone"] = numbers[0]
        lines = [line for line in lines if line.strip() and line not in numbers]
        # Above the street stands whom the person writes for.
        if lines and not has_digit(lines[0]) and not salutation(lines[0]) and not _CARE_OF.match(lines[0]):
            found["company"] = lines.pop(0)
        if lines:
            found["address"] = "\n".join(lines)
    elif (numbers := phones.read_phones(text)) and numbers[0].raw in text:
        found["phone"] = numbers[0].raw
        before, _, behind = text.partition(numbers[0].raw)
        # "0171 2345678 Max" as well as "Max 0171 2345678"
        first = (_CALLED.sub("", before) or behind).partition("\n")[0]
    return {"name": first.strip(" \t:,(-"), **found}


def _phones(draft: Draft, raw: dict[str, str | None], found: dict[str, str], country: str) -> None:
    """Mobile or not by the label, else by the number; what is left of a label's mobile numbers is another number."""
    mobiles, landlines, *either = (
        phones.read_phones(raw.get(name), country) for name in ("mobile", "landline", "phone", "phone_2")
    )
    told = [("mobile", "mobile", mobiles[:1]), ("phone", "landline", landlines)]
    told += [("mobile" if number.mobile else "phone", "phone", [number]) for numbers in either for number in numbers]
    for name, label, numbers in (*told, ("phone", "mobile", mobiles[1:])):
        for number in numbers:
            known = draft.values.get("mobile")
            if not known or not phones.same_number(str(known), number):
                draft.put("phone" if known else name, number.raw, found.get(label))


def _address(draft: Draft, raw: dict[str, str | None], found: dict[str, str]) -> None:
    street, has_place = raw.get("street") or "", raw.get("city") or raw.get("zip_city")
    if re.search(r"[,\n]", street) and addresses.read_address(street).zip:
        # Forms with one field for all of it call it "Straße" too.
        raw, found = {**raw, "street": None, "address": street}, {**found, "address": found.get("street", "")}
    readers = {
        "street": lambda text: addresses.Address(street=addresses.read_street(text, raw.get("house_number"))),
        "zip": addresses.read_zip,
        "city": addresses.read_place,
        "zip_city": addresses.read_place,
        "country": lambda text: addresses.Address(country=country_code(text)),
        "address": addresses.read_address,
    }
    for label, reader in readers.items():
        if not (text := raw.get(label)):
            continue
        part = reader(text)
        if label == "address" and has_place and not part.street and not part.zip:
            # Where the place has a field of its own this one is the street.
            part = readers["street"](text)
        for name in ("street", "zip", "city", "country"):
            draft.put(name, getattr(part, name), found.get(label))


def wishes(texts: Iterable[str]) -> tuple[str, ...]:
    """Of viewing, callback, details, whatever words were used."""
    found = ([text] if text in _WISHES else _codes(text[:300], _WISHES) for text in texts)
    return tuple(dict.fromkeys(code for codes in found for code in codes))


def preferred_contact(texts: Iterable[str]) -> tuple[str, ...]:
    """Of email, phone, mobile, fax, letter, in the order given."""
    parts = (part.strip() for text in texts for part in _LISTED.split(text[:300]))
    return tuple(dict.fromkeys(code for part in parts for code in _codes(part, _PREFERRED)[:1]))


def _codes(text: str, known: Mapping[str, re.Pattern]) -> list[str]:
    return [code for code, wording in known.items() if wording.search(text)]
