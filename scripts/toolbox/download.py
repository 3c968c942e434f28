"""Fetch a file over HTTP so that an interrupted download goes on where it stopped."""

import hashlib
import http.client
import os
import shutil
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

BLOCK_BYTES = 1024**2
TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class Remote:
    """What is to be fetched: where it is, the name it gets, its bytes, and its hash (hexadecimal SHA-256)."""

    url: str
    name: str
    size: int
    sha256: str

    def fetch(self, folder: Path, proxies: Mapping[str, str]) -> Path:
        """The file in the folder, fetched as far as it is not there yet.

        Raises OSError where it cannot be had; what came until then is kept for the next call.
        """
        target = folder / self.name
        if target.exists() and target.stat().st_size == self.size:
            return target
        part = folder / f"{self.name}.part"
        here = part.stat().st_size if part.exists() else 0
        if here < self.size:
            request = urllib.request.Request(self.url, headers={"Range": f"bytes={here}-"} if here else {})
            # the environment's proxies too, which an empty mapping would switch off
            handlers = [urllib.request.ProxyHandler(dict(proxies))] if proxies else []
            try:
                with (
                    urllib.request.build_opener(*handlers).open(request, timeout=TIMEOUT_SECONDS) as answer,
                    # 206: only the rest; a server that cannot do so sends the whole
                    part.open("ab" if answer.status == http.client.PARTIAL_CONTENT else "wb") as file,
                ):
                    shutil.copyfileobj(answer, file, BLOCK_BYTES)
            except http.client.HTTPException as error:
                raise OSError(f"{self.url}: {error!r}") from error
        if sha256(part) != self.sha256:
            complete = part.stat().st_size >= self.size
            if complete:
                part.unlink()
            raise OSError(f"{self.url}: {'another file than its archive says' if complete else 'not the whole file'}")
        os.replace(part, target)
        return target


def sha256(path: Path) -> str:
    result = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            result.update(block)
    return result.hexdigest()
