// Entry of a report: the page over the data that stands in the file itself.
import { h } from './dom.js';
import { EmbeddedSource } from './embedded.js';
import { start } from './main.js';

const data = JSON.parse(document.getElementById('report').textContent);
const left = data.left.length === 0 ? '' : ` Left out to keep it small: ${data.left.join(', ')}.`;
document.body.append(h('footer', { class: 'report-foot' }, `A report of the run ${data.entry.id}, made `
    + `${new Date(data.made).toLocaleString('en-GB')}. The run's folder has more: all steps, epochs and pictures.${left}`));
start(new EmbeddedSource(data));
