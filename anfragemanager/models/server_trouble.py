"""Why an incoming mail server does not hand over its mails, in a sentence that says what to do.

Servers and libraries say it in English, in codes or in bytes; their words stay as a detail for who mends it.
"""

import re

from odoo import models
from odoo.exceptions import UserError

# The first that matches; what servers say of logins differs most, and stands last.
_KINDS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("name", r"name or service not known|nodename nor servname|no address associated|name resolution|getaddrinfo|"
                 r"invalid server name|idna|label (?:empty|too long)"),
        ("encryption", r"certificate|wrong.version|\bssl\b|\btls\b|handshake"),
        ("refused", r"connection refused|errno 111|errno 61\b|winerror 10061"),
        ("silent", r"timed? ?out|no response|no route to host|unreachable|connection reset|broken pipe|\beof\b|"
                   r"connection (?:was )?closed|unexpected(?:ly)? (?:close|end)|\babort\b"),
        ("token", r"oauth|access.?token|refresh.?token|invalid_grant|xoauth2"),
        ("busy", r"too many (?:simultaneous )?connections|\[(?:unavailable|inuse|limit)\]|overquota|"
                 r"try (?:again )?later|rate limit"),
        ("login", r"auth|log.?in|password|credential|invalid user|-ERR|\bNO\b"),
    )
)  # fmt: skip


def kind_of_trouble(words):
    """Return what a mail server's or library's words mean: a key of `_KINDS`, or "other".

    >>> kind_of_trouble("b'[AUTHENTICATIONFAILED] Authentication failed.'")
    'login'
    >>> kind_of_trouble("[Errno -2] Name or service not known")
    'name'
    """
    return next((kind for kind, pattern in _KINDS if pattern.search(words or "")), "other")


def _readable(words):
    """Return what a server said without what Python puts around bytes.

    >>> _readable("b'[AUTHENTICATIONFAILED] Authentication failed.'")
    '[AUTHENTICATIONFAILED] Authentication failed.'
    """
    return re.sub(r"\bb'([^']*)'", r"\1", words)


class FetchmailServer(models.Model):
    _inherit = "fetchmail.server"

    def _anfrage_trouble(self, words):
        """Return what is wrong with the server and what to do, in the user's language.

        :param str words: the server's or library's own
        """
        server, login = self.server or "?", self.user or "?"
        sentences = {
            "name": self.env._("There is no mail server “%s”. Check its name for a typing error.", server),
            "encryption": self.env._(
                "The mail server “%s” cannot be reached encrypted. Check the port (usually 993) and “SSL/TLS”.", server
            ),
            "refused": self.env._(
                "The mail server “%(server)s” refuses the connection on port %(port)s. Check server and port.",
                server=server,
                port=self.port or "?",
            ),
            "silent": self.env._(
                "The mail server “%s” does not answer. Wait a while; if it stays so, ask your provider.", server
            ),
            "token": self.env._("The permission of your mail provider has ended. Connect the mailbox with it again."),
            "busy": self.env._(
                "The mail server “%s” is busy or allows no more connections. Usually this passes by itself.", server
            ),
            "login": self.env._(
                "The mail server does not accept the login “%s”. Check login and password; some providers want a "
                "password of its own for other programs.",
                login,
            ),
            "other": self.env._("The mail server “%s” does not hand over the mails. Check its settings.", server),
        }
        return sentences[kind_of_trouble(words)]

    def _anfrage_test(self):
        """Test the connection as Odoo's button does.

        :return: what the button returns
        :raise UserError: with what to do, and the server's words below
        """
        self.ensure_one()
        try:
            return self.button_confirm_login()
        except UserError as error:
            words = _readable(str(error))
            explained = "\n\n".join((self._anfrage_trouble(words), self.env._("Details: %s", words)))
            raise UserError(explained) from error
