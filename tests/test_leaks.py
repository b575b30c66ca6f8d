"""No format contains a value that its audience may not have, and no other value is lost.

Each field of each model has two values. Two directories are made that differ in one field only. If
the audience may not have the field, the products are the same, byte for byte; otherwise they
differ, unless `scripts/left_out.toml` lists the field for the format.
"""

import importlib
import inspect
import pickle
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache, partial
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

import pytest

from cmcct import formats
from cmcct.check import reporters
from cmcct.editions import letter, marks, pack
from cmcct.errors.exceptions import CmcctError
from cmcct.formats import (
    changes,
    csv,
    email_lists,
    html,
    json,
    markdown,
    pdf,
    toml,
    tsv,
    vcard,
    xlsx,
)
from cmcct.formats.csv import address_books
from cmcct.formats.recognition import SUFFIXES
from cmcct.formats.shared import columns
from cmcct.formats.shared.phrases import format_hours
from cmcct.history import comparison, people
from cmcct.i18n.messages import Translator
from cmcct.model import loader
from cmcct.model.entities import Directory, Meeting
from cmcct.model.fields import ENTRY_KEYS
from cmcct.privacy import audiences, levels
from cmcct.privacy.audiences import DRAFT, AudienceView
from cmcct.privacy.levels import AUDIENCES
from cmcct.reference import vocabulary
from cmcct.reference.languages import language_name
from cmcct.search import query
from cmcct.search.query import Query
from scripts.reference import WITHOUT
from tests.conftest import ENTRY as PLAIN_ENTRY
from tests.conftest import OnTerminal, Result, Run, Write, entry, write_overlay
from tests.support.decoding import decoded, unzipped
from tests.support.pdf_texts import read_text

pytestmark = [pytest.mark.gate, pytest.mark.sweep(12)]

TODAY = date(2026, 6, 1)
ENGLISH = Translator()

# Two values of each field; no value is a part of another field's value.
ENTRY: Mapping[str, tuple[Any, Any]] = {
    **{key: (f"Qa{key}", f"Qb{key}") for key, spec in ENTRY_KEYS.items() if spec.kind == "text"},
    "id": ("qa-seat", "qb-seat"),
    "formerly": (["oldest", "qc-seat"], ["oldest", "qd-seat"]),
    "merged": (["qe-seat"], ["qf-seat"]),
    "country": ("Guyana", "Suriname"),
    "name": ("Ada Hodgson Example", "Ida Hodgson Example"),
    "honorific": ("Dr", "Prof"),
    "family_name": ("Hodgson Example", "Example"),
    "body": ("court", "coalition"),
    "role": ("technical", "observer"),
    "sectors": (["police"], ["health"]),
    "languages": (["nl"], ["pap"]),
    "website": ("https://qo.example.org", "https://qp.example.org"),
    "hours": ("Mo-Fr 08:11-16:11", "Mo-Fr 08:12-16:12"),
    "timezone": ("America/Jamaica", "America/Halifax"),
    "covers": (["Belize"], ["Panama"]),
    "working_groups": (["qq-group"], ["qr-group"]),
    "validates": (["qs-group"], ["qt-group"]),
    "meetings": (["qs-meeting"], ["qt-meeting"]),
    "status": ("vacant", "left"),
    "since": (date(2021, 1, 11), date(2021, 1, 12)),
    "until": (date(2031, 2, 11), date(2031, 2, 12)),
    "verified": (date(2022, 3, 11), date(2022, 3, 12)),
    "verified_via": ("form", "meeting"),
}
EMAIL: Mapping[str, tuple[Any, Any]] = {"address": ("qa@example.org", "qb@example.org")}
PHONE: Mapping[str, tuple[Any, Any]] = {
    "number": ("+592 609 1231", "+592 609 1232"),
    "type": ("mobile", "fax"),
    "ext": ("71", "72"),
    "apps": (["signal"], ["telegram"]),
    "hours": ("Sa 09:31-10:31", "Sa 09:32-10:32"),
    "national": (False, True),
    "tested": (date(2026, 4, 11), date(2026, 4, 12)),
    "failed": (
        {"on": date(2026, 5, 11), "why": "busy"},
        {"on": date(2026, 5, 12), "why": "busy"},
    ),
    "doubtful": (True, False),
    "no_test": (True, False),
}
HANDLE: Mapping[str, tuple[Any, Any]] = {
    "app": ("telegram", "threema"),
    "id": ("qahandle", "qbhandle"),
}
CHANNEL_VALUES = {"emails": EMAIL, "phones": PHONE, "handles": HANDLE}
_FAILURES = ("failed", "doubtful")  # only where they are tested: one says less beside the other
OVERLAY: Mapping[str, tuple[Any, Any]] = {
    "emails": (["qy@example.org"], ["qz@example.org"]),
    "phones": ([{"number": "+592 609 1233"}], [{"number": "+592 609 1235"}]),
    "handles": (
        [{"app": "threema", "id": "QYHANDLE"}],
        [{"app": "threema", "id": "QZHANDLE"}],
    ),
    "address": ("Qyaddress", "Qzaddress"),
    "private_notes": ("Qyprivate", "Qzprivate"),
}

