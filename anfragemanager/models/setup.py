"""The way from an empty database to a live mailbox, and the check of what is missing or contradictory.

Both are the same list of steps; each finding leads to the place where it is mended.
"""

from dataclasses import asdict, dataclass, field
from urllib.parse import urlsplit

from odoo import api, models
from odoo.exceptions import AccessError

from .printing import weasyprint
from .property import MARKETED

# What Odoo calls a company that nobody named.
UNNAMED = ("My Company", "YourCompany")
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1", "0.0.0.0")  # noqa: S104


@dataclass(frozen=True)
class Finding:
    """Something missing or contradictory.

    :param text: a sentence
    :param action: name for `_lead_to`, where it is mended; empty where nothing leads
    :param optional: the step counts as done all the same
    """

    text: str
    action: str = ""
    optional: bool = False


@dataclass(frozen=True)
class Step:
    """One step of the setup.

    :param code: stable name
    :param title: what is to be done
    :param text: how it stands, or what it is for
    :param buttons: ``[(label, name for _lead_to)]``, the usual one first
    :param findings: what keeps it from being done
    :param ready: whether it can be done now
    """

    code: str
    title: str
    text: str
    buttons: list = field(default_factory=list)
    findings: list = field(default_factory=list)
    ready: bool = True

    @property
    def state(self):
        if any(not finding.optional for finding in self.findings) or not self.ready:
            return "todo"
        return "note" if self.findings else "done"


