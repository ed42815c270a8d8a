// The summary of the model: a row for each block.
import { bytes, count, h, setText, table } from '../dom.js';

const COLUMNS = [
    { title: 'Block' },
    { title: 'Path' },
    { title: 'Output' },
    { title: 'Parameters', number: true },
    { title: 'Multiply-adds', number: true },
    { title: 'Memory', number: true },
];

export default {
    id: 'model',
    title: 'Model',
    place: 'wide',
    wants: () => true,
    create: (element) => new Model(element),
};

class Model {
    #note = h('p', { class: 'note' });
    #table = h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Blocks of the model' });
    #key = '';

    constructor(element) {
        element.append(this.#note, this.#table);
    }

    async update({ entry: { run } }) {
        const model = run.model ?? [];
        const key = JSON.stringify([model, run.parameters]);
        if (key === this.#key) return;
        this.#key = key;
        const sum = (name) => model.reduce((total, row) => total + (row[name] ?? 0), 0);
        setText(this.#note, model.length === 0
            ? 'The blocks of the model appear here after the first step, with the shapes of their outputs.'
            : `${count(run.parameters ?? sum('parameters'))} parameters, ${count(sum('multiplyAdds'))} multiply-adds`
                + ` and ${bytes(sum('bytes'))} of outputs for a batch.`);
        this.#table.hidden = model.length === 0;
        this.#table.replaceChildren(table('Summary of the model', COLUMNS, model.map((row) => [
            h('span', { class: `depth depth-${Math.min(depth(row.path), 6)}` }, row.block),
            row.path,
            (row.outputs ?? []).join(', '),
            count(row.parameters),
            count(row.multiplyAdds),
            bytes(row.bytes),
        ])));
    }

    destroy() {}
}

function depth(path) {
    return path === '' ? 0 : path.split('.').length;
}