# Key of an entry -> the list of tables that it refers to.
_TABLES = {"meetings": "meeting", "working_groups": "working_group", "validates": "working_group"}

Dump: TypeAlias = Callable[[AudienceView], str]


def _short(view: AudienceView) -> str:
    return "".join(next(vcard.list_short(point, "")) for point in view.focal_points)


def _unpacked(view: AudienceView) -> str:
    """Return the contents of a workbook, with its dates in ISO format."""
    # A text cell has an index into the texts, a date cell a number of days.
    text = re.sub(r't="s"><v>\d+</v>', "", unzipped(xlsx.dump(view, ENGLISH)))
    return re.sub(r"<v>(\d+)</v>", _day, text)


def _day(days: re.Match[str]) -> str:
    return f" {date(1899, 12, 30) + timedelta(int(days[1]))} "


def _paths() -> Iterator[str]:
    """Yield the name of each field: `notes`, `phones.ext`, `overlay.address`."""
    yield from (*ENTRY, "sharing")
    for owner, keys in CHANNEL_VALUES.items():
        yield from (f"{owner}.{key}" for key in (*keys, "sharing"))
    yield from (f"overlay.{key}" for key in OVERLAY)


PATHS = tuple(_paths())


def _left_out(name: str) -> frozenset[str]:
    return frozenset(chain.from_iterable(WITHOUT.get(name, {}).values()))


def _all_but(carried: str) -> frozenset[str]:
    return frozenset(PATHS) - frozenset(carried.split())


@dataclass(frozen=True)
class Form:
    """A call of a format, and the fields that it cannot carry."""

    module: ModuleType
    dump: Dump
    lacks: frozenset[str] = frozenset()
    # Fields whose first value is a word that the product contains anyway.
    says: frozenset[str] = frozenset()


def _form(name: str) -> Form:
    """Return a format of exports, in English."""
    module = importlib.import_module(f"{formats.__name__}.{name}")
    is_told = "translator" in inspect.signature(module.dump).parameters
    dump = partial(module.dump, translator=ENGLISH) if is_told else module.dump
    return Form(module, dump, _left_out(name))


