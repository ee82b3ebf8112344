"""Bulk API 2.0.

Sources: simple-salesforce documentation, "Using Bulk 2.0"; Bulk API 2.0 and Bulk API Developer Guide.
"""

import csv
import io
import unittest

import org


class Bulk(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sf = org.signed_in()

    def test_rows_are_loaded_queried_and_deleted_by_jobs(self):
        mark = org.unique("Bulk")
        [result] = self.sf.bulk2.Contact.insert(records=[{"LastName": mark, "Title": name} for name in ("a", "b, c")], wait=0.1)
        self.assertEqual((result["numberRecordsTotal"], result["numberRecordsFailed"]), (2, 0))
        text = "".join(self.sf.bulk2.Contact.query(f"SELECT Id, Title FROM Contact WHERE LastName = '{mark}'", wait=0.1))
        rows = list(csv.DictReader(io.StringIO(text)))
        self.assertEqual(sorted(row["Title"] for row in rows), ["a", "b, c"])
        [gone] = self.sf.bulk2.Contact.delete(records=[{"Id": row["Id"]} for row in rows], wait=0.1)
        self.assertEqual(gone["numberRecordsFailed"], 0)

    def test_refused_rows_are_told(self):
        [result] = self.sf.bulk2.Contact.insert(records=[{"LastName": "", "Title": "x"}, {"LastName": "y", "Title": "x"}], wait=0.1)
        self.assertEqual((result["numberRecordsTotal"], result["numberRecordsFailed"]), (2, 1))
        failed = self.sf.bulk2.Contact.get_failed_records(result["job_id"])
        self.assertIn("REQUIRED_FIELD_MISSING", failed)
