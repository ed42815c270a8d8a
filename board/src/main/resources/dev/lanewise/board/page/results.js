// Labels and predictions of the run that is looked at, read once for all panels that show them.
import { generation } from './data.js';
import { Predictions } from './predictions.js';

const LABELS = 'labels.safetensors';
const kept = new WeakMap();

/** The Predictions of an epoch's file, and a key that is the same for as long as they are. */
export function predictionsOf(source, entry, file) {
    let own = kept.get(source);
    if (own === undefined) {
        own = { labels: { key: null }, predictions: { key: null } };
        kept.set(source, own);
    }
    const run = `${entry.id} ${generation(entry)}`;
    const labels = once(own.labels, run, () => source.tensors(entry.id, LABELS));
    // A run that was resumed writes files of the same names again, after an event.
    const key = `${run} ${file} ${entry.sizes?.['events.jsonl']}`;
    return once(own.predictions, key, async () => ({
        key,
        predictions: new Predictions(await labels, await source.tensors(entry.id, file), entry.run?.classes),
    }));
}

/** What was made for this key, or what is made now; a failure is not kept. */
function once(slot, key, make) {
    if (slot.key !== key) {
        slot.key = key;
        slot.value = make();
        slot.value.catch(() => {
            if (slot.key === key) slot.key = null;
        });
    }
    return slot.value;
}
