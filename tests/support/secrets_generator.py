"""Messages as merchants paste them, with invented secrets planted in every dress.

``messages(count, seed)`` is deterministic. Each message says which strings in it are secret and
which must stay, so that a test can measure both leaks and damage.
"""

import html
import json
import random
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

BASE62 = string.ascii_letters + string.digits
BASE64URL = BASE62 + "-_"
HEX = "0123456789abcdef"


@dataclass(frozen=True, slots=True)
class Planted:
    """``secrets``: strings of which nothing may survive. ``kept``: strings that must stay."""

    text: str
    secrets: tuple[str, ...]
    kept: tuple[str, ...]
    dress: str


@dataclass(frozen=True, slots=True)
class Secret:
    """A field's name and value; ``public`` is the part of the value that may stay."""

    name: str
    value: str
    public: str = ""

    @property
    def private(self) -> str:
        return self.value[len(self.public) :]


def _some(rng: random.Random, characters: str, low: int, high: int | None = None) -> str:
    size = rng.randint(low, high) if high else low
    return "".join(rng.choices(characters, k=size))


def _prefixed(rng: random.Random, names: str, public: str, body: str) -> Secret:
    return Secret(rng.choice(names.split()), public + body, public)


def _lwa_access(rng: random.Random) -> Secret:
    names = "access_token accessToken x-amz-access-token AccessToken lwaAccessToken"
    return _prefixed(rng, names, "Atza|", "IwEB" + _some(rng, BASE64URL, 40, 380))


def _lwa_refresh(rng: random.Random) -> Secret:
    names = "refresh_token refreshToken RefreshToken amazon_refresh_token REFRESH_TOKEN"
    return _prefixed(rng, names, "Atzr|", "IwEB" + _some(rng, BASE64URL, 40, 380))


def _lwa_client(rng: random.Random) -> Secret:
    names = "client_id clientId ClientId lwa_client_id LWA_APP_ID"
    return _prefixed(rng, names, "amzn1.application-oa2-client.", _some(rng, HEX, 32))


def _lwa_secret(rng: random.Random) -> Secret:
    names = "client_secret clientSecret ClientSecret lwa_client_secret LWA_CLIENT_SECRET"
    if rng.random() < 0.5:
        return _prefixed(rng, names, "amzn1.oa2-cs.v1.", _some(rng, HEX, 64))
    return Secret(rng.choice(names.split()), _some(rng, HEX, 64))


def _lwa_code(rng: random.Random) -> Secret:
    return Secret("spapi_oauth_code", "AN" + _some(rng, string.ascii_letters, 18))


def _ebay_token(rng: random.Random) -> Secret:
    names = "access_token eBayAuthToken X-EBAY-API-IAF-TOKEN refresh_token userToken"
    body = "i^1#f^0#p^3#r^1#I^3#t^" + _some(rng, BASE62 + "+/", 60, 300) + "="
    return _prefixed(rng, names, "v^1.1#", body)


def _ebay_authnauth(rng: random.Random) -> Secret:
    body = _some(rng, BASE62 + "+/", 60, 200) + "=="  # the letters before it are always the same
    return _prefixed(rng, "eBayAuthToken ebay_token token", "AgAAAA**AQAAAA**aAAAAA**", body)


def _ebay_app(rng: random.Random) -> Secret:
    value = f"{_some(rng, BASE62, 8)}-{_some(rng, BASE62, 8)}-PRD-{_some(rng, HEX, 9)}-{_some(rng, HEX, 8)}"
    return Secret(rng.choice(["appId", "X-EBAY-API-APP-NAME", "client_id", "AppID"]), value)


def _ebay_cert(rng: random.Random) -> Secret:
    body = "-".join((_some(rng, HEX, 12), *(_some(rng, HEX, 4) for _ in range(4))))
    return _prefixed(rng, "certId X-EBAY-API-CERT-NAME client_secret CertID", "PRD-", body)


