// The collections that `hallpass handover --to postman` writes, run by Newman against the org.
// Sources: Newman documentation, "Using Newman as a library"; Postman documentation, "Scripting in Postman";
// Postman Collection SDK documentation.

import { strict as assert } from 'node:assert';
import { readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import newman from 'newman';
import sdk from 'postman-collection';

const read = (name, kind) => JSON.parse(readFileSync(path(name, kind), 'utf8'));
const path = (name, kind) => `collections/${name}.served.postman_${kind}.json`;

/** Runs a collection with an environment, some of whose variables may be others. */
function run(name, environment = name, variables = {}) {
  const values = read(environment, 'environment');
  for (const variable of values.values) {
    if (variable.key in variables) variable.value = variables[variable.key];
  }
  const options = {
    collection: read(name, 'collection'),
    environment: values,
    reporters: [],
    sslExtraCaCerts: process.env.ORG_CA || undefined,
  };
  return new Promise((resolve, reject) => {
    newman.run(options, (error, summary) => (error ? reject(error) : resolve(summary.run)));
  });
}

const failures = (found) => found.failures.map(({ source, error }) => `${source?.name}: ${error.test ?? ''} ${error.message}`);
const sent = (found) => found.executions.filter(({ response }) => response).map(({ item }) => item.name);

/** Rows of an object, as the administrator counts them. */
async function count(object) {
  const token = await post('/services/oauth2/token', {
    grant_type: 'client_credentials', client_id: process.env.ORG_CLIENT_ID, client_secret: process.env.ORG_CLIENT_SECRET,
  });
  const answer = await fetch(`${process.env.ORG_URL}/services/data/v66.0/query?q=SELECT+COUNT()+FROM+${object}`, {
    headers: { authorization: `Bearer ${token.access_token}` },
  });
  return (await answer.json()).totalSize;
}

async function post(where, form) {
  const answer = await fetch(process.env.ORG_URL + where, { method: 'POST', body: new URLSearchParams(form) });
  return answer.json();
}

for (const name of ['billing', 'postman']) {
  test(`the collection of ${name} is one that Postman reads without loss`, () => {
    const json = read(name, 'collection');
    const collection = new sdk.Collection(json);
    const names = [];
    collection.forEachItem((item) => {
      names.push(item.name);
      assert.ok(item.events.all().some((event) => event.listen === 'test'), item.name);
    });
    const inFile = JSON.stringify(json).match(/"request":/g).length;
    assert.equal(names.length, inFile);
    assert.equal(collection.auth.type, 'oauth2');
    const environment = new sdk.VariableScope(read(name, 'environment'));
    assert.ok(environment.get('client_secret'));
    assert.equal(statSync(path(name, 'environment')).mode & 0o777, 0o600);
  });

  test(`the collection of ${name} is green, and what must be refused is`, async () => {
    const before = [await count('Account'), await count('Contact')];
    const found = await run(name);
    assert.deepEqual(failures(found), []);
    const names = sent(found);
    for (const part of ['Sign in', 'Describe Account', 'Read Contact', 'Ask the Metadata API', 'Sign out']) {
      assert.ok(names.includes(part), part);
    }
    assert.ok(names.some((one) => one.endsWith('which is not granted')));
    assert.ok(!names.some((one) => /^(Create|Edit|Delete) /.test(one)), 'nothing is written');
    assert.deepEqual([await count('Account'), await count('Contact')], before);
  });
}

test('writes run when they are asked for, and take their records away where they may', async () => {
  const before = await count('Lead');
  const found = await run('postman', 'postman', { run_writes: 'true' });
  assert.deepEqual(failures(found), []);
  const names = sent(found);
  for (const part of ['Create Lead', 'Edit Lead', 'Delete Lead', 'Create Contact']) assert.ok(names.includes(part), part);
  assert.equal(await count('Lead'), before);
});

test('a collection is red where access is missing', async () => {
  const found = await run('postman', 'billing');
  assert.ok(failures(found).some((line) => line.startsWith('Describe Lead')), failures(found).join('\n'));
});

test('a collection is red where more is open than was granted', async () => {
  const found = await run('billing', 'postman');
  assert.ok(failures(found).some((line) => line.startsWith('Describe Account: it may be used as granted')), failures(found).join('\n'));
});

test('a collection is red with a wrong secret, and shows it nowhere', async () => {
  const found = await run('billing', 'billing', { client_secret: 'WRONGSECRET' });
  assert.ok(failures(found).some((line) => line.startsWith('Sign in')));
  assert.ok(!failures(found).join().includes('WRONGSECRET'));
});
