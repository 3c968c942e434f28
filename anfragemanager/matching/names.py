"""Personal and company names: taking them apart, and how two first names relate (data/first_name_equivalents.txt)."""

import re
from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from ..contact.text import collapse, fold, repair

_DATA = Path(__file__).parent / "data"

_TITLE = re.compile(
    r"(?:\b(?:univ\.?-?\s*)?prof(?:essor|essorin)?\b\.?|\b(?:dr|doktor|ddr)\b\.?-?(?:\s*(?:med|dent|vet|jur|iur|phil|rer|nat|pol|oec|ing|techn|habil|h\.?\s?c|theol|mult|"
    r"soc|agr|mont|ph|e\.?\s?h)\b\.?)*|\bdipl\.?\s*-?\s*(?:ing|kfm|kffr|kauffr|kaufm|betriebsw|betrw|vw|päd|paed|psych|phys|chem|inform|inf|math|biol|des|soz|oec|volksw)\w*\.?"
    r"(?:\s*\((?:fh|ba|tu)\))?|\bmag\.(?:a\b)?|\bmagister\b|\bing\.|\b(?:mba|llm|ll\.m\.?|bsc|b\.sc\.?|msc|m\.sc\.?|b\.a\.?|m\.a\.?|m\.eng\.?|ph\.?d\.?|mag\.\s?\(fh\))(?=\s|,|$))",
    re.IGNORECASE,
)
_SALUTATIONS = {
    "herr": "mr", "herrn": "mr", "hr": "mr", "hrn": "mr", "mr": "mr", "mister": "mr", "m": "mr", "male": "mr",
    "sir": "mr", "monsieur": "mr", "signor": "mr",
    "maennlich": "mr", "frau": "mrs", "fr": "mrs", "mrs": "mrs", "ms": "mrs", "miss": "mrs", "w": "mrs", "f": "mrs",
    "female": "mrs", "frl": "mrs",
    "fraeulein": "mrs", "weiblich": "mrs", "madame": "mrs", "signora": "mrs", "familie": "family", "fam": "family",
    "family": "family", "eheleute": "family",
    "ehepaar": "family", "herr und frau": "family", "frau und herr": "family", "firma": "company",
    "company": "company", "fa": "company", "divers": "diverse",
    "diverse": "diverse",
}  # fmt: skip
_LEADING_SALUTATION = re.compile(
    r"^(herrn?\s+(?:und|u\.?|&|\+)\s+frau|frau\s+(?:und|u\.?|&|\+)\s+herrn?|herrn?|frau|fam\.|familie|eheleute|ehepaar|firma|fa\.|hr\.|hrn\.|fr\.|mrs\.?|mr\.?|ms\.?)\s+(?=\S)",
    re.IGNORECASE,
)
_GENERATION = re.compile(
    r"(?:^|[\s,(]+)(?:(sen(?:\.|ior)?|sr\.?|der\s+ältere|d\.\s?ä\.)|(jun(?:\.|ior)?|jr\.?|der\s+jüngere|d\.\s?j\.)|(iii|ii|iv|[23]\.?))\)?(?=[\s,)]|$)",
    re.IGNORECASE,
)
_BIRTH_NAME = re.compile(
    r"[\s,(]+(?:geb(?:\.|orene[rn]?)|née|nee|verh(?:\.|eiratete)|verw(?:\.|itwete)|gesch(?:\.|iedene))\s*([^\s,()]+(?:\s+[^\s,()]+)*)\)?",
    re.IGNORECASE,
)
_AND = re.compile(r"\s+(?:und|u\.?|and|et|e)\s+|\s*[&+/]\s*", re.IGNORECASE)
PARTICLES = set(
    "von vom van de der den dem des del della di da dos das do du la le los las zu zum zur und ter ten te vd v d al el "
    "ibn ben bin af auf im am in a o mac".split()
)
_NOBLE = set(
    "freiherr freifrau freiin graf graefin prinz prinzessin edler edle ritter baron baronin fuerst herzog".split()
)
_LEGAL_FORM = re.compile(
    r"\b(?:gmbh\s*(?:&|und|u\.)\s*co\.?\s*kg(?:aa)?|ug\s*\(haftungsbeschränkt\)|gemeinnützige|g?gmbh|mbh|gesmbh|ag|ug|kg"
    r"|ohg|og|gbr|se|kgaa|partg(?:\s?mbb)?|partnerschaft|limited|ltd\.?|inc\.?|llc|plc|corp\.?|sarl|sàrl|srl|bv|nv|pty"
    r"|holding|gruppe|group|& co\.?|und partner|& partner"
    # with dots at the end only: E. K. Müller is a person
    r"|(?:ges\.\s?m\.\s?b\.\s?h|e\.\s?[kuvg]"
    r"|s\.\s?a\.\s?r\.\s?l|s\.\s?r\.\s?l|s\.\s?p\.\s?a|[bn]\.\s?v)\.?$"
    r")(?=$|[\s,;.)&-])",
    re.IGNORECASE,
)
# Words that make a one-field name a company even without a legal form.
_COMPANY_WORD = re.compile(
    r"\b(?:immobilien|(?:haus)?verwaltung|makler|bauträger|sparkasse|versicherung\w*|stiftung|verein|kanzlei|praxis"
    r"|gesellschaft|architekten|architekturbüro|rechtsanwälte|steuerberat\w+|notariat|apotheke|hotel|restaurant|werkstatt"
    r"|service|consulting|solutions|real estate|management|invest\w*|projekt\w*|capital|gemeinde|stadtverwaltung"
    r"|landkreis|universität|schule|kirchengemeinde|genossenschaft|werke|technik|autohaus|bäckerei|fleischerei|metzgerei"
    r"|schreinerei|tischlerei)\b",
    re.IGNORECASE,
)
_LEVEL_ORDER = ("equal", "spelling", "short_form", "cognate")


