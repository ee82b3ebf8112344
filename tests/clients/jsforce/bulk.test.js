// Many rows: jobs of the Bulk API 2.0 and of the older one.
// Sources: jsforce documentation, "Bulk API" and "Bulk V2 API"; Bulk API 2.0 and Bulk API Developer Guide.

import { strict as assert } from 'node:assert';
import { before, test } from 'node:test';
import { refused, signedIn, unique } from './org.js';

let conn;
before(async () => {
  conn = await signedIn();
  Object.assign(conn.bulk2, { pollInterval: 50, pollTimeout: 30_000 });
  Object.assign(conn.bulk, { pollInterval: 50, pollTimeout: 30_000 });
});

test('rows are loaded by a job, each with its own result', async () => {
  const name = unique('Bulk, "two"');
  const input = [{ Name: name, Phone: '1' }, { Name: '', Phone: '2' }];
  const done = await conn.bulk2.loadAndWaitForResults({ object: 'Account', operation: 'insert', input });
  assert.deepEqual(done.unprocessedRecords, []);
  const [{ sf__Id: id, sf__Created: created, Name: written }] = done.successfulResults;
  assert.match(id, /^001\w{15}$/);
  assert.deepEqual([created, written, done.successfulResults.length], ['true', name, 1]);
  assert.match(done.failedResults[0].sf__Error, /^REQUIRED_FIELD_MISSING:.*--$/);
  const gone = await conn.bulk2.loadAndWaitForResults({ object: 'Account', operation: 'delete', input: [{ Id: id }] });
  assert.deepEqual([gone.successfulResults.length, gone.failedResults.length], [1, 0]);
});

test('rows are upserted by an external id', async () => {
  const key = unique('B');
  const load = () => conn.bulk2.loadAndWaitForResults({
    object: 'Invoice__c', operation: 'upsert', externalIdFieldName: 'External_Id__c', input: [{ External_Id__c: key, Reference__c: key }],
  });
  assert.equal((await load()).successfulResults[0].sf__Created, 'true');
  assert.equal((await load()).successfulResults[0].sf__Created, 'false');
});

test('a job whose columns are no fields fails as a whole', async () => {
  const job = conn.bulk2.createJob({ object: 'Account', operation: 'insert' });
  await job.open();
  await job.uploadData([{ Nmae: 'x' }]);
  await job.close();
  await assert.rejects(job.poll(50, 30_000), /Nmae/);
});

test('a query job hands out its rows', async () => {
  const names = ['a', 'b', 'c'].map((letter) => unique(letter));
  await conn.sobject('Account').create(names.map((Name) => ({ Name })));
  const list = names.map((name) => `'${name}'`).join(',');
  const stream = await conn.bulk2.query(`SELECT Id, Name, Owner.Username FROM Account WHERE Name IN (${list}) ORDER BY Name`);
  const rows = await stream.toArray();
  assert.deepEqual(rows.map((row) => row.Name), names);
  assert.match(rows[0]['Owner.Username'], /@/);
});

test('what a table cannot hold is refused', async () => {
  await assert.rejects(async () => {
    const stream = await conn.bulk2.query('SELECT Id, (SELECT Id FROM Contacts) FROM Account');
    await stream.toArray();
  }, /not supported in Bulk/);
});

test('the older API loads and queries by batches', async () => {
  const name = unique('Batch');
  const [good, bad] = await conn.bulk.load('Account', 'insert', [{ Name: name, Phone: '1' }, { Name: '', Phone: '2' }]);
  assert.deepEqual([good.success, bad.success], [true, false]);
  assert.match(bad.errors[0], /REQUIRED_FIELD_MISSING/);
  const stream = await conn.bulk.query(`SELECT Id, Name FROM Account WHERE Name = '${name}'`);
  const rows = await stream.toArray();
  assert.deepEqual(rows, [{ Id: good.id, Name: name }]);
});

test('what changed and what is gone can be asked for', async () => {
  const accounts = conn.sobject('Account');
  const { id } = await accounts.create({ Name: unique('Gone') });
  const window = [new Date(Date.now() - 3_600_000), new Date(Date.now() + 120_000)];
  assert.ok((await accounts.updated(...window)).ids.includes(id));
  await accounts.destroy(id);
  assert.ok((await accounts.deleted(...window)).deletedRecords.some((row) => row.id === id));
  await refused('INVALID_REPLICATION_DATE', accounts.updated(window[1], window[0]));
});
