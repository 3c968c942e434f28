"""What passes out of an OpenImmo delivery: frozen, typed, every value None where the sender says nothing.

Amounts are in the currency of the property, areas in m², energy values in kWh/(m²·a), dates without time.
"""

# pylint: disable=prefer-env-translation
# No Odoo in here: the sentences are only marked.

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

CHANGE, DELETE, REFERENCE = "change", "delete", "reference"
BUY, RENT, LEASE, LEASEHOLD = "buy", "rent", "lease", "leasehold"
PREPARATION, ACTIVE, RESERVED, CLOSED = "preparation", "active", "reserved", "closed"
DEMAND, CONSUMPTION, EXEMPT = "demand", "consumption", "exempt"
EXTERN, INTERN, REMOTE = "extern", "intern", "remote"
IMAGE, DOCUMENT, LINK, OTHER = "image", "document", "link", "other"


def _(sentence: str) -> str:
    """Marks a sentence for the catalogue of translations; the application looks it up there."""
    return sentence


# One sentence per code, English; the application translates by code. Names in braces are the note's own words.
SENTENCES = {
    "not_found": _("There is no file {name}."),
    "unreadable": _("The file cannot be read: {detail}."),
    "not_openimmo": _("This is not an OpenImmo file: {detail}."),
    "no_xml": _("The archive holds no OpenImmo file."),
    "broken_xml": _("The XML is broken: {detail}."),
    "truncated": _("The file ends before it is complete."),
    "encoding_unknown": _("The file names an unknown encoding: {detail}."),
    "broken_archive": _("The archive is damaged: {detail}."),
    "encrypted": _("The archive is protected by a password: {name}."),
    "doctype": _("The file brings definitions of its own (DOCTYPE with {detail}); that is refused."),
    "entities": _("The file defines XML entities; that is refused."),
    "path": _("The archive holds a file whose name leads out of its folder: {name}."),
    "too_many": _("The archive holds more than {limit} files."),
    "too_large": _("{name} is larger than {limit} bytes."),
    "ratio": _("{name} unpacks to more than {limit} times its size; that is refused."),
    "overlap": _("The archive's files overlap; that is refused."),
    "too_deep": _("Elements are nested more than {limit} deep."),
    "too_complex": _("A property has more than {limit} elements."),
    "encoding_mended": _("Characters that do not fit the stated encoding were read as Windows-1252."),
    "controls_removed": _("Control characters that XML forbids were removed."),
    "html_entities": _("HTML entities (such as &nbsp;) were read as characters."),
    "namespaces": _("Prefixes that the file does not declare were ignored."),
    "doctype_ignored": _("The DOCTYPE was ignored."),
    "no_reference": _("The property has no number (objektnr_extern, objektnr_intern or openimmo_obid)."),
    "intern_reference": _("The property has no objektnr_extern; its objektnr_intern is taken."),
    "marketing_guessed": _("vermarktungsart is missing; the prices say {value}."),
    "marketing_unknown": _("vermarktungsart is missing and no price says what it is."),
    "marketing_double": _("vermarktungsart names several ways; the prices say {value}."),
    "action_unknown": _("The action “{value}” is unknown; read as a change."),
    "state_unknown": _("The sales state “{value}” is unknown; read as active."),
    "number_unreadable": _("{name} “{value}” is not a number."),
    "date_unreadable": _("{name} “{value}” is not a date."),
    "commission_conflict": _("provisionspflichtig says no, but aussen_courtage says “{value}”; read as owed."),
    "negative": _("{name} “{value}” is negative and was left out."),
    "zip_padded": _("The postcode “{value}” lost its leading zero."),
    "attachment_path": _("The attachment “{value}” leads out of the delivery and was left out."),
    "attachment_missing": _("The attachment “{value}” is not part of the delivery."),
    "attachment_data": _("The embedded attachment “{value}” cannot be decoded."),
    "attachment_empty": _("An attachment names neither a path nor data."),
    "attachment_url": _("The attachment's address “{value}” is no web address."),
    "member_skipped": _("{name} is no OpenImmo file and was skipped."),
    "duplicate": _("The property {value} occurs several times in the delivery; the last one counts."),
    "image_absurd": _("The image “{value}” is too large to be a photograph and was left out."),
    "image_unreadable": _("The image “{value}” cannot be read."),
    "remote_refused": _("The address “{value}” is not fetched: {detail}."),
    "extra_cut": _("More unknown elements than are kept."),
}


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person should know. ``code`` is a key of :data:`SENTENCES`, ``words`` fill its braces."""

    code: str
    words: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, code: str, **words: object) -> Note:
        return cls(code, tuple((name, str(word)[:200]) for name, word in words.items()))

    @property
    def sentence(self) -> str:
        """The sentence with its braces, by which its translation is found."""
        return SENTENCES[self.code]

    def __str__(self) -> str:
        return self.sentence.format_map(dict(self.words))


class OpenImmoError(Exception):
    """A delivery that is not used: broken or hostile.

    ``file`` is the member or file, ``line`` counts from 1, ``reference`` names the property that was being read, or
    its position ("No. 3") where its number was not known yet. Any of the three may be None.
    """

    def __init__(
        self, note: Note, *, file: str | None = None, line: int | None = None, reference: str | None = None
    ) -> None:
        super().__init__(note, file, line, reference)
        self.note = note
        self.file = file
        self.line = line
        self.reference = reference

    def __str__(self) -> str:
        where = [
            self.file,
            f"line {self.line}" if self.line else None,
            f"property {self.reference}" if self.reference else None,
        ]
        place = ", ".join(filter(None, where))
        return f"{self.note} ({place})" if place else str(self.note)


class Broken(OpenImmoError):
    """The delivery cannot be read; the sender should send it again."""


class Refused(OpenImmoError):
    """The delivery tries what no sender of properties needs."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """``uebertragung``. ``full``: what the delivery does not name is gone."""

    full: bool = False
    online: bool | None = None
    mode: str | None = None
    version: str | None = None
    software: str | None = None
    software_version: str | None = None
    email: str | None = None
    timestamp: str | None = None
    registration: str | None = None


@dataclass(frozen=True, slots=True)
class Provider:
    """``anbieter``: the agency as the sender names it."""

    number: str | None = None
    name: str | None = None
    openimmo_anid: str | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True)
class Prices:
    purchase_price: float | None = None
    on_request: bool = False
    net_cold_rent: float | None = None
    cold_rent: float | None = None
    warm_rent: float | None = None
    additional_costs: float | None = None
    heating_costs: float | None = None
    lease: float | None = None
    ground_rent: float | None = None
    service_charge: float | None = None
    deposit: float | None = None
    deposit_text: str | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Commission:
    """The prospect's share (``aussen_courtage``) as written; ``percent`` and ``amount`` only where it says so."""

    due: bool | None = None
    shared: bool | None = None
    text: str | None = None
    with_vat: bool | None = None
    percent: float | None = None
    amount: float | None = None
    seller_text: str | None = None
    seller_with_vat: bool | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Areas:
    living: float | None = None
    usable: float | None = None
    total: float | None = None
    plot: float | None = None
    office: float | None = None
    retail: float | None = None
    storage: float | None = None
    rooms: float | None = None
    bedrooms: float | None = None
    bathrooms: float | None = None
    parking_spaces: float | None = None


