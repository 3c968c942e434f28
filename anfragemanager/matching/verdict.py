"""From the levels of a pair to its score and verdict, by rules; decision.py has the second word."""

from .model import HOUSEHOLD, OFFICE, SAME, STRANGER, Model

# (field, level) of every field that both contacts have: rows of levels.FIELDS.
Levels = list[tuple[str, str]]

# Where the names alone agree, a common one is a namesake's more often than not, whatever the score of a pair says: the
# table's odds are those of one agency's book, the namesakes grow with it.
POSSIBLE_BY_NAME = 0.9

SAME_LAST_NAME = {
    "equal", "equal_common", "equal_double", "equal_rare", "spelling", "part", "in_mail", "sounds_alike", "typo",
}  # fmt: skip
_ONE_PLACE = ("place", "equal")
_SAME_PLACE = {"equal", "equal_zip", "similar", "same_city"}
_SAME_STREET = {"equal", "similar", "equal_elsewhere", "similar_elsewhere"}
_SAME_HOUSE = {"equal", "addition_missing"}
# Two persons, whatever else agrees: never a duplicate without a person's look …
_TWO_PERSONS = {
    ("first_name", "different"),
    ("first_name", "different_gender"),
    ("first_name", "different_unclear"),
    ("first_name", "near"),
    ("first_name", "one_of_couple"),
    ("generation", "different"),
    ("birth_date", "different"),
    ("tax_id", "different"),
    ("party", "company_and_person"),
    ("party", "company_of_name"),
    ("party", "firm_of_person"),
}
# Who can be reached in the same way belongs together, whatever the rest says …
_SAME_LINE = {
    ("phone", "equal"),
    ("phone", "equal_nameless"),
    ("phone", "equal_mobile"),
    ("phone", "equal_other_mobile"),
    ("email", "equal"),
    ("email", "equal_named"),
    ("email", "equal_shared"),
    ("email", "same_firm"),
    ("email", "equal_relatives"),
}
# Who asks for the firm that bears his name.
_FIRM_OF_NAME = {("party", "company_of_name"), ("company", "equal")}
# … and so may these, if the table finds it likelier than chance.
_SHARED_CONTACT = {
    ("phone", "same_exchange"),
    ("company", "equal"),
    ("company_name", "equal"),
    ("company_name", "equal_short"),
    ("company_name", "equal_whole"),
    ("company_name", "other_form"),
}
# A name, even with the town, is not enough: there are namesakes. One of these has to agree as well …
_SAME_ADDRESS = {
    ("street", "equal"),
    ("street", "similar"),
    ("house_number", "equal_other_street"),
}
_OTHER_HOUSE = {("house_number", "equal_other_street"), ("house_number", "different")}
_NEARLY_SAME_NAME = {("last_name", level) for level in ("part", "sounds_alike", "typo", "similar")} | {
    ("first_name", level) for level in ("part", "second_part", "typo", "similar")
}
_NEAR_LAST_NAME = {("last_name", level) for level in ("sounds_alike", "typo", "similar")}
_HEARD_LAST_NAME = {"spelling", "sounds_alike", "typo"}
_SLIPPED_LAST_NAME = {("last_name", "typo"), ("last_name", "similar")}
_SAME_CONTACT = {
    ("phone", "equal"),
    ("phone", "equal_nameless"),
    ("phone", "equal_other_mobile"),
    ("phone", "equal_mobile"),
    ("phone", "similar"),
    ("email", "equal"),
    ("email", "equal_named"),
    ("email", "equal_shared"),
    ("email", "same_firm"),
    ("email", "equal_relatives"),
    ("email", "same_local_part"),
    ("email", "similar"),
    ("company", "equal"),
    ("company", "in_domain"),
    ("company_name", "equal"),
    ("company_name", "equal_short"),
    ("company_name", "equal_whole"),
    ("company_name", "other_form"),
    ("birth_date", "equal"),
}
# … and where the last name differs, one of these, or both of the others (not inside a firm, whose people share number
# and address): two Marias in a house are not one married.
_OWN_CONTACT = {("phone", "equal_mobile"), ("email", "equal"), ("email", "equal_named"), ("birth_date", "equal")}
_OTHER_LAST_NAME = {("last_name", "different"), ("last_name", "different_man")}
_SAME_BOX = {("email", "equal"), ("email", "equal_named"), ("email", "equal_shared")}
_NEW_LAST_NAME = _OTHER_LAST_NAME | {("last_name", "in_mail")}
_COLLEAGUES = {
    ("company", "equal"),
    ("company", "similar"),
    ("company", "in_domain"),
    ("email", "same_company"),
    ("email", "same_company_box"),
}
_ONE_SAYS_WHICH = {("generation", "one_sided"), ("generation", "one_sided_senior"), ("generation", "one_sided_row")}
_OWN_MOBILES = {("phone", "different_mobile"), ("phone", "different_each")}
_OTHER_CONTACT = {
    ("phone", "different"),
    ("email", "different"),
    ("email", "different_own"),
    ("email", "different_named"),
    ("email", "different_partner"),
    *_OWN_MOBILES,
}
_OTHER_PHONE = {("phone", "different"), *_OWN_MOBILES}
# What the other of one name at one door has of his own: father and son. In a couple's row it may be the partner's.
_OTHER_MOBILE = {("phone", "different_mobile"), ("phone", "equal_other_mobile")}
_OTHER_MAIL = {("email", level) for level in ("different_own", "same_company", "same_name_and_number")}
# "lothar_kubsert51@" here and there: of a hundred of one name one calls himself so; too many to be sure.
_SAME_NUMBER_IN_MAIL = ("email", "same_name_and_number")
_NEARLY_SAME_CONTACT = {("phone", "same_exchange"), ("email", "same_company"), ("email", "same_company_box")}
_OTHER_SENIOR = _OTHER_CONTACT | _OTHER_MOBILE
# A mailbox made of another first name than its owner's: he goes by his second one, as sons of their father's name do.
_OTHER_NAME_IN_MAIL = ("email", "different_named")
# Portals preselect a salutation: a wrong one alone says nothing where the first name is the same.
_FIRST_NAME_AGREES = {("first_name", level) for level in ("equal", "equal_common", "spelling")}
_ONE_FIRST_NAME = _FIRST_NAME_AGREES | {("first_name", level) for level in ("short_form", "pet_name", "part")}
_SLIPPED_FIRST_NAME = {("first_name", level) for level in ("typo", "similar", "in_mail")}
# Of two such names brothers and sisters may each bear one …
_SECOND_NAME = {("first_name", "second_part")}
_SISTER_NAMES = {("first_name", "short_form"), *_SECOND_NAME}
# … and of these hardly ever.
_RELATED_FIRST_NAME = _SISTER_NAMES | {("first_name", level) for level in ("spelling", "pet_name", "part")}
# One first name, said or written in another way.
_SAID_OTHERWISE = ("spelling", "pet_name", "part", "typo", "similar")
_FIRST_NAME_CLASHES = {
    ("first_name", level)
    for level in ("different", "different_gender", "different_unclear", "near", "cognate", "one_of_couple")
}
# What tells of two people however often such pairs were one: another name, or what one says of himself.
_GAINSAID = {
    *_OTHER_LAST_NAME,
    *(_TWO_PERSONS - {("first_name", "one_of_couple"), ("party", "company_of_name"), ("party", "firm_of_person")}),
    *_ONE_SAYS_WHICH,
    ("gender", "different"),
    ("gender", "different_nameless"),
    _OTHER_NAME_IN_MAIL,
}
# … or a firm's name that is not quite the other's.
_OTHER_FIRM = {("company_name", level) for level in ("other_form", "similar", "equal_short")}
_SALUTATION = {("gender", "different")}
# Rule presets: how much a level counts as "the same".
RULE_AGREEMENT = {
    "equal": 1.0,
    "equal_common": 1.0,
    "equal_double": 1.0,
    "equal_rare": 1.0,
    "equal_mobile": 1.0,
    "equal_named": 1.0,
    "equal_nameless": 1.0,
    "equal_other_mobile": 1.0,
    "equal_relatives": 1.0,
    "equal_shared": 1.0,
    "same_firm": 1.0,
    "equal_short": 1.0,
    "equal_whole": 1.0,
    "spelling": 0.95,
    "short_form": 0.8,
    "pet_name": 0.8,
    "addition_missing": 0.8,
    "sounds_alike": 0.8,
    "typo": 0.8,
    "same_city": 1.0,
    "equal_zip": 1.0,
}


