"""What the prospect owes: ``aussen_courtage`` and its relatives are prose, the gate needs figures."""

from __future__ import annotations

import re

from . import values
from .tree import Tree
from .types import Commission

_VAT = r"(?:ige[nrs]?\b)?\W{0,3}(?:(?:der|ges\w*|gesetzl\w*|gültige\w*|derzeit\w*|jeweil\w*)\W{1,3}){0,3}"
_VAT += r"(?:mwst|mw-?st|ust|umsatzst|mehrwertst|vat\b|steuer)"
_PERCENT = re.compile(
    rf"(\d{{1,2}}(?:[.,]\d{{1,4}})?)\s*(?:%|prozent\b|percent\b|v\.?\s?h\b\.?)(?!\s*{_VAT})", re.IGNORECASE
)
_MONTHS = re.compile(
    r"\d\s*(?:fache\w*\s+)?-?\s*(?:\w*(?:miete|rent|zins)\w*|[bn]?k?mm?\b|nkm\b|bmm\b|monat\w*)", re.IGNORECASE
)
_MONEY = re.compile(r"(?:€|eur\b|euro\b|chf\b|sfr\b)", re.IGNORECASE)
_BARE = re.compile(r"\d[\d.,'’ ]*")
_INCLUDED = re.compile(
    r"\b(?:inkl|incl|einschl|including|brutto\b(?!-|\s*kalt|\s*warm|\s*miet))|\benthalten\b", re.IGNORECASE
)
_ON_TOP = re.compile(
    r"\b(?:zzgl|zuz|exkl|excl|plus|excluding|netto\b(?!-|\s*kalt|\s*miet))|\+\s*(?:ges|mwst|ust|\d+\s*%)", re.IGNORECASE
)
_FREE = re.compile(
    r"(?:provision|courtage|käuferprovision|makler)s?-?\s?frei|\bkeine?\b.{0,40}(?:provision|courtage)|^(?:keine|nein|ohne|entfällt)\W*$"
    r"|commission.free|no commission",
    re.IGNORECASE,
)
# Nobody takes more of a price; a bare larger number is an amount.
_MOST_PERCENT = 15


def figures(text: str | None) -> tuple[float | None, float | None]:
    """``(percent, amount)`` of ``3,57 % inkl. 19 % MwSt.``, ``3.57``, ``5.000 €``; monthly rents are neither."""
    if not text or _FREE.search(text):
        return None, None
    if match := _PERCENT.search(text):
        percent = values.amount(match[1])
        return (percent, None) if percent and percent <= _MOST_PERCENT else (None, None)
    if _MONTHS.search(text):
        return None, None
    if _BARE.fullmatch(text.strip()):
        # "3,570" is a percentage with three decimals as often as thousands; no commission has both readings.
        figure = values.amount(text)
        if figure is not None and figure <= _MOST_PERCENT:
            return figure, None
        return None, values.amount(text, "money") if figure and figure > 100 else None
    if _MONEY.search(text):
        return None, values.amount(text, "money")
    return None, None


def with_vat(attribute: str | None, text: str | None) -> bool | None:
    """Whether VAT is in the figure: as the attribute says, else as the text says."""
    stated = values.boolean(attribute)
    if stated is not None or not text:
        return stated
    if _INCLUDED.search(text):
        return True
    return False if _ON_TOP.search(text) else None


def read(tree: Tree) -> Commission:
    text = tree.text("preise/aussen_courtage")
    note = values.prose(tree.raw("preise/courtage_hinweis"))
    vat = tree.attribute("preise/aussen_courtage", "MIT_MWST", "MITMWST", "INKL_MWST")
    if text is None and (gross := tree.amount("preise/provisionbrutto", kind="money")):
        text, vat = f"{gross:.2f} EUR".replace(".", ","), "true"
    elif text is None and (net := tree.amount("preise/provisionnetto", kind="money")):
        text, vat = f"{net:.2f} EUR".replace(".", ","), "false"
    stated = values.boolean(tree.raw("preise/provisionspflichtig"))
    percent, amount = figures(text)
    free = bool(text and (_FREE.search(text) or values.number(text) == 0 and not percent))
    due = stated
    if free:
        due = False
    elif percent or amount:
        if stated is False:
            tree.note("commission_conflict", value=text)
        due = True
    seller = tree.text("preise/innen_courtage")
    return Commission(
        due=due,
        shared=tree.boolean("preise/provision_teilen"),
        text=text,
        with_vat=None if free else with_vat(vat, text),
        percent=percent,
        amount=amount,
        seller_text=seller,
        seller_with_vat=with_vat(tree.attribute("preise/innen_courtage", "MIT_MWST"), seller),
        note=note,
    )
