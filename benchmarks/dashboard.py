"""The clerk's screens over many inquiries: server time and queries of the dashboard, the list and the search.

Inquiries, their mails and tasks are written past the ORM. Every request runs as a clerk, with empty caches of records,
as it does on the server; times are the median and the slowest of the runs.

Run by `make bench ARGS=dashboard`; `make bench ARGS="dashboard 10000 100000"` chooses how many inquiries.
"""

import sys
import time
from dataclasses import replace
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "benchmarks")]

import book_database  # noqa: E402
from german_book import Generator  # noqa: E402

from anfragemanager.contact.text import collapse, fold  # noqa: E402

SIZES = (1_000, 100_000)
RUNS = 15
PEOPLE = 5_000
MAILBOXES = 6
PROPERTIES = 300
TODO = 300
HEAD = f"{'inquiries':>10}  {'request':<34}{'median ms':>10}{'slowest':>9}{'queries':>9}{'found':>8}"
MESSAGES = (
    "Guten Tag, ich interessiere mich für Ihre Immobilie und bitte um weitere Informationen sowie einen Termin.",
    "Ist die Wohnung noch frei? Hat sie einen Balkon, und ist ein Hund erlaubt? Mit freundlichen Grüßen",
    "Wir suchen für unsere Familie ein Haus mit Garten und würden es gern am Wochenende besichtigen. " * 3,
    "Bitte senden Sie mir das Exposé und den Energieausweis zu. Finanzierung liegt vor. " * 5,
)
# Old inquiries are settled; what is open is recent. The last of each row: its share in a thousand.
SETTLED = (
    ("done", None, "done", 700), ("ignored", "property_inactive", "gate", 120), ("expired", None, "confirm", 100),
    ("aborted", "by_hand", "done", 50), ("aborted", "excluded_rule", "exceptions", 30),
)  # fmt: skip
PEOPLE_SQL = """CREATE TEMP TABLE bench_people (n integer, first_name text, last_name text, email text, phone text,
                mobile text, street text, zip text, city text, words text)"""
