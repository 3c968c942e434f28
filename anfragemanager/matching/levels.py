"""The table of the comparison: for every field the levels of agreement, when each holds, what it weighs, how it reads.

Fellegi and Sunter (1969) ask of every field how likely its agreement is when two records are one person, and how
likely when they are two. Father and son, spouses and colleagues agree in much that two strangers never share, so "two
persons" is three hypotheses here, each with its own column:

    same       one person, perhaps after moving house, marrying, changing the number, or a slip of the pen
    household  two people of one family or flat: same address and last name, often the same landline, another first name
    office     two people of one firm: same company, switchboard or shared mailbox
    stranger   two people who have nothing to do with each other

Origin of the numbers. None is fitted by a procedure; each is an estimate that was corrected where generated books
showed it to be wrong, rounded, and kept away from 0 and 1 so that no single field decides. same: corrected by the
duplicates of the German books and of FEBRL (benchmarks/). stranger: frequencies of names and places, rounded towards
the more frequent, since an agency's book covers one region. household and office: judgement about who shares a
landline, a mobile, a mailbox; the traps of the books (relatives, twins, father and son of one name, colleagues) only
tell whether it is too high or too low. The table says 0.01 for a common mobile and 0.04 for a common mailbox in a
household; of two of a household without a first name a third have a gender in common. Since such estimates cannot carry
a decision alone, verdict.py says what has to agree beside the score.

Fitting these columns was tried and left: counted on the pairs of other writers' books, each time 2 to 13 of a hundred
duplicates were lost on a book that was left out. What a clerk noted depends on what else he noted, and who has a new
number often has a new mailbox as well; of this the hypotheses know nothing. What levels are worth together is fitted in
decision.py, on top of this table and of the rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a field.

    same, household, office, stranger: P(level | hypothesis). rule: when it holds. german, english: how it reads behind
    the field's name. shown: the name under which it is shown and stored, where the table tells two cases of it apart.
    """

    name: str
    same: float
    household: float
    office: float
    stranger: float
    rule: str
    german: str
    english: str
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A field, how it is called, and its levels."""

    name: str
    german: str
    english: str
    levels: tuple[Level, ...]


_EQUAL = ("gleich", "equal")
_SPELLING = ("gleich in anderer Schreibweise", "equal in another spelling")
_SIMILAR = ("ähnlich", "similar")
_PART = ("teilweise gleich", "partly equal")
_DIFFERENT = ("verschieden", "different")
_IN_INQUIRY = ("nur in der Anfrage", "in the inquiry only")
_AT_CONTACT = ("nur beim Kontakt", "at the contact only")
_MANY = ("gleich, steht aber bei vielen", "equal, but many have it")

FIELDS = (
    Field("last_name", "Nachname", "last name", (
        Level("equal", 0.85, 0.90, 0.0010, 0.0010, "one word when folded", *_EQUAL),
        Level("equal_common", 0.85, 0.90, 0.0060, 0.0060, "the same, and many bear it", *_EQUAL, "equal"),
        Level("equal_double", 0.85, 0.90, 0.0001, 0.0001, "the same, of two parts: hardly anybody else's",
              *_EQUAL, "equal"),
        Level("equal_rare", 0.85, 0.90, 0.0001, 0.00002, "the same, in no list of names: few families bear it",
              *_EQUAL, "equal"),
        Level("spelling", 0.05, 0.01, 0.0005, 0.0005, "the same parts in another order", *_SPELLING),
        Level("part", 0.04, 0.05, 0.0015, 0.0015, "one part of a double or birth name", *_PART),
        Level("in_mail", 0.03, 0.03, 0.0010, 0.0010, "the one's stands in the other's mail address",
              "steht in der E-Mail-Adresse", "stands in the e-mail address"),
        Level("sounds_alike", 0.04, 0.005, 0.0020, 0.0020, "one code of Cologne phonetics",
              "klingt gleich", "sounds alike"),
        Level("typo", 0.06, 0.005, 0.0020, 0.0020, "one slip in four letters, two in seven", *_SIMILAR, "similar"),
        Level("similar", 0.02, 0.01, 0.0100, 0.0100, "two slips, or alike at the front", *_SIMILAR),
        Level("different", 0.06, 0.15, 0.9900, 0.9900, "none of these", *_DIFFERENT),
        Level("different_man", 0.01, 0.15, 0.9900, 0.9900, "the same of two men: few take their wife's name",
              *_DIFFERENT, "different"),
    )),
    Field("first_name", "Vorname", "first name", (
        Level("equal", 0.80, 0.010, 0.0040, 0.0040, "the same words when folded", *_EQUAL),
        Level("equal_common", 0.80, 0.010, 0.0120, 0.0120, "the same, and many bear it", *_EQUAL, "equal"),
        Level("spelling", 0.05, 0.0008, 0.0030, 0.0030, "Stephan and Stefan", *_SPELLING),
        Level("short_form", 0.06, 0.0012, 0.0050, 0.0050, "Heinz and Heinrich: two could be christened so",
              "Kurzform", "short form"),
        Level("pet_name", 0.06, 0.0006, 0.0050, 0.0050, "Geli and Angelika: nobody is christened so",
              "Kurzform", "short form", "short_form"),
        Level("part", 0.05, 0.0022, 0.0060, 0.0060, "Marie and Marie Anna", *_PART),
        Level("second_part", 0.010, 0.003, 0.0060, 0.0060, "Anna and Marie Anna", *_PART, "part"),
        Level("cognate", 0.008, 0.050, 0.0100, 0.0100, "Hans and Hannes: one root",
              "verwandt, aber ein anderer Name", "of one root, but another name"),
        Level("in_mail", 0.045, 0.002, 0.0040, 0.0040, "missing or an initial, but in the mail address",
              "steht in der E-Mail-Adresse", "stands in the e-mail address"),
        Level("initial", 0.03, 0.0023, 0.0040, 0.0040, "H. and Hans",
              "nur Anfangsbuchstabe gleich", "initial equal"),
        Level("typo", 0.05, 0.001, 0.0010, 0.0010, "an unknown name one slip from a known one",
              *_SIMILAR, "similar"),
        Level("similar", 0.03, 0.003, 0.0050, 0.0050, "less alike", *_SIMILAR),
        Level("near", 0.004, 0.012, 0.0050, 0.0050, "two names one letter apart: Marin and Martin",
              "ein anderer, ähnlicher Name", "another, similar name"),
        Level("one_of_couple", 0.02, 0.700, 0.0100, 0.0100, "two couples with one name in common",
              "einer von beiden Partnern", "one of two partners"),
        Level("different", 0.004, 0.850, 0.9700, 0.9700, "none of these", *_DIFFERENT),
        Level("different_unclear", 0.006, 0.700, 0.9700, 0.9700, "an initial that does not fit, or an unknown name",
              *_DIFFERENT, "different"),
        Level("different_gender", 0.0003, 0.850, 0.9700, 0.9700, "a man's and a woman's: nobody goes by both",
              *_DIFFERENT, "different"),
    )),
    Field("name_order", "Vor- und Nachname", "first and last name", (
        Level("swapped", 0.03, 0.005, 0.0200, 0.0500, "they agree crosswise only", "vertauscht", "exchanged"),
    )),
    Field("generation", "Namenszusatz (sen./jun.)", "generation (Sr/Jr)", (
        Level("equal", 0.90, 0.010, 0.3000, 0.3000, "both senior or both junior", *_EQUAL),
        Level("one_sided", 0.30, 0.600, 0.5000, 0.5000, "who asks is junior", *_IN_INQUIRY),
        Level("one_sided_senior", 0.30, 0.600, 0.5000, 0.5000, "who asks is senior", *_IN_INQUIRY, "one_sided"),
        Level("one_sided_row", 0.30, 0.600, 0.5000, 0.5000, "the contact's row says so", *_AT_CONTACT),
        Level("different", 0.001, 0.500, 0.4000, 0.4000, "senior and junior", *_DIFFERENT),
    )),
    Field("gender", "Geschlecht", "gender", (
        Level("equal", 0.99, 0.600, 0.6000, 0.6000, "by first name or salutation", *_EQUAL),
        Level("equal_nameless", 0.99, 0.330, 0.5000, 0.5000, "the same, where a first name is missing",
              *_EQUAL, "equal"),
        Level("different", 0.03, 0.400, 0.4000, 0.4000, "portals preselect one", *_DIFFERENT),
        Level("different_nameless", 0.01, 0.670, 0.5000, 0.5000, "where a first name is missing",
              *_DIFFERENT, "different"),
    )),
    Field("party", "Art des Kontakts", "kind of contact", (
        Level("couple_and_person", 0.30, 0.300, 0.1000, 0.1000, "a couple's row that names the person",
              "Paar und Einzelperson", "couple and single person"),
        Level("same_couple", 0.30, 0.010, 0.0010, 0.0010, "two couples whose names all agree",
              "zwei Paare mit denselben Namen", "two couples of the same names"),
        Level("family_and_person", 0.40, 0.200, 0.1000, 0.1000, "a family's row without first names",
              "Familie und Einzelperson", "family and single person"),
        Level("two_families", 0.40, 0.200, 0.1000, 0.1000, "two families' rows without first names",
              "zwei Familien ohne Vornamen", "two families without first names"),
        Level("company_and_person", 0.002, 0.100, 0.9000, 0.9000, "a company's row",
              "Unternehmen und Person", "company and person"),
        Level("firm_itself", 0.300, 0.010, 0.0100, 0.0010, "a company's row, asked for from its mailbox",
              "Unternehmen selbst", "the company itself"),
        Level("firm_of_person", 0.300, 0.010, 0.0100, 0.0010, "a company asks, and the row is of one of its people",
              "Unternehmen und dessen Ansprechpartner", "company and one of its people"),
        Level("company_of_name", 0.060, 0.100, 0.1000, 0.0050, "a company's row that bears the person's last name",
              "Unternehmen mit dem Nachnamen der Person", "company with the person's last name"),
    )),
    Field("birth_date", "Geburtsdatum", "date of birth", (
        Level("equal", 0.92, 0.002, 0.0001, 0.0001, "one day", *_EQUAL),
        Level("similar", 0.06, 0.003, 0.0020, 0.0020, "one digit, or day and month exchanged", *_SIMILAR),
        Level("different", 0.04, 0.995, 0.9980, 0.9980, "two days", *_DIFFERENT),
    )),
    Field("tax_id", "Steuer- oder USt-Nummer", "tax number", (
        Level("equal", 0.93, 0.001, 0.0010, 0.000001, "one number", *_EQUAL),
        Level("similar", 0.05, 0.001, 0.0010, 0.000300, "up to two digits, or exchanged ones", *_SIMILAR),
        Level("different", 0.05, 0.998, 0.9980, 0.999900, "two numbers", *_DIFFERENT),
    )),
    Field("place", "Ort", "town", (
        Level("equal", 0.78, 0.93, 0.570, 0.0150, "zip and name", *_EQUAL),
        Level("equal_zip", 0.02, 0.02, 0.030, 0.0030, "zip, but another name",
              "Postleitzahl gleich, Ortsname verschieden", "zip equal, name different", "same_zip"),
        Level("similar", 0.06, 0.02, 0.050, 0.0050, "one digit of the zip differs", *_SIMILAR),
        Level("same_city", 0.06, 0.02, 0.100, 0.0400, "name, zip differs or is missing",
              "gleich, Postleitzahl verschieden oder unbekannt", "equal, zip different or unknown"),
        Level("different", 0.12, 0.02, 0.300, 0.9400, "another place", *_DIFFERENT),
    )),
    Field("street", "Straße", "street", (
        Level("equal", 0.78, 0.95, 0.800, 0.0080, "in one place", *_EQUAL),
        Level("similar", 0.08, 0.03, 0.030, 0.0040, "slips, in one place", *_SIMILAR),
        Level("different", 0.14, 0.04, 0.200, 0.9850, "two streets of one place", *_DIFFERENT),
        Level("equal_elsewhere", 0.15, 0.10, 0.100, 0.0080, "in two places", *_EQUAL, "equal"),
        Level("similar_elsewhere", 0.03, 0.02, 0.020, 0.0060, "slips, in two places", *_SIMILAR, "similar"),
    )),
    Field("house_number", "Hausnummer", "house number", (
        Level("equal", 0.90, 0.97, 0.900, 0.0300, "in one street", *_EQUAL),
        Level("addition_missing", 0.03, 0.02, 0.050, 0.0100, "12 and 12a",
              "gleich bis auf den Zusatz", "equal but for the addition"),
        Level("addition_different", 0.01, 0.01, 0.020, 0.0100, "12a and 12b",
              "gleich, Zusatz verschieden", "equal, addition different"),
        Level("different", 0.07, 0.03, 0.100, 0.9500, "two numbers", *_DIFFERENT),
        Level("equal_other_street", 0.30, 0.30, 0.100, 0.0300, "in a street written quite otherwise",
              *_EQUAL, "equal"),
    )),
    Field("phone", "Telefon", "phone", (
        Level("equal_mobile", 0.45, 0.010, 0.005, 0.0000001, "a mobile number", *_EQUAL, "equal"),
        Level("equal", 0.45, 0.550, 0.400, 0.0000030, "a landline", *_EQUAL),
        Level("equal_nameless", 0.45, 0.030, 0.100, 0.0000030,
              "a landline, where a first name is missing: who has to be told from the known one says his",
              *_EQUAL, "equal"),
        Level("equal_other_mobile", 0.08, 0.350, 0.250, 0.0000030, "a landline, but each a mobile of its own",
              *_EQUAL, "equal"),
        Level("equal_many", 0.45, 0.500, 0.600, 0.0200, "a number that many carry: switchboard, placeholder",
              *_MANY),
        Level("similar", 0.03, 0.005, 0.003, 0.0000300, "one digit, or without its area code", *_SIMILAR),
        Level("same_exchange", 0.02, 0.020, 0.300, 0.0001000, "extensions of one switchboard",
              "gleicher Anschluss, andere Durchwahl", "same line, other extension"),
        Level("different", 0.35, 0.400, 0.500, 0.9990000, "two numbers of one kind", *_DIFFERENT),
        Level("different_mobile", 0.35, 0.400, 0.500, 0.9990000, "two mobile numbers", *_DIFFERENT, "different"),
        Level("different_each", 0.20, 0.400, 0.500, 0.9990000, "none of a couple's mobiles is the person's",
              *_DIFFERENT, "different"),
    )),
    Field("email", "E-Mail", "e-mail", (
        Level("equal", 0.50, 0.040, 0.005, 0.0000003, "one mailbox", *_EQUAL),
        Level("equal_named", 0.50, 0.010, 0.002, 0.0000003, "one mailbox, named after a first name", *_EQUAL, "equal"),
        Level("equal_relatives", 0.05, 0.400, 0.050, 0.0000100, "one mailbox, named after somebody else of the family",
              "gleich (gemeinsames Postfach)", "equal (shared mailbox)", "equal_shared"),
        Level("equal_shared", 0.40, 0.500, 0.500, 0.0000100, "the box of an office or a family",
              "gleich (gemeinsames Postfach)", "equal (shared mailbox)"),
        Level("same_firm", 0.40, 0.500, 0.500, 0.0000100, "two boxes of one firm, and both ask for it",
              "gleiches Unternehmen, anderes Postfach", "same company, other mailbox"),
        Level("equal_many", 0.45, 0.500, 0.600, 0.0200, "an address that many carry", *_MANY),
        Level("same_local_part", 0.05, 0.003, 0.001, 0.0002000, "at another provider",
              "gleich, anderer Anbieter", "equal, other provider"),
        Level("same_name_and_number", 0.04, 0.004, 0.001, 0.0100000, "at another provider, made of the name",
              "gleich, anderer Anbieter", "equal, other provider", "same_local_part"),
        Level("similar", 0.04, 0.004, 0.002, 0.0000500, "one slip", *_SIMILAR),
        Level("same_company", 0.03, 0.050, 0.700, 0.0010000, "a domain of no public provider",
              "gleiches Unternehmen", "same company"),
        Level("same_company_box", 0.03, 0.050, 0.700, 0.0010000, "the same, one the box of the office",
              "gleiches Unternehmen", "same company", "same_company"),
        Level("different", 0.35, 0.800, 0.250, 0.9980000, "two addresses, at least one of an office or a family",
              *_DIFFERENT),
        Level("different_own", 0.35, 0.800, 0.250, 0.9980000, "two addresses, each a person's private one",
              *_DIFFERENT, "different"),
        Level("different_named", 0.35, 0.800, 0.250, 0.9980000, "one is made of another first name than its owner's",
              *_DIFFERENT, "different"),
        Level("different_partner", 0.35, 0.800, 0.250, 0.9980000, "the row of a couple has the other partner's",
              *_DIFFERENT, "different"),
    )),
    Field("own_details", "eigene Angaben", "details of one's own", (
        Level("unknown", 1.0, 1.0, 1.0, 1.0, "who asks gives a mobile and a mailbox; the contact has others", "", ""),
    )),
    Field("company", "Unternehmen", "company", (
        Level("unknown", 1.0, 1.0, 0.100, 1.0, "neither has one: colleagues are unlikely", "", ""),
        Level("equal", 0.60, 0.100, 0.900, 0.0001000, "without legal form", *_EQUAL),
        Level("similar", 0.10, 0.010, 0.060, 0.0020000, "slips, or two words in common", *_SIMILAR),
        Level("in_domain", 0.30, 0.010, 0.300, 0.0005000, "the other's mailbox is under the company's name",
              "steht in der E-Mail-Adresse", "stands in the e-mail address"),
        Level("different", 0.30, 0.850, 0.100, 0.9950000, "two companies", *_DIFFERENT),
    )),
    Field("company_name", "Name des Unternehmens", "company name", (
        Level("equal_whole", 0.60, 0.010, 0.020, 0.0000020, "the same with the same legal form, of two words at least",
              *_EQUAL, "equal"),
        Level("equal_short", 0.80, 0.010, 0.020, 0.0000050, "of two words at least, one without its legal form",
              *_EQUAL, "equal"),
        Level("equal", 0.80, 0.010, 0.020, 0.0000500, "of two companies, without legal form", *_EQUAL),
        Level("other_form", 0.80, 0.040, 0.020, 0.0000500, "the same, of another legal form: a GmbH and its KG",
              "gleich, andere Rechtsform", "equal, another legal form"),
        Level("similar", 0.15, 0.050, 0.100, 0.0010000, "slips, or two words in common", *_SIMILAR),
        Level("different", 0.05, 0.900, 0.800, 0.9980000, "two names", *_DIFFERENT),
    )),
)  # fmt: skip

# Fields that only one side has are shown, and weigh nothing.
MISSING = "missing"


@cache
def probabilities() -> dict[tuple[str, str], tuple[float, float, float, float]]:
    """(field, level) → P(level | same, household, office, stranger)."""
    return {
        (field.name, level.name): (level.same, level.household, level.office, level.stranger)
        for field in FIELDS
        for level in field.levels
    }


@cache
def shown_level(field: str, level: str) -> str:
    """The name under which a level is shown and stored."""
    found = next(one for one in _field(field).levels if one.name == level)
    return found.shown or found.name


def sentence(field: str, shown: str, english: bool = False, in_inquiry: bool = False) -> str:
    """ "Nachname klingt gleich": a field and a level as shown; raises KeyError for one that is not in the table.

    :param in_inquiry: of a field that one side has not: whether who asks has it
    """
    found = _field(field)
    one_side = _IN_INQUIRY if in_inquiry else _AT_CONTACT
    german, english_words = one_side if shown == MISSING else _wording(found, shown)
    # "Nachname klingt gleich", but "Art des Kontakts: Unternehmen selbst": a noun is no predicate
    joint = ": " if german[0].isupper() or german.startswith("ein") else " "
    return f"{found.english}{joint}{english_words}" if english else f"{found.german}{joint}{german}"


def _wording(field: Field, shown: str) -> tuple[str, str]:
    for level in field.levels:
        if shown in (level.shown or level.name, level.name):
            return level.german, level.english
    raise KeyError((field.name, shown))


@cache
def _field(name: str) -> Field:
    return next(field for field in FIELDS if field.name == name)
