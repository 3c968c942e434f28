"""The language a prospect writes in, by its commonest words: small, fast and enough for a few sentences."""

from __future__ import annotations

import re

_WORDS = {
    "de": "ich wir und der die das ist nicht mit für noch haben hat bitte guten tag hallo sehr geehrte damen herren"
    " danke dank eine einen ein zu den"
    " im auf von wäre gerne würde interesse wohnung haus besichtigung termin frei grüße grüßen freundlichen wann"
    " kann möchte mich uns ihre ihr ihnen"
    " auch bei oder wie gibt es objekt interessiere verfügbar servus moin exposé rückruf schöne viele liebe sie",
    "en": "i we and the is are not with for still have has please hello dear sir madam thank thanks a an to in on of"
    " would like interested in flat house"
    " viewing available when can my our your you this it apartment property could kind regards from hi am best be"
    " view arrange looking does there",
    "es": "yo y el la los las es no con para todavía aún tengo tiene por favor hola buenos días estimados gracias un"
    " una en de me gustaría interesa piso casa"
    " visita visitar disponible cuándo puedo mi su este esta que estoy interesado interesada saludos quisiera"
    " información más buenas tardes sigue",
    "fr": "je nous et le la les est ne pas avec pour bonjour madame monsieur merci un une en de serais intéressé"
    " intéressée appartement maison visite"
    " visiter disponible quand votre notre vous toujours suis cordialement au aimerais encore",
    "it": "io e il lo la gli è non con per ancora ho buongiorno salve grazie un una in di vorrei interessato"
    " interessata appartamento casa visita visitare"
    " disponibile quando mio vostro sono cordiali saluti che questo gentile possibile",
    "nl": "ik wij en de het is niet met voor nog hebben graag goedendag hallo geachte dank bedankt een van zou"
    " geïnteresseerd woning huis bezichtiging"
    " beschikbaar wanneer kan mijn uw groeten vriendelijke",
    "pl": "jestem i nie z dla jeszcze mam proszę dzień dobry dziękuję mieszkanie dom zainteresowany zainteresowana"
    " dostępne kiedy czy się jest w na do"
    " chciałbym chciałabym pozdrawiam",
    "tr": (
        "merhaba ve bir bu için ile daire ev hala müsait ilgileniyorum teşekkürler ne zaman mi mı evi görmek"
        " istiyorum lütfen selamlar iyi günler"
    ),
    "pt": "eu e o os as não com para ainda tenho olá bom dia obrigado obrigada um uma em de gostaria interessado"
    " interessada apartamento casa visita"
    " disponível quando meu minha seu está",
    "ro": (
        "bună ziua sunt și un o pentru cu nu încă interesat interesată apartament casă disponibil când mulțumesc vă"
        " rog este"
    ),
    "hr": "dobar dan i je li još stan kuća zanima me hvala lijep pozdrav slobodan kada molim vas zainteresiran bih sam",
}
_STOP = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = (
    ("uk", re.compile("[іїєґІЇЄҐ]")),
    ("ru", re.compile("[а-яА-Я]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("el", re.compile("[α-ωΑ-Ω]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
)


def detect(text: str | None, default: str) -> str:
    """ISO 639-1 code of the language of ``text``; ``default`` where it is too short to tell."""
    if not text:
        return default
    sample = text[:2000]
    letters = sum(char.isalpha() for char in sample)
    if not sample.isascii():
        for code, pattern in _SCRIPTS:
            threshold = 1 if code == "uk" else max(3, letters // 3)
            if len(pattern.findall(sample)) >= threshold and (
                code != "uk" or len(_SCRIPTS[1][1].findall(sample)) > letters // 3
            ):
                return code
    words = [word.lower() for word in _WORD.findall(sample)]
    scores = {code: sum(word in stop for word in words) for code, stop in _STOP.items()}
    best = max(scores, key=lambda code: (scores[code], code == default))
    if scores[best] == 0 or best != default and scores[best] < scores.get(default, 0) + 1:
        return default
    if (
        best != default
        and scores[best] == 1
        and (len(words) > 3 or not any(len(word) > 3 and word in _STOP[best] for word in words))
    ):
        return default
    return best
