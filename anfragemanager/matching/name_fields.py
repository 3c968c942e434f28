"""The fields of a name as clerks, programs and portals fill them, read as what they mean."""

import re
from dataclasses import dataclass

from ..contact.companies import is_community, is_company, split_company, split_contact, strip_addressee, told_company
from ..contact.emails import is_shared
from ..contact.given_names import is_common_surname, is_given_name, is_surname, is_usual_given_name
from ..contact.names import PersonName, read_name, read_names, strip_note, take_birth_name
from ..contact.particles import opens_surname, particles_to_last, surname_openers
from ..contact.salutations import salutation, strip_salutation
from ..contact.text import fold, repair
from ..contact.titles import only_titles, strip_titles
from ..contact.wordlists import words as listed
from . import names
from .partners import JOINS, listed_couple, whole_names


@dataclass(frozen=True, slots=True)
class NameFields:
    """What the fields of a contact's name say; "" where they say nothing.

    first, last: of one person or of both partners ("Hans & Maria"), without titles and remarks; company: as written;
    code: "mr", "mrs", "family" …; generation: "senior" or "junior"; birth: another last name in the same field;
    contact: the whole name of whoever stands for a company in its own field ("Kern Bau, Inh. Uwe Kern").
    """

    first: str
    last: str
    company: str
    code: str
    is_company: bool
    generation: str
    birth: str
    contact: str


# Nobody's name or address is longer; what is comes from an attack or a broken import, and must not cost time.
LONGEST = 200
# "Brunnmaier - sucht 3 Zi.", "Ramkamp /alt"; but "Müller - Schmidt"
_NOTED = re.compile(r"(?<=[a-zß])\s+(?:[-–]+\s+(?=[^\W\dA-ZÄÖÜ]|[A-Z]{2,4}$|.*\d)|/\s?(?=[a-zäöüß])).*$")
# "Oberhaus ALG II", "Ramkamp WBS"; but "Stein III"
_ABBREVIATED = re.compile(r"(?<=[a-zß])\s+(?![IVX]+$)[A-ZÄÖÜ]{2,4}(?:\s.*)?$")
# "Wagner, Ewa Dabrowski" behind the first name of one of the two.
_LISTED_PARTNER = re.compile(r"(?<=[^\W\d_]),\s*([^\W\d_][^,]*\s[^,]+)$")
# "u. Anna Kern", in a column of its own.
_JOINED_IN_FRONT = re.compile(r"^(?:[&+]|(?:und|u|mit)\b\.?)\s*", re.IGNORECASE)
# What stands in brackets or between stars behind or in a name.
_BRACKETED = re.compile(r"\s*\((\w[\w. -]*)\)?")
_STARRED = re.compile(r"\*[^*]*\*|\*+")
_ADDED_FIRM = re.compile(r"(?<=\w)\s+(?:c/o\s+|/\s+)(.+)$", re.IGNORECASE)
_INITIAL = re.compile(r"[^\W\d_]\.?")
# "Vincent Hacht, von"
_LATE_PARTICLE = re.compile(r"([^\W\d_]+),\s*(v(?:on|an)(?:\s(?:der|dem|den))?|zu[mr]?|de)$")
_RELATIVES = {"sohn": "jun.", "vater": "sen."}
_BORN = re.compile(r"^(?:geb|gesch|verw|vorm|früher)(?:\.|[a-zöüä]+)?\s+(?=[A-ZÄÖÜ])")
# A partner whom an office noted: "(Mann: Jürgen)", "Partner: Julia Lipańska", "Ehefrau Tina", "mit Armin".
_PARTNER = re.compile(
    r"(?:^|[\s,;(]+)(?:(?<=\()(?:frau|mann|partner(?:in)?)[\s:]|(?:frau|mann|partner(?:in)?):"
    r"|(?:[+&]|und|u\.)\s*(?:frau|mann|partner(?:in)?)\s|(?:ehe(?:frau|mann)|gatt(?:e|in)|lebens(?:gef(?:ährt(?:e|in)|\.)|partner(?:in)?)|(?<=\()lg\.?)[\s:]|(?:mit|m\.)\s(?!.*\d))"
    r"\s*([^\W\d_][^\W\d_.' -]*(?:[ '-][^\W\d_]+){0,3})\)?\s*$",
    re.IGNORECASE,
)
# The other half of a couple, joined in brackets: "Santos (u. Maria Fernandes)".
_JOINED_IN_BRACKETS = re.compile(
    r"\s*\(\s*(?:[&+/]|(?:und|mit)\b|[um]\.)\s*(?!frau\b|mann\b|partner)"
    r"([^\W\d_][^\W\d_.' -]*(?:[ '-][^\W\d_]+){0,3})\s*\)?\s*$",
    re.IGNORECASE,
)
# With these words before it a name needs to be in no list.
_RELATION = re.compile(r"ehe(?:frau|mann)|gatt(?:e|in)\b|lebens|\(\s*(?:[&+/]|(?:und|mit)\b|[um]\.)", re.IGNORECASE)
# A partner without a name: "Näf u. Ehefrau", "Krawczyk + Frau", "Berg mit Familie".
_UNNAMED = re.compile(
    r"(?:\s*[&+/]\s*|\s+(?:und|u\.?|mit|m\.)\s+)(?:ehe)?(?:frau|mann|partner(?:in)?|gatt(?:e|in)|fam(?:ilie|\.)|kind(?:er)?)\s*$",
    re.IGNORECASE,
)


