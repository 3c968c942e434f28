"""A person's name as people write it: salutation, academic title, particles, couples, companies, all caps."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SALUTATIONS = {
    "mr": "herr herrn hr mr mister sir sr senor señor don monsieur signor signore sig männlich maennlich male m mann"
    " man hombre"
    " hrn masculino masc",
    "mrs": "frau fr frl fräulein mrs ms miss madam sra srta senora señora señorita doña dona madame mme mlle signora"
    " sigra"
    " weiblich female w f woman mujer lady femenino",
    "family": "familie fam eheleute ehepaar family familia ehel paar couple famille",
    "company": "firma fa company empresa unternehmen organisation firm business",
    "diverse": "divers diverse mx non-binary nonbinary nichtbinär enby neutral d x divers* otro other diversx",
}
_SALUTATION = {word: code for code, words in _SALUTATIONS.items() for word in words.split()}
# Alone in the field of a salutation these say something, in front of a name they are initials or names.
_ONLY_ALONE = frozenset(
    "m w f d x mann man male female woman lady sir paar neutral other otro dona don divers diverse organisation"
    " business firm unternehmen company couple männlich weiblich maennlich hombre mujer".split()
)
_TITLE = re.compile(
    r"(?:(?:univ|ao|o|em|hon|apl|jun)\.?-?\s?)?prof(?:\.|essor(?:in)?)?(?=[\s.-]|$)\.?|(?:pr(?:iv)?\.?-?doz|pd)\b\.?"
    r"|(?:m|d)?dr\.?(?:in)?(?:-ing)?(?=[\s.,]|$)\.?|dr\.(?=\w)|dres\.?(?=\s|$)|doktor(?:in)?\b|doctor\b|dra\.?(?=\s|$)"
    r"|dipl(?:\.|om)?[- .]*(?:ing|kfm|kffr|kff|kauffr|wirt|oec|inf|phys|chem|biol|psych|math|päd|paed|geogr|soz|jur"
    r"|volksw|betriebsw"
    r"|betrw|hdl|designer?|arch|ök|vw|bw|geol|pol|rpfl|finw|verww|sozpäd|wi)\w*\.?(?:\s?\([a-z]{2}\))?"
    r"|d(?:dr|i)(?=[\s.,]|$)\.?|m?mag(?:\.\s?a?|ister)?(?=[\s.]|$)\.?|(?:bakk|lic|licenciad[oa]|ing)\.(?:-)?|ing(?=\s)"
    r"|(?:rer|nat|med|jur|iur|phil|theol|oec|pol|dent|vet|habil|publ|techn|tech|mont|agr|agrar|soc|paed|sc|mult|univ"
    r"|troph|cult|pharm"
    r"|forest|hort|silv|math|psych)\.|h\.\s?c\.|e\.\s?h\.|dent\b(?=\s[A-ZÄÖÜ])",
    re.IGNORECASE,
)
_POST_TITLE = re.compile(
    r"[\s,]+((?:m\.?\s?b\.?\s?a|b\.?\s?sc|m\.?\s?sc|b\.\s?a|m\.\s?a|ba|ma|b\.?\s?eng|m\.?\s?eng|ll\.?\s?m|ll\.?\s?b"
    r"|ph\.?\s?d|mas|msc|bsc|mba|mpa"
    r"|cfa|mrics|frics|esq|bed|med|emba|b\.?\s?ed|m\.?\s?ed|bakk|mim|mph|dba|fh)\.?(?:\s?\([a-z. ]{1,12}\))?)$",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    "von vom van vander zu zum zur und der den dem de del della dela di da das dos du des la le las los el al ben"
    " bin ibn ter ten te"
    " af av auf aus d' von't 't op".split()
)
_NOBLE = frozenset(
    "freiherr freifrau freiin baron baronin baronesse graf gräfin fürst fürstin prinz prinzessin ritter edler"
    " edle".split()
)
# These can open a surname; others ("und", "der") only continue one.
_OPENERS = _PARTICLES - {"und", "der", "den", "dem", "das", "op", "aus", "auf"} | {"d'", "der", "den"} | _NOBLE
_SUFFIX = frozenset("jun jr junior sen sr senior ii iii iv".split())
_LEGAL = re.compile(
    r"(?<![\w.])(?:g?gmbh|mbh|ag|kg|ohg|ug|gbr|e\.\s?v|e\.\s?k|e\.\s?u|kgaa|eg|partg|ltd|llc|inc|plc|corp|s\.\s?l"
    r"|s\.\s?a|slu|sl|s\.\s?r\.\s?l|srl|sàrl|sarl|b\.\s?v|bv"
    r"|llp|gesmbh|ges\.m\.b\.h|genossenschaft|holding|hausverwaltung|immobilienbüro|stiftung|verein|kanzlei"
    r"|architekturbüro)(?:\.|(?![\w]))",
    re.IGNORECASE,
)
_ACCENTS = str.maketrans("áéíóú", "aeiou")
# Emoji, dingbats and what joins them.
_SYMBOL = re.compile("[\u2190-\u2bff\ufe0f\u200d\U0001f000-\U0001faff]")
_COUPLE = re.compile(r"\s+(und|u\.|&|\+|and|y|et)\s+|\s?(/)\s?")
_COUPLE_SPLIT = re.compile(r"\s+(?:und|u\.|and|y|et)\s+|\s*[&+/]\s*", re.IGNORECASE)
_NOTHING = frozenset(
    "|-|--|---|.|k.a.|k. a.|n/a|na|n.a.|keine angabe|keine angaben|keine|unbekannt|anonym|none|null|nicht angegeben"
    "|unknown|not provided|?|x|xx|xxx"
    "|interessent|interessentin|ohne angabe|nan|undefined|bitte wählen|bitte auswählen|sin especificar|no indicado"
    "|not specified"
    "|nicht vorhanden|leer|(leer)|k.a|keine auswahl|nicht angeben|-/-|no|nein|*|_".split("|")
)
# The commonest surnames of Germany, Austria and Switzerland that are no given names: what a single word is, is decided
# by them.
_SURNAMES = frozenset(
    "müller mueller schmidt schneider fischer weber meyer wagner becker schulz hoffmann schäfer koch bauer richter"
    " klein schröder"
    " neumann schwarz zimmermann braun krüger hofmann hartmann lange schmitt krause meier lehmann schmid schulze"
    " maier köhler"
    " herrmann könig walter mayer huber kaiser fuchs lang scholz möller weiß jung hahn schubert vogel friedrich"
    " keller günther"
    " berger winkler roth beck lorenz baumann albrecht schuster simon böhm winter kraus schumacher krämer vogt stein"
    " jäger sommer"
    " groß seidel heinrich brandt haas schreiber graf schulte dietrich ziegler kuhn kühn pohl engel horn busch"
    " bergmann thomas voigt"
    " sauer arnold wolff pfeiffer gruber steiner moser egger hofer leitner pichler wimmer brunner schwaiger frei"
    " gerber mustermann"
    " müller-weiß garcía rodríguez gonzález fernández lópez martínez sánchez pérez gómez smith jones brown wilson"
    " taylor".split()
) - {
    "walter",
    "friedrich",
    "günther",
    "lorenz",
    "simon",
    "heinrich",
    "dietrich",
    "thomas",
    "arnold",
    "albrecht",
    "engel",
    "frei",
    "graf",
}
_GIVEN = frozenset(
    "anna maria eva julia laura lisa sarah lena lea emma mia hanna hannah sophie marie johanna katharina christina"
    " claudia sabine petra"
    " monika susanne andrea birgit stefanie nicole sandra martina barbara ursula renate helga karin brigitte ingrid"
    " gisela elke heike"
    " ute silke anja tanja melanie jennifer nadine daniela kerstin jördis erika gabriele angelika max maximilian"
    " moritz paul felix leon"
    " lukas luca jonas finn ben elias noah tim jan niklas philipp alexander david simon tobias daniel michael thomas"
    " andreas stefan"
    " christian martin markus peter klaus jürgen hans karl heinz wolfgang werner uwe dieter manfred frank bernd"
    " rainer ralf jörg dirk"
    " sven matthias sebastian florian johannes georg josef franz friedrich wilhelm otto ernst kurt walter helmut"
    " gerhard günter günther"
    " herbert horst rolf erich robert richard roland rudolf kevin marcel dennis patrick oliver mario marco kai lars"
    " nils torsten"
    " thorsten holger ingo jens olaf volker axel carsten karsten mehmet ali mustafa ahmet fatma ayse elif murat emre"
    " olga elena natalia"
    " svetlana irina dimitri sergej igor vladimir aleksandra agnieszka piotr pawel krzysztof john james mary jane"
    " emily jack harry"
    " george william charles elizabeth kate jose josé juan carlos luis miguel ángel javier antonio manuel francisco"
    " carmen pilar"
    " dolores lucía sofía marta paula ana isabel teresa rosa jean pierre jacques luc françois marc claire sophia"
    " clara luisa mathilda"
    " ida frieda greta ella lara nele pia mila amelie charlotte victoria vanessa jessica jasmin nina ramona carolin"
    " caroline vera"
    " ulrike ulrich regina sigrid christa edith hildegard gerda irmgard elfriede hannelore marion cornelia bettina"
    " simone yvonne diana"
    " doris jutta dagmar anke anne antje britta katrin kathrin katja annette margit margarete gertrud elisabeth"
    " therese magdalena"
    " veronika theresa verena miriam rebecca ruth esther judith lydia dorothea dominik fabian benjamin jakob samuel"
    " david raphael"
    " gabriel valentin vincent anton emil oskar theo henry carl konstantin leopold ludwig august".split()
)


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name taken apart, None where unknown. ``salutation`` is one of mr, mrs, family, company, diverse."""

    salutation: str | None = None
    title: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    birth_name: str | None = None
    company: str | None = None


