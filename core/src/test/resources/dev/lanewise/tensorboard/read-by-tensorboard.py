"""Prints what TensorBoard's own reader reads of recorded.tfevents, with checksums: pip install tensorboard==2.21.0

python3 read-by-tensorboard.py > recorded.txt
"""

import pathlib
import shutil
import tempfile

from tensorboard.backend.event_processing import event_file_loader, plugin_event_accumulator
from tensorboard.util import tensor_util

FILE = pathlib.Path(__file__).with_name("recorded.tfevents")

with tempfile.TemporaryDirectory() as folder:
    path = shutil.copy(FILE, folder + "/events.out.tfevents.1700000000.lanewise")
    print(sum(1 for _ in event_file_loader.RawEventFileLoader(path).Load()), "records")
    run = plugin_event_accumulator.EventAccumulator(folder).Reload()
    for tag in run.Tags()["tensors"]:
        print(tag, "of the plugin", run.SummaryMetadata(tag).plugin_data.plugin_name)
        if tag == "__run_graph__":
            continue
        for event in run.Tensors(tag):
            value = tensor_util.make_ndarray(event.tensor_proto)
            shown = value.item().decode() if value.dtype == object else value.tolist()
            print(f"  step {event.step}, time {event.wall_time}: {shown}")
    print("graph")
    for node in run.Graph().node:
        shapes = [[dim.size for dim in shape.dim] for shape in node.attr["_output_shapes"].list.shape]
        print(f"  {node.name} = {node.op}({', '.join(node.input)}) of {shapes}")