def read_name_fields(addressed: str, first: str, last: str, company: str, is_company_row: bool) -> NameFields:
    """Read the fields of the salutation, the first and last name and the company; any may be empty or the wrong one."""
    first, last, company = _with_partner(_text(first), strip_addressee(_text(last)), company[:LONGEST])
    first, last, company = _people_in_company(first, last, company)
    if not first:
        first, last = _given_in_brackets(_listed(last))
    if first and (noted := _ABBREVIATED.search(last)) and not is_company(last):
        last = last[: noted.start()]
    first, last = strip_note(_without_note(first)), strip_note(_without_remark(last))
    first, last, company = _each_in_its_field(first, last, company)
    code = salutation(addressed) or ""
    if code == "company" and last and not (first or company):
        # "Firma" + "Steuerberater Keller"
        company, last = last, ""
    code, first, last = _spoken_to(code, first, last)
    if " " in first and only_titles(last):
        # the whole name in one field, "lic. iur." in the other
        last = ""
    company = told_company(company)
    if company and last and not first and is_shared(f"{fold(last)}@firm"):
        # "Buchhaltung" is nobody's name
        last = ""
    if not (first and last) and not is_company_row:
        first, last, code, company = _read_one_field(first, last, code, company)
    if not (first or last or is_company_row) and (whole := _person_as_company(company, code)):
        (first, last), company = whole, ""
    is_firm = is_company_row or not (first or last) and bool(company)
    contact = ""
    if is_firm:
        company, first, last = company or f"{first} {last}".strip(), "", ""
        company, contact = _with_contact(company, code)
    elif company:
        # "Kern Bau, Herr Berg", "Kern Bau Inh. Uwe Kern", where he works
        company = split_contact(company)[0]
    first, last, generation, birth = _take_apart(first, last)
    return NameFields(first, last, company, code, is_firm, generation, birth, contact)


def _spoken_to(code: str, first: str, last: str) -> tuple[str, str, str]:
    """The salutation's code and the names without the salutations, families and unnamed partners in them."""
    if _UNNAMED.search(first) or _UNNAMED.search(last):
        code, first, last = "family", _UNNAMED.sub("", first), _UNNAMED.sub("", last)
    if first and last and strip_salutation(f"{first} #")[1] == "#":
        # "Fam." + "Oberwimmer", whom a portal calls "Frau"
        code, first = "family" if salutation(first) == "family" else code or salutation(first) or "", ""
    if last and strip_salutation(f"{last} #")[1] == "#":
        # "Hr.", in the field of the last name
        code, last = code or salutation(last) or "", ""
    elif first and strip_salutation(first)[0] == "family":
        # "Eheleute Stefan" + "Hoppe"; "Familie Hoppe"
        code, first = "family", strip_salutation(first)[1]
        if not last and " " not in first:
            first, last = "", first
    elif last and not first and strip_salutation(last)[0] == "family":
        # "Eheleute Singh", whom a program calls "Herr"
        code, last = "family", strip_salutation(last)[1]
    return code, first, last


