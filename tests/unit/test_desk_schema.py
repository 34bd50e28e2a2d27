"""The published JSON schema of the answer, held against real answers."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from importlib import resources
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from desk.cli import EXIT_DONE, main
from wizard import SCHEMA, diagnose
from wizard.catalog import KINDS, RENEWALS, Knowledge

ANSWERS = (None, "andere", "unbekannt", "ebay")


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    text = resources.files("wizard").joinpath("diagnosis.schema.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


def test_the_schema_is_one_and_of_the_version_that_answers_name(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)
    assert schema["properties"]["schema"]["const"] == SCHEMA


def test_it_lists_exactly_the_kinds_and_answers_of_the_knowledge(schema: dict[str, Any]) -> None:
    finding = schema["properties"]["findings"]["items"]["properties"]
    assert set(finding["kind"]["enum"]) == set(KINDS)
    assert set(finding["renew"]["enum"]) == set(RENEWALS)


@pytest.mark.parametrize("marketplace", ANSWERS)
def test_the_answer_to_every_example_conforms(
    schema: dict[str, Any], knowledge: Knowledge, marketplace: str | None
) -> None:
    validator = Draft202012Validator(schema)
    texts = ["", "Guten Tag", "💥 Fehler " * 50]
    texts += [
        finding.examples[0].text for finding in knowledge.findings.values() if finding.examples
    ]
    for text in texts:
        answer = diagnose(text, marketplace=marketplace, knowledge=knowledge).to_dict()
        validator.validate(json.loads(json.dumps(answer)))


def test_the_schema_names_every_key_of_an_answer(
    schema: dict[str, Any], knowledge: Knowledge
) -> None:
    # A new key is allowed within a version, but must be described.
    text = (
        "api.ebay.com invalid_grant 2026-03-02 07:14:09 An error occurred while refreshing token."
    )
    answer = diagnose(text, knowledge=knowledge).to_dict()
    assert set(answer) == set(schema["properties"])
    assert set(answer["marketplace"]) == set(schema["properties"]["marketplace"]["properties"])
    finding = schema["properties"]["findings"]["items"]["properties"]
    assert all(set(one) == set(finding) for one in answer["findings"])


def spoil(change: Callable[[dict[str, Any]], object]) -> Callable[[dict[str, Any]], object]:
    return change


@pytest.mark.parametrize(
    "change",
    [
        spoil(lambda answer: answer.update(schema=2)),
        spoil(lambda answer: answer.update(findings=[])),
        spoil(lambda answer: answer.pop("redacted")),
        spoil(lambda answer: answer["findings"][0].update(renew="vielleicht")),
        spoil(lambda answer: answer["marketplace"].update(certainty="unknown", id="amazon")),
        spoil(lambda answer: answer.update(next={"type": "guide"})),
        spoil(lambda answer: answer["findings"][0].update(evidence=[{"start": -1, "end": 2}])),
    ],
)
def test_a_wrong_answer_does_not_conform(
    schema: dict[str, Any], knowledge: Knowledge, change: Callable[[dict[str, Any]], object]
) -> None:
    answer = copy.deepcopy(diagnose("An error occurred", knowledge=knowledge).to_dict())
    Draft202012Validator(schema).validate(answer)
    change(answer)
    with pytest.raises(ValidationError):
        Draft202012Validator(schema).validate(answer)


def test_the_command_prints_the_schema(
    schema: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["schema"]) == EXIT_DONE
    assert json.loads(capsys.readouterr().out) == schema
