"""Traps of the field: messages that look like one thing and mean another."""

from __future__ import annotations

import pytest

from wizard import diagnose
from wizard.model import Next

AMAZON_REFUSED = '{"error_description":"The request has an invalid grant parameter : refresh_token","error":"invalid_grant"}'
EBAY_REFUSED = '{"error":"invalid_grant","error_description":"the provided authorization refresh token is invalid or was issued to another client"}'
GENERIC_GRANT = '{"error":"invalid_grant","error_description":"Invalid refresh token (revoked)"}'
GENERIC = '{"error":{"title":"ServerError","message":"An error occurred while refreshing token.","status":400}}'


def judged(text: str) -> tuple[str, str, str]:
    """Marketplace (or certainty), kind and whether renewing helps."""
    answer = diagnose(text)
    first = answer.findings[0]
    return answer.marketplace.id or answer.marketplace.certainty, first.kind, first.renew


# --- the deepest error of a chain decides -----------------------------------------------------


def test_401_then_refresh_then_invalid_grant_is_a_dead_consent() -> None:
    log = f"""2026-03-02 08:00:00 amazon GET /orders/v0/orders 401
2026-03-02 08:00:01 amazon refreshing token
2026-03-02 08:00:02 amazon 400 {AMAZON_REFUSED}"""
    assert judged(log) == ("amazon", "refresh-token-expired-or-revoked", "yes")


def test_401_then_refresh_then_429_means_wait() -> None:
    log = """06:15:00 ebay 401 errorId 1001 Invalid access token
06:15:00 ebay refreshing access token ... HTTP 429"""
    assert judged(log) == ("ebay", "throttled", "no")


def test_403_then_refresh_then_200_is_nothing_wrong() -> None:
    log = """2026-03-02 08:00:00 INFO amazon.orders 403 {"errors":[{"message":"Access to requested resource is denied.","code":"Unauthorized","details":"The access token you provided has expired."}]}
2026-03-02 08:00:00 INFO amazon.token new access token, expires_in=3600
2026-03-02 08:00:02 INFO amazon.orders 200 14 orders imported"""
    answer = diagnose(log)
    assert answer.findings[0].kind == "not-an-error"
    assert answer.findings[0].renew == "no"
    assert [finding.state for finding in answer.findings] == ["decisive", "resolved"]
    assert "danach-erfolgreich" in answer.notes


def test_a_success_before_the_error_heals_nothing() -> None:
    log = f"2026-03-02 08:00:00 amazon 200 14 orders imported\n2026-03-02 09:00:00 amazon {AMAZON_REFUSED}"
    assert judged(log) == ("amazon", "refresh-token-expired-or-revoked", "yes")


def test_a_success_of_another_marketplace_heals_nothing() -> None:
    log = f"""2026-03-02 08:00:00 [ebay] {EBAY_REFUSED}
2026-03-02 08:00:05 [amazon] new access token, expires_in=3600"""
    assert judged(log)[2] == "yes"


def test_a_mere_200_does_not_heal_a_dead_consent() -> None:
    log = f"2026-03-02 08:00:00 {EBAY_REFUSED}\n2026-03-02 08:00:05 GET /health -> 200"
    assert judged(log) == ("ebay", "refresh-token-expired-or-revoked", "yes")


# --- the description decides, not the word ----------------------------------------------------


@pytest.mark.parametrize(
    ("description", "market", "renew"),
    [
        ("The request has an invalid grant parameter : refresh_token", "amazon", "yes"),
        ("The request has an invalid grant parameter : code", "amazon", "maybe"),
        (
            "the provided authorization refresh token is invalid or was issued to another client",
            "ebay",
            "yes",
        ),
        (
            "the provided authorization grant code is invalid or was issued to another client",
            "ebay",
            "maybe",
        ),
    ],
)
def test_invalid_grant_means_what_its_description_says(
    description: str, market: str, renew: str
) -> None:
    found, _, advice = judged(f'{{"error":"invalid_grant","error_description":"{description}"}}')
    assert (found, advice) == (market, renew)


def test_invalid_grant_alone_says_little() -> None:
    assert judged("invalid_grant") == ("unknown", "refresh-token-expired-or-revoked", "maybe")


def test_ebay_932_with_an_oauth_token_may_only_need_a_refresh() -> None:
    hard = "Auth token is hard expired, User needs to generate a new token for this application."
    assert judged(f"<ErrorCode>932</ErrorCode><LongMessage>{hard}</LongMessage>")[2] == "yes"
    assert judged(f"X-EBAY-API-IAF-TOKEN: v^1.1#i^1#x\nAck=Failure 932 {hard}")[1:] == (
        "access-token-expired",
        "maybe",
    )