def read_name(text: str | None, order: str | None = None, language: str = "de") -> PersonName:
    """A whole name in one field.

    A couple comes back as one name ("Max und Erika" "Mustermann"); see `read_names`.

    :param order: "last" where the surname comes first ("Muster Max"), "first" where it does not, None for unknown
    :param language: "es" means two surnames
    """
    if order == "last" and text and "," not in text and len(words := text.split()) > 1:
        text = f"{words[0]}, {' '.join(words[1:])}"
    return read_fields(text, language=language)


def read_names(text: str | None, language: str = "de") -> tuple[PersonName, ...]:
    """The persons in one field: "Barbara & Peter Fischbach" are two, each with the surname; () where there is none."""
    name = read_name(text, language=language)
    if name == PersonName():
        return ()
    return split_couple(name)


def split_couple(name: PersonName) -> tuple[PersonName, ...]:
    """The partners of a couple in one name, each with a surname; a single person is returned as it is."""
    firsts = [part.strip() for part in _COUPLE_SPLIT.split(name.first_name or "") if part.strip()]
    lasts = [part.strip() for part in _COUPLE_SPLIT.split(name.last_name or "") if part.strip()]
    if len(firsts) < 2 and len(lasts) < 2:
        return (name,)
    count = max(len(firsts), len(lasts))
    firsts = firsts if len(firsts) == count else [name.first_name] * count if firsts else [None] * count
    lasts = lasts if len(lasts) == count else [name.last_name] * count
    salutation = None if name.salutation == "family" else name.salutation
    return tuple(
        PersonName(salutation, name.title, first, last, name.birth_name, name.company)
        for first, last in zip(firsts, lasts, strict=True)
    )


