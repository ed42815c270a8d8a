import torch
import torch.nn.functional as F

from fixtures import case, uniform

case("split", lambda x: x.split(2, 1), uniform(2, 5))
case("split by sizes", lambda x: x.split([1, 3], 0), uniform(4, 2))
case("chunk", lambda x: x.chunk(4, 1), uniform(2, 7))
case("chunk into fewer", lambda x: x.chunk(4, 0), uniform(5))
case("unbind", lambda x: x.unbind(1), uniform(2, 3))
case("slice in steps", lambda x: x[:, 1:6:2], uniform(2, 7))
case("withSlice", lambda x, v: torch.slice_scatter(x, v, 1, 1, 3), uniform(2, 4), uniform(2, 2))
case("flip", lambda x: x.flip(0, 2), uniform(2, 3, 2))
case("roll", lambda x: x.roll(-4, 1), uniform(2, 3))
case("moveAxis", lambda x: x.movedim(0, 2), uniform(2, 3, 2))
case("tile", lambda x: x.repeat(2, 1, 3), uniform(2, 2))
case("tile of few", lambda x: x.tile((2,)), uniform(2, 2))
case("repeatInterleave", lambda x: x.repeat_interleave(2, 0), uniform(3, 2))
case("meshgrid", lambda a, b: torch.meshgrid(a, b, indexing="ij"), uniform(2), uniform(3))
case("pad", lambda x: F.pad(x, (2, 1), value=-1.5), uniform(2, 3))
case("pad with zeros", lambda x: F.pad(x, (0, 0, 1, 2)), uniform(2, 3))
for mode in ["reflect", "replicate", "circular"]:
    case("pad " + mode, lambda x: F.pad(x, (2, 1), mode=mode), uniform(2, 3, 4))
