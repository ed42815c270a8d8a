// All runs: which one is in focus, which are shown together, how each of them stands.
import { h, number, setText } from '../dom.js';
import { MOST } from '../store.js';

const FILTER_FROM = 7;

export default {
    id: 'runs',
    title: 'Runs',
    place: 'side',
    wants: () => true,
    create: (element, context) => new Runs(element, context),
};

class Runs {
    #context;
    #list = h('ul', { class: 'runs', role: 'list' });
    #filter = h('input', { type: 'search', id: 'runs-filter', placeholder: 'Filter by name or state',
        'aria-label': 'Filter the runs', oninput: () => this.#sift() });
    #note = h('p', { class: 'note', role: 'status' });
    #rows = new Map();
    #seen = new IntersectionObserver((sights) => this.#sighted(sights), { root: null, rootMargin: '100px' });
    #isReading = false;
    #isAsked = false;

    constructor(element, context) {
        this.#context = context;
        element.append(this.#filter,
            h('p', { class: 'note' }, 'Tick: in the curves. Dot: what all else is about.'),
            this.#list, this.#note);
    }

    async update({ all }) {
        const { store } = this.#context;
        this.#filter.hidden = all.length < FILTER_FROM;
        const ids = new Set(all.map((entry) => entry.id));
        for (const [id, row] of this.#rows) {
            if (ids.has(id)) continue;
            this.#seen.unobserve(row.element);
            row.element.remove();
            this.#rows.delete(id);
        }
        let before = null;
        for (const entry of all) {
            let row = this.#rows.get(entry.id);
            if (row === undefined) {
                row = new Row(entry.id, store);
                this.#rows.set(entry.id, row);
                this.#seen.observe(row.element);
            }
            row.update(entry, store);
            const next = before === null ? this.#list.firstChild : before.nextSibling;
            if (next !== row.element) this.#list.insertBefore(row.element, next);
            before = row.element;
        }
        this.#sift();
        await this.#read();
    }

    destroy() {
        this.#seen.disconnect();
    }

    #sift() {
        const wanted = this.#filter.hidden ? '' : this.#filter.value.trim().toLowerCase();
        let hits = 0;
        for (const row of this.#rows.values()) {
            row.element.hidden = !`${row.entry.id} ${row.entry.state}`.toLowerCase().includes(wanted);
            if (!row.element.hidden) hits++;
        }
        const full = this.#context.store.isFull ? `${MOST} runs are shown, as many as have colours of their own.` : '';
        setText(this.#note, wanted === '' ? full : `${hits} of ${this.#rows.size} runs. ${full}`.trim());
    }

    #sighted(sights) {
        for (const { target, isIntersecting } of sights) {
            for (const row of this.#rows.values()) {
                if (row.element === target) row.isSeen = isIntersecting;
            }
        }
        this.#read().catch(() => {});
    }

    /** Reads the last results of the rows that are in sight, one after the other. */
    async #read() {
        this.#isAsked = true;
        if (this.#isReading) return;
        this.#isReading = true;
        try {
            while (this.#isAsked) {
                this.#isAsked = false;
                for (const row of [...this.#rows.values()]) {
                    if (row.isSeen) await row.read(this.#context);
                }
            }
        } finally {
            this.#isReading = false;
        }
    }
}

class Row {
    isSeen = false;
    entry = null;
    #show;
    #focus;
    #swatch = h('span', { class: 'swatch', 'aria-hidden': 'true' });
    #state = h('span', { class: 'chip' });
    #results = h('span', { class: 'note last' }, '\u00a0');
    #next = 0;
    #told = 0;

    constructor(id, store) {
        this.#show = h('input', { type: 'checkbox', 'aria-label': `Show ${id} in the curves`,
            onchange: (event) => store.show(id, event.target.checked) });
        this.#focus = h('input', { type: 'radio', name: 'focus', value: id, onchange: () => store.setFocus(id) });
        this.element = h('li', {}, this.#show,
            h('label', {}, this.#focus, this.#swatch, h('span', { class: 'name', title: id }, id)),
            this.#state, this.#results);
    }

    update(entry, store) {
        this.entry = entry;
        const slot = store.slot(entry.id);
        this.#show.checked = slot >= 0;
        this.#show.disabled = slot < 0 && store.isFull;
        this.#focus.checked = store.focus === entry.id;
        this.element.classList.toggle('focused', this.#focus.checked);
        this.#swatch.className = slot < 0 ? 'swatch' : `swatch run-${slot}`;
        setText(this.#state, entry.state);
        this.#state.dataset.state = entry.state;
        if (entry.reason) this.#tell(entry.reason);
    }

    /** Of a run that is shown, panels have read the lines already. */
    async read({ source, data, store }) {
        const size = this.entry.sizes?.['epochs.jsonl'] ?? 0;
        if (store.slot(this.entry.id) >= 0) {
            const last = (await data.lines(this.entry, 'epochs.jsonl')).at(-1);
            if (last !== undefined) this.#tell(told(last));
            this.#next = this.#told = size;
            return;
        }
        if (size < this.#told) this.#next = 0;
        this.#told = size;
        while (this.#next < size) {
            const { lines, next } = await source.lines(this.entry.id, 'epochs.jsonl', this.#next);
            if (!(next > this.#next)) return;
            this.#next = next;
            if (lines.length > 0) this.#tell(told(lines.at(-1)));
        }
    }

    #tell(text) {
        setText(this.#results, text);
        this.#results.title = text; // there is room for one line
    }
}

/** What counts most of an epoch: the results on data that was not trained on, where there are any. */
function told({ epoch, values = {} }) {
    const all = Object.entries(values);
    const validation = all.filter(([name]) => name.startsWith('validation.'));
    const best = (validation.length > 0 ? validation : all).slice(0, 3);
    return `epoch ${epoch}: ${best.map(([name, value]) =>
        `${name.replace('validation.', 'val. ')} ${number(value)}`).join(', ')}`;
}
