import { strict as assert } from 'node:assert';
import { after, before, test } from 'node:test';
import { browser, hostile, large, sample } from './pages.js';

let chromium;
let small;
before(async () => {
  small = sample();
  chromium = await browser();
});
after(() => chromium?.close());

const status = (page) => page.textContent('#status');
const label = (page) => page.evaluate(() => document.activeElement.getAttribute('aria-label'));

test('the page shows the fleet, asks for nothing and has no error', async () => {
  const { page, troubles } = await chromium.open(small);
  assert.match(await page.title(), /Access report: org local/);
  assert.match(await status(page), /grants of 2 integrations/);
  const cell = page.getByRole('gridcell', { name: 'billing, Account: can read, create, edit; low risk' });
  assert.equal(await cell.textContent(), 'RCE');
  assert.match(await page.textContent('#covered'), /billing\.api@example\.com/);
  assert.deepEqual(troubles, []);
});

test('text from a spec is text', async () => {
  const { page } = await chromium.open(small);
  assert.equal(await page.locator('#integrations td', { hasText: 'window.broken' }).textContent(), hostile);
  assert.equal(await page.evaluate(() => window.broken), undefined);
  assert.equal(await page.locator('img, #integrations b').count(), 0);
});

test('the policy of the page refuses all that is not its own', async () => {
  const { page, troubles } = await chromium.open(small);
  const ran = await page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'window.injected = 1';
    document.body.append(script);
    const fetched = await fetch('https://example.com/').then(() => true, () => false);
    return { injected: 'injected' in window, fetched };
  });
  assert.deepEqual(ran, { injected: false, fetched: false });
  assert.ok(troubles.some((text) => /Content.Security.Policy/i.test(text)), String(troubles));
});

test('filters narrow the matrix, each alone and together, and are cleared', async () => {
  const { page } = await chromium.open(small);
  const all = await status(page);
  await page.selectOption('#integration', { label: 'billing' });
  assert.match(await status(page), /of 1 integration on/);
  await page.selectOption('#target', 'Account');
  await page.selectOption('#verb', { label: 'create' });
  assert.match(await status(page), /^1 grant of 1 integration on 1 target$/);
  await page.click('#clear');
  await page.waitForFunction((text) => document.querySelector('#status').textContent === text, all);
  await page.selectOption('#source', { label: 'profile' });
  const cells = await page.locator('.cell:not(.none)').evaluateAll((found) => found.map((one) => one.ariaLabel));
  assert.deepEqual(cells.map((text) => text.split(':')[0]).sort(),
    ['billing, ApiEnabled', 'billing, ApiUserOnly', 'postman, ApiEnabled', 'postman, ApiUserOnly']);
  await page.click('#clear');
  await page.selectOption('#risk', { label: 'high' });
  assert.equal(await status(page), 'Nothing is like this.');
});

test('the search finds names, owners and sources', async () => {
  const { page } = await chromium.open(small);
  await page.keyboard.press('/');
  const says = (text) => page.waitForFunction((part) => document.querySelector('#status').textContent.includes(part), text);
  await page.keyboard.type('Postman_integration account');
  await says('of 1 integration on');
  await page.fill('#search', 'owner-of-nothing');
  await says('Nothing is like this.');
  await page.fill('#search', 'window.broken');
  await says('of 1 integration on');
  await page.fill('#search', 'no such thing');
  await page.waitForFunction(() => document.querySelector('#status').textContent === 'Nothing is like this.');
});

test('the keyboard alone does all', async () => {
  const { page } = await chromium.open(small);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  await page.keyboard.press('Enter');
  const first = await label(page);
  assert.match(first, /^billing, Account:/);
  await page.keyboard.press('ArrowRight');
  assert.match(await label(page), /^postman, Account:/);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowDown');
  assert.match(await label(page), /^billing, Contact:/);
  await page.keyboard.press('Control+Home');
  assert.equal(await label(page), first);
  const ring = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.equal(ring, 'solid');
  await page.keyboard.press('Enter');
  assert.match(await page.textContent('#detail'), /permission set Billing_Integration grants it/);
  await page.keyboard.press('Escape');
  assert.ok(await page.locator('#detail').isHidden());
  assert.equal(await label(page), first);
  // Of all cells one is in the order of tabs.
  assert.equal(await page.locator('.cell[tabindex="0"]').count(), 1);
});

test('it is light and dark as the reader is', async () => {
  const lightness = async (colorScheme) => {
    const { page } = await chromium.open(small, { colorScheme });
    const [paper, ink] = await page.evaluate(() => {
      const style = getComputedStyle(document.body);
      const sum = (text) => text.match(/\d+/g).slice(0, 3).reduce((all, part) => all + Number(part), 0);
      return [sum(style.backgroundColor), sum(style.color)];
    });
    return paper - ink;
  };
  assert.ok((await lightness('light')) > 400);
  assert.ok((await lightness('dark')) < -400);
});

test('paper gets the list and no controls', async () => {
  const { page } = await chromium.open(small);
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('#list').isVisible());
  assert.ok(!(await page.locator('#filters').isVisible()) && !(await page.locator('#grid').isVisible()));
  assert.match(await page.textContent('#list'), /billing.*Account.*read, create, edit/s);
});

test('200 by 100 is there at once and scrolls under its headers', async () => {
  const url = large();
  const { page, troubles } = await chromium.open(url);
  const drawn = await page.evaluate(() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd);
  const count = await page.locator('.cell').count();
  assert.equal(count, 20_000);
  assert.match(await status(page), /^20,000 grants of 200 integrations on 100 targets$/);
  await page.focus('.cell[tabindex="0"]');
  await page.keyboard.press('Control+End');
  assert.match(await label(page), /^system-99, Thing_99__c|^system-\d+, Thing_\d+__c/);
  const seen = await page.evaluate(() => {
    const box = (one) => one.getBoundingClientRect();
    const grid = box(document.querySelector('#grid'));
    const cell = box(document.activeElement);
    const top = box(document.querySelector('.row.top'));
    const side = box(document.activeElement.parentElement.firstChild);
    return { top: top.top - grid.top, left: side.left - grid.left,
      covered: cell.top < top.bottom - 1 || cell.left < side.right - 1, inside: cell.bottom <= grid.bottom + 1 };
  });
  assert.ok(Math.abs(seen.top) <= 2 && Math.abs(seen.left) <= 2 && !seen.covered && seen.inside, JSON.stringify(seen));
  // Headers stay in view and cover nothing on the way back either.
  await page.keyboard.press('Control+Home');
  const back = await page.evaluate(() => {
    const box = (one) => one.getBoundingClientRect();
    return box(document.activeElement).top >= box(document.querySelector('.row.top')).bottom - 1;
  });
  assert.ok(back);
  await page.selectOption('#integration', { label: 'system-7' });
  assert.match(await status(page), /^100 grants of 1 integration on 100 targets$/);
  assert.deepEqual(troubles, []);
  console.log(`200 × 100 was drawn after ${Math.round(drawn)} ms`);
});
