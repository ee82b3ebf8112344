//! Queries as reading clients send them, with marks, paths and semi-joins.

use super::{ask, shared};

#[test]
fn queries_of_a_reconciling_client_are_answered() {
    let org = shared();
    let mark = r"%[hallpass fleet=acme integration=%";
    for soql in [
        format!("SELECT Id, Username, Profile.Name, Profile.UserLicense.Name, AboutMe FROM User WHERE AboutMe LIKE '{mark}'"),
        format!("SELECT Id, Name, Label, Description, LicenseId, NamespacePrefix FROM PermissionSet WHERE (Name IN ('a', 'b') OR Description LIKE '{mark}') AND IsOwnedByProfile = FALSE"),
        format!("SELECT Id FROM User WHERE Id IN (SELECT AssigneeId FROM PermissionSetAssignment WHERE PermissionSet.Description LIKE '{mark}')"),
        "SELECT Id, AssigneeId, Assignee.Username, PermissionSetId, PermissionSet.Name, PermissionSet.NamespacePrefix, \
         PermissionSetGroupId, PermissionSetGroup.DeveloperName, PermissionSetGroup.NamespacePrefix \
         FROM PermissionSetAssignment WHERE Assignee.Username IN ('a@example.com') AND PermissionSet.IsOwnedByProfile = FALSE".to_owned(),
        "SELECT Id, AssigneeId, Assignee.Username, PermissionSetLicense.DeveloperName FROM PermissionSetLicenseAssign \
         WHERE Assignee.Username IN ('a@example.com')".to_owned(),
        "SELECT PermissionSetId, PermissionSetGroup.DeveloperName, PermissionSetGroup.NamespacePrefix \
         FROM PermissionSetGroupComponent WHERE PermissionSet.Name IN ('a')".to_owned(),
        "SELECT Id, Name, NamespacePrefix FROM ApexClass WHERE Id IN (SELECT SetupEntityId FROM SetupEntityAccess \
         WHERE SetupEntityType = 'ApexClass' AND Parent.Name IN ('a'))".to_owned(),
        "SELECT SetupEntityId, Parent.Name, Parent.NamespacePrefix FROM SetupEntityAccess \
         WHERE SetupEntityType IN ('ExternalClientApplication','ConnectedApplication') AND Parent.IsOwnedByProfile = FALSE".to_owned(),
        "SELECT Id, DeveloperName, NamespacePrefix, MasterLabel, Description, ContactEmail FROM ExternalClientApplication".to_owned(),
        "SELECT Id, Name, Status, TotalLicenses, UsedLicenses FROM UserLicense".to_owned(),
        "SELECT Id, Name, UserLicense.Name FROM Profile".to_owned(),
        "SELECT ParentId, SobjectType, COUNT(Id) n FROM FieldPermissions WHERE Parent.Name = 'a' GROUP BY ParentId, SobjectType".to_owned(),
        "SELECT Id, ParentId, Field, SobjectType, PermissionsRead, PermissionsEdit FROM FieldPermissions \
         WHERE ParentId IN (SELECT Id FROM PermissionSet WHERE Name = 'a')".to_owned(),
        "SELECT Action, Section, Display, CreatedDate, CreatedBy.Username FROM SetupAuditTrail WHERE CreatedDate > LAST_N_DAYS:7 \
         ORDER BY CreatedDate DESC, Id DESC LIMIT 100".to_owned(),
        "SELECT Id, LoginTime, Status, Application, LoginType FROM LoginHistory WHERE UserId = '005000000000001AAA' ORDER BY LoginTime DESC".to_owned(),
        "SELECT Id, SessionType, Users.Username FROM AuthSession WHERE UsersId = '005000000000001AAA' AND SessionType = 'API'".to_owned(),
        "SELECT QualifiedApiName, EntityDefinition.QualifiedApiName, SecurityClassification, ComplianceGroup FROM FieldDefinition \
         WHERE EntityDefinition.QualifiedApiName IN ('Account', 'Contact')".to_owned(),
        "SELECT Id, DeveloperName, Status FROM PermissionSetGroup WHERE Status != 'Updated'".to_owned(),
        "SELECT Id, Parent.PermissionSetGroup.DeveloperName FROM ObjectPermissions WHERE Parent.PermissionSetGroup.DeveloperName = 'X'".to_owned(),
    ] {
        ask(org, &soql);
    }
}
