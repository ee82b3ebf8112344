//! One user's requests, each judged by the naive view.

use std::cell::RefCell;

use serde_json::{Value, json};

use crate::grants::{Eyes, guarded};
use crate::layout::Person;
use crate::twins::{self, Need, Probe, unknown};
use crate::wire::{Answer, Wire, percent};
use crate::world::{FIELDS, OBJECTS, PLAIN, REFERENCES, ROOT, World};

struct Session<'s> {
    world: &'s World,
    wire: Wire,
    eyes: &'s Eyes<'s>,
    who: &'s Person,
    /// What was found wrong, with request and answer.
    found: RefCell<Vec<String>>,
}

/// Objects of the setup, and the permission that opens them here.
const SETUP: &[(&str, &str)] = &[
    ("PermissionSet", "ViewSetup"),
    ("FieldPermissions", "ViewSetup"),
    ("SetupAuditTrail", "ViewSetup"),
    ("ApexClass", "ViewSetup"),
];

pub(crate) fn check(world: &World, person: &Person, eyes: &Eyes<'_>) -> Result<(), String> {
    let session = Session {
        world,
        wire: person.wire(world),
        eyes,
        who: person,
        found: RefCell::default(),
    };
    session.describes();
    session.rows();
    session.fields();
    session.objects();
    session.rights();
    session.cross_references();
    session.setup();
    session.services();
    let found = session.found.into_inner();
    if found.is_empty() {
        Ok(())
    } else {
        Err(format!("{} findings\n{}", found.len(), found.join("\n")))
    }
}

