"""The help of a command, written from its parameters and the catalogue.

The commands give keys of the catalogue as their help; the sentences are looked up when somebody
asks, so that one process speaks one language and the next one another.
"""

from __future__ import annotations

import shutil
from typing import Any

from typer.core import TyperCommand, TyperGroup

from etude.cli.answers import words
from etude.cli.columns import wide, wrap
from etude.core.errors import EtudeError
from etude.core.nearest import nearest

SECTIONS = ("begin", "collect", "play", "keep")
_NAME_WIDTH = 28


class Command(TyperCommand):
    """A command that writes its own help."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help.

        Args:
            ctx: The context of the command.
            formatter: What collects the text.
        """
        formatter.write("\n".join(_page(self, ctx)) + "\n")


class Group(TyperGroup):
    """A family of commands that writes its own help and offers the nearest command."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help.

        Args:
            ctx: The context of the family.
            formatter: What collects the text.
        """
        formatter.write("\n".join([*_page(self, ctx), *_commands(self)]) + "\n")

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that was asked for.

        Args:
            ctx: The context of the family.
            args: What was typed after the name of the family.

        Raises:
            EtudeError: ``cli.no-command``, with the nearest ones.
        """
        typed = args[0]
        if typed not in self.commands and not typed.startswith("-"):
            near = nearest(typed, self.commands)
            path = ctx.command_path
            if near:
                names = ", ".join(f"`{path} {each}`" for each in near)
                raise EtudeError("cli.no-command-near", typed=typed, names=names, path=path)
            raise EtudeError("cli.no-command", typed=typed, path=path)
        return super().resolve_command(ctx, args)


def _page(command: Any, ctx: Any) -> list[str]:
    width = min(shutil.get_terminal_size((88, 24)).columns, 100)
    lines = [words("usage", usage=_usage(command, ctx)), ""]
    for paragraph in _sentence(command.help).split("\n"):
        lines += [*wrap(paragraph, width), ""]
    parameters = [each for each in command.get_params(ctx) if not each.hidden]
    for kind in ("argument", "option"):
        rows = [_row(each) for each in parameters if each.param_type_name == kind]
        if kind == "option":
            rows.insert(-1, ("--json", words("option.json")))
        if rows:
            lines += [words(f"{kind}s"), *_rows(rows, width), ""]
    if command.epilog:
        lines += [words("examples"), *(f"  {each}" for each in command.epilog.split("\n")), ""]
    return lines[:-1] if not isinstance(command, TyperGroup) else lines


def _commands(group: TyperGroup) -> list[str]:
    width = min(shutil.get_terminal_size((88, 24)).columns, 100)
    lines: list[str] = []
    # A family holds what its section is about, so it stands before the commands.
    shown = [each for each in group.commands.values() if not each.hidden]
    shown.sort(key=lambda each: not isinstance(each, TyperGroup))
    panels = {getattr(each, "rich_help_panel", None) for each in shown}
    for section in SECTIONS if panels & set(SECTIONS) else (None,):
        rows = [
            (each.name or "", _sentence(each.help).split("\n")[0])
            for each in shown
            if section is None or getattr(each, "rich_help_panel", None) == section
        ]
        lines += [words(f"section.{section}" if section else "commands"), *_rows(rows, width), ""]
    return lines[:-1]


def _usage(command: Any, ctx: Any) -> str:
    pieces = [ctx.command_path]
    if isinstance(command, TyperGroup):
        pieces.append("COMMAND" if command.name == "etude" else "[COMMAND]")
    for each in command.get_params(ctx):
        if each.param_type_name == "argument":
            name = _metavar(each)
            pieces.append(name if each.required else f"[{name}]")
    return " ".join([*pieces, "[OPTIONS]"])


def _row(parameter: Any) -> tuple[str, str]:
    if parameter.param_type_name == "argument":
        return _metavar(parameter), _sentence(parameter.help)
    if parameter.name == "help":
        return "--help", words("option.help")
    names = [*parameter.opts, *parameter.secondary_opts]
    names.sort(key=lambda name: not name.startswith("--"))
    name = ", ".join(names)
    if not parameter.is_flag:
        name += f" {_metavar(parameter)}"
    text = _sentence(parameter.help)
    shown = parameter.default
    if not parameter.is_flag and isinstance(shown, int | float | str) and shown != "":
        text += " " + words("default", value=shown)
    return name, text


def _metavar(parameter: Any) -> str:
    name = str(parameter.metavar or parameter.name.upper())
    many = parameter.param_type_name == "argument" and parameter.nargs != 1
    return f"{name}..." if many else name


def _rows(rows: list[tuple[str, str]], width: int) -> list[str]:
    column = min(max(wide(name) for name, _ in rows), _NAME_WIDTH)
    lines = []
    for name, text in rows:
        first, *rest = wrap(text, width - column - 4)
        if wide(name) > column:
            lines += [f"  {name}", " " * (column + 4) + first]
        else:
            lines.append(f"  {name}{' ' * (column - wide(name))}  {first}")
        lines += [" " * (column + 4) + each for each in rest]
    return lines


def _sentence(key: str | None) -> str:
    return words(key) if key else ""
