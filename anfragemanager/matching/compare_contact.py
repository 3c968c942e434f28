"""Level of agreement of telephone numbers, e-mail addresses and companies."""

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import OSA

from ..contact.emails import Email, is_public_provider
from ..contact.given_names import is_usual_given_name
from ..contact.particles import particles
from ..contact.text import collapse
from .keys import email_key, phone_key
from .names import gender_of, relate
from .person import Name, Prepared
from .phones import Number
from .phonetic import cologne

# A detail that contacts of more names than this carry is a switchboard, a family of many, or a placeholder.
CROWD = 5


def phone_level(
    a: tuple[Number, ...], b: tuple[Number, ...], crowded: frozenset[str] = frozenset()
) -> tuple[str, str, str]:
    """Best level, and the two numbers it comes from; "" where one has landlines and the other mobiles only.

    :param crowded: keys (keys.py) of the details that more than `CROWD` contacts carry
    """
    comparable = any(x.mobile == y.mobile for x in a for y in b)
    best = (0, "different" if comparable else "", a[0].number, b[0].number)
    for x in a:
        for y in b:
            rank, level = _number_pair(x, y)
            if rank >= _EQUAL_RANK and phone_key(x) in crowded:
                rank, level = 2, "equal_many"
            if rank > best[0]:
                best = (rank, level, x.number, y.number)
    if best[1] == "equal" and any(x.mobile for x in a) and any(y.mobile for y in b):
        # one landline, but each a mobile of their own: what relatives look like
        return "equal_other_mobile", *best[2:]
    if best[1] == "different" and any(x.mobile for x in a) and any(y.mobile for y in b):
        return "different_mobile", *best[2:]
    return best[1:]


def _number_pair(x: Number, y: Number) -> tuple[int, str]:
    if x.number == y.number:
        return (5, "equal_mobile") if x.mobile else (4, "equal")
    if x.national == y.national and not (x.international and y.international) and len(x.national) > 7:
        # "0664 123…" at a German address and "+43 664 123…": which country is meant the other one tells
        return (5, "equal_mobile") if x.mobile or y.mobile else (4, "equal")
    if x.local != y.local:
        bare, whole = (x, y) if x.local else (y, x)
        if whole.number.endswith(bare.national) and not whole.mobile:
            return 3, "similar"
    short, long = sorted((x.number, y.number), key=len)
    if not short.startswith("+") and len(short) >= 7 and long.endswith(short.lstrip("0")):
        return 3, "similar"
    landlines = not x.mobile and not y.mobile
    if landlines and min(len(x.national), len(y.national)) > 7 and x.national[-7:] == y.national[-7:]:
        # area codes change: 0222 has become 01 in Vienna, 01 has become 044 in Zürich
        return 3, "similar"
    if landlines and len(short) >= 9 and long == short + "0":
        # the switchboard, with and without its own extension
        return 3, "similar"
    if landlines and len(short) >= 9 and len(long) - len(short) <= 3 and short[:-2] == long[: len(short) - 2]:
        # a switchboard and its extensions differ in the last digits only
        return 2, "same_exchange"
    if len(short) == len(long) >= 9 and OSA.distance(x.number, y.number, score_cutoff=1) == 1:
        return 3, "similar"
    if len(x.national) == len(y.national) > 8 and (x.mobile or y.mobile) and not (x.international and y.international):
        return (3, "similar") if OSA.distance(x.national, y.national, score_cutoff=1) == 1 else (0, "different")
    return 0, "different"


# Rank of equal landlines in `_number_pair`; equal mobiles are above.
_EQUAL_RANK = 4
# Two who share a mailbox write "fabian.und.johanna@", or all in one word.
_NAMES_IN_MAIL = re.compile(r"[\W\d_]+|(?<=\w{3})und(?=\w{3})")
_ONE_NAME = ("equal", "spelling", "short_form")
_MAY_BE_ONE = (*_ONE_NAME, "initial", "typo", "similar")
_PUNCTUATION = str.maketrans("", "", "._-+")
_EMAIL_RANK = {
    "different": 0,
    "different_own": 1,
    "different_named": 1,
    "same_company": 1,
    "same_company_box": 1,
    "equal_many": 2,
    "same_name_and_number": 2,
    "similar": 2,
    "same_local_part": 3,
    "equal_relatives": 4,
    "equal_shared": 4,
    "equal": 5,
    "equal_named": 6,
}


