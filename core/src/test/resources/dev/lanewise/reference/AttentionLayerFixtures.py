import torch
import torch.nn.functional as F
from torch import nn
from torch.func import functional_call

from fixtures import bools, case, ints, uniform

D, HEADS = 4, 2


def layer(name, module, inputs, call=None, gradients=True):
    """A case whose inputs are those of a layer and then its parameters, in their order."""
    module = module.double()
    names = [n for n, _ in module.named_parameters()]
    call = call or (lambda f, *x: f(*x))
    k = len(inputs)

    def apply(*all):
        parameters = dict(zip(names, all[k:]))
        return call(lambda *x, **options: functional_call(module, parameters, x, options), *all[:k])

    case(name, apply, *inputs, *[uniform(*p.shape, low=-1.0, high=1.0) for _, p in module.named_parameters()],
         gradients=gradients)


def after(length):
    """What a causal mask leaves out."""
    return torch.ones(length, length, dtype=torch.bool).triu(1)


def beyond(lengths, size):
    """Keys that are padding."""
    return torch.arange(size)[None, :] >= lengths[:, None]


def multihead(**options):
    return nn.MultiheadAttention(D, HEADS, **{"batch_first": True, **options})


def attend(f, *x, **masks):
    return f(*x, need_weights=False, **masks)[0]


x, y = uniform(2, 3, D), uniform(2, 5, D)
layer("layer MultiheadAttention", multihead(), [x], lambda f, x: attend(f, x, x, x))
layer("layer MultiheadAttention causal", multihead(bias=False), [x],
      lambda f, x: attend(f, x, x, x, attn_mask=after(3), is_causal=True))
layer("layer MultiheadAttention of another sequence", multihead(), [x, y], lambda f, x, y: attend(f, x, y, y))
layer("layer MultiheadAttention of other widths", multihead(kdim=3, vdim=5), [x, uniform(2, 5, 3), uniform(2, 5, 5)], attend)
layer("layer MultiheadAttention with lengths of keys", multihead(), [x, y, ints([1, 4])],
      lambda f, x, y, n: attend(f, x, y, y, key_padding_mask=beyond(n, 5)))
keep = bools([[[1, 0, 0, 1, 1], [0, 1, 0, 0, 0], [1, 1, 1, 1, 1]], [[0, 0, 0, 0, 1], [1, 1, 0, 1, 0], [1, 0, 1, 0, 1]]])
layer("layer MultiheadAttention with a mask", multihead(), [x, y, keep],
      lambda f, x, y, m: attend(f, x, y, y, attn_mask=~m.repeat_interleave(HEADS, 0)))
layer("layer MultiheadAttention with a mask of floats", multihead(), [x, y, uniform(3, 5)],
      lambda f, x, y, m: attend(f, x, y, y, attn_mask=m))
layer("layer MultiheadAttention time first", multihead(batch_first=False), [uniform(3, 2, D), uniform(5, 2, D)],
      lambda f, x, y: attend(f, x, y, y))
layer("layer MultiheadAttention with weights", multihead(), [x, y],
      lambda f, x, y: f(x, y, y, need_weights=True), gradients=False)
layer("layer MultiheadAttention with weights of each head", multihead(), [x, y],
      lambda f, x, y: f(x, y, y, need_weights=True, average_attn_weights=False), gradients=False)


class Grouped(nn.Module):
    """Four heads of width 2 with two of keys and values, written with F.scaled_dot_product_attention."""

    def __init__(self):
        super().__init__()
        self.in_proj_weight = nn.Parameter(torch.zeros(8 + 2 * 4, 8))
        self.in_proj_bias = nn.Parameter(torch.zeros(16))
        self.out = nn.Linear(8, 8)

    def forward(self, x):
        q, k, v = F.linear(x, self.in_proj_weight, self.in_proj_bias).split([8, 4, 4], -1)
        q, k, v = (t.unflatten(-1, (-1, 2)).transpose(1, 2) for t in (q, k, v))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
        return self.out(y.transpose(1, 2).flatten(2))


