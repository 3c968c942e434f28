"""Hand raw mails to the mail gateway, as a mail server would, and print what became of each."""

# What a command says goes to standard error, what it finds to standard output.
# pylint: disable=print-used,invalid-commit

import json
import sys
from contextlib import suppress
from pathlib import Path

from ..parsing import NO_MAIL, parse
from .database import add_database_arguments, environment, open_registry


def add_arguments(parser):
    parser.add_argument("files", nargs="+", metavar="FILE", help="raw mail (.eml)")
    add_database_arguments(parser)
    parser.add_argument(
        "--mailbox", metavar="ALIAS", help="alias of the mailbox the mails came in by; default: as their recipients say"
    )


def run(args):
    """Deliver the files in their order, one transaction each.

    :return: exit status: 0 when every file was delivered, 1 when one could not be read or stored, 2 for wrong usage
    """
    registry = open_registry(args)
    if registry is None:
        return 2
    status = 0
    for file in args.files:
        answer = _deliver(registry, file, args.mailbox)
        if answer is None:
            return 2
        status = max(status, 1 if "error" in answer else 0)
        # every mail is delivered, also when nobody reads any more what became of it
        with suppress(BrokenPipeError):
            print(json.dumps(answer, ensure_ascii=False), flush=True)
    return status


def _deliver(registry, file, alias):
    try:
        raw = Path(file).read_bytes()
    except OSError as error:
        return {"file": file, "error": error.strerror or str(error)}
    if NO_MAIL in parse(raw).warnings:
        return {"file": file, "error": NO_MAIL}
    with registry.cursor() as cr:
        env = environment(cr)
        if alias:
            mailbox = _named(env, alias)
        else:
            mailboxes, _for_others = env["anfragemanager.mail"]._addressees(raw)
            mailbox = mailboxes[:1] or env["anfragemanager.mailbox"]._default()
        if not mailbox:
            wanted = f"with the alias {alias}" if alias else "to deliver to"
            print(f"There is no mailbox {wanted}; there are: {_listed(env)}.", file=sys.stderr)
            return None
        if len(mailbox) > 1:
            print(f"Several mailboxes have the alias {alias}; name one in full: {_listed(env)}.", file=sys.stderr)
            return None
        mail, inquiries = env["anfragemanager.worker"]._deliver(raw, mailbox)
        cr.commit()
        return {
            "file": file,
            "mail_id": mail.id,
            "kind": mail.kind or None,
            "inquiries": [
                {
                    "id": inquiry.id,
                    "state": inquiry.state,
                    "reason": inquiry.reason or None,
                    "property": inquiry.property_id.reference or None,
                    "partner_id": inquiry.partner_id.id or None,
                }
                for inquiry in inquiries.sorted("position")
            ],
            **({"error": mail.error} if mail.state == "failed" else {}),
        }


def _named(env, alias):
    """The mailboxes with an alias, given as its local part or as the whole address."""
    local, _, domain = alias.lower().partition("@")
    mailboxes = env["anfragemanager.mailbox"].search([("alias_name", "=", local)])
    return mailboxes.filtered(lambda mailbox: mailbox.alias_domain_id.name == domain) if domain else mailboxes


def _listed(env):
    """Every mailbox as “address (name)”, since neither alias nor name need be unique."""
    mailboxes = env["anfragemanager.mailbox"].search([])
    names = (f"{mailbox.alias_email or mailbox.alias_name or 'no alias'} ({mailbox.name})" for mailbox in mailboxes)
    return ", ".join(names) or "none"
