// The Salesforce CLI, one process a command.
// Sources: Salesforce CLI Command Reference (each command's page), Metadata API Developer Guide, REST API Developer Guide.

import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fails, file, project, read, rest, run, sf, token, url, username, version, write } from './cli.js';

mkdirSync(project, { recursive: true });
write('sfdx-project.json', JSON.stringify({ packageDirectories: [{ path: 'force-app', default: true }], sourceApiVersion: version }));
write('force-app/.keep', '');

const one = (value) => (Array.isArray(value) ? value : [value]);
const permissionset = (label, inner = '') =>
  file('PermissionSet', `<hasActivationRequired>false</hasActivationRequired><label>${label}</label>${inner}`);
const mayReadAccounts =
  '<objectPermissions><allowCreate>false</allowCreate><allowDelete>false</allowDelete><allowEdit>false</allowEdit>' +
  '<allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>Account</object>' +
  '<viewAllRecords>false</viewAllRecords></objectPermissions>';

test('login with a token', async () => {
  const { code, stdout, stderr } = await run(
    ['org', 'login', 'access-token', '--instance-url', url, '--no-prompt', '--alias', 'admin', '--set-default', '--json'],
    { SF_ACCESS_TOKEN: await token() },
  );
  assert.equal(code, 0, stdout + stderr);
  const { result } = JSON.parse(stdout);
  assert.equal(result.username, username);
  assert.match(result.orgId, /^00D\w{15}$/);
});

test('a query without any login', async () => {
  const { code, stdout, stderr } = await run(
    ['data', 'query', '-q', 'SELECT Id FROM Organization', '-o', await token(), '--json'],
    { SF_ORG_INSTANCE_URL: url },
  );
  assert.equal(code, 0, stdout + stderr);
  assert.equal(JSON.parse(stdout).result.totalSize, 1);
});

test('org display and org list', async () => {
  const shown = await sf('org display -o admin');
  assert.equal(shown.username, username);
  assert.equal(shown.connectedStatus, 'Connected');
  const listed = await sf('org list');
  const all = [...listed.other, ...listed.nonScratchOrgs];
  const found = all.find((entry) => entry.username === username);
  assert.equal(found.connectedStatus, 'Connected');
});

test('records are created, read, changed and deleted', async () => {
  const { id } = await sf('data create record -o admin -s Account -v', "Name='Acme CLI' Phone=555");
  assert.match(id, /^001\w{15}$/);
  const row = await sf('data get record -o admin -s Account -i', id);
  assert.deepEqual([row.Name, row.Phone], ['Acme CLI', '555']);
  const found = await sf('data get record -o admin -s Account -w', "Name='Acme CLI'");
  assert.equal(found.Id, id);
  await sf('data update record -o admin -s Account -w', "Name='Acme CLI'", '-v', 'Phone=777');
  assert.equal((await sf('data get record -o admin -s Account -i', id)).Phone, '777');
  await sf('data delete record -o admin -s Account -i', id);
  assert.match(JSON.stringify(await fails('data get record -o admin -s Account -i', id)), /NOT_FOUND|ENTITY_IS_DELETED|does not exist/i);
});

test('queries as JSON, as a table with nested columns, as CSV, and over tooling', async () => {
  const json = await sf('data query -o admin -q', 'SELECT Name, Owner.Profile.Name FROM Account ORDER BY Name LIMIT 3');
  assert.equal(json.totalSize, 3);
  assert.equal(json.done, true);
  assert.ok(json.records[0].Owner.Profile.Name);
  const table = await run(['data', 'query', '-o', 'admin', '-q', 'SELECT Name, Owner.Profile.Name FROM Account LIMIT 3']);
  assert.equal(table.code, 0, table.stderr);
  assert.match(table.stdout, /OWNER\.PROFILE\.NAME/i);
  assert.match(table.stdout, /Total number of records retrieved: 3/);
  const csv = await run(['data', 'query', '-o', 'admin', '-r', 'csv', '-q', 'SELECT Name, Owner.Profile.Name FROM Account ORDER BY Name LIMIT 1']);
  assert.match(csv.stdout, /^Name,Owner\.Profile\.Name\n.+,System Administrator/m);
  const counted = await run(['data', 'query', '-o', 'admin', '-q', 'SELECT COUNT(Id) many, Type FROM Account GROUP BY Type']);
  assert.equal(counted.code, 0, counted.stderr);
  const nested = await run(['data', 'query', '-o', 'admin', '-q', 'SELECT Name, (SELECT LastName FROM Contacts) FROM Account LIMIT 2']);
  assert.equal(nested.code, 0, nested.stderr);
  const tooling = await sf('data query -o admin -t -q', "SELECT Name FROM ApexClass WHERE Name = 'CustomerWS'");
  assert.deepEqual(tooling.records.map((row) => row.Name), ['CustomerWS']);
  const wrong = await fails('data query -o admin -q', 'SELECT Nope FROM Account');
  assert.match(wrong.message, /No such column 'Nope' on entity 'Account'/);
});

