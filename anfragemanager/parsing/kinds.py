"""What is not an inquiry: bounces, automatic answers, receipts, invitations, newsletters.

Portal inquiries are generated automatically themselves, so these rules judge only mails in which no portal inquiry
was found; reports of mail servers are the exception, as no portal sends one.
"""

from __future__ import annotations

import re

from . import headers
from .mime import Message, Part
from .types import AUTO_REPLY, BOUNCE, BULK, OTHER, REPLY, BouncedRecipient

_DAEMON = re.compile(
    r"(?:mailer-?daemon|mail-?daemon|postmaster|mdaemon|microsoftexchange[0-9a-f]*|mail-?delivery|mail\.delivery\S*"
    r"|mailsystem|bounces?)@",
    re.IGNORECASE,
)
_BOUNCE_SUBJECT = re.compile(
    r"undeliver|unzustellbar|nicht zugestellt|nicht zustellbar|zustell\w* (?:\w+ ){0,6}(?:fehlgeschlagen|verzögert"
    r"|nicht möglich)|zustell(?:ungs)?fehler"
    r"|delivery (?:status notification|failure|has failed|failed|delayed|incomplete|notification|problem|report)"
    r"|mail delivery (?:failed|failure|system|subsystem)"
    r"|returned (?:mail|to sender)|failure notice|mail system error|konnte nicht (?:zugestellt|übermittelt"
    r"|ausgeliefert)|could not be delivered|rückläufer"
    r"|no se pudo entregar|no se ha podido entregar|fallo en la entrega|correo devuelto|devuelto al remitente"
    r"|warning: (?:could not send|message (?:\S+ )?delayed)|delayed mail|message delayed"
    r"|verzögerte zustellung"
    r"|message delivery failure|benachrichtigung (?:über den zustellstatus|zum übermittlungsstatus)"
    r"|nachricht wurde nicht übermittelt|mail failure|undelivered"
    r"|zustellbericht|delivery status|fehler bei der (?:übermittlung|zustellung)|e-?mail konnte nicht|non remis"
    r"|mancata consegna",
    re.IGNORECASE,
)
_BOUNCE_BODY = re.compile(
    r"this is the qmail-send program|this message was created automatically by mail delivery software"
    r"|i'm sorry to have to inform you that your message"
    r"|the following addresse?s? (?:\w+ )?(?:failed|had permanent)|following address\(es\) failed"
    r"|delivery to the following recipients? failed"
    r"|folgende[rn]? empfänger (?:\w+ ){0,6}(?:nicht|konnte)|konnte (?:die|ihre|deine)?\s?(?:nachricht|e-?mail"
    r"|mail) (?:\w+ ){0,8}nicht (?:zugestellt|zustellen|übermittelt|ausgeliefert)"
    r"|konnte (?:\w+ ){0,10}nicht zugestellt werden|nicht zugestellt werden|permanent error|permanent fatal errors"
    r"|this is a warning message only|user unknown|unknown user|mailbox (?:is )?(?:full|unavailable|not found)"
    r"|postfach (?:ist )?(?:voll|nicht vorhanden)|empfänger(?:adresse)? (?:ist )?unbekannt|no such user"
    r"|recipient address rejected|address not found|adresse nicht gefunden"
    r"|your message (?:to \S+ )?(?:couldn't|could not|wasn't) be? ?delivered|mailbox unavailable|5\.\d\.\d{1,3}\b",
    re.IGNORECASE,
)
_COPY = re.compile(
    r"below this line is a copy|this is a copy of (?:the|your) message|original message (?:headers|follows)"
    r"|-{2,}\s*(?:original|ursprüngliche)|included is a copy"
    r"|kopie (?:ihrer|der) (?:ursprünglichen )?(?:nachricht|e-?mail)|header der (?:original|ursprünglichen)"
    r"|ursprüngliche nachrichtenkopf|the header of the original message"
    r"|im folgenden .{0,40}(?:kopie|nachricht)",
    re.IGNORECASE,
)
_READ = re.compile(
    r"^\s*(?:gelesen|read|lesebestätigung|read receipt|leído|lu|nicht gelesen|not read|ungelesen gelöscht"
    r"|return receipt|confirmación de lectura|letto)\s*(?:\(|:|$)",
    re.IGNORECASE,
)
_AUTO_SUBJECT = re.compile(
    r"^\s*(?:(?:re|aw|antw(?:ort)?|sv)\s*:\s*)*\W{0,3}(?:auto(?:matic|mated|matische?|m\.)?[\s-]*(?:reply|antwort"
    r"|response|rückmeldung|rückantwort|email|mail)\b|auto\s*:|autom(?:\.|atische)? "
    r"|automatische |abwesen|out of (?:the )?office|out-of-office|ooo\b|autoreply|auto-reply|autoresponder"
    r"|respuesta autom|fuera de (?:la )?oficina|ausencia|réponse automatique|absence du bureau"
    r"|risposta automatica|urlaubs(?:notiz|vertretung|bedingt|abwesenheit|meldung|benachrichtigung|modus)|(?:ich bin"
    r"|wir sind|bin) (?:derzeit |zur ?zeit |momentan |bis \S+ |ab \S+ )*(?:im urlaub|nicht (?:im|erreichbar|am)"
    r"|abwesend|außer haus|verreist)"
    r"|im urlaub|vacation|on (?:vacation|holiday|annual leave)|nicht im (?:büro|haus|dienst)|away from"
    r"|eingangsbestätigung|empfangsbestätigung|ihre (?:anfrage|nachricht|e-?mail|mail) (?:ist )?(?:bei uns "
    r"|\w+ ){0,3}(?:eingegangen|erhalten)"
    r"|wir haben ihre (?:nachricht|anfrage|e-?mail) erhalten|thank you for (?:contacting|your (?:message|e-?mail"
    r"|enquiry|inquiry))|(?:vielen )?dank für ihre (?:nachricht|anfrage|e-?mail|mail)|we (?:have )?received your"
    r"|acuse de recibo|hemos recibido su|betriebsferien|betriebsurlaub|bestätigung ihrer (?:anfrage|nachricht)"
    r"|estoy de vacaciones|ausente)",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"(?:ich bin|wir sind|bin ich|sind wir|i am|i'm|i will be|estoy|estaré|unser büro ist"
    r"|je suis)\b[^!?\n]{0,80}?(?:nicht im (?:büro|haus|dienst)|abwesend|außer haus|im urlaub|nicht erreichbar"
    r"|verreist"
    r"|out of (?:the )?office|away from|on (?:vacation|annual leave|holiday|leave|maternity)|fuera de la oficina"
    r"|de vacaciones|ausente|geschlossen|absent|in elternzeit|im mutterschutz|krank)",
    re.IGNORECASE,
)
_AUTOMATIC = re.compile(
    r"automatisch (?:generiert|erstellt|erzeugt|versandt|versendet|gesendet)|automatische (?:antwort|e-?mail"
    r"|nachricht|eingangsbestätigung)|automatically (?:generated|sent)|automated (?:reply|response|message)"
    r"|auto-?reply"
    r"|nicht weitergeleitet|in dringenden (?:fällen|angelegenheiten)|wenden sie sich (?:bitte )?an|for urgent"
    r"|in urgent cases|limited access|vertretung|mensaje automático|respuesta automática|asuntos urgentes"
    r"|(?:wir haben|haben) ihre (?:nachricht|anfrage|e-?mail) erhalten|nachricht ist (?:bei uns )?eingegangen"
    r"|werden uns (?:schnellstmöglich|umgehend|in kürze|so schnell)|wieder (?:für sie da|erreichbar|im büro)"
    r"|bin ab (?:dem )?\d",
    re.IGNORECASE,
)
_REPLY = re.compile(
    r"^\s*(?:\[[^\]]{1,40}\]\s*)?(?:re|aw|antw|antwort|sv|r|rv?esp|rif)\s*(?:\[\d+\]|\(\d+\))?\s*:", re.IGNORECASE
)
FORWARD = re.compile(
    r"^\s*(?:\[[^\]]{1,40}\]\s*)?(?:(?:re|aw)\s*:\s*)?(?:wg|fwd?|wtr|weitergeleitet|tr|rv|i|enc)\s*(?:\[\d+\])?\s*:"
    r"|^\s*fwd\b",
    re.IGNORECASE,
)
_UNSUBSCRIBE = re.compile(
    r"unsubscribe|abmelden|abbestellen|abmeldelink"
    r"|newsletter (?:abbestellen|abmelden|abbestellung)|darse de baja|cancelar (?:la )?suscripción|désabonner"
    r"|austragen|keine (?:weiteren )?(?:e-?mails|mails|nachrichten) mehr (?:erhalten|bekommen)"
    r"|opt[- ]?out|manage (?:your )?preferences|view (?:this email )?in (?:your )?browser|im browser (?:ansehen"
    r"|anzeigen|öffnen)|werbung gemäß",
    re.IGNORECASE,
)
_BULK_LOCAL = re.compile(
    r"^(?:newsletter|news|marketing|mailing|mailings|promo(?:tion)?s?|offers?|angebote?|aktion(?:en)?"
    r"|noreply-marketing|campaign|werbung|info-?mail|suchagent|suchauftrag|alerts?)@",
    re.IGNORECASE,
)
BULK_SUBJECT = re.compile(
    r"unbeantwortete|^\W*erinnerung\b|suchauftr|suchagent|suchprofil|suchergebnis"
    r"|neue (?:\w+ )?(?:objekte|immobilien|treffer|angebote|wohnungen"
    r"|häuser|anzeigen|inserate) |neue (?:objekte|immobilien|treffer|angebote|wohnungen|häuser|anzeigen|inserate)$"
    r"|\d+ neue |treffer|newsletter"
    r"|statistik|auswertung|leistungs(?:bericht|übersicht|daten)|wochen(?:bericht|rückblick|übersicht)"
    r"|monats(?:bericht|rückblick|übersicht|report)|performance|\breport\b|läuft (?:\w+ ){0,4}(?:ab|aus)|abgelaufen"
    r"|\bablauf|verlänger|deaktiviert"
    r"|veröffentlicht|freigeschaltet|rechnung|mahnung|passwort|kennwort|password|webinar|gutschein|rabatt|\baktion\b"
    r"|bonus|\btipps\b|umfrage|bewerten sie|wartung(?:s|$| )|wartungsarbeiten|\bagb\b|nutzungsbedingungen"
    r"|preisanpassung|preiserhöhung"
    r"|price alert|new propert|property alert|new listings|alerta|nuevos inmuebles|nuevos anuncios|estadística"
    r"|caduca|expir|invoice|factura|contraseña|your listing (?:has|is|will)|boletín|informe (?:semanal|mensual)"
    r"|resumen (?:semanal|mensual)"
    r"|ist (?:jetzt|nun) online|ist online|wurde (?:aktiviert|gelöscht|beendet|gespeichert|aktualisiert|freigegeben"
    r"|abgelehnt|eingestellt)|passende (?:objekte|immobilien|wohnungen|angebote)|marktbericht|preisentwicklung"
    r"|immobilienpreise"
    r"|sicherheitshinweis|datenschutz|neue funktion|jetzt neu|premium|upgrade|mehr reichweite|hervorheb|top-?anzeige"
    r"|sonderangebot|weekly (?:summary|report)|monthly (?:summary|report)|einladung zu|herzlichen glückwunsch|frohe "
    r"|account|ihr konto|dein konto",
    re.IGNORECASE,
)
INQUIRY_SUBJECT = re.compile(
    r"anfrage|interess|nachricht von|besichtigung|enquiry|inquiry|\blead\b|interesado|interesada|solicita|contacto"
    r"|consulta|kontaktaufnahme|rückruf|viewing request|exposé-?anforderung|message from|callback",
    re.IGNORECASE,
)
# A subject that opens so announces an inquiry, whatever the title of the property says behind it.
OPENS_AS_INQUIRY = re.compile(
    r"\W*(?:\[[^\]]{1,30}\]\s*)?(?:(?:fwd?|wg|re|aw):\s*)?(?:(?:neue|ihre|eine|new|nueva) )?(?:(?:kontakt|objekt"
    r"|besichtigungs|expos[eé]-?|nutzer-|immobilien|miet|kauf|web-?|online-?)?anfrage\b(?!\w|-?statistik|en)"
    r"|nachricht von|enquiry|inquiry|lead|new (?:\S+ )?lead|interessent|kontaktaufnahme|un usuario|solicitud"
    r"|nuevo contacto|consulta|idealista solicita|nuevo mensaje|viewing request|rückrufbitte|besichtigungswunsch)",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[\w-]{1,63}\.){1,8}[\w-]{2,24}")