@dataclass(frozen=True, slots=True)
class Energy:
    """``energiepass``; ``value`` is the end energy of the kind stated (GEG section 87), hwb and fgee are Austria's."""

    kind: str | None = None
    value: float | None = None
    demand: float | None = None
    consumption: float | None = None
    with_hot_water: bool | None = None
    carrier: str | None = None
    heating: str | None = None
    electricity: float | None = None
    heat: float | None = None
    energy_class: str | None = None
    year: int | None = None
    issued_on: date | None = None
    valid_until: date | None = None
    vintage: str | None = None
    residential: bool | None = None
    hwb_value: float | None = None
    hwb_class: str | None = None
    fgee_value: float | None = None
    fgee_class: str | None = None


@dataclass(frozen=True, slots=True)
class Texts:
    title: str | None = None
    summary: str | None = None
    location: str | None = None
    equipment: str | None = None
    description: str | None = None
    other: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """``kontaktperson``. ``email`` is the person's own address where the sender gives one."""

    number: str | None = None
    salutation: str | None = None
    title: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    email: str | None = None
    email_direct: str | None = None
    email_central: str | None = None
    email_feedback: str | None = None
    phone: str | None = None
    mobile: str | None = None


@dataclass(frozen=True, slots=True)
class Blob:
    """Embedded data, kept outside the memory until the next property is read."""

    offset: int
    size: int
    sha1: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """``anhang``. ``path``: beside the XML for EXTERN, a URL for REMOTE, None for INTERN."""

    location: str
    role: str
    group: str | None = None
    title: str | None = None
    format: str | None = None
    path: str | None = None
    check_kind: str | None = None
    check: str | None = None
    blob: Blob | None = None

    @property
    def name(self) -> str:
        """What a person calls it: path or URL, else its title, else what it is."""
        return self.path or self.title or f"{self.group or self.role}.{self.format or 'bin'}"