test('a query of several pages', async () => {
  for (let start = 0; start < 2100; start += 200) {
    const records = Array.from({ length: Math.min(200, 2100 - start) }, (_, n) => ({ attributes: { type: 'Lead' }, LastName: `Page ${start + n}`, Company: 'Paged' }));
    await rest('POST', '/composite/sobjects', { allOrNone: true, records });
  }
  const all = await sf('data query -o admin -q', "SELECT Id FROM Lead WHERE Company = 'Paged'");
  assert.equal(all.records.length, 2100);
});

test('rows in bulk', async () => {
  write('leads.csv', 'LastName,Company\nBulk A,Bulked\nBulk B,Bulked\n');
  const loaded = await sf('data import bulk -o admin -s Lead -f leads.csv --wait 2');
  assert.deepEqual([loaded.processedRecords, loaded.failedRecords], [2, 0]);
  const exported = await sf('data export bulk -o admin --output-file out.csv --wait 2 --query', "SELECT Id FROM Lead WHERE Company = 'Bulked'");
  assert.equal(exported.totalSize, 2);
  const gone = await sf('data delete bulk -o admin -s Lead -f out.csv --wait 2');
  assert.equal(gone.jobInfo.numberRecordsFailed, 0);
});

test('sobject list and describe', async () => {
  assert.ok((await sf('sobject list -o admin --sobject all')).includes('Account'));
  const described = await sf('sobject describe -o admin -s PermissionSet');
  assert.equal(described.keyPrefix, '0PS');
  assert.equal((await sf('sobject describe -o admin -t -s ApexClass')).name, 'ApexClass');
});

test('limits', async () => {
  const limits = await sf('org list limits -o admin');
  assert.ok(limits.find((limit) => limit.name === 'DailyApiRequests').max > 0);
});

test('any REST resource', async () => {
  const { code, stdout, stderr } = await run(['api', 'request', 'rest', `/services/data/v${version}/sobjects/Account/describe`, '-o', 'admin']);
  assert.equal(code, 0, stderr);
  assert.equal(JSON.parse(stdout).name, 'Account');
});

test('metadata types and components are listed', async () => {
  const types = await sf('org list metadata-types -o admin');
  assert.ok(types.metadataObjects.some((type) => type.xmlName === 'ExternalClientApplication'));
  const profiles = await sf('org list metadata -o admin -m Profile');
  assert.ok(profiles.some((entry) => entry.fullName === 'Admin'));
});

