import hashlib
import json
from datetime import date, datetime

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_datetime

from .printing import print_html, weasyprint

KINDS = [
    ("privacy", "Privacy notice shown"),
    ("email", "E-mail address confirmed"),
    ("gate", "Gate to the exposé passed"),
    ("marketing", "Further offers"),
    ("withdrawal", "Withdrawal of a contract"),
    ("objection", "Objection"),
    ("access", "Request for information (Art. 15 GDPR)"),
    ("erasure", "Request for deletion (Art. 17 GDPR)"),
]
CHANNELS = [("page", "Web page"), ("mail", "E-mail"), ("person", "Noted by a person")]
# What is proven; all of it goes into the digest, in this order.
CONTENT = (
    "company_id", "kind", "granted", "text", "label", "language", "channel", "given_at", "subject", "subject_key",
    "inquiry_number", "property_number", "details", "message_ids",
)  # fmt: skip
# § 195, § 199 BGB: three years from the end of the year; § 257 HGB, § 147 AO: six for commercial letters
RETENTION_YEARS = 3
RETENTION_YEARS_OF = {"gate": 6, "withdrawal": 6}

_GUARD = """
CREATE OR REPLACE FUNCTION anfragemanager_consent_guard() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
    IF TG_OP IN ('DELETE', 'TRUNCATE') THEN
        RAISE EXCEPTION 'anfragemanager_consent only grows' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.id, NEW.company_id, NEW.kind, NEW.given_at, NEW.retention_until, NEW.create_date)
        IS DISTINCT FROM (OLD.id, OLD.company_id, OLD.kind, OLD.given_at, OLD.retention_until, OLD.create_date)
        OR (OLD.content_digest IS NOT NULL AND NEW.content_digest IS DISTINCT FROM OLD.content_digest)
        OR (OLD.seq IS NOT NULL AND (NEW.seq, NEW.chain_hash) IS DISTINCT FROM (OLD.seq, OLD.chain_hash))
        OR (NEW.inquiry_id IS NOT NULL AND NEW.inquiry_id IS DISTINCT FROM OLD.inquiry_id)
    THEN
        RAISE EXCEPTION 'anfragemanager_consent cannot be changed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL THEN
        IF OLD.retention_until IS NULL OR OLD.retention_until >= CURRENT_DATE OR OLD.seq IS NULL THEN
            RAISE EXCEPTION 'anfragemanager_consent is still to be kept' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.erased_at, NEW.granted, NEW.text, NEW.label, NEW.language, NEW.channel, NEW.subject, NEW.subject_key,
        NEW.inquiry_number, NEW.property_number, NEW.details, NEW.message_ids)
        IS DISTINCT FROM
       (OLD.erased_at, OLD.granted, OLD.text, OLD.label, OLD.language, OLD.channel, OLD.subject, OLD.subject_key,
        OLD.inquiry_number, OLD.property_number, OLD.details, OLD.message_ids)
    THEN
        RAISE EXCEPTION 'anfragemanager_consent cannot be changed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.ip, NEW.user_agent) IS DISTINCT FROM (OLD.ip, OLD.user_agent)
        AND OLD.given_at > (now() AT TIME ZONE 'UTC') - interval '7 days'
    THEN
        RAISE EXCEPTION 'anfragemanager_consent cannot be changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$guard$;
DROP TRIGGER IF EXISTS anfragemanager_consent_guard ON anfragemanager_consent;
CREATE TRIGGER anfragemanager_consent_guard BEFORE UPDATE OR DELETE ON anfragemanager_consent
    FOR EACH ROW EXECUTE FUNCTION anfragemanager_consent_guard();
DROP TRIGGER IF EXISTS anfragemanager_consent_truncate ON anfragemanager_consent;
CREATE TRIGGER anfragemanager_consent_truncate BEFORE TRUNCATE ON anfragemanager_consent
    FOR EACH STATEMENT EXECUTE FUNCTION anfragemanager_consent_guard();
"""


