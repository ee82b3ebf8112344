// The CLI as a process, in a project of its own.

import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const url = process.env.ORG_URL;
export const username = process.env.ORG_USERNAME;
export const version = '66.0';
export const project = join(process.env.HOME, 'project');

/** Runs a command and returns its exit code and its texts. */
export function run(args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['node_modules/@salesforce/cli/bin/run.js', ...args].map((part, n) => (n ? part : join(process.cwd(), part))), {
      cwd: existsSync(project) ? project : process.env.HOME,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (data) => (stdout += data));
    child.stderr.on('data', (data) => (stderr += data));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** Runs a command that is to succeed and returns the result of its JSON. */
export async function sf(line, ...more) {
  const { code, stdout, stderr } = await run([...line.split(' '), ...more, '--json']);
  let answer;
  try {
    answer = JSON.parse(stdout);
  } catch {
    assert.fail(`sf ${line}: no JSON\n${stdout}\n${stderr}`);
  }
  assert.equal(code, 0, `sf ${line}: ${JSON.stringify(answer, null, 1)}\n${stderr}`);
  return answer.result;
}

/** Runs a command that is to fail and returns its JSON. */
export async function fails(line, ...more) {
  const { code, stdout } = await run([...line.split(' '), ...more, '--json']);
  assert.notEqual(code, 0, `sf ${line} succeeds: ${stdout}`);
  return JSON.parse(stdout);
}

/** Writes a file of the project. */
export function write(path, text) {
  const full = join(project, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
}

/** Reads a file of the project. */
export const read = (path) => readFileSync(join(project, path), 'utf8');

/** A file of the Metadata API. */
export const file = (type, inner) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${type} xmlns="http://soap.sforce.com/2006/04/metadata">${inner}</${type}>\n`;

/** A token by client credentials, as `ORG_CLIENT_ID`. */
export async function token() {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: process.env.ORG_CLIENT_ID,
    client_secret: process.env.ORG_CLIENT_SECRET,
  });
  const answer = await (await fetch(`${url}/services/oauth2/token`, { method: 'POST', body })).json();
  return answer.access_token;
}

/** Asks the REST API without the CLI. */
export async function rest(method, path, body) {
  const answer = await fetch(`${url}/services/data/v${version}${path}`, {
    method,
    headers: { authorization: `Bearer ${await token()}`, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  return text ? JSON.parse(text) : undefined;
}
