"""The changes of the programme as a feed: Atom (RFC 4287), an entry for each release, the latest first.

An entry is named by the address at which its release stays for ever. Links inside entries are relative to
``xml:base``, the page of the programme, so that they lead to what is there now.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from convenor.kernel.translated import RIGHT_TO_LEFT, Translated
from convenor.programme.document import in_utc
from convenor.programme.frozen import Change, Frozen, Issue
from convenor.programme.render import addresses, words
from convenor.programme.render.once import made_once
from convenor.programme.render.xml import BASE, LANGUAGE, document, plain, put
from convenor.programme.shelf import File
from convenor.programme.wording import change_in_words

ATOM = "application/atom+xml; charset=utf-8"
_NAMESPACE, _XHTML = "http://www.w3.org/2005/Atom", "http://www.w3.org/1999/xhtml"


@made_once
def feed(release: Frozen, language: str) -> Iterator[File]:
    """``changes.atom`` below the programme."""
    programme = addresses.programme(release, language)
    base = addresses.absolute(release, programme)
    root = Element("feed", {"xmlns": _NAMESPACE, LANGUAGE: language, BASE: base})
    put(root, "id", f"{base}changes.atom")
    put(root, "title", f"{release.name} · {_('Changes')}")
    put(root, "updated", in_utc(release.at) or "")
    put(put(root, "author"), "name", str(release.series))
    put(root, "link", rel="self", type="application/atom+xml", href="changes.atom")
    put(root, "link", rel="alternate", type="text/html", hreflang=language, href="changes/")
    put(root, "generator", "Convenor")
    for issue in release.issues:
        _entry(root, release, issue, language)
    yield File(f"{programme}changes.atom", ATOM, document(root))


def _entry(root: Element, release: Frozen, issue: Issue, language: str) -> None:
    entry = put(root, "entry")
    page = addresses.of_number(release, issue.number) + addresses.programme(release, language) + "changes/"
    put(entry, "id", addresses.absolute(release, page))
    put(entry, "title", _title(issue))
    at = in_utc(issue.at) or ""
    put(entry, "published", at)
    put(entry, "updated", at)
    address = addresses.absolute(release, page)
    put(entry, "link", rel="alternate", type="text/html", hreflang=language, href=address)
    content = put(entry, "content", type="xhtml")
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    body = put(content, "div", xmlns=_XHTML, dir=direction)
    for paragraph in filter(None, str(issue.note).split("\n\n")):
        _in_its_language(body, "p", issue.note, paragraph)
    if issue.changes:
        items = put(body, "ul")
        for change in issue.changes:
            _item(items, release, change)
    elif not issue.note:
        put(body, "p", _without_changes(issue))


def _title(issue: Issue) -> str:
    count, number = len(issue.changes), words.number(issue.number)
    if not count:
        return _("Release %(number)s") % {"number": number}
    text = ngettext(
        "%(shown)s change in release %(number)s", "%(shown)s changes in release %(number)s", count
    )
    return text % {"shown": words.number(count), "number": number}


def _without_changes(issue: Issue) -> str:
    if issue.number == 1:
        return _("This is the first release of the programme.")
    return _("No session differs from the release before.")


def _item(items: Element, release: Frozen, change: Change) -> None:
    item = put(items, "li")
    if change.session in release.by_code:
        link = _in_its_language(item, "a", change.title, str(change.title))
        link.set("href", addresses.session(change.session))
    else:
        _in_its_language(item, "span", change.title, str(change.title))
    put(item, "br").tail = plain(change_in_words(release, change))


def _in_its_language(into: Element, name: str, text: Translated, said: str) -> Element:
    made = put(into, name, said, lang=text.here.language, dir=text.here.dir)
    made.set(LANGUAGE, text.here.language)
    return made
