"""Queries, describes and rows.

Sources: simple-salesforce documentation, "Record Management", "Queries", "Other Options", "Additional Features";
REST API Developer Guide, "Query", "sObject Rows", "sObject Rows by External ID", "sObject Collections", "Limits",
"Status Codes and Error Responses".
"""

import datetime
import unittest

from simple_salesforce import (
    SalesforceMalformedRequest,
    SalesforceRefusedRequest,
    SalesforceResourceNotFound,
    format_soql,
)

import org


class Rows(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sf = org.signed_in()
        cls.mark = org.unique("Page")
        for start in range(0, 2100, 200):
            rows = [
                {"attributes": {"type": "Account"}, "Name": f"{cls.mark} {number:04}"}
                for number in range(start, min(start + 200, 2100))
            ]
            saved = cls.sf.restful("composite/sobjects", method="POST", json={"allOrNone": True, "records": rows})
            assert all(one["success"] for one in saved), saved

    def test_a_query_gives_a_page_and_query_more_the_rest(self):
        first = self.sf.query(f"SELECT Id, Name FROM Account WHERE Name LIKE '{self.mark}%' ORDER BY Name")
        self.assertEqual((first["totalSize"], first["done"], len(first["records"])), (2100, False, 2000))
        rest = self.sf.query_more(first["nextRecordsUrl"], True)
        self.assertEqual((rest["done"], len(rest["records"])), (True, 100))
        by_id = first["nextRecordsUrl"].rsplit("/", 1)[1]
        self.assertEqual(len(self.sf.query_more(by_id, False)["records"]), 100)

    def test_query_all_walks_all_pages(self):
        soql = f"SELECT Id FROM Account WHERE Name LIKE '{self.mark}%'"
        found = self.sf.query_all(soql)
        self.assertEqual((found["totalSize"], found["done"]), (2100, True))
        headers = {"Sforce-Query-Options": "batchSize=500"}
        ids = [row["Id"] for row in self.sf.query_all_iter(soql, headers=headers)]
        self.assertEqual(len(set(ids)), 2100)

    def test_deleted_rows_are_shown_when_asked_for(self):
        made = self.sf.Account.create({"Name": org.unique("Gone")})
        self.sf.Account.delete(made["id"])
        soql = f"SELECT Id FROM Account WHERE Id = '{made['id']}'"
        self.assertEqual(self.sf.query_all(soql)["totalSize"], 0)
        self.assertEqual(self.sf.query_all(soql, include_deleted=True)["totalSize"], 1)

    def test_values_are_quoted_by_format_soql(self):
        name = org.unique("O'Neil \\ \"x\" ")
        self.sf.Account.create({"Name": name})
        soql = format_soql("SELECT Name FROM Account WHERE Name = {} AND CreatedDate > {}", name,
                           datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc))
        self.assertEqual([row["Name"] for row in self.sf.query(soql)["records"]], [name])

    def test_describes(self):
        names = {one["name"] for one in self.sf.describe()["sobjects"]}
        self.assertLessEqual({"Account", "Contact", "User", "PermissionSet"}, names)
        fields = {field["name"]: field for field in self.sf.Account.describe()["fields"]}
        self.assertEqual(fields["Name"]["type"], "string")
        self.assertEqual(self.sf.Account.metadata()["objectDescribe"]["keyPrefix"], "001")

    def test_one_row_is_created_read_changed_and_deleted(self):
        made = self.sf.Contact.create({"LastName": "Smith", "Email": "smith@example.com"})
        self.assertEqual((made["success"], made["errors"]), (True, []))
        row = self.sf.Contact.get(made["id"])
        self.assertEqual((row["LastName"], row["Email"]), ("Smith", "smith@example.com"))
        self.assertEqual(self.sf.Contact.update(made["id"], {"LastName": "Jones", "FirstName": "John"}), 204)
        self.assertEqual(self.sf.Contact.get(made["id"])["Name"], "John Jones")
        self.assertEqual(self.sf.Contact.delete(made["id"]), 204)
        with self.assertRaises(SalesforceResourceNotFound):
            self.sf.Contact.get(made["id"])

    def test_a_row_is_upserted_by_its_external_id(self):
        key = org.unique("K")
        self.assertEqual(self.sf.Invoice__c.upsert(f"External_Id__c/{key}", {"Reference__c": key}), 201)
        self.assertIn(self.sf.Invoice__c.upsert(f"External_Id__c/{key}", {"Amount__c": 12.5}), (200, 204))
        self.assertEqual(self.sf.Invoice__c.get_by_custom_id("External_Id__c", key)["Amount__c"], 12.5)

    def test_what_was_deleted_and_updated_is_told(self):
        made = self.sf.Account.create({"Name": org.unique("Told")})
        now = datetime.datetime.now(datetime.timezone.utc)
        span = (now - datetime.timedelta(days=1), now + datetime.timedelta(minutes=5))
        self.assertIn(made["id"], self.sf.Account.updated(*span)["ids"])
        self.sf.Account.delete(made["id"])
        self.assertIn(made["id"], [one["id"] for one in self.sf.Account.deleted(*span)["deletedRecords"]])

    def test_any_resource_is_reached_by_restful(self):
        limits = self.sf.limits()
        self.assertGreater(limits["DailyApiRequests"]["Max"], 0)
        self.assertEqual(set(self.sf.restful("limits")["DailyApiRequests"]), {"Max", "Remaining"})
        self.assertGreater(self.sf.api_usage["api-usage"].used, 0)
        self.assertEqual(self.sf.restful("sobjects/Account/describe")["name"], "Account")

    def test_many_rows_are_written_and_read_in_one_call(self):
        records = [{"attributes": {"type": "Contact"}, "LastName": name} for name in ("A", "B")]
        saved = self.sf.restful("composite/sobjects", method="POST", json={"allOrNone": False, "records": records})
        ids = [one["id"] for one in saved]
        read = self.sf.restful("composite/sobjects/Contact", params={"ids": ",".join(ids), "fields": "LastName"})
        self.assertEqual([row["LastName"] for row in read], ["A", "B"])
        gone = self.sf.restful("composite/sobjects", method="DELETE", params={"ids": ",".join(ids)})
        self.assertEqual([one["success"] for one in gone], [True, True])

    def test_the_tooling_api_is_reached_by_toolingexecute(self):
        found = self.sf.toolingexecute("query/?q=SELECT+Id,Name+FROM+ApexClass+WHERE+Name='CustomerWS'")
        self.assertEqual([row["Name"] for row in found["records"]], ["CustomerWS"])

    def test_apex_rest_is_reached_by_apexecute(self):
        answer = self.sf.apexecute("customer", method="GET")
        self.assertNotIsInstance(answer, str)

    def test_what_is_wrong_raises_the_documented_exceptions(self):
        with self.assertRaises(SalesforceMalformedRequest) as wrong:
            self.sf.query("SELECT Nope FROM Account")
        self.assertEqual((wrong.exception.status, wrong.exception.content[0]["errorCode"]), (400, "INVALID_FIELD"))
        with self.assertRaises(SalesforceMalformedRequest) as wrong:
            self.sf.Account.create({})
        self.assertEqual(wrong.exception.content[0]["errorCode"], "REQUIRED_FIELD_MISSING")
        for work in (
            lambda: self.sf.Nope.describe(),
            lambda: self.sf.Account.get("001000000000000AAA"),
            lambda: self.sf.restful("nothing/here"),
        ):
            with self.assertRaises(SalesforceResourceNotFound) as missing:
                work()
            self.assertEqual((missing.exception.status, missing.exception.content[0]["errorCode"]), (404, "NOT_FOUND"))

    def test_who_may_not_is_refused(self):
        # Apex Developer Guide, "Apex REST": a caller without access to the class.
        sf = org.signed_in_as("RUNNER")
        with self.assertRaises(SalesforceRefusedRequest) as refused:
            sf.apexecute("customer", method="GET")
        self.assertEqual((refused.exception.status, refused.exception.content[0]["errorCode"]), (403, "FORBIDDEN"))
