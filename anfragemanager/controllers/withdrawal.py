import re
from urllib.parse import quote, urlencode

from odoo.http import request
from odoo.tools import email_normalize

from .guard import visitor
from .pages import page_route
from .prospect import ProspectController

PER_VISITOR, PER_QUICK_VISITOR, PER_ADDRESS = 20, 5, 5
# Receipts to one address from everywhere within a day. Beyond it the withdrawal counts all the same: nobody must be
# able to take this way from somebody by typing their address often.
RECEIPTS = 15
_DOT_BETWEEN_WORDS = re.compile(r"(?<=\w)[.\u3002\uff0e\uff61](?=[^\W\d_])")
LENGTHS = {"name": 100, "contract": 200, "email": 254}


class WithdrawalController(ProspectController):
    """The withdrawal function of § 356a BGB: a general page, and one behind each link. No login, no JavaScript."""

    @page_route("/widerruf", ("GET", "POST"))
    def withdrawal(self, company=None, **form):
        found, choices = self._company_of(company)
        self._speak(found)
        if not found:
            title = request.env._("Withdraw from a contract")
            return self._page("anfragemanager.withdrawal_choice", None, title, {"choices": choices})
        query = {"company": found.id} | ({"lang": request.params["lang"]} if self._query() else {})
        return self._two_steps(
            found, request.env["anfragemanager.inquiry"].sudo(), f"/widerruf?{urlencode(query)}", form
        )

    @page_route(["/anfrage/<string:token>/widerruf", "/widerruf/<string:token>"], ("GET", "POST"))
    def withdrawal_of_link(self, token, **form):
        inquiry = self._linked(token).inquiry_id
        if not inquiry:
            # The right does not end with the link.
            return self._private(request.redirect("/widerruf", code=303))
        action = f"/anfrage/{quote(token, safe='')}/widerruf{self._query()}"
        form.setdefault("contract", inquiry.property_id.display_name or "")
        return self._two_steps(inquiry.company_id, inquiry, action, form)

    def _company_of(self, number):
        """Return the company whose contract it is, or an empty one and those to choose from.

        Those whose mailboxes are archived are among them: the right does not end with a mailbox.
        """
        offices, chosen = request.env["res.company"].sudo()._anfrage_houses(), self._house(str(number or ""))
        if not chosen and len(offices) == 1:
            chosen = offices
        return chosen, offices

    def _two_steps(self, company, inquiry, action, form):
        values = {"action": action, "confirming": False, "confirm_label": request.env._("Confirm withdrawal")}
        values["fields_asked"] = self._fields()
        title = request.env._("Withdraw from a contract")

        def page(status=200, **state):
            return self._page("anfragemanager.withdrawal_page", company, title, {**values, **state}, status)

        if request.httprequest.method != "POST":
            return page(form=form)
        statement, errors = self._read(form)
        if form.get("web-site") or not self._genuine(form):
            return page(status=422, form=form, refused=self._lost())
        if errors:
            return page(status=422, form=form, errors=errors)
        if form.get("step") == "edit":
            return page(form=statement)
        if form.get("step") != "confirm":
            return page(form=statement, confirming=True)
        statement |= {"label": values["confirm_label"], "lang": request.env.context["lang"]}
        Attempt = request.env["anfragemanager.attempt"]
        # The law wants this way open, so nobody is refused for being quick; who is gets fewer turns.
        turns = PER_QUICK_VISITOR if self._too_quick(form, company.sudo()) else PER_VISITOR
        allowed = self._visitor_allowed("withdrawal", turns)
        key = request.env["anfragemanager.token"].sudo()._address_key(statement["email"])
        here = f"{visitor(request.httprequest.remote_addr)}|{key}"
        if not allowed or not Attempt._allowed("withdrawal", here, PER_ADDRESS):
            return page(status=429, form=form, refused=self._too_often())
        # Whose link it is asks for no stranger's mail.
        mails = statement["email"] == inquiry.email_normalized or Attempt._allowed("receipt", key, RECEIPTS, hours=24)
        text = ""
        if not Attempt._said("withdrawal", f"{company.id} {inquiry.id}", statement):
            text = company.sudo()._anfrage_withdraw(inquiry, statement, self._technical(company), receipt=mails)
        sent = request.env._("We have sent you a receipt with content, date and time to %s.", statement["email"])
        kept = request.env._("Please keep this page: so many receipts went to this address that we send no more now.")
        texts = [sent] if mails else [kept, *filter(None, text.splitlines())]
        return self._message(company, "check", request.env._("Your withdrawal has arrived"), *texts)

    def _fields(self):
        labels = {
            "name": (request.env._("Your name"), request.env._("Name"), "text", "name"),
            "contract": (
                request.env._("Which contract? (property, number or date)"), request.env._("Contract"), "text", "on",
            ),
            "email": (request.env._("E-mail address for the receipt"), request.env._("Receipt"), "email", "email"),
        }  # fmt: skip
        return [
            {
                "name": name, "label": label, "short": short, "type": kind, "autocomplete": autocomplete,
                "required": True, "maxlength": LENGTHS[name],
            }
            for name, (label, short, kind, autocomplete) in labels.items()
        ]  # fmt: skip

    def _read(self, form):
        """Return ``(statement, errors)`` of a submitted form, hostile."""
        statement, errors = {}, {}
        for name, limit in LENGTHS.items():
            text = "".join(char if char.isprintable() else " " for char in str(form.get(name, "")))
            if name != "email":
                # Mail programs make links of what looks like a web address, and the receipt goes to whatever address is
                # typed. Refusing would stand in the way of "Dr.Muster"; with a space it reads the same.
                text = _DOT_BETWEEN_WORDS.sub(". ", text)
            statement[name] = " ".join(text.split())[:limit]
            if not statement[name]:
                errors[name] = request.env._("Please fill in this field.")
            elif name != "email" and ("://" in statement[name] or "www." in statement[name].lower()):
                errors[name] = request.env._("Please enter no addresses of web pages here.")
        if statement["email"] and not email_normalize(statement["email"]):
            errors["email"] = request.env._("Please enter a valid e-mail address.")
        else:
            statement["email"] = email_normalize(statement["email"]) or ""
        return statement, errors