@dataclass(frozen=True, slots=True)
class Listing:
    """The property at a portal (code as in parsing/portals)."""

    portal: str
    external_id: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Extra:
    """An element this package gives no meaning to; ``path`` is relative to ``immobilie``, ``a/b``."""

    path: str
    text: str | None = None
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Property:
    key: str | None
    reference: str | None
    action: str = CHANGE
    reference_intern: str | None = None
    obid: str | None = None
    marketing_type: str | None = None
    marketing_state: str = ACTIVE
    uses: tuple[str, ...] = ()
    category: str | None = None
    subtype: str | None = None
    street: str | None = None
    zip: str | None = None
    city: str | None = None
    district: str | None = None
    state: str | None = None
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    floor: str | None = None
    floors: int | None = None
    address_released: bool = False
    available_from: str | None = None
    active_from: date | None = None
    active_until: date | None = None
    year_built: int | None = None
    prices: Prices = Prices()
    commission: Commission = Commission()
    areas: Areas = Areas()
    energy: Energy = Energy()
    language: str = "de"
    texts: Mapping[str, Texts] = field(default_factory=dict)
    contact: Contact = Contact()
    attachments: tuple[Attachment, ...] = ()
    listings: tuple[Listing, ...] = ()
    project: str | None = None
    master: bool | None = None
    extras: tuple[Extra, ...] = ()
    provider: Provider = Provider()
    notes: tuple[Note, ...] = ()
    line: int | None = None

    @property
    def title(self) -> str | None:
        """The title in the main language, else in any."""
        titles = [self.texts[self.language].title] if self.language in self.texts else []
        return next(filter(None, [*titles, *(texts.title for texts in self.texts.values())]), None)

    @property
    def price(self) -> float | None:
        """The price that counts for the marketing type; None on request."""
        prices = self.prices
        rents = (prices.net_cold_rent, prices.cold_rent, prices.warm_rent)
        order = {
            BUY: (prices.purchase_price,),
            LEASEHOLD: (prices.purchase_price, prices.ground_rent),
            RENT: (*rents, prices.lease),
            LEASE: (prices.lease, *rents),
        }.get(self.marketing_type or "", (prices.purchase_price, *rents, prices.lease))
        return None if prices.on_request else next((price for price in order if price is not None), None)

    @property
    def images(self) -> tuple[Attachment, ...]:
        return tuple(attachment for attachment in self.attachments if attachment.role == IMAGE)

    @property
    def documents(self) -> tuple[Attachment, ...]:
        return tuple(attachment for attachment in self.attachments if attachment.role == DOCUMENT)
