"""What a sender puts down: an XML file, a ZIP or a folder of both, with the files beside them."""

# pylint: disable=method-required-super
# Files of our own, no records

from __future__ import annotations

import hashlib
import io
import lzma
import os
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from .attachments import safe_path
from .reader import XmlReader
from .types import EXTERN, INTERN, Attachment, Broken, Note, OpenImmoError, Property, Provider, Refused, Transfer

MAX_MEMBERS = 250_000
MAX_MEMBER = 4 * 1024**3
MAX_TOTAL = 64 * 1024**3
MAX_RATIO = 200
# Below this size a high ratio is an empty template, not an attack.
RATIO_FROM = 4 * 1024**2
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_SNIFF = 64 * 1024


class Delivery:
    """Iterate over the properties of a delivery, then close it (context manager).

    ``notes`` speak of the delivery as a whole, ``transfers`` name each XML file with its header, ``full`` the
    providers whose whole stock was delivered. Attachments are opened while their property is the current one.

    :param path: XML file, ZIP or folder
    :param today: the day by which ``aktiv_von`` and ``aktiv_bis`` are judged
    :raises OpenImmoError: from construction (no such file, hostile archive) and from iteration (broken file)
    """

    def __init__(self, path: str | os.PathLike, today: date | None = None) -> None:
        self.path = Path(path)
        self.today = today or date.today()  # noqa: DTZ011  the agency's day, as its clock says
        self.notes: list[Note] = []
        self.transfers: list[tuple[str, Transfer]] = []
        self.full: list[Provider] = []
        self._spool: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115  closed by close()
        self._box: _Folder | _Archive | None = None
        self._current = ""
        try:
            with _readable(str(path)):
                self._box, self._names = self._contents()
        except OpenImmoError:
            self.close()
            raise

    def __enter__(self) -> Delivery:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        self._spool.close()
        if self._box is not None:
            self._box.close()

    def __iter__(self) -> Iterator[Property]:
        for name in self._names:
            yield from self._read(name)

    def _providers(self, name: str) -> list[Provider] | None:
        """The providers of a file that names them after their properties; their ids are part of the keys."""
        with _readable(name), self._box.open(name) as file:
            head = file.read(_SNIFF).replace(b"\0", b"").lower()
        first = head.find(b"immobilie>")
        if first < 0 or any(
            0 <= head.find(word) < first for word in (b"openimmo_anid>", b"anbieternr>", b"anbieterid>")
        ):
            return None
        with self._box.open(name) as file:
            survey = XmlReader(_Guarded(file, name), self._spool, name=name, today=self.today)
            for _found in survey:
                pass
        return survey.providers

    def open(self, attachment: Attachment) -> BinaryIO | None:
        """The data of an EXTERN or INTERN attachment of the current property; None where it is not delivered."""
        if attachment.location == INTERN and attachment.blob:
            self._spool.seek(attachment.blob.offset)
            return io.BytesIO(self._spool.read(attachment.blob.size))
        if attachment.location == EXTERN and attachment.path:
            return self._box.open_beside(self._current, attachment.path)
        return None

    def absent(self, found: Property) -> Iterator[Note]:
        """A note for each file that a ZIP or folder should hold beside the XML and does not."""
        if self.path.is_file() and not isinstance(self._box, _Archive):
            return  # a single XML file: its pictures may come another way
        for attachment in found.attachments:
            if attachment.location == EXTERN and attachment.path and not self._box.find(self._current, attachment.path):
                yield Note.of("attachment_missing", value=attachment.name)

    def fingerprint(self, attachment: Attachment) -> str | None:
        """What changes when the file changes, without unpacking it: size and CRC in a ZIP, else its SHA-1."""
        if attachment.blob:
            return f"sha1:{attachment.blob.sha1}"
        if attachment.location == EXTERN and attachment.path:
            return self._box.fingerprint(self._current, attachment.path)
        return None

    def _contents(self) -> tuple[_Folder | _Archive, list[str]]:
        if not self.path.exists():
            raise Broken(Note.of("not_found", name=self.path))
        if self.path.is_dir():
            folder = _Folder(self.path)
            names = self._openimmo(folder, folder.xml_names())
            return folder, names
        with self.path.open("rb") as file:
            head = file.read(4)
        if head in _ZIP:
            archive = _Archive(self.path)
            try:
                names = self._openimmo(archive, archive.xml_names())
            except BaseException:
                archive.close()
                raise
            return archive, names
        return _Folder(self.path.parent), [self.path.name]

    def _openimmo(self, box: _Folder | _Archive, names: list[str]) -> list[str]:
        """Those of ``names`` that are OpenImmo; others are noted. A name that alone is there is read in any case."""
        found = []
        for name in names:
            with box.open(name) as file:
                head = file.read(_SNIFF)
            plain = head.replace(b"\0", b"").lower()
            if b"openimmo_feedback" not in plain and (b"<openimmo" in plain or b":openimmo" in plain):
                found.append(name)
            else:
                self.notes.append(Note.of("member_skipped", name=name))
        if not found and len(names) == 1:
            self.notes.clear()
            return names
        if not found:
            raise Broken(Note.of("no_xml"), file=str(self.path))
        return found

    def _read(self, name: str) -> Iterator[Property]:
        with _readable(name):
            file = self._box.open(name)
        with file:
            reader = XmlReader(
                _Guarded(file, name), self._spool, name=name, today=self.today, known=self._providers(name)
            )
            for found in reader:
                self._current = name
                yield found
        self.notes.extend(note for note in reader.notes if note not in self.notes)
        self.transfers.append((name, reader.transfer))
        self.full.extend(reader.full)


