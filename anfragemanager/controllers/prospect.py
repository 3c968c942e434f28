from urllib.parse import quote

from odoo.http import request

from .pages import ProspectPages, page_route

# Forms in which something is typed; the others are buttons.
TYPED = ("question", "viewing", "correction")
# The second is the address in mails, where it must not look like the link to the inquiry.
STOP = ["/anfrage/<string:token>/stop", "/abmelden/<string:token>"]


class ProspectController(ProspectPages):
    """The prospect's own page: state, questions, viewings, rights, and the way out of all mails."""

    @page_route("/anfrage/<string:token>/my")
    def account(self, token, done=None, **_params):
        inquiry = self._owner(token)
        if not inquiry:
            return self._not_found()
        return self._account(inquiry, token, done=request.env._("Thank you, we have received it.") if done else None)

    @page_route("/anfrage/<string:token>/my", ("POST",))
    def account_submit(self, token, **form):
        inquiry = self._owner(token)
        if not inquiry:
            return self._not_found()
        typed = form.get("request") in TYPED
        refusal = self._refusal(form, inquiry.company_id, token, fill=typed, human=typed)
        if refusal:
            return self._account(inquiry, token, **refusal)
        asked, errors = inquiry._read_request(form)
        if errors:
            return self._account(inquiry, token, form=form, errors=errors, status=422)
        if asked["request"] == "erasure" and form.get("sure") != "1":
            return self._erasure_page(inquiry, token)
        lang, company = request.env.context["lang"], inquiry.company_id
        if not request.env["anfragemanager.attempt"]._said("own page", token, asked):
            inquiry._prospect_asks(**asked, lang=lang, technical=self._technical(company))
        if inquiry.anonymized_at:
            title = request.env._("Your data was deleted")
            text = request.env._("We have written to you what was deleted and what the law makes us keep.")
            return self._message(company, "check", title, text)
        joint = "&" if self._query() else "?"
        address = f"/anfrage/{quote(token, safe='')}/my{self._query()}{joint}done=1"
        return self._private(request.redirect(address, code=303))

    def _erasure_page(self, inquiry, token):
        """The second step of a deletion, which cannot be undone."""
        values = {
            "action": f"/anfrage/{quote(token, safe='')}/my{self._query()}",
            "stays": inquiry._stays_after_erasure(),
            "at_once": not inquiry.company_id.anfrage_erasure_release,
        }
        title = request.env._("Delete my data")
        return self._page("anfragemanager.erasure_page", inquiry.company_id, title, values)

    def _owner(self, secret):
        """Return the inquiry behind a link, or an empty one: the page shows all inquiries of the address, and only who
        reads the mails of that very address may see them."""
        found = self._linked(secret)
        inquiry = found.inquiry_id
        same = found.email_normalized and found.email_normalized == inquiry.email_normalized
        return inquiry if same and inquiry._account_open() else inquiry.browse()

    @page_route(STOP)
    def stop(self, token, **_params):
        found = self._any_link(token)
        return self._stop_page(found, token) if found else self._not_found()

    def _stop_page(self, found, token, status=200, **state):
        values = {"base": f"/anfrage/{quote(token, safe='')}", **state}
        title = request.env._("No more e-mails from us")
        return self._page("anfragemanager.stop_page", found.inquiry_id.company_id, title, values, status)

    @page_route(STOP, ("POST",))
    def stop_submit(self, token, why="unsubscribed", **form):
        found = self._any_link(token)
        if not found:
            return self._not_found()
        refusal = self._refusal(form, found.inquiry_id.company_id, token, fill=False, human=False)
        if refusal:
            return self._stop_page(found, token, **refusal)
        return self._stopped(found, "not_me" if why == "not_me" else "unsubscribed")

    @page_route("/anfrage/<string:token>/unsubscribe", ("GET", "POST"))
    def unsubscribe(self, token, **form):
        """The address in the mail's header: mail programs post to it (RFC 8058), people land on the page."""
        found = self._any_link(token)
        one_click = form.get("List-Unsubscribe") == "One-Click"
        if found and request.httprequest.method == "POST" and one_click:
            # Mail programs send it from few addresses for everybody; who holds the link may stop its mails.
            return self._stopped(found, "unsubscribed")
        return self._private(request.redirect(f"/anfrage/{quote(token, safe='')}/stop", code=303))

    def _any_link(self, secret):
        """Return the link's row also when it expired: who wants no mails must not be told that the link is old."""
        found = request.env["anfragemanager.token"].sudo()._find(secret)
        self._speak(found.inquiry_id.lang, found.inquiry_id.company_id)
        return found

    def _stopped(self, found, why):
        company = found.inquiry_id.company_id
        if not request.env["anfragemanager.attempt"]._said("stop", found.address_key, why):
            found.inquiry_id._stop_mails(found.address_key, why)
        if why == "not_me":
            title = request.env._("Thank you for letting us know")
            text = request.env._("We have deleted what was entered and will write to this address no more.")
        else:
            title = request.env._("Done")
            text = request.env._("You receive no more automatic e-mails from us.")
        return self._message(company, "check", title, text)

    def _account(self, inquiry, token, status=200, done=None, **state):
        base = f"/anfrage/{quote(token, safe='')}"
        values = {
            **inquiry._account_values(base, self._query()),
            "mailbox": inquiry.mailbox_id,
            "captchas": inquiry.company_id._anfrage_captchas(),
            "form_script": True,
            "base": base,
            "action": f"{base}/my{self._query()}",
            "done": done,
            **state,
        }
        title = request.env._("Your inquiries")
        return self._page("anfragemanager.account_page", inquiry.company_id, title, values, status)
