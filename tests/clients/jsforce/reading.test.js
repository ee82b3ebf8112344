// Describes, queries and the other resources that only read.
// Sources: jsforce documentation, "Query" and "Describe"; REST API Developer Guide, "Query", "QueryMore",
// "sObject Describe", "Describe Global", "Limits", "Query Options Header"; SOQL and SOSL Reference.

import { strict as assert } from 'node:assert';
import { before, test } from 'node:test';
import { refused, signedIn, unique } from './org.js';

let conn;
const mark = unique('Reading');
const HOW_MANY = 2100;

before(async () => {
  conn = await signedIn();
  const rows = Array.from({ length: HOW_MANY }, (_, n) => ({ Name: `${mark} ${String(n).padStart(4, '0')}` }));
  const saved = await conn.sobject('Account').create(rows, { allOrNone: true, allowRecursive: true });
  assert.ok(saved.every((one) => one.success), JSON.stringify(saved.find((one) => !one.success)));
});

test('the global describe lists objects with their prefixes', async () => {
  const { encoding, maxBatchSize, sobjects } = await conn.describeGlobal();
  assert.equal(encoding, 'UTF-8');
  assert.equal(maxBatchSize, 200);
  const prefixes = Object.fromEntries(sobjects.map((one) => [one.name, one.keyPrefix]));
  assert.equal(prefixes.Account, '001');
  assert.equal(prefixes.User, '005');
  assert.equal(prefixes.PermissionSet, '0PS');
});

test('the describe of an object tells its fields, their types and where they lead', async () => {
  const account = await conn.describe('Account');
  assert.equal(account.keyPrefix, '001');
  assert.equal(account.createable, true);
  const field = (name) => account.fields.find((one) => one.name === name);
  assert.equal(field('Name').type, 'string');
  assert.equal(field('Name').length, 255);
  assert.equal(field('OwnerId').type, 'reference');
  assert.deepEqual(field('OwnerId').referenceTo, ['User']);
  assert.equal(field('ParentId').relationshipName, 'Parent');
  assert.ok(account.childRelationships.some((one) => one.childSObject === 'Contact' && one.relationshipName === 'Contacts'));
});

test('describes are cached by the client when asked so', async () => {
  const first = await conn.describe$('Contact');
  assert.equal((await conn.describe$('Contact')).name, first.name);
  assert.equal(conn.describe$$('Contact').name, 'Contact');
});

test('a query gives one page of 2,000 and a locator for the rest', async () => {
  const first = await conn.query(`SELECT Id, Name FROM Account WHERE Name LIKE '${mark}%' ORDER BY Name`);
  assert.equal(first.totalSize, HOW_MANY);
  assert.equal(first.done, false);
  assert.equal(first.records.length, 2000);
  assert.equal(first.records[0].attributes.type, 'Account');
  assert.match(first.records[0].attributes.url, /^\/services\/data\/v66\.0\/sobjects\/Account\/001\w{15}$/);
  assert.match(first.nextRecordsUrl, /\/services\/data\/v66\.0\/query\/01g\w+-2000$/);
  const rest = await conn.queryMore(first.nextRecordsUrl);
  assert.equal(rest.done, true);
  assert.equal(rest.totalSize, HOW_MANY);
  assert.equal(rest.records.length, HOW_MANY - 2000);
  assert.equal(rest.records.at(-1).Name, `${mark} ${HOW_MANY - 1}`);
});

test('autoFetch walks all pages, in order and none twice', async () => {
  const query = conn.query(`SELECT Id, Name FROM Account WHERE Name LIKE '${mark}%' ORDER BY Name`, {
    headers: { 'Sforce-Query-Options': 'batchSize=200' },
  });
  const names = [];
  await new Promise((resolve, reject) => {
    query
      .on('record', (record) => names.push(record.Name))
      .on('end', () => resolve())
      .on('error', reject)
      .run({ autoFetch: true, maxFetch: 5000 });
  });
  assert.equal(query.totalFetched, HOW_MANY);
  assert.equal(query.totalSize, HOW_MANY);
  assert.equal(new Set(names).size, HOW_MANY);
  assert.deepEqual(names, [...names].sort());
});

