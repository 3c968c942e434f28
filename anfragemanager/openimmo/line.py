"""A property as ``anfrage properties`` prints it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from .types import Note, Property

KEYS = (
    "file reference key action marketing_type marketing_state title price currency street zip city country"
    " address_released living_area usable_area plot_area rooms commission commission_with_vat energy texts"
    " contact_email images documents warnings"
).split()
_ENERGY = ("kind", "value", "carrier", "class", "year", "valid_until")


def of(found: Property, file: str, notes: Iterable[Note] = ()) -> dict:
    """One JSON object with exactly :data:`KEYS`; numbers are numbers, absent values None."""
    energy = found.energy
    return {
        "file": file,
        "reference": found.reference,
        "key": found.key,
        "action": found.action,
        "marketing_type": found.marketing_type,
        "marketing_state": found.marketing_state,
        "title": found.title,
        "price": _figure(found.price),
        "currency": found.prices.currency,
        "street": found.street,
        "zip": found.zip,
        "city": found.city,
        "country": found.country,
        "address_released": found.address_released,
        "living_area": _figure(found.areas.living),
        "usable_area": _figure(found.areas.usable),
        "plot_area": _figure(found.areas.plot),
        "rooms": _figure(found.areas.rooms),
        "commission": found.commission.text,
        "commission_with_vat": found.commission.with_vat,
        "energy": {
            "kind": energy.kind,
            "value": _figure(energy.value),
            "carrier": energy.carrier,
            "class": energy.energy_class,
            "year": energy.year,
            "valid_until": energy.valid_until.isoformat() if energy.valid_until else None,
        },
        "texts": {language: asdict(texts) for language, texts in found.texts.items()},
        "contact_email": found.contact.email,
        "images": [image.name for image in found.images],
        "documents": [document.name for document in found.documents],
        "warnings": [str(note) for note in (*notes, *found.notes)],
    }


def of_failure(file: str, reason: str) -> dict:
    """The line of a file that is not used: every value None, the reason among the warnings."""
    empty = dict.fromkeys(KEYS)
    return {
        **empty,
        "file": file,
        "energy": dict.fromkeys(_ENERGY),
        "texts": {},
        "images": [],
        "documents": [],
        "warnings": [reason],
        "error": reason,
    }


def _figure(value: float | None) -> int | float | None:
    """250000.0 is printed as 250000."""
    return int(value) if value is not None and value == int(value) else value
