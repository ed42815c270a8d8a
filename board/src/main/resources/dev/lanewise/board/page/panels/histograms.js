// How weights and gradients are distributed, and which units learn nothing.
import { HeatMap } from '../heatmap.js';
import { Moments } from '../moments.js';

/** A layer with more dead units than this is marked. */
const MANY = 0.25;

export default {
    id: 'histograms',
    title: 'Weights and gradients',
    place: 'wide',
    wants: (entry) => (entry.sizes?.['histograms.jsonl'] ?? 0) > 0,
    create: (element, context) => new Histograms(element, context),
};

class Histograms {
    #context;
    #moments;
    #path;
    #kind;
    #heat;
    #norms;
    #warnings;
    #layers;
    #figures;
    #details;
    #shown = null;

    constructor(element, context) {
        const { dom: { h }, store, charts } = context;
        this.#context = context;
        this.#moments = new Moments(context.source);
        this.#path = h('select', { onchange: () => store.set('histograms.path', this.#path.value) });
        this.#kind = h('select', { onchange: () => store.set('histograms.kind', this.#kind.value) },
            h('option', { value: 'weight' }, 'weights'), h('option', { value: 'gradient' }, 'gradients'));
        this.#heat = new HeatMap(charts.colour);
        const norms = h('div', {});
        this.#norms = new charts.LineChart(norms, { height: 180, log: true });
        this.#warnings = h('ul', { class: 'warnings' });
        this.#layers = h('div', { class: 'scroll short', tabindex: 0, role: 'region', 'aria-label': 'Parameters' });
        this.#figures = h('div', { class: 'scroll short', tabindex: 0, role: 'region', 'aria-label': 'Figures' });
        this.#details = h('details', { ontoggle: () => this.#table() },
            h('summary', {}, 'Figures of each moment'), this.#figures);
        element.append(
            h('div', { class: 'bar' }, h('label', {}, 'Parameter', this.#path), h('label', {}, 'Of its', this.#kind)),
            h('div', { class: 'two' },
                h('div', {}, h('h3', {}, 'Values over time'), this.#heat.element),
                h('div', {}, h('h3', {}, 'Norm and largest value'), norms, h('p', { class: 'legend' },
                    h('span', { class: 'swatch run-0' }), ' norm ', h('span', { class: 'swatch run-1' }), ' largest'))),
            this.#details,
            h('h3', {}, 'Last moment of all parameters'), this.#warnings, this.#layers);
    }

    async update({ entry }) {
        const isNew = await this.#moments.update(entry);
        const { store, charts } = this.#context;
        const paths = this.#moments.paths;
        if (paths.length === 0) return;
        const path = paths.includes(store.get('histograms.path')) ? store.get('histograms.path') : paths[0];
        const kind = store.get('histograms.kind', 'weight') === 'gradient' ? 'gradient' : 'weight';
        this.#options(paths, path);
        this.#kind.value = kind;
        // A theme that was switched changes the colours.
        const shown = `${entry.id} ${path} ${kind} ${charts.colour('--accent')}`;
        if (!isNew && shown === this.#shown) return;
        this.#draw(path, kind);
        if (isNew || this.#shown === null) this.#all(paths);
        this.#shown = shown;
    }

    destroy() {
        this.#norms.destroy();
    }

    #options(paths, path) {
        const { h } = this.#context.dom;
        if (this.#path.options.length !== paths.length || paths.some((p, i) => this.#path.options[i].value !== p)) {
            this.#path.replaceChildren(...paths.map((p) => h('option', { value: p }, p)));
        }
        this.#path.value = path;
    }

    #draw(path, kind) {
        const moments = this.#moments.of(path, kind);
        const words = `${kind === 'weight' ? 'Weights' : 'Gradients'} of ${path}`;
        this.#heat.draw(moments, words);
        const x = moments.map(({ step }) => step);
        const positive = (name) => moments.map((moment) => (moment[name] > 0 ? moment[name] : null));
        const points = moments.length < 40;
        const { inWords } = this.#context.dom;
        this.#norms.draw([
            { x, y: positive('norm'), colour: '--run-0', points },
            { x, y: positive('largest'), colour: '--run-1', points },
        ], null, `${words} over steps; last norm ${inWords(positive('norm'))}, last largest absolute value `
            + inWords(positive('largest')));
        this.#table();
    }

    #table() {
        if (!this.#details.open) return;
        const { count, number, percent, table } = this.#context.dom;
        const moments = this.#moments.of(this.#path.value, this.#kind.value);
        this.#figures.replaceChildren(table(`${this.#kind.value} of ${this.#path.value}`,
            ['Step', 'Lowest', 'Highest', 'Mean', 'Deviation', 'Norm', 'Zeros', 'Not finite']
                .map((title) => ({ title, number: true })),
            moments.toReversed().map((m) => [count(m.step), number(m.low), number(m.high), number(m.mean),
                number(m.deviation), number(m.norm), percent(m.zeros), count(m.notFinite)])));
    }

    #all(paths) {
        const { h, number, percent, table } = this.#context.dom;
        const warnings = [];
        const rows = paths.map((path) => {
            const weight = this.#moments.of(path, 'weight').at(-1);
            const gradient = this.#moments.of(path, 'gradient').at(-1);
            for (const [what, last] of [['weights', weight], ['gradients', gradient]]) {
                const fault = last && faultOf(last);
                if (fault) warnings.push(`${path}: ${fault.replace('%', what)}`);
            }
            return [path, number(weight?.norm), number(gradient?.norm), number(gradient?.largest),
                percent(gradient?.zeros), this.#dead(gradient)];
        });
        this.#warnings.replaceChildren(...warnings.map((text) => h('li', {}, text)));
        this.#layers.replaceChildren(table('Parameters at the last moment', [{ title: 'Parameter' },
            { title: 'Weight norm', number: true }, { title: 'Gradient norm', number: true },
            { title: 'Largest gradient', number: true }, { title: 'Zero gradients', number: true },
            { title: 'Dead units', number: true }], rows));
    }

    #dead(gradient) {
        const { h, count } = this.#context.dom;
        if (!(gradient?.units > 0)) return '';
        const text = `${count(gradient.dead)} of ${count(gradient.units)}`;
        if (!(gradient.dead > MANY * gradient.units)) return text;
        const title = 'More than a quarter of the units learned nothing from the last batch';
        return h('strong', { class: 'many', title }, `${text} – many`);
    }
}

function faultOf({ notFinite, zeros }) {
    if (notFinite > 0) return `${notFinite.toLocaleString('en')} of the % are not finite`;
    return zeros === 1 ? 'all % are zero' : null;
}
