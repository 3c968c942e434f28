"""The receipt a sender may want: ``openimmo_feedback`` with a status or an error for each property."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from lxml import etree

from .writer import safe

VERSION = "1.2.5"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one property, or of the whole delivery (``reference`` None).

    ``number`` is the receiver's own code: 0 for success, otherwise an error.
    """

    reference: str | None
    number: int
    text: str

    @property
    def failed(self) -> bool:
        return self.number != 0


def write(
    target: BinaryIO,
    outcomes: Iterable[Outcome],
    *,
    sender: str,
    openimmo_anid: str | None = None,
    agency: str | None = None,
    today: date | None = None,
) -> None:
    """Write the receipt: errors in ``fehlerliste``, everything else as ``status``.

    :param sender: who received the properties and answers now
    :param openimmo_anid, agency: how the properties' sender names itself
    """
    root = etree.Element("openimmo_feedback")
    _add(root, "version", VERSION)
    head = etree.SubElement(root, "sender")
    _add(head, "name", sender)
    _add(head, "openimmo_anid", openimmo_anid or "")
    _add(head, "datum", (today or date.today()).isoformat())  # noqa: DTZ011  the agency's day
    _add(head, "makler_id", agency or "")
    outcomes = list(outcomes)
    failures = [outcome for outcome in outcomes if outcome.failed]
    if failures:
        errors = etree.SubElement(root, "fehlerliste")
        for outcome in failures:
            _outcome(etree.SubElement(errors, "fehler"), outcome, "fehlernr")
    for outcome in outcomes:
        if not outcome.failed:
            _outcome(etree.SubElement(root, "status"), outcome, "statusnr")
    target.write(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))


def _outcome(element: etree._Element, outcome: Outcome, number: str) -> None:
    _add(element, "objekt_id", outcome.reference or "")
    _add(element, number, str(outcome.number))
    _add(element, "text", outcome.text)


def _add(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = safe(text)
