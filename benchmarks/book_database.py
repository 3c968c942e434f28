"""An Odoo database with an address book of any size for the benchmarks.

Contacts are written past the ORM (a million through it would take hours), with the same match keys that the ORM writes.
"""

import io
import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "benchmarks")]

DATABASE = "anfragemanager_bench"
CHUNK = 10_000
COLUMNS = ("name", "first_name", "last_name", "email", "email_normalized", "phone", "mobile", "street", "zip", "city",
           "company_name", "academic_title", "anfrage_salutation")  # fmt: skip
_INQUIRY_FIELDS = ("first_name", "last_name", "email", "phone", "mobile", "street", "zip", "city")


def open_database():
    """Return environment and cursor of a database of its own."""
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
    for command in (
        ["db", "init", database, "--force", "--language", "de_DE", "--country", "DE"],
        ["module", "install", "-d", database, "anfragemanager"],
    ):
        done = subprocess.run([odoo, *command], check=False, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"odoo {' '.join(command)} ended with {done.returncode}:\n{done.stderr[-2000:]}")


def configure(database):
    """Let Odoo in this process work on a database."""
    from odoo.tools import config

    rc = os.environ.get("ODOO_RC", str(PROJECT / ".local" / "odoo.conf"))
    config.parse_config(["-c", rc, "-d", database, "--no-http", "--log-level", "error"], setup_logging=True)


def grow(cr, size, seed, given=None):
    """Fill the address book up to `size` contacts with match keys; `given` as german_book.Generator takes it."""
    from german_book import Generator

    cr.execute("SELECT count(*) FROM res_partner")
    missing = size - cr.fetchone()[0]
    if missing <= 0:
        return
    generator = Generator(seed, given)
    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
        while missing > 0:
            rows = [row.as_dict() for row in generator.book(min(CHUNK, missing))]
            _copy(cr, rows, pool.map(_keys, rows, chunksize=500))
            missing -= len(rows)
    _tidy(cr)


def _tidy(cr):
    cr.commit()
    cr._obj.connection.autocommit = True
    cr._obj.execute("VACUUM ANALYZE res_partner")
    cr._obj.execute("VACUUM ANALYZE anfragemanager_match_key")
    cr._obj.connection.autocommit = False


def multiply(cr, size):
    """Fill the address book up to `size` contacts with copies of those in it, made by the database itself.

    Keying a hundred thousand contacts takes longer than what is measured with them. A copy has an address and keys of
    its own; every tenth keeps its model's keys, so that frequent ones become more frequent.
    """
    cr.execute("CREATE TEMP TABLE bench_model AS SELECT DISTINCT partner_id AS id FROM anfragemanager_match_key")
    cr.execute("SELECT (SELECT count(*) FROM res_partner), (SELECT count(*) FROM bench_model)")
    there, models = cr.fetchone()
    kept = ", ".join(column for column in COLUMNS if column not in ("email", "email_normalized"))
    number = 0
    while there < size:
        number += 1
        count = min(models, size - there)
        cr.execute(
            "CREATE TEMP TABLE bench_copy AS SELECT id AS old, nextval('res_partner_id_seq')::int AS new"
            " FROM bench_model LIMIT %s",
            [count],
        )
        cr.execute(
            f"INSERT INTO res_partner (id, {kept}, email, email_normalized, active, type, anfrage_key_version,"
            f" is_company, complete_name, lang) SELECT new, {kept}, %(mark)s || email, %(mark)s || email_normalized,"
            " active, type, anfrage_key_version, is_company, complete_name, lang"
            " FROM bench_copy JOIN res_partner ON res_partner.id = old",
            {"mark": f"c{number}."},
        )
        cr.execute(
            "INSERT INTO anfragemanager_match_key (partner_id, key) SELECT new, key || %s"
            " FROM bench_copy JOIN anfragemanager_match_key ON partner_id = old",
            ["" if number % 10 == 0 else f"~{number}"],
        )
        cr.execute("DROP TABLE bench_copy")
        there += count
    cr.execute("DROP TABLE bench_model")
    _tidy(cr)


def write(cr, rows):
    """Write contacts, as dicts of their columns, with their match keys; return their ids."""
    ids = _copy(cr, rows, map(_keys, rows))
    cr.commit()
    return ids


def _copy(cr, rows, keys_of_rows):
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
    for id_, found in zip(ids, keys_of_rows, strict=True):
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
    return ids


def _key_version():
    from odoo.addons.anfragemanager.models.res_partner import KEY_VERSION

    return KEY_VERSION


def _keys(row):
    from anfragemanager.matching import Person, blocking_keys, prepare

    return blocking_keys(prepare(Person.from_row({**row, "country": row.get("country") or "DE"})))


def _escape(value):
    return value.replace("\\", "\\\\").replace("\t", " ").replace("\n", " ") if value else "\\N"


def mailbox(env):
    """The mailbox whose settings the checks use."""
    return env["anfragemanager.mailbox"].search([], limit=1) or env["anfragemanager.mailbox"].create(
        {
            "name": "Bench",
            "dry_run": False,
            "company_id": env.company.id,
            "user_id": env.ref("base.user_admin").id,
            "lang": "de_DE",
        }
    )


def inquiry(env, box, row):
    """An inquiry with the values of a row, not yet written."""
    values = {name: getattr(row, name) for name in _INQUIRY_FIELDS}
    return env["anfragemanager.inquiry"].create({"mailbox_id": box.id, "company_name": row.company, **values})
