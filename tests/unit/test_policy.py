"""A page gets the strictest policy it can live with, and the build refuses one that breaks it."""

import re

import pytest

from publish.policy import HEADERS, PolicyError, breaches, guarded, header, links_out, source_hash

PAGE = """<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Seite</title>{head}
</head><body><h1>Seite</h1>{body}</body></html>"""


def page(body: str = "", head: str = "") -> str:
    """A page of the site before its policy."""
    return PAGE.format(head=head, body=body)


def directives(text: str) -> dict[str, list[str]]:
    """The policy of a page (or a header) by directive."""
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    parts = (found[1] if found else text).split(";")
    return {name: values for name, *values in (part.split() for part in parts)}


def test_the_policy_comes_before_anything_that_loads() -> None:
    done = guarded(page(head='<script src="a.js"></script>'), "a.html", "netz")
    head = done[: done.index("<title>")]
    assert "Content-Security-Policy" in head
    assert '<meta name="referrer" content="no-referrer">' in head
    assert "<script" not in head
    assert breaches(done) == []


@pytest.mark.parametrize("edition", ["netz", "offline"])
def test_everything_is_forbidden_that_is_not_named(edition: str) -> None:
    own = directives(guarded(page(), "a.html", "offline" if edition == "offline" else "netz"))
    assert own["default-src"] == ["'none'"]
    for name in ("object-src", "base-uri", "form-action"):
        assert own[name] == ["'none'"], name
    assert own["connect-src"] == ["'self'"]
    assert own["require-trusted-types-for"] == ["'script'"]
    words = {word for values in own.values() for word in values}
    assert not words & {"'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "*", "https:"}


def test_only_the_offline_edition_admits_files_and_a_worker_from_the_page() -> None:
    online = guarded(page("<section data-assistent></section>"), "a.html", "netz")
    offline = guarded(page("<section data-assistent></section>"), "a.html", "offline")
    assert "blob:" not in online
    assert "file:" not in online
    assert directives(offline)["worker-src"] == ["'self'", "file:", "blob:"]


def test_only_a_page_with_the_assistant_may_compile_webassembly() -> None:
    with_assistant = guarded(page('<section class="x" data-assistent>'), "a.html", "netz")
    assert "'wasm-unsafe-eval'" in directives(with_assistant)["script-src"]
    assert "'wasm-unsafe-eval'" not in directives(guarded(page(), "a.html", "netz"))["script-src"]


def test_a_script_within_a_page_needs_its_hash_in_the_policy() -> None:
    """As in the single file, which has no other files."""
    own = f"script-src {source_hash('go(1 < 2)')}; style-src {source_hash('p{}')}"
    meta = f'<meta http-equiv="Content-Security-Policy" content="{own}">'
    done = f"<head>{meta}<style>p{{}}</style></head><script>go(1 < 2)</script>"
    assert breaches(done) == []
    changed = done.replace("go(1 < 2)", "go(2)")
    assert breaches(changed) == ["script-src does not admit »go(2)«."]


def test_data_in_a_script_element_needs_no_hash() -> None:
    done = guarded(page('<script type="application/json">{"a": 1}</script>'), "a.html", "netz")
    assert directives(done)["script-src"] == ["'self'"]


@pytest.mark.parametrize(
    "body",
    [
        "<script>go()</script>",
        "<svg><script>go()</script></svg>",
        "<style>p{}</style>",
        '<p onclick="go()">x</p>',
        '<template><p ONCLICK="go()">x</p></template>',
        '<p style="color:red">x</p>',
        '<a href="javascript:go()">x</a>',
        '<a href=" java&#10;script:go()">x</a>',
        '<iframe src="a.html"></iframe>',
        '<object data="a.svg"></object>',
        '<embed src="a.svg">',
        '<base href="/">',
        '<form action="a.html"></form>',
        '<button formaction="javascript:go()">x</button>',
        '<svg><a xlink:href="javascript:go()"></a></svg>',
        '<meta http-equiv="Content-Security-Policy" content="default-src *">',
    ],
)
def test_what_the_policy_forbids_fails_the_build(body: str) -> None:
    with pytest.raises(PolicyError, match=r"^seite\.html: "):
        guarded(page(body), "seite.html", "netz")


def test_a_page_without_its_encoding_first_fails_the_build() -> None:
    with pytest.raises(PolicyError, match="charset"):
        guarded("<html><head><title>x</title></head></html>", "a.html", "netz")


def test_a_policy_after_a_script_does_not_count() -> None:
    meta = '<meta http-equiv="Content-Security-Policy" content="script-src \'self\'">'
    assert breaches(f"<head><script src=a.js></script>{meta}</head>")


@pytest.mark.parametrize(
    ("link", "rel"),
    [
        ('<a href="https://example.com/">x</a>', "noopener noreferrer"),
        ('<a class="b" href="https://example.com/" rel="noopener">x</a>', "noopener noreferrer"),
        ("<a rel=help href='http://example.com/'>x</a>", "help noopener noreferrer"),
    ],
)
def test_links_to_other_hosts_tell_nothing(link: str, rel: str) -> None:
    done = links_out(link)
    assert f'rel="{rel}"' in done
    assert done.count("rel=") == 1
    assert "example.com" in done
    assert links_out(done) == done


def test_links_within_the_site_stay() -> None:
    assert links_out('<a href="faq/index.html">x</a>') == '<a href="faq/index.html">x</a>'


def test_the_header_forbids_frames_unless_somebody_is_named() -> None:
    assert directives(HEADERS["content-security-policy"])["frame-ancestors"] == ["'none'"]
    named = directives(header(frames="https://helpdesk.example.com"))
    assert named["frame-ancestors"] == ["https://helpdesk.example.com"]
    assert named["default-src"] == ["'none'"]
