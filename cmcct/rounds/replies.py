"""What a reply says in its sender's own words: without quoted text, letterhead and courtesies.

Programs mark quoted text in their own way, in the language of their user; these are the forms of
Outlook, Gmail, Thunderbird and Apple Mail in English, Spanish, Dutch and French. What is not
recognised counts as the sender's own words, so that an unclear answer is never a yes.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from cmcct.text.folding import fold

_MIN_DIGITS = 6  # digits of a telephone number
_MIN_LINK = 4  # characters of a piece of a link
_MIN_NOTICE = 80  # characters of a confidentiality notice
_ATTRIBUTION_LINES = 3  # lines over which a program wraps "On … wrote:"

# Programs name the time in it.
_ATTRIBUTION = re.compile(
    r"(?:on|el|op|le)\b(?=.*\d{1,2}[:.h]\d{2}).{4,300}"
    r"(?:\bwrote|\bescribió|\bschreef\b.{0,100}|\bgeschreven|\ba écrit)"
    r"\s*:",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(
    r"-{2,}\s*(?:original message|mensaje original|oorspronkelijk bericht|message d.origine"
    r"|forwarded message|mensaje reenviado|doorgestuurd bericht|message transféré)\s*-{2,}"
    r"|_{10,}",
    re.IGNORECASE,
)
_FROM = re.compile(r"\*?(?:from|de|van)\s*:\*?\s+.*@", re.IGNORECASE)
_HEADER = re.compile(
    r"\*?(?:from|de|van|to|para|aan|à|cc|reply-to)\s*:\*?\s+(?P<people>.*)"
    r"|\*?(?:sent|date|enviado|enviado el|fecha|verzonden|datum|envoyé)\s*:\*?\s+(?P<time>.*)"
    r"|\*?(?:subject|asunto|onderwerp|objet)\s*:\*?\s+(?P<subject>.*)",
    re.IGNORECASE,
)
_SENT = re.compile(
    r"\*?(?:sent|date|enviado|enviado el|fecha|verzonden|datum|envoyé)\s*:.*\d[:.h]\d\d",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d[:.h]\d\d")
_HEADER_BLOCK = 8  # lines at the top of a quoted mail that may be its header
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
    r"|envoye (?:de|depuis|avec|a partir de|a partir d)|get|obtener|obtenga|download|telecharger)?"
    r"(?: ?(?:my|mi|mijn|mon|the|for|para|voor|pour|el|de|outlook|mail|correo|app|mobile|windows"
    r"|iphone|ipad|android|ios|samsung|galaxy|gmail|thunderbird|smartphone|downloaden))+"
)
_BANNER = re.compile(
    r"(?:caution|warning|precaucion|advertencia|atencion|let op|waarschuwing|attention"
    r"|avertissement|external|externo|extern|externe)\b.*\b(?:outside|extern[a-z]*|fuera|buiten)\b"
    r"|extern(?:al|o|e)?"
)
_CONFIDENTIAL = re.compile(r"confiden|vertrouwelijk")
# What such a notice does not say: it is not about the sender.
_PERSONAL = re.compile(
    r"\b(?:i|my|im|ive|moved|left|changed|new|but|yo|mi|mis|ya|nuevo|nueva|cambi\w*|pero|colega"
    r"|ik|mijn|nieuwe?|veranderd|maar|mon|mes|nouveau|nouvelle|quitte|mais)\b"
)
_HANDLING = re.compile(
    r"delet|destroy|notif|tell|inform|disclos|copy|copi|unauthori|prohibit|elimin|borr|avis|divulg"
    r"|prohib|verwijder|vernietig|meld|verspreid|supprim|detrui|avert|interdi"
)
_ADDRESSEE = re.compile(r"recipient|addressee|destinatari|geadresseerde|bestemd voor|destinataire")
_CONTACT_LABEL = re.compile(
    r"(?:tel|t|telephone|teléfono|telefoon|téléphone|phone|office|oficina|mobile|mobiel|m|mob|cel"
    r"|celular|móvil|fax|f|e-?mail|e|correo|courriel|mail)\s*[.:]+\s*",
    re.IGNORECASE,
)
_PIECES = re.compile(r"\s*[|·•]\s*")
# Characters that programs put between words, or where there is nothing.
_SPACES = {0xA0: " ", 0x202F: " ", 0x200B: None, 0xFEFF: None}
_PREFIX = re.compile(
    r"(?:re|rv|fw|fwd|aw|wg|tr|antw|antwoord|rep|rép|réf|enc|res|resp|sv|vs|rif|doorst|external"
    r"|externo|externe|extern)\s*:\s*|\[(?:external|externo|externe|extern|ext)(?: e-?mail)?\]\s*",
    re.IGNORECASE,
)
# What a line may have besides letters and digits without saying anything.
_SYMBOLS = frozenset(" .,:;!-–—_'’\"“”«»()[]<>@+/&#%*|·•=…")  # noqa: RUF001 - as people write
_RULES = frozenset(" -–—_*|·•=>")


class Reply(NamedTuple):
    """The lines of a reply; quoted ones are without their marks, and none is empty."""

    own: tuple[str, ...]
    quoted: tuple[str, ...]


def split_reply(text: str) -> Reply:
    """Split the text of a reply into its sender's own lines and quoted ones."""
    lines = text.translate(_SPACES).splitlines()
    own: list[str] = []
    quoted: list[str] = []
    index = 0
    while index < len(lines):
        line = lines[index].strip()
        if _starts_quote(lines, index):
            quoted += _without_header([one.strip() for one in lines[index:]])
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


