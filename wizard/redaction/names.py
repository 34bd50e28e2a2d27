"""Names of fields, and what kind of secret stands in a field of that name.

The rules say how sure the name alone makes us, and how far a value goes:

========= ====================================================================
secret    any value that is not a placeholder or prose
opaque    only a value that looks made by a machine (the name has other uses)
password  any value up to a blank
auth      an authorisation header: the scheme stays
line      the rest of the line
text      a name or an address, with blanks
label     a name after a word that prose uses too: only what looks like a name
number    a value with digits
block     an address or a person: every value within
========= ====================================================================
"""

import re
from typing import Final, NamedTuple


class Field(NamedTuple):
    """What a name stands for: its plain form, the kind of secret, the rule for its value."""

    plain: str
    kind: str
    rule: str


_NAMES: dict[tuple[str, str], str] = {
    ("access-token", "secret"): """
        access_token x-amz-access-token x-amz-security-token amz_security_token security_token
        session_token aws_session_token oauth_token user_token user_access_token accesstokenvalue
        app_token application_token x-shopify-access-token ebayauthtoken x-ebay-api-iaf-token
        iaf_token ebay_token ebaytkn auth_token mwsauthtoken api_token bearer_token id_token
        x-auth-token csrf_token xsrf_token x-csrf-token x-xsrf-token request_token subject_token
        restricted_data_token zugriffstoken zugangstoken request_password authenticity_token
        oauth_verifier code_verifier oauth_token_secret token_secret page_access_token
        requestverificationtoken assertion client_assertion id_token_hint device_code""",
    ("refresh-token", "secret"): """
        refresh_token lwa_refresh_token refreshtokenvalue aktualisierungstoken
        erneuerungstoken rtoken""",
    ("refresh-token", "opaque"): "rt",
    ("access-token", "opaque"): "token access refresh jwt bearer tok",
    ("authorization-code", "secret"): """
        spapi_oauth_code authorization_code authorizationcode auth_code oauth_code
        autorisierungscode authcode amazon_callback_code""",
    ("authorization-code", "opaque"): "code grant_code",
    ("session-id", "opaque"): """
        state nonce oauth_nonce session sid sess ebay_session oauth_state amazon_state
        cnonce key""",
    ("session-id", "secret"): """
        session_id sessid sessionid phpsessid jsessionid asp.net_sessionid aspsessionid
        sitzungs-id sitzungsid connect.sid sessionkey x-session-id""",
    ("client-secret", "secret"): """
        client_secret app_secret application_secret lwa_client_secret lwa_secret secret secret_key
        secretkey shop_secret consumer_secret shared_secret cert_id certid x-ebay-api-cert-name
        ebay_cert_id certname authcert client_geheimnis api_secret api_secret_key webhook_secret
        shop_secret_key geheimnis geheimer-schlüssel geheimschlüssel client-geheimnis signing_key
        anwendungsgeheimnis client-schlüssel oauth_client_secret encryption_key x-secret""",
    ("client-id", "secret"): """
        client_id clientid app_id appid application_id x-ebay-api-app-name x-ebay-api-dev-name
        ebay_app_id dev_id devid appname devname certificate_name x-ebay-soa-security-appname
        security-appname securityappname lwa_app_id lwa_client_id oauth_client_id anwendungs-id
        runame ru_name ebay_ru_name redirect_name client-kennung consumer_key oauth_consumer_key
        shop-client-key hm-client client_key client-key clientkey azp aud installation_id""",
    ("api-key", "secret"): """
        api_key apikey x-api-key x-api-token api-schlüssel apischlüssel api-kennwort
        ocp-apim-subscription-key subscription_key integration_key license_key lizenzschlüssel
        x-etsy-api-key keystring access_key accesskey private_key privatekey private_key_id rsa_private_key
        schlüssel lizenz-schlüssel aktivierungscode""",
    ("aws-key", "secret"): """
        aws_access_key_id accesskeyid access_key_id awsaccesskeyid aws_secret_access_key
        secret_access_key secretaccesskey aws_secret_key x-amz-credential credential""",
    ("signature", "secret"): """
        signature x-amz-signature shop-signature hm-signature oauth_signature x-ebay-signature
        hmac x-shopify-hmac-sha256 x-hub-signature x-wc-webhook-signature sig signatur
        x-amz-content-sha256 stringtosign client_signature""",
    ("password", "password"): """
        password passwd pwd passphrase passwort kennwort password1 password2 newpassword userpass
        pw pswd oldpassword new_password old_password db_password smtp_password mail_password pass
        db_pass mysql_pass smtp_pass ftp_pass sftp_pass mail_pass imap_pass http_pass api_pass shop_pass
        db_pwd sql_pwd smtp_pwd ftp_pwd db_pw smtp_pw ftp_pw passw0rt passw0rd kennw0rt proxy-password proxy_password pin tan puk zugangscode user_password passcode userpassword zugangspasswort""",
    ("bearer-token", "auth"): "authorization proxy-authorization x-authorization auth_header",
    ("cookie", "line"): "cookie set-cookie set-cookie2 cookies cookie2 http_cookie",
    ("person-name", "text"): """
        buyername buyer_name recipientname recipient_name customer_name customername firstname
        first_name lastname last_name fullname full_name givenname familyname middlename surname
        shiptoname ship_to_name contact_name contactname receivername sendername accountholder
        cardholder cardholdername billing_name shipping_name userfirstname
        userlastname kaeufername empfaengername buyer_full_name recipient_full_name
        shipping_full_name addressee name1 name2 ship-recipient recipient-name buyer-name
        company_name companyname""",
    ("person-name", "label"): """
        käufer kaeufer kaufer käuferin kunde kundin empfänger empfaenger empfanger buyer customer
        recipient consignee absender bearbeiter sachbearbeiter besteller auftraggeber
        vorname nachname familienname kundenname käufername empfängername ansprechpartner
        kontoinhaber firmenname firma company von from an to cc bcc reply-to
        kontakt kontaktperson contact name verkäufer inhaber user_name mitarbeiter techniker
        empfängerin empfaengerin absenderin bearbeiterin sachbearbeiterin bestellerin auftraggeberin
        ansprechpartnerin kontoinhaberin verkäuferin inhaberin mitarbeiterin technikerin""",
    ("address", "text"): """
        addressline1 addressline2 addressline3 address_line_1 address_line_2 address_line_3
        address1 address2 address3 street street1 street2 streetname street_1 street_2
        streetaddress straße strasse straße1 hausnummer housenumber house_number city cityname
        stadt wohnort postalcode postal_code postcode zip zipcode zip_code plz postleitzahl
        first_line second_line formatted_address stateorprovince stateorregion
        ship-address-1 ship-address-2 ship-address-3 ship-city ship-postal-code county district
        addition adresszusatz""",
    ("birth-date", "number"): "geburtsdatum dateofbirth date_of_birth birthday birthdate dob",
    ("address", "block"): """
        shippingaddress shipping_address billingaddress billing_address deliveryaddress shipto
        delivery_address shiptoaddress ship_to_address ship_to address buyeraddress buyer_address
        recipientaddress registrationaddress customeraddress customer_address
        defaultshippingaddress default_address ship_from shipfromaddress shipfrom returnaddress
        lieferadresse rechnungsadresse versandadresse lieferanschrift rechnungsanschrift
        anschrift adresse versandanschrift empfängeradresse empfaengeradresse kundenadresse
        käuferadresse absenderadresse buyerinfo buyer_info buyertaxinfo buyerinformation
        customerinfo contactinfo contactaddress fulfillment_address fulfillmentstartinstructions
        invoiceaddress invoice_address destination_address addresses shipping_details""",
    ("email", "text"): """
        email e-mail mail buyeremail buyer_email emailaddress e-mail-adresse mailadresse
        customer_email contact_email payer_email sellerpaypalemail paypalemailaddress email_address
        buyeremailaddress""",
    ("phone", "text"): """
        phone phonenumber phone_number telefon telefonnummer mobile mobilephone mobil mobilnummer
        handy handynummer fax faxnummer telephone tel telefax phone1 phone2 primaryphone
        primary_phone contact_phone buyer_phone ship-phone-number buyer-phone-number dayphone
        contactnumber rufnummer""",
    ("user-name", "password"): """
        username user_name login loginname login_name benutzername anmeldename benutzer userid
        user_id buyeruserid selleruserid ebayuserid buyer_user_id user ebay_username
        ebay_user ebay-name mitgliedsname buyer_id buyerid seller_user_id x-user benutzerkennung
        delis_id db_user mysql_user smtp_user ftp_user sftp_user mail_user imap_user api_user shop_user gkp_user
        benutzemame usemame account_name kontoname logged_in_user remote_user payer_id""",
    ("ip-address", "number"): """
        client_ip clientip remote_addr remoteaddr x-forwarded-for x-real-ip remote_ip ip_address
        ipaddress ip-adresse user_ip x-client-ip source_ip sourceip forwarded cf-connecting-ip
        true-client-ip requester_ip ip""",
    ("iban", "number"): "blz bankleitzahl kontonr konto-nr iban kontonummer bankaccount account_number accountnumber konto bankverbindung bic swift",
    ("card-number", "number"): "card_number cardnumber kartennummer creditcard kreditkarte pan cvv cvc",
    ("tax-number", "number"): """
        vat_id vatid ustid ust-id ustidnr ust-idnr steuernummer taxid tax_id vatnumber vat_number
        umsatzsteuer-id ust-id-nr buyertaxid eori eori-nummer steuer-id steuer-nr steuernr""",
    ("seller-id", "number"): """
        sellerid seller_id merchantid merchant_id selling_partner_id sellingpartnerid
        merchant_token merchanttoken mwsmerchantid mws_seller_id händler-id händlerid
        verkäufer-id verkäuferid händlernummer verkäufernummer händlertoken haendler-id
        verkaeufer-id shop_id shopid x-shopid partner_id partnerid storefront_id x-shop-id seller
        supplierid vendor_id account_id accountid haendlertoken""",
    ("order-number", "number"): """
        orderid order_id amazonorderid amazon_order_id sellerorderid seller_order_id
        merchantorderid orderreference ordernumber order_number order_no orderno bestellnummer
        bestellnr bestell-nr bestellid bestell-id auftragsnummer auftragsnr auftrags-nr
        auftrag bestellung vorgangsnummer vorgangsnr vorgangs-nr salesorderid sales_order_id
        receipt_id receiptid purchaseorderid purchase_order_number invoice_number invoicenumber
        rechnungsnummer rechnungsnr rechnungs-nr rechnung orderlineitemid transactionid
        transaction_id extendedorderid salesrecordnumber id_order order_unit_id orderitemid
        order_item_id amazonorderitemcode belegnummer lieferscheinnummer id_order_unit
        externalorderid legacyorderid orderids amazonorderids positionitemid order invoice
        latest_order amazon-order-id beleg re-nr renr rg-nr rgnr rechn-nr""",
    ("shipment-number", "number"): """
        trackingnumber tracking_number trackingid tracking_id tracking_code sendungsnummer
        trackingnummer paketnummer shipmentid shipment_id sendungsnr shipmenttrackingnumber
        sendungs-nr identcode packageid parcel_number tracking sendung""",
    ("ticket-number", "number"): """
        ticket ticketnummer ticketnr ticket-nr ticketid ticket_id ticket-id ticketnumber
        ticket_number caseid case_id fallnummer fall-nr supportfall case_number incident
        incident_number vorgangs-id incident_id""",
    ("customer-number", "number"): """
        kundennummer kundennr kunden-nr kundenid kunden-id customerid customer_id customernumber
        customer_number customer_no mandantennummer lizenznummer seriennummer license_number
        vertragsnummer contract_number mitgliedsnummer debitorennummer kdnr kd-nr lizenznr
        debitor ekp abrechnungsnummer teilnahmenummer billing_number billingnumber""",
}  # fmt: skip


