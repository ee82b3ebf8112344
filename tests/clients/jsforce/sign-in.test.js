// Signing in and out: client credentials, JWT bearer, identity, userinfo, revocation.
// Sources: jsforce documentation, "OAuth2" and "Logout"; Salesforce Help, "OAuth 2.0 Client Credentials Flow",
// "OAuth 2.0 JWT Bearer Flow for Server-to-Server Integration", "Identity URLs", "Revoke OAuth Tokens".

import { strict as assert } from 'node:assert';
import { createSign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { file, manifest, refused, signedIn, stranger, unique, url, username, zip } from './org.js';

const base64 = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

function assertion(claims) {
  const body = `${base64({ alg: 'RS256' })}.${base64(claims)}`;
  const signature = createSign('RSA-SHA256').update(body).sign(readFileSync(process.env.ORG_JWT_KEY), 'base64url');
  return `${body}.${signature}`;
}

test('client credentials give a token, an instance and who one is', async () => {
  const conn = stranger();
  const user = await conn.authorize({ grant_type: 'client_credentials' });
  assert.match(user.id, /^005\w{15}$/);
  assert.match(user.organizationId, /^00D\w{15}$/);
  assert.equal(new URL(conn.instanceUrl).host, new URL(url).host);
  assert.match(conn.accessToken, /^00D\w{12}(\w{3})?!/);
});

test('a wrong secret is refused as OAuth refuses', async () => {
  const conn = stranger({ oauth2: { clientId: process.env.ORG_CLIENT_ID, clientSecret: 'wrong', loginUrl: url } });
  await assert.rejects(conn.authorize({ grant_type: 'client_credentials' }), (error) => {
    assert.equal(error.name, 'invalid_client');
    assert.equal(error.message, 'invalid client credentials');
    return true;
  });
});

test('the identity of the user is at the identity URL', async () => {
  const conn = await signedIn();
  const identity = await conn.identity();
  assert.equal(identity.username, username);
  assert.equal(identity.user_id, conn.userInfo.id);
  assert.equal(identity.organization_id, conn.userInfo.organizationId);
  assert.equal(identity.active, true);
  assert.ok(identity.urls.rest.includes('/services/data/v{version}/'));
});

test('userinfo answers the claims of OpenID Connect', async () => {
  const conn = await signedIn();
  const info = await conn.request(`${conn.instanceUrl}/services/oauth2/userinfo`);
  assert.equal(info.preferred_username, username);
  assert.equal(info.user_id, conn.userInfo.id);
  assert.equal(info.organization_id, conn.userInfo.organizationId);
  assert.ok(info.sub.endsWith(`/id/${info.organization_id}/${info.user_id}`));
});

test('logging out ends the session', async () => {
  const conn = await signedIn();
  const token = conn.accessToken;
  await conn.logout();
  const late = stranger({ oauth2: undefined, accessToken: token });
  await refused('INVALID_SESSION_ID', late.query('SELECT Id FROM User LIMIT 1'), /Session expired or invalid/);
});

test('revoking a token ends the session', async () => {
  const conn = await signedIn();
  await conn.oauth2.revokeToken(conn.accessToken);
  const late = stranger({ oauth2: undefined, accessToken: conn.accessToken });
  await refused('INVALID_SESSION_ID', late.describeGlobal());
});

test('an expired session is renewed by the refresh function of the client', async () => {
  const conn = await signedIn();
  const renewed = stranger({
    accessToken: '00D000000000001!expired',
    refreshFn: (_, done) => done(null, conn.accessToken),
  });
  assert.equal((await renewed.query('SELECT Id FROM Organization')).totalSize, 1);
  assert.ok((await renewed.metadata.describe()).metadataObjects.length > 0);
});

test('login with user and password is what a new org refuses', async () => {
  // SOAP API Developer Guide, login(): not available from 65.0 on.
  const conn = stranger({ oauth2: undefined, version: '65.0' });
  await assert.rejects(conn.login('someone@example.com', 'secret'), /SOAP Login operation is not available|INVALID_OPERATION/i);
});

test('an app with a certificate signs in with an assertion', async () => {
  const admin = await signedIn();
  const app = unique('Jwt');
  const certificate = readFileSync(process.env.ORG_JWT_CERTIFICATE, 'utf8');
  const body = certificate.replace(/-----[^-]+-----|\s/g, '');

  const set = await admin.sobject('PermissionSet').create({ Name: app, Label: app, PermissionsApiEnabled: true });
  const of = `<externalClientApplication>${app}</externalClientApplication>`;
  const deployed = await admin.metadata
    .deploy(
      zip({
        'package.xml': manifest({
          ExternalClientApplication: [app],
          ExtlClntAppGlobalOauthSettings: [`${app}_glbloauth`],
          ExtlClntAppOauthSettings: [`${app}_oauth`],
          ExtlClntAppOauthConfigurablePolicies: [`${app}_oauthPlcy`],
        }),
        [`externalClientApps/${app}.eca`]: file(
          'ExternalClientApplication',
          `<contactEmail>ops@example.com</contactEmail><distributionState>Local</distributionState><label>${app}</label>`,
        ),
        [`extlClntAppGlobalOauthSets/${app}_glbloauth.ecaGlblOauth`]: file(
          'ExtlClntAppGlobalOauthSettings',
          `<callbackUrl>https://localhost/callback</callbackUrl><certificate>${body}</certificate>${of}<label>${app}_glbloauth</label>`,
        ),
        [`extlClntAppOauthSettings/${app}_oauth.ecaOauth`]: file(
          'ExtlClntAppOauthSettings',
          `<commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>${of}<label>${app}_oauth</label>`,
        ),
        [`extlClntAppOauthPolicies/${app}_oauthPlcy.ecaOauthPlcy`]: file(
          'ExtlClntAppOauthConfigurablePolicies',
          `<commaSeparatedPermissionSet>${app}</commaSeparatedPermissionSet>${of}<ipRelaxationPolicyType>Enforce</ipRelaxationPolicyType><label>${app}_oauthPlcy</label><permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType><refreshTokenPolicyType>Infinite</refreshTokenPolicyType>`,
        ),
      }),
      { singlePackage: true, rollbackOnError: true },
    )
    .complete(true);
  assert.equal(deployed.success, true, JSON.stringify(deployed.details));
  await admin.sobject('PermissionSetAssignment').create({ AssigneeId: admin.userInfo.id, PermissionSetId: set.id });

  const settings = await admin.metadata.read('ExtlClntAppGlobalOauthSettings', `${app}_glbloauth`);
  const conn = stranger({ oauth2: { clientId: settings.consumerKey, loginUrl: url } });
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: settings.consumerKey, sub: username, aud: url, exp: now + 180 };
  const grant_type = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
  await conn.authorize({ grant_type, assertion: assertion(claims) });
  assert.equal((await conn.identity()).username, username);

  const stale = assertion({ ...claims, exp: now - 3600 });
  await assert.rejects(conn.authorize({ grant_type, assertion: stale }), (error) => error.name === 'invalid_grant');
});