# pseudo-random, but the same at every run
INQUIRIES_SQL = """
WITH made AS (
    SELECT n, (hashint4(n) & 2147483647) AS h, (hashint4(n * 7 + 1) & 2147483647) AS h2,
           n > %(last)s - %(todo)s AS open
      FROM generate_series(%(first)s, %(last)s) n
), mails AS (
    INSERT INTO anfragemanager_mail (mailbox_id, company_id, fingerprint, received_at, state, kind, subject, sender,
                                     needs_review, portal_id)
    SELECT (%(mailboxes)s)[h %% %(mailbox_count)s + 1], %(company)s, 'bench-' || n,
           %(now)s - make_interval(mins => CASE WHEN open THEN h %% 4000 ELSE h %% 1051200 END), 'processed',
           'inquiry', 'Anfrage', 'portal@example.org', false, (%(portals)s)[h2 %% %(portal_count)s + 1]
      FROM made ORDER BY n RETURNING id, fingerprint, mailbox_id, received_at, portal_id
)
INSERT INTO anfragemanager_inquiry (mailbox_id, company_id, user_id, mail_id, position, date, portal_id, state, reason,
    next_step, needs_person, first_name, last_name, email, email_normalized, address_key, phone, mobile, street, zip,
    city, message, property_id, property_refs, channel, create_date, write_date, answered_at, expose_sent_at,
    attempts, expose_open_count, search_words)
SELECT mails.mailbox_id, %(company)s, %(user)s, mails.id, 0, mails.received_at, mails.portal_id,
       CASE WHEN open THEN 'aborted' ELSE settled.state END,
       CASE WHEN open THEN 'duplicate' ELSE settled.reason END,
       CASE WHEN open THEN 'duplicates' ELSE settled.step END,
       open, people.first_name, people.last_name, people.email, lower(people.email), lower(people.email),
       people.phone, people.mobile, people.street, people.zip, people.city,
       (%(messages)s)[h2 %% %(message_count)s + 1], (%(properties)s)[h2 %% %(property_count)s + 1],
       jsonb_build_array('MA-' || (h2 %% %(property_count)s + 1)), 'mail', mails.received_at, mails.received_at,
       CASE WHEN NOT open THEN mails.received_at + interval '9 minutes' END,
       CASE WHEN NOT open AND settled.state = 'done' THEN mails.received_at + interval '9 minutes' END, 0, 0,
       concat_ws(' ', people.words, 'ma' || (h2 %% %(property_count)s + 1),
                 (%(message_words)s)[h2 %% %(message_count)s + 1])
  FROM made
  JOIN mails ON mails.fingerprint = 'bench-' || made.n
  JOIN bench_people people ON people.n = h %% %(people)s
  JOIN (VALUES {settled}) settled(state, reason, step, since, until)
    ON h2 %% 1000 >= settled.since AND h2 %% 1000 < settled.until
"""
TASKS_SQL = """
INSERT INTO mail_activity (res_model, res_model_id, res_id, user_id, date_deadline, activity_type_id, active)
SELECT 'anfragemanager.inquiry', %(model)s, id, %(user)s, current_date, %(type)s, true
  FROM anfragemanager_inquiry WHERE needs_person
   AND NOT EXISTS (SELECT 1 FROM mail_activity a WHERE a.res_model = 'anfragemanager.inquiry' AND a.res_id = inquiry.id)
""".replace("FROM anfragemanager_inquiry", "FROM anfragemanager_inquiry inquiry")
LIST_FIELDS = ("date", "prospect", "property_number", "portal_id", "state", "state_text", "verdict", "reason_short")
SEARCHES = {
    "full name": "Jördis Müller",
    "name, other spelling": "mueller",
    "phone as typed": "0171 1234567",
    "property number": "MA-17",
    "words of the message": "Balkon Hund",
    "nothing like it": "Xylophonstraße",
}


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Print the table, once for each number of inquiries."""
    env, cr = book_database.open_database()
    setting = prepare(env, cr)
    clerk = env(user=setting["user"], su=False)
    print(HEAD)
    written = 0
    for size in sorted(sizes):
        write(env, setting, written + 1, size)
        written = size
        for name, request in requests(clerk, setting):
            print(f"{size:>10,}  {name:<34}" + row(clerk, request), flush=True)
    cr.rollback()
    cr.close()


def searched(value: str) -> str:
    """Return a value as it is searched: a phone number's digits, a text's letters without case and accents."""
    digits = "".join(char for char in value if char.isdigit())
    return digits if value.startswith("+") else collapse(fold(value))


def prepare(env, cr) -> dict:
    """Write people, mailboxes, properties and a clerk; return what the inquiries refer to."""
    cr.execute(PEOPLE_SQL)
    people = Generator(7).book(PEOPLE)
    people[0] = replace(people[0], first_name="Jördis", last_name="Müller", mobile="+49 171 1234567")
    fields = ("first_name", "last_name", "email", "phone", "mobile", "street", "zip", "city")
    for number, person in enumerate(people):
        values = [getattr(person, name) or None for name in fields]
        # As the field `search_words` has it.
        words = " ".join(searched(value) for value in (*values[:3], *values[3:5], values[7]) if value)
        cr.execute("INSERT INTO bench_people VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)", [number, *values, words])
    clerk = env["res.users"].create(
        {"name": "Clerk", "login": "bench", "group_ids": [(4, env.ref("anfragemanager.group_user").id)]}
    )
    mailboxes = env["anfragemanager.mailbox"].create(
        [{"name": f"Postfach {number}", "user_id": clerk.id, "dry_run": False} for number in range(MAILBOXES)]
    )
    properties = env["anfragemanager.property"].create(
        [
            {"name": f"Wohnung {number}", "reference": f"MA-{number}", "marketing_type": "rent",
             "marketing_state": "active", "user_id": clerk.id}
            for number in range(1, PROPERTIES + 1)
        ]
    )  # fmt: skip
    cr.commit()
    return {
        "user": clerk.id,
        "company": env.company.id,
        "mailboxes": mailboxes.ids,
        "portals": env["anfragemanager.portal"].search([]).ids,
        "properties": properties.ids,
    }


def write(env, setting, first: int, last: int) -> None:
    """Write the inquiries with these numbers, with their mails; the last ones are open and have a task."""
    cr = env.cr
    cr.execute("UPDATE anfragemanager_inquiry SET needs_person = false, state = 'done', reason = NULL")
    cr.execute("DELETE FROM mail_activity WHERE res_model = 'anfragemanager.inquiry'")
    since, rows = 0, []
    for state, reason, step, share in SETTLED:
        rows.append(cr.mogrify("(%s, %s, %s, %s, %s)", (state, reason, step, since, since + share)).decode())
        since += share
    lists = {name: setting[name] for name in ("mailboxes", "portals", "properties")}
    cr.execute(
        INQUIRIES_SQL.format(settled=", ".join(rows)),
        {
            **lists,
            "mailbox_count": len(lists["mailboxes"]),
            "portal_count": len(lists["portals"]),
            "property_count": len(lists["properties"]),
            "messages": list(MESSAGES),
            "message_words": [searched(message) for message in MESSAGES],
            "message_count": len(MESSAGES),
            "people": PEOPLE,
            "company": setting["company"],
            "user": setting["user"],
            "now": env.cr.now(),
            "todo": TODO,
            "first": first,
            "last": last,
        },
    )
    model = env["ir.model"]._get_id("anfragemanager.inquiry")
    kind = env.ref("anfragemanager.activity_check").id
    cr.execute(TASKS_SQL, {"model": model, "user": setting["user"], "type": kind})
    cr.commit()
    cr._obj.connection.autocommit = True
    for table in ("anfragemanager_inquiry", "anfragemanager_mail", "mail_activity"):
        cr._obj.execute(f"VACUUM ANALYZE {table}")
    cr._obj.connection.autocommit = False


def requests(env, setting) -> list:
    """Return what the web client asks the server for: ``[(name, function)]``."""
    Mailbox, Inquiry = env["anfragemanager.mailbox"], env["anfragemanager.inquiry"]
    specification = {name: {} for name in LIST_FIELDS} | {"portal_id": {"fields": {"display_name": {}}}}

    def listed(domain):
        return lambda: Inquiry.web_search_read(domain, specification, limit=80, count_limit=10_001)

    counted = {"enable_counters": True, "group_by": False, "expand": True, "limit": 200}
    return [
        ("dashboard", lambda: Mailbox.get_dashboard()),
        ("dashboard: what is wrong", lambda: Mailbox.get_signs(fresh=True)),
        ("list: all inquiries", listed([])),
        ("list: to do", listed([("needs_person", "=", True)])),
        ("list: numbers beside it", lambda: Inquiry.search_panel_select_multi_range("state", **counted)),
        ("preview", lambda: Inquiry.search([("needs_person", "=", True)], limit=1).get_preview()),
        *((f"search: {name}", listed([("search_text", "ilike", words)])) for name, words in SEARCHES.items()),
    ]


def row(env, request) -> str:
    """Run a request several times; return its part of the table."""
    seconds, queries, answer = [], 0, None
    request()
    for _run in range(RUNS):
        env.invalidate_all()
        queries, start = env.cr.sql_log_count, time.perf_counter()
        answer = request()
        seconds.append(time.perf_counter() - start)
        queries = env.cr.sql_log_count - queries
    seconds.sort()
    found = answer["length"] if isinstance(answer, dict) and "length" in answer else ""
    return f"{1000 * seconds[len(seconds) // 2]:>10.1f}{1000 * seconds[-1]:>9.1f}{queries:>9}{found:>8}"


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