@cache
def common_names(kind: str) -> frozenset[str]:
    """Names so frequent that sharing one says little, folded and collapsed; kind is "last" or "first"."""
    lines = (_DATA / "common_names.txt").read_text("utf-8").splitlines()
    return frozenset(
        collapse(name) for line in lines if line.startswith(kind + "|") for name in line.partition("|")[2].split()
    )


@cache
def _equivalents() -> tuple[dict[str, list[tuple[int, int]]], dict[str, str]]:
    roles: dict[str, list[tuple[int, int]]] = defaultdict(list)
    gender: dict[str, str] = {}
    for number, line in enumerate((_DATA / "first_name_equivalents.txt").read_text("utf-8").splitlines()):
        if line and not line.startswith("#"):
            sex, *columns = line.split("|")
            for role, column in enumerate(columns):
                for name in column.split():
                    roles[name].append((number, role))
                    if role < 2:
                        gender[name] = sex if gender.get(name, sex) == sex else "u"
    return dict(roles), gender


@cache
def _known() -> dict[str, str]:
    known: dict[str, str] = {}
    for line in (_DATA / "first_names.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            sex, names = line.split("|")
            known.update(dict.fromkeys(names.split(), sex[0]))
    return known


@cache
def _usual() -> frozenset[str]:
    """Names usual in German; the others of the list may as well be one of these misspelt (Micael)."""
    lines = (_DATA / "first_names.txt").read_text("utf-8").splitlines()
    names = (line.partition("|")[2].split() for line in lines if line[1:2] == "|")
    return frozenset(name for some in names for name in some) | _equivalents()[1].keys()


def known_first_name(name: str) -> bool:
    """Whether a folded first name exists in the data files, as a full name or as a short form."""
    return name in _known() or name in _equivalents()[0]


def gender_of(name: str) -> str:
    """ "m", "f", or "" where a folded first name does not tell."""
    sexes = {_known().get(name), _equivalents()[1].get(name)} - {None}
    return sexes.pop() if len(sexes) == 1 and "u" not in sexes else ""


@lru_cache(maxsize=65536)
def skeleton(name: str) -> str:
    """A folded first name without its interchangeable letters: Stephan = Stefan, Kathrin = Catrin, Yannick = Janik."""
    name = collapse(name)
    for old, new in (
        ("ph", "f"),
        ("ck", "k"),
        ("x", "ks"),
        ("sch", "S"),
        ("chr", "kr"),
        ("chl", "kl"),
        ("ch", "C"),
        ("c", "k"),
        ("th", "t"),
        ("w", "v"),
        ("z", "s"),
    ):
        name = name.replace(old, new)
    name = re.sub(r"(?<=[aeiou])h(?![aeiou])", "", name)
    name = re.sub(r"(?:ij|iy|ej|ey|ei)$", "i", name).replace("y", "i").replace("j", "i")
    name = re.sub(r"i(?:i?a)$", "ia", re.sub(r"ie$", "i", name))
    return re.sub(r"(.)\1", r"\1", name)


@lru_cache(maxsize=65536)
def first_name_classes(name: str) -> tuple[str, ...]:
    """Skeletons a folded first name is to be looked up under: of itself and of every full name it may be short for."""
    roles, _gender = _equivalents()
    found = {skeleton(name)}
    for number, role in roles.get(name, ()):
        if role < 2:
            found.add(skeleton(_head(number)))
    return tuple(sorted(found))


@cache
def _heads() -> dict[int, str]:
    heads: dict[int, str] = {}
    for number, line in enumerate((_DATA / "first_name_equivalents.txt").read_text("utf-8").splitlines()):
        if line and not line.startswith("#"):
            heads[number] = line.split("|")[1].split()[0]
    return heads


def _head(number: int) -> str:
    return _heads()[number]


@lru_cache(maxsize=262144)
def relate(a: str, b: str) -> str:
    """How two folded single first names relate.

    Returns "equal", "spelling" (Stephan/Stefan), "short_form" (Sepp/Josef), "cognate" (Hans/Hannes: one root, perhaps
    two people),
    "initial" (H./Hans), "typo" (an unknown name one slip away from the other), "similar" (less alike), or "different".
    Two names that both exist are never a slip of each other.
    """
    if a == b:
        return "equal"
    if min(len(a), len(b)) == 1:
        return "initial" if a[0] == b[0] else "different"
    if len(a) > 2 and len(b) > 2 and skeleton(a) == skeleton(b) and {gender_of(a), gender_of(b)} != {"m", "f"}:
        return "spelling"
    if {gender_of(a), gender_of(b)} == {"m", "f"}:
        return "different"
    roles, _gender = _equivalents()
    places = roles.get(a, ())
    best = 4
    for number_a, role_a in places:
        for number_b, role_b in roles.get(b, ()):
            if number_a == number_b:
                best = min(best, 1 if role_a == role_b == 0 else 2 if role_a + role_b == 1 else 3)
    if best < 4:
        return _LEVEL_ORDER[best]
    known = known_first_name(a) + known_first_name(b)
    if known == 2:
        slip = (
            min(len(a), len(b)) >= 5 and (a in _usual()) != (b in _usual()) and OSA.distance(a, b, score_cutoff=1) == 1
        )
        return "similar" if slip else "different"
    return _slip(a, b, known)


def _slip(a: str, b: str, known: int) -> str:
    distance = OSA.distance(a, b, score_cutoff=2)
    longest = max(len(a), len(b))
    if distance == 1 and longest >= 4:
        return "typo" if known else "similar"
    if known and any(
        OSA.distance(unknown, form, score_cutoff=1) == 1 for unknown, name in ((a, b), (b, a)) for form in _forms(name)
    ):
        return "similar"
    if known and _nearer_name(a if known_first_name(b) else b, distance):
        return "cognate"
    if distance == 2 and longest >= 6:
        return "typo" if known and longest >= 7 else "similar"
    return "similar" if JaroWinkler.similarity(a, b) >= 0.88 else "different"


@lru_cache(maxsize=65536)
def _nearer_name(unknown: str, distance: int) -> bool:
    """Whether a misspelt name is one slip from another name than the one compared with (Lauura is not Lara)."""
    return (
        distance > 1
        and len(unknown) > 3
        and process.extractOne(unknown, _known().keys(), scorer=OSA.distance, score_cutoff=1) is not None
    )


@cache
def _lines() -> dict[int, tuple[tuple[str, int], ...]]:
    lines: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for name, places in _equivalents()[0].items():
        for number, role in places:
            lines[number].append((name, role))
    return {number: tuple(names) for number, names in lines.items()}


@lru_cache(maxsize=65536)
def _forms(name: str) -> tuple[str, ...]:
    """Spellings and short forms, of four letters at least, that may stand for a folded first name."""
    own = [(number, role) for number, role in _equivalents()[0].get(name, ()) if role < 2]
    return tuple(
        {form for number, role in own for form, other in _lines()[number] if len(form) > 3 and role + other < 2}
    )


def normalise_salutation(raw: str) -> str:
    """ "mr", "mrs", "family", "company", "diverse" or ""."""
    text = fold(raw)
    return _SALUTATIONS.get(text) or _SALUTATIONS.get(text.split(" ")[0] if text else "", "")


def strip_titles(text: str) -> tuple[str, str]:
    """Text without academic titles, and the titles."""
    titles = [match[0].strip() for match in _TITLE.finditer(text)]
    return (re.sub(r"^[\s,]+|[\s,]+$", "", _TITLE.sub(" ", text)), " ".join(titles)) if titles else (text, "")


def take_generation(text: str) -> tuple[str, str]:
    """Text without Sen./Jun./II, and "senior", "junior" or ""."""
    match = _GENERATION.search(text)
    if not match or not text[: match.start()].strip() and not text[match.end() :].strip():
        return text, ""
    generation = "senior" if match[1] else "junior"
    return (text[: match.start()] + " " + text[match.end() :]).strip(" ,()"), generation


def take_birth_name(text: str) -> tuple[str, str]:
    """Text without "geb. Schmidt", and the other last name."""
    match = _BIRTH_NAME.search(text)
    return (text[: match.start()].strip(), match[1]) if match else (text, "")


def split_couple(text: str) -> list[str]:
    """ "Hans und Maria" to both first names; one name stays one."""
    return [part.strip() for part in _AND.split(text) if part.strip()] if text else []


def last_name_parts(text: str) -> tuple[str, ...]:
    """Folded parts of a last name without particles and noble ranks: "von der Heide-Müller" to ("heide", "mueller")."""
    words = fold(text).split()
    parts = tuple(word for word in words if word not in PARTICLES and word not in _NOBLE)
    return parts or tuple(words)


def company_core(text: str) -> str:
    """Company name without legal form, collapsed and without blanks at word level: "Müller & Co. KG" to "muller"."""
    core = fold(_LEGAL_FORM.sub(" ", repair(text)))
    return collapse(core or fold(text))


def looks_like_company(text: str) -> bool:
    """Whether a one-field name is a company's: it has a legal form or a word of trade."""
    return bool(_LEGAL_FORM.search(text) or _COMPANY_WORD.search(text))


def split_name(name: str) -> tuple[str, str, str, str, str]:
    """One name field to (salutation, title, first name, last name, company); what is absent is "".

    "Müller, Dr. Hans" and "Herr Dr. Hans von der Müller" are read alike; a company comes back in the last place alone.
    """
    text = " ".join(repair(name).split())
    match = _LEADING_SALUTATION.match(text)
    salutation = ""
    if match:
        salutation = normalise_salutation(match[1]) or "family"
        text = text[match.end() :]
    if salutation == "company" or (not match and looks_like_company(text)):
        return "company" if salutation else "", "", "", "", text
    text, title = strip_titles(text)
    generation = _GENERATION.search(text)
    suffix = ""
    if generation and text[: generation.start()].strip():
        suffix = generation[0].strip(" ,()")
        text = (text[: generation.start()] + " " + text[generation.end() :]).strip(" ,()")
    before, comma, after = text.partition(",")
    if comma and after.strip():
        return salutation, title, after.strip(), f"{before.strip()} {suffix}".strip(), ""
    words = text.split()
    if len(words) == 1:
        return salutation, title, "", f"{text} {suffix}".strip(), ""
    cut = len(words) - 1
    while (
        cut > 0
        and (words[cut - 1].lower() in PARTICLES or fold(words[cut - 1]) in _NOBLE)
        and words[cut - 1].lower() not in ("und", "u")
    ):
        cut -= 1
    birth = next(
        (i for i, word in enumerate(words) if re.fullmatch(r"\(?(?:geb\.?|geborene|née)", word, re.IGNORECASE)), 0
    )
    if birth > 1:
        cut = birth - 1
    return salutation, title, " ".join(words[:cut]), f"{' '.join(words[cut:])} {suffix}".strip(), ""