layer("layer MultiheadAttention of grouped heads", Grouped(), [uniform(2, 3, 8)])


def encoder(**options):
    return nn.TransformerEncoderLayer(D, HEADS, **{"dim_feedforward": 6, "dropout": 0.0, "batch_first": True, **options})


def decoder(**options):
    return nn.TransformerDecoderLayer(D, HEADS, **{"dim_feedforward": 6, "dropout": 0.0, "batch_first": True, **options})


layer("layer TransformerEncoderLayer", encoder(), [x])
layer("layer TransformerEncoderLayer pre-norm", encoder(norm_first=True, activation="gelu", layer_norm_eps=0.01), [x],
      lambda f, x: f(x, src_mask=after(3), is_causal=True))
layer("layer TransformerEncoderLayer with lengths of keys", encoder(activation=lambda x: F.gelu(x, approximate="tanh")),
      [y, ints([2, 5])], lambda f, x, n: f(x, src_key_padding_mask=beyond(n, 5)))
layer("layer TransformerEncoderLayer without bias", encoder(bias=False, batch_first=False), [uniform(3, 2, D)])
layer("layer TransformerDecoderLayer", decoder(), [x, y])
layer("layer TransformerDecoderLayer pre-norm", decoder(norm_first=True, activation="gelu"), [x, y, ints([1, 4])],
      lambda f, x, y, n: f(x, y, tgt_mask=after(3), tgt_is_causal=True, memory_key_padding_mask=beyond(n, 5)))
layer("layer TransformerEncoder", nn.TransformerEncoder(encoder(norm_first=True), 2, nn.LayerNorm(D), enable_nested_tensor=False),
      [x], gradients=False)
layer("layer TransformerDecoder", nn.TransformerDecoder(decoder(), 2), [x, y], gradients=False)
layer("layer Transformer", nn.Transformer(D, HEADS, 1, 1, 6, 0.0, batch_first=True), [y, x],
      lambda f, y, x: f(y, x, tgt_mask=after(3), tgt_is_causal=True), gradients=False)


def angles(start, rows, pairs, base):
    speeds = base ** (-torch.arange(pairs, dtype=torch.float64) / pairs)
    return (start + torch.arange(rows, dtype=torch.float64))[:, None] * speeds


def neighbours(x, start, base=10000.0):
    """Rotary positions by complex numbers."""
    z = torch.view_as_complex(x.unflatten(-1, (-1, 2)).contiguous())
    turned = z * torch.polar(torch.ones(1, dtype=torch.float64), angles(start, x.shape[-2], z.shape[-1], base))
    return torch.view_as_real(turned).flatten(-2)


def halves(x, start, base=10000.0):
    a, b = x.chunk(2, -1)
    y = neighbours(torch.stack([a, b], -1).flatten(-2), start, base)
    return torch.cat([y[..., ::2], y[..., 1::2]], -1)


case("rotary", lambda x: halves(x, 0), uniform(2, 3, 6))
case("rotary of heads from a position on", lambda x: halves(x, 5, 100.0), uniform(2, 2, 3, 4))
case("rotary of neighbours", lambda x: neighbours(x, 2), uniform(3, 4))
case("rotary of some heads beside each other",
     lambda x: torch.cat([halves(x[..., :4], 1), halves(x[..., 4:8], 1), x[..., 8:]], -1), uniform(2, 3, 12))
case("layer SinusoidalPositions", lambda x: x + torch.stack(
    [angles(0, 3, 3, 10000.0).sin(), angles(0, 3, 3, 10000.0).cos()], -1).flatten(-2), uniform(2, 3, 6))
case("layer LearnedPositions", lambda x, w: x + w[2:5], uniform(2, 3, 4), uniform(6, 4))
slopes = [2.0 ** (-8 * i / 4) for i in range(1, 5)] + [2.0 ** (-8 * i / 8) for i in (1, 3)]
case("layer Alibi", lambda x: x - torch.tensor(slopes, dtype=torch.float64)[:, None, None]
     * (torch.arange(4)[None, :] - 1 - torch.arange(2)[:, None]).abs(), uniform(6, 2, 4))
