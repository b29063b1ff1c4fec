"""The mock interview and its report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from interview_prep.practice.mock_terms import MockSpec


def register(app: typer.Typer) -> None:
    """Add `mock` and `report`."""
    app.command()(mock)
    app.command()(report)


def mock(
    plain: Annotated[bool, typer.Option("--plain", help="In plain lines.")] = False,
    script: Annotated[Path | None, typer.Option(help="A YAML file of answers; no screen, nothing recorded.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="With --script: the transcript as JSON.")] = False,
    minutes: Annotated[int | None, typer.Option(min=1, max=240, help="15, 30, 45 or 60; 30 by default.")] = None,
    role: Annotated[str | None, typer.Option(help="junior, mid or senior; mid by default.")] = None,
    concept: Annotated[list[str] | None, typer.Option(help="Only these concepts.")] = None,
    manner: Annotated[str | None, typer.Option(help="warm, neutral or terse; neutral by default.")] = None,
    seed: Annotated[int | None, typer.Option(help="The same interview for the same answers.")] = None,
) -> None:
    """A mock interview that goes deeper until you flinch; without options the screen asks for what kind."""
    from interview_prep.practice.services import Services

    if as_json and script is None:
        raise typer.BadParameter("it prints the transcript of a --script FILE; give one", param_hint="--json")
    services = Services()
    try:
        day = services.now().toordinal()
        spec = _spec(
            minutes or 30, role or "mid", concept or [], manner or "neutral", seed if seed is not None else day
        )
        if script is not None:
            _scripted(services, script, spec if seed is not None else _zero(spec), as_json)
        elif plain:
            _plain(services, spec)
        else:
            from interview_prep.cli.practice import open_app

            chosen = (minutes, role, concept, manner, seed) != (None, None, None, None, None)
            open_app("mock", *([spec] if chosen else []), services=services)
    finally:
        services.close()


def report(
    number: Annotated[int, typer.Argument(min=1, help="1 is the latest.")] = 1,
    html: Annotated[Path | None, typer.Option(help="Write one HTML page here.")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """The report on a mock interview, as Markdown, HTML or JSON."""
    from interview_prep.errors import UserError
    from interview_prep.insight import report_html, report_text
    from interview_prep.insight.report import report_of
    from interview_prep.practice.markup import plain
    from interview_prep.practice.mock_log import closed_mocks
    from interview_prep.practice.services import Services

    services = Services()
    try:
        mocks = closed_mocks(services)
        if not mocks:
            raise UserError("no mock interview is finished yet; hold one with: interview-prep mock")
        if number > len(mocks):
            there = "is one" if len(mocks) == 1 else f"are {len(mocks)}"
            raise UserError(f"there is no report {number}: there {there}, and 1 is the latest")
        found = report_of(services.bank, mocks[number - 1], mocks[number:])
    finally:
        services.close()
    if html is not None:
        try:
            html.write_text(report_html.html(found, plain), encoding="utf-8")
        except OSError as error:
            raise UserError(f"{html}: cannot be written ({error.strerror}); check the folder and the disk") from error
        typer.echo(f"Written: {html}")
    elif as_json:
        typer.echo(json.dumps(found.as_json()))
    else:
        typer.echo(report_text.markdown(found), nl=False)


def _spec(minutes: int, role: str, concepts: list[str], manner: str, seed: int) -> MockSpec:
    from interview_prep.cli.practice import checked_concept
    from interview_prep.errors import UserError
    from interview_prep.practice.mock_terms import MANNERS, RANGES, MockSpec

    if role not in RANGES:
        raise UserError(f"--role {role}: it can be junior, mid or senior")
    if manner not in MANNERS:
        raise UserError(f"--manner {manner}: it can be warm, neutral or terse")
    slugs = tuple(slug for name in concepts if (slug := checked_concept(name)))
    return MockSpec(minutes=minutes, role=role, concepts=slugs, manner=manner, seed=seed)  # type: ignore[arg-type]  # checked above


def _zero(spec: MockSpec) -> MockSpec:
    from dataclasses import replace

    return replace(spec, seed=0)


def _scripted(services: object, script: Path, spec: MockSpec, as_json: bool) -> None:
    from interview_prep.insight.report import report_of
    from interview_prep.insight.report_text import markdown
    from interview_prep.practice.mock_script import run_script, transcript
    from interview_prep.practice.services import Services

    assert isinstance(services, Services)
    interview = run_script(services, script, spec)
    if as_json:
        typer.echo(json.dumps(transcript(interview), sort_keys=True))
    else:
        typer.echo(markdown(report_of(services.bank, interview.record(), ())), nl=False)


def _plain(services: object, spec: MockSpec) -> None:
    from interview_prep.practice.mock import MockInterview
    from interview_prep.practice.mock_log import unfinished
    from interview_prep.practice.plain.console import system_console
    from interview_prep.practice.plain.mock import run_mock
    from interview_prep.practice.services import Services

    assert isinstance(services, Services)
    run_mock(system_console(), unfinished(services) or MockInterview(services, spec), services.now)