def email_level(a: Prepared, b: Prepared, crowded: frozenset[str] = frozenset()) -> tuple[str, str, str]:
    """Best level over all addresses, and the two addresses it comes from; see `phone_level`."""
    best = ("different", a.emails[0].address, b.emails[0].address)
    for x in a.emails:
        for y in b.emails:
            level = _email_pair(x, y)
            if level in ("equal", "equal_shared") and email_key(x) in crowded:
                level = "equal_many"
            if level == "equal":
                level = _named_level(x, a, b)
            made = level in ("same_local_part", "similar") and _names_its_owner(x, a) and _names_its_owner(y, b)
            if made and not (level == "similar" and _is_slip(x, y, a, b) or _is_one_provider(x, y)):
                # anna.mueller@ here and annamueller@ or anna.mueller@ there: every Anna Müller calls herself so
                level = "same_name_and_number" if _same_number(x, y) else "different"
            if level == "different" and _is_private(x, a) and _is_private(y, b):
                level = "different_own"
            if _EMAIL_RANK[level] > _EMAIL_RANK[best[0]]:
                best = (level, x.address, y.address)
    return best


def _is_private(email: Email, owner: Prepared) -> bool:
    """Whether an address is one person's and not of his office, where he has another beside his own."""
    return not email.shared and not (owner.company and email.company)


def email_of_couple(a: Prepared, b: Prepared, level: str) -> str:
    """What another address in a couple's row says of one of them: it may be the partner's."""
    if level not in ("different", "different_own", "same_company", "same_name_and_number"):
        return level
    couple, single = (a, b) if len(a.people) > 1 else (b, a)
    told = {
        _is_asker(name, single) for email in couple.emails for name in couple.people if _is_made_of_name(email, name)
    }
    if len(told) != 1:
        return "different"
    return "different_own" if told.pop() else "different_partner"


# Levels of two mailboxes of which each is one person's.
OTHER_MAIL = ("different_own", "different_named", "same_company", "same_name_and_number")
_OTHER_MOBILE = ("different_mobile", "equal_other_mobile")


def brings_others(a: Prepared, phone: str, email: str, couple: bool) -> bool:
    """Whether `a`, who asks, gives a mobile and a mailbox of his own and the contact has others.

    So do father and son of one name at one door, for whose sake the strict rules ask, and everybody after some years.

    One new detail is a person's new mailbox more often than another person of the same name at the same door. In a
    couple's row the mobile may be the partner's, as may a mailbox that names neither of them.

    :param phone: level of the phones, "" for none; email: that of the mailboxes
    """
    if not any(number.mobile for number in a.phones) or not any(_is_private(address, a) for address in a.emails):
        return False
    other_mobile, other_mail = phone in _OTHER_MOBILE, email in OTHER_MAIL
    if phone == "different_each":
        return not email.startswith("equal")
    if couple:
        return email == "different_own" or other_mobile and (other_mail or email == "different")
    if other_mobile:
        return not email or other_mail
    return other_mail and not phone.startswith(("equal_m", "similar"))


def _is_asker(name: Name, single: Prepared) -> bool:
    return any(
        relate(name.first[0], other.first[0]) not in ("different", "near") for other in single.people if other.first
    )


def _is_made_of_name(email: Email, name: Name) -> bool:
    """Whether an address is made of somebody's first name, or of its beginning, or of its initial: petbaum@, pbaum@."""
    if email.shared or not name.first:
        return False
    letters, first = collapse(email.local.translate(_PUNCTUATION).rstrip("0123456789")), collapse(name.first[0])
    return first[:3] in letters or letters in (first[:1] + name.last, name.last + first[:1])


def _named_level(email: Email, a: Prepared, b: Prepared) -> str:
    """What an equal address proves by the first names in it."""
    if _is_of_both(email, a, b):
        return "equal_relatives"
    if _names_both(email, a, b):
        return "equal_named"
    return "equal_relatives" if _is_relatives(email, a, b) else "equal"


def goes_by_another_name(owner: Prepared) -> bool:
    """Whether an address is made of another first name than any of the contact's: Kurt Hartheim, norbert.hartheim@.

    One of the other gender is the partner's address, which tells nothing of its owner.
    """
    firsts = tuple(word for name in owner.people for word in name.first)
    lasts = tuple(part for name in owner.people for part in name.last_parts)
    genders = {name.gender for name in owner.people} - {""}
    return bool(firsts) and any(
        not (email.shared or email.company and not _holds(email, lasts))
        and _of_others(email.written, firsts, lasts) & genders
        for email in owner.emails
    )


def _holds(email: Email, lasts: tuple[str, ...]) -> bool:
    """Whether a last name stands in an address; in an office, one that has another's is a colleague's."""
    letters = collapse(email.local.translate(_PUNCTUATION))
    return any(part in letters for part in lasts)