def judge(levels: Levels, model: Model) -> tuple[float, str]:
    """Score and verdict."""
    weights = model.weights
    same, household, office, stranger = model.prior_bits
    for level in levels:
        row = weights[level]
        same += row[SAME]
        household += row[HOUSEHOLD]
        office += row[OFFICE]
        stranger += row[STRANGER]
    top = max(same, household, office, stranger)
    p_same, p_household, p_office, p_stranger = (2 ** max(x - top, -200.0) for x in (same, household, office, stranger))
    score = p_same / (p_same + p_household + p_office + p_stranger)
    if model.rules:
        score = max(min(_agreement(levels, field) for field in rule) for rule in model.rules)
    if score >= model.duplicate and (model.rules or _may_be_sure(levels, model.one_detail)):
        return score, "duplicate"
    if score >= model.possible and (model.rules or _is_worth_asking(score, levels)):
        return score, "possible"
    near = p_household + p_office >= p_stranger and _is_related(levels)
    if near or not _SAME_LINE.isdisjoint(levels) or _FIRM_OF_NAME.issubset(levels):
        return score, "possible" if not model.rules and _may_be_one(levels) else "related"
    return score, "different"


def last_name_agrees(found: dict[str, str]) -> bool:
    """Whether the last names may be one person's; `found` holds the level of each field."""
    return found.get("last_name", "") in SAME_LAST_NAME


