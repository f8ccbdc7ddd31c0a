"""Messages in templates: ``translate``, ``blocktranslate``, and ``_("…")`` in any tag or filter."""

from __future__ import annotations

from collections.abc import Iterator
from functools import singledispatch
from pathlib import Path
from typing import Any

from django.template import Context, Engine
from django.template.base import FilterExpression, Node, Variable
from django.template.smartif import TokenBase
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.functional import Promise

from messages import Message, Wrong


def messages_of_template(file: Path) -> Iterator[Message]:
    """The messages of one template, as Django will look them up."""
    try:
        yield from messages_in(Engine.get_default().from_string(file.read_text(encoding="utf-8")).nodelist)
    except Wrong as wrong:
        raise Wrong(f"{file}: {wrong}") from None


@singledispatch
def messages_in(part: Any) -> Iterator[Message]:
    """The messages in a part of a compiled template; other parts have none."""
    return iter(())


@messages_in.register(list)
@messages_in.register(tuple)
def _(parts: list[Any] | tuple[Any, ...]) -> Iterator[Message]:
    for part in parts:
        yield from messages_in(part)


@messages_in.register
def _(parts: dict) -> Iterator[Message]:  # type: ignore[type-arg]  # singledispatch takes classes only
    yield from messages_in(list(parts.values()))


@messages_in.register(Node)
@messages_in.register(TokenBase)
def _(part: Node | TokenBase) -> Iterator[Message]:
    yield from messages_in(vars(part))


@messages_in.register
def _(expression: FilterExpression) -> Iterator[Message]:
    yield from messages_in([expression.var, expression.filters])


@messages_in.register
def _(node: TranslateNode) -> Iterator[Message]:
    literal = node.filter_expression.var.literal
    if not isinstance(literal, str):
        raise Wrong("{% translate %} of a variable finds nothing: mark its text where it stands.")
    yield Message(doubled(literal), context=said(node.message_context))
    yield from messages_in(node.filter_expression.filters)


@messages_in.register
def _(node: BlockTranslateNode) -> Iterator[Message]:
    singular, plural = (node.render_token_list(part or [])[0] for part in (node.singular, node.plural))
    yield Message(singular, plural, said(node.message_context))
    yield from messages_in(node.extra_context)


@messages_in.register
def _(variable: Variable) -> Iterator[Message]:
    if variable.translate:
        yield Message(doubled(str(variable.literal)))


@messages_in.register
def _(lazy: Promise) -> Iterator[Message]:
    # `_("…")` as an argument of a filter was compiled into a lazy text, which keeps what it was made from.
    yield Message(str(lazy._args[0]))  # type: ignore[attr-defined]  # noqa: SLF001  # see above


def doubled(text: str) -> str:
    return text.replace("%", "%%")


def said(context: FilterExpression | None) -> str:
    return str(context.resolve(Context())) if context else ""
