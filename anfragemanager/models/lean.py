"""Rows written past the ORM, which takes ten times as long where nothing is computed and nobody is told."""

from odoo.tools import SQL


def insert(model, rows):
    """Insert rows of a model by one statement.

    Without the users that Odoo writes down, whose rows PostgreSQL would look up for each. What the ORM keeps of records
    that list these rows is the caller's to invalidate.

    :param model: empty recordset
    :param rows: ``[{column: value}]``, all of the same columns
    :return: the records, in that order
    """
    now = model.env.cr.now()
    names = [*rows[0], "create_date", "write_date"]
    model.env.cr.execute(
        SQL(
            "INSERT INTO %s (%s) VALUES %s RETURNING id",
            SQL.identifier(model._table),
            SQL(", ").join(map(SQL.identifier, names)),
            SQL(", ").join(SQL("%s", (*row.values(), now, now)) for row in rows),
        )
    )
    return model.browse(id_ for (id_,) in model.env.cr.fetchall())