impl Session<'_> {
    fn get(&self, target: &str) -> Answer {
        let answer = self.wire.get(target);
        self.no_canary(target, &answer);
        answer
    }

    fn query(&self, soql: &str) -> Answer {
        self.get(&format!("{ROOT}/query?q={}", percent(soql)))
    }

    fn send(&self, probe: &Probe) -> Answer {
        let answer = probe.send(&self.wire);
        if answer.status == 500 {
            self.leak(&probe.target, &answer, "a fault");
        }
        // A refusal may say again what the request said.
        if answer.status < 300 && probe.method == "GET" && !probe.target.contains("canary") {
            self.no_canary(&probe.target, &answer);
        }
        answer
    }

    /// No answer holds a value that the user may not see.
    fn no_canary(&self, request: &str, answer: &Answer) {
        let fields = FIELDS
            .iter()
            .map(|field| (field.object, Some(field.guard), field.value));
        let plain = PLAIN.iter().map(|(object, _, value)| (*object, None, *value));
        for (object, guard, value) in fields.chain(plain) {
            let seen = match guard {
                Some(guard) => self.eyes.sees(object, guard),
                None => self.eyes.may(object, "read"),
            };
            if !seen && answer.text.contains(value) {
                self.leak(request, answer, &format!("{value} of {object} is shown"));
            }
        }
    }

    fn leak(&self, request: &str, answer: &Answer, what: &str) {
        let text: String = answer.text.chars().take(600).collect();
        self.found.borrow_mut().push(format!(
            "{what}\n  {request}\n  {} {text}\n  {} was granted {:?}",
            answer.status,
            self.who.username,
            self.eyes.granted()
        ));
    }

    fn expect(&self, right: bool, request: &str, answer: &Answer, what: &str) {
        if !right {
            self.leak(request, answer, what);
        }
    }

    /// Describe names what is readable and says what is writable.
    fn describes(&self) {
        let target = format!("{ROOT}/sobjects");
        let global = self.get(&target);
        for object in OBJECTS {
            let entry = named(&global.json["sobjects"], object);
            let readable = self.eyes.may(object, "read");
            self.expect(entry.is_some() == readable, &target, &global, object);
            let Some(entry) = entry else { continue };
            for (verb, flag) in [
                ("create", "createable"),
                ("edit", "updateable"),
                ("delete", "deletable"),
            ] {
                let right = entry[flag] == self.eyes.may(object, verb);
                self.expect(right, &target, &global, &format!("{object} {flag}"));
            }
            self.describe(object);
        }
    }

    fn describe(&self, object: &str) {
        let target = format!("{ROOT}/sobjects/{object}/describe");
        let described = self.get(&target);
        for (_, guard) in guarded().iter().filter(|(of, _)| *of == object) {
            let entry = named(&described.json["fields"], guard);
            let seen = self.eyes.sees(object, guard);
            self.expect(entry.is_some() == seen, &target, &described, guard);
            if let Some(entry) = entry.filter(|entry| entry["type"] != "address") {
                let edits = self.eyes.edits(object, guard);
                let right = entry["updateable"] == edits && entry["createable"] == edits;
                self.expect(right, &target, &described, &format!("{guard} writable: {entry}"));
            }
        }
        let fields = described.json["fields"].as_array().into_iter().flatten();
        let targets: Vec<&Value> = fields
            .filter_map(|field| field["referenceTo"].as_array())
            .flatten()
            .collect();
        for hidden in OBJECTS.iter().filter(|other| !self.eyes.may(other, "read")) {
            let told = targets.iter().any(|target| **target == *hidden);
            self.expect(
                !told,
                &target,
                &described,
                &format!("{hidden} is told as a target"),
            );
        }
        let children = &described.json["childRelationships"];
        for (child, field, _, parent, name) in REFERENCES.iter().filter(|(.., parent, _)| *parent == object) {
            let listed = children
                .as_array()
                .into_iter()
                .flatten()
                .any(|entry| entry["relationshipName"] == **name);
            self.expect(
                listed == self.eyes.sees(child, field),
                &target,
                &described,
                &format!("{parent}.{name}"),
            );
        }
    }

    /// Whole rows show what is readable and nothing else.
    fn rows(&self) {
        for object in OBJECTS {
            let id = &self.world.rows[object];
            let row = format!("{ROOT}/sobjects/{object}/{id}");
            let all = format!("SELECT FIELDS(ALL) FROM {object} WHERE Id = '{id}' LIMIT 1");
            let row_answer = self.get(&row);
            let all_answer = self.query(&all);
            let readable = self.eyes.may(object, "read");
            self.expect(
                (row_answer.status == 200) == readable,
                &row,
                &row_answer,
                "the row",
            );
            self.expect(
                (all_answer.status == 200) == readable,
                &all,
                &all_answer,
                "the row",
            );
            if !readable {
                continue;
            }
            for field in FIELDS.iter().filter(|field| field.object == object) {
                let seen = self.eyes.sees_field(field);
                let shown = |value: &Value| value[field.name] == field.value;
                self.expect(shown(&row_answer.json) == seen, &row, &row_answer, field.name);
                self.expect(
                    shown(&all_answer.json["records"][0]) == seen,
                    &all,
                    &all_answer,
                    field.name,
                );
            }
        }
    }

    /// Each field, under its name and under one that does not exist.
    fn fields(&self) {
        for field in FIELDS {
            let seen = self.eyes.sees_field(field);
            let twin = unknown(field.name);
            let real = twins::reading(self.world, field, field.name);
            let fake = twins::reading(self.world, field, &twin);
            for (real, fake) in real.iter().zip(&fake) {
                if seen {
                    self.succeeds(real);
                } else {
                    self.is_twin(real, fake, field.name, &twin);
                }
            }
            if seen {
                continue;
            }
            let real = twins::writing(self.world, field, field.name);
            let fake = twins::writing(self.world, field, &twin);
            for (real, fake) in real.iter().zip(&fake) {
                self.is_twin(real, fake, field.name, &twin);
            }
        }
    }

    fn succeeds(&self, probe: &Probe) {
        let answer = self.send(probe);
        let Some(needs) = &probe.needs else { return };
        let met = needs.iter().all(|need| match need {
            Need::Object(object) => self.eyes.may(object, "read"),
            Need::Reference(object, field) => self.eyes.sees(object, field),
        });
        self.expect(
            (answer.status < 300) == met,
            &probe.target,
            &answer,
            "success and needs differ",
        );
    }

    /// The answer about a hidden name is the answer about an unknown one.
    fn is_twin(&self, real: &Probe, fake: &Probe, name: &str, twin: &str) {
        let hidden = self.send(real);
        let unknown = self.send(fake);
        let told = |answer: &Answer| {
            (
                answer.status,
                answer.text.replace(twin, name).replace(&percent(twin), name),
            )
        };
        if told(&hidden) == told(&unknown) {
            return;
        }
        let what = format!("hidden and unknown differ: {} {}", unknown.status, unknown.text);
        let body = real.body.as_ref().map(Value::to_string).unwrap_or_default();
        self.leak(&format!("{} {} {body}", real.method, real.target), &hidden, &what);
    }

    fn objects(&self) {
        let setup = SETUP
            .iter()
            .map(|(object, permission)| (*object, self.eyes.holds(permission)));
        let business = OBJECTS
            .iter()
            .map(|object| (*object, self.eyes.may(object, "read")));
        for (object, seen) in business.chain(setup) {
            let twin = unknown(object);
            let real = twins::object(self.world, object, object);
            let fake = twins::object(self.world, object, &twin);
            for (real, fake) in real.iter().zip(&fake) {
                if !seen {
                    self.is_twin(real, fake, object, &twin);
                } else if real.needs.is_some() {
                    self.succeeds(real);
                }
            }
            for (name, pairs) in twins::relationships(self.world, object) {
                for (real, fake) in pairs.iter().filter(|_| !seen) {
                    self.is_twin(real, fake, name, &unknown(name));
                }
            }
            if !seen && let Some(id) = self.world.rows.get(object) {
                self.unknown_id(id);
            }
        }
    }

    /// The Id of a hidden row says as little as an Id of no object.
    fn unknown_id(&self, id: &str) {
        let short = &id[..15];
        let nobody = format!("zzz{}", &short[3..]);
        for probe in [
            |id: &str| Probe {
                method: "DELETE",
                target: format!("{ROOT}/composite/sobjects?ids={id}"),
                body: None,
                needs: None,
            },
            |id: &str| Probe {
                method: "GET",
                target: format!("{ROOT}/sobjects/User/{id}"),
                body: None,
                needs: None,
            },
        ] {
            self.is_twin(&probe(short), &probe(&nobody), short, &nobody);
        }
    }

    /// What may be done with rows, and with fields that are seen.
    fn rights(&self) {
        for object in OBJECTS.iter().filter(|object| self.eyes.may(object, "read")) {
            let id = &self.world.rows[object];
            let target = format!("{ROOT}/sobjects/{object}");
            let least: Value = PLAIN
                .iter()
                .filter(|(of, ..)| of == object)
                .map(|(_, name, _)| ((*name).to_owned(), json!("made")))
                .collect();
            let made = self.wire.json("POST", &target, &least);
            let expected = if self.eyes.may(object, "create") { 201 } else { 400 };
            self.expect(
                made.status == expected,
                &format!("POST {target}"),
                &made,
                "create",
            );
            let row = format!("{target}/{id}");
            let changed = self.wire.json("PATCH", &row, &json!({}));
            let expected = if self.eyes.may(object, "edit") { 204 } else { 403 };
            self.expect(
                changed.status == expected,
                &format!("PATCH {row}"),
                &changed,
                "edit",
            );
            let victim = self.world.create(object, &least);
            let row = format!("{target}/{victim}");
            let gone = self.wire.json("DELETE", &row, &json!({}));
            let expected = if self.eyes.may(object, "delete") { 204 } else { 403 };
            self.expect(gone.status == expected, &format!("DELETE {row}"), &gone, "delete");
            self.field_rights(object);
        }
    }

    fn field_rights(&self, object: &str) {
        if !self.eyes.may(object, "edit") {
            return;
        }
        for field in FIELDS.iter().filter(|field| field.object == object) {
            let row = format!("{ROOT}/sobjects/{object}/{}", self.world.rows[object]);
            let changed = self.wire.json("PATCH", &row, &json!({ field.name: field.value }));
            let code = if !self.eyes.sees_field(field) {
                "INVALID_FIELD"
            } else if !self.eyes.edits(object, field.guard) {
                "INVALID_FIELD_FOR_INSERT_UPDATE"
            } else {
                ""
            };
            self.expect(
                changed.code() == code,
                &format!("PATCH {row}"),
                &changed,
                field.name,
            );
            if field.key && self.eyes.sees_field(field) {
                let key = format!("{ROOT}/sobjects/{object}/{}/{}", field.name, field.value);
                let upserted = self.wire.json("PATCH", &key, &json!({}));
                self.expect(
                    upserted.status == 200,
                    &format!("PATCH {key}"),
                    &upserted,
                    "upsert by what is seen",
                );
            }
        }
    }

    /// A reference to a row that the user can't see is refused like one to no row.
    fn cross_references(&self) {
        for (child, field, _, parent, _) in REFERENCES {
            let able =
                self.eyes.may(child, "edit") && self.eyes.edits(child, field) && self.eyes.sees(child, field);
            if !able || self.eyes.may(parent, "read") {
                continue;
            }
            let target = format!("{ROOT}/sobjects/{child}/{}", self.world.rows[child]);
            let there = self.world.rows[parent][..15].to_owned();
            let nobody = format!("{}zzzzzz", &there[..9]);
            let refer = |id: &str| Probe {
                method: "PATCH",
                target: target.clone(),
                body: Some(json!({ *field: id })),
                needs: None,
            };
            self.is_twin(&refer(&there), &refer(&nobody), &there, &nobody);
            let answer = self.send(&refer(&there));
            let code = "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY";
            self.expect(answer.code() == code, &target, &answer, field);
        }
    }

    /// Effective access as rows; own rows of what only administrators see whole.
    fn setup(&self) {
        let user = &self.who.id;
        for object in OBJECTS {
            let soql = format!(
                "SELECT IsReadable, IsCreatable, IsEditable, IsDeletable FROM UserEntityAccess \
                 WHERE UserId = '{user}' AND EntityDefinition.QualifiedApiName = '{object}'"
            );
            let found = self.query(&soql);
            let row = &found.json["records"][0];
            if row.is_null() {
                // The path leads through an entity that the user is not told of.
                self.expect(!self.eyes.may(object, "read"), &soql, &found, object);
                continue;
            }
            for (column, verb) in [
                ("IsReadable", "read"),
                ("IsCreatable", "create"),
                ("IsEditable", "edit"),
                ("IsDeletable", "delete"),
            ] {
                let right = row[column] == self.eyes.may(object, verb);
                self.expect(right, &soql, &found, column);
            }
        }
        for (object, guard) in guarded() {
            let soql = format!(
                "SELECT DurableId FROM FieldDefinition \
                 WHERE EntityDefinition.QualifiedApiName = '{object}' AND QualifiedApiName = '{guard}'"
            );
            let found = self.query(&soql);
            let Some(durable) = found.json["records"][0]["DurableId"].as_str() else {
                let hidden = !self.eyes.holds("ViewSetup") && !self.eyes.sees(object, guard);
                self.expect(hidden, &soql, &found, guard);
                continue;
            };
            let soql =
                format!("SELECT IsAccessible FROM UserFieldAccess WHERE DurableId = '{durable}.{user}'");
            let found = self.query(&soql);
            let right = found.json["records"][0]["IsAccessible"] == self.eyes.sees(object, guard);
            self.expect(right, &soql, &found, guard);
        }
        self.catalogue();
        let soql = "SELECT AssigneeId FROM PermissionSetAssignment";
        let found = self.query(soql);
        let rows = found.json["records"].as_array().cloned().unwrap_or_default();
        let all_mine = rows.iter().all(|row| row["AssigneeId"] == **user);
        self.expect(all_mine != self.eyes.holds("ViewSetup"), soql, &found, "own rows");
    }

    /// The catalogue names to those without View Setup what they can read.
    fn catalogue(&self) {
        let all = self.eyes.holds("ViewSetup");
        let soql = "SELECT QualifiedApiName FROM EntityDefinition";
        let found = self.query(soql);
        for object in OBJECTS {
            let listed = found.text.contains(&format!("\"QualifiedApiName\":\"{object}\""));
            self.expect(
                listed == (all || self.eyes.may(object, "read")),
                soql,
                &found,
                object,
            );
            let soql = format!(
                "SELECT QualifiedApiName FROM FieldDefinition WHERE EntityDefinition.QualifiedApiName = '{object}'"
            );
            let found = self.query(&soql);
            for (_, guard) in guarded().iter().filter(|(of, _)| *of == object) {
                let listed = found.text.contains(&format!("\"QualifiedApiName\":\"{guard}\""));
                self.expect(
                    listed == (all || self.eyes.sees(object, guard)),
                    &soql,
                    &found,
                    guard,
                );
            }
        }
    }

    /// Apex, metadata, Connect: each with its own gate.
    fn services(&self) {
        let apex = self.wire.get("/services/apexrest/customer");
        let expected = if self.eyes.holds("CustomerRESTWS") {
            200
        } else {
            403
        };
        self.expect(apex.status == expected, "apexrest/customer", &apex, "the class");
        for target in ["/services/oauth2/userinfo", &format!("{ROOT}/")] {
            let answer = self.get(target);
            self.expect(answer.status == 200, target, &answer, "open to everybody");
        }
        let target = format!("{ROOT}/metadata/deployRequest/0Af000000000000AAA");
        let deploys = self.get(&target);
        self.expect(deploys.status == 403, &target, &deploys, "deployments");
        let limits = self.get(&format!("{ROOT}/limits"));
        self.expect(
            (limits.status == 200) == self.eyes.holds("ViewSetup"),
            "limits",
            &limits,
            "limits",
        );
        for operation in [
            "<listMetadata><queries><type>CustomObject</type></queries></listMetadata>",
            "<readMetadata><type>Profile</type><fullNames>Admin</fullNames></readMetadata>",
            "<describeMetadata/>",
            "<retrieve/>",
            "<deploy/>",
            "<nonsense/>",
        ] {
            let token = self.wire.token();
            let body = format!(
                "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns=\"http://soap.sforce.com/2006/04/metadata\">\
                 <e:Header><SessionHeader><sessionId>{token}</sessionId></SessionHeader></e:Header><e:Body>{operation}</e:Body></e:Envelope>"
            );
            let target = "/services/Soap/m/66.0";
            let answer = self
                .wire
                .send("POST", target, &[("Content-Type", "text/xml")], Some(&body));
            self.expect(
                answer.text.contains("INSUFFICIENT_ACCESS"),
                operation,
                &answer,
                "the Metadata API",
            );
        }
    }
}

fn named<'v>(list: &'v Value, name: &str) -> Option<&'v Value> {
    list.as_array()?.iter().find(|entry| entry["name"] == name)
}
