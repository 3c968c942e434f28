from urllib.parse import quote

from odoo.http import request

from ..contact.postcodes import towns
from ..models.page_fields import MAX_TOWNS
from .pages import ProspectPages, page_route


class ConfirmationController(ProspectPages):
    """The page behind the link of a confirmation mail. GET shows, only the submitted form acts."""

    @page_route("/anfrage/<string:token>")
    def confirmation(self, token, **_params):
        inquiry = self._linked(token).inquiry_id
        if not inquiry:
            return self._typed(token)
        return self._shown(inquiry, token)

    @page_route("/anfrage/<string:token>", ("POST",))
    def confirmation_submit(self, token, **form):
        inquiry = self._linked(token).inquiry_id
        if not inquiry:
            return self._typed(token, form)
        decline = form.get("action") == "decline"
        acts = inquiry._awaits_answer() and (decline or not inquiry.submitted_at)
        fill = not decline and bool(inquiry._asked_fields())
        refusal = acts and self._refusal(form, inquiry.company_id, token, fill=fill, human=not decline)
        if refusal:
            return self._shown(inquiry, token, **refusal)
        if decline:
            inquiry._declined()
        elif acts:
            values, errors = inquiry._read_form(form)
            if errors:
                return self._shown(inquiry, token, form=form, errors=errors, status=422)
            inquiry._submit(values)
        # Reloading the answer must not send the form again.
        return self._private(request.redirect(f"/anfrage/{quote(token, safe='')}{self._query()}", code=303))

    def _typed(self, secret, form=None):
        """The page of a link that was left for a typed address: it says that a mail went there, and takes a correction.

        The words are the same whatever is in the address book and whether a mail was really sent.
        """
        inquiry = request.env["anfragemanager.token"].sudo()._resolve_corrector(secret).inquiry_id
        if not inquiry:
            return self._not_found()
        self._speak(inquiry.lang, inquiry.company_id)
        inquiry = inquiry.with_context(lang=request.env.context["lang"])
        base = f"/anfrage/{quote(secret, safe='')}"
        errors = {}
        refusal = form is not None and self._refusal(form, inquiry.company_id, secret) or {}
        if form is not None and not refusal:
            email, errors = inquiry._read_address(form)
            if not errors:
                inquiry._retype(email)
                return self._private(request.redirect(f"{base}{self._query()}", code=303))
        values = {
            "page_state": "typed",
            "base": base,
            "fields_asked": [inquiry._address_field()],
            "form": form or {},
            "errors": errors,
            "captchas": inquiry.company_id._anfrage_captchas(),
            "refused": refusal.get("refused"),
        }
        title = request.env._("Your inquiry")
        status = 200 if form is None else refusal.get("status", 422)
        return self._page("anfragemanager.confirmation_page", inquiry.company_id, title, values, status=status)

    @page_route("/anfrage/towns")
    def towns(self, zip="", country="", **_params):  # noqa: A002 - the name of the field
        """The towns of a postcode, for who types one; nothing of anybody."""
        found = towns(zip[:10], country[:2])[:MAX_TOWNS]
        return self._private(request.make_json_response(found), cache="max-age=86400")

    # The second is the address in mails, where it must not look like the link to the inquiry.
    @page_route(["/anfrage/<string:token>/picture", "/bild/<string:token>"])
    def picture(self, token):
        """The property's main picture, as the portal shows it, too."""
        prop = self._linked(token).inquiry_id.property_id
        if not prop.image_1920:
            return self._not_found()
        return self._picture(prop, prop, "512")

    @page_route("/anfrage/<string:token>/renew", ("POST",))
    def renew(self, token, **form):
        """Mail a fresh link to the address the old one went to. The answer is the same for every link."""
        self._speak()
        refusal = self._refusal(form, request.env.company, token, fill=False)
        if refusal:
            return self._not_found(**refusal)
        if not request.env["anfragemanager.attempt"]._said("renew", token):
            request.env["anfragemanager.token"].sudo()._renew(token)
        return self._renewed(token)

    @page_route("/anfrage/<string:token>/renew")
    def renewed(self, token, **_params):
        """What was answered to who asked for a fresh link, in another language or loaded anew; sends nothing."""
        self._speak()
        return self._renewed(token)

    def _renewed(self, token):
        return self._message(
            None,
            "mail",
            request.env._("Please look into your mailbox"),
            request.env._("If the link came from us, a fresh one is on its way to the address our e-mail went to."),
            request.env._("Nothing there after a few minutes? Please look into your spam folder, or get in touch."),
            address=f"/anfrage/{quote(token, safe='')}/renew",
        )

    def _shown(self, inquiry, token, status=200, **state):
        values = {**inquiry._page_values(), "base": f"/anfrage/{quote(token, safe='')}", **state}
        company = values.pop("company")
        values["mailbox"] = inquiry.mailbox_id
        values["captchas"] = company._anfrage_captchas()
        values["form_script"] = any(field["name"] == "zip" for field in values["fields_asked"])
        return self._page(
            "anfragemanager.confirmation_page", company, request.env._("Your inquiry"), values, status=status
        )