def plain_name(name: str) -> str:
    """A field's name without case and dashes: ``X-Amz-Access-Token`` and ``x_amz_access_token``."""
    return name.lower().replace("_", "").replace("-", "").replace(".", "").replace(" ", "")


FIELDS: Final[dict[str, Field]] = {
    plain_name(name): Field(plain_name(name), kind, rule)
    for (kind, rule), names in _NAMES.items()
    for name in names.split()
}

ENDINGS: Final = (  # names that may carry a prefix: amazonRefreshToken, DB_PASSWORD, spring.datasource.password
    "refreshtoken", "accesstoken", "authtoken", "securitytoken", "sessiontoken", "idtoken", "apitoken",
    "usertoken", "clientsecret", "consumersecret", "appsecret", "sharedsecret", "secretkey", "secretaccesskey",
    "accesskeyid", "apikey", "password", "passwort", "kennwort", "passwd", "clientid", "consumerkey", "secret",
    "privatekey", "sessionid", "oauthcode", "certid", "username", "emailaddress", "phonenumber", "orderid",
    "ordernumber", "customerid", "sellerid", "merchantid", "trackingnumber", "trackingid", "firstname",
    "lastname", "fullname", "shippingaddress", "billingaddress", "shiptoaddress", "addressline1", "addressline2",
    "email", "signature", "authorizationcode", "lieferadresse", "rechnungsadresse", "kundennummer",
    "ticketnummer", "bestellnummer", "telefonnummer", "requestverificationtoken", "token", "key",
    "devid", "appid", "runame",
)  # fmt: skip


