"""Measures a page in the browser as UX.md asks. Journeys call it wherever a new page, or a new state of one, appears.

page = watched(browser, locale="ru-RU", viewport=PHONE)
page.goto(portal.url)
audit(page)                     # as it is
audit_everywhere(page)          # dark and light, 320 px, 200% text; the page is as before afterwards
"""

from typing import Any

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, Error, Locator, Page

PHONE = {"width": 360, "height": 740}
NARROW = {"width": 320, "height": 640}
DESKTOP = {"width": 1280, "height": 860}

ALL_RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOUR_RULES = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
SMALLEST_TARGET = 48  # CSS px, width and height
SMALLEST_TEXT = 16  # CSS px

# What a page did against the Content-Security-Policy, kept on the page itself.
NOTE_VIOLATIONS = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.__violations.push(`${event.violatedDirective}: ${event.blockedURI || event.sourceFile || ""}`));
"""

# A control counts by what a finger may press: the label with its checkbox, the link with its padding. A link in the
# middle of a sentence is as tall as its line, as WCAG 2.5.8 allows.
SMALL_TARGETS = """
(smallest) => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [role=button]")]
  .filter((control) => control.type !== "hidden" && control.checkVisibility({ visibilityProperty: true })
    && !control.matches(".skip, .sr-only, [tabindex='-1']")
    && !(control.tagName === "A" && getComputedStyle(control).display === "inline"))
  .map((control) => [control, (control.matches("[type=checkbox], [type=radio]") && control.closest("label") || control)
    .getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.width < smallest - 0.5 || box.height < smallest - 0.5))
  .map(([control, box]) => `${control.outerHTML.slice(0, 90)}: ${box.width.toFixed(1)} x ${box.height.toFixed(1)}`)
"""

SMALL_TEXT = """
(smallest) => {
  const found = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const holder = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !holder.checkVisibility()) continue;
    if (holder.matches("script, style, noscript, option")) continue;
    const size = parseFloat(getComputedStyle(holder).fontSize);
    if (size < smallest - 0.01) found.set(holder, `${size}px: ${walker.currentNode.data.trim().slice(0, 40)}`);
  }
  return [...found.values()];
}
"""

OVERFLOWING = """
() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const wide = [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > width + 1);
  return [`page is ${document.documentElement.scrollWidth} wide in ${width}`,
    ...wide.slice(0, 5).map((element) => element.outerHTML.slice(0, 90))];
}
"""

AXE = AXE_FILE_PATH.read_text(encoding="utf-8")
RUN_AXE = """
async (only) => "axe" in window
  ? (await axe.run({ runOnly: only, resultTypes: ["violations"] })).violations : null
"""

HEADINGS = """
() => document.querySelectorAll("h1").length === 1 ? []
  : [`${document.querySelectorAll("h1").length} h1 instead of one`]
"""

# The answer of a function of a page that is there as a whole.
WHOLE = """
async (argument) => {
  while (!document.body || document.readyState !== "complete") await new Promise((done) => setTimeout(done, 10));
  return (%s)(argument);
}
"""

# One question for all that is measured: a page is asked hundreds of times, and each answer takes its while. No colour
# may be on its way to another meanwhile, a half-changed one has no contrast to speak of: transitions end at once, and
# those of a child that begin with the end of its parent's.
ENDED = """
() => {
  for (let round = 0; round < 5 && document.getAnimations().length; round++)
    for (const animation of document.getAnimations())
      try { animation.finish(); } catch { animation.cancel(); }  // an endless one
}
"""
SIZES = f"""
([target, text]) => {{
  ({ENDED})();
  return {{
    overflow: ({OVERFLOWING})(),
    "small targets": ({SMALL_TARGETS})(target),
    "small text": ({SMALL_TEXT})(text),
  }};
}}
"""
MANNERS = f"""
() => ({{ policy: window.__violations ?? ["open the page by watched()"], headings: ({HEADINGS})() }})
"""
LARGE_TEXT = f"""
() => {{
  document.documentElement.style.fontSize = "200%";
  const found = ({OVERFLOWING})();
  document.documentElement.style.fontSize = "";
  return found;
}}
"""


def watched(browser: Browser, **context: Any) -> Page:
    """A page in a context of its own that remembers policy violations and script errors from its first moment."""
    page = browser.new_context(**context).new_page()
    page.add_init_script(NOTE_VIOLATIONS)
    page.script_errors = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.script_errors.append(str(error)))  # type: ignore[attr-defined]
    return page


def follow(link: Locator) -> None:
    """Press what leads to another page, or to this one anew, and wait for it: the old one is not measured again."""
    with link.page.expect_navigation():
        link.click()


def ask(page: Page, function: str, argument: object = None) -> Any:
    """What `function` finds on the whole page. A click that leads elsewhere returns before the next page has begun, and
    the next page may begin in the middle of a question: then it is asked anew, of that page."""
    for last in (False, False, True):
        try:
            return page.evaluate(WHOLE % function, argument)
        except Error:
            if last:
                raise
            page.wait_for_load_state()
    return None


def audit(page: Page, *, smallest_target: int = SMALLEST_TARGET, rules: dict[str, Any] = ALL_RULES) -> None:
    """Fail if the page, as it stands, breaks an accessibility rule, the policy, or the sizes of UX.md."""
    audit_sizes(page, smallest_target=smallest_target)
    nothing(page, "script errors", getattr(page, "script_errors", []))
    for what, found in ask(page, MANNERS).items():
        nothing(page, what, found)
    nothing(page, "axe", axe_violations(page, rules))


def audit_sizes(page: Page, *, smallest_target: int = SMALLEST_TARGET) -> None:
    """The quick part: what depends on the width of the window alone."""
    for what, found in ask(page, SIZES, [smallest_target, SMALLEST_TEXT]).items():
        nothing(page, what, found)


def audit_everywhere(page: Page, *, schemes: tuple[str, ...] = ("light", "dark")) -> None:
    """`audit` in each colour scheme, then sizes at 320 px and with text twice as large.

    A second scheme is asked for its colours alone: it has nothing else of its own (`tests.look.test_schemes`).
    """
    size = page.viewport_size
    for place, scheme in enumerate(schemes):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        audit(page, rules=COLOUR_RULES if place else ALL_RULES)
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    audit_sizes(page)
    nothing(page, "text at 200%", ask(page, LARGE_TEXT))  # no sideways scrolling
    if size:
        page.set_viewport_size(size)
    page.emulate_media(color_scheme="light")


def axe_violations(page: Page, only: dict[str, Any]) -> list[str]:
    """One line for each broken rule, with the first place that breaks it."""
    rules = ask(page, RUN_AXE, only)
    if rules is None:  # a page that it was not asked about before
        ask(page, f"() => {{ {AXE} }}")
        rules = ask(page, RUN_AXE, only)
    return [f"{rule['id']}: {rule['help']}: {rule['nodes'][0]['html'][:160]}" for rule in rules]


def nothing(page: Page, what: str, found: list[str]) -> None:
    assert not found, f"{what} at {page.url}, {page.viewport_size}:\n" + "\n".join(found)
