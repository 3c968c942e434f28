"""The dry run: a mailbox that is not live reads, matches and shows what it would do, and sends and creates nothing.

Whatever leaves the house or creates a record is an outcome that `steps.carry_out` made; `_perform` is the one place
that calls it or leaves it out. A live mailbox under test does everything, and its mails go to the tester.
"""

from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize

from .setup import LOCAL_HOSTS
from .steps import following


class AnfragemanagerMailbox(models.Model):
    _inherit = "anfragemanager.mailbox"

    dry_run = fields.Boolean(
        default=True,
        copy=False,
        tracking=True,
        help="Inquiries are read and matched, and what would happen is shown; nothing is sent or created.",
    )
    test_email = fields.Char(
        string="Send Everything To",
        copy=False,
        tracking=True,
        help="Test: all automatic mails of this mailbox go to this address instead of the prospects, marked in the "
        "subject. Their links open nothing. Empty: prospects get their mails.",
    )
    rehearsed = fields.Integer(string="Inquiries in the Dry Run", compute="_compute_rehearsed")
    rehearsed_since = fields.Datetime(compute="_compute_rehearsed")

    def _init_column(self, column_name):
        """Mailboxes that worked before there was a dry run stay live."""
        if column_name != "dry_run":
            return super()._init_column(column_name)
        self.env.cr.execute(SQL("UPDATE %s SET dry_run = FALSE WHERE dry_run IS NULL", SQL.identifier(self._table)))
        return None

    def _compute_rehearsed(self):
        groups = self.env["anfragemanager.inquiry"]._read_group(
            self._rehearsed_domain(), ["mailbox_id"], ["__count", "date:min"]
        )
        found = {mailbox.id: (count, oldest) for mailbox, count, oldest in groups}
        for mailbox in self:
            mailbox.rehearsed, mailbox.rehearsed_since = found.get(mailbox.id, (0, False))

    @api.constrains("test_email")
    def _check_test_email(self):
        for mailbox in self.filtered("test_email"):
            if not email_normalize(mailbox.test_email):
                raise ValidationError(self.env._("“%s” is not an e-mail address.", mailbox.test_email))
            if mailbox.test_email == mailbox.email:
                raise ValidationError(self.env._("Test mails cannot go to the mailbox itself; it would answer them."))

    def action_go_live(self):
        """Open the dialog that says what changes before the dry run ends."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Go Live"),
            "res_model": "anfragemanager.go.live",
            "view_mode": "form",
            "target": "new",
            "context": {"default_mailbox_id": self.id},
        }

    def action_dry_run(self):
        """Send and create nothing any more, until somebody goes live again."""
        self.dry_run = True
        return True

    def action_view_rehearsed(self):
        """Open what the dry run would have handled."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("anfragemanager.action_inquiry")
        action["domain"] = list(self._rehearsed_domain())
        action["context"] = {"default_mailbox_id": self.id}
        what = self.env._("Dry Run")
        action["display_name"] = action["name"] = f"{self.name} – {what}"
        return action

    def action_continue_setup(self):
        """Open the setup with this mailbox: what is done already, and what is left until it goes live."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("anfragemanager.action_setup")
        return {**action, "context": {"mailbox_id": self.id}}

    def _rehearsed_domain(self):
        return (
            Domain("mailbox_id", "in", self.ids)
            & Domain("state", "=", "ignored")
            & Domain("reason", "=", "dry_run")
            & Domain("anonymized_at", "=", False)
        )

    def _go_live(self, release):
        """End the dry run.

        :param bool release: whether what came in meanwhile is handled now
        """
        if not self.env.su and not self.env.user.has_group("anfragemanager.group_manager"):
            raise AccessError(self.env._("Only an administrator ends the dry run."))
        self.dry_run = False
        self._keep_public_address()
        if release:
            self._take_up(self.env["anfragemanager.inquiry"].search(self._rehearsed_domain()))
            owners = [("mailbox_id", "in", self.ids), ("kind", "=", "owner_lead"), ("lead_id", "=", False)]
            self.env["anfragemanager.mail"].search([*owners, ("reviewed_at", "=", False)]).action_read_again()

    @api.model
    def _keep_public_address(self):
        """Let the address of the links in mails be changed by hand only.

        Odoo writes down whatever name an administrator's browser asked for at the last login: one that only the office
        knows, or one that somebody led the browser to.
        """
        parameters = self.env["ir.config_parameter"].sudo()
        host = urlsplit(parameters.get_param("web.base.url") or "").hostname
        if host and host not in LOCAL_HOSTS:
            parameters.set_param("web.base.url.freeze", "True")

    def _effects(self):
        """Return what this mailbox does by itself when it is live, in sentences."""
        self.ensure_one()
        effects = []
        if not self.enabled:
            effects.append(self.env._("Nothing yet: the automation of this mailbox is switched off."))
        if self.confirm_email or self.collect_data:
            effects.append(
                self.env._(
                    "Unknown prospects get a mail that asks them to confirm; valid for %s days.", self.expiry_days
                )
            )
        effects.append(self.env._("Contacts are created for new prospects."))
        if self.send_expose and not self.address_only:
            forms = {
                "expose_link": self.env._("as link"),
                "expose_pdf": self.env._("as PDF"),
                "expose_documents": self.env._("with documents"),
            }
            chosen = ", ".join(form for name, form in forms.items() if self[name])
            effects.append(self.env._("Prospects get the exposé: %s.", chosen))
        processes = [self.env._("Opportunity")] if self.create_opportunity else []
        processes += [plan.name for plan in self.activity_plan_id]
        processes += self.sudo().server_action_ids.mapped("name")
        if processes:
            effects.append(self.env._("These processes start: %s.", ", ".join(processes)))
        effects.append(self.env._("What needs a decision becomes a task of %s.", self._in_charge().name))
        return effects

    # ------------------------------------------------------------------ used by what sends

    def _check_live(self):
        """Raise when a mail is about to be sent in a dry run; what the flow does never comes here."""
        self.ensure_one()
        if self.dry_run:
            raise UserError(self.env._("The mailbox “%s” is in the dry run: nothing is sent.", self.name))

    def _diverts_to(self):
        """Return the tester's address, normalised, or False when prospects get their mails."""
        self.ensure_one()
        return email_normalize(self.test_email or "")

    def _divert(self, mail):
        """Send a queued mail to the tester instead; the subject says to whom it would have gone."""
        tester = self._diverts_to()
        if tester:
            subject = self.env._("[Test, to %(email)s] %(subject)s", email=mail.email_to, subject=mail.subject)
            mail.write({"email_to": tester, "email_cc": False, "recipient_ids": [(5, 0, 0)], "subject": subject})


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    def _perform(self, step, outcome):
        """Do what a step decided, or in a dry run write down what it would do."""
        mailbox = self.mailbox_id
        if not mailbox.dry_run:
            if outcome.act:
                outcome = outcome.act()
            return self._apply_outcome(step, outcome)
        if outcome.act:
            self._trace(step, "would", note=outcome.would)
            # A prospect who is asked is taken to confirm: what would come then is what the dry run is for.
            self.next_step = outcome.to or following(step)
            return None
        if not outcome.state or outcome.state == "ignored":
            return self._apply_outcome(step, outcome)
        if outcome.state != "done":
            label = dict(self._reasons()).get(outcome.reason, "")
            self._trace(step, "would", outcome.reason, "\n".join(filter(None, (label, outcome.note))))
        return self._rehearsed()

    def _rehearsed(self):
        """The dry run of this inquiry ends: what it would have done stands in its details."""
        lines = self._lines_of_rehearsal().filtered("note")
        if not lines:
            # Nothing would be sent; why not is what the administrator wants to know.
            lines = self.trace_ids.filtered(lambda line: line.outcome == "skipped" and line.note)[-1:]
        self.write(
            {
                "state": "ignored",
                "reason": "dry_run",
                "reason_note": "\n".join(lines.mapped("note")),
                "next_step": "gate",
                "attempts": 0,
                "next_try": False,
            }
        )

    def _lines_of_rehearsal(self):
        """Return what the last dry run wrote down: the lines behind the last look at the gate."""
        lines = self.env["anfragemanager.trace"].search([("inquiry_id", "=", self.id)], order="id")
        starts = [number for number, line in enumerate(lines) if line.step == "gate"]
        return lines[starts[-1] if starts else 0 :].filtered(lambda line: line.outcome == "would")

    def _rehearses_new_contact(self):
        """Whether a dry run comes by here for somebody who would be a new contact by now."""
        return self.mailbox_id.dry_run and not self.partner_id

    def _would_stop(self):
        """Return the reason for which the automation would have stopped, or False."""
        self.ensure_one()
        return self._lines_of_rehearsal().filtered("reason")[-1:].reason if self.reason == "dry_run" else False

    def _ways_of_dry_run(self, stopped):
        """Return the names of the actions in a dry run: what helps to mend it or to be done with it, nothing that
        would send or create."""
        if not stopped:
            return []
        mending = ("view_mail", "assign_property", "open_property", "open_mailbox", "retry")
        names = self._ways_on(stopped, self._would_stop() or self.reason)
        return [*([name for name in names if name in mending] or ["retry"]), "done_by_hand"]
