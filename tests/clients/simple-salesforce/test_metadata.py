"""The Metadata API, through the library's own WSDL (API 52.0 and later types) and through its deploy and retrieve.

Sources: simple-salesforce documentation, "Metadata API" and "File based metadata deploy"; Metadata API Developer Guide.
"""

import io
import unittest
import zipfile

from zeep.exceptions import Fault

import org


class Metadata(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sf = org.signed_in()
        cls.mdapi = cls.sf.mdapi

    def test_the_org_describes_its_types(self):
        described = self.mdapi.describe_metadata()
        by_name = {kind.xmlName: kind for kind in described.metadataObjects}
        self.assertEqual(by_name["PermissionSet"].directoryName, "permissionsets")
        self.assertIs(described.testRequired, False)

    def test_components_are_listed(self):
        query = self.mdapi._client.get_type("ns0:ListMetadataQuery")(type="Profile")
        listed = self.mdapi.list_metadata([query])
        self.assertIn("Admin", [entry.fullName for entry in listed])
        self.assertTrue(all(entry.createdDate.tzinfo for entry in listed))

    def test_a_permission_set_is_created_read_updated_upserted_renamed_and_deleted(self):
        name = org.unique("Set")
        kind = self.mdapi.PermissionSet
        access = self.mdapi._client.get_type("ns0:PermissionSetObjectPermissions")(
            object="Account", allowRead=True, allowCreate=False, allowEdit=False, allowDelete=False,
            viewAllRecords=False, modifyAllRecords=False,
        )
        kind.create([kind(fullName=name, label="First", hasActivationRequired=False, objectPermissions=[access])])
        read = kind.read([name])
        self.assertEqual((read.fullName, read.label), (name, "First"))
        self.assertEqual([(one.object, one.allowRead, one.allowEdit) for one in read.objectPermissions],
                         [("Account", True, False)])
        read.label = "Second"
        kind.update([read])
        self.assertEqual(kind.read([name]).label, "Second")
        read.label = "Third"
        kind.upsert([read, kind(fullName=f"{name}_b", label="Other")])
        self.assertEqual([one.label for one in kind.read([name, f"{name}_b"])], ["Third", "Other"])
        kind.rename(name, f"{name}_c")
        self.assertEqual(kind.read([f"{name}_c"]).label, "Third")
        kind.delete([f"{name}_b", f"{name}_c"])
        with self.assertRaises(Exception) as missing:
            kind.delete([f"{name}_c"])
        self.assertIn("INVALID_CROSS_REFERENCE_KEY", str(missing.exception))

    def test_what_cannot_be_saved_raises_with_code_and_words(self):
        kind = self.mdapi.PermissionSet
        name = org.unique("Twice")
        kind.create([kind(fullName=name, label="x")])
        with self.assertRaises(Exception) as twice:
            kind.create([kind(fullName=name, label="x")])
        self.assertIn("DUPLICATE_DEVELOPER_NAME", str(twice.exception))

    def test_a_type_describes_its_values(self):
        described = self.mdapi.PermissionSet.describe()
        names = [field.name for field in described.valueTypeFields]
        self.assertIn("label", names)
        self.assertIn("objectPermissions", names)
        self.assertIs(described.apiCreatable, True)

    def test_the_object_of_the_manual_is_created_read_and_deleted(self):
        # The library's README, "Metadata API": a custom object with a text name.
        name = org.unique("Thing") + "__c"
        get = lambda kind: self.mdapi._client.get_type(f"ns0:{kind}")
        custom = self.mdapi.CustomObject(
            fullName=name, label="Custom Object", pluralLabel="Custom Objects",
            nameField=self.mdapi.CustomField(label="Name", type=get("FieldType")("Text")),
            deploymentStatus=get("DeploymentStatus")("Deployed"),
            sharingModel=get("SharingModel")("Read"),
        )
        self.mdapi.CustomObject.create([custom])
        read = self.mdapi.CustomObject.read([name])
        self.assertEqual((read.fullName, read.label, read.sharingModel), (name, "Custom Object", "Read"))
        self.mdapi.CustomObject.delete([name])

    def package(self, name, inner=""):
        text = org.file("PermissionSet", f"<hasActivationRequired>false</hasActivationRequired><label>{name}</label>{inner}")
        return org.package({
            "package.xml": org.manifest({"PermissionSet": [name]}),
            f"permissionsets/{name}.permissionset": text,
        })

    def test_a_package_is_deployed_and_retrieved(self):
        name = org.unique("Deployed")
        started = self.sf.deploy(self.package(name), sandbox=False)
        self.assertRegex(started["asyncId"], r"^0Af\w{15}$")
        outcome = self.sf.checkDeployStatus(started["asyncId"])
        self.assertEqual(outcome["state"], "Succeeded")
        self.assertEqual(outcome["deployment_detail"]["deployed_count"], "1")
        self.assertEqual(outcome["deployment_detail"]["errors"], [])
        request, _ = self.mdapi.retrieve("none", unpackaged={"PermissionSet": [name]})
        state, error, _, archive = self.mdapi.retrieve_zip(request)
        self.assertEqual((state, error), ("Succeeded", None))
        names = zipfile.ZipFile(io.BytesIO(archive)).namelist()
        self.assertIn(f"permissionsets/{name}.permissionset", names)

    def test_checking_only_changes_nothing(self):
        name = org.unique("Checked")
        started = self.sf.deploy(self.package(name), sandbox=True, checkOnly=True, testLevel="RunLocalTests")
        self.assertEqual(self.sf.checkDeployStatus(started["asyncId"])["state"], "Succeeded")
        self.assertEqual(self.sf.query(f"SELECT Id FROM PermissionSet WHERE Name = '{name}'")["totalSize"], 0)

    def test_a_failed_deployment_tells_what_failed(self):
        name = org.unique("Failed")
        bad = "<userPermissions><enabled>true</enabled><name>ApiOnlyUser</name></userPermissions>"
        started = self.sf.deploy(self.package(name, bad), sandbox=False)
        outcome = self.sf.checkDeployStatus(started["asyncId"])
        self.assertEqual(outcome["state"], "Failed")
        [error] = outcome["deployment_detail"]["errors"]
        self.assertEqual(
            error,
            {
                "type": "PermissionSet",
                "file": f"permissionsets/{name}.permissionset",
                "status": "Error",
                "message": "Unknown user permission: ApiOnlyUser",
            },
        )

    def test_a_session_that_is_no_session_is_a_fault(self):
        with self.assertRaises(Fault) as fault:
            org.with_token("00D000000000001!expired").mdapi.describe_metadata()
        self.assertIn("INVALID_SESSION_ID", fault.exception.code + fault.exception.message)


if __name__ == "__main__":
    unittest.main()
