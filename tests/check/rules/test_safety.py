"""Rules that protect the people in the directory."""

from cmcct.diagnostics import KeyPath
from tests.support.cases import each
from tests.support.check_samples import entry, error, findings


@each(
    ("changes", "path", "wide", "strict"),
    [
        (
            {"emails": '[{ address = "ctu@example.org", sharing = "public" }]'},
            ("emails", 0, "sharing"),
            "public",
            "network",
        ),
        (
            {
                "sharing": '"secretariat"',
                "phones": '["+592 220 1234", { number = "+592 220 1236", sharing = "network" }]',
            },
            ("phones", 1, "sharing"),
            "network",
            "secretariat",
        ),
    ],
)
def test_channel_shared_wider_than_entry_is_error(
    changes: dict[str, str], path: KeyPath, wide: str, strict: str
) -> None:
    message = f"shared with {wide}, wider than its entry ({strict})"
    hint = f'remove the key, or write "{strict}"'
    assert findings(entry(**changes)) == [error("sharing-too-wide", path, message, hint)]


@each("sharing", ["public", "network", "secretariat"])
def test_channel_may_be_shared_as_entry_or_stricter(sharing: str) -> None:
    emails = f'[{{ address = "a@example.org", sharing = "{sharing}" }}]'
    assert findings(entry(sharing='"public"', emails=emails)) == []


def test_a_shelter_never_has_an_address() -> None:
    shelter = {"sectors": '["police", "shelter"]'}
    assert findings(entry(**shelter)) == []
    message = "shelters must not have an address or a username"
    hint = (
        "remove it; if it was saved, tell the maintainer of the file: older versions contain it too"
    )
    finding = error("shelter-address", ("address",), message, hint)
    assert findings(entry(**shelter, address='"6 Example Dam"')) == [finding]
