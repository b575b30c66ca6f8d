"""What a reply says in its sender's own words: without quoted text, letterhead and courtesies.

Programs mark quoted text in their own way, in the language of their user; these are the forms of
Outlook, Gmail, Thunderbird and Apple Mail in English, Spanish, Dutch and French. What is not
recognised counts as the sender's own words, so that an unclear answer is never a yes.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from cmcct.text.folding import fold

_MIN_DIGITS = 6  # digits of a telephone number
_MIN_NOTICE = 80  # characters of a confidentiality notice
_ATTRIBUTION_LINES = 3  # lines over which a program wraps "On … wrote:"

_ATTRIBUTION = re.compile(
    r"(?:on|el|op|le)\b.{4,300}(?:\bwrote|\bescribió|\bschreef\b.{0,100}|\bgeschreven|\ba écrit)"
    r"\s*:",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(
    r"-{2,}\s*(?:original message|mensaje original|oorspronkelijk bericht|message d.origine"
    r"|forwarded message|mensaje reenviado|doorgestuurd bericht|message transféré)\s*-{2,}"
    r"|_{10,}",
    re.IGNORECASE,
)
_FROM = re.compile(r"\*?(?:from|de|van)\s*:\*?\s+\S", re.IGNORECASE)
_HEADER = re.compile(
    r"\*?(?:from|de|van|sent|date|enviado|enviado el|fecha|verzonden|datum|envoyé|to|para|aan|à|cc"
    r"|subject|asunto|onderwerp|objet|reply-to)\s*:",
    re.IGNORECASE,
)
_SENT = re.compile(
    r"\*?(?:sent|date|enviado|enviado el|fecha|verzonden|datum|envoyé)\s*:", re.IGNORECASE
)
_HEADER_LINES = 4  # within which Outlook names the date of the quoted mail

_COURTESIES = frozenset(
    {
        *("regards", "kind regards", "best regards", "warm regards", "best", "sincerely"),
        *("thank you", "thanks", "many thanks", "hello", "good morning", "good afternoon"),
        *("saludos", "saludos cordiales", "un saludo", "cordialmente", "atentamente"),
        *("cordial saludo", "gracias", "muchas gracias", "buenos dias", "buenas tardes"),
        *("met vriendelijke groet", "met vriendelijke groeten", "vriendelijke groet"),
        *("groet", "groeten", "hoogachtend", "dank u", "dank u wel", "goedemorgen"),
        *("cordialement", "bien cordialement", "bien a vous", "salutations", "merci"),
        *("meilleures salutations", "bonjour", "merci beaucoup"),
    }
)
_DEVICE = re.compile(
    r"(?:sent (?:from|with)|enviado (?:desde|con)|verstuurd vanaf|verzonden (?:vanaf|vanuit|met)"
    r"|envoye (?:de|depuis|avec|a partir de)|get|obtener|obtenga|download|telecharger|outlook voor)"
    r" (?:[a-z]+ ){0,4}"
    r"(?:iphone|ipad|android|ios|samsung|galaxy|outlook|mail|gmail|smartphone|downloaden)"
)
_BANNER = re.compile(
    r"(?:caution|warning|precaucion|advertencia|atencion|let op|waarschuwing|attention"
    r"|avertissement|external|externo|extern|externe)\b.*\b(?:outside|extern[a-z]*|fuera|buiten)\b"
    r"|extern(?:al|o|e)?"
)
_SECRET = re.compile(r"confiden|vertrouwelijk")
_ADDRESSEE = re.compile(r"recipient|addressee|destinatari|geadresseerde|bestemd voor|destinataire")
_CONTACT_LABEL = re.compile(
    r"(?:tel|t|telephone|teléfono|telefoon|téléphone|phone|office|oficina|mobile|mobiel|m|mob|cel"
    r"|celular|móvil|fax|f|e-?mail|e|correo|courriel|mail)\s*[.:]+\s*",
    re.IGNORECASE,
)
_PIECES = re.compile(r"\s*[|·•]\s*")


class Reply(NamedTuple):
    """The lines of a reply; quoted ones are without their marks, and none is empty."""

    own: tuple[str, ...]
    quoted: tuple[str, ...]


def split_reply(text: str) -> Reply:
    """Split the text of a reply into its sender's own lines and quoted ones."""
    lines = text.replace("\xa0", " ").replace("\u202f", " ").splitlines()
    own: list[str] = []
    quoted: list[str] = []
    index = 0
    while index < len(lines):
        line = lines[index].strip()
        if _starts_quote(lines, index):
            quoted += [one for one in lines[index:] if not _is_quote_header(one.strip())]
            break
        if length := _attribution_length(lines, index):
            index += length
            continue
        (quoted if line.startswith(">") else own).append(line)
        index += 1
    return Reply(tuple(own), tuple(filter(None, (line.strip("> \t") for line in quoted))))


