// The frame of the page: which panels there are, when they are updated, what is said if something fails.
//
// A panel is a module in panels/ whose default export is
//     { id, title, place, inBackground, wants(entry, change), create(element, context) }
//   id, title     a word for addresses and the heading (the frame draws section and heading)
//   place         'side' (left column), 'wide' (whole width) or 'half' (the default)
//   inBackground  whether it is updated, every few seconds, while the tab is hidden: for what the title of the tab says
//   wants(entry, change)      whether it has something to show (or will have, and says so) for the run in focus; else
//                             it is hidden
//   create(element, context)  fills the empty element and returns { async update(change), destroy() }
// entry   a run as the server lists it: { id, live, state, reason, begun, step, sizes }; of runs that are shown also
//         { run, files }, run = what is in its run.json
// context { source, data, store, charts, dom }; source: see source.js; data.lines(entry, name): shared lines of files;
//         store.get/set(name, …): choices that outlive a reload (set has all panels updated); charts, dom: the modules
// change  { entry, shown, all, switched, isServed }: the run in focus, the runs shown together (with the one in focus),
//         all runs, whether the run in focus is another one than at the last update, and whether a board serves the
//         page (else it is a report, which nothing can be asked)
// update is called once a second while files grow, less often while nobody touches the page or the panel is out of
// sight, never while the one before runs or the tab is hidden; what it throws is said in the panel and the next update
// tries again. Colours: the custom properties of style.css; a shown run's own is var(--run-N) with
// N = store.slot(entry.id), class `swatch run-N` for a mark beside its name.
import * as charts from './charts.js';
import { Data } from './data.js';
import * as dom from './dom.js';
import { Frame } from './frame.js';
import { Store } from './store.js';
import status from './panels/status.js';
import controls from './panels/controls.js';
import runs from './panels/runs.js';
import curves from './panels/curves.js';
import draw from './panels/draw.js';
import confusion from './panels/confusion.js';
import mistakes from './panels/mistakes.js';
import samples from './panels/samples.js';
import filters from './panels/filters.js';
import events from './panels/events.js';
import histograms from './panels/histograms.js';
import model from './panels/model.js';
import compare from './panels/compare.js';

const PANELS = [
    status,
    controls,
    runs,
    curves,
    draw,
    confusion,
    mistakes,
    samples,
    filters,
    events,
    histograms,
    model,
    compare,
];

/** Draws the page over the data of a source and keeps it up to date. */
export function start(source) {
    const store = new Store();
    const context = { source, data: new Data(source), store, charts, dom };
    return new Frame(context, PANELS).start();
}