def _ebay_runame(rng: random.Random) -> Secret:
    value = f"{_some(rng, BASE62, 9)}-{_some(rng, BASE62, 8)}-{_some(rng, BASE62, 6)}-{_some(rng, string.ascii_lowercase, 8)}"
    return Secret(rng.choice(["RuName", "ruName", "ru_name"]), value)


def _ebay_dev(rng: random.Random) -> Secret:
    return Secret(rng.choice(["devId", "X-EBAY-API-DEV-NAME", "DevID"]), _uuid(rng))


def _uuid(rng: random.Random) -> str:
    return "-".join(_some(rng, HEX, size) for size in (8, 4, 4, 4, 12))


def _shopify(rng: random.Random) -> Secret:
    names = "X-Shopify-Access-Token access_token password"
    return _prefixed(
        rng, names, rng.choice(["shpat_", "shpca_", "shpss_", "shppa_"]), _some(rng, HEX, 32)
    )


def _woo(rng: random.Random) -> Secret:
    names = "consumer_key consumer_secret consumerKey consumerSecret"
    return _prefixed(rng, names, rng.choice(["ck_", "cs_"]), _some(rng, HEX, 40))


def _etsy(rng: random.Random) -> Secret:
    value = f"{_some(rng, '123456789', 8)}.{_some(rng, BASE64URL, 60, 120)}"
    return Secret(rng.choice(["access_token", "refresh_token", "accessToken"]), value)


def _kaufland(rng: random.Random) -> Secret:
    name, size = rng.choice(
        [
            ("Shop-Client-Key", 32),
            ("Hm-Client", 32),
            ("Shop-Signature", 64),
            ("Hm-Signature", 64),
            ("Secret-Key", 64),
            ("client_key", 32),
        ]
    )
    return Secret(name, _some(rng, HEX, size))


def _jwt(rng: random.Random) -> Secret:
    value = "eyJ" + ".".join(
        (_some(rng, BASE64URL, 30), _some(rng, BASE64URL, 120), _some(rng, BASE64URL, 43))
    )
    return _prefixed(rng, "access_token id_token token jwt accessToken", "eyJ", value[3:])


def _aws(rng: random.Random) -> Secret:
    if rng.random() < 0.5:
        return Secret(
            rng.choice(["aws_access_key_id", "AWSAccessKeyId", "accessKeyId"]),
            rng.choice(["AKIA", "ASIA"]) + _some(rng, string.ascii_uppercase + "234567", 16),
        )
    return Secret(
        rng.choice(["aws_secret_access_key", "secretAccessKey", "SecretAccessKey"]),
        _some(rng, BASE62 + "/+", 40),
    )


def _password(rng: random.Random) -> Secret:
    names = "password Password passwort Kennwort passwd smtp_password DB_PASSWORD"
    return Secret(
        rng.choice(names.split()),
        _some(rng, BASE62, 8, 18) + rng.choice("!?$#*+") + _some(rng, string.digits, 2),
    )


def _api_key(rng: random.Random) -> Secret:
    return Secret(
        rng.choice(["api_key", "apiKey", "X-Api-Key", "x-api-key"]), _some(rng, BASE62, 20, 40)
    )


def _session(rng: random.Random) -> Secret:
    return Secret(
        rng.choice(["PHPSESSID", "sessionId", "session_id", "JSESSIONID"]),
        _some(rng, string.ascii_lowercase + string.digits, 26),
    )


TOKENS: tuple[Callable[[random.Random], Secret], ...] = (
    _lwa_access, _lwa_refresh, _lwa_client, _lwa_secret, _lwa_code, _ebay_token, _ebay_authnauth, _ebay_app,
    _ebay_cert, _ebay_runame, _ebay_dev, _shopify, _woo, _etsy, _kaufland, _jwt, _aws, _password, _api_key, _session,
)  # fmt: skip
LONG = (_lwa_access, _lwa_refresh, _ebay_token, _ebay_authnauth, _shopify, _woo, _etsy, _jwt)

