// What follows from labels and predictions: counts of a confusion matrix, recall and precision, mistakes.
import { DamagedError } from './safetensors.js';

/** More classes than this are a broken file, not a classifier that a page could show. */
const MAX_CLASSES = 2000;

/**
 * Labels and predictions of one epoch, from the tensors of labels.safetensors and predictions-NNNN.safetensors.
 * Rows are labels and columns predictions. Throws a DamagedError if the tensors do not fit each other.
 */
export class Predictions {
    constructor(labels, predictions, names) {
        this.labels = column(labels, 'labels');
        this.predicted = column(predictions, 'predicted');
        this.chance = column(predictions, 'chance');
        this.truth = column(predictions, 'truth');
        this.size = this.predicted.length;
        if (this.labels.length < this.size || this.chance.length !== this.size || this.truth.length !== this.size) {
            throw new DamagedError(`There are ${this.labels.length} labels, but ${this.size} predictions`);
        }
        let last = -1;
        for (let i = 0; i < this.size; i++) {
            last = Math.max(last, this.labels[i], this.predicted[i]);
        }
        this.classes = Math.max(last + 1, Math.min(names?.length ?? 0, MAX_CLASSES));
        if (this.classes > MAX_CLASSES) {
            throw new DamagedError(`A label or a prediction is ${last}; up to ${MAX_CLASSES} classes are shown`);
        }
        this.names = Array.from({ length: this.classes }, (_, i) => String(names?.[i] ?? i));
        this.#count();
    }

    /** Of no examples. */
    static none(names) {
        const empty = { shape: [0], data: [] };
        return new Predictions({ labels: empty }, { predicted: empty, chance: empty, truth: empty }, names);
    }

    #count() {
        const n = this.classes;
        this.counts = new Int32Array(n * n);
        this.rows = new Int32Array(n);
        this.cols = new Int32Array(n);
        this.right = 0;
        for (let i = 0; i < this.size; i++) {
            const label = this.labels[i];
            const predicted = this.predicted[i];
            if (label >= 0 && predicted >= 0) {
                this.counts[label * n + predicted]++;
                this.rows[label]++;
                this.cols[predicted]++;
                this.right += label === predicted ? 1 : 0;
            }
        }
    }

    /** Whether it has the classes of another. */
    isLike(other) {
        return this.classes === other.classes && this.names.every((name, i) => name === other.names[i]);
    }

    count(label, predicted) {
        return this.counts[label * this.classes + predicted];
    }

    /** The share of the examples with this label that were predicted as it; NaN if there is none. */
    recall(label) {
        return this.count(label, label) / this.rows[label];
    }

    /** The share of the predictions of this class that are right; NaN if there is none. */
    precision(predicted) {
        return this.count(predicted, predicted) / this.cols[predicted];
    }

    /** The indices of the examples of a cell, the most confident predictions first. */
    cell(label, predicted) {
        const found = [];
        for (let i = 0; i < this.size; i++) {
            if (this.labels[i] === label && this.predicted[i] === predicted) {
                found.push(i);
            }
        }
        return found.sort((a, b) => this.chance[b] - this.chance[a] || a - b);
    }

    /** The indices of the mistakes with the largest loss, -log of the label's chance, at most `most`, worst first. */
    worst(most) {
        const wrong = [];
        for (let i = 0; i < this.size; i++) {
            if (this.labels[i] !== this.predicted[i]) {
                wrong.push(i);
            }
        }
        const truth = (i) => this.truth[i] || 0; // NaN: the loss has no bound
        return wrong.sort((a, b) => truth(a) - truth(b) || a - b).slice(0, most);
    }

    /** Pairs of different classes, { label, predicted, count }, the most frequent confusions first, at most `most`. */
    confusions(most) {
        const pairs = [];
        for (let label = 0; label < this.classes; label++) {
            for (let predicted = 0; predicted < this.classes; predicted++) {
                const count = this.count(label, predicted);
                if (count > 0 && label !== predicted) {
                    pairs.push({ label, predicted, count });
                }
            }
        }
        return pairs.sort((a, b) => b.count - a.count).slice(0, most);
    }
}

/** A chance as people read it: `98.2 %`, `< 0.1 %`; a dash if there is none. */
export function chance(share) {
    if (!Number.isFinite(share)) return '–';
    if (share > 0 && share < 0.001) return '< 0.1 %';
    return share < 1 && share > 0.999 ? '> 99.9 %' : `${Number((100 * share).toFixed(1))} %`;
}

function column(tensors, name) {
    const tensor = tensors[name];
    if (!tensor || tensor.shape.length !== 1) throw new DamagedError(`The tensor "${name}" is missing`);
    return tensor.data;
}