def is_reply(message: Message) -> bool:
    """Whether the mail answers another one."""
    return bool(
        _REPLY.match(message.header("subject"))
        or message.raw("in-reply-to").strip()
        or message.raw("references").strip()
    )


def is_forward(subject: str) -> bool:
    return bool(FORWARD.match(subject))


def report(message: Message, text: str) -> str | None:
    """``bounce`` or ``auto_reply`` for reports of mail systems (RFC 3464, RFC 8098, qmail, Exchange …), else None."""
    types = {part.type for part in message.parts}
    subject = message.header("subject")
    report_type = message.parameters.get("report-type", "").lower()
    if report_type == "disposition-notification" or "message/disposition-notification" in types:
        return AUTO_REPLY
    status = next(
        (part for part in message.parts if part.type in ("message/delivery-status", "message/global-delivery-status")),
        None,
    )
    if status is not None:
        actions = re.findall(r"^action:[ \t]*(\w+)", status.text(64 * 1024), re.IGNORECASE | re.MULTILINE)
        if actions and all(action.lower() in ("delivered", "relayed", "expanded") for action in actions):
            return AUTO_REPLY
        return BOUNCE
    if report_type == "delivery-status" or message.raw("x-failed-recipients"):
        return BOUNCE
    daemon = bool(
        _DAEMON.match(message.sender[1] or message.raw("from").strip(' <>"'))
        or re.search(r"mail delivery (?:sub)?system|mailer-daemon", message.sender[0], re.IGNORECASE)
    )
    null_path = _null_return_path(message)
    subject_says = bool(_BOUNCE_SUBJECT.search(subject))
    head = text[:4000]
    body_says = bool(_BOUNCE_BODY.search(head))
    if daemon and (subject_says or body_says or message.type == "multipart/report"):
        return BOUNCE
    if null_path and (subject_says or body_says and not _AUTO_SUBJECT.match(subject)):
        return BOUNCE
    if message.type == "multipart/report" and (subject_says or body_says):
        return BOUNCE
    if "this is the qmail-send program" in head.lower():
        return BOUNCE
    if subject_says and body_says and not _REPLY.match(subject) and not is_forward(subject):
        return BOUNCE
    if subject_says and re.match(
        r"\s*(?:undeliverable|unzustellbar|failure notice|mail delivery failed|returned mail|undelivered)",
        subject,
        re.IGNORECASE,
    ):
        return BOUNCE
    if _READ.match(subject) and (report_type or null_path or len(text) < 1500):
        return AUTO_REPLY
    return None


