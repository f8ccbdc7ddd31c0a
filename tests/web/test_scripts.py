"""Our scripts are ES5, and use nothing that Gecko 48 (KaiOS 2.5) lacks without looking for it first."""

import shutil

import pytest
from django.conf import settings

from tests.journeys import acorn

SCRIPTS = sorted(
    path.relative_to(settings.STATIC_ROOT).as_posix() for path in settings.STATIC_ROOT.rglob("*.js")
)
# By the version of Firefox that brought them, as MDN tells.
LATER_THAN_48 = {
    49: "append(1) prepend(1) before(1) after(1) replaceWith(1) isConnected passive",
    50: "querySelectorAll.forEach getElementsByClassName.forEach getOwnPropertyDescriptors once",
    51: "formatToParts",
    53: "getRootNode",
    55: "IntersectionObserver requestIdleCallback",
    57: "AbortController PerformanceObserver signal storage",
    58: "PluralRules finally",
    61: "trimStart trimEnd",
    62: "flat flatMap",
    63: "attachShadow clipboard customElements fromEntries toggleAttribute",
    65: "ReadableStream RelativeTimeFormat getReader globalThis",
    67: "matchAll",
    68: "BigInt",
    69: "ResizeObserver queueMicrotask",
    71: "allSettled share",
    75: "requestSubmit",
    77: "replaceAll",
    78: "ListFormat replaceChildren",
    79: "WeakRef any",
    86: "DisplayNames",
    90: "at",
    94: "structuredClone",
    95: "randomUUID",
    98: "showModal",
    99: "navigationPreload",
    104: "findLast",
    113: "CompressionStream DecompressionStream",
    115: "toSorted",
    125: "Segmenter",
}
TOO_NEW = {name for names in LATER_THAN_48.values() for name in names.split()}


@pytest.fixture(autouse=True)
def parser():
    if not acorn.PARSER.exists() or not shutil.which("node"):
        pytest.skip("There is no parser of scripts: python -m tests.journeys.acorn fetches it.")


def faults(script):
    found = acorn.read(script)
    return found["problems"] + sorted(TOO_NEW & set(found["uses"]))


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_is_one_that_gecko_48_reads(name):
    assert faults((settings.STATIC_ROOT / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "script",
    [
        "var f = () => 1;",
        "let a = 1;",
        "var a = `b`;",
        "f(...d);",
        "try { f(); } catch { g(); }",
        "var a = { b() {} };",
        "var a = { [b]: 1 };",
        "function f(a, b = 1) {}",
        "function f(a, b,) {}",
        "var a = /./u;",
        "var a = b ?? c;",
        "async function f() {}",
    ],
)
def test_a_newer_word_is_a_fault(script):
    assert [problem.partition(" (")[0] for problem in faults(script)] != []


@pytest.mark.parametrize(
    ("script", "wrong"),
    [
        ("fetch(a).finally(b);", ["finally"]),
        ("new Intl.RelativeTimeFormat(a);", ["RelativeTimeFormat"]),
        ("document.querySelectorAll(a).forEach(b);", ["querySelectorAll.forEach"]),
        ("a.addEventListener(b, c, { once: true });", ["once"]),
        ("list.append(item); fields.append(name, value);", ["append(1)"]),
        ("if (self.Intl && Intl.PluralRules) { new Intl.PluralRules(a); }", []),
        ("if (window.AbortController) { f(); } function f() { return new AbortController(); }", []),
        ("function f() { return window.share ? 1 : 2; } share(a);", ["share"]),
    ],
)
def test_what_is_too_new_is_a_fault_unless_it_is_looked_for(script, wrong):
    assert faults(script) == wrong
