"""The dashboard: one card per mailbox, the current inquiries of all, and what is wrong."""

from collections import Counter
from datetime import timedelta, timezone

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

SPARK_DAYS = 30
LINES = 12
# `ignored` ended at the gate and is in its list; here stands what runs, also dry, and whatever needs somebody.
LINE_STATES = ("new", "waiting", "done", "aborted", "expired", "failed")
# What a line shows, in one query.
LINE_FIELDS = (
    "mailbox_id", "company_id", "state", "reason", "reason_note", "needs_person", "date", "answered_at",
    "confirmed_at", "next_try", "held_until", "refusal_due_at", "bundle_id", "portal_id", "property_id",
    "property_refs", "first_name", "last_name", "company_name", "email",
)  # fmt: skip
# Days, today included; what is still open counts in the longest, however old.
SCOPES = {"today": 1, "week": 7, "all": SPARK_DAYS}

# What came in during a dry run is counted as that, though it ended like what nobody here is responsible for.
REHEARSED = Domain("state", "=", "ignored") & Domain("reason", "=", "dry_run")
# Who waits with another inquiry of the same person, see `_is_decided_with_another`, and what else stopped for good:
# neither is to do, and both came in.
BUNDLED = Domain("state", "=", "aborted") & Domain("reason", "=", "duplicate") & Domain("bundle_id", "!=", False)
STOPPED = Domain("state", "=", "aborted") & Domain("needs_person", "=", False) & ~BUNDLED

# What a single mailbox lacks when the whole of Odoo does.
SHARED_SIGNS = ("outgoing_missing", "alias_domain_missing")


