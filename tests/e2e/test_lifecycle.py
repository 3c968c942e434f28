"""The addon comes into an empty database, comes again as its own next version, and goes without a trace."""

from contextlib import closing

from machinery.office import connect


def rows(database, statement):
    with closing(connect(database)) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def complaints(done):
    """Return what Odoo warned of about our files while it loaded them."""
    lines = (done.stdout + done.stderr).splitlines()
    return [line for line in lines if (" WARNING " in line or " ERROR " in line or " CRITICAL " in line)]


def test_agency_database_has_no_demo_data(agency):
    assert rows(agency, "SELECT demo FROM ir_module_module WHERE name = 'anfragemanager'") == [(False,)]
    assert rows(agency, "SELECT count(*) FROM anfragemanager_property") == [(3,)], "only what the test made itself"


def test_postgres_never_cleans_the_list_of_addons_while_odoo_locks_it(agency):
    options = rows(agency, "SELECT reloptions FROM pg_class WHERE oid = 'ir_module_module'::regclass")
    assert options == [(["autovacuum_enabled=off"],)]


def test_install_upgrade_and_uninstall(program, bare_database):
    database = bare_database()
    before = snapshot(database)
    assert complaints(program.run("module", "install", "-d", database, "anfragemanager")) == []
    installed = rows(database, "SELECT state, demo FROM ir_module_module WHERE name = 'anfragemanager'")
    assert installed == [("installed", False)]
    assert rows(database, "SELECT count(*) FROM anfragemanager_portal")[0][0] > 3
    assert rows(database, "SELECT count(*) FROM anfragemanager_property") == [(0,)]

    # What people changed stays when the addon is upgraded; what they did not, is not doubled.
    portals = rows(database, "SELECT count(*) FROM anfragemanager_portal")
    with closing(connect(database)) as connection, connection.cursor() as cursor:
        cursor.execute("UPDATE anfragemanager_portal SET active = false WHERE code = 'immoscout24'")
    schema = columns(database)
    assert complaints(program.run("module", "upgrade", "-d", database, "anfragemanager")) == []
    assert columns(database) == schema, "an upgrade from itself changes no table"
    assert rows(database, "SELECT count(*) FROM anfragemanager_portal") == portals
    assert rows(database, "SELECT active FROM anfragemanager_portal WHERE code = 'immoscout24'") == [(False,)]

    program.run("shell", "-d", database, "--no-http", "--shell-interface", "python", stdin=FILL)
    assert rows(database, "SELECT count(*) FROM anfragemanager_consent") == [(1,)]
    done = program.run("module", "uninstall", "-d", database, "anfragemanager")
    assert [line for line in complaints(done) if "anfrage" in line] == []
    after = snapshot(database)
    for what in before:
        assert after[what] - before[what] == set(), f"{what} left behind"
    assert rows(database, "SELECT name FROM res_partner WHERE email = 'kept@example.org'") == [("Kept Contact",)]
    assert complaints(program.run("module", "install", "-d", database, "anfragemanager")) == [], "and it can come back"


FILL = """
user = env.ref("base.user_admin")
make = lambda model, **values: env[model].create(values)
partner = make("res.partner", name="Kept Contact", email="kept@example.org")
mailbox = make("anfragemanager.mailbox", name="Box", user_id=user.id, alias_name="box")
prop = make("anfragemanager.property", name="House", reference="L-1", marketing_state="active")
ours = {"property_id": prop.id, "partner_id": partner.id, "email": "kept@example.org"}
inquiry = make("anfragemanager.inquiry", mailbox_id=mailbox.id, **ours)
proof = {"company_id": env.company.id, "kind": "email", "text": "x", "channel": "page"}
consent = make("anfragemanager.consent", inquiry_id=inquiry.id, **proof)
lead = make("crm.lead", name="Lead", anfrage_inquiry_id=inquiry.id, anfrage_property_id=prop.id)
task = inquiry.activity_schedule("anfragemanager.activity_check", user_id=user.id)
env.cr.commit()
"""


def columns(database):
    return rows(
        database,
        "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns"
        " WHERE table_schema = 'public' ORDER BY 1, 2",
    )


def snapshot(database):
    """Return what an addon may leave behind, by kind."""
    ours = "anfrage"
    return {
        "tables": set(rows(database, f"SELECT table_name FROM information_schema.tables WHERE table_name ~ '{ours}'")),
        "columns": {row[:2] for row in columns(database) if "anfrage" in row[1]}
        | {row[:2] for row in columns(database) if row[0] == "res_partner"},
        "models": set(rows(database, f"SELECT model FROM ir_model WHERE model ~ '{ours}'")),
        "external ids": set(rows(database, "SELECT name FROM ir_model_data WHERE module = 'anfragemanager'")),
        "jobs": set(rows(database, "SELECT cron_name FROM ir_cron")),
        "aliases": set(rows(database, "SELECT alias_name FROM mail_alias")),
        "views": set(
            rows(database, f"SELECT name, model FROM ir_ui_view WHERE model ~ '{ours}' OR arch_db::text ~ '{ours}'")
        ),
        "rules": set(rows(database, "SELECT name FROM ir_rule")),
        "activities": set(rows(database, f"SELECT res_model, res_id FROM mail_activity WHERE res_model ~ '{ours}'")),
        "menus": set(rows(database, "SELECT name::text FROM ir_ui_menu")),
    }