_FIRST = "Annegret Bertram Cosima Detlef Elfriede Friedhelm Gundula Hartmut Irmtraud Jürgen Käthe Lüder".split()
_LAST = "Oberkircher Wiesenthaler Brüggemann Schnitzelbaumer Hagedorn Lindenmeyer Petersdorff Übelacker".split()
_STREETS = (
    "Kastanienallee Hauptstraße Lindenstr. Bahnhofstraße Rosengasse Goethestraße Mühlenstr.".split()
)
_TOWNS = "Quickborn Bietigheim Wolfenbüttel Kaufbeuren Eckernförde Hoyerswerda".split()


def _person(rng: random.Random) -> dict[str, str]:
    return {
        "Name": f"{rng.choice(_FIRST)} {rng.choice(_LAST)}",
        "Street1": f"{rng.choice(_STREETS)} {rng.randint(1, 199)}",
        "PostalCode": f"{rng.randint(10000, 99999)}",
        "CityName": rng.choice(_TOWNS),
        "Phone": _phone(rng),
        "Email": f"{_some(rng, string.ascii_lowercase, 6)}.{_some(rng, string.ascii_lowercase, 7)}@{_some(rng, string.ascii_lowercase, 9)}.de",
    }


def _phone(rng: random.Random) -> str:
    def number(size: int) -> str:
        return _some(rng, string.digits, size)

    return rng.choice(
        [
            f"+49 {rng.randint(151, 179)} {number(8)}",
            f"0{rng.randint(2101, 9999)} / {number(6)}",
            f"(0{rng.randint(211, 999)}) {number(7)}",
            f"0{rng.randint(211, 999)}-{number(7)}",
            f"+49{rng.randint(151, 179)}{number(8)}",
            f"0049 {rng.randint(211, 999)} {number(6)}",
            f"01{rng.choice('567')}{rng.randint(0, 9)} {number(8)}",
        ]
    )


def _iban(rng: random.Random) -> str:
    account = _some(rng, string.digits, 18)
    check = 98 - int(account + "131400") % 97
    plain = f"DE{check:02}{account}"
    return plain if rng.random() < 0.4 else " ".join(plain[i : i + 4] for i in range(0, 22, 4))


def _card(rng: random.Random) -> str:
    digits = "4" + _some(rng, string.digits, 14)
    total = sum(
        (d * 2 - 9 if d > 4 else d * 2) if place % 2 == 0 else d
        for place, d in enumerate(map(int, digits))
    )
    plain = digits + str(-total % 10)
    return plain if rng.random() < 0.5 else " ".join(plain[i : i + 4] for i in range(0, 16, 4))


def _order(rng: random.Random) -> str:
    if rng.random() < 0.6:
        return (
            f"{rng.randint(302, 306)}-{_some(rng, string.digits, 7)}-{_some(rng, string.digits, 7)}"
        )
    return f"{rng.randint(10, 27)}-{_some(rng, string.digits, 5)}-{_some(rng, string.digits, 5)}"


# --- Dresses: fields in every way in which they are written ---------------------------------

type Fields = list[tuple[str, str]]


def _json(fields: Fields, rng: random.Random) -> str:
    return json.dumps(dict(fields), ensure_ascii=rng.random() < 0.3)


def _json_pretty(fields: Fields, rng: random.Random) -> str:
    return json.dumps(dict(fields), indent=rng.choice([2, 4]), ensure_ascii=False)


def _json_slashes(fields: Fields, rng: random.Random) -> str:
    return json.dumps(dict(fields)).replace("/", "\\/")  # as PHP writes it


def _escaped(fields: Fields, rng: random.Random) -> str:
    inner = _json(fields, rng)
    for _ in range(rng.randint(1, 4)):
        inner = json.dumps({"body": inner}, ensure_ascii=False)
    return inner


def _unicode_quotes(fields: Fields, rng: random.Random) -> str:
    return json.dumps(dict(fields)).replace('"', "\\u0022")


def _html_json(fields: Fields, rng: random.Random) -> str:
    return html.escape(json.dumps(dict(fields)))


