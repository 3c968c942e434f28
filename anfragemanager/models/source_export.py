"""Properties of the database as those of the OpenImmo package: the way back from ``source_openimmo``."""

import base64
import io

from ..contact.names import read_name
from ..openimmo import Attachment, Listing, Property, Provider, Texts
from ..openimmo.elements import HEATING
from ..openimmo.types import DOCUMENT, EXTERN, IMAGE, Areas, Commission, Contact, Energy, Extra, Prices
from .source_openimmo import TYPES

_CATEGORIES = {
    "apartment": "wohnung",
    "house": "haus",
    "land": "grundstueck",
    "commercial": "buero_praxen",
    "parking": "parken",
    "other": "sonstige",
}
_EXTENSIONS = {b"\xff\xd8\xff": "jpg", b"\x89PNG": "png", b"GIF8": "gif", b"RIFF": "webp", b"%PDF": "pdf"}


def provider(company):
    return Provider(number=str(company.id), name=company.name)


def offer(prop, with_files=True):
    """One record as the package's property. Its files are named ``image/ID`` and ``document/ID`` for :func:`opener`."""
    buying = prop.marketing_type in ("buy", "leasehold")
    amounts = {
        name: prop[name] or None
        for name in (
            "purchase_price cold_rent warm_rent additional_costs heating_costs ground_rent deposit living_area"
            " usable_area total_area plot_area commercial_area rooms bedrooms bathrooms parking_spaces"
        ).split()
    }
    rent = amounts["cold_rent"]
    lease = prop.marketing_type == "lease"
    extras = _extras(prop)
    return Property(
        key=prop.source_key or prop.reference,
        reference=prop.reference,
        obid=(prop.source_key or "").partition("/")[2] or None,
        marketing_type=prop.marketing_type,
        marketing_state=prop.marketing_state,
        uses=(prop.usage,) if prop.usage else (),
        category=_category(prop),
        subtype=(prop.property_subtype or "").upper().replace(" ", "_") or None,
        street=prop.street or None,
        zip=prop.zip or None,
        city=prop.city or None,
        district=prop.district or None,
        state=prop.state_name or None,
        country=prop.country_id.code or None,
        latitude=prop.latitude or None,
        longitude=prop.longitude or None,
        floor=prop.floor or None,
        floors=prop.floors or None,
        address_released=prop.show_address,
        available_from=prop.available_from or None,
        year_built=prop.year_built or None,
        prices=Prices(
            purchase_price=amounts["purchase_price"],
            on_request=prop.price_on_request,
            net_cold_rent=None if lease else rent,
            lease=rent if lease else None,
            warm_rent=amounts["warm_rent"],
            additional_costs=None if buying else amounts["additional_costs"],
            service_charge=amounts["additional_costs"] if buying else None,
            heating_costs=amounts["heating_costs"],
            ground_rent=amounts["ground_rent"],
            deposit=amounts["deposit"],
            deposit_text=prop.deposit_text or None,
            currency=prop.currency_id.name,
        ),
        commission=_commission(prop),
        areas=Areas(
            living=amounts["living_area"],
            usable=amounts["usable_area"],
            total=amounts["total_area"],
            plot=amounts["plot_area"],
            office=amounts["commercial_area"],
            rooms=amounts["rooms"],
            bedrooms=amounts["bedrooms"],
            bathrooms=amounts["bathrooms"],
            parking_spaces=amounts["parking_spaces"],
        ),
        energy=_energy(prop),
        texts=_texts(prop),
        contact=_contact(prop),
        attachments=_attachments(prop) if with_files else (),
        listings=tuple(
            Listing(listing.portal_id.code, listing.external_id, listing.url or None) for listing in prop.listing_ids
        ),
        extras=extras + _heating(prop, extras),
    )


def _category(prop):
    """The source's own word where it fits what the property is now."""
    kept = prop.openimmo_category
    if kept and TYPES.get(kept, "other") == prop.property_type:
        return kept
    return _CATEGORIES.get(prop.property_type, "sonstige")


