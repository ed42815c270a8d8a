// How far the run in focus is: state, progress, speed, last results; and the title of the tab.
import { bytes, count, duration, h, nameOf, number, setText } from '../dom.js';
import { speedsOf } from '../plots.js';

export default {
    id: 'status',
    title: 'Status',
    place: 'side',
    inBackground: true,
    wants: () => true,
    create: (element, context) => new Status(element, context),
};

class Status {
    #context;
    #state = h('p', { class: 'state', role: 'status' });
    #reason = h('p', { class: 'note reason' });
    #progress = h('progress', { max: '1', value: 0, 'aria-labelledby': 'status-epoch' });
    #epoch = h('p', { class: 'note', id: 'status-epoch' });
    #facts = new Map();
    #results = h('tbody');
    #rows = new Map();
    #details = h('div');

    constructor(element, context) {
        this.#context = context;
        const facts = h('dl', { class: 'facts' });
        for (const name of ['Step', 'Time left', 'Samples per second', 'Elapsed', 'Memory', 'Learning rate']) {
            const value = h('dd', {}, '–');
            this.#facts.set(name, value);
            facts.append(h('div', {}, h('dt', {}, name), value));
        }
        const head = h('div', { class: 'head' }, this.#state, this.#epoch);
        element.append(head, this.#progress, this.#reason, this.#details);
        this.#details.append(facts, h('table', { class: 'results' },
                h('caption', { class: 'hidden-text' }, 'Results of the last epoch'),
                h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Result'),
                    h('th', { scope: 'col', class: 'number' }, 'Last'),
                    h('th', { scope: 'col', class: 'number' }, 'Change'))),
                this.#results));
    }

    async update({ entry }) {
        const { data } = this.#context;
        const run = entry.run;
        setText(this.#state, entry.state);
        this.#state.dataset.state = entry.state;
        // Texts of the run, as they are: a reason may begin with a name in lower case.
        const notes = [entry.reason ?? run?.reason, ...(run?.notes ?? [])].filter((text) => text);
        if (entry.state === 'interrupted') notes.push('The process that trained it is gone.');
        setText(this.#reason, notes.join('\n'));
        this.#reason.hidden = notes.length === 0;
        this.#details.hidden = this.#progress.hidden = this.#epoch.hidden = !run;
        if (!run) return;
        const [curves, epochs] = await Promise.all([data.curves(entry), data.lines(entry, 'epochs.jsonl')]);
        const now = progressOf(entry, curves, epochs);
        this.#progress.value = now.share;
        setText(this.#epoch, now.epochs);
        const total = now.total === null ? '' : ` / ${count(now.total)}`;
        this.#fact('Step', `${count(now.step)}${total}`);
        this.#fact('Samples per second', count(now.isOver ? average(epochs) ?? now.speed : now.speed));
        this.#fact('Elapsed', duration(now.seconds));
        this.#fact('Time left', now.isOver ? 'over' : duration(now.left));
        this.#fact('Learning rate', number(curves.series.lr?.mean.at(-1)));
        this.#fact('Memory', bytes(curves.series.memory?.mean.at(-1)));
        this.#tellResults(run, epochs);
        document.title = titleOf(entry, now, curves, epochs);
    }

    destroy() {}

    #fact(name, text) {
        setText(this.#facts.get(name), text);
    }

    #tellResults(run, epochs) {
        const last = epochs.at(-1)?.values ?? {};
        const before = epochs.at(-2)?.values ?? {};
        const names = [...new Set([...(run.results ?? []), ...Object.keys(last)])];
        if (String(names) !== String([...this.#rows.keys()])) {
            this.#rows = new Map(names.map((name) => [name,
                [h('td', { class: 'number' }), h('td', { class: 'number' })]]));
            this.#results.replaceChildren(...names.map((name) => h('tr', {},
                h('th', { scope: 'row' }, name), ...this.#rows.get(name))));
        }
        for (const [name, [value, change]] of this.#rows) {
            setText(value, last[name] === null ? 'not finite' : number(last[name]));
            value.classList.toggle('bad', last[name] === null);
            const difference = (last[name] ?? NaN) - (before[name] ?? NaN);
            setText(change, signed(difference));
        }
    }
}

function signed(difference) {
    if (!Number.isFinite(difference)) return '–';
    return `${difference > 0 ? '+' : ''}${number(Number(difference.toPrecision(2)))}`;
}

function progressOf(entry, curves, epochs) {
    const run = entry.run;
    const isOver = !['running', 'paused'].includes(entry.state);
    const step = Math.max(entry.step ?? 0, run.step ?? 0, curves.step.at(-1) ?? 0);
    const batches = run.batches || epochs[0]?.step || null;
    const total = batches && run.epochs ? batches * run.epochs : null;
    const seconds = Math.max(run.seconds ?? 0, curves.time.at(-1) ?? 0);
    const done = batches === null ? epochs.length : Math.floor(step / batches);
    const inEpoch = batches === null ? 0 : (step % batches) / batches;
    const current = Math.min(done + 1, run.epochs ?? done + 1);
    const isWhole = isOver && inEpoch === 0;
    const all = run.epochs ? ` of ${count(run.epochs)}` : '';
    return {
        isOver, step, total, seconds,
        epoch: isWhole ? done : current,
        share: isWhole || (total !== null && step >= total) ? 1 : inEpoch,
        epochs: isOver ? `${count(done)}${all} epochs` : `Epoch ${count(current)}${all}`,
        speed: speedsOf({ entry, curves }).at(-1) ?? epochs.at(-1)?.samplesPerSecond,
        left: total === null ? null : (total - step) * pace(curves, seconds, step),
    };
}

/** Seconds a step, over the last fifth of the run. */
function pace({ step, time }, seconds, steps) {
    const n = step.length;
    const from = Math.floor(n * 0.8);
    if (n < 3 || from >= n - 1) return steps > 0 ? seconds / steps : NaN;
    return (time[n - 1] - time[from]) / (step[n - 1] - step[from]);
}

function average(epochs) {
    const speeds = epochs.map((epoch) => epoch.samplesPerSecond).filter(Number.isFinite);
    return speeds.length === 0 ? null : speeds.reduce((sum, x) => sum + x, 0) / speeds.length;
}

function titleOf(entry, now, curves, epochs) {
    const loss = curves.series.loss?.mean.at(-1) ?? epochs.at(-1)?.values?.loss;
    const parts = [`${now.epoch}/${entry.run.epochs ?? '?'}`];
    if (entry.state !== 'running') parts.unshift(entry.state);
    if (Number.isFinite(loss)) parts.push(`loss ${number(Number(loss.toPrecision(2)))}`);
    return `${parts.join(' · ')} – ${nameOf(entry)}`;
}
