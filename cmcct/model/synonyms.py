"""Other words for the keys of the file: in the four languages, in the plural, or as options."""

from collections.abc import Collection, Mapping
from functools import cache

from cmcct.model.fields import KEYS
from cmcct.text.folding import fold

# By key, separated by commas. Accents, capitals, hyphens and underscores make no difference.
WORDS: Mapping[str, str] = {
    "id": "identificador, identifiant",
    "country": "país, land, pays",
    "name": "full name, nombre, nombre completo, naam, nom",
    "honorific": "salutation, tratamiento, aanhef, civilité",
    "family_name": "last name, surname, apellido, apellidos, achternaam, nom de famille",
    "title": "job title, position, cargo, functie, fonction",
    "organisation": "organization, organización, institución, organisatie, instelling, institution",
    "unit": "department, unidad, departamento, eenheid, afdeling, unité, département",
    "body": "tipo de institución, soort instelling, type d'institution",
    "role": "función, rol, rôle",
    "sectors": "sector, sectores, sectoren, secteur, secteurs",
    "languages": "language, idioma, idiomas, lengua, lenguas, taal, talen, langue, langues",
    "emails": "email, e-mail, e-mails, mail, mails, correo, correos, correo electrónico, "
    "e-mailadres, courriel, courriels",
    "phones": "phone, phone number, phone numbers, tel, telephone, telephones, teléfono, "
    "teléfonos, telefoon, telefoonnummer, téléphone, téléphones",
    "address": "dirección, adres, adresse",
    "city": "town, ciudad, stad, plaats, ville",
    "website": "site, url, web, página web, sitio web, site web",
    "hours": "opening hours, horario, horarios, openingstijden, horaire, horaires",
    "timezone": "time zone, zona horaria, huso horario, tijdzone, fuseau horaire",
    "covers": "cubre, dekt, couvre",
    "working_groups": "working group, group, groups, grupo, grupos, grupo de trabajo, "
    "grupos de trabajo, werkgroep, werkgroepen, groupe, groupes, groupe de travail, "
    "groupes de travail",
    "meetings": "meeting, reunión, reuniones, bijeenkomst, bijeenkomsten, vergadering, "
    "vergaderingen, réunion, réunions",
    "status": "estado, statut",
    "since": "desde, sinds, depuis",
    "until": "hasta, tot, jusqu'à",
    "verified": "confirmed, confirmado, bevestigd, confirmé",
    "sharing": "audience, difusión, destinatarios, verspreiding, diffusion, destinataires",
    "notes": "note, nota, notas, opmerking, opmerkingen, remarque, remarques",
    "private_notes": "notas privadas, vertrouwelijke opmerkingen, notes privées",
    "number": "número, nummer, numéro",
    "type": "tipo, soort",
    "ext": "extension, extensión, anexo, toestel, poste",
    "apps": "app",
    "date": "fecha, datum",
    "place": "lugar, plaats, lieu",
    "host": "anfitrión, gastland, gastheer, hôte",
    "purpose": "propósito, doel, objet",
    "countries": "países, landen, pays",
}
ALL_KEYS = frozenset(key for table, keys in KEYS.items() if table != "file" for key in keys)


def find_key(word: str, known: Collection[str] = ALL_KEYS) -> str:
    """Return the one of the `known` keys that a word stands for, or ""."""
    if word in known:
        return word
    return next((key for key in _index().get(fold(word), ()) if key in known), "")


@cache
def _index() -> Mapping[str, list[str]]:
    """Return folded word -> keys; each key is a word for itself."""
    index: dict[str, list[str]] = {}
    for key in sorted(ALL_KEYS):
        for word in (key, *WORDS.get(key, key).split(", ")):
            index.setdefault(fold(word), []).append(key)
    return index
