"""What the end-to-end tests run against: an IMAP server, an SMTP sink, Odoo servers, a browser. All on loopback."""
