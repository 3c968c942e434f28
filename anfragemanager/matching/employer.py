"""For which of several known companies somebody works who names one."""

from collections.abc import Iterable

from ..contact.companies import legal_form
from .compare_contact import company_level
from .person import Prepared


def find_employer(person: Prepared, companies: Iterable[Prepared]) -> tuple[Prepared | None, list[Prepared]]:
    """The company that a person names, where there is no doubt which one it is, and those of which one has to ask.

    It is the only one of that name, or the only one of that name from whose own domain the person writes. A name with
    another legal form, or a mailbox at another domain of its own, leaves it open.
    """
    named = [one for one in companies if person.company and company_level(person.company, one.company) == "equal"]
    alike = [one for one in named if _bear_one_name(person, one)]
    theirs = [one for one in alike if _domains(person) & _domains(one)]
    if len(alike) == 1 and not theirs:
        theirs = [one for one in alike if not (_domains(person) and _domains(one))]
    found = theirs[0] if len(theirs) == 1 else None
    return found, [] if found else named


def _bear_one_name(a: Prepared, b: Prepared) -> bool:
    """Whether the legal forms agree; behind a name of several words it may be left out: "Kern" is no "Kern GmbH"."""
    forms = {legal_form(contact.person.company or contact.person.last_name) for contact in (a, b)}
    return len(forms) == 1 or " " in a.company and "" in forms


def _domains(contact: Prepared) -> set[str]:
    """The domains of a contact's mailboxes that are no provider's."""
    return {email.domain for email in contact.emails if email.company}
