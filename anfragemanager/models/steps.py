"""The order of the steps, written once, and what a step decides."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

# What a step leads to by itself is the one below it. Receiving and reading are steps of the mail.
STEPS = [
    ("receive", "Received"),
    ("read", "Read"),
    ("gate", "Responsibility"),
    ("exceptions", "Exceptions"),
    ("known_address", "Known E-Mail Address"),
    ("confirmation", "Confirmation"),
    ("duplicate_check", "Duplicate Check"),
    ("address", "Contact Creation"),
    ("expose", "Exposé"),
    ("processes", "Processes"),
    ("done", "Completed"),
]
_ORDER = [name for name, _label in STEPS]


def following(step):
    """Return the step behind another one, or None behind the last."""
    return dict(pairwise(_ORDER)).get(step)


@dataclass(frozen=True)
class Outcome:
    """What a step decided.

    :param to: the step to go on with, when it is not the following one
    :param result: key of the trace's OUTCOMES
    :param state: new state of the inquiry when the run ends here, else None
    :param reason: why it ends, see REASONS
    :param note: what was seen, for the clerk
    :param error: part of the step failed; what else it did stays, and the step is tried again for the rest
    :param act: what leaves the house or creates records; called without arguments, returns the outcome that counts
    :param would: the same in words, for a dry run, in which it is not called
    """

    to: str | None = None
    result: str = "ok"
    state: str | None = None
    reason: str | None = None
    note: str = ""
    error: Exception | None = None
    act: Callable | None = None
    would: str = ""


def go(note="", to=None):
    """Go on."""
    return Outcome(to, note=note)


def skip(note="", to=None):
    """The step had nothing to do."""
    return Outcome(to, result="skipped", note=note)


def fail(error):
    """Part of the step failed."""
    return Outcome(result="failed", error=error)


def stop(state, reason, note=""):
    """The run ends here."""
    return Outcome(result="waiting" if state == "waiting" else "stopped", state=state, reason=reason, note=note)


def carry_out(act, would, to=None):
    """The step sends or creates something. Nothing else in the flow may: a dry run leaves exactly this out.

    :param act: does it and returns an outcome
    :param str would: what it would do, in a sentence
    :param to: where a dry run goes on, when it is not the following step
    """
    return Outcome(to, result="would", act=act, would=would)
