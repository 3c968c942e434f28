from io import BytesIO

from werkzeug.wsgi import get_input_stream

from odoo import SUPERUSER_ID, http
from odoo.exceptions import AccessDenied, MissingError
from odoo.http import request

PIECE = 1024 * 1024


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
        told = request.httprequest.authorization
        try:
            uid = int(told.username)
            request.env(user=SUPERUSER_ID)["res.users"]._check_uid_passwd(uid, told.password)
        except (AttributeError, TypeError, ValueError, AccessDenied, MissingError):
            return _answer(403)
        user = request.env(user=uid).user
        if not user.has_group("anfragemanager.group_gateway"):
            return _answer(403)
        # Not before: a stranger's mail is not waited for and takes no memory.
        raw = _body()
        if not raw or raw.isspace():
            return _answer(400)
        try:
            user.env["mail.thread"].message_process(False, raw)
        except ValueError as error:
            if "No possible route" not in str(error):
                raise
            request.env.cr.rollback()
            return _answer(422)
        return _answer(204)


def _body():
    """Return the bytes of the request in hardly more memory than they have; `get_data` needs two to three times that.

    Kept for a repetition of this request, in which they could not be read again. Answers 413 when they are too many.
    """
    if not hasattr(request, "anfrage_body"):
        asked = request.httprequest
        # Odoo keeps the connection's end from its own wrapper.
        stream = get_input_stream(asked._HTTPRequest__environ, max_content_length=asked.max_content_length)
        body = BytesIO()
        while piece := stream.read(PIECE):
            body.write(piece)
        request.anfrage_body = body.getvalue()
    return request.anfrage_body


def _answer(status):
    return request.make_response("", status=status)
