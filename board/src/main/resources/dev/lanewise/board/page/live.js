// Entry of the page that a board serves; a report has an entry of its own that starts with the data it holds.
import { start } from './main.js';
import { LiveSource } from './source.js';

start(new LiveSource(new URL('./', document.baseURI)));
