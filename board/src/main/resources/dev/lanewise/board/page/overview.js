// A confusion matrix of many classes: a picture of all cells, the most frequent confusions and the weakest classes.
import { count, h, table } from './dom.js';
import { chance } from './predictions.js';

const MOST_PAIRS = 50;
const MOST_WEAK = 20;
const MOST_PIXELS = 220;
const LOWEST = 'Classes with the lowest recall';
const RIGHT = [47, 127, 214];
const WRONG = [222, 84, 44];

export class Overview {
    #names;
    #onChoose;
    #canvas = h('canvas', { role: 'img' });
    #under = h('p', { class: 'under' }, 'A point shows its cell here, a click its examples.');
    #pairs = h('ul', { class: 'pairs' });
    #weak = h('div', { class: 'scroll short', tabindex: '0', role: 'region', 'aria-label': LOWEST });
    #predictions = null;

    /** `onChoose(label, predicted)` is called for a cell or pair that was clicked. */
    constructor(predictions, onChoose) {
        this.#names = predictions.names;
        this.#onChoose = onChoose;
        this.#canvas.addEventListener('pointermove', (event) => this.#tell(this.#cellAt(event)));
        this.#canvas.addEventListener('click', (event) => {
            const { label, predicted } = this.#cellAt(event);
            this.#onChoose(label, predicted);
        });
        this.element = h('div', { class: 'overview' },
            h('div', { class: 'map' }, this.#canvas, this.#under),
            h('div', {}, h('h3', {}, 'Most frequent confusions'),
                h('div', { class: 'scroll short' }, this.#pairs)),
            h('div', {}, h('h3', {}, 'Lowest recall'), this.#weak));
    }

    /** Shows these counts; `chosen` is the cell whose examples are shown, or null. */
    update(predictions, chosen) {
        if (predictions !== this.#predictions) {
            this.#predictions = predictions;
            this.#paint(predictions);
            this.#list(predictions);
        }
        for (const button of this.#pairs.querySelectorAll('button')) {
            const isChosen = button.dataset.cell === `${chosen?.label},${chosen?.predicted}`;
            button.setAttribute('aria-pressed', String(isChosen));
        }
        if (chosen !== null) this.#tell(chosen);
    }

    /** A cell is a pixel; of more classes than there is room for, a pixel shows the strongest of its cells. */
    #paint(predictions) {
        const n = predictions.classes;
        const block = Math.ceil(n / MOST_PIXELS);
        const side = Math.ceil(n / block);
        this.#canvas.width = side;
        this.#canvas.height = side;
        const context = this.#canvas.getContext('2d');
        const image = context.createImageData(side, side);
        for (let label = 0; label < n; label++) {
            for (let predicted = 0; predicted < n; predicted++) {
                const share = predictions.count(label, predicted) / Math.max(predictions.rows[label], 1);
                const strength = 255 * (label === predicted ? share : Math.sqrt(share));
                const at = 4 * (Math.floor(label / block) * side + Math.floor(predicted / block));
                if (strength > image.data[at + 3]) {
                    image.data.set(label === predicted ? RIGHT : WRONG, at);
                    image.data[at + 3] = strength;
                }
            }
        }
        context.putImageData(image, 0, 0);
        this.#canvas.setAttribute('aria-label', `Confusion matrix of ${n} classes, labels from top to bottom; `
            + `${count(predictions.right)} of ${count(predictions.size)} examples are predicted right; the lists`
            + ' beside it name the most frequent confusions');
    }

    #list(predictions) {
        const pairs = predictions.confusions(MOST_PAIRS);
        this.#pairs.replaceChildren(...pairs.map(({ label, predicted, count: amount }) => h('li', {}, h('button', {
            type: 'button',
            'data-cell': `${label},${predicted}`,
            'aria-label': `label ${this.#names[label]} predicted as ${this.#names[predicted]}: ${amount}`,
            onclick: () => this.#onChoose(label, predicted),
        }, h('span', {}, `${this.#names[label]} → ${this.#names[predicted]}`), h('b', {}, count(amount))))));
        if (pairs.length === 0) this.#pairs.replaceChildren(h('li', {}, 'Nothing is confused.'));
        const weak = this.#names.map((name, i) => ({ name, i, recall: predictions.recall(i) }))
            .filter(({ recall }) => Number.isFinite(recall))
            .sort((a, b) => a.recall - b.recall)
            .slice(0, MOST_WEAK);
        this.#weak.replaceChildren(table(LOWEST,
            [{ title: 'Class' }, { title: 'Recall', number: true }, { title: 'Precision', number: true },
                { title: 'Examples', number: true }],
            weak.map(({ name, i, recall }) => [name, chance(recall), chance(predictions.precision(i)),
                count(predictions.rows[i])])));
    }

    #tell({ label, predicted }) {
        this.#under.textContent = `Label ${this.#names[label]} predicted as ${this.#names[predicted]}: `
            + count(this.#predictions.count(label, predicted));
    }

    #cellAt(event) {
        const box = this.#canvas.getBoundingClientRect();
        const n = this.#names.length;
        const place = (at, size) => Math.min(n - 1, Math.max(0, Math.floor((at / size) * n)));
        return {
            label: place(event.clientY - box.top, box.height),
            predicted: place(event.clientX - box.left, box.width),
        };
    }
}
