"""Texts without a secret in them, as support receives them: redaction must leave them alone.

Many stand close to a rule on purpose: »Passwort: bitte neu setzen«, ``"code": "Unauthorized"``,
a time stamp beside a telephone number's shape, a request id beside a token's.
"""

from pathlib import Path

ORDINARY = (
    # --- letters and tickets -----------------------------------------------------------------
    "Guten Morgen,\nseit heute früh kommen keine Amazon-Bestellungen mehr herein. Im Protokoll steht nur "
    "»An error occurred while refreshing token.« Was müssen wir tun? Am Programm wurde nichts geändert.",
    "Beim Abruf der Vorgänge kommt seit gestern ein Fehler mit dem Token. Die Plattform ist eBay, der Abruf läuft "
    "alle 15 Minuten, um 07:14:09 Uhr ging es noch. Neu starten hat nichts gebracht.",
    "Wir haben das Passwort geändert, seitdem geht nichts mehr. Passwort: wurde gestern neu gesetzt. Token: abgelaufen. "
    "Client-Secret: unverändert. Muss der Zugriffstoken erneuert werden?",
    "Passwort: bitte neu setzen\nToken: ungültig\nStatus: 400\nMeldung: invalid_grant\nBenutzer: keiner angemeldet",
    "Kunde: Seit dem Update kommt immer die gleiche Meldung.\nSupport: Bitte prüfen Sie die Zugangsdaten.\n"
    "Kunde: Das haben wir schon gemacht, es hat nicht geholfen.",
    "Der Käufer: hat reklamiert. Die Adresse: bitte prüfen. Telefon: siehe oben. Name: fehlt. Ort: unbekannt.",
    "Die Bestellung wurde als versendet markiert, der Auftrag ist noch offen, das Ticket wartet auf Antwort. "
    "Bestellungen von 2025 und 2026 sind vollständig, im Vorgang fehlt nur die Rechnung.",
    "Wir nutzen microtech büro+ in Version 24.0.1.5123 unter Windows Server 2022, Datenbank 18 GB, 3.210 Angebote, "
    "1.544 Fehler in 2 Stunden, letzter Abruf am 02.03.2026 um 07:14 Uhr, davor am 28.02.2026.",
    "Laut Anzeige läuft der Token am 14.03.2026 ab. Soll ich jetzt schon erneuern oder macht das Programm das selbst?",
    "Unter E-COMMERCE - STAMMDATEN - PLATTFORMEN auf ÄNDERN, Register ZUGANGSDATEN, AKTIV-Kennzeichen entfernen, "
    "SPEICHERN & SCHLIEßEN, danach ANMELDEN. Schritt 4 klappt nicht: Das Seller Central öffnet sich nicht.",
    "Der eBay-Fehler 16110 »Token has been revoked by the user.« kommt seit 14 Uhr. Wir haben nichts widerrufen. "
    "Fehler 17470 kam davor, 21917053 und 931 gab es letzte Woche, 932 noch nie.",
    "Frage zum Versandlabel: Amazon SFP, Meldung »Access to requested resource is denied.«, Schlüssel liegt bereit, "
    "Drucker druckt, Etiketten fehlen. Bitte um Rückmeldung bis Freitag, 12:30 Uhr, sonst erst am 5. oder 6. März.",
    "Bearer-Token oder Basic-Authentifizierung, was nutzt Kaufland? Die Anleitung nennt basic authentication und "
    "bearer token authentication, wir verstehen den Unterschied nicht. Bearer tokens laufen ab, Basic nicht.",
    "Wo finde ich Client-ID und Client-Secret? Muss ich access_token und refresh_token selbst eintragen? "
    "Der Parameter grant_type steht auf refresh_token, redirect_uri ist leer, scope auch.",
    "Unsere Adresse im Shop ist falsch. Die Lieferadresse: wird nicht übernommen. Straße und Ort fehlen im Export, "
    "die Telefonnummer auch. Die E-Mail kommt nicht an.",
    "Die Schlüssel 1 bis 4 sind ungültig, der Code steht in Zeile 113. Session abgelaufen, Cookies gelöscht, "
    "Browser geschlossen, anderer Browser probiert, gleicher Fehler. Die Signatur stimmt nicht.",
    "Fehlermeldung beim Druck: Code 502, Bad Gateway, 3 von 40 Aufrufen. Nach 10 Minuten wieder 200 OK. "
    "Die Warteschlange enthielt 12 345 Zeilen, davon 0 fehlerhaft, Laufzeit 0:42:17.",
    "Am Arbeitsplatz 3 geht es, am Arbeitsplatz 7 nicht. Beide sind am selben Weg 2 angeschlossen, Raum 12, Etage 4.",
    "Hello, since yesterday order import fails with 401 Unauthorized. Name: invalid. Password: required. User: unknown. "
    "The customer says the token is expired, but the key works in the API test tool. Contact support please.",
    "Nach dem Rotieren des LWA-Geheimnisses geht gar nichts mehr: 401, invalid_client, Client authentication failed.",
    "Rechnung und Lieferschein werden erstellt, nur der Abruf von Auftrag und Bestellung schlägt fehl. Kundennummer "
    "und Ticketnummer kann ich nachreichen.",
    # --- errors as services write them ---------------------------------------------------------
    '{"error":{"title":"ServerError","message":"An error occurred while refreshing token.","status":400}}',
    '{"errors":[{"message":"Access to requested resource is denied.","code":"Unauthorized","details":""}]}',
    '{"errors":[{"message":"Access to requested resource is denied.","code":"MissingAuthenticationToken"}]}',
    '{"error_description":"The request has an invalid grant parameter : refresh_token. User may have revoked or '
    'didn\'t grant the permission.","error":"invalid_grant"}',
    '{"error":"invalid_grant","error_description":"the provided authorization refresh token is invalid or was issued '
    'to another client","error_uri":null}',
    '{"errors":[{"errorId":1001,"domain":"OAuth","category":"REQUEST","message":"Invalid access token","longMessage":'
    '"Invalid access token. Check the value of the Authorization HTTP request header."}]}',
    '{"code":"woocommerce_rest_cannot_view","message":"Sorry, you cannot list resources.","data":{"status":401}}',
    '{"errors":[{"code":"FRAMEWORK__STORE_ERROR","status":"500","title":"Nicht authorisiert","detail":"Die '
    'durchgef\\u00fchrte Aktion ist nicht erlaubt","meta":{"documentationLink":"https:\\/\\/docs.shopware.com\\/de"}}]}',
    '{"message":"Consumer is not authorized to access %resources","parameters":{"resources":"Magento_Sales::sales"}}',
    '{"errors":"[API] Invalid API key or access token (unrecognized login or wrong password)"}',
    '{"errors":{"password":["is too short"],"email":["is required"],"access_token":["The access token is missing"]}}',
    '{"token_type":"bearer","expires_in":3600,"scope":"https://api.ebay.com/oauth/api_scope/sell.inventory","state":"active"}',
    '{"missing":["access_token","refresh_token","client_id"],"grant_type":"refresh_token","password":null,"token":""}',
    '{"body":"{\\"error_description\\":\\"The request has an invalid grant parameter : code\\",\\"error\\":\\"invalid_grant\\"}"}',
    "<Errors><ShortMessage>Auth token is hard expired.</ShortMessage><LongMessage>Auth token is hard expired, User needs "
    "to generate a new token for this application.</LongMessage><ErrorCode>932</ErrorCode><SeverityCode>Error"
    "</SeverityCode><ErrorClassification>RequestError</ErrorClassification></Errors><Version>1193</Version>",
    "<ErrorResponse><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>The security token included in "
    "the request is invalid.</Message></Error><RequestId>3f5b8c1e-0d4a-4c1f-9a55-7cf0b2a1d9e0</RequestId></ErrorResponse>",
    "Array\n(\n    [Ack] => Failure\n    [ShortMessage] => Auth token is invalid.\n    [ErrorCode] => 931\n"
    "    [SeverityCode] => Error\n    [Token] => \n    [Password] => \n)",
    'HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer error="invalid_token", error_description="The token expired"\n'
    'WWW-Authenticate: Basic realm="CIG Production Services"\nContent-Type: application/json; charset=utf-8\n'
    "Date: Tue, 03 Feb 2026 15:13:26 GMT\nContent-Length: 141\nx-amzn-RequestId: 5b1d9c40-77aa-4f1e-9c02-1d6a54c0b7e1\n"
    "x-amzn-ErrorType: AccessDeniedException\nRetry-After: 86400\nX-EBAY-API-CALL-NAME: GetOrders\nX-EBAY-API-SITEID: 77",
    "Signature expired: 20260105T091025Z is now earlier than 20260105T093851Z (20260105T094351Z - 5 min.)",
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and "
    "signing method. Consult the service documentation for details.",
    "sp_api.auth.exceptions.AuthorizationError: ('invalid_client', 'Client authentication failed', 401)",
    "GET /orders/v0/orders?MarketplaceIds=A1PA6795UKMFR9&CreatedAfter=2026-02-21T10:15:00Z HTTP/1.1\n"
    "Host: sellingpartnerapi-eu.amazon.com\nUser-Agent: ErpSync/7.1 (Language=Java/17; Platform=Windows/10)",
    "POST https://api.amazon.com/auth/o2/token\nPOST https://api.ebay.com/identity/v1/oauth2/token grant_type=refresh_token",
    "POST /auth/o2/token 400 error_description=The+request+has+an+invalid+grant+parameter+%3A+refresh_token&error=invalid_grant",
    "https://auth.sandbox.ebay.com/oauth2/error?errorId=invalid_request&response_type=code&prompt=login",
    "AADSTS700082: The refresh token has expired due to inactivity. The token was issued on 2026-02-26T21:52:54.2810613Z "
    "and was inactive for 90.00:00:00.\r\nTrace ID: 00000000-1111-2222-3333-444444444444",
    # --- logs and stack traces -----------------------------------------------------------------
    "2026-03-02 08:00:00,001 INFO  amazon.orders 403 denied\n2026-03-02 08:00:00,420 INFO  amazon.token  new access token, "
    "expires_in=3600\n2026-03-02 08:00:02,118 INFO  amazon.orders 200 14 orders imported",
    "[09:41:07] 200 OK  Ack=Failure  932  Auth token is hard expired\n[09:41:07] refresh_token valid until 2027-08-30, "
    "refreshEbayToken() -> 200, expires_in 7200\n[09:41:08] POST https://api.ebay.com/ws/api.dll  GetBestOffers -> Ack=Success",
    "Mar  2 07:14:09 srv01 erp-sync[2211]: order import: 0 new, 14 known, took 00:00:03.117, next run 2026-03-02T07:29:09+01:00",
    "at SellingPartner.callAPI (/srv/app/node_modules/amazon-sp-api/lib/SellingPartner.js:573:13)\n    at runMicrotasks "
    "(<anonymous>)\n    at processTicksAndRejections (internal/process/task_queues.js:93:5) {\n  code: 'Unauthorized',\n"
    "  details: '',\n  type: 'error'\n}",
    "at EbayApiError (/srv/shop/node_modules/@hendt/ebay-api/lib/errors/index.js:26:47)\n    at XMLRequest.handleEBayJsonError",
    'Traceback (most recent call last):\n  File "/usr/lib/python3.11/site-packages/sp_api/auth/access_token_client.py", line '
    '84, in request\n    raise AuthorizationError(*error)\n  File "orders.py", line 31, in get_orders\n'
    "    token = self.get_access_token(refresh_token=refresh_token, client_id=client_id)",
    "com.amazonaws.services.s3.model.AmazonS3Exception: The provided token has expired. (Service: Amazon S3; Status Code: "
    "400; Error Code: ExpiredToken; Request ID: 7Q2M1C0B9DA84F63)\n\tat com.amazonaws.http.AmazonHttpClient."
    "handleErrorResponse(AmazonHttpClient.java:1389)",
    "System.Net.Http.HttpRequestException: Response status code does not indicate success: 401 (Unauthorized).\n"
    "   at System.Net.Http.HttpResponseMessage.EnsureSuccessStatusCode()\n   at Erp.Sync.TokenService.<RefreshAsync>"
    "d__12.MoveNext() in C:\\Build\\src\\Erp.Sync\\TokenService.cs:line 88",
    "PHP Fatal error:  Uncaught GuzzleHttp\\Exception\\ClientException: Client error: `POST https://api.amazon.com/auth/o2/token` "
    "resulted in a `400 Bad Request` response in C:\\wamp64\\www\\sync\\vendor\\guzzlehttp\\guzzle\\src\\Exception.php on line 113",
    "cURL error 28: Failed to connect to api.amazon.com port 443: Connection timed out after 10001 milliseconds",
    "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='api.ebay.com', port=443): Max retries exceeded with url: "
    "/ws/api.dll (Caused by ProxyError('Cannot connect to proxy.', error('Tunnel connection failed: 407',)))",
    "java.net.UnknownHostException: sellingpartnerapi-eu.amazon.com: Name or service not known; retry 3 of 5 in 1500 ms; "
    "thread pool-2-thread-14; heap 512M; pid 20117; object <urllib3.connection.HTTPSConnection object at 0x7f1c04ab90>",
    "TLS: certificate verify failed: certificate has expired (_ssl.c:1006), CN=api.ebay.com, serial 04:a1:5c, not after "
    "2026-02-28 23:59:59 UTC",
    "event=token_refresh_failed service=amazon status=400 error=invalid_grant attempt=3 duration_ms=1532 version=7.12.0 "
    "trace_id=4bf92f3577b34da6a3ce929d0e0e4736 span_id=00f067aa0ba902b7 region=eu-west-1",
)


def ordinary_lines() -> list[str]:
    """Single lines of messages, logs, code and documentation in which nothing may be masked."""
    return Path(__file__).with_name("ordinary_lines.txt").read_text("utf-8").splitlines()
