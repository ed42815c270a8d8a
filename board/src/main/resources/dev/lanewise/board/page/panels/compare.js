// The runs that are shown, side by side: settings that differ, and how each ended.
import { count, duration, h, named, number, setText, table } from '../dom.js';

export default {
    id: 'compare',
    title: 'Compare',
    place: 'wide',
    wants: (entry, { all }) => all.length > 1,
    create: (element, context) => new Compare(element, context),
};

class Compare {
    #context;
    #all = h('input', { type: 'checkbox' });
    #bar = h('div', { class: 'bar' });
    #note = h('p', { class: 'note' });
    #tables = h('div', { class: 'pair' });
    #key = '';

    constructor(element, context) {
        this.#context = context;
        const { store } = context;
        this.#all.checked = store.get('compare.all', false);
        this.#all.addEventListener('change', () => store.set('compare.all', this.#all.checked));
        this.#bar.append(h('label', {}, this.#all, 'also settings that are the same'));
        element.append(this.#note, this.#bar, this.#tables);
    }

    async update({ shown }) {
        const { data, store } = this.#context;
        const entries = shown.filter((entry) => entry.run);
        const isAlone = entries.length < 2;
        setText(this.#note, isAlone ? 'Tick a second run in the list: what differs is shown here.' : '');
        this.#bar.hidden = isAlone;
        const settings = isAlone ? [] : rowsOfSettings(entries, this.#all.checked);
        const results = isAlone ? [] : rowsOfResults(entries,
            await Promise.all(entries.map((entry) => data.lines(entry, 'epochs.jsonl'))));
        const key = JSON.stringify([entries.map((entry) => [entry.id, store.slot(entry.id)]), settings, results]);
        if (key === this.#key) return;
        this.#key = key;
        const columns = (first) => [{ title: first }, ...entries.map((entry) => (
            { title: named(store.slot(entry.id), entry.id), number: true }))];
        this.#tables.replaceChildren();
        if (isAlone) return;
        this.#tables.append(
            h('div', {}, h('h3', {}, 'Settings'), settings.length === 0
                ? h('p', { class: 'note' }, 'The settings of these runs are the same.')
                : scrolled('Settings of the runs', columns('Setting'), settings)),
            h('div', {}, h('h3', {}, 'Last results'),
                scrolled('Last results of the runs', columns('Result'), results)));
    }

    destroy() {}
}

function scrolled(caption, columns, rows) {
    return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
        table(caption, columns, rows));
}

function rowsOfSettings(entries, withSame) {
    const sources = entries.map(({ run }) => ({ ...run.settings, optimizer: run.optimizer, epochs: text(run.epochs),
        'samples per epoch': text(run.samples), 'batches per epoch': text(run.batches),
        parameters: text(run.parameters) }));
    const names = [...new Set(sources.flatMap((settings) => Object.keys(settings)))];
    return names.map((name) => [name, ...sources.map((settings) => settings[name] ?? '–')])
        .filter(([, ...values]) => withSame || new Set(values).size > 1);
}

function rowsOfResults(entries, epochs) {
    const lasts = epochs.map((lines) => lines.at(-1)?.values ?? {});
    const names = [...new Set(lasts.flatMap((values) => Object.keys(values)))];
    return [
        ...names.map((name) => [name, ...lasts.map((values) => number(values[name]))]),
        ['epochs done', ...epochs.map((lines) => count(lines.length))],
        ['training time', ...entries.map(({ run }) => duration(run.seconds))],
        ['state', ...entries.map(({ state }) => state)],
    ];
}

function text(value) {
    return value === null || value === undefined ? undefined : count(value);
}
