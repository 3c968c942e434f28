"""What an inquiry costs from the mail to the queued exposé, beside Odoo's own opportunity from the same mail.

One database, one run, the four ways taken in turn, so that a busy machine slows all of them alike:

A  a plain `crm.lead` by its alias
B  received, read, its property found
C  a known contact, to the exposé queued
D  unknown: read, asked, confirmed, compared, created, to the exposé queued

Run by `make bench ARGS=flow`; `python benchmarks/flow.py 0 10000 --rounds 20 --sql D --keep` chooses sizes of the
address book, how often each way is taken, of which way the statements are listed, and keeps the database.
"""

import argparse
import collections
import contextlib
import re
import subprocess
import sys
import time
from datetime import datetime, timezone
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from hashlib import sha256
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "benchmarks")]

import book_database  # noqa: E402

DATABASE = "anfragemanager_bench_flow"
SIZES = (0, 10_000, 100_000)
ROUNDS = 40
WARM_UP = 3
BURST = 100
# So many contacts are made one by one, the others are copies of them.
KEYED = 1_000
WAYS = "ABCD"
DOMAIN = "makler.example"
RECIPIENT = f"bench@{DOMAIN}"
TEXT = """{title}
Scout-ID:
162188779

Anrede:
Herr
Vorname:
{first}
Nachname:
{last}
E-Mail:
{email}
Telefon:
{phone}
Adresse:
{street}
{zip} {city}

Nachricht Ihrer Interessent:innen

Sehr geehrte Frau Klerk,
bitte senden Sie mir weitere Informationen. Eine Besichtigung wäre ab dem 1. Dezember möglich.
Mit freundlichen Grüßen
"""


def main() -> None:
    """Print what the options ask for, or work as one of the workers of the throughput."""
    options = _options()
    if options.worker is not None:
        work(options.worker)
    else:
        report(options)


def report(options) -> None:
    """Print queries, milliseconds and their ratio to A for each way and size of the address book."""
    bench = Bench(options.keep)
    print(f"{'contacts':>9}{'way':>5}{'queries':>9}{'ms p50':>9}{'p95':>8}{'× A':>7}{'growth':>8}{'kB':>7}")
    first = {}
    for number, size in enumerate(options.sizes):
        bench.grow(size, seed=1 + number)
        runs = bench.measure(options.rounds, options.sql)
        base = _middle([run.seconds for run in runs["A"]])
        for way in WAYS:
            seconds = sorted(run.seconds for run in runs[way])
            middle = _middle(seconds)
            first.setdefault(way, middle / base)
            print(
                f"{size:>9,}{way:>5}{_middle([run.queries for run in runs[way]]):>9.0f}{1000 * middle:>9.1f}"
                f"{1000 * seconds[int(len(seconds) * 0.95)]:>8.1f}{middle / base:>7.2f}"
                f"{middle / base / first[way]:>8.2f}{_mean([run.stored for run in runs[way]]) / 1000:>7.1f}",
                flush=True,
            )
    print("× A: time of the way by that of a plain opportunity; growth: that ratio by the first size's;")
    print("kB: by how much the database grew for each, indexes included.")
    if options.sql:
        bench.print_statements(options.sql, options.rounds)
    if options.mails:
        bench.print_throughput(options.mails)


def _options():
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", nargs="*", type=int, default=list(SIZES))
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--sql", choices=list(WAYS))
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--mails", type=int, default=300, help="for the throughput; 0 leaves it out")
    parser.add_argument("--worker", type=int, help=argparse.SUPPRESS)
    return parser.parse_args()