for (const way of ['SOAP', 'REST']) {
  const env = { SF_ORG_METADATA_REST_DEPLOY: String(way === 'REST') };
  const go = async (...args) => {
    const { code, stdout, stderr } = await run([...args, '-o', 'admin', '--json'], env);
    return { code, answer: JSON.parse(stdout || JSON.stringify({ stderr })) };
  };

  test(`deploy over ${way}: dry run, validate, quick, start, report`, async () => {
    const name = `Cli_${way}`;
    const path = `force-app/main/default/permissionsets/${name}.permissionset-meta.xml`;
    write(path, permissionset(name, mayReadAccounts));

    const dry = await go('project', 'deploy', 'start', '--dry-run', '-d', 'force-app');
    assert.equal(dry.code, 0, JSON.stringify(dry.answer, null, 1));
    assert.deepEqual([dry.answer.result.status, dry.answer.result.checkOnly], ['Succeeded', true]);
    assert.equal((await sf('data query -o admin -q', `SELECT Id FROM PermissionSet WHERE Name = '${name}'`)).totalSize, 0);

    const validated = await go('project', 'deploy', 'validate', '-d', 'force-app', '--test-level', 'RunLocalTests');
    assert.equal(validated.code, 0, JSON.stringify(validated.answer, null, 1));
    const quick = await go('project', 'deploy', 'quick', '--job-id', validated.answer.result.id);
    assert.equal(quick.code, 0, JSON.stringify(quick.answer, null, 1));
    assert.equal((await sf('data query -o admin -q', `SELECT Id FROM PermissionSet WHERE Name = '${name}'`)).totalSize, 1);

    write(path, permissionset(`${name} again`, mayReadAccounts));
    const started = await go('project', 'deploy', 'start', '-d', 'force-app');
    assert.equal(started.code, 0, JSON.stringify(started.answer, null, 1));
    const deployed = started.answer.result.files.find((entry) => entry.fullName === name);
    assert.deepEqual([deployed.type, deployed.state], ['PermissionSet', 'Changed']);

    const report = await go('project', 'deploy', 'report', '--job-id', started.answer.result.id);
    assert.equal(report.code, 0, JSON.stringify(report.answer, null, 1));
    assert.equal(report.answer.result.status, 'Succeeded');

    const later = await go('project', 'deploy', 'start', '-d', 'force-app', '--async');
    assert.equal(later.code, 0, JSON.stringify(later.answer, null, 1));
    const resumed = await sf('project deploy resume --job-id', later.answer.result.id);
    assert.equal(resumed.status, 'Succeeded');
  });

  test(`a deployment over ${way} that fails says what and why`, async () => {
    const name = `Bad_${way}`;
    const bad = '<userPermissions><enabled>true</enabled><name>ApiOnlyUser</name></userPermissions>';
    write(`bad-${way}/permissionsets/${name}.permissionset-meta.xml`, permissionset(name, bad));
    write('sfdx-project.json', JSON.stringify({ packageDirectories: [{ path: 'force-app', default: true }, { path: `bad-${way}` }], sourceApiVersion: version }));
    const failed = await go('project', 'deploy', 'start', '-d', `bad-${way}`);
    assert.notEqual(failed.code, 0);
    const [failure] = one(failed.answer.result.details.componentFailures);
    assert.deepEqual([failure.fullName, failure.problem], [name, 'Unknown user permission: ApiOnlyUser']);
    const shown = failed.answer.result.files.find((entry) => entry.fullName === name);
    assert.equal(shown.state, 'Failed');
  });
}

test('retrieve by name, and what is not there', async () => {
  await sf('project retrieve start -o admin -m PermissionSet:Cli_SOAP');
  assert.match(read('force-app/main/default/permissionsets/Cli_SOAP.permissionset-meta.xml'), /<label>Cli_SOAP again<\/label>/);
  const missing = await sf('project retrieve start -o admin -m PermissionSet:No_Such_Set');
  assert.match(JSON.stringify(missing.messages), /No_Such_Set/);
});

test('a deployment that deletes', async () => {
  write('destructive/package.xml', file('Package', `<version>${version}</version>`));
  write('destructive/destructiveChanges.xml', file('Package', `<types><members>Cli_REST</members><name>PermissionSet</name></types><version>${version}</version>`));
  await sf('project deploy start -o admin --manifest destructive/package.xml --post-destructive-changes destructive/destructiveChanges.xml');
  assert.equal((await sf('data query -o admin -q', "SELECT Id FROM PermissionSet WHERE Name = 'Cli_REST'")).totalSize, 0);
});

