"""From one ``immobilie`` to a :class:`Property`. Element names are the standard's, 1.1 to 1.2.7c."""

from __future__ import annotations

import re
from datetime import date

from lxml import etree

from ..contact.text import repair
from . import attachments, commission, listings, values
from .tree import Leaf, Tree, local
from .types import (
    ACTIVE,
    BUY,
    CHANGE,
    CLOSED,
    CONSUMPTION,
    DELETE,
    DEMAND,
    EXEMPT,
    LEASE,
    LEASEHOLD,
    PREPARATION,
    REFERENCE,
    RENT,
    RESERVED,
    Areas,
    Contact,
    Energy,
    Extra,
    Listing,
    Note,
    Prices,
    Property,
    Provider,
    Texts,
    Transfer,
)

# Handled apart from the tree of leaves.
_APART = frozenset(("anhaenge", "anhang", "user_defined_simplefield", "user_defined_anyfield", "user_defined_extend"))
_MAX_EXTRAS = 400
_MAX_EXTRA_TEXT = 2000
_ACTIONS = {
    "CHANGE": CHANGE,
    "NEW": CHANGE,
    "NEU": CHANGE,
    "INSERT": CHANGE,
    "ADD": CHANGE,
    "UPDATE": CHANGE,
    "REFRESH": CHANGE,
    "DELETE": DELETE,
    "DEL": DELETE,
    "LOESCHEN": DELETE,
    "LÖSCHEN": DELETE,
    "REMOVE": DELETE,
    "REFERENZ": REFERENCE,
    "REFERENCE": REFERENCE,
}
_ACTION_NAMES = ("AKTIONART", "ACTIONTYPE", "AKTION", "ACTION", "ART")
_STATES = {
    "OFFEN": ACTIVE,
    "OPEN": ACTIVE,
    "FREI": ACTIVE,
    "AKTIV": ACTIVE,
    "VERFUEGBAR": ACTIVE,
    "VERFÜGBAR": ACTIVE,
    "RESERVIERT": RESERVED,
    "RESERVED": RESERVED,
    "IN VERHANDLUNG": RESERVED,
    "VERKAUFT": CLOSED,
    "VERMIETET": CLOSED,
    "VERPACHTET": CLOSED,
    "SOLD": CLOSED,
    "INAKTIV": CLOSED,
    "VORBEREITUNG": PREPARATION,
    "IN VORBEREITUNG": PREPARATION,
}
_MARKETING = {
    "KAUF": BUY,
    "MIETE_PACHT": RENT,
    "MIETE": RENT,
    "PACHT": LEASE,
    "ERBPACHT": LEASEHOLD,
    "LEASING": LEASE,
}
_USES = {"WOHNEN": "residential", "GEWERBE": "commercial", "ANLAGE": "investment", "WAZ": "temporary"}
# What the writer says; the reader understands more.
ACTION_WORDS = {CHANGE: "CHANGE", DELETE: "DELETE", REFERENCE: "REFERENZ"}
MARKETING_WORDS = {BUY: "KAUF", RENT: "MIETE_PACHT", LEASE: "MIETE_PACHT", LEASEHOLD: "ERBPACHT"}
STATE_WORDS = {ACTIVE: "OFFEN", RESERVED: "RESERVIERT", CLOSED: "VERKAUFT"}
USE_WORDS = _USES
SUBTYPES = {
    "zimmer": "zimmertyp",
    "wohnung": "wohnungtyp",
    "haus": "haustyp",
    "grundstueck": "grundst_typ",
    "buero_praxen": "buero_typ",
    "einzelhandel": "handel_typ",
    "gastgewerbe": "gastgew_typ",
    "hallen_lager_prod": "hallen_typ",
    "land_und_forstwirtschaft": "land_typ",
    "parken": "parken_typ",
    "sonstige": "sonstige_typ",
    "freizeitimmobilie_gewerblich": "freizeit_typ",
    "zinshaus_renditeobjekt": "zins_typ",
}
_TEXTS = {
    "objekttitel": "title",
    "dreizeiler": "summary",
    "lage": "location",
    "ausstatt_beschr": "equipment",
    "objektbeschreibung": "description",
    "objekt_text": "description",
    "sonstige_angaben": "other",
}
_LANGUAGES = {
    "deu": "de", "ger": "de", "deutsch": "de", "german": "de", "eng": "en", "english": "en", "englisch": "en",
    "fra": "fr", "fre": "fr", "französisch": "fr", "ita": "it", "italienisch": "it", "spa": "es", "spanisch": "es",
    "nld": "nl", "rus": "ru", "tur": "tr", "pol": "pl",
}  # fmt: skip
FIRING = {
    "OEL": "Öl", "GAS": "Gas", "ELEKTRO": "Strom", "ALTERNATIV": "alternative Energie", "SOLAR": "Solar",
    "ERDWAERME": "Erdwärme", "LUFTWP": "Luftwärmepumpe", "FERN": "Fernwärme", "BLOCK": "Blockheizkraftwerk",
    "WASSER-ELEKTRO": "Wasser/Strom", "PELLET": "Pellets", "KOHLE": "Kohle", "HOLZ": "Holz",
    "FLUESSIGGAS": "Flüssiggas",
}  # fmt: skip
HEATING = {
    "OFEN": "Ofenheizung", "ETAGE": "Etagenheizung", "ZENTRAL": "Zentralheizung", "FERN": "Fernheizung",
    "FUSSBODEN": "Fußbodenheizung",
}  # fmt: skip
_CLASS = re.compile(r"\b([A-H])\s?_?(\+{1,2}|PLUS(?:_?PLUS)?)?(?![A-Z])")
_HOUSE_NUMBER = re.compile(r"\d")
_POSTCODE = re.compile(r"^(?:DE?|AT?|CH|L|FL|LI)\s?-\s?(?=\d)", re.IGNORECASE)
_SUM_IN_WORDS = re.compile(r"miete|monat|\bmm\b|\bnkm\b|\bkm\b", re.IGNORECASE)