def _middle(values):
    return sorted(values)[len(values) // 2]


def _mean(values):
    return sum(values) / len(values)


def prospect(number, known=False):
    """Return a person whose name, number and street are nobody else's."""
    email = f"{'known' if known else 'new'}{number}@example{number % 97}.org"
    digest = sha256(email.encode()).digest()
    syllables = ("ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "wo", "fu", "ge", "hi", "ja", "do", "pe", "zi")
    first, last, street = (
        "".join(syllables[byte % 16] for byte in digest[start : start + 4]).capitalize() for start in (0, 8, 16)
    )
    return {
        "email": email, "first": first, "last": last, "street": f"{street}weg {digest[24]}",
        "zip": f"{10000 + int.from_bytes(digest[25:27], 'big')}", "city": "Berlin",
        "phone": f"+49 30 {int.from_bytes(digest[4:8], 'big') % 10**7 + 10**7}",
    }  # fmt: skip


def portal_mail(person, recipient, reference="MA-1024"):
    """Return a portal's mail as it comes today: plain text and HTML, about five kilobytes."""
    title = f"Reihenhaus mit Garten ({reference})"
    text = TEXT.format(title=title, **person)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = "ImmobilienScout24 <noreply@immobilienscout24.de>"
    mail["To"] = recipient
    mail["Subject"] = f"Neue Anfrage zu Objekt {reference}"
    mail["Date"] = format_datetime(datetime.now(timezone.utc))
    mail["Message-ID"] = make_msgid(domain="fixture.invalid")
    mail.set_content(text)
    rows = "".join(f'<tr><td style="font-family:Arial;padding:4px">{line}</td></tr>' for line in text.splitlines())
    mail.add_alternative(f"<html><body><table>{rows}</table></body></html>", subtype="html")
    return mail.as_bytes()


class Run(collections.namedtuple("Run", "queries seconds stored")):
    """What one inquiry cost: statements, seconds, bytes the database grew by."""


class Bench:
    """An agency's database, and an inquiry carried through it in four ways."""

    def __init__(self, keep=False):
        from odoo import SUPERUSER_ID, api
        from odoo.tools import config

        self._api, self._user, self._config = api, SUPERUSER_ID, config
        self._registry = _open(DATABASE, keep)
        self._number = time.time_ns() if keep else 0
        self._statements = collections.Counter()
        self._own_seconds = 0
        self._prepare()

    @contextlib.contextmanager
    def transaction(self):
        """Yield an environment of a transaction of its own, as each request and each turn of a job has."""
        with self._registry.cursor() as cr:
            yield self._api.Environment(cr, self._user, {"lang": "de_DE"})

    def _prepare(self):
        with self.transaction() as env:
            if env["anfragemanager.mailbox"].search([("name", "=", "Bench")]):
                return
            prepare(env)

    def grow(self, size, seed):
        """Fill the address book up to a size."""
        if size:
            with self._registry.cursor() as cr:
                book_database.grow(cr, min(size, KEYED), seed)
                book_database.multiply(cr, size)

    def measure(self, rounds, listed=None):
        """Take each way so often, in turn. Returns ``{way: [Run]}``."""
        from odoo import sql_db

        runs = {way: [] for way in WAYS}
        for turn in range(-WARM_UP, rounds):
            for way in WAYS:
                self._number += 1
                self._send_all()
                prepared = getattr(self, f"_before_{way.lower()}")()
                stored, queries = self._size(), sql_db.sql_counter
                self._own_seconds, start = 0, time.perf_counter()
                with self._listening(way == listed and turn >= 0):
                    getattr(self, f"_way_{way.lower()}")(prepared)
                seconds = time.perf_counter() - start - self._own_seconds
                run = Run(sql_db.sql_counter - queries, seconds, None)
                if turn >= 0:
                    runs[way].append(run._replace(stored=self._size() - stored))
        return runs

    def _send_all(self):
        """Leave no mail in the queue, as Odoo's own job does that no server answers here."""
        with self.transaction() as env:
            env.cr.execute("UPDATE mail_mail SET state = 'sent' WHERE state <> 'sent'")

    def _size(self):
        with self.transaction() as env:
            env.cr.execute("SELECT pg_database_size(current_database())")
            return env.cr.fetchone()[0]

    # ways

    # The mail is written before, it is the portal's work.

    def _before_a(self):
        return portal_mail(prospect(self._number), f"leads-bench@{DOMAIN}")

    def _way_a(self, raw):
        with self.transaction() as env:
            env["mail.thread"].message_process("crm.lead", raw)

    def _before_b(self):
        person = prospect(self._number)
        return person["email"], portal_mail(person, RECIPIENT, "MA-3000")

    def _way_b(self, mail):
        self._work(self._receive(*mail), "ignored")

    def _before_c(self):
        person = prospect(self._number, known=True)
        with self.transaction() as env:
            env["res.partner"].create({"name": f"{person['first']} {person['last']}", "email": person["email"]})
        return person["email"], portal_mail(person, RECIPIENT)

    def _way_c(self, mail):
        self._work(self._receive(*mail), "done")

    def _before_d(self):
        person = prospect(self._number)
        return person["email"], portal_mail(person, RECIPIENT)

    def _way_d(self, mail):
        inquiry_id = self._work(self._receive(*mail), "waiting")
        with self.transaction() as env:
            inquiry = env["anfragemanager.inquiry"].browse(inquiry_id)
            inquiry._submit({"salutation": "mr"})
            state = inquiry.state
            assert state == "done", (state, inquiry.reason, inquiry.reason_note)

    def _receive(self, email, raw):
        with self.transaction() as env:
            env["mail.thread"].message_process("anfragemanager.inquiry", raw)
        return email

    def _work(self, email, expected):
        """Let the worker do what is due, as its jobs do, without Odoo's own book-keeping of jobs."""
        with self.transaction() as env:
            self._turn(env)
            with self._uncounted():
                inquiry = env["anfragemanager.inquiry"].search([("email_normalized", "=", email)])
                open_still = inquiry.state == "new"
            if open_still:
                self._turn(env)
            assert inquiry.state == expected, (email, inquiry.state, inquiry.reason, inquiry.reason_note)
            return inquiry.id

    def _turn(self, env):
        """Run the lanes that were called, as Odoo runs jobs that have a trigger."""
        worker = env["anfragemanager.worker"]
        jobs = {worker._lane_job(lane).id: lane for lane in range(worker._lanes())}
        with self._uncounted():
            env.cr.execute(
                "DELETE FROM ir_cron_trigger WHERE cron_id = ANY(%s) AND call_at <= now() AT TIME ZONE 'utc'"
                " RETURNING cron_id",
                [list(jobs)],
            )
            called = {jobs[job] for (job,) in env.cr.fetchall()}
            env.cr.commit()
        for lane in sorted(called):
            worker._cron_process(lane)

    @contextlib.contextmanager
    def _uncounted(self):
        """Leave out the benchmark's own statements, and the time they take."""
        from odoo import sql_db

        before, start = sql_db.sql_counter, time.perf_counter()
        yield
        sql_db.sql_counter = before
        self._own_seconds += time.perf_counter() - start

    # throughput

    def print_throughput(self, mails):
        """Print inquiries per second with one and two workers, and how long mails of a burst wait for their answer."""
        print(f"\n{'workers':>8}{'mails':>7}{'per second':>12}{'×':>7}")
        first = None
        for count in (1, 2):
            with self.transaction() as env:
                env["anfragemanager.worker"]._set_lanes(count)
            numbers = self._receive_many(mails)
            with workers(count):
                # Not the start of the processes is measured, but the work.
                self._until(numbers, min(20, mails // 3))
                start, before = time.perf_counter(), self._answered(numbers)
                self._until(numbers, mails)
                rate = (mails - before) / (time.perf_counter() - start)
            first = first or rate
            print(f"{count:>8}{mails:>7}{rate:>12.1f}{rate / first:>7.2f}", flush=True)
        with workers(2):
            time.sleep(5)
            numbers = []
            for _mail in range(BURST):
                numbers += self._receive_many(1)
                time.sleep(60 / BURST)
            self._until(numbers, BURST)
        waits = sorted(self._waits(numbers))
        p95 = waits[int(len(waits) * 0.95)]
        print(f"burst of {BURST} a minute, two workers: in to queued p50 {_middle(waits):.1f} s, p95 {p95:.1f} s")

    def _receive_many(self, count):
        numbers = range(self._number + 1, self._number + count + 1)
        self._number += count
        for number in numbers:
            person = prospect(number)
            self._receive(person["email"], portal_mail(person, RECIPIENT))
        return list(numbers)

    def _answered(self, numbers):
        with self.transaction() as env:
            emails = [prospect(number)["email"] for number in numbers]
            return env["anfragemanager.token"].search_count([("email_normalized", "in", emails)])

    def _until(self, numbers, count):
        while self._answered(numbers) < count:
            time.sleep(0.05)

    def _waits(self, numbers):
        with self.transaction() as env:
            env.cr.execute(
                """
                SELECT extract(epoch FROM token.create_date - mail.create_date)
                  FROM anfragemanager_token AS token
                  JOIN anfragemanager_inquiry AS inquiry ON inquiry.id = token.inquiry_id
                  JOIN anfragemanager_mail AS mail ON mail.id = inquiry.mail_id
                 WHERE token.email_normalized = ANY(%s)
                """,
                [[prospect(number)["email"] for number in numbers]],
            )
            return [float(wait) for (wait,) in env.cr.fetchall()]

    # statements

    @contextlib.contextmanager
    def _listening(self, wanted):
        if not wanted:
            yield
            return
        from odoo import sql_db

        execute = sql_db.Cursor.execute

        def listed(cursor, query, *args, **kwargs):
            self._statements[_shape(query)] += 1
            return execute(cursor, query, *args, **kwargs)

        sql_db.Cursor.execute = listed
        try:
            yield
        finally:
            sql_db.Cursor.execute = execute

    def print_statements(self, way, rounds):
        """Print the statements of one way by their number."""
        print(f"\nstatements of {way}, per inquiry:")
        for shape, count in self._statements.most_common():
            print(f"{count / rounds:>7.2f}  {shape}")


@contextlib.contextmanager
def workers(count):
    """Let so many processes work, each on a lane of its own, as Odoo's do."""
    command = [sys.executable, __file__, "--worker"]
    running = [subprocess.Popen([*command, str(lane)]) for lane in range(count)]
    try:
        yield
    finally:
        for process in running:
            process.terminate()
            process.wait()


def work(lane):
    """Work on one lane until the process is ended."""
    from odoo import SUPERUSER_ID, api

    registry = _open(DATABASE, keep=True)
    while True:
        with registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})["anfragemanager.worker"]._cron_process(lane)
        time.sleep(0.05)


def _shape(query):
    text = " ".join(str(getattr(query, "code", query)).split())
    text = re.sub(r'(SAVEPOINT) "[0-9a-f-]+"', r"\1", text)
    return re.sub(r"(SELECT) .*? (FROM)", r"\1 … \2", text)[:170]


def _open(database, keep):
    """Return the registry of a fresh database, made by Odoo's own commands, or of the one that is there."""
    import psycopg2

    from odoo.modules.registry import Registry

    if keep:
        with contextlib.suppress(psycopg2.OperationalError):
            book_database.configure(database)
            registry = Registry(database)
            if "anfragemanager.mailbox" in registry:
                return registry
    book_database.create(database)
    book_database.configure(database)
    return Registry(database)


def prepare(env):
    """Make the agency: mailbox, properties, an alias for plain opportunities."""
    company = env.company
    company.write({"name": "Makler am Fluss GmbH", "email": f"info@{DOMAIN}", "country_id": env.ref("base.de").id})
    company.write(dict.fromkeys(("anfrage_limit_total", "anfrage_limit_domain", "anfrage_limit_provider"), 1_000_000))
    domain = env["mail.alias.domain"].search([("name", "=", DOMAIN)]) or env["mail.alias.domain"].create(
        {"name": DOMAIN}
    )
    company.alias_domain_id = domain
    clerk = env["res.users"].with_context(no_reset_password=True).create(
        {
            "name": "Sabine Klerk",
            "login": "sabine",
            "email": f"sabine@{DOMAIN}",
            "lang": "de_DE",
            "group_ids": [(4, env.ref("anfragemanager.group_user").id), (4, env.ref("base.group_partner_manager").id)],
        }
    )  # fmt: skip
    env["mail.alias"].create(
        {
            "alias_name": "leads-bench",
            "alias_domain_id": domain.id,
            "alias_model_id": env["ir.model"]._get_id("crm.lead"),
        }
    )
    # Odoo takes many mails from one address for a loop; portals send all of theirs so.
    env["mail.gateway.allowed"].create({"email": "noreply@immobilienscout24.de"})
    env["anfragemanager.mailbox"].create(
        {
            "name": "Bench",
            "company_id": company.id,
            "alias_name": "bench",
            "user_id": clerk.id,
            "lang": "de_DE",
            "dry_run": False,
        }
    )
    for reference, state in (("MA-1024", "active"), ("MA-3000", "reserved")):
        env["anfragemanager.property"].create(
            {
                "name": "Reihenhaus mit Garten",
                "reference": reference,
                "company_id": company.id,
                "user_id": clerk.id,
                "marketing_type": "buy",
                "marketing_state": state,
                "purchase_price": 450000,
                "street": "Gartenstr. 5",
                "zip": "50667",
                "city": "Köln",
            }
        )
    env["ir.config_parameter"].set_param("web.base.url.freeze", "True")
    # As in every database that is a day old: the contacts are prepared for the duplicate check.
    env["res.partner"]._cron_anfrage_keys()


if __name__ == "__main__":
    main()