def looks_like_person(text: str | None) -> bool:
    """Whether ``text`` can be a person's name: two to six words that start with a letter, no digits, no company."""
    text = clean(text) or ""
    words_ = text.replace(",", " ").split()
    if not 2 <= len(words_) <= 6 or any(char.isdigit() or char in "?!:;@/" for char in text) or is_company(text):
        return False
    return all(word[0].isalpha() for word in words_) and sum(word[0].isupper() for word in words_) >= 2


def is_company(text: str | None) -> bool:
    """Whether ``text`` names a company: it has a legal form."""
    return bool(_LEGAL.search(text or ""))


def salutation(text: str | None) -> str | None:
    """The code of a salutation such as "Frau Dr.", "Sra." or "Eheleute"; None where it says nothing or both."""
    words = [word for word in re.split(r"[\s.,:;*()]+", (text or "").lower()) if word]
    if len(words) > 8:
        return None
    codes = [_SALUTATION[word] for word in re.split(r"[\s.,:;*()/|+&]+", (text or "").lower()) if word in _SALUTATION]
    found = list(dict.fromkeys(codes))
    if len(found) == 1:
        return found[0]
    if set(found) == {"mr", "mrs"} and re.search(r"\b(?:und|u\.|and|y)\b|&|\+", (text or "").lower()):
        return "family"
    if "family" in found:
        return "family"
    return None