def _each_in_its_field(first: str, last: str, company: str) -> tuple[str, str, str]:
    """The fields without a firm in the last name, a title for a first name, and one name in both."""
    told = _ADDED_FIRM.search(last)
    if told and (is_company(told[1]) or "c/o" in told[0].lower()):
        # "Weber / Gasthof Kern", "von Thurn c/o Kern Hausverwaltungen"
        last, company = last[: told.start()], company or (told[1] if is_company(told[1]) else "")
    if first.rstrip().endswith(",") and " " in first.strip(" ,"):
        # "Martin Kern," + "Anna Berg"
        first = first.rstrip(" ,") + " &"
    first, last = (_LATE_PARTICLE.sub(r"\2 \1", name) for name in (first, last))
    if is_company(last) and first and (strip_addressee(first) != first or salutation(first) == "company"):
        # "z. Hd. Anna Kern" + "Gasthof Stein", "Fa." + "Stein Bau GmbH"
        named = strip_addressee(first)
        return "", "", f"{last}, c/o {named}" if named != first else last
    if first and not company and is_company(last):
        code, named = strip_salutation(first)
        if " " in named and is_given_name(named.partition(" ")[0]):
            # "Rita Kern" + "Kern Bau GmbH"
            return named, "", last
        if code or not is_given_name(named):
            # "Herr Kessler" + "Rechtsanwälte Ludwig & Stein"
            return "", named, last
    if first and is_company(last):
        # "Uwe" + "Kern Bau, Hr. Stein"
        firm, person = split_company(last)
        code, named = strip_salutation(person)
        if firm and code and named:
            return first, named, company or firm
    if first and only_titles(first):
        # "Dr." + "Kolb, Jürgen"
        first = ""
    alone = strip_titles(strip_salutation(last)[1], addressed=True)[1] if first and " " in last else last
    if first and fold(first) == fold(alone) and (" " in first or not is_given_name(first)):
        # "Russo" + "Dr. Russo", where a form insists on both; but "Martin Martin"
        first = ""
    elif first and last and fold(first).endswith(f" {fold(last)}"):
        # "Paul Kern" + "Kern"
        first = first[: -len(last)].strip()
    if not first and is_community(last):
        # "c/o Kern Hausverwaltungen" stands in the other field
        company, last = f"{last}, {company}" if company else last, ""
    return first, last, company


def _with_contact(company: str, code: str) -> tuple[str, str]:
    """A company and whoever stands for it behind: "Kern Bau e.K., Uwe Stein", "Kern Bau, Frau Stein"; "" for none.

    Who is named by the last name alone keeps the salutation.
    """
    firm, contact = split_contact(company)
    if firm == company:
        firm, contact = split_company(company)
    addressed, person = strip_salutation(contact)
    if " " in person:
        return firm or company, person if is_given_name(person.partition(" ")[0]) or code in names.GENDER else ""
    return (firm, contact) if firm and person and addressed in names.GENDER else (split_contact(company)[0], "")


def _text(name: str) -> str:
    """A field of a name; "" for what stands in place of one: "-", "?", "12", "unbekannt"."""
    text = repair(name[:LONGEST])
    return text if any(map(str.isalpha, text)) and text.lower() not in listed("no_answer") else ""