def field_of(name: str) -> Field | None:
    """What a field of that name holds: by the whole name, or by its ending (``DB_PASSWORD``)."""
    plain = plain_name(name)
    field = FIELDS.get(plain)
    if field is None and plain.endswith(ENDINGS):
        field = FIELDS[max((end for end in ENDINGS if plain.endswith(end)), key=len)]
    return field


def _variants(name: str) -> set[str]:
    """The spellings of a name in lower case: ``order_id``, ``order-id``, ``orderid``."""
    return {name, *(name.replace("_", "-").replace("-", joint) for joint in ("", "_", "-"))}


def _as_word(name: str) -> bytes:
    return re.sub("[0-9]", "0", name).encode("latin-1")


WORDS: Final[dict[bytes, str]] = {
    # What the vocabulary of a text holds, to what is then searched for in the text.
    _as_word(spelling): spelling.rstrip("0123456789")
    for names in _NAMES.values()
    for name in names.split()
    for spelling in _variants(name)
}
ENDING_STEMS: Final = tuple(
    spelling
    for name in (
        "refresh_token access_token auth_token security_token session_token id_token api_token user_token "
        "client_secret consumer_secret app_secret shared_secret secret_key access_key_id api_key password "
        "passwort kennwort passwd client_id consumer_key secret private_key session_id sessid oauth_code cert_id "
        "username email_address phone_number order_id order_number customer_id seller_id merchant_id "
        "tracking_number tracking_id first_name last_name full_name shipping_address billing_address "
        "ship_to_address address_line email signature authorization_code lieferadresse rechnungsadresse "
        "kundennummer ticketnummer bestellnummer telefonnummer authorization cookie "
        "request_verification_token token key dev_id app_id ru_name"
    ).split()
    for spelling in sorted(_variants(name))
)
LABELS_OF_TWO_WORDS: Final = tuple(
    (label, frozenset(word.encode("latin-1") for word in label.split()))
    for label in (
        *(
            f"{first} id"
            for first in (
                "client app application dev cert seller merchant partner shop order user case customer ticket "
                "account incident shipment tracking buyer transaction session händler verkäufer kunden bestell"
            ).split()
        ),
        *(
            "access key id",
            "access key",
            "order number",
            "tracking number",
            "invoice number",
            "order no",
        ),
        *(
            "customer number",
            "case number",
            "ticket number",
            "client kennung",
            "kunden nr",
            "auftrags nr",
            "pass wort",
            "kenn wort",
            "pass word",
        ),
    )
)
SECOND_WORDS: Final = frozenset(
    (b"id", b"key", b"number", b"no", b"nr", b"kennung", b"wort", b"word")
)