class AnfragemanagerConsent(models.Model):
    """The ledger: what a prospect was shown, agreed to, refused or declared; which text, which button, when, how.

    Proof under Art. 5 (2) and 7 (1) GDPR. It only grows: a trigger of the database refuses everything else, whoever
    asks. Each entry carries the digest of its content, and a keyed hash over that digest and the hash before (see
    consent_chain.py). When its time is over the content is erased; both stay, so the chain stays checkable.
    """

    _name = "anfragemanager.consent"
    _description = "Evidence"
    _inherit = ["anfragemanager.named"]
    _order = "id desc"
    _rec_name = "kind"

    inquiry_id = fields.Many2one("anfragemanager.inquiry", index=True, ondelete="set null")
    partner_id = fields.Many2one("res.partner", string="Contact", index="btree_not_null", ondelete="set null")
    company_id = fields.Many2one("res.company", required=True, index=True)
    kind = fields.Selection(KINDS, required=True)
    granted = fields.Boolean(default=True, help="Unset on a line that records a refusal or a withdrawal.")
    text = fields.Text(required=True, help="The wording the prospect saw.")
    text_version = fields.Char(
        compute="_compute_text_version", store=True, precompute=True, help="Short digest of the wording."
    )
    label = fields.Char(string="Button Pressed", help="The label of the button, as it was shown.")
    language = fields.Char(help="Language code of what was shown.")
    channel = fields.Selection(CHANNELS, required=True)
    given_at = fields.Datetime(string="Time", required=True, default=fields.Datetime.now)
    subject = fields.Char(string="Prospect", help="Name and address at that time.")
    subject_key = fields.Char(index="btree_not_null", help="Digest of the e-mail address.")
    inquiry_number = fields.Integer(help="The inquiry's number, also when it was deleted.")
    property_number = fields.Char()
    details = fields.Json(string="Form Values")
    details_text = fields.Text(string="Statements", compute="_compute_details_text")
    message_ids = fields.Char(string="E-Mails", help="Message-IDs of the mails that carried it.")
    ip = fields.Char(string="IP Address", help="If switched on; shortened after seven days.")
    user_agent = fields.Char(string="Browser", help="If switched on; dropped after seven days.")
    retention_until = fields.Date(
        string="Kept Until",
        help="Three years after the end of the year (§ 199 BGB); contracts and their withdrawal six (§ 257 HGB).",
    )
    erased_at = fields.Datetime(help="The content was erased; its digest stays.")
    seq = fields.Integer(string="Number in the Ledger", aggregator=None)
    content_digest = fields.Char(string="Digest", help="SHA-256 of all that is proven.")
    chain_hash = fields.Char(string="Seal", help="Keyed hash over the digest and the seal before.")

    _seq_uniq = models.UniqueIndex("(company_id, seq) WHERE seq IS NOT NULL", "Each number is given once.")
    _unsealed = models.Index("(company_id, id) WHERE seq IS NULL")

    def init(self):
        result = super().init()
        self.env.cr.execute(_GUARD)
        return result

    @api.depends("text")
    def _compute_text_version(self):
        for consent in self:
            consent.text_version = hashlib.sha256((consent.text or "").encode()).hexdigest()[:12]

    @api.depends("details")
    def _compute_details_text(self):
        for consent in self:
            consent.details_text = "\n".join(f"{name}: {value}" for name, value in (consent.details or {}).items())

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            inquiry = self.env["anfragemanager.inquiry"].browse(vals.get("inquiry_id") or ())
            vals.setdefault("inquiry_number", inquiry.id)
            vals.setdefault("property_number", inquiry.property_id.sudo().reference)
            if inquiry.email_normalized:
                vals.setdefault("subject", f"{inquiry._person_name()} <{inquiry.email_normalized}>".strip())
                Token = self.env["anfragemanager.token"]
                vals.setdefault("subject_key", Token._address_key(inquiry.email_normalized))
            vals.setdefault("language", inquiry.lang or self.env.lang)
            given = fields.Datetime.to_datetime(vals.setdefault("given_at", fields.Datetime.now()))
            years = RETENTION_YEARS_OF.get(vals.get("kind"), RETENTION_YEARS)
            vals.setdefault("retention_until", date(given.year + years, 12, 31))
            vals.setdefault("granted", True)
            vals["content_digest"] = self._digest_of(self._as_read_back(vals))
        entries = super().create(vals_list)
        entries._seal_now()
        return entries

    @api.model
    def _as_read_back(self, vals):
        """Return values of a new entry as the database will give them back, in the order of CONTENT."""
        values = []
        for name in CONTENT:
            field = self._fields[name]
            value = field.convert_to_record(field.convert_to_cache(vals.get(name), self), self)
            values.append(value.replace(microsecond=0) if name == "given_at" else value)
        return values

    @api.model
    def _write_sql(self, names, rows):
        """Write columns past the ORM, which refuses to change an entry: ``[(id, value, …)]``, values in that order."""
        if not rows:
            return
        columns = [SQL.identifier(name) for name in names]
        self.env.cr.execute(
            SQL(
                "UPDATE anfragemanager_consent AS entry SET %s"
                " FROM (VALUES %s) AS row (id, %s) WHERE entry.id = row.id",
                SQL(", ").join(SQL("%s = row.%s", column, column) for column in columns),
                SQL(", ").join(SQL("%s", tuple(row)) for row in rows),
                SQL(", ").join(columns),
            )
        )
        self.invalidate_model(names)

    def _belong_to(self, partner):
        """Note whose these entries are, who became a contact after giving the consent; nothing of this is sealed."""
        self._write_sql(("partner_id",), [(id_, partner.id) for id_ in self.ids])
        partner.invalidate_recordset(["anfrage_consent_ids"], flush=False)

    def _digest(self):
        """Return the SHA-256 of what this entry proves."""
        self.ensure_one()
        return self._digest_of([self[name] for name in CONTENT])

    @api.model
    def _digest_of(self, values):
        """Return the SHA-256 of the values of CONTENT."""
        values = [self._canonical(value) for value in values]
        return hashlib.sha256(json.dumps(values, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    @api.model
    def _canonical(self, value):
        if isinstance(value, models.BaseModel):
            return value.id
        return fields.Datetime.to_string(value) if isinstance(value, datetime) else value

    def action_withdraw(self):
        """Note that the prospect withdrew: a new line, the old one stays as proof (Art. 7 (3) GDPR)."""
        self.check_access("read")
        for consent in self.filtered("granted"):
            self.sudo().create(
                {
                    "inquiry_id": consent.inquiry_id.id,
                    "partner_id": consent.partner_id.id,
                    "company_id": consent.company_id.id,
                    "kind": consent.kind,
                    "granted": False,
                    "text": self.env._(
                        "Withdrawal noted by %(user)s: %(text)s", user=self.env.user.name, text=consent.text
                    ),
                    "channel": "person",
                }
            )
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_print_evidence(self):
        """Print everything that is on record about the same prospect."""
        entry = self[:1]
        entry.check_access("read")
        return {"type": "ir.actions.act_url", "url": f"/anfragemanager/evidence/{entry.id}.pdf", "target": "new"}

    def _same_prospect(self):
        """Return all entries about the prospect of this one that the caller may read, oldest first."""
        self.ensure_one()
        domain = [("company_id", "=", self.company_id.id)]
        who = [("subject_key", "=", self.subject_key)] if self.subject_key else [("id", "=", self.id)]
        if self.partner_id:
            who = ["|", *who, ("partner_id", "=", self.partner_id.id)]
        return self.search([*domain, *who], order="given_at, id")

    def _evidence_pdf(self):
        """Return everything on record about the prospect of this entry as PDF, or None where none can be made."""
        self.ensure_one()
        if not weasyprint():
            return None
        entries = self._same_prospect()
        labels = {name: dict(self._fields[name]._description_selection(self.env)) for name in ("kind", "channel")}
        company = self.company_id.sudo()
        values = {
            "company": company,
            "html_lang": (self.env.lang or "en").replace("_", "-"),
            "subject": self.subject or self.partner_id.display_name or "–",
            "printed_at": format_datetime(self.env, fields.Datetime.now()),
            "entries": [
                {
                    **entry.read(
                        ["granted", "subject", "property_number", "label", "message_ids", "ip", "seq", "chain_hash"]
                    )[0],
                    "kind": labels["kind"].get(entry.kind),
                    "channel": labels["channel"].get(entry.channel),
                    "given_at": format_datetime(self.env, entry.given_at),
                    "details": entry.details or {},
                    "text": entry.text if not entry.erased_at else self.env._("Erased, its time was over."),
                }
                for entry in entries
            ],
        }
        html = str(self.env["ir.qweb"]._render("anfragemanager.evidence_print", values))
        return print_html(html, {}, company._anfrage_print_style())

    def write(self, vals):
        # The contact is created after the consent was given; nothing else may ever change.
        if set(vals) - {"partner_id", "text_version"} or any(
            consent.partner_id for consent in self if "partner_id" in vals
        ):
            raise UserError(self.env._("A consent is a record of what happened and cannot be changed. Add a new line."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A consent is kept as proof and cannot be deleted."))