def _typographic(fields: Fields, rng: random.Random) -> str:
    return "{ " + ", ".join(f"„{name}“: „{value}“" for name, value in fields) + " }"


def _form(fields: Fields, rng: random.Random) -> str:
    return "&".join(f"{name}={quote_plus(value)}" for name, value in fields)


def _raw_form(fields: Fields, rng: random.Random) -> str:
    return "grant_type=refresh_token&" + "&".join(
        f"{name}={quote(value, safe='|')}" for name, value in fields
    )


def _url(fields: Fields, rng: random.Random) -> str:
    return "https://wawi.example/rueckkehr?" + _form(fields, rng)


def _encoded_form(fields: Fields, rng: random.Random) -> str:
    return "body=" + quote("status=400&" + _form(fields, rng), safe="")


def _twice_encoded_form(fields: Fields, rng: random.Random) -> str:
    return "body=" + quote(quote("status=400&" + _form(fields, rng), safe=""), safe="")


def _encoded_json(fields: Fields, rng: random.Random) -> str:
    return "payload=" + quote(json.dumps(dict(fields)), safe="")


def _xml(fields: Fields, rng: random.Random) -> str:
    inner = "".join(f"<{name}>{html.escape(value, quote=False)}</{name}>" for name, value in fields)
    return f"<RequesterCredentials>{inner}</RequesterCredentials>"


def _xml_names(fields: Fields, rng: random.Random) -> str:
    return "\n".join(
        f'  <ns1:{name} type="string">\n  {html.escape(value, quote=False)}\n</ns1:{name}>'
        for name, value in fields
    )


def _xml_cdata(fields: Fields, rng: random.Random) -> str:
    return "\n".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in fields)


def _xml_escaped(fields: Fields, rng: random.Random) -> str:
    return html.escape(_xml(fields, rng), quote=False)


def _config(fields: Fields, rng: random.Random) -> str:
    return "\n".join(f'<add key="{name}" value="{html.escape(value)}" />' for name, value in fields)


def _print_r(fields: Fields, rng: random.Random) -> str:
    return "Array\n(\n" + "\n".join(f"    [{name}] => {value}" for name, value in fields) + "\n)"


def _print_r_headers(fields: Fields, rng: random.Random) -> str:
    rows = (
        f"    [{n}] => Array\n        (\n            [0] => {v}\n        )\n" for n, v in fields
    )
    return "Array\n(\n" + "\n".join(rows) + "\n)"


def _var_dump(fields: Fields, rng: random.Random) -> str:
    rows = (f'  ["{n}"]=>\n  string({len(v)}) "{v}"' for n, v in fields)
    return f"array({len(fields)}) {{\n" + "\n".join(rows) + "\n}"


def _repr(fields: Fields, rng: random.Random) -> str:
    return repr(dict(fields))


def _tuples(fields: Fields, rng: random.Random) -> str:
    return repr(fields)


def _js(fields: Fields, rng: random.Random) -> str:
    return "{ " + ", ".join(f"'{n}': '{v}'" for n, v in fields) + " }"


def _ruby(fields: Fields, rng: random.Random) -> str:
    return "{" + ", ".join(f'"{n}"=>"{v}"' for n, v in fields) + "}"


def _yaml(fields: Fields, rng: random.Random) -> str:
    return "\n".join(f"  {n}: {v}" for n, v in fields)


def _ini(fields: Fields, rng: random.Random) -> str:
    return "[amazon]\n" + "\n".join(f"{n} = {v}" for n, v in fields)


def _env(fields: Fields, rng: random.Random) -> str:
    return "\n".join(f"export {n}={v}" for n, v in fields)


def _headers(fields: Fields, rng: random.Random) -> str:
    return "POST /auth HTTP/1.1\nHost: api.example.com\n" + "\n".join(
        f"{n}: {v}" for n, v in fields
    )