@contextmanager
def _readable(name: str) -> Iterator[None]:
    """What the system and zipfile raise on unreadable and damaged files, as our own error."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError) as error:
        raise Broken(Note.of("broken_archive", detail=error), file=name) from None
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or error
        raise Broken(Note.of("unreadable", detail=detail), file=name) from None


class _Guarded:
    """A file whose ``read`` raises our own error."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self._name = name

    def read(self, size: int = -1) -> bytes:
        with _readable(self._name):
            return self._file.read(size)


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name.replace("\\", "/")).casefold()


class _Box:
    """Finding a file as the sender names it: beside the XML, at the top, or by its name alone if that is unique."""

    def __init__(self) -> None:
        self._index: dict[str, str] = {}
        self._bases: dict[str, str | None] = {}

    def _add(self, name: str, alias: str | None = None) -> None:
        key = _key(alias or name)
        self._index.setdefault(key, name)
        base = key.rpartition("/")[2]
        self._bases[base] = None if base in self._bases and self._bases[base] != name else name

    def find(self, beside: str, path: str) -> str | None:
        folder = _key(beside).rpartition("/")[0]
        for spelling in dict.fromkeys((path, unquote(path))):
            inside = safe_path(spelling)
            if inside is None:
                continue
            key = _key(inside)
            found = (
                self._index.get(f"{folder}/{key}" if folder else key)
                or self._index.get(key)
                or self._bases.get(key.rpartition("/")[2])
            )
            if found:
                return found
        return None

    def xml_names(self) -> list[str]:
        names = {name for key, name in self._index.items() if key.endswith(".xml") and not _is_litter(key)}
        return sorted(names, key=_key)


def _is_litter(key: str) -> bool:
    return key.startswith("__macosx/") or key.rpartition("/")[2].startswith("._")