def _commission(prop):
    text = prop.commission or None
    if text is None and prop.commission_buyer_percent:
        text = f"{prop.commission_buyer_percent:g} %".replace(".", ",")
    return Commission(
        due={"yes": True, "no": False}.get(prop.commission_due or ""),
        shared=prop.commission_shared or None,
        text=text,
        with_vat=prop.commission_with_vat if text else None,
        note=prop.commission_note or None,
    )


def _energy(prop):
    kind = prop.energy_certificate_type or None
    commercial = prop.usage == "commercial" or prop.property_type == "commercial"
    value = prop.energy_value or None
    return Energy(
        kind=kind,
        value=value,
        demand=value if kind == "demand" else None,
        consumption=value if kind == "consumption" else None,
        with_hot_water=prop.energy_with_hot_water or None,
        carrier=prop.energy_source or None,
        electricity=prop.energy_value_electricity or None,
        heat=value if commercial else None,
        energy_class=prop.energy_class or None,
        year=prop.energy_year or None,
        issued_on=prop.energy_issued_on or None,
        valid_until=prop.energy_valid_until or None,
        residential=False if commercial and value else None,
        hwb_value=prop.energy_hwb_value or None,
        hwb_class=prop.energy_hwb_class or None,
        fgee_value=prop.energy_fgee_value or None,
        fgee_class=prop.energy_fgee_class or None,
    )


def _texts(prop):
    texts = {
        "de": Texts(
            title=prop.name,
            summary=prop.summary or None,
            location=prop.location_description or None,
            equipment=prop.equipment_description or None,
            description=prop.description or None,
            other=prop.other_information or None,
        )
    }
    for language, words in (prop.translations or {}).items():
        texts[language] = Texts(
            title=words.get("name"),
            summary=words.get("summary"),
            location=words.get("location_description"),
            equipment=words.get("equipment_description"),
            description=words.get("description"),
            other=words.get("other_information"),
        )
    return texts


def _contact(prop):
    agent = prop.user_id.sudo()
    name = read_name(agent.name)
    return Contact(
        first_name=name.first_name,
        last_name=name.last_name,
        company=prop.company_id.name,
        email=agent.email or None,
        email_direct=agent.email or None,
        email_central=prop.company_id.email or None,
        phone=agent.phone or None,
    )


def _extras(prop):
    return tuple(
        Extra(extra["path"], extra.get("text"), tuple((extra.get("attributes") or {}).items()))
        for extra in (prop.source_extra or [])
    )


def _heating(prop, extras):
    """The heating in the standard's words, unless the source's own are kept."""
    if not prop.heating_type or any(extra.path == "ausstattung/heizungsart" for extra in extras):
        return ()
    known = tuple((word, "true") for word, text in HEATING.items() if text in prop.heating_type)
    return (Extra("ausstattung/heizungsart", None, known),) if known else ()


# ------------------------------------------------------------------ files


def _attachments(prop):
    found = []
    if prop.image_128:
        found.append(Attachment(EXTERN, IMAGE, "TITELBILD", prop.name, _extension(prop), f"image/property-{prop.id}"))
    for image in prop.image_ids.sorted():
        plan = "grundriss" in (image.name or "").lower()
        group = "GRUNDRISS" if plan else "BILD"
        found.append(Attachment(EXTERN, IMAGE, group, image.name, _extension(image), f"image/image-{image.id}"))
    for document in prop.document_ids:
        ending = document.name.rpartition(".")[2].lower() if "." in document.name else "pdf"
        found.append(Attachment(EXTERN, DOCUMENT, "DOKUMENTE", document.name, ending, f"document/file-{document.id}"))
    return tuple(found)


def _extension(record):
    head = base64.b64decode((record.with_context(bin_size=False).image_128 or b"")[:16])
    return next((ending for mark, ending in _EXTENSIONS.items() if head.startswith(mark)), "jpg")


def opener(env):
    """Give the writer the bytes behind the names of :func:`offer`, read with the user's own rights."""
    models = {"property": "anfragemanager.property", "image": "anfragemanager.image", "file": "ir.attachment"}

    def open_attachment(attachment):
        model, _, number = attachment.path.rpartition("/")[2].partition("-")
        record = env[models[model]].browse(int(number))
        if model == "file":
            return io.BytesIO(record.raw or b"")
        return io.BytesIO(base64.b64decode(record.with_context(bin_size=False).image_1920 or b""))

    return open_attachment
