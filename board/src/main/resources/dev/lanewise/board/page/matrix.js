// A confusion matrix of few classes: a table with a button in each cell, coloured by its share of the row.
import { count, h, setText } from './dom.js';

const CAPTION = 'Confusion matrix: a row for each label, a column for each prediction. Arrow keys move between the'
    + ' cells, Enter shows the examples of one.';
const RECALL = 'the share of the examples with this label that are predicted right, in %';
const PRECISION = 'the share of the predictions of this class that are right';
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export class Matrix {
    #names;
    #cells = [];
    #sums = [];
    #recalls = [];
    #precisions = [];
    #at = 0;
    #predictions = null;
    #table;

    /** `onChoose(label, predicted)` is called for a cell that was clicked, or on which Enter was pressed. */
    constructor(predictions, onChoose) {
        this.#names = predictions.names;
        const n = this.#names.length;
        const isLong = this.#names.some((name) => name.length > 3);
        for (let i = 0; i < n * n; i++) {
            this.#cells.push(h('button', { type: 'button', tabindex: i === 0 ? 0 : -1, 'data-cell': i }));
        }
        const head = this.#names.map((name) => h('th', { scope: 'col', title: name }, h('span', {}, name)));
        const rows = this.#names.map((name, label) => this.#row(name, label));
        this.#precisions = this.#names.map(() => h('td', { class: 'share' }));
        this.#table = h('table', { class: isLong ? 'confusion long' : 'confusion' },
            h('caption', { class: 'hidden-text' }, CAPTION),
            h('thead', {}, h('tr', {}, h('th', { class: 'corner', scope: 'col' }, 'label'), ...head,
                h('th', { class: 'share all', scope: 'col', title: 'the examples with this label' }, 'all'),
                h('th', { class: 'share', scope: 'col', title: RECALL }, 'recall'))),
            h('tbody', {}, ...rows),
            h('tfoot', {}, h('tr', {},
                h('th', { scope: 'row', title: PRECISION }, h('span', {}, 'precision in %')), ...this.#precisions,
                h('td', { class: 'share all' }), h('td', { class: 'share' }))));
        this.#table.style.setProperty('--classes', n);
        this.#table.addEventListener('click', (event) => {
            const cell = event.target.closest('button')?.dataset.cell;
            if (cell === undefined) return;
            this.#moveTo(Number(cell));
            onChoose(Math.floor(cell / n), cell % n);
        });
        this.#table.addEventListener('keydown', (event) => this.#key(event));
        this.element = h('div', { class: 'scroll' }, this.#table);
    }

    #row(name, label) {
        const n = this.#names.length;
        const sum = h('td', { class: 'share all' });
        const recall = h('td', { class: 'share' });
        this.#sums.push(sum);
        this.#recalls.push(recall);
        return h('tr', {}, h('th', { scope: 'row', title: name }, h('span', {}, name)),
            ...this.#cells.slice(label * n, (label + 1) * n).map((cell) => h('td', {}, cell)), sum, recall);
    }

    /** Shows these counts; `chosen` is the cell whose examples are shown, or null. */
    update(predictions, chosen) {
        const n = this.#names.length;
        const isNew = predictions !== this.#predictions;
        this.#predictions = predictions;
        this.#cells.forEach((cell, i) => {
            const label = Math.floor(i / n);
            const predicted = i % n;
            cell.classList.toggle('chosen', chosen?.label === label && chosen?.predicted === predicted);
            if (isNew) this.#fill(cell, label, predicted);
        });
        if (!isNew) return;
        const largest = predictions.counts.reduce((most, amount) => Math.max(most, amount), 0);
        const digits = String(largest).length;
        this.#table.style.setProperty('--digits', digits);
        this.#table.classList.toggle('large', digits > 3);
        for (let i = 0; i < n; i++) {
            setText(this.#sums[i], count(predictions.rows[i]));
            setText(this.#recalls[i], percents(predictions.recall(i), 1));
            setText(this.#precisions[i], percents(predictions.precision(i), 0));
        }
    }

    #fill(cell, label, predicted) {
        const amount = this.#predictions.count(label, predicted);
        const share = amount / Math.max(this.#predictions.rows[label], 1);
        setText(cell, amount === 0 ? '' : String(amount));
        const pair = `label ${this.#names[label]} predicted as ${this.#names[predicted]}`;
        cell.setAttribute('aria-label', `${pair}: ${amount}`);
        cell.classList.toggle('right', label === predicted);
        // Mistakes are few: the root makes a cell with 2 % of its row visible.
        const strength = label === predicted ? share : Math.sqrt(share);
        cell.style.setProperty('--share', `${Math.round(50 * strength)}%`);
    }

    #key(event) {
        const arrow = ARROWS[event.key];
        if (arrow === undefined || event.target.dataset.cell === undefined) return;
        event.preventDefault();
        const n = this.#names.length;
        const row = Math.min(n - 1, Math.max(0, Math.floor(this.#at / n) + arrow[0]));
        const col = Math.min(n - 1, Math.max(0, (this.#at % n) + arrow[1]));
        this.#moveTo(row * n + col);
        this.#cells[this.#at].focus();
    }

    /** One cell of the matrix is reached by Tab, the others by arrows. */
    #moveTo(cell) {
        this.#cells[this.#at].tabIndex = -1;
        this.#at = cell;
        this.#cells[cell].tabIndex = 0;
    }
}

/** Percents without a sign, for narrow columns. */
function percents(share, digits) {
    return Number.isFinite(share) ? String(Number((100 * share).toFixed(digits))) : '–';
}
