"""The partners of a couple in the two fields of a name, however the fields divide them."""

import re

from ..contact.given_names import is_given_name, is_surname, is_usual_given_name
from ..contact.names import PersonName, read_name, read_names, split_couple
from ..contact.salutations import strip_salutation
from ..contact.text import collapse, fold
from . import names

# Two partners, and each once more where the fields can be read in two ways.
_MOST_PEOPLE = 4
# What joins two people in a field of a name.
JOINS = re.compile(r"\s*[&+/]\s*|\s+(?:und|u\.?|and|et)\s+|\s+u\.(?=[^\W\d_])", re.IGNORECASE)
# The same at the border of the two fields.
_JOINED = re.compile(r"(?:[&+/]|\s(?:und|u\.?))\s*\n\s*\S|\S\s*\n\s*(?:[&+/]|(?:und|u\.?)\s)", re.IGNORECASE)


def read_partners(first: str, last: str, code: str) -> tuple[PersonName, ...]:
    """The partners named in two fields, each once more where the fields can be read in two ways; () for one person.

    :param code: the salutation's, "family" where it is a couple's
    """
    if not first and (flatmates := whole_names(last)):
        return flatmates
    couple = _couple(first, last, code)
    if len(couple) < 2:
        return ()
    partners = couple
    # "Dirk Stefan und Viviane Peters": Stefan is Dirk's last name or, more likely, his second first name
    shared = (one for one in couple[:-1] if one.last_name and one.last_name != couple[-1].last_name)
    family_name = names.is_family_name_first(names.last_name_parts(couple[-1].last_name or ""))
    couple += tuple(_with_last_name(one, couple[-1]) for one in shared if family_name or is_given_name(one.last_name))
    # "Adam Piatek" + "und Eva Piątek Nowak": the last name begins where the other partner's does
    couple += tuple(filter(None, (_from_shared_name(one, partners) for one in partners)))
    # "Onur Güler und Nurcan Bulut": Güler is a first name, too
    couple += tuple(_with_own_last_name(one) for one in partners[:-1] if _may_end_in_last_name(one.first_name or ""))
    return couple[:_MOST_PEOPLE]


def whole_names(last: str) -> tuple[PersonName, ...]:
    """The people of a flat share, whose whole names stand in one field; () for fewer than three."""
    parts = JOINS.split(last)
    several = len(parts) > 2 and all(" " in part and is_given_name(part.partition(" ")[0]) for part in parts)
    return tuple(map(read_name, parts))[:_MOST_PEOPLE] if several else ()


def _couple(first: str, last: str, code: str) -> tuple[PersonName, ...]:
    if _JOINED.search(f"{first}\n{last}"):
        # "Hans und" + "Maria Huber"
        return read_names(f"{first} {last}") + _split_badly(first, last)
    if whole := _two_whole_names(first, last, code):
        return whole
    firsts, lasts = JOINS.split(first), JOINS.split(last)
    if len(firsts) < 2 and "," in first and (code == "family" or all(is_given_name(part) for part in first.split(","))):
        # "Tatjana, Goran" in the field of the first name
        firsts = first.split(",")
        if len(lasts) < 2 and last.count(",") + 1 == len(firsts):
            # … and "Otto, Braun" in that of the last name
            last = last.replace(",", " &")
            lasts = JOINS.split(last)
    if code == "family" and len(firsts) < 2 and len(lasts) < 2:
        firsts = _both_genders(first.split()) or firsts
    if len(firsts) < 2 and len(lasts) < 2:
        return ()
    if not first and (listed := listed_couple(lasts)):
        return listed
    if len(lasts) > 1 and first and len(firsts) == 1 and not is_given_name(first) and all(map(is_given_name, lasts)):
        # the two fields exchanged: "Neudorf" + "Maximilian u. Nicole"
        firsts, lasts, first, last = lasts, firsts, last, first
    # "Lennard" + "Weinhage u. Anna Kloiber", "Sven Kirchmeier und Brigitte" + "Oderwald": read as it would be spoken
    crosswise = len(lasts) > len(firsts) and first or any(" " in part.strip() for part in firsts)
    spoken = read_names(f"{first} {last}".strip()) if crosswise or not first or not last else ()
    if len(lasts) > len(firsts) and first and last:
        # "Orhan" + "Karataş & Nazlı Çetin": the fields tell where his last name begins, though it is a first name, too
        told = (PersonName(first_name=first, last_name=lasts[0].strip()), *map(_addressed, lasts[1:]))
        fields_tell = len(firsts) == 1 and all((one.first_name or one.salutation) and one.last_name for one in told)
        return tuple(dict.fromkeys((*told, *spoken))) if fields_tell else spoken
    if not first or not last:
        return spoken
    columns = split_couple(PersonName(first_name=" & ".join(firsts), last_name=last))
    # "Trung Kien / Bara" + "Huynh" may be either: both readings stand, the better one is compared
    return tuple(dict.fromkeys((*spoken, *columns))) if len(spoken) > 1 else columns


