"""Dates as prospects read them."""

from odoo.tools import format_date


def plain_date(env, value):
    """Return a date in the language of the environment that nobody reads the wrong way round: ``"Feb 1, 2026"``.

    The agency's own format may put the month in figures, and in front.

    :param date|datetime value:
    :rtype: str
    """
    return format_date(env, value, date_format="medium")