FORMS: Mapping[str, Form] = {
    **{name: _form(name) for name in SUFFIXES},
    "csv with semicolons": Form(csv, lambda view: csv.dump(view, delimiter=";"), _left_out("csv")),
    # The coverage table has all countries of the region, and a page has a form.
    "html": Form(
        html,
        lambda view: html.dump(view, ENGLISH),
        # The secretariat's page knows whose address is never written to together with others.
        _left_out("html") - {"sharing"},
        # The page has all words of a search and the time of each country, whatever the entries say.
        frozenset(
            {"country", "covers", "verified_via", "honorific", "body", "role", "sectors"}
            | {"languages", "phones.apps", "handles.app", "status", "timezone"}
        ),
    ),
    **{
        f"csv for {program}": Form(
            address_books,
            partial(address_books.dump, translator=ENGLISH, program=program),
            _left_out("address-books"),
        )
        for program in address_books.HEADERS
    },
    "xlsx": Form(xlsx, _unpacked, _left_out("xlsx")),
    "pdf": Form(
        pdf,
        lambda view: read_text(pdf.dump(view, ENGLISH)),
        _left_out("pdf") | {"overlay.address"},
    ),
    "json list": Form(json, json.dump_entries),
    "toml": Form(toml, toml.dump),
    # Lines for a pipe have seven columns, unless others are requested.
    "tsv": Form(
        tsv,
        tsv.dump,
        _all_but(
            "id country name title organisation emails.address emails.sharing phones.number"
            " phones.ext phones.type phones.apps phones.national phones.hours phones.doubtful"
            " phones.sharing handles.app handles.id handles.sharing"
            " sharing overlay.emails overlay.phones overlay.handles"
        ),
    ),
    "tsv of all columns": Form(
        tsv,
        lambda view: tsv.dump(view, names=columns.NAMES),
        _left_out("csv")
        - {"emails.sharing", "handles.sharing", "phones.hours"}
        - {"phones.tested", "phones.failed", "phones.doubtful", "phones.no_test"},
    ),
    "vcard 4.0": Form(vcard, lambda view: vcard.dump(view, version="4.0"), _left_out("vcard")),
    "vcards apart": Form(
        vcard,
        lambda view: "".join(card for _, card in vcard.iter_cards(view)),
        _left_out("vcard"),
    ),
    "vcards and groups": Form(
        vcard,
        lambda view: vcard.dump(view, version="4.0", groups="kind"),
        _left_out("vcard") - {"meetings"},  # a group is named by its meeting
    ),
    # The preferred address of a seat, with its name.
    "emails": Form(email_lists, email_lists.dump, _all_but("name emails.address")),
    "emails as csv": Form(
        email_lists,
        lambda view: email_lists.dump(view, output_format="csv"),
        _all_but("name country emails.address"),
    ),
    "emails for mutt": Form(
        email_lists,
        lambda view: email_lists.dump(view, output_format="mutt"),
        _all_but("name title organisation country emails.address overlay.emails"),
    ),
    # The content of a QR code: the name, the country, and one number that is no fax.
    "short vcard": Form(
        vcard,
        _short,
        _all_but(
            "name honorific family_name organisation unit country emails.address phones.number"
            " phones.ext phones.type phones.national"
        ),
    ),
}


class Sample(Directory):
    """A directory that equals only itself: a key of the products that are made of it."""

    __eq__ = object.__eq__
    __hash__ = object.__hash__


@dataclass(frozen=True)
class Case:
    """Two directories that differ in one field, and the widest audience that may have it."""

    path: str
    needs: str
    before: Sample
    after: Sample
    # An audience that is left out: for it, the channel itself comes or goes.
    skipped: str = ""


@cache
def _cases(path: str) -> tuple[Case, ...]:
    owner, _, key = path.rpartition(".")
    if key == "sharing":
        narrower = AUDIENCES[1:]
        entries = [
            _entry("public", owner, {"sharing": level}) if owner else _entry(level)
            for level in narrower
        ]
        return (Case(path, narrower[0], *_two(entries), skipped=narrower[0]),)
    return tuple(case for level in AUDIENCES for case in _cases_of(path, owner, key, level))


def _cases_of(path: str, owner: str, key: str, level: str) -> Iterator[Case]:
    """Yield the cases of a field, for entries shared with `level`."""
    if owner == "overlay":
        before, after = (_directory(_entry(level), {key: value}) for value in OVERLAY[key])
        yield Case(path, "secretariat", before, after)
    elif owner:
        values = CHANNEL_VALUES[owner][key]
        for own in AUDIENCES[AUDIENCES.index(level) :]:
            channels = [{key: value, "sharing": own} for value in values]
            needs = "secretariat" if key == "failed" else own
            yield Case(path, needs, *_two([_entry(level, owner, channel) for channel in channels]))
    else:
        needs = "secretariat" if key == "private_notes" else level
        yield Case(path, needs, *_two([_entry(level) | {key: value} for value in ENTRY[key]]))


def _two(entries: Iterable[Mapping[str, Any]]) -> tuple[Sample, Sample]:
    before, after = map(_directory, entries)
    return before, after


