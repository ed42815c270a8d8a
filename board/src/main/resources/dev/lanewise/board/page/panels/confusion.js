// Which classes are taken for which: a matrix, and the examples of a cell that was chosen.
import { EpochChooser } from '../epochs.js';
import { gallery } from '../gallery.js';
import { Matrix } from '../matrix.js';
import { Overview } from '../overview.js';
import { chance, Predictions } from '../predictions.js';
import { predictionsOf } from '../results.js';

const MOST_PICTURES = 36;
/** With more classes a matrix of numbers is not read any more; an overview takes its place. */
const MOST_CLASSES = 20;
const HOW = 'Rows are labels, columns predictions; a click on a number shows its examples.';

export default {
    id: 'confusion',
    title: 'Confusion matrix',
    place: 'half',
    wants: (entry) => Boolean(entry.run?.examples),
    create: (element, context) => new Confusion(element, context),
};

class Confusion {
    #context;
    #chooser;
    #summary;
    #place;
    #title;
    #cell;
    #view = null;
    #key = null;
    #entry = null;
    #predictions = null;
    #chosen = null;
    #asked = 0;

    constructor(element, context) {
        const { h } = context.dom;
        this.#context = context;
        this.#chooser = new EpochChooser(context.store, 'predictions');
        this.#summary = h('p', { class: 'summary' });
        this.#place = h('div', { class: 'matrix' });
        this.#title = h('p', { class: 'cell-title', role: 'status' });
        this.#cell = h('div', { class: 'cell-examples' });
        element.append(this.#chooser.element, this.#summary, this.#place, this.#title, this.#cell);
    }

    async update({ entry, switched }) {
        const { source, dom } = this.#context;
        this.#entry = entry;
        const shown = this.#chooser.update(entry);
        const isGone = shown === null && this.#key !== null;
        if (switched || this.#predictions === null || isGone) this.#begin(entry);
        if (shown === null) {
            dom.setText(this.#summary, 'After the first epoch, labels and predictions are counted here.'
                + ` ${HOW}`);
            return;
        }
        const { key, predictions } = await predictionsOf(source, entry, shown.file);
        if (key === this.#key) return;
        const { right, size } = predictions;
        dom.setText(this.#summary, `${dom.count(right)} of ${dom.count(size)} examples are predicted right`
            + ` (${chance(right / size)}). ${HOW}`);
        this.#show(predictions);
        await this.#showCell();
        this.#key = key;
    }

    destroy() {}

    /** An empty matrix keeps the place of the one that is to come. */
    #begin(entry) {
        this.#key = null;
        this.#chosen = null;
        this.#asked++; // pictures that are on their way belong to what was shown before
        this.#fillCell('', '');
        this.#show(Predictions.none(entry.run.classes));
    }

    #show(predictions) {
        const Kind = predictions.classes <= MOST_CLASSES ? Matrix : Overview;
        if (!(this.#view instanceof Kind) || !predictions.isLike(this.#predictions)) {
            this.#view = new Kind(predictions, (label, predicted) => this.#choose({ label, predicted }));
            this.#place.replaceChildren(this.#view.element);
            this.#chosen = null;
        }
        this.#predictions = predictions;
        this.#view.update(predictions, this.#chosen);
    }

    #choose(cell) {
        this.#chosen = cell;
        this.#view.update(this.#predictions, cell);
        const ask = this.#asked + 1;
        this.#showCell().catch((error) => {
            if (ask === this.#asked) this.#fillCell(`${error.message}.`, '');
        });
    }

    async #showCell() {
        const { source, dom } = this.#context;
        const ask = ++this.#asked;
        if (this.#chosen === null) {
            this.#fillCell('', '');
            return;
        }
        const predictions = this.#predictions;
        const { label, predicted } = this.#chosen;
        const all = predictions.cell(label, predicted);
        const some = all.filter((i) => source.has?.(i) ?? true).slice(0, MOST_PICTURES);
        const pictures = some.length > 0 ? await source.pictures(this.#entry.id, some) : null;
        if (ask !== this.#asked) return; // another cell was chosen in the meantime
        const names = `Label ${predictions.names[label]} predicted as ${predictions.names[predicted]}`;
        const part = some.length < all.length ? `, the ${some.length} most confident of them` : '';
        this.#fillCell(`${names}: ${dom.count(all.length)}${part}`, pictures === null ? ''
            : gallery(pictures, some.map((i) => ({
                words: `Example ${i}, ${predictions.names[predicted]} with ${chance(predictions.chance[i])}`,
                lines: [chance(predictions.chance[i])],
            }))));
    }

    #fillCell(title, content) {
        this.#context.dom.setText(this.#title, title);
        this.#cell.replaceChildren(content);
    }
}
