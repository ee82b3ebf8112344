import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import jsforce from 'jsforce';

let org; // the process
let conn; // signed in as the administrator

before(async () => {
  org = spawn(process.env.HALLPASS ?? 'hallpass', ['org', 'serve', '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: org.stdout }), 'line');
  const { url, admin } = JSON.parse(line);
  conn = new jsforce.Connection({
    instanceUrl: url,
    oauth2: { clientId: admin.client_id, clientSecret: admin.client_secret, loginUrl: url },
    version: '66.0',
  });
  await conn.authorize({ grant_type: 'client_credentials' });
});

after(() => org.kill());

test('an account is found by its name', async () => {
  await conn.sobject('Account').create({ Name: 'Acme of the example' });
  const { records } = await conn.query("SELECT Name FROM Account WHERE Name LIKE 'Acme of%'");
  assert.deepEqual(records.map((account) => account.Name), ['Acme of the example']);
});

test('a contact needs a last name, as in Salesforce', async () => {
  await assert.rejects(conn.sobject('Contact').create({ FirstName: 'Ann' }), { errorCode: 'REQUIRED_FIELD_MISSING' });
});