def _curl(fields: Fields, rng: random.Random) -> str:
    return (
        "curl -X POST "
        + " ".join(f"-H '{n}: {v}'" for n, v in fields)
        + " https://api.example.com/v1"
    )


def _java(fields: Fields, rng: random.Random) -> str:
    return "TokenRequest(" + ", ".join(f"{n}={v}" for n, v in fields) + ")"


def _pairs(fields: Fields, rng: random.Random) -> str:
    return json.dumps([{"name": n, "value": v} for n, v in fields])


def _header_list(fields: Fields, rng: random.Random) -> str:
    return json.dumps({n: [v] for n, v in fields})


def _quoted_mail(fields: Fields, rng: random.Random) -> str:
    return "\n".join("> " + line for line in _json_pretty(fields, rng).split("\n"))


def _bytes(fields: Fields, rng: random.Random) -> str:
    return "b'" + json.dumps(dict(fields), indent=2).replace("\n", "\\n") + "'"


def _in_log(fields: Fields, rng: random.Random) -> str:
    return "\n".join(
        f"2026-03-{rng.randint(10, 28)} 07:14:{rng.randint(10, 59)} [DEBUG] auth: {n}={v}"
        for n, v in fields
    )


def _table(fields: Fields, rng: random.Random) -> str:
    between = rng.choice([";", "\t"])
    rows = ["konto", *(n for n, _ in fields)], ["DE-1", *(v for _, v in fields)]
    return "\n" + "\n".join(between.join(row) for row in rows) + "\n"


def _insert(fields: Fields, rng: random.Random) -> str:
    names = ",".join(f"`{n}`" for n, _ in fields)
    values = ",".join("'" + v.replace("'", "''") + "'" for _, v in fields)
    return f"INSERT INTO `konten` (`id`,{names}) VALUES (7,{values});"  # noqa: S608 — a text, no query


def _cells(fields: Fields, rng: random.Random) -> str:
    return "".join(f"<tr><td>{n}</td><td>{html.escape(v)}</td></tr>" for n, v in fields)


def _typed(fields: Fields, rng: random.Random) -> str:
    declared = rng.choice(
        ["Private Const {} As String = ", "const {}: string = ", "let {}: &str = "]
    )
    return "\n".join(declared.format(n) + f'"{v}"' for n, v in fields)


def _on_lines(fields: Fields, rng: random.Random) -> str:
    return "\n" + "\n\n".join(f"{n}\n{v}" for n, v in fields) + "\n"


DRESSES = (
    _json, _json_pretty, _json_slashes, _escaped, _unicode_quotes, _html_json, _typographic, _form, _raw_form, _url,
    _encoded_form, _twice_encoded_form, _encoded_json, _xml, _xml_names, _xml_cdata, _xml_escaped, _config, _print_r,
    _print_r_headers, _var_dump, _repr, _tuples, _js, _ruby, _yaml, _ini, _env, _headers, _curl, _java, _pairs,
    _header_list, _quoted_mail, _bytes, _in_log, _table, _insert, _cells, _typed, _on_lines,
)  # fmt: skip

_FRAMES = (
    "Beim Vorgangsabruf kommt seit heute folgende Meldung:\n\n{}\n\nWas müssen wir tun?",
    "2026-03-02 07:14:09 [ERROR] Abruf abgebrochen: {}",
    "Guten Tag,\n\nim Protokoll steht:\n{}\n\nHTTP/1.1 400 Bad Request\nError: invalid_grant",
    "POST https://api.amazon.com/auth/o2/token\n{}\n-> 400 Bad Request, error: invalid_grant",
    "Client error: `POST https://api.ebay.com/identity/v1/oauth2/token` resulted in a `400 Bad Request` response:\n{}",
    "{}",
)
_FRAME_KEPT = (
    "Vorgangsabruf", "folgende Meldung", "Was müssen wir tun?", "2026-03-02 07:14:09", "[ERROR] Abruf abgebrochen",
    "Guten Tag", "HTTP/1.1 400 Bad Request", "invalid_grant", "https://api.amazon.com/auth/o2/token",
    "https://api.ebay.com/identity/v1/oauth2/token", "resulted in a `400 Bad Request` response",
)  # fmt: skip


