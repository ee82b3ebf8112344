// The Metadata API, over SOAP and over REST.
// Sources: jsforce documentation, "Metadata"; Metadata API Developer Guide: deploy(), checkDeployStatus(), cancelDeploy(),
// deployRecentValidation(), retrieve(), describeMetadata(), listMetadata(), readMetadata(), createMetadata(),
// updateMetadata(), upsertMetadata(), renameMetadata(), deleteMetadata(), PermissionSet, "Deploy and Retrieve with REST".

import { strict as assert } from 'node:assert';
import { before, test } from 'node:test';
import { unzipSync, strFromU8 } from 'fflate';
import { file, manifest, refused, signedIn, stranger, unique, version, zip } from './org.js';

let conn;
before(async () => {
  conn = await signedIn();
});

const readAccount = {
  object: 'Account',
  allowCreate: false, allowDelete: false, allowEdit: false, allowRead: true,
  modifyAllRecords: false, viewAllRecords: false,
};

const objectAccess =
  '<objectPermissions><allowCreate>false</allowCreate><allowDelete>false</allowDelete><allowEdit>false</allowEdit>' +
  '<allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>Account</object>' +
  '<viewAllRecords>false</viewAllRecords></objectPermissions>';

function aSet(name, inner = objectAccess) {
  return zip({
    'package.xml': manifest({ PermissionSet: [name] }),
    [`permissionsets/${name}.permissionset`]: file(
      'PermissionSet',
      `<hasActivationRequired>false</hasActivationRequired><label>${name}</label>${inner}`,
    ),
  });
}

const one = (value) => (Array.isArray(value) ? value : [value]);

test('the org describes its types of metadata', async () => {
  const described = await conn.metadata.describe();
  assert.equal(described.partialSaveAllowed, true);
  assert.equal(described.testRequired, false);
  const set = described.metadataObjects.find((type) => type.xmlName === 'PermissionSet');
  assert.deepEqual(
    [set.directoryName, set.suffix, set.inFolder, set.metaFile],
    ['permissionsets', 'permissionset', false, false],
  );
});

test('components are listed with who made and changed them', async () => {
  const name = unique('Listed');
  await conn.metadata.create('PermissionSet', { fullName: name, label: name });
  const listed = await conn.metadata.list([{ type: 'PermissionSet' }, { type: 'Profile' }], version);
  const found = listed.find((entry) => entry.fullName === name);
  assert.equal(found.type, 'PermissionSet');
  assert.equal(found.fileName, `permissionsets/${name}.permissionset`);
  assert.match(found.id, /^0PS\w{15}$/);
  assert.match(found.createdById, /^005\w{15}$/);
  assert.ok(!Number.isNaN(Date.parse(found.lastModifiedDate)));
  assert.ok(listed.some((entry) => entry.type === 'Profile' && entry.fullName === 'Admin'));
});

test('a permission set is created, read, updated, upserted, renamed and deleted', async () => {
  const name = unique('Crud');
  const made = await conn.metadata.create('PermissionSet', { fullName: name, label: 'First', objectPermissions: [readAccount] });
  assert.deepEqual([made.fullName, made.success, made.errors], [name, true, []]);

  const read = await conn.metadata.read('PermissionSet', name);
  assert.equal(read.fullName, name);
  assert.equal(read.label, 'First');
  assert.equal(read.objectPermissions[0].object, 'Account');
  assert.equal(read.objectPermissions[0].allowRead, true);
  assert.equal(read.objectPermissions[0].allowEdit, false);

  const changed = await conn.metadata.update('PermissionSet', [{ fullName: name, label: 'Second', objectPermissions: [readAccount] }]);
  assert.deepEqual(changed.map((result) => result.success), [true]);
  const upserted = await conn.metadata.upsert('PermissionSet', [
    { fullName: name, label: 'Third', objectPermissions: [readAccount] },
    { fullName: `${name}_b`, label: 'Other' },
  ]);
  assert.deepEqual(upserted.map((result) => [result.success, result.created]), [[true, false], [true, true]]);

  const renamed = await conn.metadata.rename('PermissionSet', name, `${name}_c`);
  assert.equal(renamed.success, true, JSON.stringify(renamed));
  const [gone, there] = await conn.metadata.read('PermissionSet', [name, `${name}_c`]);
  assert.ok(!gone?.fullName);
  assert.equal(there.label, 'Third');

  const deleted = await conn.metadata.delete('PermissionSet', [`${name}_b`, `${name}_c`]);
  assert.deepEqual(deleted.map((result) => result.success), [true, true]);
  const again = await conn.metadata.delete('PermissionSet', `${name}_c`);
  assert.equal(again.success, false);
});