def _with_partner(first: str, last: str, company: str) -> tuple[str, str, str]:
    """The fields with a noted partner as the other half of a couple: "Emanuel (Ehefrau Tina)" is Emanuel & Tina."""
    if not (first and last):
        # the whole name in one field
        first, last = (_JOINED_IN_BRACKETS.sub(r" & \1", each) for each in (first, last))
    for noted in (first, last, company):
        match = (
            _PARTNER.search(noted)
            or _JOINED_IN_BRACKETS.search(noted)
            or noted == last
            and (_named_in_brackets(noted) or _LISTED_PARTNER.search(noted) or _other_gender_in_brackets(first, noted))
        )
        if not match or not (first and last):
            continue
        front, partner = noted[: match.start()].strip(), match[1].strip()
        known = is_given_name(partner.partition(" ")[0]) or _RELATION.search(match[0])
        if not front and noted != company or not known:
            continue
        first, last, company = (front if each is noted else each for each in (first, last, company))
        if " " in partner:
            return first, f"{last} & {partner}", company
        return f"{first} & {partner}", last, company
    return first, last, company


def _people_in_company(first: str, last: str, company: str) -> tuple[str, str, str]:
    """The fields with whoever a clerk noted in the column of the company: "u. Anna Kern", "Eheleute Jan und Eva Kern".

    Whoever a letter to a firm in the column of the last name is addressed to is the contact.
    """
    if not (company and last):
        return first, last, company
    if not first and (named := strip_addressee(company)) != company and fold(last) not in fold(named):
        # "Kern Bau GmbH", "z. Hd. Frau Anna Berg": she is meant, and where she cannot be told the firm
        person = _person_as_company(named, "mr")
        return (*person, last) if person else ("", "", f"{last}, c/o {named}")
    partner = _JOINED_IN_FRONT.sub("", strip_addressee(company))
    if partner != company and " " not in partner and is_given_name(partner) and not JOINS.search(first):
        # "+ Anna": the other partner
        return f"{first} & {partner}" if first else partner, last, ""
    told = partner != company or fold(company).endswith(f" {fold(last)}")
    whole = _person_as_company(partner, "family" if told else "")
    if not whole:
        return first, last, company
    if not first:
        return (*whole, "") if fold(last) in fold(whole[1]).split() else (first, last, company)
    if JOINS.search(f"{whole[0]} {whole[1]}") or (fold(first), fold(last)) == tuple(map(fold, whole)):
        return first, last, "" if fold(last) in fold(whole[1]).split() else company
    return first, f"{last} & {' '.join(whole)}", ""


def _listed(last: str) -> str:
    """The whole names of a flat share, one behind the other, joined as those of a couple are."""
    names_of_all = [part.strip() for part in last.split(",")]
    several = len(names_of_all) > 2 and all(" " in part for part in names_of_all)
    return " & ".join(names_of_all) if several and is_given_name(last.partition(" ")[0]) else last


def _given_in_brackets(last: str) -> tuple[str, str]:
    """First and last name of a field for the last one that has the first one behind it: "Kern (Anna)"."""
    match = _BRACKETED.search(last)
    front = last[: match.start()].strip() if match else ""
    if not match or match.end() < len(last) or not front or is_company(front) or JOINS.search(front):
        return "", last
    return (match[1], front) if all(map(is_given_name, match[1].split())) else ("", last)


def _named_in_brackets(last: str) -> re.Match[str] | None:
    """The bracket behind a last name, if a whole other name stands in it: "Neuending (Inga Neuending-Krüger)"."""
    match = _BRACKETED.search(last)
    words = match[1].split() if match else ()
    is_name = len(words) > 1 and not any(map(only_titles, words))
    return match if is_name and match and match.end() == len(last) else None


def _other_gender_in_brackets(first: str, last: str) -> re.Match[str] | None:
    """The bracket behind a last name, if a first name of the other gender stands in it: "Selim" + "Kern (Merve)"."""
    match = _BRACKETED.search(last)
    if not match or match.end() < len(last) or is_surname(match[1]):
        return None
    return match if {names.gender_of(fold(name)) for name in (first, match[1])} == {"m", "f"} else None