def names_agree(levels: Levels) -> bool:
    """Whether nothing in the names of two contacts says that they are two people."""
    found = dict(levels)
    return last_name_agrees(found) and not _FIRST_NAME_CLASHES.intersection(levels) and _TWO_PERSONS.isdisjoint(levels)


def may_be_counted(levels: Levels) -> bool:
    """Whether counted pairs may make this one sure (decision.py): no name or salutation says that they are two people.

    And something beside the names agrees: of namesakes there are more, the larger the book.
    """
    if rests_on(levels) in ("name", "rare_name") or _is_first_name_in_firm(levels):
        return False
    gainsaid = _GAINSAID.intersection(levels)
    if gainsaid - (_SALUTATION if _is_of_his_mobile(levels) else set()):
        return False
    if not _OTHER_FIRM.isdisjoint(levels) or _are_siblings(levels, one_detail=False):
        return False
    nameless = "last_name" in dict(levels) and "first_name" not in dict(levels)
    if nameless and _SAME_LINE.isdisjoint(levels):
        # whoever of the family is meant: they share the door, and have mobiles of one contract
        return False
    if rests_on(levels) == "address" and not (_OTHER_HOUSE | _SECOND_NAME).isdisjoint(levels):
        # namesakes of one street, the more the larger the book; "Peter", whose father at this door is Hans Peter
        return False
    return not _is_vaguely_exchanged(levels) and not _is_slipped_colleague(levels)


def are_clearly_two(levels: Levels) -> bool:
    """Whether counted pairs may not even make a question of this one: a man and a woman, colleagues, two firms.

    Who writes in the firm's name from the firm's mailbox may be the one who is known for it, but for a colleague of the
    same first name.
    """
    if _tells_himself_apart(levels, rests_on(levels)):
        return True
    in_its_name = ("company", "equal") in levels and ("email", "equal_shared") in levels
    if in_its_name and _FIRST_NAME_AGREES.isdisjoint(levels):
        return False
    two = {("first_name", "different_gender"), ("company", "different"), ("company_name", "different")}
    return not two.isdisjoint(levels) or _only_colleagues(levels)


