"""The reader's counterpart: properties as OpenImmo 1.2.7, as XML or as a ZIP with the files beside it."""

from __future__ import annotations

import base64
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from lxml import etree

from .elements import ACTION_WORDS, MARKETING_WORDS, STATE_WORDS, SUBTYPES, USE_WORDS
from .order import ORDER
from .types import CONSUMPTION, DEMAND, EXEMPT, EXTERN, INTERN, Attachment, Property, Provider

VERSION = "1.2.7"
SOFTWARE = "Anfragemanager"
_STEP = re.compile(r"([^\[\]]+)(?:\[(\d+)\])?")
_STREET = re.compile(r"(.*\D)\s+(\d+\s?[a-zA-Z]?(?:\s?[-/+]\s?\d+\s?[a-zA-Z]?)*)")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
# XML 1.0 knows no way to write these, not even as a reference.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ALPHA3 = {
    "DE": "DEU", "AT": "AUT", "CH": "CHE", "LI": "LIE", "LU": "LUX", "NL": "NLD", "BE": "BEL", "FR": "FRA",
    "IT": "ITA", "ES": "ESP", "PT": "PRT", "PL": "POL", "CZ": "CZE", "DK": "DNK", "HU": "HUN", "HR": "HRV",
    "SI": "SVN", "SK": "SVK", "GR": "GRC", "TR": "TUR", "GB": "GBR", "US": "USA",
}  # fmt: skip
_COPY = 1024 * 1024
Opener = Callable[[Attachment], BinaryIO | None]


@contextmanager
def _transfer(
    target: BinaryIO, provider: Provider, *, full: bool, email: str | None
) -> Iterator[etree._IncrementalFileWriter]:
    header = {
        "art": "ONLINE",
        "umfang": "VOLL" if full else "TEIL",
        "modus": "CHANGE",
        "version": VERSION,
        "sendersoftware": SOFTWARE,
        "senderversion": "19.0",
        "techn_email": email or "",
        "timestamp": datetime.now().astimezone().isoformat(timespec="seconds"),
    }
    with etree.xmlfile(target, encoding="utf-8") as file:
        file.write_declaration()
        with file.element("openimmo"):
            file.write(etree.Element("uebertragung", {name: safe(value) for name, value in header.items()}))
            with file.element("anbieter"):
                for name, value in (
                    ("anbieternr", provider.number),
                    ("firma", provider.name),
                    ("openimmo_anid", provider.openimmo_anid),
                    ("lizenzkennung", provider.licence),
                ):
                    if value or name != "lizenzkennung":
                        element = etree.Element(name)
                        element.text = safe(value or "")
                        file.write(element)
                yield file


def write_xml(
    target: BinaryIO,
    properties: Iterable[Property],
    provider: Provider,
    *,
    full: bool = False,
    email: str | None = None,
    open_attachment: Opener | None = None,
) -> int:
    """Write one XML file in constant memory; files that ``open_attachment`` gives are embedded.

    :return: how many properties were written
    """
    count = 0
    with _transfer(target, provider, full=full, email=email) as file:
        for found in properties:
            element = build(found)
            if open_attachment:
                _embed(element, found, open_attachment)
            file.write(element)
            count += 1
    return count


def write_zip(
    target: BinaryIO | str | Path,
    properties: Iterable[Property],
    provider: Provider,
    *,
    full: bool = False,
    email: str | None = None,
    open_attachment: Opener | None = None,
) -> int:
    """Write ``openimmo.xml`` and the files it names into a ZIP, in constant memory.

    :return: how many properties were written
    """
    count = 0
    with tempfile.TemporaryFile() as held, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        with _transfer(held, provider, full=full, email=email) as file:
            for found in properties:
                count += 1
                files = tuple(
                    _pack(archive, attachment, f"{count:05d}-{number:03d}", open_attachment)
                    for number, attachment in enumerate(found.attachments, 1)
                )
                file.write(build(replace(found, attachments=tuple(filter(None, files)))))
        held.seek(0)
        with archive.open("openimmo.xml", "w", force_zip64=True) as member:
            shutil.copyfileobj(held, member, _COPY)
    return count


