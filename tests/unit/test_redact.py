"""What redaction hides, and what it leaves, one example for each kind of place."""

import time

import pytest

from wizard.redact import LABELS, Redaction, mask, redact
from wizard.redaction.names import ENDING_STEMS, ENDINGS, FIELDS, plain_name

TOKEN = "IwEBIBc7dEf2gHi9kLm4nOp6qRs8tUv"
HEX32 = "5f2c9e7a0b4d61c8e3f7a2b5d9c0146e"


def shown(text: str) -> str:
    """The redacted text with masks as `<kind's label>`, for short expectations."""
    return redact(text).text.replace(" entfernt›", ">").replace("‹", "<")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # --- tokens keep their public beginning: it tells the marketplace ---
        (f"Atza|{TOKEN}", "Atza|<Zugriffstoken>"),
        (f"Unser Token ist Atzr|{TOKEN}.", "Unser Token ist Atzr|<Refresh-Token>."),
        (f"refresh_token=Atzr|{TOKEN}&x=1", "refresh_token=Atzr|<Refresh-Token>&x=1"),
        (f"refresh_token=Atzr%7C{TOKEN}%3D&x=1", "refresh_token=Atzr%7C<Refresh-Token>&x=1"),
        (f"body=refresh_token%253DAtzr%25257C{TOKEN}%2526x", "body=refresh_token%253DAtzr%25257C<Refresh-Token>%2526x"),
        ("v^1.1#i^1#r^0#p^3#t^H4sIAAA/+b=", "v^1.1#<eBay-Token>"),
        ("code=v%5E1.1%23i%5E1%23t%5EUl41Xz%3D&expires_in=299", "code=v%5E1.1%23<eBay-Token>&expires_in=299"),
        ("AgAAAA**AQAAAA**aAAAAA**kD/sDrWtNFo==", "AgAAAA**<eBay-Token>"),
        ("amzn1.application-oa2-client.c0ffee0123456789", "amzn1.application-oa2-client.<Client-ID>"),
        (f"amzn1.oa2-cs.v1.{HEX32}{HEX32}", "amzn1.oa2-cs.v1.<Client-Secret>"),
        (f"shpat_{HEX32}", "shpat_<Zugriffstoken>"),
        (f"ck_{HEX32} und cs_{HEX32}", "ck_<API-Schlüssel> und cs_<API-Schlüssel>"),
        ("Muster-Wawi-PRD-1a2b3c4d5-6e7f8a9b", "<Client-ID>"),
        ("PRD-1a2b3c4d5e6f-7a8b-9c0d-1e2f-3a4b", "PRD-<Client-Secret>"),
        (f"eyJhbGciOiJIUzI1NiJ9.eyJ{TOKEN}.abc-_1", "eyJ<JWT>"),
        ("AWS Access Key ID: AKIAINVENTED00000000.", "AWS Access Key ID: <AWS-Schlüssel>."),
        ("Etsy: 12345678.aB3dEf6hIj9kLm2oPq5sTu8wXy1aB4dE", "Etsy: <Zeichenfolge>"),
        # --- in sentences ---
        (f"Der API-Schlüssel lautet {HEX32}, geht nicht", "Der API-Schlüssel lautet <API-Schlüssel>, geht nicht"),
        (f"mit dem API-Key {HEX32}", "mit dem API-Key <API-Schlüssel>"),
        ("Anmeldung von Benutzer MUSTER\\kluder schlug fehl", "Anmeldung von Benutzer <Benutzername> schlug fehl"),
        ("Unser Kunde Jörg Müller-Lüder wartet", "Unser Kunde <Name> wartet"),
        ("Kundin Käthe Lüder hat bezahlt", "Kundin <Name> hat bezahlt"),
        (f"Der alte Schlüssel war {HEX32}, der neue ist {HEX32[::-1]}.", "Der alte Schlüssel war <API-Schlüssel>, der neue ist <API-Schlüssel>."),
        ("Kennwort für Amazon = Tulpe#47kL (so)", "Kennwort für Amazon = <Kennwort> (so)"),
        ("Passwort (eBay): Tulpe#47kL", "Passwort (eBay): <Kennwort>"),
        ("Passwort für das Konto laden24: Tulpe#47kL.", "Passwort für das Konto laden24: <Kennwort>."),
        ("Kennwort alt: Tulpe#47kL, Kennwort neu: Dahlie!88q", "Kennwort alt: <Kennwort>, Kennwort neu: <Kennwort>"),
        (f"Client Key (neu): {HEX32}", "Client Key (neu): <API-Schlüssel>"),
        ("Passwort für Amazon: siehe https://a.example/1", "Passwort für Amazon: siehe https://a.example/1"),
        ("pwd Tulpe#47kL geht nicht", "pwd <Kennwort> geht nicht"),
        ("Zugangsdaten Seller Central: chef | Tulpe#47kL", "Zugangsdaten Seller Central: <Zugangsdaten>"),
        ("2FA-Code 482911 ging nicht, Sicherheitscode: 913 204, TAN 829104", "2FA-Code <Kennwort> ging nicht, Sicherheitscode: <Kennwort>, TAN <Kennwort>"),
        ("Instant 829104 und Fehlercode 482911", "Instant 829104 und Fehlercode 482911"),
        ("geb. 03.04.1961, geboren am 3. April 1961", "geb. <Geburtsdatum>, geboren am <Geburtsdatum>"),
        ("schreiben Sie an bernd.ohl at web punkt de", "schreiben Sie an <E-Mail-Adresse>"),
        ("Das neue Kennwort hab ich auf Tulpe#47kL gesetzt", "Das neue Kennwort hab ich auf <Kennwort> gesetzt"),
        ("Passwort nicht mehr Tulpe#47kL sondern Dahlie!88q", "Passwort nicht mehr <Kennwort> sondern <Kennwort>"),
        ("Login laden24 / Tulpe#47kL geht nicht", "Login <Benutzername> / <Kennwort> geht nicht"),
        ("Passwort falsch, Fehler C#1 in Zeile 12", "Passwort falsch, Fehler C#1 in Zeile 12"),
        ("mein PW war Tulpe#47kL", "mein PW war <Kennwort>"),
        (f"client secret is {HEX32}{HEX32[:8]}", "client secret is <API-Schlüssel>"),
        (f"secret -> {HEX32}", "secret -> <Client-Secret>"),
        (f"- Client Secret → {HEX32}", "- Client Secret → <Client-Secret>"),
        (f"**Client Secret:** {HEX32}", "**Client Secret:** <Client-Secret>"),
        ("GET /v1/order  ->  401, wrong password) — custom", "GET /v1/order  ->  401, wrong password) — custom"),
        ('requests.get(url, auth=("laden24x", "Tulpe#47kL"))', 'requests.get(url, auth=("<Kennwort>", "<Kennwort>"))'),
        ("new PDO('mysql:host=db', 'erp', 'Tulpe#47kL')", "new PDO('mysql:host=db', 'erp', '<Kennwort>')"),
        ("sqlcmd -S db -U sa -P Tulpe#47kL", "sqlcmd -S db -U sa -P <Kennwort>"),
        ("mysql -h db -P 3306 -u erp -pTulpe#47kL", "mysql -h db -P 3306 -u erp -p<Kennwort>"),
        ("net use Z: /user:laden24 Tulpe#47kL", "net use Z: /user:<Benutzername> <Kennwort>"),
        ("nach A-1010 Wien", "nach <Adresse>"),
        # --- label and value apart: copied from a page, a table, a database, a protocol ---
        (f"Client Secret\n{HEX32}\n\nPasswort:\nTulpe#47kL\n", "Client Secret\n<Client-Secret>\n\nPasswort:\n<Kennwort>\n"),
        (f"Client Key\n{HEX32}", "Client Key\n<Client-ID>"),
        (f"Request-ID\n{HEX32}\nToken\nabgelaufen\n", f"Request-ID\n{HEX32}\nToken\nabgelaufen\n"),
        ("Das liegt am Token\nWarenwirtschaft2026\n", "Das liegt am Token\nWarenwirtschaft2026\n"),
        ("Zugangsdaten:\nladen24\nTulpe#47kL\n", "Zugangsdaten:\nladen24\n<Kennwort>\n"),
        ("Cookie\nsession=Hk7Rt2Qw; x=1", "Cookie\n<Cookie>"),
        ("Keystring\na1b2c3d4e5f6g7h8i9j0k1l2\n", "Keystring\n<API-Schlüssel>\n"),
        ("Authorization: Bearer\nHk7Rt2Qw9Lp4Zx1Vb6Nm3Ds8Fg5Jy", "Authorization: Bearer\n<Bearer-Token>"),
        ("<td>Passwort</td><td>Tulpe#47kL</td>", "<td>Passwort</td><td><Kennwort></td>"),
        ("<th>Token</th><th>Status</th><td>Passwort</td><td>falsch</td>", "<th>Token</th><th>Status</th><td>Passwort</td><td>falsch</td>"),
        (f"konto;client_secret;pw\nDE;{HEX32};Tulpe#47kL\nAT;{HEX32};x1!y\n", "konto;client_secret;pw\nDE;<Client-Secret>;<Kennwort>\nAT;<Client-Secret>;<Kennwort>\n"),
        (f"| Konto | Secret |\n|---|---|\n| DE | {HEX32} |\n", "| Konto | Secret |\n|---|---|\n| DE | <Client-Secret> |\n"),
        ("status;token;zeit\nok;abgelaufen;07:14\n", "status;token;zeit\nok;abgelaufen;07:14\n"),
        (f"INSERT INTO `k` (`id`,`client_secret`,`pw`) VALUES (3,'{HEX32}','Tul''pe#4'),(4,'{HEX32}','b#2c')", "INSERT INTO `k` (`id`,`client_secret`,`pw`) VALUES (3,'<Client-Secret>','<Kennwort>'),(4,'<Client-Secret>','<Kennwort>')"),  # noqa: S608
        ('Dim sPasswort As String = "Tulpe#47kL"', 'Dim sPasswort As String = "<Kennwort>"'),
        (f'const clientSecret: string = "{HEX32}";', 'const clientSecret: string = "<Client-Secret>";'),
        ("USER laden\n331 Password required\nPASS Tulpe#47kL\n530 Login incorrect", "USER laden\n331 Password required\nPASS <Kennwort>\n530 Login incorrect"),
        ("a1 LOGIN post@laden.example Tulpe#47kL\na1 NO", "a1 LOGIN <E-Mail-Adresse> <Kennwort>\na1 NO"),
        ("S: 334 UGFzc3dvcmQ6\nC: VHVscGUjNDdrTA==\nS: 535", "S: 334 UGFzc3dvcmQ6\nC: <Zugangsdaten>\nS: 535"),
        ('CURLOPT_USERPWD, "laden24:Tulpe#47kL"', 'CURLOPT_USERPWD, "<Zugangsdaten>"'),
        ("Atzr|IwEBIKq7Zt3mVx9LpWd<br>2Rf8YnBs5GhCjQk4TuEa1oXvM<br>Rest des Satzes", "Atzr|<Refresh-Token><br>Rest des Satzes"),
        # --- headers ---
        ("Authorization: Bearer abc123def456\nHost: api.ebay.com", "Authorization: Bearer <Bearer-Token>\nHost: api.ebay.com"),
        ("Authorization: Basic bWF4OmdlaGVpbQ==", "Authorization: Basic <Zugangsdaten>"),
        (r"{\"Authorization\":\"Bearer abc123def456\"}", r"{\"Authorization\":\"Bearer <Bearer-Token>\"}"),
        ("X-EBAY-API-IAF-TOKEN: abc123def456", "X-EBAY-API-IAF-TOKEN: <Zugriffstoken>"),
        ("Cookie: session-id=1; at-main=\"x y\"\nAccept: */*", "Cookie: <Cookie>\nAccept: */*"),
        ('{"set-cookie": ["a=1; Path=/", "b=2"], "status": 200}', '{"set-cookie": ["<Cookie>", "<Cookie>"], "status": 200}'),
        ("headers={Cookie=[a=b; c=d], Accept=[*/*]}", "headers={Cookie=[<Cookie>], Accept=[*/*]}"),
        (f"Hm-Signature: {HEX32}{HEX32}", "Hm-Signature: <Signatur>"),
        # --- fields in every dress ---
        ('{"client_secret": "abc123", "status": 400}', '{"client_secret": "<Client-Secret>", "status": 400}'),
        (r'{"b":"{\"password\":\"ab\\\"c1\"}"}', r'{"b":"{\"password\":\"<Kennwort>\"}"}'),
        (r"{\u0022api_key\u0022:\u0022abc123\u0022}", r"{\u0022api_key\u0022:\u0022<API-Schlüssel>\u0022}"),
        ("&quot;api_key&quot;: &quot;abc123&quot;", "&quot;api_key&quot;: &quot;<API-Schlüssel>&quot;"),
        ("{ „api_key“: „abc123“ }", "{ „api_key“: „<API-Schlüssel>“ }"),
        ("<ClientSecret>abc123</ClientSecret>", "<ClientSecret><Client-Secret></ClientSecret>"),
        ("&lt;ClientSecret&gt;abc123&lt;/ClientSecret&gt;", "&lt;ClientSecret&gt;<Client-Secret>&lt;/ClientSecret&gt;"),
        ('<add key="ClientSecret" value="abc123"/>', '<add key="ClientSecret" value="<Client-Secret>"/>'),
        ("    [client_secret] => abc123\n)", "    [client_secret] => <Client-Secret>\n)"),
        ('["client_secret"]=>\n  string(6) "abc123"', '["client_secret"]=>\n  string(6) "<Client-Secret>"'),
        ("{'client_secret': 'abc123', 'n': None}", "{'client_secret': '<Client-Secret>', 'n': None}"),
        ("[('client_secret', 'abc123')]", "[('client_secret', '<Client-Secret>')]"),
        ("--client-secret abc123 --verbose", "--client-secret <Client-Secret> --verbose"),
        ("client_secret: abc123", "client_secret: <Client-Secret>"),
        ("Client Secret: abc123", "Client Secret: <Client-Secret>"),
        ("Client_Secret=3D\"abc123\"", "Client_Secret=3D\"<Client-Secret>\""),
        ("spring.datasource.password=abc", "spring.datasource.password=<Kennwort>"),
        ("User Id=sa_user;Password=Abc!1;Encrypt=true", "User Id=<Benutzername>;Password=<Kennwort>;Encrypt=true"),
        ("https://max:geheim@api.ebay.com/x", "https://<Zugangsdaten>@api.ebay.com/x"),
        ("curl -u max:geheim https://x.example", "curl -u <Zugangsdaten> https://x.example"),
        ("Das Passwort lautet Sommer2026!", "Das Passwort lautet <Kennwort>"),
        ("Atzr|IwEB\u200bAbCd\u200bEfGh12345678 x", "Atzr|<Refresh-Token> x"),
        # --- people ---
        ("max.muster@firma.example", "<E-Mail-Adresse>"),
        ("Von: Max Muster <max@firma.de>", "Von: <Name> <<E-Mail-Adresse>>"),
        ("Tel.: 0511 / 12 34-56", "Tel.: <Telefonnummer>"),
        ("bitte +49 171 2345678 anrufen", "bitte <Telefonnummer> anrufen"),
        ("IBAN DE89 3704 0044 0532 0130 00 BIC", "IBAN <Bankverbindung> BIC"),
        ("4111 1111 1111 1111", "<Kartennummer>"),
        ("Käufer: Max Mustermann\nStatus: 400", "Käufer: <Name>\nStatus: 400"),
        ("Lieferadresse:\nMax Muster\nAm Weg 3\n12345 Ulm\n\nHTTP 400", "Lieferadresse:\n<Name>\n<Adresse>\n<Adresse>\n\nHTTP 400"),
        ("Erika Muster\nMusterweg 7\n12345 Berlin", "<Name>\n<Adresse>\n<Adresse>"),
        ("<ShippingAddress><Name>Max M</Name><Country>DE</Country></ShippingAddress>", "<ShippingAddress><Name><Name></Name><Country>DE</Country></ShippingAddress>"),
        ("Sehr geehrte Frau Petersen,", "Sehr geehrte Frau <Name>,"),
        ("Herr McAllister wartet", "Herr <Name> wartet"),
        ("Bitte Frau O'Brien-LÜDER anrufen", "Bitte Frau <Name> anrufen"),
        ("Frau Prof. Dr. Núñez hat angerufen", "Frau Prof. Dr. <Name> hat angerufen"),
        ("Mit freundlichen Grüßen\nKäthe Lüder", "Mit freundlichen Grüßen\n<Name>"),
        (r"C:\Users\max.muster\Desktop\a.js", r"C:\Users\<Benutzername>\Desktop\a.js"),
        ("X-Forwarded-For: 84.12.13.14", "X-Forwarded-For: <IP-Adresse>"),
        ("Rechnung an Firma Muster & Söhne GmbH, Am Markt 3a, 50667 Köln: geht nicht", "Rechnung an Firma <Name>, <Adresse>, <Adresse>: geht nicht"),
        # --- labels whose lines end in an escape: a letter within JSON ---
        (r'{"t":"Straße: Rosenweg 3\nTicketnummer 471100\nHTTP 400"}', r'{"t":"Straße: <Adresse>\nTicketnummer <Ticketnummer>\nHTTP 400"}'),
        (r'{"t":"{\"m\":\"Lieferadresse:\\nMax Muster\\nAm Weg 3\\n12345 Ulm\\n\\nHTTP\"}"}', r'{"t":"{\"m\":\"Lieferadresse:\\n<Name>\\n<Adresse>\\n<Adresse>\\n\\nHTTP\"}"}'),
        (r'{"t":"Cookie: a=1; b=\"x y\"; c=2\nHTTP 401"}', r'{"t":"Cookie: <Cookie>\nHTTP 401"}'),
        # --- numbers ---
        ("Prime-Label für 305-7741920-3350062 abgelehnt", "Prime-Label für <Bestellnummer> abgelehnt"),
        ("eBay 12-34567-12345", "eBay <Bestellnummer>"),
        ("GET /orders/v0/orders/112-4417720-9083351/orderItems", "GET /orders/v0/orders/<Bestellnummer>/orderItems"),
        ("GET /shops/10000001/receipts", "GET /shops/<Verkäufer-ID>/receipts"),
        ("Ticket #123456", "Ticket #<Ticketnummer>"),
        ("Kd.-Nr.: 12345", "Kd.-Nr.: <Kundennummer>"),
        ("Verkäufer-ID AEXAMPLESELL12 gesperrt", "Verkäufer-ID <Verkäufer-ID> gesperrt"),
        ("USt-IdNr. DE123456789", "USt-IdNr. <Steuernummer>"),
        ("apikey “1b4e28ba-2fa1-11d2-883f-0016d3cca427“", "apikey “<API-Schlüssel>“"),
        ("SellerId=A2EXAMPLESELL1", "SellerId=<Verkäufer-ID>"),
        # --- what a stranger found ---
        ('der Benutzername ist "laden-kl" und geht', 'der Benutzername ist "<Benutzername>" und geht'),
        ("Benutzername laden-dhl Passwort Tulpe#47", "Benutzername <Benutzername> Passwort <Kennwort>"),
        ("Hermes: User wd-hermes PW: H3rmes", "Hermes: User <Benutzername> PW: <Kennwort>"),
        ("Benutzername:\nladen@kl9\nPasswort:\nTulpe#47", "Benutzername:\n<Benutzername>\nPasswort:\n<Kennwort>"),
        ("GLS Login 2760001122 / glsgeheim9", "GLS Login <Zugangsdaten>"),
        ("Passwort alt Tulpe2019", "Passwort alt <Kennwort>"),
        ("Pass wort: Quelle88, Benutzemame: laden_kl", "Pass wort: <Kennwort>, Benutzemame: <Benutzername>"),
        ('"Anwendungspasswort "a1Bc d2Ef G3hi j4Kl M5no p6Qr"', '"Anwendungspasswort "<Kennwort>"'),
        ("App-Passwort: abcd efgh ijkl mnop.", "App-Passwort: <Kennwort>."),
        ("pass = Reh&Hase2019\nuser = x", "pass = <Kennwort>\nuser = x"),
        ("password=Reh&Hase&user=laden24", "password=<Kennwort>&user=<Benutzername>"),
        ("Passwort: ab‹c1›x und", "Passwort: <Kennwort> und"),
        ('Password=hx77&amp;kl;"', 'Password=<Kennwort>;"'),
        ('password = """a b"c d"""', 'password = """<Kennwort>"""'),
        ('<string name="password">Grog1!</string>', '<string name="password"><Kennwort></string>'),
        ('ConvertTo-SecureString "Ghx!7_weser" -AsPlainText', 'ConvertTo-SecureString "<Kennwort>" -AsPlainText'),
        ("DB_PASS=moin!123", "DB_PASS=<Kennwort>"),
        ("DSN=erp;UID=erpuser;PWD=Sylt20", "DSN=erp;UID=<Benutzername>;PWD=<Kennwort>"),
        ("AUTH PLAIN AGFiYwBkZWZnaA==\n535", "AUTH PLAIN <Zugangsdaten>\n535"),
        (f'Authorization: Digest realm="api", response="{HEX32}"', 'Authorization: Digest realm="api", response="<Signatur>"'),
        ("EBAY_DEV_ID=1b4e28ba-2fa1-11d2-883f-0016d3cca427", "EBAY_DEV_ID=<Client-ID>"),
        ("EBAY_RUNAME=Muster_Handel-Muster-buero--xkjqv", "EBAY_RUNAME=<Client-ID>"),
        ("Zugangs-ID SWIAZGZNVXSPCCKJJTXOYEZHBA", "Zugangs-ID SWIA<Client-ID>"),
        ("Consumer Key fic0q4g5lm0ucfo71z2u1nxeooa2vn31, x", "Consumer Key <API-Schlüssel>, x"),
        ("Aktivierungscode AB7D-1234-EFGH-5678", "Aktivierungscode <API-Schlüssel>"),
        (f"dop_v1_{HEX32}{HEX32}", "dop_v1_<Zeichenfolge>"),
        (f"Mailgun key-{HEX32}", "Mailgun key-<API-Schlüssel>"),
        ("hooks.slack.com/services/T3A97A286/BCB9BE4D2/Qh3qesuU", "hooks.slack.com/services/<Zugangsdaten>"),
        ("glpat-9DbjczTJNAMaww24Fbfi", "glpat-<API-Schlüssel>"),
        (f"Google 1//0{TOKEN}", "Google 1//<Refresh-Token>"),
        ("Private-Lines: 1\n9FVyvBfAu01cehm3LBPpX9i9nMnrrL3H", "Private-Lines: 1\n<Privater Schlüssel>"),
        ("Atzr I IwEBIJ8k2 Lm39xQpZ7vR1", "Atzr I <Refresh-Token>"),
        ("PUK 12345678, CVC 737", "PUK <Kennwort>, CVC <Kennwort>"),
        ("Gruß Käthe Lüder", "Gruß <Name>"),
        ("Käufer: sunny_deals_77 Name: x", "Käufer: <Name> Name: x"),
        ("Reto Bünzli\nBahnhofstrasse 21\n8001 Zürich", "<Name>\n<Adresse>\n<Adresse>"),
        ("Adresse de livraison :\nMme Élodie Lefèvre\n12 bis rue de la République\n69002 Lyon\n\n", "Adresse de livraison :\n<Adresse>\n<Adresse>\n<Adresse>\n\n"),
        ("für Ole Hinrichsen, Norderstr. 5, 24939 Flensburg", "für <Name>, <Adresse>, <Adresse>"),
        ("303-1234567-1111111 von Silke Brandt nicht", "<Bestellnummer> von <Name> nicht"),
        ("Guten Tag, die Nordlicht Tee GmbH & Co. KG wartet", "Guten Tag, die <Name> wartet"),
        ("Bestellnr.\tKäufer\tPLZ\tOrt\n7-1\tFrank Zander\t10178\tBerlin\n", "Bestellnr.\tKäufer\tPLZ\tOrt\n7-1\t<Name>\t<Adresse>\t<Adresse>\n"),
        ("> | Login | Passwort |\n> |---|---|\n> | laden24 | x1!y |\n", "> | Login | Passwort |\n> |---|---|\n> | <Benutzername> | <Kennwort> |\n"),
        ("IBAN: DE 8937 0400 4405 3201 3000, BIC COBADEFFXXX", "IBAN: <Bankverbindung>, BIC <Bankverbindung>"),
        ("Kontonummer 1234567890 BLZ 37040044", "Kontonummer <Bankverbindung> BLZ <Bankverbindung>"),
        ("Steuer-Nr. 12 345 67890, Steuernummer 181/815/08155, VAT GB 980 7806 84", "Steuer-Nr. <Steuernummer>, Steuernummer <Steuernummer>, VAT <Steuernummer>"),
        ("EKP 6221234567 Abrechnungsnummer 62212345670101", "EKP <Kundennummer> Abrechnungsnummer <Kundennummer>"),
        ("Re-Nr. RE-2026-00817", "Re-Nr. <Bestellnummer>"),
        ("info@muster‑handel.de", "<E-Mail-Adresse>"),
        ("Danke, Birgit Bergmann", "Danke, <Name>"),
        ("Vielen Dank!\nBirgit Bergmann\n", "Vielen Dank!\n<Name>\n"),
        ("Geb.-Datum: 12.04.1988, Geburtsdatum 1.2.1990", "Geb.-Datum: <Geburtsdatum>, Geburtsdatum <Geburtsdatum>"),
        ("Bestellung bei eBay 285771203344-2233445566012 ", "Bestellung bei eBay <Bestellnummer> "),
        ("das Geheimnis xYEIi75qB4sA9Q0NksyRRM3NQTCmyv4", "das Geheimnis <API-Schlüssel>"),
        # --- what people choose: several words, names, letters alone ---
        ("Passwort: correct horse battery staple", "Passwort: <Kennwort>"),
        ("Passwort: mein Hund Bello, Benutzer: schmidt", "Passwort: <Kennwort>, Benutzer: <Benutzername>"),
        ("Passwort: Mein Hund Bello Benutzer: schmidt", "Passwort: <Kennwort> Benutzer: <Benutzername>"),
        ("Das Kennwort lautet mein Hund heisst Bello\nStatus: 400", "Das Kennwort lautet <Kennwort>\nStatus: 400"),
        ("Das Passwort ist: Katze und Maus.", "Das Passwort ist: <Kennwort>."),
        ("Das Kennwort lautet sommer", "Das Kennwort lautet <Kennwort>"),
        ("password = correct horse battery staple\n", "password = <Kennwort>\n"),
        ("user=anna login: mueller Passwort: sommer", "user=<Benutzername> login: <Benutzername> Passwort: <Kennwort>"),
        ("Benutzername schmidt, Passwort sommer", "Benutzername <Benutzername>, Passwort <Kennwort>"),
        ("Passwort: mein Hund Bello. Bitte testen", "Passwort: <Kennwort>. Bitte testen"),
        ("Passwort „mein Hund Bello“ klappt – Passwort: rote Katze – danke", "Passwort „<Kennwort>“ klappt – Passwort: <Kennwort> – danke"),
        ("Mein Passwort bei Amazon ist Gartenzwerg-77, danke", "Mein Passwort bei Amazon ist <Kennwort>, danke"),
        ("Passwort (alt): blaue Katze, Kennwort für Etsy: sommer", "Passwort (alt): <Kennwort>, Kennwort für Etsy: <Kennwort>"),
        ("Passwort → rote Katze", "Passwort → <Kennwort>"),
        ("Passwort: Hund Katze Maus Fehler 401", "Passwort: <Kennwort> Fehler 401"),
        ("Benutzer schmidt mit Passwort sommer", "Benutzer <Benutzername> mit Passwort <Kennwort>"),
        ("Zugangsdaten eBay: schmidt / sommer", "Zugangsdaten eBay: <Zugangsdaten>"),
        ("mysql -u root -psommer", "mysql -u root -p<Kennwort>"),
        ("Ansprechpartnerin: Käthe Lüder\n", "Ansprechpartnerin: <Name>\n"),
        ("Mein Name ist Käthe Lüder, ich heiße Käthe Lüder.", "Mein Name ist <Name>, ich heiße <Name>."),
        ("Verkäufer garten_elfe bei eBay", "Verkäufer <Benutzername> bei eBay"),
        ("client_secret: abcdefghijkl", "client_secret: <Client-Secret>"),
        ("API-Key: sommergartenhaus", "API-Key: <API-Schlüssel>"),
        ("Max Muster (eBay: sammlerherz)", "Max Muster (eBay: <Benutzername>)"),
        ("bezahlt hat (eBay: laden_24)", "bezahlt hat (eBay: <Benutzername>)"),
        ("Mitgliedsname sammlerherz, eBay-Name sonnen_kind", "Mitgliedsname <Benutzername>, eBay-Name <Benutzername>"),
        ("seller nick123 not found, Käufer sonne-99", "seller <Benutzername> not found, Käufer <Benutzername>"),
        ("0201.55.66.778, 0201.556677, (0201) 55.66.778", "<Telefonnummer>, <Telefonnummer>, (<Telefonnummer>"),
        ("+49.201.556677 oder 0171.2345678.", "<Telefonnummer> oder <Telefonnummer>."),
        ("Mit freundlichen Grüßen\nKäthe Lüder\nLüder Outdoor", "Mit freundlichen Grüßen\n<Name>\n<Name>"),
        ("Gruß\nLüder Outdoor\nKäthe Lüder", "Gruß\n<Name>\n<Name>"),
        ("MfG\ni. A. Käthe Lüder\nLeitung Einkauf\nNordlicht Tee\nTel. 0511 12345", "MfG\ni. A. <Name>\nLeitung Einkauf\n<Name>\nTel. <Telefonnummer>"),
        ("Guten Tag, die Nordlicht Tee e. K. wartet, die Nordlicht Handels AG auch", "Guten Tag, die <Name> wartet, die <Name> auch"),
        # --- blanks and line breaks as web pages and mails have them ---
        ("Passwort:\u00a0Tulpe#47 Kd.-Nr.\u00a012345", "Passwort:\u00a0<Kennwort> Kd.-Nr.\u00a0<Kundennummer>"),
        ("Lieferadresse:<br>Max Muster<br>Am Weg 3<br>12345 Ulm<br><br>HTTP 400", "Lieferadresse:<br><Name><br><Adresse><br><Adresse><br><br>HTTP 400"),
        ("Lieferadresse:\nJ=C3=BCrgen Muster\nAm Weg 3\n12345 Ulm\n\n", "Lieferadresse:\n<Name>\n<Adresse>\n<Adresse>\n\n"),
        (r'Das Passwort f\u00fcr Amazon ist \"kP9$wq!zLm\"', r'Das Passwort f\u00fcr Amazon ist \"<Kennwort>\"'),
    ],
)  # fmt: skip
def test_is_hidden(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        f"Request id {HEX32}",
        "user ERROR\\nNext line",
        "Benutzer NT-AUTORITÄT\\SYSTEM",
        "Unser Kunde Amazon meldet nichts",
        "Der Kunde Max kommt morgen",
        "GET /orders/v0/orders?MarketplaceIds=A1PA6795UKMFR9",
        '{"seller_id": "A1PA6795UKMFR9"}',
        "x-amzn-RequestId: 5b1d9c40-77aa-4f1e-9c02-1d6a54c0b7e1",
        'WWW-Authenticate: Bearer error="invalid_token"',
        'WWW-Authenticate: Basic realm="CIG Production Services"',
        "The request has an invalid grant parameter : refresh_token. User may have revoked it.",
        '"code": "MissingAuthenticationToken"',
        '{"name": "Bad Request", "code": 400}',
        "Passwort: wurde gestern neu gesetzt",
        "token = self.get(refresh_token=refresh_token, client_id=client_id)",
        "https://api.ebay.com/oauth/api_scope/sell.inventory",
        "Fehler 10007 Internal error, 21917053, 2026-03-02T07:14:09+01:00",
        "at run (/srv/app/node_modules/@hendt/ebay-api/lib/index.js:26:47)",
        r"C:\Users\Administrator\Desktop\sync",
        r"C:\neu\tabellen\rest.txt",
        "Fehler 21917053, 10007 Internal error",
        "Firma Amazon AG",
        "Der Verkäufer ABGEMELDET",
        "https://<removed>:<removed>@api.ebay.com/identity",
        '{"refresh_token": "token removed", "client_id": null, "client_secret": "***"}',
        "client_secret: \nother: 1",
        "Benutzername: muss eine E-Mail-Adresse sein",
        "Login: fehlgeschlagen (3 Versuche)",
        "Bitte prüfen Sie Benutzername und Passwort.",
        "Straße: Pflichtfeld fehlt",
        "Cookie: Bitte erlauben Sie Cookies in Ihrem Browser.",
        "Authorization: Bearer {access_token}",
        "Authorization: Bearer $TOKEN",
        "Authorization: Bearer YOUR_ACCESS_TOKEN\nclient_secret=<IHR_SECRET>",
        "client_secret=<IHR_SECRET>\nfalls expires_in < 60",
        "password=[PROTECTED]",
        '"refresh_token": "[FILTERED]"',
        "const password = process.env.DB_PASSWORD;",
        "password: ${DB_PASSWORD}",
        "password: !vault",
        "Login OAuth2 fehlgeschlagen, user invalid_client",
        "die Amazon EU GmbH und die microtech GmbH melden nichts",
        "Name;Wert;Zeit\nToken;abgelaufen;07:14\n",
        "Beste Grüße Ihr Support Team",
        "Vielen Dank, Amazon Support",
        "Danke\nFehlermeldung steht unten",
        "Zeile 12\n2026 Anfang",
        "Passwort: wird nicht angenommen",
        "Passwort: im Tresor",
        "Passwort für Amazon ist falsch, Kennwort (eBay): abgelaufen, Passwort -> falsch eingegeben",
        "Passwort für Windows11 ist nicht bekannt",
        "Zugangsdaten: Benutzername / Passwort, Anmeldedaten: falsch / abgelaufen",
        "Verkäufer user_id fehlt, Käufer order_id, ich heiße Sie willkommen, mein Name ist falsch",
        "mysql -u root -p",
        'Feld Passwort "darf nicht leer sein", Knopf "Passwort" "Jetzt ändern"',
        "Passwort: telefonisch mitgeteilt",
        "Kennwort: in büro+ hinterlegt",
        "Password: too short (minimum is 8 characters)",
        "Das Passwort lautet anders, das Kennwort ist: falsch",
        "Benutzername und Passwort statt eines Tokens",
        "Benutzer hat Passwort geändert, username or password incorrect",
        "Client-Secret: hinterlegt\nAPI-Key: eingetragen\nRefresh-Token: ausgetauscht",
        "Fehler (eBay: abgelaufen), Abruf (eBay: invalid_grant), (eBay: gestern)",
        "Mitgliedsname geändert, Mitgliedsname ist falsch, eBay-Konto gesperrt, eBay-Name stimmt nicht",
        "seller v2 endpoint, Käufer api2024, seller oauth2, Fehler (eBay: http401)",
        "IP 010.12.55.66, Version 024.0.12.1034, am 01.02.2026, Beleg 0100.2026.0001, 012.2026.5566",
        "Viele Grüße\nIhr Support Team\nmicrotech\nTel. siehe oben",
        "SAP AG und Deutsche Post AG, die AG trifft sich",
    ],
)
def test_what_helps_stays(text: str) -> None:
    assert redact(text) == Redaction(text, (), ())