def _without_header(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a quoted mail without those that a program puts above it."""
    for index, line in enumerate(lines):
        found = _HEADER.fullmatch(line) if index <= _HEADER_BLOCK else None
        if not (_SEPARATOR.fullmatch(line) or (found and _is_header(found))):
            yield line


def _is_header(found: re.Match[str]) -> bool:
    """Return whether a line has what a program writes: addresses, a time, a subject."""
    people, time, subject = found["people"], found["time"], found["subject"]
    return subject is not None or "@" in (people or "") or bool(_CLOCK.search(time or ""))


def _attribution_length(lines: Sequence[str], index: int) -> int:
    """Return over how many lines "On … wrote:" goes, or 0."""
    if not lines[index].strip():
        return 0
    for length in range(1, _ATTRIBUTION_LINES + 1):
        joined = " ".join(line.strip("> \t") for line in lines[index : index + length])
        if _ATTRIBUTION.fullmatch(joined):
            return length
    return 0


def subject_words(subject: str, known: Collection[str]) -> str:
    """Return what a subject without its token says beside prefixes of programs, or ""."""
    rest = subject.strip()
    while found := _PREFIX.match(rest):
        rest = rest[found.end() :]
    return "" if fold(rest) in {"", *map(fold, known)} and not _is_odd(rest) else rest


def own_words(
    reply: Reply, known: Collection[str], letters: Collection[str], links: Collection[str]
) -> list[str]:
    """Return the lines of a reply that say something new.

    `known` are texts that a line may consist of: those of the prepared answer and the values of the
    entry, as in a letterhead. Quoted lines have to be those of one of the `letters`, in their
    order: somebody may have corrected the quoted letter. `links` are the addresses in them.
    """
    expected = {fold(text) for text in known} | _COURTESIES
    numbers = {_digits(text) for text in known}
    own = [line for line in _without_notices(reply.own) if not _is_known(line, expected, numbers)]
    quoted = [line for one in reply.quoted if (line := _without_links(one, links))]
    changed = (_changed_lines(quoted, letter) for letter in letters)
    return [*own, *min(changed, key=len)]


def _without_links(line: str, links: Collection[str]) -> str:
    """Return a line without the links of the letter, and pieces of them."""
    words = line.replace("<mailto:", " mailto:").split()
    return " ".join(word for word in words if not _is_link(word.strip("<>"), links))


def _is_link(word: str, links: Collection[str]) -> bool:
    is_piece = len(word) >= _MIN_LINK and any(char in word for char in "%?=&:")
    return is_piece and any(word in link for link in links)


def _changed_lines(lines: Sequence[str], letter: str) -> list[str]:
    """Return the lines that are not in a letter, or not where they should be."""
    text, position = f" {fold(letter)} ", 0
    found = []
    for line in lines:
        folded = fold(line)
        start = text.find(f" {folded} ", position) if folded else position
        if start < 0 or _is_odd(line, letter) or not (folded or _RULES.issuperset(line)):
            found.append(line)
        else:
            position = start + len(folded) + bool(folded)
    return found


def _is_odd(text: str, usual: str = "") -> bool:
    """Return whether a text has a character that may say something: a question mark, a face.

    Those in `usual` do not.
    """
    return any(
        not (char.isalnum() or char in _SYMBOLS or unicodedata.category(char) == "Mn")
        and char not in usual
        for char in text
    )


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
    if _PERSONAL.search(folded) or _is_odd(text):
        return False
    is_secret = all(form.search(folded) for form in (_CONFIDENTIAL, _ADDRESSEE, _HANDLING))
    return bool(_BANNER.fullmatch(folded)) or (is_secret and len(text) >= _MIN_NOTICE)


def _is_known(line: str, expected: Collection[str], numbers: Collection[str]) -> bool:
    """Return whether a line has nothing but known values, courtesies, or the name of a device."""
    return all(
        _is_known_piece(piece, expected, numbers) for piece in _PIECES.split(line.strip("-*_ "))
    )


def _is_known_piece(piece: str, expected: Collection[str], numbers: Collection[str]) -> bool:
    bare = _CONTACT_LABEL.sub("", piece, count=1) if _CONTACT_LABEL.match(piece) else piece
    folded = fold(bare)
    if _is_odd(piece):
        return False
    if not folded:
        return _RULES.issuperset(bare)
    if folded in expected or fold(piece) in expected:
        return True
    digits = _digits(bare)
    is_number = len(digits) >= _MIN_DIGITS and not any(map(str.isalpha, bare))
    return (is_number and digits in numbers) or bool(_DEVICE.fullmatch(folded))


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdecimal())
