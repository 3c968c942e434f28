"""An office whose work is done by OCA's job queue, and ways to look at its jobs."""

from .faults import FETCHMAIL
from .mails import portal_mail
from .waiting import until

OPEN = ("wait_dependencies", "pending", "enqueued", "started")


def install(office):
    """Install OCA's addon; ours that glues the two together comes by itself."""
    office.program.run("module", "install", "-d", office.database, "queue_job")


def count(office, *states):
    """Return how many jobs there are in these states."""
    return office.one("SELECT count(*) FROM queue_job WHERE state = ANY(%s)", list(states))


def of_all(office):
    return office.execute("SELECT model_name, state, count(*) FROM queue_job GROUP BY model_name, state")


def put_mails(office, imap, domain, number, first=0):
    """Let so many mails come in, each of a person of its own; returns their addresses."""
    addresses = [f"p{place}@{domain}" for place in range(first, first + number)]
    for address in addresses:
        imap.put(office.database, portal_mail(address))
    office.wake(FETCHMAIL)
    return addresses


def state_of(office, domain):
    return office.execute(
        "SELECT state, count(*) FROM anfragemanager_inquiry WHERE email_normalized LIKE %s GROUP BY state",
        f"%@{domain}",
    )


def end_once(office, sink, domain, addresses, timeout=120):
    """Assert that each address has one inquiry, which waits, and got one mail."""
    until(
        lambda: state_of(office, domain) == [("waiting", len(addresses))],
        lambda: f"{len(addresses)} to wait: {state_of(office, domain)}, jobs {of_all(office)}\n{office._tails()}",
        timeout,
        pause=0.5,
    )
    for address in addresses:
        sink.wait_for(address)
    sink.settle()
    assert {address: len(sink.to(address)) for address in addresses} == dict.fromkeys(addresses, 1)
