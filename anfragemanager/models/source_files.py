"""Pictures and documents of strangers: bounded, checked by content, fetched only from public addresses."""

import io
import ipaddress
import socket
import time
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from PIL import Image, UnidentifiedImageError

from .printing import MAX_PIXELS

MAX_IMAGE = 40 * 1024 * 1024
MAX_DOCUMENT = 60 * 1024 * 1024
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "MPO")
_DOCUMENTS = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xff\xd8\xff", b"\x89PNG", b"{\\rtf")
_REDIRECTS = 3
_SECONDS = 20
# Behind these a gateway may find any IPv4 address, also one of ours: NAT64, 6to4, Teredo.
_TRANSLATED = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "2002::/16", "2001::/32")))


def _bytes(file, limit):
    """The content, or None where it is more than ``limit`` bytes."""
    if isinstance(file, bytes):
        return file if len(file) <= limit else None
    data = file.read(limit + 1)
    return data if len(data) <= limit else None


def read_image(env, name, file):
    """``(bytes, None)`` of a photograph, or ``(None, reason)``; the size is judged before anything is unpacked."""
    data = _bytes(file, MAX_IMAGE)
    if data is None:
        return None, env._("The image “%s” is too large.", name)
    try:
        # Odoo limits the decoders of the process; what it does not open, it could not show.
        formats = [name for name in _FORMATS if name in Image.OPEN]
        with Image.open(io.BytesIO(data), formats=formats) as image:
            width, height = image.size
            if width * height > MAX_PIXELS or min(width, height) < 2:
                return None, env._("The image “%(name)s” has %(width)s × %(height)s pixels and was left out.",
                                   name=name, width=width, height=height)  # fmt: skip
            image.verify()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, MemoryError):
        return None, env._("The image “%s” cannot be read.", name)
    return data, None


def read_document(env, name, file):
    """``(bytes, None)`` of a document prospects may open, or ``(None, reason)``."""
    data = _bytes(file, MAX_DOCUMENT)
    if data is None:
        return None, env._("The document “%s” is too large.", name)
    if not data.startswith(_DOCUMENTS):
        return None, env._("The document “%s” is of no kind that prospects get.", name)
    return data, None


def _is_public(address):
    if any(address in network for network in _TRANSLATED):
        return False
    return address.is_global and not address.is_multicast


def _public_address(host, port):
    """An address of ``host`` outside private networks, or None. All of them must be outside."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return None
    addresses = [ipaddress.ip_address(entry[4][0].partition("%")[0]) for entry in found]
    if not addresses or not all(map(_is_public, addresses)):
        return None
    return str(addresses[0])


def fetch(env, url, limit=MAX_IMAGE):
    """``(bytes, None)`` of a web address, or ``(None, reason)``.

    The name is resolved once and the connection goes to that very address, so that a second answer of the name server
    cannot lead inside; each redirection is judged anew.
    """
    deadline = time.monotonic() + _SECONDS
    for _step in range(_REDIRECTS + 1):
        try:
            parts = urlsplit(url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
            address = _public_address(parts.hostname, port) if parts.scheme in ("http", "https") else None
        except ValueError:  # no port, no host: whatever a delivery or a redirection calls an address
            address = None
        if address is None or port not in (80, 443):
            return None, env._("The address “%s” is not fetched: it is none of the public web.", url[:200])
        try:
            answer = _request(parts, address, port, max(deadline - time.monotonic(), 1))
        except (urllib3.exceptions.HTTPError, requests.RequestException, OSError, ValueError) as error:
            return None, env._("The address “%(url)s” cannot be reached: %(reason)s.", url=url[:200], reason=error)
        with answer:
            if answer.status in (301, 302, 303, 307, 308) and answer.headers.get("Location"):
                url = urljoin(url, answer.headers["Location"])
                continue
            if answer.status != 200:
                return None, env._("The address “%(url)s” answers %(status)s.", url=url[:200], status=answer.status)
            return _content(env, url, answer, limit, deadline)
    return None, env._("The address “%s” leads in circles.", url[:200])


def _request(parts, address, port, seconds):
    timeout = urllib3.Timeout(connect=min(seconds, 5), read=min(seconds, 10))
    if parts.scheme == "https":
        pool = urllib3.HTTPSConnectionPool(
            address,
            port,
            timeout=timeout,
            assert_hostname=parts.hostname,
            server_hostname=parts.hostname,
            retries=False,
        )
    else:
        pool = urllib3.HTTPConnectionPool(address, port, timeout=timeout, retries=False)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"Host": parts.netloc.rpartition("@")[2], "Accept": "*/*", "Accept-Encoding": "identity"}
    return pool.request("GET", target, headers=headers, preload_content=False, redirect=False)


def _content(env, url, answer, limit, deadline):
    pieces, size = [], 0
    try:
        for piece in answer.stream(65536):
            size += len(piece)
            pieces.append(piece)
            if size > limit or time.monotonic() > deadline:
                return None, env._("The address “%s” gives too much or too slowly.", url[:200])
    except (urllib3.exceptions.HTTPError, OSError) as error:
        return None, env._("The address “%(url)s” cannot be reached: %(reason)s.", url=url[:200], reason=error)
    return b"".join(pieces), None