@pytest.mark.parametrize(
    "after",
    ["Support Team", "Fehlermeldung siehe Anhang", "Invalid Grant", "Amazon: invalid_grant"],
)
def test_what_stands_below_a_signature_is_no_firm(after: str) -> None:
    text = f"Viele Grüße\nKäthe Lüder\n{after}\nwww.api.example"
    assert shown(text) == f"Viele Grüße\n<Name>\n{after}\nwww.api.example"


def test_a_token_broken_over_lines_goes_as_a_whole() -> None:
    lines = [TOKEN + TOKEN, TOKEN + TOKEN, "Ab3_xY9z"]
    text = "> refresh_token: Atzr|" + "\n> ".join(lines) + "\n> \n> HTTP/1.1 400 Bad Request"
    assert shown(text) == "> refresh_token: Atzr|<Refresh-Token>\n> \n> HTTP/1.1 400 Bad Request"


def test_a_secret_that_is_named_once_is_hidden_wherever_it_stands() -> None:
    text = "Hk3jd82m geht nicht. password=Hk3jd82m\nHTTP 401 (Hk3jd82m), aHk3jd82m, 3 von 4"
    assert shown(text) == (
        "<Kennwort> geht nicht. password=<Kennwort>\nHTTP 401 (<Kennwort>), aHk3jd82m, 3 von 4"
    )
    assert shown("password=geheimes, geheimes Wort") == "password=<Kennwort>, geheimes Wort"