# --- the same words of several services -------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "market"),
    [
        ('{"error":"invalid_client","error_description":"client authentication failed"}', "ebay"),
        (
            '{"error":"invalid_client","error_description":"Client Authentication failed"}',
            "unknown",
        ),
        (
            '{"error_description":"Client authentication failed","error":"invalid_client"}',
            "unknown",
        ),
        (
            'POST https://api.amazon.com/auth/o2/token {"error_description":"Client authentication failed"}',
            "amazon",
        ),
        ("[PayPal] Client Authentication failed", "none"),
        ("POST /api/oauth/token Shopware: Client authentication failed", "shopware"),
    ],
)
def test_client_authentication_failed_is_nearly_universal(text: str, market: str) -> None:
    assert judged(text) == (market, "app-credentials-wrong", "no")


@pytest.mark.parametrize(
    "service",
    [
        "[homeassistant.components.alexa.auth]",
        "Amazon Ads:",
        "POST https://advertising-api-eu.amazon.com",
    ],
)
def test_login_with_amazon_also_serves_others(service: str) -> None:
    found, _, renew = judged(f"{service} {AMAZON_REFUSED}")
    assert (found, renew) == ("none", "no")


@pytest.mark.parametrize(
    "text",
    [
        "x-amzn-ErrorType: AccessDeniedException\nx-amzn-RequestId: 1",
        "Signature expired: 20260105T091025Z is now earlier than 20260105T093851Z (20260105T094351Z - 5 min.)",
        "The security token included in the request is expired",
        "One or more errors occurred. (Rate exceeded)",
        "The AWS Access Key Id you provided does not exist in our records.",
        "x-amzn-errortype | MissingAuthenticationTokenException",
    ],
)
def test_signs_of_all_of_aws_prove_no_marketplace(text: str) -> None:
    found, _, renew = judged(text)
    assert found == "unknown"
    assert renew != "yes"


@pytest.mark.parametrize(
    "text",
    [
        "<Error><Code>InvalidAccessKeyId</Code><HostId>abc</HostId></Error>",
        "com.amazonaws.services.s3.model.AmazonS3Exception: The provided token has expired. (Service: Amazon S3)",
        '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Code>InvalidClientTokenId</Code></ErrorResponse>',
        '<Error xmlns="http://ecs.amazonaws.com/doc/2009-03-31/"><Code>RequestThrottled</Code></Error>',
    ],
)
def test_other_services_of_amazon_are_no_marketplace(text: str) -> None:
    assert judged(text)[::2] == ("none", "no")


# --- what people say --------------------------------------------------------------------------


def test_a_guess_is_no_evidence() -> None:
    answer = diagnose(
        "Mailversand geht nicht: AADSTS700082: The refresh token has expired. Ist das der eBay-Token?"
    )
    assert answer.marketplace.id is None
    assert answer.marketplace.service == "microsoft"
    assert answer.findings[0].renew == "no"
    assert "vermutung" in answer.notes


def test_a_guess_alone_asks() -> None:
    assert judged(f"{GENERIC}\nIst das der eBay-Token?")[0] == "unknown"


def test_a_real_question_is_still_evidence() -> None:
    assert (
        judged(f"Seit heute holt büro+ keine eBay-Bestellungen mehr ab, was tun?\n{GENERIC}")[0]
        == "ebay"
    )


@pytest.mark.parametrize(
    "fine",
    [
        "Amazon orders are fine. eBay since last night:",
        "Bei Amazon läuft alles. Bei eBay kommt:",
        "Amazon funktioniert, aber eBay meldet:",
    ],
)
def test_what_works_is_not_what_fails(fine: str) -> None:
    assert judged(f"{fine} {GENERIC}") == ("ebay", "refresh-token-expired-or-revoked", "yes")


def test_two_marketplaces_named_and_no_more_asks() -> None:
    answer = diagnose(f"Amazon und eBay: {GENERIC}")
    assert answer.marketplace.id is None
    assert set(answer.marketplace.candidates) == {"amazon", "ebay"}
    assert answer.next.type == "question"
    assert set(answer.next.choices[:2]) == {"amazon", "ebay"}