def _pack(
    archive: zipfile.ZipFile, attachment: Attachment, stem: str, open_attachment: Opener | None
) -> Attachment | None:
    """The attachment as it is named in the archive; None where its file is not to be had."""
    if attachment.location not in (EXTERN, INTERN):
        return attachment
    source = open_attachment(attachment) if open_attachment else None
    if source is None:
        return None
    base = _UNSAFE.sub("-", (attachment.path or attachment.title or "").rpartition("/")[2])[-60:].strip("-.")
    ending = f".{attachment.format}" if attachment.format else ""
    name = f"{stem}-{base}" if base else f"{stem}{ending}"
    if ending and not name.lower().endswith(ending):
        name += ending
    # Pictures are compressed already.
    info = zipfile.ZipInfo(name, datetime.now().astimezone().timetuple()[:6])
    info.compress_type = zipfile.ZIP_STORED
    with source, archive.open(info, "w", force_zip64=True) as member:
        shutil.copyfileobj(source, member, _COPY)
    return replace(attachment, location=EXTERN, path=name, blob=None)


def _embed(element: etree._Element, found: Property, open_attachment: Opener) -> None:
    for anhang, attachment in zip(element.iterfind("anhaenge/anhang"), found.attachments, strict=True):
        if attachment.location not in (EXTERN, INTERN):
            continue
        source = open_attachment(attachment)
        if source is None:
            continue
        with source:
            content = base64.b64encode(source.read()).decode()
        anhang.set("location", "INTERN")
        data = anhang.find("daten")
        del data[:]
        etree.SubElement(data, "anhanginhalt").text = content


class _Builder:
    """An ``immobilie`` under construction: elements by path, in the standard's order at the end."""

    def __init__(self) -> None:
        self.root = etree.Element("immobilie")

    def add(self, path: str, value: object = None, **names: object) -> None:
        """A new element at ``path``, below parents that are made as needed; nothing where there is nothing to say."""
        words = {name: _word(word) for name, word in names.items() if word is not None}
        if value is None and not words:
            return
        parent, _, name = path.rpartition("/")
        element = etree.SubElement(self.parent(parent), name, words)
        element.text = _word(value) if value is not None else None

    def leftover(self, path: str, value: str | None, names: Iterable[tuple[str, str]]) -> None:
        parent, _, name = path.rpartition("/")
        match = _STEP.fullmatch(name)
        above = self.parent(parent)
        # A group that has attributes of its own is met before what is in it.
        element = etree.SubElement(above, match[1])
        element.text = _word(value) if value is not None else None
        for key, word in names:
            element.set(key, safe(word))

    def parent(self, path: str) -> etree._Element:
        element = self.root
        for step in filter(None, path.split("/")):
            match = _STEP.fullmatch(step)
            name, position = match[1], int(match[2] or 1)
            found = element.findall(name)
            while len(found) < position:
                found.append(etree.SubElement(element, name))
            element = found[position - 1]
        return element

    def ordered(self) -> etree._Element:
        for element in self.root.iter():
            order = ORDER.get(element.tag)
            if order and len(element) > 1:
                element[:] = sorted(element, key=lambda child: order.get(child.tag, len(order)))
        return self.root


def build(found: Property) -> etree._Element:
    """One ``immobilie``; attachments keep their location and path, embedded ones lose their data."""
    builder = _Builder()
    _category(builder, found)
    _geo(builder, found)
    _contact(builder, found)
    _prices(builder, found)
    _areas(builder, found)
    _condition(builder, found)
    _texts(builder, found)
    for attachment in found.attachments:
        _attachment(builder, attachment)
    _administration(builder, found)
    _listings(builder, found)
    for extra in found.extras:
        if extra.path == "user_defined_extend/feld":
            _field(builder, extra)
        elif _STEP.fullmatch(extra.path.rpartition("/")[2]):
            builder.leftover(extra.path, extra.text, extra.attributes)
    return builder.ordered()


def _category(builder: _Builder, found: Property) -> None:
    for word, use in USE_WORDS.items():
        _flag(builder, "objektkategorie/nutzungsart", word, use in found.uses)
    if found.marketing_type:
        stated = MARKETING_WORDS[found.marketing_type]
        for word in ("KAUF", "MIETE_PACHT", "ERBPACHT", "LEASING"):
            _flag(builder, "objektkategorie/vermarktungsart", word, word == stated)
    if found.category:
        name = SUBTYPES.get(found.category)
        subtype = {name: found.subtype} if name and found.subtype else {}
        element = etree.SubElement(builder.parent("objektkategorie/objektart"), found.category, subtype)
        if found.subtype and not name:
            element.text = safe(found.subtype)


