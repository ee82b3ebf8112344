// The org that the checks talk to, as the environment names it, and what several checks need of it.

import { strict as assert } from 'node:assert';
import jsforce from 'jsforce';
import { zipSync, strToU8 } from 'fflate';

export const url = process.env.ORG_URL;
const clientId = process.env.ORG_CLIENT_ID;
const clientSecret = process.env.ORG_CLIENT_SECRET;
export const username = process.env.ORG_USERNAME;
export const version = process.env.ORG_VERSION ?? '66.0';

/** A connection that is not signed in. */
export function stranger(more = {}) {
  return new jsforce.Connection({
    instanceUrl: url,
    loginUrl: url,
    oauth2: { clientId, clientSecret, loginUrl: url },
    version,
    ...more,
  });
}

/** A connection that is signed in as the administrator. */
export async function signedIn(more = {}) {
  const connection = stranger(more);
  await connection.authorize({ grant_type: 'client_credentials' });
  connection.metadata.pollInterval = 100;
  return connection;
}

/** A zip archive of these files, with the entries for folders that real tools write. */
export function zip(files) {
  const entries = {};
  for (const [path, text] of Object.entries(files)) {
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    if (folder) entries[folder] = new Uint8Array();
    entries[path] = strToU8(text);
  }
  return Buffer.from(zipSync(entries));
}

/** A file of the Metadata API. */
export function file(type, inner) {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${type} xmlns="http://soap.sforce.com/2006/04/metadata">${inner}</${type}>\n`;
}

/** The manifest of a package, from `{ type: [names] }`. */
export function manifest(types, of = version) {
  const listed = Object.entries(types)
    .map(([type, names]) => `<types>${names.map((name) => `<members>${name}</members>`).join('')}<name>${type}</name></types>`)
    .join('');
  return file('Package', `${listed}<version>${of}</version>`);
}

/** Asserts that something is refused with this code. */
export async function refused(code, work, text) {
  await assert.rejects(work, (error) => {
    assert.equal(error.errorCode ?? error.name, code, error.message);
    if (text) assert.match(error.message, text);
    return true;
  });
}

/** A name that no other run has. */
export const unique = (prefix) => `${prefix}${process.pid.toString(36)}${Date.now().toString(36)}`;