def says_who(text: str) -> bool:
    """Whether ``text`` says how to address somebody: a salutation or an academic title."""
    return salutation(text) is not None or is_title(text)


def is_title(text: str) -> bool:
    """Whether ``text`` is an academic title and nothing else, or a salutation in the field of one."""
    text = text.strip()
    short = len(text) <= 20 and ("." in text or text.isupper())
    return bool(short or _only_titles(text) or _POST_TITLE.fullmatch(" " + text) or salutation(text))


def read_fields(
    name: str | None = None,
    first: str | None = None,
    last: str | None = None,
    salutation_text: str | None = None,
    title: str | None = None,
    company: str | None = None,
    language: str = "de",
) -> PersonName:
    """The name in the fields of a form, whichever of them were filled, with or without titles in the wrong place.

    ``name`` is a whole name, ``first`` and ``last`` its halves. ``language`` "es" means two surnames.
    """
    first, last, name = (clean(text) for text in (first, last, name))
    company = clean(company)
    # English forms ask for the salutation as "Title".
    title_code, title = _strip_salutation(f"{title or ''} #".strip())
    code = salutation(salutation_text) or title_code
    titles = _titles_in(salutation_text) + _titles_in(title.removesuffix("#"), whole=True)
    if name and first and not last:
        # "Vorname" next to "Name" is the German way to ask for the surname.
        name, last = None, _without_prefix(name, first)
    if name and last and not first:
        if _LEGAL.search(name):
            company, name = company or name, None
        elif name.lower() == last.lower():
            name = None
        elif name.lower().endswith(" " + last.lower()):
            first, name = name[: -len(last) - 1], None
        elif last.lower() in name.lower():
            last = None
        else:
            # "Nombre" next to "Apellidos" asks for the given name.
            first, name = name, None
    if name and first and last:
        name = None
    if not name and last and not first and len(last.split()) > 1 and last.split()[0].lower() not in _OPENERS:
        name, last = last, None
    if not name and first and not last and len(first.split()) > 1:
        words = first.split()
        if words[0].lower() in _SALUTATION or not all(
            word.lower().strip(",") in _GIVEN | {"und", "&", "+"} for word in words
        ):
            name, first = first, None
    if name:
        whole = _whole(name, code, language)
        code = code or whole.salutation
        titles += _titles_in(whole.title, whole=True)
        company = company or whole.company
        first, last = whole.first_name, whole.last_name
    else:
        if first:
            first_code, first = _strip_salutation(first, alone=False)
            code = code or first_code
            more, first = _strip_titles(first)
            titles += more
        if last:
            last_code, last = _strip_salutation(last, alone=False)
            code = code or last_code
            more, last = _strip_titles(last)
            titles += more
            if code != "company" and not company and not first and _LEGAL.search(last):
                company, last = last, None
        if first and last and first.lower() != last.lower() and first.lower().endswith(" " + last.lower()):
            first = first[: -len(last) - 1]
        first, last = _particles_to_last(first, last)
    if code == "company" and not company:
        company = " ".join(part for part in (first, last) if part) or None
        first = last = None
    title_text = " ".join(dict.fromkeys(titles)) or None
    return PersonName(code, title_text, cased(first), cased(last), None, company)


def clean(text: str | None) -> str | None:
    """``text`` trimmed, or None where it says nothing (``k. A.``, ``-``, an e-mail address)."""
    if not text:
        return None
    if not text.isascii():
        text = _SYMBOL.sub(" ", text)
    text = " ".join(text[:300].split()).strip(" \"'“”„«»,;:*_|<>")
    if text.lower() in _NOTHING or not any(char.isalpha() for char in text):
        return None
    if "@" in text:
        text = re.sub(r"\S*@\S*", "", text).strip(" <>()[],;-")
        return text or None
    return text


