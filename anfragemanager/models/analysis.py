"""Figures of all inquiries, one row each, as a view of the database: per portal, property, month, agent and reason."""

from odoo import api, fields, models, tools
from odoo.tools import SQL

from .inquiry import STATES

# Ratios of sums, which no average of rows gives: name → (what is divided, by what)
RATIOS = {
    "cost_per_inquiry": ("cost", "inquiries"),
    "cost_per_qualified": ("cost", "qualified"),
    "confirmation_rate": ("confirmed", "asked"),
    "unattended_rate": ("unattended", "completed"),
}


class AnfragemanagerAnalysis(models.Model):
    """One row per inquiry with what reports add up."""

    _name = "anfragemanager.analysis"
    _description = "Analysis of Inquiries"
    _auto = False
    _rec_name = "inquiry_id"
    _order = "date desc, id desc"

    inquiry_id = fields.Many2one("anfragemanager.inquiry", readonly=True)
    date = fields.Datetime(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    mailbox_id = fields.Many2one("anfragemanager.mailbox", readonly=True)
    portal_id = fields.Many2one("anfragemanager.portal", readonly=True)
    property_id = fields.Many2one("anfragemanager.property", readonly=True)
    agent_id = fields.Many2one("res.users", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    reason = fields.Selection(lambda self: self.env["anfragemanager.inquiry"]._reasons(), readonly=True)
    inquiries = fields.Integer(readonly=True)
    completed = fields.Integer(readonly=True)
    qualified = fields.Integer(
        string="Qualified Inquiries", readonly=True, help="Completed with a contact: confirmed, or known before."
    )
    asked = fields.Integer(string="Asked to Confirm", readonly=True)
    confirmed = fields.Integer(readonly=True)
    exposes = fields.Integer(string="Exposés Sent", readonly=True)
    exposes_read = fields.Integer(string="Exposés Read", readonly=True)
    viewings = fields.Integer(string="Wishes for a Viewing", readonly=True)
    unattended = fields.Integer(string="Done without a Person", readonly=True)
    # Kept as hours, shown as hours and minutes
    hours_to_answer = fields.Float(string="Time to First Answer (h:min)", aggregator="avg", readonly=True)
    hours_to_expose = fields.Float(string="Time to Exposé (h:min)", aggregator="avg", readonly=True)
    confirmation_rate = fields.Float(string="Confirmation Rate (%)", aggregator="avg", readonly=True)
    unattended_rate = fields.Float(string="Done without a Person (%)", aggregator="avg", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    cost = fields.Monetary(
        string="Cost of the Portal",
        readonly=True,
        groups="anfragemanager.group_manager",
        help="The portal's monthly cost, shared among its inquiries of the month.",
    )
    cost_per_inquiry = fields.Monetary(aggregator="avg", readonly=True, groups="anfragemanager.group_manager")
    cost_per_qualified = fields.Monetary(
        string="Cost per Qualified Inquiry", aggregator="avg", readonly=True, groups="anfragemanager.group_manager"
    )

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(SQL("CREATE VIEW %s AS (%s)", SQL.identifier(self._table), self._select()))

    @api.model
    def _select(self):
        """Return the query; a person took part where the trace says so."""
        # Of the month that runs only the part that is over costs something.
        return SQL(
            """
            SELECT i.id, i.id AS inquiry_id, i.date, i.company_id, i.mailbox_id, i.portal_id, i.property_id,
                p.user_id AS agent_id, i.state, i.reason,
                1 AS inquiries,
                (i.state = 'done')::int AS completed,
                (i.state = 'done' AND i.partner_id IS NOT NULL)::int AS qualified,
                (i.confirmation_sent_at IS NOT NULL)::int AS asked,
                (i.confirmation_sent_at IS NOT NULL AND i.confirmed_at IS NOT NULL)::int AS confirmed,
                (i.expose_sent_at IS NOT NULL)::int AS exposes,
                (i.expose_opened_at IS NOT NULL)::int AS exposes_read,
                COALESCE(i.wishes @> '["viewing"]'::jsonb, FALSE)::int AS viewings,
                (i.state = 'done' AND NOT EXISTS (
                    SELECT 1 FROM anfragemanager_trace t WHERE t.inquiry_id = i.id AND t.outcome = 'manual'
                ))::int AS unattended,
                CASE WHEN i.answered_at IS NOT NULL
                    THEN GREATEST(EXTRACT(EPOCH FROM i.answered_at - i.date) / 3600, 0) END AS hours_to_answer,
                CASE WHEN i.expose_sent_at IS NOT NULL
                    THEN GREATEST(EXTRACT(EPOCH FROM i.expose_sent_at - i.date) / 3600, 0) END AS hours_to_expose,
                CASE WHEN i.confirmation_sent_at IS NOT NULL
                    THEN 100.0 * (i.confirmed_at IS NOT NULL)::int END AS confirmation_rate,
                NULL::float AS unattended_rate,
                c.currency_id,
                COALESCE((o.monthly_cost ->> i.company_id::text)::float, 0) * LEAST(1, GREATEST(0,
                    EXTRACT(EPOCH FROM (NOW() AT TIME ZONE 'UTC') - DATE_TRUNC('month', i.date))
                    / EXTRACT(EPOCH FROM INTERVAL '1 month' + DATE_TRUNC('month', i.date) - DATE_TRUNC('month', i.date))
                )) / COUNT(*) OVER (PARTITION BY i.company_id, i.portal_id, DATE_TRUNC('month', i.date)) AS cost,
                NULL::float AS cost_per_inquiry,
                NULL::float AS cost_per_qualified
            FROM anfragemanager_inquiry i
            JOIN res_company c ON c.id = i.company_id
            LEFT JOIN anfragemanager_property p ON p.id = i.property_id
            LEFT JOIN anfragemanager_portal o ON o.id = i.portal_id
            """
        )

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Divide sums where an average of rows would be wrong; without anything to divide by there is no value."""
        name, _colon, function = aggregate_spec.partition(":")
        # The second is what views ask for beside the first, for companies of several currencies.
        if name not in RATIOS or function not in ("avg", "sum_currency"):
            return super()._read_group_select(aggregate_spec, query)
        self._check_field_access(self._fields[name], "read")
        above, below = RATIOS[name]
        return SQL(
            "%s * SUM(%s)::float / NULLIF(SUM(%s), 0)",
            100.0 if name.endswith("_rate") else 1.0,
            self._field_to_sql(self._table, above, query),
            self._field_to_sql(self._table, below, query),
        )