def test_two_marketplaces_that_fail_get_two_verdicts() -> None:
    answer = diagnose(
        f"2026-03-01 08:00:00 [amazon] {AMAZON_REFUSED}\n2026-03-01 08:00:05 [ebay] Auth token is hard expired."
    )
    assert {(v.marketplace, v.finding) for v in answer.verdicts} == {
        ("amazon", "amazon-refresh-token-abgelaufen"),
        ("ebay", "ebay-token-hart-abgelaufen"),
    }
    assert answer.marketplace.id is None
    assert answer.next.question == "marketplace"


@pytest.mark.parametrize(
    ("market", "finding"),
    [("amazon", "amazon-refresh-token-abgelaufen"), ("ebay", "ebay-token-hart-abgelaufen")],
)
def test_the_answer_to_that_question_chooses_the_verdict(market: str, finding: str) -> None:
    text = f"2026-03-01 08:00:00 [amazon] {AMAZON_REFUSED}\n2026-03-01 08:00:05 [ebay] Auth token is hard expired."
    answer = diagnose(text, marketplace=market)
    assert (answer.marketplace.id, answer.findings[0].id, answer.next.guide) == (
        market,
        finding,
        market,
    )


# --- misleading messages ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "findCompletedItems: Internal Server Error, Domain: Security, errorId: 10001, Service call has exceeded the number of times the operation is allowed to be called",
            ("ebay", "throttled", "no"),
        ),
        (
            "EBayAccessDenied: Internal error\n  description: 'There was a problem with an eBay internal system or process.'",
            ("ebay", "service-outage", "no"),
        ),
        (
            'HTTP/1.1 200 OK\n\n<GetOrdersResponse xmlns="urn:ebay:apis:eBLBaseComponents"><Ack>Failure</Ack><Errors><ErrorCode>932</ErrorCode></Errors></GetOrdersResponse>',
            ("ebay", "refresh-token-expired-or-revoked", "yes"),
        ),
        (
            "Token-Erneuerung nicht möglich: cURL error 28: Failed to connect to api.amazon.com port 443: Connection timed out",
            ("amazon", "network", "no"),
        ),
        (
            "eBay (21917053): IAF token supplied is expired.",
            ("ebay", "access-token-expired", "no"),
        ),
        (
            "eBay 16110 Token has been revoked by the user.",
            ("ebay", "refresh-token-expired-or-revoked", "yes"),
        ),
        (
            "eBay Error (932): Auth token expired, User needs to generate a new token for this application",
            ("ebay", "refresh-token-expired-or-revoked", "yes"),
        ),
    ],
)
def test_the_text_is_trusted_before_names_and_numbers(
    text: str, expected: tuple[str, str, str]
) -> None:
    assert judged(text) == expected


def test_after_a_rotated_secret_nobody_signs_in_again() -> None:
    text = 'POST https://api.amazon.com/auth/o2/token -> 401 {"error_description":"Client authentication failed","error":"invalid_client"}'
    assert judged(f"Nach dem Tausch des Secrets:\n{text}") == (
        "amazon",
        "app-credentials-wrong",
        "no",
    )


@pytest.mark.parametrize(
    ("notice", "market"),
    [
        (
            "<Ack>Success</Ack><HardExpirationWarning>2026-12-01T08:00:00.000Z</HardExpirationWarning>",
            "ebay",
        ),
        ("Amazon: Ihre Freigabe für die Anwendung läuft in 14 Tagen ab.", "amazon"),
    ],
)
def test_a_notice_is_no_failure_but_renewing_is_right(notice: str, market: str) -> None:
    assert judged(notice) == (market, "not-an-error", "yes")


@pytest.mark.parametrize("market", ["kaufland", "woocommerce", "shopware"])
def test_where_keys_are_used_there_is_no_consent_to_renew(market: str) -> None:
    answer = diagnose(GENERIC, marketplace=market)
    assert answer.findings[0].renew == "no"
    assert answer.next.type == "handover"
    assert "schluessel-statt-zustimmung" in answer.notes


def test_a_call_that_works_elsewhere_is_hardly_the_token() -> None:
    text = 'POST https://sellingpartnerapi-eu.amazon.com/mfn/v0/eligibleShippingServices\n{"code":"Unauthorized","message":"Access to requested resource is denied.","details":""}\nOrders come in fine.'
    assert judged(text) == ("amazon", "authorization-missing-or-role", "maybe")
    assert diagnose(text).findings[0].id == "amazon-versandlabel-berechtigung"


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("Outlook: Das Token ist abgelaufen, bitte neu anmelden.", "microsoft"),
        ("Der TAN-Token der Bank ist abgelaufen.", "bank-und-behoerden"),
        ("Google Shopping: Token abgelaufen", "google"),
        ("PayPal: Die Freigabe läuft in 14 Tagen ab.", "paypal"),
    ],
)
def test_a_token_of_another_service_is_never_renewed_here(text: str, service: str) -> None:
    answer = diagnose(text)
    assert (answer.marketplace.certainty, answer.marketplace.service) == ("none", service)
    assert answer.findings[0].renew == "no"
    assert answer.next.type == "handover"


