"""The reader's words in the user's language: `parsing` knows neither Odoo nor languages."""

import re

from ..parsing.evidence import german


def field_in_words(env, name):
    """Return the label of a field of the reader (see ``parsing.types``), the name itself when it is unknown."""
    labels = {
        "kind": env._("Kind"),
        "portal": env._("Portal"),
        "format": env._("Format"),
        "warnings": env._("Warnings"),
        "inquiry": env._("Inquiry"),
        "property_refs": env._("Property numbers"),
        "salutation": env._("Salutation"),
        "title": env._("Academic title"),
        "first_name": env._("First name"),
        "last_name": env._("Last name"),
        "company": env._("Company"),
        "email": env._("E-mail"),
        "email_is_alias": env._("Hidden by the portal"),
        "phone": env._("Phone"),
        "mobile": env._("Mobile"),
        "street": env._("Street"),
        "zip": env._("ZIP"),
        "city": env._("City"),
        "country": env._("Country"),
        "message": env._("Message"),
        "wishes": env._("Wishes"),
        "preferred_contact": env._("Preferred contact"),
        "language": env._("Language"),
        "disclosure": env._("Self-disclosure"),
        "external_id": env._("Portal's ID"),
    }
    return labels.get(name, name)


def format_in_words(env, name):
    """Return how a mail states its data, in words; the name itself when it is unknown, "" for none."""
    words = {
        "openimmo_feedback": env._("OpenImmo feedback"),
        "immowelt_xml": env._("immowelt's XML"),
        "labels": env._("Names and values in the text"),
        "relay": env._("Message through the portal, address hidden"),
    }
    return words.get(name, name or "")


def evidence_in_words(env, kinds, row):
    """Return a row of the evidence as a line: the kind it speaks for, the reason, the words that were seen.

    The reasons are titles of rules, which carry their German wording themselves (`parsing/data/kinds.ini`).

    :param kinds: ``{code: label}`` in the user's language
    """
    reason = row.get("means") or ""
    if (env.lang or "").startswith("de"):
        reason = german(reason) or reason
    if row.get("where") != "mail" and row.get("saw"):
        reason = env._("%(reason)s – “%(words)s”", reason=reason, words=row["saw"])
    return f"{kinds.get(row.get('class'), row.get('class'))} {row.get('weight', 0):+d}: {reason}"


def warning_in_words(env, warning):
    """Return a warning of the reader as a sentence in the user's language; one without wording stays as it is."""
    for pattern, wording in _wordings(env).items():
        match = re.fullmatch(pattern, warning)
        if match:
            return wording % match.groupdict() if match.groupdict() else wording
    return warning


def _wordings(env):
    return {
        r"the mail could not be taken apart \((?P<error>.*)\)": env._("The mail could not be taken apart (%(error)s)."),
        r"the mail could not be read \((?P<error>.*)\)": env._("The mail could not be read (%(error)s)."),
        r"the e-mail address given is the agency's own": env._("The e-mail address given is one of our own."),
        r"text beyond (?P<count>\w+) lines was not read": env._("Text beyond %(count)s lines was not read."),
        r"text beyond 1 MB was not read": env._("Text beyond 1 MB was not read."),
        r"no headers: this does not look like a mail": env._("It has no headers and does not look like a mail."),
        r"mail is larger than 25 MB: only the first 25 MB were read": env._(
            "The mail is larger than 25 MB: only the first 25 MB were read."
        ),
        r"mail has more than 100 parts: only the first 100 were read": env._(
            "The mail has more than 100 parts: only the first 100 were read."
        ),
        r"mail is nested too deeply: inner parts were not read": env._(
            "The mail is nested too deeply: inner parts were not read."
        ),
        r"mail holds many mails or mails in mails: not all of them were read": env._(
            "The mail holds many mails, or mails in mails: not all of them were read."
        ),
        r"attachment winmail\.dat \(Outlook's own format\) cannot be read": env._(
            "The attachment winmail.dat (Outlook's own format) cannot be read."
        ),
        r"mail is encrypted or sealed \(S/MIME\): its content cannot be read": env._(
            "The mail is encrypted or sealed (S/MIME): its content cannot be read."
        ),
        r"mail is encrypted \(PGP\): its content cannot be read": env._(
            "The mail is encrypted (PGP): its content cannot be read."
        ),
        r"mail has more than 1000 headers: the rest was not read": env._(
            "The mail has more than 1000 headers: the rest was not read."
        ),
        r"a header longer than 50 KB was cut": env._("A header longer than 50 KB was cut."),
        r"pretends to come from (?P<portal>.+), but the sender is not one of its addresses": env._(
            "The mail pretends to come from %(portal)s, but the sender is not one of its addresses."
        ),
        r"the sender check failed for (?P<portal>.+): not taken as an inquiry": env._(
            "The sender check failed for %(portal)s: not taken as an inquiry."
        ),
        r"looks like an inquiry from (?P<portal>.+), but no person could be read from it": env._(
            "This looks like an inquiry from %(portal)s, but no person could be read from it."
        ),
    }