class _Folder(_Box):
    def __init__(self, root: Path) -> None:
        super().__init__()
        self._root = root.resolve()
        self._indexed = False

    def xml_names(self) -> list[str]:
        self._walk()
        return super().xml_names()

    def find(self, beside: str, path: str) -> str | None:
        self._walk()
        return super().find(beside, path)

    def _walk(self) -> None:
        """Look at the folder once, and only when something in it is asked for: one XML may lie in a large folder."""
        if self._indexed:
            return
        self._indexed = True
        top = str(self._root)
        for folder, _folders, files in os.walk(top):
            inside = folder[len(top) :].lstrip(os.sep).replace(os.sep, "/")
            for file in files:
                self._add(f"{inside}/{file}" if inside else file)
                if len(self._index) > MAX_MEMBERS:
                    raise Refused(Note.of("too_many", limit=MAX_MEMBERS), file=top)

    def open(self, name: str) -> BinaryIO:
        target = (self._root / name).resolve()
        # A link that leads elsewhere is no part of the delivery.
        if not target.is_relative_to(self._root):
            raise Refused(Note.of("path", name=name), file=name)
        return target.open("rb")

    def open_beside(self, beside: str, path: str) -> BinaryIO | None:
        name = self.find(beside, path)
        target = (self._root / name).resolve() if name else None
        return target.open("rb") if target and target.is_relative_to(self._root) and target.is_file() else None

    def fingerprint(self, beside: str, path: str) -> str | None:
        file = self.open_beside(beside, path)
        if file is None:
            return None
        digest = hashlib.sha1(usedforsecurity=False)
        with file:
            while piece := file.read(1024 * 1024):
                digest.update(piece)
        return f"sha1:{digest.hexdigest()}"

    def close(self) -> None:
        """Nothing is held open."""


class _Archive(_Box):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self._zip = zipfile.ZipFile(path)
        try:
            self._check(path)
        except BaseException:
            self._zip.close()
            raise

    def _check(self, path: Path) -> None:
        infos = self._zip.infolist()
        if len(infos) > MAX_MEMBERS:
            raise Refused(Note.of("too_many", limit=MAX_MEMBERS), file=str(path))
        if sum(info.compress_size for info in infos) > path.stat().st_size:
            raise Refused(Note.of("overlap"), file=str(path))
        if sum(info.file_size for info in infos) > MAX_TOTAL:
            raise Refused(Note.of("too_large", name=path.name, limit=MAX_TOTAL), file=str(path))
        for info in infos:
            name = info.filename
            if info.is_dir() and safe_path(name.rstrip("/\\") or ".") is None and ".." not in name:
                continue
            if safe_path(name) is None or name[1:2] == ":":
                raise Refused(Note.of("path", name=name), file=str(path))
            if info.is_dir():
                continue
            self._check_member(info, path)
            self._add(name)
            for alias in _spellings(info):
                self._add(name, alias)

    @staticmethod
    def _check_member(info: zipfile.ZipInfo, path: Path) -> None:
        if info.flag_bits & 0x1:
            raise Broken(Note.of("encrypted", name=info.filename), file=str(path))
        if info.file_size > MAX_MEMBER:
            raise Refused(Note.of("too_large", name=info.filename, limit=MAX_MEMBER), file=str(path))
        if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            raise Refused(Note.of("ratio", name=info.filename, limit=MAX_RATIO), file=str(path))
        if info.compress_type not in _METHODS:
            raise Broken(
                Note.of("broken_archive", detail=f"compression {info.compress_type} of {info.filename} is unknown"),
                file=str(path),
            )

    def open(self, name: str) -> BinaryIO:
        return self._zip.open(name)

    def open_beside(self, beside: str, path: str) -> BinaryIO | None:
        name = self.find(beside, path)
        return self._zip.open(name) if name else None

    def fingerprint(self, beside: str, path: str) -> str | None:
        name = self.find(beside, path)
        info = self._zip.getinfo(name) if name else None
        return f"crc:{info.CRC:08x}:{info.file_size}" if info else None

    def close(self) -> None:
        self._zip.close()


def _spellings(info: zipfile.ZipInfo) -> list[str]:
    """Names without the UTF-8 flag are read as cp437; what Windows and macOS really write there."""
    if info.flag_bits & 0x800 or info.filename.isascii():
        return []
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return []
    found = []
    for encoding in ("utf-8", "cp1252", "cp850"):
        try:
            found.append(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    return found