def _without_remark(last: str) -> str:
    """A last name without what an office noted in it: "*VIP*", "(Mieter)"; another last name in brackets is kept.

    "Zengin (Bayram)" was born Bayram, or is called so now.
    """
    if "!!" in last or "??" in last:
        last = re.split(r"\s*[!?]{2,}", last)[0]
    if "*" in last:
        last = _STARRED.sub(" ", last).strip()
    if last[:1].isupper() and (noted := _NOTED.search(last)):
        last = last[: noted.start()]
    match = _BRACKETED.search(last)
    if not match or JOINS.search(f" {match[1]} "):
        return last
    front, behind = last[: match.start()].strip(), last[match.end() :].strip()
    if not (front or behind) and match[1].islower():
        # "(alt)", and the name is elsewhere
        return ""
    if front and (generation := _RELATIVES.get(match[1].lower())):
        return f"{front} {generation}"
    if (
        not front
        or any(map(only_titles, (front.rpartition(" ")[2], match[1])))
        or names.take_generation(f"# {match[1]}")[0] == "#"
    ):
        return last
    whole = f"{front} {behind}".strip()
    noted = _BORN.sub("", match[1])
    # "(Tochter v. Peter)" tells of somebody
    is_name = all(word[:1].isupper() for word in noted.split()) and (is_surname(noted) or is_given_name(noted))
    return f"{whole} geb. {noted}" if is_name and not behind else whole


def _without_note(first: str) -> str:
    """A first name without what an office noted in brackets: "Besim (sucht EG)"; what he is called is kept."""
    match = _BRACKETED.search(first)
    if match and {names.gender_of(fold(each)) for each in (first[: match.start()].strip(), match[1])} == {"m", "f"}:
        # "Paul (Anna)"
        return f"{first[: match.start()].strip()} & {match[1]}"
    if not match or not first[: match.start()].strip() or any(map(is_given_name, match[1].split())):
        return first
    if any(map(only_titles, match[1].split())) or JOINS.search(f" {match[1]} "):
        return first
    return first[: match.start()]


def _read_one_field(first: str, last: str, code: str, company: str) -> tuple[str, str, str, str]:
    """A contact with only one of its name fields filled may have the whole name in it."""
    if first and not last and _is_surname_alone(first):
        # the surname in the wrong column
        first, last = "", first
    whole = (first or last).strip(" ,")
    if not first and (whole_names(last) or listed_couple(JOINS.split(last))):
        return first, last, code, company
    listed_names = [part.strip() for part in whole.split(",")]
    if len(listed_names) > 2 and all(map(is_given_name, listed_names[1:])) and not is_given_name(listed_names[0]):
        # "Reitz, Anna, Uwe"
        return " & ".join(listed_names[1:]), listed_names[0], code, company
    words = whole.split()
    if len(words) == 2 and _INITIAL.fullmatch(words[1]) and is_surname(words[0]) and not is_given_name(words[0]):
        # "Kern L."; small ads write "Lena K.", whatever her name
        return words[1], words[0], code, company
    if len(words) == 2 and fold(words[1]) in names.MIDDLE_NAMES and names.is_family_name_first((fold(words[0]),)):
        # "Bui Thi"
        return "", whole, code, company
    # "El Moussa", in the field of the last name, is no "El"
    opened = bool(words) and (opens_surname(words[0]) or not first and words[0].lower() in ("al", "el"))
    if "," not in whole and (len(words) < 2 or opened and not _ends_in_given_name(words)):
        # "Müller", "Abu Bakr"; but "von Thurn Renate"
        return first and whole, last and whole, code, company
    whole, generation = names.take_generation(whole)
    if generation and " " not in whole:
        return first, last, code, company
    read = read_name(whole)
    if read.company and not (read.first_name or read.last_name):
        return "", "", code, company or read.company
    if read.birth_name and last and not read.last_name:
        # "Sidorowa, geb. Schukowa"
        return first, last, code, company
    told = read.title or read.company or not is_given_name(read.first_name or "")
    if last and read.first_name and not read.last_name and told:
        # "Hasslbacher, Bakk.", "Dr. Hermann", "Gasthof Kern, Hermann"
        return "", read.first_name, code, company or read.company or ""
    front = (fold(read.first_name or "").split() or [""])[0]
    # "S. Brinkbach", as small ads name who writes
    known = bool(front) and (names.known_first_name(front) or len(front) == 1)
    if first and not last and " " in first and is_surname(first.rpartition(" ")[2]):
        known = True
    last_parts = names.last_name_parts(read.last_name or "")
    if read.first_name and names.is_family_name_first(last_parts):
        known = True
    if code and read.first_name and len(last_parts) == 1:
        # "Frau" + "Aetra Oberberg": after a salutation an unlisted word is a first name unless it is a known surname
        known = known or not is_surname(read.first_name)
    if not (known or "," in whole or read.salutation):
        return first, last, code, company
    suffix = {"senior": " sen.", "junior": " jun."}.get(generation, "")
    return (
        read.first_name or "",
        full_last_name(read) + suffix,
        code or read.salutation or "",
        company or read.company or "",
    )