def build(
    element: etree._Element, transfer: Transfer, provider: Provider, today: date, line: int | None = None
) -> Property:
    """Read one property; never raises on what is in it."""
    tree = Tree(element, _APART)
    prices = _prices(tree)
    action = _action(tree, transfer)
    marketing_type = _marketing_type(tree, prices)
    if action == DELETE:
        # Whoever takes a property off the market need not describe it.
        tree.notes.clear()
    active_from, active_until = tree.day("verwaltung_techn/aktiv_von"), tree.day("verwaltung_techn/aktiv_bis")
    intern = tree.text("verwaltung_techn/objektnr_intern")
    obid = tree.text("verwaltung_techn/openimmo_obid", "verwaltung_techn/obid")
    reference = tree.text("verwaltung_techn/objektnr_extern")
    if reference is None and intern is not None:
        reference = intern
        tree.note("intern_reference")
    elif reference is None and obid is None:
        tree.note("no_reference")
    street, zip_, city, country = _address(tree)
    language = _language(tree.text("verwaltung_techn/sprache")) or "de"
    elements = [child for child in element.iter() if local(child.tag) == "anhang"]
    files = attachments.read(elements, tree.notes)
    found, more = listings.read(element)
    group, subtype = _category(tree)
    return Property(
        key=key_of(provider, obid, reference),
        reference=reference,
        action=action,
        reference_intern=intern,
        obid=obid,
        marketing_type=marketing_type,
        marketing_state=_state(tree, action, active_from, active_until, today),
        uses=tuple(_USES[name] for name in _true(tree.all("objektkategorie/nutzungsart")) if name in _USES),
        category=group,
        subtype=subtype,
        street=street,
        zip=zip_,
        city=city,
        district=tree.text("geo/regionaler_zusatz"),
        state=tree.text("geo/bundesland"),
        country=country,
        latitude=_coordinate(tree, "BREITENGRAD", 90),
        longitude=_coordinate(tree, "LAENGENGRAD", 180),
        floor=tree.text("geo/etage"),
        floors=values.whole(tree.raw("geo/anzahl_etagen")),
        address_released=bool(tree.boolean("verwaltung_objekt/objektadresse_freigeben")),
        available_from=tree.text("verwaltung_objekt/verfuegbar_ab", "verwaltung_objekt/abdatum"),
        active_from=active_from,
        active_until=active_until,
        year_built=values.year(tree.raw("zustand_angaben/baujahr")),
        prices=prices,
        commission=commission.read(tree),
        areas=_areas(tree),
        energy=_energy(tree),
        language=language,
        texts=_texts(tree, language),
        contact=_contact(tree),
        attachments=files,
        listings=_listings(found, files),
        project=tree.text("verwaltung_techn/gruppen_kennung"),
        master=_master(tree),
        extras=_extras(tree, more),
        provider=provider,
        notes=tuple(tree.notes),
        line=line,
    )


