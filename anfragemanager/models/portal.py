from collections import defaultdict
from dataclasses import replace

from markupsafe import Markup

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..parsing import PORTALS, Portal, Rules


class AnfragemanagerPortal(models.Model):
    """A portal that sends inquiries; `code` is the one the reader reports."""

    _name = "anfragemanager.portal"
    _description = "Real Estate Portal"
    _inherit = ["anfragemanager.cached", "mail.thread", "mail.activity.mixin"]
    _order = "sequence, name"

    name = fields.Char(required=True)
    code = fields.Char(required=True, help="The short name under which the reader reports this portal.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(
        default=True, help="Inquiries of a portal that is switched off are kept, but not handled automatically."
    )
    sender_domains = fields.Text(
        help="Additional sender addresses or domains of this portal, one per line. The portal's usual senders are "
        "built in."
    )
    subject_patterns = fields.Text(
        help="Additional words or phrases by which a subject of this portal is recognised, one per line."
    )
    utm_source_id = fields.Many2one(
        "utm.source", string="Source", ondelete="restrict", help="Origin noted on contacts created from this portal."
    )
    monthly_cost = fields.Float(
        string="Cost per Month",
        company_dependent=True,
        groups="anfragemanager.group_manager",
        help="What the portal costs your company a month. Reports divide it by the portal's inquiries.",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    color = fields.Integer()
    label_ids = fields.One2many("anfragemanager.label", "portal_id", string="Label Synonyms")
    drift_window = fields.Integer(
        default=50, help="How many of the latest mails are compared with the ones before. 0: no alarm."
    )
    complete_recent = fields.Float(string="Read Completely (Lately)", readonly=True, help="Share of the latest mails.")
    complete_usual = fields.Float(string="Read Completely (Usually)", readonly=True, help="Share of the mails before.")

    _code_uniq = models.Constraint("unique(code)", "There is already a portal with this code.")

    @api.depends_context("company")
    def _compute_currency_id(self):
        self.currency_id = self.env.company.currency_id

    @api.constrains("sender_domains")
    def _check_sender_domains(self):
        for portal in self:
            for entry in split_lines(portal.sender_domains):
                if "." not in entry or " " in entry:
                    raise ValidationError(
                        self.env._("“%s” is neither an e-mail address nor a domain such as portal.de.", entry)
                    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        """Without its portal a mail counts as one of a website, and what was excluded would be handled."""
        for portal in self:
            if portal._is_in_use():
                raise ValidationError(
                    self.env._(
                        "“%s” cannot be deleted, or rules that exclude it would no longer hold. Archive it instead: "
                        "its inquiries are then kept, but not handled.",
                        portal.name,
                    )
                )

    def _is_in_use(self):
        """Return whether the portal is built in, was used, or is excluded or named anywhere."""
        ours = [("portal_id", "=", self.id)]
        everything = self.with_context(active_test=False).sudo()
        mailboxes = everything.env["anfragemanager.mailbox"].search([("portal_ids", "!=", False)])
        return (
            not self.active
            or self.code in {portal.code for portal in PORTALS} | {"website"}
            or any(mailbox.portal_ids == self for mailbox in mailboxes)
            or self._recognises()
            and any(self not in mailbox.portal_ids for mailbox in mailboxes)
            or bool(everything.env["anfragemanager.exception"].search_count([("portal_ids", "in", self.ids)], limit=1))
            or bool(everything.env["anfragemanager.mail"].search_count(ours, limit=1))
            or bool(everything.env["anfragemanager.inquiry"].search_count(ours, limit=1))
        )

    def _recognises(self):
        """Return whether any mail can be taken for this portal's."""
        return bool(split_lines(self.sender_domains) or split_lines(self.subject_patterns))

    @api.model
    def _for_code(self, code):
        """Return the portal record for a code of the reader, also when it is archived.

        :param str | None code: see PORTALS; None stands for an unknown sender, which counts as a website
        """
        return self.browse(self._id_of_code(code or "website"))

    @api.model
    @tools.ormcache("code", cache="default")
    def _id_of_code(self, code):
        return self.sudo().with_context(active_test=False).search([("code", "=", code)], limit=1).ids

    @api.model
    def _cron_drift(self):
        """Raise one alarm per portal whose mails are suddenly read less completely: layouts change unannounced."""
        for portal in self.search([("drift_window", ">", 0)]):
            portal._check_drift()

    def _check_drift(self):
        """Compare the share of completely read mails in the window with the share in the ten windows before.

        An alarm needs a drop of a tenth that chance does not explain (two-proportion z-test, one-sided, z > 3), so that
        a few odd mails at a small portal raise none.
        """
        self.ensure_one()
        window = self.drift_window
        mails = self.env["anfragemanager.mail"].search(
            [("portal_id", "=", self.id), ("state", "=", "processed"), ("completeness", "!=", False)],
            order="id desc",
            limit=window * 11,
        )
        recent, before = mails[:window], mails[window:]
        if len(recent) < min(window, 10) or len(before) < window:
            return
        incomplete = recent.filtered(lambda mail: mail.completeness != "complete")
        n, m = len(recent), len(before)
        now = 1 - len(incomplete) / n
        usual = sum(mail.completeness == "complete" for mail in before) / m
        self.write({"complete_recent": now, "complete_usual": usual})
        pooled = (now * n + usual * m) / (n + m)
        spread = (pooled * (1 - pooled) * (1 / n + 1 / m)) ** 0.5
        if usual - now < 0.1 or not spread or (usual - now) / spread < 3:
            return
        kind = "anfragemanager.activity_drift"
        if self.activity_search([kind]):
            return
        administrator = recent[:1].mailbox_id._administrator()
        lang = administrator.lang or self.env.lang
        portal = self.with_context(lang=lang)
        examples = Markup("").join(
            Markup('<li><a href="/odoo/anfragemanager.mail/%s">%s</a></li>')
            % (mail.id, portal.env._("Mail %s", mail.id))
            for mail in incomplete[:5]
        )
        text = portal.env._(
            "Usually %(usual)s %% of the mails of %(portal)s are read completely, of the last %(count)s only "
            "%(now)s %%. The portal has probably changed its layout. Examples:",
            usual=round(usual * 100), now=round(now * 100), count=n, portal=self.name,
        )  # fmt: skip
        self.activity_schedule(
            kind,
            summary=portal.env._("%s is read less completely than usual", self.name),
            note=Markup("<p>%s</p><ul>%s</ul>") % (text, examples),
            user_id=administrator.id,
        )

    @api.model
    @tools.ormcache(cache="default")
    def _names(self):
        """Return the names of all portals by id."""
        return {portal.id: portal.name for portal in self.sudo().with_context(active_test=False).search([])}

    @api.model
    @tools.ormcache("mailbox.id", cache="default")
    def _parsing_rules(self, mailbox):
        """Return the built-in reading rules with what the administrator added, for one mailbox."""
        Label = self.env["anfragemanager.label"]
        extras = {portal.code: portal for portal in self.with_context(active_test=False).search([])}
        builtin = {portal.code: portal for portal in PORTALS}
        return Rules(
            portals=tuple(
                extras[code]._extended(builtin.get(code)) if code in extras else builtin[code]
                for code in [*builtin, *(set(extras) - set(builtin) - {"website"})]
            ),
            labels=_by_field(Label.search([("portal_id", "in", (False, self._for_code("website").id))])),
            trusted_authserv=tuple(split_lines(mailbox.company_id.anfrage_trusted_authserv)),
            own_domains=mailbox._own_domains(),
        )

    def _extended(self, known):
        """Return the reader's entry of this portal, with what the administrator added to it."""
        self.ensure_one()
        known = known or Portal(code=self.code, name=self.name)
        senders = split_lines(self.sender_domains)
        labels = {**known.labels}
        for field, taught in _by_field(self.label_ids).items():
            labels[field] = (*labels.get(field, ()), *taught)
        return replace(
            known,
            domains=known.domains + tuple(entry for entry in senders if "@" not in entry),
            addresses=known.addresses + tuple(entry for entry in senders if "@" in entry),
            subjects=known.subjects + tuple(split_lines(self.subject_patterns)),
            labels=labels,
        )


def _by_field(labels):
    """Return label records as ``{field: (label, …)}``."""
    grouped = defaultdict(tuple)
    for label in labels:
        grouped[label.field] += (label.name,)
    return dict(grouped)


def split_lines(text):
    """Return the non-empty lines (or comma separated entries) of a settings text, trimmed and in lower case."""
    return [
        entry.strip().lower()
        for line in (text or "").splitlines()
        for entry in line.replace(";", ",").split(",")
        if entry.strip()
    ]
