"""The duplicate check inside Odoo at growing address books: candidate look-up and whole check, per inquiry.

Contacts are written past the ORM (a million through it would take hours), with the same match keys that the ORM writes.
Run by `make bench`; `python benchmarks/lookup.py 10000 100000` chooses the sizes.
"""

import io
import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "benchmarks")]

DATABASE = "anfragemanager_bench"
SIZES = (10_000, 100_000, 1_000_000)
QUERIES = 300
CHUNK = 10_000
COLUMNS = ("name", "first_name", "last_name", "email", "email_normalized", "phone", "mobile", "street", "zip", "city",
           "company_name", "academic_title", "anfrage_salutation")  # fmt: skip


def main(sizes=SIZES) -> None:
    """Print p50 and p95 in milliseconds and how much memory the checks took, for each size of the address book."""
    env, cr = _open()
    print("  contacts        keys  look-up p50      p95  check p50      p95    growth   (ms, MB)")
    first = None
    for number, size in enumerate(sizes):
        _grow(cr, size, seed=1 + number)
        before = _resident()
        lookups, checks = _measure(env)
        cr.execute("SELECT reltuples::bigint FROM pg_class WHERE relname = 'anfragemanager_match_key'")
        row = (*_percentiles(lookups), *_percentiles(checks))
        first = first or row
        memory = _resident() - before
        times = "{:>13.2f}{:>9.2f}{:>11.2f}{:>9.2f}"
        print(f"{size:>10,}{cr.fetchone()[0]:>12,}{times.format(*row)}{memory:>10.0f}")
        print(f"{'× the first':>22}{times.format(*(now / then for now, then in zip(row, first, strict=True)))}")
    cr.rollback()
    cr.close()


def _open():
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry

    create(DATABASE)
    configure(DATABASE)
    registry = Registry(DATABASE)
    cr = registry.cursor()
    return api.Environment(cr, SUPERUSER_ID, {"lang": "de_DE"}), cr


def create(database):
    """Make a database anew by Odoo's own commands: what an earlier run left would be measured with."""
    odoo = str(PROJECT / "scripts" / "odoo")
    subprocess.run([odoo, "db", "drop", database], check=False, capture_output=True)
    subprocess.run(
        [odoo, "db", "init", database, "--language", "de_DE", "--country", "DE"], check=True, capture_output=True
    )
    subprocess.run([odoo, "module", "install", "-d", database, "anfragemanager"], check=True, capture_output=True)


def configure(database):
    """Let Odoo in this process work on a database."""
    from odoo.tools import config

    rc = os.environ.get("ODOO_RC", str(PROJECT / ".local" / "odoo.conf"))
    config.parse_config(["-c", rc, "-d", database, "--no-http", "--log-level", "error"], setup_logging=True)


def _grow(cr, size, seed):
    """Fill the address book up to `size` contacts with match keys."""
    from german_book import Generator

    cr.execute("SELECT count(*) FROM res_partner")
    missing = size - cr.fetchone()[0]
    if missing <= 0:
        return
    rows = [row.as_dict() for row in Generator(seed).book(missing)]
    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
        for start in range(0, len(rows), CHUNK):
            _copy(cr, rows[start : start + CHUNK], pool)
    cr.commit()
    cr._obj.connection.autocommit = True
    cr._obj.execute("VACUUM ANALYZE res_partner")
    cr._obj.execute("VACUUM ANALYZE anfragemanager_match_key")
    cr._obj.connection.autocommit = False