@pytest.mark.parametrize(
    ("text", "service"),
    [
        (f"https://allegro.pl/auth/oauth/token 400 {GENERIC_GRANT}", "allegro"),
        ("TikTok Shop: refresh token has expired", "andere-marktplaetze"),
    ],
)
def test_another_marketplace_with_a_consent_has_the_general_guide(text: str, service: str) -> None:
    answer = diagnose(text)
    assert (answer.marketplace.certainty, answer.marketplace.service) == ("none", service)
    assert (answer.findings[0].renew, answer.next) == (
        "yes",
        Next("guide", guide="andere", step="1"),
    )


def test_another_marketplace_needs_no_guide_where_renewing_does_not_help() -> None:
    answer = diagnose("https://api.allegro.pl/sale/offers 429 Too Many Requests")
    assert (answer.findings[0].renew, answer.next.type) == ("no", "handover")


def test_headers_that_name_a_rate_limit_are_no_throttling() -> None:
    text = 'x-amzn-RateLimit-Limit: 0.0167\nx-rate-limit-remaining: 3\n{"errors":[{"code":"Unauthorized","message":"Access to requested resource is denied.","details":""}]}'
    assert judged(text) == ("amazon", "authorization-missing-or-role", "maybe")


def test_an_unnamed_expired_token_is_no_reason_to_sign_in_again() -> None:
    assert judged('{"message":"The incoming token has expired"}') == (
        "unknown",
        "access-token-expired",
        "maybe",
    )


def test_a_changed_password_at_ebay_ends_the_token() -> None:
    text = (
        "Wir haben unser eBay-Passwort geändert und seitdem holt büro+ keine Bestellungen mehr ab."
    )
    assert judged(text) == ("ebay", "refresh-token-expired-or-revoked", "yes")


@pytest.mark.parametrize(
    "signature",
    [
        "Otto Maier",
        "Alexa Schmidt",
        "Facebook | Instagram",
        "Holen Sie sich Outlook für iOS",
        "max@gmail.com",
        "info@ebay-shop.example",
    ],
)
def test_names_in_a_signature_are_no_signs(signature: str) -> None:
    assert judged(f"{GENERIC}\n\nViele Grüße\n{signature}")[0] == "unknown"
    assert judged(f"Bei eBay kommt: {GENERIC}\n\nViele Grüße\n{signature}")[0] == "ebay"


# --- whose line it is -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "market"),
    [
        ("Amazon: Auth token is hard expired", "amazon"),
        ("[ebay-import] Access to requested resource is denied", "ebay"),
        ("2026-11-01 08:00 ERROR Otto: 403 Forbidden. eBay und Amazon wie immer.", "otto"),
        ("--- Amazon ---\nAnmeldung: ok\n--- eBay ---\nAnmeldung: FEHLER (Token widerrufen)", "ebay"),
        ("Shop 1 (Shopware): ok / Shop 2 (Amazon): 403 Forbidden / Shop 3 (eBay): ok", "amazon"),
        ("eBay orders ok, Amazon orders ok, only Otto: token endpoint says invalid_client", "otto"),
    ],
)  # fmt: skip
def test_the_head_of_a_line_says_whose_it_is(text: str, market: str) -> None:
    assert judged(text)[0] == market


def test_an_address_outweighs_the_head_of_a_line() -> None:
    answer = diagnose("Amazon: 401 Unauthorized https://api.ebay.com/sell/fulfillment/v1/order")
    assert answer.marketplace.id == "ebay"
    assert any("Amazon" in one.why for one in answer.marketplace.against)


@pytest.mark.parametrize(
    "text",
    [
        r"C:\Users\admin\ebay\export.csv konnte nicht geöffnet werden (Zugriff verweigert)",
        r"Zugriff auf Pfad \\server\wawi\ebay\bilder wurde verweigert.",
        "/var/log/amazon-sync/otto.log: Permission denied",
    ],
)
def test_the_name_of_a_folder_is_no_mention(text: str) -> None:
    assert diagnose(text).marketplace.id is None


def test_the_name_of_a_programs_file_is_one() -> None:
    text = 'File "/opt/sync/ebay/orders.py", line 88: 401 Unauthorized'
    assert diagnose(text).marketplace.id == "ebay"


