package main

import rego.v1

# Personal data is read by no integration but those of people operations.
deny contains message if {
	some integration in input.integrations
	not endswith(integration.owner, "people@example.com")
	some grant in integration.grants
	grant.kind == "field"
	grant.name in {"Contact.Birthdate", "Contact.SSN__c"}
	message := sprintf("%s may not read %s", [integration.name, grant.name])
}

# Every integration of this fleet signs with a certificate.
deny contains message if {
	some integration in input.integrations
	some app in integration.apps
	app.flow == "client_credentials"
	not integration.name in {"postman"}
	message := sprintf("%s: the app %s has a secret, not a certificate", [integration.name, app.name])
}

# A plan that takes away more than it gives wants a person: hallpass plan --json.
deny contains message if {
	some change in input.changes
	change.risk == "high"
	message := sprintf("%s %s is of high risk", [change.action, change.address])
}