def _is_of_his_mobile(levels: Levels) -> bool:
    """Whether mobile and last name agree, and the first name but for its writing, whatever a portal preselected."""
    found = dict(levels)
    one = found.get("first_name") in ("in_mail", "part", "typo", "spelling")
    return one and found.get("last_name", "").startswith("equal") and found.get("phone") == "equal_mobile"


def _is_of_one_name_and_more(levels: Levels) -> bool:
    """Whether first and last name agree, and also the exchange, or the domain of a firm or a family.

    A number at the end of the mailbox counts unless both names are borne by many.
    """
    if not names_agree(levels) or _ONE_FIRST_NAME.isdisjoint(levels):
        return False
    common = {("last_name", "equal_common"), ("first_name", "equal_common")}.issubset(levels)
    return not _NEARLY_SAME_CONTACT.isdisjoint(levels) or _SAME_NUMBER_IN_MAIL in levels and not common


def own_differs(levels: Levels) -> bool:
    """Whether each of two contacts has a mobile or a mailbox of his own."""
    return not (_OTHER_MOBILE | _OWN_MOBILES | _OTHER_MAIL).isdisjoint(levels)


def rests_on(levels: Levels) -> str:
    """The best of what agrees: "own" (something one person alone has), "contact", "address", "rare_name" or "name".

    "rare_name" is that of a couple, or in one town a double last name or one that few families bear. Where only other
    names agree, with or without the town, there are namesakes, the more the larger the book.
    """
    if not _OWN_CONTACT.isdisjoint(levels) or ("tax_id", "equal") in levels:
        return "own"
    if not _SAME_CONTACT.isdisjoint(levels) or _is_of_one_name_and_more(levels):
        return "contact"
    if not _SAME_ADDRESS.isdisjoint(levels):
        return "address"
    found = dict(levels)
    rare = ("party", "same_couple") in levels or found.get("last_name") == "equal_double" and _ONE_PLACE in levels
    if found.get("last_name") == "equal_rare":
        rare = found.get("place") in _SAME_PLACE and not _ONE_FIRST_NAME.isdisjoint(levels)
    return "rare_name" if rare and not _FIRST_NAME_CLASHES.intersection(levels) else "name"


def _may_be_one(levels: Levels) -> bool:
    """Whether two who live together or share a number may be one after all: they are not clearly two people."""
    found = dict(levels)
    if found.get("tax_id") == "equal":
        return True
    first = found.get("first_name", "")
    own = not _OWN_CONTACT.isdisjoint(levels)
    # who writes an initial or no first name has left the salutation as the portal preselected it
    if (
        found.get("gender", "").startswith("different")
        and first not in ("initial", "in_mail")
        and not (own and not first)
    ):
        return False
    if found.get("party", "").startswith("company_"):
        # of its name as told, his own name in it, and its line or mailbox two; others are people of a known firm
        told, bears = found.get("company") in ("equal", "similar"), ("party", "company_of_name") in levels
        if found.get("company") == "different":
            # "Müller Bau" asks, and who answers at its line is known by "Reisebüro Müller"
            return False
        return told + bears + (not _SAME_LINE.isdisjoint(levels)) > 1
    if "last_name" not in found and not first:
        # who gives no name writes from his mailbox
        return own
    if "last_name" not in found:
        # "Matthias" and his number, as some portals deliver it
        return not _FIRST_NAME_AGREES.isdisjoint(levels) and not _SAME_LINE.isdisjoint(levels)
    if not last_name_agrees(found) or _are_neighbours(levels, rests_on(levels)):
        return False
    if first.startswith("different") and ("party", "family_and_person") not in levels:
        return first == "different_unclear" and own
    if first.startswith("different"):
        # the row of a family that names one of them
        return not _SAME_LINE.isdisjoint(levels)
    if first == "cognate" and not own:
        return not _SAME_CONTACT.isdisjoint(levels) and not _own_differs(levels)
    if first in ("", "one_of_couple"):
        # a family's row names nobody, and whoever is known may have another partner now
        return not _SAME_CONTACT.isdisjoint(levels) or not _SAME_ADDRESS.isdisjoint(levels)
    if first == "in_mail":
        return rests_on(levels) != "name"
    return own or first == "initial" and not _SAME_CONTACT.isdisjoint(levels)


