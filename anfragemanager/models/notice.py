"""Notices to those interested when price or state of a property changes: with consent, gathered, off by default."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command, Domain

from .due import Done
from .outgoing_further import SILENT_REASONS
from .property import SHOWN

# Changes within an hour are corrections; what is left of them is told.
QUIET_HOURS = 1
# Older changes are no news.
NEWS_DAYS = 30
TEMPLATE = "anfragemanager.mail_template_notice"


class ResCompany(models.Model):
    _inherit = "res.company"

    anfrage_notices = fields.Boolean(string="Tell of Changes of Properties")
    anfrage_notice_days = fields.Integer(string="At Most One Notice in (Days)", default=7)

    _anfrage_notice_days = models.Constraint("CHECK (anfrage_notice_days >= 0)", "The days cannot be negative.")


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    anfrage_notices = fields.Boolean(
        related="company_id.anfrage_notices",
        readonly=False,
        help="Prospects who agreed to further offers are told when the price or the state of a property changes that "
        "they asked about. All changes come in one mail.",
    )
    anfrage_notice_days = fields.Integer(related="company_id.anfrage_notice_days", readonly=False)


class AnfragemanagerPropertyChange(models.Model):
    """A change of a property that those interested may be told of."""

    _name = "anfragemanager.property.change"
    _description = "Change of a Property"
    _order = "id"
    _rec_name = "property_id"

    property_id = fields.Many2one("anfragemanager.property", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="property_id.company_id", store=True, index=True)
    old_price = fields.Float()
    new_price = fields.Float()
    old_state = fields.Char()
    new_state = fields.Char()

    @api.autovacuum
    def _gc_old(self):
        old = self.search([("create_date", "<", fields.Datetime.now() - timedelta(days=2 * NEWS_DAYS))], limit=10_000)
        old.unlink()
        return len(old), len(old) == 10_000


class AnfragemanagerProperty(models.Model):
    _inherit = "anfragemanager.property"

    def write(self, vals):
        told = self.filtered(lambda prop: prop.sudo().company_id.anfrage_notices)
        before = {prop: prop._news() for prop in told}
        done = super().write(vals)
        changes = [
            {
                "property_id": prop.id,
                "old_price": price,
                "old_state": state,
                "new_price": prop._news()[0],
                "new_state": prop._news()[1],
            }
            for prop, (price, state) in before.items()
            if prop._news() != (price, state)
        ]
        if changes:
            self.env["anfragemanager.property.change"].sudo().create(changes)
        return done

    def _news(self):
        """Return price and state as prospects may know them: no price on request, and preparation is nobody's news."""
        self.ensure_one()
        state = self.marketing_state if self.active else "closed"
        return (0.0 if self.price_on_request else self.price), state


