// The pages that the checks look at, made by the program itself, and the browser that shows them.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import chromium from '@sparticuz/chromium';
import { chromium as driver } from 'playwright-core';

const program = process.env.HALLPASS;
const run = (...words) => execFileSync(program, words, { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] });

/** Where a spec's owner is this, the page must show it as text. */
export const hostile = '</script><img src=x onerror="window.broken = 1"><b>bold</b>';

const saved = (name, text) => {
  writeFileSync(name, text);
  return pathToFileURL(join(process.cwd(), name)).href;
};

/** The page of the sample fleet, applied to a local org. */
export function sample() {
  const specs = process.env.REPORT_SPECS;
  const billing = join(specs, 'billing.yaml');
  const text = readFileSync(billing, 'utf8').replace(/^description: .*$/m, 'description: Posts invoices');
  writeFileSync(billing, text.replace(/^owner: .*$/m, `owner: ${JSON.stringify(hostile)}`));
  run('--specs', specs, 'apply', '--org', 'local', '--auto-approve');
  return saved('sample.html', run('--specs', specs, 'report', '--org', 'local', '--fields', '--format', 'html'));
}

/** The page of 200 integrations on 100 objects, from specs alone. */
export function large() {
  const specs = process.env.REPORT_LARGE;
  mkdirSync(specs, { recursive: true });
  writeFileSync(join(specs, 'hallpass.yaml'), 'version: 1\nfleet: acme\norgs: { local: { local: .hallpass/local-org } }\n');
  const objects = Array.from({ length: 100 }, (_, at) => `    Thing_${at}__c: [read, edit]`).join('\n');
  for (let at = 0; at < 200; at += 1) {
    const spec = `integration: system-${at}\nowner: owner-${at}@example.com\nuser: { username: system-${at}@example.com, email: alerts@example.com }\n`
      + `permissions:\n  objects:\n${objects}\napps: []\n`;
    writeFileSync(join(specs, `system-${at}.yaml`), spec);
  }
  return saved('large.html', run('--specs', specs, '-q', 'report', '--desired', '--format', 'html'));
}

/** A browser that tells of every request but those for the page itself, and of every error. */
export async function browser() {
  const launched = await driver.launch({
    executablePath: await chromium.executablePath(),
    // Not those of the package: they switch off what is tested here, such as web security.
    args: ['--no-sandbox', '--no-zygote', '--disable-gpu', '--headless=shell'],
  });
  return {
    close: () => launched.close(),
    async open(url, more = {}) {
      const context = await launched.newContext({ viewport: { width: 1280, height: 800 }, ...more });
      const page = await context.newPage();
      const troubles = [];
      page.on('request', (request) => request.url() !== url && troubles.push(`asked for ${request.url()}`));
      page.on('pageerror', (error) => troubles.push(String(error)));
      page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
      await page.goto(url);
      return { page, troubles };
    },
  };
}
