"""JSON and TOML keep what a text cannot say."""

import json
import tomllib

from tests.conftest import Run, Write
from tests.support.cli_samples import ADA


def test_secret_number_of_an_object_stays_secret(run: Run, write: Write) -> None:
    path = write(ADA)
    secret = {"number": "+592 609 1277", "type": "mobile", "sharing": "secretariat"}
    entry = {
        "country": "Guyana",
        "name": "Cato Voorbeeld",
        "organisation": "Another Example Office",
        "sectors": ["health"],
        "phones": [secret],
    }
    given = path.parent / "people.json"
    given.write_text(json.dumps([entry]), encoding="utf-8")
    assert run("import", given, "--directory", path).code == 0
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["focal_point"]
    (added,) = (one for one in entries if one.get("name") == "Cato Voorbeeld")
    assert added["phones"] == [secret]