def _flag(builder: _Builder, path: str, name: str, value: bool) -> None:
    builder.parent(path).set(name, "true" if value else "false")


def _geo(builder: _Builder, found: Property) -> None:
    match = _STREET.fullmatch(found.street or "")
    builder.add("geo/plz", found.zip)
    builder.add("geo/ort", found.city)
    builder.add("geo/geokoordinaten", None, breitengrad=found.latitude, laengengrad=found.longitude)
    builder.add("geo/strasse", match[1] if match else found.street)
    builder.add("geo/hausnummer", match[2] if match else None)
    builder.add("geo/bundesland", found.state)
    builder.add("geo/land", None, iso_land=_alpha3(found.country))
    builder.add("geo/etage", found.floor)
    builder.add("geo/anzahl_etagen", found.floors)
    builder.add("geo/regionaler_zusatz", found.district)


def _contact(builder: _Builder, found: Property) -> None:
    person = found.contact
    direct = person.email_direct
    if not (direct or person.email_central or person.email_feedback):
        direct = person.email
    for name, value in (
        ("email_zentrale", person.email_central),
        ("email_direkt", direct),
        ("tel_durchw", person.phone),
        ("tel_handy", person.mobile),
        ("name", person.last_name),
        ("vorname", person.first_name),
        ("titel", person.title),
        ("anrede", person.salutation),
        ("firma", person.company),
        ("email_feedback", person.email_feedback),
        ("personennummer", person.number),
    ):
        builder.add(f"kontaktperson/{name}", value)


def _prices(builder: _Builder, found: Property) -> None:
    prices, commission = found.prices, found.commission
    if prices.purchase_price is not None or prices.on_request:
        builder.add("preise/kaufpreis", prices.purchase_price or "", auf_anfrage=prices.on_request or None)
    for name, value in (
        ("nettokaltmiete", prices.net_cold_rent),
        ("kaltmiete", prices.cold_rent),
        ("warmmiete", prices.warm_rent),
        ("nebenkosten", prices.additional_costs),
        ("heizkosten", prices.heating_costs),
        ("pacht", prices.lease),
        ("erbpacht", prices.ground_rent),
        ("hausgeld", prices.service_charge),
        ("provisionspflichtig", commission.due),
        ("provision_teilen", commission.shared),
        ("courtage_hinweis", commission.note),
        ("kaution", prices.deposit),
        ("kaution_text", prices.deposit_text),
    ):
        builder.add(f"preise/{name}", value)
    if commission.seller_text:
        builder.add("preise/innen_courtage", commission.seller_text, mit_mwst=commission.seller_with_vat)
    if commission.text:
        builder.add("preise/aussen_courtage", commission.text, mit_mwst=commission.with_vat)
    builder.add("preise/waehrung", None, iso_waehrung=prices.currency)


def _areas(builder: _Builder, found: Property) -> None:
    areas = found.areas
    for name, value in (
        ("wohnflaeche", areas.living),
        ("nutzflaeche", areas.usable),
        ("gesamtflaeche", areas.total),
        ("lagerflaeche", areas.storage),
        ("verkaufsflaeche", areas.retail),
        ("bueroflaeche", areas.office),
        ("grundstuecksflaeche", areas.plot),
        ("anzahl_zimmer", areas.rooms),
        ("anzahl_schlafzimmer", areas.bedrooms),
        ("anzahl_badezimmer", areas.bathrooms),
        ("anzahl_stellplaetze", areas.parking_spaces),
    ):
        builder.add(f"flaechen/{name}", value)


def _condition(builder: _Builder, found: Property) -> None:
    energy = found.energy
    builder.add("zustand_angaben/baujahr", found.year_built)
    demand, consumption = energy.demand, energy.consumption
    if demand is None and consumption is None and energy.hwb_value is None:
        demand = energy.value if energy.kind != CONSUMPTION else None
        consumption = energy.value if energy.kind == CONSUMPTION else None
    kinds = {DEMAND: "BEDARF", CONSUMPTION: "VERBRAUCH"}
    building = {True: "wohn", False: "nichtwohn"}
    for name, value in (
        ("epart", kinds.get(energy.kind or "")),
        ("gueltig_bis", energy.valid_until),
        ("energieverbrauchkennwert", consumption),
        ("mitwarmwasser", energy.with_hot_water),
        ("endenergiebedarf", demand),
        ("primaerenergietraeger", energy.carrier),
        ("stromwert", energy.electricity),
        ("waermewert", energy.heat),
        ("wertklasse", energy.energy_class),
        ("baujahr", energy.year if energy.year != found.year_built else None),
        ("ausstelldatum", energy.issued_on),
        ("jahrgang", energy.vintage or ("nicht_noetig" if energy.kind == EXEMPT else None)),
        ("gebaeudeart", building.get(energy.residential)),
        ("hwbwert", energy.hwb_value),
        ("hwbklasse", energy.hwb_class),
        ("fgeewert", energy.fgee_value),
        ("fgeeklasse", energy.fgee_class),
    ):
        builder.add(f"zustand_angaben/energiepass/{name}", value)
    builder.add("zustand_angaben/verkaufstatus", None, stand=STATE_WORDS.get(found.marketing_state))


