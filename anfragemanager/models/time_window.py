"""When a rule holds: spans of time, in the time zone of a mailbox."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo.fields import Domain
from odoo.tools import SQL

DEFAULT_ZONE = "Europe/Berlin"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def zone_of(mailbox):
    """Return the time zone in which a mailbox lives: its main user's, else that of the company's working hours."""
    return ZoneInfo(zone_named(mailbox.sudo().user_id.tz, mailbox.company_id.sudo().resource_calendar_id.tz))


def zone_named(*names):
    """Return the first name of a time zone that somebody chose, else that of Germany.

    UTC is what Odoo enters where nobody chose one; no agency lives there.
    """
    return next((name for name in names if name and name not in ("UTC", "Etc/UTC")), DEFAULT_ZONE)


def holidays(company, start, end):
    """Return the public holidays kept in the company's working hours: ``[(begin, end)]``, UTC without zone."""
    leaves = company.sudo().resource_calendar_id.global_leave_ids
    return [(leave.date_from, leave.date_to) for leave in leaves if leave.date_from < end and leave.date_to > start]


def daily_spans(zone, start, end, days, hour_from, hour_to):
    """Return the hours of certain weekdays as spans of UTC: ``[(begin, end)]``.

    :param days: weekdays, 0 is Monday; a window over midnight belongs to the day on which it begins
    :param float hour_from, hour_to: local time, 22.5 is half past ten; the same hour twice is the whole day
    """
    whole = hour_from % 24 == hour_to % 24
    spans, day = [], start.astimezone(zone).date() - timedelta(days=1)
    last = end.astimezone(zone).date()
    while day <= last:
        if day.weekday() in days:
            ends = day + timedelta(days=1) if whole or hour_to <= hour_from else day
            begin = _utc(day, 0 if whole else hour_from, zone)
            spans.append((begin, _utc(ends, 0 if whole else hour_to, zone)))
        day += timedelta(days=1)
    return spans


def _utc(day, hour, zone):
    minutes = round(hour * 60)
    local = datetime.combine(day + timedelta(days=minutes // 1440), time(minutes % 1440 // 60, minutes % 60), zone)
    return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)


def gaps(spans, start, end):
    """Return what lies between spans that do not overlap and are in order."""
    free, begin = [], start
    for since, to in spans:
        if since > begin:
            free.append((begin, since))
        begin = max(begin, to)
    return [*free, (begin, end)] if begin < end else free


def within(field, spans):
    """Return the domain of the records whose time lies in one of the spans, for a search and for records at hand."""
    if not spans:
        return Domain.FALSE

    def to_sql(model, alias, _query):
        column = SQL.identifier(alias, field)
        values = SQL(", ").join(SQL("(%s::timestamp, %s::timestamp)", since, to) for since, to in spans)
        return SQL(
            "EXISTS (SELECT 1 FROM (VALUES %s) AS span (since, till) WHERE %s >= since AND %s < till)",
            values, column, column,
        )  # fmt: skip

    def predicate(record):
        return bool(record[field]) and any(since <= record[field] < to for since, to in spans)

    return Domain.custom(to_sql=to_sql, predicate=predicate)