class AnfragemanagerMailbox(models.Model):
    _inherit = "anfragemanager.mailbox"

    signs = fields.Json(
        compute="_compute_signs", help="What is wrong or still missing, with the way to where it is mended."
    )

    def _compute_signs(self):
        """See `anfragemanager.health._signs`; a mailbox not yet saved has only what concerns all."""
        signs = self.env["anfragemanager.health"]._signs()
        for mailbox in self:
            own = signs.get(mailbox._origin.id, []) if mailbox._origin else []
            shared = [sign for sign in signs.get(False, []) if sign["code"] in SHARED_SIGNS]
            if not self.env["anfragemanager.health"]._unreached(mailbox):
                shared = [sign for sign in shared if sign["code"] != "alias_domain_missing"]
            mailbox.signs = [*shared, *own]

    @api.model
    @api.readonly
    def get_dashboard(self, mailbox_ids=None, lines_of=None, limit=LINES):
        """Return what runs and what is to be done, with the caller's rights, in at most six queries.

        :param list mailbox_ids: the cards shown; all by default
        :param int lines_of: only the current inquiries of this mailbox
        :return: ``{"cards": {id: card}, "lines": [line], "mailboxes": [{"id", "name"}]}``; a card has `todo`, `review`,
            `kinds` (mails by kind in the longest scope, most first), `today`, `spark` (one number a day, today last),
            `counts` by scope and state, `tasks` and how many `further_tasks`
        """
        mailboxes = self.search_fetch([("id", "in", mailbox_ids)] if mailbox_ids else [], ["name"])
        cards = self._cards(mailboxes)
        shown = mailboxes.filtered(lambda mailbox: mailbox.id == lines_of) if lines_of else mailboxes
        return {
            "cards": cards,
            "lines": self._current_lines(shown, limit),
            "mailboxes": [{"id": mailbox.id, "name": mailbox.name} for mailbox in mailboxes],
        }

    @api.model
    @api.readonly
    def get_signs(self, fresh=False):
        """Return what is wrong; apart from the dashboard, which does not wait for it.

        :param bool fresh: look now, and not at most once a minute for everybody
        :return: ``{"all": [sign], "mailboxes": {id: [sign]}}``, see `anfragemanager.health._signs`
        """
        signs = self.env["anfragemanager.health"]._signs(fresh)
        mailboxes = self.search([("id", "in", list(filter(None, signs)))])
        return {"all": signs.get(False, []), "mailboxes": {id_: signs[id_] for id_ in mailboxes.ids}}

    def _cards(self, mailboxes):
        today = fields.Datetime.context_timestamp(self, fields.Datetime.now()).date()
        cards = {
            mailbox.id: {
                "todo": 0,
                "review": 0,
                "kinds": [],
                "spark": [0] * SPARK_DAYS,
                "counts": {scope: Counter() for scope in SCOPES},
                "tasks": [],
                "further_tasks": 0,
            }
            for mailbox in mailboxes
        }
        for mailbox_id, day, state, needs_person, count in self._counted(mailboxes) if mailboxes else ():
            card = cards[mailbox_id]
            age = (today - day).days
            if 0 <= age < SPARK_DAYS:
                card["spark"][SPARK_DAYS - 1 - age] += count
            card["todo"] += count if needs_person else 0
            for scope, days in SCOPES.items():
                if age < days or (scope == "all" and state in ("new", "waiting")):
                    card["counts"][scope][state] += count
        for card in cards.values():
            card["today"] = card["spark"][-1]
        if cards:
            self._add_mails(cards)
            self._add_tasks(cards)
        return cards

    def _counted(self, mailboxes):
        """Return the inquiries of late and the open ones: ``[(mailbox id, day, state, needs a person, count)]``.

        A state is also "dry_run", see `REHEARSED`, "to_answer": what ended at the gate and is a person's to answer,
        "bundled", see `BUNDLED`, or "stopped", see `STOPPED`.
        """
        Inquiry = self.env["anfragemanager.inquiry"]
        Inquiry.flush_model(["mailbox_id", "date", "state", "reason", "needs_person", "bundle_id"])
        open_states = Domain("state", "in", ("new", "waiting")) | Domain("needs_person", "=", True)
        since = fields.Datetime.now() - timedelta(days=SPARK_DAYS + 1)
        query = Inquiry._search(Domain("mailbox_id", "in", mailboxes.ids) & (Domain("date", ">=", since) | open_states))
        query.groupby = SQL("1, 2, 3, 4")
        # The days of the one who looks.
        day = SQL(
            "(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", SQL.identifier(query.table, "date"), str(self.env.tz)
        )
        mailbox_id, state, reason, needs_person, bundle = (
            SQL.identifier(query.table, name) for name in ("mailbox_id", "state", "reason", "needs_person", "bundle_id")
        )
        shown = SQL(
            "CASE WHEN %(state)s = 'aborted' AND %(reason)s = 'duplicate' AND %(bundle)s IS NOT NULL THEN 'bundled'"
            " WHEN %(state)s = 'aborted' AND NOT COALESCE(%(todo)s, FALSE) THEN 'stopped'"
            " WHEN %(state)s <> 'ignored' THEN %(state)s WHEN %(reason)s = 'dry_run' THEN 'dry_run'"
            " WHEN %(todo)s THEN 'to_answer' ELSE %(state)s END",
            state=state,
            reason=reason,
            todo=needs_person,
            bundle=bundle,
        )
        return self.env.execute_query(query.select(mailbox_id, day, shown, needs_person, SQL("COUNT(*)")))

    def _add_mails(self, cards):
        Mail = self.env["anfragemanager.mail"]
        Mail.flush_model(["mailbox_id", "kind", "needs_review", "received_at"])
        latest = Mail._search(self.browse(cards)._mails_by_kind_domain())
        review = Mail._search(Domain("mailbox_id", "in", list(cards)) & Domain("needs_review", "=", True))
        latest.groupby, review.groupby = SQL("1, 2"), SQL("1")
        mailbox_id, kind = SQL.identifier(latest.table, "mailbox_id"), SQL.identifier(latest.table, "kind")
        counted = {}
        rows = self.env.execute_query(
            SQL(
                "%s UNION ALL %s",
                latest.select(mailbox_id, kind, SQL("0"), SQL("COUNT(*)")),
                review.select(mailbox_id, SQL("NULL"), SQL("COUNT(*)"), SQL("0")),
            )
        )
        for mailbox_id, kind, to_review, count in rows:
            cards[mailbox_id]["review"] += to_review
            if kind:
                counted[mailbox_id, kind] = count
        for mailbox_id, card in cards.items():
            card["kinds"] = [
                {"kind": kind, "label": label, "count": counted[mailbox_id, kind]}
                for kind, label in self._kinds()
                if (mailbox_id, kind) in counted
            ]
            card["kinds"].sort(key=lambda item: -item["count"])

    def _kinds(self):
        return self.env["anfragemanager.mail"]._fields["kind"]._description_selection(self.env)

    def _mails_by_kind_domain(self):
        """Return the mails of these mailboxes that the dashboard counts by kind."""
        since = fields.Datetime.now() - timedelta(days=SPARK_DAYS)
        return Domain("mailbox_id", "in", self.ids) & Domain("received_at", ">=", since)

    def action_view_kind(self):
        """Open the mailbox's latest mails of the kind in the context key `anfrage_kind`."""
        self.ensure_one()
        kind = self.env.context.get("anfrage_kind")
        action = self.env["ir.actions.act_window"]._for_xml_id("anfragemanager.action_mail")
        action["domain"] = list(self._mails_by_kind_domain() & Domain("kind", "=", kind))
        action["display_name"] = action["name"] = f"{self.name} – {dict(self._kinds()).get(kind, '?')}"
        return action

    def _add_tasks(self, cards, limit=2):
        """The next tasks of the caller on inquiries, by mailbox, with the caller's rights; one query."""
        Inquiry = self.env["anfragemanager.inquiry"]
        Inquiry.flush_model(["mailbox_id", "first_name", "last_name", "company_name", "email"])
        self.env["mail.activity"].flush_model()
        query = Inquiry._search(Domain("mailbox_id", "in", list(cards)))
        query.add_join(
            "JOIN", "activity", "mail_activity", SQL("activity.res_id = %s", SQL.identifier(query.table, "id"))
        )
        query.add_join("LEFT JOIN", "kind", "mail_activity_type", SQL("kind.id = activity.activity_type_id"))
        query.add_where(
            SQL(
                "activity.res_model = 'anfragemanager.inquiry' AND activity.active AND activity.user_id = %s",
                self.env.uid,
            )
        )
        query.order, query.limit = "activity.date_deadline, activity.id", 100
        names = ("mailbox_id", "id", "first_name", "last_name", "company_name", "email")
        summary = SQL(
            "COALESCE(NULLIF(activity.summary, ''), kind.name->>%s, kind.name->>'en_US', '')", self.env.lang or "en_US"
        )
        rows = self.env.execute_query(
            query.select(*(SQL.identifier(query.table, name) for name in names), SQL("activity.date_deadline"), summary)
        )
        today = fields.Date.context_today(self)
        for mailbox_id, inquiry_id, first, last, company, email, deadline, summary in rows:
            tasks = cards[mailbox_id]["tasks"]
            if len(tasks) == limit:
                cards[mailbox_id]["further_tasks"] += 1
            else:
                name = Inquiry._call(first, last, company, email)
                tasks.append({"inquiry": inquiry_id, "name": name, "summary": summary, "overdue": deadline < today})

    def _current_lines(self, mailboxes, limit):
        current = Domain("state", "in", LINE_STATES) | Domain("reason", "=", "dry_run")
        inquiries = self.env["anfragemanager.inquiry"].search_fetch(
            Domain("mailbox_id", "in", mailboxes.ids) & (current | Domain("needs_person", "=", True)),
            LINE_FIELDS,
            order="needs_person desc, date desc, id desc",
            limit=limit,
        )
        # Of the properties nothing but what is shown and what decides who may see it; their texts are long.
        inquiries.sudo().property_id.fetch(["reference", "company_id", "marketing_state", "active"])
        return inquiries._widget_lines()

    @api.model
    def _state_domain(self, state):
        """Return which inquiries a state of the card counts."""
        special = {"dry_run": REHEARSED, "bundled": BUNDLED, "stopped": STOPPED}
        if state in special:
            return special[state]
        settled = ~REHEARSED & Domain("needs_person", "=", False)
        return Domain("state", "=", state) & settled if state == "ignored" else Domain("state", "=", state)

    @api.model
    def _state_label(self, state):
        """Return the name of a state of the card."""
        if state == "dry_run":
            return self.env._("Dry Run")
        if state == "bundled":
            return self.env._("Waits for a Decision")
        state = "aborted" if state == "stopped" else state
        states = self.env["anfragemanager.inquiry"]._fields["state"]._description_selection(self.env)
        return dict(states).get(state, "?")

    @api.model
    def _scope_domain(self, scope):
        """Return which inquiries a scope of the card counts."""
        if scope not in SCOPES:
            return Domain.TRUE
        now = fields.Datetime.context_timestamp(self, fields.Datetime.now())
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        first = (midnight - timedelta(days=SCOPES[scope] - 1)).astimezone(timezone.utc).replace(tzinfo=None)
        domain = Domain("date", ">=", first)
        return domain | Domain("state", "in", ("new", "waiting")) if scope == "all" else domain

    def action_view_tasks(self):
        """Open the inquiries of this mailbox at which the user has a task."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("anfragemanager.action_inquiry")
        action["domain"] = [("mailbox_id", "=", self.id), ("activity_user_id", "=", self.env.uid)]
        action["context"] = {"default_mailbox_id": self.id}
        what = self.env._("My Tasks")
        action["display_name"] = action["name"] = f"{self.name} – {what}"
        return action

    def action_view_todo(self):
        """Open what needs a person in this mailbox: the same filter as everywhere."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("anfragemanager.action_inquiry_todo")
        action["context"] = {"search_default_todo": 1, "default_mailbox_id": self.id}
        action["domain"] = [("mailbox_id", "=", self.id)]
        return action
