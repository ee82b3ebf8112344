// The SOAP API: signing in by password, and calls with the session that comes of it.
// Source: SOAP API Developer Guide, login(), getUserInfo(), logout(); REST API Developer Guide, "sObject User Password".

import { strict as assert } from 'node:assert';
import { before, test } from 'node:test';
import { refused, signedIn, stranger, username } from './org.js';

const password = 'correct horse 1';

before(async () => {
  const conn = await signedIn();
  const { user_id: user } = await conn.identity();
  await conn.request({
    method: 'POST',
    url: `/sobjects/User/${user}/password`,
    body: JSON.stringify({ NewPassword: password }),
    headers: { 'content-type': 'application/json' },
  });
});

/** A connection without an app, of a version that has login(). */
const byPassword = () => stranger({ oauth2: undefined, version: '60.0' });

test('a password gives a session that works until it is ended', async () => {
  const conn = byPassword();
  const { id, organizationId } = await conn.login(username, password);
  assert.match(id, /^005\w{15}$/);
  assert.match(organizationId, /^00D\w{15}$/);
  assert.equal((await conn.query(`SELECT Id FROM User WHERE Id = '${id}'`)).totalSize, 1);
  const info = await conn.soap.getUserInfo();
  assert.deepEqual([info.userId, info.userName], [id, username]);
  assert.match((await conn.soap.getServerTimestamp()).timestamp, /^\d{4}-\d\d-\d\dT.*Z$/);
  const token = conn.accessToken;
  await conn.logout();
  const late = stranger({ oauth2: undefined, accessToken: token });
  await refused('INVALID_SESSION_ID', late.query('SELECT Id FROM User'));
});

test('a wrong password is refused in the words that clients know', async () => {
  await assert.rejects(byPassword().login(username, 'wrong'), /INVALID_LOGIN: Invalid username, password/);
});

test('from 65.0 on there is no login', async () => {
  const conn = stranger({ oauth2: undefined, version: '65.0' });
  await assert.rejects(conn.login(username, password), /INVALID_OPERATION/);
});
