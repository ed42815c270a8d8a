import torch
import torch.nn.functional as F

from fixtures import case, floats, ints, uniform

reductions = ["none", "mean", "sum"]
signs = [[1, -1, 1, -1], [-1, -1, 1, 1], [1, 1, 1, -1]]


def constant(values):
    return floats(values)


for reduction in reductions:
    y = constant(signs)
    rows = constant([1, -1, 1, -1, -1])
    case("cosineEmbedding " + reduction, lambda a, b: F.cosine_embedding_loss(a, b, rows, 0.2, reduction=reduction), uniform(5, 3), uniform(5, 3))
    case("marginRanking " + reduction, lambda a, b: F.margin_ranking_loss(a, b, y, 0.5, reduction=reduction), uniform(3, 4), uniform(3, 4))
    case("hingeEmbedding " + reduction, lambda x: F.hinge_embedding_loss(x, y, 0.7, reduction=reduction), uniform(3, 4))
    case("softMargin " + reduction, lambda x: F.soft_margin_loss(x, y, reduction=reduction), uniform(3, 4, low=-30, high=30))
    case(
        "multiLabelMargin " + reduction,
        lambda x, t: F.multilabel_margin_loss(x, t, reduction=reduction),
        uniform(4, 5),
        ints([[3, 0, -1, 1, 1], [-1, 2, 2, 2, 2], [4, 3, 2, 1, 0], [2, 2, -1, 0, 0]]),
    )
    case(
        "multiLabelSoftMargin " + reduction,
        lambda x, w: F.multilabel_soft_margin_loss(x, (y > 0).double(), w, reduction=reduction),
        uniform(3, 4, low=-5, high=5),
        uniform(4, low=0.5, high=2),
    )
    case(
        "TripletMarginLoss.of " + reduction,
        lambda a, p, n: F.triplet_margin_loss(a, p, n, reduction=reduction),
        uniform(5, 3),
        uniform(5, 3),
        uniform(5, 3),
    )
    case(
        "MultiMarginLoss.of " + reduction,
        lambda x, t: F.multi_margin_loss(x, t, p=2, margin=0.4, weight=floats([0.5, 1, 2, 1.5, 1]), reduction=reduction),
        uniform(4, 5),
        ints([1, 0, 4, 4]),
    )
    case(
        "CTCLoss.of " + reduction,
        lambda x, t, n, k: F.ctc_loss(x.log_softmax(2), t, n, k, reduction=reduction),
        uniform(7, 4, 5),
        ints([[1, 2, 2], [3, 3, 0], [4, 0, 0], [0, 0, 0]]),
        ints([7, 6, 7, 5]),
        ints([3, 2, 1, 0]),
    )

case("cosineEmbedding of one pair apart", lambda a, b: F.cosine_embedding_loss(a, b, torch.tensor(-1.0), -0.9), uniform(4), uniform(4))
case("cosineEmbedding of zeros", lambda a, b: F.cosine_embedding_loss(a, b, constant([1, -1])), floats([[0, 0], [0, 0]]), floats([[0, 0], [1, 2]]))
case("hinge", lambda x: (1 - constant(signs) * x).clamp_min(0).mean(), uniform(3, 4))
case("marginRanking at the kink", lambda a, b: F.margin_ranking_loss(a, b, constant([1, -1, 1]), reduction="none"), floats([1, 2, 3]), floats([1, 2, 3.5]))
case("hingeEmbedding at the kink", lambda x: F.hinge_embedding_loss(x, constant([-1, -1, 1, -1]), reduction="none"), floats([1, 1.5, 1, 0.5]))
case("multiLabelMargin at the kink", lambda x, t: F.multilabel_margin_loss(x, t, reduction="none"), floats([[2, 1, 0.5]]), ints([[0, -1, -1]]))
case("MultiMarginLoss.of at the kink", lambda x, t: F.multi_margin_loss(x, t, reduction="none"), floats([[2, 1, 0.5], [1, 1, 1]]), ints([0, 2]))
case("multiLabelMargin of one sample", lambda x, t: F.multilabel_margin_loss(x, t), uniform(5), ints([3, 0, -1, 1, 1]))
case("multiLabelSoftMargin of one sample", lambda x: F.multilabel_soft_margin_loss(x, constant([1, 0, 1])), uniform(3))
case("MultiMarginLoss.of one sample", lambda x, t: F.multi_margin_loss(x, t), uniform(5), ints(3))
case("TripletMarginLoss.of one triplet, p 1", lambda a, p, n: F.triplet_margin_loss(a, p, n, p=1, margin=3), uniform(4), uniform(4), uniform(4))
case(
    "TripletMarginLoss.of with swap and eps",
    lambda a, p, n: F.triplet_margin_loss(a, p, n, margin=0.5, eps=0.01, swap=True, reduction="none"),
    uniform(6, 3),
    uniform(6, 3),
    uniform(6, 3),
)
case(
    "TripletMarginLoss.of points that coincide",
    lambda a, p, n: F.triplet_margin_loss(a, p, n, eps=0.0, reduction="none"),
    floats([[1, 2], [1, 2]]),
    floats([[1, 2], [1, 3]]),
    floats([[1, 2], [1, 2]]),
)
case(
    "CTCLoss.of with the last class as blank",
    lambda x, t, n, k: F.ctc_loss(x.log_softmax(2), t, n, k, blank=3),
    uniform(5, 2, 4),
    ints([[0, 1], [2, 2]]),
    ints([5, 3]),
    ints([2, 2]),
)
case(
    "CTCLoss.of samples without an alignment that count nothing",
    lambda x, t, n, k: F.ctc_loss(x.log_softmax(2), t, n, k, zero_infinity=True, reduction="sum"),
    uniform(4, 3, 4),
    ints([[1, 1, 2], [1, 2, 3], [2, 0, 0]]),
    ints([3, 2, 4]),
    ints([3, 3, 1]),
)
case(
    "CTCLoss.of one frame",
    lambda x, t, n, k: F.ctc_loss(x.log_softmax(2), t, n, k, reduction="none"),
    uniform(1, 3, 4),
    ints([[1], [2], [0]]),
    ints([1, 1, 1]),
    ints([1, 1, 0]),
)
for reduction in reductions:
    case(
        "CTCLoss.of one sample " + reduction,
        lambda x, t, n, k: F.ctc_loss(x.log_softmax(1), t[:k], n, k, reduction=reduction),
        uniform(6, 4),
        ints([1, 3, 3, 0]),
        ints(5),
        ints(3),
    )
