from odoo import SUPERUSER_ID, http
from odoo.exceptions import AccessDenied, MissingError
from odoo.http import request


class GatewayController(http.Controller):
    """For the mail server's `bin/mailgate.py`: hands in a mail as it is.

    Through XML-RPC a mail comes as text in a document, which takes seven times its size while it is read.
    """

    # Nobody's session acts here: who calls says who they are with each mail.
    @http.route(
        "/anfrage/gateway",
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        save_session=False,
        readonly=False,
    )
    def take(self, **_params):
        """Take the body as one raw mail.

        Answers 204 when it is kept, 403 without the password of a user with the right “mail gateway”, 422 when no
        address of this system is meant; anything else asks to try again later.
        """
        # Kept for a repetition of this request, in which the body could not be read again.
        raw = request.httprequest.get_data()
        if not raw.strip():
            return _answer(400)
        told = request.httprequest.authorization
        try:
            uid = int(told.username)
            request.env(user=SUPERUSER_ID)["res.users"]._check_uid_passwd(uid, told.password)
        except (AttributeError, TypeError, ValueError, AccessDenied, MissingError):
            return _answer(403)
        user = request.env(user=uid).user
        if not user.has_group("anfragemanager.group_gateway"):
            return _answer(403)
        try:
            user.env["mail.thread"].message_process(False, raw)
        except ValueError as error:
            if "No possible route" not in str(error):
                raise
            request.env.cr.rollback()
            return _answer(422)
        return _answer(204)


def _answer(status):
    return request.make_response("", status=status)