def cased(text: str | None) -> str | None:
    """Words in all caps or all small letters as a name is spelt; particles stay small."""
    if not text:
        return None
    shouting = text.isupper()
    words = []
    for index, word in enumerate(text.split(" ")):
        letters = sum(char.isalpha() for char in word)
        if (
            word.isupper()
            and letters > 1
            and (shouting or letters > 3)
            and "." not in word
            and not re.fullmatch(r"[IVX]+", word)
        ):
            small = word.lower()
            words.append(
                small if small in _PARTICLES - {"al", "ben", "el"} and (index or " " in text) else _capital(small)
            )
        elif (
            word.islower()
            and letters > 1
            and word not in _PARTICLES
            and word.rstrip(".") not in _SUFFIX
            and "." not in word
        ):
            words.append(_capital(word))
        else:
            words.append(word)
    return " ".join(words)


def _capital(word: str) -> str:
    return re.sub(r"(^|[-'’/])(\w)", lambda match: match[1] + match[2].upper(), word)


def _whole(text: str, code: str | None, language: str) -> PersonName:
    company = None
    if match := re.search(r"\s*\(([^()]*)\)\s*$", text):
        if _LEGAL.search(match[1]):
            company = match[1].strip()
        text = text[: match.start()].strip() or match[1]
    found, text = _strip_salutation(text)
    code = code or found
    if code == "company":
        return PersonName(code, company=company or text or None)
    if _LEGAL.search(text):
        parts = [part.strip() for part in re.split(r"\s*[,;|]\s+|\s+-\s+|\s+–\s+|\s+c/o\s+", text) if part.strip()]
        persons = [part for part in parts if not _LEGAL.search(part)]
        company = company or next(part for part in [*parts, text] if _LEGAL.search(part))
        if len(parts) < 2 or not persons:
            return PersonName(code, company=text if len(parts) < 2 else company)
        text = persons[0]
        found, text = _strip_salutation(text)
        code = code or found
    titles, text = _strip_titles(text)
    if re.fullmatch(r"[^,]+,[^,]+,?", text):
        last, _, first = text.partition(",")
        first = first.strip(" ,")
        more, first = _strip_titles(first)
        found, first = _strip_salutation(first)
        late, last = _strip_titles(last.strip())
        code = code or found
        titles += late + more
        first, last = _particles_to_last(first or None, last or None)
        return PersonName(code, " ".join(titles) or None, first, last, None, company)
    code, first, last, more = _couple(text, code, language) or (code, *_halves(text, code, language), [])
    return PersonName(code, " ".join(titles + more) or None, first, last, None, company)


def _couple(text: str, code: str | None, language: str) -> tuple | None:
    match = _COUPLE.search(text)
    if not match:
        return None
    left, right = text[: match.start()].strip(), text[match.end() :].strip()
    connector = match[1] or match[2]
    right_code, right = _strip_salutation(right)
    titles, right = _strip_titles(right)
    if not left:
        return ("family" if right_code else code, *_halves(right, right_code, language), titles)
    if left.lower().rstrip(".") in _SALUTATION and right_code:
        return "family", *_halves(right, "family", language), titles
    if right_code and code and right_code != code:
        code = "family"
    elif right_code and not code:
        code = right_code
    joined = f" {connector} " if connector != "/" or " / " in text else "/"
    left_words, right_words = left.split(), right.split()
    if len(right_words) < 2 and len(left_words) < 2:
        if code:
            return code, None, f"{left}{joined}{right}", titles
        return code, f"{left}{joined}{right}", None, titles
    if len(right_words) < 2:
        if connector in ("y",):
            return None
        # "Mustermann Max und Erika" is rare; "Max Mustermann & Erika" keeps both names.
        first, last = _halves(left, code, language)
        return code, f"{first}{joined}{right}" if first else right, last, titles
    right_first, right_last = _halves(right, None, language)
    if len(left_words) == 1 or all(word.lower() in _GIVEN for word in left_words):
        return code, f"{left}{joined}{right_first}" if right_first else left, right_last, titles
    left_first, left_last = _halves(left, None, language)
    if not left_last or not right_last:
        return None
    last = left_last if left_last.lower() == right_last.lower() else f"{left_last}{joined}{right_last}"
    return code, f"{left_first}{joined}{right_first}", last, titles


