import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from fixtures import case, ints, uniform

TIME, SAMPLES, INPUTS, UNITS = 3, 3, 2, 2


def layer(kind, backward):
    """A function of inputs, weights, biases, first states and maybe lengths; of the two directions only one counts."""
    gates = {"lstm": 4, "gru": 3}.get(kind, 1)
    states = 2 if kind == "lstm" else 1

    def run(x, wi, wh, bi, bh, *rest):
        make = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU}.get(kind)
        both = (make(INPUTS, UNITS, bidirectional=backward, dtype=torch.float64) if make
                else torch.nn.RNN(INPUTS, UNITS, nonlinearity=kind, bidirectional=backward, dtype=torch.float64))
        names = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]
        values = {name + ("_reverse" if backward else ""): value for name, value in zip(names, [wi, wh, bi, bh])}
        first = [torch.stack([torch.zeros_like(s), s]) if backward else s[None] for s in rest[:states]]
        first = tuple(first) if kind == "lstm" else first[0]
        given = pack_padded_sequence(x, rest[states], enforce_sorted=False) if len(rest) > states else x
        y, last = torch.func.functional_call(both, values, (given, first))
        if len(rest) > states:
            y, _ = pad_packed_sequence(y, total_length=TIME)
        last = last if kind == "lstm" else (last,)
        return [y[:, :, -UNITS:], *[s[-1] for s in last]]

    return run, gates, states


for kind in ["lstm", "gru", "tanh", "relu"]:
    for backward in [False, True]:
        for lengths in [False, True]:
            run, gates, states = layer(kind, backward)
            name = ("Recurrence." + kind + " over time" if kind in ["tanh", "relu"] else kind) + (" backward" if backward else "")
            wide = gates * UNITS
            inputs = [uniform(TIME, SAMPLES, INPUTS), uniform(wide, INPUTS, low=-1, high=1),
                      uniform(wide, UNITS, low=-1, high=1), uniform(wide, low=-1, high=1),
                      uniform(wide, low=-1, high=1)]
            inputs += [uniform(SAMPLES, UNITS, low=-1, high=1) for _ in range(states)]
            case(name + (", lengths" if lengths else ""), run, *inputs, *([ints([3, 1, 2])] if lengths else []))