def _forms(secret: Secret) -> Iterator[str]:
    """The private part as it may stand in the text: plain and percent-encoded."""
    private = secret.private
    yield private
    for encoded in (
        quote(private, safe=""),
        quote_plus(private),
        quote(quote(private, safe=""), safe=""),
    ):
        if encoded != private:
            yield encoded


def _with_tokens(rng: random.Random) -> Planted:
    secrets = [rng.choice(TOKENS)(rng) for _ in range(rng.randint(1, 4))]
    secrets = list({secret.name.lower(): secret for secret in secrets}.values())
    dress = rng.choice(DRESSES)
    frame = rng.choice(_FRAMES)
    text = frame.replace("{}", dress([(s.name, s.value) for s in secrets], rng))
    return _planted(text, frame, [f for s in secrets for f in _forms(s)], dress.__name__)


def _planted(text: str, frame: str, secrets: list[str], dress: str) -> Planted:
    kept = tuple(part for part in _FRAME_KEPT if part in frame)
    return Planted(text, tuple(secrets), kept, dress)


def _bare(rng: random.Random) -> Planted:
    secret = rng.choice([*LONG, _ebay_app, _ebay_cert, _lwa_client, _aws])(rng)
    while secret.name.lower().startswith(("secret", "aws_secret")):
        secret = _aws(rng)
    frame = rng.choice(
        [
            "Ich habe {} eingetragen, trotzdem geht es nicht.",
            "Das ist unser Wert: {}\nWas ist daran falsch?",
            "Der Wert »{}« wird nicht angenommen.",
            "| Feld | Wert |\n| Eintrag | {} |",
        ]
    )
    return _planted(frame.replace("{}", secret.value), frame, list(_forms(secret)), "bare")


def _wrapped(rng: random.Random) -> Planted:
    """A token that a mail client broke over lines, quoted or not."""
    secret = rng.choice(LONG)(rng)
    head = rng.choice([f'"{secret.name}": "', f"{secret.name}=", f"{secret.name}: ", "Token: "])
    tail = '"' if head.endswith('"') else ""
    width, prefix = rng.choice([60, 72, 76, 98]), rng.choice(["", "> ", "    "])
    line = head + secret.value + tail
    if rng.random() < 0.2:  # quoted-printable
        broken = "=\n".join(line[i : i + 75] for i in range(0, len(line), 75))
    else:
        broken = ("\n" + prefix).join(line[i : i + width] for i in range(0, len(line), width))
    frame = "Hallo,\n\n" + prefix + "{}\n\nGeht nicht: 400 Bad Request"
    # What is broken cannot be found in one piece: each piece on its own is a secret.
    private = secret.private
    pieces = [private] + [piece.strip('> ="\n') for piece in broken.split("\n") if len(piece) > 12]
    pieces = [piece for piece in pieces if piece in private]
    return _planted(frame.replace("{}", broken), frame, pieces, "wrapped")


def _authorization(rng: random.Random) -> Planted:
    scheme = rng.choice(["Bearer", "bearer", "Basic", "TOKEN", "IAF"])
    value = (
        _some(rng, BASE64URL, 30, 200)
        if scheme != "Basic"
        else _some(rng, BASE62 + "+/", 40) + "=="
    )
    frame = rng.choice(
        [
            "Authorization: {}\nHTTP/1.1 401 Unauthorized",
            '{"Authorization": "{}", "status": 401}',
            "headers={'Authorization': '{}'} -> 401",
            "curl -H 'Authorization: {}' https://api.ebay.com/sell/inventory/v1/inventory_item",
            "    [Authorization] => Array\n        (\n            [0] => {}\n        )",
            '{\\"Authorization\\":\\"{}\\",\\"status\\":401}',
        ]
    )
    return Planted(
        frame.replace("{}", f"{scheme} {value}"),
        (value,),
        ("401",) if "401" in frame else (),
        "authorization",
    )