@lru_cache(maxsize=65536)
def _of_others(local: str, firsts: tuple[str, ...], lasts: tuple[str, ...]) -> frozenset[str]:
    """The genders of the first names in an address, none of which is one of `firsts`."""
    nobody: frozenset[str] = frozenset()
    letters = collapse(local.translate(_PUNCTUATION))
    if any(len(first) > 2 and collapse(first) in letters for first in firsts):
        return nobody
    written = [collapse(word) for word in _NAMES_IN_MAIL.split(local)]
    words = {_without_last_name(word, lasts) for word in written}
    if any(len(word) == 1 for word in written) and words.issuperset(written):
        # "r.bayram@": of an initial and a last name
        return nobody
    words = {word for word in words if len(word) > 2 and not any(part.startswith(word) for part in lasts)} - particles()
    # "mar_kucera@" is Mara's, and "tony@" Anton's
    own = (word for word in words for first in firsts if word[:3] == first[:3] or relate(word, first) in _MAY_BE_ONE)
    # "wolke77@" is nobody's Wolke
    return nobody if any(own) else frozenset(gender_of(word) for word in words if is_usual_given_name(word))


def _without_last_name(word: str, lasts: tuple[str, ...]) -> str:
    for part in lasts:
        if word.endswith(part) or word.startswith(part):
            return word.removesuffix(part).removeprefix(part)
    return word


def _same_number(x: Email, y: Email) -> bool:
    """Whether two addresses are one but for dots, with a number at the end: anna.berg29@ and annaberg29@."""
    one, other = (email.local.translate(_PUNCTUATION) for email in (x, y))
    return one == other and one[-2:].isdigit()


def _names_both(email: Email, a: Prepared, b: Prepared) -> bool:
    """Whether an address is made of a first name that both have, as far as both have one."""
    named = [owner for owner in (a, b) if any(name.first for name in owner.people)]
    if len(named) == 1 and len(named[0].people) == 1 and _is_made_of_name(email, named[0].people[0]):
        # "k.nocker@" is K. Nocker's, whoever writes from it without a first name
        return True
    firsts = [{word for name in owner.people for word in name.first} for owner in named]
    return bool(firsts) and all(_names_first(email, words) for words in firsts)


def _names_first(email: Email, firsts: Iterable[str]) -> bool:
    """Whether an address is made of one of some first names: hans.mueller@ is not the family's."""
    letters = collapse(email.local.translate(_PUNCTUATION))
    return any(len(word) > 2 and collapse(word) in letters for word in firsts)


def _is_relatives(email: Email, a: Prepared, b: Prepared) -> bool:
    """Whether an address is made of another first name than that of the only side that has one.

    Sieglinde Baier writes from helene-baier@, and whose row "Frau Baier" with that address is nobody knows.
    """
    named = [owner for owner in (a, b) if any(name.first for name in owner.people)]
    if len(named) != 1:
        return False
    firsts = [word for name in named[0].people for word in name.first]
    lasts = {part for owner in (a, b) for name in owner.people for part in name.last_parts}
    found = set()
    for word in _NAMES_IN_MAIL.split(email.written):
        letters = collapse(word)
        found.add(next((letters.removesuffix(part) for part in lasts if letters.endswith(part)), letters))
    return any(
        (len(word) > 2 and is_usual_given_name(word) or len(word) == 1 and len(found) > 1)
        and all(relate(word, first) in ("different", "near", "cognate") for first in firsts)
        and not any(part.startswith(word) for part in lasts)
        for word in found
    )


def _is_of_both(email: Email, a: Prepared, b: Prepared) -> bool:
    """Whether an address is made of the first names of two people, one on each side: sasaundsanja@.

    juergen.wagner@ is not, where the one is Jürgen Wagner and the other's fields are exchanged.
    """
    lasts = {part for owner in (a, b) for name in owner.people for part in name.last_parts}
    words = [collapse(word) for word in _NAMES_IN_MAIL.split(email.written) if len(word) > 2]
    words = [word for word in words if word not in lasts]
    theirs = [
        {word for word in words for name in owner.people for first in name.first if relate(first, word) in _ONE_NAME}
        for owner in (a, b)
    ]
    return len(words) > 1 and all(theirs) and theirs[0].isdisjoint(theirs[1])


def _is_slip(x: Email, y: Email, a: Prepared, b: Prepared) -> bool:
    """Whether one of two addresses is the other misspelt: martiina.huber@.

    Two that differ in their dots only are two people's, as are a.huber@ and s.huber@, anna.maier@ and anna.meier@ of an
    Anna Maier and an Anna Meier, and rainer.huber@ and reiner.huber@.
    """
    one, other = (collapse(email.local.translate(_PUNCTUATION)) for email in (x, y))
    if one == other or one[0] != other[0]:
        return False
    spelt = (
        {part for name in owner.people for part in name.last_parts if len(part) > 2 and part in word}
        for owner, word in ((a, one), (b, other))
    )
    called = (
        {collapse(first) for name in owner.people for first in name.first if len(first) > 2 and collapse(first) in word}
        for owner, word in ((a, one), (b, other))
    )
    return all(not (mine and theirs) or not mine.isdisjoint(theirs) for mine, theirs in (spelt, called))