def is_auto_reply(message: Message, text: str) -> bool:
    """An out-of-office note or acknowledgement, by header, subject or words (RFC 3834)."""
    submitted = message.raw("auto-submitted").strip().lower()
    if submitted.startswith(("auto-replied", "auto-notified")):
        return True
    if any(message.raw(name).strip().lower() not in ("", "no", "none", "0", "false") for name in _AUTO_HEADERS):
        return True
    if message.raw("precedence").strip().lower().replace("-", "_") in ("auto_reply", "autoreply"):
        return True
    if message.raw("x-ms-exchange-generated-message-source").strip().lower().startswith("mailbox rules"):
        return True
    subject = message.header("subject")
    if is_forward(subject):
        return False
    if _AUTO_SUBJECT.match(subject):
        return True
    head = text[:1500]
    away = bool(_AWAY.search(head))
    automatic = bool(_AUTOMATIC.search(head))
    if submitted.startswith("auto-generated") and (away or automatic or is_reply(message)):
        return True
    if _null_return_path(message) and not _is_bulk_header(message):
        return True
    return away and automatic


_AUTO_HEADERS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-auto-reply",
    "x-mail-autoreply",
    "x-autoreply-from",
    "x-autoreply-to",
    "x-auto-response",
    "x-vacation",
    "x-ooo",
)