def _cookies(rng: random.Random) -> Planted:
    session, other = _some(rng, HEX, 32), _some(rng, BASE64URL, 43)
    frame = rng.choice(
        [
            'GET /orders HTTP/1.1\nCookie: session-id={}; at-main="{}"\nAccept: */*',
            "HTTP/1.1 200 OK\nSet-Cookie: JSESSIONID={}; Path=/; HttpOnly\nSet-Cookie: token={}; Secure\nDate: Tue",
            '{"Cookie": "sid={}; ubid={}", "Accept": "*/*"}',
            '{"set-cookie": ["sid={}; Path=/", "x-main={}; Secure"], "status": 200}',
        ]
    )
    return Planted(
        frame.replace("{}", session, 1).replace("{}", other, 1), (session, other), (), "cookies"
    )


def _private_key(rng: random.Random) -> Planted:
    body = [_some(rng, BASE62 + "+/", 64) for _ in range(rng.randint(4, 20))]
    kind = rng.choice(["", "RSA ", "EC ", "ENCRYPTED "])
    joint = rng.choice(["\n", "\\n", "\r\n", "\n> "])
    text = joint.join(
        [f"-----BEGIN {kind}PRIVATE KEY-----", *body, f"-----END {kind}PRIVATE KEY-----"]
    )
    frame = rng.choice(["Unser Schlüssel:\n{}\nEnde", '{"private_key": "{}", "type": "service"}'])
    return Planted(frame.replace("{}", text), tuple(body), (), "private-key")


def _address(rng: random.Random) -> Planted:
    person = _person(rng)
    order = _order(rng)
    shape = rng.randint(0, 8)
    if shape == 0:
        text = json.dumps(
            {"OrderID": order, "ShippingAddress": person, "status": 403}, ensure_ascii=False
        )
    elif shape == 1:
        text = json.dumps({"body": json.dumps({"AmazonOrderId": order, "BuyerInfo": person})})
    elif shape == 2:
        leaves = "".join(f"<{n}>{v}</{n}>" for n, v in person.items())
        text = f"<Order><OrderID>{order}</OrderID><ShippingAddress>{leaves}<Country>DE</Country></ShippingAddress></Order>"
    elif shape == 3:
        rows = "\n".join(f"            [{n}] => {v}" for n, v in person.items())
        text = f"Array\n(\n    [OrderID] => {order}\n    [ShippingAddress] => Array\n        (\n{rows}\n        )\n\n)"
    elif shape == 4:
        text = (
            f"Bestellung {order}\nKäufer: {person['Name']}\nLieferadresse:\n{person['Name']}\n{person['Street1']}\n"
            f"{person['PostalCode']} {person['CityName']}\n\nTel.: {person['Phone']}\nE-Mail: {person['Email']}\n"
        )
    elif shape == 5:
        text = "&".join(
            f"{n}={quote_plus(v)}"
            for n, v in {**person, "BuyerName": person["Name"], "OrderID": order}.items()
            if n != "Name"
        )
    elif shape == 6:
        text = repr({"orderId": order, "shipTo": person})
    elif shape == 7:
        text = "".join(
            f"buyer{n if n != 'Name' else 'Name'}: {v}\n"
            for n, v in person.items()
            if n in ("Name", "Phone", "Email")
        )
    else:
        text = (
            f"Rückruf bitte an {person['Phone']} oder {person['Email']}, Auftrag {order}.\n\n"
            f"Mit freundlichen Grüßen\n{person['Name']}\n{person['Street1']}\n{person['PostalCode']} {person['CityName']}"
        )
    secrets = [value for value in (*person.values(), order) if value in text]
    secrets += [json.dumps(v)[1:-1] for v in person.values()]
    secrets += [person["Name"].split()[1]]
    return Planted(text, tuple(secrets), (), f"address-{shape}")