test('what cannot be saved is told for each component', async () => {
  const name = unique('Partly');
  const results = await conn.metadata.create('PermissionSet', [
    { fullName: name, label: 'Good' },
    { fullName: `${name}_bad`, label: 'Bad', userPermissions: [{ enabled: true, name: 'ApiOnlyUser' }] },
  ]);
  assert.deepEqual(results.map((result) => result.success), [true, false]);
  assert.match(one(results[1].errors)[0].message, /ApiOnlyUser/);
  const twice = await conn.metadata.create('PermissionSet', { fullName: name, label: 'Good' });
  assert.deepEqual([twice.success, one(twice.errors)[0].statusCode], [false, 'DUPLICATE_DEVELOPER_NAME']);
});

test('a deployment over SOAP says what came of every component', async () => {
  const name = unique('Deployed');
  const result = await conn.metadata.deploy(aSet(name), { singlePackage: true, rollbackOnError: true }).complete(true);
  assert.deepEqual([result.done, result.success, result.status], [true, true, 'Succeeded']);
  assert.deepEqual([result.numberComponentsTotal, result.numberComponentsDeployed, result.numberComponentErrors], [1, 1, 0]);
  assert.equal(result.checkOnly, false);
  const successes = one(result.details.componentSuccesses);
  const set = successes.find((message) => message.fullName === name);
  assert.equal(set.componentType, 'PermissionSet');
  assert.equal(String(set.created), 'true');
  assert.equal(set.fileName, `permissionsets/${name}.permissionset`);
  assert.ok(successes.some((message) => message.fullName === 'package.xml'));
  const rows = await conn.sobject('ObjectPermissions').find({ 'Parent.Name': name }, 'SobjectType, PermissionsRead');
  assert.deepEqual(rows.map((row) => [row.SobjectType, row.PermissionsRead]), [['Account', true]]);

  const status = await conn.metadata.checkDeployStatus(result.id, true);
  assert.equal(status.id, result.id);
  const report = await conn.metadata.checkDeployStatus(result.id, true, true);
  assert.equal(report.status, 'Succeeded');
});

test('a failed deployment names the component, the file and the problem', async () => {
  const name = unique('Failed');
  const bad = '<userPermissions><enabled>true</enabled><name>ApiOnlyUser</name></userPermissions>';
  const result = await conn.metadata.deploy(aSet(name, bad), { singlePackage: true, rollbackOnError: true }).complete(true);
  assert.deepEqual([result.success, result.status, result.numberComponentErrors], [false, 'Failed', 1]);
  const [failure] = one(result.details.componentFailures);
  assert.deepEqual(
    [failure.fullName, failure.componentType, failure.problemType, failure.problem],
    [name, 'PermissionSet', 'Error', 'Unknown user permission: ApiOnlyUser'],
  );
  assert.equal(await conn.sobject('PermissionSet').count({ Name: name }), 0);
});

test('checking only changes nothing and can be deployed quickly later', async () => {
  const name = unique('Checked');
  const checked = await conn.metadata
    .deploy(aSet(name), { singlePackage: true, rollbackOnError: true, checkOnly: true, testLevel: 'RunLocalTests' })
    .complete(true);
  assert.deepEqual([checked.success, checked.checkOnly], [true, true]);
  assert.equal(await conn.sobject('PermissionSet').count({ Name: name }), 0);
  const id = await conn.metadata.deployRecentValidation({ id: checked.id, rest: false });
  assert.match(String(id), /^0Af\w{15}$/);
  const done = await conn.metadata.checkDeployStatus(String(id), true);
  assert.equal(done.success, true);
  assert.equal(await conn.sobject('PermissionSet').count({ Name: name }), 1);
});

