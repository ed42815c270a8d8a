import torch.nn.functional as F

from fixtures import case, floats, ints, uniform

some = ints([1, -100, 4, 4])
places = ints([[[1, -100], [0, 2]], [[2, 2], [-100, 1]]])
weights = floats([0.5, 1.25, 2, 0.75, 1.5])
for kind in ["none", "mean", "sum"]:
    how = {"reduction": kind}
    case("CrossEntropyLoss.of weights, " + kind, lambda x, t: F.cross_entropy(x, t, weights, **how), uniform(4, 5), some)
    case("CrossEntropyLoss.of ignored, " + kind, lambda x, t: F.cross_entropy(x, t, **how), uniform(4, 5), some)
    case(
        "CrossEntropyLoss.of smoothed labels, " + kind,
        lambda x, t: F.cross_entropy(x, t, weights, label_smoothing=0.2, **how),
        uniform(4, 5),
        some,
    )
    case(
        "CrossEntropyLoss.of places, " + kind,
        lambda x, t: F.cross_entropy(x, t, weights[:3], label_smoothing=0.2, **how),
        uniform(2, 3, 2, 2),
        places,
    )
    case(
        "CrossEntropyLoss.of probabilities, " + kind,
        lambda x, t: F.cross_entropy(x, t, weights, label_smoothing=0.2, **how),
        uniform(4, 5),
        uniform(4, 5, low=0, high=1),
    )
    case(
        "CrossEntropyLoss.of probabilities of places, " + kind,
        lambda x, t: F.cross_entropy(x, t, weights[:3], **how),
        uniform(2, 3, 2),
        uniform(2, 3, 2, low=0, high=1),
    )
    case("NLLLoss.of " + kind, lambda x, t: F.nll_loss(x, t, weights, **how), uniform(4, 5, low=-3, high=0), some)
    case(
        "NLLLoss.of places, " + kind,
        lambda x, t: F.nll_loss(x, t, weights[:3], **how),
        uniform(2, 3, 2, 2, low=-3, high=0),
        places,
    )
    case("nll " + kind, lambda x, t: F.nll_loss(x, t, **how), uniform(4, 5, low=-3, high=0), ints([1, 0, 4, 4]))
    shares = {"low": 0.05, "high": 0.95}
    case(
        "bce " + kind,
        lambda x, t: F.binary_cross_entropy(x, t, **how),
        uniform(3, 4, **shares),
        uniform(3, 4, **shares),
    )
    case(
        "BCELoss.of " + kind,
        lambda x, t: F.binary_cross_entropy(x, t, weights[:4], **how),
        uniform(3, 4, **shares),
        uniform(3, 4, **shares),
    )
    case(
        "BCEWithLogitsLoss.of " + kind,
        lambda x, t: F.binary_cross_entropy_with_logits(x, t, weights[:4], pos_weight=2 * weights[1:], **how),
        uniform(3, 4, low=-5, high=5),
        uniform(3, 4, low=0, high=1),
    )
case("CrossEntropyLoss.of one class", lambda x, t: F.cross_entropy(x, t), uniform(3, 1), ints([0, 0, 0]))
case("CrossEntropyLoss.of one sample", lambda x, t: F.cross_entropy(x, t), uniform(5), ints(3))
