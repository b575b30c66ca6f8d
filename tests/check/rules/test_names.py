"""Rules about the spelling of a person's name and the family name."""

from tests.support.cases import each
from tests.support.check_samples import entry, error, findings, warning

# The family name


@each(
    ("changes", "hint"),
    [
        ({"family_name": '"Exampel"'}, 'write family_name="Example"'),
        (
            {"name": '"Ada María Example Pérez"', "family_name": '"example perez"'},
            'write family_name="Example Pérez"',
        ),
        (
            {"family_name": '"Xyzzy"'},
            'write the family-name part of "Ada Example", for example family_name="Example"',
        ),
        (
            {"family_name": '"Xyzzy"', "name": '"K. Example"'},
            'write the family-name part of "K. Example", for example family_name="Example"',
        ),
        (
            {"family_name": '"Example"', "name": None, "status": '"vacant"'},
            "remove the family name, or add the name",
        ),
    ],
)
def test_a_family_name_is_a_part_of_the_name(changes: dict[str, str | None], hint: str) -> None:
    message = "the family name is not part of the name"
    finding = error("family-name-not-in-name", ("family_name",), message, hint)
    assert findings(entry(**changes)) == [finding]


def test_very_long_name_is_checked_by_its_first_words() -> None:
    name = "Ada " * 1000 + "Example"
    (finding,) = findings(entry(name=f'"{name}"', family_name='"Exampel"'))
    example = 'family_name="Ada Example"'
    assert finding.hint == f'write the family-name part of "{name}", for example {example}'


@each(
    ("name", "two", "one"),
    [
        ("Ana Example Pérez", "Example Pérez", "Pérez"),
        ("Ana  María Example Pérez", "Example Pérez", "Pérez"),
        ("Jan van Voorbeeld", "van Voorbeeld", "Voorbeeld"),
    ],
)
def test_name_of_three_words_needs_family_name(name: str, two: str, one: str) -> None:
    message = "which part is the family name?"
    hint = f'add family_name = "{two}" or family_name = "{one}", or run: cmcct set gy-ctu '
    hint += 'family_name="…"'
    finding = warning("family-name-unclear", ("name",), message, hint)
    assert findings(entry(name=f'"{name}"')) == [finding]
    assert findings(entry(name=f'"{name}"', family_name=f'"{one}"')) == []


@each(
    "changes",
    [
        {"name": '"Ada Example-Pérez"'},
        {"name": '"Example"', "family_name": '"Example"'},
        {"name": '"Ministry Night Desk"', "role": '"duty-desk"'},
    ],
)
def test_unambiguous_name_needs_no_family_name(changes: dict[str, str]) -> None:
    assert findings(entry(**changes)) == []


def test_combining_accent_equals_composed_accent() -> None:
    text = entry(name='"José Pérez Gómez"', family_name='"Pe\\u0301rez Go\\u0301mez"')
    assert findings(text) == []


def test_comma_is_reported_before_unclear_family_name() -> None:
    found = findings(entry(name='"Example Pérez, Ada"'))
    assert [finding.code for finding in found] == ["comma-in-name"]


# Honorifics


@each(
    ("written", "honorific", "name"),
    [
        ("Dr Ada Example", "Dr", "Ada Example"),
        ("dr. Ada Example", "dr.", "Ada Example"),
        ("Dra. Example", "Dra.", "Example"),
        ("Prof. Dr. Ada Example", "Prof. Dr.", "Ada Example"),
        ("The Hon. Ada Example", "The Hon.", "Ada Example"),
        ("Rt. Hon. Ada Example", "Rt. Hon.", "Ada Example"),
        ("H.E. Ada Example", "H.E.", "Ada Example"),
        ("Lt. Col. Ada Example", "Lt. Col.", "Ada Example"),
        ("MRS Ada Example", "MRS", "Ada Example"),
        ("Mr.  drs. Wim  Voorbeeld", "Mr. drs.", "Wim Voorbeeld"),
        ("Dr.Ada Example", "Dr.", "Ada Example"),
        ("DR. ADA EXAMPLE", "DR.", "ADA EXAMPLE"),
        ("Ir. Wim Voorbeeld", "Ir.", "Wim Voorbeeld"),
        ("Srta. Ana Ejemplo", "Srta.", "Ana Ejemplo"),
        ("Mme Exemple", "Mme", "Exemple"),
        ("Insp. Example", "Insp.", "Example"),
        ("Inspector Ada Example", "Inspector", "Ada Example"),
        ("Señora Ana Ejemplo", "Señora", "Ana Ejemplo"),
        ("Capitaine Luc Exemple", "Capitaine", "Luc Exemple"),
    ],
)
def test_an_honorific_has_a_key_of_its_own(written: str, honorific: str, name: str) -> None:
    hint = f'write honorific = "{honorific}" and name = "{name}"'
    finding = warning("honorific-in-name", ("name",), "the name contains an honorific", hint)
    assert findings(entry(name=f'"{written}"')) == [finding]


def test_given_honorific_is_not_proposed_again() -> None:
    (finding,) = findings(entry(name='"Dr Ada Example"', honorific='"Dr"'))
    assert finding.hint == 'write name = "Ada Example"'