def _is_worth_asking(score: float, levels: Levels) -> bool:
    """Whether a pair that is likelier one person than not is worth a person's look."""
    if _only_colleagues(levels):
        return False
    base = rests_on(levels)
    if _tells_himself_apart(levels, base):
        return False
    if _are_neighbours(levels, base):
        return False
    if ("last_name", "different_man") in levels and not _OTHER_CONTACT.isdisjoint(levels):
        # two men of one first name in one house, each with a number or a mailbox of his own, are neighbours
        return base in ("own", "contact")
    return base != "name" or score >= POSSIBLE_BY_NAME


def _tells_himself_apart(levels: Levels, base: str) -> bool:
    """Whether who calls himself "jun." or "sen." means that he is not the contact of his name at this door.

    The contact on the line of a "sen." may be noted from the time before there was a junior, unless each has something
    of his own.
    """
    if ("generation", "one_sided_senior") in levels:
        return base not in ("own", "contact") or base == "contact" and not _OTHER_SENIOR.isdisjoint(levels)
    return base != "own" and ("generation", "one_sided") in levels


def _are_neighbours(levels: Levels, base: str) -> bool:
    """Two at one door, each with a mobile of his own, who are relatives or neighbours.

    One has another last name (who marries keeps the mobile), or none of both first names is known, unless all the rest
    agrees: "Frau Schneider", as a clerk noted her, and Anna Schneider.
    """
    if base != "address" or _OWN_MOBILES.isdisjoint(levels):
        return False
    if not _OTHER_LAST_NAME.isdisjoint(levels):
        return True
    found = dict(levels)
    nameless = "first_name" not in found and "last_name" in found and "famil" not in found.get("party", "")
    noted = found.get("gender") == "equal_nameless" and found["last_name"].startswith("equal") and "email" not in found
    return nameless and not noted


def _only_colleagues(levels: Levels) -> bool:
    """Two of one first name in one firm, who share its line and its address: no marriage makes them one."""
    return (
        not _OTHER_LAST_NAME.isdisjoint(levels)
        and not _COLLEAGUES.isdisjoint(levels)
        and _OWN_CONTACT.isdisjoint(levels)
        and ("tax_id", "equal") not in levels
    )


def _may_be_sure(levels: Levels, one_detail: bool) -> bool:
    """Whether a duplicate may be stated without a person's look."""
    if ("tax_id", "equal") in levels:
        return True
    told = _told_by_company(levels, one_detail)
    if told is not None:
        return told
    if not _TWO_PERSONS.isdisjoint(levels):
        # "Katl" for Karl from the same mobile and the same mailbox
        # … and a couple of which one partner is known, with another one, from his mobile and his mailbox
        told = _TWO_PERSONS.intersection(levels)
        slipped = told == {("first_name", "near")} and ("gender", "equal") in levels
        known = told == {("first_name", "one_of_couple")} and not one_detail
        return (slipped or known) and len(_OWN_CONTACT.intersection(levels)) > 1
    own_contact = not _OWN_CONTACT.isdisjoint(levels)
    same_contact, same_address = not _SAME_CONTACT.isdisjoint(levels), not _SAME_ADDRESS.isdisjoint(levels)
    told = _told_by_own(levels, own_contact, one_detail)
    if told is not None:
        return told
    fields = {field for field, _level in levels}
    if "last_name" not in fields and "first_name" in fields and not (own_contact or same_address):
        # "Michael", and the line of a Michael; in a firm there may be several
        return same_contact and ("company", "unknown") in levels and not _FIRST_NAME_AGREES.isdisjoint(levels)
    if "last_name" in fields and "first_name" not in fields and not own_contact:
        # one of the family, who share the line and the door; who leaves out the first name needs none to be known
        return ("phone", "equal_nameless") in levels and not one_detail
    if not _NEW_LAST_NAME.isdisjoint(levels):
        if "first_name" not in fields:
            return False
        if own_contact:
            return True
        return same_contact and same_address and _COLLEAGUES.isdisjoint(levels)
    if not own_contact and (_own_differs(levels, one_detail) or _is_vaguely_exchanged(levels)):
        return False
    if not own_contact and _are_siblings(levels, one_detail):
        return False
    if _is_slipped_colleague(levels):
        return False
    return same_contact or same_address and _sure_by_address(levels)


