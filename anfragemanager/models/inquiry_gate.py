"""What happens when the prospect passes the gate, asks something on the own page, or wants no more mails."""

from odoo import fields, models
from odoo.tools import plaintext2html

from .automated import automated
from .steps import stop

# What is a declaration with legal effect and so goes into the ledger: request, and (kind, granted) of the entry
DECLARATIONS = {
    "marketing_on": ("marketing", True),
    "marketing_off": ("marketing", False),
    "object": ("objection", True),
    "access": ("access", True),
    "erasure": ("erasure", True),
}


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    @automated
    def _pass_gate(self, shown, lang, technical=None):
        """The prospect concluded the contract: confirm it by mail, keep the proof, open the exposé.

        The mail's own text is the durable medium of § 312f (2) BGB and goes out at once. A PDF of the exposé is a plus:
        one that is not printed yet is printed now, in the background, and found on the page the mail leads to.

        :param dict shown: what the page showed, see `_gate_values`
        :param str lang: the language it was shown in
        :param dict technical: ``{"ip", "user_agent"}`` if they are to be recorded
        """
        self._lock_row()
        if not self._gate_open():
            return
        reason = False if self.reason == "gate_open" else self.reason
        self.write({"gate_passed_at": fields.Datetime.now(), "reason": reason})
        text = self.with_context(lang=lang)._gate_text(shown)
        mailbox = self.mailbox_id
        template = mailbox.contract_template_id or self.env.ref("anfragemanager.mail_template_contract")
        number = len(self.token_ids.filtered(lambda token: token.purpose == "contract"))
        self._ensure_language()
        message = self._send(
            "contract",
            template.with_context(anfrage_text=text),
            mailbox.expose_days,
            number=number,
            attachments=self._expose_files(make=False),
        )
        note = self.env._("Contract concluded, exposé opened.")
        if mailbox.expose_pdf and self._print_expose_soon():
            note = "\n".join((note, self.env._("Its PDF is being printed; the page offers it then.")))
        ticked = self.env._("Ticked")
        details = {f"{ticked} 1": shown["start_early"], f"{ticked} 2": shown["lose_right"]}
        self._put_on_record(
            "gate", text, shown["button"], lang, details=details, message_ids=message.message_id, **(technical or {})
        )
        self._trace("expose", "ok", note=note)

    def _print_expose_soon(self):
        """Have the exposé printed if it is not; return whether that is so."""
        prop = self._property_shown()
        if not prop._expose_pdf_to_print(self.lang):
            return False
        prop.sudo().render_due = True
        prop._wake_printer()
        return True

    def _put_on_record(self, kind, text, label, lang, **values):
        """Add an entry of this prospect to the ledger."""
        return self.env["anfragemanager.consent"].create(
            {
                "inquiry_id": self.id,
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "kind": kind,
                "text": text,
                "label": label,
                "language": lang,
                "channel": "page",
                **values,
            }
        )

    @automated
    def _prospect_asks(self, request, shown, text, label, lang, values=None, technical=None):
        """The prospect sent a form of the own page: it lands as message on the inquiry, and as task where one is left.

        :param str request: "question", "viewing", "correction" or one of DECLARATIONS
        :param str shown: the wording at the button, kept as proof where it is a declaration
        :param str text: what the prospect wrote, hostile
        :param str label: the button's label
        :param dict values: what is right, validated, with a correction
        """
        summary = self._request_summary(request)
        if request in DECLARATIONS:
            kind, granted = DECLARATIONS[request]
            self._put_on_record(kind, shown, label, lang, granted=granted, **(technical or {}))
        body = plaintext2html(f"{summary}\n\n{text}" if text else summary)
        self.message_post(body=body, message_type="comment", subtype_xmlid="mail.mt_note")
        asked = self.env["anfragemanager.request"]
        if request == "viewing" and "viewing" not in (self.wishes or ()):
            self.wishes = [*(self.wishes or ()), "viewing"]
        if request == "correction":
            asked = self._correct(values or {}, text, lang)
        elif request in ("access", "erasure"):
            asked = self._open_request(request)
        if request == "erasure" and not self.company_id.anfrage_erasure_release:
            asked.sudo()._erase()
        elif request not in ("marketing_on", "marketing_off") and asked.state != "done":
            told = "\n".join(filter(None, [asked.sudo().values_text, text]))
            task = asked.activity_id or self._task_of_request(summary, told)
            if asked:
                asked.sudo().activity_id = task

    def _task_of_request(self, summary, text, kind="anfragemanager.activity_check"):
        return self.activity_schedule(
            kind, summary=summary, note=plaintext2html(text) if text else False, user_id=self._looked_after_by().id
        )

    def _looked_after_by(self):
        """Return who answers questions about the property: its agent, else who is in charge of the mailbox."""
        agent = self.property_id._agent()
        return agent if self.company_id in agent.company_ids else self.mailbox_id._in_charge()

    def _request_summary(self, request):
        return {
            "question": self.env._("Question of the prospect"),
            "viewing": self.env._("The prospect asks for a viewing"),
            "correction": self.env._("The prospect corrects data"),
            "marketing_on": self.env._("The prospect wants further offers"),
            "marketing_off": self.env._("The prospect wants no further offers"),
            "object": self.env._("The prospect objects to the processing of data (Art. 21 GDPR)"),
            "access": self.env._("The prospect asks for a copy of the data (Art. 15 GDPR, due within a month)"),
            "erasure": self.env._("The prospect asks for deletion (Art. 17 GDPR, due within a month)"),
        }[request]

    @automated
    def _stop_mails(self, address_key, why):
        """The owner of the address wants no more automatic mails, or never inquired.

        :param str address_key: see `token._address_key`; of the address the link was mailed to
        :param str why: "not_me" or "unsubscribed"
        """
        self._lock_row()
        Stop = self.env["anfragemanager.stop"]
        Stop._add(self.company_id, address_key, why)
        if self.address_key and self.address_key != address_key:
            # It has another address now: whoever got a mail by mistake ends the own mails, not somebody's inquiry.
            return
        label = dict(Stop._fields["why"]._description_selection(self.env))[why]
        self._trace("confirmation", "stopped", "stop_list", label)
        if self._awaits_answer():
            if why == "not_me":
                self._declined()
            else:
                self._apply_outcome("confirmation", stop("aborted", "stop_list", label))
                self._sync_bundle()

    def _on_stop_list(self):
        return self.env["anfragemanager.stop"]._stops(self.company_id, self.email_normalized)