def test_a_marketplaces_message_comes_before_that_of_another_service() -> None:
    log = """08:15:09 Abruf Amazon FEHLER: Access to requested resource is denied.
08:15:11 Mailversand FEHLER: 535 5.7.8 Username and Password not accepted"""
    answer = diagnose(log)
    assert answer.marketplace.id == "amazon"
    assert [finding.id for finding in answer.findings] == [
        "amazon-zugriff-verweigert",
        "mail-anmeldung-abgelehnt",
    ]


# --- what the words around say ------------------------------------------------------------------


def test_an_expiry_that_mends_itself_is_the_access_token() -> None:
    text = "eBay: Token abgelaufen, tritt nachts auf, beim nächsten Lauf geht es wieder"
    assert judged(text)[1:] == ("access-token-expired", "no")


def test_a_success_behind_an_arrow_heals() -> None:
    text = "[WARN] otto: 401 invalid_token -> new token ok\n[ERR] kaufland: 401 unknown client key"
    assert judged(text) == ("kaufland", "app-credentials-wrong", "no")


@pytest.mark.parametrize("token", ["Firebase", "Slicer", "Jira"])
def test_the_token_of_something_unknown_is_no_reason_to_renew(token: str) -> None:
    assert judged(f"{token}-Token ist abgelaufen.")[2] != "yes"


def test_a_sign_in_that_did_not_succeed_is_no_success() -> None:
    text = "Nach der eBay-Anmeldung: Die Anmeldung war nicht erfolgreich."
    assert judged(text)[1] != "not-an-error"


def test_a_question_about_the_sign_in_names_its_marketplace() -> None:
    assert judged("Muss ich nach dem Wechsel des eBay-Passworts etwas tun?")[0] == "ebay"


def test_an_answered_question_is_no_question() -> None:
    text = "Danke, nach dem Anmelden der eBay-Plattform läuft jetzt alles."
    assert judged(text) == ("none", "not-an-error", "no")


# --- what else is permitted, connected and runs out -----------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Die Autorisierung der Kreditkartenzahlung ist abgelaufen",
        "Freigabe der Rechnung durch Frau Meier wurde zurückgezogen",
        "Die Zugriffsberechtigung auf den Ordner wurde entzogen",
        "License token expired, please renew your subscription",
        "Your VPN connection has expired",
        "No data from Bluetooth. Please reconnect your device",
    ],
)
def test_other_permissions_than_a_platforms_are_none_to_renew(text: str) -> None:
    assert diagnose(text).findings[0].renew != "yes"


def test_another_permission_in_the_same_text_hides_no_consent() -> None:
    text = "Die Freigabe der Rechnung fehlt noch. Außerdem ist unser eBay-Token abgelaufen."
    assert judged(text) == ("ebay", "refresh-token-expired-or-revoked", "yes")


@pytest.mark.parametrize(
    ("text", "renew"),
    [
        ("Allegro: die Autorisierung ist abgelaufen, bitte neu verbinden", "yes"),
        ("Shopee: refresh_token has expired", "yes"),
        ("Allegro 403 Insufficient scope", "maybe"),
        ("bol.com 401 Token expired", "no"),
        ("Dropbox: refresh token expired", "no"),
    ],
)
def test_other_marketplaces_with_a_consent_are_like_ours(text: str, renew: str) -> None:
    answer = diagnose(text)
    assert (answer.marketplace.id, answer.findings[0].renew) == (None, renew)
    assert ("anderer-marktplatz" in answer.notes) == (renew != "no")


@pytest.mark.parametrize(
    ("text", "market"),
    [
        ("Amazon token refreshed and saved", "amazon"),
        ("ebay oauth saved, valid until 2027-12-31", "ebay"),
        ("Die Rechnung von Amazon liegt bei", None),
        ("Wie verbinde ich mein Amazon-Verkäuferkonto zum ersten Mal?", None),
    ],
)
def test_who_tells_of_a_connection_means_that_marketplace(text: str, market: str | None) -> None:
    assert diagnose(text).marketplace.id == market


def test_a_shop_with_keys_that_heads_a_line_does_not_take_another_ones_refusal() -> None:
    assert judged(f"[woocommerce] ebay_sync: {EBAY_REFUSED}")[0] in ("ebay", "unknown")
    assert judged(f"[woocommerce] ebay_sync: {EBAY_REFUSED}")[2] == "yes"
    assert judged("Kaufland: Auth token is hard expired")[0] == "kaufland"
