"""What German agencies have beside ours: before or after it, a contact has one name all the same."""

import json

import pytest
from machinery.office import connect

# What the shell prints behind this mark is the answer.
MARK = "ANSWER "
MAKE = """
from odoo.tools import SQL
env["ir.config_parameter"].set_param("partner_names_order", {order!r})
mailbox = env["anfragemanager.mailbox"].create(
    {{"name": "Box", "dry_run": False, "user_id": env.ref("base.user_admin").id}}
)
inquiry = env["anfragemanager.inquiry"].create({{
    "mailbox_id": mailbox.id, "salutation": "mrs", "title": "Dr.", "first_name": "Anna Maria", "last_name": "Schmidt",
    "email": "anna@example.org", "zip": "50667", "city": "Köln",
}})
Partner = env["res.partner"]
partner = Partner.create(Partner._anfrage_values(inquiry))
inquiry.partner_id = partner
env["res.partner.title"].search([("shortcut", "=", "Prof.")]).action_archive()
created = {{"title": partner.title_id.shortcut, "gender": partner.gender, "our title": partner.academic_title,
           "archived": Partner._anfrage_title_record("Prof.").active,
           "wildcard": Partner._anfrage_title_record("D%").name,
           "parts": partner._anfrage_read_name(), "name": partner.name,
           "foreign": [partner.firstname, partner.lastname], "ours": [partner.first_name, partner.last_name],
           "hidden": [partner.anfrage_foreign_parts, partner.anfrage_foreign_title],
           "greeting": inquiry._greeting_name(), "matched": partner._anfrage_persons()[0].last_name}}
created["columns"] = env.execute_query(SQL(
    "SELECT %s FROM res_partner AS partner WHERE id = %s", SQL(", ").join(Partner._anfrage_name_columns()), partner.id
))
partner.lastname = "Heide"
renamed = {{"parts": partner._anfrage_read_name(), "matched": partner._anfrage_persons()[0].last_name,
           "greeting": inquiry._greeting_name()}}
import json
print({mark!r} + json.dumps([created, renamed]))
env.cr.rollback()
"""


@pytest.fixture(scope="module", params=["before ours", "after ours"])
def database(request, program, bare_database):
    name = bare_database()
    order = [["partner_firstname", "partner_title", "partner_contact_gender"], ["anfragemanager"]]
    for addons in order if request.param == "before ours" else reversed(order):
        program.run("module", "install", "-d", name, *addons)
    return name


@pytest.mark.parametrize("order", ["first_last", "last_first", "last_first_comma"])
def test_names_titles_and_genders_of_the_neighbours_are_the_contacts(program, database, order):
    script = MAKE.format(order=order, mark=MARK)
    done = program.run("shell", "-d", database, "--no-http", "--shell-interface", "python", stdin=f"exec({script!r})\n")
    created, renamed = json.loads(next(line for line in done.stdout.splitlines() if MARK in line).partition(MARK)[2])
    assert created["foreign"] == ["Anna Maria", "Schmidt"]
    assert created["ours"] == [False, False], "ours stay empty"
    assert (created["title"], created["gender"], created["our title"]) == ("Dr.", "female", False)
    assert created["hidden"] == [True, True]
    assert created["archived"] is False, "found, so that no second one is made"
    assert created["wildcard"] == "D%", "not the first that begins with a D"
    assert created["columns"] == [["mrs", "Dr.", "Anna Maria", "Schmidt"]], "what the duplicate check reads of many"
    assert created["parts"] == {
        "salutation": "mrs", "title": "Dr.", "first_name": "Anna Maria", "last_name": "Schmidt",
    }  # fmt: skip
    expected = {
        "first_last": "Anna Maria Schmidt", "last_first": "Schmidt Anna Maria",
        "last_first_comma": "Schmidt, Anna Maria",
    }  # fmt: skip
    assert created["name"] == expected[order]
    assert created["greeting"] == "Dr. Schmidt" and created["matched"] == "Schmidt"
    assert renamed["parts"]["last_name"] == renamed["matched"] == "Heide"


def test_a_model_called_real_estate_property_is_left_alone(agency):
    with connect(agency).cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ir_model WHERE model LIKE 'real.estate%'")
        assert cursor.fetchone() == (0,)