test('an app of three files is deployed', async () => {
  const of = '<externalClientApplication>CliApp</externalClientApplication><label>CliApp</label>';
  write('apps/externalClientApps/CliApp.eca-meta.xml', file('ExternalClientApplication', '<contactEmail>ops@example.com</contactEmail><distributionState>Local</distributionState><label>CliApp</label>'));
  write('apps/extlClntAppGlobalOauthSets/CliApp_glbloauth.ecaGlblOauth-meta.xml', file('ExtlClntAppGlobalOauthSettings', `<callbackUrl>https://localhost/callback</callbackUrl><certificate>${readFileSync(process.env.ORG_JWT_CERTIFICATE, 'utf8').replace(/-----[^-]+-----|\s/g, '')}</certificate>${of}`));
  write('apps/extlClntAppOauthSettings/CliApp_oauth.ecaOauth-meta.xml', file('ExtlClntAppOauthSettings', `<commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>${of}`));
  write('apps/extlClntAppOauthPolicies/CliApp_oauthPlcy.ecaOauthPlcy-meta.xml', file('ExtlClntAppOauthConfigurablePolicies', `<commaSeparatedPermissionSet>Cli_SOAP</commaSeparatedPermissionSet><externalClientApplication>CliApp</externalClientApplication><ipRelaxationPolicyType>Enforce</ipRelaxationPolicyType><label>CliApp</label><permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType><refreshTokenPolicyType>Infinite</refreshTokenPolicyType>`));
  write('sfdx-project.json', JSON.stringify({ packageDirectories: [{ path: 'force-app', default: true }, { path: 'apps' }], sourceApiVersion: version }));
  const result = await sf('project deploy start -o admin -d apps');
  assert.equal(result.status, 'Succeeded');
});

test('permission sets and their licences are assigned', async () => {
  const [profile] = (await sf('data query -o admin -q', "SELECT Id FROM Profile WHERE Name = 'Minimum Access - API Only Integrations'")).records;
  await sf('data create record -o admin -s User -v', `Username=cli@example.com Email=ops@example.com LastName=Cli Alias=cli ProfileId=${profile.Id} TimeZoneSidKey=GMT LocaleSidKey=en_US EmailEncodingKey=UTF-8 LanguageLocaleKey=en_US`);
  const early = await fails('org assign permset -o admin -n Cli_SOAP -b cli@example.com');
  assert.match(JSON.stringify(early), /license/i);
  await sf('org assign permsetlicense -o admin -n SalesforceAPIIntegrationPsl -b cli@example.com');
  const assigned = await sf('org assign permset -o admin -n Cli_SOAP -b cli@example.com');
  assert.deepEqual(assigned.successes.map((entry) => entry.value), ['Cli_SOAP']);
  const twice = await fails('org assign permset -o admin -n Cli_SOAP -b cli@example.com');
  assert.match(JSON.stringify(twice), /Duplicate PermissionSetAssignment/);
  const again = await sf('org assign permsetlicense -o admin -n SalesforceAPIIntegrationPsl -b cli@example.com');
  assert.equal(again.failures.length, 0);
  await sf('org assign permset -o admin -n Cli_SOAP');
});

test('users are listed and displayed', async () => {
  const users = await sf('org list users -o admin');
  assert.ok(users.some((user) => user.username === username && user.profileName === 'System Administrator'));
  const shown = await sf('org display user -o admin');
  assert.deepEqual([shown.username, shown.profileName], [username, 'System Administrator']);
});

test('login with a certificate', async () => {
  const key = await rest('GET', `/query?q=${encodeURIComponent("SELECT Id FROM ExternalClientApplication WHERE DeveloperName = 'CliApp'")}`);
  assert.equal(key.totalSize, 1);
  await sf('project retrieve start -o admin -m ExtlClntAppGlobalOauthSettings:CliApp_glbloauth');
  const [, clientId] = /<consumerKey>(.+)<\/consumerKey>/.exec(read('apps/extlClntAppGlobalOauthSets/CliApp_glbloauth.ecaGlblOauth-meta.xml'));
  const result = await sf(`org login jwt --username ${username} --client-id ${clientId} --jwt-key-file ${process.env.ORG_JWT_KEY} --instance-url ${url} --alias signed`);
  assert.equal(result.username, username);
  assert.equal((await sf('data query -o signed -q', 'SELECT Id FROM Organization')).totalSize, 1);
});

test('an org without source tracking says so', async () => {
  const refused = await fails('project deploy preview -o signed -d force-app');
  assert.equal(refused.name, 'NonSourceTrackedOrgError');
});

test('a manifest of the whole org', async () => {
  await sf('project generate manifest --from-org signed --output-dir manifest');
  const text = read('manifest/package.xml');
  assert.match(text, /<name>PermissionSet<\/name>/);
  assert.match(text, /<members>Cli_SOAP<\/members>/);
});

test('logout', async () => {
  await sf('org logout -o signed --no-prompt');
  assert.ok(existsSync(join(project, 'sfdx-project.json')));
});