def _entry(
    sharing: str, owner: str = "", channel: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return an entry as in a file; `channel` changes one of the channels in `owner`."""
    first = {key: values[0] for key, values in ENTRY.items()}
    email = {key: values[0] for key, values in EMAIL.items()}
    phone = {key: values[0] for key, values in PHONE.items() if key not in (*_FAILURES, "no_test")}
    handle = {key: values[0] for key, values in HANDLE.items()}
    changed = {owner: dict(channel or {})}
    return first | {
        "sharing": sharing,
        "emails": [email | changed.get("emails", {}), "other@example.org"],
        "phones": [phone | changed.get("phones", {}), "+592 609 1239"],
        "handles": [handle | changed.get("handles", {}), {"app": "threema", "id": "QOHANDLE"}],
    }


_SAMPLES: dict[str, Sample] = {}  # source -> its directory


def _directory(entry: Mapping[str, Any], part: Mapping[str, Any] | None = None) -> Sample:
    """Read an entry and its part of the private overlay, as from files; each pair once."""
    source = repr((entry, part))
    if source not in _SAMPLES:
        _SAMPLES[source] = Sample(**vars(_read(entry, part or {})))
    return _SAMPLES[source]


def _read(entry: Mapping[str, Any], part: Mapping[str, Any]) -> Directory:
    named: dict[str, list[Any]] = {}
    for key, table in _TABLES.items():
        records = [{"id": id_, "sharing": "public"} for ids in ENTRY[key] for id_ in ids]
        named.setdefault(table, []).extend(records)
    read = loader.parse_directory(
        {"directory": {"name": "Qdirectory"}, "focal_point": [entry], **named}
    )
    overlay = loader.parse_overlay({"focal_point": [{"id": entry["id"], **part}]})
    assert (read.findings, overlay.findings) == ((), ())
    parts = [record.value for record in overlay.tables["focal_point"]]
    return loader.merge_overlay(read.directory, parts)


def _extracts(directory: Directory, audience: str) -> Iterator[AudienceView]:
    """Yield an audience's views, as `show` and as `search` and `export` make them."""
    yield audiences.view_for(directory, directory.focal_points, audience)
    selection = Query(status=("all",), country=("Guyana", "Suriname"))
    yield query.search(directory, selection, audience, TODAY)


@cache
def _pickled(directory: Sample, audience: str) -> tuple[bytes, ...]:
    """Return an audience's views as bytes: keys of the products that are made of them."""
    return tuple(map(pickle.dumps, _extracts(directory, audience)))


@lru_cache(maxsize=128)
def _product(name: str, view: bytes) -> str:
    return FORMS[name].dump(pickle.loads(view))  # noqa: S301 - our own


def _products(name: str, directory: Sample, audience: str) -> tuple[str, ...]:
    """Return a format's products of an audience's views; of equal views, one product."""
    return tuple(_product(name, view) for view in _pickled(directory, audience))


def test_fields_that_formats_leave_out_exist() -> None:
    assert {key for name in WITHOUT for key in _left_out(name)} <= set(PATHS)


@pytest.mark.sweep(len(PATHS) * len(FORMS))  # all: a leak that is not drawn stays unseen
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("name", [name for name in FORMS if name != "pdf"])
def test_product_depends_on_field_if_permitted(name: str, path: str) -> None:
    _refuse_leaks(name, path)


@pytest.mark.parametrize("path", PATHS)
def test_pdf_depends_on_field_if_permitted(path: str) -> None:
    _refuse_leaks("pdf", path)  # drawn: it takes as long as all other formats


def _refuse_leaks(name: str, path: str) -> None:
    form = FORMS[name]
    for case in _cases(path):
        for audience in AUDIENCES:
            if audience == case.skipped:
                continue
            may_tell = levels.may_see(audience, case.needs) and path not in form.lacks
            both = (_products(name, one, audience) for one in (case.before, case.after))
            for before, after in zip(*both, strict=True):
                assert (before != after) == may_tell, (case.needs, audience)


# All that the participants annex of a meeting has of an entry.
IN_ANNEX = frozenset({"country", "name", "honorific", "title", "organisation", "unit"})


@lru_cache(maxsize=64)  # most cases have the same first directory
def _annexes(directory: Sample, audience: str) -> tuple[str, ...]:
    """Return the annex of a meeting that all entries attended, in each format."""
    meeting = Meeting(id="m", date=date(2024, 1, 3), sharing="public")
    active = {"meetings": ("m",), "status": "active", "since": None, "until": None}
    points = tuple(point.model_copy(update=active) for point in directory.focal_points)
    attended = replace(directory, meetings=(meeting,), focal_points=points)
    found = people.list_participants(Path("x.toml"), attended, meeting, audience, TODAY)
    return (
        markdown.dump_annex(found, ENGLISH),
        unzipped(xlsx.dump_annex(found, ENGLISH)),
        read_text(pdf.dump_annex(found, ENGLISH)),
    )


@pytest.mark.parametrize("path", PATHS)
def test_annex_depends_on_seat_and_person_alone(path: str) -> None:
    for case in _cases(path):
        for audience in AUDIENCES:
            if audience == case.skipped:
                continue
            may_tell = levels.may_see(audience, case.needs) and path in IN_ANNEX
            both = (_annexes(one, audience) for one in (case.before, case.after))
            for before, after in zip(*both, strict=True):
                assert (before != after) == may_tell, (case.needs, audience)


def _readme(view: AudienceView) -> str:
    """Return the texts about a list in its pack, with the mark of its content."""
    contents = pack.complete({}, marks.mark_content(view, DRAFT), ENGLISH)
    return "".join(data.decode() for data in contents.values())


@pytest.mark.parametrize("path", PATHS)
def test_content_mark_depends_on_field_if_permitted(path: str) -> None:
    for case in _cases(path):
        for audience in AUDIENCES:
            if audience == case.skipped:
                continue
            sides = (_extracts(case.before, audience), _extracts(case.after, audience))
            for before, after in zip(*sides, strict=True):
                may_tell = levels.may_see(audience, case.needs)
                assert (_readme(before) != _readme(after)) == may_tell, (case.needs, audience)


def _hand_outs(before: Directory, after: Directory, audience: str) -> str:
    """Return what goes with an edition: the note of changes, and the covering letter."""
    diff = comparison.compare_for(before, after, audience)
    view = query.search(after, Query(), audience, TODAY)
    template = letter.read_built_in("edition", ENGLISH.lang)
    text = letter.format_letter(template, view, diff, "2025-1", ENGLISH)
    return text + changes.format_markdown(diff, ENGLISH)


# A type or `sharing` is not a text that is unique to the field.
READABLE = [path for path in PATHS if not path.endswith(("sharing", "type", "doubtful", "no_test"))]


# What the note of changes has of a new entry.
IN_NOTE = frozenset(
    {"name", "title", "organisation", "unit", "emails.address", "phones.number", "handles.id"}
)


@pytest.mark.parametrize("path", READABLE)
def test_letter_and_note_have_field_only_if_permitted(path: str) -> None:
    for case in _cases(path):
        empty = replace(case.before, focal_points=())
        for audience in AUDIENCES:
            may_tell = levels.may_see(audience, case.needs)
            joined = _hand_outs(empty, case.before, audience)
            assert not may_tell or path not in IN_NOTE or _says(joined, path)
            changed = (_hand_outs(case.before, case.after, audience), joined)
            left = (
                _hand_outs(case.after, case.before, audience),
                _hand_outs(case.before, empty, audience),
            )
            assert may_tell or not [text for text in changed + left if _says(text, path)]


@pytest.mark.sweep
@pytest.mark.parametrize("path", READABLE)
@pytest.mark.parametrize("name", FORMS)
def test_value_is_readable_in_product_if_permitted(name: str, path: str) -> None:
    form = FORMS[name]
    for case in _cases(path):
        for audience in AUDIENCES:
            (text, _) = _products(name, case.before, audience)
            if not levels.may_see(audience, case.needs):
                assert path in form.says or not _says(text, path)
            elif path not in form.lacks:
                assert _says(text, path)


def _says(text: str, path: str) -> bool:
    """Return whether the first value of a field is in a product, in any notation."""
    forms = "|".join(map(re.escape, _forms(path)))
    return bool(re.search(rf"(?<!\w)(?:{forms})(?!\w)", _readable(text), re.IGNORECASE))


@lru_cache(maxsize=64)
def _readable(text: str) -> str:
    return "\n".join((text, *decoded(text)))


# Other notations of a first value.
_OTHERWISE = {
    "name": ["Ada,,Hodgson Example"],  # in Google's columns
    "languages": [language_name("nl")],
    "timezone": ["-05:00", "UTC\u22125"],
}


def _forms(path: str) -> list[str]:
    """Return the notations of a field's first value."""
    owner, _, key = path.rpartition(".")
    tables = {"": ENTRY, **CHANNEL_VALUES, "overlay": OVERLAY}
    value = tables[owner][key][0]
    (first, *_) = value[-1:] if isinstance(value, list) else [value]
    first = first["on"] if key == "failed" else first
    if key in {"body", "role", "sectors", "status"}:
        facet = key.removesuffix("s") if key == "sectors" else key
        return [first, vocabulary.get_term(facet, first).label()]
    first = first["id"] if path == "overlay.handles" else first
    if key in {"number", "phones"}:
        number = first["number"] if isinstance(first, dict) else first
        return [number, number.replace(" ", "")]
    if key == "hours":
        return [first, format_hours(first, ENGLISH)]
    if path == "phones.national":
        return _forms("phones.number")
    if isinstance(first, date):
        return [str(first), ENGLISH.format_date(first)]
    return [str(first), *_OTHERWISE.get(path, ())]


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize(
    "path", ["emails.address", "phones.number", "handles.id", "private_notes", "notes"]
)
def test_search_for_withheld_value_finds_nothing(path: str, audience: str) -> None:
    for case in _cases(path):
        term = _forms(path)[0]
        selection = Query(terms=(term,), status=("all",))
        given = query.search(case.before, selection, audience, TODAY).focal_points
        may_find = levels.may_see(audience, case.needs) and path != "private_notes"
        assert bool(given) == may_find


def test_private_address_replaces_other_in_secret_list() -> None:
    directory = _directory(_entry("public"), {"address": "Qyaddress"})
    addresses = [
        point.address
        for audience in AUDIENCES
        for view in _extracts(directory, audience)
        for point in view.focal_points
    ]
    assert addresses == ["Qaaddress"] * 4 + ["Qyaddress"] * 2


# A meeting and a working group with words that are nowhere else.
MEETING: Mapping[str, Any] = {
    "id": "qq-meeting",
    "name": "Qqmeeting",
    "date": date(2024, 5, 17),
    "place": "Qqplace",
    "host": "Panama",
}
GROUP: Mapping[str, Any] = {
    "id": "qq-group",
    "name": "Qqgroup",
    "purpose": "Qqpurpose",
    "countries": ["Panama"],
}
WORDS = re.compile("qq-?(meeting|group|place|purpose)|2024-05|17 May", re.IGNORECASE)


def _with_records(level: str | None, *, is_named: bool) -> Directory:
    """Return a public entry that names a meeting and a group with this `sharing`."""
    records = {"meeting": MEETING, "working_group": GROUP} if level else {}
    entry = {key: value for key, value in _entry("public").items() if key not in _TABLES}
    if is_named:
        entry |= {key: [records[table]["id"]] for key, table in _TABLES.items() if records}
    tables = {table: [{**record, "sharing": level}] for table, record in records.items()}
    read = loader.parse_directory(
        {"directory": {"name": "Qdirectory"}, "focal_point": [entry], **tables}
    )
    assert read.findings == ()
    return read.directory


@pytest.mark.parametrize("name", FORMS)
def test_meetings_and_groups_reach_only_their_audience(name: str) -> None:
    form = FORMS[name]
    tells = not {"meetings", "working_groups"} <= form.lacks
    for level in AUDIENCES:
        for audience in AUDIENCES:
            both = zip(
                _extracts(_with_records(level, is_named=True), audience),
                _extracts(_with_records(None, is_named=False), audience),
                strict=True,
            )
            may_tell = levels.may_see(audience, level) and tells
            for given, bare in both:
                text = form.dump(given)
                assert (text != form.dump(bare)) == may_tell, (level, audience)
                assert bool(WORDS.search(_readable(text))) == may_tell, (level, audience)


@pytest.mark.parametrize("name", FORMS)
def test_a_meeting_that_no_entry_has_is_not_listed(name: str) -> None:
    form = FORMS[name]
    for audience in AUDIENCES:
        both = zip(
            _extracts(_with_records("public", is_named=False), audience),
            _extracts(_with_records(None, is_named=False), audience),
            strict=True,
        )
        for given, bare in both:
            assert form.dump(given) == form.dump(bare), audience


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("level", AUDIENCES)
@pytest.mark.parametrize(
    ("option", "id_"),
    [("meeting", "qq-meeting"), ("group", "qq-group"), ("validates", "qq-group")],
)
def test_withheld_meeting_is_selected_like_unknown_one(
    option: str, id_: str, level: str, audience: str
) -> None:
    asked: dict[str, Any] = {option: (id_,)}
    selection = Query(status=("all",), **asked)

    def answer(level: str | None) -> Any:
        directory = _with_records(level, is_named=True)
        try:
            return query.search(directory, selection, audience, TODAY).focal_points
        except CmcctError as error:
            return error.message, error.hint

    may_find = levels.may_see(audience, level)
    assert (answer(level) == answer(None)) != may_find
    assert may_find or id_ not in str(answer(level)).replace(f"'{id_}'", "")


# A private overlay: none of its words may be in the output.
PRIVATE = """
[[focal_point]]
id = "gy-ctu"
emails = ["qyqprivate@example.org"]
phones = ["+592 609 1277"]
address = "Qyqaddress"
private_notes = "Qyqnotes"
"""
SECRETS = re.compile("qyq|609 ?1277", re.IGNORECASE)
_ASKED = [
    *(f"search --format {form}" for form in ("table", "tsv", "csv", "json", "ids")),
    "search --columns id,email,mobile_phone,office_phone,address,private_notes",
    *("search 6091277", "search qyqprivate", "search --header guyana"),
    *(f"show gy-ctu --format {form}" for form in ("card", "json", "toml", "vcard")),
    "show gy-ctu --qr",
    *(f"list {kind}" for kind in ("countries", "sectors", "groups", "meetings", "languages")),
    "duplicates",
    *(f"emails --format {form}" for form in ("plain", "outlook", "mutt", "csv")),
    *(f"export {form}" for form in SUFFIXES),
    "export csv --dialect google",
]
# These print nothing private for any audience.
_BARE = re.compile("list|emails|--format ids|^duplicates")


@pytest.fixture
def both(write: Write) -> tuple[Path, Path]:
    """Write a directory of two seats, and a private overlay for one of them."""
    other = entry(id='"gy-labour"', name='"Bo Example"', emails='["bo@example.org"]')
    path = write(f"{PLAIN_ENTRY}verified = 2026-03-02\n{other}verified = 2026-03-02\n")
    return path, write_overlay(path, PRIVATE)


@pytest.mark.parametrize("audience", [None, *AUDIENCES])
@pytest.mark.parametrize("command", _ASKED)
def test_no_pipe_has_the_private_file_unasked(
    run: Run, both: tuple[Path, Path], command: str, audience: str | None
) -> None:
    path, overlay = both
    option = ["--audience", audience] if audience else []
    name, *words = command.split()
    target = path.with_name(f"list{SUFFIXES[words[0]][0]}" if name == "export" else "none")
    # A workbook and a PDF are no text.
    option += ["-o", str(target), "--force"] if name == "export" else []

    def products() -> tuple[Result, bytes]:
        result = run(*command.split(), *option, "--directory", path)
        return result, target.read_bytes() if target.exists() else result.out.encode()

    with_it, product = products()
    overlay.unlink()
    without, other = products()
    if audience != "secretariat":
        assert (with_it.code, product) == (without.code, other)
        # A search term is the user's own.
        assert not SECRETS.search(with_it.err.replace(command.rsplit(maxsplit=1)[-1], ""))
    elif not _BARE.search(command):
        assert product != other


LEFT_OUT = "private channels are left out: use --audience secretariat to include them\n"


@pytest.mark.parametrize(
    ("command", "is_told"),
    [
        ("search gy-ctu", True),
        ("search Ada", True),
        ("search Bo", False),
        ("search Ada --format ids", False),
        ("search Ada --columns id,country", False),
        ("search Ada --columns id,fax", True),
        ("search Ada --format csv", False),
        ("search Ada --audience network", False),
        ("search Ada --audience secretariat", False),
        ("search 6091277", True),
        ("show gy-ctu", True),
        ("show gy-labour", False),
        ("show gy-ctu --format toml", True),
        ("show gy-ctu --format vcard", False),
        ("show gy-ctu --audience secretariat", False),
        ("duplicates", True),
        ("duplicates --audience network", False),
        ("list countries", False),
    ],
)
def test_pipe_is_told_once_of_omitted_private_channels(
    run: Run, both: tuple[Path, Path], command: str, *, is_told: bool
) -> None:
    assert run(*command.split(), "--directory", both[0]).err.count(LEFT_OUT) == is_told


FAULTY = (
    PRIVATE.replace("vate@", "vate@@")
    + """
[[focal_point]]
id = "gy-labour"
name = "Qyqname"
phones = ["+592 609 1277", "+592 609 127"]
"""
)
_FAULTS = [
    *(f"check --format {form}" for form in reporters.FORMATS),
    "check directory.private.toml",
]


@pytest.mark.parametrize("command", [*_FAULTS, "set gy-ctu --private --add emails=a@@b"])
def test_no_finding_in_a_pipe_repeats_the_private_file(
    run: Run, both: tuple[Path, Path], command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, overlay = both
    write_overlay(path, FAULTY)
    monkeypatch.chdir(path.parent)
    found = run(*command.split())
    assert overlay.name in found.out + found.err
    assert not SECRETS.search(found.out + found.err)


def test_a_terminal_shows_the_lines_of_findings(
    terminal: OnTerminal, both: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_overlay(both[0], FAULTY)
    monkeypatch.chdir(both[0].parent)
    assert {"qyq", "Qyq"} <= {*SECRETS.findall(terminal("check").out)}
    assert "@@b" in terminal("set", "gy-ctu", "--private", "--add", "emails=a@@b").out


def test_findings_of_the_directory_are_whole_in_a_pipe(run: Run, both: tuple[Path, Path]) -> None:
    path, _ = both
    write_overlay(path, FAULTY)
    path.write_text(path.read_text().replace("bo@", "bo@@"), encoding="utf-8")
    for form, whole in (("full", "bo@@example.org"), ("concise", "gy-labour")):
        assert whole in run("check", "--format", form, "--directory", path).out


@pytest.mark.parametrize(
    "command",
    ["retire gy-ctu", "remove gy-ctu", "rename gy-ctu gy-new", "set gy-ctu --private address=Qyq1"],
)
def test_no_dry_run_in_a_pipe_shows_the_private_file(
    run: Run, terminal: OnTerminal, both: tuple[Path, Path], command: str
) -> None:
    path, overlay = both
    words: list[str | Path] = [*command.split(), "--dry-run", "--directory", path]
    shown = run(*words)
    assert not SECRETS.search(shown.out + shown.err)
    assert overlay.name in shown.out
    assert SECRETS.search(terminal(*words).out)


@pytest.mark.parametrize("command", ["search Ada", "show gy-ctu", "duplicates"])
def test_pipe_is_told_of_unjoined_part(run: Run, both: tuple[Path, Path], command: str) -> None:
    write_overlay(both[0], PRIVATE.replace("emails", 'name = "Qyqname"\nemails'))
    messages = run(*command.split(), "--directory", both[0]).err
    assert "the private file has another name than the entry: 'gy-ctu'" in messages
    assert not SECRETS.search(messages)
    limited = run(*command.split(), "--audience", "network", "--directory", both[0]).err
    assert "another person" not in limited


@pytest.mark.parametrize("command", ["search Ada", "show gy-ctu", "show gy-ctu --format toml"])
def test_a_terminal_shows_the_private_file(
    terminal: OnTerminal, both: tuple[Path, Path], command: str
) -> None:
    shown = terminal(*command.split(), "--directory", both[0]).out
    assert SECRETS.search(shown)
    assert LEFT_OUT.strip() not in shown


def test_the_private_file_is_a_comment_in_toml(run: Run, both: tuple[Path, Path]) -> None:
    command = ("show", "gy-ctu", "--format", "toml", "--directory", both[0])
    shown = run(*command, "--audience", "secretariat").out
    own = run(*command).out
    comment = shown.removeprefix(own)
    assert shown.startswith(own)
    assert not SECRETS.search(own)
    assert comment == "# directory.private.toml\n#" + PRIVATE.strip().replace("\n", "\n# ").join(
        (" ", "\n")
    )
    (part,) = tomllib.loads(comment.replace("# ", "").partition("\n")[2])["focal_point"]
    assert part["phones"] == ["+592 609 1277"]


@pytest.mark.parametrize("form", SUFFIXES)
def test_only_secretariat_list_heeds_private_file(
    run: Run, both: tuple[Path, Path], form: str
) -> None:
    path, overlay = both
    overlay.write_text("= broken", encoding="utf-8")
    command = ("export", form, "--directory", path, "-o", path.with_name("list"))
    assert run(*command).code == 0
    refused = run(*command, "--audience", "secretariat")
    assert refused.code == 2
    assert "directory.private.toml" in refused.err