def _ends_in_given_name(words: list[str]) -> bool:
    return len(words) > 2 and words[0].islower() and is_usual_given_name(fold(words[-1]))


def _is_surname_alone(first: str) -> bool:
    """Whether what stands in the field of the first name is a last name: "Obermoser", "van Aken"."""
    opener, _blank, rest = first.partition(" ")
    if rest and is_surname(rest) and not is_surname(opener) and opener.lower() not in surname_openers():
        # "malwine roth": a first name that is in no list, and a last name
        return False
    return not is_given_name(first) or opener.lower() in surname_openers() and bool(rest) and not is_given_name(rest)


def _person_as_company(company: str, code: str) -> tuple[str, str] | None:
    """First and last name, when a moved book has a whole name in the column of the company; None for a company.

    Every first name must be known, or follow a salutation; the last name must not be one, or follow a salutation.
    """
    told, named = strip_salutation(company)
    if told in ("family", *names.GENDER):
        # "Eheleute Richard und Anna Kern"
        company, code = named, told
    if code == "company" or is_company(company) or any(char.isdigit() or char in "?!:;@" for char in company):
        return None
    read = read_names(company)
    if not read or any(one.company or not one.first_name or not one.last_name for one in read):
        return None
    given = (any if code == "family" else all)(_may_be_given(one, code) for one in read)
    if not given or any(is_given_name(one.last_name) for one in read) and not code:
        return None
    if len(read) == 1 and not code and len(names.last_name_parts(read[0].last_name.replace("-", ""))) > 1:
        # "Peter Hahn Moden"
        return None
    return " & ".join(one.first_name for one in read), " & ".join(dict.fromkeys(map(full_last_name, read)))


def _may_be_given(one: PersonName, code: str) -> bool:
    """Whether a person, and no company, can be read; after a salutation also an initial, and an unlisted first name."""
    first = one.first_name or ""
    if is_given_name(first) or names.known_first_name(fold(first)):
        return True
    unlisted = " " not in f"{first}{one.last_name}" and first.isalpha() and not is_common_surname(first)
    return code in names.GENDER and (unlisted or len(first.rstrip(".")) == 1)


def _take_apart(first: str, last: str) -> tuple[str, str, str, str]:
    """First name, last name, generation, birth name; titles and suffixes may stand in either field."""
    if first and not first.isalpha():
        first = strip_titles(strip_salutation(first)[1], addressed=True)[1]
    if first.isalpha() and last.isalpha():
        return first, last, "", ""
    last, birth = take_birth_name(last)
    if not birth and " " in first:
        # "Anna Berg, geb. Stein" + "und Max Berg"
        first, birth = take_birth_name(first)
    # "Angelika" + "Fr. Meyer"
    last = strip_titles(strip_salutation(last)[1], addressed=True)[1]
    last, generation = names.take_generation(last)
    if not generation and first:
        first, generation = names.take_generation(first)
    front, back = particles_to_last(first, last)
    return front or "", back or "", generation, birth or ""


def full_last_name(read: PersonName) -> str:
    """The last name with the birth name behind it, as a field holds both: "Schmidt geb. Müller"."""
    return f"{read.last_name or ''} geb. {read.birth_name}" if read.birth_name else read.last_name or ""