def _told_by_company(levels: Levels, one_detail: bool) -> bool | None:
    """Where a company is meant, or somebody of its name: whether it is beyond doubt; None where people are compared."""
    if ("party", "firm_itself") in levels:
        return True
    if ("company_name", "other_form") in levels:
        # an office writes GmbH for GmbH & Co. KG; a second firm has its own mailbox
        return not one_detail and not _SAME_BOX.isdisjoint(levels)
    if _FIRM_OF_NAME.issubset(levels):
        # Herr Decker asks for "Fliesen Decker", from its line or mailbox
        return not _SAME_LINE.isdisjoint(levels)
    if ("party", "company_of_name") in levels and not one_detail:
        # Uwe Kamisch and "Bau Kamisch", who have one mobile or one private mailbox
        return not _OWN_CONTACT.isdisjoint(levels)
    return None


def _told_by_own(levels: Levels, own_contact: bool, one_detail: bool) -> bool | None:
    """Where the names leave it open who is meant: whether what is one's own tells; None where they do not."""
    if ("first_name", "cognate") in levels:
        # Julia and Juliane: twins may share a mailbox of neither's name, hardly a mobile
        return ("phone", "equal_mobile") in levels or own_contact and _OWN_MOBILES.isdisjoint(levels)
    if ("party", "family_and_person") in levels:
        # the household's own row; under another last name it is the parents' or the daughter's
        known = own_contact or ("phone", "equal_nameless") in levels and not one_detail
        return known and _NEW_LAST_NAME.isdisjoint(levels)
    if not _ONE_SAYS_WHICH.isdisjoint(levels) or ("gender", "different_nameless") in levels:
        # a son may have his father's mailbox, a wife her husband's, but hardly his mobile as well
        return len(_OWN_CONTACT.intersection(levels)) > 1 or own_contact and _is_unmarked(levels)
    if ("first_name", "initial") in levels:
        if ("gender", "different") in levels:
            return len(_OWN_CONTACT.intersection(levels)) > 1
        # "S. Brinkbach" and the line or the door of Siegfried; with a mailbox of his own the score is too low
        return (
            own_contact or not _SAME_LINE.isdisjoint(levels) or not one_detail and not _SAME_ADDRESS.isdisjoint(levels)
        )
    if ("gender", "different") in levels and not _FIRST_NAME_AGREES.intersection(levels):
        # "Herr Mauela", as the portal preselected it, from Manuela's mailbox and mobile
        if _is_preselected(levels):
            return True
        return len(_OWN_CONTACT.intersection(levels)) > 1 and not _SLIPPED_FIRST_NAME.isdisjoint(levels)
    return None


def _is_preselected(levels: Levels) -> bool:
    """Whether a salutation is the portal's: "Herr S. Stehle" from simone.stehle@, "Herr Gabi" from Gabriele's."""
    found = dict(levels)
    named = "party" not in found and found.get("first_name") in ("in_mail", "short_form", "pet_name")
    return named and found.get("last_name", "").startswith("equal") and found.get("email") in ("equal", "equal_named")