class AnfragemanagerSetup(models.AbstractModel):
    _name = "anfragemanager.setup"
    _description = "Setup of the Inquiry Manager"

    @api.model
    def _start(self):
        """Return where the app opens: the dashboard, or the setup while there is no mailbox yet."""
        Mailbox = self.env["anfragemanager.mailbox"].with_context(active_test=False)
        if not Mailbox.search_count([], limit=1) and self.env.user.has_group("anfragemanager.group_manager"):
            return self.env["ir.actions.actions"]._for_xml_id("anfragemanager.action_setup")
        return self.env["ir.actions.actions"]._for_xml_id("anfragemanager.action_dashboard")

    @api.model
    def get_setup(self, mailbox_id=None):
        """Return what the page shows.

        :param int mailbox_id: the mailbox to look at; the first that is not live, else the first, by default
        :return: ``{"mailboxes": [{"id", "name"}], "mailbox": id or False, "live", "steps": [step]}``; each a `Step` as
            dict, with its `state`
        """
        self._check_manager()
        mailboxes = self.env["anfragemanager.mailbox"].search([("active", "=", True)])
        chosen = mailboxes.filtered(lambda mailbox: mailbox.id == mailbox_id)
        mailbox = chosen or mailboxes.filtered("dry_run")[:1] or mailboxes[:1]
        return {
            "mailboxes": [{"id": one.id, "name": one.name} for one in mailboxes],
            "mailbox": mailbox.id,
            "live": bool(mailbox) and not mailbox.dry_run,
            "steps": [asdict(step) | {"state": step.state} for step in self._steps(mailbox)],
        }

    @api.model
    def lead_to(self, name, mailbox_id=None):
        """Return the action that opens the place named by a button or a finding."""
        self._check_manager()
        action = self._place(name, mailbox_id)
        if "view_mode" in action:
            # As Odoo does for the buttons of forms
            action.setdefault("views", [(False, mode) for mode in action["view_mode"].split(",")])
        return action

    def _place(self, name, mailbox_id):
        mailbox = self.env["anfragemanager.mailbox"].browse(mailbox_id or ()).exists()
        if name == "inbox":
            return self._dialog("anfragemanager.setup.inbox", self.env._("Mailbox"), mailbox)
        if name == "outgoing":
            return self._dialog("anfragemanager.setup.outgoing", self.env._("Outgoing Mail"), mailbox)
        if name == "legal":
            return self._dialog("anfragemanager.setup.legal", self.env._("Legal Texts"), mailbox)
        if name == "sample":
            return mailbox.action_choose_sample()
        if name == "test":
            return mailbox.action_send_test_inquiry()
        if name == "live":
            return mailbox.action_go_live()
        if name == "rehearsed":
            return mailbox.action_view_rehearsed()
        if name == "mailbox":
            return mailbox.get_formview_action()
        if name == "new_mailbox":
            return self._dialog("anfragemanager.setup.inbox", self.env._("New Mailbox"), mailbox.browse())
        if name == "server":
            return mailbox.fetchmail_server_id.get_formview_action()
        if name == "upload":
            upload = self.env["ir.actions.actions"]._for_xml_id(PLACES[name])
            return {**upload, "context": {"default_from_setup": True}}
        if name == "new_property":
            return {
                "type": "ir.actions.act_window",
                "res_model": "anfragemanager.property",
                "views": [(False, "form")],
                "context": {"default_company_id": mailbox.company_id.id or self.env.company.id},
            }
        return self.env["ir.actions.actions"]._for_xml_id(PLACES[name])

    def _dialog(self, model, title, mailbox):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_mailbox_id": mailbox.id},
        }

    def _check_manager(self):
        if not self.env.user.has_group("anfragemanager.group_manager"):
            raise AccessError(self.env._("Only an administrator of the Inquiry Manager sets it up."))

    # ------------------------------------------------------------------ the steps

    def _steps(self, mailbox):
        parts = (
            self._inbox, self._portals, self._configuration, self._properties, self._outgoing, self._legal,
            self._test, self._live,
        )  # fmt: skip
        return [part(mailbox) for part in parts]

    def _warnings(self, mailbox):
        """Return what the steps before the test find fault with, in sentences."""
        found = []
        for step in self._steps(mailbox):
            if step.code in ("test", "live"):
                continue
            found += [finding.text for finding in step.findings] or ([] if step.ready else [step.text])
        return found

    def _inbox(self, mailbox):
        title = self.env._("Mailbox")
        if not mailbox:
            text = self.env._(
                "Where do the mails of your portals arrive? Odoo collects them there, or they come to it."
            )
            return Step("inbox", title, text, [(self.env._("Set Up the Mailbox"), "inbox")], ready=False)
        findings = [
            Finding(sign["text"], "server" if sign["code"].startswith("fetch_") else "inbox")
            for sign in mailbox.signs or ()
            if sign["code"] in ("address_missing", "main_user_gone") or sign["code"].startswith("fetch_")
        ]
        if not mailbox.enabled:
            findings.append(Finding(self.env._("The automation of this mailbox is switched off."), "mailbox"))
        server = mailbox.sudo().fetchmail_server_id
        shared = server and mailbox.search([("fetchmail_server_id", "=", server.id), ("id", "!=", mailbox.id)], limit=1)
        if shared:
            text = self.env._(
                "The same incoming mail server feeds “%s”, too; only one of them gets the mails.", shared.name
            )
            findings.append(Finding(text, "mailbox"))
        where = mailbox.email or (f"{server.user} ({server.server})" if server.user else server.name) or ""
        text = (
            self.env._("“%(name)s” receives mail: %(where)s", name=mailbox.name, where=where) if where else mailbox.name
        )
        if mailbox.alias_email and not server:
            text = self.env._(
                "Forward the portals' mails to %s, or enter this address at the portals.", mailbox.alias_email
            )
        buttons = [(self.env._("Change the Mailbox"), "inbox"), (self.env._("All Settings"), "mailbox")]
        return Step("inbox", title, text, buttons, findings)

    def _portals(self, mailbox):
        title = self.env._("Portals")
        buttons = [(self.env._("Choose Portals"), "mailbox"), (self.env._("All Portals"), "portals")] if mailbox else []
        shown = mailbox.with_context(active_test=False).portal_ids
        off = shown.filtered(lambda portal: not portal.active)
        findings = []
        if off and off == shown:
            findings.append(Finding(self.env._("All portals of this mailbox are switched off."), "portals"))
        elif off:
            text = self.env._("Chosen, but switched off: %s", ", ".join(off.mapped("name")))
            findings.append(Finding(text, "portals", optional=True))
        names = (shown - off).mapped("name")
        text = (
            self.env._("Mails of these portals are handled: %s", ", ".join(names))
            if names
            else self.env._("Mails of all portals are handled.")
        )
        return Step("portals", title, text, buttons, findings, ready=bool(mailbox))

    def _configuration(self, mailbox):
        title = self.env._("What Happens to an Inquiry")
        if not mailbox:
            return Step("configuration", title, self.env._("Choose a sample configuration and adjust it."), ready=False)
        names = dict(mailbox._fields["sample_configuration"]._description_selection(self.env))
        text = self.env._("Applied: %s", names[mailbox.sample_configuration])
        buttons = [(self.env._("Choose a Sample"), "sample"), (self.env._("All Settings"), "mailbox")]
        return Step("configuration", title, text, buttons, self._contradictions(mailbox))

    def _contradictions(self, mailbox):
        findings = []
        asks = mailbox.confirm_email or mailbox.collect_data
        if asks and mailbox.reminder_days and mailbox.reminder_days >= mailbox.expiry_days:
            text = self.env._("The reminder comes after %(days)s days, when the link has expired (%(expiry)s).",
                              days=mailbox.reminder_days, expiry=mailbox.expiry_days)  # fmt: skip
            findings.append(Finding(text, "mailbox"))
        if mailbox.expose_pdf and not weasyprint():
            findings.append(Finding(self.env._("The exposé as PDF needs the system library Pango."), "mailbox"))
        sends = mailbox.send_expose and not mailbox.address_only
        needed = [("expose_template_id", sends), ("confirmation_template_id", asks)]
        missing = [name for name, wanted in needed if wanted and not mailbox[name]]
        if missing:
            labels = ", ".join(mailbox._fields[name]._description_string(self.env) for name in missing)
            findings.append(Finding(self.env._("No template is chosen: %s", labels), "mailbox"))
        if not mailbox.duplicate_check:
            text = self.env._("The duplicate check is off: people you know become contacts a second time.")
            findings.append(Finding(text, "mailbox", optional=True))
        if not asks:
            text = self.env._("Nobody is asked to confirm: whoever enters a stranger's address has you write to it.")
            findings.append(Finding(text, "mailbox", optional=True))
        if not sends and not (
            mailbox.activity_plan_id or mailbox.create_opportunity or mailbox.sudo().server_action_ids
        ):
            text = self.env._("No exposé is sent and no process starts: nobody would notice a new contact.")
            findings.append(Finding(text, "mailbox"))
        return findings

    def _properties(self, mailbox):
        title = self.env._("Properties")
        company = mailbox.company_id or self.env.company
        Property = self.env["anfragemanager.property"]
        marketed = Property.search([("company_id", "=", company.id), ("marketing_state", "in", MARKETED)])
        buttons = [
            (self.env._("Upload (OpenImmo)"), "upload"),
            (self.env._("Enter One"), "new_property"),
            (self.env._("Transfer Regularly"), "sources"),
        ]
        if not marketed:
            text = self.env._("Inquiries are answered only about properties on the market; there is none yet.")
            return Step("properties", title, text, buttons, ready=False)
        findings = []
        hidden = marketed - marketed._visible_to(mailbox.user_id) if mailbox else marketed.browse()
        if hidden:
            text = self.env._("%(user)s may not see %(count)s of them; their inquiries are not handled.",
                              user=mailbox.user_id.name, count=len(hidden))  # fmt: skip
            findings.append(Finding(text, "properties"))
        without = marketed.filtered(lambda prop: not prop.user_id)
        if without:
            text = self.env._("%s of them have no agent; the main user signs their exposés.", len(without))
            findings.append(Finding(text, "properties", optional=True))
        return Step(
            "properties", title, self.env._("On the market: %s", len(marketed)), buttons[:1] + buttons[2:], findings
        )

    def _outgoing(self, mailbox):
        title = self.env._("Outgoing Mail")
        health = self.env["anfragemanager.health"]
        buttons = [(self.env._("Set Up and Test"), "outgoing")]
        findings = []
        if not health._outgoing_set_up():
            findings.append(Finding(self.env._("No outgoing mail server is set up: nothing can be sent."), "outgoing"))
        if mailbox and not mailbox._sender():
            text = self.env._("No sender address of yours: mails to prospects are held back.")
            findings.append(Finding(text, "mailbox"))
        host = urlsplit(self.env["ir.config_parameter"].sudo().get_param("web.base.url") or "").hostname
        if host in LOCAL_HOSTS:
            text = self.env._("Links in mails lead to “%s”, which only this computer knows. Open Odoo under its public "
                              "address and log in there as administrator once.", host)  # fmt: skip
            findings.append(Finding(text, "parameters", optional=True))
        sender = mailbox._sender() if mailbox else False
        text = self.env._("Mails to prospects come from %s.", sender) if sender else self.env._("Mails to prospects")
        return Step("outgoing", title, text, buttons, findings)

    def _legal(self, mailbox):
        title = self.env._("Legal Texts")
        company = mailbox.company_id or self.env.company
        findings = []
        if company.name in UNNAMED:
            text = self.env._("Your company is still called “%s”: in mails and on every page.", company.name)
            findings.append(Finding(text, "legal"))
        if not (company.street and company.city and (company.phone or company.email)):
            text = self.env._("The imprint needs address and phone or mail of the company.")
            findings.append(Finding(text, "legal"))
        if not company.anfrage_privacy_url:
            findings.append(Finding(self.env._("Your privacy policy is not linked."), "legal", optional=True))
        if not company.anfrage_authority:
            text = self.env._("The supervisory authority (§ 34c GewO) is not named.")
            findings.append(Finding(text, "legal", optional=True))
        if not company.anfrage_trusted_authserv:
            text = self.env._("No trusted mail server is named: forged portal mails are not recognised.")
            findings.append(Finding(text, "legal", optional=True))
        text = self.env._(
            "Imprint, privacy and withdrawal stand under every page; standard texts apply where you have none."
        )
        buttons = [(self.env._("Enter Your Data"), "legal"), (self.env._("Texts and Limits"), "settings")]
        return Step("legal", title, text, buttons, findings)

    def _test(self, mailbox):
        title = self.env._("Test Inquiry")
        buttons = [(self.env._("Send a Test Inquiry"), "test")] if mailbox else []
        inquiries = self.env["anfragemanager.inquiry"]
        good = [("mailbox_id", "=", mailbox.id), "|", ("reason", "=", "dry_run"), ("state", "in", ("waiting", "done"))]
        tried = bool(mailbox) and bool(inquiries.search_count([("mailbox_id", "=", mailbox.id)], limit=1))
        passed = tried and bool(inquiries.search_count(good, limit=1))
        if passed:
            text = self.env._("An inquiry went through.")
            if mailbox.rehearsed:
                buttons.append((self.env._("See What Would Happen"), "rehearsed"))
        elif tried:
            text = self.env._("Inquiries came in, but none went through yet; each says why.")
            buttons.append((self.env._("Look at the Inquiries"), "inquiries"))
        else:
            text = self.env._("A sample mail goes through the mailbox. In the dry run nothing is sent or created.")
        return Step("test", title, text, buttons, ready=passed)

    def _live(self, mailbox):
        title = self.env._("Go Live")
        if mailbox and not mailbox.dry_run:
            findings = []
            if mailbox.test_email:
                text = self.env._("Test: mails to prospects go to %s instead.", mailbox.test_email)
                findings.append(Finding(text, "mailbox"))
            return Step(
                "live",
                title,
                self.env._("This mailbox is live."),
                [(self.env._("Open the Mailbox"), "mailbox")],
                findings,
            )
        text = self.env._("Until then everything is read and shown, and nothing is sent or created.")
        buttons = [(self.env._("Go Live"), "live")] if mailbox else []
        return Step("live", title, text, buttons, ready=False)


PLACES = {
    "portals": "anfragemanager.action_portal",
    "properties": "anfragemanager.action_property",
    "upload": "anfragemanager.action_property_upload",
    "sources": "anfragemanager.action_property_source",
    "settings": "anfragemanager.action_settings",
    "inquiries": "anfragemanager.action_inquiry",
    "parameters": "base.ir_config_list_action",
}