def _addressed(part: str) -> PersonName:
    """A partner as `read_name` takes it apart; "Frau Kern" has told no first name."""
    code, rest = strip_salutation(part)
    return PersonName(salutation=code, last_name=rest) if code and " " not in rest else read_name(part)


def _both_genders(words: list[str]) -> list[str]:
    """The first names of a man and a woman, one behind the other: "Klaus Alfred Gisela"; [] where it is not clear."""
    told = [names.gender_of(fold(word)) for word in words]
    change = next((place for place in range(1, len(told)) if told[place] != told[0]), 0)
    clear = change and "" not in told and len(set(told[change:])) == 1
    return [" ".join(words[:change]), " ".join(words[change:])] if clear else []


def _split_badly(first: str, last: str) -> tuple[PersonName, ...]:
    """What a program made of "Hans Arps und Anna Berg": "Hans und" + "Arps Anna Berg"; () where it may be one name."""
    given, joint, rest = JOINS.sub(" & ", f"{first} ").partition(" & ")
    words = last.split()
    if (
        not joint
        or rest.strip()
        or " " in given.strip()
        or len(words) < 3
        or JOINS.search(last)
        or is_given_name(words[0])
    ):
        return ()
    behind = next((place for place, word in enumerate(words[1:-1], 1) if is_given_name(word)), 0)
    if not behind:
        return ()
    one = PersonName(first_name=given.strip(), last_name=" ".join(words[:behind]))
    return one, read_name(" ".join(words[behind:]))


def _two_whole_names(first: str, last: str, code: str) -> tuple[PersonName, ...]:
    """A couple with a whole name in each field: "Martin Kern" or "Martin Kern," and "Anna Berg"."""
    one, other = first.strip(" ,"), last.strip()
    whole = (
        " " in name and is_given_name(name.partition(" ")[0]) and not JOINS.search(name) and "," not in name
        for name in (one, other)
    )
    joined = code == "family" or first.rstrip().endswith(",") or {*fold(one).split()[1:]} & {*fold(other).split()[1:]}
    return (read_name(one), read_name(other)) if joined and all(whole) else ()


def listed_couple(lasts: list[str]) -> tuple[PersonName, ...]:
    """A couple in the field of the last name: "Altun, Ali / Falke, Nicole", "Bauer/Dornstein" without first names."""
    if len(lasts) < 2:
        return ()
    if all("," in part for part in lasts):
        return tuple(read_name(part) for part in lasts)
    parts = [part.strip() for part in lasts]
    if all(part.replace("-", "").isalpha() for part in parts) and (
        not any(map(is_given_name, parts)) or any(not is_usual_given_name(fold(part)) for part in parts)
    ):
        # of "Dimitriadis/Romano" and "Şahin/Kurt" the one is a first name, too
        return tuple(PersonName(last_name=part.strip()) for part in lasts)
    return ()


def _with_last_name(one: PersonName, other: PersonName) -> PersonName:
    whole = " ".join(filter(None, (one.first_name, one.last_name)))
    return PersonName(first_name=whole, last_name=other.last_name)


def _from_shared_name(one: PersonName, couple: tuple[PersonName, ...]) -> PersonName | None:
    """A partner whose double name was read as a first name, told by the word of it that the other partner has."""
    words = fold(one.first_name or "").split()
    theirs = {
        collapse(word)
        for other in couple
        if other is not one
        for word in (*fold(other.first_name or "").split()[1:], *names.last_name_parts(other.last_name or ""))
    }
    at = next((place for place, word in enumerate(words) if place and collapse(word) in theirs), 0)
    if not at or len(words) != len((one.first_name or "").split()):
        return None
    written = (one.first_name or "").split()
    return PersonName(first_name=" ".join(written[:at]), last_name=" ".join((*written[at:], one.last_name or "")))


def _may_end_in_last_name(first: str) -> bool:
    end = first.rpartition(" ")[2]
    return " " in first and (is_surname(end) or not is_given_name(end))


def _with_own_last_name(one: PersonName) -> PersonName:
    first, _blank, last = (one.first_name or "").rpartition(" ")
    return PersonName(first_name=first, last_name=last)
