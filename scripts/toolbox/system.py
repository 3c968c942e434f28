"""What comes from the system's packages and only some things need: without one of them just these are left out."""

import ctypes
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Need:
    """A system package.

    :ivar probe: what shows that it is there: a program's name, a file's path, or a shared library (`lib….so.N`)
    :ivar purpose: what is left out without it, one of the constants below
    """

    package: str
    probe: str
    purpose: str

    @property
    def met(self) -> bool:
        if self.probe.startswith("/"):
            return os.path.exists(self.probe)
        if self.probe.startswith("lib"):
            return _loads(self.probe)
        return shutil.which(self.probe) is not None


BROWSER = "tests in a browser"
MAIL_SERVER = "tests with a real mail server"
PDF = "exposés as PDF"
NEEDS = (
    Need("chromium", "chromium", BROWSER),
    Need("dovecot-imapd", "/usr/sbin/dovecot", MAIL_SERVER),
    Need("libpango-1.0-0", "libpango-1.0.so.0", PDF),
    Need("libpangoft2-1.0-0", "libpangoft2-1.0.so.0", PDF),
    Need("libharfbuzz-subset0", "libharfbuzz-subset.so.0", PDF),
    Need("fonts-dejavu-core", "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", PDF),
)


def missing(needs: Iterable[Need] = NEEDS) -> list[Need]:
    return [need for need in needs if not need.met]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
