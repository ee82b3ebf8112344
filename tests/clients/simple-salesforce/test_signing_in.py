"""Signing in: client credentials, JWT bearer, a given session, and what is refused.

Sources: simple-salesforce documentation, "Examples"; Salesforce Help, "OAuth 2.0 Client Credentials Flow" and
"OAuth 2.0 JWT Bearer Flow for Server-to-Server Integration"; SOAP API Developer Guide, login().
"""

import os
import re
import unittest

from simple_salesforce import Salesforce, SalesforceAuthenticationFailed, SalesforceExpiredSession

import org


class SigningIn(unittest.TestCase):
    def test_client_credentials_give_a_session(self):
        sf = org.signed_in()
        self.assertRegex(sf.session_id, r"^00D\w{12,15}!")
        info = sf.oauth2("userinfo")
        self.assertEqual(info["preferred_username"], org.USERNAME)
        self.assertRegex(info["user_id"], r"^005\w{15}$")

    def test_a_given_session_is_enough(self):
        sf = org.with_token(org.signed_in().session_id)
        self.assertEqual(sf.query("SELECT Id FROM Organization")["totalSize"], 1)
        self.assertIn(sf.is_sandbox(), (True, False))

    def test_a_wrong_secret_is_refused(self):
        with self.assertRaises(SalesforceAuthenticationFailed) as refused:
            Salesforce(domain="org.my", consumer_key=org.CLIENT_ID, consumer_secret="wrong", session=org.session())
        self.assertEqual(refused.exception.code, "invalid_client")
        self.assertEqual(refused.exception.auth_message, "invalid client credentials")

    def test_login_with_user_and_password_is_what_a_new_org_refuses(self):
        with self.assertRaises(SalesforceAuthenticationFailed):
            Salesforce(
                username="someone@example.com", password="x", security_token="y",
                domain="org.my", session=org.session(), version="65.0",
            )

    def test_a_session_that_is_no_session_is_expired(self):
        with self.assertRaises(SalesforceExpiredSession) as expired:
            org.with_token("00D000000000001!expired").query("SELECT Id FROM User")
        self.assertEqual(expired.exception.status, 401)
        self.assertEqual(expired.exception.content[0]["errorCode"], "INVALID_SESSION_ID")

    def test_an_expired_session_is_renewed_where_the_library_can(self):
        sf = org.signed_in()
        sf.session.post(f"{org.URL}/services/oauth2/revoke", data={"token": sf.session_id}).raise_for_status()
        self.assertEqual(sf.query("SELECT Id FROM Organization")["totalSize"], 1)

    def test_an_app_with_a_certificate_signs_in_with_an_assertion(self):
        admin = org.signed_in()
        app = org.unique("Jwt")
        with open(os.environ["ORG_JWT_CERTIFICATE"], encoding="utf-8") as pem:
            certificate = re.sub(r"-----[^-]+-----|\s", "", pem.read())
        user = admin.oauth2("userinfo")["user_id"]
        permission_set = admin.PermissionSet.create({"Name": app, "Label": app, "PermissionsApiEnabled": True})
        admin.PermissionSetAssignment.create({"AssigneeId": user, "PermissionSetId": permission_set["id"]})
        of = f"<externalClientApplication>{app}</externalClientApplication>"
        files = {
            "package.xml": org.manifest({
                "ExternalClientApplication": [app],
                "ExtlClntAppGlobalOauthSettings": [f"{app}_glbloauth"],
                "ExtlClntAppOauthSettings": [f"{app}_oauth"],
                "ExtlClntAppOauthConfigurablePolicies": [f"{app}_oauthPlcy"],
            }),
            f"externalClientApps/{app}.eca": org.file(
                "ExternalClientApplication",
                "<contactEmail>ops@example.com</contactEmail><distributionState>Local</distributionState>"
                f"<label>{app}</label>",
            ),
            f"extlClntAppGlobalOauthSets/{app}_glbloauth.ecaGlblOauth": org.file(
                "ExtlClntAppGlobalOauthSettings",
                "<callbackUrl>https://localhost/callback</callbackUrl>"
                f"<certificate>{certificate}</certificate>{of}<label>{app}</label>",
            ),
            f"extlClntAppOauthSettings/{app}_oauth.ecaOauth": org.file(
                "ExtlClntAppOauthSettings",
                f"<commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>{of}<label>{app}</label>",
            ),
            f"extlClntAppOauthPolicies/{app}_oauthPlcy.ecaOauthPlcy": org.file(
                "ExtlClntAppOauthConfigurablePolicies",
                f"<commaSeparatedPermissionSet>{app}</commaSeparatedPermissionSet>{of}"
                f"<ipRelaxationPolicyType>Enforce</ipRelaxationPolicyType><label>{app}</label>"
                "<permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>"
                "<refreshTokenPolicyType>Infinite</refreshTokenPolicyType>",
            ),
        }
        started = admin.deploy(org.package(files), sandbox=False)
        outcome = admin.checkDeployStatus(started["asyncId"])
        self.assertEqual(outcome["state"], "Succeeded", outcome)
        key = admin.mdapi.ExtlClntAppGlobalOauthSettings.read([f"{app}_glbloauth"])["consumerKey"]
        sf = Salesforce(
            username=org.USERNAME, consumer_key=key, privatekey_file=os.environ["ORG_JWT_KEY"],
            session=org.session(), version=org.VERSION,
        )
        self.assertEqual(sf.oauth2("userinfo")["preferred_username"], org.USERNAME)