def key_of(provider: Provider, obid: str | None, reference: str | None) -> str | None:
    """What makes a property the same in the next delivery: the sender's id with its own, else the agency's number."""
    if obid:
        return f"{provider.openimmo_anid or provider.number or ''}/{obid}"
    return reference


def _true(leaves: list[Leaf]) -> list[str]:
    """Names of the attributes that say yes; a sender without attributes writes the name as text."""
    names = [name for leaf in leaves for name, value in leaf.attributes.items() if values.boolean(value)]
    return names or [word for leaf in leaves for word in leaf.text.upper().replace("/", "_").split()]


def _action(tree: Tree, transfer: Transfer) -> str:
    leaves = tree.all("verwaltung_techn/aktion")
    word = next((leaf.text or next(filter(None, map(leaf.attributes.get, _ACTION_NAMES)), "") for leaf in leaves), "")
    if not word:
        return DELETE if (transfer.mode or "").upper() == "DELETE" else CHANGE
    action = _ACTIONS.get(word.strip().upper())
    if action is None:
        tree.note("action_unknown", value=word)
    return action or CHANGE


def _state(tree: Tree, action: str, start: date | None, end: date | None, today: date) -> str:
    """``vermietet`` is not a marketing state: sold flats have tenants."""
    leaves = tree.all("zustand_angaben/verkaufstatus")
    word = next((leaf.attributes.get("STAND") or leaf.text for leaf in leaves), "") or ""
    state = _STATES.get(word.strip().upper().replace("_", " "))
    if word and state is None:
        tree.note("state_unknown", value=word)
    if action in (DELETE, REFERENCE) or end is not None and end < today:
        return CLOSED
    if start is not None and start > today and state in (None, ACTIVE):
        return PREPARATION
    return state or ACTIVE


def _marketing_type(tree: Tree, prices: Prices) -> str | None:
    stated = list(
        dict.fromkeys(_MARKETING[n] for n in _true(tree.all("objektkategorie/vermarktungsart")) if n in _MARKETING)
    )
    rents = prices.net_cold_rent or prices.cold_rent or prices.warm_rent
    if stated == [RENT]:
        return LEASE if prices.lease and not rents else RENT
    if len(stated) == 1:
        return stated[0]
    if LEASEHOLD in stated:
        return LEASEHOLD
    by_price = BUY if prices.purchase_price else RENT if rents else LEASE if prices.lease else None
    if by_price is None and prices.ground_rent:
        by_price = LEASEHOLD
    if stated:
        tree.note("marketing_double", value=by_price if by_price in stated else stated[0])
        return by_price if by_price in stated else stated[0]
    tree.note("marketing_guessed" if by_price else "marketing_unknown", value=by_price or "")
    return by_price


def _prices(tree: Tree) -> Prices:
    def money(*names: str) -> float | None:
        return tree.amount(*(f"preise/{name}" for name in names), kind="money")

    asked = tree.raw("preise/kaufpreis") or ""
    on_request = values.boolean(tree.attribute("preise/kaufpreis", "AUF_ANFRAGE")) or "anfrage" in asked.lower()
    deposit = tree.raw("preise/kaution")
    in_words = bool(deposit and _SUM_IN_WORDS.search(deposit))
    iso = tree.attribute("preise/waehrung", "ISO_WAEHRUNG")
    return Prices(
        purchase_price=None if "anfrage" in asked.lower() else money("kaufpreis", "kaufpreisbrutto", "kaufpreisnetto"),
        on_request=bool(on_request),
        net_cold_rent=money("nettokaltmiete", "hauptmietzinsnetto"),
        cold_rent=money("kaltmiete"),
        warm_rent=money("warmmiete", "pauschalmiete", "gesamtmietebrutto"),
        additional_costs=money("nebenkosten", "betriebskostennetto"),
        heating_costs=money("heizkosten", "heizkostennetto"),
        lease=money("pacht"),
        ground_rent=money("erbpacht"),
        service_charge=money("hausgeld", "monatlichekostenbrutto"),
        deposit=None if in_words else money("kaution"),
        deposit_text=values.text(deposit) if in_words else tree.text("preise/kaution_text"),
        currency=values.currency(iso) or values.currency(tree.raw("preise/waehrung")),
    )