def _texts(builder: _Builder, found: Property) -> None:
    for language, texts in found.texts.items():
        lang = None if language == found.language else language
        for name, value in (
            ("objekttitel", texts.title),
            ("dreizeiler", texts.summary),
            ("lage", texts.location),
            ("ausstatt_beschr", texts.equipment),
            ("objektbeschreibung", texts.description),
            ("sonstige_angaben", texts.other),
        ):
            if value:
                builder.add(f"freitexte/{name}", value, lang=lang)


def _attachment(builder: _Builder, attachment: Attachment) -> None:
    element = etree.SubElement(builder.parent("anhaenge"), "anhang", location=attachment.location.upper())
    if attachment.group:
        element.set("gruppe", safe(attachment.group))
    etree.SubElement(element, "anhangtitel").text = safe(attachment.title or "")
    etree.SubElement(element, "format").text = safe((attachment.format or "").upper())
    if attachment.check:
        check = etree.SubElement(element, "check", ctype=attachment.check_kind or "MD5")
        check.text = safe(attachment.check)
    etree.SubElement(etree.SubElement(element, "daten"), "pfad").text = safe(attachment.path or "")


def _administration(builder: _Builder, found: Property) -> None:
    builder.add("verwaltung_objekt/objektadresse_freigeben", found.address_released)
    builder.add("verwaltung_objekt/verfuegbar_ab", found.available_from)
    for name, value in (
        ("objektnr_intern", found.reference_intern),
        ("objektnr_extern", found.reference),
        ("aktiv_von", found.active_from),
        ("aktiv_bis", found.active_until),
        ("openimmo_obid", found.obid),
        ("gruppen_kennung", found.project),
        ("master", found.master),
        ("sprache", found.language),
    ):
        builder.add(f"verwaltung_techn/{name}", value)
    builder.add("verwaltung_techn/aktion", None, aktionart=ACTION_WORDS[found.action])


def _listings(builder: _Builder, found: Property) -> None:
    links = {attachment.path for attachment in found.attachments if attachment.group == "ANBOBJURL"}
    for listing in found.listings:
        if listing.external_id:
            builder.add("user_defined_simplefield", listing.external_id, feldname=f"{listing.portal}_id")
        if listing.url and listing.url not in links:
            if listing.portal == "website":
                etree.SubElement(builder.parent("anhaenge"), "anhang", location="REMOTE", gruppe="ANBOBJURL")
                data = etree.SubElement(builder.parent("anhaenge")[-1], "daten")
                etree.SubElement(data, "pfad").text = safe(listing.url)
            else:
                builder.add("user_defined_simplefield", listing.url, feldname=f"{listing.portal}_url")


def _field(builder: _Builder, extra) -> None:
    element = etree.SubElement(builder.parent("user_defined_extend"), "feld")
    for name, word in extra.attributes:
        etree.SubElement(element, name).text = safe(word)
    etree.SubElement(element, "wert").text = safe(extra.text or "")


def _alpha3(code: str | None) -> str | None:
    """ISO 3166 alpha-3, as the standard wants it; alpha-2 for countries not in the list, which receivers take too."""
    return _ALPHA3.get(code or "", code)


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if value == round(value, 2):
            # Never three decimals: receivers take them for thousands.
            return f"{value:.2f}" if value != int(value) else str(int(value))
        return f"{value:.7f}".rstrip("0") if len(f"{value:.7f}".rstrip("0").partition(".")[2]) != 3 else f"{value:.4f}"
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return safe(str(value))


def safe(text: str) -> str:
    return _FORBIDDEN.sub("", text)
