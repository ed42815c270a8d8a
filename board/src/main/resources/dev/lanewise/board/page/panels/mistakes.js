// The examples that the model is most wrong about.
import { EpochChooser } from '../epochs.js';
import { gallery, places } from '../gallery.js';
import { chance, Predictions } from '../predictions.js';
import { predictionsOf } from '../results.js';

const MOST = 24;

export default {
    id: 'mistakes',
    title: 'Worst mistakes',
    place: 'half',
    wants: (entry) => Boolean(entry.run?.examples),
    create: (element, context) => new Mistakes(element, context),
};

class Mistakes {
    #context;
    #chooser;
    #summary;
    #pictures;
    /** Undefined before anything was shown, null while empty places are. */
    #key;

    constructor(element, context) {
        const { h } = context.dom;
        this.#context = context;
        this.#chooser = new EpochChooser(context.store, 'predictions');
        this.#summary = h('p', { class: 'summary' });
        this.#pictures = h('div', { class: 'mistakes' });
        element.append(this.#chooser.element, this.#summary, this.#pictures);
    }

    async update({ entry, switched }) {
        const { source, dom } = this.#context;
        const shown = this.#chooser.update(entry);
        const isGone = shown === null && this.#key !== null;
        if (switched || this.#key === undefined || isGone) this.#empty(entry);
        if (shown === null) {
            dom.setText(this.#summary, 'After the first epoch, the examples that are predicted wrong with the'
                + ' largest loss are shown here.');
            return;
        }
        const { key, predictions } = await predictionsOf(source, entry, shown.file);
        if (key === this.#key) return;
        const worst = predictions.worst(MOST).filter((i) => source.has?.(i) ?? true);
        const pictures = worst.length > 0 ? await source.pictures(entry.id, worst) : null;
        const wrong = predictions.size - predictions.right;
        dom.setText(this.#summary, wrong === 0
            ? `None of ${dom.count(predictions.size)} examples is predicted wrong.`
            : `${dom.count(wrong)} of ${dom.count(predictions.size)} examples are predicted wrong`
                + `${wrong > worst.length ? `; the ${worst.length} with the largest loss` : ''}:`);
        const items = worst.map((i) => this.#item(predictions, i));
        this.#lengthen(predictions.names);
        this.#pictures.replaceChildren(pictures === null ? '' : gallery(pictures, items));
        this.#key = key;
    }

    #empty(entry) {
        this.#key = null;
        this.#lengthen(Predictions.none(entry.run.classes).names);
        this.#pictures.replaceChildren(places(Math.min(MOST, entry.run.examples.count), entry.run.examples.shape, 2));
    }

    #lengthen(names) {
        this.#pictures.classList.toggle('long', names.some((name) => name.length > 3));
    }

    #item(predictions, i) {
        const { h } = this.#context.dom;
        const label = predictions.names[predictions.labels[i]] ?? '?';
        const told = predictions.names[predictions.predicted[i]] ?? '?';
        const certainty = chance(predictions.chance[i]);
        const truth = chance(predictions.truth[i]);
        return {
            words: `Example ${i}: label ${label} (${truth}), predicted as ${told} (${certainty})`,
            lines: [
                h('span', { class: 'right', title: `label ${label}` }, h('b', {}, label), ` ${truth}`),
                h('span', { class: 'wrong', title: `predicted as ${told}` }, h('b', {}, told), ` ${certainty}`),
            ],
        };
    }

    destroy() {}
}