def _areas(tree: Tree) -> Areas:
    def area(*names: str) -> float | None:
        return tree.amount(*(f"flaechen/{name}" for name in names), kind="area")

    def count(*names: str) -> float | None:
        return tree.amount(*(f"flaechen/{name}" for name in names))

    return Areas(
        living=area("wohnflaeche"),
        usable=area("nutzflaeche"),
        total=area("gesamtflaeche"),
        plot=area("grundstuecksflaeche"),
        office=area("bueroflaeche"),
        retail=area("verkaufsflaeche", "ladenflaeche"),
        storage=area("lagerflaeche"),
        rooms=count("anzahl_zimmer"),
        bedrooms=count("anzahl_schlafzimmer"),
        bathrooms=count("anzahl_badezimmer"),
        parking_spaces=count("anzahl_stellplaetze"),
    )


def _address(tree: Tree) -> tuple[str | None, str | None, str | None, str | None]:
    street, number = tree.text("geo/strasse"), tree.text("geo/hausnummer")
    if number and not _HOUSE_NUMBER.search(number):
        number = None if number.strip("-–.0 ") == "" else number
    if street and number:
        street = _with_number(street, number)
    iso = tree.attribute("geo/land", "ISO_LAND", "ISO-LAND", "ISO-COUNTRY", "ISO", "LAND")
    country = values.country(iso, tree.raw("geo/land"))
    zip_ = tree.text("geo/plz")
    zip_ = _POSTCODE.sub("", zip_) if zip_ else None
    if zip_ and country == "DE" and len(zip_) == 4 and zip_.isdigit():
        tree.note("zip_padded", value=zip_)
        zip_ = zip_.zfill(5)
    return _mended(street), zip_, _mended(tree.text("geo/ort")), country


def _with_number(street: str, number: str) -> str:
    """Some write the number into both, or half of it into the street: ``Am Markt 5`` and ``5 a``."""
    head, _, last = street.rpartition(" ")
    if head and last[:1].isdigit() and number.replace(" ", "").lower().startswith(last.lower()):
        return f"{head} {number}"
    return street if street.lower().endswith(f" {number.lower()}") else f"{street} {number}"


def _mended(text: str | None) -> str | None:
    return repair(text) if text else text


def _coordinate(tree: Tree, name: str, limit: int) -> float | None:
    figure = values.number(tree.attribute("geo/geokoordinaten", name))
    return figure if figure and abs(figure) <= limit else None


def _category(tree: Tree) -> tuple[str | None, str | None]:
    """``("wohnung", "PENTHOUSE")``. The kinds are leaves, so the first below ``objektart`` is the one."""
    for leaf in tree.below("objektkategorie/objektart"):
        name = leaf.path.rpartition("/")[2]
        if name != "objektart_zusatz":
            return name, next((value for value in leaf.attributes.values() if value), None) or leaf.text or None
    return None, None


def _energy(tree: Tree) -> Energy:
    base = "zustand_angaben/energiepass/"
    demand = tree.amount(base + "endenergiebedarf")
    consumption = tree.amount(base + "energieverbrauchkennwert")
    kind = _energy_kind(tree.text(base + "epart"), demand, consumption)
    vintage = tree.text(base + "jahrgang")
    hwb = tree.amount(base + "hwbwert")
    hwb_class, fgee_class = tree.text(base + "hwbklasse"), tree.text(base + "fgeeklasse")
    stated = (demand, consumption) if kind == DEMAND else (consumption, demand)
    figures = [figure for figure in (*stated, hwb) if figure is not None]
    if kind is None and not figures and (vintage or "").lower() == "nicht_noetig":
        kind = EXEMPT
    building = (tree.text(base + "gebaeudeart") or "").lower()
    firing = [FIRING[name] for name in _true(tree.peek("ausstattung/befeuerung")) if name in FIRING]
    heating = [HEATING[name] for name in _true(tree.peek("ausstattung/heizungsart")) if name in HEATING]
    return Energy(
        kind=kind,
        value=figures[0] if figures else None,
        demand=demand,
        consumption=consumption,
        with_hot_water=tree.boolean(base + "mitwarmwasser"),
        carrier=_mended(tree.text(base + "primaerenergietraeger")) or ", ".join(firing) or None,
        heating=", ".join(heating) or None,
        electricity=tree.amount(base + "stromwert"),
        heat=tree.amount(base + "waermewert"),
        energy_class=_energy_class(tree.text(base + "wertklasse")) or _energy_class(hwb_class),
        year=values.year(tree.raw(base + "baujahr")) or values.year(tree.raw("zustand_angaben/baujahr")),
        issued_on=tree.day(base + "ausstelldatum"),
        valid_until=tree.day(base + "gueltig_bis"),
        vintage=vintage.lower() if vintage else None,
        residential=None if not building else not building.startswith("nicht"),
        hwb_value=hwb,
        hwb_class=hwb_class,
        fgee_value=tree.amount(base + "fgeewert"),
        fgee_class=fgee_class,
    )


