"""What was typed wrong on the command line, said in Vietnamese.

click says it in English; :func:`explain` turns its exceptions into the two lines that
every other failure has.
"""

from __future__ import annotations

import re

import click
from click.exceptions import (
    BadOptionUsage,
    BadParameter,
    MissingParameter,
    NoSuchOption,
    UsageError,
)

_EXTRA = re.compile(r"unexpected extra arguments? \((.*)\)", re.DOTALL)


def explain(error: click.ClickException) -> tuple[str, str]:
    """The message and the cure of what click refused."""
    context = error.ctx if isinstance(error, UsageError) else None
    command = context.command_path if context else "timtin"
    see = f"Xem cách dùng: {command} --help"
    match error:
        case NoSuchOption():
            near = ", ".join(sorted(error.possibilities or ()))
            message = f"Không có tùy chọn {error.option_name}"
            message += f" (có phải: {near}?)" if near else ""
            return message, f"{see}; từ hay mã mở đầu bằng dấu trừ thì đặt sau --"
        case MissingParameter():
            return f"Thiếu {_name(error)}", see
        case BadParameter():
            return f"Giá trị của {_name(error)} không dùng được{_wanted(error)}", see
        case BadOptionUsage():
            return f"Tùy chọn {error.option_name} thiếu hoặc thừa giá trị", see
    if extra := _EXTRA.search(error.format_message()):
        return (
            f"Thừa tham số {extra[1]}",
            f"{see}; cụm nhiều từ thì đặt trong ngoặc kép",
        )
    return f"Không hiểu dòng lệnh ({error.format_message()})", see


def _name(error: BadParameter) -> str:
    if error.param is None:
        return error.param_hint if isinstance(error.param_hint, str) else "tham số"
    if error.param.param_type_name == "option":
        return max(error.param.opts, key=len)
    return error.param.make_metavar(error.ctx or click.Context(click.Command("")))


def _wanted(error: BadParameter) -> str:
    kind = error.param.type if error.param else None
    if isinstance(kind, click.Choice):
        return ": chọn trong " + ", ".join(map(str, kind.choices))
    if isinstance(kind, (click.IntRange, click.FloatRange)):
        whole = "số nguyên" if isinstance(kind, click.IntRange) else "số"
        if kind.max is None:
            return f": cần {whole} từ {kind.min} trở lên"
        return f": cần {whole} từ {kind.min} đến {kind.max}"
    return ""