def test_looking_for_secrets_elsewhere_takes_no_longer_the_more_there_are() -> None:
    def seconds(count: int) -> float:
        text = "\n".join(f"password=Hk3jd82m{number}x" for number in range(count))
        start = time.process_time()
        redact(text)
        return time.process_time() - start

    assert seconds(8_000) < max(seconds(1_000), 0.01) * 8 * 4


def test_a_private_key_goes_with_its_frame_also_when_cut_off() -> None:
    key = "-----BEGIN RSA PRIVATE KEY-----\n" + (TOKEN + "\n") * 3
    whole = f"Vorher\n{key}-----END RSA PRIVATE KEY-----\nNachher"
    assert shown(whole) == "Vorher\n<Privater Schlüssel>\nNachher"
    assert shown(f"Vorher\n{key}") == "Vorher\n<Privater Schlüssel>\n"


def test_spans_and_counts_describe_the_original() -> None:
    text = "😀 Käufer-E-Mail a@b.de, c@d.de, Atzr|IwEBabc123"
    answer = redact(text)
    assert [text[start:end] for start, end, _ in answer.spans] == ["a@b.de", "c@d.de", "IwEBabc123"]
    assert [(m.kind, m.count) for m in answer.masked] == [("email", 2), ("refresh-token", 1)]