def _copy(cr, rows, pool):
    cr.execute("SELECT nextval('res_partner_id_seq') FROM generate_series(1, %s)", [len(rows)])
    ids = [row[0] for row in cr.fetchall()]
    people, keys = io.StringIO(), io.StringIO()
    for id_, row in zip(ids, rows, strict=True):
        name = " ".join(filter(None, (row["first_name"], row["last_name"]))) or row["company"]
        values = (
            name,
            *(row[column] for column in ("first_name", "last_name", "email")),
            row["email"].lower(),
            *(row[column] for column in ("phone", "mobile", "street", "zip", "city", "company", "title", "salutation")),
        )
        people.write("\t".join([str(id_), *(_escape(value) for value in values)]) + "\n")
    for id_, found in zip(ids, pool.map(_keys, rows, chunksize=500), strict=True):
        keys.writelines(f"{id_}\t{_escape(key)}\n" for key in found)
    people.seek(0)
    keys.seek(0)
    constants = f"true AS active, 'contact' AS type, {_key_version()} AS anfrage_key_version, false AS is_company"
    columns = ", ".join(("id", *COLUMNS))
    cr.execute(f"CREATE TEMP TABLE bench_partner AS SELECT {columns} FROM res_partner LIMIT 0")
    cr._obj.copy_expert(f"COPY bench_partner ({columns}) FROM STDIN", people)
    cr.execute(
        f"INSERT INTO res_partner ({columns}, active, type, anfrage_key_version, is_company, complete_name, lang) "
        f"SELECT {columns}, {', '.join(part.partition(' AS ')[0] for part in constants.split(', '))}, name, 'de_DE' "
        "FROM bench_partner"
    )
    cr.execute("DROP TABLE bench_partner")
    cr._obj.copy_expert("COPY anfragemanager_match_key (partner_id, key) FROM STDIN", keys)


def _key_version():
    from odoo.addons.anfragemanager.models.res_partner import KEY_VERSION

    return KEY_VERSION


def _keys(row):
    from anfragemanager.matching import Person, blocking_keys, prepare

    return blocking_keys(prepare(Person.from_row({**row, "country": row.get("country") or "DE"})))


def _escape(value):
    return value.replace("\\", "\\\\").replace("\t", " ").replace("\n", " ") if value else "\\N"


def _measure(env):
    """Return the seconds of the candidate look-up and of the whole check for each of the queries."""
    from german_book import Generator

    import odoo.addons.anfragemanager.matching as matching

    mailbox = env["anfragemanager.mailbox"].search([], limit=1) or env["anfragemanager.mailbox"].create(
        {
            "name": "Bench",
            "dry_run": False,
            "company_id": env.company.id,
            "user_id": env.ref("base.user_admin").id,
            "lang": "de_DE",
        }
    )
    Partner = env["res.partner"]
    lookups, checks = [], []
    generator = Generator(4711)
    queries = generator.queries(generator.book(2 * QUERIES), QUERIES)
    for query in queries:
        row = query.row.as_dict()
        inquiry = env["anfragemanager.inquiry"].create(
            {
                "mailbox_id": mailbox.id,
                "first_name": row["first_name"],
                "last_name": row["last_name"],
                "company_name": row["company"],
                "email": row["email"],
                "phone": row["phone"],
                "mobile": row["mobile"],
                "street": row["street"],
                "zip": row["zip"],
                "city": row["city"],
            }
        )
        keys = matching.blocking_keys(matching.prepare(Partner._anfrage_person_of(inquiry)))
        start = time.perf_counter()
        Partner._anfrage_candidates(keys, mailbox.company_id)
        lookups.append(time.perf_counter() - start)
        env.flush_all()
        env.invalidate_all()
        Partner._anfrage_person_of(inquiry)
        start = time.perf_counter()
        Partner._anfrage_find_duplicates(inquiry)
        checks.append(time.perf_counter() - start)
    env.cr.rollback()
    return lookups, checks


def _resident():
    """Return the resident memory of this process in MB; the difference is what the checks themselves needed."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _percentiles(seconds):
    ordered = sorted(seconds)
    return 1000 * ordered[len(ordered) // 2], 1000 * ordered[int(len(ordered) * 0.95)]


if __name__ == "__main__":
    main(tuple(int(size) for size in sys.argv[1:]) or SIZES)