def _halves(text: str, code: str | None, language: str) -> tuple[str | None, str | None]:
    words = text.split()
    if not words:
        return None, None
    if len(words) == 1:
        known_surname = words[0].lower() in _SURNAMES and words[0].lower() not in _GIVEN
        return (None, text) if code or known_surname else (text, None)
    for index, word in enumerate(words[:-1]):
        low = word.lower()
        if (
            low in _OPENERS
            and (word[0].islower() or index or text.isupper())
            and (index or low not in ("al", "ben", "el"))
        ):
            if index == 0 and low in ("la", "le", "di", "da") and word[0].isupper():
                continue
            return " ".join(words[:index]) or None, " ".join(words[index:])
    count = 1
    if words[-1].lower().strip(".") in _SUFFIX and len(words) > 2:
        count = 2
    if (
        language == "es"
        and len(words) >= 3
        and not (len(words) == 3 and all(_bare(word) in _GIVEN for word in words[:2]))
    ):
        count = max(count, 2)
    if code == "family" and len(words) == 2 and words[0].lower() not in _GIVEN:
        return None, text
    return " ".join(words[:-count]), " ".join(words[-count:])


def _bare(word: str) -> str:
    """``word`` in small letters without Spanish accents."""
    return word.lower().translate(_ACCENTS)


def _particles_to_last(first: str | None, last: str | None) -> tuple[str | None, str | None]:
    """``Karl von`` + ``Stein`` is ``Karl`` + ``von Stein``."""
    if not first or not last:
        return first or None, last or None
    words = first.split()
    index = len(words)
    while index > 1 and words[index - 1].lower() in _PARTICLES | _NOBLE and words[index - 1].lower() != "und":
        index -= 1
    if index < len(words):
        last = " ".join([*words[index:], last])
        first = " ".join(words[:index])
    return first, last


def _strip_salutation(text: str, alone: bool = False) -> tuple[str | None, str]:
    code = None
    words = text.split()
    while len(words) > 1:
        word = words[0].lower().strip(".,:*")
        if word not in _SALUTATION or word in _ONLY_ALONE and word not in ("don", "divers"):
            break
        found = _SALUTATION[word]
        code = "family" if code and code != found and {code, found} == {"mr", "mrs"} else code or found
        words = words[1:]
        if (
            len(words) > 2
            and words[0].lower() in ("und", "u.", "&", "and", "+", "/")
            and words[1].lower().strip(".") in _SALUTATION
        ):
            words = words[1:]
    return code, " ".join(words)


def _strip_titles(text: str) -> tuple[list[str], str]:
    titles: list[str] = []
    after: list[str] = []
    rest = text.strip()
    while rest:
        match = _TITLE.match(rest)
        if not match or not match[0]:
            break
        titles.append(match[0].strip())
        rest = rest[match.end() :].lstrip(" ,")
    if not rest:
        return [], text
    while (match := _POST_TITLE.search(rest)) and match.start() > 0:
        # "Ma" and "Ba" are surnames unless they are written as degrees.
        if (
            "," not in match[0]
            and match[1].isalpha()
            and not match[1].isupper()
            and match[1] not in ("MSc", "BSc", "PhD", "BEd", "MEd")
        ):
            break
        if (
            rest.isupper()
            and "," not in match[0]
            and match[1].lower() in ("ma", "ba", "mas", "med", "bed", "fh", "mim")
        ):
            break
        after.insert(0, match[1].strip())
        rest = rest[: match.start()].strip(" ,")
    head, comma, tail = rest.rpartition(",")
    if comma and tail.strip() and _only_titles(tail):
        after.append(tail.strip())
        rest = head.strip(" ,")
    return titles + after, rest


def _only_titles(text: str) -> bool:
    rest = text.strip()
    while rest and (match := _TITLE.match(rest)) and match[0]:
        rest = rest[match.end() :].lstrip(" ,")
    return not rest


def _titles_in(text: str | None, whole: bool = False) -> list[str]:
    text = clean(text)
    if not text:
        return []
    if whole:
        return [text] if text.lower() not in _NOTHING and salutation(text) is None else []
    _, rest = _strip_salutation(text)
    titles, rest = _strip_titles(rest + " #")
    return titles


def _without_prefix(name: str, first: str) -> str:
    return name[len(first) :].strip() or name if name.lower().startswith(first.lower() + " ") else name