def _starts_quote(lines: Sequence[str], index: int) -> bool:
    """Return whether the rest of a text is quoted, as Outlook writes it."""
    line = lines[index].strip()
    following = [one.strip() for one in lines[index + 1 : index + 1 + _HEADER_LINES]]
    if _SEPARATOR.fullmatch(line):
        return any(map(_FROM.match, following))
    return bool(_FROM.match(line)) and any(map(_SENT.match, following))


def _is_quote_header(line: str) -> bool:
    return bool(_HEADER.match(line) or _SEPARATOR.fullmatch(line))


def _attribution_length(lines: Sequence[str], index: int) -> int:
    """Return over how many lines "On … wrote:" goes, or 0."""
    if not lines[index].strip():
        return 0
    for length in range(1, _ATTRIBUTION_LINES + 1):
        joined = " ".join(line.strip("> \t") for line in lines[index : index + length])
        if _ATTRIBUTION.fullmatch(joined):
            return length
    return 0


def own_words(reply: Reply, known: Collection[str], letter: str) -> list[str]:
    """Return the lines of a reply that say something new.

    `known` are texts that a line may consist of: those of the prepared answer and the values of the
    entry, as in a letterhead. Quoted lines may have the words of `letter` only: somebody may have
    corrected the quoted letter.
    """
    expected = {fold(text) for text in known} | _COURTESIES
    numbers = {_digits(text) for text in known}
    words = {*fold(letter).split()}
    return [
        *(line for line in _without_notices(reply.own) if not _is_known(line, expected, numbers)),
        *(line for line in reply.quoted if not _is_quoted_letter(line, words)),
    ]


def _is_quoted_letter(line: str, words: Collection[str]) -> bool:
    """Return whether a quoted line has only words of the letter, or is a piece of its links."""
    is_link = "%" in line and " " not in line
    return is_link or all(word in words for word in fold(line).split())


def _without_notices(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines that are not empty and in no notice of a mail server."""
    paragraph: list[str] = []
    for line in (*lines, ""):
        if line:
            paragraph.append(line)
            continue
        if not _is_notice(" ".join(paragraph)):
            yield from paragraph
        paragraph = []


def _is_notice(text: str) -> bool:
    """Return whether a paragraph is a confidentiality notice, or a warning of external mail."""
    folded = fold(text)
    if "@" in text or len(_digits(text)) >= _MIN_DIGITS:
        return False
    is_secret = bool(_SECRET.search(folded) and _ADDRESSEE.search(folded))
    return bool(_BANNER.fullmatch(folded)) or (is_secret and len(text) >= _MIN_NOTICE)


def _is_known(line: str, expected: Collection[str], numbers: Collection[str]) -> bool:
    """Return whether a line has nothing but known values, courtesies, or the name of a device."""
    return all(
        _is_known_piece(piece, expected, numbers) for piece in _PIECES.split(line.strip("-*_ "))
    )


def _is_known_piece(piece: str, expected: Collection[str], numbers: Collection[str]) -> bool:
    bare = _CONTACT_LABEL.sub("", piece, count=1) if _CONTACT_LABEL.match(piece) else piece
    folded = fold(bare)
    if not folded or folded in expected or fold(piece) in expected:
        return True
    digits = _digits(bare)
    is_number = len(digits) >= _MIN_DIGITS and not any(map(str.isalpha, bare))
    return (is_number and digits in numbers) or bool(_DEVICE.fullmatch(folded))


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdecimal())