test('what was checked can be deployed quickly over REST', async () => {
  const name = unique('Quick');
  const checked = await conn.metadata
    .deploy(aSet(name), { singlePackage: true, rollbackOnError: true, checkOnly: true, testLevel: 'RunLocalTests' })
    .complete();
  const id = await conn.metadata.deployRecentValidation({ id: checked.id, rest: true });
  assert.equal((await conn.metadata.checkDeployStatus(id, false, true)).success, true);
  assert.equal(await conn.sobject('PermissionSet').count({ Name: name }), 1);
});

test('a deployment over REST goes the same way', async () => {
  const name = unique('Rest');
  const started = await conn.metadata.deployRest(aSet(name), { singlePackage: true, rollbackOnError: true });
  assert.match(started.id, /^0Af\w{15}$/);
  let result;
  do {
    result = await conn.metadata.checkDeployStatus(started.id, true, true);
  } while (!result.done);
  assert.deepEqual([result.success, result.status, result.numberComponentsDeployed], [true, 'Succeeded', 1]);
  assert.ok(result.details.componentSuccesses.some((message) => message.fullName === name && message.created === true));
  assert.deepEqual(result.details.componentFailures, []);
});

test('what is retrieved is what was deployed', async () => {
  const name = unique('Back');
  await conn.metadata.deploy(aSet(name), { singlePackage: true }).complete();
  const result = await conn.metadata
    .retrieve({ apiVersion: version, unpackaged: { types: [{ members: [name], name: 'PermissionSet' }], version } })
    .complete();
  assert.deepEqual([result.success, result.status], [true, 'Succeeded']);
  const files = unzipSync(Buffer.from(result.zipFile, 'base64'));
  assert.ok(strFromU8(files['unpackaged/package.xml']).includes(`<members>${name}</members>`));
  const text = strFromU8(files[`unpackaged/permissionsets/${name}.permissionset`]);
  assert.ok(text.includes('<object>Account</object>') && text.includes(`<label>${name}</label>`));
  const listed = one(result.fileProperties).find((entry) => entry.fullName === name);
  assert.equal(listed.fileName, `unpackaged/permissionsets/${name}.permissionset`);
});

test('what is not there is told, and the rest is retrieved', async () => {
  const result = await conn.metadata
    .retrieve({ apiVersion: version, singlePackage: true, unpackaged: { types: [{ members: ['No_Such_Set'], name: 'PermissionSet' }], version } })
    .complete();
  assert.equal(result.success, true);
  assert.match(one(result.messages)[0].problem, /Entity of type 'PermissionSet' named 'No_Such_Set' cannot be found/);
});

test('a destructive change deletes', async () => {
  const name = unique('Destroyed');
  await conn.metadata.create('PermissionSet', { fullName: name, label: name });
  const files = { 'package.xml': manifest({}), 'destructiveChanges.xml': manifest({ PermissionSet: [name] }) };
  const result = await conn.metadata.deploy(zip(files), { singlePackage: true }).complete(true);
  assert.equal(result.success, true, JSON.stringify(result.details));
  assert.ok(one(result.details.componentSuccesses).some((message) => message.fullName === name && String(message.deleted) === 'true'));
  assert.equal(await conn.sobject('PermissionSet').count({ Name: name }), 0);
});

test('the object of the jsforce manual is created, read and deleted', async () => {
  const name = `${unique('Test')}__c`;
  const made = await conn.metadata.create('CustomObject', {
    fullName: name, label: 'Test', pluralLabel: 'Tests',
    nameField: { type: 'Text', label: 'Test Name' },
    deploymentStatus: 'Deployed', sharingModel: 'ReadWrite',
  });
  assert.equal(made.success, true, JSON.stringify(made.errors));
  const read = await conn.metadata.read('CustomObject', name);
  assert.deepEqual([read.fullName, read.label, read.sharingModel], [name, 'Test', 'ReadWrite']);
  assert.equal((await conn.describe(name)).custom, true);
  assert.equal((await conn.metadata.delete('CustomObject', name)).success, true);
});

test('an expired session is a fault', async () => {
  const late = stranger({ oauth2: undefined, accessToken: '00D000000000001!expired' });
  await refused('sf:INVALID_SESSION_ID', late.metadata.describe(), /INVALID_SESSION_ID/);
});
