import torch
from torch.nn import functional as F

from fixtures import case, distinct, ints, uniform

EVEN = ints([[2, 0], [2, 3], [4, 2], [3, 3]])
FLAT = ints([2, 0, 2, 3, 4, 2, 3, 0])

case("embedding", lambda x, i: F.embedding(i, x), uniform(5, 3), EVEN)
case("embedding with padding", lambda x, i: F.embedding(i, x, padding_idx=2), uniform(5, 3), EVEN)
for name, mode in [("sums", "sum"), ("means", "mean"), ("maxima", "max")]:
    name = "embeddingBag of " + name
    case(name, lambda x, i: F.embedding_bag(i, x, mode=mode), distinct(5, 3), EVEN)
    case(name + " with padding", lambda x, i: F.embedding_bag(i, x, mode=mode, padding_idx=3), distinct(5, 3), EVEN)
    bags = lambda x, i, o, **how: F.embedding_bag(i, x, o, mode=mode, **how)
    case(name + " with offsets", lambda x, i, o: bags(x, i, o), distinct(5, 3), FLAT, ints([0, 3, 3, 4]))
    case(name + " with offsets and padding", lambda x, i, o: bags(x, i, o, padding_idx=3), distinct(5, 3), FLAT, ints([0, 3, 3, 4]))
    case(name + " with a last offset", lambda x, i, o: bags(x, i, o, include_last_offset=True), distinct(5, 3), FLAT, ints([0, 3, 3, 4, 8]))
case("embeddingBag with weights", lambda x, i, w: F.embedding_bag(i, x, mode="sum", per_sample_weights=w), uniform(5, 3), EVEN, uniform(4, 2))
case("embeddingBag with weights and offsets", lambda x, i, o, w: F.embedding_bag(i, x, o, mode="sum", per_sample_weights=w, include_last_offset=True, padding_idx=3), uniform(5, 3), FLAT, ints([0, 3, 3, 4, 8]), uniform(8))
