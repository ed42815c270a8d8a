import torch.nn.functional as F

from fixtures import case, ints, uniform

for reduction in ["none", "mean", "sum"]:
    case("crossEntropy " + reduction, lambda x, t: F.cross_entropy(x, t, reduction=reduction), uniform(4, 5), ints([1, 0, 4, 4]))
    case("mse " + reduction, lambda x, t: F.mse_loss(x, t, reduction=reduction), uniform(3, 4), uniform(3, 4))
    case(
        "bceWithLogits " + reduction,
        lambda x, t: F.binary_cross_entropy_with_logits(x, t, reduction=reduction),
        uniform(3, 4, low=-5, high=5),
        uniform(3, 4, low=0, high=1),
    )