def is_auto_generated(message: Message) -> bool:
    submitted = message.raw("auto-submitted").strip().lower()
    return bool(submitted and not submitted.startswith("no"))


def is_invitation(message: Message) -> bool:
    """A calendar invitation or the answer to one."""
    return message.type == "text/calendar" or any(
        part.type in ("text/calendar", "application/ics") for part in message.parts
    )


def is_bulk(message: Message, text: str, html: str = "") -> bool:
    """A newsletter, list mail or advertising."""
    if (
        _is_bulk_header(message)
        or message.raw("x-spam-flag").strip().upper().startswith("YES")
        or _BULK_LOCAL.match(message.sender[1])
    ):
        return True
    if re.match(r"\s*(?:\*+\s*spam\s*\*+|\[spam\])", message.header("subject"), re.IGNORECASE):
        return True
    if is_reply(message) or is_forward(message.header("subject")):
        return False
    if not html and "http" not in text:
        # Advertising always has something to click; without that a person speaks of newsletters.
        return False
    if _UNSUBSCRIBE.search(text[-4000:]) or _UNSUBSCRIBE.search(text[:2000]):
        return True
    return bool(re.search(r"unsubscribe|abmelden|abbestellen", html[-20_000:], re.IGNORECASE))


def _is_bulk_header(message: Message) -> bool:
    if any(
        message.raw(name)
        for name in (
            "list-unsubscribe",
            "list-id",
            "list-post",
            "x-campaign",
            "x-campaignid",
            "x-mailchimp-id",
            "x-mc-user",
            "x-csa-complaints",
            "x-newsletter",
        )
    ):
        return True
    return message.raw("precedence").strip().lower() in ("bulk", "list", "junk")


