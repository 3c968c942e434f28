from datetime import datetime, time, timedelta, timezone

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_datetime

from .conditions import Condition
from .portal import split_lines
from .steps import following
from .time_window import WEEKDAYS, daily_spans, gaps, holidays, within, zone_of

# Over how many days an exception shows what it would have caught
LOOK_BACK_DAYS = 90
# As many as a list can show
MANY = 1000
# Reasons of what waits for a person's approval; approved, it goes on behind the exceptions.
HELD = ("approval", "crowd", "collected")


class AnfragemanagerException(models.Model):
    """A rule of a mailbox for inquiries that are not to be handled as the others."""

    _name = "anfragemanager.exception"
    _description = "Exception Rule"
    _inherit = ["anfragemanager.fenced", "anfragemanager.conditions"]
    _order = "sequence, id"

    sequence = fields.Integer(default=10, help="The first rule that applies counts.")
    active = fields.Boolean(default=True)
    mailbox_id = fields.Many2one("anfragemanager.mailbox", required=True, index=True, ondelete="cascade")
    effect = fields.Selection(
        [
            ("stop", "No automation"),
            ("hold", "Hold for approval"),
            ("address_only", "Create the contact only"),
            ("no_expose", "No exposé"),
        ],
        required=True,
        default="stop",
    )
    addresses = fields.Text(
        help="E-mail addresses or domains, one per line: max@example.org, example.org or *.example.org "
        "(with sub-domains)."
    )
    moment = fields.Selection(
        [("always", "At any time"), ("outside", "Outside office hours"), ("window", "At certain times")],
        string="When",
        required=True,
        default="always",
        help="When the inquiry arrives. Office hours and public holidays are those of the company's working schedule.",
    )
    hour_from = fields.Float(string="From", help="Local time.")
    hour_to = fields.Float(string="To", help="Earlier than the beginning: until the next day.")
    monday = fields.Boolean(default=True)
    tuesday = fields.Boolean(default=True)
    wednesday = fields.Boolean(default=True)
    thursday = fields.Boolean(default=True)
    friday = fields.Boolean(default=True)
    saturday = fields.Boolean(default=True)
    sunday = fields.Boolean(default=True)
    on_holidays = fields.Boolean(string="All Day on Public Holidays")
    date_from = fields.Date(string="First Day")
    date_to = fields.Date(string="Last Day")
    caught_count = fields.Integer(
        string="Caught in 90 Days",
        compute="_compute_caught_count",
        help="For how many inquiries of this mailbox in the last 90 days all conditions hold.",
    )

    @api.depends(
        "addresses", "portal_ids", "marketing_type", "property_ids", "property_domain", "mailbox_id", "moment",
        "hour_from", "hour_to", *WEEKDAYS, "on_holidays", "date_from", "date_to",
    )  # fmt: skip
    def _compute_caught_count(self):
        for rule in self:
            try:
                rule.caught_count = self.env["anfragemanager.inquiry"].search_count(rule._caught_domain())
            except (ValidationError, ValueError, AccessError):
                rule.caught_count = 0  # Still being typed

    @api.constrains("addresses", "portal_ids", "marketing_type", "property_ids", "property_domain", "moment")
    def _check_criteria(self):
        for rule in self:
            if not (
                rule.addresses
                or rule._named("portal_ids")
                or rule.marketing_type
                or rule._named("property_ids")
                or rule._domain()
                or rule.moment != "always"
            ):
                raise ValidationError(
                    self.env._(
                        "The exception “%s” needs at least one condition, or it would stop every inquiry.", rule.name
                    )
                )
            for entry in split_lines(rule.addresses):
                if "." not in entry or " " in entry:
                    raise ValidationError(self.env._("“%s” is neither an e-mail address nor a domain.", entry))

    @api.constrains("moment", "hour_from", "hour_to", "date_from", "date_to", "on_holidays", *WEEKDAYS)
    def _check_window(self):
        for rule in self.filtered(lambda rule: rule.moment == "window"):
            if not all(0 <= hour <= 24 for hour in (rule.hour_from, rule.hour_to)):
                raise ValidationError(self.env._("The hours of “%s” lie between 0:00 and 24:00.", rule.name))
            if not rule._weekdays() and not rule.on_holidays:
                raise ValidationError(self.env._("Choose at least one day for “%s”.", rule.name))
            if rule.date_from and rule.date_to and rule.date_from > rule.date_to:
                raise ValidationError(self.env._("The last day of “%s” lies before the first.", rule.name))

    def action_view_caught(self):
        """Show what the exception would have caught."""
        self.ensure_one()
        caught = self.env["anfragemanager.inquiry"].search(self._caught_domain(), limit=MANY)
        action = self.env["ir.actions.act_window"]._for_xml_id("anfragemanager.action_inquiry")
        action["domain"] = [("id", "in", caught.ids)]
        action["context"] = {}
        action["display_name"] = action["name"] = self.env._("%s – Last 90 Days", self.name)
        return action

    def action_test(self):
        """Open the dialog that says what would happen to a given inquiry."""
        mailbox = self.mailbox_id[:1]
        latest = self.env["anfragemanager.inquiry"].search([("mailbox_id", "=", mailbox.id)], limit=1)
        return self.env["anfragemanager.rehearsal"]._open(latest)

    # ------------------------------------------------------------------ conditions

    def _applies(self, inquiry):
        """Return whether all conditions of the rule hold for the inquiry; one that has none left holds for none."""
        self.ensure_one()
        conditions = self._conditions(inquiry)
        return bool(conditions) and all(condition.holds(inquiry) for condition in conditions)

    def _caught_domain(self):
        """Return which inquiries of the last 90 days all conditions hold for."""
        self.ensure_one()
        now = fields.Datetime.now()
        since = now - timedelta(days=LOOK_BACK_DAYS)
        conditions = self._conditions(start=since, end=now)
        if not conditions:
            return Domain.FALSE
        mine = Domain("mailbox_id", "=", self.mailbox_id._origin.id) & Domain("date", ">=", since)
        return mine & Domain.AND(condition.domain for condition in conditions)

    def _conditions(self, inquiry=None, start=None, end=None):
        """Return the conditions that are set, see the method extended.

        :param datetime start, end: the period they are asked about, where it is no single inquiry
        """
        found = super()._conditions(inquiry)
        if self.addresses:
            seen = inquiry.email_normalized or "" if inquiry else ""
            found.insert(0, Condition(self.env._("E-mail address"), self._address_domain(), seen))
        if self.moment != "always":
            found.append(self._time_condition(inquiry, start, end))
        return found

    def _time_condition(self, inquiry, start, end):
        seen = ""
        if inquiry:
            start, end = inquiry.date - timedelta(days=2), inquiry.date + timedelta(days=2)
            zone = str(zone_of(self.mailbox_id))
            seen = format_datetime(self.env, inquiry.date, tz=zone, dt_format="EEE dd.MM.yyyy HH:mm")
        label = dict(self._fields["moment"]._description_selection(self.env))[self.moment]
        return Condition(label, within("date", self._spans(start, end)), seen)

    def _spans(self, start, end):
        """Return when the rule holds between two times: ``[(begin, end)]``, all UTC without zone."""
        company = self.mailbox_id.company_id
        if self.moment == "outside":
            hours = self.env["anfragemanager.inquiry"]._office_hours(company, start, end)
            return gaps(sorted(hours), start, end)
        zone = zone_of(self.mailbox_id)
        begin, until = (moment.replace(tzinfo=timezone.utc) for moment in (start, end))
        spans = daily_spans(zone, begin, until, self._weekdays(), self.hour_from, self.hour_to)
        if self.on_holidays:
            spans += holidays(company, start, end)
        return list(filter(None, (self._cut(span, zone) for span in spans)))

    def _cut(self, span, zone):
        """Cut a span to the days from the first to the last, or return None."""

        def midnight(day):
            local = datetime.combine(day, time.min, zone)
            return local.astimezone(timezone.utc).replace(tzinfo=None)

        since, to = span
        if self.date_from:
            since = max(since, midnight(self.date_from))
        if self.date_to:
            to = min(to, midnight(self.date_to + timedelta(days=1)))
        return (since, to) if since < to else None

    def _weekdays(self):
        return {number for number, name in enumerate(WEEKDAYS) if self[name]}

    def _address_domain(self):
        """Return the domain of an address that is named, or whose domain is."""
        wanted = []
        for entry in split_lines(self.addresses):
            if "@" in entry.lstrip("@"):
                wanted.append(Domain("email_normalized", "=", entry))
                continue
            host = _plain(entry.removeprefix("*.").lstrip("@"))
            wanted.append(Domain("email_normalized", "=like", f"%@{host}"))
            if entry.startswith("*."):
                wanted.append(Domain("email_normalized", "=like", f"%.{host}"))
        return Domain.OR(wanted)

    # ------------------------------------------------------------------ used by the flow

    def _first_that_applies(self, inquiry):
        """Return the first of these rules that applies to an inquiry, or none."""
        return next((rule for rule in self if rule._applies(inquiry)), self.browse())


class AnfragemanagerProperty(models.Model):
    _inherit = "anfragemanager.property"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_conditions(self):
        """What holds for this property only would hold for all of them."""
        for model in ("anfragemanager.exception", "anfragemanager.process"):
            Rule = self.env[model].sudo().with_context(active_test=False)
            rule = Rule.search([("property_ids", "in", self.ids)], limit=1)
            if rule:
                raise ValidationError(
                    self.env._(
                        "“%(rule)s” names this property and would hold for all others. Archive the property, or change "
                        "“%(rule)s” first.",
                        rule=rule.name,
                    )
                )


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    def action_release(self):
        """Approve what an exception or a crowd holds: it goes on."""
        return self._by_person("_release")

    def action_rehearse(self):
        """Say what would happen to this inquiry, and why."""
        self.ensure_one()
        return self.env["anfragemanager.rehearsal"]._open(self)

    def _release(self):
        if self.state != "aborted" or self.reason not in HELD:
            raise UserError(self.env._("This inquiry does not wait for approval."))
        before = self._standing()
        self._resume_held(following("exceptions"), self.env._("Approved"), before)
        self.property_id._crowd_settled()


def _plain(text):
    """Return a text in which no character is a wildcard of ``like``."""
    return text.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%")