def test_spans_reach_through_encoded_layers_to_the_character() -> None:
    text = "body=refresh_token%3DAtzr%257CIwEB%252Babc123%26x%3D1"
    (span,) = redact(text).spans
    assert text[span[0] : span[1]] == "IwEB%252Babc123"


def test_every_kind_of_a_field_has_a_german_label() -> None:
    assert {field.kind for field in FIELDS.values()} <= LABELS.keys()
    assert mask("access-token") == "‹Zugriffstoken entfernt›"


def test_every_ending_of_a_name_is_looked_for_and_known() -> None:
    stems = {plain_name(stem) for stem in ENDING_STEMS}
    assert set(ENDINGS) <= FIELDS.keys()
    assert [ending for ending in ENDINGS if not any(stem in ending for stem in stems)] == []


@pytest.mark.parametrize("text", ['{"rt":"Hk3jd82mQpLx"}', "rt=8f3k2Jd92kLmQpXz71VbNsT4&x=1"])
def test_a_refresh_token_by_its_short_name_is_masked(text: str) -> None:
    assert [one.kind for one in redact(text).masked] == ["refresh-token"]


@pytest.mark.parametrize(
    "text", ['TokenException "rt has expired"', "start=5 rt=120ms", '{"rt": 1732880000}']
)
def test_what_else_the_short_name_stands_for_stays(text: str) -> None:
    assert redact(text).text == text
