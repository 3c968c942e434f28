"""Folders deliveries arrive in: on this machine (or mounted), or on a server by SFTP."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

try:
    import paramiko
except ImportError:
    # Only who fetches by SFTP needs it.
    paramiko = None

ENDINGS = (".xml", ".zip")
MAX_BYTES = 16 * 1024**3
_SECONDS = 30


@dataclass(frozen=True)
class Entry:
    """A file that may be a delivery. ``modified`` in seconds since 1970, by the clock of its own machine."""

    name: str
    size: int
    modified: float


class InboxError(Exception):
    """The folder cannot be used. ``code`` is one of: library, login, unknown_host, changed_host, unreachable."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(detail or code)
        self.code = code


@dataclass(frozen=True)
class SftpAddress:
    """``sftp://user@host:port/folder`` taken apart."""

    host: str
    port: int
    user: str
    folder: str

    @classmethod
    def parse(cls, text: str) -> "SftpAddress":
        """
        :raises ValueError: no user, host or number of a port in it
        """
        parts = urlsplit(text)
        if parts.scheme != "sftp" or not parts.hostname or not parts.username or parts.password:
            raise ValueError(text)
        return cls(parts.hostname, parts.port or 22, unquote(parts.username), unquote(parts.path) or "/")


class LocalInbox:
    """A folder on this machine, local or mounted."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)

    def entries(self) -> list[Entry]:
        """
        :raises OSError: the folder is gone or closed to us
        """
        with os.scandir(self._folder) as found:
            return [
                Entry(entry.name, status.st_size, status.st_mtime_ns / 1e9)
                for entry in found
                if entry.is_file(follow_symlinks=False) and entry.name.lower().endswith(ENDINGS)
                for status in (entry.stat(follow_symlinks=False),)
            ]

    @contextmanager
    def open(self, name: str) -> Iterator[str]:
        """The file as a path on this machine.

        :raises OSError: it is gone
        """
        path = self._folder / name
        path.stat()
        yield str(path)

    def put(self, folder: str, name: str, source: str) -> None:
        """Lay a file into a subfolder; whoever looks sees it whole or not at all.

        :param str source: path of the file to copy
        :raises OSError: it cannot be written
        """
        target = self._folder / folder
        target.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target, delete=False, suffix=".tmp") as file, open(source, "rb") as given:
            shutil.copyfileobj(given, file)
        os.chmod(file.name, 0o644)
        os.replace(file.name, target / name)


class SftpInbox:
    """A folder on a server. Its key must be the one an administrator accepted.

    :param known_key: as in a ``known_hosts`` file, without the name: ``ssh-ed25519 AAAA…``
    """

    def __init__(
        self, address: SftpAddress, known_key: str | None, password: str | None = None, private_key: str | None = None
    ) -> None:
        if paramiko is None:
            raise InboxError("library")
        self._address = address
        self._known_key = known_key
        self._password = password
        self._private_key = private_key

    def host_key(self) -> tuple[str, str]:
        """``(key, fingerprint)`` of the server as it shows itself now; nobody has vouched for it.

        :raises InboxError: nobody answers
        """
        with self._reached(), paramiko.Transport(self._socket()) as transport:
            transport.start_client(timeout=_SECONDS)
            key = transport.get_remote_server_key()
            return f"{key.get_name()} {key.get_base64()}", key.fingerprint

    def entries(self) -> list[Entry]:
        with self._session() as session:
            return [
                Entry(item.filename, item.st_size or 0, item.st_mtime or 0)
                for item in session.listdir_attr(self._address.folder)
                if stat.S_ISREG(item.st_mode or 0)
                and item.filename.lower().endswith(ENDINGS)
                and "/" not in item.filename
            ]

    @contextmanager
    def open(self, name: str) -> Iterator[str]:
        with tempfile.NamedTemporaryFile(suffix=Path(name).suffix) as file:
            with self._session() as session, session.open(self._path(name), "rb") as remote:
                remote.prefetch(min(remote.stat().st_size or 0, MAX_BYTES))
                size = 0
                while piece := remote.read(1024 * 1024):
                    size += len(piece)
                    if size > MAX_BYTES:
                        raise InboxError("unreachable", f"> {MAX_BYTES} bytes")
                    file.write(piece)
            file.flush()
            yield file.name

    def put(self, folder: str, name: str, source: str) -> None:
        with self._session() as session:
            with suppress(OSError):
                session.mkdir(self._path(folder))
            part = self._path(f"{folder}/{name}.tmp")
            session.put(source, part)
            session.posix_rename(part, self._path(f"{folder}/{name}"))

    def _path(self, name: str) -> str:
        return f"{self._address.folder.rstrip('/')}/{name}"

    @contextmanager
    def _reached(self):
        try:
            yield
        except paramiko.BadHostKeyException as error:
            raise InboxError("changed_host", error.key.fingerprint) from None
        except paramiko.AuthenticationException as error:
            raise InboxError("login", str(error)) from None
        except (paramiko.SSHException, EOFError) as error:
            raise InboxError("unreachable", str(error) or type(error).__name__) from None

    def _socket(self):
        import socket

        return socket.create_connection((self._address.host, self._address.port), timeout=_SECONDS)

    @contextmanager
    def _session(self):
        if not self._known_key:
            raise InboxError("unknown_host")
        with self._reached(), paramiko.SSHClient() as client:
            kind, _space, data = self._known_key.partition(" ")
            key = paramiko.PKey.from_type_string(kind, _decoded(data))
            name = self._address.host if self._address.port == 22 else f"[{self._address.host}]:{self._address.port}"
            client.get_host_keys().add(name, kind, key)
            client.set_missing_host_key_policy(paramiko.RejectPolicy())
            try:
                self._connect(client)
            except (paramiko.AuthenticationException, paramiko.BadHostKeyException):
                raise
            except (paramiko.SSHException, EOFError):
                # A busy server drops connections before the login at random (OpenSSH's MaxStartups).
                self._connect(client)
            with client.open_sftp() as session:
                session.get_channel().settimeout(_SECONDS)
                yield session

    def _connect(self, client):
        client.connect(
            self._address.host,
            self._address.port,
            self._address.user,
            password=self._password or None,
            pkey=_private(self._private_key),
            timeout=_SECONDS,
            banner_timeout=_SECONDS,
            auth_timeout=_SECONDS,
            allow_agent=False,
            look_for_keys=False,
        )


def _decoded(data):
    import base64

    return base64.b64decode(data)


def _private(text):
    """A private key of any kind, as its file says it."""
    if not text:
        return None
    import io

    for kind in (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey):
        with suppress(paramiko.SSHException, ValueError):
            return kind.from_private_key(io.StringIO(text.strip() + "\n"))
    raise InboxError("login", "key")