class AnfragemanagerNotice(models.Model):
    """One mail to one person about all that changed."""

    _name = "anfragemanager.notice"
    _description = "Notice of a Change"
    _inherit = ["anfragemanager.due"]
    _rec_name = "inquiry_id"
    _job = "anfragemanager.cron_notices"

    address_key = fields.Char(index=True, readonly=True)
    change_ids = fields.Many2many("anfragemanager.property.change", readonly=True)

    _one_due = models.UniqueIndex("(company_id, address_key) WHERE state = 'due'", "A notice is due already.")

    @api.model
    def _cron_due(self):
        self._gather()
        return super()._cron_due()

    @api.model
    def _gather(self):
        """Make one notice for each person who agreed and asked about a property that changed."""
        now = fields.Datetime.now()
        for company in self.env["res.company"].search([("anfrage_notices", "=", True)]):
            changes = self.env["anfragemanager.property.change"].search(
                [
                    ("company_id", "=", company.id),
                    ("create_date", ">=", now - timedelta(days=NEWS_DAYS)),
                    ("create_date", "<=", now - timedelta(hours=QUIET_HOURS)),
                ]
            )
            interested = self._interested(company, changes.property_id) if changes else {}
            for key, inquiries in interested.items():
                last = self._last_notice(company, key)
                if last and last.create_date > now - timedelta(days=company.anfrage_notice_days):
                    continue
                news = self._news_for(inquiries, changes, last.create_date)
                if self._in_words(news):
                    self.create(
                        {
                            "inquiry_id": inquiries[0].id,
                            "address_key": key,
                            "change_ids": [Command.set(news.ids)],
                        }
                    )

    def _interested(self, company, properties):
        """Return who asked about the properties and agreed to further offers: ``{address key: inquiries}``."""
        inquiries = self.env["anfragemanager.inquiry"].search(
            Domain("company_id", "=", company.id)
            & Domain("property_id", "in", properties.ids)
            & Domain("address_key", "!=", False)
            & Domain("mailbox_id.dry_run", "=", False)
            & Domain("anonymized_at", "=", False)
            & Domain("refused_at", "=", False)
            & (Domain("reason", "=", False) | Domain("reason", "not in", (*SILENT_REASONS, "manual"))),
            order="date desc, id desc",
        )
        by_person = inquiries.grouped("address_key")
        said = self.env["anfragemanager.consent"].search(
            [
                ("company_id", "=", company.id),
                ("subject_key", "in", list(by_person)),
                ("kind", "=", "marketing"),
                ("erased_at", "=", False),
            ],
            order="given_at, id",
        )
        last_word = {entry.subject_key: entry.granted for entry in said}
        return {key: asked for key, asked in by_person.items() if last_word.get(key)}

    def _last_notice(self, company, key):
        mine = [("company_id", "=", company.id), ("address_key", "=", key), ("state", "!=", "skipped")]
        return self.search(mine, order="id desc", limit=1)

    def _news_for(self, inquiries, changes, told_at):
        """Return the changes a person does not know of: later than the inquiry and than the last notice."""
        asked = {}
        for inquiry in inquiries:
            asked[inquiry.property_id.id] = min(inquiry.date, asked.get(inquiry.property_id.id, inquiry.date))
        return changes.filtered(
            lambda change: (
                change.property_id.id in asked
                and change.create_date > asked[change.property_id.id]
                and (not told_at or change.create_date > told_at)
            )
        )

    def _in_words(self, changes):
        """Return what is left of the changes: ``[(property, [sentence])]``, in the language of the context."""
        found = []
        for prop, own in changes.sorted("id").grouped("property_id").items():
            first, last = own[0], own[-1]
            lines = [*self._price_in_words(prop, first.old_price, last), *self._state_in_words(first.old_state, last)]
            if lines:
                found.append((prop, lines))
        return found

    def _price_in_words(self, prop, old, last):
        new = last.new_price
        if not old or not new or old == new or last.new_state not in SHOWN:
            return []
        prices = {"old": prop._format_money(old), "new": prop._format_money(new)}
        label = prop.price_label
        if new < old:
            return [self.env._("%(label)s lowered from %(old)s to %(new)s", label=label, **prices)]
        return [self.env._("%(label)s changed from %(old)s to %(new)s", label=label, **prices)]

    def _state_in_words(self, old, last):
        new = last.new_state
        if old == new:
            return []
        if new == "closed":
            return [self.env._("No longer available")] if old in SHOWN else []
        if new == "reserved":
            return [self.env._("Reserved for the time being")] if old == "active" else []
        return [self.env._("Available again")] if new == "active" and old in ("reserved", "closed") else []

    def _carry_out(self):
        inquiry = self.inquiry_id
        if not inquiry.company_id.anfrage_notices:
            return Done("skipped", self.env._("Notices are switched off."))
        news = self.with_context(lang=inquiry.lang)._in_words(self.change_ids.with_context(lang=inquiry.lang))
        if not news:
            return Done("skipped", self.env._("It is as it was."))
        template = self.env.ref(TEMPLATE).with_context(
            anfrage_changes=[(prop.name, prop.reference, lines) for prop, lines in news]
        )
        return inquiry._send_further("notice", template, self.id, advertising=True)

    def _written_down(self):
        outcome = {"done": "ok", "skipped": "skipped", "failed": "failed"}[self.state]
        note = " – ".join((self.env._("Notice of a change"), self.note or ""))
        self.inquiry_id._trace("done", outcome, note=note)
