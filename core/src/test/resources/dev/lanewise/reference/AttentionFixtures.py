import torch
import torch.nn.functional as F

from fixtures import case, uniform


def attention(name, *inputs, **options):
    """Attention of q, k and v; further inputs are masks."""
    case(name, lambda q, k, v, *masks: F.scaled_dot_product_attention(q, k, v, *masks, **options), *inputs)


def allowed(*rows):
    return torch.tensor([[c == "x" for c in row] for row in rows])


def qkv(n, heads, key_heads, length, keys, depth, width):
    return uniform(n, heads, length, depth), uniform(n, key_heads, keys, depth), uniform(n, key_heads, keys, width)


def features(q, heads):
    return q.unflatten(-1, (heads, -1)).transpose(1, 2)


attention("scaledDotProduct", *qkv(2, 2, 2, 4, 5, 3, 2))
attention("scaledDotProduct of one query and one key", *qkv(1, 2, 2, 1, 1, 3, 2))
attention("scaledDotProduct of three axes", uniform(2, 3, 4), uniform(2, 5, 4), uniform(2, 5, 3))
attention("scaledDotProduct of two axes", uniform(3, 4), uniform(5, 4), uniform(5, 3))
attention("scaledDotProduct of five axes", uniform(2, 1, 2, 3, 4), uniform(2, 1, 2, 5, 4), uniform(2, 1, 2, 5, 3))
attention("scaledDotProduct of an empty batch", *qkv(0, 2, 2, 4, 5, 3, 2))
attention("scaledDotProduct of many keys", *qkv(1, 1, 1, 3, 37, 4, 2))
attention("scaledDotProduct of grouped heads", *qkv(2, 4, 2, 3, 5, 3, 2), enable_gqa=True)
attention("scaledDotProduct of one key head", *qkv(1, 3, 1, 3, 5, 3, 2), enable_gqa=True)
attention("scaledDotProduct with scale", *qkv(2, 2, 2, 4, 5, 3, 2), scale=0.3)
attention("scaledDotProduct causal", *qkv(2, 2, 2, 4, 4, 3, 2), is_causal=True)
attention("scaledDotProduct causal of fewer queries", *qkv(1, 2, 2, 3, 5, 3, 2), is_causal=True)
attention("scaledDotProduct causal of fewer keys", *qkv(1, 2, 2, 5, 3, 3, 2), is_causal=True)
attention("scaledDotProduct with a mask of booleans", *qkv(2, 2, 2, 3, 5, 3, 2), allowed("x.xx.", "..x..", "xxxxx"))
attention("scaledDotProduct with a mask of booleans that leaves nothing", *qkv(2, 2, 2, 3, 5, 3, 2),
          allowed("x.xx.", ".....", "xxxxx"))
attention("scaledDotProduct with a mask of keys", *qkv(2, 2, 2, 3, 5, 3, 2),
          allowed("xxx..", "x.xxx").reshape(2, 1, 1, 5))
attention("scaledDotProduct with a mask of floats", *qkv(2, 2, 2, 3, 5, 3, 2), uniform(2, 1, 3, 5))
attention("scaledDotProduct with a mask of floats for each head", *qkv(2, 2, 2, 3, 5, 3, 2), uniform(2, 1, 5))
case("multiHead", lambda q, k, v: F.scaled_dot_product_attention(
    features(q, 4), features(k, 2), features(v, 2), enable_gqa=True).transpose(1, 2).flatten(2),
    uniform(2, 3, 8), uniform(2, 5, 4), uniform(2, 5, 6))
case("multiHeadPacked", lambda qkv: F.scaled_dot_product_attention(
    *(features(part, 2) for part in qkv.chunk(3, -1))).transpose(1, 2).flatten(2), uniform(2, 4, 12, low=-1, high=1))
case("weights", lambda q, k: (q @ k.transpose(-1, -2) * 0.5).softmax(-1), uniform(2, 2, 3, 4), uniform(2, 2, 5, 4))
case("weights with a mask of floats", lambda q, k, mask: (q @ k.transpose(-1, -2) * 0.5 + mask).softmax(-1),
     uniform(2, 2, 3, 4), uniform(2, 2, 5, 4), uniform(3, 5))