def _energy_kind(word: str | None, demand: float | None, consumption: float | None) -> str | None:
    word = (word or "").lower()
    if "verbrauch" in word:
        return CONSUMPTION
    if "bedarf" in word:
        return DEMAND
    if (demand is None) == (consumption is None):
        return None
    return DEMAND if consumption is None else CONSUMPTION


def _energy_class(word: str | None) -> str | None:
    match = _CLASS.search((word or "").upper())
    if not match:
        return None
    plus = (match[2] or "").replace("_", "").replace("PLUS", "+")
    return match[1] + plus


def _texts(tree: Tree, language: str) -> dict[str, Texts]:
    found: dict[str, dict[str, str]] = {}
    for leaf in tree.below("freitexte"):
        name = _TEXTS.get(leaf.path.rpartition("/")[2])
        value = values.prose(leaf.text)
        if name == "title":
            value = values.text(value)
        if name is None:
            leaf.taken = False
        elif value:
            lang = _language(leaf.language) or language
            found.setdefault(lang, {}).setdefault(name, repair(value))
    return {lang: Texts(**texts) for lang, texts in found.items()}


def _language(word: str | None) -> str | None:
    """``de`` of ``de-DE``, ``DEU``, ``Deutsch``."""
    word = re.split(r"[-_ ]", (word or "").strip().lower())[0]
    word = _LANGUAGES.get(word, word)
    return word if len(word) == 2 and word.isascii() and word.isalpha() else None


def _contact(tree: Tree) -> Contact:
    def word(*names: str) -> str | None:
        return _mended(tree.text(*(f"kontaktperson/{name}" for name in names)))

    direct, central, feedback = word("email_direkt"), word("email_zentrale"), word("email_feedback")
    others = word("email", "email_privat", "email_sonstige")
    addresses = (_address_of(mail) for mail in (direct, central, feedback, others))
    return Contact(
        number=word("personennummer"),
        salutation=word("anrede"),
        title=word("titel"),
        first_name=word("vorname"),
        last_name=word("name", "nachname"),
        company=word("firma"),
        email=next(filter(None, addresses), None),
        email_direct=direct,
        email_central=central,
        email_feedback=feedback,
        phone=word("tel_durchw", "tel_zentrale"),
        mobile=word("tel_handy"),
    )


def _address_of(mail: str | None) -> str | None:
    """The bare address of ``mailto:Name <a@b.de>``."""
    match = re.search(r"[^\s<>\"'(),;:@]+@[^\s<>\"'(),;:@]+\.[^\s<>\"'(),;:@]+", mail or "")
    if not match:
        return None
    local_part, _, domain = match[0].rpartition("@")
    return f"{local_part}@{domain.lower()}"


def _master(tree: Tree) -> bool | None:
    leaves = tree.all("verwaltung_techn/master")
    if not leaves:
        return None
    stated = values.boolean(leaves[0].text)
    return stated if stated is not None else bool(leaves[0].text or leaves[0].attributes)


def _listings(found: tuple[Listing, ...], files: tuple) -> tuple[Listing, ...]:
    own = next((file.path for file in files if file.group == "ANBOBJURL" and file.path), None)
    if own and all(listing.portal != "website" for listing in found):
        return (*found, Listing("website", None, own))
    return found


def _extras(tree: Tree, more: list[Extra]) -> tuple[Extra, ...]:
    left = [
        Extra(leaf.place, leaf.text[:_MAX_EXTRA_TEXT] or None, leaf.written)
        for leaf in tree.leaves
        if not leaf.taken and (leaf.text or leaf.attributes)
    ]
    extras = (*left, *more)
    if len(extras) > _MAX_EXTRAS:
        tree.notes.append(Note.of("extra_cut"))
    return extras[:_MAX_EXTRAS]