def _numbers(rng: random.Random) -> Planted:
    name, value = rng.choice(
        [
            ("IBAN", _iban(rng)),
            ("Kreditkarte", _card(rng)),
            ("Bestellung", _order(rng)),
            ("Ticket", f"#{rng.randint(100000, 9999999)}"),
            ("Ticketnummer", f"{rng.randint(100000, 99999999)}"),
            ("Kundennummer", f"{rng.randint(10000, 99999999)}"),
            ("Telefon", _phone(rng)),
            (
                "SellerId",
                "A"
                + rng.choice("123")
                + _some(rng, string.ascii_uppercase + string.digits, 11)
                + "7Z9",
            ),
            (
                "Händler-ID",
                "A"
                + rng.choice("123")
                + _some(rng, string.ascii_uppercase + string.digits, 11)
                + "9X2",
            ),
        ]
    )
    frame = rng.choice(
        [
            f"{name}: {{}}\n400 Bad Request",
            f"Es geht um {name} {{}}, bitte melden.",
            f"{name} = {{}}",
        ]
    )
    if name in ("SellerId", "Händler-ID"):
        frame = f"{name}: {{}}\n400 Bad Request"
    return Planted(frame.replace("{}", value), (value.lstrip("#"),), (), "numbers")


def _elsewhere(rng: random.Random) -> Planted:
    user, password = _some(rng, string.ascii_lowercase, 9), _some(rng, BASE62, 14)
    name = rng.choice(_LAST).lower()
    frame, secrets = rng.choice(
        [
            (f"FTP: ftp://{user}:{password}@ftp.example.com/out", (user, password)),
            (f"responseUrl: 'https://{user}:{password}@api.ebay.com/identity/v1/oauth2/token'", (password,)),
            (f"at run (C:\\Users\\{name}\\Desktop\\sync\\index.js:5:13)", (f"\\{name}\\",)),
            (f'{{"stack":"at run (C:\\\\Users\\\\{name}\\\\Desktop\\\\sync.js:5:13)"}}', (f"\\{name}\\",)),
            (f"--client-secret {password} --login {user}", (password,)),
            (
                "Authorization: AWS4-HMAC-SHA256 Credential=AKIA" + (key := _some(rng, string.ascii_uppercase, 16))
                + "/20260302/eu-west-1/execute-api/aws4_request, SignedHeaders=host;x-amz-date, Signature="
                + (mark := _some(rng, HEX, 64)),
                (key, mark),
            ),
            (
                'Authorization: OAuth oauth_consumer_key="' + (key2 := _some(rng, BASE62, 32))
                + '", oauth_token="' + (token2 := _some(rng, BASE62, 32)) + '", oauth_signature_method="HMAC-SHA256"',
                (key2, token2),
            ),
        ]
    )  # fmt: skip
    return Planted(frame, tuple(secrets), (), "elsewhere")


_MAKERS = (
    (_with_tokens, 60), (_bare, 8), (_wrapped, 6), (_authorization, 5), (_cookies, 3), (_private_key, 2),
    (_address, 8), (_numbers, 5), (_elsewhere, 3),
)  # fmt: skip


def messages(count: int, seed: int = 20261125) -> Iterator[Planted]:
    """Yield ``count`` messages, always the same for the same seed."""
    rng = random.Random(seed)
    makers = [maker for maker, _ in _MAKERS]
    weights = [weight for _, weight in _MAKERS]
    for _ in range(count):
        yield rng.choices(makers, weights)[0](rng)


def leaks(planted: Planted, redacted: str, size: int = 8) -> list[str]:
    """Pieces of at least ``size`` characters of a planted secret that stand in the redacted text."""
    grams = {redacted[i : i + size] for i in range(len(redacted) - size + 1)}
    found = []
    for secret in planted.secrets:
        if len(secret) < size:
            if secret in redacted:
                found.append(secret)
            continue
        found += [
            secret[i : i + size]
            for i in range(len(secret) - size + 1)
            if secret[i : i + size] in grams
        ][:1]
    return found
