"""What the mailbox wants to follow once the contact is there: an opportunity, an activity plan, server actions."""

from functools import partial

from odoo import fields, models
from odoo.fields import Command
from odoo.tools import plaintext2html


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    def _open_processes(self):
        """Return what has not been started yet: ``[(name, function without arguments)]``, in the order to start it."""
        mailbox = self.mailbox_id
        if self._is_new_contact() or mailbox.processes_for_known:
            if mailbox.create_opportunity and not self.lead_id:
                yield self.env._("Opportunity"), self._start_opportunity
            if mailbox.activity_plan_id and not self.plan_done:
                yield mailbox.activity_plan_id.name, self._start_plan
            actions = mailbox._server_actions()
            for action in actions and actions - self.done_action_ids:
                yield action.name, partial(self._start_action, action)
        wanted = self.env["anfragemanager.process"]._wanted_by(self)
        for process in wanted and wanted - self.process_run_ids.process_id:
            yield process.name, partial(process._start, self)

    def _is_new_contact(self):
        """Whether the prospect was unknown before this inquiry, or would be in a dry run."""
        return self.partner_created or self._rehearses_new_contact()

    def _start_opportunity(self):
        Lead = self.env["crm.lead"]
        if not self.mailbox_id.lead_notify:
            # Odoo mails whoever is assigned; with many inquiries a day nobody reads that any more.
            Lead = Lead.with_context(mail_auto_subscribe_no_notify=True)
        self.lead_id = Lead.create(self._lead_values()).with_context(mail_auto_subscribe_no_notify=False)

    def _lead_values(self):
        mailbox = self.mailbox_id
        agent = self.property_id._agent()
        # The main user may see properties of other companies, whose agents Odoo keeps out of this one's opportunities.
        salesperson = agent if self.company_id in agent.company_ids else mailbox._in_charge()
        return {
            "name": self.display_name,
            "type": "opportunity",
            # Nothing else of the person: CRM writes what differs back to the contact.
            "partner_id": self.partner_id.id,
            "description": self._lead_description(),
            "company_id": self.company_id.id,
            "team_id": mailbox.team_id.id,
            "user_id": salesperson.id,
            "source_id": self.portal_id.utm_source_id.id,
            "expected_revenue": self.property_id._expected_revenue(mailbox.lead_revenue),
            "anfrage_property_id": self.property_id.id,
            "anfrage_inquiry_id": self.id,
        }

    def _lead_description(self):
        """Return what the prospect stated: it may differ from the contact, which nobody but a person changes."""
        stated = (self._person_name(), self.email if not self.email_is_alias else "", self.phone, self.mobile)
        lines = [", ".join(filter(None, stated)), self.message or ""]
        return plaintext2html("\n\n".join(filter(None, lines))) if any(lines) else False

    def _start_plan(self):
        plan = self.mailbox_id.activity_plan_id
        record = self.partner_id if plan.res_model == "res.partner" else self
        wizard = self.env["mail.activity.schedule"].create(
            {
                "res_model": record._name,
                "res_ids": repr(record.ids),
                "plan_id": plan.id,
                "plan_date": fields.Date.context_today(self),
                "plan_on_demand_user_id": self.mailbox_id._in_charge().id,
            }
        )
        wizard.action_schedule_plan()
        self.plan_done = True

    def _start_action(self, action):
        """Run a server action that the mailbox wants, once."""
        self._run_action(action)
        self.done_action_ids = [Command.link(action.id)]

    def _run_action(self, action):
        """Run a server action for the inquiry or its contact.

        Who is in charge of the mailbox answers for the action, so it runs with that person's rights.
        """
        record = self.partner_id if action.model_name == "res.partner" else self
        action.with_user(self.mailbox_id._in_charge()).with_context(
            active_model=record._name, active_id=record.id, active_ids=record.ids, anfrage_inquiry_id=self.id
        ).sudo(False).run()