def _same_local(x: Email, y: Email) -> bool:
    """Whether two local parts are one, as the provider delivers or as they were written: a domain may be misspelt."""
    return x.local == y.local or x.written == y.written


def _is_one_provider(x: Email, y: Email) -> bool:
    """Whether the domains differ by a slip or by their endings only: gmx.de and gmx.net, hotmail.com and hotmail.comm.

    Who is anna.mueller@ at one is hardly another Anna Müller at the other.
    """
    short, long = sorted((x.domain, y.domain), key=len)
    return _same_local(x, y) and (
        x.domain.rpartition(".")[0] == y.domain.rpartition(".")[0]
        or len(short) > 3
        and long.startswith(short)
        or _is_one_slip(x.domain, y.domain)
    )


def _is_one_slip(one: str, other: str) -> bool:
    return OSA.distance(one, other, score_cutoff=1) == 1


def names_last(a: Prepared, b: Prepared) -> bool:
    """Whether a word of an address of `a` is a last name of `b`: "tammen58@" when `b` is Kurt Tammen."""
    words = {collapse(word) for email in a.emails for word in re.split(r"[\W\d_]+", email.written)}
    # of the owner's own name it tells nothing
    words -= {collapse(word) for name in a.people for word in (*name.first, *name.last_parts)}
    return any(len(part) > 3 and part in words for name in b.people for part in name.last_parts)


def writes_from(a: Prepared, b: Prepared) -> bool:
    """Whether an address of `a` is under the name of the company of `b`: anna@huber-bau.de and "Huber Bau GmbH"."""
    words = b.company.split()
    labels = [collapse(email.domain.rpartition(".")[0]) for email in a.emails if email.company]
    return bool(words) and any(
        len(words[0]) > 4 and words[0] in label or len(word) > 6 and word in label for label in labels for word in words
    )


def _names_its_owner(email: Email, owner: Prepared) -> bool:
    local = email.local.translate(_PUNCTUATION)
    letters = collapse(local.rstrip("0123456789"))
    return any(
        any(len(part) > 2 and part in letters for part in name.last_parts)
        or bool(name.first)
        and collapse(name.first[0]) in letters
        for name in owner.people
    )


def _email_pair(x: Email, y: Email) -> str:
    if x.address == y.address:
        return "equal_shared" if x.shared else "equal"
    if x.shared or y.shared:
        return "same_company_box" if x.company and x.domain == y.domain else "different"
    if _same_local(x, y) and len(x.local) >= 6:
        # "gmial.com" is nobody's provider
        slipped = is_public_provider(x.domain) != is_public_provider(y.domain) and _is_one_slip(x.domain, y.domain)
        return "similar" if slipped else "same_local_part"
    if x.domain == y.domain:
        if (
            len(x.local) >= 6
            and OSA.distance(x.local, y.local, score_cutoff=1) == 1
            and _digits_behind(x) == _digits_behind(y)
        ):
            return "similar"
        if len(x.local) >= 8 and _digits_behind(x) == _digits_behind(y) and _sound_alike(x.local, y.local):
            return "similar"
        return "same_company" if x.company else "different"
    return "different"


def _digits_behind(email: Email) -> str:
    return email.local[len(email.local.rstrip("0123456789")) :]


def _sound_alike(x: str, y: str) -> bool:
    """Whether two local parts are one as it is told on the phone: volphers@ and volfers@."""
    return abs(len(x) - len(y)) < 2 and OSA.distance(x, y, score_cutoff=2) <= 2 and cologne(x) == cologne(y)


@lru_cache(maxsize=65536)
def company_level(x: str, y: str) -> str:
    """How two companies' names relate, each as `contact.companies.company_core` gives it."""
    if x == y:
        return "equal"
    if x.startswith("weg ") and y.startswith("weg "):
        # two houses of one administration
        return "different"
    words_x, words_y = set(x.split()), set(y.split())
    if x.replace(" ", "") == y.replace(" ", "") or words_x == words_y:
        return "equal"
    if (
        OSA.normalized_similarity(x, y) >= 0.85
        or (words_x <= words_y or words_y <= words_x)
        and len(words_x & words_y) >= 2
    ):
        return "similar"
    only_x, only_y = words_x - words_y, words_y - words_x
    if words_x & words_y and (_shortens(only_x, only_y) or _shortens(only_y, only_x)):
        return "similar"
    return "different"


def _shortens(short: set[str], long: set[str]) -> bool:
    """Whether the only word that differs is shortened to two or three of its letters: "HV" for Hausverwaltung."""
    if not len(short) == len(long) == 1:
        return False
    letters, word = min(short), iter(min(long))
    return 1 < len(letters) < 4 < len(min(long)) and letters[0] == min(long)[0] and all(one in word for one in letters)
