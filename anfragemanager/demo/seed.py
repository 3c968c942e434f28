"""A week in the demo's agency: mails arrive, prospects confirm or do not, clerks decide, time passes.

`make run` feeds this file to `odoo shell` when it makes the demo database. Everything goes the way it goes in
production, through the mail gateway and the flow; only the dates are turned back afterwards, so that the dashboard
looks like one in the middle of a week. Running it again adds nothing.
"""

from contextlib import contextmanager
from datetime import datetime, time, timedelta, timezone
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from odoo import fields
from odoo.modules.module import get_module_path
from odoo.tools import SQL

MAILS = Path(get_module_path("anfragemanager")) / "demo" / "mails"
ZONE = ZoneInfo("Europe/Berlin")
NOW = fields.Datetime.now()
# Every column that holds the time of an event, and the column that says whether a row's event is a new one.
DATED = {
    "anfragemanager_mail": {"create_date": (), "received_at": ()},
    "anfragemanager_inquiry": {
        "create_date": (),
        "date": (),
        "confirmation_sent_at": ("expires_at",),
        "reminder_sent_at": (),
        "confirmed_at": (),
        "answered_at": (),
        "expose_sent_at": (),
        "expose_opened_at": (),
    },
    "anfragemanager_trace": {"create_date": ()},
    "anfragemanager_token": {"create_date": ("expires_at",), "sent_at": ()},
    "anfragemanager_duplicate": {"create_date": (), "decided_at": ()},
    "mail_message": {"create_date": (), "date": ()},
    "mail_activity": {"create_date": ()},
    "crm_lead": {"create_date": (), "date_open": (), "date_last_stage_update": ()},
    "res_partner": {"create_date": ()},
}

# odoo shell provides `env`
worker = env["anfragemanager.worker"]
main, website, commercial, nordlicht, trial = (
    env.ref(f"anfragemanager.demo_mailbox_{name}") for name in ("main", "address", "commercial", "nordlicht", "trial")
)


def ago(days=0, clock=None, **before):
    """Return a time in UTC: `clock` (local time) some days ago, or so long before now."""
    if clock is None:
        return NOW - timedelta(days=days, **before)
    local = datetime.combine(datetime.now(ZONE).date() - timedelta(days=days), time.fromisoformat(clock), ZONE)
    return local.astimezone(timezone.utc).replace(tzinfo=None)


@contextmanager
def happening(moment):
    """Date back to `moment` whatever is written inside."""
    env.cr.commit()
    start = fields.Datetime.now()
    yield
    # The demo's mail server takes every mail at once.
    env["anfragemanager.token"].search([("sent_at", "=", False)])._taken()
    env.flush_all()
    env.cr.commit()
    back = start - moment
    days = timedelta(days=(start.date() - moment.date()).days)
    env.cr.execute(
        SQL("UPDATE mail_activity SET date_deadline = date_deadline - %s WHERE create_date >= %s", days, start)
    )
    for table, columns in DATED.items():
        for column, followers in columns.items():
            shifted = SQL(", ").join(
                SQL("%s = %s - %s", SQL.identifier(name), SQL.identifier(name), back) for name in (column, *followers)
            )
            env.cr.execute(
                SQL("UPDATE %s SET %s WHERE %s >= %s", SQL.identifier(table), shifted, SQL.identifier(column), start)
            )
    env.cr.commit()
    env.invalidate_all()


def arrive(sample, mailbox, moment):
    """Deliver a sample mail and return its inquiries; none when it was delivered by an earlier run."""
    message = message_from_bytes((MAILS / f"{sample}.eml").read_bytes(), policy=policy.SMTP)
    del message["Date"]
    return deliver(message, mailbox, moment)


def deliver(message, mailbox, moment):
    """Hand a mail to the gateway, dated to `moment`."""
    message["Date"] = format_datetime(moment.replace(tzinfo=timezone.utc).astimezone(ZONE))
    same = [("mailbox_id", "=", mailbox.id), ("message_id", "=", message["Message-ID"])]
    if env["anfragemanager.mail"].search_count(same, limit=1):
        return env["anfragemanager.inquiry"]
    with happening(moment):
        _mail, inquiries = worker._deliver(message.as_bytes(), mailbox)
    return inquiries


def confirm(inquiry, minutes, **form):
    """The prospect opens the link of the confirmation mail and sends the form."""
    if inquiry:
        with happening(inquiry.date + timedelta(minutes=minutes)):
            values, errors = inquiry._read_form(form)
            if errors:
                raise ValueError(f"{inquiry.display_name}: {errors}")
            inquiry._submit(values)


def look(inquiry, minutes):
    """The prospect reads the exposé."""
    if inquiry.expose_sent_at:
        with happening(inquiry.expose_sent_at + timedelta(minutes=minutes)):
            inquiry._register_opened()


def reply(inquiry, minutes, text):
    """The prospect answers the exposé mail."""
    token = inquiry.token_ids.filtered(lambda token: token.purpose == "expose")[:1]
    if token:
        message = EmailMessage(policy=policy.SMTP)
        message["From"] = f"{inquiry.first_name} {inquiry.last_name} <{inquiry.email}>"
        message["To"] = inquiry.mailbox_id.email
        message["Subject"] = f"AW: {inquiry.property_id.name}"
        message["Message-ID"] = f"<reply-{inquiry.id}@demo.invalid>"
        message["In-Reply-To"] = message["References"] = token.message_id
        message.set_content(text)
        deliver(message, inquiry.mailbox_id, inquiry.expose_sent_at + timedelta(minutes=minutes))