def _own_differs(levels: Levels, one_detail: bool = False) -> bool:
    """Whether what the two have of their own tells of two people of one name at one door: father and son."""
    if _OTHER_NAME_IN_MAIL in levels:
        return True
    if one_detail and (("own_details", "unknown") in levels or not _OTHER_MAIL.isdisjoint(levels)):
        return True
    if ("party", "couple_and_person") in levels or _OTHER_MOBILE.isdisjoint(levels):
        return False
    if one_detail:
        return True
    # another mobile alone many people have; then one of both names at least is the very same
    found = dict(levels)
    last = found.get("last_name", "")
    first = found.get("first_name", "")
    same_last, same_first = last.startswith("equal") or last in _HEARD_LAST_NAME, first in _SAID_OTHERWISE
    exact = same_last and (first.startswith("equal") or same_first) or last == "part" and first.startswith("equal")
    return "email" not in found and not exact and _SAME_CONTACT.isdisjoint(levels)


def _is_unmarked(levels: Levels) -> bool:
    """Whether "jun." or "sen." stands on one side, and the other, with its mailbox or mobile, only leaves it out.

    Who calls himself junior may write from his father's; a father who has become senior from his own mailbox.
    """
    others = _OTHER_MOBILE | _OWN_MOBILES | _NEARLY_SAME_NAME | {("party", "couple_and_person")}
    senior = ("generation", "one_sided_senior") in levels and {("email", "equal"), ("email", "equal_named")} & {*levels}
    return bool(senior or ("generation", "one_sided_row") in levels) and others.isdisjoint(levels)


def _is_vaguely_exchanged(levels: Levels) -> bool:
    """Whether the names agree crosswise only, and none of the two quite: at one door that is the wife as often."""
    exchanged = ("name_order", "swapped") in levels
    vague = _NEAR_LAST_NAME | {("last_name", "part")}
    return exchanged and _FIRST_NAME_AGREES.isdisjoint(levels) and not vague.isdisjoint(levels)


def _is_first_name_in_firm(levels: Levels) -> bool:
    """Whether a first name is all that is told, and the line is a firm's, where there may be several of it."""
    fields = {field for field, _level in levels}
    named = "first_name" in fields and "last_name" not in fields
    return named and ("company", "unknown") not in levels and _OWN_CONTACT.isdisjoint(levels)


def _is_slipped_colleague(levels: Levels) -> bool:
    """Clara Obereder and Clara Bergeder share the switchboard, the mailbox and the address of their firm."""
    shared = not _COLLEAGUES.isdisjoint(levels) and _OWN_CONTACT.isdisjoint(levels)
    return shared and not _SLIPPED_LAST_NAME.isdisjoint(levels)


def _are_siblings(levels: Levels, one_detail: bool) -> bool:
    """Whether one first name may be two: Leo and Leon, Jan and Jannis of one door, each with a mailbox of his own."""
    names = _RELATED_FIRST_NAME if one_detail else _SISTER_NAMES
    if names.isdisjoint(levels) or ("party", "couple_and_person") in levels:
        return False
    return not _OTHER_MAIL.isdisjoint(levels) or not _OTHER_PHONE.isdisjoint(levels)


def _sure_by_address(levels: Levels) -> bool:
    if _OTHER_HOUSE.isdisjoint(levels):
        return True
    # another number in the same street is a namesake, and sooner in a large book, unless few bear the very same name
    few = {("last_name", "equal_rare"), ("last_name", "equal_double")}
    return not few.isdisjoint(levels) and _OTHER_CONTACT.isdisjoint(levels) and _NEARLY_SAME_NAME.isdisjoint(levels)


def _agreement(levels: Levels, field: str) -> float:
    return max(
        (RULE_AGREEMENT.get(level, 0.0) for name, level in levels if name == field),
        default=0.8 if field == "house_number" else 0.0,
    )


def _is_related(levels: Levels) -> bool:
    """One household (last name and house agree) or one line or mailbox: neighbours in a big house are strangers."""
    if not _SHARED_CONTACT.isdisjoint(levels):
        return True
    found = dict(levels)
    return (
        last_name_agrees(found)
        and found.get("street") in _SAME_STREET
        and found.get("house_number", "equal") in _SAME_HOUSE
        and found.get("place", "equal") in _SAME_PLACE
    )
