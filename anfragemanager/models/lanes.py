"""How the work is dealt out to lanes; see worker_lanes.py."""

from dataclasses import dataclass

LANES_PARAMETER = "anfragemanager.lanes"
DEFAULT_LANES = 2
MAX_LANES = 16


@dataclass(frozen=True)
class Shares:
    """Mails are dealt out by their number, inquiries by their person, so that lanes seldom meet.

    :param lanes: over how many the work is spread
    :param own: those whose share it is
    """

    lanes: int
    own: frozenset

    def of_mail(self, mail_id):
        return mail_id % self.lanes in self.own

    def of_inquiry(self, inquiry):
        return inquiry._person_bucket() % self.lanes in self.own


def whole_number(value, default):
    """Return what somebody entered as a system parameter as a number, or the default where it is none.

    >>> whole_number(" 4 ", 2), whole_number("²", 2), whole_number(False, 2), whole_number("9" * 5000, 2)
    (4, 2, 2, 2)
    """
    text = (value or "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else default