def decide(inquiry, minutes, decision):
    """The main user decides on the best candidate: `same`, `household` or `different`."""
    candidate = inquiry.duplicate_ids[:1]
    if candidate:
        with happening(inquiry.date + timedelta(minutes=minutes)):
            candidate = candidate.with_user(inquiry.mailbox_id.user_id)
            getattr(candidate, f"action_{decision}")()
            if inquiry.is_held:
                inquiry.action_carry_out()


def let_time_pass():
    """Remind and expire what is due, each at its time."""
    waiting = env["anfragemanager.inquiry"].search([("state", "=", "waiting"), ("bundle_id", "=", False)])
    for inquiry in waiting:
        remind_at = inquiry.confirmation_sent_at + timedelta(days=inquiry.mailbox_id.reminder_days)
        if inquiry.mailbox_id.reminder_days and not inquiry.reminder_sent_at and remind_at < NOW:
            with happening(remind_at):
                inquiry._remind()
        if inquiry.expires_at < NOW:
            with happening(inquiry.expires_at):
                inquiry._expire()


# The links of the demo's mails may be clicked in the history; in production they are the prospect's alone.
env["ir.config_parameter"].set_param("anfragemanager.show_links", "True")
if not env["anfragemanager.mail"].search_count([], limit=1):
    # The furniture shops of Odoo's own demo data are no clients of an estate agency, nor are the mails to them.
    env["mail.mail"].search([]).unlink()
    env["crm.lead"].search([]).action_archive()
    strangers = [("module", "=", "base"), ("model", "=", "res.partner"), ("name", "=like", "res_partner_%")]
    env["res.partner"].browse(env["ir.model.data"].search(strangers).mapped("res_id")).action_archive()
env["res.partner"]._cron_anfrage_keys()

# A week arrives at once here, so no mail is too old.
boxes = main | website | commercial | nordlicht | trial
max_age_days = main.max_age_days
boxes.max_age_days = 0
pdf = main.expose_pdf
# Making each PDF would take longer than everything else together.
main.expose_pdf = False

arrive("immowelt_miete", main, ago(6, "20:14"))

known = arrive("is24_bekannte_adresse", main, ago(5, "09:12"))
look(known, 25)
reply(
    known,
    42,
    "Guten Tag Frau Keller,\n\ndie Wohnung gefällt mir sehr. Passt Ihnen Donnerstag um 16 Uhr?\n\nAnnette Vogelsang\n",
)
arrive("is24_reserviert", main, ago(5, "18:40"))

daughter = arrive("is24_haushalt", main, ago(4, "11:05"))
confirm(daughter, 35)
look(daughter, 4)
arrive("willhaben_text", main, ago(4, "21:30"))

professor = arrive("is24_teures_objekt", main, ago(3, "08:20"))
confirm(professor, 190)
family = arrive("ivd24_mehrere", main, ago(3, "19:55"))
confirm(family[:1], 61, marketing="1")
look(family[:1], 90)
arrive("neg_unzustellbar", main, ago(3, "19:58"))
arrive("is24_ostsee_bekannt", nordlicht, ago(3, "10:26"))

arrive("is24_ostsee", main, ago(2, "09:17"))
arrive("is24_ostsee", nordlicht, ago(1, "20:41"))
arrive("website_wettbewerber", main, ago(2, "10:02"))
arrive("is24_unbekannte_nummer", main, ago(2, "14:31"))
arrive("kleinanzeigen_vermietet", main, ago(2, "17:48"))
married = arrive("is24_umgezogen_verheiratet", main, ago(2, "20:05"))
confirm(married, 16)
decide(married, 780, "same")

arrive("neg_newsletter_portal", main, ago(1, "07:50"))
arrive("neg_personal", main, ago(1, "09:30"))
arrive("immowelt_buero_bekannt", commercial, ago(1, "10:12"))
arrive("neg_spoof_is24", main, ago(1, "11:03"))
arrive("is24_sperrliste", main, ago(1, "12:44"))
arrive("website_rueckruf", website, ago(1, "15:27"))
arrive("immonet_ohne_email", main, ago(1, "16:20"))
archived = arrive("is24_archivierter_kontakt", main, ago(1, "19:08"))
confirm(archived, 9)

english = arrive("website_englisch", main, ago(hours=5, minutes=40))
confirm(english, 22, salutation="mrs")
look(english, 7)
leasehold = arrive("immowelt_erbbaurecht_xml", main, ago(hours=4, minutes=3))
confirm(leasehold, 48)
arrive("website_firma", website, ago(hours=3, minutes=12))
arrive("is24_text_penthouse", main, ago(hours=2, minutes=51))
twin = arrive("is24_dublette_umlaut", main, ago(hours=2, minutes=8))
confirm(twin, 12, marketing="1")
office = arrive("is24_buero", commercial, ago(hours=1, minutes=44))
confirm(office, 5)
spanish = arrive("idealista_spanisch", main, ago(hours=1, minutes=33))
confirm(spanish, 19, salutation="mrs", street="Calle de Alcalá 210", zip="28028", city="Madrid")
arrive("kleinanzeigen_apartment", main, ago(minutes=52))
arrive("is24_selbstauskunft", main, ago(minutes=17))
arrive("is24_haushalt", trial, ago(hours=3))
arrive("is24_dublette_umlaut", trial, ago(hours=2))
arrive("website_englisch", trial, ago(hours=1))

let_time_pass()
env.flush_all()
env.cr.execute(
    "UPDATE anfragemanager_inquiry SET response_minutes = GREATEST(EXTRACT(EPOCH FROM answered_at - date) / 60, 0) "
    "WHERE answered_at IS NOT NULL"
)
env.invalidate_all()
main.expose_pdf = pdf
boxes.max_age_days = max_age_days
env["mail.mail"].process_email_queue()
env.cr.commit()
