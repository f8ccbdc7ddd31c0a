"""What ``bin/messages`` runs: the catalogues of the interface's messages in six languages.

Catalogues are rewritten from the sources in their order, without line numbers, so that a diff shows what
changed; nothing is guessed from similar messages, and what vanished is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Key = tuple[str, str]  # text and context


@dataclass
class Message:
    """A text of the interface, with the files in which it stands."""

    text: str
    plural: str = ""
    context: str = ""
    where: list[str] = field(default_factory=list)

    @property
    def key(self) -> Key:
        return self.text, self.context

    @property
    def forms(self) -> tuple[str, ...]:
        """The text, and its plural where it has one."""
        return (self.text, self.plural) if self.plural else (self.text,)


class Wrong(SystemExit):
    """Why nothing was done, in a sentence."""