test('find builds queries with conditions, relationships, sorting, limits and sub-queries', async () => {
  const account = await conn.sobject('Account').create({ Name: `${mark}-parent` });
  await conn.sobject('Contact').create([
    { LastName: 'Abel', AccountId: account.id },
    { LastName: 'Zorn', AccountId: account.id },
  ]);
  const contacts = await conn
    .sobject('Contact')
    .find({ AccountId: account.id, LastName: { $like: 'A%' } }, 'Id, LastName, Account.Name, Account.Owner.Username')
    .sort({ LastName: -1 })
    .limit(5);
  assert.deepEqual(contacts.map((one) => [one.LastName, one.Account.Name]), [['Abel', `${mark}-parent`]]);
  assert.ok(contacts[0].Account.Owner.Username);
  const [found] = await conn
    .sobject('Account')
    .find({ Id: account.id }, 'Id, Name')
    .include('Contacts')
    .select('LastName')
    .sort('LastName', 'DESC')
    .end();
  assert.equal(found.Contacts.totalSize, 2);
  assert.equal(found.Contacts.done, true);
  assert.deepEqual(found.Contacts.records.map((one) => one.LastName), ['Zorn', 'Abel']);
});

test('counts and aggregates come back as documented', async () => {
  assert.equal(await conn.sobject('Account').count({ Name: { $like: `${mark} 000%` } }), 10);
  const counted = await conn.query(`SELECT COUNT() FROM Account WHERE Name LIKE '${mark} %'`);
  assert.deepEqual([counted.totalSize, counted.records.length, counted.done], [HOW_MANY, 0, true]);
  const [row] = (await conn.query(`SELECT COUNT(Id) FROM Account WHERE Name LIKE '${mark} %'`)).records;
  assert.deepEqual([row.attributes.type, row.expr0], ['AggregateResult', HOW_MANY]);
});

test('scanAll asks queryAll, which shows deleted rows too', async () => {
  const gone = await conn.sobject('Account').create({ Name: `${mark}-gone` });
  await conn.sobject('Account').destroy(gone.id);
  const soql = `SELECT Id, IsDeleted FROM Account WHERE Id = '${gone.id}'`;
  assert.equal((await conn.query(soql)).totalSize, 0);
  const all = await conn.query(soql, { scanAll: true });
  assert.deepEqual(all.records.map((one) => one.IsDeleted), [true]);
});

test('limits tell maximum and remaining, and every answer how much is used', async () => {
  const limits = await conn.limits();
  assert.ok(limits.DailyApiRequests.Max >= limits.DailyApiRequests.Remaining);
  assert.ok(limits.DailyApiRequests.Remaining > 0);
  assert.ok(conn.limitInfo.apiUsage.used > 0);
  assert.equal(conn.limitInfo.apiUsage.limit, limits.DailyApiRequests.Max);
});

test('the list of versions and the resources of one are served', async () => {
  const versions = await conn.request('/services/data');
  const served = versions.map((one) => one.version);
  for (const one of ['51.0', '59.0', '66.0']) assert.ok(served.includes(one), one);
  assert.ok((await conn.request('/services/data/v51.0')).sobjects);
});

test('tooling describes and queries', async () => {
  const global = await conn.tooling.describeGlobal();
  assert.ok(global.sobjects.some((one) => one.name === 'ApexClass'));
  const classes = await conn.tooling.query("SELECT Id, Name FROM ApexClass WHERE Name = 'CustomerWS'");
  assert.deepEqual(classes.records.map((one) => one.Name), ['CustomerWS']);
  const one = await conn.tooling.sobject('ApexClass').retrieve(classes.records[0].Id);
  assert.equal(one.Name, 'CustomerWS');
  const fields = await conn.tooling.query("SELECT QualifiedApiName FROM EntityDefinition WHERE QualifiedApiName = 'Account'");
  assert.equal(fields.totalSize, 1);
});

test('what is wrong in a query is told with its code', async () => {
  await refused('INVALID_FIELD', conn.query('SELECT Nope FROM Account'), /No such column 'Nope' on entity 'Account'/);
  await refused('INVALID_TYPE', conn.query('SELECT Id FROM Nope'), /sObject type 'Nope' is not supported/);
  await refused('MALFORMED_QUERY', conn.query('SELECT Id Account'));
  await refused('NOT_FOUND', conn.describe('Nope'), /The requested resource does not exist/);
  await refused('NOT_FOUND', conn.request('/nothing/here'));
});
