"""XML as formats want it: small, declared, and without the characters that XML does not have."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, tostring

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
BASE = "{http://www.w3.org/XML/1998/namespace}base"


def put(into: Element, name: str, text: str = "", /, **attributes: str) -> Element:
    """One more element, with its text and its attributes."""
    made = SubElement(into, name, {key: plain(value) for key, value in attributes.items()})
    made.text = plain(text) or None
    return made


def plain(text: str) -> str:
    return _NO_XML.sub("", text)


def document(root: Element) -> bytes:
    content: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"
