import json
import os
import subprocess
import tempfile
import unittest
from unittest import mock

import requests
from simple_salesforce import Salesforce, SalesforceMalformedRequest


class Example(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        ca = os.path.join(folder, "ca.pem")
        # The one variable that all parts of the library know.
        cls.enterClassContext(mock.patch.dict(os.environ, REQUESTS_CA_BUNDLE=ca))
        command = [os.environ.get("HALLPASS", "hallpass"), "org", "serve", "--json", "--tls", "--ca-out", ca]
        org = cls.enterClassContext(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        cls.addClassCleanup(org.terminate)
        served = json.loads(org.stdout.readline())
        answer = requests.post(
            served["url"] + "/services/oauth2/token",
            data={
                "grant_type": "client_credentials",
                "client_id": served["admin"]["client_id"],
                "client_secret": served["admin"]["client_secret"],
            },
            timeout=10,
        )
        token = answer.json()["access_token"]
        cls.sf = Salesforce(instance_url=served["url"], session_id=token, version="66.0")

    def test_an_account_is_found_by_its_name(self):
        self.sf.Account.create({"Name": "Acme of the example"})
        found = self.sf.query("SELECT Name FROM Account WHERE Name LIKE 'Acme of%'")
        self.assertEqual([row["Name"] for row in found["records"]], ["Acme of the example"])

    def test_a_contact_needs_a_last_name_as_in_salesforce(self):
        with self.assertRaises(SalesforceMalformedRequest) as refused:
            self.sf.Contact.create({"FirstName": "Ann"})
        self.assertEqual(refused.exception.content[0]["errorCode"], "REQUIRED_FIELD_MISSING")
