// Entry of a report: the page over the data that stands in the file itself.
import { h } from './dom.js';
import { EmbeddedSource } from './embedded.js';
import { start } from './main.js';

const data = JSON.parse(document.getElementById('report').textContent);
const left = data.left.length === 0 ? '' : ` Left out to keep it small: ${data.left.join(', ')}.`;
const made = new Date(data.made).toLocaleString('en-GB');
document.body.append(h('footer', { class: 'report-foot' }, `A report of the run ${data.entry.id}, made ${made}.`
    + ` The run's folder has more: all steps, epochs and pictures.${left}`
    + ' Charts by uPlot, whose licence stands in this file.'));
start(new EmbeddedSource(data));
