import torch
import torch.nn.functional as F

from fixtures import bools, case, floats, uniform


def focal(x, t, alpha, gamma):
    """torchvision.ops.sigmoid_focal_loss without a reduction."""
    t = t.to(x.dtype)
    p = torch.sigmoid(x)
    p_t = p * t + (1 - p) * (1 - t)
    loss = F.binary_cross_entropy_with_logits(x, t, reduction="none") * (1 - p_t) ** gamma
    return loss if alpha < 0 else loss * (alpha * t + (1 - alpha) * (1 - t))


def dice(p, t):
    """monai.losses.DiceLoss with its defaults and without a reduction."""
    axes = list(range(2, p.dim()))
    return 1 - (2 * (p * t).sum(axes) + 1e-5) / (p.sum(axes) + t.sum(axes) + 1e-5)


def reduced(losses, reduction):
    return {"none": losses, "mean": losses.mean(), "sum": losses.sum()}[reduction]


hot = bools([[1, 0, 0, 1], [0, 0, 1, 0], [1, 1, 0, 0]])
for r in ["none", "mean", "sum"]:
    batch = "batchmean" if r == "mean" else r
    case("l1 " + r, lambda x, t: F.l1_loss(x, t, reduction=r), uniform(3, 4), uniform(3, 4))
    case("huber " + r, lambda x, t: F.huber_loss(x, t, delta=0.7, reduction=r), uniform(3, 4), uniform(3, 4))
    case("smoothL1 " + r, lambda x, t: F.smooth_l1_loss(x, t, beta=0.7, reduction=r), uniform(3, 4), uniform(3, 4))
    case(
        "klDivergence " + r,
        lambda q, p: F.kl_div(q, p, reduction=batch),
        uniform(3, 4, low=-3, high=0),
        uniform(3, 4, low=0.1, high=1),
    )
    case(
        "KLDivLoss.of logarithms " + r,
        lambda q, p: F.kl_div(q, p, reduction=batch, log_target=True),
        uniform(3, 4, low=-3, high=0),
        uniform(3, 4, low=-3, high=0),
    )
    case("PoissonNLLLoss.of " + r, lambda x, t: F.poisson_nll_loss(x, t, reduction=r), uniform(3, 4), uniform(3, 4, low=0, high=5))
    case(
        "PoissonNLLLoss.of rates in full " + r,
        lambda x, t: F.poisson_nll_loss(x, t, log_input=False, full=True, reduction=r),
        uniform(3, 4, low=0.1, high=5),
        uniform(3, 4, low=0.1, high=5),
    )
    case(
        "GaussianNLLLoss.of " + r,
        lambda m, t, v: F.gaussian_nll_loss(m, t, v, reduction=r),
        uniform(3, 4),
        uniform(3, 4),
        uniform(3, 4, low=0.3, high=2),
    )
    case(
        "GaussianNLLLoss.of one variance for a row " + r,
        lambda m, t, v: F.gaussian_nll_loss(m, t, v, full=True, reduction=r),
        uniform(3, 4),
        uniform(3, 4),
        uniform(3, 1, low=0.3, high=2),
    )
    case("FocalLoss.of " + r, lambda x, t: reduced(focal(x, t, 0.25, 2), r), uniform(3, 4, low=-5, high=5), hot)
    case("FocalLoss.of without alpha " + r, lambda x, t: reduced(focal(x, t, -1, 1.5), r), uniform(3, 4, low=-5, high=5), hot)
    case("DiceLoss.of " + r, lambda p, t: reduced(dice(p, t), r), uniform(2, 3, 2, 3, low=0, high=1), uniform(2, 3, 2, 3, low=0, high=1))
case(
    "GaussianNLLLoss.of variances below the least",
    lambda m, t, v: F.gaussian_nll_loss(m, t, v, eps=0.5),
    uniform(4),
    uniform(4),
    floats([0, 0.25, 0.75, 2]),
)
case("huber", F.huber_loss, uniform(3, 4), uniform(3, 4))
case("smoothL1", F.smooth_l1_loss, uniform(3, 4), uniform(3, 4))
