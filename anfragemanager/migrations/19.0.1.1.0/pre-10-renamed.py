"""Models and fields that had other names in 19.0.1.0.0 keep their records, their references and their values.

Without this Odoo would make the new ones, empty, and delete the old ones with all that is in them.
"""

from odoo.tools import SQL
from odoo.tools.sql import column_exists, table_exists

MODULE = "anfragemanager"
MODELS = {
    "real.estate.property": "anfragemanager.property",
    "real.estate.image": "anfragemanager.image",
    "real.estate.listing": "anfragemanager.listing",
}
FIELDS = [
    ("crm.lead", "real_estate_property_id", "anfrage_property_id"),
    ("res.partner", "salutation", "anfrage_salutation"),
]
# Where Odoo writes down a model by its name: table, column.
NAMED_IN = [
    ("ir_model", "model"),
    ("ir_model_fields", "model"),
    ("ir_model_fields", "relation"),
    ("ir_model_data", "model"),
    ("ir_attachment", "res_model"),
    ("ir_ui_view", "model"),
    ("ir_act_window", "res_model"),
    ("ir_act_server", "model_name"),
    ("ir_filters", "model_id"),
    ("ir_exports", "resource"),
    ("mail_message", "model"),
    ("mail_followers", "res_model"),
    ("mail_activity", "res_model"),
    ("mail_activity_type", "res_model"),
    ("mail_activity_plan", "res_model"),
    ("mail_template", "model"),
    ("mail_alias", "alias_parent_model"),
]
# PostgreSQL cuts longer names off.
LONGEST_NAME = 63


def migrate(cr, _version):
    """Rename what this addon, and nobody else, brought under the old name."""
    for model, old, new in FIELDS:
        rename_field(cr, model, old, new)
    for old, new in MODELS.items():
        if _owners(cr, f"model_{_table(old)}") == {MODULE} and not table_exists(cr, _table(new)):
            rename_model(cr, old, new)
    # Actions of other names take these addresses over; the data files set them again.
    cr.execute(
        "UPDATE ir_act_window SET path = NULL WHERE id IN"
        " (SELECT res_id FROM ir_model_data WHERE module = %s AND model = 'ir.actions.act_window')",
        [MODULE],
    )


def rename_field(cr, model, old, new):
    """Rename a field with its column; values of a field that another addon has too are copied."""
    table = _table(model)
    owners = _owners(cr, f"field_{table}__{old}")
    if MODULE not in owners or not column_exists(cr, table, old) or column_exists(cr, table, new):
        return
    if owners != {MODULE}:
        cr.execute(SQL("ALTER TABLE %s ADD COLUMN %s varchar", SQL.identifier(table), SQL.identifier(new)))
        cr.execute(
            SQL("UPDATE %s SET %s = %s", SQL.identifier(table), SQL.identifier(new), SQL.identifier(old)),
        )
        return
    _rename_column(cr, table, old, new)
    cr.execute("UPDATE ir_model_fields SET name = %s WHERE model = %s AND name = %s", [new, model, old])
    for kind, mark in (("field_", ""), ("selection__", "__")):
        _rename_data(cr, f"{kind}{table}__{old}{mark}", f"{kind}{table}__{new}{mark}")
    _rename_indexes(cr, table, old, new)


def rename_model(cr, old, new):
    """Rename a model with its tables, what is named after them, and all that Odoo wrote down under its name."""
    for table, column in NAMED_IN:
        if column_exists(cr, table, column):
            cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s WHERE %s = %s",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    new,
                    SQL.identifier(column),
                    old,
                )
            )
    before, after = _table(old), _table(new)
    for mark in ("model_", "field_", "selection__", "constraint_", "model_inherit__"):
        _rename_data(cr, f"{mark}{before}", f"{mark}{after}")
    _rename_tables(cr, before, after)
    for table in ("ir_model_constraint", "ir_model_relation"):
        cr.execute(
            SQL(
                "UPDATE %s SET name = replace(name, %s, %s) WHERE name LIKE %s",
                SQL.identifier(table),
                before,
                after,
                _like(before),
            )
        )
    cr.execute(
        "UPDATE ir_model_fields SET relation_table = replace(relation_table, %(old)s, %(new)s),"
        " column1 = replace(column1, %(old)s, %(new)s), column2 = replace(column2, %(old)s, %(new)s)"
        " WHERE relation_table LIKE %(like)s",
        {"old": before, "new": after, "like": _like(before)},
    )


def _rename_tables(cr, old, new):
    """Rename a model's table and those of its many2many fields, with their columns, constraints and indexes."""
    cr.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
        " AND (relname = %s OR (relname LIKE %s AND relname LIKE %s))",
        [old, _like(old), r"%\_rel"],
    )
    for (table,) in cr.fetchall():
        renamed = table.replace(old, new)
        _rename_indexes(cr, table, old, new)
        cr.execute(SQL("ALTER TABLE %s RENAME TO %s", SQL.identifier(table), SQL.identifier(renamed)))
        if column_exists(cr, renamed, f"{old}_id"):
            _rename_column(cr, renamed, f"{old}_id", f"{new}_id")
    cr.execute("SELECT to_regclass(%s)", [f"{old}_id_seq"])
    if cr.fetchone()[0]:
        cr.execute(
            SQL("ALTER SEQUENCE %s RENAME TO %s", SQL.identifier(f"{old}_id_seq"), SQL.identifier(f"{new}_id_seq"))
        )


def _rename_indexes(cr, table, old, new):
    """Rename what is named after a table or a column, so that it is not made a second time."""
    cr.execute(
        "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND conname LIKE %s",
        [table, _like(old)],
    )
    for (name,) in cr.fetchall():
        if len(name.replace(old, new)) <= LONGEST_NAME:
            cr.execute(
                SQL(
                    "ALTER TABLE %s RENAME CONSTRAINT %s TO %s",
                    SQL.identifier(table),
                    SQL.identifier(name),
                    SQL.identifier(name.replace(old, new)),
                )
            )
    cr.execute("SELECT indexname FROM pg_indexes WHERE tablename = %s AND indexname LIKE %s", [table, _like(old)])
    for (name,) in cr.fetchall():
        if len(name.replace(old, new)) <= LONGEST_NAME:
            cr.execute(SQL("ALTER INDEX %s RENAME TO %s", SQL.identifier(name), SQL.identifier(name.replace(old, new))))


def _rename_column(cr, table, old, new):
    cr.execute(
        SQL("ALTER TABLE %s RENAME COLUMN %s TO %s", SQL.identifier(table), SQL.identifier(old), SQL.identifier(new))
    )


def _rename_data(cr, old, new):
    """Rename the external identifiers that begin with a name."""
    cr.execute(
        "UPDATE ir_model_data SET name = %s || substr(name, %s) WHERE module = %s AND (name = %s OR name LIKE %s)",
        [new, len(old) + 1, MODULE, old, _like(f"{old}_")[1:]],
    )


def _owners(cr, name):
    """Return the addons that bring a model or field, by the name of its external identifier."""
    cr.execute("SELECT module FROM ir_model_data WHERE name = %s", [name])
    return {module for (module,) in cr.fetchall()}


def _table(model):
    return model.replace(".", "_")


def _like(name):
    return "%" + name.replace("_", r"\_") + "%"
