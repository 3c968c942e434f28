"""What the files of the flow share: the outcome of a step, the flow's numbers, and foreign text made storable."""

import logging
import re
import traceback
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

# One name for the whole flow, so that an administrator filters one logger.
logger = logging.getLogger("odoo.addons.anfragemanager.models.flow")

# Read by mail systems so that nobody's autoresponder answers (RFC 3834; the second is Exchange's).
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
BACKOFF_MINUTES = (5, 30, 120, 480, 1440)
COLLISION_SECONDS = 5
DELIVERY_SECONDS = 60
VERIFIED_FACTOR = 5
HEAD_LIMIT = 256 * 1024
RECIPIENT_HEADERS = re.compile(
    rb"^(?:To|Cc|Bcc|Delivered-To|X-Original-To|Envelope-To|X-Envelope-To|X-Forwarded-To|Resent-To|Apparently-To)"
    rb":((?:[^\n]*)(?:\n[ \t][^\n]*)*)",
    re.IGNORECASE | re.MULTILINE,
)
ADDRESS = re.compile(rb"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,255}")
CONFIRMATION_BEGIN, CONFIRMATION_END = "-----BEGIN ANFRAGE-----", "-----END ANFRAGE-----"
CONFIRMATION_SCOPE = "anfragemanager.confirmation"
ADDRESS_FIELDS = ("salutation", "first_name", "last_name", "phone", "mobile", "street", "zip", "city", "email")
# Stops at which a person has to do something; the others are settled by what was configured.
STOPS_WITH_TASK = ("duplicate", "ambiguous", "no_email", "alias_email", "undeliverable")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step decided.

    :param next_step: the step to go on with; None ends the run
    :param result: key of the trace's OUTCOMES
    :param state: new state of the inquiry when the run ends here, else None
    :param reason: why it ends, see REASONS
    :param note: what was seen, for the clerk
    """

    next_step: str | None = None
    result: str = "ok"
    state: str | None = None
    reason: str | None = None
    note: str = ""


def go(next_step, note="", result="ok"):
    """Go on with another step."""
    return Outcome(next_step, result=result, note=note)


def skip(next_step, note=""):
    """The step had nothing to do."""
    return Outcome(next_step, result="skipped", note=note)


def stop(state, reason, note=""):
    """The run ends here."""
    return Outcome(None, result="waiting" if state == "waiting" else "stopped", state=state, reason=reason, note=note)


def signed_block(text):
    """Return what stands between the marks of a confirmation mail, without blanks, or an empty string."""
    block = text.partition(CONFIRMATION_BEGIN)[2].partition(CONFIRMATION_END)
    return "".join(block[0].split()) if block[1] and len(block[0]) <= 20_000 else ""


def one_line(value):
    """Return foreign text as one clean line of bounded length, or False."""
    if not value:
        return False
    return " ".join("".join(char if char.isprintable() else " " for char in str(value)).split())[:500] or False


def clean_text(value):
    """Return foreign text without what the database cannot store, or False."""
    return str(value).replace("\0", "").encode("utf-8", "replace").decode()[:1_000_000] if value else False


def storable(value):
    """Return JSON-ready data without what the database cannot store (NUL, lone surrogates)."""
    if isinstance(value, dict):
        return {clean_text(key) or "": storable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [storable(item) for item in value]
    return (clean_text(value) or "") if isinstance(value, str) else value


def naive_utc(date):
    if date is None:
        return False
    try:
        return date.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    except (ValueError, OverflowError):
        return False


def where_raised(error):
    """Return the kind of an error and where it happened; its message may hold personal data and is left out."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} at {place}"