def _null_return_path(message: Message) -> bool:
    return any(value.strip() == "<>" for value in message.all("return-path"))


def classify(message: Message, text: str, html: str = "") -> str:
    """The kind of a mail in which no inquiry was found."""
    if found := report(message, text):
        return found
    if is_invitation(message):
        return OTHER
    if is_auto_reply(message, text):
        return AUTO_REPLY
    if is_bulk(message, text, html):
        return BULK
    if is_forward(message.header("subject")):
        return OTHER
    if is_reply(message):
        return REPLY
    if is_auto_generated(message):
        return BULK
    return OTHER


def bounced(message: Message, text: str) -> tuple[tuple[BouncedRecipient, ...], tuple[str, ...]]:
    """Who a bounce says could not be reached, and the ids of the mails it speaks of."""
    recipients: dict[str, BouncedRecipient] = {}
    for part in message.parts:
        if part.type in ("message/delivery-status", "message/global-delivery-status"):
            for found in _status(part):
                recipients.setdefault(found.address.lower(), found)
    if not recipients:
        for value in message.all("x-failed-recipients"):
            for address in _EMAIL.findall(value):
                recipients.setdefault(address.lower(), BouncedRecipient(headers.normal(address)))
    if not recipients:
        temporary = bool(
            re.search(
                r"delayed|verzögert|will be retried|wird (?:weiter|erneut) versucht|still being retried|warning",
                message.header("subject") + text[:1500],
                re.IGNORECASE,
            )
        )
        cut = _COPY.search(text, 40)
        own = {address.lower() for address in message.addresses("to")} | {message.sender[1].lower()}
        for address in _EMAIL.findall(text[: cut.start() if cut else 5000])[:50]:
            low = headers.normal(address).lower()
            if low in own or _DAEMON.match(low):
                continue
            status = re.search(r"\b([45]\.\d\.\d{1,3})\b", text[:5000])
            recipients.setdefault(
                low, BouncedRecipient(headers.normal(address), not temporary, status[1] if status else None)
            )
    ids = [value for inner in message.attached for value in headers.message_ids(inner.raw("message-id"))]
    for part in message.parts:
        if part.type in ("text/rfc822-headers", "message/rfc822-headers", "message/global-headers"):
            ids += _ids(part.text(64 * 1024))
    if not ids:
        ids += _ids(text)
    ids += headers.message_ids(message.raw("in-reply-to"))
    ids += headers.message_ids(message.raw("references"))
    return tuple(recipients.values()), tuple(dict.fromkeys(ids))


def _ids(text: str) -> list[str]:
    return re.findall(r"^[> \t]*message-id:\s*(<[^<>\s]{1,998}>)", text[:200_000], re.IGNORECASE | re.MULTILINE)


def _status(part: Part) -> list[BouncedRecipient]:
    found = []
    for block in re.split(r"\n[ \t]*\n", part.text(256 * 1024))[:200]:
        fields = {
            name.lower(): value.strip()
            for name, value in re.findall(r"^([\w-]{3,40}):[ \t]*(.*(?:\n[ \t].*)*)", block, re.MULTILINE)
        }
        recipient = fields.get("original-recipient") or ""
        match = _EMAIL.search(fields.get("final-recipient") or "") or _EMAIL.search(recipient)
        if not match:
            continue
        action, status = fields.get("action", "failed").lower(), fields.get("status", "").split(" ")[0]
        if action in ("delivered", "relayed", "expanded"):
            continue
        permanent = not (action.startswith("delayed") or status.startswith("4"))
        diagnostic = " ".join(fields.get("diagnostic-code", "").split())[:500]
        found.append(BouncedRecipient(headers.normal(match[0]), permanent, status or None, diagnostic or None))
    return found