@each("written", ["M. Luc Exemple", "Me Luc Exemple", "M. Exemple"])
def test_some_honorifics_are_sure_in_french_only(written: str) -> None:
    french = findings(entry(country='"Martinique"', name=f'"{written}"', family_name='"Exemple"'))
    assert [finding.code for finding in french] == ["honorific-in-name"]
    assert findings(entry(name=f'"{written}"', family_name='"Exemple"')) == []


@each(
    "name",
    [
        "Don Example",
        "Major Example",
        "Pastor Ejemplo",
        "Lady Ejemplo",
        "Gen Example",
        "Col Example",
        "DR Example",
        "MS Example",
        "M Exemple",
        "M. J. Exemple",
        "M.-L. Exemple",
        "M.Exemple",
        "Drew Example",
        "Irma Example",
        "Inspector General",
        "Sergeant",
        "Dr",
        "Captain of the Port",
        "The Example",
        "The Ada Example",
        "Ada Dr Example",
    ],
)
def test_possible_name_or_initials_are_no_honorific(name: str) -> None:
    found = findings(entry(name=f'"{name}"', country='"Martinique"', family_name=f'"{name}"'))
    assert found == []


@each(
    "changes",
    [{"role": '"duty-desk"'}, {"name": "5"}, {"role": '"desk"'}, {"status": '"gone"'}],
)
def test_name_of_no_person_may_have_any_form(changes: dict[str, str]) -> None:
    for name in ("Capt. of the Port", "NIGHT DESK", "Night, Georgetown"):
        found = findings(entry(**{"name": f'"{name}"', **changes}))
        assert not {finding.code for finding in found} & {
            "honorific-in-name",
            "name-in-capitals",
            "comma-in-name",
        }


# Capitals


@each(
    ("written", "usual"),
    [
        ("ADA EXAMPLE", "Ada Example"),
        ("JEAN-LUC O'EXEMPLE", "Jean-Luc O'Exemple"),
        ("ANA DE LA EJEMPLO", "Ana de la Ejemplo"),
        ("IAN MCEXAMPLE III", "Ian McExample III"),
        ("JOSE\\u0301 EJEMPLO", "José Ejemplo"),
        ("A. B. LEE", "A. B. Lee"),
        ("DE EJEMPLO", "De Ejemplo"),
        ("EXAMPLE-ADA", "Example-Ada"),
    ],
)
def test_capital_name_is_proposed_in_usual_case(written: str, usual: str) -> None:
    hint = f'write name = "{usual}" if the person spells it this way'
    finding = warning("name-in-capitals", ("name",), "the name is written in capitals", hint)
    found = findings(entry(name=f'"{written}"'))
    assert [f for f in found if f.code != "family-name-unclear"] == [finding]


def test_capital_family_name_is_proposed_with_name() -> None:
    (finding,) = findings(entry(name='"WIM VAN DER VOORBEELD"', family_name='"VAN DER VOORBEELD"'))
    assert finding.hint == (
        'write name = "Wim van der Voorbeeld" and family_name = "van der Voorbeeld" if '
        "the person spells it this way"
    )


@each("name", ["ADA", "A. B.", "AJ", "Ada EXAMPLE", "艾达 例子", "12 34"])
def test_possible_initials_or_acronym_are_left_alone(name: str) -> None:
    assert findings(entry(name=f'"{name}"')) == []


# Commas


@each(
    ("written", "hint"),
    [
        (
            "Example, Ada",
            'write name = "Ada Example" and family_name = "Example" if this is one person',
        ),
        (
            "van  X ,Wim",
            'write name = "Wim van X" and family_name = "van X" if this is one person',
        ),
        ("Ada Example, Ph.D.", 'write name = "Ada Example" and move the rest to title'),
        ("Ada Example, LL.B., MBA", 'write name = "Ada Example" and move the rest to title'),
        ("Ada Example, Jr.", 'write name = "Ada Example" and move the rest to title'),
        ("Example, Ada, B.", "write the given names first, without a comma"),
        ("Ada Example,", "write the given names first, without a comma"),
        (", Ada", "write the given names first, without a comma"),
        (",", "write the given names first, without a comma"),
    ],
)
def test_a_name_has_no_comma(written: str, hint: str) -> None:
    finding = warning("comma-in-name", ("name",), "the name contains a comma", hint)
    assert findings(entry(name=f'"{written}"')) == [finding]


@each("name", ["EXAMPLE, ADA", "Dr Example, Ada", "DR. EXAMPLE, ADA"])
def test_a_comma_is_told_before_all_else_of_a_name(name: str) -> None:
    found = findings(entry(name=f'"{name}"'))
    assert [finding.code for finding in found] == ["comma-in-name"]


# Vacant seats


def test_vacant_seat_has_no_name() -> None:
    message = "a vacant seat must not have a name"
    hint = 'remove the name, or write status = "active" or "left"'
    finding = warning("vacant-with-name", ("name",), message, hint)
    assert findings(entry(status='"vacant"')) == [finding]
    assert findings(entry(status='"vacant"', name=None)) == []
    assert findings(entry(status='"left"')) == []
