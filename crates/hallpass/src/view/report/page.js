'use strict';
// Shows the data of the page. Everything that came from an org or a spec is written as text, never as markup.
(() => {
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId('data').textContent);
  const { verbs, risks, integrations, targets, sources } = data;
  const LETTERS = { read: 'R', create: 'C', edit: 'E', delete: 'D', view_all: 'V', modify_all: 'M', view_all_fields: 'F', use: 'U' };
  const FIRST = 500;

  const make = (tag, text, name) => {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (name) made.className = name;
    return made;
  };
  const words = (bits) => verbs.filter((_, at) => bits & (1 << at)).join(', ');
  const plural = (count, one, many) => `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

  // One entry for each integration and target, with all that can be searched.
  const entries = data.access.map(([subject, target, can, spec, beyond, risk, through]) => {
    const of = integrations[subject];
    const texts = [of.name, of.owner, of.username, ...targets[target], ...through.map(([at]) => sources[at][0])];
    return {
      subject, target, can, spec, beyond, risk, through, missing: spec & ~can,
      text: texts.join('\n').toLowerCase(),
      kinds: new Set(through.map(([at]) => kindOf(sources[at][0]))),
    };
  });
  function kindOf(text) {
    if (text.startsWith('profile ')) return 'profile';
    if (text.startsWith('group ') || text.includes(' in group ')) return 'group';
    return 'set';
  }
  const objectOf = ([kind, name]) => (kind === 'field' ? name.split('.')[0] : kind === 'object' ? name : `${kind}[${name}]`);

  // What of a cell is shown, in letters: capitals for what it can, small ones for what only the spec says.
  const letters = (entry) =>
    verbs.map((verb, at) => {
      const bit = 1 << at;
      if (entry.can & bit) return LETTERS[verb];
      return entry.spec & bit ? LETTERS[verb].toLowerCase() : '';
    }).join('') + (entry.beyond ? '+' : '');
  const shade = (entry) => (entry.can ? `r${entry.risk}` : 'pending') + (entry.beyond ? ' beyond' : '');
  const told = (entry) => {
    const parts = [entry.can ? `can ${words(entry.can)}` : 'can do nothing'];
    if (entry.beyond) parts.push(`beyond the spec: ${words(entry.beyond)}`);
    if (entry.missing) parts.push(`in the spec only: ${words(entry.missing)}`);
    if (entry.can) parts.push(`${risks[entry.risk]} risk`);
    return parts.join('; ');
  };

  // The filters.
  const controls = ['search', 'integration', 'target', 'verb', 'risk', 'source', 'spec'].map(byId);
  const [search, integration, target, verb, risk, source, spec] = controls;
  const options = (select, all, list) => {
    select.replaceChildren(...[['', all], ...list].map(([value, text]) => {
      const option = make('option', text);
      option.value = value;
      return option;
    }));
  };
  options(integration, 'all', integrations.map((one, at) => [String(at), one.name]));
  options(target, 'all', [...new Set(targets.map(objectOf))].sort().map((name) => [name, name]));
  options(verb, 'all', verbs.map((word, at) => [String(1 << at), word.replaceAll('_', ' ')]));
  options(risk, 'all', [['1', 'medium and high'], ['2', 'high']]);
  options(source, 'all', [['set', 'permission set'], ['group', 'group'], ['profile', 'profile']]);
  options(spec, 'all', data.basis === 'live' ? [['beyond', 'beyond the spec'], ['missing', 'in the spec only']] : []);

  const passes = () => {
    const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    return (entry) =>
      wanted.every((word) => entry.text.includes(word)) &&
      (!integration.value || entry.subject === Number(integration.value)) &&
      (!target.value || objectOf(targets[entry.target]) === target.value) &&
      (!verb.value || ((entry.can | entry.spec) & Number(verb.value)) !== 0) &&
      (!risk.value || (entry.can && entry.risk >= Number(risk.value))) &&
      (!source.value || entry.kinds.has(source.value)) &&
      (!spec.value || entry[spec.value] !== 0);
  };

  // The matrix: targets down, integrations across. Only one cell is in the order of tabs; arrows move it.
  const grid = byId('grid');
  const ORDER = ['object', 'field', 'apex_class', 'custom_permission', 'flow', 'external_credential', 'custom_metadata_type',
    'custom_setting', 'system_permission', 'app_link'];
  const rank = (at) => ORDER.indexOf(targets[at][0]);
  const { compare } = new Intl.Collator('en', { numeric: true });
  let cells = [];
  let shown = [];
  let at = [0, 0];

  const drawGrid = () => {
    const columns = [...new Set(shown.map((entry) => entry.subject))].sort((a, b) => a - b);
    const rows = [...new Set(shown.map((entry) => entry.target))]
      .sort((a, b) => rank(a) - rank(b) || compare(targets[a][1], targets[b][1]));
    const column = new Map(columns.map((subject, index) => [subject, index]));
    const found = new Map(shown.map((entry) => [entry.target * integrations.length + entry.subject, entry]));
    grid.style.setProperty('--columns', String(columns.length));
    grid.setAttribute('aria-rowcount', String(rows.length + 1));
    grid.setAttribute('aria-colcount', String(columns.length + 1));
    const top = row('top');
    top.append(head('columnheader', ''));
    for (const subject of columns) {
      const cell = head('columnheader', integrations[subject].name);
      cell.title = `${integrations[subject].name}, ${integrations[subject].owner}`;
      top.append(cell);
    }
    cells = [];
    const all = document.createDocumentFragment();
    all.append(top);
    rows.forEach((name, y) => {
      const line = row('');
      line.setAttribute('aria-rowindex', String(y + 2));
      const title = head('rowheader', targets[name][1]);
      title.title = `${targets[name][1]} (${targets[name][0].replaceAll('_', ' ')})`;
      if (targets[name][0] !== 'object') title.append(make('span', targets[name][0].replaceAll('_', ' '), 'kind'));
      line.append(title);
      cells.push(columns.map((subject) => {
        const entry = found.get(name * integrations.length + subject);
        const cell = make('div', entry ? letters(entry) : '·', entry ? `cell ${shade(entry)}` : 'cell none');
        cell.setAttribute('role', 'gridcell');
        cell.setAttribute('aria-colindex', String(column.get(subject) + 2));
        const what = entry ? told(entry) : 'nothing';
        cell.setAttribute('aria-label', `${integrations[subject].name}, ${targets[name][1]}: ${what}`);
        cell.tabIndex = -1;
        cell.entry = entry;
        cell.place = [y, column.get(subject)];
        line.append(cell);
        return cell;
      }));
      all.append(line);
    });
    grid.replaceChildren(all);
    at = [0, 0];
    if (cells[0]?.[0]) cells[0][0].tabIndex = 0;
  };
  const row = (name) => {
    const made = make('div', undefined, `row ${name}`.trim());
    made.setAttribute('role', 'row');
    return made;
  };
  const head = (role, text) => {
    const made = make('div', text);
    made.setAttribute('role', role);
    return made;
  };

  const go = (y, x) => {
    const last = [cells.length - 1, (cells[0]?.length ?? 0) - 1];
    if (last[0] < 0 || last[1] < 0) return;
    cells[at[0]][at[1]].tabIndex = -1;
    at = [Math.min(Math.max(y, 0), last[0]), Math.min(Math.max(x, 0), last[1])];
    const cell = cells[at[0]][at[1]];
    cell.tabIndex = 0;
    cell.focus();
    cell.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
  grid.addEventListener('keydown', (event) => {
    const [y, x] = at;
    const page = 12;
    const moves = {
      ArrowUp: [y - 1, x], ArrowDown: [y + 1, x], ArrowLeft: [y, x - 1], ArrowRight: [y, x + 1],
      PageUp: [y - page, x], PageDown: [y + page, x],
      Home: [event.ctrlKey ? 0 : y, 0], End: [event.ctrlKey ? Infinity : y, Infinity],
    };
    const move = moves[event.key];
    if (move) {
      event.preventDefault();
      go(...move);
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      open(cells[y]?.[x]);
    }
  });
  grid.addEventListener('focus', () => go(...at));
  grid.addEventListener('click', (event) => {
    const cell = event.target.closest('.cell');
    if (!cell) return;
    go(...cell.place);
    open(cell);
  });

  // What stands behind a cell.
  const detail = byId('detail');
  const open = (cell) => {
    const entry = cell?.entry;
    if (!entry) return close();
    const of = integrations[entry.subject];
    const [kind, name] = targets[entry.target];
    const list = make('ul');
    for (const [number, bits] of entry.through) {
      const [through, because] = sources[number];
      list.append(make('li', `${words(bits)}: ${through} ${because}`));
    }
    if (!entry.through.length) list.append(make('li', 'nothing grants it'));
    const shut = make('button', 'Close', 'close');
    shut.type = 'button';
    shut.addEventListener('click', close);
    detail.replaceChildren(
      make('h3', `${of.name} and ${name}`), shut,
      make('p', `${of.username}, owned by ${of.owner}. ${kind.replaceAll('_', ' ')}.`),
      make('p', `${told(entry)}.`), list);
    for (const note of of.notes) detail.append(make('p', note, 'note'));
    detail.hidden = false;
    detail.focus();
  };
  const close = () => {
    if (detail.hidden) return;
    detail.hidden = true;
    cells[at[0]]?.[at[1]]?.focus();
  };

  // The same as a list; it is what is printed.
  const pill = (level) => make('span', risks[level], `pill r${level}`);
  const line = (...parts) => {
    const made = make('tr');
    for (const part of parts) {
      const cell = make('td');
      cell.append(part);
      made.append(cell);
    }
    return made;
  };
  const drawList = (all) => {
    const most = all ? shown.length : FIRST;
    const through = (entry) => [...new Set(entry.through.map(([number]) => sources[number][0]))].join(', ');
    const lines = shown.slice(0, most).map((entry) => {
      const can = entry.can ? words(entry.can) : `nothing; in the spec: ${words(entry.spec)}`;
      const beyond = entry.beyond ? ` (beyond the spec: ${words(entry.beyond)})` : '';
      return line(integrations[entry.subject].name, targets[entry.target][1], can + beyond,
        entry.can ? pill(entry.risk) : '', through(entry));
    });
    byId('list').tBodies[0].replaceChildren(...lines);
    byId('more').hidden = most >= shown.length;
  };
  byId('more').addEventListener('click', () => drawList(true));
  window.addEventListener('beforeprint', () => drawList(true));

  const asList = byId('as-list');
  const show = () => {
    byId('matrix').hidden = asList.checked;
    byId('listing').hidden = !asList.checked;
    if (asList.checked) drawList(false);
  };
  const update = () => {
    shown = entries.filter(passes());
    detail.hidden = true;
    drawGrid();
    show();
    const subjects = new Set(shown.map((entry) => entry.subject)).size;
    const things = new Set(shown.map((entry) => entry.target)).size;
    byId('status').textContent = shown.length
      ? `${plural(shown.length, 'grant', 'grants')} of ${plural(subjects, 'integration', 'integrations')} on ${plural(things, 'target', 'targets')}`
      : 'Nothing is like this.';
  };
  let waiting = 0;
  search.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(update, entries.length > 2000 ? 150 : 0);
  });
  for (const control of controls.slice(1)) control.addEventListener('change', update);
  const form = byId('filters');
  form.addEventListener('submit', (event) => { event.preventDefault(); update(); });
  form.addEventListener('reset', () => setTimeout(update));
  for (const control of [asList, byId('as-grid')]) control.addEventListener('change', show);
  document.addEventListener('keydown', (event) => {
    const typing = event.target.closest?.('input[type="search"], select');
    if (event.key === 'Escape') close();
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      search.focus();
    }
  });

  // All that does not change.
  const org = data.org ? `org ${data.org.name}` : `fleet ${data.fleet}`;
  byId('title').textContent = document.title = `Access report: ${org}`;
  byId('about').textContent = data.basis === 'live'
    ? `What the integrations of fleet ${data.fleet} can do in effect, read from ${data.org.url} as ${data.org.username} at ${data.made_at}.`
    : `What the specs of fleet ${data.fleet} say, at ${data.made_at}. No org was read.`;
  byId('key').textContent = 'R read, C create, E edit, D delete, V view all, M modify all, F all fields, U use. '
    + (data.basis === 'live' ? 'Small letters: the spec says so, and the user cannot. +: more than the spec says. ' : '')
    + 'Arrows move, Enter tells more, / searches.'
    + (data.fields ? '' : ' Fields: hallpass report --fields.');
  const figure = (number, text) => {
    const item = make('li', text);
    item.prepend(make('b', typeof number === 'number' ? number.toLocaleString('en') : number));
    return item;
  };
  const held = entries.filter((entry) => entry.can);
  const figures = [
    figure(integrations.length, 'integrations'), figure(held.length, 'grants'),
    figure(held.filter((entry) => entry.risk === 2).length, 'of high risk'),
  ];
  if (data.basis === 'live') figures.push(figure(entries.filter((entry) => entry.beyond).length, 'beyond the specs'));
  if (data.coverage) {
    const { users, apps } = data.coverage;
    figures.push(figure(`${users.managed} / ${users.all}`, 'users managed'), figure(`${apps.managed} / ${apps.all}`, 'apps managed'));
  }
  byId('figures').append(...figures);
  byId('integrations').tBodies[0].append(...integrations.map((one) =>
    line(one.name, one.owner, one.username, pill(one.risk), one.notes.join('; '))));
  if (data.coverage) {
    const { users, apps, unseen } = data.coverage;
    const by = { managed: 'integration', declared: 'declared, not marked yet:', left: 'marked, in no spec:', other_fleet: 'fleet',
      hallpass: 'hallpass itself', missing: 'declared, not there', nobody: 'nobody' };
    byId('coverage').hidden = false;
    byId('coverage-about').textContent = 'Active users of the integration licence and others who may use the API alone, and apps.';
    const rows = (what, part) => part.entries.map((one) =>
      line(what, one.name, one.what, `${by[one.management]} ${one.of ?? ''}`.trim(), one.last_login ?? ''));
    byId('covered').tBodies[0].append(...rows('user', users), ...rows('app', apps));
    byId('unseen').append(...unseen.map((why) => make('li', why)));
  }
  update();
})();
