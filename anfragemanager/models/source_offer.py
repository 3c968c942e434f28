"""What any source of properties hands to the engine: plain data, whatever it was read from."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import psycopg2


@dataclass(frozen=True)
class File:
    """A picture or document. ``digest`` changes with its content; ``read()`` gives the bytes, or None with a reason."""

    digest: str
    name: str
    read: Callable[[], tuple[bytes | None, str | None]]


@dataclass(frozen=True)
class Offer:
    """One property of a source.

    ``values`` are by field name of ``anfragemanager.property``; a field that is not in it is not the source's. With
    ``closing`` the property leaves the market and nothing else of it changes. ``notes`` are sentences for a person.
    """

    key: str
    reference: str
    values: Mapping[str, object] = field(default_factory=dict)
    closing: bool = False
    provider: str | None = None
    email: str | None = None
    listings: tuple[tuple[str, str | None, str | None], ...] = ()
    images: tuple[File, ...] | None = None
    documents: tuple[File, ...] | None = None
    extra: object = None
    record_id: int | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Survey:
    """What a first look at a stock says: which keys it holds, and whose whole stock it is."""

    keys: frozenset[str]
    full: bool = False
    providers: frozenset[str | None] = frozenset()
    notes: tuple[str, ...] = ()


class Stock(Protocol):
    """A source opened for one run. ``survey`` reads all of it once and raises what is wrong before anything changes."""

    def survey(self) -> Survey: ...

    def offers(self) -> Iterator[Offer]: ...


class StockError(Exception):
    """The source cannot be used as it is; the message is for a person."""


def reason_of(error: Exception) -> str:
    """What a rule or the database refused, for a person."""
    if isinstance(error, psycopg2.IntegrityError):
        return str(error.diag.message_detail or error.diag.message_primary or error)
    return str(error)
